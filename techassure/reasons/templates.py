"""Text of JSON with slots in it: what differs where everything that decides is the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
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


class Text(NamedTuple):
    """A template made ready: what ``%`` takes, and what picks its fillings out of all."""

    form: bytes
    pick: Callable[[Sequence[bytes]], Any]

    def filled(self, fillings: Sequence[bytes]) -> bytes:
        """Return the text with all slots filled."""
        filled: bytes = self.form % self.pick(fillings)
        return filled


class Template(NamedTuple):
    """Bytes and the names of slots by turns, from the bytes before the first slot to those after the last."""

    parts: tuple[bytes | str, ...]

    @classmethod
    def of(cls, items: list[Any]) -> Template:
        """Return the template of a list's items, which hold marks; without the brackets."""
        pieces = [each for each in _MARK.split(written(items)[1:-1]) if each is not None]
        return cls(tuple(each.decode() if at % 2 else each for at, each in enumerate(pieces)))

    def ready(self, slots: Mapping[str, int]) -> Text:
        """Return it made ready, where each slot has its place among all fillings."""
        places = [slots[each] for each in self.parts if isinstance(each, str)]
        form = b"%b".join([each.replace(b"%", b"%%") for each in self.parts if isinstance(each, bytes)])
        return Text(form, itemgetter(*places) if places else lambda _: ())


def strung(pieces: Iterable[bytes | str | Template]) -> Template:
    """Return the template of pieces, one after the other: bytes, the names of slots, templates."""
    made: list[Any] = [b""]
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Template) else (piece,):
            if isinstance(part, str):
                made += (part, b"")
            else:
                made[-1] += part
    return Template(tuple(made))


def joined(templates: Iterable[Template]) -> Template:
    """Return the template of all items, one after the other."""
    pieces: list[bytes | Template] = []
    for template in templates:
        if template.parts != (b"",):
            pieces += (b",", template)
    return strung(pieces[1:])
