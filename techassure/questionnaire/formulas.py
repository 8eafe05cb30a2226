"""Conditions as formulas of a spreadsheet: whether a question is still needed, worked out where it is filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from techassure.definitions import words
from techassure.definitions.definition import is_asked
from techassure.definitions.model import Fact
from techassure.definitions.words import FAILS, HOLDS, All, Days, Leaf, Not, Tree
from techassure.questionnaire.layout import NO, NONE_OF_THESE, NOT_NEEDED, YES, labels, option_key
from techassure.questionnaire.relevance import UNKNOWN, leaf_truth

KEYS, VALUES = "answer_keys", "answer_values"
"""Names of the two columns that a formula looks answers up in, so that sorting and moving rows changes nothing."""

DAY_ZERO = date(1899, 12, 30).toordinal()
MOST_CHARACTERS = 8_000
_ENUMERATED = ("yes-no", "choice")
_NUMERIC = ("number", "money")
_COMPARED = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<", "const": "="}

Formula = str | None
"""An expression, or None where it can never be true (or cannot be said)."""


def not_needed(conditions: Iterable[Tree], facts: Mapping[str, Fact], days: Days) -> Formula:
    """Return the formula of a cell that says when none of the conditions can hold any more, or None."""
    said = [_Speaker(facts, days).sides(tree)[1] for tree in conditions]
    if not said or None in said:
        return None
    formula = f'=IFERROR(IF({_and(said)},"{NOT_NEEDED}",""),"")'
    return formula if len(formula) <= MOST_CHARACTERS else None


def truth(values: Mapping[str, Any], facts: Mapping[str, Fact], days: Days) -> Callable[[Leaf], int]:
    """Return what the formulas would make of typed answers: nothing of those that no formula looks at."""
    seen = {n: v for n, v in values.items() if facts[n].type in (*_ENUMERATED, *_NUMERIC, "choices", "date")}
    return lambda leaf: leaf_truth(leaf, seen, days)


def cell(key: str) -> str:
    """Return the answer that stands beside a key."""
    return f'INDEX({VALUES},MATCH("{key}",{KEYS},0))'


class _Speaker:
    """Says when an expectation holds and when it fails, as two expressions."""

    def __init__(self, facts: Mapping[str, Fact], days: Days) -> None:
        self.facts, self.days = facts, days

    def sides(self, tree: Tree) -> tuple[Formula, Formula]:
        if isinstance(tree, Leaf):
            return (None, None) if tree == UNKNOWN else self._leaf(tree)
        if isinstance(tree, Not):
            holds, fails = self.sides(tree.part)
            return fails, holds
        pairs = [self.sides(part) for part in tree.parts]
        hold, fail = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return (_and(hold), _or(fail)) if isinstance(tree, All) else (_or(hold), _and(fail))

    def _leaf(self, leaf: Leaf) -> tuple[Formula, Formula]:
        fact = self.facts[leaf.fact]
        if not is_asked(leaf.fact, fact):
            return None, None
        if fact.type in _ENUMERATED:
            return self._enumerated(leaf)
        if fact.type == "choices":
            return self._chosen(leaf)
        if fact.type in (*_NUMERIC, "date"):
            return self._bounded(leaf)
        return None, None

    def _enumerated(self, leaf: Leaf) -> tuple[Formula, Formula]:
        fact = self.facts[leaf.fact]
        shown: dict[Any, str] = {True: YES, False: NO} if fact.type == "yes-no" else dict(labels(fact))
        sides = {each: leaf_truth(leaf, {leaf.fact: each}, self.days) for each in shown}
        cases = [
            [f"{cell(leaf.fact)}={_text(shown[each])}" for each, side in sides.items() if side == wanted]
            for wanted in (HOLDS, FAILS)
        ]
        return _or(cases[0]), _or(cases[1])

    def _chosen(self, leaf: Leaf) -> tuple[Formula, Formula]:
        options = self.facts[leaf.fact].options or {}
        ticked = {each: f"{cell(option_key(leaf.fact, each))}={_text(YES)}" for each in options}
        answered = _or([*ticked.values(), f"{cell(leaf.fact + NONE_OF_THESE)}={_text(YES)}"])
        if leaf.word == "provided":
            return answered, None
        wanted = [ticked[each] for each in leaf.argument]
        holds = _and(wanted) if leaf.word == "includes_all" else _or(wanted)
        return holds, _and([answered, f"NOT({holds})"])

    def _bounded(self, leaf: Leaf) -> tuple[Formula, Formula]:
        answered, schema = f"ISNUMBER({cell(leaf.fact)})", words.schemas(leaf, self.days)[0]
        if leaf.word == "provided":
            return answered, None
        if schema is False:
            return None, None
        said = self._compared(leaf.fact, schema)
        return _and([answered, said]), _and([answered, f"NOT({said})"])

    def _compared(self, name: str, schema: Any) -> str:
        shift = DAY_ZERO if self.facts[name].type == "date" else 0
        if "not" in schema:
            return f"NOT({self._compared(name, schema['not'])})"
        if "enum" in schema:
            return str(_or([f"{cell(name)}={value - shift}" for value in schema["enum"]]))
        return str(_and([f"{cell(name)}{_COMPARED[word]}{value - shift}" for word, value in schema.items()]))


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _and(parts: Sequence[Formula]) -> Formula:
    if None in parts:
        return None
    return f"AND({','.join(str(part) for part in parts)})" if len(parts) > 1 else parts[0]


def _or(parts: Sequence[Formula]) -> Formula:
    said = [part for part in parts if part is not None]
    if not said:
        return None
    return f"OR({','.join(said)})" if len(said) > 1 else said[0]
