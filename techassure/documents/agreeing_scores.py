"""Scores of a document held to what they are made of: to their exact ends, and to the points below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from techassure.documents import document as shapes
from techassure.documents.document import AssessmentPart, CriterionPart, DomainPart, Rounding, SelectionPart
from techassure.documents.writer import range_of
from techassure.engine import scoring
from techassure.engine.scoring import AwardRange, Range
from techassure.selections.selection import rounded

_FREE = {"value", "found", "expected", "reasons", "contract", "problems", "contradictions"}
"""Parts in which anything may stand that a submission or a definition said, or in which no score stands."""


def exact_of(score: shapes.Range) -> Range:
    """Return the exact ends of a score."""
    return Range(*map(Fraction, score["exact"]))


def scores_unlike_their_ends(part: Any, rounding: Rounding, at: str = "") -> Iterator[str]:
    """Yield the scores anywhere in a document that are not their exact ends, rounded as the tender says."""
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from scores_unlike_their_ends(each, rounding, f"{at}.{number}")
    elif isinstance(part, dict) and part.keys() == {"low", "high", "exact"}:
        low, high = map(Fraction, part["exact"])
        if low > high or range_of(Range(low, high), rounding["places"], rounding["mode"]) != part:
            yield f"`{at[1:]}` is not what its exact ends round to"
    elif isinstance(part, dict):
        for key in part.keys() - _FREE:
            yield from scores_unlike_their_ends(part[key], rounding, f"{at}.{key}")


def scores_unlike_their_parts(one: AssessmentPart, selection: SelectionPart) -> Iterator[str]:
    """Yield the scores that surely follow from what they are made of, and are told otherwise."""
    places, mode = selection["rounding"]["places"], selection["rounding"]["mode"]
    for at, told, made in _worked_out(one, selection):
        if told and made and exact_of(told) not in (made, Range(*(rounded(end, places, mode) for end in made))):
            yield f"{at}.score` is not what it is made of comes to"


def _worked_out(
    one: AssessmentPart, selection: SelectionPart
) -> Iterator[tuple[str, shapes.Range | None, Range | None]]:
    """Yield where each score stands, what it is told to be, and what its parts come to; None if that is not sure.

    Where it is open whether a criterion applies, or where one does not, the tender's rules have a say in it.
    """
    counts_for = [each["award_criterion"] for each in selection["criteria"]]
    for number, domain in enumerate(one["domains"]):
        yield f".domains.{number}", domain["score"], _mean(criteria_of(one, domain))
    for number, award in enumerate(one["award_criteria"]):
        pairs = zip(counts_for, one["criteria"], strict=True)
        yield f".award_criteria.{number}", award["score"], _mean([each for name, each in pairs if name == award["id"]])
    if not any(_may_leave(each) for each in one["criteria"] if each["share"]):
        yield "", one["score"], _total(one, selection)


def criteria_of(one: AssessmentPart, domain: DomainPart) -> list[CriterionPart]:
    """Return the criteria of a domain."""
    return [each for each in one["criteria"] if each["domain"] == domain["domain"]]


def _may_leave(criterion: CriterionPart) -> bool:
    return "not applicable" in criterion["possible"]


def _mean(criteria: Sequence[CriterionPart]) -> Range | None:
    """Return what criteria come to, of 100; None where none is scored or the tender's rules have a say in it."""
    whole = low = high = Fraction(0)
    for each in criteria:
        share, points = Fraction(each["share"] or 0), each["points"]
        if share and (_may_leave(each) or not points):
            return None
        if share and points:
            point = 100 * share / Fraction(points["of"])
            low, high = low + point * Fraction(points["low"]), high + point * Fraction(points["high"])
        whole += share
    return Range(low / whole, high / whole) if whole else None


def _total(one: AssessmentPart, selection: SelectionPart) -> Range | None:
    pairs = zip(selection["award_criteria"], one["award_criteria"], strict=True)
    return scoring.total(
        [
            (Fraction(award["weight"]), AwardRange(exact_of(part["score"])))
            for award, part in pairs
            if award["assessed_by"] == "criteria" and part["score"]
        ]
    )
