"""A sheet as an Excel workbook: the same lines, with room to write and lists to choose from.

Reading gives what the YAML file would give, and every value knows its cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

from techassure.files.places import Source
from techassure.files.spans import Mapping, Sequence
from techassure.office_files import guard
from techassure.office_files.addresses import address
from techassure.office_files.errors import is_error, told
from techassure.problems import Path, Place, Problem, ProblemsFound, listing
from techassure.reviewing.sheets import TO_FILL

ENDING = ".xlsx"
_WRITTEN_ON = datetime(1980, 1, 1)
_ABOUT, _SCORES = "About", "Scores"
_WHO = ("reviewer", "moderated_by")
_SUBMISSION = ("supplier", "product", "version", "lot")
_READ = ("bid", "criterion", "title", "asks", "rubric", "answered", "documents", "individual", "spread")
_FILL = ("points", "outcome", "because", "refers_to", "corrects")
_WIDTHS = {"bid": 24, "title": 28, "asks": 36, "rubric": 56, "answered": 56, "individual": 50, "because": 44,
           "refers_to": 26, "points": 8, "outcome": 10, "version": 9, "lot": 6, "corrects": 9}  # fmt: skip
_USUAL_WIDTH, _LINE_HEIGHT, _MOST_HEIGHT = 17, 13.5, 400.0
_TO_FILL_ABOUT = {
    "on": "To fill in: the day on which you scored, such as 2026-06-08.",
    "conflict": "To fill in: any interest you have in a bidder, or none.",
}
_A3, _A4 = 8, 9
Data = AbstractMapping[str, Any]


def _needs(package: str) -> None:
    if find_spec(package) is None:
        message, fix = "workbooks cannot be read or written here", 'run `pip install "techassure[xlsx]"`'
        raise ProblemsFound([Problem(Place(_SCORES), "missing-extra", message, fix)])


# --- writing --------------------------------------------------------------------------------------------------------


def written(sheet: Data) -> bytes:
    """Return a sheet, as `panel` makes it, as a workbook: the same bytes for the same sheet.

    Raises:
        ProblemsFound: the package that writes workbooks is not installed.
    """
    _needs("xlsxwriter")
    from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        book.set_properties({"created": _WRITTEN_ON})
        looks = _looks(book)
        _write_about(book.add_worksheet(_ABOUT), sheet, looks)
        _write_scores(book.add_worksheet(_SCORES), sheet, looks)
    return raw.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    base = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10}
    return {
        "head": book.add_format({**base, "bold": True, "bg_color": "#E8EDF3", "border": 1}),
        "read": book.add_format(base),
        "fill": book.add_format({**base, "locked": False, "bg_color": "#FFF9D6", "border": 1, "num_format": "@"}),
    }


def _write_about(page: Any, sheet: Data, looks: Data) -> None:
    rows = [(key, sheet[key]) for key in ("techassure", "tender", "digest", "note") if key in sheet]
    who = next(key for key in _WHO if key in sheet)
    rows += [(f"{who}.{part}", text) for part, text in sheet[who].items()]
    rows += [(key, sheet[key]) for key in _TO_FILL_ABOUT if key in sheet]
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    page.set_column(2, 2, 46)
    for at, (key, value) in enumerate(rows):
        page.write_string(at, 0, key, looks["head"])
        page.write_string(at, 1, str(value), looks["fill" if key in _TO_FILL_ABOUT else "read"])
        page.write_string(at, 2, _TO_FILL_ABOUT.get(key, ""), looks["read"])
        page.set_row(at, _LINE_HEIGHT * (1 + max(len(str(value)) // 80, len(_TO_FILL_ABOUT.get(key, "")) // 40)))
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.protect()


def _write_scores(page: Any, sheet: Data, looks: Data) -> None:
    lines = sheet["scores"]
    fills = [key for key in _FILL if any(key in line for line in lines)]
    reads = [key for key in _READ if any(line.get(key) for line in lines)]
    named = [key for key in _SUBMISSION if any(key in line["submission"] for line in lines)]
    said = reads.index("title") + 1
    columns = [*reads[:said], *named, *reads[said:], *fills]
    for column, key in enumerate(columns):
        page.set_column(column, column, _WIDTHS.get(key, _USUAL_WIDTH))
        page.write_string(0, column, key, looks["head"])
    for row, line in enumerate(lines, 1):
        page.set_row(row, _height(columns, line))
        for column, key in enumerate(columns):
            value = line["submission"].get(key) if key in _SUBMISSION else line.get(key)
            fill = key in fills and key in line
            page.write_string(row, column, _text(value), looks["fill" if fill else "read"])
            if fill:
                _choices(page, row, column, key, line)
    page.freeze_panes(1, said)
    page.set_landscape()
    page.set_paper(_A3)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.protect()


def _height(columns: list[str], line: Data) -> float:
    """Return room for the longest cell: not every program makes it by itself."""
    texts = [(_text(line.get(key)), _WIDTHS.get(key, _USUAL_WIDTH)) for key in columns]
    most = max(sum(1 + len(part) // width for part in text.split("\n")) for text, width in texts)
    return min(_MOST_HEIGHT, max(3, most) * _LINE_HEIGHT)


def _choices(page: Any, row: int, column: int, key: str, line: Data) -> None:
    options = list(line["rubric"]) if key == "points" else ["met", "not met"] if key == "outcome" else []
    if options:
        page.data_validation(row, column, row, column, {"validate": "list", "source": options})


def _text(value: Any, between: str = "\n") -> str:
    """Return a value for one cell: the parts of a list or a mapping on lines of their own."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return between.join(f"{key}: {_text(part, '; ')}" for key, part in value.items())
    if isinstance(value, list):
        return between.join(_text(part, "; ") for part in value)
    return str(value)


# --- reading --------------------------------------------------------------------------------------------------------


class _Filled(Source):
    """What a workbook holds, as the YAML sheet would hold it."""

    __slots__ = ()

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:  # noqa: ARG002 - the base's signature
        """Return the cell of the part at the path, as `orla.xlsx[About!B7]`; where there is none, the file."""
        if not path or path[0] not in self.value:
            return Place(self.file)
        found = Source.place(self, path)
        page = _SCORES if path[0] == "scores" else _ABOUT
        return _place(self.file, page, (found.line or 1) - 1, (found.column or 1) - 1)


def _place(file: str, page: str, row: int, column: int) -> Place:
    return Place(f"{file}[{page}!{address(column, row)}]")


def read(data: bytes, file: str) -> Source:
    """Return what a filled-in workbook holds, as the YAML sheet would hold it.

    Raises:
        ProblemsFound: it is no workbook of this kind, has macros, links or a password, is too large, or holds a formula
            that ended in an error; or the package that reads one is not installed.
    """
    _needs("python_calamine")
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - of an extra

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(guard.cleaned(data, file)))
        missing = [name for name in (_ABOUT, _SCORES) if name not in book.sheet_names]
        if missing:
            raise ProblemsFound([_without(file, missing[0], book.sheet_names)])
        pages = {name: book.get_sheet_by_name(name) for name in (_ABOUT, _SCORES)}
        found = {name: page.to_python(skip_empty_area=False) for name, page in pages.items()}
    except (CalamineError, OSError, ValueError) as error:
        raise ProblemsFound([_unlike(file, str(error))]) from None
    if not found[_SCORES]:
        raise ProblemsFound([_unlike(file, "it is empty")])
    errors = [*_errors(file, _ABOUT, found[_ABOUT], {1}), *_errors(file, _SCORES, found[_SCORES], _read_back(found))]
    if errors:
        raise ProblemsFound(errors)
    value = _about(found[_ABOUT])
    _put(value, "scores", _lines(found[_SCORES]), 0, 0)
    return _Filled(file, value)


def _without(file: str, missing: str, named: list[str]) -> Problem:
    message = f"the workbook has no sheet `{missing}`; its sheets are {listing(named)}"
    fix = f"if one of them is that sheet, call it `{missing}` again; else send what `techassure review sheet` wrote"
    return Problem(Place(file), "not-a-sheet", message, fix)


def _unlike(file: str, why: str) -> Problem:
    fix = "send back the workbook that `techassure review sheet` wrote, filled in"
    return Problem(Place(file), "not-a-sheet", f"this is not a reviewer's workbook: {why[:200]}", fix)


def _read_back(found: dict[str, list[list[Any]]]) -> set[int]:
    head = found[_SCORES][0]
    return {column for column in range(len(head)) if _cell(head, column) in ("criterion", *_SUBMISSION, *_FILL)}


def _errors(file: str, page: str, rows: list[list[Any]], columns: set[int]) -> Iterator[Problem]:
    for row, cells in enumerate(rows):
        for column in columns:
            said = _cell(cells, column)
            if is_error(said):
                message, fix = told(said, f"on the sheet `{page}`", "value")
                yield Problem(_place(file, page, row, column), "formula-without-value", message, fix)


def _about(rows: list[list[Any]]) -> Mapping:
    made = Mapping()
    for at, row in enumerate(rows):
        key, value = (_cell(row, 0), _cell(row, 1))
        who, _, part = key.partition(".")
        if who in _WHO and part:
            inside = made.get(who) or Mapping()
            _put(inside, part, value, at, 1)
            _put(made, who, inside, at, 1)
        elif key:
            _put(made, key, value, at, 1)
    return made


def _lines(rows: list[list[Any]]) -> Sequence:
    head, made = [_cell(rows[0], column) for column in range(len(rows[0]))], Sequence()
    for at, row in enumerate(rows[1:], 1):
        line, about = Mapping(), Mapping()
        for column, key in enumerate(head):
            value = _cell(row, column)
            if key in _SUBMISSION and value:
                _put(about, key, value, at, column)
            elif key in TO_FILL or (value and key in ("corrects", "criterion")):
                _put(line, key, value, at, column)
        if about:
            _put(line, "submission", about, at, 0)
            made.append(line)
            made.spans.append((at, 0, at, 0))
    return made


def _put(made: Mapping, key: str, value: Any, row: int, column: int) -> None:
    made[key] = value
    made.spans[key] = (row, column, row, column)


def _cell(row: list[Any], column: int) -> str:
    """Return a cell as text: Excel makes numbers and dates of what looks like them."""
    value = row[column] if column < len(row) else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
