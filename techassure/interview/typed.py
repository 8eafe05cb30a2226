"""What a person types in answer to a question, read leniently and then by the same readers as a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from techassure.calendar_days import MONTHS, iso
from techassure.definitions import facts as fact_types
from techassure.definitions import text_formats
from techassure.definitions.facts import Typed, Unreadable
from techassure.definitions.model import Column
from techassure.phrases import counted, folded

NONE = "none"
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? +([a-z]+),? +(\d{4})")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_YES = {"y": "yes", "yes": "yes", "true": "yes", "n": "no", "no": "no", "false": "no"}


def read(fact: Typed, text: str) -> Any:
    """Return the typed value that a line gives for a fact or a column, or why it gives none (``Unreadable``)."""
    raw = _FORMS.get(fact.type, _as_it_is)(fact, text.strip())
    return raw if isinstance(raw, Unreadable) else fact_types.reader(fact)(raw)


def numbered(fact: Typed) -> dict[str, str]:
    """Return the options that may be chosen, key and label, in the order in which they are numbered from 1."""
    return {key: label for key, label in (fact.options or {}).items() if key not in fact.retired}


def prompt(fact: Typed) -> str:
    """Return how a line is asked for: what to type, without the question itself."""
    if fact.type in ("number", "money"):
        return _of_number(fact)
    if fact.type == "text" and fact.format:
        return f"Text, {text_formats.FORMATS[fact.format].what}"
    return _PROMPTS[fact.type]


_PROMPTS = {
    "yes-no": "Yes or no",
    "choice": "Number or name of one option",
    "choices": f"Numbers or names, with commas between them; {NONE} if none is true",
    "date": "Date, such as 2026-06-01 or 1 June 2026",
    "text": "Text",
    "document": "Path of the file",
    "table": "Are there any rows? Yes or no",
}


def _of_number(fact: Typed) -> str:
    low = [f"at least {fact.lowest}"] if fact.lowest is not None else []
    high = [f"at most {fact.highest}"] if fact.highest is not None else []
    kind = "Amount" if fact.type == "money" else "Whole number" if fact.whole else "Number"
    unit = (fact.currency or "GBP") if fact.type == "money" else fact.unit if fact.unit != "year" else None
    if unit:
        kind = f"{kind}, in {unit}"
    return ", ".join([kind, *([" and ".join([*low, *high])] if low or high else [])])


def shown(fact: Typed, value: Any) -> str:
    """Return a typed value as a person would read it aloud."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if fact.type in ("choice", "choices"):
        keys = value if isinstance(value, list) else [value]
        options = fact.options or {}
        return "; ".join(options[key] for key in keys) or "none of these"
    if fact.type == "table":
        return counted(len(value), "row")
    return iso(value) if fact.type == "date" else str(value)


def called(name: str, column: Column) -> str:
    """Return how a column of a table is called."""
    return column.label or name.replace("_", " ").capitalize()


# --- forms ----------------------------------------------------------------------------------------------------------


def _as_it_is(_: Typed, text: str) -> Any:
    return text


def _yes_no(_: Typed, text: str) -> Any:
    return _YES.get(text.casefold(), text)


def _one_option(fact: Typed, text: str) -> Any:
    """Return the key of the option that a number, a key or a label names; else the text, for the reader to refuse."""
    options = numbered(fact)
    if text in options:
        return text
    if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= len(options):
        return list(options)[int(text[:9]) - 1]
    by_label = {folded(label): key for key, label in options.items()} | {folded(key): key for key in options}
    if text in fact.retired:
        fix = "choose one of those that are listed"
        return Unreadable("retired-option", f"`{text}` is no longer offered", fix)
    return by_label.get(folded(text), text)


def _some_options(fact: Typed, text: str) -> Any:
    whole = _one_option(fact, text)
    if not isinstance(whole, Unreadable) and whole in numbered(fact):
        return [whole]
    if text.casefold() == NONE:
        return []
    chosen = [_one_option(fact, part.strip()) for part in text.split(",") if part.strip()]
    return next((each for each in chosen if isinstance(each, Unreadable)), chosen)


def _number(fact: Typed, text: str) -> Any:
    plain = text.replace("£", "", 1).strip() if fact.type == "money" else text
    for unit in (fact.unit, fact.currency or "GBP"):
        if unit and plain.casefold().endswith(unit.casefold()):
            plain = plain[: -len(unit)].strip()
    plain = plain.removesuffix("%").strip() if fact_types.is_share(fact) else plain
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain


def _date(_: Typed, text: str) -> Any:
    said = _DAY.fullmatch(text.casefold())
    month = _month(said[2]) if said else None
    return f"{int(said[3]):04}-{month:02}-{int(said[1]):02}" if said and month else text


def _month(name: str) -> int | None:
    """Return the number of a month, of whose name three letters are enough."""
    begun = (at for at, month in enumerate(MONTHS, 1) if month.casefold().startswith(name))
    return next(begun, None) if len(name) > 2 else None


_FORMS: dict[str, Callable[[Typed, str], Any]] = {
    "yes-no": _yes_no,
    "choice": _one_option,
    "choices": _some_options,
    "number": _number,
    "money": _number,
    "date": _date,
}
