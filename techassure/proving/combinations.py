"""The cells of several facts taken together: every combination is one bit, so that a million are looked at in one step.

A leaf holds on some combinations and fails on others: two whole numbers whose bits say which. What `all`, `any` and
`not` make of them is `&`, `|` and an exchange. That something never happens is a number that is zero; that it happens
is a bit, which names the values that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import reduce
from math import prod
from operator import and_, or_
from typing import Any, NamedTuple

from techassure.definitions.words import FAILS, HOLDS, OPEN, Leaf, Not, Tree
from techassure.definitions.words import All as AllOf

MOST = 1 << 20
"""So many combinations are looked at; where there are more, nothing is claimed."""
Truths = tuple[int, ...]
Bits = int


class Cell(NamedTuple):
    """A typed value, and the truth of each leaf for it: the witness that these truths go together."""

    value: Any
    truths: Truths


class Cells(NamedTuple):
    """The cells of one fact. ``leaves`` are distinct; a cell's truths stand in their order.

    ``complete``: certified that no answer of the fact's type gives truths that none of the cells has. That the fact
    was not answered at all is no cell: then every leaf is open.
    """

    leaves: tuple[Leaf, ...]
    values: tuple[Cell, ...]
    complete: bool


class Sides(NamedTuple):
    """On which combinations an expectation holds, and on which it fails; on the others it is open."""

    holds: Bits
    fails: Bits


def same(leaf: Leaf) -> tuple[str, str, str]:
    """Return a key that two leaves share just if they say the same of the same fact."""
    return leaf.fact, leaf.word, repr(leaf.argument)


def of_cells(cells: Mapping[str, Cells], answered: Collection[str] = ()) -> Combinations | None:
    """Return every combination, or None where there are too many to look at.

    ``answered`` names facts that are taken to be answered; the others may also be left unanswered.
    """
    if prod(len(each.values) + 1 for each in cells.values()) > MOST:
        return None
    return Combinations(cells, set(cells) - set(answered))


class Combinations:
    """Every combination of the cells of some facts, each fact also unanswered where it is ``optional``.

    ``everything`` has a bit for each combination. ``complete``: certified that no other combination of truths exists,
    so that what no bit shows cannot happen. Facts are taken to be independent of each other. Where one is computed from
    another, combinations are too many; ``possible`` are those that are not known to be impossible, at first all.
    """

    def __init__(self, cells: Mapping[str, Cells], optional: Collection[str]) -> None:
        self.cells = dict(cells)
        self.absent = {name: name in optional for name in cells}
        self.complete = all(each.complete for each in cells.values())
        self._counts = [len(each.values) + self.absent[name] for name, each in self.cells.items()]
        self.size = prod(self._counts)
        self.everything: Bits = (1 << self.size) - 1
        self.possible: Bits = self.everything
        self._leaves: dict[tuple[str, str, str], tuple[int, Sides]] = {}
        self._met: dict[int, tuple[Leaf, int, Sides]] = {}
        self._steps: dict[str, int] = {}
        step = 1
        for name, count in zip(self.cells, self._counts, strict=True):
            self._steps[name] = step
            self._add(name, self.cells[name], step, count)
            step *= count

    def _add(self, name: str, cells: Cells, step: int, count: int) -> None:
        for at, leaf in enumerate(cells.leaves):
            holds = [index for index, cell in enumerate(cells.values) if cell.truths[at] == HOLDS]
            fails = [index for index, cell in enumerate(cells.values) if cell.truths[at] == FAILS]
            sides = Sides(self._where(holds, step, count), self._where(fails, step, count))
            self._leaves[name, leaf.word, repr(leaf.argument)] = at, sides

    def _where(self, chosen: list[int], step: int, count: int) -> Bits:
        """Return the bits of all combinations in which a fact has one of the chosen cells."""
        block = (1 << step) - 1
        pattern = sum(block << (index * step) for index in chosen)
        width = step * count
        while width < self.size:
            pattern |= pattern << width
            width *= 2
        return pattern & self.everything

    def answered(self, name: str) -> Bits:
        """Return where the fact is answered."""
        count = len(self.cells[name].values)
        return self._where(list(range(count)), self._steps[name], count + self.absent[name])

    def having(self, name: str, cell: int) -> Bits:
        """Return where the fact has the cell at this position among its own."""
        return self._where([cell], self._steps[name], len(self.cells[name].values) + self.absent[name])

    def moved(self, bits: Bits, name: str, one: int, other: int) -> Bits:
        """Return those of the bits in which the fact has one cell, as the combinations that have the other instead."""
        by = (other - one) * self._steps[name]
        part = bits & self.having(name, one)
        return part << by if by > 0 else part >> -by

    def anywhere(self, bits: Bits, name: str) -> Bits:
        """Return the combinations that are like one of the bits but for what is answered to the fact, if anything."""
        step = self._steps[name]
        count = len(self.cells[name].values) + self.absent[name]
        first = self._where([0], step, count)
        found = reduce(or_, [(bits >> (at * step)) & first for at in range(count)], 0)
        return reduce(or_, [found << (at * step) for at in range(count)], 0)

    def one_each(self, bits: Bits, name: str) -> Bits:
        """Return the first of those of the bits that are alike but for what is answered to the fact, if anything."""
        step = self._steps[name]
        count = len(self.cells[name].values) + self.absent[name]
        first = self._where([0], step, count)
        seen, left = 0, 0
        for at in range(count):
            new = (bits >> (at * step)) & first & ~seen
            seen |= new
            left |= new << (at * step)
        return left

    def of(self, tree: Tree, of_leaf: Callable[[Leaf], Sides] | None = None) -> Sides:
        """Return where an expectation holds and fails. All its leaves must be among those of the cells.

        ``of_leaf`` may say something else of the leaves than the cells do.
        """
        if isinstance(tree, Leaf):
            return of_leaf(tree) if of_leaf else self._of_leaf(tree)[2]
        if isinstance(tree, Not):
            part = self.of(tree.part, of_leaf)
            return Sides(part.fails, part.holds)
        sides = [self.of(part, of_leaf) for part in tree.parts]
        holds, fails = (and_, or_) if isinstance(tree, AllOf) else (or_, and_)
        return Sides(reduce(holds, [each.holds for each in sides]), reduce(fails, [each.fails for each in sides]))

    def _of_leaf(self, leaf: Leaf) -> tuple[Leaf, int, Sides]:
        """Return the leaf, so that no other ever has its identity, its place in the truths of a cell, and its sides."""
        found = self._met.get(id(leaf))
        if found is None:
            found = self._met[id(leaf)] = (leaf, *self._leaves[same(leaf)])
        return found

    def truth_in(self, bits: Bits) -> Callable[[Leaf], int]:
        """Return what tells the truth of each leaf in the first of the bits."""
        positions = self.positions(bits)

        def truth(leaf: Leaf) -> int:
            cells, at = self.cells[leaf.fact].values, positions[leaf.fact]
            return cells[at].truths[self._of_leaf(leaf)[1]] if at < len(cells) else OPEN

        return truth

    def positions(self, bits: Bits) -> dict[str, int]:
        """Return which cell each fact has in the first of the bits; one beyond the last: it is not answered."""
        index, found = (bits & -bits).bit_length() - 1, {}
        for name, count in zip(self.cells, self._counts, strict=True):
            index, found[name] = divmod(index, count)
        return found

    def first(self, bits: Bits) -> dict[str, Any] | None:
        """Return the typed values of the first combination among the bits, without what is unanswered; None: no bit."""
        if not bits:
            return None
        at = self.positions(bits)
        cells = ((name, its.values[at[name]]) for name, its in self.cells.items() if at[name] < len(its.values))
        return {name: cell.value for name, cell in cells}
