"""What a submission in JSON looks like where it is written as most are: types that a parser fills and checks at once.

Whatever does not fit is read the long way, which says what is wrong with it. Numbers that stand beside a note or
documents, and rows of tables, are kept as they are written, and read when they were not met before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, MsgspecError, Raw, Struct, UnsetType, defstruct
from msgspec.json import Decoder, Encoder

from techassure.rows.manners import Manner

Text = str | UnsetType
_SLACK = 7
"""The shortest part that a repetition can hide, as in ``"id":"",``, is longer than this."""
_SHORTEST = 3
"""No number with an exponent is shorter, as in ``1e5``."""


class Entry(Struct, forbid_unknown_fields=True, gc=False):
    """A document as it is listed."""

    id: str
    kind: str
    title: Text = UNSET
    file: Text = UNSET
    sha256: Text = UNSET
    issued: Text = UNSET
    expires: Text = UNSET
    product_version: Text = UNSET


class Supplier(Struct, forbid_unknown_fields=True, gc=False):
    """Who submits."""

    id: str
    name: str


class Product(Struct, forbid_unknown_fields=True, gc=False):
    """What is submitted."""

    name: str
    version: str


class Declaration(Struct, forbid_unknown_fields=True, gc=False):
    """Who declared that the answers are true, and when."""

    name: str
    on: str
    role: Text = UNSET


def _written(value: Any) -> type[Struct]:
    """Return the type of an answer that is written out: its value, with a note or the documents that it names."""
    parts: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("value", value),
        ("evidence", list[str] | UnsetType, UNSET),
        ("note", Text, UNSET),
    ]
    return defstruct("WrittenOut", parts, forbid_unknown_fields=True, gc=False)


_TEXT, _YES_NO, _CHOICES, _RAW = map(_written, (str | None, bool | str | None, tuple[str, ...] | str | None, Raw))
WRITTEN: frozenset[Any] = frozenset({_TEXT, _YES_NO, _CHOICES, _RAW})
"""The types of answers that are written out."""
_ANSWERS: dict[Manner, Any] = {
    Manner.ANY_TEXT: str | _TEXT | None | UnsetType,
    Manner.TEXT: str | _TEXT | None | UnsetType,
    Manner.YES_NO: bool | str | _YES_NO | None | UnsetType,
    Manner.NUMBER: int | float | str | _RAW | None | UnsetType,
    Manner.CHOICES: tuple[str, ...] | str | _CHOICES | None | UnsetType,
    Manner.TABLE: list[Raw] | _RAW | None | UnsetType,
}


def field_of(at: int) -> str:
    """Return what the answer at a place is called among the fields of a shape."""
    return f"answer_{at}"


class Shape:
    """Reads submissions that answer some questions, each asked in its manner."""

    def __init__(self, names: Sequence[str], manners: Sequence[Manner]) -> None:
        fields = [field_of(at) for at in range(len(names))]
        answers = defstruct(
            "Answers",
            [(field, _ANSWERS[manner], UNSET) for field, manner in zip(fields, manners, strict=True)],
            rename=dict(zip(fields, names, strict=True)),
            forbid_unknown_fields=True,
        )
        whole = defstruct(
            "Whole",
            [
                ("techassure", int),
                ("supplier", Supplier),
                ("product", Product),
                ("answers", answers | UnsetType, UNSET),
                ("evidence", list[Entry] | UnsetType, UNSET),
                ("declared_by", Declaration | UnsetType, UNSET),
                ("lot", str | None | UnsetType, UNSET),
            ],
            forbid_unknown_fields=True,
        )
        self._decode = Decoder(whole).decode
        self._write, self._written = Encoder().encode_into, bytearray()

    def read(self, raw: bytes) -> Any:
        """Return what JSON says; None where it does not fit."""
        try:
            return self._decode(raw)
        except (MsgspecError, RecursionError, UnicodeDecodeError):
            return None

    def says_all(self, whole: Any, raw: bytes, numbers: Sequence[Any]) -> bool:
        """Tell whether nothing of the JSON was lost in reading, as the first of two parts with one name would be.

        Nothing is longer when it is written again, but a number that had an exponent: what is as long as it was has
        lost nothing, if its ``numbers`` cannot have made up for it. Else there must be as many quotes as there were.
        """
        again = self._written
        self._write(whole, again)
        if len(again) == len(raw):
            grown = sum([len(repr(each)) - _SHORTEST for each in numbers if each.__class__ is float])
            if grown <= _SLACK:
                return True
        return b"\\u" not in raw and again.count(b'"') == raw.count(b'"')
