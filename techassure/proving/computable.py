"""Which combinations can be, as what is computed depends on what is answered: the others speak against nothing.

A cell stands for many values. Of some facts they can be counted: then each is computed. Of numbers and days the ends
are known: what is computed from them lies between ends, too. What neither rules out stays among the combinations, so
they may be too many, never too few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from math import prod
from typing import Any, NamedTuple

from techassure.definitions import facts, functions, words
from techassure.definitions.model import Derived, Fact
from techassure.definitions.words import FAILS, HOLDS, Days, Leaf
from techassure.proving.cells import truths_by
from techassure.proving.combinations import Bits, Combinations, Truths
from techassure.proving.computed_facts import as_computed, less

MOST_RELATED = 20_000
"""So many cells of a computed fact and its inputs are held together; where there are more, none is ruled out."""
MOST_COUNTED = 400
Known = Mapping[str, Fact]


class Span(NamedTuple):
    """Between which ends values lie, None where there is no end; an end that is ``past`` is no value itself."""

    low: float | None = None
    high: float | None = None
    past_low: bool = False
    past_high: bool = False

    def meets(self, other: Span) -> bool:
        """Tell whether some value may lie in both."""
        return not (self._is_below(other) or other._is_below(self))

    def _is_below(self, other: Span) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.past_high or other.past_low))

    def within(self, other: Span) -> Span:
        """Return what lies in both."""
        low, past_low = max((self[::2], other[::2]), key=lambda end: (end[0] is not None, end[0] or 0, end[1]))
        high, past_high = min((self[1::2], other[1::2]), key=lambda end: (end[0] is None, end[0] or 0, not end[1]))
        return Span(low, high, bool(past_low), bool(past_high))

    def of_whole(self) -> Span:
        """Return the same where all values are whole: no end is past."""
        low = None if self.low is None else int(self.low // 1) + (self.past_low or self.low != self.low // 1)
        high = None if self.high is None else -int(-self.high // 1) - (self.past_high or self.high != self.high // 1)
        return Span(low, high)


def possible(grid: Combinations, known: Known, days: Days) -> Bits:
    """Return the combinations that some answers may show: nothing is computed from what does not lead to it."""
    bits = consistent(grid, known)
    for name in grid.cells:
        derived = known[name].derived if name in known else None
        if derived is not None and any(each in grid.cells for each in derived.inputs):
            bits &= _Relation(grid, name, derived, known, days).bits()
    return bits


def consistent(grid: Combinations, known: Known) -> Bits:
    """Return the combinations in which nothing is computed from what is not answered."""
    bits = grid.everything
    for name in grid.cells:
        for source in sources(name, known):
            if source in grid.cells:
                bits &= ~grid.answered(name) | grid.answered(source)
    return bits


def sources(name: str, known: Known) -> Iterator[str]:
    """Yield what a fact is computed from, step by step."""
    derived = known[name].derived if name in known else None
    for source in derived.inputs if derived else ():
        yield source
        yield from sources(source, known)


class _Some(NamedTuple):
    """What is known of the values of a cell: their span, all of them where they can be counted, how many rows."""

    span: Span
    counted: tuple[Any, ...] | None


class _Relation:
    """Which cells of a computed fact go with which cells of its inputs."""

    def __init__(self, grid: Combinations, name: str, derived: Derived, known: Known, days: Days) -> None:
        self.grid, self.name, self.derived, self.known, self.days = grid, name, derived, known, days
        self.inputs = list(dict.fromkeys(each for each in derived.inputs if each in grid.cells))

    def bits(self) -> Bits:
        """Return where the cells go together; where there are too many, everything."""
        cells = self.grid.cells
        if prod(len(cells[each].values) for each in (*self.inputs, self.name)) > MOST_RELATED:
            return self.grid.everything
        of_inputs = {each: self._of_cells(each) for each in self.derived.inputs}
        results = [some.span for some in self._of_cells(self.name)]
        return self._together(of_inputs, results)

    def _together(self, of_inputs: Mapping[str, list[_Some]], results: Sequence[Span]) -> Bits:
        ruled_out: Bits = 0
        for chosen in product(*(range(len(of_inputs[each])) for each in self.inputs)):
            at = dict(zip(self.inputs, chosen, strict=True))
            given = [of_inputs[each][at.get(each, 0)] for each in self.derived.inputs]
            here = self.grid.everything
            for each, cell in at.items():
                here &= self.grid.having(each, cell)
            ruled_out |= here & self._impossible(given, results)
        return self.grid.everything & ~ruled_out

    def _impossible(self, given: Sequence[_Some], results: Sequence[Span]) -> Bits:
        """Return where the computed fact is something that the inputs do not lead to, or is not there and would be."""
        counted = self._counted(given)
        span = self._span(given)
        bits: Bits = 0
        for at, cell in enumerate(self.grid.cells[self.name].values):
            fits = cell.truths in counted if counted is not None else span is not None and span.meets(results[at])
            bits |= 0 if fits else self.grid.having(self.name, at)
        if all(each in self.grid.cells for each in self.derived.inputs) and self._is_certain(counted):
            bits |= self.grid.everything & ~self.grid.answered(self.name)
        return bits

    def _span(self, given: Sequence[_Some]) -> Span | None:
        """Return between which ends lies what is computed; None: nothing can be."""
        read = _SPANS.get(self.derived.function)
        return read(given, self.derived, self.known) if read else Span()

    def _counted(self, given: Sequence[_Some]) -> set[Truths | None] | None:
        """Return the truths of everything that can be computed, None among them where nothing may come of it."""
        lists = [some.counted for some in given]
        if any(each is None for each in lists) or prod(len(each or ()) for each in lists) > MOST_COUNTED:
            return None
        values = [functions.compute(self.derived, self._named(chosen)) for chosen in product(*(x or () for x in lists))]
        return {None if value is None else self._read(value) for value in values}

    @cached_property
    def _read(self) -> Callable[[Any], Truths]:
        return truths_by(self.grid.cells[self.name].leaves, self.days)

    def _named(self, chosen: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.derived.inputs, chosen, strict=True))

    def _is_certain(self, counted: set[Truths | None] | None) -> bool:
        if counted is not None:
            return None not in counted
        return self.derived.function in _TOTAL

    def _of_cells(self, name: str) -> list[_Some]:
        """Return what is known of each cell of a fact; of one that is not among the combinations, of all its values."""
        fact = as_computed(name, self.known)
        if name not in self.grid.cells:
            return [_Some(_ends(fact), _countable(fact, _ends(fact)))]
        cells = self.grid.cells[name]
        spans = [_narrowed(fact, cells.leaves, cell.truths, self.days) for cell in cells.values]
        counted = [
            _named(cells.leaves, cell.truths) or _countable(fact, span)
            for span, cell in zip(spans, cells.values, strict=True)
        ]
        read = None if all(each is None for each in counted) else truths_by(cells.leaves, self.days)
        return [
            _Some(
                span, None if values is None or read is None else tuple([v for v in values if read(v) == cell.truths])
            )
            for span, values, cell in zip(spans, counted, cells.values, strict=True)
        ]


def _narrowed(fact: Fact, spoken: Sequence[Leaf], truths: Truths, days: Days) -> Span:
    """Return the span of a cell."""
    span = _ends(fact)
    for leaf, truth in zip(spoken, truths, strict=True):
        span = span.within(_span(leaf, truth, days))
    return span.of_whole() if _is_whole(fact) else span


def _named(spoken: Sequence[Leaf], truths: Truths) -> tuple[Any, ...] | None:
    """Return the values among which those of a cell are, where a word names them."""
    for leaf, truth in zip(spoken, truths, strict=True):
        if _NAMES.get(leaf.word) == truth:
            return leaf.argument if isinstance(leaf.argument, tuple) else (leaf.argument,)
    return None


_NAMES = {"is": HOLDS, "one_of": HOLDS, "is_not": FAILS, "none_of": FAILS}
"""With which truth a word leaves only the values that it names."""


def _is_whole(fact: Fact) -> bool:
    return fact.whole or fact.type in ("date", "table")


def _ends(fact: Fact) -> Span:
    if fact.type == "table":
        return Span(0, facts.MOST_ROWS)
    span = Span(fact.lowest, fact.highest)
    return span.of_whole() if _is_whole(fact) else span


def _countable(fact: Fact, span: Span) -> tuple[Any, ...] | None:
    if fact.type == "yes-no":
        return True, False
    if fact.type == "choice":
        return tuple(fact.options or {})
    whole = fact.type == "number" and fact.whole and span.low is not None and span.high is not None
    if not whole or (span.high or 0) - (span.low or 0) > MOST_COUNTED:
        return None
    return tuple(range(int(span.low or 0), int(span.high or 0) + 1))


_LOW = {"minimum": False, "exclusiveMinimum": True, "minItems": False}
_HIGH = {"maximum": False, "exclusiveMaximum": True, "maxItems": False}


def _span(leaf: Leaf, truth: int, days: Days) -> Span:
    """Return between which ends a value lies, or a number of rows, of which the leaf has this truth."""
    if leaf.word in ("every", "some"):
        is_there = truth == (FAILS if leaf.word == "every" else HOLDS)
        return Span(1) if is_there else Span()
    schema = words.schemas(leaf, days)[0]
    if isinstance(schema, dict) and "not" in schema:
        schema, truth = schema["not"], -truth
    if not isinstance(schema, dict) or truth not in (HOLDS, FAILS):
        return Span()
    return _where_holds(schema) if truth == HOLDS else _where_fails(schema)


def _where_holds(schema: Mapping[str, Any]) -> Span:
    named = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if named and all(isinstance(each, int | float) for each in named):
        return Span(min(named), max(named))
    span = Span()
    for word, bound in schema.items():
        if word in _LOW:
            span = span.within(Span(bound, None, _LOW[word], False))
        elif word in _HIGH:
            span = span.within(Span(None, bound, False, _HIGH[word]))
    return span


def _where_fails(schema: Mapping[str, Any]) -> Span:
    bounds = [(word, bound) for word, bound in schema.items() if word in _LOW or word in _HIGH]
    if len(bounds) != 1:
        return Span()
    ((word, bound),) = bounds
    if word in _LOW:
        return Span(None, bound, False, not _LOW[word])
    return Span(bound, None, not _HIGH[word], False)


# --- between which ends lies what is computed -------------------------------------------------------------------------

_TOTAL = {"days_between", "difference", "same_text", "row_count", "column_sum", "look_up"}
"""Functions that come to something wherever their inputs are answered."""
_Given = Sequence[_Some]
_Read = Callable[[_Given, Derived, Known], Span | None]


def _difference(given: _Given, *_: Any) -> Span:
    """Ends count as values: a number of very many digits may be rounded to its end."""
    first, second = (each.span for each in given)
    return Span(less(second.low, first.high), less(second.high, first.low))


def _percentage(given: _Given, derived: Derived, known: Known) -> Span | None:
    """None: there is no whole but 0."""
    part, whole = (each.span for each in given)
    if part.low is None or whole.low is None or part.low < 0 or whole.low < 0:
        return Span()
    if whole.high == 0:
        return None
    least = max(whole.low, 1) if _is_whole(as_computed(derived.inputs[1], known)) else whole.low
    low = functions.percentage(part.low, whole.high) if whole.high else 0
    high = functions.percentage(part.high, least) if part.high is not None and least else None
    return Span(low, high)


def _rows(given: _Given, *_: Any) -> Span:
    return given[0].span


def _sum(given: _Given, derived: Derived, known: Known) -> Span:
    column = facts.columns_of(known[derived.inputs[0]])[str(derived.column)]
    rows = given[0].span
    low = None if column.lowest is None else _farthest(column.lowest, rows, column.optional, -1)
    high = None if column.highest is None else _farthest(column.highest, rows, column.optional, 1)
    return Span(low, high)


def _farthest(end: float, rows: Span, optional: bool, side: int) -> float:
    """Return how far rows can take a sum to one side, where none adds more than the end, and some need not add it."""
    count = rows.high if end * side > 0 else 0 if optional else rows.low
    return _added_up(end, int(count or 0))


@cache
def _added_up(end: float, count: int) -> float:
    return functions.column_sum([{"": end}] * count, "")


def _largest(given: _Given, derived: Derived, known: Known) -> Span | None:
    """None: no rows, no largest."""
    column = facts.columns_of(known[derived.inputs[0]])[str(derived.column)]
    return None if given[0].span.high == 0 else Span(column.lowest, column.highest)


_SPANS: dict[str, _Read] = {
    "days_between": _difference,
    "difference": _difference,
    "percentage": _percentage,
    "row_count": _rows,
    "look_up": _rows,
    "column_sum": _sum,
    "column_max": _largest,
}
