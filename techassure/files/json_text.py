"""JSON, read by orjson, which is silent about positions and repeated keys: both are sought only where they matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import orjson

from techassure.files.bounds import MOST_LEVELS, MOST_NODES, MOST_PROBLEMS, refusal
from techassure.files.text_places import line_and_column, undecodable
from techassure.phrases import printable
from techassure.problems import Path, Place, Problem, ProblemsFound


def parsed(data: bytes, file: str, first_line: int = 1) -> tuple[Any, list[Problem]]:
    """Return the value that the text holds, and a problem for each key that it repeats.

    Raises:
        ProblemsFound: the text is not JSON, holds too much, or is nested too deeply.
    """
    if len(data) > MOST_NODES and data.count(b",") > MOST_NODES:
        raise refusal(file, "too-many-values", f"the file holds more than {MOST_NODES} values", "split it")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ProblemsFound([_syntax_problem(error, data, file, first_line)]) from None
    return value, repeated(value, data, file, first_line)


def repeated(value: Any, data: bytes, file: str, first_line: int = 1) -> list[Problem]:
    """Return a problem for each key that JSON repeats; ``value`` is what it was read to.

    Raises:
        ProblemsFound: it is nested too deeply.
    """
    try:
        unrepeated = surely_no_repeated_key(value, data)
    except orjson.JSONEncodeError:
        raise ProblemsFound(too_deep(data, file, first_line)) from None
    return [] if unrepeated else _repeated(data, file, first_line)


def too_deep(data: bytes, file: str, first_line: int) -> list[Problem]:
    """Return a problem where valid JSON is nested more deeply than anything that is read; else nothing."""
    depth = 0
    for token, at in _tokens(data):
        depth += (token in (b"[", b"{")) - (token in (b"]", b"}"))
        if depth > MOST_LEVELS:
            line, column = line_and_column(data, at)
            place = Place(file, first_line + line, column + 1)
            return [Problem(place, "too-deep", f"this is nested more than {MOST_LEVELS} levels deep", "flatten it")]
    return []


def surely_no_repeated_key(value: Any, data: bytes) -> bool:
    """Tell whether JSON surely repeats no key. One is lost on reading; text written again as it was read has none.

    A key has two quotes, which are counted; so would a quote be that was written as `\\u0022`.
    """
    again = orjson.dumps(value)
    return again == data or (b"\\u0022" not in data and again.count(b'"') == data.count(b'"'))


def _repeated(data: bytes, file: str, first_line: int) -> list[Problem]:
    return [
        Problem(
            Place(file, first_line + line, column + 1),
            "duplicate-key",
            f"`{key}` stands here a second time",
            "keep one of the two",
        )
        for key, line, column in islice(_repeated_keys(data), MOST_PROBLEMS)
    ]


# Possessive: what may be taken back is remembered for every letter, which came to gigabytes for one long text.
_TOKEN = re.compile(rb'[{}\[\],:]|"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s{}\[\],:"]++', re.DOTALL)


def _tokens(raw: bytes) -> Iterator[tuple[bytes, int]]:
    for found in _TOKEN.finditer(raw):
        yield found[0], found.start()


def _walk(raw: bytes) -> Iterator[tuple[Path, int, int]]:
    """Yield the path of every value of valid JSON, with the offsets of its key (or itself) and of its value."""
    path: list[str | int] = []
    in_object: list[bool] = []
    key_at, expects_key = 0, False
    for token, at in _tokens(raw):
        if token in b"}]":
            in_object.pop()
            path.pop()
        elif token == b",":
            expects_key = in_object[-1]
            if not expects_key:
                path[-1] = int(path[-1]) + 1
        elif token == b":":
            expects_key = False
        elif expects_key:
            path[-1], key_at = orjson.loads(token), at
        else:
            is_item = bool(in_object) and not in_object[-1]
            yield tuple(path), at if is_item or not path else key_at, at
            if token in b"{[":
                in_object.append(token == b"{")
                expects_key = token == b"{"
                path.append("" if expects_key else 0)


class _Offsets:
    """The offsets of the key and the value of every part of valid JSON, sought as far as they are asked for.

    Of keys that are repeated the last counts, which is only known at the end.
    """

    def __init__(self, raw: bytes, repeats: bool) -> None:
        self._rest = _walk(raw)
        self._found: dict[Path, tuple[int, int]] = {}
        if repeats:
            self._seek(None)

    def of(self, path: Path) -> tuple[int, int] | None:
        """Return the offsets of a part; None where there is none."""
        if path not in self._found:
            self._seek(path)
        return self._found.get(path)

    def _seek(self, wanted: Path | None) -> None:
        for path, key, value in self._rest:
            self._found[path] = key, value
            if path == wanted:
                return


_offsets = lru_cache(maxsize=2)(_Offsets)


def position(raw: bytes, path: Path, of_key: bool, repeats: bool = False) -> tuple[int, int]:
    """Return the line and the column of the part at the path (or of its key), from 0; else of the nearest above.

    ``repeats``: some key may stand twice.
    """
    nearest = (_offsets(raw, repeats).of(path[:length]) for length in range(len(path), -1, -1))
    found = next(filter(None, nearest), (0, 0))
    return line_and_column(raw, found[0] if of_key else found[1])


def _repeated_keys(raw: bytes) -> Iterator[tuple[str, int, int]]:
    seen: set[Path] = set()
    for path, key_at, _ in _walk(raw):
        if path in seen and path and isinstance(path[-1], str):
            yield (path[-1], *line_and_column(raw, key_at))
        seen.add(path)


class Teaching(NamedTuple):
    """What to say where orjson's own words hold a fragment."""

    fragment: str
    rule: str
    message: str
    fix: str


_CUT_SHORT = "the text breaks off: a bracket or a quote is never closed"
_TEACHING = (
    Teaching("infinity", "number-out-of-range", "a number is too large to be meant",
             "write a number of at most 15 digits"),
    Teaching("depth", "too-deep", "this is nested too deeply", "flatten it"),
    Teaching("UTF-8", "not-utf-8", "this is not UTF-8 text", "save the file as UTF-8"),
    Teaching("surrogate", "not-utf-8", "half of a surrogate pair stands here", "write the whole character"),
    Teaching("control character", "control-character", "a control character stands inside a text",
             "remove it, or write it as \\n or \\t"),
    Teaching("EOF", "json-syntax", _CUT_SHORT, "close it"),
    Teaching("unexpected end", "json-syntax", _CUT_SHORT, "close it"),
)  # fmt: skip


def _syntax_problem(error: orjson.JSONDecodeError, data: bytes, file: str, first_line: int) -> Problem:
    said = str(error)
    place = Place(file, first_line + error.lineno - 1, error.colno)
    if "UTF-8" in said:
        place = undecodable(data, file, first_line) or place
    for each in _TEACHING:
        if each.fragment in said:
            return Problem(place, each.rule, each.message, each.fix)
    rest = re.match(rb"[-+]?[A-Za-z]+|\S", data[error.pos : error.pos + 40].lstrip())
    shown = rest[0].decode("utf-8", "replace") if rest else ""
    word = f"`{printable(shown)}`" if rest else "the end of the text"
    if rest and rest[0].lstrip(b"-+") in (b"NaN", b"Infinity"):
        return Problem(place, "not-a-number", f"{word} is not a number", "write the number, or leave the answer out")
    return Problem(
        place, "json-syntax", f"{word} is not expected here", "check the commas, quotes and brackets before it"
    )
