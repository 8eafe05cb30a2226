"""The named functions by which facts are computed from other facts: of days, numbers, texts and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, Inexact
from functools import partial, reduce
from typing import Any, NamedTuple

from techassure.definitions.model import Derived
from techassure.files.doors import MOST_DIGITS
from techassure.phrases import folded

Value = Any


def days_between(first: int, second: int) -> int:
    """Return the days from the first date to the second."""
    return second - first


def difference(first: float, second: float) -> float:
    """Return the second number less the first, as decimal arithmetic gives it."""
    return _plain(_EXACT.subtract(_decimal(second), _decimal(first)))


def percentage(part: float, whole: float) -> float | None:
    """Return 100 times the part over the whole, to 15 digits; None where the whole is 0."""
    if not whole:
        return None
    (part_of, parts), (whole_of, wholes) = _decimal(part).as_integer_ratio(), _decimal(whole).as_integer_ratio()
    above, below = 100 * part_of * wholes, parts * whole_of
    return _rounded(above / below) if above % below else above // below


def same_text(first: str, second: str) -> bool:
    """Tell whether two texts are equal but for case and blanks."""
    return first == second or folded(first) == folded(second)


def row_count(rows: list[dict[str, Value]]) -> int:
    """Return the number of rows."""
    return len(rows)


def column_sum(rows: list[dict[str, Value]], column: str) -> float:
    """Return the sum of a column, as decimal arithmetic gives it; rows without it count nothing."""
    return _plain(reduce(_EXACT.add, [_decimal(row[column]) for row in rows if column in row], Decimal(0)))


def column_max(rows: list[dict[str, Value]], column: str) -> float | None:
    """Return the largest value of a column; None where no row has it."""
    return max((row[column] for row in rows if column in row), default=None)


def look_up(
    rows: list[dict[str, Value]], keys: list[dict[str, Value]], match: Mapping[str, str], take: Mapping[str, str]
) -> list[dict[str, Value]]:
    """Return the rows, each with the columns taken from the first row of ``keys`` whose columns match."""

    def taken(row: dict[str, Value]) -> dict[str, Value]:
        for candidate in keys:
            if all(here in row and row[here] == candidate.get(there) for here, there in match.items()):
                return {new: candidate[old] for new, old in take.items() if old in candidate}
        return {}

    return [{**row, **taken(row)} for row in rows]


_EXACT = Context(prec=1000, traps=[Inexact])
"""Arithmetic that never rounds: from the largest to the smallest number that there can be are some 650 digits."""


def _decimal(value: float) -> Decimal:
    """Return the decimal that a number was written as."""
    return Decimal(str(value))


def _plain(value: Decimal) -> float:
    """Return a number of at most 15 digits."""
    return int(value) if value == int(value) else _rounded(float(value))


def _rounded(value: float) -> float:
    return float(f"{value:.{MOST_DIGITS}g}")


class Function(NamedTuple):
    """A named function of derived facts: the types it takes and gives, and the settings it needs.

    ``whole``: it gives whole numbers only, none below ``lowest``.
    """

    call: Callable[..., Any]
    takes: tuple[frozenset[str], ...]
    gives: frozenset[str]
    settings: tuple[str, ...] = ()
    whole: bool = False
    lowest: int | None = None


_NUMERIC = frozenset({"number", "money"})
_DATE, _TEXT, _TABLE = frozenset({"date"}), frozenset({"text"}), frozenset({"table"})

FUNCTIONS: dict[str, Function] = {
    "days_between": Function(days_between, (_DATE, _DATE), frozenset({"number"}), whole=True),
    "difference": Function(difference, (_NUMERIC, _NUMERIC), _NUMERIC),
    "percentage": Function(percentage, (_NUMERIC, _NUMERIC), frozenset({"number"})),
    "same_text": Function(same_text, (_TEXT, _TEXT), frozenset({"yes-no"})),
    "row_count": Function(row_count, (_TABLE,), frozenset({"number"}), whole=True, lowest=0),
    "column_sum": Function(column_sum, (_TABLE,), _NUMERIC, ("column",)),
    "column_max": Function(column_max, (_TABLE,), _NUMERIC | _DATE, ("column",)),
    "look_up": Function(look_up, (_TABLE, _TABLE), _TABLE, ("match", "take")),
}


def compute(derived: Derived, values: Mapping[str, Value]) -> Value | None:
    """Return the derived value; None where an input is absent: strict."""
    inputs = [values.get(name) for name in derived.inputs]
    if any(value is None for value in inputs):
        return None
    return calculation(derived)(*inputs)


def calculation(derived: Derived) -> Callable[..., Value]:
    """Return the function of a derived fact, with its settings; it takes the inputs' values in their order."""
    function = FUNCTIONS[derived.function]
    settings = {name: getattr(derived, name) for name in function.settings}
    return partial(function.call, **settings) if settings else function.call
