"""The only reader of YAML and JSON text. Every value knows its file, line and column.

YAML is built from libyaml's events with an explicit stack, so that depth, size and repetition are bounded before
anything is allocated for them, and plain scalars stay the text that the author wrote. JSON is read by orjson, which is
silent about repeated keys and about positions: both are looked up only where they matter.
"""

from __future__ import annotations

import codecs
import os
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

import orjson
import yaml

from techassure.problems import Path, Place, Problem, ProblemsFound

MOST_BYTES = 16 * 1024 * 1024
MOST_NODES = 400_000
MOST_LEVELS = 64
MOST_PROBLEMS = 100
_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"

_BLANKS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_BLANK = 4

_Span = tuple[int, int, int, int]  # line and column of the key, then of the value; from 0


class Mapping(dict[str, Any]):
    """A YAML mapping that remembers where its keys and values stand."""

    __slots__ = ("spans",)

    def __init__(self) -> None:
        super().__init__()
        self.spans: dict[str, _Span] = {}


class Sequence(list[Any]):
    """A YAML sequence that remembers where its items stand."""

    __slots__ = ("spans",)

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[_Span] = []


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

    def place(self, path: Path = (), *, of_key: bool = False) -> Place:
        """Return where the part at the path (or its key) stands; where there is none, the nearest part above."""
        if self.raw and not isinstance(self.value, (Mapping, Sequence)):
            line, column = _json_position(self.raw, path, of_key)
            return Place(self.file, self.first_line + line, column + 1)
        line, column = _yaml_position(self.value, path, of_key)
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

    def problem(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> Problem:
        """Return a problem that stands at the path."""
        return Problem(self.place(path, of_key=of_key), rule, message, fix)


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


def read_file(path: FilePath, shown: str | None = None, leave_out: str | None = None) -> Source:
    """Read a YAML or JSON file (by its ending). Of YAML, the part of one key of the outermost mapping can be left out.

    Raises:
        ProblemsFound: the file is missing, too large, not UTF-8, or not what its ending says.
    """
    name = shown or relative(path)
    data = file_bytes(path, name)
    if path.suffix.lower() == ".json":
        return read_json(data, name)
    return read_yaml(_without(data, leave_out.encode()) if leave_out else data, name)


def _without(data: bytes, key: bytes) -> bytes:
    """Return YAML text without the part of an outermost key; every other line stays where it is."""
    begins = data.find(b"\n" + key + b":") + 1
    if not begins:
        return data
    after = _OUTERMOST.search(data, begins + 1)
    ends = after.start() if after else len(data)
    return data[:begins] + b"\n" * data.count(b"\n", begins, ends) + data[ends:]


def relative(path: FilePath) -> str:
    """Return the path as a person would write it: from the working directory, where it lies beneath it."""
    return str(path).removeprefix(os.path.join(os.getcwd(), ""))  # noqa: PTH109, PTH118 - asked of every file


def file_bytes(path: FilePath, shown: str | None = None) -> bytes:
    """Return the bytes of a regular file of at most ``MOST_BYTES``.

    Raises:
        ProblemsFound: there is no such file, it cannot be read, or it is too large.
    """
    name = shown or str(path)
    try:
        if not path.is_file():
            raise _refusal(name, "missing-file", f"there is no file `{name}`", "check the path")
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(name)
        return path.read_bytes()
    except OSError as error:
        raise _refusal(
            name, "unreadable-file", f"`{name}` cannot be read: {error.strerror}", "check its rights"
        ) from None


def read_yaml(data: bytes, file: str) -> Source:
    """Read YAML text, refusing what a definition or a submission never needs: aliases, tags, merge keys, repetition.

    Raises:
        ProblemsFound: every problem of the text, as far as it can be read.
    """
    text = _decoded(data, file)
    builder = _Builder(file)
    try:
        builder.build(text)
    except yaml.YAMLError as error:
        raise ProblemsFound([*builder.problems, _translated(error, file, text)]) from None
    if builder.problems:
        raise ProblemsFound(builder.problems)
    if builder.root is None:
        raise _refusal(file, "empty-file", "the file is empty", "fill it, or remove it")
    return Source(file, builder.root)


def read_json(data: bytes, file: str, first_line: int = 1) -> Source:
    """Read JSON text.

    Raises:
        ProblemsFound: the text is not JSON, repeats a key, or is nested too deeply.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(file)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if not data.strip():
        raise _refusal(file, "empty-file", "the file is empty", "fill it, or remove it")
    if len(data) > MOST_NODES and data.count(b",") > MOST_NODES:
        raise _refusal(file, "too-many-values", f"the file holds more than {MOST_NODES} values", "split it")
    try:
        value = orjson.loads(data)
        unrepeated = surely_no_repeated_key(value, data)
    except orjson.JSONDecodeError as error:
        raise ProblemsFound([_json_problem(error, data, file, first_line)]) from None
    except orjson.JSONEncodeError:
        raise ProblemsFound(too_deep(data, file, first_line)) from None
    source = Source(file, value, data, first_line)
    if not unrepeated:
        _refuse_repeated_keys(source)
    return source


def too_deep(data: bytes, file: str, first_line: int = 1) -> list[Problem]:
    """Return a problem where valid JSON is nested more deeply than anything that is read; else nothing."""
    depth = 0
    for token, at in _tokens(data):
        depth += (token in (b"[", b"{")) - (token in (b"]", b"}"))
        if depth > MOST_LEVELS:
            line, column = _line_and_column(data, at)
            place = Place(file, first_line + line, column + 1)
            return [Problem(place, "too-deep", f"this is nested more than {MOST_LEVELS} levels deep", "flatten it")]
    return []


# --- YAML -----------------------------------------------------------------------------------------------------------


class _Builder:
    """Builds values from events; an explicit stack, so that nesting costs no recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.root: Any = None
        self._inside: Any = None
        self._in_mapping = self._in_flow = False
        self._key: tuple[str, int, int] | None = None
        self._outside: list[tuple[Any, bool, bool]] = []
        self._nodes = 0
        self._documents = 0

    def build(self, text: str) -> None:
        """Take every event of the text; what is wrong with it is added to ``problems``, or raised where it is fatal."""
        steps = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.SequenceStartEvent: self._open_sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        parser = yaml.CSafeLoader(text)
        try:
            for event in iter(parser.get_event, None):
                step = steps.get(event.__class__)
                if step is not None:
                    step(event)
        finally:
            parser.dispose()

    def _scalar(self, event: Any) -> None:
        self._nodes += 1
        if event.anchor is not None or event.tag is not None or self._nodes > MOST_NODES:
            self._check(event)
        value, mark = event.value, event.start_mark
        if self._in_mapping and self._key is None:
            if value in self._inside or value == "<<":
                self._refuse_key(value, mark.line + 1, mark.column + 1)
            self._key = (value, mark.line, mark.column)
            return
        if len(value) <= _LONGEST_BLANK and value in _BLANKS and (not event.style or event.style == ":"):
            self._blank(event)
            value = None
        self._add(value, mark.line, mark.column)

    def _blank(self, event: Any) -> None:
        """Refuse a comma that makes a key of the rest of a text."""
        if event.value == "" and self._in_flow and self._in_mapping:
            key = self._key[0] if self._key else ""
            fix = "put quotes around text that holds a comma or begins with `{`, or give the value after `: `"
            message = f"`{key}` has no value"
            if key.isdecimal():
                message, fix = f"`,{key}` is no part of a number", "write the number without commas"
            self._refuse(event, "key-without-value", message, fix)

    def _open_mapping(self, event: Any) -> None:
        self._open(event, Mapping(), in_mapping=True)

    def _open_sequence(self, event: Any) -> None:
        self._open(event, Sequence(), in_mapping=False)

    def _open(self, event: Any, value: Any, *, in_mapping: bool) -> None:
        self._nodes += 1
        self._check(event)
        if len(self._outside) >= MOST_LEVELS:
            self._stop(event, "too-deep", f"this is nested more than {MOST_LEVELS} levels deep", "flatten it")
        if self._in_mapping and self._key is None:
            self._stop(event, "key-not-text", "a key is a list or a mapping", "write each key as plain text")
        self._add(value, event.start_mark.line, event.start_mark.column)
        self._outside.append((self._inside, self._in_mapping, self._in_flow))
        self._inside, self._in_mapping, self._in_flow = value, in_mapping, bool(event.flow_style)

    def _close(self, _: Any) -> None:
        self._inside, self._in_mapping, self._in_flow = self._outside.pop()
        self._key = None

    def _alias(self, event: Any) -> None:
        self._refuse(event, "alias", f"`*{event.anchor}` is an alias", "write the value out where it is needed")
        self._add(None, event.start_mark.line, event.start_mark.column)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(event, "second-document", "a second document begins here", "keep one document a file")

    def _refuse_key(self, key: str, line: int, column: int) -> None:
        place = Place(self.file, line, column)
        if key in self._inside:
            message = f"`{key}` stands here a second time; the first is on line {self._inside.spans[key][0] + 1}"
            self.problems.append(Problem(place, "duplicate-key", message, "keep one of the two"))
        if key == "<<":
            self.problems.append(Problem(place, "merge-key", "`<<` merges another mapping", "write the lines out"))

    def _add(self, value: Any, line: int, column: int) -> None:
        inside = self._inside
        if self._in_mapping:
            key, key_line, key_column = self._key or ("", line, column)
            inside[key] = value
            inside.spans[key] = (key_line, key_column, line, column)
            self._key = None
        elif inside is None:
            self.root = value
        else:
            inside.append(value)
            inside.spans.append((line, column, line, column))

    def _check(self, event: Any) -> None:
        if self._nodes > MOST_NODES:
            self._stop(event, "too-many-values", f"the file holds more than {MOST_NODES} values", "split it")
        if event.anchor is not None:
            self._refuse(event, "anchor", f"`&{event.anchor}` is an anchor", "write the value out where it is needed")
        if event.tag is not None and not (event.tag == "!" and event.__class__ is yaml.ScalarEvent):
            self._refuse(
                event,
                "tag",
                f"`{event.tag.replace(_TAGS, '!!')}` is a tag",
                "remove it; the fact's type says how to read a value",
            )

    def _refuse(self, event: Any, rule: str, message: str, fix: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(Place(self.file, mark.line + 1, mark.column + 1), rule, message, fix))

    def _stop(self, event: Any, rule: str, message: str, fix: str) -> None:
        self._refuse(event, rule, message, fix)
        raise ProblemsFound(self.problems)


_TAGS = "tag:yaml.org,2002:"
TEACHING = (
    ("found a tab character", "a tab stands in the indentation", "indent with spaces"),
    ("cannot start any token", "a tab, or a character such as `@`, `%` or a backtick, begins a value here",
     "indent with spaces, and put quotes around text that begins with a special character"),
    ("mapping values are not allowed", "there is a second `: ` on this line", "put quotes around text that holds `: `"),
    ("did not find expected key", "this line does not fit the lines above it",
     "align it with its neighbours, close every quote and bracket above, and quote special characters"),
    ("could not find expected ':'", "this line is neither `key: value` nor part of the text above it",
     "write `key: value`, or indent it under the text that it continues"),
    ("did not find expected ',' or '}'", "a `{…}` is not closed, or two of its entries are not parted by a comma",
     "close it with `}`, and put quotes around text that holds a comma, a bracket or `: `"),
    ("did not find expected ',' or ']'", "a `[…]` is not closed, or two of its items are not parted by a comma",
     "close it with `]`, and put quotes around text that holds a comma or a bracket"),
    ("unexpected end of stream", "a quote that was opened is never closed", "close the quote"),
    ("block sequence entries are not allowed", "a list item `- ` cannot stand on the same line as its key",
     "begin the list on the next line"),
    ("did not find expected '-' indicator", "this line breaks off the list above it", "align it with the list's items"),
    ("unknown escape character", "a backslash stands inside double quotes",
     "use single quotes, or write the backslash twice"),
    ("found undefined tag handle", "a value begins with `!`", "put quotes around it"),
    ("did not find expected alphabetic", "a value begins with `*` or `&`", "put quotes around it"),
    ("did not find expected comment or line break", "text follows `|` or `>` on the same line",
     "begin the text on the next line"),
    ("expected a single document", "a second document begins here", "keep one document a file"),
    ("did not find expected <document start>", "text follows the end of the document", "keep one document a file"),
)  # fmt: skip


_UNCLOSED = ("unexpected end of stream", "did not find expected ',' or")
"""What libyaml says where the author must look at the opening quote or bracket, not at where it gave up."""


_CONFLICT = re.compile(r"^(<{7}|>{7})(?: [^\r\n]*)?$", re.MULTILINE)


def _translated(error: yaml.YAMLError, file: str, text: str) -> Problem:
    if conflict := _CONFLICT.search(text):
        place = _text_place(file, text, conflict.start())
        fix = "keep one of the two versions, and take the lines out that begin with `<<<<<<<`, `=======` and `>>>>>>>`"
        message = f"`{conflict[1]}` begins a line: two versions of this file were never merged"
        return Problem(place, "merge-conflict", message, fix)
    if isinstance(error, yaml.MarkedYAMLError):
        unclosed = any(words in str(error.problem) for words in _UNCLOSED)
        opening, mark = error.context_mark, error.problem_mark or error.context_mark
        if unclosed and opening and mark and opening.line != mark.line:
            mark = opening
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        said = error.problem or str(error)
        for fragment, message, fix in TEACHING:
            if fragment in said:
                return Problem(place, "yaml-syntax", message, fix)
        return Problem(
            place, "yaml-syntax", f"this is not YAML: {said}", "check the indentation, quotes and brackets nearby"
        )
    found = re.search(_UNPRINTABLE, text)
    place = _text_place(file, text, found.start() if found else 0)
    return Problem(place, "control-character", "a control character stands here", "remove it")


def _yaml_position(value: Any, path: Path, of_key: bool) -> tuple[int, int]:
    span: _Span = (0, 0, 0, 0)
    for part in path:
        if isinstance(value, Mapping) and part in value.spans:
            span, value = value.spans[str(part)], value[str(part)]
        elif isinstance(value, Sequence) and isinstance(part, int) and part < len(value):
            span, value = value.spans[part], value[part]
        else:
            return span[:2] if of_key else span[2:]
    return span[:2] if of_key else span[2:]


# --- JSON -----------------------------------------------------------------------------------------------------------


def surely_no_repeated_key(value: Any, data: bytes) -> bool:
    """Tell whether JSON surely repeats no key. One is lost on reading; text written again as it was read has none."""
    if orjson.dumps(value) == data:
        return True
    return b"\\u" not in data and orjson.dumps(value).count(b'"') == data.count(b'"')


def _refuse_repeated_keys(source: Source) -> None:
    problems = [
        Problem(
            Place(source.file, source.first_line + line, column + 1),
            "duplicate-key",
            f"`{key}` stands here a second time",
            "keep one of the two",
        )
        for key, line, column in islice(_repeated_keys(source.raw), MOST_PROBLEMS)
    ]
    if problems:
        raise ProblemsFound(problems)


_OUTERMOST = re.compile(rb"^[^\s#]", re.MULTILINE)
# Possessive: what may be taken back is remembered for every letter, which came to gigabytes for one long text.
_JSON_TOKEN = re.compile(rb'[{}\[\],:]|"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s{}\[\],:"]++', re.DOTALL)


def _tokens(raw: bytes) -> Iterator[tuple[bytes, int]]:
    for found in _JSON_TOKEN.finditer(raw):
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


@lru_cache(maxsize=2)
def _offsets(raw: bytes) -> dict[Path, tuple[int, int]]:
    """Return the offsets of the key and the value of every part; found in one walk, however many are asked for."""
    return {path: (key, value) for path, key, value in _walk(raw)}


def _json_position(raw: bytes, path: Path, of_key: bool) -> tuple[int, int]:
    offsets = _offsets(raw)
    found = next((offsets[path[:length]] for length in range(len(path), -1, -1) if path[:length] in offsets), (0, 0))
    return _line_and_column(raw, found[0] if of_key else found[1])


def _repeated_keys(raw: bytes) -> Iterator[tuple[str, int, int]]:
    seen: set[Path] = set()
    for path, key_at, _ in _walk(raw):
        if path in seen and path and isinstance(path[-1], str):
            yield (path[-1], *_line_and_column(raw, key_at))
        seen.add(path)


_BLOCK = 4096
_INSIDE_A_LETTER = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a letter."""


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


def _line_and_column(raw: bytes, offset: int) -> tuple[int, int]:
    return _counted(raw).place(offset)


JSON_TEACHING = (
    ("infinity", "number-out-of-range", "a number is too large to be meant", "write a number of at most 15 digits"),
    ("depth", "too-deep", "this is nested too deeply", "flatten it"),
    ("UTF-8", "not-utf-8", "this is not UTF-8 text", "save the file as UTF-8"),
    ("surrogate", "not-utf-8", "half of a surrogate pair stands here", "write the whole character"),
    ("control character", "control-character", "a control character stands inside a text",
     "remove it, or write it as \\n or \\t"),
    ("EOF", "json-syntax", "the text breaks off: a bracket or a quote is never closed", "close it"),
    ("unexpected end", "json-syntax", "the text breaks off: a bracket or a quote is never closed", "close it"),
)  # fmt: skip


def _json_problem(error: orjson.JSONDecodeError, data: bytes, file: str, first_line: int) -> Problem:
    said = str(error)
    place = Place(file, first_line + error.lineno - 1, error.colno)
    if "UTF-8" in said:
        place = _undecodable(data, file, first_line) or place
    for fragment, rule, message, fix in JSON_TEACHING:
        if fragment in said:
            return Problem(place, rule, message, fix)
    rest = re.match(rb"[-+]?[A-Za-z]+|\S", data[error.pos : error.pos + 40].lstrip())
    shown = rest[0].decode("utf-8", "replace") if rest else ""
    word = f"`{shown if shown.isprintable() else repr(shown)[1:-1]}`" if rest else "the end of the text"
    if rest and rest[0].lstrip(b"-+") in (b"NaN", b"Infinity"):
        return Problem(place, "not-a-number", f"{word} is not a number", "write the number, or leave the answer out")
    return Problem(
        place, "json-syntax", f"{word} is not expected here", "check the commas, quotes and brackets before it"
    )


# --- text -----------------------------------------------------------------------------------------------------------


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MOST_BYTES:
        raise _too_large(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        place = _undecodable(data, file, 1) or Place(file)
        raise ProblemsFound([Problem(place, "not-utf-8", "this is not UTF-8 text", "save the file as UTF-8")]) from None


def _undecodable(data: bytes, file: str, first_line: int) -> Place | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(data, error.start)
        return Place(file, first_line + line, column + 1)
    return None


def _text_place(file: str, text: str, offset: int) -> Place:
    start = text.rfind("\n", 0, offset) + 1
    return Place(file, text.count("\n", 0, offset) + 1, offset - start + 1)


def _refusal(file: str, rule: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(file), rule, message, fix)])


def _too_large(file: str) -> ProblemsFound:
    most = MOST_BYTES // (1024 * 1024)
    return _refusal(file, "too-large", f"the file is larger than {most} MB", "leave documents in files of their own")
