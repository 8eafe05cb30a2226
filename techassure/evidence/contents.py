"""A file of evidence as it is taken apart: its bytes, the data in them, and where each part of the data stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Final

from techassure.calendar_days import day_number
from techassure.evidence import xml_text
from techassure.files import places
from techassure.files.doors import is_printable
from techassure.files.places import Source, file_bytes
from techassure.problems import Path, Place, ProblemsFound

MOST_TEXT = 500
SECONDS = 24 * 60 * 60
"""Of a day."""
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]+(?:Z|z|[+-][0-9]{2}:?[0-9]{2})?)?\Z")
_TIME = re.compile(r".{10}[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?[0-9.]*(?:([+-])([0-9]{2}):?([0-9]{2}))?")


class Part:
    """A part of a file's data, or the place where it would be. What is not there, or not as it should be, is empty."""

    __slots__ = ("path", "source", "value")

    def __init__(self, source: Source, path: Path, value: Any) -> None:
        self.source: Final = source
        self.path: Final = path
        self.value: Final = value

    def __getitem__(self, key: str) -> Part:
        inside = self.value.get(key) if isinstance(self.value, dict) else None
        return Part(self.source, (*self.path, key), inside)

    def __iter__(self) -> Iterator[Part]:
        """Yield the items of a list; a single thing where a list may stand is its only item."""
        if isinstance(self.value, list):
            for at, item in enumerate(self.value):
                yield Part(self.source, (*self.path, at), item)
        elif self.value is not None:
            yield self

    def __bool__(self) -> bool:
        return self.value is not None

    def named(self) -> Iterator[tuple[str, Part]]:
        """Yield the keys of a mapping, each with its part."""
        for key, item in self.value.items() if isinstance(self.value, dict) else ():
            yield key, Part(self.source, (*self.path, key), item)

    @property
    def text(self) -> str:
        """The text, short and printable; empty where it is none."""
        value = str(self.value) if _is_short_number(self.value) else self.value
        if not isinstance(value, str) or isinstance(self.value, bool):
            return ""
        shown = " ".join(value.split())
        return shown[:MOST_TEXT] if is_printable(shown) else ""

    @property
    def day(self) -> int | None:
        """The day number of an ISO 8601 date, with or without a time."""
        return day_of(self.text)

    @property
    def moment(self) -> int | None:
        """The seconds of an ISO 8601 date and time, in UTC, from the first day of the calendar."""
        return moment_of(self.text)

    @property
    def number(self) -> float | int | None:
        """The number, where it is one."""
        value = self.value
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.place(self.path)


def _is_short_number(value: Any) -> bool:
    """Tell whether a value is a number that can be written: TOML has hexadecimal ones of any length."""
    return isinstance(value, float) or (isinstance(value, int) and value.bit_length() <= MOST_TEXT)


def day_of(text: str) -> int | None:
    """Return the day number of an ISO 8601 date, with or without a time; None where it is none."""
    dated = _DAY.match(text)
    return day_number(dated[1]) if dated else None


def moment_of(text: str) -> int | None:
    """Return the seconds of an ISO 8601 date and time from the first day of the calendar; without a zone it is UTC."""
    day = day_of(text)
    timed = _TIME.match(text)
    if day is None or timed is None:
        return day and day * SECONDS
    hours, minutes, seconds, sign, off_hours, off_minutes = timed.groups(default="0")
    offset = (int(off_hours) * 60 + int(off_minutes)) * 60 * (-1 if sign == "-" else 1)
    return day * SECONDS + int(hours) * 3600 + int(minutes) * 60 + int(seconds) - offset


class Contents:
    """The bytes of a file, and what they are read as. Nothing is parsed before it is asked for, nor twice.

    The properties that parse raise ProblemsFound where the bytes look like such data and are not.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        self._parsed: dict[str, Part | ProblemsFound] = {}

    @cached_property
    def head(self) -> bytes:
        """The first bytes, without a byte order mark and blanks: enough to tell what kind of text it is."""
        return self.data[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()

    @property
    def json(self) -> Part:
        """The JSON data, empty where the file does not begin like JSON."""
        if self.head[:1] not in (b"{", b"["):
            return self._nothing
        return self._once("json", places.read_json)

    @property
    def tree(self) -> Part:
        """The data of JSON, or else of YAML."""
        if self.json or not self._may_be_yaml():
            return self.json
        return self._once("yaml", places.read_yaml)

    @property
    def xml(self) -> Part:
        """The data of XML: elements as mappings, repeated ones as lists; empty where it does not begin like XML."""
        if self.head[:1] != b"<":
            return self._nothing
        return self._once("xml", xml_text.read)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of text; none where it is not text."""
        if b"\0" in self.data:
            return []
        try:
            return self.data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            return []

    @cached_property
    def text(self) -> str:
        """The lines in one, however they ended."""
        return "\n".join(self.lines)

    def place(self, line: int = 0, column: int = 1) -> Place:
        """Return a place in the file; without a line, the file."""
        return Place(self.file, line, column if line else 0)

    def _once(self, name: str, read: Callable[[bytes, str], Source]) -> Part:
        """Return what the bytes are read as; a failure is remembered too, for every reader asks."""
        if name not in self._parsed:
            try:
                source = read(self.data, self.file)
                self._parsed[name] = Part(source, (), source.value)
            except ProblemsFound as found:
                self._parsed[name] = found
        parsed = self._parsed[name]
        if isinstance(parsed, ProblemsFound):
            raise parsed
        return parsed

    @property
    def _nothing(self) -> Part:
        return Part(Source(self.file, None), (), None)

    def _may_be_yaml(self) -> bool:
        return re.match(rb"(?:%YAML|---|#|[\w\"'][^\0\n]*:(?:\s|$))", self.head) is not None


def is_yaml_that_says(contents: Contents, *keys: bytes) -> bool:
    """Tell whether the text has these keys at the beginning of lines: cheap, before it is parsed as YAML."""
    return all(re.search(rb"^[\"']?%s[\"']?[ \t]*:" % key, contents.data, re.MULTILINE) for key in keys)


def open_contents(path: FilePath, shown: str | None = None) -> Contents:
    """Return the contents of a regular file of at most ``bounds.MOST_BYTES``.

    Raises:
        ProblemsFound: there is no such file, it is a link, it cannot be read, or it is too large.
    """
    name = shown or places.relative(path)
    return Contents(file_bytes(path, name), name)


def quietly(contents: Contents, part: str) -> Part:
    """Return the data, or nothing where it is broken: for telling kinds apart."""
    try:
        made: Part = getattr(contents, part)
    except ProblemsFound:
        return Part(Source(contents.file, None), (), None)
    return made
