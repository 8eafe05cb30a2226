"""What an expectation wants of answers, one alternative at a time: leaves that have to hold, or to fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from techassure.definitions.words import HOLDS, All, Leaf, Not, Tree
from techassure.engine.plans import FactPlan
from techassure.planning.through import Known
from techassure.proving.combinations import same
from techassure.proving.witnesses import value_of

MOST_OPTIONS = 48
Literal = tuple[Leaf, int]
Option = tuple[Literal, ...]


def options(tree: Tree, wanted: int = HOLDS) -> Iterator[Option]:
    """Yield the ways to read an expectation as leaves that have to come out so, all at once; the first of them only."""
    yield from islice(_options(tree, wanted), MOST_OPTIONS)


def _options(tree: Tree, wanted: int) -> Iterator[Option]:
    if isinstance(tree, Leaf):
        yield ((tree, wanted),)
    elif isinstance(tree, Not):
        yield from _options(tree.part, -wanted)
    elif isinstance(tree, All) == (wanted == HOLDS):
        for chosen in product(*(list(options(part, wanted)) for part in tree.parts)):
            yield tuple(each for part in chosen for each in part)
    else:
        for part in tree.parts:
            yield from _options(part, wanted)


def about(option: Iterable[Literal], names: frozenset[str]) -> Option:
    """Return the literals that speak of some facts, each once."""
    found = {(same(leaf), wanted): (leaf, wanted) for leaf, wanted in option if leaf.fact in names}
    return tuple(found.values())


def merged(options: Sequence[Option]) -> Option:
    """Return the literals of several options, each once."""
    return tuple({(same(leaf), wanted): (leaf, wanted) for each in options for leaf, wanted in each}.values())


def place(leaf: Leaf, leaves: Sequence[Leaf]) -> int:
    """Return where a leaf stands among those that are said of its fact."""
    return next(at for at, each in enumerate(leaves) if (each.word, each.argument) == (leaf.word, leaf.argument))


def holds(leaf: Leaf, wanted: int, given: Mapping[str, Any], plans: Mapping[str, FactPlan], known: Known) -> bool:
    """Tell whether a leaf comes out as wanted with these answers."""
    value = value_of(leaf.fact, given, known)
    if value is None:
        return False
    plan = plans[leaf.fact]
    return plan.truths(value)[place(leaf, plan.leaves)] == wanted
