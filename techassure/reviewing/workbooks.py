"""A sheet as an Excel workbook: the same lines as the YAML file, with room to write and lists to choose from.

What people read and fill in stands on the left and is printed; by what stands behind it, the program knows the bid.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from techassure.extras import needing
from techassure.phrases import in_one_line

ENDING = ".xlsx"
ABOUT, SCORES = "About", "Scores"
WHO = ("reviewer", "moderated_by")
SUBMISSION = ("supplier", "product", "version", "lot")
READ = ("title", "asks", "rubric", "answered", "documents", "clarifications", "individual", "spread", "moderated")
FILL = ("points", "outcome", "because", "refers_to", "corrects")
HEADINGS = {
    "bid": "Bid",
    "criterion": "Criterion",
    "title": "Title",
    "asks": "What is asked",
    "rubric": "Points by the rubric",
    "answered": "What the supplier answered",
    "documents": "Documents",
    "clarifications": "Clarifications",
    "individual": "What reviewers gave",
    "spread": "Spread",
    "moderated": "Moderated before",
    "points": "Points",
    "outcome": "Outcome",
    "because": "Because",
    "refers_to": "Refers to",
    "corrects": "Corrects",
    **{key: key.capitalize() for key in SUBMISSION},
}
"""How each column is called. Read again, a column may also have its key for a heading."""
LABELS = {
    "techassure": "Version of this form",
    "tender": "Tender",
    "digest": "Digest of its rules",
    "note": "Note",
    "reviewer.name": "Reviewer",
    "reviewer.role": "Role of the reviewer",
    "moderated_by.name": "Chair of the meeting",
    "moderated_by.role": "Role of the chair",
    "on": "Day of scoring",
    "conflict": "Conflict of interest",
}
"""How each line of the first sheet is called. Read again, a line may also have its key for a name."""
TO_FILL_ABOUT = {
    "on": "To fill in: the day on which you scored, such as 2026-06-08.",
    "conflict": "To fill in: any interest you have in a bidder, or none.",
}
_HINTS = {
    **TO_FILL_ABOUT,
    "note": f"To fill in: the yellow cells of the sheet {SCORES}. A line without a score is left out.",
}
_WIDTHS = {"bid": 18, "criterion": 16, "title": 16, "asks": 24, "rubric": 36, "answered": 38, "documents": 20,
           "clarifications": 24, "individual": 34, "spread": 13, "because": 34, "refers_to": 16, "points": 8,
           "outcome": 9, "version": 9, "lot": 6, "corrects": 9, "moderated": 26}  # fmt: skip
"""Narrow, and so high: all of a line fits on one page, and the wider the page, the smaller its letters."""
_USUAL_WIDTH, _WIDEST, _STEP = 17, 140, 10
_LINE_HEIGHT, _MOST_HEIGHT, _LETTERS = 13.0, 400.0, 1.15
"""A row of a spreadsheet is no higher than 409 points: what needs more of them gets a wider column. A column that is
one wide has room for a digit, and for a little more than one letter."""
_MOST_IN_CELL = 32_000
_CUT = " … [cut off here: a cell holds no more; read the rest in the submission]"
BEYOND = "more than the tender tolerates"
"""How a spread ends that a meeting has to look at first."""
_WRITTEN_ON = datetime(1980, 1, 1)
_A3, _A4 = 8, 9
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}
Data = Mapping[str, Any]


def written(sheet: Data) -> bytes:
    """Return a sheet, as `panel` makes it, as a workbook: the same bytes for the same sheet.

    Raises:
        ProblemsFound: the package that writes workbooks is not installed.
    """
    with needing("xlsx", "write workbooks"):
        from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        book.set_properties({"created": _WRITTEN_ON})
        looks = _looks(book)
        _write_about(book.add_worksheet(ABOUT), sheet, looks)
        _Scores(book.add_worksheet(SCORES), sheet, looks).write()
    return raw.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    base = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10, "num_format": "@"}
    grey = {"border": 1, "border_color": "#BFC5CC"}
    return {
        "head": book.add_format({**base, "bold": True, "bg_color": "#E8EDF3", "border": 1}),
        "read": book.add_format({**base, **grey}),
        "flagged": book.add_format({**base, **grey, "bold": True, "bg_color": "#F7D4D1"}),
        "hint": book.add_format(base),
        "fill": book.add_format({**base, "locked": False, "bg_color": "#FFF9D6", "border": 1}),
        "known": book.add_format({**base, **grey, "font_color": "#5B6570"}),
    }


def _write_about(page: Any, sheet: Data, looks: Data) -> None:
    rows = [(key, sheet[key]) for key in ("techassure", "tender", "digest", "note") if key in sheet]
    rows += [(f"{_who(sheet)}.{part}", text) for part, text in sheet[_who(sheet)].items()]
    rows += [(key, sheet[key]) for key in TO_FILL_ABOUT if key in sheet]
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 84)
    page.set_column(2, 2, 46)
    for at, (key, value) in enumerate(rows):
        hint = _HINTS.get(key, "")
        page.write_string(at, 0, LABELS[key], looks["head"])
        page.write_string(at, 1, str(value), looks["fill" if key in TO_FILL_ABOUT else "read"])
        page.write_string(at, 2, hint, looks["hint"])
        page.set_row(at, _LINE_HEIGHT * max(_lines_of(str(value), 84), _lines_of(hint, 46)))
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.protect()


def _who(sheet: Data) -> str:
    return next(key for key in WHO if key in sheet)


class _Scores:
    """The lines to score: what is read, what is filled in, and behind it by what the program knows the bid."""

    def __init__(self, page: Any, sheet: Data, looks: Data) -> None:
        self.page, self.sheet, self.looks = page, sheet, looks
        self.lines: Sequence[Data] = sheet["scores"]
        reads = [key for key in READ if any(line.get(key) for line in self.lines)]
        fills = [key for key in FILL if any(key in line for line in self.lines)]
        self.known = [key for key in SUBMISSION if any(key in line["submission"] for line in self.lines)]
        self.seen = ["bid", "criterion", *reads, *fills]
        self.columns = [*self.seen, *self.known]
        self.widths = {key: self._width(key) for key in self.columns}

    def write(self) -> None:
        for column, key in enumerate(self.columns):
            self.page.set_column(column, column, self.widths[key])
            self.page.write_string(0, column, HEADINGS[key], self.looks["head"])
        for row, line in enumerate(self.lines, 1):
            self.page.set_row(row, min(_MOST_HEIGHT, self._height(line)))
            for column, key in enumerate(self.columns):
                self.page.write_string(row, column, _said(line, key), self.looks[self._look(line, key)])
                if key in FILL and key in line:
                    _choices(self.page, row, column, key, line)
        self._set_up()

    def _look(self, line: Data, key: str) -> str:
        if key == "spread" and str(line.get(key, "")).endswith(BEYOND):
            return "flagged"
        return "known" if key in self.known else "fill" if key in FILL and key in line else "read"

    def _set_up(self) -> None:
        page, last = self.page, (len(self.lines), len(self.columns) - 1)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, *last)
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{last[0] + 1}"})
        page.set_landscape()
        page.set_paper(_A3)
        page.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.6)
        page.set_footer(f"&L{self._footer()}&RPage &P of &N")
        page.repeat_rows(0)
        page.print_area(0, 0, last[0], len(self.seen) - 1)
        page.fit_to_pages(1, 0)
        page.protect("", _ALLOWED)

    def _footer(self) -> str:
        who = self.sheet[_who(self.sheet)]["name"]
        return f"{self.sheet['tender']}, {who}"[:100].replace("&", "&&")

    def _width(self, key: str) -> int:
        """Return how wide a column is: as usual, and wider where a row would grow too high to show all of a cell."""
        texts, width = [_said(line, key) for line in self.lines], _WIDTHS.get(key, _USUAL_WIDTH)
        while width < _WIDEST and any(_lines_of(text, width) * _LINE_HEIGHT > _MOST_HEIGHT for text in texts):
            width += _STEP
        return width

    def _height(self, line: Data) -> float:
        """Return room for the longest cell: not every program makes it by itself."""
        return max(3, *(_lines_of(_said(line, key), self.widths[key]) for key in self.columns)) * _LINE_HEIGHT


def _lines_of(text: str, width: int) -> int:
    return sum(1 + int(len(part) / (width * _LETTERS)) for part in text.split("\n"))


def _choices(page: Any, row: int, column: int, key: str, line: Data) -> None:
    options = list(line["rubric"]) if key == "points" else ["met", "not met"] if key == "outcome" else []
    if options:
        page.data_validation(row, column, row, column, {"validate": "list", "source": options})


# --- what stands in a cell ------------------------------------------------------------------------------------------


def _said(line: Data, key: str) -> str:
    value = line["submission"].get(key) if key in SUBMISSION else line.get(key)
    text = _IN_CELLS.get(key, _text)(value) if value else ""
    return text if len(text) <= _MOST_IN_CELL else text[:_MOST_IN_CELL] + _CUT


def _text(value: Any, join: Callable[[Iterable[str]], str] = "\n".join) -> str:
    """Return a value for one cell: the parts of a list or a mapping on lines of their own."""
    if isinstance(value, dict):
        return join(f"{key}: {_text(part, in_one_line)}" for key, part in value.items())
    if isinstance(value, list):
        return join(_text(part, in_one_line) for part in value)
    return str(value)


def _answered(value: Mapping[str, Any]) -> str:
    """Return each question with its answer beneath; of a list, each row on a line of its own."""
    return "\n\n".join(f"{asked}\n{_answer(answer)}" for asked, answer in value.items())


def _answer(value: Any) -> str:
    rows = value if isinstance(value, list) else [value]
    return "\n".join(f"– {_text(row, in_one_line)}" for row in rows)


def _clarified(value: Sequence[Data]) -> str:
    return "\n\n".join(f"{each['clarification']}: {each['question']}\n– {each['answer']}" for each in value)


def _given(value: Sequence[Data]) -> str:
    said = (
        f"{each['reviewer']}: {each['score']}\n{each['because']}"
        + (f"\n(refers to: {each['refers_to']})" if each["refers_to"] else "")
        + "".join(f"\n(the answer to {name} was not on the sheet)" for name in each.get("without", ()))
        for each in value
    )
    return "\n\n".join(said)


def _moderated(value: Data) -> str:
    return f"{value['score']}\n{value['because']}\n({value['by']}, {value['on']})"


_IN_CELLS: dict[str, Callable[[Any], str]] = {
    "answered": _answered,
    "clarifications": _clarified,
    "individual": _given,
    "moderated": _moderated,
}
