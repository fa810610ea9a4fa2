"""What a command costs: CPU, wall time, and the memory of it and its children together."""

import pathlib
import resource
import subprocess
import threading
import time


def measured(command, **options):
    """Runs a command; CPU and wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    code = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    ).returncode
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": wall, "code": code}


def best(runs):
    """The least of each figure: what other load on the machine adds least to."""
    return {key: min(run[key] for run in runs) for key in runs[0]}


def own_memory(process):
    """The proportional share of memory of a process, in MB; 0 where it has ended."""
    try:
        text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    shares = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(shares[0]) / 1024 if shares else 0


def descendants(process):
    try:
        tasks = list(pathlib.Path(f"/proc/{process}/task").iterdir())
        children = [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        children = []
    return [process] + [deeper for child in children for deeper in descendants(child)]


def peak_memory(command):
    """The largest sum of the memory of a command and its children, in MB, sampled."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    ended = threading.Event()

    def sample():
        nonlocal peak
        while not ended.wait(0.02):
            peak = max(peak, sum(own_memory(one) for one in descendants(process.pid)))

    sampler = threading.Thread(target=sample)
    sampler.start()
    process.wait()
    ended.set()
    sampler.join()
    return peak
