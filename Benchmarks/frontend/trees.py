"""The real programs of Benchmarks/fetch as they are, bare, moved and changed."""

import contextlib
import json
import pathlib
import shlex
import shutil
import tempfile


def database(program):
    for path in (program / "compile_commands.json", program / "build/compile_commands.json"):
        if path.exists():
            return path
    raise FileNotFoundError(f"{program}: no compile_commands.json")


def syntax_only(path, clang, only=None):
    """A shell script that checks every unit of a database once, one after another."""
    lines = []
    for entry in json.loads(path.read_text()):
        if only and not entry["file"].endswith("/" + only):
            continue
        words = entry.get("arguments") or shlex.split(entry["command"])
        words = [word for word in words[1:] if word != "-c"]
        if "-o" in words:
            at = words.index("-o")
            del words[at : at + 2]
        command = shlex.join([clang, "-fsyntax-only", "-w", *words])
        lines.append(f"cd {shlex.quote(entry['directory'])} && {command}")
    return "\n".join(lines)


@contextlib.contextmanager
def bare(program):
    """A copy without a database."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, program.name)
        ignored = shutil.ignore_patterns("compile_commands.json", "*.o", "*.a", ".git")
        shutil.copytree(program, copy, symlinks=True, ignore=ignored)
        yield copy


@contextlib.contextmanager
def moved(program):
    """A copy in another folder, which its database names."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "elsewhere")
        shutil.copytree(program, copy, symlinks=True, ignore=shutil.ignore_patterns("*.o", "*.a"))
        path = database(copy)
        path.write_text(path.read_text().replace(str(program), str(copy)))
        yield copy


@contextlib.contextmanager
def one_change(path):
    """Adds a line to the file of median size of a database, and takes it out again."""
    entries = json.loads(path.read_text())
    files = {pathlib.Path(entry["directory"], entry["file"]) for entry in entries}
    present = sorted((file.stat().st_size, file) for file in files if file.exists())
    file = present[len(present) // 2][1]
    original = file.read_bytes()
    try:
        file.write_bytes(original + b"\nstatic int midas_changed_line;\n")
        yield
    finally:
        file.write_bytes(original)
