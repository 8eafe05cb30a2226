"""A selection compiled for an as-of day: facts with the validators of their leaves, criteria with what they need.

What a leaf says of a value is remembered, and so is what a criterion makes of the truths and standings it sees: a
batch repeats both without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from techassure.definitions import words
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.model import Fact, ProvenanceName
from techassure.definitions.validators import Accepts, Backend, accepts
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf, Tree
from techassure.engine.outcomes import Result, Rule, Standing, View, evaluate, rule_of
from techassure.selections.selection import Member, Selection

MEMO = 20_000
LONGEST_REMEMBERED = 80
_MOST_DAYS = 1_000
Truths = tuple[int, ...]
Cells = Sequence[Truths | None] | Mapping[int, Truths | None]
"""The truths of facts by position: all of them, or those of one criterion."""
_Run = tuple[Accepts, Accepts | None]
"""What tells whether a leaf holds and whether it fails; None: it fails where it does not hold."""
NOTHING_WEAK: Mapping[str, Standing] = {}
PROVENANCE: tuple[ProvenanceName, ...] = ("claimed", "documented", "measured", "verified")
CLAIMED, DOCUMENTED, MEASURED, VERIFIED = range(4)


class FactPlan:
    """A fact with every leaf that the selection says of it, each compiled to two validators for the as-of day.

    ``memo`` holds the truths of values that were seen; ``always`` those of every value, where no leaf can tell values
    apart.
    """

    def __init__(self, name: str, fact: Fact, leaves: Sequence[Leaf], days: Days, backend: Backend) -> None:
        self.name = name
        self.fact = fact
        self.leaves = tuple(leaves)
        self._moved = [words.moved(leaf) for leaf in leaves]
        self.moving = any(self._moved)
        self.memo: dict[Any, Truths] = {}
        self.hashable = fact.type not in ("table", "choices")
        self.is_document = fact.type == "document"
        self.always: Truths | None = (HOLDS,) * len(leaves) if all(leaf.word == "provided" for leaf in leaves) else None
        self._days, self._backend = days, backend
        self._runs = [self._run(leaf, days) for leaf in leaves]
        self._edges: dict[int, tuple[int, ...]] = {}
        self._runs_on: dict[tuple[int, int], _Run] = {}

    def _run(self, leaf: Leaf, days: Days) -> _Run:
        holds, fails = words.schemas(leaf, days)
        negated = isinstance(fails, dict) and fails == {"not": holds}
        return accepts(holds, self._backend), None if negated else accepts(fails, self._backend)

    def truths(self, value: Any) -> Truths:
        """Return the truth of each leaf for a typed value."""
        if self.always is not None:
            return self.always
        if not self.hashable or (value.__class__ is str and len(value) > LONGEST_REMEMBERED):
            return self._read(value)
        found = self.memo.get(value)
        if found is None:
            if len(self.memo) >= MEMO:
                self.memo.clear()
            found = self.memo[value] = self._read(value)
        return found

    def _read(self, value: Any) -> Truths:
        return tuple([_truth(value, holds, fails) for holds, fails in self._runs])

    def truths_on(self, value: Any, day: int) -> Truths:
        """Return the truths on another as-of day: only leaves that move with it can differ."""
        now = self.truths(value)
        if not self.moving or day == self._days.as_of:
            return now
        return tuple([self._truth_on(at, value, day) if moved else now[at] for at, moved in enumerate(self._moved)])

    def _truth_on(self, at: int, value: Any, day: int) -> int:
        if self.fact.type == "date":
            first, last = words.holding_days(self.leaves[at], value)
            return HOLDS if first <= day <= last else FAILS
        found = self._runs_on.get((at, day))
        if found is None:
            if len(self._runs_on) >= _MOST_DAYS:
                self._runs_on.clear()
            found = self._runs_on[at, day] = self._run(self.leaves[at], Days(day, self._days.start, self._days.end))
        return _truth(value, *found)

    def edges(self, value: Any) -> tuple[int, ...]:
        """Return the days after as-of on which a leaf may change its mind about the value."""
        found = self._edges.get(value) if self.hashable else None
        if found is None:
            days = words.turns([part for moved in self._moved for part in moved], value)
            found = tuple(sorted([day for day in days if day > self._days.as_of]))
            if self.hashable:
                if len(self._edges) >= MEMO:
                    self._edges.clear()
                self._edges[value] = found
        return found


def _truth(value: Any, holds: Accepts, fails: Accepts | None) -> int:
    if holds(value):
        return HOLDS
    return FAILS if fails is None or fails(value) else OPEN


class CriterionPlan:
    """A criterion's rule, with the positions of its facts and leaves, and the results made so far.

    ``facts`` are positions of all facts, ``moving`` of those that time changes; ``bound`` the facts whose evidence
    matters, ``sources`` the answers behind them, ``kinds`` the documents, ``timed_kinds`` these and those that say
    whether it applies; ``deciding`` the answers that say so. ``demands`` is a position in PROVENANCE. ``covered``: good
    documents of all kinds back every answer. ``key`` picks the criterion's truths out of all; ``plain`` holds its
    results where every answer stands well.
    """

    def __init__(self, member: Member, rule: Rule, facts: Sequence[FactPlan], selection: Selection) -> None:
        definition = member.definition
        demand = definition.criterion.evidence
        position = {fact.name: at for at, fact in enumerate(facts)}
        all_leaves = list(leaves_of(definition.trees()))
        self.member = member
        self.rule = rule
        self.demands = PROVENANCE.index(demand.demands)
        self.by = demand.by
        self.bound = tuple([name for name in rule.bound() if name not in HEAD_FACTS])
        self.sources = frozenset(each for name in self.bound for each in sources(name, selection.facts))
        documents = [name for name in self.bound if selection.facts[name].type == "document"]
        self.kinds = frozenset([*(self.by if self.demands == DOCUMENTED else ()), *documents])
        self.covered = self.demands == CLAIMED or (
            self.demands == DOCUMENTED and bool(self.by or len(documents) == len(self.bound))
        )
        applies = tuple(words.leaves(rule.applies)) if rule.applies else ()
        self.deciding = frozenset(each for leaf in applies for each in sources(leaf.fact, selection.facts))
        self.facts = tuple(dict.fromkeys(position[leaf.fact] for leaf in all_leaves))
        self.moving = tuple([at for at in self.facts if facts[at].moving])
        self.backed = self.demands == DOCUMENTED or bool(self.kinds)
        self.timed_kinds = self.kinds.union([leaf.fact for leaf in applies if facts[position[leaf.fact]].is_document])
        self.timeless = not self.moving and not self.backed and not self.timed_kinds and rule.due is None
        self.unsupported = {name: Standing.SHORT for name in self.bound if self.demands or name in documents}
        self._places = {
            id(leaf): (position[leaf.fact], _place(leaf, facts[position[leaf.fact]])) for leaf in all_leaves
        }
        self.key: Callable[[Any], Any] = itemgetter(*self.facts) if self.facts else lambda _: None
        self.plain: dict[Any, Result] = {}
        self._bare: dict[Any, Result] = {}
        self._weak: dict[Any, Result] = {}

    def result(self, cells: Cells, weak: Mapping[str, Standing], day: int) -> Result:
        """Return the outcome from the truths of the facts and the answers that do not stand well."""
        key = self.key(cells)
        if not weak and self.rule.due is None:
            return self.plain.get(key) or self._made(self.plain, key, cells, weak, day)
        if weak is self.unsupported and self.rule.due is None:
            return self._bare.get(key) or self._made(self._bare, key, cells, weak, day)
        key = (key, tuple(weak.items()), day)
        return self._weak.get(key) or self._made(self._weak, key, cells, weak, day)

    def _made(self, memo: dict[Any, Result], key: Any, cells: Cells, weak: Mapping[str, Standing], day: int) -> Result:
        if len(memo) >= MEMO:
            memo.clear()
        found = memo[key] = evaluate(self.rule, View(day, self.truth_in(cells), weak))
        return found

    def truth_in(self, cells: Cells) -> Callable[[Leaf], int]:
        """Return the function that finds a leaf's truth among the truths of all facts."""
        places = self._places

        def of_leaf(leaf: Leaf) -> int:
            fact, at = places[id(leaf)]
            truths = cells[fact]
            return OPEN if truths is None else truths[at]

        return of_leaf


def leaves_of(trees: Iterable[Tree]) -> Iterator[Leaf]:
    """Yield the leaves of several expectations."""
    for tree in trees:
        yield from words.leaves(tree)


def sources(name: str, facts: Mapping[str, Fact]) -> set[str]:
    """Return the answers behind a fact: itself, or what it is computed from."""
    return set(sources_in_order(name, facts))


def sources_in_order(name: str, facts: Mapping[str, Fact]) -> list[str]:
    """Return the answers behind a fact, each once, in the order in which it takes them."""
    derived = facts[name].derived
    inner = (each for given in derived.inputs for each in sources_in_order(given, facts)) if derived else iter((name,))
    return list(dict.fromkeys(inner))


def _same(leaf: Leaf) -> str:
    """Return a key that two leaves share just if they say the same of their fact."""
    return repr((leaf.word, leaf.argument))


def _place(leaf: Leaf, fact: FactPlan) -> int:
    wanted = _same(leaf)
    return next(at for at, each in enumerate(fact.leaves) if each is leaf or _same(each) == wanted)


def fact_plans(selection: Selection, days: Days, backend: Backend) -> list[FactPlan]:
    """Return the facts that matter, inputs before what is computed from them."""
    by_fact: dict[str, dict[str, Leaf]] = {name: {} for name in _named(selection)}
    for member in selection.members:
        for leaf in leaves_of(member.definition.trees()):
            by_fact[leaf.fact].setdefault(_same(leaf), leaf)
    return [
        FactPlan(name, selection.facts[name], tuple(found.values()), days, backend) for name, found in by_fact.items()
    ]


def _named(selection: Selection) -> list[str]:
    names: dict[str, None] = {}

    def add(name: str) -> None:
        derived = selection.facts[name].derived
        for each in derived.inputs if derived else ():
            add(each)
        names[name] = None

    for member in selection.members:
        for name in (*member.definition.facts(), *member.definition.criterion.evidence.by):
            add(name)
    return list(names)


def criterion_plan(member: Member, facts: Sequence[FactPlan], selection: Selection) -> CriterionPlan:
    """Return a criterion, compiled."""
    definition = member.definition
    rule = rule_of(
        definition.criterion,
        definition.key,
        definition.applies,
        [tree for _, tree in definition.checks],
        [(band.points, tree) for band, tree in definition.bands],
        member.due,
    )
    return CriterionPlan(member, rule, facts, selection)
