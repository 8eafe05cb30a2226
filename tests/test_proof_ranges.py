"""What lint says of ranges that nothing tells apart is so of every answer: of chance definitions, tried one by one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import Small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slow.bench import as_slow
from slow.test_laws import THOROUGH

from techassure.authoring.trials import Trial, Version
from techassure.calendar_days import day_number
from techassure.lint.proof import range_never_told_apart
from techassure.lint.reading import read
from techassure.lint.subjects import ACriterion

FACTS = """
  t.number: {question: How many?, about: product, type: number, whole: yes, from: 0, to: 6}
  t.rows:
    question: Which rows?
    about: product
    type: table
    columns:
      score: {type: number, whole: yes, from: 0, to: 4}
      cost: {type: number, whole: yes, from: 0, to: 2, optional: yes}
      open: {type: yes-no, optional: yes}
  t.most: {about: product, type: number, derived: {function: column_max, from: [t.rows], column: score}}
"""
BOUND = st.sampled_from(["at_least", "at_most", "above", "below"])


def bound(name: str, most: int) -> st.SearchStrategy[str]:
    return st.builds(lambda word, edge: f"{{{name}: {{{word}: {edge}}}}}", BOUND, st.integers(1, most - 1))


def several(parts: st.SearchStrategy[str], least: int) -> st.SearchStrategy[str]:
    some = st.lists(parts, min_size=least, max_size=3)
    return st.builds(lambda how, each: f"{{{how}: [{', '.join(each)}]}}", st.sampled_from(["all", "any"]), some)


SCORE = bound("score", 4)
COLUMN = SCORE | SCORE | SCORE | bound("cost", 2) | st.just("{open: {is: yes}}")
ROW = SCORE | several(COLUMN, 2) | several(COLUMN | COLUMN.map("{{not: {}}}".format), 2)
OF_ROWS = st.builds(lambda word, row: f"{{t.rows: {{{word}: {row}}}}}", st.sampled_from(["every", "some"]), ROW)
COUNT = st.builds(
    lambda word, edge: f"{{t.rows: {{rows: {{{word}: {edge}}}}}}}",
    st.sampled_from(["at_least", "at_most"]),
    st.integers(1, 2),
)
PART = OF_ROWS | OF_ROWS | OF_ROWS | COUNT | bound("t.number", 6)
EXPECT = PART | several(PART, 1) | PART.map("{{not: {}}}".format)
WITH_COMPUTED = several(PART | bound("t.most", 4), 1)
EXAMPLES = "{as_of: 2026-06-01, usual: {}, cases: [{name: nothing is said, outcome: no answer}]}"


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Checks, and bands that draw lines of their own."""
    expect = draw(st.sampled_from([EXPECT, EXPECT, WITH_COMPUTED]))
    checks = draw(st.lists(expect, max_size=2))
    points = [3, 2, 1][: draw(st.integers(0 if checks else 1, 3))]
    bands = ", ".join(f"{point}: {draw(expect)}" for point in points)
    return {"expect": checks, "bands": f"{{{bands}}}" if points else ""}


def criterion(folder: Path, made: dict[str, Any]) -> ACriterion:
    small = Small(folder, facts=FACTS).criterion(
        "X", role="{share: 1}" if made["bands"] else "{}", examples=EXAMPLES, **made
    )
    small.library()
    found = read(small.root).library
    assert found is not None
    return found.editions[0].criteria[0]


def row(chance: random.Random) -> dict[str, Any]:
    cost, is_open = chance.choice([None, 0, 1, 2]), chance.choice([None, True, False])
    given = {"score": chance.randint(0, 4), "cost": cost, "open": is_open}
    return {name: value for name, value in given.items() if value is not None}


def answers(chance: random.Random) -> dict[str, Any]:
    rows, number = [row(chance) for _ in range(chance.randint(1, 3))], chance.choice([None, *range(7)])
    return {"t.rows": rows, **({} if number is None else {"t.number": number})}


SAID = re.compile(
    r"nothing tells (?:a row of )?`(?P<fact>[a-z.]+)(?:: (?P<one>\d+)` from `(?P<other>\d+)`"
    r"|` with `(?P<column>[a-z]+): (?P<before>\d+)` from one with `(?P<after>\d+)`)"
)


def exchanges(message: str, chance: random.Random) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield answers that differ in nothing but what the finding says makes no difference."""
    if "`t.most: " in message:
        return  # computed: it does not change by itself
    said = SAID.match(message)
    assert said, message
    for _ in range(40):
        given = answers(chance)
        if said["column"] is None:
            yield {**given, said["fact"]: int(said["one"])}, {**given, said["fact"]: int(said["other"])}
            continue
        at = chance.randrange(len(given["t.rows"]))
        yield tuple(  # type: ignore[misc]
            {
                **given,
                "t.rows": [
                    {**each, said["column"]: int(said[way])} if index == at else each
                    for index, each in enumerate(given["t.rows"])
                ],
            }
            for way in ("before", "after")
        )


FOUND: list[str] = []


@settings(
    max_examples=max(20, int(150 * THOROUGH)),
    derandomize=THOROUGH <= 1,
    suppress_health_check=list(HealthCheck),
)
@given(made=definitions(), seed=st.integers(0, 2**30))
def test_no_answers_tell_apart_what_is_said_never_to_be(
    tmp_path_factory: pytest.TempPathFactory, made: dict[str, Any], seed: int
) -> None:
    one = criterion(tmp_path_factory.mktemp("ranges"), made)
    version = Version(one.definition, one.edition, one.facts)
    for finding in range_never_told_apart.find(one):
        FOUND.append(finding.message)
        for pair in exchanges(finding.message, random.Random(seed)):
            first, second = (as_slow(Trial(day_number("2026-06-01"), given).run(version)) for given in pair)
            assert first == second, (finding.message, pair)


def test_lint_said_it_of_columns_and_of_facts() -> None:
    if not FOUND:
        pytest.skip("the test above did not run in this process")
    assert {"a row of" in message for message in FOUND} == {True, False}
