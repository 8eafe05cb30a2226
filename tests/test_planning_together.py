"""One plan for several selections: what serves several is paid once, and what it promises in each comes out."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from builders import AS_OF, Small, day
from cli_tenders import run

from techassure import Assessor, assessing
from techassure.planning.abreast import Together, together
from techassure.planning.changes import applied
from techassure.planning.efforts import Efforts
from techassure.selections.selecting import baseline

ONE = "{title: One, award_criteria: {o: {weight: 100, criteria: {small/S: 1, small/T: 3}}}, gates: {small/B: none}}"
TWO = "{title: Two, award_criteria: {o: {weight: 100, criteria: {small/S: 1, small/U: 1}}}, gates: {small/A: none}}"


def two(small: Small) -> Small:
    small.criterion("A", "{q.yes: {is: yes}, q.other: {is: yes}}").criterion("B", "{q.yes: {is: yes}}")
    small.criterion("S", "{q.paper: {provided: yes}}", role="{}").criterion("T", "{q.number: {at_least: 2}}", role="{}")
    return small.criterion("U", "{q.third: {is: yes}}", role="{}").baseline("one", ONE).baseline("two", TWO)


def made(small: Small, answers: str = "{}", **efforts: Fraction) -> tuple[Together, list[Assessor]]:
    path, library = small.submission(answers), small.library()
    assessors = [Assessor(baseline(name, library), day(AS_OF).toordinal()) for name in ("one", "two")]
    found = [next(iter(assessing.read_all(each.selection, [path], {}))) for each in assessors]
    before = [assessor.assess(each) for assessor, each in zip(assessors, found, strict=True)]  # type: ignore[arg-type]
    return together(before, Efforts({f"q.{name}": effort for name, effort in efforts.items()})), assessors


def test_change_that_serves_both_is_paid_once(small: Small) -> None:
    plan, _ = made(two(small))
    assert {each.change.fact: each.serves for each in plan.changes} == {
        "q.yes": (("small/A",), ("small/B",)),
        "q.other": (("small/A",), ()),
    }
    assert [each.verdict for each in plan.after] == ["compliant", "compliant"]
    assert (plan.effort, plan.least) == (2, 2)


def test_points_promised_in_each_are_gained_in_each(small: Small) -> None:
    plan, assessors = made(two(small))
    now = list(plan.after)
    for step in plan.steps:
        then = [a.assess(applied(n.submission, step.changes, a.as_of)) for a, n in zip(assessors, now, strict=True)]
        gains = tuple(new.score.low - old.score.low for old, new in zip(now, then, strict=True))  # type: ignore[union-attr]
        assert gains == step.gains
        now = then
    assert [each.score.low for each in now if each.score] == [100, 100]
    assert [each.changes[0].fact for each in plan.steps] == ["q.paper", "q.number", "q.third"]


def test_order_is_by_points_for_the_effort(small: Small) -> None:
    plan, _ = made(two(small), paper=Fraction(10))
    assert [each.changes[0].fact for each in plan.steps] == ["q.number", "q.third", "q.paper"]


SHARED = "{{title: T, award_criteria: {{o: {{weight: 100, criteria: {{small/{}: 1}}}}}}, gates: {{{}}}}}"


def test_what_gains_points_in_one_and_loses_a_gate_in_the_other_is_not_offered(small: Small) -> None:
    small.criterion("P", "{q.choice: {is: a}}", role="{}").criterion("K", "{q.choice: {is: b}}")
    small.baseline("one", SHARED.format("P", "small/K: none")).baseline("two", SHARED.format("P", ""))
    plan, _ = made(small, "{q.choice: b}")
    assert plan.after[1].verdict == "compliant"
    assert plan.steps == ()


def test_what_gains_in_one_as_many_points_as_it_loses_in_the_other_is_not_offered(small: Small) -> None:
    small.criterion("P", "{q.choice: {is: a}}", role="{}").criterion("K", "{q.choice: {is: b}}", role="{}")
    small.baseline("one", SHARED.format("P", "")).baseline("two", SHARED.format("K", ""))
    plan, _ = made(small, "{q.choice: b}")
    assert [each.score.low for each in plan.after if each.score] == [0, 100]
    assert plan.steps == ()


def test_each_is_planned_after_the_changes_of_those_before_and_told_what_serves_it(small: Small) -> None:
    """By itself the second would rather have `q.other`; with `q.yes` there already, `q.third` is less."""
    small.criterion("A", "{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}")
    small.criterion("B", "{any: [{all: [{q.yes: {is: yes}}, {q.third: {is: yes}}]}, {q.other: {is: yes}}]}")
    small.criterion("S", "{q.paper: {provided: yes}}", role="{}")
    small.baseline("one", SHARED.format("S", "small/B: none")).baseline("two", SHARED.format("S", "small/A: none"))
    plan, _ = made(small, other=Fraction(2), third=Fraction(3, 2))
    assert {each.change.fact: each.serves for each in plan.changes} == {
        "q.yes": (("small/A",), ()),
        "q.third": ((), ("small/B",)),
    }
    assert (plan.effort, plan.least) == (Fraction(5, 2), 2)


def gates(small: Small, one: str, two: str) -> Small:
    small.criterion("A", one).criterion("B", two)
    return small.baseline("one", "{gates: {small/B: none}}").baseline("two", "{gates: {small/A: none}}")


def answers(plan: Together) -> dict[str, Any]:
    return {each.change.fact: each.change.shown for each in plan.changes}


def test_an_answer_is_chosen_that_serves_both_where_one_does(small: Small) -> None:
    """By itself the first would take b, and the second a."""
    plan, _ = made(gates(small, "{q.choice: {one_of: [b, c]}}", "{q.choice: {is_not: b}}"))
    assert ([each.verdict for each in plan.after], answers(plan)) == (["compliant", "compliant"], {"q.choice": "c"})


def test_the_first_gives_way_where_it_can_have_something_else(small: Small) -> None:
    plan, _ = made(gates(small, "{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}", "{q.yes: {is: no}}"))
    assert answers(plan) == {"q.yes": False, "q.other": True}
    assert [each.verdict for each in plan.after] == ["compliant", "compliant"]
    assert {each.change.fact: each.serves for each in plan.changes} == {
        "q.yes": ((), ("small/B",)),
        "q.other": (("small/A",), ()),
    }


def test_a_day_moves_with_the_one_from_which_another_counts(small: Small) -> None:
    """Moved by itself, the day would be too far from the later one."""
    small = gates(small, "{q.gap: {at_most: 3}}", "{q.date: {on_or_after: 2026-05-01}}")
    plan, _ = made(small, "{q.date: 2026-01-01, q.later: 2026-01-02}")
    assert [each.verdict for each in plan.after] == ["compliant", "compliant"]


def test_what_selections_exclude_is_said_of_the_later_and_the_earlier_keeps_its_gate(small: Small) -> None:
    path = gates(small, "{q.yes: {is: yes}}", "{q.yes: {is: no}, q.other: {is: yes}}").submission("{}")
    plan, _ = made(small)
    assert ([each.verdict for each in plan.after], plan.lost) == (["compliant", "non-compliant"], ((), ("small/B",)))
    assert (plan.exact, plan.least <= plan.effort) == (False, True)
    options = ("--baseline", "one", "--baseline", "two", "--library", small.root, "--as-of", AS_OF, "--plan")
    shown = " ".join(run("check", path, *options).stdout.split())
    assert "Was reached by itself, and not together with what the others need: small/B of two." in shown
    data = json.loads(run("check", path, *options, "--format", "json").stdout)
    assert [each["apart"] for each in data["selections"]] == [
        [],
        [{"criterion": "small/B", "because": "not together"}],
    ]


def test_page_and_data(small: Small) -> None:
    path = two(small).submission("{q.yes: yes, q.other: yes}")
    small.library()
    options = ("--baseline", "one", "--baseline", "two", "--library", small.root, "--as-of", AS_OF, "--plan")
    shown = " ".join(run("check", path, *options).stdout.split())
    assert "One more document: 75 points more, 25 in one and 50 in two." in shown
    assert "There is nothing to change, or nothing helps, but for points." in shown
    alone = " ".join(run("check", path, *options[:2], *options[4:]).stdout.split())
    assert "There is nothing to change, but for points." in alone
    document = json.loads(run("check", path, *options, "--format", "json").stdout)
    assert document["kind"] == "plan-together"
    assert document["steps"][0]["gains"] == [{"selection": "one", "gain": "25"}, {"selection": "two", "gain": "50"}]


def test_what_is_open_in_both_is_said_once_and_what_is_open_in_one_with_its_name(small: Small) -> None:
    judged = {"judged_by": "reviewer", "reviewer_asks": "Is it good?"}
    small.criterion("A", "{q.yes: {is: yes}}", **judged).criterion("B", "{q.other: {is: yes}}", **judged)
    small.scored("S", "{q.third: {is: yes}}").baseline("one", "{}").baseline("two", "{gates: {small/B: none}}")
    path = small.submission("{}")
    small.library()
    options = ("--baseline", "one", "--baseline", "two", "--library", small.root, "--as-of", AS_OF, "--plan")
    assert "- A person has to judge it: small/A and small/B of one.\n" in run("check", path, *options).stdout


def test_it_is_made_for_one_submission(small: Small) -> None:
    two(small).submission("{}")
    small.submission("{}", name="two")
    small.library()
    more = ("--baseline", "one", "--baseline", "two", "--library", small.root, "--plan")
    assert run("check", small.submissions, *more).exit_code == 2


def said(document: dict[str, Any], fact: str) -> dict[str, set[str]]:
    """Return what a plan says that an answer has to reach: to comply, and for points."""
    parts = document.get("plans", [document])
    steps = [each for part in parts for step in part["steps"] for each in step["changes"]]
    found = {"to comply": [each for part in parts for each in part["changes"]], "for points": steps}
    return {what: {r["says"] for c in each if c["fact"] == fact for r in c["reach"]} for what, each in found.items()}


GAP = "{q.gap: {at_least: 2, at_most: 5}}"
WHOLE = "{q.rows: {rows: {at_least: 2}, every: {score: {at_least: 4}}}}"


@pytest.mark.parametrize(
    ("fact", "expect"), [("q.date", GAP), ("q.rows", WHOLE), ("q.number", "{q.number: {above: 7}}")]
)
@pytest.mark.parametrize("role", ["{share: 1}", "{gate: requirement}"])
def test_plan_for_several_says_of_a_change_what_the_plan_for_one_says(
    small: Small, fact: str, expect: str, role: str
) -> None:
    small.criterion("S", "{q.paper: {provided: yes}}", role="{}").criterion("X", expect, role=role)
    counted = "small/S: 1, small/X: 1" if "share" in role else "small/S: 1"
    small.baseline("one", f"{{title: T, award_criteria: {{o: {{weight: 100, criteria: {{{counted}}}}}}}}}")
    small.baseline("two", SHARED.format("S", "" if "share" in role else "small/X: none"))
    path = small.submission("{q.later: 2026-05-20, q.number: 1, q.rows: [{name: a, score: 5}]}")
    small.library()
    options = ("--library", small.root, "--as-of", AS_OF, "--plan", "--format", "json")
    alone = json.loads(run("check", path, "--baseline", "one", *options).stdout)
    for names in (("one", "two"), ("two", "one")):
        both = run("check", path, *(part for name in names for part in ("--baseline", name)), *options)
        assert said(json.loads(both.stdout), fact) == said(alone, fact)
    assert any(said(alone, fact).values())


def test_an_answer_has_to_reach_what_it_gains_or_keeps_in_each(small: Small) -> None:
    """Planned for one, a change says what the other gains by it, and what the other has to lose."""
    small.scored("P", "{q.number: {at_least: 5}}").scored("K", "{q.number: {at_most: 10}}")
    small.criterion("G", "{q.number: {at_most: 50}}").criterion("H", "{q.choice: {is: a}}")
    small.criterion("L", "{q.choice: {one_of: [a, b]}}")
    small.baseline("one", SHARED.format("P", "small/G: none, small/L: none"))
    small.baseline("two", SHARED.format("K", "small/H: none"))
    plan, _ = made(small, "{q.number: 3, q.choice: c}")
    shared = [*plan.changes, *plan.steps[0].shared]
    told = {each.change.fact: [[str(leaf.raw) for leaf, _ in its.reach] for its in each.told] for each in shared}
    assert told == {"q.choice": [["a"], ["['a', 'b']"]], "q.number": [["5"], ["10"]]}
