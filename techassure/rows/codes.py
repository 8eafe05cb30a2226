"""What raw answers come to, as small numbers: each fact's truths have a code, and every code a cell to stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from msgspec import UNSET, Raw

from techassure.definitions import facts
from techassure.engine.plans import LONGEST_REMEMBERED, MEMO, Truths
from techassure.files.json_text import surely_no_repeated_key
from techassure.rows.manners import Manner

LONGEST = 1000
SHORT_TABLE = 400
_LARGEST = 10**15


class Unusual(Exception):
    """The submission is not written in the usual way; it takes the long way."""


def _never(_: bytes | str) -> bool:
    return False


class Codes(dict[Any, Any]):
    """A fact's raw answers (text, yes and no, numbers, tuples of text) by the code of their truths.

    Looking up what is not there reads it. Only what is short is remembered; ``typed`` holds the values of text.
    ``nothing`` is the code of no answer. Yes and no are their own codes, and where any text says the same as any other,
    its code is true. ``is_plain`` tells of a table as it is written whether it surely can be read; ``surely_fits`` of a
    text whether it is read as it stands, and says the same as any other that does.
    """

    __slots__ = (
        "_by_value",
        "_codes",
        "_fitting",
        "_is_plain",
        "_kept",
        "_last",
        "_of_code",
        "_read",
        "_surely_fits",
        "_truths",
        "manner",
        "nothing",
        "typed",
    )

    def __init__(
        self,
        truths: Callable[[Any], Truths] | None,
        read: facts.Reader,
        manner: Manner,
        is_plain: Callable[[bytes], bool] = _never,
        surely_fits: Callable[[str], bool] = _never,
    ) -> None:
        super().__init__()
        self.manner = manner
        self.nothing: Any = UNSET if manner is Manner.YES_NO else 0
        self.typed: dict[Any, Any] = {}
        self._of_code: dict[Any, Truths | None] = {self.nothing: None}
        self._kept: dict[bytes, Any] = {}
        self._last: tuple[bytes, Any] = b"", None
        self._truths, self._read, self._is_plain, self._surely_fits = truths, read, is_plain, surely_fits
        self._codes: dict[Truths, int] = {}
        self._by_value: dict[Any, int] = {}
        self._fitting = None if surely_fits is _never else self.code("any text that fits")
        self._forget()

    def _forget(self) -> None:
        self.clear()
        self.typed.clear()
        self[None] = self[UNSET] = self.nothing

    def __missing__(self, raw: Any) -> Any:
        """Read an answer that was not met before.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        if raw.__class__ is not str:
            self._make_room()
            found = self[raw] = self.code(self.value(raw))
            return found
        is_short = len(raw) <= LONGEST_REMEMBERED
        if is_short and self._surely_fits(raw):
            value: Any = raw
            code = self._fitting
        else:
            value = None if not raw or raw.isspace() else self._typed(raw)
            code = self.code(value)
        if is_short:
            self._make_room()
            self[raw], self.typed[raw] = code, value
        return code

    def _make_room(self) -> None:
        if len(self) >= MEMO:
            self._forget()

    def of(self, raw: Any) -> Any:
        """Return the code of a number, or of what was kept as it is written; of that only what is short is remembered.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        if raw.__class__ is not Raw and raw.__class__ is not list:
            return self[raw]
        written = as_written(raw)
        if len(written) > SHORT_TABLE:
            return 1 if self._is_plain(written) else self.code(self._value_written(written))
        found = self._kept.get(written)
        if found is None:
            if len(self._kept) >= MEMO:
                self._kept.clear()
            found = self._kept[written] = self.code(self._value_written(written))
        return found

    def value(self, raw: Any) -> Any:
        """Return the typed value of a raw answer; None where it is blank.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        if raw.__class__ is str:
            if self.manner is Manner.ANY_TEXT and raw.isascii() and raw.isprintable() and len(raw) <= LONGEST:
                return raw.strip() or None
            if not raw or raw.isspace():
                return None
        elif raw is None or raw is UNSET:
            return None
        elif raw.__class__ is Raw or raw.__class__ is list:
            return self._value_written(as_written(raw))
        elif raw.__class__ is tuple:
            raw = list(raw)
        elif raw.__class__ is int and not -_LARGEST < raw < _LARGEST:
            raise Unusual  # The long way may know it rounded.
        return self._typed(raw)

    def _typed(self, raw: Any) -> Any:
        value = self._read(raw)
        if value.__class__ is facts.Unreadable:
            raise Unusual
        return value

    def _value_written(self, written: bytes) -> Any:
        """Return the typed value of what was kept as it is written; what a fact is computed from is asked for again."""
        if self._last[0] != written:
            self._last = written, self._read_written(written)
        return self._last[1]

    def _read_written(self, written: bytes) -> Any:
        try:
            raw = orjson.loads(written)
            unrepeated = surely_no_repeated_key(raw, written)
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            raise Unusual from None
        if not unrepeated:
            raise Unusual
        return None if facts.is_blank(raw) else self._typed(raw)

    def code(self, value: Any) -> Any:
        """Return the code of a typed value's truths; of None, that of no answer."""
        if value is None:
            return self.nothing
        if self.manner is Manner.ANY_TEXT:
            return True
        if self.manner is Manner.YES_NO:
            return value
        if self._truths is None:
            return 1
        if value.__class__ is not int:
            return self.code_of(self._truths(value))
        found = self._by_value.get(value)
        if found is None:
            if len(self._by_value) >= MEMO:
                self._by_value.clear()
            found = self._by_value[value] = self.code_of(self._truths(value))
        return found

    def code_of(self, truths: Truths) -> int:
        """Return the code of truths that are not those of a text like any other, nor of a yes or no."""
        found = self._codes.get(truths)
        if found is None:
            found = self._codes[truths] = len(self._of_code)
            self._of_code[found] = truths
        return found

    def truths(self, code: Any) -> Truths | None:
        """Return the truths that a code stands for; None: there is no answer."""
        if code in self._of_code or self._truths is None:
            return self._of_code[code]
        value = "text" if self.manner is Manner.ANY_TEXT else code
        found = self._of_code[code] = self._truths(value)
        return found


def as_written(raw: Raw | list[Raw]) -> bytes:
    """Return what was kept as it is written: whole, or row by row."""
    return bytes(raw) if raw.__class__ is Raw else b"[%s]" % b",".join(raw)  # type: ignore[arg-type]
