"""Rows made to order: those of a table and of the tables that it looks things up in, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice, product

from techassure.definitions.words import Tree
from techassure.engine.plans import FactPlan
from techassure.planning.joined_tables import JoinedTables
from techassure.planning.joining import ALWAYS, Alternatives, Way, joined
from techassure.planning.literals import Literal, holds
from techassure.planning.rows_wanted import Rows, RowsWanted
from techassure.planning.through import MOST_ROWS
from techassure.planning.wide_rows import wide_name

MOST_TRIED, MOST_TAKEN = 8, 100
MOST_COLUMNS, MOST_FIGURES = 3, 12
Tables = Mapping[str, tuple[Alternatives, ...]]
"""Of each table the rows, each as the ways in which it may still be as it is wanted."""
Step = Callable[[Tables], Iterator[Tables]]


class RowsToOrder:
    """Makes the rows of tables that hang together.

    From the ways in which a row is as every expectation wants it, the shortest is taken, and the tables that are looked
    in get a row for each thing said of it.
    """

    def __init__(self, tables: JoinedTables) -> None:
        self.tables = tables
        self.names, self.inside = tables.names, tables.inside

    def made(self, wants: Sequence[Literal], kept: Mapping[str, Rows | None]) -> dict[str, Rows] | None:
        """Return tables with which everything comes out as wanted; those that are kept stay as they are, or unanswered.

        None: none were found; that is no proof that there are none.
        """
        answered = {name: rows or [] for name, rows in kept.items()}
        if any(len(rows) > MOST_ROWS for rows in (*answered.values(), *self.tables.history.values())):
            return None
        unanswered = {name for name, rows in kept.items() if rows is None}
        for tables in _Attempts(RowsWanted(self.tables, wants, answered)).tries():
            made = {name: rows for name, rows in tables.items() if name not in unanswered}
            if self._is_right(made, wants):
                return made
        return None

    def _is_right(self, made: Mapping[str, Rows], wants: Iterable[Literal]) -> bool:
        return all(holds(leaf, wanted, made, self.tables.plans, self.tables.known) for leaf, wanted in wants)


class _Attempts:
    """Attempts at tables for what is wanted, one after the other."""

    def __init__(self, wanted: RowsWanted) -> None:
        self.wanted, self.tables = wanted, wanted.tables
        self.asked, self.columns, self.kept = wanted.asked, wanted.columns, wanted.kept

    def tries(self) -> Iterator[dict[str, Rows]]:
        """Yield tables that may do."""
        least = self.asked[self.tables.rows].least
        start = {name: self.wanted.old(name) for name in self.tables.inside}
        for count in (least,) if least else (0, 1):
            for tables in islice(in_turn(self._steps(count), start), MOST_TRIED):
                made = self._written(tables)
                yield made
                yield from self._with_figures(made)

    def _steps(self, count: int) -> list[Step]:
        """Return how tables are made: the rows of one, what each of them finds, what else is asked of the others."""
        rows, others = self.tables.rows, [name for name in self.tables.inside if name != self.tables.rows]
        return [
            *(partial(self._some, rows, *each) for each in self.asked[rows].some),
            partial(self._as_many, rows, count),
            self._finding,
            *(partial(self._some, name, *each) for name in others for each in self.asked[name].some),
            *(partial(self._as_many, name, self.asked[name].least) for name in others),
        ]

    def _some(self, name: str, tree: Tree, wanted: int, tables: Tables) -> Iterator[Tables]:
        """Yield the tables with a row of which that is so: each that may be so, or a new one."""
        for at, made in self._with_row(name, self.columns[name].ways(tree, wanted), tables):
            if name != self.tables.rows or next(in_turn(self._finds(at), made), None) is not None:
                yield made

    def _with_row(self, name: str, ways: Alternatives, tables: Tables) -> Iterator[tuple[int, Tables]]:
        """Yield the tables with a row on one of the ways, and its position."""
        rows = tables[name]
        for at, row in enumerate(rows):
            both = joined([row, ways])
            if both.ways:
                yield at, {**tables, name: (*rows[:at], both, *rows[at + 1 :])}
        new = None if name in self.kept else self.wanted.new(name, ways, rows)
        if new is not None:
            yield len(rows), {**tables, name: (*rows, new)}

    def _as_many(self, name: str, count: int, tables: Tables) -> Iterator[Tables]:
        """Yield the tables with so many rows at least in one of them."""
        while len(tables[name]) < count and name not in self.kept:
            new = self.wanted.new(name, ALWAYS, tables[name])
            if new is None:
                return
            tables = {**tables, name: (*tables[name], new)}
        yield tables

    def _finding(self, tables: Tables) -> Iterator[Tables]:
        """Yield the tables with rows in those that are looked in for whatever has to be found there."""
        return in_turn([step for at in range(len(tables[self.tables.rows])) for step in self._finds(at)], tables)

    def _finds(self, at: int) -> list[Step]:
        """Return how a row comes to find what it needs to find."""
        return [partial(self._on_a_way, at), *(partial(self._found, look, at) for look in self.tables.looks)]

    def _on_a_way(self, at: int, tables: Tables) -> Iterator[Tables]:
        name = self.tables.rows
        for way in tables[name][at].ways[:MOST_TRIED]:
            yield self._with_way(at, way, tables)

    def _with_way(self, at: int, way: Way, tables: Tables) -> Tables:
        rows = tables[self.tables.rows]
        return {**tables, self.tables.rows: (*rows[:at], Alternatives((way,)), *rows[at + 1 :])}

    def _found(self, look: FactPlan, at: int, tables: Tables) -> Iterator[Tables]:
        """Yield the tables with a row that says what is wanted of the one that finds it."""
        derived = look.fact.derived
        assert derived is not None
        [way] = tables[self.tables.rows][at].ways
        name, wide = derived.inputs[1], self.columns[self.tables.rows]
        taken = [(old, own) for new, old in (derived.take or {}).items() if (own := wide_name(look.name, new)) in way]
        if not taken:
            yield tables
            return
        there = self.columns[name]
        matched = [(old, here) for here, old in (derived.match or {}).items()]
        named = [(old, wide.allowed(own, way.get(own, -1))) for old, own in (*taken, *matched)]
        wanted = joined(
            Alternatives(({old: bits},) if (bits := there.having(old, values)) else ()) for old, values in named
        )
        for place, made in self._with_row(name, wanted, tables):
            key = made[name][place].ways[0]
            narrowed = {here: wide.having(here, there.allowed(old, key[old])) for old, here in matched}
            yield self._with_way(at, {**way, **narrowed}, made)

    def _written(self, tables: Tables) -> dict[str, Rows]:
        """Return the rows themselves: the shortest on their ways, without what is looked up for them."""
        made = {}
        for name, rows in tables.items():
            own, columns = self.tables.known[name].columns or {}, self.columns[name]
            written = ({key: value for key, value in columns.row(row.ways[0]).items() if key in own} for row in rows)
            made[name] = list(self.kept.get(name) or written)
        return made

    # --- figures

    @cached_property
    def _figures(self) -> list[Literal]:
        names = {each.name for each in self.tables.figures}
        return [(leaf, wanted) for leaf, wanted in self.wanted.wants if leaf.fact in names]

    def _with_figures(self, made: dict[str, Rows]) -> Iterator[dict[str, Rows]]:
        """Yield the tables with other numbers in the columns that are summed, where that brings the figures right."""
        name, tables = self.tables.rows, self.tables
        own = tables.known[name].columns or {}
        summed = [each for each in self._summed() if name not in self.wanted.there or not own[each].changes]
        columns = list(dict.fromkeys(summed))[:MOST_COLUMNS]
        if not self._figures or name in self.kept or not made[name]:
            return
        bounds = [leaf.argument for leaf, _ in self._figures if isinstance(leaf.argument, int | float)]
        values = [[*self.columns[name].values[each], *bounds][:MOST_FIGURES] for each in columns]
        for chosen in product(*values):
            cells = dict(zip(columns, chosen, strict=True))
            for rows in ([{**row, **cells} for row in made[name]], [made[name][0] | cells, *made[name][1:]]):
                tried = {**made, name: rows}
                if all(holds(leaf, wanted, tried, tables.plans, tables.known) for leaf, wanted in self._figures):
                    yield tried

    def _summed(self) -> Iterator[str]:
        """Yield the columns over which the figures are computed that something is wanted of."""
        waiting = [leaf.fact for leaf, _ in self._figures]
        for name in waiting:
            derived = self.tables.known[name].derived
            if derived:
                waiting += derived.inputs
                if derived.column:
                    yield derived.column


def in_turn(steps: Sequence[Step], start: Tables) -> Iterator[Tables]:
    """Yield what comes of steps one after another, each taken in every way in which it can be; some of it only."""
    waiting = [iter((start,))]
    for _ in range(MOST_TAKEN + 2 * len(steps)):
        made = next(waiting[-1], None)
        if made is None:
            waiting.pop()
            if not waiting:
                return
        elif len(waiting) > len(steps):
            yield made
        else:
            waiting.append(steps[len(waiting) - 1](made))
