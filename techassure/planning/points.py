"""Where points are: what gains them without losing a gate, most for its effort first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from techassure.engine.assessor import Assessment
from techassure.engine.plans import CriterionPlan
from techassure.planning.changes import Change, Step, with_changes
from techassure.planning.desk import Desk, keeps_gates
from techassure.planning.search import effort_of
from techassure.planning.ways import Ways
from techassure.reviews import Judgement

MOST_STEPS = 20
MOST_TRIED = 3
"""Of so many ways to the same points, cheapest first, one that keeps every gate is looked for."""
_ZERO, _WHOLE = Fraction(0), Fraction(100)
Worth = Callable[[Assessment], Fraction]
Seen = Callable[[Assessment], Assessment]


def minimums(desk: Desk, after: Assessment) -> Iterator[Step]:
    """Yield steps, best first, until every award criterion that has a minimum reaches it.

    Where answers alone do not, what a person has to judge counts as if all its points were given: then its answers
    are there to be judged.
    """
    for award in desk.assessor.awards:
        for seen in (_as_judged, _judged_best):
            while seen(after).minimums.get(award.id, True) is not True:
                step = _best(desk, after, sorted(award.members), partial(_low, award.id, seen))
                if step is None:
                    break
                yield step
                after = with_changes(after, step.changes)


def for_a_person(after: Assessment, award: str) -> bool:
    """Tell whether a minimum is reached as soon as somebody gives the points that are for a person to give."""
    return _judged_best(after).minimums[award] is True


def steps(desk: Desk, after: Assessment) -> Iterator[Step]:
    """Yield what gains points, most for its effort first, each counted after those before."""
    members = scored(after)
    for _ in range(MOST_STEPS if members else 0):
        step = _best(desk, after, members, score)
        if step is None:
            return
        after = with_changes(after, step.changes)
        yield step


def offers(desk: Desk) -> list[Step]:
    """Return the changes that gain points from here, each by itself, none of which loses a gate."""
    now = desk.assessment
    ways = desk.ways(now)
    return [each for at in scored(now) for each in _offers(desk, ways, now, at, score)]


def scored(assessment: Assessment) -> list[int]:
    """Return the positions of the criteria that have points."""
    return sorted({at for award in assessment.assessor.awards for at in award.members})


def _best(desk: Desk, now: Assessment, members: Sequence[int], worth: Worth) -> Step | None:
    ways = desk.ways(now)
    found = [each for at in members for each in _offers(desk, ways, now, at, worth)]
    return max(found, key=lambda step: step.gain / step.effort, default=None)


def _offers(desk: Desk, ways: Ways, now: Assessment, at: int, worth: Worth) -> Iterator[Step]:
    """Yield the cheapest way to each better step of a criterion that gains points and keeps every gate."""
    plan, result = desk.assessor.criteria[at], now.results[at]
    if desk.settled_elsewhere(plan) or result.low == plan.rule.of:
        return
    before = worth(now)
    for points in _targets(plan, result.low):
        found = ways.of_criterion(plan, points)
        for way in sorted(found.ways, key=lambda each: effort_of(each, desk.efforts.of))[:MOST_TRIED]:
            changes: list[Change] = desk.changes(ways.board, way, {at: found})
            then = with_changes(now, changes) if changes else now
            gain = worth(then) - before
            if gain > 0 and keeps_gates(now, then):
                yield Step(plan.rule.key, tuple(changes), effort_of(way, desk.efforts.of), gain)
                break


def _targets(plan: CriterionPlan, low: Fraction) -> list[Fraction]:
    if plan.rule.by_reviewer:
        return [plan.rule.of]
    return sorted({points for points, _ in plan.rule.bands if points > low} or {plan.rule.of})


def _as_judged(assessment: Assessment) -> Assessment:
    return assessment


def _judged_best(assessment: Assessment) -> Assessment:
    """Return the assessment as if whoever has to judge something had found the best of it."""
    rules = [plan.rule for plan in assessment.assessor.criteria if plan.rule.by_reviewer]
    best = {
        rule.key: Judgement("", "", assessment.assessor.as_of, not rule.bands or None, rule.of if rule.bands else None)
        for rule in rules
    }
    submission = assessment.submission
    apart = {award.id: _WHOLE for award in assessment.assessor.awards if award.elsewhere}
    reviews = submission.reviews._replace(
        judgements={**best, **submission.reviews.judgements}, elsewhere={**apart, **submission.reviews.elsewhere}
    )
    return assessment.assessor.assess(replace(submission, reviews=reviews))


def score(assessment: Assessment) -> Fraction:
    """Return the low end of the score; nothing where nothing is scored."""
    return assessment.score.low if assessment.score else _ZERO


def _low(award: str, seen: Seen, assessment: Assessment) -> Fraction:
    span = seen(assessment).awards[award].range
    return span.low if span else _ZERO
