"""`python -m tests.benchmarks`: what reading, assessing and starting cost, as ratios taken in one run.

A batch is compared with `orjson.loads` of the same lines, lint with PyYAML's C loader on the same library, a start of
the command line with a start of what it stands on. Each pair is timed in turns and the best time of each counts, so
that a busy machine changes both alike. The selection is compiled before the clock starts; everything from the bytes on
disk to the summary rows is inside. A batch meets most of what is new in its first thousands, so a corpus is longer than
that. Rings of objects are sought as seldom as the command line has them sought, on both sides.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import orjson
import yaml

from techassure.calendar_days import day_number
from techassure.cli import OBJECTS_BEFORE_RINGS_ARE_SOUGHT
from techassure.definitions.library import standards_folder
from techassure.engine.assessor import Assessor
from techassure.intake.cutting import pieces
from techassure.intake.packs import entries
from techassure.intake.pieces import NO_FORMATS
from techassure.intake.reader import SubmissionReader
from techassure.lint.running import lint
from techassure.reviews import Identity
from techassure.rows.short_way import Rows
from techassure.selections.selection import Selection

from . import generator

_BLOCK = 1 << 20
ONE_SUBMISSION = Path(__file__).parents[2] / "seeds/tenders/remote-monitoring/submissions/larkspur"


@dataclass(frozen=True)
class Ratio:
    """How much longer ours takes than what it is measured against, and how much longer it may take."""

    what: str
    ours: float
    against: str
    theirs: float
    limit: float | None

    @property
    def value(self) -> float:
        """Return the ratio."""
        return self.ours / self.theirs

    @property
    def fits(self) -> bool:
        """Tell whether the ratio is within its limit."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "no limit" if self.limit is None else f"limit {self.limit:g}{'' if self.fits else '  EXCEEDED'}"
        times = f"{self.ours * 1000:9.1f} ms  against {self.theirs * 1000:8.1f} ms"
        return f"{self.what:<58}{self.value:7.2f}x  {limit:<20} {times}  {self.against}"


def in_turns(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Return the best of some seconds of each, taken in turns."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


# --- batches ----------------------------------------------------------------------------------------------------------


def seconds_to_assess(selection: Selection, path: Path) -> float:
    """Return the seconds from the lines of a file to a summary row of each."""
    assessor = Assessor(selection, day_number(generator.AS_OF) or 0)
    gc.collect()
    begun = process_time()
    rows, first = Rows(assessor, SubmissionReader(selection)), dict[Identity, str]()
    for entry in entries(pieces([path], read_here=True)):
        identity, _ = rows.row(*entry.loaded(NO_FORMATS), entry.label)
        if identity in first:
            raise SystemExit(f"{entry.label} is there twice")
        first[identity] = entry.label
    taken = process_time() - begun
    if not first:
        raise SystemExit(f"{path} held nothing to assess")
    return taken


def seconds_to_parse(path: Path) -> float:
    """Return the seconds that orjson takes for the lines of a file, read in blocks and dropped as ours are."""
    gc.collect()
    begun = process_time()
    with path.open("rb", buffering=_BLOCK) as file:
        for line in file:
            orjson.loads(line)
    return process_time() - begun


def batch(what: str, selection: Selection, path: Path, limit: float | None, rounds: int) -> Ratio:
    """Return the ratio of a batch."""
    pair = in_turns(lambda: seconds_to_assess(selection, path), lambda: seconds_to_parse(path), rounds)
    return Ratio(what, pair[0], "orjson.loads", pair[1], limit)


def batches(folder: Path, count: int, rounds: int) -> list[Ratio]:
    """Return the ratios of both corpora, full and lean, for DTAC and for a whole baseline."""
    ratios = []
    for against, limits in (("dtac@2.0", (4, 7)), (generator.WHOLE, (None, None))):
        full, lean = generator.write(folder, count, against), folder / "lean.jsonl"
        lean.write_bytes(generator.lean(count, against))
        selection = generator.selection(against)
        ratios += [
            batch(f"{what} corpus, {against}", selection, path, limit, rounds)
            for what, path, limit in zip(("full", "lean"), (full, lean), limits, strict=True)
        ]
    return ratios


# --- lint -------------------------------------------------------------------------------------------------------------


def seconds_to_lint() -> float:
    """Return the seconds that lint takes for the whole library that comes with the package, proofs included."""
    gc.collect()
    begun = process_time()
    linted = lint(standards_folder())
    taken = process_time() - begun
    if linted.problems:
        raise SystemExit(f"the library is not clean: {linted.problems[0]}")
    return taken


def seconds_to_read_yaml() -> float:
    """Return the seconds that PyYAML's C loader takes for the files of that library."""
    gc.collect()
    begun = process_time()
    for path in standards_folder().rglob("*.yaml"):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return process_time() - begun


def proofs(rounds: int) -> list[Ratio]:
    """Return the ratio of lint to reading."""
    pair = in_turns(seconds_to_lint, seconds_to_read_yaml, rounds)
    return [Ratio("standards lint, the whole library", pair[0], "yaml.CSafeLoader", pair[1], 8)]


# --- starts -----------------------------------------------------------------------------------------------------------

_ACTED_ON = (0, 1)


def seconds_to_run(arguments: Sequence[str]) -> float:
    """Return the seconds that a Python process takes, start and end included; its modules compiled, as installed."""
    # A machine may be told not to keep compiled modules; an installation has them.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "techassure-benchmarks")
    begun = perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment)
    taken = perf_counter() - begun
    if done.returncode not in _ACTED_ON or done.stderr:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr.decode(errors='replace')}")
    return taken


def start(what: str, arguments: Sequence[str], against: str, limit: float, rounds: int) -> Ratio:
    """Return the ratio of a start of the command line to a start that only imports."""
    pair = in_turns(
        lambda: seconds_to_run(["-m", "techassure", *arguments]), lambda: seconds_to_run(["-c", against]), rounds
    )
    return Ratio(what, pair[0], against, pair[1], limit)


def starts(rounds: int) -> list[Ratio]:
    """Return the ratios of the starts."""
    check = ["check", str(ONE_SUBMISSION), "--standard", "dtac@2.0", "--as-of", generator.AS_OF]
    return [
        start("techassure --help", ["--help"], "import typer", 1.5, rounds),
        start("techassure check, dtac@2.0", check, "import typer, pydantic; pydantic.BaseModel", 3, rounds),
    ]


def main() -> int:
    """Take the ratios and print them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio exceeds its limit")
    parser.add_argument("--count", type=int, default=10_000, help="submissions in each corpus (10,000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the best counts (5)")
    parser.add_argument("--only", choices=("batches", "lint", "starts"), help="take only some of the ratios")
    wanted = parser.parse_args()
    gc.set_threshold(OBJECTS_BEFORE_RINGS_ARE_SOUGHT)
    ratios = []
    if wanted.only in (None, "batches"):
        with tempfile.TemporaryDirectory() as folder:
            ratios += batches(Path(folder), wanted.count, wanted.rounds)
    if wanted.only in (None, "lint"):
        ratios += proofs(wanted.rounds)
    if wanted.only in (None, "starts"):
        ratios += starts(4 * wanted.rounds)
    print(*ratios, sep="\n")
    return 1 if wanted.check and not all(ratio.fits for ratio in ratios) else 0


if __name__ == "__main__":
    raise SystemExit(main())
