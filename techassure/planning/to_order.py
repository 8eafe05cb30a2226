"""Answers made to order: tables, and sets of options, that are as all the gates together want them.

Where an answer has many parts, the values that words tell apart are too many to look at one by one. So what each gate
wants of it is taken in turn, and an answer is made for as much of that as goes together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, Protocol

from techassure.definitions.words import HOLDS, Tree
from techassure.engine.plans import FactPlan
from techassure.planning.literals import Literal, Option, about, holds, merged, options
from techassure.proving.combinations import same

MOST_ORDERS = 3
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


def orders(maker: Maker, wanted: Iterable[Sequence[Tree]], kept: Sequence[Mapping[str, Any]]) -> Iterator[Made]:
    """Yield answers, each as several of the gates want them that had nothing to their mind before.

    ``wanted`` are the expectations of each gate; ``kept`` says which answers may stay as they are, one way after
    another. Where they go together, the first answers have what every gate wants.
    """
    readings = [found for trees in wanted if (found := _readings(trees, maker.names))]
    for each in kept:
        left: Sequence[Sequence[Option]] = readings
        for _ in range(MOST_ORDERS):
            made, left = _order(maker, left, readings, each)
            if made is not None:
                yield made
            if made is None or not left:
                break


def _order(
    maker: Maker, first: Sequence[Sequence[Option]], readings: Sequence[Sequence[Option]], kept: Mapping[str, Any]
) -> tuple[Made | None, list[Sequence[Option]]]:
    """Return answers for what comes first and for as many others as go with it; and what of the first does not."""
    taken: list[Option] = []
    made: Made | None = None
    left: list[Sequence[Option]] = []
    for each in (*first, *(other for other in readings if other not in first)):
        for option in each:
            tried = maker.made(merged([*taken, option]), kept)
            if tried is not None:
                taken.append(option)
                made = tried
                break
        else:
            left.append(each)
    return made, [each for each in left if each in first and len(left) < len(first)]


def _readings(trees: Sequence[Tree], names: frozenset[str]) -> list[Option]:
    """Return what a gate wants of some facts, in each way in which it may: first where it wants least of others."""
    found: dict[object, tuple[int, Option]] = {}
    for chosen in islice(product(*(list(options(tree)) for tree in trees)), MOST_COMBINED):
        both = merged(chosen)
        inside = about(both, names)
        key = tuple((same(leaf), wanted) for leaf, wanted in inside)
        if inside and len(both) - len(inside) < found.get(key, (len(both), ()))[0]:
            found[key] = (len(both) - len(inside), inside)
    return [option for _, option in sorted(found.values(), key=lambda each: each[0])[:MOST_READINGS]]
