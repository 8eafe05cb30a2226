"""What the examples of a criterion answer, fact by fact, on the days that each was judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from typing import Any, NamedTuple

from techassure import calendar_days
from techassure.definitions import words
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf, Tree
from techassure.engine.assessor import Assessment
from techassure.lint.subjects import ACriterion, leaf_paths
from techassure.problems import Path
from techassure.proving.cells import truths_by
from techassure.proving.combinations import same

_MOST_WAYS = 64


class Given(NamedTuple):
    """A value that an example gave, with the days of its case, and whether it decided anything there.

    It did not where its expectation comes to the same whatever the value is: in a row that another column has let
    through already, say.
    """

    value: Any
    days: Days
    decides: Callable[[], bool]


class Tried(NamedTuple):
    """A leaf, where it stands, and the values that examples gave its fact or column.

    ``fact`` is that of the leaf, or the table of its column.
    """

    fact: str
    leaf: Leaf
    path: Path
    values: tuple[Given, ...]


def tried(criterion: ACriterion) -> Iterator[Tried]:
    """Yield every leaf that decides the criterion, those inside rows included."""
    for stated in criterion.expectations:
        for leaf, path in stated.leaves():
            given = tuple(_given(criterion, stated.tree, leaf))
            if leaf.word in ("every", "some"):
                yield from _in_rows(leaf, path, given)
            else:
                yield Tried(leaf.fact, leaf, path, given)


def _in_rows(leaf: Leaf, path: Path, tables: tuple[Given, ...]) -> Iterator[Tried]:
    for inner, its in zip(words.leaves(leaf.argument), leaf_paths(leaf.raw, path), strict=True):
        cells = [
            _cell(leaf.argument, inner, row, table) for table in tables for row in table.value if inner.fact in row
        ]
        yield Tried(leaf.fact, inner, its, tuple(cells))


def _cell(tree: Tree, leaf: Leaf, row: dict[str, Any], table: Given) -> Given:
    def truth(each: Leaf) -> int:
        return truths_by([each], table.days)(row[each.fact])[0] if each.fact in row else OPEN

    return Given(row[leaf.fact], table.days, lambda: table.decides() and _decides(tree, leaf.fact, truth))


def _given(criterion: ACriterion, tree: Tree, leaf: Leaf) -> Iterator[Given]:
    """Yield the value that each example gives the fact of a leaf."""
    for assessment in (case.assessment for case in criterion.ran):
        if assessment:
            assessor = assessment.assessor
            value = assessment.situation.values.get(leaf.fact, assessor.selection.contract.get(leaf.fact))
            if value is not None:
                yield Given(value, assessor.days, partial(_decides_in, assessment, tree, leaf.fact))


def _decides_in(assessment: Assessment, tree: Tree, name: str) -> bool:
    assessor = assessment.assessor
    return _decides(tree, name, assessment.view(assessor.criteria[0], assessor.as_of).truth)


def _decides(tree: Tree, name: str, truth: Callable[[Leaf], int]) -> bool:
    """Tell whether it makes a difference to the tree what is answered to a fact (or column), as all else stands.

    Two words about it may both hold on the edge that they share: then neither decides alone, and the value still does.
    """
    own = dict.fromkeys(same(leaf) for leaf in words.leaves(tree) if leaf.fact == name)
    fixed = {same(leaf): truth(leaf) for leaf in words.leaves(tree) if leaf.fact != name}
    ways = islice(product((HOLDS, FAILS), repeat=len(own)), _MOST_WAYS)
    said = [{**fixed, **dict(zip(own, way, strict=True))} for way in ways]
    return len({words.truth(tree, lambda leaf, by=by: by[same(leaf)]) for by in said}) > 1  # type: ignore[misc]


def edges(leaf: Leaf, days: Days) -> list[Any]:
    """Return the values at which a leaf changes its mind: bounds, days, numbers of rows."""
    if leaf.word == "within":
        return [calendar_days.before(days.as_of, leaf.argument), days.as_of]
    if leaf.word in ("on_or_after", "on_or_before"):
        day = days.named(leaf.argument) if isinstance(leaf.argument, str) else leaf.argument
        return [] if day is None else [day]
    if leaf.word == "rows":
        return [bound for bound in leaf.argument if bound is not None]
    return [leaf.argument] if leaf.word in ("at_least", "at_most", "above", "below") else []
