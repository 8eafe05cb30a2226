"""A run: a selection, some paths and what the buyer recorded become one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path as FilePath

from techassure.assessing import assess_all, read_all
from techassure.documents.document import Document
from techassure.documents.writer import Kind, document
from techassure.engine.assessor import Assessment, Assessor
from techassure.problems import Place, Problem
from techassure.reviewing.from_log import NOTHING, Recorded, with_log
from techassure.reviewing.review_reader import read_reviews
from techassure.reviews import Identity, Reviews
from techassure.selections.selection import Selection
from techassure.submissions import Refusal, Submission

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
) -> Document:
    """Assess everything the paths hold and return the document (see `techassure.documents.document`).

    ``as_of`` is a day number. ``reviews`` are the buyer's files; those beside a tender are found by `review_files`.
    ``log`` is what a locked tender's log adds: who stands outside is read, kept and not assessed.
    ``personal`` shows the answers to facts that are about people, which the document otherwise hides.

    Raises:
        ProblemsFound: the reviews do not hold together. What is wrong with a submission stands in the document.
    """
    recorded = with_log(read_reviews(reviews, selection), log)
    read = read_all(selection, paths, recorded, standard_input, located=kind == "self-check")
    return assessed(Assessor(selection, as_of), read, recorded, log, kind, personal=personal)[1]


def assessed(
    assessor: Assessor,
    read: Iterable[Submission | Refusal],
    recorded: Mapping[Identity, Reviews],
    log: Recorded,
    kind: Kind,
    *,
    personal: bool,
) -> tuple[list[Assessment], Document]:
    """Assess what was read, and return the assessments with the document that is made of them.

    ``recorded`` is what the buyer recorded, by submission, with what the log adds; what was never read is warned of.
    """
    assessments, problems = assess_all(assessor, read, log.outside)
    inside = {identity: found for identity, found in recorded.items() if identity not in log.outside}
    problems += _unclaimed(inside, assessments)
    made = document(
        assessor, assessments, problems, kind, personal=personal, finalised=log.final, disqualified=log.disqualified
    )
    return assessments, {**made, "notices": [*made["notices"], *log.notices]}


def _unclaimed(recorded: Mapping[Identity, Reviews], assessments: Sequence[Assessment]) -> list[Problem]:
    """Return a warning for each submission that was reviewed and never read."""
    read = {assessment.submission.identity for assessment in assessments}
    return [review_of_nothing(identity) for identity in recorded if identity not in read]


def review_of_nothing(identity: Identity) -> Problem:
    """Return the warning that nothing was read that a review is about."""
    fix = "write supplier, product, version and lot as the submission has them"
    named = "`, `".join(str(part) for part in identity if part)
    message = f"a review is about `{named}`, which was not read"
    return Problem(_REVIEWS, "review-of-nothing", message, fix, "warning")
