"""The sheets of a workbook as plain rows of cells, from .xlsx and .ods alike."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from techassure.extras import needing
from techassure.files.places import file_bytes
from techassure.office_files import guard, refusals
from techassure.office_files.addresses import address, quoted
from techassure.office_files.endings import REFUSED_ENDINGS
from techassure.problems import Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and its rows, the first cell of the first row being A1. Blank text is None.

    ``merged`` holds the last cell of each range that was made one cell, by its first, as row and column from 0.
    """

    name: str
    rows: list[list[Cell]]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def cells(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Yield the cells of a row that are not empty, with their columns."""
        return ((column, cell) for column, cell in enumerate(self.rows[row]) if cell is not None)

    def filled_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield the rows that hold anything, each with its cells that are not empty by their columns."""
        return ((row, found) for row in range(len(self.rows)) if (found := dict(self.cells(row))))

    def address(self, row: int, column: int) -> str:
        """Return where a cell is: `Answers!C12`."""
        return f"{quoted(self.name)}!{address(column, row)}"

    def is_merged_down(self, row: int, column: int) -> bool:
        """Tell whether a cell was made one with cells below it."""
        return self.merged.get((row, column), (row, column))[0] > row


def content(path: FilePath, shown: str) -> bytes:
    """Return the bytes of a workbook, read once.

    Raises:
        ProblemsFound: it cannot be read, or is of a kind that is not.
    """
    if path.suffix.lower() in REFUSED_ENDINGS:
        message = f"a workbook of the kind `{path.suffix.lower()}` is not read: it may hold macros"
        raise ProblemsFound([Problem(Place(shown), "macros-in-workbook", message, "save it as .xlsx or .ods")])
    return file_bytes(path, shown)


def sheets(data: bytes, shown: str) -> list[Sheet]:
    """Return the sheets of a workbook's bytes.

    Raises:
        ProblemsFound: it cannot be read, or holds what nobody needs in it; or what reads it is not installed.
    """
    with needing("xlsx", "read workbooks"):
        import python_calamine  # noqa: PLC0415 - an extra
    clean = guard.cleaned(data, shown)
    what, found = "the list of its parts", []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(clean)) as workbook:
            what = "its list of sheets"
            for name in workbook.sheet_names:
                what = f"its sheet `{name}`"
                found.append(_sheet(workbook.get_sheet_by_name(name)))
    except (python_calamine.CalamineError, OSError, ValueError):
        raise refusals.damaged(shown, what) from None
    return found


def _sheet(sheet: CalamineSheet) -> Sheet:
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, rows, dict(sheet.merged_cell_ranges or ()))


def _plain(cell: str | float | bool | date | time | timedelta) -> Cell:
    if isinstance(cell, str):
        text = cell.strip()
        return text or None
    if isinstance(cell, float):
        seen = float(f"{cell:.15g}")
        return int(seen) if seen.is_integer() else seen
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.isoformat(" ")
    return str(cell) if isinstance(cell, time | timedelta) else cell


def written(cell: Cell) -> str:
    """Return a cell as text: a number without needless decimals, a day as `2026-06-01`."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
