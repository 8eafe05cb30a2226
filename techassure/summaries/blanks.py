"""Marked blanks: what only a person may fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_BEGIN, _END = "[TO FILL IN: ", "]"
BLANK = re.compile(rf"({re.escape(_BEGIN)}[^\]]*{re.escape(_END)})")
"""A blank as it stands in a text."""


def blank(what: str) -> str:
    """Return a marked blank: only a person may fill it in."""
    return f"{_BEGIN}{what}{_END}"


def blanks(made: Any) -> Iterator[str]:
    """Yield every marked blank of a document, in its order."""
    if isinstance(made, str):
        if made.startswith(_BEGIN):
            yield made.removeprefix(_BEGIN).removesuffix(_END)
    elif isinstance(made, Mapping):
        for value in made.values():
            yield from blanks(value)
    elif isinstance(made, list):
        for value in made:
            yield from blanks(value)
