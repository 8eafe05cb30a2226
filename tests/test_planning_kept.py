"""What a plan keeps: what a product is, and what has happened. What its maker can do is planned."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from builders import AS_OF, Small, day
from cli_tenders import run
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure import Assessment
from techassure.planning.abreast import together
from techassure.planning.efforts import Efforts
from techassure.planning.kept import asking_most
from techassure.planning.making import Plan, plan_of
from techassure.planning.memo import Memo

OR_OTHER = "{any: [{q.yes: {is: no}}, {q.other: {is: yes}}]}"


def marked(small: Small, **marks: str) -> Small:
    """Say of facts how they change."""
    for name, mark in marks.items():
        assert f"  q.{name}: {{" in small.facts
        small.facts = small.facts.replace(f"  q.{name}: {{", f"  q.{name}: {{changes: {mark}, ", 1)
    return small


def planned(small: Small, answers: Any, **efforts: Any) -> Plan:
    return plan_of(small.assess(answers).assessment, Efforts(**efforts))


def changed(plan: Plan) -> dict[str, Any]:
    return {each.fact: each.shown for each in plan.changes}


def apart(plan: Plan) -> dict[str, str]:
    return {each.criterion: each.because for each in plan.apart}


# --- never: what a product is -----------------------------------------------------------------------------------------


def test_what_a_product_is_stays_where_a_check_takes_either(small: Small) -> None:
    plan = planned(
        marked(small, yes="never").criterion("X", OR_OTHER), "{q.yes: yes, q.other: no}", by_fact={"q.other": 9}
    )
    assert (changed(plan), plan.exact, plan.after.verdict) == ({"q.other": True}, True, "compliant")


def test_what_a_product_is_stays_where_a_check_demands_another(small: Small) -> None:
    plan = planned(marked(small, number="never").criterion("X", "{q.number: {at_least: 7}}"), "{q.number: 3}")
    assert (changed(plan), apart(plan)) == ({}, {"small/X": "kept"})


def test_what_a_product_is_is_asked_first_and_assumed_and_not_advised(small: Small) -> None:
    marked(small, number="never").criterion("X", "{q.number: {at_least: 7}}").criterion("Y", "{q.other: {is: yes}}")
    plan = planned(small, "{}")
    assert {each.fact: each.given for each in plan.changes} == {"q.number": True, "q.other": False}
    assert (plan.asked_first, plan.after.verdict) == (("q.number",), "compliant")


def test_page_asks_for_what_is_so_and_says_with_what_the_plan_holds(small: Small) -> None:
    marked(small, number="never", later="never").criterion("X", "{q.number: {at_least: 7}}")
    path = small.criterion("Y", "{q.later: {provided: yes}}").submission("{}")
    small.library()
    shown = run("check", path, "--standard", "small@1", "--library", small.root, "--as-of", AS_OF, "--plan").stdout
    assert "(q.number)\n   Answer it as it is. The plan holds if that is: 7 or more.\n" in shown
    assert "(q.later)\n   Answer it as it is.\n" in shown


def test_unanswered_it_is_taken_to_be_what_asks_most(small: Small) -> None:
    plan = planned(marked(small, yes="never").criterion("X", OR_OTHER), "{}")
    assert (changed(plan), plan.asked_first) == ({"q.other": True}, ("q.yes",))


def test_where_every_answer_will_do_no_answer_is_named_and_nothing_hangs_on_it(small: Small) -> None:
    plan = planned(marked(small, number="never").criterion("X", "{q.number: {provided: yes}}"), "{}")
    assert [(each.fact, each.reach) for each in plan.changes] == [("q.number", ())]
    assert plan.asked_first == ()


def test_a_figure_is_planned_by_the_answers_that_can_change(small: Small) -> None:
    small.criterion("X", "{q.gap: {at_most: 3}}")
    plan = planned(marked(small, date="never"), "{q.date: 2026-01-01, q.later: 2026-02-01}")
    assert (list(changed(plan)), plan.after.verdict) == (["q.later"], "compliant")


def test_a_figure_of_what_a_product_is_hangs_on_it(small: Small) -> None:
    plan = planned(marked(small, date="never").criterion("X", "{q.gap: {at_most: 3}}"), "{q.later: 2026-02-01}")
    assert [(each.fact, each.given, [leaf.raw for leaf, _ in each.reach]) for each in plan.changes] == [
        ("q.date", True, ["3"])
    ]
    assert plan.asked_first == ("q.date",)


@pytest.mark.parametrize(
    ("expect", "values", "most"),
    [
        (OR_OTHER, [True, False], [True]),
        ("{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}", [True, False], [False]),
        ("{q.yes: {provided: yes}}", [True, False], [True, False]),
        ("{any: [{q.yes: {is: no}}, {all: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}]}", [False, True], [True]),
    ],
)
def test_that_asks_most_with_which_the_fewest_checks_are_met(
    small: Small, expect: str, values: list[bool], most: list[bool]
) -> None:
    assessor = small.criterion("X", expect).assess("{}").assessment.assessor
    [plan] = [each for each in assessor.facts if each.name == "q.yes"]
    assert asking_most(plan, values, assessor.criteria) == most


def test_what_keeps_a_gate_out_of_reach_is_told_from_what_else_it_asks(small: Small) -> None:
    """The answer that stays is not the one that is in the way."""
    marked(small, date="forward").criterion("X", ["{q.date: {on_or_after: 2026-01-01}}", "{q.yes: {is: yes}}"])
    plan = planned(small, "{q.date: 2026-02-01, q.yes: no}", fixed=frozenset({"q.yes"}))
    assert apart(plan) == {"small/X": "fixed"}


# --- once: what happens and then stays --------------------------------------------------------------------------------


@pytest.mark.parametrize(("answers", "change"), [("yes", {"q.other": True}), ("no", {}), ("", {"q.other": True})])
def test_a_product_that_is_live_is_not_made_one_that_never_was(small: Small, answers: str, change: Any) -> None:
    """Unanswered, it may be live: only its maker knows, and is asked."""
    plan = planned(marked(small, yes="once").criterion("X", OR_OTHER), f"{{q.yes: {answers}}}")
    assert changed(plan) == change
    assert plan.asked_first == (() if answers else ("q.yes",))


@pytest.mark.parametrize("answers", ["{q.yes: no}", "{}"])
def test_what_has_not_happened_yet_may_happen(small: Small, answers: str) -> None:
    plan = planned(marked(small, yes="once").criterion("X", "{q.yes: {is: yes}}"), answers)
    assert changed(plan) == {"q.yes": True}
    assert [(leaf.word, holds) for leaf, holds in plan.changes[0].reach] == [("is", True)]


@pytest.mark.parametrize(
    ("name", "expect", "answer", "moved"),
    [
        ("date", "{q.date: {on_or_before: 2026-01-01}}", "2026-02-01", False),
        ("date", "{q.date: {on_or_after: 2026-05-01}}", "2026-02-01", False),
        ("date", "{q.date: {on_or_before: 2026-06-20}}", "2026-07-01", True),
        ("date", "{q.date: {on_or_before: as_of}}", "2026-06-01", None),
        ("number", "{q.number: {at_least: 5}}", "3", False),
        ("number", "{q.number: {at_least: 5}}", "", True),
        ("choice", "{q.choice: {is: a}}", "b", False),
        ("choices", "{q.choices: {includes_all: [a]}}", "[]", False),
        ("rows", "{q.rows: {rows: {at_least: 1}}}", "[]", False),
        ("rows", "{q.rows: {rows: {at_least: 1}}}", "", True),
    ],
)
def test_what_happened_once_stays_and_what_is_to_come_may_move(
    small: Small, name: str, expect: str, answer: str, moved: bool | None
) -> None:
    if name == "rows":
        small.facts = small.facts.replace("  q.rows:\n", "  q.rows:\n    changes: once\n")
    else:
        marked(small, **{name: "once"})
    plan = planned(small.criterion("X", expect), f"{{q.{name}: {answer}}}")
    assert list(changed(plan)) == ([f"q.{name}"] if moved else [])
    assert apart(plan) == ({"small/X": "kept"} if moved is False else {})


# --- forward: what recurs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "answer", "because"),
    [
        ("{q.date: {on_or_after: 2026-05-01}}", "2026-02-01", None),
        ("{q.date: {on_or_before: 2026-01-01}}", "2026-02-01", "kept"),
        ("{q.date: {on_or_before: 2026-06-20}}", "2026-07-01", None),
        ("{q.date: {on_or_before: 2026-01-01}}", "", None),
    ],
)
def test_a_date_that_recurs_only_becomes_later(small: Small, expect: str, answer: str, because: str | None) -> None:
    plan = planned(marked(small, date="forward").criterion("X", expect), f"{{q.date: {answer}}}")
    assert apart(plan) == ({"small/X": because} if because else {})
    assert plan.after.verdict == ("non-compliant" if because else "compliant")


def test_later_than_what_was_answered_and_not_than_what_was_planned(small: Small) -> None:
    """The gate is met by any day from May on; that the plan was tried with one of them moves nothing."""
    small.criterion("G", "{q.date: {on_or_after: 2026-05-01}}").scored("S", "{q.date: {on_or_before: 2026-05-10}}")
    plan = planned(marked(small, date="forward"), "{q.date: 2026-01-01}")
    assert plan.after.verdict == "compliant"
    done = [each.shown for step in plan.steps for each in step.changes] or [plan.changes[0].shown]
    assert day("2026-05-01").toordinal() <= done[-1] <= day("2026-05-10").toordinal()


COMPUTED = (
    "{q.gap: {at_most: 3}}",
    "{q.gap: {at_least: 2, at_most: 5}}",
    "{q.date: {within: 10 days}}",
    "{q.later: {on_or_before: 2026-05-28}}",
    "{any: [{q.gap: {at_least: 4}}, {q.yes: {is: no}}]}",
    "{not: {q.gap: {at_least: 1}}}",
)
DAYS = {"q.date": ("2026-05-20", "2026-06-09"), "q.later": ("2026-05-25", "2026-01-01"), "q.yes": ("yes", "no")}


def undoes_nothing(assessment: Assessment, name: str, value: Any) -> bool:
    """Tell whether an answer makes no yes a no, and moves no day back that has come."""
    now = assessment.submission.values.get(name)
    return value is True if name == "q.yes" else now is None or now > assessment.assessor.as_of or value > now


def near(assessment: Assessment, name: str) -> list[Any]:
    """Return every answer near the days that the gates and the answers speak of."""
    first, other = day("2026-05-10").toordinal(), day("2025-12-26").toordinal()
    spread = [True, False] if name == "q.yes" else [*range(first, first + 45), *range(other, other + 13)]
    return [each for each in spread if undoes_nothing(assessment, name, each)]


@settings(max_examples=25)
@given(st.data())
def test_no_smaller_set_does_it_that_undoes_nothing(data: st.DataObject) -> None:
    """Brute force over every day near."""
    gates = data.draw(st.lists(st.sampled_from(COMPUTED), min_size=1, max_size=3, unique=True))
    answers = data.draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in DAYS.items()}))
    with TemporaryDirectory() as folder:
        small = marked(Small(Path(folder)), date="forward", later="forward", yes="once")
        for at, gate in enumerate(gates):
            small.criterion(f"G{at}", gate)
        now = small.assess(answers).assessment
    plan = plan_of(now, Efforts())
    assert all(undoes_nothing(now, each.fact, each.shown) for each in plan.changes)
    reached = plan.after.verdict == "compliant"
    assert not reached or (plan.exact and plan.least == len(plan.changes))
    for size in range(len(plan.changes) if reached else 3):
        for chosen in combinations(DAYS, size):
            for values in product(*(near(now, name) for name in chosen)):
                values_ = {**now.submission.values, **dict(zip(chosen, values, strict=True))}
                assert now.assessor.assess(replace(now.submission, values=values_)).verdict != "compliant", values_


@settings(max_examples=15)
@given(st.data())
def test_what_is_remembered_of_one_product_changes_no_plan_of_another(data: st.DataObject) -> None:
    gates = data.draw(st.lists(st.sampled_from(COMPUTED), min_size=1, max_size=3, unique=True))
    answers = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in DAYS.items()})
    with TemporaryDirectory() as folder:
        small = marked(Small(Path(folder)), date="forward", later="once", yes="once")
        for at, gate in enumerate(gates):
            small.criterion(f"G{at}", gate)
        first = small.assess("{}").assessment
    memo = Memo()
    for given_ in data.draw(st.lists(answers, min_size=2, max_size=4)):
        values = {n: day(v).toordinal() if n != "q.yes" else v == "yes" for n, v in given_.items()}
        now = first.assessor.assess(replace(first.submission, values={**first.submission.values, **values}))
        plan, alone = plan_of(now, Efforts(), memo=memo), plan_of(now, Efforts())
        assert (plan.changes, plan.apart, plan.least, plan.exact) == (
            alone.changes, alone.apart, alone.least, alone.exact,
        )  # fmt: skip


def test_a_plan_for_several_keeps_what_was_answered_and_not_what_the_first_of_them_planned(small: Small) -> None:
    """The first would have any day from May on, the second none after the tenth: both can be had."""
    small.criterion("A", "{q.date: {on_or_after: 2026-05-01}}").criterion("B", "{q.date: {on_or_before: 2026-05-10}}")
    assessment = marked(small, date="forward").assess("{q.date: 2026-01-01}").assessment
    plan = together([assessment, assessment], Efforts())
    assert [each.verdict for each in plan.after] == ["compliant", "compliant"]


# --- columns: what a row says of the past -----------------------------------------------------------------------------

PAST = {"name": "never", "closed_on": "forward", "open": "once"}


def with_past(small: Small) -> Small:
    """Say of columns how they change."""
    for name, mark in PAST.items():
        small.facts = small.facts.replace(f"      {name}: {{type: ", f"      {name}: {{changes: {mark}, type: ", 1)
    assert small.facts.count("changes: ") == len(PAST)
    return small


ROW = "name: A, score: 2, closed_on: 2026-02-01, open: yes"


@pytest.mark.parametrize(
    ("asked", "row", "because"),
    [
        ("every: {score: {at_least: 5}}", ROW, None),
        ("every: {name: {is: B}}", ROW, "kept"),
        ("some: {score: {at_least: 5}}", ROW, None),
        ("some: {name: {is: B}}", ROW, None),
        ("rows: {at_most: 0}", ROW, "kept"),
        ("rows: {at_least: 3}", ROW, None),
        ("every: {closed_on: {on_or_after: 2026-05-01}}", ROW, None),
        ("every: {closed_on: {on_or_before: 2026-01-01}}", ROW, "kept"),
        ("every: {closed_on: {on_or_before: 2026-01-01}}", "name: A", None),
        ("every: {closed_on: {on_or_before: 2026-07-01}}", "name: A, closed_on: 2026-08-01", None),
        ("every: {open: {is: no}}", ROW, "kept"),
        ("every: {open: {is: yes}}", "name: A, open: no", None),
        ("every: {open: {is: no}}", "name: A", "kept"),
    ],
)
def test_rows_that_say_what_has_happened_stay(small: Small, asked: str, row: str, because: str | None) -> None:
    plan = planned(with_past(small).criterion("X", f"{{q.rows: {{{asked}}}}}"), f"{{q.rows: [{{{row}}}]}}")
    assert apart(plan) == ({"small/X": because} if because else {})
    assert (plan.after.verdict == "compliant") == (because is None)


def test_a_table_that_is_not_answered_has_no_past(small: Small) -> None:
    plan = planned(with_past(small).criterion("X", "{q.rows: {rows: {at_least: 1}, every: {name: {is: B}}}}"), "{}")
    assert (list(changed(plan)), plan.after.verdict) == (["q.rows"], "compliant")


def test_a_figure_over_the_past_stays_and_the_other_side_of_it_moves(small: Small) -> None:
    derived = "{function: days_between, from: [q.latest, q.date]}"
    small.facts += f"  q.since: {{about: product, type: number, derived: {derived}}}\n"
    small.facts = small.facts.replace("closed_on: {type", "closed_on: {changes: never, type", 1)
    seen = small.criterion("X", "{q.since: {at_least: 0}}")
    plan = planned(seen, "{q.rows: [{name: A, closed_on: 2026-02-01}], q.date: 2026-01-01}", by_fact={"q.date": 9})
    assert (list(changed(plan)), plan.after.verdict) == (["q.date"], "compliant")


ROW_GATES = (
    "{q.rows: {every: {score: {at_least: 5}}}}",
    "{q.rows: {some: {name: {is: B}}}}",
    "{q.rows: {every: {any: [{name: {is: A}}, {closed_on: {on_or_after: 2026-05-01}}]}}}",
    "{not: {q.rows: {some: {open: {is: no}}}}}",
    "{q.rows: {rows: {at_most: 1}}}",
    "{any: [{q.rows: {every: {closed_on: {on_or_before: 2026-01-01}}}}, {q.yes: {is: yes}}]}",
    "{q.sum: {at_least: 6}}",
)
GIVEN_ROWS = (ROW, "name: B", "name: A, open: no, score: 7", "name: C, closed_on: 2025-12-01")


@settings(max_examples=25)
@given(st.data())
def test_no_plan_rewrites_a_row_of_the_past(data: st.DataObject) -> None:
    gates = data.draw(st.lists(st.sampled_from(ROW_GATES), min_size=1, max_size=4, unique=True))
    rows = data.draw(st.lists(st.sampled_from(GIVEN_ROWS), max_size=2))
    with TemporaryDirectory() as folder:
        small = with_past(Small(Path(folder)))
        for at, gate in enumerate(gates):
            small.criterion(f"G{at}", gate)
        now = small.assess(f"{{q.rows: [{', '.join(f'{{{row}}}' for row in rows)}]}}").assessment
    plan = plan_of(now, Efforts())
    before, after = now.submission.values["q.rows"], changed(plan).get("q.rows", now.submission.values["q.rows"])
    for old, new in zip(before, after, strict=False):
        assert old["name"] == new["name"]
        assert "closed_on" not in old or new["closed_on"] >= old["closed_on"]
        assert new.get("open", False) >= old.get("open", False)
    assert len(after) >= len(before)
    assert plan.after.verdict == "compliant" or plan.apart
