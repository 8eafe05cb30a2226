"""Which question leads to which, in every standard that is shipped: all are reached, and none is asked for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from reaching import choices_of, reach, reach_of

from techassure.definitions.definition import Definition, asked
from techassure.definitions.editions import Edition
from techassure.definitions.library import load_library
from techassure.definitions.words import FAILS, HOLDS, leaves
from techassure.files.places import read_file

LIBRARY = load_library()
NAMES = LIBRARY.names()


@cache
def edition(name: str) -> Edition:
    return LIBRARY.edition(name)


def routed(name: str) -> list[Definition]:
    """The criteria of an edition that some answers lead to and others lead past."""
    return [each for each in edition(name).definitions if each.applies]


def inputs(fact: str) -> set[str]:
    """What a fact is computed from, down to what is asked; itself too."""
    derived = LIBRARY.facts[fact].derived
    return {fact}.union(*(inputs(each) for each in derived.inputs)) if derived else {fact}


def used(definition: Definition) -> set[str]:
    """The questions that a criterion needs."""
    named = {*definition.facts(), *definition.criterion.evidence.by}
    return set().union(*(inputs(each) for each in named))


@pytest.mark.parametrize("name", NAMES)
def test_some_answers_lead_to_each_criterion_and_others_past_it(name: str) -> None:
    """No question is there that no answer reaches, and none pretends to be led to by an answer that changes nothing."""
    for each in routed(name):
        assert each.applies
        assert {HOLDS, FAILS} <= reach(each.applies, LIBRARY.facts), each.key


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_is_not_asked_for_leads_nowhere(name: str) -> None:
    """Where the criterion that asks for an answer does not apply, the answer makes no difference to what applies."""
    wrong = [f"{later.key} by `{fact}`" for later, earlier, fact in led(name) if matters(later, earlier, fact)]
    assert wrong == []


def led(name: str) -> Iterator[tuple[Definition, Definition, str]]:
    """Each criterion that an answer leads to, with the criterion that asks for this answer and may itself not apply."""
    asking = {fact: each for each in routed(name) if (fact := asked(each, LIBRARY.facts))}
    for later in routed(name):
        assert later.applies
        for fact in sorted({leaf.fact for leaf in leaves(later.applies)} & asking.keys()):
            if asking[fact] is not later:
                yield later, asking[fact], fact


def matters(later: Definition, earlier: Definition, fact: str) -> bool:
    """Whether the answer changes what applies although nobody was asked for it."""
    assert later.applies
    assert earlier.applies
    found: dict[tuple[tuple[str, object], ...], set[frozenset[int]]] = {}
    for said in choices_of([later.applies, earlier.applies], LIBRARY.facts):
        if reach_of(earlier.applies, LIBRARY.facts, said) == {FAILS} and said.get(fact) is not None:
            rest = tuple(sorted((name, repr(given)) for name, given in said.items() if name != fact))
            found.setdefault(rest, set()).add(frozenset(reach_of(later.applies, LIBRARY.facts, said)))
    return any(len(outcomes) > 1 for outcomes in found.values())


def test_dtac_leads_on_from_answer_to_answer() -> None:
    """So the rule above is about something: the chains of the form are found."""
    chains = {(later.criterion.id, earlier.criterion.id) for later, earlier, _ in led("dtac@2.0")}
    assert {("C1.2", "C1.1.2"), ("C2.2.6", "C2.2.5"), ("D1.4.2", "D1.4.1")} <= chains


@pytest.mark.parametrize("name", NAMES)
def test_what_a_criterion_asks_for_is_used_in_the_edition(name: str) -> None:
    needed = set().union(*(used(each) for each in edition(name).definitions))
    asking = {each.criterion.id: each.criterion.asks for each in edition(name).definitions if each.criterion.asks}
    assert {key: fact for key, fact in asking.items() if fact not in needed} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_strong_submission_answers_nothing_that_the_edition_does_not_ask(name: str) -> None:
    needed = set().union(*(used(each) for each in edition(name).definitions))
    answers = read_file(LIBRARY.folder(name) / "examples" / "strong.yaml").value.get("answers", {})
    reviewed = {fact for each in edition(name).definitions for fact in each.criterion.examples.usual}
    assert [fact for fact in answers if fact not in needed | reviewed] == []
