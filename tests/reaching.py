"""What an expectation may come to: each choice taken for all its leaves at once, the rest freely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from techassure.definitions.model import Column, Fact
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree, leaves

Truths = set[int]


def reach(tree: Tree, facts: Mapping[str, Fact | Column]) -> Truths:
    """Return what an expectation may come to: each choice taken for all its leaves at once, the rest freely."""
    return set().union(*(reach_of(tree, facts, said) for said in choices_of([tree], facts)))


def choices_of(trees: Sequence[Tree], facts: Mapping[str, Fact | Column]) -> Iterator[dict[str, Any]]:
    """Yield every answer to the questions of a few fixed answers that the expectations ask; None is no answer."""
    asked = {leaf.fact for tree in trees for leaf in leaves(tree)}
    offered = {name: answers(facts[name]) for name in sorted(asked) if answers(facts[name])}
    for values in product(*offered.values()):
        yield dict(zip(offered, values, strict=True))


def answers(fact: Fact | Column) -> list[Any]:
    if isinstance(fact, Fact) and fact.derived:
        return []
    fixed: dict[str, list[Any]] = {"yes-no": [True, False, None], "choice": [*(fact.options or {}), None]}
    return fixed.get(fact.type, [])


def reach_of(tree: Tree, facts: Mapping[str, Fact | Column], said: Mapping[str, Any]) -> Truths:
    if isinstance(tree, Leaf):
        return _reach_of_leaf(tree, facts, said)
    if isinstance(tree, Not):
        return {-each for each in reach_of(tree.part, facts, said)}
    best = min if isinstance(tree, All) else max
    first, *rest = (reach_of(part, facts, said) for part in tree.parts)
    for found in rest:
        first = {best(one, two) for one in first for two in found}
    return first


def _reach_of_leaf(leaf: Leaf, facts: Mapping[str, Fact | Column], said: Mapping[str, Any]) -> Truths:
    if leaf.fact in said:
        return {truth_of(leaf, said[leaf.fact])}
    if leaf.word == "provided":
        return {HOLDS, OPEN}
    if leaf.word == "every":
        table = facts[leaf.fact]
        assert isinstance(table, Fact)
        return {HOLDS, OPEN} | ({FAILS} & reach(leaf.argument, table.columns or {}))
    return {HOLDS, OPEN, FAILS}


def truth_of(leaf: Leaf, value: Any) -> int:
    if value is None:
        return OPEN
    if leaf.word == "provided":
        return HOLDS
    among = leaf.argument if leaf.word in ("one_of", "none_of") else (leaf.argument,)
    return HOLDS if (value in among) is (leaf.word in ("is", "one_of")) else FAILS
