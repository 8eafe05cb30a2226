"""From a combination of truths to answers that show it: what is computed is traced back to what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from techassure.definitions import facts, functions
from techassure.definitions.model import Column, Derived, Fact
from techassure.definitions.words import Days
from techassure.proving.cells import FRESH, TEXTS, near_edges, plain_row, truths_by
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.computable import consistent, sources

MOST_TRIED = 500
_MOST_ROWS = 50
_SOME_DAY = 739_000  # in 2024
_DAYS = Days(_SOME_DAY)
Values = dict[str, Any]
Known = Mapping[str, Fact]


def answers(values: Mapping[str, Any], known: Known) -> Values | None:
    """Return typed answers from which every given value follows, those of derived facts included.

    None: answers were not found; that is no proof that there are none.
    """
    return _answers(values, known, kept=True) or _answers(values, known, kept=False)


def _answers(values: Mapping[str, Any], known: Known, kept: bool) -> Values | None:
    """Return answers; ``kept``: what was traced for one value stays as it is when the next is traced."""
    found = {name: value for name, value in values.items() if not known[name].derived}
    fixed = frozenset(found)
    for name, value in values.items():
        derived = known[name].derived
        if derived is not None and not _traced(derived, value, found, known, None if kept else fixed):
            return None
    return found if all(_holds(name, value, found, known) for name, value in values.items()) else None


def first_answers(bits: Bits, grid: Combinations, known: Known, days: Days) -> Values | None:
    """Return answers that show one of the combinations; None where none was found among the first.

    What a combination leaves unanswered is not answered either, so that nothing is traced back to it.
    """
    free, wanted = _free(grid, known), bits & grid.possible & consistent(grid, known)
    for values in islice(each(wanted, grid), MOST_TRIED):
        found = answers({name: value for name, value in values.items() if not free(name, values)}, known)
        if found is not None and all(
            (value_of(name, found, known) is not None) == (name in values) for name in grid.cells
        ):
            return found
    return _first_in_cells(wanted, grid, known, days)


def _first_in_cells(bits: Bits, grid: Combinations, known: Known, days: Days) -> Values | None:
    """Return what is asked in a combination, where what is computed from it falls into the cells that it has there.

    It need not come to the very values by which those cells are named.
    """
    cells = {name: truths_by(each.leaves, days) for name, each in grid.cells.items() if known[name].derived}
    for values in islice(each(bits, grid), MOST_TRIED) if cells else ():
        found = {name: value for name, value in values.items() if name not in cells}
        computed = {name: value_of(name, found, known) for name in cells}
        there = {name: cells[name](value) for name, value in computed.items() if value is not None}
        if there == {name: cells[name](value) for name, value in values.items() if name in cells}:
            return found
    return None


def _free(grid: Combinations, known: Known) -> Callable[[str, Values], bool]:
    """Return what tells whether a fact may have any value: of itself nothing is asked but an answer."""
    uses: dict[str, list[str]] = {}
    for name in grid.cells:
        for source in sources(name, known):
            uses.setdefault(source, []).append(name)
    asked = {name for name, cells in grid.cells.items() if any(leaf.word != "provided" for leaf in cells.leaves)}
    return lambda name, values: name not in asked and any(use in values for use in uses.get(name, ()))


def each(bits: Bits, grid: Combinations) -> Iterator[Values]:
    """Yield the values of every combination among the bits."""
    while bits:
        values = grid.first(bits)
        if values is not None:
            yield values
        bits &= bits - 1


def value_of(name: str, given: Mapping[str, Any], known: Known) -> Any:
    """Return the value of a fact from answers: its own, or as it is computed; None where there is none."""
    derived = known[name].derived
    if derived is None:
        return given.get(name)
    return functions.compute(derived, {each: value_of(each, given, known) for each in derived.inputs})


def _holds(name: str, value: Any, given: Values, known: Known) -> bool:
    return bool(value_of(name, given, known) == value)


def _traced(derived: Derived, value: Any, found: Values, known: Known, fixed: AbstractSet[str] | None) -> bool:
    """Add inputs that give the value, keeping those that are fixed; all that are there already, if None says which."""
    inputs = [Input(known[name], found.get(name)) for name in derived.inputs]
    kept = {name: each for name, each in found.items() if fixed is None or name in fixed}
    for made in _INPUTS[derived.function](value, inputs, derived):
        wanted = dict(zip(derived.inputs, made, strict=True))
        fits = functions.compute(derived, wanted) == value and _readable(wanted, known)
        if not fits or any(kept.get(name, each) != each for name, each in wanted.items()):
            continue
        deeper = answers(wanted, known)
        if deeper is not None and all(kept.get(name, each) == each for name, each in deeper.items()):
            found |= deeper
            return True
    return False


def _readable(wanted: Values, known: Known) -> bool:
    return not any(
        isinstance(facts.reader(known[name])(facts.written(known[name], value)), facts.Unreadable)
        for name, value in wanted.items()
        if known[name].type != "document" and not known[name].derived
    )


def inputs_near(derived: Derived, value: Any, given: Mapping[str, Any], known: Known, most: int) -> Iterator[Values]:
    """Yield values of the inputs of a computed fact that may give a value, those of ``given`` kept where that goes.

    They are tries: a number may have to be rounded, and whoever takes one computes what it comes to.
    """
    inputs = [Input(known[name], given.get(name)) for name in derived.inputs]
    for made in islice(_INPUTS[derived.function](value, inputs, derived), most):
        yield dict(zip(derived.inputs, made, strict=True))


# --- inputs that give a value ---------------------------------------------------------------------------------------


class Input(NamedTuple):
    """A fact that something is computed from, and its value where that is settled already."""

    fact: Fact
    value: Any


_Inputs = Iterable[tuple[Any, ...]]


def _days_between(value: Any, inputs: list[Input], _: Derived) -> _Inputs:
    first, second = (each.value for each in inputs)
    if value != int(value):
        return
    if first is None:
        first = _SOME_DAY if second is None else second - int(value)
    yield first, first + int(value)


def _difference(value: Any, inputs: list[Input], _: Derived) -> _Inputs:
    first, second = inputs
    if second.value is not None:
        yield functions.difference(value, second.value), second.value
    for start in [first.value] if first.value is not None else near_edges(first.fact, (), _DAYS):
        yield start, -functions.difference(value, -start)


def _percentage(value: Any, inputs: list[Input], _: Derived) -> _Inputs:
    part, whole = (each.value for each in inputs)
    share = Fraction(str(value)) / 100
    if whole is not None:
        yield _number(share * Fraction(str(whole))), whole
    elif part is not None and share:
        yield part, _number(Fraction(str(part)) / share)
    for times in (1, 10, 100):
        yield share.numerator * times, share.denominator * times


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _same_text(value: Any, inputs: list[Input], _: Derived) -> _Inputs:
    given = [each.value for each in inputs if each.value is not None]
    for first in _texts(inputs[0]) if inputs[0].value is not None else [*given, *_texts(inputs[0])]:
        yield from (
            (first, second) for second in [*_texts(inputs[1]), first] if functions.same_text(first, second) == value
        )


def _texts(given: Input) -> list[str]:
    return [given.value] if given.value is not None else [*TEXTS.get(given.fact.format or "", FRESH)]


def _row_count(value: Any, inputs: list[Input], _: Derived) -> _Inputs:
    if 0 <= value <= facts.MOST_ROWS and value == int(value):
        yield ([plain_row(inputs[0].fact)] * int(value),)


def _rows_adding_up(value: Any, inputs: list[Input], derived: Derived) -> _Inputs:
    column, rows = str(derived.column), inputs[0].value
    if rows:
        rest = sum((Fraction(str(row.get(column, 0))) for row in rows[1:]), Fraction(0))
        yield ([{**rows[0], column: _number(Fraction(str(value)) - rest)}, *rows[1:]],)
    yield ([],)
    plain = plain_row(inputs[0].fact)
    for count in range(1, _MOST_ROWS):
        each = _number(Fraction(str(value)) / count)
        yield ([{**plain, column: each}] * count,)


def _one_row(value: Any, inputs: list[Input], derived: Derived) -> _Inputs:
    yield ([{**plain_row(inputs[0].fact), str(derived.column): value}],)


def _look_up(value: Any, inputs: list[Input], derived: Derived) -> _Inputs:
    take, match = derived.take or {}, derived.match or {}
    rows, keys = [], []
    for at, row in enumerate(value):
        own = {name: cell for name, cell in row.items() if name not in take}
        own |= {name: _nth((inputs[0].fact.columns or {})[name], at) for name in match}
        rows.append(own)
        keys.append(
            plain_row(inputs[1].fact)
            | {there: own[here] for here, there in match.items()}
            | {old: row[new] for new, old in take.items() if new in row}
        )
    yield rows, keys


def _nth(column: Column, at: int) -> Any:
    if column.type == "text" and not column.format:
        return f"item {at + 1}"
    values = near_edges(column, (), _DAYS)
    return values[at % len(values)]


_INPUTS: dict[str, Callable[[Any, list[Input], Derived], _Inputs]] = {
    "days_between": _days_between,
    "difference": _difference,
    "percentage": _percentage,
    "same_text": _same_text,
    "row_count": _row_count,
    "column_sum": _rows_adding_up,
    "column_max": _one_row,
    "look_up": _look_up,
}
