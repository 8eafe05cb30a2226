"""Answers near those of the examples: where a fact is computed, they show what no combination leads back to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from techassure.definitions import facts, words
from techassure.definitions.definition import Definition
from techassure.definitions.model import Column, Fact
from techassure.definitions.validators import accepts
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf
from techassure.engine.outcomes import Rule, View, evaluate
from techassure.lint.subjects import ACriterion
from techassure.proving.cells import near_edges
from techassure.proving.combinations import same
from techassure.proving.computable import sources
from techassure.proving.examples import HEAD
from techassure.proving.states import rule
from techassure.proving.witnesses import answers, value_of

Values = dict[str, Any]
MOST_TRIED = 2_000


def nearby(criterion: ACriterion, changed: Definition) -> Values | None:
    """Return answers with which two versions of a criterion differ, what sets them apart from an example first."""
    one, other = rule(criterion.definition), rule(changed)
    truths: dict[Days, _Truths] = {}
    for days, given in _examples(criterion):
        on = truths.setdefault(days, _Truths(criterion.facts, days))
        for moved in islice(_moved(criterion, given, days), MOST_TRIED):
            tried = {**moved, **{name: value for name, value in given.items() if name not in moved}}
            if on.result(one, tried) != on.result(other, tried):
                return tried
    return None


def _examples(criterion: ACriterion) -> Iterator[tuple[Days, Values]]:
    """Yield the days and the answers of the examples that are judged by the usual day."""
    for assessment in (ran.assessment for ran in criterion.ran):
        if assessment is not None and assessment.assessor.as_of == criterion.as_of:
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
    reads = facts.reader(typed)
    for other in (*_steps(typed, value), *near_edges(typed, (), days)):
        if other != value and not isinstance(reads(facts.written(typed, other)), facts.Unreadable):
            yield other


def _steps(typed: Fact | Column, value: Any) -> list[Any]:
    if typed.type == "choices":
        return [[option] for option in typed.options or {}]
    if typed.type not in ("date", "number", "money") or value is None:
        return []
    steps = (1, -1) if typed.type == "date" or typed.whole else (1, -1, 0.01, -0.01)
    return [round(value + step, 10) for step in steps]


class _Truths:
    """The truth of words about answers, of which each is compiled once."""

    def __init__(self, known: Mapping[str, Fact], days: Days) -> None:
        self.known, self.days = known, days
        self._sides: dict[Any, tuple[Callable[[Any], bool], Callable[[Any], bool]]] = {}

    def result(self, rule: Rule, answers: Values) -> tuple[Any, ...]:
        """Return what a criterion comes to, in parts that can be compared."""
        given = {**HEAD, **answers}
        made = evaluate(rule, View(self.days.as_of, lambda leaf: self._of(leaf, given), {}))
        return made.outcome, made.possible, made.low, made.high

    def _of(self, leaf: Leaf, given: Values) -> int:
        key = same(leaf)
        if key not in self._sides:
            holds, fails = words.schemas(leaf, self.days)
            self._sides[key] = accepts(holds), accepts(fails)
        value = value_of(leaf.fact, given, self.known)
        is_so, is_not_so = self._sides[key]
        return OPEN if value is None else HOLDS if is_so(value) else FAILS if is_not_so(value) else OPEN
