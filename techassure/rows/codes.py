"""What raw answers come to, as small numbers: each fact's truths have a code, and every code a cell to stand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orjson import dumps

from techassure import facts
from techassure.engine import Assessor
from techassure.plans import DOCUMENTED, LONGEST_REMEMBERED, MEMO, CriterionPlan, Truths

Cells = dict[str, int]
"""The code of each fact's truths by its name, of the best document of each kind by the kind, of the best document that
an answer names by ``behind`` of its fact, and whether a day has come by ``due``."""
NOTHING = ""
"""The cell of what is the same for every submission: a criterion that only a person judges sees no other."""
LONGEST = 1000
SHORT_TABLE = 400


class Unusual(Exception):
    """The submission is not written in the usual way; it takes the long way."""


def behind(name: str) -> str:
    """Return the cell of the documents that a fact's answer names."""
    return f"{name} <"


def backed_alone(plan: CriterionPlan, assessor: Assessor) -> list[str]:
    """Return the answers of a criterion that documents can back one by one; a document backs itself."""
    facts = assessor.selection.facts
    return sorted(name for name in plan.sources if facts[name].type != "document") if plan.demands == DOCUMENTED else []


def due(day: int) -> str:
    """Return the cell that says whether a day has come."""
    return f"due {day}"


class Codes(dict[Any, int]):
    """A fact's raw answers (text, booleans, lists of text) by the code of their truths; 0: there is no answer.

    Looking up what is not there reads it. Only what is short is remembered; ``typed`` holds its values. ``any_text`` is
    the code of every text, where all say the same: one look at it is enough.
    """

    __slots__ = ("_by_value", "_codes", "_numbers", "_read", "_tables", "_truths", "any_text", "of_code", "typed")

    def __init__(self, truths: Callable[[Any], Truths] | None, read: facts.Reader, *, any_text: bool) -> None:
        super().__init__()
        self.of_code: list[Truths | None] = [None]
        self.typed: dict[Any, Any] = {}
        self._numbers: dict[int | float, int] = {}
        self._tables: dict[bytes, int] = {}
        self._truths, self._read = truths, read
        self._codes: dict[Truths, int] = {}
        self._by_value: dict[bool, int] = {}
        self.any_text = self.code("text") if any_text else 0

    def __missing__(self, raw: Any) -> int:
        """Read an answer that was not met before.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        value = self.value(raw)
        code = 0 if value is None else self.code(value)
        if raw.__class__ is bool or (raw.__class__ is str and len(raw) <= LONGEST_REMEMBERED) or _is_all_text(raw):
            if len(self) >= MEMO:
                self.clear()
                self.typed.clear()
            self[raw], self.typed[raw] = code, value
        return code

    def value(self, raw: Any) -> Any:
        """Return the typed value of a raw answer; None where it is blank.

        Raises:
            Unusual: it is not an answer of the fact's type.
        """
        if self.any_text and raw.__class__ is str and raw.isascii() and raw.isprintable() and len(raw) <= LONGEST:
            return raw.strip() or None
        if facts.is_blank(raw):
            return None
        value = self._read(list(raw) if raw.__class__ is tuple else raw)
        if value.__class__ is facts.Unreadable:
            raise Unusual
        return value

    def of(self, raw: Any) -> int:
        """Return the code of an answer that is neither text nor a boolean."""
        if raw.__class__ is list:
            return self._of_list(raw)
        found = self._numbers.get(raw) if raw.__class__ is int or raw.__class__ is float else None
        return self._kept(self._numbers, raw, raw) if found is None else found

    def _of_list(self, raw: list[Any]) -> int:
        """Options are remembered as they are, short tables by how they are written."""
        if not raw or raw[0].__class__ is str:
            return self[tuple(raw)]
        written = dumps(raw)
        if len(written) > SHORT_TABLE:
            return self.code(self.value(raw))
        return self._tables.get(written) or self._kept(self._tables, written, raw)

    def _kept(self, memo: dict[Any, int], key: Any, raw: Any) -> int:
        value = self.value(raw)
        if value is None:
            return 0
        if len(memo) >= MEMO:
            memo.clear()
        code = memo[key] = self.code(value)
        return code

    def code(self, value: Any) -> int:
        """Return the code of a typed value's truths."""
        if self._truths is None:
            return 1
        if value.__class__ is bool:
            return self._by_value.get(value) or self._by_value.setdefault(value, self.code_of(self._truths(value)))
        return self.code_of(self._truths(value))

    def code_of(self, truths: Truths) -> int:
        """Return the code of truths."""
        found = self._codes.get(truths)
        if found is None:
            found = self._codes[truths] = len(self.of_code)
            self.of_code.append(truths)
        return found


def _is_all_text(raw: Any) -> bool:
    return raw.__class__ is tuple and all(each.__class__ is str for each in raw)
