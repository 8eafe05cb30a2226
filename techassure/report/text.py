"""Plain text for a terminal: cleaning what came from outside, measuring, wrapping, columns and colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from techassure.documents.document import Range

BOLD, RED, GREEN, YELLOW, STAMP = "1", "31", "32", "33", "1;7"
VERDICTS = {"compliant": GREEN, "undecided": YELLOW, "non-compliant": RED}

_JOINERS = "\u200c\u200d"  # Persian, Hindi and many emoji are written with them
_RESET = "\x1b[0m"
_GAP = 2
_LEAST_FIRST = 16
_SOME, _FULL = 4, 15


def clean(text: object) -> str:
    """Return text from outside on one line, with whatever could command a terminal or turn text around spelt out."""
    raw = str(text)
    shown = raw if raw.isprintable() else "".join(map(_shown, raw))
    return " ".join(shown.split())


def _shown(character: str) -> str:
    if character.isprintable() or character.isspace() or character in _JOINERS:
        return " " if character.isspace() else character
    return character.encode("unicode_escape").decode()


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrap(text: str, room: int, first: str = "", rest: str = "") -> list[str]:
    """Return the text in lines no wider than the room: the first begins with `first`, the others with `rest`."""
    lines, line, empty = [], first, True
    for word in _pieces(text.split(), max(room - max(width(first), width(rest)), 2)):
        if not empty and width(line) + 1 + width(word) > room:
            lines.append(line)
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    return [*lines, line]


def _pieces(words: Iterable[str], room: int) -> Iterable[str]:
    for word in words:
        yield from [word] if width(word) <= room else _broken(word, room)


def _broken(word: str, room: int) -> Iterable[str]:
    piece = ""
    for character in word:
        if width(piece + character) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def number(value: float, places: int) -> str:
    """Return a score as people write it: `61.5`, but `0` and `100`."""
    return f"{value:.0f}" if value in (0, 100) else f"{value:.{places}f}"


def span(score: Range | None, places: int, between: str = " to ") -> str:
    """Return a score, as one number where it is settled, or `-` where there is none."""
    if score is None:
        return "-"
    low, high = number(score["low"], places), number(score["high"], places)
    return low if low == high else f"{low}{between}{high}"


def exact(value: str) -> str:
    """Return an exact number such as `123/2` as people read it: `61.5`; one that ends within six places, in full."""
    above, _, below = value.partition("/")
    if not below:
        return above
    return f"{int(above) / int(below):.{_FULL if 10**6 % int(below) == 0 else _SOME}g}"


def ordinal(place: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `11th`."""
    teens = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"


def series(words: Sequence[str], most: int | None = None) -> str:
    """Return `A, B and C`, or `A, B and 7 more` where there are more than `most`."""
    if most is not None and len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


class Paint(NamedTuple):
    """Puts colour on finished text, or leaves it alone."""

    colour: bool

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}{_RESET}" if self.colour and code and text.strip() else text


class Column(NamedTuple):
    """A column of a table: its title, how many characters it has room for, and whether it is set to the right."""

    title: str
    room: int
    right: bool = False


class Cell(NamedTuple):
    """What stands in a column. Its lines are broken where it says so, and wrapped where they are too long."""

    text: str
    code: str = ""


def row(columns: Sequence[Column], cells: Sequence[Cell], paint: Paint) -> list[str]:
    """Return one row of a table, as many lines high as its highest cell."""
    stacks = [_stack(column, cell) for column, cell in zip(columns, cells, strict=True)]
    return [_joined(columns, cells, line, paint) for line in zip_longest(*stacks, fillvalue="")]


def _stack(column: Column, cell: Cell) -> list[str]:
    return [line for part in cell.text.split("\n") for line in wrap(part, column.room)]


def _joined(columns: Sequence[Column], cells: Sequence[Cell], line: Sequence[str], paint: Paint) -> str:
    parts = [_placed(*part, paint) for part in zip(columns, cells, line, strict=True)]
    return (" " * _GAP).join(parts).rstrip()


def _placed(column: Column, cell: Cell, text: str, paint: Paint) -> str:
    blanks = " " * (column.room - width(text))
    painted = paint(text, cell.code)
    return blanks + painted if column.right else painted + blanks


def header(columns: Sequence[Column], paint: Paint) -> list[str]:
    """Return the titles of a table, the last line of each just above the rule."""
    stacks = [_stack(column, Cell(column.title)) for column in columns]
    height = max(map(len, stacks))
    cells = [Cell("\n".join([""] * (height - len(stack)) + stack), BOLD) for stack in stacks]
    return [*row(columns, cells, paint), "-" * taken(columns)]


def taken(columns: Sequence[Column]) -> int:
    """Return how wide a table of these columns is."""
    return sum(column.room for column in columns) + _GAP * (len(columns) - 1)


def fitted(titles: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[Column]:
    """Return columns as wide as what stands in them; the first gives way, down to 16, where there is no room.

    Where that is not enough, titles are broken between their words.
    """
    whole, broken = _rooms(titles, rows), _rooms([title.replace(" ", "\n") for title in titles], rows)
    held = sum(whole[1:]) + min(whole[0], _LEAST_FIRST) + _GAP * (len(titles) - 1)
    rooms = whole if held <= room else broken
    over = sum(rooms) + _GAP * (len(rooms) - 1) - room
    rooms[0] = min(rooms[0], max(rooms[0] - over, _LEAST_FIRST))
    return [Column(*pair) for pair in zip(titles, rooms, strict=True)]


def _rooms(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(width(line) for text in stack for line in text.split("\n")) for stack in zip(titles, *rows, strict=True)
    ]


NARROW, WIDE = 60, 80
"""The least columns of a page of paragraphs, and of one with tables: a terminal that is narrower breaks their lines."""


class Page(NamedTuple):
    """How wide the page is, and whether it has colour."""

    width: int
    paint: Paint

    def say(self, text: str, first: str = "", rest: str | None = None, code: str = "") -> list[str]:
        """Return a paragraph, its first line after `first` and the others after `rest` (default: as many blanks)."""
        indent = " " * width(first) if rest is None else rest
        return [self.paint(line, code) for line in wrap(text, self.width, first, indent)]

    def stamps(self, names: Iterable[str]) -> str:
        """Return the line that a page begins with: what it is, and what it is not."""
        return "  ".join(self.paint(f"*** {name} ***", STAMP) for name in names)

    def heading(self, title: str) -> list[str]:
        """Return a heading with an empty line before it."""
        return ["", *self.say(title.upper(), code=BOLD)]


def page_of(room: int, colour: bool, least: int) -> Page:
    """Return a page as wide as the room, but ``least`` columns."""
    return Page(max(room, least), Paint(colour))


def text_of(lines: Iterable[str]) -> str:
    """Return lines as a text in which each of them ends."""
    return "\n".join(lines) + "\n"
