"""When a question no longer matters: what of a condition is already known, and what the answers make of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from techassure.definitions import words
from techassure.definitions.validators import accepts
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, AnyOf, Days, Leaf, Not, Tree

UNKNOWN = Leaf("", "provided", True, "yes")
"""Stands for what is not known when a question is asked: the question's own answer, or what no form can work out."""


def fixed(tree: Tree, truth: Callable[[Leaf], int]) -> Tree | int:
    """Return the tree without the leaves that are already known, or what it comes to if that is settled."""
    if isinstance(tree, Leaf):
        return truth(tree) or tree
    if isinstance(tree, Not):
        inner = fixed(tree.part, truth)
        return -inner if isinstance(inner, int) else Not(inner)
    settles = FAILS if isinstance(tree, All) else HOLDS
    parts = [fixed(part, truth) for part in tree.parts]
    left = tuple(part for part in parts if not isinstance(part, int))
    if settles in parts or not left:
        return settles if settles in parts else -settles
    return All(left) if isinstance(tree, All) else AnyOf(left)


def without(tree: Tree, fact: str) -> Tree:
    """Return the tree with everything it says of the fact unknown: what decides before the fact is answered."""
    if isinstance(tree, Leaf):
        return UNKNOWN if tree.fact == fact else tree
    if isinstance(tree, Not):
        return Not(without(tree.part, fact))
    parts = tuple(without(part, fact) for part in tree.parts)
    return All(parts) if isinstance(tree, All) else AnyOf(parts)


def leaf_truth(leaf: Leaf, values: Mapping[str, Any], days: Days) -> int:
    """Return what typed values make of a leaf: HOLDS, FAILS, or OPEN where they do not say."""
    if leaf.fact not in values:
        return OPEN
    holds, fails = words.schemas(leaf, days)
    value = values[leaf.fact]
    return HOLDS if accepts(holds)(value) else FAILS if accepts(fails)(value) else OPEN


def is_closed(conditions: Iterable[Tree], truth: Callable[[Leaf], int]) -> bool:
    """Tell whether every one of the conditions fails; there is at least one."""
    return all(words.truth(tree, truth) == FAILS for tree in conditions)
