"""What is known of a computed fact before anything is answered: its ends and whether it is whole, from its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from techassure.definitions import facts, functions
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact

_Known = Mapping[str, Fact]


class Ends(NamedTuple):
    """The lowest and the highest value there can be, None where there is no such end, and whether all are whole."""

    lowest: int | float | None = None
    highest: int | float | None = None
    whole: bool = False


def as_computed(name: str, known: _Known) -> Fact:
    """Return a fact, narrowed to the values that can be computed from its inputs; one that is asked as it is."""
    fact = known[name]
    if fact.derived is None or fact.type not in ("number", "money"):
        return fact
    ends = _of(name, known)
    return fact.model_copy(update={"lowest": ends.lowest, "highest": ends.highest, "whole": fact.whole or ends.whole})


def _of(name: str, known: _Known) -> Ends:
    derived = known[name].derived
    if derived is None:
        return _stated(known[name])
    function = functions.FUNCTIONS[derived.function]
    read = _READ.get(derived.function)
    columns = [facts.columns_of(known[each]) for each in derived.inputs]
    inputs = [_stated(columns[0][derived.column])] if derived.column else [_of(each, known) for each in derived.inputs]
    return read(*inputs) if read else Ends(function.lowest, None, function.whole)


def _stated(typed: Typed) -> Ends:
    return Ends(typed.lowest, typed.highest, typed.whole)


def _difference(first: Ends, second: Ends) -> Ends:
    lowest, highest = less(second.lowest, first.highest), less(second.highest, first.lowest)
    return Ends(lowest, highest, first.whole and second.whole)


def less(end: float | None, taken_away: float | None) -> float | None:
    """Return an end less another; None where one of them is open."""
    return None if end is None or taken_away is None else functions.difference(taken_away, end)


def _percentage(part: Ends, whole: Ends) -> Ends:
    if part.lowest is None or whole.lowest is None or part.lowest < 0 or whole.lowest < 0:
        return Ends()
    least = max(whole.lowest, 1) if whole.whole else whole.lowest
    return Ends(0, None if part.highest is None or not least else functions.percentage(part.highest, least))


def _sum(column: Ends) -> Ends:
    """No rows come to nothing, and any number of them may stand in a table."""
    lowest = 0 if column.lowest is not None and column.lowest >= 0 else None
    highest = 0 if column.highest is not None and column.highest <= 0 else None
    return Ends(lowest, highest, column.whole)


_READ: dict[str, Callable[..., Ends]] = {
    "difference": _difference,
    "percentage": _percentage,
    "column_sum": _sum,
    "column_max": lambda column: column,
    "row_count": lambda _: Ends(0, facts.MOST_ROWS, True),
}
