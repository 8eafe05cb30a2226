"""Through a computed fact to the answers that it is computed from: which values of theirs are worth trying.

What is computed changes its mind at edges of its own. For each of them the inputs are solved, one with the others as
they are answered now, or as they may be answered; what is found joins the values that the inputs' own words tell apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from techassure.calendar_days import FIRST_DAY, LAST_DAY
from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Derived, Fact
from techassure.definitions.words import Days, Leaf
from techassure.engine.plans import FactPlan, sources_in_order
from techassure.proving.cells import near_edges
from techassure.proving.witnesses import inputs_near

MOST_VALUES, MOST_TABLES = 80, 12
"""So many values of an input are tried, of a table fewer; nothing is claimed of what was left out."""
MOST_SOLVED = 6
MOST_EDGES = 24
MOST_ROWS = 200
_IN_ORDER = frozenset({"at_least", "at_most", "above", "below", "within", "on_or_after", "on_or_before", "provided"})
_EXACT = frozenset({"days_between", "difference", "same_text"})
_OF_ONE = frozenset({"row_count", "column_sum", "column_max"})
Known = Mapping[str, Fact]


def solved(
    plan: FactPlan, edges: Iterable[Any], own: Mapping[str, Sequence[Any]], present: Mapping[str, Any], known: Known
) -> list[tuple[str, Any]]:
    """Return inputs of a computed fact, each with a value that brings the fact to one of its ``edges``.

    ``own`` are the values that an input may take already: of what is not among them, nothing may be changed.
    """
    derived = plan.fact.derived
    assert derived is not None
    found: dict[str, list[Any]] = {name: list(values) for name, values in own.items()}
    made: list[tuple[str, Any]] = []
    readers = {each: fact_types.reader(known[each]) for each in sources_in_order(plan.name, known)}
    traced: set[str] = set()
    full = {name for name in found if len(found[name]) >= most_of(known[name])}
    for edge in edges:
        for name, raw in _inputs(derived, edge, own, present, known, traced) if full != found.keys() else ():
            if name not in found or name in full:
                continue
            for value in _readable(known[name], raw, readers[name]):
                if not is_among(value, found[name]):
                    found[name].append(value)
                    made.append((name, value))
            if len(found[name]) >= most_of(known[name]):
                full.add(name)
                if full == found.keys():
                    break
    return made


def most_of(fact: Fact) -> int:
    """Return how many values of an input are tried."""
    return MOST_TABLES if fact.type == "table" else MOST_VALUES


def at_edges(plan: FactPlan, values: Iterable[Any]) -> list[Any]:
    """Return, of values that lie in their order, the first and the last of each combination of truths."""
    kinds: dict[tuple[int, ...], list[Any]] = {}
    for value in values:
        kinds.setdefault(plan.truths(value), []).append(value)
    ordered = plan.fact.type in ("number", "money", "date")
    ends = ([min(kind), max(kind)] if ordered else kind[:2] for kind in kinds.values())
    return [value for kind in ends for at, value in enumerate(kind) if value not in kind[:at]]


def edges_of(plan: FactPlan, days: Days) -> list[Any]:
    """Return the values of a computed fact at which its words change their minds; of tables a few of each kind."""
    return at_edges(plan, near_edges(plan.fact, plan.leaves, days))[:MOST_EDGES]


def is_among(value: Any, values: Sequence[Any]) -> bool:
    """Tell whether a value is there, as one of its type."""
    return value in values and any(each is value or (type(each) is type(value) and each == value) for each in values)


def _inputs(
    derived: Derived,
    value: Any,
    own: Mapping[str, Sequence[Any]],
    present: Mapping[str, Any],
    known: Known,
    traced: set[str],
) -> Iterator[tuple[str, Any]]:
    """Yield answers behind a computed fact, each with what may give the value; they may still have to be rounded.

    Of another computed fact on the way each value is ``traced`` once.
    """
    for given in _givens(derived, own, present):
        for made in inputs_near(derived, value, given, known, MOST_SOLVED):
            for name, each in made.items():
                inner = known[name].derived
                if name not in given and inner is None:
                    yield name, each
                elif name not in given and inner is not None and f"{name} {each!r}" not in traced:
                    traced.add(f"{name} {each!r}")
                    yield from _inputs(inner, each, own, present, known, traced)


def _givens(derived: Derived, own: Mapping[str, Sequence[Any]], present: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the other inputs may be while one is solved for: nothing, what is answered, what may be answered."""
    yield {}
    for name in derived.inputs if len(derived.inputs) > 1 else ():
        now = [present[name]] if present.get(name) is not None else []
        yield from ({name: value} for value in [*now, *list(own.get(name, ()))[:MOST_SOLVED]])


def _readable(fact: Fact, value: Any, read: fact_types.Reader) -> Iterator[Any]:
    """Yield the values that may be written for an input."""
    if isinstance(value, list) and len(value) > MOST_ROWS:
        return
    if fact.type == "date" and not FIRST_DAY <= value <= LAST_DAY:
        return
    for each in _rounded(fact, value):
        typed = read(fact_types.written(fact, each)) if fact.type != "document" else each
        if not isinstance(typed, Unreadable):
            yield typed


def _rounded(fact: Fact, value: Any) -> Sequence[Any]:
    """Return a number as it may be written, on either side where it has to be rounded."""
    if fact.type not in ("number", "money") or value == int(value):
        return [int(value)] if fact.type in ("number", "money") else [value]
    if fact.whole:
        return [math.floor(value), math.ceil(value)]
    return [value] if fact.type == "number" else [math.floor(value * 100) / 100, math.ceil(value * 100) / 100]


def is_exact(plan: FactPlan, others: Iterable[FactPlan], plans: Mapping[str, FactPlan], known: Known) -> bool:
    """Tell whether the values that are tried of the inputs are all that can matter to a computed fact.

    They are where it is computed from answers themselves, by a function whose edges are solved without rounding, and
    nothing else that is computed rests on the same answers. Of anything else nothing is claimed.
    """
    derived = plan.fact.derived
    assert derived is not None
    own = sources_in_order(plan.name, known)
    if own != list(derived.inputs) or any(set(own) & set(sources_in_order(each.name, known)) for each in others):
        return False
    if plan.fact.type != "yes-no" and not {leaf.word for leaf in plan.leaves} <= _IN_ORDER:
        return False
    if derived.function in _OF_ONE:
        return not plans[own[0]].leaves and derived.function != "column_sum"
    plain = all(_is_plain(known[name], plans[name].leaves) for name in own)
    return derived.function in _EXACT and plain


def _is_plain(fact: Fact, leaves: Sequence[Leaf]) -> bool:
    """Tell whether an input is a date, a number that need not be whole, or text of which only the presence is asked."""
    if fact.type == "text":
        return all(leaf.word == "provided" for leaf in leaves)
    ordered = {leaf.word for leaf in leaves} <= _IN_ORDER
    return ordered and (fact.type == "date" or (fact.type in ("number", "money") and not fact.whole))
