"""Answers as the reasons of a row show them. A batch repeats many of them."""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.engine.contradictions import brief, labelled
from techassure.engine.plans import LONGEST_REMEMBERED
from techassure.reasons.templates import inner, written
from techassure.rows.codes import Codes, as_written

_MOST, _LONGEST = 2000, 400
"""So many values of a fact are remembered, and none that is longer."""
Pair = tuple[bytes, bytes]
"""A value as it stands in slots: whole, and as a part of a text."""
_NOTHING: Pair = (b"null", b"")


class Values(dict[Any, Pair]):
    """A fact's answers as they stand in slots, by how they are written. Looking up what is not there makes it out."""

    def __init__(self, fact: Fact, codes: Codes) -> None:
        super().__init__()
        self._fact, self._codes, self._is_text = fact, codes, fact.type == "text"

    def __missing__(self, raw: Any) -> Pair:
        """Make out a text, an option, some options, or a yes or no."""
        value = self._codes.typed.get(raw) if raw.__class__ is str else None
        found = self._made(self._codes.value(raw) if value is None else value)
        return self._keep(raw, found) if raw.__class__ is not str or len(raw) <= LONGEST_REMEMBERED else found

    def of(self, raw: Any) -> Pair:
        """Return a number, or the rows of a table."""
        if raw.__class__ is not Raw and raw.__class__ is not list:
            return self.get((raw.__class__, raw)) or self._keep(
                (raw.__class__, raw), self._made(self._codes.value(raw))
            )
        key = as_written(raw)
        found = self.get(key)
        if found is None:
            found = self._made(self._codes.value(raw))
            return self._keep(key, found) if len(key) <= _LONGEST else found
        return found

    def typed(self, value: Any) -> Pair:
        """Return what was computed."""
        if value is None or value.__class__ is list:
            return self._made(value)
        key = (value.__class__, value)
        return self.get(key) or self._keep(key, self._made(value))

    def _made(self, value: Any) -> Pair:
        if value is None:
            return _NOTHING
        shown = value if self._is_text else facts.written(self._fact, value)
        whole = written(shown)
        plain = shown.__class__ is str and len(shown) <= LONGEST_REMEMBERED and not self._fact.options
        if plain and not shown.endswith("."):
            return whole, whole[1:-1]
        return whole, inner(brief(labelled(self._fact, shown)))

    def _keep(self, key: Any, found: Pair) -> Pair:
        if len(self) >= _MOST:
            self.clear()
        self[key] = found
        return found
