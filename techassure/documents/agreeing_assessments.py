"""One assessment of a document held to itself: to its criteria, to what time does to them, and to what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from techassure.documents.agreeing_scores import criteria_of, exact_of, scores_unlike_their_parts
from techassure.documents.document import (
    AssessmentPart,
    Change,
    CriterionPart,
    Document,
    Points,
    SelectionPart,
    SourcePart,
)
from techassure.documents.writer import POSSIBLE
from techassure.engine import scoring
from techassure.engine.outcomes import MAY_BE_NOT_MET, OUTCOMES
from techassure.selections.minimum_names import minimum_of

_BITS = {text: bit for bit, text in POSSIBLE}


def disagreements_of(one: AssessmentPart, document: Document) -> Iterator[str]:
    """Yield where an assessment says otherwise than itself or the selection. Numbers want sound lists below them."""
    told = list(_of_lists(one, document["selection"])) or list(_of_criteria(one["criteria"]))
    yield from told or _of_numbers(one, document)


def _of_lists(one: AssessmentPart, selection: SelectionPart) -> Iterator[str]:
    """Yield what is not about the criteria of the selection, each once and in their order."""
    domains = [part["domain"] for part in one["domains"]]
    if list(map(_name, one["criteria"])) != list(map(_name, selection["criteria"])):
        yield "` does not hold the criteria of the selection in their order"
    if [part["id"] for part in one["award_criteria"]] != [part["id"] for part in selection["award_criteria"]]:
        yield "` does not hold the award criteria of the selection in their order"
    if len(set(domains)) != len(domains):
        yield "` holds a domain twice"
    if not {part["domain"] for part in one["criteria"]} <= set(domains):
        yield "` leaves out a domain of its criteria"
    turned = {turn["criterion"] for moment in one["timeline"] for turn in moment["changes"]}
    if not turned <= set(map(_key, selection["criteria"])):
        yield ".timeline` tells of a criterion that the selection does not hold"


def _name(part: CriterionPart | SourcePart) -> tuple[str, str, str]:
    return part["standard"], part["edition"], part["id"]


def _key(part: CriterionPart | SourcePart) -> str:
    return f"{part['standard']}/{part['id']}"


def _of_criteria(criteria: Sequence[CriterionPart]) -> Iterator[str]:
    for at, each in enumerate(criteria):
        settled = each["outcome"] in _BITS
        if not each["possible"] or (settled and each["possible"] != [each["outcome"]]):
            yield f".criteria.{at}.possible` is not what `{each['outcome']}` leaves open"
        if each["points"] and not _within_what_there_is(each["points"]):
            yield f".criteria.{at}.points` go down, or beyond what there is"
        if each["changes_on"] and each["changes_on"]["outcome"] == each["outcome"]:
            yield f".criteria.{at}.changes_on` changes nothing"


def _within_what_there_is(points: Points) -> bool:
    return Fraction(points["low"]) <= Fraction(points["high"]) <= Fraction(points["of"]) > 0


def _of_numbers(one: AssessmentPart, document: Document) -> Iterator[str]:
    selection = document["selection"]
    yield from _of_time(one, document["as_of"])
    yield from _of_changes(one, selection["contract"].get("contract.end"))
    yield from _of_counts(one)
    yield from _of_verdict(one)
    yield from _of_minimums(one, selection)
    yield from scores_unlike_their_parts(one, selection)


# --- time -----------------------------------------------------------------------------------------------------------


def _of_time(one: AssessmentPart, day: str) -> Iterator[str]:
    """Yield where the moments do not follow one another: each begins where the one before ended."""
    outcomes = {_key(each): each["outcome"] for each in one["criteria"]}
    verdict = one["verdict"]
    for at, moment in enumerate(one["timeline"]):
        before = {turn["criterion"]: turn["before"] for turn in moment["changes"]}
        if moment["on"] <= day or moment["verdict_before"] != verdict or not before.items() <= outcomes.items():
            yield f".timeline.{at}` does not follow from what was before it"
        day, verdict = moment["on"], moment["verdict"]
        outcomes.update({turn["criterion"]: turn["after"] for turn in moment["changes"]})


def _of_changes(one: AssessmentPart, end: str | None) -> Iterator[str]:
    """Yield the days on which something changes by itself that are not the first ones that the timeline has.

    Beyond the end of the contract there is no timeline.
    """
    first: dict[str, Change] = {}
    for moment in one["timeline"]:
        for turn in moment["changes"]:
            first.setdefault(turn["criterion"], {"on": moment["on"], "outcome": turn["after"]})
    for at, each in enumerate(one["criteria"]):
        told = each["changes_on"]
        if first.get(_key(each)) != (told if told and _within(told["on"], end) else None):
            yield f".criteria.{at}.changes_on` is not what the timeline has"
    worse = [moment["on"] for moment in one["timeline"] if moment["verdict"] in _worse_than(one["verdict"])]
    lapse = one["lapses_on"] if _within(one["lapses_on"], end) else None
    if lapse != (worse[0] if worse else None) or bool(one["lapses_on"]) != bool(one["lapses_by"]):
        yield ".lapses_on` is not what the timeline has"


def _within(day: str | None, end: str | None) -> bool:
    return day is not None and (end is None or day <= end)


def _worse_than(verdict: scoring.Verdict | None) -> Sequence[scoring.Verdict]:
    return scoring.VERDICT_ORDER[scoring.VERDICT_ORDER.index(verdict) + 1 :] if verdict else ()


# --- counts, verdict and minimums -----------------------------------------------------------------------------------


def _of_counts(one: AssessmentPart) -> Iterator[str]:
    by_domain = [(f".domains.{at}.", part, criteria_of(one, part)) for at, part in enumerate(one["domains"])]
    for at, part, criteria in ((".", one, one["criteria"]), *by_domain):
        outcomes = [each["outcome"] for each in criteria]
        if part["counts"] != {outcome: outcomes.count(outcome) for outcome in OUTCOMES}:
            yield f"{at}counts` is not what its criteria come to"
        if part["gates"] != scoring.gate_counts([_bits(each) for each in criteria if each["gate"]]):
            yield f"{at}gates` is not what its criteria come to"


def _bits(criterion: CriterionPart) -> int:
    return sum(_BITS[each] for each in set(criterion["possible"]))


def _of_verdict(one: AssessmentPart) -> Iterator[str]:
    """Yield where the verdict is not what gates and minimums come to. What is named beside gates are minimums."""
    failed = one["verdict"] == "non-compliant"
    gates = [each for each in one["criteria"] if each["gate"]]
    named = [_key(each) for each in gates if _decides(_bits(each), failed=failed)]
    rest = one["decided_by"][len(named) :]
    missed = {minimum_of(part["id"]) for part in one["award_criteria"] if part["minimum_reached"] is False}
    if one["decided_by"] != [*named, *rest] or (failed and not missed <= set(rest)):
        yield ".decided_by` is not what the verdict rests on"
    open_or_missed = [False if failed else None] * len(rest) + [False] * len(missed)
    minimums = open_or_missed or ([] if one["verdict"] is None else [True])
    if scoring.verdict([_bits(each) for each in gates], minimums) != one["verdict"]:
        yield ".verdict` is not what its gates and minimums come to"


def _decides(possible: int, *, failed: bool) -> bool:
    """Tell whether a verdict rests on a gate: a failed one on what failed, any other on what may."""
    return possible == MAY_BE_NOT_MET if failed else bool(possible & MAY_BE_NOT_MET)


def _of_minimums(one: AssessmentPart, selection: SelectionPart) -> Iterator[str]:
    for at, (part, award) in enumerate(zip(one["award_criteria"], selection["award_criteria"], strict=True)):
        told, score = part["minimum_reached"], part["score"]
        if award["minimum"] is None:
            sure = None
        elif score is None:
            continue
        else:
            sure = scoring.reached(Fraction(award["minimum"]), *exact_of(score))
        if told != sure and (told, sure) != (None, False):  # Perhaps nothing under it applies: it is open then.
            yield f".award_criteria.{at}.minimum_reached` is not what its score comes to"
