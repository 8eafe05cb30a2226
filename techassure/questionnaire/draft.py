"""What has been found so far in a workbook, with the cell of each part, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from techassure.definitions.facts import Typed
from techassure.office_files.errors import is_error, told
from techassure.office_files.grid import Cell, written
from techassure.problems import Path, Place, Problem
from techassure.questionnaire import cells
from techassure.questionnaire.keys import Keys


class Found(NamedTuple):
    """A cell and where it is: `Answers!C12`."""

    cell: Cell
    at: str


Row = Mapping[str, Found]
"""A row under headers, by the headers' names."""


@dataclass(slots=True)
class Table:
    """The rows of a table; ``places`` has the address of each cell, and under the empty name that of the row."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One workbook while it is read."""

    file: str
    keys: Keys
    head: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    backing: dict[str, str] = field(default_factory=dict)
    options: dict[str, dict[str, Found]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    evidence: list[dict[str, str]] = field(default_factory=list)
    claims: list[dict[str, str]] = field(default_factory=list)
    places: dict[Path, str] = field(default_factory=dict)
    old: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    editions: tuple[str, ...] = ()
    has_questions: bool = False
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def refuse(self, at: str, rule: str, message: str, fix: str) -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(Place(f"{self.file}[{at}]"), rule, message, fix))

    def remark(self, at: str, rule: str, message: str, fix: str) -> None:
        """Note something that is not read, and need not be."""
        self.remarks.append(Problem(Place(f"{self.file}[{at}]"), rule, message, fix, "warning"))

    def found(self, cell: Cell, at: str) -> Found:
        """Return a cell with its place; where a formula left no value in it, it is refused and counts as empty."""
        if not is_error(cell):
            return Found(cell, at)
        message, fix = told(cell, "in this cell", "answer")
        self.refuse(at, "formula-without-value", message, fix)
        return Found(None, at)

    def raw(self, fact: Typed, name: str, found: Found) -> Any:
        """Return what a submission would say; an option may be named as the workbook's own lists name it.

        Where only those lists know the label, that is remarked: they are the supplier's to change.
        """
        if other := cells.other_share(fact, found.cell):
            message = f"`{found.cell}` was read as {found.cell} per cent, which is one per cent or less"
            self.remark(found.at, "small-share", message, f"write `{other:.15g}` if that is meant")
        made = cells.raw(fact, found.cell, self.old.get(name, {}))
        if made is not None and (wrong := cells.misfit(fact, made)):
            self.refuse(found.at, wrong.rule, wrong.message, wrong.fix)
            return None
        chosen = fact.type == "choice" and made in (fact.options or {})
        if chosen and cells.option(fact, written(found.cell), {}) is None:
            label = (fact.options or {})[made]
            message = f"`{written(found.cell)[:60]}` was read as `{made}`, as the workbook's own list has it"
            self.remark(found.at, "older-label", message, f"check that “{label}” is meant, as it is called now")
        return made
