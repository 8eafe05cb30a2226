"""Fact types: how a raw answer becomes a typed value, and the JSON Schema that each type is.

A typed value is what the schemas of checks see: a boolean, a number, text, a day number for a date, a list of option
keys, a list of rows. A raw answer is text from YAML or a plain value from JSON; both read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

from techassure import calendar_days
from techassure.definitions import validators
from techassure.definitions.model import Column, Fact
from techassure.definitions.text_formats import FORMATS
from techassure.files.doors import MOST_DIGITS, is_printable, number, yes_no
from techassure.files.meant import date_fix, number_fix
from techassure.problems import Path, listing, suggestion

MOST_TEXT = 20_000
MOST_ROWS = 5_000
_IN_PERCENT = frozenset({"%", "percent", "per cent"})
"""The units of shares of a hundred."""
_NO_WORDS = (
    "n/a", "na", "n.a", "not applicable", "none", "nil", "tbc", "tbd", "tba", "todo", "to do", "to be confirmed",
    "to be decided", "to be determined", "to be advised", "to be announced", "to be completed", "to follow",
)  # fmt: skip
_SIGNS = ("-", "--", "---", "–", "—", "/", "\\", ".", "..", "...", "…", "*", "?", "??", "???")
NO_ANSWERS = frozenset(
    ["", *_SIGNS]
    + [f"{cased}{dot}" for each in _NO_WORDS for cased in (each, each.upper(), each.capitalize(), each.title())
       for dot in ("", ".")]
)  # fmt: skip
"""Texts, without the blanks around them, that say no more than an empty line. A set, so that looking is quick."""

Schema = dict[str, Any]
Value = Any
Typed = Fact | Column
Reader = Callable[[Any], Any]


class Unreadable(NamedTuple):
    """Why a raw answer is not an answer of its type: returned in place of a value.

    ``others`` are what else is wrong with a list or a table.
    """

    rule: str
    message: str
    fix: str
    path: Path = ()
    of_key: bool = False
    others: tuple[Unreadable, ...] = ()


def _together(found: Sequence[Unreadable]) -> Unreadable:
    """Return several as one."""
    return found[0]._replace(others=tuple(found[1:]))


def says_nothing(found: Unreadable) -> bool:
    """Tell whether a text is no answer because it says no more than an empty line."""
    return found.rule == "says-nothing"


def is_blank(raw: object) -> bool:
    """Tell whether a raw answer is the same as no answer: null or blank text."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def reader(fact: Typed) -> Reader:
    """Return the function that turns a raw answer, not blank, into a typed value or ``Unreadable``."""
    return _READERS[fact.type](fact)


def schema(fact: Typed) -> Schema:
    """Return the JSON Schema of the fact's typed values."""
    return _SCHEMAS[fact.type](fact)


def columns_of(fact: Typed) -> Mapping[str, Column]:
    """Return the columns of a table; none of anything else."""
    return (fact.columns if isinstance(fact, Fact) else None) or {}


def is_share(fact: Typed) -> bool:
    """Tell whether a number is one of a hundred, so that `80%` can only mean 80: by its unit, or by its ends alone."""
    by_ends = fact.type == "number" and fact.unit is None and (fact.lowest, fact.highest) == (0, 100)
    return by_ends or fact.unit in _IN_PERCENT


def written(fact: Typed | None, value: Value) -> Any:
    """Return the typed value as it would be written in a submission."""
    if fact is None or value is None:
        return value
    if fact.type == "date":
        return calendar_days.iso(value)
    if fact.type == "table":
        columns = columns_of(fact)
        return [{name: written(columns.get(name), cell) for name, cell in row.items()} for row in value]
    return value


# --- readers --------------------------------------------------------------------------------------------------------


def _shown(raw: object) -> str:
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"


def _form(raw: object) -> str:
    return "a list" if isinstance(raw, list) else "a mapping" if isinstance(raw, dict) else _shown(raw)


def _yes_no_reader(_: Typed) -> Reader:
    def read(raw: Any) -> Any:
        value = yes_no(raw)
        return (
            Unreadable("wrong-type", f"{_form(raw)} is not `yes` or `no`", "write `yes` or `no`")
            if value is None
            else value
        )

    return read


def _choice_reader(fact: Typed) -> Reader:
    options = fact.options or {}
    return lambda raw: _option(raw, options)


def _option(raw: Any, options: Mapping[str, str]) -> Any:
    key = {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else str(raw) if isinstance(raw, int) else raw
    if not isinstance(key, str):
        return Unreadable("wrong-type", f"{_form(raw)} is not one option", f"write one of {listing(list(options), 20)}")
    if key in options:
        return key
    labelled = next((each for each, label in options.items() if label.casefold() == key.strip().casefold()), None)
    of_keys = suggestion(key, options, f"write one of {listing(list(options), 20)}")
    fix = f"write `{labelled}`, which stands for those words" if labelled else of_keys
    return Unreadable("unknown-option", f"{_shown(key)} is not an option of this question", fix)


def _plain_options(raw: list[Any], known: frozenset[str]) -> bool:
    """Tell whether the list needs no more reading: the usual case, and quick."""
    try:
        chosen = set(raw)
    except TypeError:
        return False
    return len(chosen) == len(raw) and chosen <= known


def _choices_reader(fact: Typed) -> Reader:
    options = fact.options or {}
    known = frozenset(options)

    def read(raw: Any) -> Any:
        if not isinstance(raw, list):
            return Unreadable(
                "wrong-type",
                f"{_form(raw)} is not a list of options",
                "write `[first, second]`; `[]` says that none applies",
            )
        if _plain_options(raw, known):
            return list(raw)
        chosen, wrong = [], []
        for index, each in enumerate(raw):
            key = _option(each, options)
            if isinstance(key, Unreadable):
                wrong.append(key._replace(path=(index,)))
            elif key in chosen:
                wrong.append(Unreadable("repeated-option", f"{_shown(key)} is chosen twice", "keep one", (index,)))
            else:
                chosen.append(key)
        return _together(wrong) if wrong else chosen

    return read


def _number_reader(fact: Typed) -> Reader:
    low, high, whole, unit = fact.lowest, fact.highest, fact.whole, fact.unit

    def read(raw: Any) -> Any:
        value = number(raw)
        if value is None:
            fix = f"write a number such as `12` or `7.5`, of at most {MOST_DIGITS} digits, without a unit"
            return Unreadable("wrong-type", f"{_form(raw)} is not a number", number_fix(raw, fix, unit or ""))
        if whole and value != int(value):
            return Unreadable(
                "wrong-type", f"{_form(raw)} is not a whole number", number_fix(raw, "write a whole number")
            )
        if (low is not None and value < low) or (high is not None and value > high):
            return Unreadable("out-of-range", f"{_shown(raw)} cannot be true here", _range_fix(low, high, unit))
        return value

    return read


def _range_fix(low: float | None, high: float | None, unit: str | None) -> str:
    ends = [f"at least {low}" if low is not None else "", f"at most {high}" if high is not None else ""]
    return f"write a number {' and '.join(end for end in ends if end)}{f' ({unit})' if unit else ''}"


def _money_reader(fact: Typed) -> Reader:
    plain = _number_reader(fact)

    def read(raw: Any) -> Any:
        value = plain(raw)
        if isinstance(value, float) and round(value, 2) != value:
            return Unreadable("wrong-type", f"{_shown(raw)} has more than two decimals", "round it to pence")
        return value

    return read


def _date_reader(_: Typed) -> Reader:
    def read(raw: Any) -> Any:
        day = calendar_days.day_number(raw) if isinstance(raw, str) else None
        if day is not None:
            return day
        if isinstance(raw, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", raw):
            return Unreadable(
                "impossible-date", f"{_shown(raw)} is not a day of the calendar", "write a day that exists"
            )
        return Unreadable("wrong-type", f"{_form(raw)} is not a date", date_fix(raw))

    return read


def _text_reader(fact: Typed) -> Reader:
    fits = FORMATS.get(fact.format or "")
    # A cell of a row may say that there is none of something: the rest of the row says of what.
    no_answers = NO_ANSWERS if isinstance(fact, Fact) and fits is None else frozenset()

    def read(raw: Any) -> Any:
        if not isinstance(raw, str):
            if isinstance(raw, bool) or not isinstance(raw, int | float):
                return Unreadable("wrong-type", f"{_form(raw)} is not text", "write text; put quotes around it")
            raw = str(raw)
        text = raw.strip()
        if text in no_answers:
            fix = "write the answer; if there is none, say so in a sentence with the reason"
            return Unreadable("says-nothing", f"{_shown(text)} says nothing", fix)
        if not text.isascii():
            text = normalize("NFC", text)
        if len(text) > MOST_TEXT:
            return Unreadable("too-long", f"the text is longer than {MOST_TEXT} characters", "attach it as a document")
        if not is_printable(text):
            return Unreadable("control-character", "the text holds a control character", "remove it")
        if fits and not fits.accepts(text):
            return Unreadable("wrong-format", f"{_shown(text)} is not {fits.what}", fits.fix)
        return text

    return read


def _document_reader(_: Typed) -> Reader:
    fix = "list the document under `evidence`, with this fact as its `kind`"
    return lambda raw: Unreadable(
        "document-in-answers", f"{_shown(raw)} answers a question that asks for a document", fix
    )


def _table_reader(fact: Typed) -> Reader:
    columns = columns_of(fact)
    readers = {name: reader(column) for name, column in columns.items()}
    is_plain = _plain_rows(columns)
    dates = [name for name, column in columns.items() if column.type == "date"]
    required = [name for name, column in columns.items() if not column.optional]

    def read(raw: Any) -> Any:
        if not isinstance(raw, list):
            return Unreadable(
                "wrong-type",
                f"{_form(raw)} is not a table",
                "write a list of rows, each `{column: value, …}`; `[]` says that there are none",
            )
        if len(raw) > MOST_ROWS:
            return Unreadable("too-many-rows", f"the table has more than {MOST_ROWS} rows", "attach it as a document")
        if raw.__class__ is list and is_plain(raw) and (plain := _with_day_numbers(raw, dates)) is not None:
            return plain
        rows: list[dict[str, Any]] = []
        wrong: list[Unreadable] = []
        for index, line in enumerate(raw):
            rows.append(_row(line, index, readers, required, wrong))
        return _together(wrong) if wrong else rows

    return read


def _plain_rows(columns: Mapping[str, Column]) -> Callable[[Any], bool]:
    """Return what tells whether rows of JSON need no reading, cell by cell: one schema says it of the whole table.

    Text must be as reading would leave it (ASCII needs no normal form); money and text of a named format are always
    read by themselves.
    """
    unfit = any(column.type == "money" or column.format for column in columns.values())
    if unfit or validators.DEFAULT != "jsonschema-rs":
        return lambda _: False
    of_columns = {name: _PLAIN.get(column.type, schema)(column) for name, column in columns.items()}
    required = [name for name, column in columns.items() if not column.optional]
    row = {"type": "object", "properties": of_columns, "required": required, "additionalProperties": False}
    return validators.accepts({"type": "array", "items": row})


_PLAIN: dict[str, Callable[[Typed], Schema]] = {
    "text": lambda _: {
        "type": "string",
        "pattern": "^[!-~][ -~]*$",
        "maxLength": MOST_TEXT,
        "not": {"pattern": " $"},
    },
    "date": lambda _: {"type": "string", "minLength": 10, "maxLength": 10},
    "number": lambda column: {
        **_bounded(column),
        "exclusiveMinimum": -(10**MOST_DIGITS),
        "exclusiveMaximum": 10**MOST_DIGITS,
    },
}


def _with_day_numbers(rows: list[dict[str, Any]], dates: Sequence[str]) -> list[dict[str, Any]] | None:
    """Return the rows with day numbers in place of dates; None where a date is none."""
    if not dates:
        return rows
    made = []
    for row in rows:
        days = {name: calendar_days.day_number(row[name]) for name in dates if name in row}
        if None in days.values():
            return None
        made.append({**row, **days})
    return made


def _row(
    line: Any, index: int, readers: Mapping[str, Reader], required: Sequence[str], wrong: list[Unreadable]
) -> dict[str, Any]:
    """Return a row of typed values; what is wrong with it is added to what is wrong with the table."""
    row: dict[str, Any] = {}
    if not isinstance(line, dict):
        fix = f"write `{{column: value, …}}` with {listing(list(readers))}"
        wrong.append(Unreadable("wrong-type", f"{_form(line)} is not a row", fix)._replace(path=(index,)))
        return row
    for name, raw in line.items():
        read = readers.get(name)
        if read is None:
            fix = suggestion(name, readers, f"use {listing(list(readers))}")
            message = f"`{name}` is not a column of this table"
            wrong.append(Unreadable("unknown-column", message, fix, (index, name), of_key=True))
            continue
        if is_blank(raw):
            continue
        row[name] = value = read(raw)
        if value.__class__ is Unreadable:
            wrong += [each._replace(path=(index, name, *each.path), others=()) for each in (value, *value.others)]
    missing = [name for name in required if name not in row]
    if missing:
        message = f"row {index + 1} has no {listing(missing)}"
        wrong.append(Unreadable("missing-column", message, "give it: every row needs it", (index,)))
    return row


_READERS: dict[str, Callable[[Typed], Reader]] = {
    "yes-no": _yes_no_reader,
    "choice": _choice_reader,
    "choices": _choices_reader,
    "number": _number_reader,
    "money": _money_reader,
    "date": _date_reader,
    "text": _text_reader,
    "document": _document_reader,
    "table": _table_reader,
}


# --- schemas --------------------------------------------------------------------------------------------------------


def _bounded(fact: Typed) -> Schema:
    bounds = {"minimum": fact.lowest, "maximum": fact.highest}
    return {
        "type": "integer" if fact.whole else "number",
        **{word: at for word, at in bounds.items() if at is not None},
    }


def _text_schema(fact: Typed) -> Schema:
    made: Schema = {"type": "string", "minLength": 1, "maxLength": MOST_TEXT}
    if fact.format:
        made |= {"pattern": f"^(?:{FORMATS[fact.format].pattern})(?![\\s\\S])", "$comment": FORMATS[fact.format].what}
    return made


def _date_schema(_: Typed) -> Schema:
    return {
        "type": "integer",
        "minimum": calendar_days.FIRST_DAY,
        "maximum": calendar_days.LAST_DAY,
        "$comment": "a day number: 0001-01-01 is 1",
    }


def _table_schema(fact: Typed) -> Schema:
    columns = columns_of(fact)
    row = {
        "type": "object",
        "properties": {name: schema(column) for name, column in columns.items()},
        "required": [name for name, column in columns.items() if not column.optional],
        "additionalProperties": False,
    }
    return {"type": "array", "items": row, "maxItems": MOST_ROWS}


_SCHEMAS: dict[str, Callable[[Typed], Schema]] = {
    "yes-no": lambda _: {"type": "boolean"},
    "choice": lambda fact: {"enum": list(fact.options or {})},
    "choices": lambda fact: {"type": "array", "items": {"enum": list(fact.options or {})}, "uniqueItems": True},
    "number": _bounded,
    "money": _bounded,
    "date": _date_schema,
    "text": _text_schema,
    "document": lambda _: {"type": "string", "minLength": 1, "$comment": "the id of a document that could be read"},
    "table": _table_schema,
}
