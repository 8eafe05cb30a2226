"""The plan itself: what to change so that every gate is met, what that cannot reach and why, and where points are.

Whatever the plan says was run through the engine with its changes made: nothing is promised that did not come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from techassure.combinations import same
from techassure.definitions import is_asked
from techassure.engine import Assessment
from techassure.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, Outcome, claimed, decision, evaluate
from techassure.planning.efforts import Efforts
from techassure.planning.search import cheapest, effort_of, groups
from techassure.planning.ways import KEEP, Alternatives, Board, Way, either
from techassure.plans import DOCUMENTED, MEASURED, CriterionPlan, sources_in_order
from techassure.submissions import Document, Submission
from techassure.words import FAILS, HOLDS, Leaf, leaves, truth

Because = Literal["fixed", "computed", "claimed", "judged", "contradicted", "conflict", "not reached"]
Awaited = Literal["reviewer", "register", "tool"]
MOST_STEPS = 20
MOST_TRIED = 3
"""Of so many ways to the same points, cheapest first, one that keeps every gate is looked for."""
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Change:
    """An answer to give or to change, or a document to attach.

    ``reach`` says what the answer has to be, as words of the language with whether each has to hold; empty: any answer
    does. ``shown`` is a value that is good enough; it is a witness, not advice. ``serves`` names criteria.
    ``computed``: among what has to be reached is something that is computed from this answer and perhaps from others.
    """

    fact: str
    effort: Fraction
    reach: tuple[tuple[Leaf, bool], ...]
    shown: Any
    serves: tuple[str, ...]
    present: Any = None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A gate or minimum that the plan does not reach, and why."""

    criterion: str
    because: Because


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that gain points: what the score's low end rises by when they follow the steps before."""

    criterion: str
    changes: tuple[Change, ...]
    effort: Fraction
    gain: Fraction


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


Memo = dict[str, list[Any]]
"""What was worked out for an assessor, whatever the submission: pass the same one again to have it remembered."""


def plan_of(assessment: Assessment, efforts: Efforts, *, points: bool = True, memo: Memo | None = None) -> Plan:
    """Return the plan for one submission; without ``points``, nothing beyond what makes it compliant."""
    return _Planner(assessment, efforts, memo).plan(points=points)


def offers(now: Assessment, efforts: Efforts, memo: Memo) -> list[Step]:
    """Return the changes that gain points from here, each by itself, none of which loses a gate."""
    planner = _Planner(now, efforts, memo)
    members = sorted({at for award in now.assessor.awards for at in award.members})
    return [each for at in members for each in planner.offers(planner.board, now, at, None)]


def keeps_gates(now: Assessment, then: Assessment) -> bool:
    """Tell whether no gate and no criterion with a minimum that stands today is lost, and none that is open fails."""
    members = [plan.member for plan in now.assessor.criteria]
    wanted = [at for at, each in enumerate(members) if each.gate or each.minimum is not None]
    return not any(_is_lost(now, then, at) for at in wanted)


def _is_lost(now: Assessment, then: Assessment, at: int) -> bool:
    before, after = now.results[at].possible, then.results[at].possible
    return (_stands(now, at) and not _stands(then, at)) or before != after == MAY_BE_NOT_MET


def _stands(assessment: Assessment, at: int) -> bool:
    """Tell whether a gate is surely met, or the minimum of a criterion surely reached: or it cannot apply."""
    if at in assessment.minimums:
        return assessment.minimums[at] is True
    return not assessment.results[at].possible & MAY_BE_NOT_MET


def applied(submission: Submission, changes: Iterable[Change], as_of: int) -> Submission:
    """Return the submission with the changes made; documents are in force on the day and speak of the version."""
    values, documents = dict(submission.values), list(submission.documents)
    for change in changes:
        if change.shown == "document" and not change.reach:
            name = f"plan-{len(documents)}-{change.fact}"
            documents.append(Document(name, change.fact, "readable", as_of, None, submission.version))
        else:
            values[change.fact] = change.shown
    return replace(submission, values=values, documents=tuple(documents))


class _Planner:
    def __init__(self, assessment: Assessment, efforts: Efforts, memo: Memo | None) -> None:
        self.assessment, self.efforts = assessment, efforts
        self.assessor = assessment.assessor
        self.values = {} if memo is None else memo
        self.board = self._board(assessment)
        self.wanted = dict(self._targets())

    def _board(self, assessment: Assessment) -> Board:
        return Board(assessment, self.efforts.fixed, self.values)

    def _targets(self) -> Iterator[tuple[int, Fraction]]:
        """Yield what has to be reached: the gates, and the criteria that have a minimum, each with its points."""
        for at, plan in enumerate(self.assessor.criteria):
            if plan.member.gate:
                yield at, plan.rule.pass_mark
            elif plan.member.minimum is not None:
                yield at, plan.member.minimum

    def plan(self, *, points: bool) -> Plan:
        """Make the plan and run it."""
        apart: list[Apart] = []
        ways = self._ways(apart)
        changes, least, exact = self._cheapest(ways, apart)
        after = self._run(self.assessment, changes)
        while given_up := self._spoiling(after, changes, ways, apart):
            apart += [Apart(self._key(at), "not reached") for at in given_up]
            ways = {at: found for at, found in ways.items() if at not in given_up}
            changes, least, exact = self._cheapest(ways, apart)
            after = self._run(self.assessment, changes)
        more = self._minimums(after)
        changes = _merged([*changes, *(each for step in more for each in step.changes)])
        after = self._run(self.assessment, changes)
        changes = [self._spoken(each, after) for each in changes]
        apart += self._missed(after, {each.criterion for each in apart})
        effort = sum((each.effort for each in changes), _ZERO)
        return Plan(
            tuple(changes), effort, least, exact and not more, tuple(apart), tuple(self._awaits(after)),
            tuple(self._asked_first()), after, tuple(self._steps(after)) if points else (),
        )  # fmt: skip

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
        return self.changes(self.board, way, ways), least, exact

    def _spoiling(
        self, after: Assessment, changes: Sequence[Change], ways: Mapping[int, Alternatives], apart: Sequence[Apart]
    ) -> list[int]:
        """Return the gates that are reached only by answers with which an open gate fails that could not be planned."""
        unplanned = {each.criterion for each in apart if each.because in ("computed", "not reached")}
        failed = {
            name
            for at in self.wanted
            if self._key(at) in unplanned and after.results[at].outcome is Outcome.NOT_MET
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
            for at in sorted(group, key=lambda each: (not _stands(self.assessment, each), len(ways[each].ways), each)):
                found = cheapest([ways[each] for each in (*kept, at)], self.efforts.of)
                if found.way is not None:
                    kept.append(at)
                else:
                    apart.append(Apart(self._key(at), "conflict" if found.exact else "not reached"))
                    del ways[at]
        return groups(ways)

    def _run(self, assessment: Assessment, changes: Iterable[Change]) -> Assessment:
        return self.assessor.assess(applied(assessment.submission, changes, self.assessor.as_of))

    def _key(self, at: int) -> str:
        return self.assessor.criteria[at].rule.key

    def _spoken(self, change: Change, after: Assessment) -> Change:
        """Return a change with what has to come out of it where something is computed from the answer."""
        serving = [plan for plan in self.assessor.criteria if plan.rule.key in change.serves]
        said = {same(leaf): leaf for plan in serving for leaf in _deciding(plan)}
        more: list[tuple[Leaf, bool]] = []
        for fact in self.board.computed:
            if change.fact in sources_in_order(fact.name, self.board.facts):
                truths = after.weighed.claimed.cells[self.assessor.facts.index(fact)]
                named = [(at, said.get(same(each))) for at, each in enumerate(fact.leaves)]
                held = [leaf for at, leaf in named if leaf and truths and truths[at] == HOLDS]
                more += [(leaf, True) for leaf in held if not any(_says_more(each, leaf) for each in held)]
        return replace(change, reach=(*change.reach, *more), computed=bool(more)) if more else change

    # --- gates

    def _ways(self, apart: list[Apart]) -> dict[int, Alternatives]:
        """Return the ways to each gate and minimum; those without any are set apart."""
        found = {}
        for at, points in self.wanted.items():
            plan = self.assessor.criteria[at]
            because = self._settled_elsewhere(plan)
            ways = self.board.of_criterion(plan, points)
            if _stands(self.assessment, at):
                found[at] = either([ways, Alternatives((self.board.as_it_is(plan),))])
            elif because or not ways.ways:
                apart.append(Apart(plan.rule.key, because or self._why_not(plan)))
            else:
                found[at] = ways
        return found

    def _settled_elsewhere(self, plan: CriterionPlan) -> Because | None:
        view = self.assessment.view(plan, self.assessor.as_of)
        if claimed(plan.rule, view) and decision(plan.rule, view) is None:
            return "claimed"
        contradicted = self.assessment.contradicted & plan.sources
        if (plan.rule.by_reviewer or contradicted) and view.judgement and view.judgement.met is False:
            return "judged"
        return "contradicted" if contradicted else None

    def _why_not(self, plan: CriterionPlan) -> Because:
        named = {leaf.fact for tree in plan.rule.checks for leaf in leaves(tree)}
        named |= {leaf.fact for _, tree in plan.rule.bands if tree for leaf in leaves(tree)}
        return "computed" if any(self.board.facts[name].derived for name in named) else "fixed"

    def changes(self, board: Board, way: Way, ways: Mapping[int, Alternatives]) -> list[Change]:
        """Return the changes that a way means, in the order in which questions are listed."""
        made = []
        for name, bits in sorted(way.items()):
            if bits & KEEP:
                continue
            serves = [at for at, found in ways.items() if any(name in each for each in found.ways)]
            asked = {same(leaf) for at in serves for leaf in _deciding(self.assessor.criteria[at])}
            made.append(_change(board, name, bits, self.efforts.of(name), [self._key(at) for at in serves], asked))
        return made

    def _missed(self, after: Assessment, known: set[str]) -> Iterator[Apart]:
        for at in self.wanted:
            key = self._key(at)
            if key not in known and not _stands(after, at) and not self._waits(after, at):
                yield Apart(key, "not reached")
        for name, reached in after.minimums.items():
            if isinstance(name, str) and not reached:
                yield Apart(f"minimum of {name}", "not reached")

    def _waits(self, after: Assessment, at: int) -> Awaited | None:
        plan = self.assessor.criteria[at]
        outcome = evaluate(plan.rule._replace(applies=None), after.view(plan, self.assessor.as_of)).outcome
        if plan.demands > DOCUMENTED and outcome is Outcome.NO_ANSWER:
            return "tool" if plan.demands == MEASURED else "register"
        return "reviewer" if outcome is Outcome.NEEDS_REVIEW else None

    def _awaits(self, after: Assessment) -> Iterator[tuple[str, Awaited]]:
        scored = {at for award in self.assessor.awards for at in award.members}
        measured = [
            at for at in sorted(scored.difference(self.wanted)) if self.assessor.criteria[at].demands == MEASURED
        ]
        for at in (*self.wanted, *measured):
            waits = self._waits(after, at)
            if waits and after.results[at].possible & MAY_BE_NOT_MET:
                yield self._key(at), waits

    def _asked_first(self) -> list[str]:
        """Return the unanswered facts that decide whether a gate applies: only the supplier knows them."""
        results = self.assessment.results
        criteria = [self.assessor.criteria[at] for at in self.wanted if results[at].possible & MAY_BE_NOT_MET]
        said = (leaf.fact for plan in criteria if plan.rule.applies for leaf in leaves(plan.rule.applies))
        kinds = (leaf.fact for plan in criteria for leaf in _deciding(plan) if leaf.fact in self.board.kinds)
        named = dict.fromkeys(each for name in (*said, *kinds) for each in sources_in_order(name, self.board.facts))
        values = self.assessment.situation.values
        return [name for name in named if is_asked(name, self.board.facts[name]) and name not in values]

    # --- points

    def _minimums(self, after: Assessment) -> list[Step]:
        """Return steps, best first, until the award criteria that have a minimum reach it."""
        made: list[Step] = []
        for award in self.assessor.awards:
            while after.minimums.get(award.id) in (False, None) and award.id in after.minimums:
                step = self._best(after, sorted(award.members), award.id)
                if step is None:
                    break
                made.append(step)
                after = self._run(after, step.changes)
        return made

    def _steps(self, after: Assessment) -> Iterator[Step]:
        """Yield what gains points, most for its effort first, each counted after those before."""
        members = sorted({at for award in self.assessor.awards for at in award.members})
        for _ in range(MOST_STEPS if members else 0):
            step = self._best(after, members)
            if step is None:
                return
            after = self._run(after, step.changes)
            yield replace(step, changes=tuple(self._spoken(each, after) for each in step.changes))

    def _best(self, now: Assessment, members: Sequence[int], award: str | None = None) -> Step | None:
        board = self._board(now)
        offers = [each for at in members for each in self.offers(board, now, at, award)]
        return max(offers, key=lambda step: step.gain / step.effort, default=None)

    def offers(self, board: Board, now: Assessment, at: int, award: str | None) -> Iterator[Step]:
        """Yield the cheapest way to each better step of a criterion that gains points and keeps every gate."""
        plan, result = self.assessor.criteria[at], now.results[at]
        if plan.rule.by_reviewer or self._settled_elsewhere(plan) or result.low == plan.rule.of:
            return
        targets = {points for points, _ in plan.rule.bands if points > result.low} or {plan.rule.of}
        for points in sorted(targets):
            ways = board.of_criterion(plan, points)
            for way in sorted(ways.ways, key=lambda each: effort_of(each, self.efforts.of))[:MOST_TRIED]:
                changes = self.changes(board, way, {at: ways})
                then = self._run(now, changes) if changes else now
                gain = _low(then, award) - _low(now, award)
                if gain > 0 and keeps_gates(now, then):
                    yield Step(plan.rule.key, tuple(changes), effort_of(way, self.efforts.of), gain)
                    break


def _says_more(one: Leaf, other: Leaf) -> bool:
    """Tell whether one bound holds only where the other does, as 99.9 or more only where 95 or more."""
    if (one.fact, one.word) != (other.fact, other.word) or one.word not in ("at_least", "at_most"):
        return False
    return bool(one.argument > other.argument if one.word == "at_least" else one.argument < other.argument)


def _changes_any(names: Set[str], way: Way) -> bool:
    return any(name in names and not bits & KEEP for name, bits in way.items())


def _deciding(plan: CriterionPlan) -> Iterator[Leaf]:
    """Yield the leaves that decide a criterion once it applies."""
    for tree in (*plan.rule.checks, *(tree for _, tree in plan.rule.bands if tree)):
        yield from leaves(tree)


def _low(assessment: Assessment, award: str | None) -> Fraction:
    span = assessment.awards[award].range if award else assessment.score
    return span.low if span else _ZERO


def _merged(changes: Iterable[Change]) -> list[Change]:
    """Return one change a fact: the later one counts, and the effort is paid once."""
    return list({change.fact: change for change in changes}.values())


def _change(board: Board, name: str, bits: int, effort: Fraction, serves: Sequence[str], asked: Set[Any]) -> Change:
    choices = board.choices(name)
    at = (bits & -bits).bit_length() - 1
    shown, now = choices.values[at - 1], board.assessment.submission.values.get(name)
    free = choices.fact.type == "document" or name in board.kinds
    said = () if free else _reach(bits >> 1, choices.truths[1:], choices.leaves)
    reach = tuple((leaf, holds) for leaf, holds in said if same(leaf) in asked)
    return Change(name, effort, reach, shown, tuple(serves), now)


def _reach(bits: int, truths: Sequence[tuple[int, ...]], leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, bool]]:
    """Yield the words that together say which cells are allowed, each with whether it has to hold."""
    left = (1 << len(truths)) - 1
    for at, leaf in enumerate(leaves):
        holds = sum(1 << index for index, each in enumerate(truths) if each[at] == HOLDS)
        for side, wanted in ((holds, True), (~holds, False)):
            if bits & ~side == 0 and left & ~side:
                left &= side
                yield leaf, wanted
