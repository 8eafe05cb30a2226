"""Changes a definition in every small way, and names the changes that no example notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from techassure.definitions.definition import Definition
from techassure.definitions.words import Tree
from techassure.engine.outcomes import Standing
from techassure.lint.mutants import mutants
from techassure.lint.nearby import nearby
from techassure.lint.subjects import ACriterion, Finding, Stated
from techassure.lint.wording import answers_said
from techassure.problems import Path
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.examples import run_again
from techassure.proving.states import results, rule
from techassure.proving.witnesses import first_answers


class Change(NamedTuple):
    """A definition changed in one place, with that place and the change in words."""

    definition: Definition
    path: Path
    said: str


class Shown(NamedTuple):
    """Answers with which a change makes a difference, and how they stand: an example says it of their documents."""

    answers: Mapping[str, Any]
    standing: Standing


def survivors(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each change after which every example still comes out as it says.

    Only where answers are found that show a difference; the finding says them, as the example that is missing.
    """
    for change, shown in unnoticed(criterion):
        fix = f"add an example that tells them apart, such as {_said(shown, criterion)}"
        yield criterion.at(change.path, f"no example would notice if {change.said}", fix, of_key=True)


def unnoticed(criterion: ACriterion) -> Iterator[tuple[Change, Shown]]:
    """Yield each change that makes a difference and that no example notices, with what shows the difference."""
    if any(case.problems for case in criterion.ran):
        return  # what does not come out as it says notices nothing
    for change in changes(criterion):
        shown = None if _noticed(criterion, change.definition) else _difference(criterion, change.definition)
        if shown is not None:
            yield change, shown


def _said(shown: Shown, criterion: ACriterion) -> str:
    said = answers_said(shown.answers, criterion.facts)
    documents = _DOCUMENTS.get(shown.standing)
    return f"{said} with `documents: {documents}`" if documents else said


_DOCUMENTS = {Standing.SHORT: "missing", Standing.EXPIRED: "expired", Standing.OTHER_VERSION: "other-version"}


def changes(criterion: ACriterion) -> Iterator[Change]:
    """Yield every changed definition."""
    definition = criterion.definition
    if criterion.applies:
        yield Change(definition._replace(applies=None), ("applies_when",), "`applies_when` were left out")
        for tree, path, said in _of_expectation(criterion, criterion.applies):
            yield Change(definition._replace(applies=tree), path, said)
    for at, check in enumerate(criterion.checks):
        if len(definition.checks) > 1 or definition.bands:
            fewer = definition.checks[:at] + definition.checks[at + 1 :]
            yield Change(definition._replace(checks=fewer), check.path[:-1], f"the check `{check.name}` were left out")
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
    return definition._replace(checks=(*definition.checks[:at], changed, *definition.checks[at + 1 :]))


def _with_band(definition: Definition, at: int, tree: Tree) -> Definition:
    changed = (definition.bands[at][0], tree)
    return definition._replace(bands=(*definition.bands[:at], changed, *definition.bands[at + 1 :]))


def _noticed(criterion: ACriterion, changed: Definition) -> bool:
    return any(case.problems for case in run_again(criterion.ran, changed, criterion.edition, criterion.facts))


def _difference(criterion: ACriterion, changed: Definition) -> Shown | None:
    """Return what makes a difference to the outcome or to the points; None where nothing was found that does."""
    versions = (criterion.definition, changed)
    trees = (*criterion.trees, *replace(criterion, definition=changed).trees)
    grid = criterion.prover.grid(trees, criterion.days)
    if grid is None:
        return None
    seen: Bits = 0
    for standing in (Standing.GOOD, *(_DOCUMENTS if _documented(criterion) else ())):
        bits = _differs(versions, grid, criterion.as_of, standing) & grid.possible
        answers = first_answers(bits, grid, criterion.facts, criterion.days)
        if answers is not None:
            return Shown(answers, standing)
        seen |= bits if standing is Standing.GOOD else 0
    answers = nearby(criterion, changed) if seen else None
    return None if answers is None else Shown(answers, Standing.GOOD)


def _documented(criterion: ACriterion) -> bool:
    return criterion.definition.criterion.evidence.demands == "documented"


def _differs(versions: tuple[Definition, Definition], grid: Combinations, day: int, standing: Standing) -> Bits:
    """Return where the two come to different results if all answers stand alike."""
    backed = {name: standing for each in versions for name in rule(each).bound()}
    weak = {} if standing is Standing.GOOD else backed
    one, other = (results(each, grid, day, weak) for each in versions)
    alike = (bits & other.get(result, 0) for result, bits in one.items())
    return grid.everything & ~reduce(or_, alike, 0)
