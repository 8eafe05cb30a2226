"""A workbook of the results: numbers as numbers, days as days, and no cell that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from techassure.documents.document import Document
from techassure.extras import needing
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report import colophon
from techassure.report.csv import FORMULA
from techassure.report.text import clean, wrap
from techassure.report.worksheets import Sheet, Value, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_575
_MOST_TEXT = 32_767
_LINE = 15
_WORDS = 100
_HIGHEST = 405
_BOLD = 1.25
_CUT = " … (cut short; the JSON document has all of it)"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FILLS = {
    "met": "#CFE8D9",
    "not met": "#F7D4D1",
    "no answer": "#FFF1BF",
    "needs review": "#D2E4F5",
    "not applicable": "#E8EDEE",
    "compliant": "#CFE8D9",
    "non-compliant": "#F7D4D1",
    "undecided": "#FFF1BF",
}


def render(document: Document) -> bytes:
    """Return the workbook: the same document, the same bytes.

    Raises:
        ProblemsFound: XlsxWriter is not installed, or there are more outcomes than a worksheet has rows.
    """
    return book(document, sheets(document), ", ".join(colophon.stamps(document)), colophon.line(document))


def book(document: Mapping[str, Any], found: Sequence[Sheet], stamps: str, comments: str) -> bytes:
    """Return a workbook of some sheets, which says of itself how final it is and what decided.

    Raises:
        ProblemsFound: XlsxWriter is not installed, or a sheet has more rows than there may be.
    """
    with needing("xlsx", "write workbooks"):
        from xlsxwriter import Workbook  # noqa: PLC0415

    held = io.BytesIO()
    made = Workbook(held, _OPTIONS)
    made_on = datetime.fromisoformat(document["as_of"]).replace(tzinfo=UTC)
    title = clean(document["selection"]["title"])
    made.set_properties({"title": title, "comments": comments, "created": made_on})
    styles, footer = _Styles(made), f"&L{stamps}, as of {document['as_of']}&RPage &P of &N"
    for sheet in found:
        _fill(made.add_worksheet(sheet.name), sheet, styles, footer, _decimals(document))
    made.close()
    return held.getvalue()


class _Styles:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        head = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EDEE", "bottom": 2}
        self.head, self.head_of_figures = self.of(**head), self.of(**head, align="right", indent=1)

    def of(self, **parts: Any) -> Format:
        """Return the format of these parts."""
        key = tuple(sorted(parts.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **parts})
        return self._made[key]


def _decimals(document: Mapping[str, Any]) -> str:
    """Return how a spreadsheet writes a score, with the tender's places: `0.0`."""
    places = document["selection"]["rounding"]["places"]
    return f"0.{'0' * places}" if places else "0"


def _fill(page: Worksheet, sheet: Sheet, styles: _Styles, footer: str, decimals: str) -> None:
    usual = ("General", decimals)
    forms = [sheet.forms.get(title, usual[title.startswith("Score, ")]) for title, _ in sheet.columns]
    rooms = [max(room, _least_room(title)) for title, room in sheet.columns]
    for at, (title, _) in enumerate(sheet.columns):
        page.write_string(0, at, _text(title), styles.head)
        page.set_column(at, at, rooms[at])
    page.set_row(0, _height([title for title, _ in sheet.columns], rooms))
    last, words = 0, {at for at, room in enumerate(rooms) if room > _WORDS}
    for last, row in enumerate(sheet.rows, 1):
        if last > _MOST_ROWS:
            raise ProblemsFound([_too_many(sheet)])
        page.set_row(last, _height(row, rooms))
        words |= {at for at, value in enumerate(row) if value is not None and not isinstance(value, int | float)}
        for at, value in enumerate(row):
            _put(page, last, at, value, styles, among_words=rooms[at] > _WORDS, form=forms[at])
    for at in set(range(len(rooms))) - words if last else ():
        page.write_string(0, at, _text(sheet.columns[at][0]), styles.head_of_figures)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.print_area(0, 0, last, (sheet.printed or len(sheet.columns)) - 1)
    page.set_footer(footer)


def _least_room(title: str) -> int:
    """Return the width that no word of a heading is cut in: letters in bold are wider than the digits that count."""
    return max((int(len(word) * _BOLD) + 2 for word in title.split()), default=0)


def _height(row: Sequence[Value], rooms: Sequence[int]) -> int:
    """Return how many points high a row must be, because not every program finds out by itself."""
    lines = [
        sum(len(wrap(line, room)) for line in value.split("\n"))
        for value, room in zip(row, rooms, strict=True)
        if isinstance(value, str)
    ]
    return min(_LINE * max(lines, default=1), _HIGHEST)


def _put(page: Worksheet, row: int, at: int, value: Value, styles: _Styles, *, among_words: bool, form: str) -> None:
    """Write a value into a cell. ``form`` is the number format; ``among_words``: a number reads from the left."""
    if isinstance(value, str):
        page.write_string(row, at, _text(value), _style(value, styles))
    elif isinstance(value, date):
        page.write_datetime(row, at, value, styles.of(num_format="yyyy-mm-dd", align="left"))
    elif value is not None:
        side = {"align": "left"} if among_words else {"align": "right", "indent": 1}
        style = styles.of(num_format=form, **side)
        page.write_number(row, at, value, style)


def _style(value: str, styles: _Styles) -> Format:
    if value in _FILLS:
        return styles.of(bg_color=_FILLS[value], border=1, border_color="#D8DDE0")
    return styles.of(text_wrap=True, quote_prefix=True) if value.startswith(FORMULA) else styles.of(text_wrap=True)


def _text(value: str) -> str:
    """Return text line by line without anything that hides or turns it, and no longer than a cell may hold."""
    text = "\n".join(map(clean, value.split("\n")))
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - len(_CUT)] + _CUT


def _too_many(sheet: Sheet) -> Problem:
    message = f"a worksheet has no room for more than {_MOST_ROWS} rows, and `{sheet.name}` has more"
    return Problem(
        Place("techassure"), "too-many-outcomes", message, "use the format `csv` or `jsonl`, or fewer submissions"
    )
