"""What raw answers come to, as small numbers: each fact's truths have a code, and every code a cell to stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orjson import dumps

from techassure import facts
from techassure.plans import LONGEST_REMEMBERED, MEMO, Truths
from techassure.rows.manners import Manner

LONGEST = 1000
SHORT_TABLE, FEW_ROWS = 400, 4
_HERE = 1


class Unusual(Exception):
    """The submission is not written in the usual way; it takes the long way."""


class Codes(dict[Any, int]):
    """A fact's raw answers (None, text, booleans, numbers, tuples of text) by the code of their truths; 0: no answer.

    Looking up what is not there reads it. Only what is short is remembered, and of booleans and numbers only what the
    fact asks for, so that 1 and true are never taken for one another; ``typed`` holds the values of text.
    Where any text says the same as any other, its code is 1.
    """

    __slots__ = ("_by_value", "_codes", "_read", "_tables", "_truths", "manner", "of_code", "typed")

    def __init__(self, truths: Callable[[Any], Truths] | None, read: facts.Reader, manner: Manner) -> None:
        super().__init__()
        self.manner = manner
        self.of_code: list[Truths | None] = [None]
        self.typed: dict[Any, Any] = {}
        self._tables: dict[bytes, int] = {}
        self._truths, self._read = truths, read
        self._codes: dict[Truths, int] = {}
        self._by_value: dict[Any, int] = {}
        self[None] = 0
        if manner is Manner.ANY_TEXT and self.code("text") != _HERE:
            raise AssertionError("the first truths of a fact have the first code")

    def __missing__(self, raw: Any) -> int:
        """Read an answer that was not met before.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        value = self.value(raw)
        code = 0 if value is None else self.code(value)
        if raw.__class__ is str:
            if len(raw) <= LONGEST_REMEMBERED:
                self._make_room()
                self[raw], self.typed[raw] = code, value
        elif self._is_remembered(raw):
            self._make_room()
            self[raw] = code
        return code

    def _make_room(self) -> None:
        if len(self) >= MEMO:
            self.clear()
            self.typed.clear()
            self[None] = 0

    def _is_remembered(self, raw: Any) -> bool:
        if raw.__class__ is tuple:
            return all(each.__class__ is str for each in raw)
        return self.manner is (Manner.YES_NO if raw.__class__ is bool else Manner.NUMBER)

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
        elif raw is None:
            return None
        value = self._read(list(raw) if raw.__class__ is tuple else raw)
        if value.__class__ is facts.Unreadable:
            raise Unusual
        return value

    def of_table(self, raw: Any) -> int:
        """Return the code of an answer that has rows; short tables are remembered by how they are written."""
        if raw is None:
            return 0
        written = dumps(raw) if len(raw) <= FEW_ROWS else b""
        if not written or len(written) > SHORT_TABLE:
            return self._of_rows(raw)
        found = self._tables.get(written)
        if found is None:
            if len(self._tables) >= MEMO:
                self._tables.clear()
            found = self._tables[written] = self._of_rows(raw)
        return found

    def _of_rows(self, raw: Any) -> int:
        value = self.value(raw)
        return 0 if value is None else self.code(value)

    def code(self, value: Any) -> int:
        """Return the code of a typed value's truths."""
        if self._truths is None:
            return _HERE
        if value.__class__ is bool or value.__class__ is int:
            found = self._by_value.get((value.__class__, value))
            if found is None:
                if len(self._by_value) >= MEMO:
                    self._by_value.clear()
                found = self._by_value[value.__class__, value] = self.code_of(self._truths(value))
            return found
        return self.code_of(self._truths(value))

    def code_of(self, truths: Truths) -> int:
        """Return the code of truths."""
        found = self._codes.get(truths)
        if found is None:
            found = self._codes[truths] = len(self.of_code)
            self.of_code.append(truths)
        return found
