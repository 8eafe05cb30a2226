"""`effort.yaml`: what a change of each answer would cost the supplier, and what cannot be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from pydantic import field_validator

from techassure.definitions.model import Fact, FactId
from techassure.files.doors import Door, Exact, Versioned, YesNo, enter
from techassure.files.places import read_file
from techassure.problems import ProblemsFound, suggestion

_ONE = Fraction(1)


class EffortOfFact(Door):
    """What it takes to change one answer, in a unit of the supplier's own; or that it cannot be changed."""

    effort: Exact = _ONE
    fixed: YesNo = False

    @field_validator("effort")
    @classmethod
    def _costs(cls, effort: Fraction) -> Fraction:
        if effort <= 0:
            raise ValueError("write a number above 0; for what cannot be changed, `fixed: yes`")
        return effort


class EffortFile(Versioned):
    """`effort.yaml`."""

    efforts: dict[FactId, EffortOfFact]


@dataclass(frozen=True)
class Efforts:
    """The efforts by fact, 1 where none is stated, and the facts that stay as they are."""

    by_fact: Mapping[str, Fraction] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    stated: bool = False

    def of(self, name: str) -> Fraction:
        """Return the effort of changing the answer to a fact."""
        return self.by_fact.get(name, _ONE)


def read_efforts(path: FilePath, facts: Mapping[str, Fact]) -> Efforts:
    """Return the efforts that a file states.

    Raises:
        ProblemsFound: it cannot be read, or speaks of facts that are not there.
    """
    source = read_file(path)
    file = enter(EffortFile, source)
    problems = [
        source.problem(
            ("efforts", name), "unknown-fact", f"no fact is called `{name}`", _near(name, facts), of_key=True
        )
        for name in file.efforts
        if name not in facts
    ]
    if problems:
        raise ProblemsFound(problems)
    efforts = {name: each.effort for name, each in file.efforts.items()}
    return Efforts(efforts, frozenset(name for name, each in file.efforts.items() if each.fixed), stated=True)


def _near(name: str, facts: Mapping[str, Any]) -> str:
    return suggestion(name, facts, "`techassure questionnaire` lists what is asked")
