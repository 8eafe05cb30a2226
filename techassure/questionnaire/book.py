"""A workbook being written: its formats, its lists of options, and how a typed answer becomes a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from techassure.calendar_days import iso
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.definitions.text_formats import FORMATS
from techassure.office_files.addresses import quoted
from techassure.questionnaire.layout import LISTED, LISTS, NO, NO_ROWS, NOT_NEEDED, YES, labels

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST_DATE = date(1900, 3, 1).toordinal()
"""Spreadsheets count days from here alike; an earlier date is written as text."""

INK, GREY, PAPER, LINE, BAND, FIELD = "#212b32", "#4c6272", "#ffffff", "#aeb7bd", "#005eb8", "#fffbe6"
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": BAND},
    "plain": {"text_wrap": True},
    "bold": {"bold": True, "text_wrap": True},
    "small": {"font_color": GREY, "font_size": 9, "text_wrap": True},
    "line": {"font_color": GREY, "font_size": 9},
    "key": {"font_color": GREY, "font_size": 7, "num_format": "@", "text_wrap": True},
    "header": {
        "bold": True,
        "font_color": PAPER,
        "bg_color": BAND,
        "border": 1,
        "border_color": LINE,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "band": {
        "bold": True,
        "font_size": 12,
        "bg_color": "#d8dde0",
        "top": 1,
        "bottom": 1,
        "border_color": LINE,
        "valign": "vcenter",
    },
    "text": {"num_format": "@"},
    "number": {"num_format": "General", "align": "left"},
    "money": {"num_format": "#,##0.00", "align": "left"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "link": {"font_color": BAND, "underline": 1},
    "hint": {"font_color": GREY, "italic": True, "font_size": 9},
    "inked": {"font_color": INK},
    "closed": {"font_color": "#768692", "bg_color": "#eeeeee", "italic": True},
    "old": {"bold": True, "font_color": "#7c2855", "text_wrap": True},
}
_FIELDS = ("text", "number", "money", "date")
_OF_TYPE = {"number": "number", "money": "money", "date": "date"}
_MOST_PROMPT = 255
_LINE, _PADDING, _HIGHEST, _FULLNESS = 12.5, 6, 400, 1.1


class Book:
    """The workbook with what its sheets share."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        field = {"bg_color": FIELD, "border": 1, "border_color": GREY, "text_wrap": True}
        base = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
        self.formats: dict[str, Format] = {
            name: workbook.add_format({**base, **(field if name in _FIELDS else {}), **parts})
            for name, parts in _FORMATS.items()
        }
        # What a condition changes must not name a font or an alignment.
        for name in ("closed", "old"):
            self.formats[f"if {name}"] = workbook.add_format(
                {k: v for k, v in _FORMATS[name].items() if k != "text_wrap"}
            )
        self._lists: dict[str, tuple[int, int]] = {}
        self._rows: list[tuple[str, str, str]] = []

    def sheet(self, name: str, widths: list[float], header: tuple[str, ...] = (), at: int = 0) -> Worksheet:
        """Add a sheet that prints well: landscape on A4, as wide as the page, its header on every page."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if header:
            sheet.write_row(at, 0, header, self.formats["header"])
            sheet.set_row(at, 20)
            sheet.repeat_rows(at)
            sheet.freeze_panes(at + 1, 0)
        return sheet

    def fit(self, sheet: Worksheet, row: int, texts: Iterable[tuple[float, str]]) -> None:
        """Make a row as high as its wrapped texts need, given each one's column's width: not every program does."""
        lines = max((lines_of(text, width) for width, text in texts), default=1)
        sheet.set_row(row, min(_LINE * max(lines, 1) + _PADDING, _HIGHEST))

    # --- answers

    def write(self, sheet: Worksheet, at: tuple[int, int], fact: Typed, value: Any) -> None:
        """Write a typed answer, or an empty cell to fill in, with what may be entered there."""
        style = self.formats[_OF_TYPE.get(fact.type, "text")]
        if value is None:
            sheet.write_blank(*at, None, style)
        elif fact.type in ("number", "money"):
            sheet.write_number(*at, value, style)
        elif fact.type == "date" and value >= FIRST_DATE:
            sheet.write_datetime(*at, date.fromordinal(value), style)
        else:
            sheet.write_string(*at, shown(fact, value), self.formats["text"])

    def validate(self, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int], name: str, fact: Typed) -> None:
        """Say what may be entered into the cells: options to choose from, numbers within bounds, days."""
        rule = self._rule(name, fact)
        title, prompt = _prompt(fact)
        if prompt:
            rule |= {"input_title": title, "input_message": prompt[:_MOST_PROMPT]}
        if len(rule) > 1 or rule["validate"] != "any":
            sheet.data_validation(*first, *last, rule)

    def _rule(self, name: str, fact: Typed) -> dict[str, Any]:
        if fact.type == "yes-no":
            return _one_of([YES, NO])
        if fact.type == "choice":
            return {**_one_of([]), "source": self.options(name, fact)}
        if fact.type == "table":
            return _one_of([NO_ROWS, LISTED])
        if fact.type in ("number", "money"):
            low = -(10**15) if fact.lowest is None else fact.lowest
            high = 10**15 if fact.highest is None else fact.highest
            kind = "integer" if fact.whole else "decimal"
            says = f"Enter a {'whole ' if fact.whole else ''}number{_between(fact)}, without a unit."
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, **_error(says)}
        if fact.type == "date":
            days = {"minimum": date(1900, 1, 1), "maximum": date(9999, 12, 31)}
            return {"validate": "date", "criteria": "between", **days, **_error("Enter a date, such as 2026-06-01.")}
        return {"validate": "any"}

    def options(self, name: str, fact: Typed) -> str:
        """Return where the labels of a question's options are listed."""
        if name not in self._lists:
            first = len(self._rows) + 2
            self._rows += [(name, key, label) for key, label in labels(fact).items()]
            self._lists[name] = (first, len(self._rows) + 1)
        first, last = self._lists[name]
        return f"=Lists!$C${first}:$C${last}"

    def write_lists(self) -> None:
        """Add the hidden sheet that the dropdowns take their options from."""
        sheet = self.workbook.add_worksheet("Lists")
        sheet.write_row(0, 0, LISTS)
        for at, row in enumerate(self._rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
        sheet.hide()

    def grey_out(self, sheet: Worksheet, rows: tuple[int, int], column: int, columns: int) -> None:
        """Grey out the rows whose cell in the column says that they are not needed."""
        first, last = rows
        letter = chr(ord("A") + column)
        rule = {
            "type": "formula",
            "criteria": f'=${letter}{first + 1}="{NOT_NEEDED}"',
            "format": self.formats["if closed"],
        }
        sheet.conditional_format(first, 0, last, columns - 1, rule)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column; words break a line before its end, so a little more than fits."""
    room = max(width * _FULLNESS, 1)
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def shown(fact: Typed, value: Any) -> str:
    """Return a typed value as a cell shows it."""
    if fact.type == "yes-no":
        return YES if value else NO
    if fact.type == "choice":
        return labels(fact)[value]
    if fact.type == "choices":
        return "; ".join(labels(fact)[each] for each in value) or "None"
    if fact.type == "date":
        return iso(value)
    if fact.type == "table":
        return LISTED if value else NO_ROWS
    return str(value)


def link(sheet: str) -> str:
    """Return the address of a sheet of this workbook."""
    return f"internal:{quoted(sheet)}!A1"


def _one_of(source: list[str]) -> dict[str, Any]:
    return {"validate": "list", "source": source, **_error("Choose one of the options, or leave the cell empty.")}


def _error(says: str) -> dict[str, Any]:
    return {"error_title": "This does not fit", "error_message": says}


def _between(fact: Typed) -> str:
    low, high = fact.lowest, fact.highest
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f" of at least {low}" if low is not None else f" of at most {high}" if high is not None else ""


def _prompt(fact: Typed) -> tuple[str, str]:
    """Return what is shown beside a cell while it is being filled."""
    if fact.type in ("number", "money"):
        unit = fact.unit or (fact.currency or "GBP" if fact.type == "money" else "")
        return "A number", f"A {'whole ' if fact.whole else ''}number{_between(fact)}{f', in {unit}' if unit else ''}."
    if fact.type == "date":
        return "A date", "Such as 2026-06-01."
    if fact.type == "choices":
        return "Several, parted by ;", "; ".join(labels(fact).values())
    if fact.type == "text" and fact.format:
        fix = FORMATS[fact.format].fix.replace("`", "")
        return "In this form", fix[:1].upper() + fix[1:] + "."
    if fact.type == "table" and isinstance(fact, Fact):
        return "A table", "Fill in its own sheet; or say that there are none."
    return "", ""
