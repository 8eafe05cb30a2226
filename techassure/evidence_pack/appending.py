"""Puts one more item into a list of a YAML or JSON file, and changes nothing else of it.

The text is kept as it is written, comments and all. The result is read again before it is written: where it would not
hold exactly what it held, and the item, nothing is changed.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import orjson
import yaml

from techassure import amending
from techassure.places import Mapping, Source, file_bytes, read_file, read_json, read_yaml
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
        amending.write(path, text.encode())
        return
    source = read_file(path)
    data = file_bytes(path)
    if path.suffix == ".json":
        value = {**source.value, key: [*(source.value.get(key) or []), item]}
        made = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        _refuse_other(source, key, item, read_json(made, source.file))
        amending.write(path, made)
        return
    text = _appended(source, data.decode("utf-8-sig"), key, item)
    amending.write(path, text.encode())


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
    line, column, *_ = value[key].spans[-1]
    dash = re.match(r"( *)-[ ]+\Z", lines[line][:column])
    if dash is None:
        return None
    ends = [span[0] for span in value.spans.values() if span[0] > line]
    end = min(ends, default=len(lines))
    while end > line + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "\n".join([*lines[:end], *_written(item, dash[1]), *(lines[end:] or [""])])


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


def _refuse_other(source: Source, key: str, item: Item, made: Source) -> None:
    """Refuse a text that does not say exactly what was said before, and the item."""
    said = made.value.get(key) if isinstance(made.value, dict) else None
    before = {name: value for name, value in source.value.items() if name != key}
    after = {name: value for name, value in made.value.items() if name != key}
    if before != after or not said or said[:-1] != (source.value.get(key) or []) or _text(said[-1]) != _text(item):
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
    message = f"the list `{key}` is written in a way that cannot be added to without rewriting it"
    return source.problem((key,), "cannot-add", message, f"add by hand: {line}", of_key=True)
