"""Cells: every way in which leaves can be true together has a witness, and what is called complete is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import FACTS, day, parsed
from hypothesis import given, settings
from hypothesis import strategies as st
from slow import strategies

from techassure.definitions import facts, text_formats, validators, words
from techassure.definitions.expectations import Reader
from techassure.definitions.model import Fact
from techassure.definitions.validators import accepts
from techassure.definitions.words import FAILS, HOLDS, OPEN, Days, Leaf, Tree
from techassure.files.places import Source
from techassure.problems import Problem
from techassure.proving.cells import TEXTS, cells_of, combinations_of, near_edges, sample
from techassure.proving.combinations import Cells, Combinations
from techassure.proving.day_orders import day_orders
from techassure.proving.witnesses import answers, each, first_answers, value_of

KNOWN = {name: Fact.model_validate(definition) for name, definition in parsed(FACTS).items()}
AS_OF = day("2026-06-01").toordinal()
DAYS = Days(AS_OF, AS_OF + 92, AS_OF + 1188)
ALGEBRA = pytest.mark.skipif(
    not hasattr(validators.jsonschema_rs, "canonical"), reason="this jsonschema-rs has no algebra: nothing is certified"
)


def tree(expectation: str, known: dict[str, Fact] = KNOWN) -> Tree:
    """An expectation as it is written in a definition."""
    problems: list[Problem] = []
    read = Reader(Source("test", {}), known, problems).read(parsed(expectation), ())
    assert read is not None, problems
    return read


def cells(expectation: str, days: Days = DAYS) -> Cells:
    leaves = list(words.leaves(tree(expectation)))
    return cells_of(KNOWN[leaves[0].fact], leaves, days)


def grid(*expectations: str) -> Combinations:
    made = combinations_of([tree(each) for each in expectations], KNOWN, DAYS)
    assert made is not None
    return made


def truths_of(leaf: Leaf, value: Any, days: Days) -> int:
    holds, fails = words.schemas(leaf, days)
    return HOLDS if accepts(holds)(value) else FAILS if accepts(fails)(value) else OPEN


# --- cells of one fact ----------------------------------------------------------------------------------------------

SHOWN = """
- ['{q.yes: {is: yes}}', 2]
- ['{q.choice: {one_of: [a, b]}}', 2]
- ['{q.choice: {one_of: [a, b, c]}}', 1]
- ['{q.number: {at_least: 7}}', 2]
- ['{q.number: {at_least: 7, at_most: 9, is_not: 8}}', 4]
- ['{q.number: {at_least: 0}}', 1]
- ['{q.money: {above: 7.50, below: 7.52}}', 3]
- ['{q.gap: {above: 0, below: 1}}', 2]
- ['{q.text: {is: Crest}}', 2]
- ['{q.text: {provided: yes}}', 1]
- ['{q.date: {within: 12 months}}', 2]
- ['{q.date: {within: 12 months, on_or_after: as_of}}', 4]
- ['{q.date: {on_or_before: contract.end, on_or_after: contract.start}}', 3]
- ['{q.choices: {includes_all: [a, b], includes_any: [b, c]}}', 3]
- ['{q.rows: {rows: {at_least: 1}}}', 2]
- ['{q.rows: {every: {score: {below: 7}}}}', 3]
- ['{q.rows: {every: {score: {below: 7}}, some: {score: {below: 7}}, rows: {at_most: 1}}}', 10]
- ['{q.report: {provided: yes}}', 1]
- ['{q.gap: {above: 2, below: 4, is_not: 3}}', 3]
"""


@ALGEBRA
@pytest.mark.parametrize(("expectation", "count"), parsed(SHOWN))
def test_a_fact_has_as_many_cells_as_ways_to_be_true(expectation: str, count: str) -> None:
    found = cells(expectation)
    assert (len(found.values), found.complete) == (int(count), True)


def test_a_number_of_rows_is_whole_and_never_below_nought() -> None:
    count = parsed("{about: product, type: number, derived: {function: row_count, from: [q.rows]}}")
    known = {"q.count": Fact.model_validate(count)}
    leaves = words.leaves(tree("{q.count: {at_least: 0, above: 0, below: 1}}", known))
    assert sorted(one.value for one in cells_of(known["q.count"], leaves, DAYS).values) == [0, 1]


def test_a_row_of_an_optional_column_may_be_open() -> None:
    """No rows hold, a low one holds, a high one fails, one without a score is open."""
    found = cells("{q.rows: {every: {score: {below: 7}}}}")
    assert {cell.truths for cell in found.values} == {(HOLDS,), (FAILS,), (OPEN,)}


def test_a_day_that_is_unknown_leaves_every_value_open() -> None:
    found = cells("{q.date: {on_or_after: contract.start}}", Days(AS_OF))
    assert [cell.truths for cell in found.values] == [(OPEN,)]


def test_both_sides_of_an_edge_are_near_it() -> None:
    near = near_edges(KNOWN["q.number"], list(words.leaves(tree("{q.number: {at_least: 7}}"))), DAYS)
    assert {6.9, 7, 7.1, 0, 100} <= set(near)


@ALGEBRA
def test_without_the_algebra_nothing_is_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with the lowest version of jsonschema-rs that is supported."""
    monkeypatch.delattr(validators.jsonschema_rs, "canonical")
    found = cells_of(KNOWN["q.text"], list(words.leaves(tree("{q.text: {is: Crest}}"))), DAYS)
    assert not found.complete


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_each_format_has_that_format(name: str) -> None:
    assert all(text_formats.FORMATS[name].accepts(text) for text in TEXTS[name])
    assert set(TEXTS) == set(text_formats.FORMATS)


@pytest.mark.parametrize("name", [name for name, fact in KNOWN.items() if fact.type != "document"])
def test_a_sample_is_of_the_facts_type(name: str) -> None:
    assert accepts(facts.schema(KNOWN[name]))(sample(KNOWN[name]))


@st.composite
def leaves_and_values(draw: st.DrawFn) -> tuple[Fact, list[Leaf], list[Any]]:
    """A fact, leaves about it, and typed values of it."""
    definition = draw(strategies.definitions(draw(st.sampled_from([k for k in strategies.KINDS if k != "document"]))))
    fact = Fact.model_validate(definition)
    near = date(2026, 6, 1)
    said = [strategies.words(draw, definition, near) for _ in range(draw(st.integers(1, 3)))]
    made = [tree_of({"a.fact": each}, fact) for each in said]
    raw = draw(st.lists(strategies.values(definition, near), min_size=1, max_size=5))
    values = [value for each in raw if not isinstance(value := facts.reader(fact)(each), facts.Unreadable)]
    return fact, [leaf for each in made if each for leaf in words.leaves(each)], values


def tree_of(expectation: Any, fact: Fact) -> Tree | None:
    return Reader(Source("test", {}), {"a.fact": fact}, []).read(expectation, ())


@settings(max_examples=80)
@given(leaves_and_values())
def test_no_value_has_truths_that_complete_cells_lack(given: tuple[Fact, list[Leaf], list[Any]]) -> None:
    fact, leaves, values = given
    if not leaves:
        return
    found = cells_of(fact, leaves, DAYS)
    for cell in found.values:
        assert accepts(facts.schema(fact))(cell.value)
        assert cell.truths == tuple([truths_of(leaf, cell.value, DAYS) for leaf in found.leaves])
    if found.complete:
        seen = {cell.truths for cell in found.values}
        assert {tuple([truths_of(leaf, value, DAYS) for leaf in found.leaves]) for value in values} <= seen


# --- combinations across facts --------------------------------------------------------------------------------------


def test_every_combination_is_a_bit() -> None:
    made = grid("{q.yes: {is: yes}, q.choice: {is: a}}")
    assert made.size == 9
    holds, fails = made.of(tree("{q.yes: {is: yes}, q.choice: {is: a}}"))
    assert (holds.bit_count(), fails.bit_count()) == (1, 5)
    assert made.first(holds) == {"q.yes": True, "q.choice": "a"}
    assert made.first(made.everything & ~made.answered("q.yes") & ~made.answered("q.choice")) == {}
    assert made.first(0) is None


def test_what_shows_in_no_bit_cannot_be() -> None:
    made = grid("{q.number: {above: 7, below: 7}}")
    assert made.of(tree("{q.number: {above: 7, below: 7}}")).holds == 0


def truth_among(leaf: Leaf, values: dict[str, Any]) -> int:
    return truths_of(leaf, values[leaf.fact], DAYS) if leaf.fact in values else OPEN


@settings(max_examples=30)
@given(st.data())
def test_bits_say_what_the_truth_of_trees_says(data: st.DataObject) -> None:
    known = data.draw(strategies.catalogues())
    typed = {name: Fact.model_validate(definition) for name, definition in known.items()}
    raw = data.draw(strategies.expectations(known, date(2026, 6, 1)))
    read = Reader(Source("test", {}), typed, []).read(raw, ())
    made = combinations_of([read], typed, DAYS) if read else None
    if read is None or made is None or made.size > 500:
        return
    holds, fails = made.of(read)
    for at, values in enumerate(each(made.everything, made)):
        found = words.truth(read, lambda leaf, v=values: truth_among(leaf, v))
        assert found == (holds >> at & 1) - (fails >> at & 1)


def test_too_many_combinations_are_not_looked_at() -> None:
    known = {f"q.n{at}": KNOWN["q.yes"] for at in range(20)}
    wide = tree("{all: [" + ", ".join(f"{{{name}: {{is: yes}}}}" for name in known) + "]}", known)
    assert combinations_of([wide], known, DAYS) is None


# --- answers behind derived facts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        {"q.gap": 30},
        {"q.gap": -1, "q.yes": True},
        {"q.sum": 7},
        {"q.sum": 0},
        {"q.excess": 12},
        {"q.date": AS_OF, "q.gap": 0},
        {"q.later": AS_OF, "q.gap": 9},
        {"q.number": 3, "q.excess": 25.5},
    ],
)
def test_answers_are_found_from_which_a_computed_value_follows(wanted: dict[str, Any]) -> None:
    found = answers(wanted, KNOWN)
    assert found is not None
    assert not any(KNOWN[name].derived for name in found)
    assert {name: value_of(name, found, KNOWN) for name in wanted} == wanted


SUMS = """
  t.tasks: {question: Which?, about: product, type: table, columns: {all: {type: number}, done: {type: number}}}
  t.all: {about: product, type: number, derived: {function: column_sum, from: [t.tasks], column: all}}
  t.done: {about: product, type: number, derived: {function: column_sum, from: [t.tasks], column: done}}
  t.share: {about: product, type: number, derived: {function: percentage, from: [t.done, t.all]}}
"""


def test_two_sums_of_one_table_are_found_together() -> None:
    known = {name: Fact.model_validate(definition) for name, definition in parsed(SUMS).items()}
    found = answers({"t.share": 94.9, "t.all": 1000}, known)
    assert found is not None
    assert found["t.tasks"] == [{"all": 1000, "done": 949}]


def test_nothing_is_traced_back_to_what_is_not_answered() -> None:
    """Where the gap is known, both dates are."""
    made = grid("{q.gap: {at_least: 30}, q.date: {provided: yes}, q.later: {provided: yes}}")
    silent = made.everything & ~made.answered("q.later")
    assert first_answers(silent & made.answered("q.gap"), made, KNOWN, DAYS) is None
    found = first_answers(silent & made.answered("q.date"), made, KNOWN, DAYS)
    assert found is not None
    assert set(found) == {"q.date"}


def test_answers_that_contradict_each_other_are_not_found() -> None:
    assert answers({"q.date": 1, "q.later": 2, "q.gap": 5}, KNOWN) is None


def test_the_first_answers_that_can_be_found_are_given() -> None:
    made = grid("{q.gap: {at_least: 30}}")
    found = first_answers(made.of(tree("{q.gap: {at_least: 30}}")).holds, made, KNOWN, DAYS)
    assert found is not None
    assert value_of("q.gap", found, KNOWN) >= 30


# --- days -----------------------------------------------------------------------------------------------------------


def orders(expectation: str) -> tuple[tuple[Days, ...], bool]:
    return day_orders(list(words.leaves(tree(expectation))), AS_OF)


def test_days_that_nothing_names_need_one_order() -> None:
    assert orders("{q.date: {on_or_after: 2026-01-01}}") == ((Days(AS_OF),), True)
    assert orders("{q.date: {within: 12 months}}") == ((Days(AS_OF),), True)


def test_a_contract_may_end_on_any_side_of_the_days() -> None:
    found, whole = orders("{q.date: {within: 12 months, on_or_after: contract.end}}")
    assert whole
    assert {(each.end > each.as_of) - (each.end < each.as_of) for each in found if each.end} == {-1, 0, 1}


@pytest.mark.parametrize(("months", "days", "kinds"), [("1 month", "30 days", 3), ("12 months", "365 days", 2)])
def test_spans_of_days_and_of_months_stand_in_each_order_that_a_calendar_gives(
    months: str, days: str, kinds: int
) -> None:
    """A month is 28 to 31 days long, and a year 365 or 366."""
    found, whole = orders(f"{{q.date: {{within: {months}}}, q.later: {{within: {days}}}}}")
    assert (len(found), whole) == (kinds, True)


def test_spans_that_never_change_places_need_one_order() -> None:
    assert orders("{q.date: {within: 12 months}, q.later: {within: 90 days}}") == ((Days(AS_OF),), True)


@pytest.mark.parametrize(("days", "decided"), [("365 days", False), ("90 days", True)])
def test_beside_a_fixed_day_spans_that_change_places_are_not_decided(days: str, decided: bool) -> None:
    either = (
        f"[{{q.date: {{within: 12 months}}}}, {{q.date: {{within: {days}}}}}, {{q.date: {{on_or_after: 2026-01-01}}}}]"
    )
    assert orders(f"{{any: {either}}}")[1] is decided


SPANS = (
    "{q.date: {within: 6 months}}",
    "{q.date: {within: 12 months}}, {q.date: {within: 365 days}}",
    "{q.date: {within: 1 month}}, {q.date: {within: 30 days}}, {q.date: {within: 29 days}}",
)


@settings(max_examples=40)
@given(st.integers(-9_000, 9_000), st.integers(-9_000, 9_000), st.integers(0, 9_000), st.sampled_from(SPANS))
def test_every_order_of_days_is_among_them(as_of: int, start: int, length: int, spans: str) -> None:
    """For any days, some representative lets exactly the same truths go together."""
    expectation = f"{{all: [{spans}, {{q.date: {{on_or_after: contract.start, on_or_before: contract.end}}}}]}}"
    shown = {frozenset(cell.truths for cell in cells(expectation, each).values) for each in orders(expectation)[0]}
    today = AS_OF + as_of
    mine = Days(today, today + start, today + start + length)
    assert frozenset(cell.truths for cell in cells(expectation, mine).values) in shown
