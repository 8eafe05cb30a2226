"""One plan for several selections at once: the same answers and documents serve all of them, and are paid once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from techassure.engine.assessor import Assessment
from techassure.planning.changes import Change, Step, with_changes
from techassure.planning.desk import Desk, keeps_gates, lost_gates, promised
from techassure.planning.efforts import Efforts
from techassure.planning.making import Plan, plan_of
from techassure.planning.memo import Memo
from techassure.planning.nearest import nearest
from techassure.planning.points import offers, score, scored
from techassure.planning.speaking import spoken

MOST_STEPS = 10
_ZERO = Fraction(0)
Own = Mapping[str, Change]
"""The changes that a selection has wanted, by their facts."""


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

    No set with less than ``least`` makes all of them compliant that can be: each by itself needs as much. ``lost`` are
    the gates of each that it reaches by itself, and not together with the others.
    """

    plans: tuple[Plan, ...]
    changes: tuple[Shared, ...]
    effort: Fraction
    least: Fraction
    exact: bool
    after: tuple[Assessment, ...]
    lost: tuple[tuple[str, ...], ...]
    steps: tuple[SharedStep, ...]


def together(assessments: Sequence[Assessment], efforts: Efforts) -> Together:
    """Return the plan for one submission under several selections: each planned after the changes of those before."""
    sides = [_Side.of(each, efforts) for each in assessments]
    own = _settled(sides)
    changes, after = _all(own), _after(sides, own)
    desks = [side.desk(side.before) for side in sides]
    plans = tuple(side.alone for side in sides)
    told = _told(changes, own, desks, after, _compliance(desks, after))
    effort = sum((each.effort for each in changes), _ZERO)
    least = min(effort, max(plan.least for plan in plans))
    lost = tuple(tuple(lost_gates(side.alone.after, each)) for side, each in zip(sides, after, strict=True))
    return Together(
        plans, tuple(_served(each, plans) for each in told), effort, least, effort == least and not any(lost),
        tuple(after), lost, tuple(_steps(after, sides)),
    )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """One of the selections: the submission under it, and the plan for it alone."""

    before: Assessment
    efforts: Efforts
    memo: Memo
    alone: Plan

    @staticmethod
    def of(before: Assessment, efforts: Efforts) -> _Side:
        memo = Memo()
        return _Side(before, efforts, memo, plan_of(before, efforts, points=False, memo=memo))

    def desk(self, now: Assessment) -> Desk:
        return Desk(now, self.efforts, self.memo, self.before.weighed.claimed.values)

    def free(self, now: Assessment) -> Own:
        """Return the changes for what is left to do, whatever the others need."""
        answered = self.before.weighed.claimed.values
        return _of(plan_of(now, self.efforts, points=False, memo=self.memo, answered=answered))

    def within(self, now: Assessment, others: Sequence[Assessment]) -> Own:
        """Return the changes for what is left to do, none of which by itself loses a gate of the others."""
        answered, allowed = self.before.weighed.claimed.values, partial(_is_kept, others)
        return _of(plan_of(now, self.efforts, points=False, answered=answered, allowed=allowed))


def _settled(sides: Sequence[_Side]) -> list[Own]:
    """Return the changes of each selection, with which the others have what they had without it, if any were found.

    First as it would like best; then within what the others need; then with the others planned again after it.
    """
    own: list[Own] = []
    for side in sides:
        here, now = sides[: len(own) + 1], with_changes(side.before, _all(own))
        own, before = [*own, side.free(now) if any(own) else _of(side.alone)], own
        if not _serves_all(here, own):
            within = [*before, side.within(now, _after(sides[: len(before)], before))]
            own = next((each for each in (within, _again(here, own)) if _serves_all(here, each)), within)
    return own


def _again(sides: Sequence[_Side], own: list[Own]) -> list[Own]:
    """Return the changes with those of all but the last planned again, so that the last keeps what it has."""
    for at, side in enumerate(sides[:-1]):
        now, last = _after(sides, own), {change.fact: change for change in _all(own)}
        more = side.within(now[at], [*now[:at], *now[at + 1 :]])
        own = [{n: change for n, change in its.items() if last[n] is change and n not in more} for its in own]
        own[at] = {**own[at], **more}
    return own


def _serves_all(sides: Sequence[_Side], own: Sequence[Own]) -> bool:
    """Tell whether every selection comes to what it comes to alone."""
    return all(keeps_gates(side.alone.after, each) for side, each in zip(sides, _after(sides, own), strict=True))


def _of(plan: Plan) -> Own:
    return {each.fact: each for each in plan.changes}


def _all(own: Iterable[Own]) -> list[Change]:
    """Return one change a fact: that of the last selection which has one."""
    return list({name: change for its in own for name, change in its.items()}.values())


def _after(sides: Sequence[_Side], own: Iterable[Own]) -> list[Assessment]:
    changes = _all(own)
    return [with_changes(side.before, changes) for side in sides]


def _is_kept(others: Sequence[Assessment], name: str, value: Any) -> bool:
    """Tell whether others keep their gates if an answer becomes a value."""
    change = Change(name, _ZERO, (), value, ())
    return all(keeps_gates(each, with_changes(each, [change])) for each in others)


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
    told = []
    for each, plan in zip(shared.told, plans, strict=True):
        alone = _of(plan).get(each.fact)
        serves = alone.serves if alone and (each.reach or alone.shown == each.shown) else ()
        told.append(replace(each, serves=each.serves or serves))
    return replace(shared, told=tuple(told))


def _steps(now: Sequence[Assessment], sides: Sequence[_Side]) -> list[SharedStep]:
    """Return what gains points, most in all selections for its effort first, each counted after those before."""
    made: list[SharedStep] = []
    while len(made) < MOST_STEPS:
        desks = [side.desk(each) for side, each in zip(sides, now, strict=True)]
        offered = [(at, step) for at, desk in enumerate(desks) for step in offers(desk)]
        tried = (found for at, step in offered if (found := _everywhere(now, at, step)) is not None)
        best = max(tried, key=lambda step: sum(step.gains, _ZERO) / step.effort, default=None)
        if best is None:
            break
        best = _nearer(best, now, desks[best.at])
        now = [with_changes(each, best.changes) for each in now]
        gained = [promised(each, scored(each)) for each in now]
        made.append(replace(best, shared=_told(best.changes, _own(best, desks), desks, now, gained)))
    return made


def _nearer(step: SharedStep, now: Sequence[Assessment], desk: Desk) -> SharedStep:
    """Return the step with better examples, where it gains as much everywhere with them."""
    before, after = now[step.at], with_changes(now[step.at], step.changes)
    board = desk.ways(before).board
    told = spoken(step.changes, after, board, promised(after, scored(after)))
    tried = Step("", tuple(nearest(told, before, after, board)), step.effort, _ZERO)
    found = _everywhere(now, step.at, tried)
    return found if found is not None and found.gains == step.gains else step


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
