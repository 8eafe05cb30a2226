"""What is open in a ranking: who may yet be first, and which single open point would settle the most."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from techassure.engine import scoring
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY, NOT_APPLICABLE, Outcome, Result
from techassure.engine.plans import CriterionPlan
from techassure.engine.scoring import Range, Verdict

MOST_WEIGHED = 40
"""Open points are weighed in lots of up to so many submissions."""


class Pivot(NamedTuple):
    """The open criterion ``at`` of the ``submission``, and how many questions it settles whichever way it goes.

    ``questions`` are all that are open: for each submission whether it is compliant, for each two which is ahead.
    """

    submission: int
    at: int
    least: int
    most: int
    questions: int


def may_be_first(assessments: Sequence[Assessment]) -> list[int]:
    """Return those that cannot yet be ruled out as first among the compliant.

    One is ruled out where it is non-compliant, or where another that surely stays scores more, whatever is still open.
    """
    found = [(at, each.score) for at, each in enumerate(assessments) if each.verdict != "non-compliant"]
    sure = [span.low for at, span in found if span and assessments[at].verdict in ("compliant", None)]
    bar = max(sure, default=Fraction(0))
    return [at for at, span in found if span is None or span.high >= bar]


def pivot(assessments: Sequence[Assessment]) -> Pivot | None:
    """Return the open point that settles the most, at the least and then at the most; the first of equals.

    None: nothing is open, no single point settles anything, or there are more than ``MOST_WEIGHED`` to be weighed.
    """
    inside = [at for at, each in enumerate(assessments) if each.verdict != "non-compliant"]
    if len(inside) > MOST_WEIGHED:
        return None
    field = _Field([each for at in inside if (each := assessments[at].score) is not None])
    open_to = {at: field.questions(assessments[at].score, assessments[at].verdict) for at in inside}
    pairs = sum(field.contests(assessments[at].score) for at in inside)
    whole = sum(open_to.values()) - pairs // 2
    found = [
        Pivot(at, criterion, least, most, whole)
        for at in inside
        if open_to[at]
        for criterion, least, most in _weighed(assessments[at], field, open_to[at])
    ]
    return max(found, key=lambda each: (each.least, each.most), default=None)


class _Field:
    """The scores of those that rank, ready to say how many of them one score does not settle against."""

    def __init__(self, spans: Sequence[Range]) -> None:
        self.spans = spans
        self.lows, self.highs = sorted([each.low for each in spans]), sorted([each.high for each in spans])

    def contests(self, span: Range | None, was: Range | None = None) -> int:
        """Return how many others may be ahead or behind; ``was``: its score in the field, where that is another."""
        if span is None:
            return 0
        own = was or span
        above, below = len(self.spans) - bisect_right(self.lows, span.high), bisect_left(self.highs, span.low)
        touching = len(self.spans) - above - below
        equal = sum(each == span for each in self.spans) if span.low == span.high else 0
        itself = own.low <= span.high and own.high >= span.low
        alike = own == span and span.low == span.high
        return touching - equal - itself + alike

    def questions(self, span: Range | None, verdict: Verdict | None, was: Range | None = None) -> int:
        """Return what is open about one: its verdict, and its order with each other."""
        if verdict == "non-compliant":
            return 0
        return (verdict == "undecided") + self.contests(span, was)


def _weighed(assessment: Assessment, field: _Field, before: int) -> Iterator[tuple[int, int, int]]:
    """Yield each open criterion that may settle something, with the least and the most that it settles."""
    for at, plan in enumerate(assessment.assessor.criteria):
        result = assessment.results[at]
        if not _is_open(result) or (plan.member.gate is None and plan.member.share is None):
            continue
        if plan.member.share is None:
            left = [_left_by_gate(assessment, at, way, before) for way in ways(plan, result)]
        else:
            left = [_left_by_score(assessment, at, way, field) for way in ways(plan, result)]
        if min(left) < before:
            yield at, max(0, before - max(left)), before - min(left)


def _is_open(result: Result) -> bool:
    return result.low != result.high or result.possible not in (MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY)


def ways(plan: CriterionPlan, result: Result) -> list[Result]:
    """Return the ways in which an open criterion may go: not to apply, or every number of points within its range."""
    found = [NOT_APPLICABLE] if result.possible & MAY_NOT_APPLY else []
    if result.possible & (MAY_BE_MET | MAY_BE_NOT_MET):
        between = {points for points, _ in plan.rule.bands if result.low <= points <= result.high}
        found += [_settled(plan, result, points) for points in sorted({result.low, result.high, *between})]
    return found


def _settled(plan: CriterionPlan, result: Result, points: Fraction) -> Result:
    met = points >= plan.rule.pass_mark if result.possible & MAY_BE_NOT_MET else True
    if met and result.possible & MAY_BE_MET:
        return Result(Outcome.MET, MAY_BE_MET, points, points)
    return Result(Outcome.NOT_MET, MAY_BE_NOT_MET, points, points)


def _left_by_gate(assessment: Assessment, at: int, way: Result, before: int) -> int:
    """Return what stays open where a gate goes some way: the order does not move by it, unless it sends the bid out."""
    assessor = assessment.assessor
    pairs = zip(assessor.gates, assessment.gates, strict=True)
    gates = [way.possible if gate == at else bits for gate, bits in pairs]
    verdict = scoring.verdict(gates, list(assessment.minimums.values()))
    contests = before - (assessment.verdict == "undecided")
    return 0 if verdict == "non-compliant" else contests + (verdict == "undecided")


def _left_by_score(assessment: Assessment, at: int, way: Result, field: _Field) -> int:
    results = [*assessment.results[:at], way, *assessment.results[at + 1 :]]
    return field.questions(assessment.score_of(results), assessment.verdict_of(results), assessment.score)
