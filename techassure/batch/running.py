"""A batch from its input to its shards, begun or gone on with: nothing lost, nothing twice, whenever it was killed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import orjson

from techassure.assessing import workbooks
from techassure.batch import shards
from techassure.batch.identities import Identities, Seen
from techassure.batch.jobs import Job, run_key
from techassure.batch.kernel import Kernel, Part
from techassure.batch.manifest import PROBLEMS, ROWS, Done, Manifest
from techassure.batch.shards import Shards
from techassure.batch.tallies import Tally
from techassure.batch.workers import Engine, Worked
from techassure.intake.cutting import pieces
from techassure.intake.packs import second
from techassure.intake.paths import STANDARD_INPUT, files
from techassure.intake.pieces import Closing, Formats, Piece, printable
from techassure.runs import review_of_nothing

SECONDS_BETWEEN_SYNCS = 5.0
Watch = Callable[[Tally], None]


class Survey(NamedTuple):
    """What the input is, before it is read. ``bytes`` is None where it is piped in."""

    files: int
    bytes: int | None
    digest: str


def survey(paths: Sequence[Path], formats: Formats) -> Survey:
    """Return how many files the paths lead to, their bytes, and a digest of their names, sizes and times."""
    count = size = 0
    digest = hashlib.sha256()
    for found in files(paths, formats):
        if not found.problems and found.path.is_file():
            stat = found.path.stat()
            count, size = count + 1, size + stat.st_size
            digest.update(orjson.dumps([printable(found.path.absolute()), stat.st_size, stat.st_mtime_ns]))
        else:
            digest.update(str(found.path).encode("utf-8", "surrogateescape"))
    piped = any(str(path) == STANDARD_INPUT for path in paths)
    return Survey(count, None if piped else size, digest.hexdigest())


@dataclass
class Batch:
    """A job, its input, and the folder that its shards and its manifest are in.

    ``surveyed``: what `survey` gave of the input, where that was asked already. ``read_here``: the engine works in this
    process alone.
    """

    job: Job
    paths: Sequence[Path]
    folder: Path
    engine: Engine
    standard_input: Iterable[bytes] = ()
    resume: bool = False
    watch: Watch = lambda _: None
    surveyed: Survey | None = None
    read_here: bool = False

    def run(self) -> Tally:
        """Do what is left to be done, and return what the whole batch came to.

        Raises:
            ProblemsFound: the unfinished batch is another one, or nothing can go on from it; or a worker ended.
            OSError: the shards cannot be written.
        """
        surveyed = self.surveyed or survey(self.paths, self.job.formats())
        about = {**self.job.described(), "input": surveyed._asdict()}
        manifest = Manifest(self.folder, about, self.resume)
        try:
            writing = _Writing(self.job, self.folder, manifest)
            try:
                writing.remember(self.folder)
                if not manifest.done.finished:
                    self._go_on(writing)
            finally:
                writing.close()
            return writing.tally
        finally:
            manifest.close()

    def _go_on(self, writing: _Writing) -> None:
        found = pieces(self.paths, self.standard_input, self.job.formats(), read_here=self.read_here)
        left = _after(found, writing.manifest.done.pieces)
        for worked in self.engine(left, self.job, self.folder):
            writing.take(worked)
            self.watch(writing.tally)
        writing.finish()


def _after(found: Iterator[Piece | Closing], done: int) -> Iterator[Piece | Closing]:
    """Yield what follows the pieces that are done."""
    at = 0
    for piece in found:
        if isinstance(piece, Closing):
            yield piece
            continue
        at += 1
        if at > done:
            yield piece


def _seen(row: dict[str, Any], number: int, choices: Mapping[tuple[str, ...], int]) -> Seen:
    one = row["assessment"]
    identity = (one["supplier_id"], one["product"], one["product_version"], one["lot"])
    return Seen(number, choices[run_key(row)], identity, one["source"])


class _Writing:
    """Appends what pieces give to the shards, and notes in the manifest how far it got."""

    def __init__(self, job: Job, folder: Path, manifest: Manifest) -> None:
        done = manifest.done
        self.job, self.manifest = job, manifest
        self._rows = Shards(folder, ROWS, done.rows)
        self._problems = Shards(folder, PROBLEMS, done.problems)
        days = [len(choice.days) for choice in job.choices]
        self._starts = [0, *accumulate(days)]
        self.tally = Tally.from_data(done.tally) if done.tally else Tally.of(days)
        self._kernel = Kernel(job)
        self._number = 0
        self._identities = Identities(folder / "identities.sqlite")
        self._synced = monotonic()

    def remember(self, folder: Path) -> None:
        """Fill the index with what the shards hold."""
        choices = {run_key(run.head): run.choice for run in self.job.runs()}
        for line in shards.lines(folder, ROWS):
            self._identities.add([_seen(orjson.loads(line), self._number, choices)])
            self._number += 1

    def take(self, worked: Worked) -> None:
        """Append what a piece gave."""
        begun = self._rows.begin()
        parts, lengths = self._appended(worked)
        again = self._again(parts)
        if again:
            self._rows.take_out(begun, lengths, again)
            parts = [
                self._refused(worked.piece, part, again[at]) if at in again else part for at, part in enumerate(parts)
            ]
        self._problems.begin()
        self._problems.append([part.problems for part in parts])
        self.tally.add(parts, self._starts)
        self.tally.bytes += worked.piece.size
        self._note(self.manifest.done.pieces + 1)

    def _appended(self, worked: Worked) -> tuple[list[Part], Sequence[int]]:
        """Append the rows, each while it is at hand; return the parts without them, and the bytes of each."""
        if worked.rows:
            self._rows.append_from(worked.rows, sum(worked.lengths), worked.sum)
            return list(worked.parts), worked.lengths
        parts, lengths = [], []
        for part in worked.parts:
            lengths.append(self._rows.append(part.rows))
            parts.append(part._replace(rows=()))
        return parts, lengths

    def _again(self, parts: Sequence[Part]) -> dict[int, str]:
        """Return which parts are of submissions that were read before, and what the first of each is called."""
        numbered = enumerate(parts, self._number)
        read = [Seen(number, part.choice, part.identity, part.label) for number, part in numbered if part.identity]
        again = {number - self._number: first for number, first in self._identities.add(read).items()}
        self._number += len(parts)
        return again

    def _refused(self, piece: Piece, part: Part, first: str) -> Part:
        entry = next(entry for at, entry in enumerate(piece.entries()) if at == part.entry)
        source, _ = entry.loaded(workbooks(self.job.choices[part.choice].selection))
        if part.identity is None:
            return part
        problem = second(part.identity, source, first)
        return self._kernel.refusal(part, entry.within.problem(problem))

    def finish(self) -> None:
        """Append what can only be said at the end: which reviews are about nothing that was read."""
        for at, choice in enumerate(self.job.choices):
            inside = [each for each in choice.reviews if each not in choice.log.outside]
            unread = [each for each in inside if not self._identities.holds(at, each)]
            self._problems.append([self._kernel.problem_lines(at, [review_of_nothing(each) for each in unread])])
        self._note(self.manifest.done.pieces, finished=True)

    def _note(self, count: int, *, finished: bool = False) -> None:
        self._rows.flush()
        self._problems.flush()
        if finished or monotonic() - self._synced > SECONDS_BETWEEN_SYNCS:
            self._rows.sync()
            self._problems.sync()
        done = Done(count, self._rows.note(), self._problems.note(), self.tally.as_data())
        self.manifest.record(replace(done, finished=finished))
        if finished or monotonic() - self._synced > SECONDS_BETWEEN_SYNCS:
            self.manifest.sync()
            self._synced = monotonic()

    def close(self) -> None:
        """Close every file."""
        try:
            self._rows.close()
        finally:
            self._problems.close()
            self._identities.close()
