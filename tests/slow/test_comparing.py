"""What a comparison of two versions claims, tried on random versions and on submissions drawn from the cells."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from techassure import load_library
from techassure.authoring.comparing import BETTER, WORSE, Comparison, compare
from techassure.authoring.trials import Trial, Version, fares
from techassure.definitions.defining import define
from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.digests import deciding
from techassure.definitions.editions import Edition
from techassure.definitions.model import Criterion, Fact
from techassure.definitions.words import Days, Leaf, leaves
from techassure.engine.outcomes import Standing
from techassure.files.doors import enter
from techassure.files.places import read_json
from techassure.problems import Problem
from techassure.proving.cells import near_edges
from techassure.proving.states import rule

from . import strategies as some
from .test_laws import THOROUGH

TRIALS = 10_000 if THOROUGH > 1 else 40
CLAIMED: Counter[str] = Counter()


@cache
def some_edition() -> Edition:
    return load_library().edition("ods@0090")


def version(criterion: dict[str, Any], facts: dict[str, Any]) -> Version | None:
    """Return the version of a criterion; None where the loader refuses it."""
    known = HEAD_FACTS | {name: Fact.model_validate(one) for name, one in facts.items()}
    source = read_json(json.dumps(criterion).encode(), "X.json")
    problems: list[Problem] = []
    definition = define("std/X1", enter(Criterion, source), source, known, problems)
    return None if problems else Version(definition, some_edition(), known)


def said_otherwise(expectation: Any, random: Random) -> Any:
    """Return an expectation that says the same: doubly negated, in another order, or in a list of its own."""
    return random.choice(
        [
            {"not": {"not": expectation}},
            {"all": [expectation, expectation]},
            dict(reversed(expectation.items())),
            {"any": [{"all": [expectation]}]},
        ]
    )


def changed(criterion: dict[str, Any], other: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return a version of a criterion: said otherwise, with one part more or less, or another criterion altogether."""
    made = json.loads(json.dumps(criterion))
    way = random.randrange(6)
    if way < 3:
        for part in (*made.get("checks", []), *made.get("bands", [])):
            if part.get("expect"):
                part["expect"] = said_otherwise(part["expect"], random)
    elif way == 3 and other.get("checks"):
        made["checks"] = [*made.get("checks", []), {**random.choice(other["checks"]), "id": "more"}]
    elif way == 4 and len(made.get("checks", [])) > 1:
        made["checks"] = made["checks"][1:]
    elif way == 5:
        made = json.loads(json.dumps(other))
        made["evidence"] = criterion.get("evidence", {})
        made["evidence"] = {key: part for key, part in made["evidence"].items() if part}
    return {key: part for key, part in made.items() if part != {}}


def drawn(versions: tuple[Version, Version], day: int, random: Random, bare: bool) -> Trial:
    """Return a submission of values on the edges of either version; ``bare``: without claims and reviews."""
    spoken: dict[str, list[Leaf]] = {}
    for each in versions:
        for tree in each.definition.trees():
            for leaf in leaves(tree):
                spoken.setdefault(leaf.fact, []).append(leaf)
    facts = versions[0].facts
    days = Days(day + random.choice([0, 0, -1, 1, 400, -400]))
    values = {
        name: random.choice(near_edges(fact, spoken.get(name, []), days))
        for name, fact in facts.items()
        if not fact.derived and name not in HEAD_FACTS and random.random() < 0.8
    }
    weak = {name: random.choice(list(Standing)) for name in values if random.random() < 0.3}
    kinds = tuple(name for name, fact in facts.items() if fact.type == "document" and random.random() < 0.3)
    claim = None if bare else random.choice([None, "not-applicable", "equivalent"])
    review = None if bare else random.choice([None, True, False])
    weak = {name: each for name, each in weak.items() if each is not Standing.GOOD}
    return Trial(days.as_of, values, weak, random.randrange(4), kinds, claim, review)  # type: ignore[arg-type]


def faring(trial: Trial, old: Version, new: Version) -> set[int]:
    one, other = trial.run(old), trial.run(new)
    assert one is not None
    assert other is not None
    return fares(one, other, rule(old.definition).of, rule(new.definition).of)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Version, Version, date, Random]:
    day = draw(some.days())
    facts = draw(some.catalogues(some.FEW_KINDS) | some.catalogues())
    one, other = draw(some.criteria(facts, day)), draw(some.criteria(facts, day))
    random = draw(st.randoms(use_true_random=False))
    old, new = version(one, facts), version(changed(one, other, random), facts)
    assume(old and new)
    assert old
    assert new
    return old, new, day, random


@settings(
    max_examples=max(5, int(50 * THOROUGH)),
    derandomize=THOROUGH <= 1,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(pair=pairs())
def test_what_is_claimed_of_two_versions_holds_of_every_submission(pair: tuple[Version, Version, date, Random]) -> None:
    """None tells the equivalent apart, claims and reviews included; none fares better under what is stricter."""
    old, new, day, random = pair
    found = compare(old, new, day.toordinal())
    CLAIMED[found.relation] += 1
    allowed = {"equivalent": set(), "stricter": {WORSE}, "looser": {BETTER}}.get(found.relation)
    for direction, witness in shown(found):
        assert faring(witness, old, new) == {direction}
    for _ in range(TRIALS if allowed is not None else 0):
        trial = drawn((old, new), day.toordinal(), random, bare=found.relation != "equivalent")
        assert faring(trial, old, new) <= (allowed or set()), trial


def shown(found: Comparison) -> Iterator[tuple[int, Trial]]:
    """Yield the submissions that a comparison shows, with how they fare."""
    yield from ((WORSE, found.worse.trial) for _ in range(found.worse is not None))
    yield from ((BETTER, found.better.trial) for _ in range(found.better is not None))
    assert (found.worse or found.better) or found.relation in ("equivalent", "not decided")


def test_every_claim_was_made_by_the_test_above() -> None:
    """So that it is known to have tried them."""
    if not CLAIMED:
        pytest.skip("the test above did not run in this process")
    if THOROUGH < 1:
        pytest.skip("the test above tried too few examples to meet every claim")
    assert {"equivalent", "different"} <= set(CLAIMED)
    assert {"stricter", "looser"} & set(CLAIMED)
    assert CLAIMED["not decided"] < 0.4 * CLAIMED.total(), CLAIMED


SAME = ["wcag@2.2/WCAG-10", "security-testing@1/VD-2"]
"""Sets of options with a condition; days that are counted."""


@pytest.mark.parametrize("key", SAME)
def test_a_claimed_equivalence_survives_ten_thousand_submissions(key: str) -> None:
    """Of a shipped criterion and the same said otherwise; claims and reviews included."""
    library, random = load_library(), Random(7)
    name, _, own = key.partition("/")
    (definition,) = [each for each in library.edition(name).definitions if each.criterion.id == own]
    used = {*deciding(definition, library.facts), *definition.facts(), *HEAD_FACTS}
    facts = {each: fact for each, fact in library.facts.items() if each in used}
    first = {part: value for part, value in definition.source.value.items() if part != "notes"}
    other = json.loads(json.dumps(first))
    for part in (*other.get("checks", []), *other.get("bands", [])):
        part["expect"] = said_otherwise(part["expect"], random)
    old, new = (read(each, facts) for each in (first, other))
    day = definition.criterion.examples.as_of
    assert compare(old, new, day).relation == "equivalent"
    outcomes = set()
    for _ in range(10_000):
        trial = drawn((old, new), day, random, bare=False)
        assert faring(trial, old, new) == set(), trial
        outcomes.add(trial.run(old).outcome)  # type: ignore[union-attr]
    assert len(outcomes) >= 3


def read(criterion: dict[str, Any], facts: Mapping[str, Fact]) -> Version:
    source = read_json(json.dumps(criterion).encode(), "X.json")
    problems: list[Problem] = []
    definition = define("std/X1", enter(Criterion, source), source, facts, problems)
    assert problems == []
    return Version(definition, some_edition(), facts)
