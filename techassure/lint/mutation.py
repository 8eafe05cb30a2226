"""Changes a definition in every small way, and names the changes that no example notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from techassure.combinations import Bits, Combinations
from techassure.definitions import Definition
from techassure.examples import run_cases
from techassure.lint.mutants import mutants
from techassure.lint.subjects import ACriterion, Finding, Stated
from techassure.lint.wording import answers_said
from techassure.problems import Path
from techassure.witnesses import first_answers
from techassure.words import Tree


class Change(NamedTuple):
    """A definition changed in one place, with that place and the change in words."""

    definition: Definition
    path: Path
    said: str


def survivors(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each change after which every example still comes out as it says.

    Only where answers are found that show a difference; the finding says them, as the example that is missing.
    """
    if any(case.problems for case in criterion.ran):
        return  # what does not come out as it says notices nothing
    for change in changes(criterion):
        if not _noticed(criterion, change.definition):
            shown = _difference(criterion, change.definition)
            if shown is not None:
                fix = f"add an example that tells them apart, such as {answers_said(shown, criterion.facts)}"
                yield criterion.at(change.path, f"no example would notice if {change.said}", fix, of_key=True)


def changes(criterion: ACriterion) -> Iterator[Change]:
    """Yield every changed definition."""
    definition = criterion.definition
    if criterion.applies:
        yield Change(replace(definition, applies=None), ("applies_when",), "`applies_when` were left out")
        for tree, path, said in _of_expectation(criterion, criterion.applies):
            yield Change(replace(definition, applies=tree), path, said)
    for at, check in enumerate(criterion.checks):
        if len(definition.checks) > 1 or definition.bands:
            fewer = definition.checks[:at] + definition.checks[at + 1 :]
            yield Change(replace(definition, checks=fewer), check.path[:-1], f"the check `{check.name}` were left out")
        for tree, path, said in _of_expectation(criterion, check):
            yield Change(_with_check(definition, at, tree), path, said)
    for band in criterion.bands:
        for tree, path, said in _of_expectation(criterion, band):
            yield Change(_with_band(definition, int(band.path[1]), tree), path, said)


def _of_expectation(criterion: ACriterion, stated: Stated) -> Iterator[tuple[Tree, Path, str]]:
    paths = {id(leaf): path for leaf, path in stated.leaves()}
    for mutant in mutants(stated.tree, criterion.facts):
        yield mutant.tree, paths[id(mutant.leaf)], mutant.said


def _with_check(definition: Definition, at: int, tree: Tree) -> Definition:
    changed = (definition.checks[at][0], tree)
    return replace(definition, checks=(*definition.checks[:at], changed, *definition.checks[at + 1 :]))


def _with_band(definition: Definition, at: int, tree: Tree) -> Definition:
    changed = (definition.bands[at][0], tree)
    return replace(definition, bands=(*definition.bands[:at], changed, *definition.bands[at + 1 :]))


def _noticed(criterion: ACriterion, changed: Definition) -> bool:
    return any(case.problems for case in run_cases(changed, criterion.edition, criterion.facts))


def _difference(criterion: ACriterion, changed: Definition) -> dict[str, Any] | None:
    """Return answers of which the two definitions say different things."""
    other = replace(criterion, definition=changed)
    grid = criterion.prover.grid((*criterion.trees, *other.trees), criterion.days)
    return first_answers(_differs(criterion, other, grid), grid, criterion.facts) if grid else None


def _differs(one: ACriterion, other: ACriterion, grid: Combinations) -> Bits:
    """Return where the outcomes differ, or the points."""
    sides = [(one.applying(grid), other.applying(grid)), (one.excluded(grid), other.excluded(grid))]
    sides += [(one.passing(grid), other.passing(grid)), (one.failing(grid), other.failing(grid))]
    sides += zip(one.points(grid), other.points(grid), strict=True)
    bits = 0
    for its_bits, other_bits in sides:
        bits |= its_bits ^ other_bits
    return bits
