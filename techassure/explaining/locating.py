"""Where the parts of a submission stand that the reasons of an assessment speak of."""

from __future__ import annotations

from collections.abc import Sequence

from techassure.engine.assessor import Assessment
from techassure.explaining.wording import Reason
from techassure.problems import Place
from techassure.submissions import Where


def located(assessment: Assessment, criterion: str, reasons: Sequence[Reason]) -> list[Reason]:
    """Return a criterion's reasons, each with the place of what it is about; as they are where places are not known."""
    where = assessment.submission.where
    if where is None:
        return list(reasons)
    places = [_about(assessment, where, criterion, each) for each in reasons]
    return [{**each, "at": at and at.as_data()} for each, at in zip(reasons, places, strict=True)]


def _about(assessment: Assessment, where: Where, criterion: str, reason: Reason) -> Place | None:
    if reason["cause"].startswith("claim"):
        return where.claim(criterion)
    answered = _answered(assessment, where, reason["fact"]) if reason["fact"] else None
    if reason["document"] and reason["cause"] != "contradicted":
        return where.document(reason["document"]) or answered
    return answered


def _answered(assessment: Assessment, where: Where, name: str) -> Place | None:
    """Return where a fact is answered: by itself, by a document, or by what it follows from."""
    fact = assessment.assessor.selection.facts.get(name)
    inputs = fact.derived.inputs if fact and fact.derived else ()
    submission = assessment.submission
    documents = [each.id for each in submission.documents if each.kind == name]
    documents += [each.document for each in submission.measurements.get(name, ())]
    places = [
        where.answer(name),
        *map(where.document, documents),
        *(_answered(assessment, where, each) for each in inputs),
    ]
    return next((each for each in places if each), None)
