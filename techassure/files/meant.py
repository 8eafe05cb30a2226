"""What somebody meant who wrote a date or a number in another way than it is read: guessed to be shown, never used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TypeGuard

from techassure.calendar_days import day_number, iso

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./-]?)([0-9]{2})\2([0-9]{2})(?:[T ].*)?\Z")
_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3})[a-z]*\.?,?[ -]+([0-9]{4})\Z", re.IGNORECASE)
_NAME_FIRST = re.compile(r"([a-z]{3})[a-z]*\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\Z", re.IGNORECASE)
_COUNTED = re.compile(r"[3-7][0-9]{4}\Z")
"""A day as spreadsheets keep it, from 1982 to 2119: they show it so where a cell is made one of numbers or of text."""
_DAY_0 = date(1899, 12, 30).toordinal()
_GROUPED = re.compile(r"-?[0-9]{1,3}([.,' \u00a0\u2009\u202f])[0-9]{3}(?:\1[0-9]{3})*\Z")
_BOTH = re.compile(r"-?[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*(?!\1)[.,][0-9]+\Z")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_AROUND = re.compile(r"\A[£€$ ]+|(?: *%| +per ?cent)? *\Z", re.IGNORECASE)
"""What stands around a number where people read it."""
_DECIMAL = re.compile(r"-?[0-9]+,[0-9]+\Z")
_MARKS = str.maketrans("", "", ".,' \u00a0\u2009\u202f")
_LONGEST = 40


ANY_DAY = "write the date as `2026-06-01`"


def date_fix(raw: object, otherwise: str = ANY_DAY) -> str:
    """Return how to write a date: the days that a text may mean, or ``otherwise``."""
    found = list(dict.fromkeys(each for each in _days(raw.strip()) if day_number(each))) if _is_short(raw) else []
    if not found:
        return otherwise
    if len(found) > 1:
        return f"write `{found[0]}` or `{found[1]}`, whichever day is meant"
    return f"write the date as `{found[0]}`, if that day is meant"


def number_fix(raw: object, otherwise: str, unit: str = "") -> str:
    """Return how to write a number: what a text may mean, also with its own unit behind it, or ``otherwise``."""
    text = _AROUND.sub("", raw.strip().removesuffix(unit)) if _is_short(raw) else ""
    if text != raw and _PLAIN.match(text):
        return f"write `{text}` alone, if that is meant"
    grouped = _GROUPED.match(text)
    if grouped and grouped[1] == "," and text.count(",") == 1:
        return f"write `{text.replace(',', '')}` or `{text.replace(',', '.')}`, whichever is meant"
    if grouped:
        return f"write `{text.translate(_MARKS)}`, without marks between thousands, if that is meant"
    if _BOTH.match(text):
        at = max(text.rfind("."), text.rfind(","))
        return f"write `{text[:at].translate(_MARKS)}.{text[at + 1 :]}`, if that is meant"
    if _DECIMAL.match(text):
        return f"write `{text.replace(',', '.')}`, with a point, if that is meant"
    return otherwise


def _is_short(raw: object) -> TypeGuard[str]:
    return isinstance(raw, str) and len(raw) <= _LONGEST


def _days(text: str) -> Iterator[str]:
    """Yield what a text may mean as a day, the day before the month first; not every one exists."""
    if found := _YEAR_FIRST.match(text):
        yield f"{found[1]}-{found[3]}-{found[4]}"
    elif found := _NUMBERS.match(text):
        yield _iso(found[4], found[3], found[1])
        if found[2] != ".":
            yield _iso(found[4], found[1], found[3])
    elif found := _NAMED.match(text):
        yield from _of_name(found[3], found[2], found[1])
    elif found := _NAME_FIRST.match(text):
        yield from _of_name(found[3], found[1], found[2])
    elif _COUNTED.match(text):
        yield iso(_DAY_0 + int(text))


def _of_name(year: str, month: str, day: str) -> Iterator[str]:
    if month.lower() in _MONTHS:
        yield _iso(year, str(_MONTHS.index(month.lower()) + 1), day)


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"
