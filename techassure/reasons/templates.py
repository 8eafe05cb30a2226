"""Text of JSON with slots in it: what differs where everything that decides is the same."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from techassure.report.json import visible

_OPENING, _CLOSING = "\ue000", "\ue001"
_VALUE, _TEXT = "=", "~"
_MARK = re.compile(rb'"\xee\x80\x80(=[^\xee]*)\xee\x80\x81"|\xee\x80\x80(~[^\xee]*)\xee\x80\x81')


def value_slot(name: str) -> str:
    """Return the name of the slot that a whole value goes into."""
    return f"{_VALUE}{name}"


def text_slot(name: str) -> str:
    """Return the name of the slot that a part of a text goes into."""
    return f"{_TEXT}{name}"


def mark(slot: str) -> str:
    """Return what stands in data in place of what goes into a slot."""
    return f"{_OPENING}{slot}{_CLOSING}"


def written(value: Any) -> bytes:
    """Return a value as JSON."""
    return visible(orjson.dumps(value))


def inner(text: str) -> bytes:
    """Return text as it stands inside a string of JSON."""
    return written(text)[1:-1]


class Template(NamedTuple):
    """Bytes and the names of slots by turns, from the bytes before the first slot to those after the last."""

    parts: tuple[bytes | str, ...]

    @classmethod
    def of(cls, items: list[Any]) -> Template:
        """Return the template of a list's items, which hold marks; without the brackets."""
        pieces = [each for each in _MARK.split(written(items)[1:-1]) if each is not None]
        return cls(tuple(each.decode() if at % 2 else each for at, each in enumerate(pieces)))

    def filled(self, fillings: Mapping[str, bytes]) -> bytes:
        """Return the text with all slots filled."""
        return b"".join([fillings[each] if each.__class__ is str else each for each in self.parts])  # type: ignore[misc]

    def settled(self, fillings: Mapping[str, bytes], but: Container[str]) -> Template:
        """Return the template with slots filled for good, but for some."""
        made: list[Any] = [b""]
        for each in self.parts:
            if each.__class__ is str and each in but:
                made += (each, b"")
            else:
                made[-1] += fillings[each] if each.__class__ is str else each
        return Template(tuple(made))


def joined(templates: Iterable[Template]) -> Template:
    """Return the template of all items, one after the other."""
    made: list[Any] = [b""]
    for template in templates:
        first, *rest = template.parts
        if first or rest:
            made[-1] += b"," + first if len(made) > 1 or made[0] else first  # type: ignore[operator]
            made += rest
    return Template(tuple(made))
