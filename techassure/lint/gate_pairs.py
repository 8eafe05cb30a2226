"""Pairs of gates of one selection that one answer may bear on, and whether a submission can pass both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from techassure.definitions.words import Tree, leaves
from techassure.lint.subjects import ACriterion, ASelection
from techassure.problems import Path
from techassure.proving.computable import sources


class Pair(NamedTuple):
    """Two gates, and where the selection states the later."""

    one: ACriterion
    other: ACriterion
    path: Path

    def can_be_passed(self) -> bool | None:
        """Tell whether they leave room for each other; None: it is not decided.

        They do not where both apply to some submissions, of which some pass the one and some the other, and none both.
        A gate that applies only to those who fail another asks them for more, and contradicts nothing.
        """
        one, other = self.one, self.other
        trees = other.trees
        passed = one.never(lambda grid: one.passing(grid) & other.passing(grid), *trees)
        if not passed:
            return None if passed is None else True
        each_can = (
            one.never(lambda grid: one.passing(grid) & other.applying(grid), *trees),
            one.never(lambda grid: one.applying(grid) & other.passing(grid), *trees),
        )
        return True if True in each_can else None if None in each_can else False


def gate_pairs(selection: ASelection) -> Iterator[Pair]:
    """Yield the pairs of gates of which one judges what the other speaks of; those of one edition, in its own page."""
    stated = [member for member in selection.selection.members if member.gate]
    known = [(member, selection.criteria[member.definition.key]) for member in stated]
    said = {each.definition.key: (_facts(each, each.trees), _facts(each, judged(each))) for _, each in known}
    for (_, one), (later, other) in combinations(known, 2):
        first, second = said[one.definition.key], said[other.definition.key]
        if (first[1] & second[0]) | (first[0] & second[1]) and not _elsewhere(selection, one, other):
            yield Pair(one, other, selection.line_of(later))


def judged(criterion: ACriterion) -> list[Tree]:
    """Return what has to hold, or to fail, once the criterion applies."""
    applies = criterion.definition.applies
    return [tree for tree in criterion.trees if tree is not applies]


def _facts(criterion: ACriterion, trees: Iterator[Tree] | tuple[Tree, ...] | list[Tree]) -> set[str]:
    """Return what trees speak of, and what that is computed from."""
    named = {leaf.fact for tree in trees for leaf in leaves(tree)}
    return named.union(*(sources(name, criterion.facts) for name in named))


def _elsewhere(selection: ASelection, one: ACriterion, other: ACriterion) -> bool:
    """Tell whether both are gates of one edition, whose own page is looked at."""
    gates = [each.definition.entry.gate for each in (one, other)]
    return selection.selection.kind != "standards" and one.edition is other.edition and all(gates)
