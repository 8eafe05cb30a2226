"""From a selection and some paths to assessments, and to the document that tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from techassure.calendar_days import iso
from techassure.document_writer import Kind, document
from techassure.engine import Assessment, Assessor
from techassure.from_log import NOTHING, Recorded, with_log
from techassure.packs import read_submissions
from techassure.pieces import Formats
from techassure.places import Source
from techassure.problems import Place, Problem
from techassure.questionnaire.endings import ENDINGS, REFUSED_ENDINGS
from techassure.reviews import Identity, Reviews, read_reviews, review_files
from techassure.selection import Selection
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Refusal, Submission

if TYPE_CHECKING:
    from techassure.decisions import Decided

_REVIEWS = Place("reviews")


def run(
    selection: Selection,
    paths: Iterable[FilePath],
    as_of: int,
    kind: Kind = "assessment",
    reviews: Sequence[FilePath] = (),
    standard_input: Iterable[bytes] = (),
    log: Recorded = NOTHING,
    personal: bool = False,
) -> dict[str, Any]:
    """Assess everything the paths hold and return the document (see `techassure.document`).

    ``as_of`` is a day number. ``reviews`` are the buyer's files; those beside a tender are found by `tender_reviews`.
    ``log`` is what a locked tender's log adds: who stands outside is read, kept and not assessed.
    ``personal`` shows the answers to facts that are about people, which the document otherwise hides.

    Raises:
        ProblemsFound: the reviews do not hold together. What is wrong with a submission stands in the document.
    """
    recorded = with_log(read_reviews(reviews, selection), log)
    assessor = Assessor(selection, as_of)
    read = read_all(selection, paths, recorded, standard_input, located=kind == "self-check")
    assessments, problems = assess_all(assessor, read, log.outside)
    inside = {identity: found for identity, found in recorded.items() if identity not in log.outside}
    problems += unclaimed(inside, assessments)
    made = document(assessor, assessments, problems, kind, personal=personal, finalised=log.final)
    return {**made, "notices": [*made["notices"], *log.notices]}


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


def unclaimed(recorded: Mapping[Identity, Reviews], assessments: Sequence[Assessment]) -> list[Problem]:
    """Return a warning for each submission that was reviewed and never read."""
    read = {assessment.submission.identity for assessment in assessments}
    return [review_of_nothing(identity) for identity in recorded if identity not in read]


def no_submission(path: FilePath) -> Problem:
    """Return the problem that a path holds no submission at all: who checks one wants to know."""
    fix = "write `submission.yaml` there, or name the file or folder that holds one"
    return Problem(Place(str(path)), "no-submission", f"there is no submission in `{path}`", fix)


def review_of_nothing(identity: Identity) -> Problem:
    """Return the warning that nothing was read that a review is about."""
    fix = "write supplier, product, version and lot as the submission has them"
    named = "`, `".join(str(part) for part in identity if part)
    return _review_of_nothing(f"a review is about `{named}`, which was not read", fix)


def _review_of_nothing(message: str, fix: str) -> Problem:
    """Return the warning that a review found no submission."""
    return Problem(_REVIEWS, "review-of-nothing", message, fix, "warning")


def tender_reviews(folder: FilePath) -> list[FilePath]:
    """Return the review files that lie beside a tender's submissions."""
    return review_files(folder)
