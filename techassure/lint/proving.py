"""What can be claimed of expectations for every submission on every day: proven, shown untrue, or not decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from techassure.definitions.model import Fact
from techassure.definitions.words import Days, Leaf, Tree, leaves
from techassure.proving import combinations
from techassure.proving.cells import cells_of
from techassure.proving.combinations import Bits, Cells, Combinations
from techassure.proving.computed_facts import as_computed
from techassure.proving.day_orders import day_orders

MOST_LOOKED_AT = 1 << 23
"""So many combinations are looked at for one claim, over all orders of days; beyond, it is not decided."""
MOST_REMEMBERED = 1 << 16
Claim = Callable[[Combinations], Bits]
"""Given every combination, those that speak against a claim."""
DatedClaim = Callable[[Combinations, Days], Bits]
"""The same, given the days on which they are judged as well."""


class Prover:
    """Proves claims about the facts of one library; what it worked out once it remembers."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self._cells: dict[Any, Cells] = {}
        self._grids: dict[Any, Combinations | None] = {}
        self._kept: list[Tree] = []  # so that no other tree ever has the identity of one that is remembered

    def never(self, trees: Sequence[Tree], against: Claim, as_of: int) -> bool | None:
        """Tell whether no submission on any day gives one of the combinations.

        False: some combination does. None: it is not decided, because there are too many combinations, or because
        it is not certain that all were looked at.
        """
        return self.never_on(trees, lambda grid, _: against(grid), as_of)

    def never_on(self, trees: Sequence[Tree], against: DatedClaim, as_of: int) -> bool | None:
        """Tell what `never` tells of a claim that has to know the days."""
        orders, whole = day_orders(chain.from_iterable(leaves(tree) for tree in trees), as_of)
        for days in orders:
            grid = self.grid(trees, days)
            if grid is None or grid.size * len(orders) > MOST_LOOKED_AT:
                return None
            if against(grid, days):
                return False
            whole = whole and grid.complete
        return True if whole else None

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
        return combinations.of_cells(cells)

    def cells(self, name: str, found: Iterable[Leaf], days: Days) -> Cells:
        """Return the cells of a fact for what is said of it; of a computed one, those that can be computed."""
        distinct = {combinations.same(leaf): leaf for leaf in found}
        key = (name, tuple(distinct), days)
        if key not in self._cells:
            self._cells[key] = cells_of(as_computed(name, self.facts), distinct.values(), days)
        return self._cells[key]
