"""A sheet as an Excel workbook: the same lines as the YAML file, with room to write and lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from techassure.office_files.grid import missing_extra

ENDING = ".xlsx"
_WRITTEN_ON = datetime(1980, 1, 1)
ABOUT, SCORES = "About", "Scores"
WHO = ("reviewer", "moderated_by")
SUBMISSION = ("supplier", "product", "version", "lot")
READ = ("bid", "criterion", "title", "asks", "rubric", "answered", "documents", "clarifications", "individual",
        "spread", "moderated")  # fmt: skip
FILL = ("points", "outcome", "because", "refers_to", "corrects")
_WIDTHS = {"bid": 24, "title": 28, "asks": 36, "rubric": 56, "answered": 56, "individual": 50, "because": 44,
           "refers_to": 26, "points": 8, "outcome": 10, "version": 9, "lot": 6, "corrects": 9}  # fmt: skip
_USUAL_WIDTH, _LINE_HEIGHT, _MOST_HEIGHT = 17, 13.5, 400.0
TO_FILL_ABOUT = {
    "on": "To fill in: the day on which you scored, such as 2026-06-08.",
    "conflict": "To fill in: any interest you have in a bidder, or none.",
}
_A3, _A4 = 8, 9
Data = Mapping[str, Any]


def written(sheet: Data) -> bytes:
    """Return a sheet, as `panel` makes it, as a workbook: the same bytes for the same sheet.

    Raises:
        ProblemsFound: the package that writes workbooks is not installed.
    """
    if find_spec("xlsxwriter") is None:
        raise missing_extra("xlsx", "workbooks")
    from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        book.set_properties({"created": _WRITTEN_ON})
        looks = _looks(book)
        _write_about(book.add_worksheet(ABOUT), sheet, looks)
        _write_scores(book.add_worksheet(SCORES), sheet, looks)
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
    who = next(key for key in WHO if key in sheet)
    rows += [(f"{who}.{part}", text) for part, text in sheet[who].items()]
    rows += [(key, sheet[key]) for key in TO_FILL_ABOUT if key in sheet]
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    page.set_column(2, 2, 46)
    for at, (key, value) in enumerate(rows):
        page.write_string(at, 0, key, looks["head"])
        page.write_string(at, 1, str(value), looks["fill" if key in TO_FILL_ABOUT else "read"])
        page.write_string(at, 2, TO_FILL_ABOUT.get(key, ""), looks["read"])
        page.set_row(at, _LINE_HEIGHT * (1 + max(len(str(value)) // 80, len(TO_FILL_ABOUT.get(key, "")) // 40)))
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.protect()


def _write_scores(page: Any, sheet: Data, looks: Data) -> None:
    lines = sheet["scores"]
    fills = [key for key in FILL if any(key in line for line in lines)]
    reads = [key for key in READ if any(line.get(key) for line in lines)]
    named = [key for key in SUBMISSION if any(key in line["submission"] for line in lines)]
    said = reads.index("title") + 1
    columns = [*reads[:said], *named, *reads[said:], *fills]
    for column, key in enumerate(columns):
        page.set_column(column, column, _WIDTHS.get(key, _USUAL_WIDTH))
        page.write_string(0, column, key, looks["head"])
    for row, line in enumerate(lines, 1):
        page.set_row(row, _height(columns, line))
        for column, key in enumerate(columns):
            value = line["submission"].get(key) if key in SUBMISSION else line.get(key)
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
