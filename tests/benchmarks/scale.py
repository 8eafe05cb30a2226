"""`python -m tests.benchmarks.scale`: what a batch costs from the bytes on disk to the rows on disk.

Ratios taken in one run, in turns, the best of each: CPU time, and the time of the clock only where two processes are
compared with one. The floor is `orjson.loads` of the same lines. Submissions beyond the first thousand or so are those
again under other suppliers' numbers: no two have one identity, and making them takes no longer than reading them.
Rings of objects are sought as seldom as the command line has them sought, on both sides.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import orjson

from techassure.batch import workers
from techassure.batch.converting import write_output
from techassure.batch.jobs import Choice, Detail, Job
from techassure.batch.running import Batch
from techassure.calendar_days import day_number
from techassure.cli import OBJECTS_BEFORE_RINGS_ARE_SOUGHT
from techassure.definitions.library import load_library, standards_folder
from techassure.selections.bare_selections import of_editions
from techassure.selections.selection import Selection

from . import generator

AS_OF = day_number(generator.AS_OF) or 0
DISTINCT = 1000
DTAC = "dtac@2.0"
COPIES = range(2, 6)
_ITS_NAME = re.compile(r"\bdtac(?=[/@])|(?<=standard: )dtac\b")
_NUMBER = re.compile(rb'"id":"GB-COH-[0-9]{8}"')
Clock = Callable[[], float]


def submissions(against: str, lean: bool = False, distinct: int = DISTINCT) -> Iterator[bytes]:
    """Yield lines without end, no two of one supplier."""
    first = generator.lean(distinct, against).splitlines(True) if lean else None
    first = first or [generator.submission(index, against) for index in range(1, distinct + 1)]
    number = 0
    while True:
        for line in first:
            number += 1
            yield _NUMBER.sub(b'"id":"GB-COH-%08d"' % number, line, count=1)


def corpus(folder: Path, count: int, against: str, distinct: int = DISTINCT) -> Path:
    """Write so many submissions, and the documents that they speak of."""
    path = generator.write(folder, 1, against)
    with path.open("wb") as file:
        file.writelines(islice(submissions(against, distinct=distinct), count))
    return path


def cpu() -> float:
    """Return the CPU time of this process and of those that it has waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def rows(selection: Selection, path: Path, detail: Detail, count: int = 1, clock: Clock = cpu) -> float:
    """Return the seconds from a file of submissions to a file of rows."""
    job = Job((Choice(selection, (AS_OF,)),), detail)
    with tempfile.TemporaryDirectory() as made:
        begun = clock()
        tally = Batch(job, [path], Path(made), workers.engine(count), read_here=count == 1).run()
        write_output("jsonl", Path(made), job, tally, Path(made) / "out.jsonl")
        taken = clock() - begun
    if any(tally.refused):
        raise SystemExit(f"the corpus holds what cannot be read: {tally.rules}")
    return taken


def floor(path: Path) -> float:
    """Return the seconds that orjson takes for the lines of a file."""
    begun = cpu()
    with path.open("rb", buffering=1 << 20) as file:
        for line in file:
            orjson.loads(line)
    return cpu() - begun


def best(rounds: int, *runs: Callable[[], float]) -> Sequence[float]:
    """Return the best of some turns of each."""
    taken = [[run() for run in runs] for _ in range(rounds)]
    return [min(column) for column in zip(*taken, strict=True)]


# --- what is measured -------------------------------------------------------------------------------------------------


def disk_to_disk(folder: Path, count: int, rounds: int) -> None:
    """One core, from the bytes on disk to the rows on disk; no submission is like another."""
    path, selection = corpus(folder, count, DTAC, count), generator.selection(DTAC)
    details: tuple[Detail, ...] = ("summary", "criteria")
    for detail in details:
        run, least = best(rounds, lambda detail=detail: rows(selection, path, detail), lambda: floor(path))  # type: ignore[misc]
        print(f"disk to disk, {DTAC}, {detail:<9}{run / least:6.2f} times orjson ({run / count * 1e6:.0f} us each)")


def two_workers(folder: Path, count: int, rounds: int) -> None:
    """Two workers against one process, by the clock and in CPU time; what a start takes is taken off."""
    few, many = folder / "few", folder / "many"
    few.mkdir()
    many.mkdir()
    least, path = corpus(few, DISTINCT, DTAC), corpus(many, count, DTAC)
    for detail in ("summary", "criteria"):
        (one, alone), (two, together) = [_beyond(least, path, detail, number, rounds) for number in (1, 2)]
        print(f"{count} submissions, {detail:<9} two workers {one / two:.2f} times as fast as one process", end="; ")
        print(f"{together / alone:.2f} times its CPU time")


def _beyond(least: Path, path: Path, detail: str, processes: int, rounds: int) -> tuple[float, float]:
    """Return what one batch takes longer than a small one, by the clock and in CPU time."""
    start = [_started(least, detail, processes) for _ in range(rounds)]
    whole = [_started(path, detail, processes) for _ in range(rounds)]
    clock, used = (min(pair[at] for pair in whole) - min(pair[at] for pair in start) for at in (0, 1))
    return clock, used


_SUBREAPER = 36


def _started(path: Path, detail: str, processes: int) -> tuple[float, float]:
    """Return the seconds of a batch by the clock, and the CPU time of its whole family."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)  # Workers are children of a child: they are left to us.
    with tempfile.TemporaryDirectory() as made:
        command = ["assess", str(path), "--standard", DTAC, "--as-of", generator.AS_OF, "-f", "jsonl", "--quiet"]
        command += ["--detail", detail, "--workers", str(processes), "-o", f"{made}/out.jsonl"]
        used, begun = cpu(), time.perf_counter()
        subprocess.run([sys.executable, "-m", "techassure", *command], check=True)
        taken = time.perf_counter() - begun
        with suppress(ChildProcessError):
            while True:
                os.wait()
        return taken, cpu() - used


def linear(folder: Path, count: int, rounds: int) -> None:
    """Cost each, from a thousand submissions on, but for the start: compiling, and filling what is remembered."""
    selection, base = generator.selection(DTAC), 0.0
    path = corpus(folder, DISTINCT, DTAC)
    (start,) = best(rounds, lambda path=path: 2 * rows(selection, path, "summary"))  # type: ignore[misc]
    path = corpus(folder, 2 * DISTINCT, DTAC)
    (twice,) = best(rounds, lambda path=path: rows(selection, path, "summary"))  # type: ignore[misc]
    start -= twice
    print(f"the start: {start * 1e3:.0f} ms")
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000) if size <= count]
    for size in sizes:
        path = corpus(folder, size, DTAC)
        (taken,) = best(rounds if size < 100_000 else 1, lambda path=path: rows(selection, path, "summary"))  # type: ignore[misc]
        each = (taken - start) / size
        base = base or each
        print(f"{size:>9} submissions: {each * 1e6:7.1f} us each, {each / base:.2f} of the first")


def criteria(folder: Path, count: int, rounds: int) -> None:
    """Cost by criteria: DTAC, and copies of it under other names, all of the same submissions."""
    path, library = corpus(folder, count, DTAC), load_library(_copied(folder / "library"))
    names = [DTAC, *(f"dtac-{number}@2.0" for number in COPIES)]
    details: tuple[Detail, ...] = ("summary", "criteria")
    for detail in details:
        points = []
        for many in range(1, len(names) + 1):
            selection = of_editions(names[:many], library)
            (taken,) = best(rounds, lambda selection=selection, detail=detail: rows(selection, path, detail))  # type: ignore[misc]
            points.append((len(selection.members), taken / count * 1e6))
        (few, low), (most, high) = points[0], points[-1]
        slope = (high - low) / (most - few)
        for number, each in points:
            line = low + slope * (number - few)
            print(f"{detail:<9}{number:>5} criteria: {each:8.1f} us each, {each / line:.2f} of the straight line")


def _copied(library: Path) -> Path:
    """Return a library in which DTAC stands several times: what each criterion costs is the same in all of them."""
    shutil.copytree(standards_folder(), library)
    for number in COPIES:
        copy = library / f"dtac-{number}"
        shutil.copytree(library / "dtac/2.0", copy / "2.0", ignore=shutil.ignore_patterns("lock.yaml"))
        shutil.copy(library / "dtac/standard.yaml", copy)
        for page in copy.rglob("*.yaml"):
            page.write_text(_ITS_NAME.sub(copy.name, page.read_text("utf-8")), "utf-8")
    return library


def memory(counts: Sequence[int], processes: int, lean: bool) -> None:
    """Peak memory, the submissions streamed from the generator into a pipe."""
    first = 0
    for count in counts:
        with tempfile.TemporaryDirectory() as made:
            most = _peak(Path(made), count, processes, lean)
        first = first or max(most)
        said = ", ".join(f"{each / 1024:.0f}" for each in most)
        print(f"{count:>9} submissions: {said} MB (the writer, then the others); {max(most) / first:.2f} of the first")


def _peak(folder: Path, count: int, processes: int, lean: bool) -> list[int]:
    command = ["assess", "-", "--standard", DTAC, "--as-of", generator.AS_OF, "-f", "jsonl", "--detail", "summary"]
    command += ["--workers", str(processes), "-o", str(folder / "out.jsonl"), "--quiet"]
    ran = subprocess.Popen([sys.executable, "-m", "techassure", *command], stdin=subprocess.PIPE)
    peaks: dict[int, int] = {}
    assert ran.stdin is not None
    for at, line in enumerate(islice(submissions(DTAC, lean), count)):
        ran.stdin.write(line)
        if at % 500 == 0 or at == count - 1:
            peaks |= {pid: peak for pid in _family(ran.pid) if (peak := _high_water(pid))}
    ran.stdin.close()
    while ran.poll() is None:
        peaks |= {pid: peak for pid in _family(ran.pid) if (peak := _high_water(pid))}
        time.sleep(0.05)
    if ran.returncode:
        raise SystemExit(f"the batch ended with {ran.returncode}")
    with (folder / "out.jsonl").open("rb") as file:
        written = sum(1 for _ in file)
    if written != count:
        raise SystemExit(f"{written} rows of {count} submissions")
    return [peaks.pop(ran.pid), *sorted(peaks.values(), reverse=True)]


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in found:
        yield from _family(int(child))


def _high_water(pid: int) -> int:
    """Return the most memory that a process has had, in kilobytes."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+([0-9]+)", text)
    return int(found[1]) if found else 0


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description=__doc__)
    parser.add_argument("what", choices=("disk", "workers", "linear", "criteria", "memory"))
    parser.add_argument("--count", type=int, default=2000, help="submissions; of `linear` and `memory` the most (2000)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of which the best counts (3)")
    parser.add_argument("--workers", type=int, default=2, help="processes, for `memory` (2)")
    parser.add_argument("--lean", action="store_true", help="submissions of plain answers alone, for `memory`")
    wanted = parser.parse_args()
    gc.set_threshold(OBJECTS_BEFORE_RINGS_ARE_SOUGHT)
    if wanted.what == "memory":
        memory([10_000, wanted.count] if wanted.count > 10_000 else [wanted.count], wanted.workers, wanted.lean)
        return
    measure = {"disk": disk_to_disk, "workers": two_workers, "linear": linear, "criteria": criteria}[wanted.what]
    with tempfile.TemporaryDirectory() as made:
        measure(Path(made), wanted.count, wanted.rounds)


if __name__ == "__main__":
    main()
