"""The figures of the suite, a generator a group: (name, value, unit, bar).

A bar is ("<=" or ">=", value), or None for a figure that is only told.
"""

import os
import re
import subprocess
import tempfile

from measuring import best, measured, peak_memory
from trees import bare, database, moved, one_change, syntax_only

RATIO_BARS = {"memcached": 1.0, "redis": 1.0, "leveldb": 1.0, "re2": 1.0, "sqlite": 2.5}
# The part of a program that its ratio is about, where that is not all of it.
RATIO_FILES = {"sqlite": "sqlite3.c"}
MEMORY_BARS = {"redis": 400}
# Bare trees: the folder in them that is analysed.
BARE = {"redis": "src", "lua": "."}
COMPARED = ["lua", "memcached", "leveldb"]
ROUNDS = 5


def at_most(value):
    return ("<=", value) if value is not None else None


def at_least(value):
    return (">=", value)


def coverage(midas, tree):
    """Percent of expressions lowered as unknown, and of functions with holes."""
    table = subprocess.run(
        [midas, "ir", tree, "--coverage"], capture_output=True, text=True, check=True)
    rows = {line.split("\t")[0]: line.split("\t")[3] for line in table.stdout.splitlines()[1:]
            if line.count("\t") == 3}
    return float(rows["all"].split()[0]), float(rows["functions with holes"].split()[0])


def lowering(midas, name, program):
    unknown, holes = coverage(midas, program)
    yield f"{name} functions with holes", holes, "%", at_most(0.2)
    yield f"{name} unknown expressions", unknown, "%", at_most(0.1)
    if name in BARE:
        with bare(program) as tree:
            holes = coverage(midas, tree / BARE[name])[1]
            yield f"{name} as a bare tree, functions with holes", holes, "%", at_most(0.5)
            if BARE[name] != ".":
                whole = coverage(midas, tree)[1]
                yield f"{name} bare with all it bundles, with holes", whole, "%", None


def cost(midas, clang, name, program):
    """Beside `clang -fsyntax-only`, interleaved; the best of some rounds of each."""
    path, only = database(program), RATIO_FILES.get(name)
    tree = [program / only, "-p", path.parent] if only else [program]
    theirs, ours, one, two = [], [], [], []
    for _ in range(ROUNDS):
        theirs.append(measured(["bash", "-c", syntax_only(path, clang, only)]))
        ours.append(measured([midas, "ir", *tree, "--programs", "--no-cache", "--jobs", "1"]))
        one.append(measured([midas, "ir", program, "--coverage", "--jobs", "1"]))
        two.append(measured([midas, "ir", program, "--coverage", "--jobs", "2"]))
    ratio = best(ours)["cpu"] / best(theirs)["cpu"]
    yield (f"{name} parse, lower and link / syntax-only", ratio, "x CPU",
           at_most(RATIO_BARS.get(name)))
    # One unit that is as long as all others together cannot be shared between two jobs.
    bar = None if name in RATIO_FILES else at_least(1.7)
    yield f"{name} two jobs", best(one)["wall"] / best(two)["wall"], "x faster", bar


def again(midas, name, program):
    """Parse, lower and link with a cache; whole runs of `analyze`, too."""
    with tempfile.TemporaryDirectory() as folder:
        caches = [f"{folder}/{index}" for index in range(ROUNDS)]
        link = [[midas, "ir", program, "--programs", "--cache-dir", cache] for cache in caches]
        cold = best([measured(command) for command in link])
        warm = best([measured(command) for command in link])
        with one_change(database(program)):
            changed = best([measured(command) for command in link])
        yield f"{name} parse, lower and link, cold", cold["cpu"], "s CPU", None
        yield f"{name} nothing changed / cold", warm["cpu"] / cold["cpu"], "x CPU", at_most(0.05)
        yield f"{name} one file changed / cold", changed["cpu"] / cold["cpu"], "x CPU", at_most(0.1)
        memory = peak_memory([midas, "ir", program, "--programs", "--no-cache"])
        yield (f"{name} parse, lower and link, peak memory", memory, "MB",
               at_most(MEMORY_BARS.get(name)))


def reports(midas, name, program):
    """How many of the reports of one tree differ that must not."""
    def report(tree, *more, folder=None, locale="C"):
        command = [midas, "analyze", tree, "--format", "json", "--all", "-q", *more]
        result = subprocess.run(
            command, capture_output=True, cwd=folder, env=dict(os.environ, LC_ALL=locale))
        return result.stdout

    with tempfile.TemporaryDirectory() as folder, moved(program) as elsewhere:
        cache = ["--cache-dir", f"{folder}/cache"]
        first = report(program, "--jobs", "1", *cache)
        others = [report(program, "--jobs", "2", *cache)]
        others += [report(program, "--jobs", str(jobs), "--no-cache") for jobs in (2, 1, 2)]
        others.append(report(program, "--no-cache", folder="/", locale="tr_TR.UTF-8"))
        others.append(report(elsewhere, "--no-cache"))
        differing = sum(other != first for other in others) if first else len(others)
    yield f"{name} reports that differ of {len(others) + 1}", differing, "", at_most(0)


COUNTS = re.compile(r"(\d+) equal, (\d+) different, (\d+) rejected")


def agreement(prove, root, seeds, is_whole):
    """Programs that say the same interpreted as compiled; enough of csmith's for 500 that end."""
    constructs = sorted((root / "Fixtures/constructs").iterdir())
    known = [path for path in constructs if "midas-gap" in path.read_text().split("\n")[0]]
    equal = different = 0
    for flag, ending in (("-std=gnu11", ".c"), ("-std=c++20", ".cpp")):
        files = [path for path in constructs if path.suffix == ending and path not in known]
        result = subprocess.run([prove, flag, *files], capture_output=True, text=True)
        counts = [int(text) for text in COUNTS.search(result.stdout).groups()]
        equal, different = equal + counts[0], different + counts[1] + counts[2]
    yield "programs of one construct that agree", equal, "", at_least(150)
    yield "programs of one construct that do not", different, "", at_most(0)
    yield "programs of one construct with a known gap", len(known), "", None
    result = subprocess.run([prove, "--csmith", *seeds], capture_output=True, text=True)
    equal, different, rejected = (int(text) for text in COUNTS.search(result.stdout).groups())
    yield "csmith programs that agree", equal, "", at_least(500) if is_whole else None
    yield "csmith programs that do not", different, "", at_most(0)
    # Two seconds and a hundred million steps reject no program of fifty million instructions.
    yield "csmith programs that run too long", rejected, "", None
