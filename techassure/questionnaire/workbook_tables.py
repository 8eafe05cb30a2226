"""A table of a questionnaire as a sheet of its own: a line of keys, a header that stays in view, and rows to fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from techassure.definitions.model import Column
from techassure.questionnaire.book import Book, link, shown
from techassure.questionnaire.layout import NOT_NEEDED, labels
from techassure.questionnaire.questions import Question, why

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_KEYS, _HEADER = 3, 4
_FRAMED = 22
_SPARE = 500
_WIDE, _NARROW = 30.0, 16.0


def write_table(
    book: Book, question: Question, name: str, rows: Sequence[dict[str, Any]], condition: str | None
) -> None:
    """Write the sheet of a table with the rows that are known."""
    columns = question.fact.columns or {}
    sheet = book.sheet(name, [14.0, *(_width(column) for column in columns.values())])
    _head(book, sheet, question, condition)
    sheet.write_string(_KEYS, 0, question.name, book.formats["key"])
    for at, (key, column) in enumerate(columns.items(), 1):
        sheet.write_string(_KEYS, at, key, book.formats["key"])
        sheet.write_string(_HEADER, at, called(key, column), book.formats["header"])
        last = _HEADER + len(rows) + _SPARE
        book.validate(sheet, (_HEADER + 1, at), (last, at), f"{question.name}.{key}", column)
    for at in range(max(_FRAMED, len(rows) + 10)):
        row = rows[at] if at < len(rows) else {}
        for place, (key, column) in enumerate(columns.items(), 1):
            book.write(sheet, (_HEADER + 1 + at, place), column, row.get(key))
        texts = [(_width(column), shown(column, row[key])) for key, column in columns.items() if key in row]
        book.fit(sheet, _HEADER + 1 + at, texts)
    book.fit(sheet, _HEADER, [(_width(column), called(key, column)) for key, column in columns.items()])
    sheet.freeze_panes(_HEADER + 1, 2)
    sheet.repeat_rows(_KEYS, _HEADER)


def _head(book: Book, sheet: Worksheet, question: Question, condition: str | None) -> None:
    formats = book.formats
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, question.text, formats["title"])
    told = " ".join([*([question.fact.hint] if question.fact.hint else []), "Asked for: " + "; ".join(why(question))])
    sheet.write_string(1, 0, told, book.formats["line"])
    sheet.write_url(2, 0, link("Answers"), formats["link"], "Back to Answers")
    if condition:
        says = f"This table is {NOT_NEEDED}: an earlier answer makes it irrelevant."
        sheet.write_formula(2, 2, condition.replace(f'"{NOT_NEEDED}"', f'"{says}"'), formats["line"], "")


def called(key: str, column: Column) -> str:
    """Return how a column is called, with its unit, and that it may stay empty."""
    label = column.label or key.replace("_", " ").capitalize()
    unit = f" ({column.unit})" if column.unit else f" ({column.currency or 'GBP'})" if column.type == "money" else ""
    return f"{label}{unit}{' (optional)' if column.optional else ''}"


def _width(column: Column) -> float:
    if column.type in ("choice", "choices"):
        longest = max(len(label) for label in labels(column).values())
        return min(max(longest + 4.0, _NARROW), 36)
    return _WIDE if column.type == "text" else _NARROW
