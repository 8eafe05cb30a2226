"""How expectations and answers are said in a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.definitions.words import Leaf

MOST_SHOWN = 120
MOST_COPIED = 4_000


def leaf_said(leaf: Leaf) -> str:
    """Return a leaf as it was written: `q.number: {at_least: 7}`, in backticks."""
    return f"`{leaf.fact}: {{{leaf.word}: {shortened(plain(leaf.raw))}}}`"


def answers_said(values: Mapping[str, Any], known: Mapping[str, Fact]) -> str:
    """Return answers as they are written in an example, in backticks: all of them, to be copied."""
    if not values:
        return "no answer at all"
    written = {name: facts.written(known[name], value) for name, value in values.items()}
    said = plain(written)
    return f"`{said if len(said) <= MOST_COPIED else _in_few_rows(written)}`"


def _in_few_rows(written: Mapping[str, Any]) -> str:
    """Return answers with the first row of each table, and how many rows there are: nobody copies so many."""
    parts = []
    for name, value in written.items():
        first = value[0] if isinstance(value, list) and value else None
        rows = f"[{plain(first)}, … {len(value)} rows in all]" if isinstance(first, dict) else plain(value)
        parts.append(f"{name}: {rows}")
    return "{" + ", ".join(parts) + "}"


def plain(value: Any) -> str:
    """Return data as it is written in flow style."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {plain(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    return str(value)


def shortened(text: str) -> str:
    """Return the text, cut where it is too long for one line of a report."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def series(parts: Iterable[str]) -> str:
    """Return `A, B and C`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
