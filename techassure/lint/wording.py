"""How expectations and answers are said in a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.definitions.words import Leaf

MOST_SHOWN = 120


def leaf_said(leaf: Leaf) -> str:
    """Return a leaf as it was written: `q.number: {at_least: 7}`, in backticks."""
    return f"`{leaf.fact}: {{{leaf.word}: {shortened(plain(leaf.raw))}}}`"


def answers_said(values: Mapping[str, Any], known: Mapping[str, Fact]) -> str:
    """Return answers as they are written in an example, in backticks."""
    if not values:
        return "no answer at all"
    said = ", ".join(f"{name}: {plain(facts.written(known[name], value))}" for name, value in values.items())
    return f"`{{{shortened(said)}}}`"


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
