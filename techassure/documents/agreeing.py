"""A document held to itself: what follows from other parts of it is worked out again, and has to be what it says."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from techassure.calendar_days import day_number
from techassure.documents.agreeing_assessments import disagreements_of
from techassure.documents.agreeing_scores import exact_of, scores_unlike_their_ends
from techassure.documents.document import AssessmentPart, Document, Ranking, SelectionPart
from techassure.documents.writer import place_parts
from techassure.engine import ranking


def disagreements(document: Document) -> Iterator[str]:
    """Yield where one part of a result says otherwise than another."""
    if no_days := list(contract_without_days(document["selection"])):
        yield from no_days
        return
    yield from _of_head(document)
    yield from scores_unlike_their_ends(document, document["selection"]["rounding"])
    for at, one in enumerate(document["assessments"]):
        yield from (f"`assessments.{at}{said}" for said in disagreements_of(one, document))
    if document["rankings"] and not _ranked_once(document):
        yield "`rankings` does not hold every assessment exactly once"
    elif document.get("scores") != "hidden":
        yield from _of_rankings(document)


def contract_without_days(selection: SelectionPart) -> Iterator[str]:
    """Yield which end of the contract is not a day."""
    for name in ("contract.start", "contract.end"):
        on = selection["contract"].get(name)
        if on is not None and (not isinstance(on, str) or day_number(on) is None):
            yield f"`{name}` is not a day"


def _of_head(document: Document) -> Iterator[str]:
    selection = document["selection"]
    weights = [Fraction(part["weight"]) for part in selection["award_criteria"] if part["assessed_by"] == "criteria"]
    if selection["award_criteria"] and selection["weight_assessed"] != str(sum(weights, Fraction(0))):
        yield "`selection.weight_assessed` is not what its award criteria come to"
    if selection["final"]:
        yield "`selection.final` is said of the final result alone"
    if document["as_of"] != selection["dates"].get("as_of", document["as_of"]) and not document["what_if"]:
        yield "`what_if` denies that the day is not the tender's own"


def _ranked_once(document: Document) -> bool:
    known, told = range(len(document["assessments"])), document["rankings"]
    ranked = [at for each in told for at in _everybody(each)]
    return sorted(ranked) == list(known) and all(at in known for each in told for at in _named(each))


def _everybody(told: Ranking) -> list[int]:
    return sorted([*(place["index"] for place in told["places"]), *told["apart"]])


def _named(told: Ranking) -> Iterator[int]:
    """Yield whom a ranking names besides giving them a place."""
    yield from told["may_be_first"]
    yield from (other for place in told["places"] for other in place["certainly_ahead_of"] or ())
    if told["settles_most"]:
        yield told["settles_most"]["index"]


def _of_rankings(document: Document) -> Iterator[str]:
    """Yield the rankings that are not what verdicts and scores come to. Who was disqualified does not rank."""
    assessments = document["assessments"]
    for at, told in enumerate(document["rankings"]):
        everybody = _everybody(told)
        inside = [index for index in everybody if not assessments[index].get("disqualified_on")]
        ranked, _ = ranking.rank_bids([_bid(assessments[index]) for index in inside])
        lots = {assessments[index]["lot"] or None for index in everybody}
        if told["places"] != place_parts(ranked, inside) or lots - {told["lot"]}:
            yield f"`rankings.{at}` is not what verdicts and scores come to"


def _bid(one: AssessmentPart) -> ranking.Bid:
    name = (one["supplier"], one["product"], one["product_version"], one["source"])
    return ranking.Bid(one["verdict"], one["score"] and exact_of(one["score"]), name)
