"""YAML, built from libyaml's events with an explicit stack, and what is wrong with it in plain words.

Depth, size and repetition are bounded before anything is allocated for them, and plain scalars stay the text that the
author wrote.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from techassure.files.bounds import MOST_LEVELS, MOST_NODES
from techassure.files.spans import Mapping, Sequence
from techassure.files.text_places import text_place
from techassure.problems import Place, Problem, ProblemsFound

_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"

_TOO_DEEP = f"this is nested more than {MOST_LEVELS} levels deep"
# libyaml 0.2.6 looks ahead of its events, and stops of itself at a depth of 1,000.
_PARSER_TOO_DEEP = "exceeded maximum nesting depth"

_BLANKS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_BLANK = 4

_OUTERMOST = re.compile(rb"^[^\s#]", re.MULTILINE)


def parsed(text: str, file: str) -> tuple[Any, list[Problem]]:
    """Return the value that the text holds (None: it is empty), and what no definition or submission ever needs in it.

    Raises:
        ProblemsFound: every problem of the text, as far as it can be read; the rest of it cannot.
    """
    builder = _Builder(file)
    try:
        builder.build(text)
    except yaml.YAMLError as error:
        raise ProblemsFound([*builder.problems, _translated(error, file, text)]) from None
    return builder.root, builder.problems


def without(data: bytes, key: bytes) -> bytes:
    """Return YAML text without the part of an outermost key; every other line stays where it is."""
    begins = data.find(b"\n" + key + b":") + 1
    if not begins:
        return data
    after = _OUTERMOST.search(data, begins + 1)
    ends = after.start() if after else len(data)
    return data[:begins] + b"\n" * data.count(b"\n", begins, ends) + data[ends:]


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
            word, colon, value = key.partition(":")
            if key.isdecimal():
                message, fix = f"`,{key}` is no part of a number", "write the number without commas"
            elif colon and word.isidentifier():
                fix = f"put a blank after the colon: `{word}: {value}`"
            self._refuse(event, "key-without-value", message, fix)

    def _open_mapping(self, event: Any) -> None:
        self._open(event, Mapping(), in_mapping=True)

    def _open_sequence(self, event: Any) -> None:
        self._open(event, Sequence(), in_mapping=False)

    def _open(self, event: Any, value: Any, *, in_mapping: bool) -> None:
        self._nodes += 1
        self._check(event)
        if len(self._outside) >= MOST_LEVELS:
            self._stop(event, "too-deep", _TOO_DEEP, "flatten it")
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
            fix = "keep one of the two"
            if isinstance(self._outside[-1][0], Sequence) and not self._in_flow and key == next(iter(self._inside)):
                fix += ", or begin the second item of the list with `- `"
            self.problems.append(Problem(place, "duplicate-key", message, fix))
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
            tag = event.tag.replace(_TAGS, "!!")
            self._refuse(event, "tag", f"`{tag}` is a tag", "remove it; the fact's type says how to read a value")

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


_SECOND = "mapping values are not allowed"
_UNCLOSED = ("unexpected end of stream", "did not find expected ',' or")
"""What libyaml says where the author must look at the opening quote or bracket, not at where it gave up."""


_CONFLICT = re.compile(r"^(<{7}|>{7})(?: [^\r\n]*)?$", re.MULTILINE)


def _translated(error: yaml.YAMLError, file: str, text: str) -> Problem:
    if conflict := _CONFLICT.search(text):
        place = text_place(file, text, conflict.start())
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
        if _PARSER_TOO_DEEP in said:
            return Problem(place, "too-deep", _TOO_DEEP, "flatten it")
        if mark and _SECOND in said and ": " not in text.split("\n")[mark.line][: mark.column]:
            message = "this line is read as more of the text above it"
            return Problem(place, "yaml-syntax", message, "align it with the keys above it")
        for fragment, message, fix in TEACHING:
            if fragment in said:
                return Problem(place, "yaml-syntax", message, fix)
        return Problem(
            place, "yaml-syntax", f"this is not YAML: {said}", "check the indentation, quotes and brackets nearby"
        )
    found = re.search(_UNPRINTABLE, text)
    place = text_place(file, text, found.start() if found else 0)
    return Problem(place, "control-character", "a control character stands here", "remove it")
