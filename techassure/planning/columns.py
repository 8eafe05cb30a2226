"""What each column of a table may hold, and the ways in which a row comes to be as it is wanted.

Of each column the lowest bit stands for a cell that is left out, the next ones for the values that the expectations
tell apart; a column that every row needs has no lowest bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from techassure.definitions import words
from techassure.definitions.model import Column
from techassure.definitions.validators import accepts
from techassure.definitions.words import FAILS, HOLDS, All, Days, Leaf, Not, Tree
from techassure.planning.joining import KEEP, NEVER, Alternatives, Way, either, joined
from techassure.planning.through import is_among
from techassure.proving.cells import near_edges
from techassure.proving.combinations import same

LEFT_OUT = KEEP
Row = dict[str, Any]


class Columns:
    """The columns of a table, each with the values that ``trees`` tell apart; ``more`` values come before them."""

    def __init__(
        self, columns: Mapping[str, Column], trees: Iterable[Tree], more: Mapping[str, Sequence[Any]], days: Days
    ) -> None:
        self.columns = columns
        self._bits: dict[tuple[str, str, str], dict[int, int]] = {}
        self.values: dict[str, list[Any]] = {}
        spoken: dict[str, dict[tuple[str, str, str], Leaf]] = {}
        for tree in trees:
            for leaf in words.leaves(tree):
                spoken.setdefault(leaf.fact, {})[same(leaf)] = leaf
        for name, column in columns.items():
            leaves = list(spoken.get(name, {}).values())
            self.values[name] = _values(column, leaves, more.get(name, ()), days)
            self._read(leaves, self.values[name], days)

    def _read(self, leaves: Sequence[Leaf], values: Sequence[Any], days: Days) -> None:
        for leaf in leaves:
            holds, fails = (accepts(each) for each in words.schemas(leaf, days))
            self._bits[same(leaf)] = {
                HOLDS: sum(2 << at for at, value in enumerate(values) if holds(value)),
                FAILS: sum(2 << at for at, value in enumerate(values) if fails(value)),
            }

    def ways(self, tree: Tree, wanted: int) -> Alternatives:
        """Return the ways in which an expectation of a row comes to hold, or to fail."""
        if isinstance(tree, Leaf):
            bits = self._bits[same(tree)][wanted]
            return Alternatives(({tree.fact: bits},)) if bits else NEVER
        if isinstance(tree, Not):
            return self.ways(tree.part, -wanted)
        parts = [self.ways(part, wanted) for part in tree.parts]
        return joined(parts) if isinstance(tree, All) == (wanted == HOLDS) else either(parts)

    def having(self, name: str, values: Iterable[Any]) -> int:
        """Return the bits of those of a column's values that are among some."""
        given = list(values)
        return sum(2 << at for at, value in enumerate(self.values[name]) if is_among(value, given))

    def where(self, name: str, may_be: Callable[[Any], bool]) -> int:
        """Return the bits of the values that a cell may be, and of none where it may be left out."""
        bits = sum(2 << at for at, value in enumerate(self.values[name]) if may_be(value))
        return bits | (LEFT_OUT if self.columns[name].optional and may_be(None) else 0)

    def any_of(self, name: str) -> int:
        """Return the bits of all of a column's values."""
        return sum(2 << at for at in range(len(self.values[name])))

    def exactly(self, row: Row) -> Way:
        """Return the way on which a row is what it is; its values are among those of the columns."""
        return {name: self.having(name, [row[name]]) if name in row else LEFT_OUT for name in self.columns}

    def allowed(self, name: str, bits: int) -> list[Any]:
        """Return the values of a column that some bits stand for."""
        return [value for at, value in enumerate(self.values[name]) if bits & 2 << at]

    def row(self, way: Way) -> Row:
        """Return the shortest row on a way: what may be left out is, of anything else it has the first value."""
        made = {}
        for name, column in self.columns.items():
            bits = way.get(name, LEFT_OUT if column.optional else -1)
            if not (column.optional and bits & LEFT_OUT):
                made[name] = self.allowed(name, bits)[0]
        return made


def _values(column: Column, leaves: Sequence[Leaf], more: Sequence[Any], days: Days) -> list[Any]:
    found: list[Any] = []
    for value in (*more, *near_edges(column, leaves, days)):
        if not is_among(value, found) and not _is_retired(column, value):
            found.append(value)
    return found


def _is_retired(column: Column, value: Any) -> bool:
    chosen = value if column.type == "choices" else [value]
    return bool(column.retired) and any(each in column.retired for each in chosen)
