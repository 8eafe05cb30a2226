"""What the examples of a criterion answer, fact by fact, on the days that each was judged by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from techassure import calendar_days
from techassure.definitions import words
from techassure.definitions.words import Days, Leaf
from techassure.lint.subjects import ACriterion, leaf_paths
from techassure.problems import Path


class Tried(NamedTuple):
    """A leaf, where it stands, and the values that examples gave its fact or column, each with the days of its case.

    ``fact`` is that of the leaf, or the table of its column.
    """

    fact: str
    leaf: Leaf
    path: Path
    values: tuple[tuple[Any, Days], ...]


def tried(criterion: ACriterion) -> Iterator[Tried]:
    """Yield every leaf that decides the criterion, those inside rows included."""
    for stated in criterion.expectations:
        for leaf, path in stated.leaves():
            yield from _with_rows(leaf, path, tuple(given_to(criterion, leaf.fact)))


def _with_rows(leaf: Leaf, path: Path, values: tuple[tuple[Any, Days], ...]) -> Iterator[Tried]:
    if leaf.word not in ("every", "some"):
        yield Tried(leaf.fact, leaf, path, values)
        return
    for inner, its in zip(words.leaves(leaf.argument), leaf_paths(leaf.raw, path), strict=True):
        cells = [(row[inner.fact], days) for rows, days in values for row in rows if inner.fact in row]
        yield Tried(leaf.fact, inner, its, tuple(cells))


def given_to(criterion: ACriterion, name: str) -> Iterator[tuple[Any, Days]]:
    """Yield the value that each example gives a fact, with the days of its case."""
    for case in criterion.ran:
        if case.assessment:
            selection = case.assessment.assessor.selection
            value = case.assessment.situation.values.get(name, selection.contract.get(name))
            if value is not None:
                yield value, case.assessment.assessor.days


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
