"""The passages of a criterion's reasons: each by itself, with what of a submission decides what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.model import Fact
from techassure.definitions.words import Leaf, Tree
from techassure.engine.assessor import Assessor
from techassure.engine.plans import DOCUMENTED, MEASURED, CriterionPlan, leaves_of
from techassure.explaining.explain import Explainer
from techassure.explaining.wording import Reason
from techassure.rows.layout import NOTHING, behind

Telling = Callable[[Explainer], Iterator[Reason]]


class Passage:
    """A part of a criterion's reasons. ``cells`` are what decides it out of a scene's state, by their names.

    ``kinds`` and ``sources`` are the documents that it may speak of: by their kinds, and by the answers that name them;
    ``tables`` are the answers that have rows. ``always``: it is told whether the criterion applies or not.
    ``by_outcome``: the outcome decides it too.
    """

    __slots__ = ("always", "by_outcome", "cells", "kinds", "sources", "tables", "tell")

    def __init__(
        self, tell: Telling, names: Iterable[str], sight: Sight, *, always: bool = False, by_outcome: bool = False
    ) -> None:
        named = sight.asked(names)
        self.tell, self.always, self.by_outcome = tell, always, by_outcome
        self.kinds = frozenset([*sight.plan.by, *filter(sight.is_document, named)])
        self.sources = tuple(sorted(filter(sight.is_source, named)))
        self.tables = tuple(filter(sight.is_table, self.sources))
        weighed = not (always or by_outcome)
        self.cells = (NOTHING, *dict.fromkeys(sight.deciding(named, self.sources if weighed else None)))


class Sight:
    """What may decide what a criterion says of a fact."""

    def __init__(self, plan: CriterionPlan, assessor: Assessor) -> None:
        self.plan, self._assessor = plan, assessor
        self._dated = frozenset(_dated(plan))

    def _fact(self, name: str) -> Fact:
        return self._assessor.selection.facts[name]

    def asked(self, names: Iterable[str]) -> list[str]:
        """Return facts with those that they are computed from."""
        found: dict[str, None] = {}
        for name in names:
            derived = self._fact(name).derived
            found |= {name: None, **dict.fromkeys(self.asked(derived.inputs) if derived else ())}
        return list(found)

    def behind(self, name: str) -> list[str]:
        """Return a fact, or those that it is computed from; not those of the head."""
        return [each for each in self.asked([name]) if not self._fact(each).derived and each not in HEAD_FACTS]

    def is_document(self, name: str) -> bool:
        """Tell whether a fact asks for a document."""
        return self._fact(name).type == "document"

    def is_table(self, name: str) -> bool:
        """Tell whether a fact has rows."""
        return self._fact(name).type == "table"

    def is_source(self, name: str) -> bool:
        """Tell whether a fact is answered by itself, and may so name documents."""
        fact = self._fact(name)
        return not (fact.derived or fact.about == "contract" or self.is_document(name) or name in HEAD_FACTS)

    def deciding(self, names: Iterable[str], weighed: Iterable[str] | None) -> list[str]:
        """Return what decides what is said of facts: what the checks make of them, and the documents behind some.

        ``weighed`` are the answers whose backing is looked at; None: what is said has nothing to do with backing.
        """
        own = [name for name in names if self._fact(name).about != "contract"]
        dated = [later(name) for name in own if name in self._dated]
        if weighed is None or self.plan.demands not in (DOCUMENTED, MEASURED):
            return [*own, *dated]
        named = sorted(weighed) if self.plan.demands == DOCUMENTED else ()
        return [*own, *dated, *(self.plan.by if named or self.plan.demands == MEASURED else ()), *map(behind, named)]


def passages(plan: CriterionPlan, assessor: Assessor) -> list[Passage]:
    """Return the passages of a criterion without claims, reviews and contradictions, in their order."""
    definition, sight = plan.member.definition, Sight(plan, assessor)
    found = []
    if definition.applies:
        found.append(Passage(Explainer.applicability, _facts_of([definition.applies]), sight, always=True))
    if plan.rule.due is not None:
        found.append(Passage(Explainer.not_due, (), sight, by_outcome=True))
    for check, tree in definition.checks:
        found.append(Passage(partial(_check, check, tree), _facts_of([tree]), sight))
    if definition.bands:
        trees = [tree for _, tree in definition.bands if tree]
        found.append(Passage(Explainer.bands, _facts_of(trees), sight))
    if plan.rule.by_reviewer:
        found.append(Passage(Explainer.review, (), sight, by_outcome=True))
    for note, tree in definition.notes:
        found.append(Passage(partial(_note, note, tree), _facts_of([tree]), sight, always=True))
    return found


def _check(check: Any, tree: Tree, explainer: Explainer) -> Iterator[Reason]:
    return explainer.check(check, tree)


def _note(note: Any, tree: Tree, explainer: Explainer) -> Iterator[Reason]:
    return explainer.note(note, tree)


def _facts_of(trees: Iterable[Tree]) -> list[str]:
    return list(dict.fromkeys(leaf.fact for leaf in leaves_of(trees)))


def later(name: str) -> str:
    """Return the name of whether a fact's day lies after the as-of day."""
    return f"> {name}"


def _dated(plan: CriterionPlan) -> Iterator[str]:
    """Yield the facts of which it may be said that their day is too late."""
    return (leaf.fact for leaf in leaves_of(plan.member.definition.trees()) if _may_be_too_late(leaf))


def _may_be_too_late(leaf: Leaf) -> bool:
    return leaf.word == "within" or (leaf.word == "on_or_before" and leaf.argument == "as_of")
