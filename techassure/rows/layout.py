"""The cells of a submission: one for everything that may decide an outcome, each in a place of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any

from techassure.engine.compiled import Compiled
from techassure.engine.plans import DOCUMENTED, CriterionPlan

Cells = list[Any]
"""By the places of a layout: the code of each fact's truths, how the best document of each kind and the best document
that an answer names stand, and whether a day has come."""
NOTHING = ""
"""What is the same for every submission: a criterion that only a person judges sees no other cell."""
OTHER = "?"
"""The best document of all the kinds that no criterion asks for."""


def behind(name: str) -> str:
    """Return what the documents that a fact's answer names are called among the cells."""
    return f"{name} <"


def due(day: int) -> str:
    """Return what having come to a day is called among the cells."""
    return f"due {day}"


def backed_alone(plan: CriterionPlan, compiled: Compiled) -> list[str]:
    """Return the answers of a criterion that documents can back one by one; a document backs itself."""
    facts = compiled.selection.facts
    return sorted(name for name in plan.sources if facts[name].type != "document") if plan.demands == DOCUMENTED else []


def picking(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what picks some places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[at] for at in places]


class Layout:
    """Where each cell stands. Those of the facts in ``asked`` come first, in their order.

    ``names`` are what the cells are called, ``at`` where each is; ``kinds`` are the documents that matter.
    """

    def __init__(self, compiled: Compiled, asked: Collection[str]) -> None:
        facts = compiled.facts
        documents = [fact.name for fact in facts if fact.fact.type == "document"]
        self.kinds = frozenset(documents).union(*(plan.kinds for plan in compiled.criteria))
        given = [fact.name for fact in facts if fact.name not in self.kinds and fact.name not in asked]
        sources = sorted({name for plan in compiled.criteria for name in plan.sources})
        days = {plan.rule.due for plan in compiled.criteria if plan.rule.due is not None}
        self.names: Sequence[str] = [
            NOTHING, *asked, *given, OTHER, *sorted(self.kinds), *map(behind, sources), *map(due, sorted(days))
        ]  # fmt: skip
        self.first = 1 + len(asked)
        self.at = {name: at for at, name in enumerate(self.names)}

    def places(self, names: Collection[str]) -> list[int]:
        """Return where some cells stand."""
        return [self.at[name] for name in names]
