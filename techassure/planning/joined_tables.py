"""Rows made to order: a table, those that it looks things up in, and what is computed from them, all at once.

A row is looked at with what is looked up for it, as one wide row. From the ways in which such a row is as every
expectation wants it, the shortest is taken, and the tables that are looked in get a row for each thing said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import islice, product
from operator import or_
from typing import Any

from techassure.definitions.model import Column, Fact
from techassure.definitions.words import Days, Tree
from techassure.engine.plans import FactPlan, sources_in_order
from techassure.planning.columns import Columns, Row
from techassure.planning.joining import ALWAYS, Alternatives, Way, joined
from techassure.planning.kept import cell_may_become, has_history
from techassure.planning.literals import Literal, holds
from techassure.planning.through import MOST_ROWS, Known
from techassure.planning.wide_rows import Asked, as_wide, looked_in, optional, wide_name
from techassure.proving.cells import TEXTS

MOST_TRIED, MOST_TAKEN = 8, 100
MOST_COLUMNS, MOST_FIGURES = 3, 12
Rows = list[Row]
Tables = Mapping[str, tuple[Alternatives, ...]]
"""Of each table the rows, each as the ways in which it may still be as it is wanted."""
Step = Callable[[Tables], Iterator[Tables]]
KEYS = ("A", "B", "C", "D", "E", "F", "G", "H")
"""Names by which rows of one table find those of another."""


class JoinedTables:
    """A table of answers with all that is looked up for its rows or summed over them.

    ``names``: the table, the tables that are looked in, and what is computed from them; ``history``: rows that stay.
    """

    def __init__(
        self, rows: str, plans: Mapping[str, FactPlan], known: Known, days: Days, answered: Mapping[str, Any]
    ) -> None:
        self.rows, self.plans, self.known, self.days = rows, plans, known, days
        computed = [each for each in plans.values() if each.fact.derived]
        self.looks = [each for each in computed if self._looks(each.fact)]
        self.inside = list(dict.fromkeys([rows, *(looked_in(each.fact) for each in self.looks)]))
        self.figures = [
            each for each in computed if each.fact.type != "table" and sources_in_order(each.name, known) == [rows]
        ]
        self.history = {name: answered[name] for name in self.inside if has_history(known[name], answered.get(name))}
        self.names = frozenset([*self.inside, *(each.name for each in (*self.looks, *self.figures))])

    def _looks(self, fact: Fact) -> bool:
        derived = fact.derived
        return bool(
            derived
            and derived.function == "look_up"
            and derived.inputs[0] == self.rows
            and not self.known[derived.inputs[1]].derived
        )

    def made(self, wants: Sequence[Literal], kept: Mapping[str, Rows | None]) -> dict[str, Rows] | None:
        """Return tables with which everything comes out as wanted; those that are kept stay as they are, or unanswered.

        None: none were found; that is no proof that there are none.
        """
        answered = {name: rows or [] for name, rows in kept.items()}
        if any(len(rows) > MOST_ROWS for rows in (*answered.values(), *self.history.values())):
            return None
        unanswered = {name for name, rows in kept.items() if rows is None}
        for tables in _Making(self, wants, answered).tries():
            made = {name: rows for name, rows in tables.items() if name not in unanswered}
            if self._is_right(made, wants):
                return made
        return None

    def _is_right(self, made: Mapping[str, Rows], wants: Iterable[Literal]) -> bool:
        return all(holds(leaf, wanted, made, self.plans, self.known) for leaf, wanted in wants)


class _Making:
    """One attempt at tables for what is wanted."""

    def __init__(self, tables: JoinedTables, wants: Sequence[Literal], kept: Mapping[str, Rows]) -> None:
        self.tables, self.wants, self.kept = tables, wants, kept
        self.there = {**tables.history, **kept}
        self.asked = {name: Asked.by(self._said(name)) for name in tables.inside}
        self.columns: dict[str, Columns] = {}
        for name in tables.inside:
            self.columns[name] = self._columns(name)
        self.base = {name: self._every(name) for name in tables.inside}
        self.keys = {name: self._keys(name) for name in tables.inside}

    def _said(self, name: str) -> list[Literal]:
        """Return what is wanted of a table; of what is looked up for its rows, as of the wide row."""
        if name != self.tables.rows:
            return [(leaf, wanted) for leaf, wanted in self.wants if leaf.fact == name]
        looked = {each.name: each.fact for each in self.tables.looks}
        own = [(leaf, wanted) for leaf, wanted in self.wants if leaf.fact == name]
        wide = [(as_wide(leaf, looked[leaf.fact]), wanted) for leaf, wanted in self.wants if leaf.fact in looked]
        return [*own, *wide]

    def _columns(self, name: str) -> Columns:
        asked, tables = self.asked[name], self.tables
        columns: dict[str, Column] = dict(tables.known[name].columns or {})
        more: dict[str, list[Any]] = {}
        for row in self.there.get(name, ()):
            for column, value in row.items():
                more.setdefault(column, []).append(value)
        for look in tables.looks:
            columns |= self._joined(name, look, more)
        return Columns(columns, [tree for tree, _ in (*asked.every, *asked.some)], more, tables.days)

    def _joined(self, name: str, look: FactPlan, more: dict[str, list[Any]]) -> dict[str, Column]:
        """Return the columns that a look-up adds to a table; ``more`` gets the values by which it may find rows."""
        derived = look.fact.derived
        assert derived is not None
        is_wide, taken_over = name == self.tables.rows, (derived.take or {}).items()
        for here, there in (derived.match or {}).items() if name in derived.inputs else ():
            more.setdefault(here if is_wide else there, []).extend(self._shared(look.fact, here, there))
        if is_wide:
            spec = self.tables.known[derived.inputs[1]].columns or {}
            return {wide_name(look.name, new): optional(spec[old]) for new, old in taken_over}
        for new, old in taken_over if name in derived.inputs else ():
            more.setdefault(old, []).extend(self.columns[self.tables.rows].values[wide_name(look.name, new)])
        return {}

    def _shared(self, look: Fact, here: str, there: str) -> Iterator[Any]:
        """Yield values by which rows of two tables may find each other."""
        assert look.derived is not None
        sides = [(self.tables.rows, here), (look.derived.inputs[1], there)]
        for name, column in sides:
            spec = (self.tables.known[name].columns or {})[column]
            yield from (row[column] for row in self.there.get(name, ()) if column in row)
            yield from TEXTS.get(spec.format or "", KEYS) if spec.type == "text" else spec.options or ()

    def _every(self, name: str) -> Alternatives:
        columns = self.columns[name]
        return joined([ALWAYS, *(columns.ways(tree, wanted) for tree, wanted in self.asked[name].every)])

    def _keys(self, name: str) -> tuple[str, ...]:
        """Return the columns of a table by which its rows are found: no two rows share what stands in them."""
        derived = [each.fact.derived for each in self.tables.looks]
        found = [there for each in derived if each and each.inputs[1] == name for there in (each.match or {}).values()]
        return tuple(dict.fromkeys(found))

    # --- rows

    def tries(self) -> Iterator[dict[str, Rows]]:
        """Yield tables that may do."""
        least = self.asked[self.tables.rows].least
        for count in (least,) if least else (0, 1):
            for tables in islice(in_turn(self._steps(count), self._start), MOST_TRIED):
                made = self._written(tables)
                yield made
                yield from self._with_figures(made)

    @property
    def _start(self) -> Tables:
        """What is there, with what is asked of every row: rows as they are, or as far as they say what happened."""
        return {
            name: tuple(
                joined([self.base[name], Alternatives((self._stays(name, row),))]) for row in self.there.get(name, ())
            )
            for name in self.tables.inside
        }

    def _stays(self, name: str, row: Row) -> Way:
        """Return what a row that is there may become, of the columns that the table has itself."""
        columns, own = self.columns[name], self.tables.known[name].columns or {}
        if name in self.kept:
            return {each: bits for each, bits in columns.exactly(row).items() if each in own}
        as_of = self.tables.days.as_of
        marked = {each: column for each, column in own.items() if column.changes}
        return {
            each: columns.where(each, partial(cell_may_become, column, row.get(each), as_of))
            for each, column in marked.items()
        }

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
        new = None if name in self.kept else self._new(name, ways, rows)
        if new is not None:
            yield len(rows), {**tables, name: (*rows, new)}

    def _new(self, name: str, ways: Alternatives, rows: Sequence[Alternatives]) -> Alternatives | None:
        """Return a new row on one of the ways, with keys of its own; None: there is none that every row may be."""
        row = joined([self.base[name], ways])
        for key in self.keys[name]:
            bits = self.columns[name].any_of(key) & ~reduce(or_, (each.ways[0].get(key, 0) for each in rows), 0)
            row = joined([row, Alternatives(({key: bits},) if bits else ())])
            first = row.ways[0][key] if row.ways else 0
            row = joined([row, Alternatives(({key: first & -first},) if first else ())])
        return row if row.ways else None

    def _as_many(self, name: str, count: int, tables: Tables) -> Iterator[Tables]:
        """Yield the tables with so many rows at least in one of them."""
        while len(tables[name]) < count and name not in self.kept:
            new = self._new(name, ALWAYS, tables[name])
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
        return [(leaf, wanted) for leaf, wanted in self.wants if leaf.fact in names]

    def _with_figures(self, made: dict[str, Rows]) -> Iterator[dict[str, Rows]]:
        """Yield the tables with other numbers in the columns that are summed, where that brings the figures right."""
        name, tables = self.tables.rows, self.tables
        own = tables.known[name].columns or {}
        summed = [each for each in self._summed() if name not in self.there or not own[each].changes]
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
