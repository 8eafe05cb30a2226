"""One plan for several selections at once: the same answers and documents serve all of them, and are paid once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from techassure.engine.assessor import Assessment
from techassure.planning.changes import Change, Step, applied
from techassure.planning.desk import Memo, keeps_gates
from techassure.planning.efforts import Efforts
from techassure.planning.making import Plan, offers, plan_of

MOST_STEPS = 10
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Shared:
    """A change, with what it serves in each of the selections: the criteria, in their order; none where it is empty."""

    change: Change
    serves: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SharedStep:
    """Changes that gain points, and how many in each of the selections."""

    changes: tuple[Change, ...]
    effort: Fraction
    gains: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """The plan for all. ``plans`` are those of each by itself, ``after`` what each comes to with every change made.

    No set with less than ``least`` makes all of them compliant that can be: each by itself needs as much.
    """

    plans: tuple[Plan, ...]
    changes: tuple[Shared, ...]
    effort: Fraction
    least: Fraction
    after: tuple[Assessment, ...]
    steps: tuple[SharedStep, ...]


def together(assessments: Sequence[Assessment], efforts: Efforts) -> Together:
    """Return the plan for one submission under several selections: each planned after the changes of those before."""
    memos: list[Memo] = [{} for _ in assessments]
    plans = [plan_of(each, efforts, points=False, memo=memo) for each, memo in zip(assessments, memos, strict=True)]
    made: dict[str, Change] = {}
    serves: dict[str, list[tuple[str, ...]]] = {}
    for at, assessment in enumerate(assessments):
        here = plan_of(_with(assessment, made.values()), efforts, points=False, memo=memos[at]) if made else plans[at]
        for change in here.changes:
            made[change.fact] = change
            serves.setdefault(change.fact, [_serves(plan, change.fact) for plan in plans])[at] = change.serves
    after = [_with(each, made.values()) for each in assessments]
    return Together(
        tuple(plans),
        tuple(Shared(change, tuple(serves[name])) for name, change in made.items()),
        sum((each.effort for each in made.values()), _ZERO),
        max(plan.least for plan in plans),
        tuple(after),
        tuple(_steps(after, efforts, memos)),
    )


def _serves(plan: Plan, fact: str) -> tuple[str, ...]:
    return next((each.serves for each in plan.changes if each.fact == fact), ())


def _with(assessment: Assessment, changes: Iterable[Change]) -> Assessment:
    assessor = assessment.assessor
    return assessor.assess(applied(assessment.submission, changes, assessor.as_of))


def _steps(now: Sequence[Assessment], efforts: Efforts, memos: Sequence[Memo]) -> list[SharedStep]:
    """Return what gains points, most in all selections for its effort first, each counted after those before."""
    made: list[SharedStep] = []
    while len(made) < MOST_STEPS:
        offered = [step for each, memo in zip(now, memos, strict=True) for step in offers(each, efforts, memo)]
        tried = (found for step in offered if (found := _everywhere(now, step)) is not None)
        best = max(tried, key=lambda step: sum(step.gains, _ZERO) / step.effort, default=None)
        if best is None:
            break
        made.append(best)
        now = [_with(each, best.changes) for each in now]
    return made


def _everywhere(now: Sequence[Assessment], step: Step) -> SharedStep | None:
    """Return what changes gain in all of the selections; None where they lose a gate, or points in all, somewhere."""
    then = [_with(each, step.changes) for each in now]
    if not all(keeps_gates(old, new) for old, new in zip(now, then, strict=True)):
        return None
    gains = tuple(_low(new) - _low(old) for old, new in zip(now, then, strict=True))
    return SharedStep(step.changes, step.effort, gains) if sum(gains, _ZERO) > 0 else None


def _low(assessment: Assessment) -> Fraction:
    return assessment.score.low if assessment.score else _ZERO
