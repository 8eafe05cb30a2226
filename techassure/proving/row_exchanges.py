"""What the leaves about a table say before and after one of its rows goes from one range of a column to another.

What `every`, `some` and `rows` say depends only on which truths stand among the rows, and on how many there are. So a
few tables show everything: the row that changes, beside each collection of truths that other rows can show together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from techassure.definitions import words
from techassure.definitions.model import Fact
from techassure.definitions.words import Days, Leaf
from techassure.proving.cells import (
    MOST_STATES,
    MOST_WITNESS_ROWS,
    cells_of,
    kinds_of_rows,
    plain_row,
    row_counts,
    row_trees,
    states_of_rows,
    truths_by,
)
from techassure.proving.combinations import Cells, Truths, same

MOST_TABLES = 20_000
"""So many tables are looked at for one exchange; beyond, nothing is said."""
_ABSENT = object()
_Row = dict[str, Any]
_Read = Callable[[list[_Row]], Truths]


def _said_of_columns(leaves: Sequence[Leaf]) -> dict[str, list[Leaf]]:
    """Return, by column, what the expectations of rows say of it, each leaf once."""
    found: dict[str, dict[Any, Leaf]] = {}
    for tree in row_trees(leaves):
        for leaf in words.leaves(tree):
            found.setdefault(leaf.fact, {}).setdefault(same(leaf), leaf)
    return {name: list(its.values()) for name, its in found.items()}


def exchanged(
    fact: Fact, leaves: Sequence[Leaf], days: Days, of_column: Sequence[Leaf], one: Truths, other: Truths
) -> set[tuple[Truths, Truths]] | None:
    """Return the truths of the leaves for tables before and after one row goes from one range of a column to another.

    The ranges are given by the truths of what is said of the column. None: there are too many tables to look at. No
    truths: no table shows a difference, or a range has no value on these days.
    """
    columns, column = fact.columns or {}, of_column[0].fact
    cells = {name: cells_of(columns[name], its, days) for name, its in _said_of_columns(leaves).items()}
    ranges = truths_by(of_column, days)
    values = {ranges(cell.value): cell.value for cell in cells[column].values}
    if one not in values or other not in values:
        return set()
    read = truths_by(leaves, days)
    rows = list(islice(_rows_beside(fact, cells, column), MOST_STATES))
    pairs = _changing_rows(rows, column, (values[one], values[other]), read)
    beside = list(_beside(fact, leaves, days))
    if len(rows) == MOST_STATES or len(pairs) * len(beside) > MOST_TABLES:
        return None
    tables = (([*others, first], [*others, second]) for first, second in pairs for others in beside)
    found = {(read(before), read(after)) for before, after in tables}
    return {(before, after) for before, after in found if before != after}


def _rows_beside(fact: Fact, cells: Mapping[str, Cells], column: str) -> Iterator[_Row]:
    """Yield a row for every combination of the cells of the other columns."""
    columns, plain = fact.columns or {}, plain_row(fact)
    ways: dict[str, list[Any]] = {
        name: [*(cell.value for cell in its.values), *([_ABSENT] if columns[name].optional else [])]
        for name, its in cells.items()
        if name != column
    }
    for chosen in product(*ways.values()):
        yield plain | {name: each for name, each in zip(ways, chosen, strict=True) if each is not _ABSENT}


def _changing_rows(rows: Iterable[_Row], column: str, values: tuple[Any, Any], read: _Read) -> list[tuple[_Row, _Row]]:
    """Return the row with either value, once for each way in which expectations of rows change by it."""
    found: dict[tuple[Truths, Truths], tuple[_Row, _Row]] = {}
    for row in rows:
        first, second = ({**row, column: value} for value in values)
        found.setdefault((read([first]), read([second])), (first, second))
    return [pair for (before, after), pair in found.items() if before != after]


def _beside(fact: Fact, leaves: Sequence[Leaf], days: Days) -> Iterator[list[_Row]]:
    """Yield what can stand beside one more row: nothing, and each collection of truths in each number that matters."""
    counts = [count for count in row_counts(leaves) if count <= MOST_WITNESS_ROWS]
    yield []
    for rows in states_of_rows(kinds_of_rows(fact, row_trees(leaves), days)[0]):
        yield rows
        yield from (rows + rows[:1] * (count - 1 - len(rows)) for count in counts if count > len(rows) + 1)
