"""How a sheet says what its columns are: by a header, or, for a table, by a line of keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from techassure.definitions.model import Fact
from techassure.office_files.grid import Cell, folded
from techassure.questionnaire.layout import ANSWER, KEY, SHOWN
from techassure.questionnaire.workbook_tables import called

Role = Literal["answers", "documents", "claims", "skipped"]

_KEYS = frozenset({"key", "code", "ref", "reference", "criterion", "question code"})
_ANSWERS = frozenset({"answer", "response", "your answer", "your response", "supplier response", "reply"})
_CHANGES = frozenset({"what changed", "about", "detail"})
_TOLD = frozenset({"about the submission", "what to write", "question", "title", "section"})


@dataclass(slots=True)
class Columns:
    """Where a sheet's columns are by their headers; ``known`` need no remark, ``told`` had theirs."""

    role: Role
    at: dict[str, int]
    known: frozenset[int]
    told: set[int] = field(default_factory=set)


class Keyed(NamedTuple):
    """A table and where its columns are; ``row`` holds the keys, the header lies below it."""

    fact: str
    columns: dict[int, str]
    row: int


def header(found: Mapping[int, Cell]) -> Columns | None:
    """Return the columns where a row holds the headers of a sheet that is read, or that tells something."""
    named = {folded(cell): column for column, cell in found.items() if isinstance(cell, str)}
    if named.keys() >= _CHANGES:
        return Columns("skipped", {}, frozenset(found))
    key = next((column for name, column in named.items() if name in _KEYS), None)
    if key is None:
        return None
    answer = next((column for name, column in named.items() if name in _ANSWERS), None)
    known = {folded(name): name for name in SHOWN}
    at = {known[name]: column for name, column in named.items() if name in known} | {KEY: key}
    if answer is not None:
        at[ANSWER] = answer
    told = [column for name, column in named.items() if name in _TOLD]
    role = _role(at)
    return Columns(role, at, frozenset([*at.values(), *told])) if role else None


def _role(at: Mapping[str, int]) -> Role | None:
    if ANSWER in at:
        return "answers"
    if "Option" in at and "Label" in at:
        return "skipped"
    if "File" in at:
        return "documents"
    return "claims" if "Claim" in at and "Reason" in at else None


def table_keys(found: Mapping[int, Cell], row: int, facts: Mapping[str, Fact]) -> Keyed | None:
    """Return the table where a row holds the keys of its columns."""
    first, *others = found.items()
    fact = facts.get(str(first[1]))
    if fact is None or fact.type != "table":
        return None
    names = {column: str(cell) for column, cell in others if str(cell) in (fact.columns or {})}
    return Keyed(str(first[1]), names, row) if names else None


def are_labels(fact: Fact, found: Mapping[int, Cell], columns: Mapping[int, str]) -> bool:
    """Tell whether a row is the header of a table, whose labels may have changed a little since."""
    expected = {column: folded(called(key, (fact.columns or {})[key])) for column, key in columns.items()}
    alike = sum(folded(str(found.get(column, ""))) == label for column, label in expected.items())
    return alike * 2 >= len(expected)
