"""From a selection and some paths to assessments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from techassure.calendar_days import iso
from techassure.engine.assessor import Assessment, Assessor
from techassure.files.places import Source
from techassure.intake.packs import read_submissions
from techassure.intake.paths import STANDARD_INPUT
from techassure.intake.pieces import Formats
from techassure.intake.reader import SubmissionReader
from techassure.office_files.endings import ENDINGS, REFUSED_ENDINGS
from techassure.problems import Place, Problem
from techassure.reviewing.from_log import NOTHING
from techassure.reviews import Identity, Reviews
from techassure.selections.selection import Selection
from techassure.submissions import Refusal, Submission

if TYPE_CHECKING:
    from techassure.reviewing.log_state import Decided


def read_all(
    selection: Selection,
    paths: Iterable[FilePath],
    recorded: Mapping[Identity, Reviews],
    standard_input: Iterable[bytes] = (),
    *,
    located: bool = False,
) -> Iterator[Submission | Refusal]:
    """Yield the submissions and refusals of the paths, with what was recorded about them.

    ``located``: reasons can then say where an answer, a document or a claim stands.
    """
    reader = SubmissionReader(selection, recorded, located=located)
    return read_submissions(paths, reader, standard_input, workbooks(selection))


def workbooks(selection: Selection) -> Formats:
    """Return what reads filled questionnaires, by the endings of their files."""

    @cache
    def reader() -> Any:
        # Loaded when there is a workbook: a start pays for what it reads.
        return import_module("techassure.questionnaire.filled").reader(selection)

    def read(path: FilePath, shown: str) -> Source:
        source: Source = reader()(path, shown)
        return source

    return dict.fromkeys([*ENDINGS, *REFUSED_ENDINGS], read)


def assess_all(
    assessor: Assessor, read: Iterable[Submission | Refusal], outside: Mapping[Identity, Decided] = NOTHING.outside
) -> tuple[list[Assessment], list[Problem]]:
    """Assess what could be read; return the problems of the rest. Whoever stands outside is marked and not assessed."""
    assessments: list[Assessment] = []
    problems: list[Problem] = []
    for each in read:
        if isinstance(each, Refusal):
            problems += each.problems
        elif outside and each.identity in outside:
            problems.append(kept_outside(each, outside[each.identity]))
        else:
            assessments.append(assessor.assess(each))
            problems += each.remarks
    return assessments, problems


def kept_outside(submission: Submission, made: Decided) -> Problem:
    """Return the mark of a submission that is kept and not assessed, by a recorded decision."""
    message = f"`{submission.supplier}`, `{submission.product}` {submission.version}, is kept and not assessed"
    fix = f"nothing, if that holds: `{made.kind}` was decided on {iso(made.on)}, entry {made.number} of the log"
    return Problem(Place(submission.label), "outside-the-assessment", message, fix, "warning")


def no_submission(path: FilePath) -> Problem:
    """Return the problem that a path holds no submission at all: who checks one wants to know."""
    if str(path) == STANDARD_INPUT:
        fix = "pipe a submission into it, as in `techassure check - < submission.yaml`"
        return Problem(Place(STANDARD_INPUT), "no-submission", "nothing came through standard input", fix)
    fix = "write `submission.yaml` there, or name the file or folder that holds one"
    return Problem(Place(str(path)), "no-submission", f"there is no submission in `{path}`", fix)
