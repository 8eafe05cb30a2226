"""The plan itself: what to change so that every gate is met, what that cannot reach and why, and where points are.

Whatever the plan says was run through the engine with its changes made: nothing is promised that did not come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from techassure.definitions.definition import is_asked
from techassure.definitions.words import FAILS, leaves, truth
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, Outcome, evaluate
from techassure.engine.plans import DOCUMENTED, MEASURED, CriterionPlan, sources_in_order
from techassure.planning import points as points_of
from techassure.planning.board import Allowed
from techassure.planning.changes import Change, Step, merged, with_changes
from techassure.planning.desk import Because, Desk, deciding, giving, promised, stands
from techassure.planning.efforts import Efforts
from techassure.planning.joining import KEEP, Alternatives, Way, either
from techassure.planning.kept import trees
from techassure.planning.memo import Memo
from techassure.planning.nearest import nearest
from techassure.planning.needs import Needs
from techassure.planning.search import cheapest, groups
from techassure.planning.speaking import spoken
from techassure.selections.minimum_names import minimum_of

Awaited = Literal["reviewer", "register", "tool"]
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Apart:
    """A gate or minimum that the plan does not reach, and why."""

    criterion: str
    because: Because


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes; ``effort`` is theirs, and no set with less than ``least`` does. ``exact``: the two are the same.

    ``awaits`` names the gates that a person or a register then has to confirm, and what only a tool's file can show.
    ``asked_first`` are unanswered facts that decide what applies: until they are answered, the plan takes what they
    decide about to apply.
    """

    changes: tuple[Change, ...]
    effort: Fraction
    least: Fraction
    exact: bool
    apart: tuple[Apart, ...]
    awaits: tuple[tuple[str, Awaited], ...]
    asked_first: tuple[str, ...]
    after: Assessment
    steps: tuple[Step, ...] = ()


def plan_of(
    assessment: Assessment,
    efforts: Efforts,
    *,
    points: bool = True,
    memo: Memo | None = None,
    answered: Mapping[str, Any] | None = None,
    allowed: Allowed | None = None,
) -> Plan:
    """Return the plan for one submission; without ``points``, nothing beyond what makes it compliant.

    ``answered`` is what was answered before any of it was planned, where that is not the submission itself; ``allowed``
    tells what an answer may become without harm elsewhere.
    """
    return _Planner(Desk(assessment, efforts, memo, answered, allowed)).plan(points=points)


class _Planner:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.assessment, self.efforts = desk.assessment, desk.efforts
        self.assessor, self.wanted = desk.assessor, desk.wanted
        self.ways = desk.ways(desk.assessment)
        self.board = self.ways.board

    def plan(self, *, points: bool) -> Plan:
        """Make the plan and run it."""
        apart: list[Apart] = []
        changes, least, exact, after = self._gates(apart)
        more = list(points_of.minimums(self.desk, after))
        changes = merged([*changes, *(each for step in more for each in step.changes)])
        after = with_changes(self.assessment, changes)
        also = (promised if more else giving)(after, self.desk.counting(after.minimums))
        changes = nearest(spoken(changes, after, self.board, also), self.assessment, after, self.board)
        after = with_changes(self.assessment, changes)
        apart += self._missed(after, {each.criterion for each in apart})
        effort = sum((each.effort for each in changes), _ZERO)
        return Plan(
            tuple(changes), effort, least, exact and not more, tuple(apart), tuple(self._awaits(after)),
            tuple(self._asked_first(after)), after, tuple(self._steps(after)) if points else (),
        )  # fmt: skip

    def _gates(self, apart: list[Apart]) -> tuple[list[Change], Fraction, bool, Assessment]:
        """Return the changes for the gates, what they cost at least, whether that is exact, and what they come to."""
        ways = self._ways(apart)
        while True:
            changes, least, exact = self._cheapest(ways, apart)
            after = with_changes(self.assessment, changes)
            given_up = self._spoiling(after, changes, ways, apart)
            if not given_up:
                return changes, least, exact, after
            apart += [Apart(self.desk.key(at), "not reached") for at in given_up]
            ways = {at: found for at, found in ways.items() if at not in given_up}

    def _cheapest(self, ways: dict[int, Alternatives], apart: list[Apart]) -> tuple[list[Change], Fraction, bool]:
        """Return the changes, what they cost at least, and whether that is exact."""
        way: Way = {}
        least, exact = _ZERO, True
        for group in self._reachable(ways, apart):
            found = cheapest([ways[at] for at in group], self.efforts.of)
            assert found.way is not None
            exact = exact and found.exact
            least += found.least
            way = {**way, **found.way}
        changes = self.desk.changes(self.board, way, ways)
        effort = sum((each.effort for each in changes), _ZERO)
        least = least if exact else max(least, self._needed(ways))
        return changes, least, exact or effort == least

    def _needed(self, ways: Iterable[int]) -> Fraction:
        """Return what gates cost at least, even if a change of an answer could make of it whatever is wanted."""
        needs = Needs(self.board)
        found = {}
        for at in ways:
            plan = self.assessor.criteria[at]
            kept = [Alternatives((needs.as_it_is(plan),))] if stands(self.assessment, at) else []
            found[at] = either([needs.of_criterion(plan, self.wanted[at]), *kept])
        return sum((cheapest([found[at] for at in group], self.efforts.of).least for group in groups(found)), _ZERO)

    def _spoiling(
        self, after: Assessment, changes: Sequence[Change], ways: Mapping[int, Alternatives], apart: Sequence[Apart]
    ) -> list[int]:
        """Return the gates that are reached only by answers with which an open gate fails that could not be planned."""
        unplanned = {each.criterion for each in apart if each.because in ("computed", "not reached")}
        failed = {
            name
            for at in self.wanted
            if self.desk.key(at) in unplanned and after.results[at].outcome is Outcome.NOT_MET
            if self.assessment.results[at].possible & MAY_BE_MET
            for name in self._failing(after, at)
        }
        spoilt = failed & {each.fact for each in changes}
        return [at for at, found in ways.items() if all(_changes_any(spoilt, way) for way in found.ways)]

    def _failing(self, after: Assessment, at: int) -> Iterator[str]:
        """Yield the answers behind the checks that fail."""
        plan = self.assessor.criteria[at]
        view = after.view(plan, self.assessor.as_of)
        for tree in plan.rule.checks:
            for leaf in leaves(tree) if truth(tree, view.truth) == FAILS else ():
                yield from sources_in_order(leaf.fact, self.board.facts)

    def _reachable(self, ways: dict[int, Alternatives], apart: list[Apart]) -> list[list[int]]:
        """Return the groups of gates that can all be reached; those that others exclude are taken out, and set apart.

        What stands today is kept first, then what can be reached in the fewest ways.
        """
        for group in groups(ways):
            if cheapest([ways[at] for at in group], self.efforts.of).way is not None:
                continue
            kept: list[int] = []
            for at in sorted(group, key=lambda each: (not stands(self.assessment, each), len(ways[each].ways), each)):
                found = cheapest([ways[each] for each in (*kept, at)], self.efforts.of)
                if found.way is not None:
                    kept.append(at)
                else:
                    apart.append(Apart(self.desk.key(at), "conflict" if found.exact else "not reached"))
                    del ways[at]
        return groups(ways)

    # --- gates

    def _ways(self, apart: list[Apart]) -> dict[int, Alternatives]:
        """Return the ways to each gate and minimum; those without any are set apart."""
        found = {}
        for at, points in self.wanted.items():
            plan = self.assessor.criteria[at]
            because = self.desk.settled_elsewhere(plan)
            ways = self.ways.of_criterion(plan, points)
            if stands(self.assessment, at):
                found[at] = either([ways, Alternatives((self.ways.as_it_is(plan),))])
            elif because or not ways.ways:
                apart.append(Apart(plan.rule.key, because or self._why_not(plan, ways)))
            else:
                found[at] = ways
        return found

    def _steps(self, after: Assessment) -> Iterator[Step]:
        for step in points_of.steps(self.desk, after):
            before, after = after, with_changes(after, step.changes)
            also = promised(after, points_of.scored(after))
            told = spoken(step.changes, after, self.board, also)
            yield replace(step, changes=tuple(nearest(told, before, after, self.board)))

    def _why_not(self, plan: CriterionPlan, ways: Alternatives) -> Because:
        stuck = [tree for tree in trees(plan) if not self.ways.ways(tree).ways]
        named = {leaf.fact for tree in stuck for leaf in leaves(tree)}
        if any(self.board.keeps(each) for name in named for each in sources_in_order(name, self.board.facts)):
            return "kept"
        if any(self.board.facts[name].derived for name in named):
            return "computed"
        return "fixed" if ways.whole else "not reached"

    def _missed(self, after: Assessment, known: set[str]) -> Iterator[Apart]:
        for at in self.wanted:
            key = self.desk.key(at)
            if key not in known and not stands(after, at) and not self._waits(after, at):
                yield Apart(key, "not reached")
        for name in self._minimums_missed(after):
            open_still = self._asked_first(after) and after.minimums[name] is None
            if not points_of.for_a_person(after, name):
                yield Apart(minimum_of(name), "asked first" if open_still else "not reached")

    def _minimums_missed(self, after: Assessment) -> list[str]:
        """Return the award criteria that have a minimum which is not reached, or not surely."""
        return [name for name, reached in after.minimums.items() if isinstance(name, str) and not reached]

    def _waits(self, after: Assessment, at: int) -> Awaited | None:
        plan = self.assessor.criteria[at]
        outcome = evaluate(plan.rule._replace(applies=None), after.view(plan, self.assessor.as_of)).outcome
        if plan.demands > DOCUMENTED and outcome is Outcome.NO_ANSWER:
            return "tool" if plan.demands == MEASURED else "register"
        return "reviewer" if outcome is Outcome.NEEDS_REVIEW else None

    def _awaits(self, after: Assessment) -> Iterator[tuple[str, Awaited]]:
        others = [at for at in points_of.scored(after) if at not in self.wanted]
        measured = [at for at in others if self.assessor.criteria[at].demands == MEASURED]
        for at in (*self.wanted, *measured):
            waits = self._waits(after, at)
            if waits and after.results[at].possible & MAY_BE_NOT_MET:
                yield self.desk.key(at), waits
        for name in self._minimums_missed(after):
            if points_of.for_a_person(after, name):
                yield minimum_of(name), "reviewer"

    def _asked_first(self, after: Assessment) -> list[str]:
        """Return the unanswered facts that decide whether a gate applies, or what counts for a minimum that is open."""
        results, counted = self.assessment.results, self.desk.counting(self._minimums_missed(after))
        open_ones = (at for at in self.wanted if results[at].possible & MAY_BE_NOT_MET)
        criteria = [self.assessor.criteria[at] for at in dict.fromkeys([*open_ones, *sorted(counted)])]
        said = (leaf.fact for plan in criteria if plan.rule.applies for leaf in leaves(plan.rule.applies))
        behind = (each for name in said for each in sources_in_order(name, self.board.facts))
        hangs = (name for plan in criteria for leaf in deciding(plan) for name in self.board.hangs_on(leaf))
        named = dict.fromkeys([*behind, *hangs])
        values = self.assessment.situation.values
        return [name for name in named if is_asked(name, self.board.facts[name]) and name not in values]


def _changes_any(names: Set[str], way: Way) -> bool:
    return any(name in names and not bits & KEEP for name, bits in way.items())
