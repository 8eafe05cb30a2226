"""Tables that are not finished: what was typed of them so far, kept beside the submission until it is an answer.

The rows of a table are no answer before it is said that there are no more of them: another row could change what it
comes to. So they are kept in a file of their own, cell by cell, that nothing else reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import orjson

from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.files import writing
from techassure.files.places import file_bytes, read_json, relative

ENDING = ".unfinished"
Row = dict[str, Any]


class Begun(NamedTuple):
    """What was typed of a table: whole rows, and the cells of the next one, None where a cell was left empty."""

    rows: tuple[Row, ...] = ()
    row: Mapping[str, Any] = {}


NOTHING = Begun()


class Unfinished:
    """The unfinished tables of one submission by their facts, and the file beside it in which they are kept."""

    def __init__(self, own: FilePath, facts: Mapping[str, Fact]) -> None:
        self.path = own.with_name(f"{own.name}{ENDING}")
        self.facts = facts
        self.tables: dict[str, Begun] = {}

    def read(self) -> None:
        """Take up what was kept, as far as it is still what the tables take.

        Raises:
            ProblemsFound: the file cannot be read.
        """
        if self.path.exists():
            found = read_json(file_bytes(self.path), relative(self.path)).value
            for name, entry in found.items() if isinstance(found, dict) else ():
                fact = self.facts.get(name)
                if fact and fact.type == "table" and (begun := _begun(fact, entry)) != NOTHING:
                    self.tables[name] = begun

    def keep(self, name: str, begun: Begun) -> None:
        """Keep what was typed of a table so far: nothing, if that is no row and no cell.

        Raises:
            ProblemsFound: the file cannot be written.
        """
        if self.tables.get(name, NOTHING) == begun:
            return
        self.tables = {**self.tables, name: begun} if begun != NOTHING else self._others(name)
        if self.tables:
            made = {each: _written(self.facts[each], kept) for each, kept in self.tables.items()}
            writing.write(self.path, orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        else:
            writing.remove(self.path)

    def _others(self, name: str) -> dict[str, Begun]:
        return {each: begun for each, begun in self.tables.items() if each != name}


def _written(fact: Fact, begun: Begun) -> dict[str, Any]:
    *rows, row = fact_types.written(fact, [*begun.rows, dict(begun.row)])
    return {"rows": rows, "row": row}


def _begun(fact: Fact, entry: Any) -> Begun:
    if not isinstance(entry, dict):
        return NOTHING
    rows = fact_types.reader(fact)(entry.get("rows"))
    return NOTHING if isinstance(rows, Unreadable) else Begun(tuple(rows), _row(fact, entry.get("row")))


def _row(fact: Fact, found: Any) -> Row:
    """Return the cells of a row that was begun, in the order of the columns, up to the first that cannot be read."""
    row: Row = {}
    for name, column in (fact.columns or {}).items():
        if not isinstance(found, dict) or name not in found:
            break
        value = None if found[name] is None else fact_types.reader(column)(found[name])
        if isinstance(value, Unreadable) or (value is None and not column.optional):
            break
        row[name] = value
    return row
