"""The vocabulary of expectations: each word, the types it fits, and the two JSON Schemas that it means.

An expectation is a tree of leaves (`techassure.definitions.expectations` reads it). Each leaf speaks of one fact and
compiles, for an as-of day, to two schemas of the fact's typed value: one that says when it *holds* and one that says
when it *fails*. A fact that was not answered, or a row that lacks an optional column, satisfies neither: the leaf is
*open*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from techassure import calendar_days
from techassure.calendar_days import Duration
from techassure.definitions.facts import Schema

HOLDS, OPEN, FAILS = 1, 0, -1

NAMED_DAYS = ("as_of", "contract.start", "contract.end")


class Days(NamedTuple):
    """The days that words may speak of, as day numbers; those of the contract may be unknown."""

    as_of: int
    start: int | None = None
    end: int | None = None

    def named(self, name: str) -> int | None:
        """Return the day that ``as_of``, ``contract.start`` or ``contract.end`` names."""
        return {"as_of": self.as_of, "contract.start": self.start, "contract.end": self.end}[name]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One word about one fact (inside a row: about one column).

    ``negated``: it stands under `not`, and must not hold.
    """

    fact: str
    word: str
    argument: Any
    raw: Any
    negated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must fail."""

    part: Tree


Tree = Leaf | All | AnyOf | Not


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the leaves, in the order they were written; not those inside rows."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    else:
        for part in tree.parts:
            yield from leaves(part)


def truth(tree: Tree, of_leaf: Callable[[Leaf], int]) -> int:
    """Return HOLDS, OPEN or FAILS: three-valued logic over the truth of the leaves."""
    if isinstance(tree, Leaf):
        return of_leaf(tree)
    if isinstance(tree, Not):
        return -truth(tree.part, of_leaf)
    values = [truth(part, of_leaf) for part in tree.parts]
    return min(values) if isinstance(tree, All) else max(values)


def in_any_order(tree: Tree) -> str:
    """Return a text that is the same for conditions that differ only in the order of what they list."""
    if isinstance(tree, Leaf):
        return f"{tree.fact} {tree.word} {_argument_in_any_order(tree)}"
    if isinstance(tree, Not):
        return f"not ({in_any_order(tree.part)})"
    parts = sorted({in_any_order(part) for part in _flat(tree)})
    return parts[0] if len(parts) == 1 else f"{type(tree).__name__}({'; '.join(parts)})"


def _flat(tree: All | AnyOf) -> Iterator[Tree]:
    """Yield the parts of a combination, and those of parts that combine in the same way."""
    for part in tree.parts:
        if isinstance(part, All | AnyOf) and type(part) is type(tree):
            yield from _flat(part)
        else:
            yield part


def _argument_in_any_order(leaf: Leaf) -> str:
    if isinstance(leaf.argument, Tree):
        return in_any_order(leaf.argument)
    return repr(sorted(map(repr, leaf.argument)) if leaf.word in LISTS else leaf.argument)


# --- the table of words ---------------------------------------------------------------------------------------------

_PLAIN = frozenset({"yes-no", "choice", "number", "money", "text"})
_NUMERIC = frozenset({"number", "money"})
_DATE, _TABLE, _CHOICES = frozenset({"date"}), frozenset({"table"}), frozenset({"choices"})
_EVERY_TYPE = _PLAIN | _DATE | _TABLE | _CHOICES | {"document"}


class Word(NamedTuple):
    """A word: the types it fits, how it is written, what it says, and its *holds* schema for a value and the days.

    ``holds`` returns None where a day that it names is unknown. ``fails`` is given only where it is not the negation.
    """

    fits: frozenset[str]
    shape: str
    says: str
    holds: Callable[[Any, Days], Schema | None]
    fails: Callable[[Any, Days], Schema] | None = None


def _within(span: Duration, days: Days) -> Schema:
    return {"minimum": calendar_days.before(days.as_of, span), "maximum": days.as_of}


def _named(keyword: str) -> Callable[[Any, Days], Schema | None]:
    def holds(day: str | int, days: Days) -> Schema | None:
        at = days.named(day) if isinstance(day, str) else day
        return None if at is None else {keyword: at}

    return holds


def _rows(bounds: tuple[int | None, int | None], _: Days) -> Schema:
    words = zip(("minItems", "maxItems"), bounds, strict=True)
    return {"type": "array", **{word: at for word, at in words if at is not None}}


def _of_rows(word: str, which: int) -> Callable[[Any, Days], Schema]:
    """Return a schema that applies one side of a row's expectation to the items, or to some item."""
    return lambda row, days: {"type": "array", word: compiled(row, days)[which]}


WORDS: dict[str, Word] = {
    "is": Word(_PLAIN, "a value", "equal to the value", lambda value, _: {"const": value}),
    "is_not": Word(_PLAIN, "a value", "not equal to the value", lambda value, _: {"not": {"const": value}}),
    "one_of": Word(_PLAIN, "a list of values", "among the values", lambda values, _: {"enum": list(values)}),
    "none_of": Word(
        _PLAIN, "a list of values", "not among the values", lambda values, _: {"not": {"enum": list(values)}}
    ),
    "includes_all": Word(
        _CHOICES,
        "a list of options",
        "all of these options are chosen",
        lambda options, _: {"allOf": [{"contains": {"const": option}} for option in options]},
    ),
    "includes_any": Word(
        _CHOICES,
        "a list of options",
        "at least one of these options is chosen",
        lambda options, _: {"contains": {"enum": list(options)}},
    ),
    "at_least": Word(_NUMERIC, "a number", "the number or more", lambda bound, _: {"minimum": bound}),
    "at_most": Word(_NUMERIC, "a number", "the number or less", lambda bound, _: {"maximum": bound}),
    "above": Word(_NUMERIC, "a number", "more than the number", lambda bound, _: {"exclusiveMinimum": bound}),
    "below": Word(_NUMERIC, "a number", "less than the number", lambda bound, _: {"exclusiveMaximum": bound}),
    "within": Word(
        _DATE,
        "a span such as `12 months`",
        "not after the as-of day, and at most the span before it, to the day (months clamped at the month's end)",
        _within,
    ),
    "on_or_after": Word(
        _DATE, "`as_of`, `contract.start`, `contract.end` or a day", "that day or a later one", _named("minimum")
    ),
    "on_or_before": Word(
        _DATE, "`as_of`, `contract.start`, `contract.end` or a day", "that day or an earlier one", _named("maximum")
    ),
    "every": Word(
        _TABLE,
        "an expectation of columns",
        "each row meets it; no rows at all do too",
        _of_rows("items", 0),
        _of_rows("contains", 1),
    ),
    "some": Word(
        _TABLE, "an expectation of columns", "at least one row meets it", _of_rows("contains", 0), _of_rows("items", 1)
    ),
    "rows": Word(_TABLE, "`{at_least: 1}`, `{at_most: 9}` or both", "the number of rows is within the bounds", _rows),
    "provided": Word(_EVERY_TYPE, "`yes`", "answered, and not blank; it never fails, it stays open", lambda *_: {}),
}

COMBINATORS = ("all", "any", "not")
LISTS = frozenset({"one_of", "none_of", "includes_all", "includes_any"})
"""The words whose argument is a list, in any order."""


def schemas(leaf: Leaf, days: Days) -> tuple[Schema | bool, Schema | bool]:
    """Return the *holds* and the *fails* schema of the leaf's typed value; both false where a day is unknown."""
    word = WORDS[leaf.word]
    holds = word.holds(leaf.argument, days)
    if holds is None:
        return False, False
    return holds, word.fails(leaf.argument, days) if word.fails else {"not": holds}


def compiled(tree: Tree, days: Days) -> tuple[Schema, Schema]:
    """Return the *holds* and the *fails* schema of an object whose properties are facts (or columns)."""
    if isinstance(tree, Leaf):
        holds, fails = schemas(tree, days)
        return _about(tree.fact, holds), _about(tree.fact, fails)
    if isinstance(tree, Not):
        holds, fails = compiled(tree.part, days)
        return fails, holds
    pairs = [compiled(part, days) for part in tree.parts]
    both = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if isinstance(tree, All):
        return {"allOf": both[0]}, {"anyOf": both[1]}
    return {"anyOf": both[0]}, {"allOf": both[1]}


def _about(fact: str, value: Schema | bool) -> Schema:
    return {"type": "object", "required": [fact], "properties": {fact: value}}


# --- how time changes a leaf ----------------------------------------------------------------------------------------


def moves(leaf: Leaf) -> bool:
    """Tell whether the leaf may change its mind with the as-of day alone."""
    if leaf.word == "within" or leaf.argument == "as_of":
        return leaf.word in ("within", "on_or_after", "on_or_before")
    return leaf.word in ("every", "some") and any(moves(each) for each in leaves(leaf.argument))


def holding_days(leaf: Leaf, value: int) -> tuple[int, int]:
    """Return the first and the last as-of day on which a leaf that moves holds for the date."""
    if leaf.word == "within":
        return value, calendar_days.last_day_within(value, leaf.argument)
    if leaf.word == "on_or_after":
        return calendar_days.FIRST_DAY, value
    return value, calendar_days.LAST_DAY


def edges(leaf: Leaf, value: Any) -> set[int]:
    """Return the as-of days on which the leaf may begin or cease to hold for the value."""
    return turns(moved(leaf), value)


def moved(leaf: Leaf) -> list[Leaf]:
    """Return what time moves of a leaf: itself, or what it says of columns."""
    return [each for each in (leaves(leaf.argument) if leaf.word in ("every", "some") else (leaf,)) if moves(each)]


def turns(parts: Sequence[Leaf], value: Any) -> set[int]:
    """Return the as-of days on which what time moves may begin or cease to hold, of a date or the rows of a table."""
    if not isinstance(value, list):
        given = [(each, value) for each in parts]
    else:
        given = [(each, row[each.fact]) for each in parts for row in value if each.fact in row]
    days = [holding_days(each, date) for each, date in given]
    return {first for first, _ in days} | {last + 1 for _, last in days}
