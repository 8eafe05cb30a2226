"""Rows of headings: the one above the lines of a sheet, wherever a person moved it and however it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from techassure.office_files.grid import Cell, written
from techassure.phrases import folded

_LEAST = 3
"""Fewer known words side by side are no row of headings: a reason may hold one, alone in its cell."""


def word(cell: Cell) -> str:
    """Return a heading as it is compared: case, blanks and a colon at its end do not count."""
    return folded(written(cell)).rstrip(": ")


def headings(found: Mapping[int, Cell], known: Callable[[str], str | None]) -> dict[int, str]:
    """Return what each column is called by a row of headings, by its column; nothing where it is no such row.

    ``found`` holds the cells of the row that are not empty; ``known`` returns a name for a word that it knows.
    """
    named = {column: name for column, cell in found.items() if (name := known(word(cell)))}
    return named if len(set(named.values())) >= _LEAST else {}
