"""Words as people write them: put together, with sentences that end once, and compared."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from unicodedata import normalize

_ENDS = (".", "?", "!", ":", "…")
_CLOSING = "\"'”’)]"


def counted(count: int | Fraction | str, one: str, many: str = "") -> str:
    """Return `1 gate` or `3 gates`; a count may be written already."""
    return f"{count} {one if str(count) == '1' else many or one + 's'}"


def printable(text: str) -> str:
    """Return text as it stands, or, where a character of it cannot be printed, with each such one as its code."""
    return text if text.isprintable() else repr(text)[1:-1]


def ended(said: str) -> str:
    """Return text as a sentence: with a full stop, unless it has an end of its own."""
    return said if not said or said.rstrip(_CLOSING).endswith(_ENDS) else f"{said}."


def in_one_line(parts: Iterable[str]) -> str:
    """Return parts one after the other, parted by semicolons; of full stops, that of the last alone stays."""
    *head, last = [*parts] or [""]
    return "; ".join([*(each.removesuffix(".") for each in head), last])


def run_on(said: Iterable[str]) -> str:
    """Return sentences in one paragraph, each with an end."""
    return " ".join(map(ended, said))


def folded(text: str) -> str:
    """Return text as it is compared: case, blanks, and the form in which an accent is stored do not count."""
    return " ".join((text if text.isascii() else normalize("NFC", text)).split()).casefold()
