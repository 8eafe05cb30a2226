"""Expectations taken apart: what is left without a part, and what they say if only being answered counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_

from techassure.definitions.words import All, AnyOf, Leaf, Not, Tree, leaves
from techassure.proving.combinations import Bits, Combinations


def alternatives(tree: Tree) -> Iterator[Tree]:
    """Yield every part of an `any` of several."""
    if isinstance(tree, Not):
        yield from alternatives(tree.part)
    elif not isinstance(tree, Leaf):
        yield from tree.parts if isinstance(tree, AnyOf) and len(tree.parts) > 1 else ()
        for part in tree.parts:
            yield from alternatives(part)


def parts(tree: Tree) -> Iterator[tuple[All | AnyOf, int]]:
    """Yield every place in the tree from which a part could be taken away."""
    if isinstance(tree, Not):
        yield from parts(tree.part)
    elif not isinstance(tree, Leaf):
        for at, part in enumerate(tree.parts):
            if len(tree.parts) > 1:
                yield tree, at
            yield from parts(part)


def without(tree: Tree, node: All | AnyOf, at: int) -> Tree:
    """Return the tree without the part of a node at a position."""
    if tree is node:
        return type(node)(node.parts[:at] + node.parts[at + 1 :])
    if isinstance(tree, Leaf):
        return tree
    if isinstance(tree, Not):
        return Not(without(tree.part, node, at))
    return type(tree)(tuple(without(part, node, at) for part in tree.parts))


def all_answered(grid: Combinations, tree: Tree) -> Bits:
    """Return where every fact of the tree is answered."""
    return reduce(and_, (grid.answered(leaf.fact) for leaf in leaves(tree)), grid.everything)


def falls_short(grid: Combinations, tree: Tree) -> Bits:
    """Return where the tree does not hold though all that it judges is answered.

    A fact of which nothing is asked but an answer may be missing: that is what the tree asks.
    """
    judged = [leaf.fact for leaf in leaves(tree) if leaf.word != "provided"]
    return reduce(and_, map(grid.answered, judged), grid.everything) & ~grid.of(tree).holds


def says_more_than_answered(tree: Tree) -> bool:
    """Tell whether some word asks for more than an answer."""
    return any(leaf.word != "provided" for leaf in leaves(tree))


def smallest(tree: Tree, still: Callable[[Tree], bool]) -> list[Tree]:
    """Return few parts of an `all` that are enough for what is true of it; of anything else, itself."""
    kept: list[Tree] = list(tree.parts) if isinstance(tree, All) else [tree]
    for part in tuple(kept):
        fewer = [each for each in kept if each is not part]
        if fewer and still(All(tuple(fewer))):
            kept = fewer
    return kept
