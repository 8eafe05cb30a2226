"""Ways in which a criterion can be met: of each fact, the choices among which its answer has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from techassure.definitions.words import FAILS, HOLDS, All, Leaf, Not, Tree
from techassure.engine.outcomes import Standing
from techassure.engine.plans import DOCUMENTED, CriterionPlan, FactPlan, sources_in_order
from techassure.planning.board import Board
from techassure.planning.joining import ALWAYS, KEEP, Alternatives, Way, changed, either, fewest, joined
from techassure.planning.literals import place
from techassure.planning.through import MOST_VALUES, is_exact
from techassure.proving.witnesses import value_of

MOST_COMBINED = 20_000
"""So many combinations of the inputs of a computed fact are looked at; where there are more, none is."""


class Ways:
    """The ways to what criteria expect, from what a board has to choose from."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.facts = board.facts
        self._combined: dict[str, dict[tuple[int, ...], tuple[int, ...]]] = {}

    # --- expectations

    def ways(self, tree: Tree | None, wanted: int = HOLDS) -> Alternatives:
        """Return the ways in which an expectation comes to hold, or to fail."""
        if tree is None:
            return ALWAYS
        if isinstance(tree, Leaf):
            return self.of_leaf(tree, wanted)
        if isinstance(tree, Not):
            return self.ways(tree.part, -wanted)
        at_once = isinstance(tree, All) == (wanted == HOLDS)
        parts = list(self._parts(tree.parts, wanted, at_once=at_once))
        return joined(parts) if at_once else either(parts)

    def _parts(self, trees: Sequence[Tree], wanted: int, *, at_once: bool) -> Iterator[Alternatives]:
        """Yield the ways to each part; what is said of one computed fact at once is looked at together."""
        said: dict[str, list[Leaf]] = {}
        for tree in trees:
            if at_once and isinstance(tree, Leaf) and self.facts[tree.fact].derived:
                said.setdefault(tree.fact, []).append(tree)
            else:
                yield self.ways(tree, wanted)
        for its in said.values():
            yield self.through(its, wanted)

    def of_leaf(self, leaf: Leaf, wanted: int) -> Alternatives:
        if self.facts[leaf.fact].derived:
            return self.through([leaf], wanted)
        choices = self.board.choices(leaf.fact)
        at = place(leaf, choices.leaves)
        bits = sum(1 << index for index, truths in enumerate(choices.truths) if truths[at] == wanted)
        return Alternatives(({leaf.fact: bits},) if bits else (), choices.whole)

    def through(self, said: Sequence[Leaf], wanted: int) -> Alternatives:
        """Return the ways in which all that is said of a computed fact comes out: values of its inputs that go well.

        Ways that differ in the first input alone are one.
        """
        plan = self.board.plans[said[0].fact]
        names = sources_in_order(plan.name, self.facts)
        counts = [len(self.board.choices(name).truths) for name in names]
        if prod(counts) > MOST_COMBINED:
            return Alternatives((), whole=False)
        places = [place(leaf, plan.leaves) for leaf in said]
        going: dict[tuple[int, ...], int] = {}
        for chosen, truths in self._truths_of_all(plan, names).items():
            if all(truths[at] == wanted for at in places):
                going[chosen[1:]] = going.get(chosen[1:], 0) | 1 << chosen[0]
        others = [each for each in self.board.computed if each is not plan]
        whole = is_exact(plan, others, self.board.plans, self.facts) and max(counts) <= MOST_VALUES
        alike: dict[int, list[tuple[int, ...]]] = {}
        for rest, first in going.items():
            alike.setdefault(first, []).append(rest)
        found = list(_rectangles(names, alike))
        if plan.fact.derived and plan.fact.derived.function == "percentage":
            found.sort(key=lambda way: not way[names[-1]] & KEEP)  # rather another part than another whole
        return fewest(found, whole)

    def _truths_of_all(self, plan: FactPlan, names: Sequence[str]) -> dict[tuple[int, ...], tuple[int, ...]]:
        """Return the truths of a computed fact for every choice of its inputs: the same as long as these are."""
        if plan.name not in self._combined:
            present, remembered = self.board.assessment.weighed.claimed.values, self.board.memo.truths
            key = plan.name, repr([(present.get(name), self.board.choices(name).values) for name in names])
            if key not in remembered:
                every = product(*(range(len(self.board.choices(name).truths)) for name in names))
                remembered[key] = {chosen: self._truth_of(plan, names, chosen) for chosen in every}
            self._combined[plan.name] = remembered[key]
        return self._combined[plan.name]

    def _truth_of(self, plan: FactPlan, names: Sequence[str], chosen: Sequence[int]) -> tuple[int, ...]:
        """Return the truths of a computed fact for choices of its inputs; the first choice is the present answer."""
        present = self.board.assessment.weighed.claimed.values
        given = {
            name: self.board.choices(name).values[at - 1] if at else present.get(name)
            for name, at in zip(names, chosen, strict=True)
        }
        value = value_of(plan.name, given, self.facts)
        return (0,) * len(plan.leaves) if value is None else plan.truths(value)

    # --- criteria

    def of_criterion(self, plan: CriterionPlan, points: Fraction) -> Alternatives:
        """Return the ways to so many points. That a criterion does not apply counts where it is so today: a plan never
        changes an answer in order that less is asked."""
        rule = plan.rule
        core = list(self._parts(rule.checks, HOLDS, at_once=True))
        if rule.bands and not rule.by_reviewer:
            lowest_first = reversed(rule.bands)  # of two ways of one effort the first is taken: the one that asks less
            core.append(either([self.ways(tree) for worth, tree in lowest_first if worth >= points]))
        met = joined([*core, self._evidence(plan)])
        return either([_as_today(self.ways(rule.applies, FAILS)), met]) if rule.applies else met

    def as_it_is(self, plan: CriterionPlan) -> Way:
        """Return the way on which nothing changes that a criterion speaks of."""
        spoken = (each.name for each in map(self.board.assessment.assessor.facts.__getitem__, plan.facts))
        named = [*(each for name in spoken for each in sources_in_order(name, self.facts)), *plan.by]
        return dict.fromkeys(sorted(named), KEEP)

    def _evidence(self, plan: CriterionPlan) -> Alternatives:
        """Return the ways to back the answers: what backs them now, or a document that is demanded."""
        answers = [name for name in plan.bound if self.facts[name].type != "document"]
        if plan.demands != DOCUMENTED or not answers:
            return ALWAYS
        weak = self.board.assessment.weighed.situation_of(plan).weak(plan, self.board.assessment.assessor.as_of)
        documents = [Alternatives(({name: bits},)) for name in plan.by if (bits := self._good(name))]
        asked = {each for name in answers for each in sources_in_order(name, self.facts)}
        backed = Alternatives(({name: KEEP for name in sorted(asked) if name in self.board.truths},))
        return either([*documents, *([] if set(answers) & set(weak) else [backed])])

    def _good(self, name: str) -> int:
        now = KEEP if self.board.standings.get(name) is Standing.GOOD else 0
        return now | (KEEP << 1 if self.board.is_open(name) else 0)


def _rectangles(names: Sequence[str], alike: Mapping[int, Sequence[tuple[int, ...]]]) -> Iterator[Way]:
    """Yield ways from the first input's choices, each with the other inputs' that go with all of them."""
    for first, rests in alike.items():
        if len(names) == 2:
            yield {names[0]: first, names[1]: sum(1 << rest[0] for rest in rests)}
            continue
        for rest in rests:
            yield {names[0]: first, **{name: 1 << at for name, at in zip(names[1:], rest, strict=True)}}


def _as_today(found: Alternatives) -> Alternatives:
    kept = (dict.fromkeys(way, KEEP) for way in found.ways if not changed(way))
    return Alternatives(tuple(kept), found.whole)
