"""Long answers in a reason: told one a line, so that a person can read them and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from techassure.definitions.model import Fact
from techassure.engine.contradictions import brief, labelled

MOST_IN_A_LINE = 10
_ITEM = "\n- "


def one_a_line(said: str, facts: Mapping[str, Fact], values: Mapping[str, Any]) -> str:
    """Return a sentence in which a long list of options stands after it, one a line; any other as it is."""
    for name, value in values.items():
        fact = facts.get(name)
        if fact is not None and fact.type == "choices" and isinstance(value, list) and len(value) > MOST_IN_A_LINE:
            items = labelled(fact, value)
            said = _apart(said, brief(items), items)
    return said


def _apart(said: str, line: str, items: list[str]) -> str:
    before, found, after = said.partition(line)
    if not found:
        return said
    these = "These" if not before.strip() or before.rstrip().endswith(("?", ".", "!")) else "these"
    head = f"{before}{these} {len(items)}{after}".rstrip().removesuffix(".")
    return "".join([f"{head}:", *(f"{_ITEM}{item}" for item in items)])


def head_and_items(said: str) -> tuple[str, tuple[str, ...]]:
    """Return the words and the items of a sentence with a list one a line; no items where it has none."""
    head, *items = said.split(_ITEM)
    listed = len(items) > 1 and head.endswith(":") and not any("\n" in each for each in (head, *items))
    return (head, tuple(items)) if listed else (said, ())
