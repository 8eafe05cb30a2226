"""Rows made to order: a table, those that it looks things up in, and what is computed from them, all at once.

A row is looked at with what is looked up for it, as one wide row. From the ways in which such a row is as every
expectation wants it, the shortest is taken, and the tables that are looked in get a row for each thing said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any

from techassure.definitions.model import Column, Fact
from techassure.definitions.words import Days
from techassure.engine.plans import FactPlan, sources_in_order
from techassure.planning.columns import LEFT_OUT, Columns, Row
from techassure.planning.joining import ALWAYS, Alternatives, Way, joined, together
from techassure.planning.literals import Literal, holds
from techassure.planning.through import MOST_ROWS, Known
from techassure.planning.wide_rows import Asked, as_wide, looked_in, optional, wide_name
from techassure.proving.cells import TEXTS

MOST_TRIED = 8
MOST_COLUMNS, MOST_FIGURES = 3, 12
Rows = list[Row]
KEYS = ("A", "B", "C", "D", "E", "F", "G", "H")
"""Names by which rows of one table find those of another."""


class JoinedTables:
    """A table of answers with all that is looked up for its rows or summed over them.

    ``names``: the table, the tables that are looked in, and what is computed from them.
    """

    def __init__(self, rows: str, plans: Mapping[str, FactPlan], known: Known, days: Days) -> None:
        self.rows, self.plans, self.known, self.days = rows, plans, known, days
        computed = [each for each in plans.values() if each.fact.derived]
        self.looks = [each for each in computed if self._looks(each.fact)]
        self.inside = list(dict.fromkeys([rows, *(looked_in(each.fact) for each in self.looks)]))
        self.figures = [
            each for each in computed if each.fact.type != "table" and sources_in_order(each.name, known) == [rows]
        ]
        self.names = frozenset([*self.inside, *(each.name for each in (*self.looks, *self.figures))])

    def _looks(self, fact: Fact) -> bool:
        derived = fact.derived
        return bool(
            derived
            and derived.function == "look_up"
            and derived.inputs[0] == self.rows
            and not self.known[derived.inputs[1]].derived
        )

    def made(self, wants: Sequence[Literal], kept: Mapping[str, Rows]) -> dict[str, Rows] | None:
        """Return tables with which everything comes out as wanted; those that are kept stay as they are.

        None: none were found; that is no proof that there are none.
        """
        if any(len(rows) > MOST_ROWS for rows in kept.values()):
            return None
        making = _Making(self, wants, kept)
        return next((made for made in making.tries() if self._is_right(made, wants)), None)

    def _is_right(self, made: Mapping[str, Rows], wants: Iterable[Literal]) -> bool:
        return all(holds(leaf, wanted, made, self.plans, self.known) for leaf, wanted in wants)


class _Making:
    """One attempt at tables for what is wanted."""

    def __init__(self, tables: JoinedTables, wants: Sequence[Literal], kept: Mapping[str, Rows]) -> None:
        self.tables, self.wants, self.kept = tables, wants, kept
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
        for row in self.kept.get(name, ()):
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
            yield from (row[column] for row in self.kept.get(name, ()) if column in row)
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
        wide = self._wide_rows()
        if wide is None:
            return
        least = max(1, self.asked[self.tables.rows].least)
        for rows in (wide, [*wide, *[self.base[self.tables.rows]] * (least - len(wide))]):
            made = self._filled(rows)
            if made is not None:
                yield made
                yield from self._with_figures(made)

    def _wide_rows(self) -> list[Alternatives] | None:
        """Return the ways of each row; what is asked of some row goes into one that can have it."""
        name = self.tables.rows
        columns, base, asked = self.columns[name], self.base[name], self.asked[name]
        kept = self.kept.get(name)
        rows = [] if kept is None else [joined([base, Alternatives((self._fixed(row),))]) for row in kept]
        for tree, wanted in asked.some:
            ways = columns.ways(tree, wanted)
            at = next((at for at, row in enumerate(rows) if joined([row, ways]).ways), None)
            if at is not None:
                rows[at] = joined([rows[at], ways])
            elif kept is None:
                rows.append(joined([base, ways]))
        if kept is None:
            rows += [base] * (asked.least - len(rows))
        return rows if all(row.ways for row in rows) else None

    def _fixed(self, row: Row) -> Way:
        own = self.tables.known[self.tables.rows].columns or {}
        return {name: bits for name, bits in self.columns[self.tables.rows].exactly(row).items() if name in own}

    def _filled(self, rows: Sequence[Alternatives]) -> dict[str, Rows] | None:
        """Return the tables, with a row in those that are looked in for whatever has to be found there."""
        name = self.tables.rows
        made: dict[str, Rows] = {each: list(self.kept.get(each, ())) for each in self.tables.inside}
        made[name] = []
        for row in rows:
            placed = next((it for way in row.ways[:MOST_TRIED] if (it := self._placed(way, made)) is not None), None)
            if placed is None:
                return None
            made = placed
        for each in self.tables.inside:
            if each != name and each not in self.kept and not self._completed(each, made):
                return None
        return made

    def _placed(self, way: Way, made: Mapping[str, Rows]) -> dict[str, Rows] | None:
        """Return the tables with a row on the way, and with rows in the others that say of it what it needs."""
        tables = {name: list(rows) for name, rows in made.items()}
        own = dict(way)
        for look in self.tables.looks:
            if any(name.startswith(wide_name(look.name, "")) and not bits & LEFT_OUT for name, bits in way.items()):
                narrowed = self._found(look, own, tables)
                if narrowed is None:
                    return None
                own |= narrowed
        own_columns = self.tables.known[self.tables.rows].columns or {}
        row = self.columns[self.tables.rows].row(own)
        tables[self.tables.rows].append({name: value for name, value in row.items() if name in own_columns})
        return tables

    def _found(self, look: FactPlan, way: Way, tables: dict[str, Rows]) -> Way | None:
        """Return what the row has to hold in order to find the row that it needs; that row is added if it has to be."""
        derived = look.fact.derived
        assert derived is not None
        name, wide = derived.inputs[1], self.columns[self.tables.rows]
        there = self.columns[name]
        taken = [(old, wide_name(look.name, new)) for new, old in (derived.take or {}).items()]
        matched = [(old, here) for here, old in (derived.match or {}).items()]
        named = {old: wide.allowed(own, way.get(own, -1)) for old, own in (*taken, *matched)}
        bits = {old: there.having(old, values) for old, values in named.items()}
        fitting = (row for row in tables[name] if _fits(there, row, bits))
        row = next(fitting, None) or (None if name in self.kept else self._new(name, bits, tables))
        if row is None:
            return None
        return {here: wide.having(here, [row[old]]) for old, here in matched}

    def _new(self, name: str, bits: Mapping[str, int], tables: dict[str, Rows]) -> Row | None:
        """Add a row to a table that is looked in, with keys of its own; None: there is none that every row may be."""
        columns, keys = self.columns[name], self.keys[name]
        used = {key: columns.having(key, [row[key] for row in tables[name] if key in row]) for key in keys}
        free = {key: bits.get(key, -1) & ~used[key] & ~LEFT_OUT for key in keys}
        ways = (together(way, {**bits, **free}) for way in self.base[name].ways)
        way = next((way for way in ways if way and all(columns.allowed(key, way[key]) for key in keys)), None)
        if way is None:
            return None
        row = columns.row(way)
        tables[name].append(row)
        return row

    def _completed(self, name: str, tables: dict[str, Rows]) -> bool:
        """Add what is asked of a table that is looked in, whoever looks there; tell whether that could be done."""
        columns, asked = self.columns[name], self.asked[name]
        for tree, wanted in asked.some:
            ways = columns.ways(tree, wanted).ways
            there = any(together(columns.exactly(row), way) for row in tables[name] for way in ways)
            if not there and not any(self._new(name, way, tables) for way in ways):
                return False
        while len(tables[name]) < asked.least:
            if self._new(name, {}, tables) is None:
                return False
        return True

    # --- figures

    @cached_property
    def _figures(self) -> list[Literal]:
        names = {each.name for each in self.tables.figures}
        return [(leaf, wanted) for leaf, wanted in self.wants if leaf.fact in names]

    def _with_figures(self, made: dict[str, Rows]) -> Iterator[dict[str, Rows]]:
        """Yield the tables with other numbers in the columns that are summed, where that brings the figures right."""
        name, tables = self.tables.rows, self.tables
        columns = list(dict.fromkeys(self._summed()))[:MOST_COLUMNS]
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


def _fits(columns: Columns, row: Row, bits: Mapping[str, int]) -> bool:
    return all(name in row and columns.having(name, [row[name]]) & its for name, its in bits.items())
