"""What can be claimed of expectations for every submission on every day: proven, shown untrue, or not decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from techassure.definitions import facts
from techassure.definitions.model import Column, Fact
from techassure.definitions.words import Days, Leaf, Tree, leaves
from techassure.proving import combinations
from techassure.proving.cells import cells_of
from techassure.proving.combinations import Bits, Cells, Combinations
from techassure.proving.computable import possible
from techassure.proving.computed_facts import as_computed
from techassure.proving.day_orders import day_orders, speaking_of_days

MOST_LOOKED_AT = 1 << 23
"""So many combinations are looked at for one claim, over all orders of days; beyond, it is not decided."""
MOST_REMEMBERED = 1 << 16
Claim = Callable[[Combinations], Bits]
"""Given every combination, those that speak against a claim."""
DatedClaim = Callable[[Combinations, Days], Bits]
"""The same, given the days on which they are judged as well."""


class Prover:
    """Proves claims about the facts of one library; what it worked out once it remembers."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self.facts = known
        self.always_answered: frozenset[str] = frozenset()
        self._cells: dict[Any, Cells] = {}
        self._grids: dict[Any, Combinations | None] = {}
        self._orders: dict[Any, tuple[tuple[Days, ...], bool]] = {}
        self._of_rows: dict[str, RowProver] = {}
        self._kept: list[Tree] = []  # so that no other tree ever has the identity of one that is remembered

    def of_rows(self, table: str) -> RowProver:
        """Return what proves claims about each row of a table by itself."""
        if table not in self._of_rows:
            self._of_rows[table] = RowProver(facts.columns_of(self.facts[table]))
        return self._of_rows[table]

    def never(self, trees: Sequence[Tree], against: Claim, as_of: int) -> bool | None:
        """Tell whether no submission on any day gives one of the combinations.

        False: some combination does. None: it is not decided, because there are too many combinations, or because
        it is not certain that all were looked at.
        """
        return self.never_on(trees, lambda grid, _: against(grid), as_of)

    def never_on(self, trees: Sequence[Tree], against: DatedClaim, as_of: int) -> bool | None:
        """Tell what `never` tells of a claim that has to know the days."""
        orders, whole = self._day_orders(trees, as_of)
        looked_at = 0
        for days in orders:
            grid = self.grid(trees, days)
            looked_at += grid.size if grid else MOST_LOOKED_AT
            if grid is None or looked_at > MOST_LOOKED_AT:
                return None
            if against(grid, days) & grid.possible:
                return False
            whole = whole and grid.complete
        return True if whole else None

    def _day_orders(self, trees: Sequence[Tree], as_of: int) -> tuple[tuple[Days, ...], bool]:
        key = (tuple(map(id, trees)), as_of)
        if key not in self._orders:
            self._kept += trees
            self._orders[key] = day_orders(chain.from_iterable(map(leaves, trees)), as_of)
        return self._orders[key]

    def grid(self, trees: Sequence[Tree], days: Days) -> Combinations | None:
        """Return every combination of what the trees speak of; None where there are too many."""
        key = (tuple(map(id, trees)), days)
        if key in self._grids:
            return self._grids[key]
        made = self._made(trees, days)
        if made is None or made.size <= MOST_REMEMBERED:
            self._kept += trees
            self._grids[key] = made
        return made

    def _made(self, trees: Iterable[Tree], days: Days) -> Combinations | None:
        spoken: dict[str, dict[Any, Leaf]] = {}
        for leaf in chain.from_iterable(map(leaves, trees)):
            spoken.setdefault(leaf.fact, {}).setdefault(combinations.same(leaf), leaf)
        cells = {name: self.cells(name, found.values(), days) for name, found in spoken.items()}
        made = combinations.of_cells(cells, self.always_answered)
        if made is not None:
            made.possible = possible(made, self.facts, days)
        return made

    def cells(self, name: str, found: Iterable[Leaf], days: Days) -> Cells:
        """Return the cells of a fact for what is said of it; of a computed one, those that can be computed."""
        distinct = {combinations.same(leaf): leaf for leaf in found}
        is_dated = next(speaking_of_days(distinct.values()), None) is not None
        key = (name, tuple(distinct), days if is_dated else None)
        if key not in self._cells:
            self._cells[key] = self._cells_of(name, distinct.values(), days)
        return self._cells[key]

    def _cells_of(self, name: str, found: Iterable[Leaf], days: Days) -> Cells:
        return cells_of(as_computed(name, self.facts), found, days)


class RowProver(Prover):
    """Proves claims about one row: a column that is not optional always has a value, and none is computed."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        super().__init__({})
        self.columns = columns
        self.always_answered = frozenset(name for name, column in columns.items() if not column.optional)

    def _cells_of(self, name: str, found: Iterable[Leaf], days: Days) -> Cells:
        return cells_of(self.columns[name], found, days)
