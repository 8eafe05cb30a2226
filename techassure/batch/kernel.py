"""The kernel: a piece of input in, the rows of its submissions out. All engines, local or not, run this and no other.

It is pure but for the files that it reads and the time that it takes, which no row shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path as FilePath
from time import perf_counter
from typing import NamedTuple

from techassure.assessing import kept_outside, workbooks
from techassure.batch.jobs import Choice, Job, Run
from techassure.documents.writer import assessment_part
from techassure.engine.assessor import Assessor
from techassure.files.places import Source, all_wrong
from techassure.intake.pieces import Entry, FileEntry, Files, Formats, Loaded, Piece
from techassure.intake.reader import SubmissionReader
from techassure.problems import Problem, ProblemsFound
from techassure.reasons.templates import written
from techassure.reasons.whole_rows import RowText, WholeRows
from techassure.reviews import Identity
from techassure.rows.short_way import Rows
from techassure.tendering.concealing import without_scores

Maker = Callable[[Source, FilePath | None, str], RowText]
"""What makes a row of a submission, of its folder and of what it is called."""
_MOST_FOLDERS = 4096
_WRITTEN = (".yaml", ".yml", ".json")


class Part(NamedTuple):
    """What one submission gave against one selection: rows, one a day, or the problems for which it was refused.

    ``entry`` and ``choice`` say which submission of the piece and which selection it was; both count from 0. ``rows``
    are whole lines in as many parts as they were made of: 50 KB are not copied but to be written.
    """

    entry: int
    choice: int
    label: str
    identity: Identity | None
    verdicts: tuple[str | None, ...]
    rows: tuple[bytes, ...]
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

    def piece(self, piece: Piece) -> Iterator[Part]:
        """Yield the parts of a piece: for each submission, in order, one for each selection."""
        if isinstance(piece, Files):
            self._forget_folders(len(piece.found))
        return self.parts(piece.entries())

    def parts(self, entries: Iterable[Entry]) -> Iterator[Part]:
        """Yield the parts of submissions. Each is parsed once, however many selections and days there are."""
        for at, entry in enumerate(entries):
            loaded = _loaded(entry, {}) if _is_written(entry) else None
            for choice, desk in enumerate(self._desks):
                yield desk.part(at, choice, entry, loaded or _loaded(entry, desk.formats))

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
        self._heads = [written(run.head)[:-1] for run in runs]
        self._openings = [head + b',"assessment":' for head in self._heads]
        self.formats = workbooks(choice.selection)
        self.begin()

    def begin(self) -> None:
        """Read with readers that remember nothing yet."""
        self._reader = SubmissionReader(self._choice.selection, self._choice.reviews)
        self._makers: list[Maker] = []

    def _maker(self, assessor: Assessor) -> Maker:
        """Return what makes the rows of a run."""
        if self._detail == "summary":
            return partial(self._summed_up, Rows(assessor, self._reader))
        if self._choice.concealed:
            return partial(self._concealed, assessor)
        return WholeRows(assessor, self._reader, redact=self._redact).row

    def _summed_up(self, rows: Rows, source: Source, folder: FilePath | None, label: str) -> RowText:
        identity, row = rows.row(source, folder, label)
        return RowText(identity, row["verdict"], written(without_scores(row) if self._choice.concealed else row))

    def _concealed(self, assessor: Assessor, source: Source, folder: FilePath | None, label: str) -> RowText:
        made = assessor.assess(self._reader.read(source, folder, label))
        part = without_scores(assessment_part(made, redact=self._redact))
        return RowText(made.submission.identity, made.verdict, written(part))

    def part(self, at: int, choice: int, entry: Entry, loaded: Loaded | ProblemsFound) -> Part:
        begun = perf_counter()
        try:
            if isinstance(loaded, ProblemsFound):
                raise loaded
            self._makers = self._makers or [self._maker(run.assessor) for run in self._runs]
            rows = [maker(*loaded, entry.label) for maker in self._makers]
        except ProblemsFound as found:
            found = all_wrong(found, partial(self._reader.read, folder=entry.folder_of(), label=entry.label))
            blank = Part(at, choice, entry.label, None, (), (), b"", (), perf_counter() - begun)
            return self.refused(blank, entry.problems(found))
        identity = rows[0].identity
        if identity in self._choice.log.outside:
            return self._set_aside(at, choice, entry, loaded)
        verdicts = tuple([row.verdict for row in rows])
        remarked = self.told(entry.remarks_of(loaded[0])) if loaded[0].remarks else b""
        pairs = zip(self._openings, rows, strict=True)
        lines = [part for opening, row in pairs for part in (opening, row.text, b"}\n")]
        return Part(at, choice, entry.label, identity, verdicts, tuple(lines), remarked, (), perf_counter() - begun)

    def _set_aside(self, at: int, choice: int, entry: Entry, loaded: Loaded) -> Part:
        """Return the part of a submission that a decision keeps out of the assessment: a warning, and no row."""
        submission = self._reader.read(*loaded, entry.label)
        told = self.told([kept_outside(submission, self._choice.log.outside[submission.identity])])
        return Part(at, choice, entry.label, None, (), (), told, (), 0.0)

    def refused(self, part: Part, problems: Iterable[Problem]) -> Part:
        found = list(problems)
        rules = tuple(dict.fromkeys(problem.rule for problem in found))
        return part._replace(identity=None, verdicts=(), rows=(), problems=self.told(found), rules=rules)

    def told(self, problems: Iterable[Problem]) -> bytes:
        each = [written(problem.as_data()) for problem in problems]
        return b"".join(head + b',"problem":' + one + b"}\n" for head in self._heads for one in each)
