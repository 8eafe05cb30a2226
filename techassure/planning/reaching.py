"""What an answer has to reach, said in words: the value itself, or the first and last day that will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from techassure.calendar_days import before, iso
from techassure.definitions import facts
from techassure.definitions.facts import Typed
from techassure.definitions.model import Derived, Fact
from techassure.definitions.words import All, Days, Leaf, Not, Tree
from techassure.problems import listing
from techassure.proving.cells import FRESH

_COMPUTED = {
    "days_between": "days from {0} to {1}",
    "difference": "{1} less {0}",
    "percentage": "{0} as a percentage of {1}",
    "same_text": "{0} the same as {1}",
    "row_count": "number of rows of {0}",
    "column_sum": "sum of {column} in {0}",
    "column_max": "highest {column} in {0}",
}
_SIDES = {True: "", False: "not: "}
_LEADS = {"every": "every row", "some": "at least one row"}


class Speaker:
    """Says what a leaf asks of the fact or column that it speaks of."""

    def __init__(self, scope: Mapping[str, Typed], days: Days) -> None:
        self.scope, self.days = scope, days

    def says(self, leaf: Leaf, holds: bool = True, computed: bool = False, asked: str = "") -> str:
        """Return what has to be so, such as `on or after 2025-11-22`; of what is computed also what that is.

        ``asked`` is the question that it is said of.
        """
        fact = self.scope[leaf.fact]
        if isinstance(fact, Fact) and fact.derived and not computed:
            if fact.derived.function == "look_up":
                return self._looked_up(fact, leaf, holds, asked)
            return f"{_what(fact.derived)}: {self.says(leaf, holds, True)}"
        if leaf.word in ("is", "is_not") and self.scope[leaf.fact].type == "yes-no":
            return "yes" if leaf.argument == ((leaf.word == "is") == holds) else "no"
        return _SIDES[holds] + _PHRASES[leaf.word](self, self.scope[leaf.fact], leaf.argument)

    def _looked_up(self, fact: Fact, leaf: Leaf, holds: bool, asked: str) -> str:
        """Return what has to be so of rows by what another table says of what stands in them."""
        assert fact.derived is not None
        rows, keys = fact.derived.inputs
        columns = " and ".join(f"`{name}`" for name in fact.derived.match or ())
        whose = f"its {columns}" if asked == rows else f"the {columns} of {rows}"
        if leaf.word not in _LEADS:
            return f"{rows}: {self.says(leaf, holds, True)}"
        row = Speaker(facts.columns_of(fact), self.days).tree(leaf.argument)
        return f"{_SIDES[holds]}{_LEADS[leaf.word]}, by what {keys} says of {whose}: {row}"

    def row(self, fact: Fact, row: Mapping[str, Any]) -> str:
        """Return a row; what may be any text stands last."""
        columns = facts.columns_of(fact)
        free = [name for name, value in row.items() if columns[name].type == "text" and value in FRESH]
        said = [f"`{name}` {self.value(columns[name], row[name])}" for name in row if name not in free]
        return "; ".join([*said, *([f"any text for {listing(free, len(free))}"] if free else [])])

    def tree(self, tree: Tree) -> str:
        """Return what an expectation asks of a row."""
        if isinstance(tree, Leaf):
            return f"`{tree.fact}` {self.says(tree)}"
        if isinstance(tree, Not):
            return f"not ({self.tree(tree.part)})"
        parts = [self.tree(part) if isinstance(part, Leaf) else f"({self.tree(part)})" for part in tree.parts]
        return (", and " if isinstance(tree, All) else ", or ").join(parts)

    def value(self, fact: Typed, value: Any) -> str:
        """Return a value as a person reads it: an option by its label."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return self.values(fact, value) or "none"
        if fact.options:
            return f"“{fact.options[value]}” (`{value}`)"
        return str(facts.written(fact, value))

    def values(self, fact: Typed, values: Any) -> str:
        """Return values in a row."""
        return ", ".join(self.value(fact, each) for each in values)

    def day(self, named: str | int) -> str:
        """Return the day that a word names; by its name where the contract does not say."""
        day = self.days.named(named) if isinstance(named, str) else named
        return str(named) if day is None else iso(day)

    def within(self, span: Any) -> str:
        """Return the days within a span."""
        first = before(self.days.as_of, span)
        return f"on or after {iso(first)}, and not after {iso(self.days.as_of)}"


def _what(derived: Derived) -> str:
    """Return what is computed, by the names of what it is computed from."""
    return _COMPUTED[derived.function].format(*derived.inputs, column=derived.column)


def _in_rows(lead: str) -> Callable[[Speaker, Typed, Any], str]:
    def says(speaker: Speaker, fact: Typed, row: Tree) -> str:
        return f"{lead} {Speaker(facts.columns_of(fact), speaker.days).tree(row)}"

    return says


def _rows(_: Speaker, __: Typed, bounds: tuple[int | None, int | None]) -> str:
    low, high = bounds
    return " and ".join(
        [
            *([f"at least {low} row{'s' * (low != 1)}"] if low is not None else []),
            *([f"at most {high} row{'s' * (high != 1)}"] if high is not None else []),
        ]
    )


_PHRASES: dict[str, Callable[[Speaker, Typed, Any], str]] = {
    "is": lambda speaker, fact, value: speaker.value(fact, value),
    "is_not": lambda speaker, fact, value: f"anything but {speaker.value(fact, value)}",
    "one_of": lambda speaker, fact, values: f"one of {speaker.values(fact, values)}",
    "none_of": lambda speaker, fact, values: f"none of {speaker.values(fact, values)}",
    "includes_all": lambda speaker, fact, values: f"all of {speaker.values(fact, values)}",
    "includes_any": lambda speaker, fact, values: f"at least one of {speaker.values(fact, values)}",
    "at_least": lambda speaker, fact, bound: f"{speaker.value(fact, bound)} or more",
    "at_most": lambda speaker, fact, bound: f"{speaker.value(fact, bound)} or less",
    "above": lambda speaker, fact, bound: f"more than {speaker.value(fact, bound)}",
    "below": lambda speaker, fact, bound: f"less than {speaker.value(fact, bound)}",
    "within": lambda speaker, _, span: speaker.within(span),
    "on_or_after": lambda speaker, _, day: f"on or after {speaker.day(day)}",
    "on_or_before": lambda speaker, _, day: f"on or before {speaker.day(day)}",
    **{word: _in_rows(f"{lead}:") for word, lead in _LEADS.items()},
    "rows": _rows,
    "provided": lambda *_: "answered",
}
