"""Tables that nobody asks about: most can be told to be in order from their bytes, without reading every cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import compress, count
from math import ceil, floor
from operator import attrgetter
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, MsgspecError, Struct, UnsetType, defstruct
from msgspec.json import Decoder, Encoder

from techassure.definitions.facts import MOST_ROWS, MOST_TEXT
from techassure.definitions.model import Column
from techassure.files.doors import MOST_DIGITS

_OPAQUE = (b"\\", b"\x7f")
"""What may stand for a character that cannot be printed; nothing else of ASCII can in JSON."""
_LARGEST = 10**MOST_DIGITS - 1


def _whole(column: Column) -> Any:
    lowest = -_LARGEST if column.lowest is None else max(ceil(column.lowest), -_LARGEST)
    highest = _LARGEST if column.highest is None else min(floor(column.highest), _LARGEST)
    return Annotated[int, Meta(ge=lowest, le=highest)]


def _option(column: Column) -> Any:
    return Literal[tuple(column.options or ())]


_TYPES: Mapping[str, Callable[[Column], Any]] = {
    "yes-no": lambda _: bool,
    "choice": _option,
    "choices": lambda column: frozenset[_option(column)],  # type: ignore[misc]
    "number": _whole,
    "date": lambda _: date,
    "text": lambda _: str,
}


def _field(at: int) -> str:
    return f"cell_{at}"


def _row(columns: Mapping[str, Column]) -> type[Struct]:
    types = [_TYPES[column.type](column) for column in columns.values()]
    fields = [_field(at) for at in range(len(columns))]
    cells: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        (field, cell | UnsetType, UNSET) if column.optional else (field, cell)
        for field, cell, column in zip(fields, types, columns.values(), strict=True)
    ]
    names = dict(zip(fields, columns, strict=True))
    return defstruct("Row", cells, rename=names, forbid_unknown_fields=True, kw_only=True, gc=False)


def is_plain_table(columns: Mapping[str, Column]) -> Callable[[bytes], bool]:
    """Return what tells, of JSON as it is written, whether it surely is a table with these columns.

    Whole numbers, and nothing longer or shorter than it need be, are sure; of all else a reader has to say what it is.
    """
    if any(column.type not in _TYPES or column.format for column in columns.values()):
        return lambda _: False
    decode, write, again = Decoder(list[_row(columns)]).decode, Encoder().encode_into, bytearray()  # type: ignore[misc]
    needed = [column.type == "text" and not column.optional for column in columns.values()]
    texts = [attrgetter(_field(at)) for at in compress(count(), needed)]

    def tells(written: bytes) -> bool:
        if len(written) > MOST_TEXT or not written.isascii() or any(map(written.__contains__, _OPAQUE)):
            return False
        try:
            rows = decode(written)
        except MsgspecError:
            return False
        write(rows, again)  # Of two parts with one name one is lost, and no whole number gets longer in its place.
        if len(again) != len(written) or len(rows) > MOST_ROWS:
            return False
        return all(map(str.strip, [text(row) for text in texts for row in rows]))

    return tells
