"""What lint claims of computed facts is so of every answer: of chance definitions, tried on all answers there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from builders import Small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slow.test_laws import THOROUGH

from techassure.calendar_days import day_number
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf, truth
from techassure.lint.proof import check_always_holds, check_never_holds
from techassure.lint.reading import read
from techassure.lint.subjects import ACriterion, Finding
from techassure.proving.cells import truths_by
from techassure.proving.witnesses import value_of

FACTS = """
  t.first: {question: How many?, about: product, type: number, whole: yes, from: 0, to: 4}
  t.second: {question: How many?, about: product, type: number, whole: yes, from: 1, to: 3}
  t.part: {question: How much?, about: product, type: number, from: 0, to: 2}
  t.low: {question: How low?, about: product, type: number, whole: yes, from: -3, to: -1}
  t.rows:
    question: Which rows?
    about: product
    type: table
    columns: {score: {type: number, whole: yes, from: 1, to: 3, optional: yes}, debt: {type: number, from: -2, to: 0}}
  t.more: {about: product, type: number, derived: {function: difference, from: [t.first, t.second]}}
  t.less: {about: product, type: number, derived: {function: difference, from: [t.part, t.low]}}
  t.share: {about: product, type: number, derived: {function: percentage, from: [t.part, t.second]}}
  t.signed: {about: product, type: number, derived: {function: percentage, from: [t.part, t.low]}}
  t.sum: {about: product, type: number, derived: {function: column_sum, from: [t.rows], column: score}}
  t.debts: {about: product, type: number, derived: {function: column_sum, from: [t.rows], column: debt}}
  t.most: {about: product, type: number, derived: {function: column_max, from: [t.rows], column: score}}
  t.count: {about: product, type: number, derived: {function: row_count, from: [t.rows]}}
  t.above: {about: product, type: number, derived: {function: difference, from: [t.more, t.sum]}}
"""
COMPUTED = ["t.more", "t.less", "t.share", "t.signed", "t.sum", "t.debts", "t.most", "t.count", "t.above"]
EXAMPLES = "{as_of: 2026-06-01, usual: {}, cases: [{name: nothing is said, outcome: no answer}]}"
DOMAINS: dict[str, list[Any]] = {
    "t.first": [None, 0, 1, 4],
    "t.second": [None, 1, 2, 3],
    "t.part": [None, 0, 0.5, 2],
    "t.low": [None, -3, -1],
    "t.rows": [None, [], [(1, -2)], [(None, 0)], [(3, 0), (3, -0.5)], [(2, -1), (1, -1), (3, -2)]],
}


@cache
def everything() -> tuple[dict[str, Any], ...]:
    """All answers of small domains, each with the values that are computed from them."""
    return tuple(answered())


def answered() -> Iterator[dict[str, Any]]:
    known = library(None).facts
    for chosen in product(*DOMAINS.values()):
        given = {name: each for name, each in zip(DOMAINS, chosen, strict=True) if each is not None}
        if "t.rows" in given:
            rows = [{"score": score, "debt": debt} for score, debt in given["t.rows"]]
            given["t.rows"] = [{name: each for name, each in row.items() if each is not None} for row in rows]
        yield given | {name: value_of(name, given, known) for name in COMPUTED}


MADE: dict[str, Path] = {}


def library(expect: str | None) -> ACriterion:
    small = Small(MADE["folder"] / str(len(list(MADE["folder"].iterdir()))), facts=FACTS)
    small.criterion("X", expect or "{t.more: {above: 0}}", examples=EXAMPLES).library()
    found = read(small.root).library
    assert found is not None
    return found.editions[0].criteria[0]


@st.composite
def words(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(["at_least", "at_most", "above", "below", "is", "is_not"]))
    edge = draw(
        st.sampled_from(["-7", "-4", "-3", "-2", "-1", "-0.5", "0", "0.5", "1", "2", "3", "4", "5", "6", "200"])
    )
    return f"{{{draw(st.sampled_from(COMPUTED))}: {{{word}: {edge}}}}}"


CLAIMED: list[str] = []
DAYS = Days(day_number("2026-06-01") or 0)


@cache
def read_leaf(key: tuple[str, str, str], leaf: Leaf) -> Any:
    return truths_by([leaf], DAYS)


def of(leaf: Leaf, values: dict[str, Any]) -> int:
    value = values.get(leaf.fact)
    return OPEN if value is None else int(read_leaf((leaf.fact, leaf.word, repr(leaf.argument)), leaf)(value)[0])


@settings(
    max_examples=max(20, int(120 * THOROUGH)),
    derandomize=THOROUGH <= 1,
    suppress_health_check=list(HealthCheck),
)
@given(parts=st.lists(words(), min_size=1, max_size=2), how=st.sampled_from(["all", "any"]))
def test_what_is_claimed_of_computed_facts_is_so(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], how: str
) -> None:
    MADE.setdefault("folder", tmp_path_factory.mktemp("computed"))
    one = library(f"{{{how}: [{', '.join(parts)}]}}")
    (check,) = one.checks
    never, always = list(check_never_holds.find(one)), list(check_always_holds.find(one))
    CLAIMED.extend(finding.message for finding in (*never, *always))
    held = {truth(check.tree, lambda leaf, values=values: of(leaf, values)) for values in everything()}  # type: ignore[misc]
    for finding in never:
        assert HOLDS not in said(one, finding, held), finding
    for finding in always:
        assert FAILS not in said(one, finding, held), finding


def said(one: ACriterion, finding: Finding, held: set[int]) -> set[int]:
    """The truths of what a finding is about: of one word, or of the whole check."""
    at = [leaf for leaf, path in one.checks[0].leaves() if one.at(path, "", "", of_key=True).place == finding.place]
    return {of(leaf, values) for leaf in at for values in everything()} if at else held


def test_something_was_claimed_either_way() -> None:
    if not CLAIMED:
        pytest.skip("the test above did not run in this process")
    assert any("can never hold" in message for message in CLAIMED)
    assert any("every answer of" in message for message in CLAIMED)


@pytest.mark.parametrize(
    ("expect", "rule"),
    [
        ("{t.more: {at_least: 4}}", check_never_holds),
        ("{t.more: {is: 0.5}}", check_never_holds),
        ("{t.above: {below: -3}}", check_never_holds),
        ("{t.share: {at_least: 0}}", check_always_holds),
        ("{t.most: {at_most: 3}}", check_always_holds),
        ("{t.debts: {at_most: 0}}", check_always_holds),
    ],
)
def test_the_ends_of_what_is_computed_follow_from_its_inputs(tmp_path: Path, expect: str, rule: Any) -> None:
    MADE["folder"] = tmp_path
    assert list(rule.find(library(expect)))


@pytest.mark.parametrize("expect", ["{t.more: {at_least: 3}}", "{t.signed: {below: 0}}", "{t.sum: {above: 100}}"])
def test_what_can_be_computed_is_not_ruled_out(tmp_path: Path, expect: str) -> None:
    MADE["folder"] = tmp_path
    one = library(expect)
    assert [*check_never_holds.find(one), *check_always_holds.find(one)] == []
