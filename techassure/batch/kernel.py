"""The kernel: a piece of input in, the rows of its submissions out. All engines, local or not, run this and no other.

It is pure but for the files that it reads and the time that it takes, which no row shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from time import perf_counter
from typing import NamedTuple

import orjson

from techassure.assessing import assessment_part, kept_outside, workbooks
from techassure.batch.jobs import Choice, Job, Run
from techassure.concealing import without_scores
from techassure.pieces import Entry, FileEntry, Files, Formats, Loaded, Piece
from techassure.places import Source
from techassure.problems import Problem, ProblemsFound
from techassure.report.json import visible
from techassure.reviews import Identity
from techassure.rows.short_way import Row, Rows
from techassure.submission_reader import SubmissionReader

_MOST_FOLDERS = 4096
_WRITTEN = (".yaml", ".yml", ".json")


class Part(NamedTuple):
    """What one submission gave against one selection: rows, one a day, or the problems for which it was refused.

    ``entry`` and ``choice`` say which submission of the piece and which selection it was; both count from 0.
    """

    entry: int
    choice: int
    label: str
    identity: Identity | None
    verdicts: tuple[str | None, ...]
    rows: bytes
    problems: bytes
    rules: tuple[str, ...]
    seconds: float


class Kernel:
    """A job compiled, ready for any number of pieces."""

    def __init__(self, job: Job) -> None:
        runs = list(job.runs())
        self._desks = [
            _Desk(choice, [run for run in runs if run.choice == at], job) for at, choice in enumerate(job.choices)
        ]
        self._folders = 0

    def piece(self, piece: Piece) -> list[Part]:
        """Return the parts of a piece: for each submission, in order, one for each selection."""
        if isinstance(piece, Files):
            self._forget_folders(len(piece.paths))
        return self.parts(piece.entries())

    def parts(self, entries: Iterable[Entry]) -> list[Part]:
        """Return the parts of submissions. Each is parsed once, however many selections and days there are."""
        return [
            desk.part(at, choice, entry, loaded or _loaded(entry, desk.formats))
            for at, entry in enumerate(entries)
            for loaded in [_loaded(entry, {}) if _is_written(entry) else None]
            for choice, desk in enumerate(self._desks)
        ]

    def refusal(self, part: Part, problem: Problem) -> Part:
        """Return the part as it is where the submission, though readable, is refused after all."""
        return self._desks[part.choice].refused(part, [problem])

    def problem_lines(self, choice: int, problems: Iterable[Problem]) -> bytes:
        """Return problems as lines of JSON, for each run of the selection all of them."""
        return self._desks[choice].told(problems)

    def _forget_folders(self, more: int) -> None:
        """Take new readers now and then: they remember every folder's documents, and there may be a million."""
        self._folders += more
        if self._folders > _MOST_FOLDERS:
            self._folders = 0
            for desk in self._desks:
                desk.begin()


def _is_written(entry: Entry) -> bool:
    """Tell whether the submission is text, which says the same whatever it is judged against; a workbook does not."""
    return not isinstance(entry, FileEntry) or entry.path.suffix.lower() in _WRITTEN


def _loaded(entry: Entry, formats: Formats) -> Loaded | ProblemsFound:
    try:
        return entry.loaded(formats)
    except ProblemsFound as found:
        return found


class _Desk:
    """Where submissions are read and assessed against one selection."""

    def __init__(self, choice: Choice, runs: list[Run], job: Job) -> None:
        self._choice, self._runs = choice, runs
        self._detail, self._redact = job.detail, not job.personal
        self._heads = [visible(orjson.dumps(run.head))[:-1] for run in runs]
        self.formats = workbooks(choice.selection)
        self.begin()

    def begin(self) -> None:
        """Read with readers that remember nothing yet."""
        self._reader = SubmissionReader(self._choice.selection, self._choice.reviews)
        self._rows = [Rows(run.assessor, self._reader) for run in self._runs]

    def part(self, at: int, choice: int, entry: Entry, loaded: Loaded | ProblemsFound) -> Part:
        begun = perf_counter()
        try:
            if isinstance(loaded, ProblemsFound):
                raise loaded
            identity, rows = self._made(*loaded, entry.label)
        except ProblemsFound as found:
            blank = Part(at, choice, entry.label, None, (), b"", b"", (), perf_counter() - begun)
            return self.refused(blank, entry.problems(found))
        if identity in self._choice.log.outside:
            return self._set_aside(at, choice, entry, loaded)
        verdicts = tuple([row["verdict"] for row in rows])
        remarked = self.told(loaded[0].remarks)
        taken = perf_counter() - begun
        return Part(at, choice, entry.label, identity, verdicts, self._lines(rows), remarked, (), taken)

    def _made(self, source: Source, folder: FilePath | None, label: str) -> tuple[Identity, list[Row]]:
        """Return who submits what, and the row of each run."""
        if self._detail == "summary":
            made = [rows.row(source, folder, label) for rows in self._rows]
            return made[0][0], [row for _, row in made]
        submission = self._reader.read(source, folder, label)
        return submission.identity, [
            assessment_part(run.assessor.assess(submission), redact=self._redact) for run in self._runs
        ]

    def _set_aside(self, at: int, choice: int, entry: Entry, loaded: Loaded) -> Part:
        """Return the part of a submission that a decision keeps out of the assessment: a warning, and no row."""
        submission = self._reader.read(*loaded, entry.label)
        told = self.told([kept_outside(submission, self._choice.log.outside[submission.identity])])
        return Part(at, choice, entry.label, None, (), b"", told, (), 0.0)

    def _lines(self, rows: list[Row]) -> bytes:
        parts: list[bytes] = []
        if self._choice.concealed:
            rows = [without_scores(row) for row in rows]
        for head, row in zip(self._heads, rows, strict=True):
            parts += (head, b',"assessment":', visible(orjson.dumps(row)), b"}\n")
        return b"".join(parts)

    def refused(self, part: Part, problems: Iterable[Problem]) -> Part:
        found = list(problems)
        rules = tuple(dict.fromkeys(problem.rule for problem in found))
        return part._replace(identity=None, verdicts=(), rows=b"", problems=self.told(found), rules=rules)

    def told(self, problems: Iterable[Problem]) -> bytes:
        each = [visible(orjson.dumps(problem.as_data())) for problem in problems]
        return b"".join(head + b',"problem":' + one + b"}\n" for head in self._heads for one in each)
