"""Bytes as text: that they are UTF-8, and on which line and in which column one of them stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from techassure.files.bounds import MOST_BYTES, too_large
from techassure.problems import Place, Problem, ProblemsFound

_BLOCK = 4096
_INSIDE_A_LETTER = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a letter."""


TEXT_WANTED = "give a file of text, YAML or JSON"


def decoded(data: bytes, file: str, wanted: str = TEXT_WANTED) -> str:
    """Return the text of a file's bytes, without a byte order mark. ``wanted``: what to give where it is no text.

    Raises:
        ProblemsFound: there are too many of them, or they are not UTF-8.
    """
    if len(data) > MOST_BYTES:
        raise too_large(file)
    what = next((what for begins, what in _BEGINS if data.startswith(begins)), None)
    if what:
        raise ProblemsFound([Problem(Place(file), "not-text", f"this is {what}, and not text", wanted)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        place = undecodable(data, file, 1) or Place(file)
        raise ProblemsFound([Problem(place, "not-utf-8", "this is not UTF-8 text", "save the file as UTF-8")]) from None


_BEGINS = (
    (b"PK\x03\x04", "a workbook, a Word file or another archive"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), "an old workbook or Word file, or one with a password"),
    (b"%PDF-", "a PDF"),
)


def undecodable(data: bytes, file: str, first_line: int) -> Place | None:
    """Return the place of the first byte that is not UTF-8; None where all are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = line_and_column(data, error.start)
        return Place(file, first_line + line, column + 1)
    return None


def text_place(file: str, text: str, offset: int) -> Place:
    """Return the place of a letter of a file's text."""
    start = text.rfind("\n", 0, offset) + 1
    return Place(file, text.count("\n", 0, offset) + 1, offset - start + 1)


class _Counted:
    """The letters and the ends of lines of a text, counted once: a hostile file may need a hundred thousand places."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._ends = [found.start() for found in re.finditer(b"\n", raw)]
        self._blocks = [0]
        for at in range(0, len(raw), _BLOCK):
            self._blocks.append(self._blocks[-1] + self._letters(at, at + _BLOCK))

    def _letters(self, first: int, end: int) -> int:
        return len(self._raw[first:end].translate(None, _INSIDE_A_LETTER))

    def _before(self, offset: int) -> int:
        block = offset // _BLOCK
        return self._blocks[block] + self._letters(block * _BLOCK, offset)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of a byte, from 0."""
        line = bisect_left(self._ends, offset)
        start = self._ends[line - 1] + 1 if line else 0
        return line, self._before(offset) - self._before(start)


_counted = lru_cache(maxsize=2)(_Counted)


def line_and_column(raw: bytes, offset: int) -> tuple[int, int]:
    """Return the line and the column at which a byte stands, from 0."""
    return _counted(raw).place(offset)
