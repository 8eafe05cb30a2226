"""One plan for several selections at once: the same answers and documents serve all of them, and are paid once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from techassure.engine.assessor import Assessment
from techassure.planning.changes import Change, Step, with_changes
from techassure.planning.desk import Desk, keeps_gates, promised
from techassure.planning.efforts import Efforts
from techassure.planning.making import Plan, plan_of
from techassure.planning.memo import Memo
from techassure.planning.points import offers, score, scored
from techassure.planning.speaking import spoken

MOST_STEPS = 10
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Shared:
    """A change, and as it is told in each of the selections: what it has to reach there, and what it serves there."""

    change: Change
    told: tuple[Change, ...]

    @property
    def serves(self) -> tuple[tuple[str, ...], ...]:
        """The criteria of each selection that it serves, in their order."""
        return tuple(each.serves for each in self.told)


@dataclass(frozen=True, slots=True)
class SharedStep:
    """Changes that gain points, and how many in each of the selections; they come from the one at a position."""

    at: int
    changes: tuple[Change, ...]
    effort: Fraction
    gains: tuple[Fraction, ...]
    shared: tuple[Shared, ...] = ()


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
    memos = [Memo() for _ in assessments]
    plans = [plan_of(each, efforts, points=False, memo=memo) for each, memo in zip(assessments, memos, strict=True)]
    made: dict[str, Change] = {}
    own: list[dict[str, Change]] = []
    for at, assessment in enumerate(assessments):
        here = _after(made.values(), assessment, efforts, memos[at]) if made else plans[at]
        own.append({change.fact: change for change in here.changes})
        made |= own[at]
    after = [with_changes(each, made.values()) for each in assessments]
    answered = [each.weighed.claimed.values for each in assessments]
    desks = [Desk(each, efforts, memo) for each, memo in zip(assessments, memos, strict=True)]
    return Together(
        tuple(plans),
        tuple(
            _served(each, plans) for each in _told(list(made.values()), own, desks, after, _compliance(desks, after))
        ),
        sum((each.effort for each in made.values()), _ZERO),
        max(plan.least for plan in plans),
        tuple(after),
        tuple(
            _steps(
                after,
                [partial(Desk, efforts=efforts, memo=m, answered=a) for m, a in zip(memos, answered, strict=True)],
            )
        ),
    )


def _told(
    changes: Sequence[Change],
    own: Sequence[Mapping[str, Change]],
    desks: Sequence[Desk],
    then: Sequence[Assessment],
    promises: Sequence[Mapping[str, Fraction]],
) -> tuple[Shared, ...]:
    """Return changes as each selection tells them: its own, and of all what the promises there rest on."""
    told = []
    for desk, its, after, also in zip(desks, own, then, promises, strict=True):
        bare = [its.get(each.fact, replace(each, serves=())) for each in changes]
        told.append(spoken(bare, after, desk.ways(desk.assessment).board, also))
    return tuple(_shared(change, each) for change, *each in zip(changes, *told, strict=True))


def _shared(change: Change, told: Sequence[Change]) -> Shared:
    beside = tuple(dict.fromkeys(name for each in told for name in each.beside))
    return Shared(replace(change, computed=any(each.computed for each in told), beside=beside), tuple(told))


def _served(shared: Shared, plans: Sequence[Plan]) -> Shared:
    """Return a change with what it serves by itself in the plan of a selection for which others made it needless."""
    alone = [next((each.serves for each in plan.changes if each.fact == shared.change.fact), ()) for plan in plans]
    told = [replace(each, serves=each.serves or serves) for each, serves in zip(shared.told, alone, strict=True)]
    return replace(shared, told=tuple(told))


def _after(changes: Iterable[Change], assessment: Assessment, efforts: Efforts, memo: Memo) -> Plan:
    """Return the plan for what is left when changes are made."""
    answered = assessment.weighed.claimed.values
    return plan_of(with_changes(assessment, changes), efforts, points=False, memo=memo, answered=answered)


def _steps(now: Sequence[Assessment], desk_of: Sequence[Callable[[Assessment], Desk]]) -> list[SharedStep]:
    """Return what gains points, most in all selections for its effort first, each counted after those before."""
    made: list[SharedStep] = []
    while len(made) < MOST_STEPS:
        desks = [make(each) for make, each in zip(desk_of, now, strict=True)]
        offered = [(at, step) for at, desk in enumerate(desks) for step in offers(desk)]
        tried = (found for at, step in offered if (found := _everywhere(now, at, step)) is not None)
        best = max(tried, key=lambda step: sum(step.gains, _ZERO) / step.effort, default=None)
        if best is None:
            break
        now = [with_changes(each, best.changes) for each in now]
        gained = [promised(each, scored(each)) for each in now]
        made.append(replace(best, shared=_told(best.changes, _own(best, desks), desks, now, gained)))
    return made


def _compliance(desks: Sequence[Desk], then: Sequence[Assessment]) -> list[dict[str, Fraction]]:
    """Return what it rests on in each selection that changes make it compliant: gates, and what counts for minima."""
    pairs = zip(desks, then, strict=True)
    return [promised(after, desk.counting(after.minimums)) for desk, after in pairs]


def _own(step: SharedStep, desks: Sequence[Desk]) -> list[dict[str, Change]]:
    return [{each.fact: each for each in step.changes if at == step.at} for at in range(len(desks))]


def _everywhere(now: Sequence[Assessment], at: int, step: Step) -> SharedStep | None:
    """Return what changes gain in all of the selections; None where they lose a gate, or points in all, somewhere."""
    then = [with_changes(each, step.changes) for each in now]
    if not all(keeps_gates(old, new) for old, new in zip(now, then, strict=True)):
        return None
    gains = tuple(score(new) - score(old) for old, new in zip(now, then, strict=True))
    return SharedStep(at, step.changes, step.effort, gains) if sum(gains, _ZERO) > 0 else None
