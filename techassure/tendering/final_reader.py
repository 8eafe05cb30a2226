"""`final.json` read again: held to its schema and to itself, so that every report can rely on both."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from techassure.documents.agreeing import contract_without_days
from techassure.documents.agreeing_scores import scores_unlike_their_ends
from techassure.documents.document import validator
from techassure.documents.reader import misfits
from techassure.problems import Place, Problem, ProblemsFound
from techassure.tendering.final_document import AwardPart, BidPart, FinalDocument

_FIX = "bring back the file as `techassure tender finalise` wrote it"


def final_of(value: Any, place: Place) -> FinalDocument:
    """Return what a file holds as the final result of a tender.

    Raises:
        ProblemsFound: it does not fit the schema, or does not agree with itself.
    """
    try:
        validator(FinalDocument).validate_python(value)
    except ValidationError as error:
        raise ProblemsFound(misfits(error, place, _FIX)) from None
    problems = [Problem(place, "not-a-result", said, _FIX) for said in _disagreements(value)]
    if problems:
        raise ProblemsFound(problems)
    final: FinalDocument = value
    return final


def _disagreements(final: FinalDocument) -> Iterator[str]:
    """Yield where one part says otherwise than another."""
    yield from contract_without_days(final["selection"])
    yield from scores_unlike_their_ends(final, final["selection"]["rounding"])
    awards = [part["id"] for part in final["selection"]["award_criteria"]]
    lots = {part["lot"] for part in final["lots"]}
    for at, bid in enumerate(final["bids"]):
        if bid["stands"] != "assessed" and not bid["decided"]:
            yield f"`bids.{at}` is set aside by no decision"
        if "place" in bid and [part["id"] for part in bid["award_criteria"]] != awards:
            yield f"`bids.{at}` does not hold the award criteria of the selection in their order"
        elif bid.get("place") and not _adds_up(bid):
            yield f"`bids.{at}` has a total that its award criteria do not make"
        yield from (f"`bids.{at}.award_criteria.{award}.weighted` is not its score by its weight"
                    for award, part in enumerate(bid.get("award_criteria", ())) if not _is_weighted(part))  # fmt: skip
        if (bid.get("verdict") == "non-compliant") != bool(bid.get("failed")):
            yield f"`bids.{at}.verdict` is not what it failed comes to"
        if bid.get("place") and bid["submission"].get("lot") not in lots:
            yield f"`bids.{at}` is for a lot that is not there"
    for at, lot in enumerate(final["lots"]):
        first = [bid["submission"] for bid in final["bids"] if _is_first(bid, lot["lot"])]
        if lot["first"] != first:
            yield f"`lots.{at}.first` is not who has the first place"


def _is_first(bid: BidPart, lot: str | None) -> bool:
    return (bid.get("place"), bid["submission"].get("lot")) == ({"best": 1, "worst": 1}, lot)


def _is_weighted(award: AwardPart) -> bool:
    if not (award["score"] and award["weighted"]):
        return bool(award["score"]) == bool(award["weighted"])
    pairs = zip(award["score"]["exact"], award["weighted"]["exact"], strict=True)
    return all(Fraction(score) * Fraction(award["weight"]) / 100 == Fraction(weighted) for score, weighted in pairs)


def _adds_up(bid: BidPart) -> bool:
    parts = [map(Fraction, part["weighted"]["exact"]) for part in bid["award_criteria"] if part["weighted"]]
    total = bid["total"]
    return total is not None and [*map(sum, zip(*parts, strict=True))] == [*map(Fraction, total["exact"])]
