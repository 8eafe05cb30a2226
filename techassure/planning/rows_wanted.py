"""What rows have to be so that everything wanted of their tables comes out, and what a new row may hold.

A row is looked at with what is looked up for it, as one wide row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_
from typing import Any

from techassure.definitions.model import Column, Fact
from techassure.engine.plans import FactPlan
from techassure.planning.columns import Columns, Row
from techassure.planning.joined_tables import JoinedTables
from techassure.planning.joining import ALWAYS, Alternatives, Way, joined
from techassure.planning.kept import cell_may_become
from techassure.planning.literals import Literal
from techassure.planning.wide_rows import Asked, as_wide, optional, wide_name
from techassure.proving.cells import TEXTS

Rows = list[Row]
KEYS = ("A", "B", "C", "D", "E", "F", "G", "H")
"""Names by which rows of one table find those of another."""


class RowsWanted:
    """What the rows of tables that hang together may be, for all that is wanted of them.

    ``kept`` are tables that stay as they are. ``asked``, ``columns`` and ``base`` say of each table what is wanted of
    it, what may stand in it, and the ways in which every row of it is as it has to be.
    """

    def __init__(self, tables: JoinedTables, wants: Sequence[Literal], kept: Mapping[str, Rows]) -> None:
        self.tables, self.wants, self.kept = tables, wants, kept
        self.there = {**tables.history, **kept}
        self.asked = {name: Asked.by(self._said(name)) for name in tables.inside}
        self.columns: dict[str, Columns] = {}
        for name in tables.inside:
            self.columns[name] = self._columns(name)
        self.base = {name: self._every(name) for name in tables.inside}
        self._keys = {name: self._keys_of(name) for name in tables.inside}

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

    def _keys_of(self, name: str) -> tuple[str, ...]:
        """Return the columns of a table by which its rows are found: no two rows share what stands in them."""
        derived = [each.fact.derived for each in self.tables.looks]
        found = [there for each in derived if each and each.inputs[1] == name for there in (each.match or {}).values()]
        return tuple(dict.fromkeys(found))

    def old(self, name: str) -> tuple[Alternatives, ...]:
        """Return the rows that are there, as they are or as far as they say what happened, with what each has to be."""
        ways = (self._stays(name, row) for row in self.there.get(name, ()))
        return tuple([joined([self.base[name], Alternatives((way,))]) for way in ways])

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

    def new(self, name: str, ways: Alternatives, rows: Sequence[Alternatives]) -> Alternatives | None:
        """Return a new row on one of the ways, with keys of its own; None: there is none that every row may be."""
        row = joined([self.base[name], ways])
        for key in self._keys[name]:
            bits = self.columns[name].any_of(key) & ~reduce(or_, (each.ways[0].get(key, 0) for each in rows), 0)
            row = joined([row, Alternatives(({key: bits},) if bits else ())])
            first = row.ways[0][key] if row.ways else 0
            row = joined([row, Alternatives(({key: first & -first},) if first else ())])
        return row if row.ways else None
