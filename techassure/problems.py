"""Problems as values: what is wrong, where, and what to do. Collected, never raised one by one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from techassure.borrowed_words import meant

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file."""

    file: str
    """The file, or another name for where something stands."""
    line: int = 0
    """The line, from 1; 0 where only the file is known."""
    column: int = 0
    """The character of the line, from 1; 0 where only the file is known."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def as_data(self) -> dict[str, Any]:
        """Return the place as it stands in the JSON document."""
        return {"file": self.file, "line": self.line or None, "column": self.column or None}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, where it is, and what to do about it."""

    place: Place
    """Where it stands."""
    rule: str
    """The name of the rule that is broken, such as `unknown-fact`."""
    message: str
    """What is wrong, in one lower-case sentence."""
    fix: str
    """What to do about it."""
    severity: Literal["error", "warning", "note"] = field(default="error")
    """How bad it is: an `error` stands in the way."""

    def as_data(self) -> dict[str, Any]:
        """Return the problem as it stands in the JSON document."""
        return {
            "place": self.place.as_data(),
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
        }


class ProblemsFound(Exception):
    """Raised where what was asked for cannot be had; ``problems`` has every problem found, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=in_reading_order))
        super().__init__("; ".join(f"{p.place}: {p.message} ({p.rule})" for p in self.problems))


def in_reading_order(problem: Problem) -> tuple[object, ...]:
    """Return by what problems are sorted: their places, the cells of a sheet row by row."""
    cell = CELL.search(problem.place.file)
    if cell is None:
        return problem.place.file, 0, 0, "", problem
    sheet, column, row = cell.groups()
    return problem.place.file[: cell.start()] + sheet, int(row), len(column), column, problem


CELL = re.compile(r"(\[.*!)([A-Z]{1,3})([0-9]{1,9})\]\Z")
"""How the name of a place ends that is a cell of a workbook."""

UNLISTED = "write the question in a file of `facts/` first"
"""What to do about a fact that the library does not have, and that is like none it has."""


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return "did you mean ..." for the known word that says the same or is the nearest, else the given sentence."""
    words = list(known)
    near = guess(word, words)
    strange = "" if near is None or meant(word, words) else unlike(word, near)
    return f"did you mean `{near}`?{strange}" if near else otherwise


def guess(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that says the same or is the nearest; None where there is none."""
    return meant(word, known) or _nearest(word, known)


_FEW = 3
_MOST_LETTERS = 2_000_000
"""Of a word times those of all that it is held to: every fact that is asked comes to less, a file of names to more."""
_NEAR = 0.6
"""How much of two words is the same, of 1, where one may have been written for the other."""


def _nearest(word: str, words: Sequence[str]) -> str | None:
    """Return the word that is nearest. Of more than a few codes, their standard's name makes none of them near."""
    if len(word) * sum(map(len, words)) > _MOST_LETTERS:
        return None
    standard, slash, code = word.rpartition("/")
    siblings = [each.removeprefix(standard + slash) for each in words if slash and each.startswith(standard + slash)]
    if len(siblings) > _FEW:
        near = _closest(code, tuple(siblings))
        return None if near is None else standard + slash + near
    return _closest(word, tuple(words))


@lru_cache(maxsize=256)
def _closest(word: str, words: tuple[str, ...]) -> str | None:
    """Return what `difflib.get_close_matches` has first, measuring only words that can still be it.

    It is remembered: the suppliers of a tender who fill in the same old form misspell the same names.
    """
    measured = difflib.SequenceMatcher(b=word)
    bounds = []
    for each in words:
        measured.set_seq1(each)
        if measured.real_quick_ratio() >= _NEAR:
            bounds.append((measured.quick_ratio(), each))
    best = (_NEAR, "")
    for bound, each in sorted(bounds, reverse=True):
        if bound < best[0]:
            break
        measured.set_seq1(each)
        best = max(best, (measured.ratio(), each))
    return best[1] or None


def unlike(word: str, near: str) -> str:
    """Name the characters of a word that look like others, or like nothing: nobody sees them."""
    strange = [each for each in dict.fromkeys(word) if not each.isascii() and each not in near]
    named = [f"U+{ord(each):04X} ({unicodedata.name(each, 'unnamed').lower()})" for each in strange[:3]]
    return f" What is written holds {', '.join(named)}" if named else ""


def listing(words: Sequence[str], most: int = 12) -> str:
    """Return the words in backticks, the first few of many."""
    shown = ", ".join(f"`{word}`" for word in words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"
