"""Wide rows: what is looked up for the rows of a table, said as if it stood in these rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from techassure.definitions.model import Column, Fact
from techassure.definitions.words import HOLDS, All, AnyOf, Leaf, Not, Tree
from techassure.planning.literals import Literal


class Asked(NamedTuple):
    """What is asked of a table: of every row, of some row each, and how many rows there are to be."""

    every: tuple[tuple[Tree, int], ...]
    some: tuple[tuple[Tree, int], ...]
    least: int

    @staticmethod
    def by(literals: Iterable[Literal]) -> Asked:
        """Return what leaves about tables ask, each of which has to hold or to fail."""
        every: list[tuple[Tree, int]] = []
        some: list[tuple[Tree, int]] = []
        least = 0
        for leaf, wanted in literals:
            if leaf.word in ("every", "some"):
                of_all = (leaf.word == "every") == (wanted == HOLDS)
                (every if of_all else some).append((leaf.argument, wanted))
            elif leaf.word == "rows":
                low, high = leaf.argument
                least = max(least, (low or 0) if wanted == HOLDS else (high or -1) + 1 if high is not None else 0)
        return Asked(tuple(every), tuple(some), least)


def looked_in(look: Fact) -> str:
    """Return the table in which a look-up looks."""
    assert look.derived is not None
    return look.derived.inputs[1]


def wide_name(look: str, column: str) -> str:
    """Return the name in the wide row of a column that is taken over: no column is called so."""
    return f"{look} {column}"


def optional(column: Column) -> Column:
    """Return a column that may be left out: nothing is taken over where nothing is found."""
    return column.model_copy(update={"optional": True})


def as_wide(leaf: Leaf, look: Fact) -> Leaf:
    """Return what is said of looked-up rows as said of wide rows."""
    assert look.derived is not None
    if leaf.word not in ("every", "some"):
        return leaf
    names = {new: wide_name(leaf.fact, new) for new in look.derived.take or {}}
    return replace(leaf, argument=renamed(leaf.argument, names))


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """Return an expectation with other names of columns."""
    if isinstance(tree, Leaf):
        return replace(tree, fact=names.get(tree.fact, tree.fact))
    if isinstance(tree, Not):
        return Not(renamed(tree.part, names))
    parts = tuple(renamed(part, names) for part in tree.parts)
    return All(parts) if isinstance(tree, All) else AnyOf(parts)
