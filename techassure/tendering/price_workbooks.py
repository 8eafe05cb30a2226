"""Prices in a workbook: one bid a line, each part of its price in a column of its own; every value knows its cell."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path as FilePath

from techassure.files import spans
from techassure.files.places import Source, relative
from techassure.office_files import beside_cells, grid
from techassure.office_files.endings import ENDINGS, REFUSED_ENDINGS
from techassure.office_files.errors import is_error, told
from techassure.office_files.grid import Sheet, written
from techassure.office_files.headings import headings, word
from techassure.phrases import folded
from techassure.problems import Path, Place, Problem, ProblemsFound, listing

_SUBMISSION = ("supplier", "product", "version", "lot")
_WHOLE = ("whole-life cost", "whole life cost", "total")
_KEYS = {
    **{name: name for name in (*_SUBMISSION, "currency", "vat", "bid")},
    **dict.fromkeys(_WHOLE, "whole_life_cost"),
}
_NEEDED = ("Supplier", "Product", "Version", "Currency", "VAT")


class _Line(Source):
    """One line of a sheet, as the price file of a bid would hold it."""

    __slots__ = ("sheet",)

    def __init__(self, file: str, value: spans.Mapping, remarks: tuple[Problem, ...], sheet: Sheet) -> None:
        super().__init__(file, value, remarks=remarks)
        self.sheet = sheet

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:
        """Return the cell of the part at the path; where there is none, the first of the line."""
        row, column = spans.position(self.value, path, of_key)
        return _cell(self.file, self.sheet, row or self.value.spans["techassure"][0], column)


def is_workbook(path: FilePath) -> bool:
    """Tell whether a file is one by its ending, read here or refused."""
    return path.suffix.lower() in ENDINGS | REFUSED_ENDINGS


def sources(path: FilePath, above: Container[str] = ()) -> list[Source]:
    """Return each line of a workbook as the price file of a bid; ``above`` holds what the form itself says there.

    Raises:
        ProblemsFound: it is no workbook that can be read, or a sheet of it lacks headings or holds values under none.
    """
    file = relative(path)
    data = grid.content(path, file)
    found = grid.sheets(data, file)
    heads = {sheet.name: _heading_row(sheet) for sheet in found}
    priced = [(sheet, at) for sheet in found if (at := heads[sheet.name]) is not None]
    unread = [_not_read(file, sheet) for sheet in found if heads[sheet.name] is None and any(map(any, sheet.rows))]
    unread += [each for sheet, at in priced for each in _above(file, sheet, at, above)]
    unread += beside_cells.remarks(data, file)
    problems = [problem for sheet, at in priced for problem in _misfits(file, sheet, at)]
    if not priced:
        fix = f"write the headings {listing(_NEEDED)} and one for each part of the price above the lines"
        problems = [Problem(Place(file), "no-headings", "no sheet of the workbook has the headings of prices", fix)]
    if problems:
        raise ProblemsFound(problems)
    remarks = tuple(unread)
    keyed = [(sheet, at, _keys(sheet, at)) for sheet, at in priced]
    return [_line(file, sheet, row, keys, remarks) for sheet, at, keys in keyed for row in _rows(sheet, at)]


def _heading_row(sheet: Sheet) -> int | None:
    return next((row for row, found in sheet.filled_rows() if headings(found, _KEYS.get)), None)


def _keys(sheet: Sheet, at: int) -> dict[int, str]:
    """Return what each column holds: a key of a price file, or `parts.` and the name of a part as it is written."""
    known = {
        column: _KEYS.get(word(cell)) or f"parts.{written(cell).strip().rstrip(':')}"
        for column, cell in sheet.cells(at)
    }
    if any(key.startswith("parts.") for key in known.values()):
        return known
    # A total that stands alone is the one part there is.
    return {column: "parts.Total" if key == "whole_life_cost" else key for column, key in known.items()}


def _rows(sheet: Sheet, at: int) -> Iterator[int]:
    return (row for row, _ in sheet.filled_rows() if row > at)


# --- what is wrong with a sheet --------------------------------------------------------------------------------------


def _misfits(file: str, sheet: Sheet, at: int) -> Iterator[Problem]:
    keys = _keys(sheet, at)
    yield from _twice(file, sheet, at, keys)
    for column, cell in sheet.cells(at):
        if is_error(cell):
            message, fix = told(cell, "among the headings", "heading")
            yield Problem(_cell(file, sheet, at, column), "formula-without-value", message, fix)
    for row in _rows(sheet, at):
        yield from _nobodys(file, sheet, row, keys)
        for column, cell in sheet.cells(row):
            place = _cell(file, sheet, row, column)
            if column not in keys:
                message, fix = f"`{written(cell)}` stands under no heading", "write a heading above it, or take it out"
                yield Problem(place, "no-heading", message, fix)
            elif is_error(cell):
                message, fix = told(cell, f"under `{written(sheet.rows[at][column])}`", "price")
                yield Problem(place, "formula-without-value", message, fix)


def _nobodys(file: str, sheet: Sheet, row: int, keys: Mapping[int, str]) -> Iterator[Problem]:
    """Yield that a line does not say whose price it is: a total, or a condition on a price, is none."""
    cells = dict(sheet.cells(row))
    named = {keys.get(column) for column in cells}
    lacking = [heading for heading in _NEEDED[:3] if heading.lower() not in named]
    if lacking:
        message = f"this line does not say whose price it is: no {', no '.join(f'`{each}`' for each in lacking)}"
        fix = "whoever wrote it names the bid, or takes the line out: a total is no price, and neither is a condition"
        yield Problem(_cell(file, sheet, row, min(cells)), "no-bid", message, fix)


def _above(file: str, sheet: Sheet, at: int, ours: Container[str]) -> Iterator[Problem]:
    """Yield a warning for each line above the headings that the form itself does not hold."""
    for row, found in sheet.filled_rows():
        if row < at and any(written(cell) not in ours for cell in found.values()):
            fix = "nothing, if it is a title; a condition on a price is for you to look at"
            place = _cell(file, sheet, row, min(found))
            yield Problem(place, "line-not-read", "this line above the headings is not read", fix, "warning")


def _twice(file: str, sheet: Sheet, at: int, keys: Mapping[int, str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for column, key in keys.items():
        if folded(key) in seen:
            message = f"two columns have the heading `{written(sheet.rows[at][column])}`"
            yield Problem(_cell(file, sheet, at, column), "column-twice", message, "keep the one that counts")
        seen.add(folded(key))


def _not_read(file: str, sheet: Sheet) -> Problem:
    fix = "nothing, if it holds notes; prices stand under headings"
    row, column = next((row, min(found)) for row, found in sheet.filled_rows())
    message = f"the sheet `{sheet.name}` is not read: it has no headings of prices"
    return Problem(_cell(file, sheet, row, column), "sheet-not-read", message, fix, "warning")


def _cell(file: str, sheet: Sheet, row: int, column: int) -> Place:
    return Place(f"{file}[{sheet.address(row, column)}]")


# --- a line ---------------------------------------------------------------------------------------------------------


def _line(file: str, sheet: Sheet, row: int, keys: Mapping[int, str], remarks: tuple[Problem, ...]) -> Source:
    """Return a line as a price file. An amount that is left blank is blank there too, and never 0."""
    made, about, parts = spans.Mapping(), spans.Mapping(), spans.Mapping()
    cells = dict(sheet.cells(row))
    made.put("techassure", "1", row, 0)
    made.put("submission", about, row, 0)
    made.put("parts", parts, row, min((at for at, key in keys.items() if key.startswith("parts.")), default=0))
    for column, key in keys.items():
        said = written(cells[column]) if column in cells else ""
        if key.startswith("parts."):
            parts.put(key.removeprefix("parts."), said, row, column)
        elif key != "bid" and said:
            (about if key in _SUBMISSION else made).put(key, said, row, column)
    return _Line(file, made, remarks, sheet)
