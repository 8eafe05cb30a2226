"""Answers made to order: tables, and sets of options, that are as all the gates together want them.

Where an answer has many parts, the values that words tell apart are too many to look at one by one. So what each gate
wants of it is taken in turn, and an answer is made for as much of that as goes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple, Protocol

from techassure.definitions.words import HOLDS, Tree
from techassure.engine.plans import FactPlan
from techassure.planning.literals import Literal, Option, about, holds, merged, options
from techassure.proving.combinations import same

MOST_ORDERS, MOST_TRIED = 3, 100
LEFT_OUT = 100
MOST_READINGS, MOST_COMBINED = 6, 500
Made = dict[str, Any]


class Maker(Protocol):
    """Makes answers for what is wanted of them; ``names``: of what it can be wanted, ``inside``: what it answers."""

    names: frozenset[str]
    inside: list[str]

    def made(self, wants: Sequence[Literal], kept: Mapping[str, Any]) -> Made | None:
        """Return answers that come out as wanted, those that are kept as they are; None: none were found."""


class Options:
    """Makes a set of options."""

    def __init__(self, plan: FactPlan) -> None:
        self.names, self.inside = frozenset({plan.name}), [plan.name]
        self._plan = plan
        self._options = [each for each in plan.fact.options or () if each not in plan.fact.retired]

    def made(self, wants: Sequence[Literal], kept: Mapping[str, Any]) -> Made | None:
        """Return the options that are wanted, and of others none."""
        said = [leaf for leaf, wanted in wants if wanted == HOLDS]
        refused = [leaf for leaf, wanted in wants if wanted != HOLDS and leaf.word == "includes_any"]
        never = {each for leaf in refused for each in leaf.argument}
        chosen = {each for leaf in said if leaf.word == "includes_all" for each in leaf.argument}
        for leaf in said:
            if leaf.word == "includes_any" and not chosen & set(leaf.argument):
                chosen.update([each for each in leaf.argument if each not in never][:1])
        name = self._plan.name
        made = {name: [each for each in self._options if each in chosen], **kept}
        plans, facts = {name: self._plan}, {name: self._plan.fact}
        return made if all(holds(*want, made, plans, facts) for want in wants) else None


class Reading(NamedTuple):
    """One way to read a gate: what it wants of some facts, and how much it wants of others, or misses."""

    wants: Option
    amiss: int


Gate = tuple[Reading, ...]


def orders(maker: Maker, wanted: Iterable[Sequence[Tree]], kept: Sequence[Mapping[str, Any]]) -> Iterator[Made]:
    """Yield answers, each as several of the gates want them that had nothing to their mind before.

    ``wanted`` are the expectations of each gate; ``kept`` says which answers may stay as they are, one way after
    another. Where they go together, the first answers have what every gate wants.
    """
    gates = [found for trees in wanted if (found := _readings(trees, maker.names))]
    for each in kept:
        left, waiting = gates, len(gates) + 1
        for _ in range(MOST_ORDERS):
            if not left or len(left) == waiting:
                break
            waiting = len(left)
            order = _Order(maker, [*map(_before_all, left), *(gate for gate in gates if gate not in left)], each)
            if order.made:
                yield order.made
            left = [gate for gate, read in zip(left, order.read, strict=False) if not read.wants]


def _readings(trees: Sequence[Tree], names: frozenset[str]) -> Gate:
    """Return the ways to read a gate, the last of which wants nothing of some facts; none where all of them do."""
    found: dict[object, Reading] = {}
    for chosen in islice(product(*(list(options(tree)) for tree in trees)), MOST_COMBINED):
        both = merged(chosen)
        wants = about(both, names)
        key, others = tuple((same(leaf), wanted) for leaf, wanted in wants), len(both) - len(wants)
        if key not in found or others < found[key].amiss:
            found[key] = Reading(wants, others)
    nothing = found.pop((), Reading((), LEFT_OUT))
    return (*sorted(found.values(), key=lambda each: each.amiss)[:MOST_READINGS], nothing) if found else ()


def _before_all(gate: Gate) -> Gate:
    """Return a gate that is left out only where no other gives way."""
    return (*gate[:-1], Reading((), LEFT_OUT**2))


class _Order:
    """Answers for the reading of each gate with which the least is amiss, of those that were tried."""

    def __init__(self, maker: Maker, gates: Sequence[Gate], kept: Mapping[str, Any]) -> None:
        self.maker, self.gates, self.kept = maker, gates, kept
        self.tried = 0
        self.amiss: int | None = None
        self.read: tuple[Reading, ...] = ()
        self.made: Made = {}
        self._read_on((), {}, 0)

    def _read_on(self, read: tuple[Reading, ...], made: Made, amiss: int) -> None:
        """Read the next gate in each way that goes with those before it."""
        left = self.gates[len(read) :]
        if self.amiss is not None and amiss + sum(min(each.amiss for each in gate) for gate in left) >= self.amiss:
            return
        if not left:
            self.read, self.made, self.amiss = read, made, amiss
        for each in left[0] if left else ():
            tried = self._tried((*read, each)) if each.wants else made
            if tried is not None:
                self._read_on((*read, each), tried, amiss + each.amiss)

    def _tried(self, read: Sequence[Reading]) -> Made | None:
        self.tried += 1
        if self.tried > MOST_TRIED and self.amiss is not None:
            return None
        return self.maker.made(merged([each.wants for each in read]), self.kept)
