"""How a sheet says what its columns are: by a header, or, for a table, by a line of keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from techassure.definitions.model import Fact
from techassure.office_files.grid import Cell
from techassure.phrases import folded
from techassure.questionnaire.layout import ANSWER, ANSWERS, CLAIMS, DOCUMENTS, KEY, READ_BACK, SHOWN, START
from techassure.questionnaire.workbook_tables import called

Role = Literal["answers", "documents", "claims", "skipped"]

_KEYS = frozenset({"key", "code", "ref", "reference", "criterion", "question code"})
_ANSWERS = frozenset({"answer", "response", "your answer", "your response", "supplier response", "reply"})
_CHANGES = frozenset({"what changed", "about", "detail"})
_OURS = (ANSWERS, DOCUMENTS, CLAIMS, START)
_OF_OURS = {folded(name): name for names in _OURS for name in names}
_TOLD = frozenset({"about the submission", "what to write", "question", "title", "section"})


@dataclass(slots=True)
class Columns:
    """Where a sheet's columns are by their headers; ``known`` need no remark, ``told`` had theirs.

    ``lacks`` are the headers that a sheet of ours had, and that were renamed or taken out. ``whole`` where it has all.
    """

    role: Role
    row: int
    at: dict[str, int]
    known: frozenset[int]
    lacks: tuple[str, ...] = ()
    told: set[int] = field(default_factory=set)
    whole: bool = False


class Keyed(NamedTuple):
    """A table and where its columns are; ``row`` holds the keys, the header lies below it."""

    fact: str
    columns: dict[int, str]
    row: int


def header(found: Mapping[int, Cell], row: int) -> Columns | None:
    """Return the columns where a row holds the headers of a sheet that is read, or that tells something."""
    named = {folded(cell): column for column, cell in found.items() if isinstance(cell, str)}
    if named.keys() >= _CHANGES:
        return Columns("skipped", row, {}, frozenset(found))
    lacks = _lacking(named)
    key = named.get(folded(KEY), next((column for name, column in named.items() if name in _KEYS), None))
    if key is None:
        return Columns("skipped", row, {}, frozenset(), lacks) if lacks else None
    answer = next((column for name, column in named.items() if name in _ANSWERS), None)
    known = {folded(name): name for name in SHOWN}
    at = {known[name]: column for name, column in named.items() if name in known} | {KEY: key}
    if answer is not None:
        at[ANSWER] = answer
    told = [column for name, column in named.items() if name in _TOLD]
    role = _role(at)
    if role is None:
        return Columns("skipped", row, {}, frozenset(), lacks) if lacks else None
    whole = any(named.keys() >= set(map(folded, names)) for names in _OURS)
    return Columns(role, row, at, frozenset([*at.values(), *told]), lacks, whole=whole)


def _lacking(named: Collection[str]) -> tuple[str, ...]:
    """Return which headers that are read are not in a row that has most of those of a sheet of ours."""
    there = {_OF_OURS.get(name) or (KEY if name in _KEYS else ANSWER if name in _ANSWERS else name) for name in named}
    ours = next((names for names in _OURS if 2 * len(there.intersection(names)) > len(names)), ())
    return tuple(name for name in ours if name in READ_BACK and name not in there)


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


def table_without_keys(found: Mapping[int, Cell], facts: Mapping[str, Fact]) -> str | None:
    """Return the table whose labels a row holds, most of them and in their order, with no row of keys above it."""
    texts = tuple(folded(str(cell)) for cell in found.values())
    for name, fact in facts.items():
        labels = tuple(folded(called(key, column)) for key, column in (fact.columns or {}).items())
        if len(labels) > 1 and texts == labels:
            return name
    return None


def are_labels(fact: Fact, found: Mapping[int, Cell], columns: Mapping[int, str]) -> bool:
    """Tell whether a row is the header of a table, whose labels may have changed a little since."""
    expected = {column: folded(called(key, (fact.columns or {})[key])) for column, key in columns.items()}
    alike = sum(folded(str(found.get(column, ""))) == label for column, label in expected.items())
    return alike * 2 >= len(expected)
