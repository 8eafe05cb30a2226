"""The only reader of YAML and JSON files. What one holds knows its file, and every value in it its line and column."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, ClassVar

from techassure.files import json_text, spans, yaml_text
from techassure.files.bounds import MOST_BYTES, refusal, too_large
from techassure.files.text_places import TEXT_WANTED, decoded
from techassure.problems import Path, Place, Problem, ProblemsFound

EMPTY = "empty-file"
"""The rule of what holds nothing."""


@dataclass(slots=True)  # not frozen: a batch makes one a line, and freezing costs more than all the rest of it
class Source:
    """What one file (or one line of JSON Lines) holds.

    ``value`` is made of mappings, sequences and text from YAML, or of plain JSON values. ``first_line`` is the line
    of the file on which it begins, from 1. ``remarks`` are warnings about what was passed over.
    """

    file: str
    value: Any
    raw: bytes = b""
    first_line: int = 1
    remarks: tuple[Problem, ...] = ()
    repeats: ClassVar[bool] = False
    """Whether a key stands in it twice."""

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:
        """Return where the part at the path (or its key) stands; where there is none, the nearest part above."""
        if self.raw and not isinstance(self.value, (spans.Mapping, spans.Sequence)):
            line, column = json_text.position(self.raw, path, of_key, self.repeats)
            return Place(self.file, self.first_line + line, column + 1)
        line, column = spans.position(self.value, path, of_key)
        return Place(self.file, self.first_line + line, column + 1)

    def has(self, path: Path) -> bool:
        """Tell whether there is a part at the path."""
        value = self.value
        for part in path:
            inside = isinstance(value, dict) and part in value
            if not inside and not (isinstance(value, list) and isinstance(part, int) and part < len(value)):
                return False
            value = value[part]
        return True

    def remark(self, remarks: Iterable[Problem]) -> None:
        """Add warnings to those of the source, once: it is read anew for every day of a batch."""
        self.remarks += tuple([each for each in remarks if each not in self.remarks])

    def problem(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> Problem:
        """Return a problem that stands at the path."""
        return Problem(self.place(path, of_key=of_key), rule, message, fix)

    def lost(self, path: Path) -> Problem | None:  # noqa: ARG002 - for those who know
        """Return the problem that a part is missing, where more is known of what it was than its key."""
        return None


class _Repeating(Source):
    """JSON in which a key stands twice."""

    __slots__ = ()
    repeats = True


class Spoilt(ProblemsFound):
    """Raised where a file is refused for parts of it. The rest can be read, never to be used: to be told of at once.

    ``lacking``: what was refused is missing from the rest.
    """

    def __init__(self, problems: Iterable[Problem], rest: Source, *, lacking: bool = False) -> None:
        super().__init__(problems)
        self.rest, self.lacking = rest, lacking


def all_wrong(found: ProblemsFound, read: Callable[[Source], object]) -> ProblemsFound:
    """Return everything that is wrong with a file: why it is refused, and what reading the rest finds and remarks."""
    if not isinstance(found, Spoilt):
        return found
    try:
        read(found.rest)
    except ProblemsFound as more:
        told = {each.place for each in found.problems}
        follows = _MISSING if found.lacking else ()
        others = [each for each in more.problems if each.place not in told and each.rule not in follows]
        return ProblemsFound([*found.problems, *others])
    return ProblemsFound([*found.problems, *found.rest.remarks])


def as_far_as_read(path: FilePath) -> tuple[Source, Sequence[Problem]]:
    """Return what a file holds, and why that is not all of it."""
    try:
        return read_file(path), ()
    except Spoilt as found:
        return found.rest, found.problems
    except ProblemsFound as found:
        return Source(str(path), None), found.problems


_MISSING = ("missing-key", "missing-column")


class Unread(Source):
    """A source in JSON that is read when its value is first asked for: often its bytes are enough.

    Raises:
        ProblemsFound: when ``value`` is asked for, what `read_json` raises.
    """

    __slots__ = ("_value",)

    def __init__(self, raw: bytes, file: str, first_line: int = 1) -> None:
        self.file, self.raw, self.first_line, self.remarks = file, raw, first_line, ()
        self._value: Any = _UNREAD

    @property
    def value(self) -> Any:
        if self._value is _UNREAD:
            found = read_json(self.raw, self.file, self.first_line)
            self._value, self.raw = found.value, found.raw
        return self._value


_UNREAD = object()


def read_file(
    path: FilePath, shown: str | None = None, leave_out: str | None = None, wanted: str = TEXT_WANTED
) -> Source:
    """Read a YAML or JSON file (by its ending). Of YAML, the part of one key of the outermost mapping can be left out.

    ``wanted`` says what to give instead of a file that is no text.

    Raises:
        ProblemsFound: the file is missing, too large, not UTF-8, or not what its ending says.
    """
    name = shown or relative(path)
    data = file_bytes(path, name)
    if path.suffix.lower() == ".json":
        return read_json(data, name)
    return read_yaml(yaml_text.without(data, leave_out.encode()) if leave_out else data, name, wanted)


def relative(path: FilePath) -> str:
    """Return the path as a person would write it: from the working directory, where it lies beneath it."""
    return str(path).removeprefix(os.path.join(os.getcwd(), ""))  # noqa: PTH109, PTH118 - asked of every file


def _found_near(path: FilePath) -> str:
    """Return what to do about a file that is not there: it may only be called a little otherwise."""
    names = (path.with_suffix(ending).name for ending in (".yaml", ".yml") if path.suffix in (".yaml", ".yml"))
    spelt = [each for name in names for each in (name, name.capitalize()) if each != path.name]
    near = next((each for each in spelt if path.with_name(each).is_file()), None)
    return f"`{near}` is there: make the two names the same" if near else "check the path"


def file_bytes(path: FilePath, shown: str | None = None) -> bytes:
    """Return the bytes of a regular file of at most ``MOST_BYTES``.

    Raises:
        ProblemsFound: there is no such file, it cannot be read, or it is too large.
    """
    name = shown or str(path)
    try:
        if not path.is_file():
            raise refusal(name, "missing-file", f"there is no file `{name}`", _found_near(path))
        if path.stat().st_size > MOST_BYTES:
            raise too_large(name)
        return path.read_bytes()
    except OSError as error:
        raise refusal(
            name, "unreadable-file", f"`{name}` cannot be read: {error.strerror}", "check its rights"
        ) from None


def read_yaml(data: bytes, file: str, wanted: str = TEXT_WANTED) -> Source:
    """Read YAML text, refusing what a definition or a submission never needs: aliases, tags, merge keys, repetition.

    Raises:
        ProblemsFound: every problem of the text, as far as it can be read.
    """
    text = decoded(data, file, wanted)
    value, problems = yaml_text.parsed(text, file)
    if problems:
        raise Spoilt(problems, Source(file, value)) if _are_repeated(problems) else ProblemsFound(problems)
    if value is None:
        message = "the file holds nothing but comments" if text.strip() else "the file is empty"
        raise refusal(file, EMPTY, message, "fill it, or remove it")
    return Source(file, value)


def read_json(data: bytes, file: str, first_line: int = 1) -> Source:
    """Read JSON text.

    Raises:
        ProblemsFound: the text is not JSON, repeats a key, or is nested too deeply.
    """
    if len(data) > MOST_BYTES:
        raise too_large(file)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if not data.strip():
        raise refusal(file, EMPTY, "the file is empty", "fill it, or remove it")
    value, problems = json_text.parsed(data, file, first_line)
    if problems:
        raise Spoilt(problems, _Repeating(file, value, data, first_line))
    return Source(file, value, data, first_line)


def _are_repeated(problems: Sequence[Problem]) -> bool:
    """Tell whether nothing but repeated keys is wrong: the last of each then counts, and the rest is as it stands."""
    return all(each.rule == "duplicate-key" for each in problems)
