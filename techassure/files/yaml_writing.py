"""Plain data as YAML text that reads back as the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import orjson

STEP = 2
"""How many columns further in stands what belongs to a key."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_TEXT = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})


def flow(value: Any) -> str:
    """Return plain data as YAML on one line that reads back as the same."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{Decimal(str(value)):f}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
    return value if plain else _quoted(value)


def _quoted(text: str) -> str:
    """Return text between quotes; what YAML takes for the end of a line, and what cannot be seen, by its number."""
    written = orjson.dumps(text).decode()
    return "".join([each if each.isprintable() else f"\\U{ord(each):08x}" for each in written])


def block(key: str, value: Any, indent: int) -> str:
    """Return an entry of a block mapping: a list of rows and a mapping take a line for each."""
    lead = " " * indent
    if isinstance(value, dict) and value:
        return "\n".join([f"{lead}{key}:", *(block(name, each, indent + STEP) for name, each in value.items())])
    return f"{lead}{key}:{after_colon(value, indent)}"


def after_colon(value: Any, indent: int) -> str:
    """Return what stands behind the colon of an entry: a list of rows a line for each, anything else on its line."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lead = " " * (indent + STEP)
        return "".join(f"\n{lead}- {flow(each)}" for each in value)
    return f" {flow(value)}"
