"""What may be changed about a submission: of each fact the answers to choose from, as few as make any difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import compress, product
from typing import Any, NamedTuple

from techassure.definitions.definition import is_asked
from techassure.definitions.model import Fact
from techassure.definitions.words import HOLDS, AnyOf, Leaf, Tree
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Standing
from techassure.engine.plans import CriterionPlan, FactPlan, sources_in_order
from techassure.planning import kept
from techassure.planning.joined_tables import JoinedTables
from techassure.planning.memo import Memo, Truths
from techassure.planning.rows_to_order import RowsToOrder
from techassure.planning.through import at_edges, edges_of, is_among, most_of, solved
from techassure.planning.to_order import Maker, Options, orders
from techassure.proving import cells

Fixed = frozenset[str]
Wanted = tuple[CriterionPlan, Fraction]
"""A criterion, and how many of its points are wanted."""
Allowed = Callable[[str, Any], bool]
"""Tells whether others let an answer become a value."""


class Choices(NamedTuple):
    """The values that a fact's answer may take; ``truths`` of its leaves, for the present answer and for each value.

    ``others`` are the truths of values that a plan may not choose: they tell what has to be said of those it may.
    ``whole`` where no combination of truths was left out because there were too many.
    """

    fact: Fact
    values: tuple[Any, ...]
    leaves: tuple[Leaf, ...]
    truths: tuple[tuple[int, ...], ...]
    whole: bool = True
    others: tuple[tuple[int, ...], ...] = ()

    @property
    def everything(self) -> int:
        """The bits of every choice."""
        return (1 << len(self.truths)) - 1


class Board:
    """What may be changed about one submission, one fact at a time; ``answered`` is what was, before any plan."""

    def __init__(
        self,
        assessment: Assessment,
        fixed: Fixed,
        memo: Memo | None = None,
        wanted: Sequence[Sequence[Wanted]] = (),
        answered: Mapping[str, Any] | None = None,
        allowed: Allowed | None = None,
    ) -> None:
        self.assessment = assessment
        self.memo = Memo() if memo is None else memo
        self.facts = assessment.assessor.selection.facts
        present, as_of = assessment.weighed.claimed.values, assessment.assessor.as_of
        self.answered = present if answered is None else answered
        self.given = self._said()
        self.kinds = {name for name, is_free in self.given.items() if is_free}
        over = {name for name, value in self.answered.items() if kept.is_over(self.facts[name], value, as_of)}
        self.fixed = fixed | (self.given.keys() & present.keys()) | over
        self.truths = {
            fact.name: (fact, assessment.weighed.claimed.cells[at]) for at, fact in enumerate(assessment.assessor.facts)
        }
        self._choices: dict[str, Choices] = {}
        self.plans = {fact.name: fact for fact in assessment.assessor.facts}
        self.computed = [fact for fact in assessment.assessor.facts if fact.fact.derived and fact.leaves]
        self.inputs = {name for fact in self.computed for name in sources_in_order(fact.name, self.facts)}
        self._wanted, self._allowed = wanted, allowed
        self.standings = assessment.weighed.claimed.standings(assessment.assessor.as_of)[1]

    def _said(self) -> Mapping[str, bool]:
        """Return the facts that say what the product is: the selection says which, whatever was answered."""
        if self.memo.said is None:
            self.memo.said = kept.said_by(self.assessment.assessor)
        return self.memo.said

    def is_open(self, name: str) -> bool:
        """Tell whether the supplier may be asked to change the answer to a fact."""
        return is_asked(name, self.facts[name]) and name not in self.fixed

    def keeps(self, name: str) -> bool:
        """Tell whether an answer says what the product is, or what has happened."""
        fact, answered = self.facts[name], self.answered.get(name)
        marked = fact.changes is not None or kept.has_history(fact, answered)
        return name in self.answered and (name in self.given or marked)

    def hangs_on(self, leaf: Leaf) -> list[str]:
        """Return what behind a leaf says what the product is, or may have happened and is wanted undone."""
        if leaf.word == "provided":
            return []
        undone = kept.would_be_undone(self.plans[leaf.fact], leaf)
        return [name for name in sources_in_order(leaf.fact, self.facts) if undone or name in self.given]

    def choices(self, name: str) -> Choices:
        """Return what a fact's answer may be."""
        found = self._choices.get(name)
        if found is None:
            found = self._choices[name] = self._made(name)
        return found

    def _made(self, name: str) -> Choices:
        if self.facts[name].type == "document":
            return self._of_document(name)
        return self._one_by_one(name) if name in self.inputs else self._told_apart(name)

    def _of_document(self, name: str) -> Choices:
        leaves = self.plans[name].leaves
        now = HOLDS if self.standings.get(name) is Standing.GOOD else 0
        after = ((HOLDS,) * len(leaves),) if self.is_open(name) else ()
        return Choices(self.facts[name], ("document",) * len(after), leaves, ((now,) * len(leaves), *after))

    def _one_by_one(self, name: str) -> Choices:
        """Return the values of an answer from which something is computed: each, for none is like another."""
        plan, ordered = self.plans[name], self._ordered.get(name, [])
        values = [*ordered, *(each for each in self._of_input(name) if not is_among(each, ordered))]
        read = [plan.truths(value) for value in values]
        whole = self._is_whole(name) and {plan.truths(value) for value in self._values(name)} <= set(read)
        truths = (self._present(name), *read)
        others = self._others(name, values)
        return Choices(plan.fact, tuple(values), plan.leaves, truths, whole or not self.is_open(name), others)

    def _told_apart(self, name: str) -> Choices:
        """Return one value of an answer for each combination of truths of its leaves."""
        plan = self.plans[name]
        told: dict[Truths, Any] = {}
        for value, read in self._offers(name, plan) if self.is_open(name) else ():
            if read not in told and self.may_be(name, value):
                told[read] = value
        truths, others = (self._present(name), *told), self._others(name, list(told.values()))
        return Choices(plan.fact, tuple(told.values()), plan.leaves, truths, self._is_whole(name), others)

    def _present(self, name: str) -> tuple[int, ...]:
        """Return the truths of the leaves for the present answer."""
        plan, truths = self.truths[name]
        return truths or (0,) * len(plan.leaves)

    def _others(self, name: str, values: Sequence[Any]) -> tuple[tuple[int, ...], ...]:
        """Return the truths of what is told apart and not among the values."""
        found: dict[Truths, None] = {}
        for each, truths in zip(self._near(name), self._truths_near(name), strict=True):
            if truths not in found and not is_among(each, values):
                found[truths] = None
        return tuple(found)

    def _is_whole(self, name: str) -> bool:
        if not self.is_open(name):
            return True
        few = cells.are_all(self.facts[name], self.plans[name].leaves, self._near(name))
        return few and not kept.has_history(self.facts[name], self.answered.get(name))

    # --- answers made to order

    @cached_property
    def _ordered(self) -> dict[str, list[Any]]:
        """The answers that are made to order, for what all that is wanted asks at once."""
        made: dict[str, list[Any]] = {}
        for maker in self._makers():
            for each in self._orders(maker):
                for name, value in each.items():
                    if self.may_be(name, value) and not is_among(value, made.setdefault(name, [])):
                        made[name].append(value)
        return made

    def _makers(self) -> Iterator[Maker]:
        """Yield what makes answers: of tables from which something is computed, and of what has too many values."""
        days = self.assessment.assessor.days
        for name, plan in self.plans.items() if self._wanted else ():
            if plan.fact.type == "choices" and not plan.fact.derived and not self._is_whole(name):
                yield Options(plan)
            elif plan.fact.type == "table" and not plan.fact.derived:
                tables = JoinedTables(name, self.plans, self.facts, days, self.answered)
                if len(tables.names) > 1 or not self._is_whole(name):
                    yield RowsToOrder(tables)

    def _orders(self, maker: Maker) -> list[dict[str, Any]]:
        """Return the orders of one maker: the same as long as what is answered is the same."""
        present = {name: self.assessment.weighed.claimed.values.get(name) for name in maker.inside}
        key = tuple(maker.inside), self._answers(maker.inside)
        if key not in self.memo.orders:
            sides = [(False, True) if self.is_open(name) else (True,) for name in maker.inside]
            kept = [dict(compress(present.items(), chosen)) for chosen in product(*sides) if not all(chosen)]
            self.memo.orders[key] = [
                made for wanted in self._wanted for made in orders(maker, [_expected(*each) for each in wanted], kept)
            ]
        return self.memo.orders[key]

    def _answers(self, names: Iterable[str]) -> str:
        """Return what is answered, as a key: now and before any plan, and what may be answered otherwise."""
        now = self.assessment.weighed.claimed.values
        return repr([(now.get(name), self.answered.get(name), self.is_open(name)) for name in names])

    def _offers(self, name: str, plan: FactPlan) -> Iterator[tuple[Any, Truths]]:
        """Yield values with their truths; of what only says which kind of product it is, those that ask most."""
        yield from ((each, plan.truths(each)) for each in self._ordered.get(name, []))
        if name in self.given:
            most = kept.asking_most(plan, self._values(name), self.assessment.assessor.criteria)
            yield from ((each, plan.truths(each)) for each in most)
        else:
            yield from zip(self._near(name), self._truths_near(name), strict=True)

    def _of_input(self, name: str) -> list[Any]:
        """Return the values of an answer from which something is computed: each by itself, for none is like another."""
        most = most_of(self.facts[name])
        found = at_edges(self.plans[name], self._values(name))[:most] if self.is_open(name) else []
        for plan in self.computed if self.is_open(name) else ():
            if name in sources_in_order(plan.name, self.facts):
                for each, value in self._solved(plan):
                    if each == name and len(found) < most and self.may_be(name, value) and not is_among(value, found):
                        found.append(value)
        return found

    def _solved(self, plan: FactPlan) -> list[tuple[str, Any]]:
        """Return what brings a computed fact to its edges: the same as long as its inputs are answered alike."""
        names = [name for name in sources_in_order(plan.name, self.facts) if name in self.truths]
        key = plan.name, self._answers(names)
        if key not in self.memo.solved:
            present = {name: self.assessment.weighed.claimed.values.get(name) for name in names}
            own = {each: at_edges(self.plans[each], self._values(each)) for each in names if self.is_open(each)}
            self.memo.solved[key] = solved(plan, self._edges(plan), own, present, self.facts)
        return self.memo.solved[key]

    def _edges(self, plan: FactPlan) -> list[Any]:
        """Return the values of something computed at which its words change their minds."""
        if plan.name not in self.memo.edges:
            self.memo.edges[plan.name] = edges_of(plan, self.assessment.assessor.days)
        return self.memo.edges[plan.name]

    def may_be(self, name: str, value: Any) -> bool:
        """Tell whether a value may be answered: of those that are offered, without undoing what has happened."""
        fact, as_of = self.facts[name], self.assessment.assessor.as_of
        may = self.is_open(name) and kept.may_become(fact, self.answered.get(name), value, as_of)
        return may and _offered(fact, value) and (self._allowed is None or self._allowed(name, value))

    def _values(self, name: str) -> list[Any]:
        """Return the values to choose from."""
        return [each for each in self._near(name) if self.may_be(name, each)]

    def _near(self, name: str) -> list[Any]:
        """Return the values that the selection tells apart: they are the same for every submission."""
        if name not in self.memo.near:
            fact, leaves = self.facts[name], self.plans[name].leaves
            self.memo.near[name] = cells.near_edges(fact, leaves, self.assessment.assessor.days)
        return self.memo.near[name]

    def _truths_near(self, name: str) -> list[Truths]:
        """Return the truths of the values that the selection tells apart."""
        if name not in self.memo.truths_near:
            self.memo.truths_near[name] = list(map(self.plans[name].truths, self._near(name)))
        return self.memo.truths_near[name]


def _offered(fact: Fact, value: Any) -> bool:
    """Tell whether a value may still be chosen: retired options are no longer."""
    chosen = {value} if fact.type == "choice" else set(value) if fact.type == "choices" else set()
    return not chosen & set(fact.retired)


def _expected(plan: CriterionPlan, points: Fraction) -> list[Tree]:
    """Return what is expected of answers for so many points of a criterion that applies."""
    bands = [] if plan.rule.by_reviewer else [tree for worth, tree in reversed(plan.rule.bands) if worth >= points]
    enough = tuple(tree for tree in bands if tree)
    return [*plan.rule.checks, *([AnyOf(enough)] if enough and len(enough) == len(bands) else [])]
