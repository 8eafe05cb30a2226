"""Ways in which a criterion can be met: of each fact, the cells among which its answer has to be.

The cells of a fact are bits. The lowest stands for what is answered now, the next ones for the values that the words
of the whole selection tell apart. Two ways are joined by `&`, and a fact has to change just where the lowest bit is
gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple

from techassure import cells
from techassure.combinations import same
from techassure.definitions import is_asked
from techassure.engine import Assessment
from techassure.model import Fact
from techassure.outcomes import Standing
from techassure.planning import kinds
from techassure.planning.through import (
    MOST_VALUES,
    at_edges,
    edges_of,
    is_among,
    is_exact,
    most_of,
    solved,
)
from techassure.plans import DOCUMENTED, CriterionPlan, FactPlan, leaves_of, sources, sources_in_order
from techassure.witnesses import value_of
from techassure.words import FAILS, HOLDS, All, Leaf, Not, Tree, leaves

KEEP = 1
"""The bit of the present answer."""
MOST_WAYS = 400
MOST_COMBINED = 20_000
"""So many combinations of the inputs of a computed fact are looked at; where there are more, none is."""
Way = Mapping[str, int]
Fixed = frozenset[str]


class Choices(NamedTuple):
    """The values that a fact's answer may take; ``truths`` of its leaves, for the present answer and for each value."""

    fact: Fact
    values: tuple[Any, ...]
    leaves: tuple[Leaf, ...]
    truths: tuple[tuple[int, ...], ...]

    @property
    def everything(self) -> int:
        """The bits of every choice."""
        return (1 << len(self.truths)) - 1


class Alternatives(NamedTuple):
    """Ways to the same end; ``whole`` where none was left out because there were too many."""

    ways: tuple[Way, ...]
    whole: bool = True


NEVER = Alternatives(())
ALWAYS = Alternatives(({},))


class Board:
    """What may be changed about one submission, and how each criterion is met by it."""

    def __init__(self, assessment: Assessment, fixed: Fixed, values: dict[str, list[Any]] | None = None) -> None:
        self.assessment = assessment
        self.values: dict[str, list[Any]] = {} if values is None else values
        self.facts = assessment.assessor.selection.facts
        self.kinds = kinds.said_by(assessment)
        given = {name for name in self.kinds if name in assessment.weighed.claimed.values}
        self.fixed = fixed | _about_the_kind(assessment) | given
        self._truths = {
            fact.name: (fact, assessment.weighed.claimed.cells[at]) for at, fact in enumerate(assessment.assessor.facts)
        }
        self._choices: dict[str, Choices] = {}
        self._plans = {fact.name: fact for fact in assessment.assessor.facts}
        self.computed = [fact for fact in assessment.assessor.facts if fact.fact.derived and fact.leaves]
        self._inputs = {name for fact in self.computed for name in sources_in_order(fact.name, self.facts)}
        self._combined: dict[str, dict[tuple[int, ...], tuple[int, ...]]] = {}
        self._standings = assessment.weighed.claimed.standings(assessment.assessor.as_of)[1]

    def is_open(self, name: str) -> bool:
        """Tell whether the supplier may be asked to change the answer to a fact."""
        return is_asked(name, self.facts[name]) and name not in self.fixed

    def choices(self, name: str) -> Choices:
        """Return what a fact's answer may be."""
        found = self._choices.get(name)
        if found is None:
            found = self._choices[name] = self._made(name)
        return found

    def _made(self, name: str) -> Choices:
        fact = self.facts[name]
        plan, truths = self._truths[name]
        if fact.type == "document":
            now = HOLDS if self._standings.get(name) is Standing.GOOD else 0
            after = ((HOLDS,) * len(plan.leaves),) if self.is_open(name) else ()
            return Choices(fact, ("document",) * len(after), plan.leaves, ((now,) * len(plan.leaves), *after))
        present = truths or (0,) * len(plan.leaves)
        if name in self._inputs:
            values = self._of_input(name)
            return Choices(fact, tuple(values), plan.leaves, (present, *(plan.truths(value) for value in values)))
        told: dict[tuple[int, ...], Any] = {}
        for value in self._offers(name, plan) if self.is_open(name) else ():
            told.setdefault(plan.truths(value), value)
        return Choices(fact, tuple(told.values()), plan.leaves, (present, *told))

    def _offers(self, name: str, plan: FactPlan) -> list[Any]:
        """Return the values to choose from; of what only says which kind of product it is, those that ask most."""
        values = self._values(name)
        return kinds.asking_most(plan, values, self.assessment.assessor.criteria) if name in self.kinds else values

    def _of_input(self, name: str) -> list[Any]:
        """Return the values of an answer from which something is computed: each by itself, for none is like another."""
        most = most_of(self.facts[name])
        found = at_edges(self._plans[name], self._values(name))[:most] if self.is_open(name) else []
        for plan in self.computed if self.is_open(name) else ():
            if name in sources_in_order(plan.name, self.facts):
                for each, value in self._solved(plan):
                    if each == name and len(found) < most and not is_among(value, found):
                        found.append(value)
        return found

    def _solved(self, plan: FactPlan) -> list[Any]:
        """Return what brings a computed fact to its edges: the same as long as its inputs are answered alike."""
        names = [name for name in sources_in_order(plan.name, self.facts) if name in self._truths]
        present = {name: self.assessment.weighed.claimed.values.get(name) for name in names}
        key = f"{plan.name} {present!r}"
        if key not in self.values:
            days = self.assessment.assessor.days
            if plan.name not in self.values:
                self.values[plan.name] = edges_of(plan, days)
            own = {each: at_edges(self._plans[each], self._values(each)) for each in names if self.is_open(each)}
            self.values[key] = list(solved(plan, self.values[plan.name], own, present, self.facts))
        return self.values[key]

    def _values(self, name: str) -> list[Any]:
        """Return the values that the selection tells apart: they are the same for every submission."""
        if name not in self.values:
            fact, leaves = self.facts[name], self._truths[name][0].leaves
            near = cells.near_edges(fact, leaves, self.assessment.assessor.days)
            self.values[name] = [each for each in near if _offered(fact, each)]
        return self.values[name]

    # --- expectations

    def ways(self, tree: Tree | None, wanted: int = HOLDS) -> Alternatives:
        """Return the ways in which an expectation comes to hold, or to fail."""
        if tree is None:
            return ALWAYS if wanted == HOLDS else NEVER
        if isinstance(tree, Leaf):
            return self._of_leaf(tree, wanted)
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
            yield self._through(its, wanted)

    def _of_leaf(self, leaf: Leaf, wanted: int) -> Alternatives:
        if self.facts[leaf.fact].derived:
            return self._through([leaf], wanted)
        choices = self.choices(leaf.fact)
        at = next(
            at for at, each in enumerate(choices.leaves) if (each.word, each.argument) == (leaf.word, leaf.argument)
        )
        bits = sum(1 << index for index, truths in enumerate(choices.truths) if truths[at] == wanted)
        return Alternatives(({leaf.fact: bits},)) if bits else NEVER

    def _through(self, said: Sequence[Leaf], wanted: int) -> Alternatives:
        """Return the ways in which all that is said of a computed fact comes out: values of its inputs that go well.

        Ways that differ in the first input alone are one.
        """
        plan = self._plans[said[0].fact]
        names = sources_in_order(plan.name, self.facts)
        counts = [len(self.choices(name).truths) for name in names]
        if prod(counts) > MOST_COMBINED:
            return Alternatives((), whole=False)
        if plan.name not in self._combined:
            every = product(*(range(count) for count in counts))
            self._combined[plan.name] = {chosen: self._truth_of(plan, names, chosen) for chosen in every}
        places = [next(at for at, each in enumerate(plan.leaves) if same(each) == same(leaf)) for leaf in said]
        going: dict[tuple[int, ...], int] = {}
        for chosen, truths in self._combined[plan.name].items():
            if all(truths[at] == wanted for at in places):
                going[chosen[1:]] = going.get(chosen[1:], 0) | 1 << chosen[0]
        others = [each for each in self.computed if each is not plan]
        whole = is_exact(plan, others, self._plans, self.facts) and max(counts) <= MOST_VALUES
        alike: dict[int, list[tuple[int, ...]]] = {}
        for rest, first in going.items():
            alike.setdefault(first, []).append(rest)
        return _fewest(list(_rectangles(names, alike)), whole)

    def _truth_of(self, plan: FactPlan, names: Sequence[str], chosen: Sequence[int]) -> tuple[int, ...]:
        """Return the truths of a computed fact for choices of its inputs; the first choice is the present answer."""
        if not any(chosen):
            return self._truths[plan.name][1] or (0,) * len(plan.leaves)
        present = self.assessment.weighed.claimed.values
        given = {
            name: self.choices(name).values[at - 1] if at else present.get(name)
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
        spoken = (each.name for each in map(self.assessment.assessor.facts.__getitem__, plan.facts))
        named = [*(each for name in spoken for each in sources_in_order(name, self.facts)), *plan.by]
        return dict.fromkeys(sorted(named), KEEP)

    def _evidence(self, plan: CriterionPlan) -> Alternatives:
        """Return the ways to back the answers: what backs them now, or a document that is demanded."""
        answers = [name for name in plan.bound if self.facts[name].type != "document"]
        if plan.demands != DOCUMENTED or not answers:
            return ALWAYS
        weak = self.assessment.weighed.situation_of(plan).weak(plan, self.assessment.assessor.as_of)
        documents = [Alternatives(({name: bits},)) for name in plan.by if (bits := self._good(name))]
        asked = {each for name in answers for each in sources(name, self.facts)}
        backed = Alternatives(({name: KEEP for name in sorted(asked) if name in self._truths},))
        return either([*documents, *([] if set(answers) & set(weak) else [backed])])

    def _good(self, name: str) -> int:
        now = KEEP if self._standings.get(name) is Standing.GOOD else 0
        return now | (KEEP << 1 if self.is_open(name) else 0)


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


def _offered(fact: Fact, value: Any) -> bool:
    """Tell whether a value may still be chosen: retired options are no longer."""
    chosen = {value} if fact.type == "choice" else set(value) if fact.type == "choices" else set()
    return not chosen & set(fact.retired)


def _about_the_kind(assessment: Assessment) -> frozenset[str]:
    """Return the facts that only say whether something applies: what a product is cannot be planned away."""
    criteria = assessment.assessor.criteria
    said = {leaf.fact for plan in criteria if plan.rule.applies for leaf in leaves(plan.rule.applies)}
    checked = {name for plan in criteria for name in _checked(plan)}
    facts = assessment.assessor.selection.facts
    behind, needed = ({each for name in names for each in sources(name, facts)} for names in (said, checked))
    return frozenset(behind - needed)


def _checked(plan: CriterionPlan) -> set[str]:
    trees = [*plan.rule.checks, *(tree for _, tree in plan.rule.bands if tree)]
    return {leaf.fact for leaf in leaves_of(trees)} | set(plan.by)


# --- joining --------------------------------------------------------------------------------------------------------


def joined(parts: Iterable[Alternatives]) -> Alternatives:
    """Return the ways in which every part is reached together."""
    found = ALWAYS
    for part in sorted(parts, key=lambda each: len(each.ways)):
        made = [way for a in found.ways for b in part.ways if (way := together(a, b)) is not None]
        found = _fewest(made, found.whole and part.whole)
    return found


def either(parts: Sequence[Alternatives]) -> Alternatives:
    """Return the ways in which some part is reached."""
    return _fewest([way for part in parts for way in part.ways], all(part.whole for part in parts))


def together(first: Way, second: Way) -> Way | None:
    """Return both ways at once; None where they contradict each other."""
    made = dict(first)
    for name, bits in second.items():
        made[name] = left = made.get(name, bits) & bits
        if not left:
            return None
    return made


def contains(wide: Way, narrow: Way) -> bool:
    """Tell whether whatever is on the narrow way is on the wide one as well."""
    return all(narrow.get(name, -1) & ~bits == 0 for name, bits in wide.items())


def changed(way: Way) -> int:
    """Return how many facts have to change."""
    return sum(not bits & KEEP for bits in way.values())


def _fewest(ways: list[Way], whole: bool) -> Alternatives:
    """Leave out what a wider way makes needless, and the longest where there are too many."""
    ordered = sorted(ways, key=lambda way: (changed(way), len(way)))
    cut = len(ordered) > MOST_WAYS * 5
    kept: list[Way] = []
    for way in ordered[: MOST_WAYS * 5]:
        if not any(contains(each, way) for each in kept):
            kept.append(way)
    return Alternatives(tuple(kept[:MOST_WAYS]), whole and not cut and len(kept) <= MOST_WAYS)


Cost = Callable[[str], Fraction]
