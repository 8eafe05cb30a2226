"""Both sides of every boundary have an example, in every standard that is shipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from techassure.calendar_days import before, day_number
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.library import load_library
from techassure.definitions.words import Leaf, Tree, leaves

LIBRARY = load_library()
NAMES = LIBRARY.names()
BOUNDS = ("at_least", "at_most", "above", "below")


def trees(definition: Definition) -> Iterator[Tree]:
    """What decides the outcome: notes do not."""
    if definition.applies:
        yield definition.applies
    yield from (tree for _, tree in definition.checks)
    yield from (tree for _, tree in definition.bands if tree)


def situations(definition: Definition) -> Iterator[tuple[int, dict[str, Any]]]:
    """The as-of day and the answers of each example of a criterion."""
    examples = definition.criterion.examples
    yield examples.as_of, examples.usual
    for case in examples.cases:
        yield case.as_of or examples.as_of, {**examples.usual, **case.with_}


def read(fact: str, answers: Mapping[str, Any]) -> Any:
    """The typed answer to a question; None where there is none that can be read."""
    value = fact_types.reader(LIBRARY.facts[fact])(answers[fact]) if fact in answers else None
    return None if isinstance(value, fact_types.Unreadable) else value


def bounded(name: str, words: tuple[str, ...]) -> Iterator[tuple[Definition, Leaf]]:
    for definition in LIBRARY.edition(name).definitions:
        for tree in trees(definition):
            yield from (
                (definition, leaf)
                for leaf in leaves(tree)
                if leaf.word in words and not LIBRARY.facts[leaf.fact].derived
            )


def off(leaf: Leaf, definition: Definition) -> set[float]:
    """How far from its boundary each example takes an answer: 0 on it, above 0 later or more."""
    pairs = [(read(leaf.fact, answers), edge(leaf, as_of, answers)) for as_of, answers in situations(definition)]
    return {value - at for value, at in pairs if value is not None and at is not None}


def edge(leaf: Leaf, as_of: int, answers: Mapping[str, Any]) -> Any:
    """The number or the day that decides, in an example."""
    if leaf.word in BOUNDS:
        return leaf.argument
    if leaf.word == "within":
        return before(as_of, leaf.argument)
    if leaf.raw == "as_of":
        return as_of
    return read(leaf.raw, answers) if leaf.raw.startswith("contract.") else day_number(leaf.raw)


@pytest.mark.parametrize("name", NAMES)
def test_every_bound_of_a_number_is_tried_at_the_bound_and_beside_it(name: str) -> None:
    lacking = [
        f"{definition.key}: {leaf.fact} {leaf.word} {leaf.raw}"
        for definition, leaf in bounded(name, BOUNDS)
        if not at_and_beside(off(leaf, definition), upward=leaf.word in ("at_most", "above"))
    ]
    assert lacking == []


def at_and_beside(steps: set[float], *, upward: bool) -> bool:
    return 0 in steps and any(each > 0 if upward else each < 0 for each in steps)


@pytest.mark.parametrize("name", NAMES)
def test_every_day_that_decides_is_tried_on_the_day_and_a_day_off(name: str) -> None:
    """Spans too: twelve months to the day, and a day longer."""
    lacking = [
        f"{definition.key}: {leaf.fact} {leaf.word} {leaf.raw}"
        for definition, leaf in bounded(name, ("within", "on_or_after", "on_or_before"))
        if not {0, 1 if leaf.word == "on_or_before" else -1} <= off(leaf, definition)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_what_has_to_lie_in_the_past_is_tried_today_and_tomorrow(name: str) -> None:
    """But for what may lie ahead as well: a toolkit year, or the day of a sale."""
    ahead = {(each.key, leaf.fact) for each, leaf in bounded(name, ("on_or_after",)) if leaf.raw == "as_of"}
    lacking = [
        f"{definition.key}: {leaf.fact}"
        for definition, leaf in bounded(name, ("within",))
        if (definition.key, leaf.fact) not in ahead and not {0, 1} <= ahead_of_today(definition, leaf.fact)
    ]
    assert lacking == []


def ahead_of_today(definition: Definition, fact: str) -> set[int]:
    answers = [(as_of, read(fact, given)) for as_of, given in situations(definition)]
    return {day - as_of for as_of, day in answers if day is not None}
