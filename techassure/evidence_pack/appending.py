"""Puts one more item into a list of a YAML or JSON file, or one in place of another, and changes nothing else of it.

The text is kept as it is written, comments and all. The result is read again before it is written: where it would not
hold exactly what it held, with the item, nothing is changed.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import orjson
import yaml

from techassure.files import amending, writing
from techassure.files.places import Source, file_bytes, read_file, read_json, read_yaml
from techassure.files.spans import Mapping
from techassure.problems import Problem, ProblemsFound

Item = dict[str, Any]
_MOST_WIDTH = 1_000_000


def append(path: FilePath, key: str, item: Item, otherwise: str = "") -> None:
    """Add an item to the list below a key of the file; where there is no file, begin it with ``otherwise``.

    Raises:
        ProblemsFound: the file cannot be read or written, or the item has to be added by hand.
    """
    if not path.exists() and otherwise:
        text = _appended(read_yaml(otherwise.encode(), str(path)), otherwise, key, item)
        writing.write(path, text.encode())
        return
    source = read_file(path)
    data = file_bytes(path)
    if path.suffix == ".json":
        writing.write(path, _as_json(source, key, [*(source.value.get(key) or []), item], item))
        return
    text = _appended(source, data.decode("utf-8-sig"), key, item)
    writing.write(path, text.encode())


def replace(path: FilePath, key: str, at: int, item: Item) -> None:
    """Put an item in place of the one at a position of the list below a key of the file.

    Raises:
        ProblemsFound: the file cannot be read or written, or the item has to be changed by hand.
    """
    source = read_file(path)
    wanted = [item if each == at else old for each, old in enumerate(source.value[key])]
    if path.suffix == ".json":
        writing.write(path, _as_json(source, key, wanted, item))
        return
    text = _in_place(source.value, file_bytes(path).decode("utf-8-sig").split("\n"), key, at, item)
    if text is None:
        raise ProblemsFound([_by_hand(source, key, item)])
    _refuse_other(source, key, item, read_yaml(text.encode(), source.file), wanted)
    writing.write(path, text.encode())


def _as_json(source: Source, key: str, wanted: list[Any], item: Item) -> bytes:
    made = orjson.dumps({**source.value, key: wanted}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    _refuse_other(source, key, item, read_json(made, source.file), wanted)
    return made


def _appended(source: Source, text: str, key: str, item: Item) -> str:
    """Return the text with the item put in, or refuse."""
    lines = text.split("\n")
    found = source.value.get(key) if isinstance(source.value, Mapping) else None
    if found:
        made = _after_last(source.value, lines, key, item)
    elif isinstance(source.value, Mapping) and key in source.value:
        made = _in_place_of_nothing(source.value, lines, key, item)
    else:
        made = "\n".join([text.rstrip("\n"), f"{key}:", *_written(item, "  "), ""])
    if made is None:
        made = amending.extended(text, key, item)
    if made is None:
        raise ProblemsFound([_by_hand(source, key, item)])
    _refuse_other(source, key, item, read_yaml(made.encode(), source.file))
    return made


def _after_last(value: Mapping, lines: list[str], key: str, item: Item) -> str | None:
    """Return the text with the item after the last of a block list, at its indentation."""
    dash = _dash(value, lines, key, -1)
    if dash is None:
        return None
    end = _end(value, lines, key, len(value[key]) - 1)
    return "\n".join([*lines[:end], *_written(item, dash), *(lines[end:] or [""])])


def _in_place(value: Mapping, lines: list[str], key: str, at: int, item: Item) -> str | None:
    """Return the text with the item in place of another of a block list."""
    dash = _dash(value, lines, key, at)
    if dash is None:
        return None
    begin, end = value[key].spans[at][0], _end(value, lines, key, at)
    return "\n".join([*lines[:begin], *_written(item, dash), *(lines[end:] or [""])])


def _dash(value: Mapping, lines: list[str], key: str, at: int) -> str | None:
    """Return the indentation of an item of a block list; None where the list is not written so."""
    line, column, *_ = value[key].spans[at]
    dash = re.match(r"( *)-[ ]+\Z", lines[line][:column])
    return dash[1] if dash else None


def _end(value: Mapping, lines: list[str], key: str, at: int) -> int:
    """Return the line after an item's last; what stands apart from it, such as a comment on the next, is left."""
    line = value[key].spans[at][0]
    begins = [span[0] for span in (*value.spans.values(), *value[key].spans) if span[0] > line]
    end = min(begins, default=len(lines))
    while end > line + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _in_place_of_nothing(value: Mapping, lines: list[str], key: str, item: Item) -> str | None:
    """Return the text with the item in place of `[]`, or of no value at all."""
    line = value.spans[key][0]
    empty = re.match(r"(\S+:)\s*(?:\[\s*\]|~|null)?\s*(#.*)?\Z", lines[line])
    if empty is None:
        return None
    head = f"{empty[1]}{f'  {empty[2]}' if empty[2] else ''}"
    return "\n".join([*lines[:line], head, *_written(item, "  "), *lines[line + 1 :]])


def _written(item: Item, indent: str) -> list[str]:
    """Return an item as lines: on one line if nothing in it is a list."""
    flow = not any(isinstance(each, list) for each in item.values())
    text = yaml.safe_dump(item, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=_MOST_WIDTH)
    first, *rest = text.rstrip("\n").split("\n")
    return [f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)]


def _refuse_other(source: Source, key: str, item: Item, made: Source, wanted: list[Any] | None = None) -> None:
    """Refuse a text that does not say exactly what was said before, with the item; as ``wanted``, or after the rest."""
    said = made.value.get(key) if isinstance(made.value, dict) else None
    before = {name: value for name, value in source.value.items() if name != key}
    after = {name: value for name, value in made.value.items() if name != key}
    expected = [*(source.value.get(key) or []), item] if wanted is None else wanted
    if before != after or _text(said) != _text(expected):
        raise ProblemsFound([_by_hand(source, key, item)])


def _text(value: Any) -> Any:
    """Return a value with every scalar as text, as YAML is read here."""
    if isinstance(value, dict):
        return {key: _text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_text(each) for each in value]
    return str(value)


def _by_hand(source: Source, key: str, item: Item) -> Problem:
    line = _written(item, "  ")[0].strip()
    message = f"the list `{key}` is written in a way that cannot be added to or changed without rewriting it"
    return source.problem((key,), "cannot-add", message, f"write by hand: {line}", of_key=True)
