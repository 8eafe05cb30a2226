"""Puts one value into a YAML or JSON file, and changes nothing else of it: comments, order and layout stay.

The text is changed where the value stands and read again before it is written; where it would not say exactly what it
said, and the value, it is refused.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

import orjson
import yaml

from techassure.files.places import Source, file_bytes, read_file, read_json, read_yaml
from techassure.files.writing import write
from techassure.files.yaml_writing import STEP, after_colon, block, flow
from techassure.problems import Path, ProblemsFound


def put(path: FilePath, at: Path, value: Any) -> None:
    """Put plain data (text, numbers, yes or no, lists, mappings) at a place of a file; it need not be there yet.

    Of the place, only the last two keys may be missing.

    Raises:
        ProblemsFound: the file cannot be read or written, or the value has to be written by hand.
    """
    source, data = read_file(path), file_bytes(path)
    wanted = _with(source.value, at, _as_read(value) if path.suffix != ".json" else value)
    if path.suffix == ".json":
        made = orjson.dumps(wanted, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        again = read_json(made, source.file)
    else:
        made = _amended(data.decode("utf-8-sig"), source, at, value).encode()
        again = _read_again(made, source, at, value)
    if again.value != wanted:
        raise _by_hand(source, at, value)
    write(path, made)


def extended(text: str, key: str, item: Any) -> str | None:
    """Return YAML text with one more item in a list that is written in brackets; None where it is not."""
    whole, root = _Text(text), yaml.compose(text, Loader=yaml.CSafeLoader)
    _, node = _inside(root, key) or (None, None)
    if not isinstance(node, yaml.SequenceNode) or not node.flow_style:
        return None
    if not node.value:
        return whole.changed(whole.start(node), whole.end(node), f"[{flow(item)}]")
    end = whole.end(node.value[-1])
    return whole.changed(end, end, f", {flow(item)}")


def _as_read(value: Any) -> Any:
    """Return plain data as YAML is read here, every scalar as text."""
    if isinstance(value, dict):
        return {key: _as_read(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_read(each) for each in value]
    return value if isinstance(value, str) else flow(value)


def _with(value: Any, at: Path, put_in: Any) -> Any:
    """Return a copy of plain data with another value at a place."""
    if not at:
        return put_in
    first, rest = at[0], at[1:]
    if isinstance(first, int):
        return [_with(each, rest, put_in) if index == first else each for index, each in enumerate(value)]
    inside = value if isinstance(value, dict) else {}
    return {**inside, first: _with(inside.get(first), rest, put_in)}


# --- the text -------------------------------------------------------------------------------------------------------


class _Text:
    """The text of a file, with the offsets of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def offset(self, mark: yaml.Mark) -> int:
        """Return the offset of a mark; behind the last line it is the end."""
        return self.starts[mark.line] + mark.column if mark.line < len(self.starts) else len(self.text)

    def start(self, node: yaml.Node) -> int:
        """Return where a node begins."""
        return self.offset(node.start_mark)

    def end(self, node: yaml.Node) -> int:
        """Return where a node ends: its last character, not the comments behind it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        start = self.start(node)
        return start + len(self.text[start : self.offset(node.end_mark)].rstrip())

    def line_end(self, offset: int) -> int:
        """Return the end of the line in which an offset stands, before its line break."""
        found = self.text.find("\n", offset)
        end = len(self.text) if found < 0 else found
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def changed(self, start: int, end: int, put_in: str) -> str:
        """Return the text with another part, with the line breaks that the file has."""
        breaks = "\r\n" if "\r\n" in self.text else "\n"
        return self.text[:start] + put_in.replace("\n", breaks) + self.text[end:]


def _amended(text: str, source: Source, at: Path, value: Any) -> str:
    """Return the text with the value at the place."""
    whole = _Text(text)
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for depth, part in enumerate(at):
        flowing = isinstance(node, yaml.CollectionNode) and node.flow_style
        found = _inside(node, part)
        rest = _nested(at[depth + 1 :], value)
        if found is None and isinstance(node, yaml.MappingNode) and isinstance(part, str):
            return _added(whole, node, part, rest)
        if found is None:
            break
        key, node = found
        if depth == len(at) - 1 or _is_nothing(node):
            return _replaced(whole, None if flowing else key, node, rest)
    raise _by_hand(source, at, value)


def _nested(keys: Path, value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


def _inside(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """Return the key and the value of a part of a node."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == part), None)


def _is_nothing(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return not node.style and node.value in ("", "~", "null")
    return not node.value


def _added(whole: _Text, node: yaml.MappingNode, key: str, value: Any) -> str:
    """Return the text with one more entry of a mapping: beside those of its topic, else at the end."""
    if node.flow_style:
        entry = f"{key}: {flow(value)}"
        if not node.value:
            return whole.changed(whole.start(node), whole.end(node), "{" + entry + "}")
        end = whole.end(node.value[-1][1])
        return whole.changed(end, end, f", {entry}")
    topic = key.partition(".")[0] + "."
    alike = [pair for pair in node.value if str(pair[0].value).startswith(topic)]
    after, last = (alike or node.value)[-1]
    end = whole.line_end(max(whole.end(last), whole.offset(after.end_mark)))
    return whole.changed(end, end, "\n" + block(key, value, node.value[0][0].start_mark.column))


def _replaced(whole: _Text, key: yaml.Node | None, node: yaml.Node, value: Any) -> str:
    """Return the text with another value. ``key``: of a block mapping; None in a list, and inside `{}`."""
    start, end = whole.start(node), whole.end(node)
    if key is None:
        return whole.changed(start, end, f" {flow(value)}" if start == end else flow(value))
    column, colon = key.start_mark.column, whole.text.index(":", whole.offset(key.end_mark)) + 1
    if "#" in whole.text[colon:start]:
        return whole.changed(start, end, flow(value))
    if isinstance(value, dict) and value:
        lines = "".join("\n" + block(name, each, column + STEP) for name, each in value.items())
        rest = whole.text[max(end, colon) : whole.line_end(max(end, colon))]
        return whole.changed(colon, whole.line_end(max(end, colon)), rest.rstrip() + lines)
    return whole.changed(colon, max(end, colon), after_colon(value, column))


def _read_again(made: bytes, source: Source, at: Path, value: Any) -> Source:
    try:
        return read_yaml(made, source.file)
    except ProblemsFound:
        raise _by_hand(source, at, value) from None


def _by_hand(source: Source, at: Path, value: Any) -> ProblemsFound:
    named = ".".join(map(str, at))
    message = f"`{named}` stands in a way that cannot be changed without rewriting the file"
    fix = f"write by hand: {at[-1]}: {flow(value)}"
    return ProblemsFound([source.problem(at, "cannot-change", message, fix)])
