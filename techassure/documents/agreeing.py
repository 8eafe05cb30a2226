"""A document held to itself: what follows from other parts of it is worked out again, and has to be what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from techassure.calendar_days import day_number
from techassure.documents.document import Part
from techassure.documents.writer import POSSIBLE, place_parts, range_of
from techassure.engine import ranking, scoring
from techassure.engine.outcomes import MAY_BE_NOT_MET, OUTCOMES
from techassure.engine.scoring import AwardRange, Range
from techassure.selections.minimum_names import minimum_of
from techassure.selections.selection import rounded

_BITS = {text: bit for bit, text in POSSIBLE}
_SETTLED = ("met", "not met", "not applicable")


def disagreements(document: Part) -> Iterator[str]:
    """Yield where one part of a result says otherwise than another."""
    if no_days := list(contract_without_days(document)):
        yield from no_days
        return
    yield from _of_head(document)
    yield from scores_unlike_their_ends(document, document["selection"]["rounding"])
    for at, one in enumerate(document["assessments"]):
        told = list(_of_lists(one, document["selection"])) or list(_of_numbers(one, document))
        yield from (f"`assessments.{at}{said}" for said in told)
    if document["rankings"] and not _ranked_once(document):
        yield "`rankings` does not hold every assessment exactly once"
    elif document.get("scores") != "hidden":
        yield from _of_rankings(document)


def _of_head(document: Part) -> Iterator[str]:
    selection = document["selection"]
    weights = [Fraction(part["weight"]) for part in selection["award_criteria"] if part["assessed_by"] == "criteria"]
    if selection["award_criteria"] and selection["weight_assessed"] != str(sum(weights, Fraction(0))):
        yield "`selection.weight_assessed` is not what its award criteria come to"
    if selection["final"]:
        yield "`selection.final` is said of the final result alone"
    if document["as_of"] != selection["dates"].get("as_of", document["as_of"]) and not document["what_if"]:
        yield "`what_if` denies that the day is not the tender's own"


def contract_without_days(document: Part) -> Iterator[str]:
    """Yield which end of the contract is not a day."""
    for name in ("contract.start", "contract.end"):
        on = document["selection"]["contract"].get(name)
        if on is not None and (not isinstance(on, str) or day_number(on) is None):
            yield f"`{name}` is not a day"


def scores_unlike_their_ends(part: Any, rounding: Mapping[str, Any], at: str = "") -> Iterator[str]:
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


_FREE = {"value", "found", "expected", "reasons", "contract", "problems", "contradictions"}
"""Parts in which anything may stand that a submission or a definition said, or in which no score stands."""


# --- one assessment -------------------------------------------------------------------------------------------------


def _of_lists(one: Part, selection: Part) -> Iterator[str]:
    """Yield what is not about the criteria of the selection, each once and in their order."""
    names = [_name(part) for part in selection["criteria"]]
    domains = [part["domain"] for part in one["domains"]]
    if [_name(part) for part in one["criteria"]] != names:
        yield "` does not hold the criteria of the selection in their order"
    if [part["id"] for part in one["award_criteria"]] != [part["id"] for part in selection["award_criteria"]]:
        yield "` does not hold the award criteria of the selection in their order"
    if len(set(domains)) != len(domains):
        yield "` holds a domain twice"
    if not {part["domain"] for part in one["criteria"]} <= set(domains):
        yield "` leaves out a domain of its criteria"
    if not {turn["criterion"] for turn in _turns(one)} <= {
        f"{standard}/{criterion}" for standard, _, criterion in names
    }:
        yield ".timeline` tells of a criterion that the selection does not hold"


def _name(part: Part) -> tuple[str, str, str]:
    return part["standard"], part["edition"], part["id"]


def _turns(one: Part) -> Iterator[Part]:
    return (turn for moment in one["timeline"] for turn in moment["changes"])


def _key(criterion: Part) -> str:
    return f"{criterion['standard']}/{criterion['id']}"


def _of_numbers(one: Part, document: Part) -> Iterator[str]:
    selection = document["selection"]
    if told := list(_of_criteria(one["criteria"])):
        yield from told
        return
    yield from _of_time(one, document["as_of"])
    yield from _of_changes(one, selection["contract"].get("contract.end"))
    for part, of, at in [(one, one["criteria"], "."), *_domains(one)]:
        for name, worked_out in (("counts", _counts(of)), ("gates", _gates(of))):
            if part[name] != worked_out:
                yield f"{at}{name}` is not what its criteria come to"
    yield from _of_verdict(one, selection)
    yield from _of_scores(one, selection)


def _domains(one: Part) -> Iterator[tuple[Part, list[Part], str]]:
    for number, part in enumerate(one["domains"]):
        yield part, [each for each in one["criteria"] if each["domain"] == part["domain"]], f".domains.{number}."


def _counts(criteria: Sequence[Part]) -> dict[str, int]:
    outcomes = [each["outcome"] for each in criteria]
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES}


def _gates(criteria: Sequence[Part]) -> dict[str, int]:
    return scoring.gate_counts([_bits(each) for each in criteria if each["gate"]])


def _bits(criterion: Part) -> int:
    return sum(_BITS[each] for each in set(criterion["possible"]))


def _of_criteria(criteria: Sequence[Part]) -> Iterator[str]:
    for at, each in enumerate(criteria):
        settled = each["outcome"] in _SETTLED
        if not each["possible"] or (settled and each["possible"] != [each["outcome"]]):
            yield f".criteria.{at}.possible` is not what `{each['outcome']}` leaves open"
        low, high, of = (Fraction((each["points"] or _NO_POINTS)[end]) for end in ("low", "high", "of"))
        if each["points"] and not (low <= high <= of and of > 0):
            yield f".criteria.{at}.points` go down, or beyond what there is"
        if each["changes_on"] and each["changes_on"]["outcome"] == each["outcome"]:
            yield f".criteria.{at}.changes_on` changes nothing"


_NO_POINTS = {"low": "0", "high": "0", "of": "0"}


def _of_time(one: Part, day: str) -> Iterator[str]:
    """Yield where the moments do not follow one another: each begins where the one before ended."""
    outcomes = {_key(each): each["outcome"] for each in one["criteria"]}
    verdict = one["verdict"]
    for at, moment in enumerate(one["timeline"]):
        before = {turn["criterion"]: turn["before"] for turn in moment["changes"]}
        if moment["on"] <= day or moment["verdict_before"] != verdict or not before.items() <= outcomes.items():
            yield f".timeline.{at}` does not follow from what was before it"
        day, verdict = moment["on"], moment["verdict"]
        outcomes.update({turn["criterion"]: turn["after"] for turn in moment["changes"]})


def _of_changes(one: Part, end: str | None) -> Iterator[str]:
    """Yield the days on which something changes by itself that are not the first ones that the timeline has.

    Beyond the end of the contract there is no timeline.
    """
    first: dict[str, Part] = {}
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


def _of_verdict(one: Part, selection: Part) -> Iterator[str]:
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
    yield from _of_minimums(one, selection)


def _decides(possible: int, *, failed: bool) -> bool:
    """Tell whether a verdict rests on a gate: a failed one on what failed, any other on what may."""
    return possible == MAY_BE_NOT_MET if failed else bool(possible & MAY_BE_NOT_MET)


def _of_minimums(one: Part, selection: Part) -> Iterator[str]:
    for at, (part, award) in enumerate(zip(one["award_criteria"], selection["award_criteria"], strict=True)):
        told, score = part["minimum_reached"], part["score"]
        if award["minimum"] is None:
            sure = None
        elif score is None:
            continue
        else:
            sure = scoring.reached(Fraction(award["minimum"]), *map(Fraction, score["exact"]))
        if told != sure and (told, sure) != (None, False):  # Perhaps nothing under it applies: it is open then.
            yield f".award_criteria.{at}.minimum_reached` is not what its score comes to"


# --- scores ---------------------------------------------------------------------------------------------------------


def _of_scores(one: Part, selection: Part) -> Iterator[str]:
    """Yield the scores that surely follow from what they are made of, and are told otherwise.

    Where it is open whether a criterion applies, or where one does not, the tender's rules have a say in it.
    """
    for part, of, at in _domains(one):
        yield from _unlike(part["score"], _mean(of), f"{at}score", selection)
    counts_for = [each["award_criterion"] for each in selection["criteria"]]
    for number, part in enumerate(one["award_criteria"]):
        pairs = zip(counts_for, one["criteria"], strict=True)
        yield from _unlike(part["score"], _mean([each for award, each in pairs if award == part["id"]]),
                           f".award_criteria.{number}.score", selection)  # fmt: skip
    if not any(_may_leave(each) for each in one["criteria"] if each["share"]):
        yield from _unlike(one["score"], _total(one, selection), ".score", selection)


def _may_leave(criterion: Part) -> bool:
    return "not applicable" in criterion["possible"]


def _unlike(told: Part | None, worked_out: Range | None, at: str, selection: Part) -> Iterator[str]:
    if worked_out is None or told is None:
        return
    places, mode = selection["rounding"]["places"], selection["rounding"]["mode"]
    as_counted = Range(*(rounded(end, places, mode) for end in worked_out))
    if Range(*map(Fraction, told["exact"])) not in (worked_out, as_counted):
        yield f"{at}` is not what it is made of comes to"


def _mean(criteria: Sequence[Part]) -> Range | None:
    """Return what criteria come to, of 100; None where none is scored or the tender's rules have a say in it."""
    scored = [each for each in criteria if each["share"]]
    if not scored or any(_may_leave(each) or not each["points"] for each in scored):
        return None
    whole = sum(Fraction(each["share"]) for each in scored)
    low, high = (sum((_part(each, end) for each in scored), Fraction(0)) for end in ("low", "high"))
    return Range(low / whole, high / whole) if whole else None


def _part(criterion: Part, end: str) -> Fraction:
    points = criterion["points"]
    return 100 * Fraction(criterion["share"]) * Fraction(points[end]) / Fraction(points["of"])


def _total(one: Part, selection: Part) -> Range | None:
    pairs = zip(selection["award_criteria"], one["award_criteria"], strict=True)
    return scoring.total(
        [
            (Fraction(award["weight"]), AwardRange(Range(*map(Fraction, part["score"]["exact"]))))
            for award, part in pairs
            if award["assessed_by"] == "criteria" and part["score"]
        ]
    )


# --- rankings -------------------------------------------------------------------------------------------------------


def _ranked_once(document: Part) -> bool:
    places = [place["index"] for ranking in document["rankings"] for place in ranking["places"]]
    places += [index for ranking in document["rankings"] for index in ranking["apart"]]
    named = [
        other
        for ranking in document["rankings"]
        for place in ranking["places"]
        for other in place["certainly_ahead_of"] or ()
    ]
    named += [at for ranking in document["rankings"] for at in ranking["may_be_first"]]
    named += [ranking["settles_most"]["index"] for ranking in document["rankings"] if ranking["settles_most"]]
    known = range(len(document["assessments"]))
    return sorted(places) == list(known) and all(other in known for other in named)


def _of_rankings(document: Part) -> Iterator[str]:
    """Yield the rankings that are not what verdicts and scores come to. Who was disqualified does not rank."""
    assessments = document["assessments"]
    for at, told in enumerate(document["rankings"]):
        everybody = sorted([*(place["index"] for place in told["places"]), *told["apart"]])
        inside = [index for index in everybody if not assessments[index].get("disqualified_on")]
        ranked, _ = ranking.rank_bids([_bid(assessments[index]) for index in inside])
        lots = {assessments[index]["lot"] or None for index in everybody}
        if told["places"] != place_parts(ranked, inside) or lots - {told["lot"]}:
            yield f"`rankings.{at}` is not what verdicts and scores come to"


def _bid(one: Part) -> ranking.Bid:
    score = Range(*map(Fraction, one["score"]["exact"])) if one["score"] else None
    name = (one["supplier"], one["product"], one["product_version"], one["source"])
    return ranking.Bid(one["verdict"], score, name)
