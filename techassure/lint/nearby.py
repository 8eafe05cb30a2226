"""Answers near those of the examples: where a fact is computed, they show what no combination leads back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from techassure import words
from techassure.cells import near_edges
from techassure.definitions import Definition
from techassure.examples import HEAD
from techassure.lint.subjects import ACriterion
from techassure.model import Column, Fact
from techassure.outcomes import Result, View, evaluate
from techassure.states import rule
from techassure.validators import accepts
from techassure.witnesses import answers, sources, value_of
from techassure.words import FAILS, HOLDS, OPEN, Days, Leaf

Values = dict[str, Any]
MOST_TRIED = 2_000
_STEPS = (1, -1, 0.01, -0.01)


def nearby(criterion: ACriterion, changed: Definition) -> Values | None:
    """Return answers with which two versions of a criterion differ, what sets them apart from an example first."""
    for days, given in _examples(criterion):
        for moved in islice(_moved(criterion, given, days), MOST_TRIED):
            tried = {**moved, **{name: value for name, value in given.items() if name not in moved}}
            one, other = (_result(each, tried, criterion, days) for each in (criterion.definition, changed))
            if (one.outcome, one.possible, one.low, one.high) != (other.outcome, other.possible, other.low, other.high):
                return tried
    return None


def _examples(criterion: ACriterion) -> Iterator[tuple[Days, Values]]:
    for assessment in (ran.assessment for ran in criterion.ran):
        if assessment is not None:
            given = {**assessment.submission.values, **assessment.assessor.selection.contract}
            yield assessment.assessor.days, {name: value for name, value in given.items() if name not in HEAD}


def _moved(criterion: ACriterion, given: Values, days: Days) -> Iterator[Values]:
    """Yield other answers for what the criterion's facts are computed from."""
    known = criterion.facts
    spoken = [leaf for tree in criterion.trees for leaf in words.leaves(tree)]
    names = dict.fromkeys(leaf.fact for leaf in spoken if known[leaf.fact].derived)
    for source in dict.fromkeys(each for name in names for each in sources(name, known)):
        if source in given and not known[source].derived:
            yield from ({source: value} for value in _varied(known[source], given[source], days))
    for name in names:
        for value in near_edges(known[name], [leaf for leaf in spoken if leaf.fact == name], days):
            for kept in (None, *sources(name, known)):
                wanted = {name: value, **({kept: given[kept]} if kept in given else {})}
                found = answers(wanted, known)
                yield from [] if found is None else [found]


def _varied(fact: Fact, value: Any, days: Days) -> Iterator[Any]:
    if fact.type != "table":
        yield from _other_values(fact, value, days)
        return
    yield []
    for at, row in enumerate(value):
        yield [*value[:at], *value[at + 1 :]]
        for other in _other_rows(fact.columns or {}, row, days):
            yield [*value[:at], other, *value[at + 1 :]]
            yield [*value, other]


def _other_rows(columns: Mapping[str, Column], row: Values, days: Days) -> Iterator[Values]:
    for name, column in columns.items():
        if column.optional and name in row:
            yield {each: value for each, value in row.items() if each != name}
        yield from (row | {name: value} for value in _other_values(column, row.get(name), days))


def _other_values(typed: Fact | Column, value: Any, days: Days) -> Iterator[Any]:
    if typed.type == "date" and value is not None:
        yield from (value + 1, value - 1)
    if typed.type == "choices":
        yield from ([option] for option in typed.options or {})
    if typed.type in ("number", "money") and value is not None:
        yield from (round(value + step, 10) for step in _STEPS if not typed.whole or step == int(step))
    yield from (each for each in near_edges(typed, (), days) if each != value)


def _result(definition: Definition, answers: Values, criterion: ACriterion, days: Days) -> Result:
    def truth(leaf: Leaf) -> int:
        value = value_of(leaf.fact, {**HEAD, **answers}, criterion.facts)
        holds, fails = words.schemas(leaf, days)
        return OPEN if value is None else HOLDS if accepts(holds)(value) else FAILS if accepts(fails)(value) else OPEN

    return evaluate(rule(definition), View(days.as_of, truth, {}))
