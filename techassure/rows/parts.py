"""A criterion by its parts: few states of a few cells each, where the whole would have very many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from techassure.definitions.words import FAILS, Tree, leaves, truth
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import NOT_APPLICABLE, Bearing, Result, Standing, bearing
from techassure.engine.plans import CLAIMED, MEMO, NOTHING_WEAK, CriterionPlan, Truths, sources
from techassure.engine.situation import Answers, weak_answers
from techassure.rows.codes import Codes
from techassure.rows.layout import NOTHING, Cells, Layout, backed_alone, behind, due

_BIT = {each: 1 << at for at, each in enumerate(Bearing)}
_AGAINST = _BIT[Bearing.FAILS] | _BIT[Bearing.EXPIRED]


class _Part:
    """A condition, with what was made of each state of the cells that it sees."""

    __slots__ = ("facts", "key", "known", "tree")

    def __init__(self, tree: Tree, facts: Sequence[int], cells: list[int]) -> None:
        self.tree = tree
        self.facts = facts
        self.key: Callable[[Cells], Any] = itemgetter(*cells)
        self.known: dict[Any, int] = {}


class Parts:
    """Whether a criterion applies, its checks and its bands; together they decide what it comes to."""

    def __init__(self, plan: CriterionPlan, assessor: Assessor, codes: Mapping[str, Codes], layout: Layout) -> None:
        self._plan, self._assessor, self._codes, self._layout = plan, assessor, codes, layout
        rule = plan.rule
        self._applies = self._part(rule.applies, _named(rule.applies)) if rule.applies else None
        self._checks = [self._part(tree, self._seen(tree)) for tree in rule.checks]
        bands = () if rule.by_reviewer else rule.bands
        self._bands = [self._part(tree, self._seen(tree)) for _, tree in bands if tree]
        self._due = layout.at[NOTHING if rule.due is None else due(rule.due)]
        self._results: dict[Any, Result] = {}

    def cells(self) -> list[int]:
        """Return the places of the cells that decide the criterion's outcome."""
        applies = _named(self._applies.tree) if self._applies else []
        seen = [cell for part in (*self._checks, *self._bands) for cell in self._seen(part.tree)]
        return list(dict.fromkeys([*self._layout.places([*applies, *seen]), self._due]))

    def _part(self, tree: Tree, cells: list[str]) -> _Part:
        named = _named(tree)
        facts = [at for at in self._plan.facts if self._assessor.facts[at].name in named]
        return _Part(tree, facts, self._layout.places(cells))

    def _seen(self, tree: Tree) -> list[str]:
        """Return the cells that a condition sees: its facts, and how what backs them stands."""
        plan, facts = self._plan, self._assessor.selection.facts
        named = _named(tree)
        alone = {each for name in named for each in sources(name, facts)}.intersection(
            backed_alone(plan, self._assessor)
        )
        return [*named, *sorted(plan.kinds), *map(behind, sorted(alone))]

    def result(self, cells: Cells, day: int) -> Result:
        """Return what the criterion comes to."""
        applies = self._truth(self._applies, cells) if self._applies else None
        if applies == FAILS:
            return NOT_APPLICABLE
        borne, bands = 0, 0
        for part in self._checks:
            borne |= part.known.get(part.key(cells)) or self._bearing(part, cells)
        if borne & _AGAINST:
            borne = _AGAINST
        else:
            for part in self._bands:
                bands = bands << len(Bearing) | (part.known.get(part.key(cells)) or self._bearing(part, cells))
        state = (applies, borne, bands, cells[self._due])
        return self._results.get(state) or self._made(state, cells, day)

    def _truth(self, part: _Part, cells: Cells) -> int:
        found = part.known.get(part.key(cells))
        return (
            self._keep(part, cells, truth(part.tree, self._plan.truth_in(self._truths(part.facts, cells))))
            if found is None
            else found
        )

    def _bearing(self, part: _Part, cells: Cells) -> int:
        found = bearing(part.tree, self._plan.truth_in(self._truths(part.facts, cells)), self._weak(cells))
        return self._keep(part, cells, _BIT[found])

    def _keep(self, part: _Part, cells: Cells, found: int) -> int:
        if len(part.known) >= MEMO:
            part.known.clear()
        part.known[part.key(cells)] = found
        return found

    def _made(self, state: Any, cells: Cells, day: int) -> Result:
        if len(self._results) >= MEMO:
            self._results.clear()
        found = self._results[state] = self._plan.result(self._truths(self._plan.facts, cells), self._weak(cells), day)
        return found

    def _truths(self, facts: Sequence[int], cells: Cells) -> dict[int, Truths | None]:
        return {at: self._truths_of(at, cells) for at in facts}

    def _truths_of(self, at: int, cells: Cells) -> Truths | None:
        fact = self._assessor.facts[at]
        if fact.fact.type == "document":
            return None if self._cell(fact.name, cells) == Standing.SHORT else fact.truths(fact.name)
        return self._codes[fact.name].truths(self._cell(fact.name, cells))

    def _cell(self, name: str, cells: Cells) -> Any:
        return cells[self._layout.at[name]]

    def _weak(self, cells: Cells) -> Mapping[str, Standing]:
        plan = self._plan
        if not plan.backed and plan.demands == CLAIMED:
            return NOTHING_WEAK
        kinds = {kind: Standing(self._cell(kind, cells)) for kind in plan.kinds}
        answers = Answers(
            is_answered=lambda name: self._codes[name].nothing != self._cell(name, cells),
            is_firm=lambda _, __: False,
            linked=lambda name: Standing(self._cell(behind(name), cells)),
        )
        return weak_answers(plan, self._assessor.selection.facts, kinds, answers)


def _named(tree: Tree) -> list[str]:
    return list(dict.fromkeys(leaf.fact for leaf in leaves(tree)))
