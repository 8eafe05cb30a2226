"""The workbook in which bidders write their prices: what `price_workbooks` reads, blank, with what to write where."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from techassure.calendar_days import iso
from techassure.extras import needing
from techassure.files.doors import decimal_text
from techassure.problems import Place, Problem, ProblemsFound
from techassure.selections.selection import TENDER_FILE, Selection
from techassure.selections.tender_rules import PriceRule

_WRITTEN_ON = datetime(1980, 1, 1)
_LEAST_LINES, _A4 = 5, 9
_WIDE, _AMOUNT, _NARROW = 22, 18, 12
_LINE_HEIGHT, _HINT_HEIGHT = 22.0, 60.0
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def written(selection: Selection) -> bytes:
    """Return the blank workbook of a tender: the same bytes for the same tender.

    Raises:
        ProblemsFound: the tender has no rule for prices, or the package that writes workbooks is not installed.
    """
    rule = selection.rules.price
    if rule is None:
        fix = "add `price` to it, with the `formula` that you publish"
        raise ProblemsFound([Problem(Place(TENDER_FILE), "no-price-rule", "the tender has no rule for prices", fix)])
    with needing("xlsx", "write workbooks"):
        from xlsxwriter import Workbook  # noqa: PLC0415 - of an extra

    raw = io.BytesIO()
    with Workbook(raw, _OPTIONS) as book:
        book.set_properties({"created": _WRITTEN_ON, "title": selection.title})
        _Page(book, selection, rule).write()
    return raw.getvalue()


def columns(selection: Selection, rule: PriceRule) -> dict[str, str]:
    """Return each heading with what to write under it."""
    amount = f"an amount in {rule.currency}, VAT {rule.vat}; 0 if there is none"
    return {
        "Supplier": "your id, as in your submission",
        "Product": "its name, as in your submission",
        "Version": "its version, as in your submission",
        **({"Lot": f"one of {', '.join(selection.lots)}"} if selection.lots else {}),
        **dict.fromkeys(rule.parts, amount),
        "Whole-life cost": "the sum of all parts; may be left blank" if rule.parts else amount,
        "Currency": f"write {rule.currency}",
        "VAT": f"write {rule.vat}",
    }


def said(selection: Selection, rule: PriceRule) -> Iterator[str]:
    """Yield what stands above the lines."""
    buyer = f"{selection.buyer}. " if selection.buyer else ""
    yield f"{buyer}Tender {selection.id}."
    start, end = (selection.contract.get(f"contract.{name}") for name in ("start", "end"))
    over = f" from {_day(start)} to {_day(end)}" if start and end else ""
    yield f"What the contract costs{over}, in {rule.currency}, VAT {rule.vat}."
    yield "Fill in the yellow cells, one bid a line. Leave no part of the price blank: where it costs nothing, write 0."
    if rule.ceiling is not None:
        yield f"The published ceiling is {decimal_text(rule.ceiling)} {rule.currency}."
    yield "Send this workbook apart from your answers. Prices are opened after the quality of every bid was assessed."


def above(selection: Selection) -> frozenset[str]:
    """Return every text that the form holds above its lines."""
    rule = selection.rules.price
    return (
        frozenset([selection.title, *said(selection, rule), *columns(selection, rule).values()])
        if rule
        else frozenset()
    )


def _day(value: Any) -> str:
    return iso(value) if isinstance(value, int) else str(value)


class _Page:
    """The one sheet: what to do, what is asked, and the lines."""

    def __init__(self, book: Any, selection: Selection, rule: PriceRule) -> None:
        self.page, self.selection, self.rule = book.add_worksheet("Prices"), selection, rule
        self.columns = columns(selection, rule)
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        fill = {**base, "locked": False, "bg_color": "#FFF9D6", "border": 1}
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.plain = book.add_format(base)
        self.hint = book.add_format({**base, "text_wrap": True, "font_color": "#5B6570", "valign": "bottom"})
        self.head = book.add_format({**base, "bold": True, "text_wrap": True, "bg_color": "#E8EDF3", "border": 1})
        self.text = book.add_format({**fill, "num_format": "@"})
        self.amount = book.add_format({**fill, "num_format": "#,##0.00"})

    def write(self) -> None:
        self.page.write_string(0, 0, self.selection.title, self.title)
        above = list(said(self.selection, self.rule))
        for row, each in enumerate(above, 1):
            self.page.write_string(row, 0, each, self.plain)
        hints = len(above) + 2
        self.page.set_row(hints, _HINT_HEIGHT)
        self.page.set_row(hints + 1, _HINT_HEIGHT / 2)
        lines = range(hints + 2, hints + 2 + max(_LEAST_LINES, 2 * len(self.selection.lots)))
        for row in (0, *lines):
            self.page.set_row(row, _LINE_HEIGHT)
        for at, (heading, hint) in enumerate(self.columns.items()):
            self._column(at, heading, hint, hints, lines)
        self._set_up(hints + 1, lines[-1])

    def _column(self, at: int, heading: str, hint: str, hints: int, lines: range) -> None:
        amount = heading in (*self.rule.parts, "Whole-life cost")
        self.page.set_column(at, at, _AMOUNT if amount else _WIDE if heading in ("Supplier", "Product") else _NARROW)
        self.page.write_string(hints, at, hint, self.hint)
        self.page.write_string(hints + 1, at, heading, self.head)
        for row in lines:
            self.page.write_blank(row, at, None, self.amount if amount else self.text)
        options = self._options(heading)
        if options:
            self.page.data_validation(lines[0], at, lines[-1], at, {"validate": "list", "source": options})
        elif amount:
            self.page.data_validation(lines[0], at, lines[-1], at, _NOT_NEGATIVE)

    def _options(self, heading: str) -> list[str]:
        return {"Currency": [self.rule.currency], "VAT": [self.rule.vat], "Lot": list(self.selection.lots)}.get(
            heading, []
        )

    def _set_up(self, heads: int, last: int) -> None:
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(heads)
        self.page.print_area(0, 0, last, len(self.columns) - 1)
        self.page.set_footer(f"&L{self.selection.id}&RPage &P of &N")
        self.page.protect("", {"format_columns": True, "format_rows": True})


_NOT_NEGATIVE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_title": "No amount",
    "error_message": "Write an amount without its currency, such as 42000 or 42000.50.",
}
