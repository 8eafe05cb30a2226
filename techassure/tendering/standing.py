"""Where the bids of a tender stand: quality, price, total and place; ranges while something is open, exact at the end.

The rule that the tender disclosed for what stayed unanswered is applied here, and nowhere before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from techassure.engine import scoring
from techassure.engine.assessor import Assessment, minimum_named
from techassure.engine.outcomes import MAY_BE_NOT_MET, Outcome, Result
from techassure.engine.plans import CriterionPlan
from techassure.engine.scoring import Range, Verdict
from techassure.reviewing.log_state import Decided
from techassure.reviews import Identity
from techassure.selections.selection import Selection
from techassure.selections.tender_rules import LOWEST_PRICE, Unanswered
from techassure.tendering import pricing
from techassure.tendering.price_files import BidPrice
from techassure.tendering.pricing import Bid, Flag
from techassure.tendering.running_tender import Running

_ZERO = Fraction(0)


@dataclass(frozen=True)
class Settled:
    """One bid by itself. ``unanswered`` names the criteria to which the tender's rule was applied.

    ``until_due`` names gates that fall due after the as-of day and are still open: conditions of the award.
    ``failed`` are the gates and minimums that it fails, ``waits_for`` those that it may still fail.
    """

    assessment: Assessment
    results: Sequence[Result]
    awards: Mapping[str, Range | None]
    verdict: Verdict | None
    failed: Sequence[str]
    unanswered: Sequence[str] = ()
    until_due: Sequence[str] = ()
    waits_for: Sequence[str] = ()


@dataclass(frozen=True)
class Standing:
    """One bid among the others. Scores are of 100; ``weighted`` are the parts that add up to the total.

    ``places`` are the best and the worst; None: the bid does not rank.
    """

    settled: Settled
    scores: Mapping[str, Range | None]
    weighted: Mapping[str, Range | None]
    total: Range | None
    price: BidPrice | None
    flags: Sequence[Flag]
    per_pound: Range | None
    places: tuple[int, int] | None
    disqualified: Decided | None


# --- one bid by itself ----------------------------------------------------------------------------------------------


def settle(assessment: Assessment, rule: Unanswered | None) -> Settled:
    """Return a bid with the tender's rule applied to what stayed unanswered; without a rule, as it stands."""
    plans, day = assessment.assessor.criteria, assessment.assessor.as_of
    pairs = list(zip(plans, assessment.results, strict=True))
    later = [at for at, (plan, result) in enumerate(pairs) if _not_due(plan, result, day)]
    results = [
        result if rule is None or at in later else _settled_result(plan, result, rule)
        for at, (plan, result) in enumerate(pairs)
    ]
    parts, found = assessment.assessor.awards, assessment.awards_of(results)
    minimums = scoring.minimums_of(found, parts, results)
    gates = [at for at in assessment.assessor.gates if at not in later]
    verdict = scoring.verdict([results[at].possible for at in gates], list(minimums.values()))
    failed: list[str | int] = [at for at in gates if results[at].possible == MAY_BE_NOT_MET]
    failed += [name for name, reached in minimums.items() if reached is False]
    waits: list[str | int] = [at for at in gates if results[at].possible & MAY_BE_NOT_MET and at not in failed]
    waits += [name for name, reached in minimums.items() if reached is None]
    moved = [plan.member for (plan, was), now in zip(pairs, results, strict=True) if now is not was]
    changed = [member.definition.key for member in moved if member.gate or member.share is not None]
    awards = {key: each.range for key, each in found.items()}
    return Settled(
        assessment, results, awards, verdict, [minimum_named(plans, name) for name in failed], changed,
        [plans[at].rule.key for at in later], [minimum_named(plans, name) for name in waits],
    )  # fmt: skip


def _not_due(plan: CriterionPlan, result: Result, day: int) -> bool:
    due = plan.member.due
    return due is not None and day < due and result.outcome is Outcome.NO_ANSWER


def _settled_result(plan: CriterionPlan, result: Result, rule: Unanswered) -> Result:
    """Return what an outcome comes to under the rule; what waits for a person is left as it is."""
    if result.outcome is Outcome.NEEDS_REVIEW:
        return result
    lowest = min([points for points, _ in plan.rule.bands], default=_ZERO)
    low = max(result.low, lowest) if rule == "lowest-band" else result.low
    if result.outcome is Outcome.NO_ANSWER:
        return Result(Outcome.NOT_MET, MAY_BE_NOT_MET, low, low)
    return result if result.low == result.high else Result(result.outcome, result.possible, result.low, result.low)


# --- among the others -----------------------------------------------------------------------------------------------


def standings(
    running: Running, prices: Mapping[Identity, BidPrice], *, final: bool
) -> dict[str | None, dict[Identity, Standing]]:
    """Return where every assessed bid stands, by lot. ``final``: with the rule for what stayed unanswered applied."""
    rule = running.selection.rules.unanswered if final else None
    settled = {key: settle(each, rule) for key, each in running.assessments.items()}
    lots = sorted({key[3] for key in settled}, key=lambda lot: lot or "")
    return {lot: _lot(running, {k: v for k, v in settled.items() if k[3] == lot}, prices) for lot in lots}


def _lot(
    running: Running, settled: Mapping[Identity, Settled], prices: Mapping[Identity, BidPrice]
) -> dict[Identity, Standing]:
    selection, state = running.selection, running.state
    out = {key: state.set_aside[key] for key in settled if key in state.set_aside}
    rule = selection.rules.price
    bids = {
        key: Bid(prices[key].whole, sure=each.verdict in ("compliant", None))
        for key, each in settled.items()
        if key in prices and key not in out
    }
    priced = pricing.scores(rule, bids) if rule else {}
    flags = pricing.flagged(rule, bids) if rule else {}
    made = {}
    for key, each in settled.items():
        scores = _scores(running, key, each, priced.get(key))
        weighted = {award.id: _weighted(scores[award.id], award.weight) for award in selection.award_criteria}
        total = None if key in out else _total(list(weighted.values()))
        pound = rule is not None and rule.formula == "quality-per-pound" and key in bids
        value = pricing.per_pound(total, bids[key].price) if pound and total else None
        made[key] = Standing(
            each, scores, weighted, total, prices.get(key), flags.get(key, ()), value, None, out.get(key)
        )
    return _placed(selection, made)


def _scores(running: Running, key: Identity, settled: Settled, price: Range | None) -> dict[str, Range | None]:
    elsewhere = running.state.elsewhere
    found: dict[str, Range | None] = {}
    for award in running.selection.award_criteria:
        made = elsewhere.get((key, award.id))
        if award.assessed_by == "price":
            span = price
        elif award.assessed_by == "elsewhere":
            score = Fraction(made.data["score"]) if made else None
            span = None if score is None else Range(score, score)
        else:
            span = settled.awards.get(award.id)
        half = key in running.state.set_aside and span is not None and span.low != span.high
        found[award.id] = None if half else as_counted(span, running.selection)
    return found


def as_counted(span: Range | None, selection: Selection) -> Range | None:
    """Return a score as the tender counts it; what is rounded already stays as it is."""
    return None if span is None else Range(selection.as_counted(span.low), selection.as_counted(span.high))


def _weighted(span: Range | None, weight: Fraction) -> Range | None:
    return None if span is None else Range(span.low * weight / 100, span.high * weight / 100)


def _total(parts: Sequence[Range | None]) -> Range | None:
    """Return the sum; None while an award criterion has no score at all."""
    if None in parts:
        return None
    spans = [each for each in parts if each is not None]
    return Range(sum((each.low for each in spans), _ZERO), sum((each.high for each in spans), _ZERO))


def _placed(selection: Selection, made: Mapping[Identity, Standing]) -> dict[Identity, Standing]:
    per_pound = selection.rules.price is not None and selection.rules.price.formula == "quality-per-pound"
    values = {key: each.per_pound if per_pound else each.total for key, each in made.items()}
    ranked = {key: span for key, span in values.items() if span is not None}
    ties = {key: _tie(selection, made[key]) for key in ranked}
    places = pricing.places(ranked, ties)
    return {key: replace(each, places=places.get(key)) for key, each in made.items()}


def _tie(selection: Selection, standing: Standing) -> list[Range]:
    """Return what breaks ties, in the tender's order: more is better, so a price counts below zero."""
    price = -standing.price.whole if standing.price else _ZERO
    nothing = Range(_ZERO, _ZERO)
    return [
        Range(price, price) if name == LOWEST_PRICE else standing.scores.get(name) or nothing
        for name in selection.rules.tie_breaks
    ]
