"""The supplier's plan: it does what it says, and nothing smaller does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from builders import Seen, Small, day, written
from cli_tenders import make, run
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure import Assessment, ProblemsFound
from techassure.documents.document import validator
from techassure.planning import kept, search, ways
from techassure.planning.board import Board
from techassure.planning.changes import Change, applied
from techassure.planning.desk import keeps_gates
from techassure.planning.efforts import Efforts, read_efforts
from techassure.planning.making import Plan, plan_of
from techassure.planning.plan_document import PlanDocument, TogetherDocument
from techassure.proving import cells

REMOTE = Path(__file__).parents[1] / "seeds/tenders/remote-monitoring"
GATES = (
    "{q.yes: {is: yes}}",
    "{q.yes: {is: no}}",
    "{any: [{q.yes: {is: yes}}, {q.other: {is: yes}}]}",
    "{any: [{q.number: {at_least: 7}}, {all: [{q.other: {is: yes}}, {q.third: {is: no}}]}]}",
    "{q.number: {at_most: 3}}",
    "{q.number: {at_least: 2}, q.choice: {one_of: [a, b]}}",
    "{not: {all: [{q.choice: {is: a}}, {q.third: {is: yes}}]}}",
    "{q.date: {within: 6 months}}",
    "{any: [{q.date: {on_or_before: 2020-01-01}}, {q.choice: {is: c}}]}",
    "{q.rows: {rows: {at_least: 1}, every: {score: {below: 7}}}}",
    "{any: [{q.paper: {provided: yes}}, {q.third: {is: yes}}]}",
)
DEMANDS = ("", "{demands: documented, by: q.paper}", "{demands: documented, by: [q.paper, q.report]}")
ANSWERS: dict[str, tuple[Any, ...]] = {
    "q.yes": ("yes", "no"),
    "q.other": ("yes", "no"),
    "q.third": ("yes", "no"),
    "q.number": ("1", "5", "9"),
    "q.choice": ("a", "b", "c"),
    "q.date": ("2026-05-01", "2024-05-01"),
}


def planned(seen: Seen, **efforts: Any) -> Plan:
    return plan_of(seen.assessment, Efforts(**efforts))


def changes(plan: Plan) -> list[str]:
    return [each.fact for each in plan.changes]


def every_set(assessment: Assessment, size: int) -> Iterator[tuple[Change, ...]]:
    """Yield every set of so many changes, with each value that the selection tells apart."""
    board = Board(assessment, frozenset())
    names = [each.name for each in assessment.assessor.facts if board.is_open(each.name)]
    for chosen in combinations(names, size):
        for values in product(*(board.choices(name).values for name in chosen)):
            yield tuple(Change(n, Fraction(1), (), v, ()) for n, v in zip(chosen, values, strict=True))


def fits(assessment: Assessment, made: tuple[Change, ...]) -> bool:
    as_of = assessment.assessor.as_of
    return assessment.assessor.assess(applied(assessment.submission, made, as_of)).verdict == "compliant"


@settings(max_examples=40)
@given(st.data())
def test_plan_applied_complies_and_no_smaller_set_does(data: st.DataObject) -> None:
    """Brute force over every smaller set of changes, each run through the engine."""
    gates = data.draw(st.lists(st.sampled_from(GATES), min_size=1, max_size=4, unique=True))
    answers = data.draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ANSWERS.items()}))
    with TemporaryDirectory() as folder:
        small = Small(Path(folder))
        for at, gate in enumerate(gates):
            demand = data.draw(st.sampled_from(DEMANDS))
            small.criterion(f"G{at}", gate, **({"evidence": demand} if demand else {}))
        assessment = small.assess(answers).assessment
    plan = plan_of(assessment, Efforts())
    most = len(plan.changes) if plan.after.verdict == "compliant" else 3
    smaller = (made for size in range(min(most, 3)) for made in every_set(assessment, size))
    assert not any(fits(assessment, made) for made in smaller)
    if plan.after.verdict == "compliant":
        assert plan.exact
        assert plan.least == plan.effort == len(plan.changes)
        assert fits(assessment, plan.changes)
    else:
        assert plan.apart


def test_it_names_the_first_day_that_will_do(small: Small, tmp_path: Path) -> None:
    small.criterion("X", "{q.date: {within: 12 months}}")
    [change] = planned(small.assess("{q.date: 2024-01-01}")).changes
    [(leaf, holds)] = change.reach
    assert (leaf.word, holds) == ("within", True)
    path = small.submissions / "one" / "submission.yaml"
    result = run("check", path, "--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "--plan")
    assert "To reach: on or after 2025-06-01, and not after 2026-06-01." in result.stdout
    assert "1 change: no smaller set does it." in result.stdout


def test_one_document_serves_all_that_ask_for_it(small: Small) -> None:
    for name in ("A", "B", "C"):
        small.criterion(name, "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    plan = planned(small.assess("{q.yes: yes}"))
    assert changes(plan) == ["q.paper"]
    assert plan.changes[0].serves == ("small/A", "small/B", "small/C")
    assert plan.after.verdict == "compliant"


def test_less_effort_is_better_than_fewer_changes(small: Small) -> None:
    small.criterion("X", "{any: [{q.yes: {is: yes}}, {all: [{q.other: {is: yes}}, {q.third: {is: yes}}]}]}")
    seen = small.assess("{q.yes: no}")
    assert changes(planned(seen)) == ["q.yes"]
    dear = planned(seen, by_fact={"q.yes": Fraction(3)})
    assert changes(dear) == ["q.other", "q.third"]
    assert dear.effort == 2


def test_what_says_whether_something_applies_is_never_planned_away(small: Small) -> None:
    """A product cannot be made another kind of product, and no answer is changed so that less is asked."""
    small.criterion("X", "{q.other: {is: yes}}", applies_when="{q.yes: {is: yes}}")
    small.criterion("Y", "{q.yes: {is: yes}, q.third: {is: yes}}")
    assert changes(planned(small.assess("{q.yes: yes, q.other: no, q.third: yes}"))) == ["q.other"]


def test_what_does_not_apply_forbids_nothing(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}").criterion("Y", "{q.yes: {is: no}}")
    plan = planned(small.assess("{q.other: no, q.yes: yes}"))
    assert (changes(plan), plan.apart, plan.after.verdict) == (["q.yes"], (), "compliant")


def test_kind_of_product_that_no_check_speaks_of_stays_as_it_is(small: Small) -> None:
    small.criterion("X", "{q.other: {is: yes}}", applies_when="{q.yes: {is: yes}}")
    plan = planned(small.assess("{q.other: no}"))
    assert (changes(plan), plan.asked_first) == (["q.other"], ("q.yes",))


A_DEVICE = "{any: [{q.yes: {is: no}}, {all: [{q.yes: {is: yes}}, {q.paper: {provided: yes}}]}]}"


def test_product_is_not_made_another_kind_where_a_check_takes_either(small: Small) -> None:
    """A device without its paper needs the paper: it does not become something that is no device."""
    small.criterion("X", A_DEVICE)
    small.criterion("Y", "{q.other: {is: yes}}", applies_when="{q.yes: {is: yes}}")
    plan = planned(small.assess("{q.yes: yes, q.other: yes}"))
    assert (changes(plan), plan.after.verdict) == (["q.paper"], "compliant")


def test_kind_that_is_not_said_is_asked_first_and_taken_to_ask_more(small: Small) -> None:
    small.criterion("X", A_DEVICE)
    small.criterion("Y", "{q.other: {is: yes}}", applies_when="{q.yes: {is: yes}}", role="{}")
    plan = planned(small.assess("{}"))
    assert [(each.fact, each.shown, each.reach) for each in plan.changes if each.fact == "q.yes"] == [
        ("q.yes", True, ())
    ]
    assert (sorted(changes(plan)), plan.asked_first) == (["q.paper", "q.yes"], ("q.yes",))


A_OR_YES = "{any: [{q.choice: {is: a}}, {q.yes: {is: yes}}]}"
NOT_A_OR_YES = "{any: [{not: {q.choice: {is: a}}}, {q.yes: {is: yes}}]}"
BOTH_OR_YES = "{any: [{q.yes: {is: yes}}, {all: [{q.choice: {is: a}}, {q.other: {is: yes}}]}]}"


@pytest.mark.parametrize(
    ("checks", "parts", "said"),
    [
        ([A_OR_YES], {}, True),
        ([NOT_A_OR_YES], {}, True),
        ([BOTH_OR_YES, A_OR_YES], {}, True),
        (["{q.choice: {one_of: [a, b, c]}}"], {}, True),
        (["{q.choice: {one_of: [a, b]}}"], {}, False),
        (["{not: {q.choice: {one_of: [a, b, c]}}}"], {}, False),
        ([A_OR_YES, "{not: {q.choice: {is: c}}}"], {}, False),
        (["{all: [{q.choice: {is: a}}, {q.yes: {is: yes}}]}"], {}, False),
        (["{any: [{q.choice: {is: a}}, {q.choice: {is: b}}]}"], {}, False),
        ("", {"bands": "{2: {q.choice: {is: a}}, 1: {q.yes: {is: yes}}}", "role": "{share: 1}"}, False),
        ("", {"bands": "{2: {q.other: {is: yes}}, 1: {q.yes: {is: yes}}}", "role": "{share: 1}"}, True),
    ],
)
def test_an_answer_says_which_kind_of_product_it_is_where_no_check_demands_any_of_them(
    small: Small, checks: Any, parts: dict[str, Any], said: bool
) -> None:
    small.criterion("K", "{q.third: {is: yes}}", applies_when="{q.choice: {is: b}, q.number: {at_least: 1}}")
    assessment = small.criterion("X", checks, **parts).assess("{}").assessment
    assert kept.said_by(assessment.assessor) == ({"q.choice": True} if said else {}) | {"q.number": True}


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("{any: [{q.yes: {is: no}}, {q.other: {is: yes}}]}", {"q.yes"}),
        ("{q.yes: {is: yes}}", set()),
        ("{q.yes: {is: no}}", set()),
    ],
)
def test_yes_or_no_says_it_too(small: Small, check: str, said: set[str]) -> None:
    small.criterion("K", "{q.third: {is: yes}}", applies_when="{q.yes: {is: yes}}")
    assert kept.said_by(small.criterion("X", check).assess("{}").assessment.assessor).keys() == said


@pytest.mark.parametrize(
    ("first", "second", "asks_most"),
    [("[a, b]", "[b, c]", ["b"]), ("[a]", "[b]", ["a", "b", "c"]), ("[a, b, c]", "[c]", ["c"])],
)
def test_of_kinds_those_are_taken_of_which_nothing_ceases_to_apply(
    small: Small, first: str, second: str, asks_most: list[str]
) -> None:
    """Or all of them, where each ceases to be asked something."""
    for name, options in (("K", first), ("L", second)):
        small.criterion(name, "{q.third: {is: yes}}", applies_when=f"{{q.choice: {{one_of: {options}}}}}")
    criteria = small.assess("{}").assessment.assessor.criteria
    (plan,) = [each for each in small.all().assessment.assessor.facts if each.name == "q.choice"]
    assert kept.asking_most(plan, ["a", "b", "c"], criteria) == asks_most


def test_an_option_that_is_retired_says_nothing_of_a_product(small: Small) -> None:
    small.facts = small.facts.replace(
        "options: {a: First, b: Second, c: Third}}", "options: {a: A, b: B, c: C}, retired: [c]}", 1
    )
    small.criterion("K", "{q.third: {is: yes}}", applies_when="{q.choice: {is: b}}")
    seen = small.criterion("X", "{q.choice: {one_of: [a, b]}}").assess("{}")
    assert kept.said_by(seen.assessment.assessor) == {"q.choice": True}


def test_gates_that_exclude_each_other_do_not_take_the_others_with_them(small: Small) -> None:
    """What two gates cannot both have is said of one of them; the plan for the rest stands."""
    small.criterion("X", "{q.yes: {is: yes}, q.other: {is: yes}}").criterion("Y", "{q.yes: {is: no}}")
    small.criterion("Z", "{q.other: {is: yes}, q.number: {at_least: 7}}")
    plan = planned(small.assess("{}"))
    assert [(each.criterion, each.because) for each in plan.apart] == [("small/Y", "conflict")]
    assert sorted(changes(plan)) == ["q.number", "q.other", "q.yes"]


HEAD = "techassure: 1, supplier: {id: X-1, name: Larkspur Fictional Ltd}, product: {name: Wardlight, version: 1.0.0}"


def test_plan_never_fails_a_gate_that_was_open(tmp_path: Path) -> None:
    """Where no answers are found for all that is asked of a hazard log, the plan spoils nothing for the rest."""
    answers = "medical_device.standalone: yes, clinical_safety.dcb0129_in_scope: yes"
    file = written(tmp_path / "one.yaml", f"{{{HEAD}, answers: {{{answers}}}}}")
    shown = run("check", file, "--standard", "dcb0129@4.2", "--as-of", "2026-06-01", "--plan", "--format", "json")
    plan = json.loads(shown.stdout)["plans"][0]
    assert (plan["verdict_after"], plan["gates_after"]["not met"]) == ("undecided", 0)
    assert plan["gates_after"]["met"] > 30


def test_gate_that_stands_is_kept_where_another_excludes_it(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}, q.other: {is: yes}}").criterion("Y", "{q.yes: {is: no}}")
    plan = planned(small.assess("{q.yes: no}"))
    assert [each.criterion for each in plan.apart] == ["small/X"]


def test_plan_asks_only_what_the_gates_that_it_serves_ask(small: Small) -> None:
    """What a gate that is given up would have forbidden is no advice."""
    small.criterion("X", "{q.number: {at_least: 7}}").criterion("Y", "{q.number: {at_least: 2, at_most: 3}}")
    said = [(leaf.word, leaf.argument, holds) for leaf, holds in planned(small.assess("{}")).changes[0].reach]
    assert said in ([("at_least", 7, True)], [("at_least", 2, True), ("at_most", 3, True)])


def test_what_is_asked_first_is_asked_with_its_options(tmp_path: Path) -> None:
    file = written(tmp_path / "one.yaml", f"{{{HEAD}, answers: {{}}}}")
    shown = run("check", file, "--standard", "data-protection@2026", "--as-of", "2026-06-01", "--plan").stdout
    first = shown.partition("ANSWER THESE FIRST")[2].partition("WHAT TO CHANGE")[0]
    assert "(hosting.location: `uk_only`, `outside_uk`)" in " ".join(first.split())


def test_fixed_answers_stay_and_what_rests_on_them_is_named(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}")
    small.criterion("Y", "{q.other: {is: yes}}")
    plan = planned(small.assess("{q.yes: no}"), fixed=frozenset({"q.yes"}))
    assert changes(plan) == ["q.other"]
    assert [(each.criterion, each.because) for each in plan.apart] == [("small/X", "fixed")]


def test_what_a_person_has_to_judge_is_planned_as_far_as_answers_go(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", judged_by="reviewer", reviewer_asks="Is it so?")
    plan = planned(small.assess("{}"))
    assert changes(plan) == ["q.yes"]
    assert plan.awaits == (("small/X", "reviewer"),)
    assert plan.after.verdict == "undecided"


def test_what_a_person_judges_is_said_so_where_it_is_not_known_whether_it_applies(small: Small) -> None:
    reads = {"judged_by": "reviewer", "reviewer_asks": "Is it so?"}
    small.criterion("X", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}", **reads)
    plan = planned(small.assess("{}"))
    assert (changes(plan), plan.apart, plan.awaits) == (["q.yes"], (), (("small/X", "reviewer"),))


@pytest.mark.parametrize("role", ["{gate: requirement}", "{share: 1}"])
def test_what_only_a_tools_file_can_show_is_named(small: Small, role: str) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role=role, evidence="{demands: measured, by: q.report}")
    assert planned(small.assess("{q.yes: yes}")).awaits == (("small/X", "tool"),)


COMPUTED = (
    "{q.gap: {at_most: 3}}",
    "{q.gap: {at_least: 2, at_most: 5}}",
    "{q.gap: {at_least: -4, at_most: -2}}",
    "{q.date: {within: 10 days}}",
    "{q.later: {on_or_before: 2026-05-28}}",
    "{any: [{q.gap: {at_least: 4}}, {q.yes: {is: yes}}]}",
    "{not: {q.gap: {at_least: 1}}}",
)
DAYS = {"q.date": ("2026-05-20", "2026-06-09"), "q.later": ("2026-05-25", "2026-01-01"), "q.yes": ("no",)}


def near(name: str) -> list[Any]:
    """Return every day around those that the gates and the answers speak of."""
    first = day("2026-05-10").toordinal()
    spread = [*range(first, first + 40), *range(day("2025-12-26").toordinal(), day("2026-01-08").toordinal())]
    return [True, False] if name == "q.yes" else spread


@settings(max_examples=25)
@given(st.data())
def test_gates_of_computed_figures_are_planned_and_no_smaller_set_does(data: st.DataObject) -> None:
    """Brute force over every day near, not over what the plan itself tried."""
    gates = data.draw(st.lists(st.sampled_from(COMPUTED), min_size=1, max_size=3, unique=True))
    answers = data.draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in DAYS.items()}))
    with TemporaryDirectory() as folder:
        small = Small(Path(folder))
        for at, gate in enumerate(gates):
            small.criterion(f"G{at}", gate)
        assessment = small.assess(answers).assessment
    plan = plan_of(assessment, Efforts())
    reached = plan.after.verdict == "compliant"
    assert not reached or (plan.exact and plan.least == len(plan.changes))
    facts = ("q.date", "q.later", "q.yes")
    for size in range(len(plan.changes) if reached else 3):
        for chosen in combinations(facts, size):
            for values in product(*(near(name) for name in chosen)):
                made = tuple(Change(n, Fraction(1), (), v, ()) for n, v in zip(chosen, values, strict=True))
                assert not fits(assessment, made), made


@pytest.mark.parametrize(
    ("gate", "answers"),
    [
        ("{q.sum: {at_least: 4}}", "{}"),
        ("{q.sum: {at_least: 30, below: 31}}", "{q.rows: [{name: a, score: 5}]}"),
        ("{q.sum: {below: 4}, q.rows: {rows: {at_least: 2}}}", "{}"),
        ("{q.excess: {at_least: 2}}", "{q.number: 5}"),
        ("{q.excess: {at_most: -3}}", "{q.number: 1, q.rows: []}"),
    ],
)
def test_tables_and_figures_of_figures_are_planned_too(small: Small, gate: str, answers: str) -> None:
    plan = planned(small.criterion("X", gate).assess(answers))
    assert plan.after.verdict == "compliant"
    assert plan.least <= len(plan.changes)


def test_page_says_what_is_computed_from_what(small: Small) -> None:
    path = small.criterion("X", "{q.gap: {at_least: 2, at_most: 5}}").submission("{q.date: 2026-05-20}")
    small.library()
    made = run("check", path, "--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "--plan")
    shown = " ".join(made.stdout.split())
    assert "1 change: no smaller set does it." in shown
    assert "To reach: days from q.date to q.later: 2 or more; days from q.date to q.later: 5 or less." in shown
    assert "For instance 2026-05-2" in shown


@pytest.mark.parametrize(("as_of", "answered"), [("0001-01-01", "q.later"), ("9999-12-31", "q.date")])
def test_a_day_outside_the_calendar_is_never_tried(small: Small, as_of: str, answered: str) -> None:
    seen = small.criterion("X", "{q.gap: {at_least: 9}}").assess(f"{{{answered}: {as_of}}}", as_of=as_of)
    assert planned(seen).after.verdict == "compliant"


def test_what_gates_of_figures_exclude_is_said(small: Small) -> None:
    small.criterion("X", "{q.gap: {at_most: 3}}").criterion("Y", "{q.gap: {at_least: 4}}")
    assert {each.because for each in planned(small.assess("{}")).apart} == {"conflict"}


@pytest.mark.parametrize("order", ["submission.product_name, q.text", "q.text, submission.product_name"])
def test_answer_that_has_to_be_the_same_as_the_products_own_is_found(small: Small, order: str) -> None:
    small.facts += f"  q.same: {{about: product, type: yes-no, derived: {{function: same_text, from: [{order}]}}}}\n"
    plan = planned(small.criterion("X", "{q.same: {is: yes}}").assess("{}"))
    assert (plan.after.verdict, [each.shown for each in plan.changes]) == ("compliant", ["Wardlight"])


def test_of_several_bounds_of_a_figure_the_strictest_is_said(small: Small) -> None:
    bands = "{3: {q.gap: {at_least: 30}}, 2: {q.gap: {at_least: 20}}, 1: {q.gap: {at_least: 10}}}"
    small.criterion("G", "{q.yes: {is: yes}}").criterion("X", bands=bands, role="{share: 1}")
    steps = planned(small.assess("{q.yes: yes, q.date: 2026-01-01, q.later: 2026-01-02}")).steps
    said = [leaf.argument for leaf, _ in steps[-1].changes[0].reach if leaf.fact == "q.gap"]
    assert said == [30]


def test_input_that_is_fixed_leaves_the_other_to_change(small: Small) -> None:
    seen = small.criterion("X", "{q.gap: {at_most: 3}}").assess("{q.date: 2026-01-01, q.later: 2026-02-01}")
    assert changes(planned(seen, fixed=frozenset({"q.later"}))) == ["q.date"]
    assert [each.because for each in planned(seen, fixed=frozenset({"q.later", "q.date"})).apart] == ["computed"]


def test_a_figure_may_be_as_either_of_two_words_has_it(small: Small) -> None:
    small.criterion("X", "{any: [{q.gap: {at_least: 4}}, {q.gap: {at_most: -4}}]}")
    assert planned(small.assess("{q.date: 2026-01-01}")).after.verdict == "compliant"


def test_what_would_fail_a_gate_that_could_not_be_planned_is_given_up(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later day alone would do for its own gate, and would be too late for the other, which may yet be met."""
    small.criterion("A", ["{q.gap: {at_most: 3}}", "{q.yes: {is: yes}}"])
    small.criterion("B", "{q.later: {on_or_after: 2026-05-01}}").criterion("C", "{q.yes: {is: yes}}")
    seen = small.assess("{q.date: 2026-01-01}")
    monkeypatch.setattr(ways, "MOST_COMBINED", 0)
    plan = planned(seen)
    assert apart(plan) == [("small/A", "computed"), ("small/B", "not reached")]
    assert (changes(plan), plan.after.verdict) == (["q.yes"], "undecided")


def test_a_gate_that_fails_anyhow_spoils_no_other(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.criterion("A", "{q.gap: {at_most: 3}}").criterion("B", "{q.later: {on_or_after: 2026-05-01}}")
    seen = small.assess("{q.date: 2026-01-01, q.later: 2026-04-01}")
    monkeypatch.setattr(ways, "MOST_COMBINED", 0)
    assert (changes(planned(seen)), apart(planned(seen))) == (["q.later"], [("small/A", "computed")])


@pytest.mark.parametrize("limit", ["MOST_COMBINED", "MOST_VALUES"])
def test_where_not_every_value_of_a_figure_was_tried_no_smaller_set_is_ruled_out(
    small: Small, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """With fewer tried, a change of the day might do, and be cheaper."""
    seen = small.criterion("X", "{any: [{q.gap: {above: 999}}, {q.yes: {is: yes}}]}").assess("{q.date: 2026-01-01}")
    costs = {"q.yes": Fraction(3), "q.later": Fraction(4)}
    assert planned(seen, by_fact=costs, fixed=frozenset({"q.date"})).exact
    monkeypatch.setattr(ways, limit, 1)
    loose = planned(seen, by_fact={**costs, "q.later": Fraction(2)}, fixed=frozenset({"q.date"}))
    assert loose.exact == (changes(loose) == ["q.later"] and limit == "MOST_VALUES")


def test_figures_of_the_same_answer_are_not_said_to_be_tried_in_full(small: Small) -> None:
    small.facts += (
        "  q.back: {about: product, type: number, derived: {function: days_between, from: [q.later, q.date]}}\n"
    )
    small.criterion("X", "{q.gap: {at_least: 2}}")
    small.criterion("Y", "{any: [{q.back: {at_least: 10}}, {q.yes: {is: yes}}]}")
    plan = planned(small.assess("{q.date: 2026-01-01}"))
    assert (len(plan.changes), plan.least, plan.exact) == (2, 1, False)


def test_what_a_gate_that_stands_rests_on_is_kept(small: Small) -> None:
    """A date that another gate needs is not moved in a way that breaks a figure computed from it."""
    small.criterion("X", "{q.date: {on_or_after: 2026-05-01}}").criterion("Y", "{q.gap: {at_most: 3}}")
    plan = planned(small.assess("{q.date: 2026-01-01, q.later: 2026-01-02}"))
    assert plan.after.verdict == "compliant"
    assert len(plan.changes) == 1


def test_two_gates_that_exclude_each_other_are_said_to(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}").criterion("Y", "{q.yes: {is: no}}")
    assert {each.because for each in planned(small.assess("{}")).apart} == {"conflict"}


def test_promised_points_are_gained(small: Small) -> None:
    """Each step, applied after those before it, raises the low end of the score by what it says."""
    small.criterion("G", "{q.yes: {is: yes}}")
    small.scored("A", "{q.number: {at_least: 5}}", share=3)
    small.scored("B", "{q.number: {at_least: 7}, q.other: {is: yes}}", share=2)
    small.criterion("C", bands="{4: {q.choice: {is: a}}, 2: {q.choice: {is: b}}}", role="{share: 5}")
    plan = planned(
        small.tender("{award_criteria: {o: {weight: 100, domain: oversight}}, not_applicable: lowest-band}").assess(
            "{}"
        )
    )
    now, total = plan.after, Fraction(0)
    for step in plan.steps:
        then = now.assessor.assess(applied(now.submission, step.changes, now.assessor.as_of))
        assert then.score
        assert now.score
        assert then.score.low - now.score.low == step.gain
        now, total = then, total + step.gain
    assert total == 100
    assert plan.steps[0].criterion == "small/C"


def test_minimum_of_an_award_criterion_is_reached_too(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}").scored("B", "{q.other: {is: yes}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}, not_applicable: lowest-band}")
    plan = planned(small.assess("{}"))
    assert plan.after.verdict == "compliant"
    assert (len(plan.changes), plan.exact) == (1, False)


def apart(plan: Plan) -> list[tuple[str, str]]:
    return [(each.criterion, each.because) for each in plan.apart]


def test_the_minimum_of_a_scored_criterion_is_planned_like_a_gate(small: Small) -> None:
    small.criterion(
        bands="{4: {q.number: {at_least: 9}}, 2: {q.number: {at_least: 5}}, 1: {q.yes: {is: yes}}}",
        role="{share: 1, minimum: 2}",
    )
    plan = planned(small.assess("{q.yes: yes}"))
    assert [(each.fact, [leaf.raw for leaf, _ in each.reach]) for each in plan.changes] == [("q.number", ["5"])]
    assert (plan.after.verdict, plan.least) == ("compliant", 1)


def test_what_a_minimum_needs_is_said_with_what_keeps_a_gate(small: Small) -> None:
    small.scored("A", "{q.number: {at_least: 5}}").criterion("G", "{q.number: {at_most: 50}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}, not_applicable: lowest-band}")
    [change] = planned(small.assess("{q.number: 3}")).changes
    assert [leaf.raw for leaf, _ in change.reach] == ["5", "50"]


def test_of_a_gate_that_is_out_of_reach_nothing_is_advised(small: Small) -> None:
    small.criterion("Z", "{q.number: {at_least: 2}}").criterion(
        "X", ["{q.number: {at_most: 90}}", "{q.yes: {is: yes}}"]
    )
    [change] = planned(small.assess("{}"), fixed=frozenset({"q.yes"})).changes
    assert [leaf.raw for leaf, _ in change.reach] == ["2"]


def test_the_lowest_band_that_is_enough_is_planned(small: Small) -> None:
    """It is enough beside a gate that the highest would fail, and of two for the same effort the one that asks less."""
    bands = "{4: {q.number: {at_least: 9}}, 3: {q.choice: {is: a}}, 2: {q.number: {at_least: 5}}}"
    small.criterion("S", bands=bands, role="{share: 1, minimum: 2}")
    assert changes(planned(small.assess("{}"))) == ["q.number"]
    plan = planned(small.criterion("G", ["{q.number: {at_most: 7}}", "{q.choice: {is: b}}"]).assess("{}"))
    assert (changes(plan), plan.after.verdict) == (["q.choice", "q.number"], "compliant")


def test_a_minimum_of_what_does_not_apply_asks_for_nothing(small: Small) -> None:
    minimum = "{share: 1, minimum: 1}"
    small.criterion("X", "{q.yes: {is: yes}}", role=minimum, applies_when="{q.other: {is: yes}}")
    plan = planned(small.criterion("G", "{q.bidder: {is: yes}}").assess("{q.other: no}"))
    assert (apart(plan), changes(plan)) == ([], ["q.bidder"])


def test_the_minimum_of_what_is_assessed_elsewhere_waits_for_a_person(small: Small) -> None:
    small.scored("X", "{q.yes: {is: yes}}")
    elsewhere = "d: {weight: 10, assessed_by: elsewhere, minimum: 70}"
    small.tender(f"award_criteria: {{o: {{weight: 90, domain: oversight}}, {elsewhere}}}")
    plan = planned(small.assess("{q.yes: yes}"))
    assert (apart(plan), plan.awaits) == ([], (("minimum of d", "reviewer"),))


def test_a_minimum_that_no_answer_reaches_is_said_to_be_out_of_reach(small: Small) -> None:
    small.criterion("G", "{q.bidder: {is: yes}}").scored("A", "{q.yes: {is: yes}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}, not_applicable: lowest-band}")
    plan = planned(small.assess("{}"), fixed=frozenset({"q.yes"}))
    assert apart(plan) == [("minimum of o", "not reached")]
    assert changes(plan) == ["q.bidder"]


def test_points_that_would_lose_a_gate_or_a_minimum_are_not_offered(small: Small) -> None:
    small.criterion("G", "{q.yes: {is: no}}").scored("A", "{q.yes: {is: yes}}", share=3)
    small.criterion("M", "{q.other: {is: no}}", role="{share: 1, minimum: 1}").scored(
        "B", "{q.other: {is: yes}}", share=3
    )
    assert planned(small.assess("{q.yes: no, q.other: no}")).steps == ()


def test_points_are_offered_though_a_gate_is_out_of_reach(small: Small) -> None:
    small.criterion("G", "{q.bidder: {is: yes}}").scored("A", "{q.yes: {is: yes}}")
    plan = planned(small.assess("{q.bidder: no, q.yes: no}"), fixed=frozenset({"q.bidder"}))
    assert apart(plan) == [("small/G", "fixed")]
    assert [step.criterion for step in plan.steps] == ["small/A"]


def test_what_reviewers_score_is_no_step_of_the_suppliers(small: Small) -> None:
    small.scored("R", "", bands='{4: "", 0: ""}', judged_by="reviewer", reviewer_asks="Is it good?")
    small.scored("A", "{q.yes: {is: yes}}")
    assert [step.criterion for step in planned(small.assess("{}")).steps] == ["small/A"]


def test_what_has_all_its_points_is_no_step(small: Small) -> None:
    plan = planned(small.scored("A", "{q.yes: {is: yes}}").assess("{q.yes: yes}"))
    assert plan.steps == ()


@pytest.mark.parametrize(
    ("claims", "entry", "because"),
    [
        ("[{criterion: small/X, equivalent: Another.}]", "", "claimed"),
        ("[]", "{fact: q.yes, register: The register, found: yes}", "contradicted"),
    ],
)
def test_what_waits_for_a_decision_on_a_claim_or_a_contradiction_is_named(
    small: Small, claims: str, entry: str, because: str
) -> None:
    small.criterion(expect="{q.yes: {is: yes}}")
    plan = planned((small.reviewed(f"[{entry}]") if entry else small).assess("{q.yes: no}", claims=claims))
    assert (apart(plan), changes(plan)) == ([("small/X", because)], [])


def test_a_claim_that_was_refused_leaves_the_answer_to_change(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}")
    small.reviewed("[{criterion: small/X, equivalent: refused, because: Too narrow.}]")
    plan = planned(small.assess("{q.yes: no}", claims="[{criterion: small/X, equivalent: Another.}]"))
    assert (apart(plan), changes(plan), plan.after.verdict) == ([], ["q.yes"], "compliant")


def test_a_finding_that_decides_nothing_leaves_the_answer_to_give(small: Small) -> None:
    """A review cannot stand in for the checks, so it does not stand in the way of an answer either."""
    small.criterion(expect="{q.yes: {is: yes}}")
    small.reviewed("[{criterion: small/X, outcome: not met, because: Nothing was said.}]")
    plan = planned(small.assess("{}"))
    assert (apart(plan), changes(plan), plan.after.verdict) == ([], ["q.yes"], "compliant")


def test_a_document_for_this_version_serves_where_that_for_another_was_refused(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented, by: [q.report]}")
    small.reviewed("[{criterion: small/X, outcome: not met, because: Too much changed.}]")
    plan = planned(small.assess("{q.yes: yes}", evidence="[{kind: q.report, product_version: 3.0.0}]"))
    assert (apart(plan), changes(plan), plan.after.verdict) == ([], ["q.report"], "compliant")


def test_what_a_reviewer_found_not_met_is_for_the_reviewer(small: Small) -> None:
    small.criterion("X", judged_by="reviewer", reviewer_asks="Is it good?").criterion("Y", "{q.yes: {is: yes}}")
    plan = planned(small.reviewed("[{criterion: small/X, outcome: not met, because: It is not.}]").assess("{}"))
    assert (apart(plan), changes(plan)) == ([("small/X", "judged")], ["q.yes"])


@pytest.mark.parametrize(("answers", "asked"), [("{}", ["q.other"]), ("{q.other: yes}", [])])
def test_what_decides_whether_a_gate_applies_is_asked_first_where_nobody_answered(
    small: Small, answers: str, asked: list[str]
) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}")
    small.criterion("Y", "{q.bidder: {is: yes}}", applies_when="{q.third: {is: yes}}")
    seen = small.assess(f"{{q.third: no, {answers.strip('{}')}}}")
    assert list(planned(seen).asked_first) == asked


@pytest.mark.parametrize(("demands", "of"), [("measured", "tool"), ("verified", "register")])
def test_whom_a_gate_waits_for_after_the_plan(small: Small, demands: str, of: str) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", evidence=f"{{demands: {demands}}}").criterion("Y", "{q.yes: {is: yes}}")
    plan = planned(small.assess("{}"))
    assert (changes(plan), list(plan.awaits)) == (["q.yes"], [("small/X", of)])


def test_steps_are_left_out_where_nobody_asks_for_points(small: Small) -> None:
    seen = small.scored("A", "{q.yes: {is: yes}}").assess("{}")
    assert plan_of(seen.assessment, Efforts(), points=False).steps == ()


def test_search_that_runs_out_of_steps_says_so_and_keeps_a_bound(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, pair in enumerate([("yes", "other"), ("other", "third"), ("third", "yes")]):
        small.criterion(f"X{at}", f"{{any: [{{q.{pair[0]}: {{is: yes}}}}, {{q.{pair[1]}: {{is: yes}}}}]}}")
    seen, half = small.assess("{}"), {f"q.{name}": Fraction(3, 2) for name in ("yes", "other", "third")}
    assert planned(seen, by_fact=half).exact
    monkeypatch.setattr(search, "MOST_STEPS", 1)
    assert planned(seen).exact  # of efforts that are whole numbers, two are needed where one and a half are
    plan = planned(seen, by_fact=half)
    assert plan.after.verdict == "compliant"
    assert not plan.exact
    assert 0 < plan.least <= plan.effort


def test_efforts_are_read_and_strangers_refused(small: Small, tmp_path: Path) -> None:
    facts = small.criterion("X", "{q.yes: {is: yes}}").library().facts
    path = written(
        tmp_path / "effort.yaml", "techassure: 1\nefforts:\n  q.yes: {effort: 2.5}\n  q.other: {fixed: yes}\n"
    )
    efforts = read_efforts(path, facts)
    assert (efforts.of("q.yes"), efforts.of("q.third")) == (Fraction(5, 2), Fraction(1))
    assert (efforts.fixed, efforts.stated) == ({"q.other"}, True)
    with pytest.raises(ProblemsFound, match=r"wrong\.yaml:2:11: no fact is called `q\.yess`"):
        read_efforts(written(tmp_path / "wrong.yaml", "techassure: 1\nefforts: {q.yess: {effort: 1}}\n"), facts)
    with pytest.raises(ProblemsFound, match=r"zero\.yaml:2:27: `0` cannot be read") as found:
        read_efforts(written(tmp_path / "zero.yaml", "techassure: 1\nefforts: {q.yes: {effort: 0}}\n"), facts)
    assert found.value.problems[0].fix == "write a number above 0; for what cannot be changed, `fixed: yes`"


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_command_writes_a_page_and_data(tender: Path) -> None:
    path = tender / "submissions" / "Quickchart.yaml"
    page = run("check", path, "--tender", tender, "--plan")
    assert page.exit_code == 1
    assert "Today: non-compliant. With everything below: compliant." in page.stdout
    data = json.loads(run("check", path, "--tender", tender, "--plan", "--format", "json").stdout)
    [plan] = data["plans"]
    assert (data["kind"], plan["verdict"], plan["verdict_after"], plan["exact"]) == (
        "plan",
        "non-compliant",
        "compliant",
        True,
    )
    assert (plan["gates"]["not met"], plan["gates_after"]["not met"]) == (1, 0)
    assert [each["fact"] for each in plan["changes"]] == ["cyber_essentials.renewal_committed"]
    assert plan["changes"][0]["reach"][0]["says"] == "yes"


@pytest.mark.parametrize(
    ("shape", "against"),
    [
        (PlanDocument, ["--tender", REMOTE]),
        (TogetherDocument, ["--baseline", "dtac", "--baseline", "patient-app", "--as-of", "2026-06-01"]),
    ],
)
def test_a_plan_as_data_has_its_shape(shape: Any, against: list[Any]) -> None:
    shown = run("check", REMOTE / "submissions" / "tarnside", *against, "--plan", "--format", "json")
    assert validator(shape).validate_json(shown.stdout)["changes" if shape is TogetherDocument else "plans"]


def data(small: Small, answers: str, **more: str) -> dict[str, Any]:
    path, _ = small.submission(answers, **more), small.library()
    against = ("--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "--plan", "--format", "json")
    plan: dict[str, Any] = json.loads(run("check", path, *against).stdout)["plans"][0]
    return plan


LAPSED = "[{id: old, kind: q.certificate, issued: 2024-01-01, expires: 2025-01-01}]"


def test_what_is_there_and_out_of_date_is_named(small: Small) -> None:
    small.criterion("X", "{q.certificate: {provided: yes}}").criterion("Y", "{q.date: {within: 12 months}}")
    plan = data(small, "{q.date: 2024-01-01}", evidence=LAPSED)
    assert {each["fact"]: each["now"] for each in plan["changes"]} == {"q.certificate": "old", "q.date": "2024-01-01"}


def test_the_page_says_what_a_change_takes_the_place_of(small: Small) -> None:
    small.criterion("X", "{q.certificate: {provided: yes}}").criterion("Y", "{q.date: {within: 12 months}}")
    path = small.submission("{q.date: 2024-01-01}", evidence=LAPSED)
    small.library()
    against = ("--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "--plan")
    shown = " ".join(run("check", path, *against).stdout.split())
    assert "Attach one in place of `old`: in force, and about this version of the product." in shown
    assert "To reach: on or after 2025-06-01, and not after 2026-06-01. Now: 2024-01-01." in shown


def test_data_names_no_person(small: Small) -> None:
    gates = small.criterion("X", "{q.people: {every: {trained: {is: yes}}}}").criterion("Y", "{q.yes: {is: yes}}")
    plan = data(gates, "{q.people: [{name: Ada Fictional, trained: no}], q.yes: no}")
    assert [each["now"] for each in plan["changes"]] == [None, False]
    assert "Ada" not in json.dumps(plan["changes"])


def test_what_an_answer_must_not_be_is_not_so_yet(small: Small) -> None:
    plan = data(small.criterion("X", "{not: {q.choice: {is: a}}}"), "{q.choice: a}")
    assert [each["so_now"] for change in plan["changes"] for each in change["reach"]] == [False]


def test_efforts_without_a_plan_and_other_formats_are_refused(tender: Path) -> None:
    path = tender / "submissions" / "Quickchart.yaml"
    for wrong in (["--effort", "effort.yaml"], ["--plan", "--format", "csv"]):
        assert run("check", path, "--tender", tender, *wrong).exit_code == 2


def test_day_in_the_plan_is_a_day(small: Small) -> None:
    """The witness of a date is a day number on which the word holds."""
    small.criterion("X", "{q.date: {on_or_after: contract.end}}").tender("{award_criteria: {}}")
    [change] = planned(small.assess("{}")).changes
    assert change.shown >= day("2029-08-31").toordinal()


SINGLE = [each for each in GATES if "q.rows" not in each and "q.paper" not in each]


def answers_that_reach(board: Board, change: Change) -> list[Any]:
    """Return the answers that have what a change says: of all that the selection tells apart."""
    leaves = [leaf for leaf, _ in change.reach]
    fact = board.facts[change.fact]
    reads = cells.truths_by(leaves, board.assessment.assessor.days)
    wanted = tuple(1 if holds else -1 for _, holds in change.reach)
    near = cells.near_edges(fact, board.plans[change.fact].leaves, board.assessment.assessor.days)
    return [value for value in near if reads(value) == wanted]


def ways_to_follow(board: Board, made: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """Yield the changes with every answer that has what they say."""
    for values in product(*(answers_that_reach(board, each) for each in made)):
        yield tuple(replace(each, shown=value) for each, value in zip(made, values, strict=True))


@settings(max_examples=40)
@given(st.data())
def test_whoever_does_what_the_plan_says_has_what_it_promises(data: st.DataObject) -> None:
    """Whichever answer: the value that the plan was tried with is one of many that have what it says."""
    gates = data.draw(st.lists(st.sampled_from(SINGLE), max_size=2, unique=True))
    scored = data.draw(st.lists(st.sampled_from(SINGLE), min_size=1, max_size=4, unique=True))
    answers = data.draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ANSWERS.items()}))
    with TemporaryDirectory() as folder:
        small = Small(Path(folder))
        for at, expect in enumerate([*gates, *scored]):
            small.criterion(f"C{at}", expect, role="{gate: requirement}" if at < len(gates) else "{share: 1}")
        low = data.draw(st.sampled_from([0, 30]))
        award = f"weight: 100, domain: oversight, minimum: {low}"
        small.tender(f"{{award_criteria: {{o: {{{award}}}}}, not_applicable: lowest-band}}")
        now = small.assess(answers).assessment
    plan, board = plan_of(now, Efforts()), Board(now, frozenset())
    if plan.after.verdict == "compliant":
        assert all(fits(now, made) for made in ways_to_follow(board, plan.changes))
    after, as_of = plan.after, now.assessor.as_of
    for step in plan.steps:
        for made in ways_to_follow(board, step.changes):
            then = now.assessor.assess(applied(after.submission, made, as_of))
            assert points(then) - points(after) >= step.gain
            assert keeps_gates(after, then)
        after = now.assessor.assess(applied(after.submission, step.changes, as_of))


def points(assessment: Assessment) -> Fraction:
    return assessment.score.low if assessment.score else Fraction(0)


def test_what_others_say_of_an_answer_does_not_hush_what_a_gate_asks(small: Small) -> None:
    """That it is neither b nor c says that it is a: where only points ask that, the gate has to say it itself."""
    small.scored("A", "{q.choice: {is_not: b}}").scored("B", "{q.choice: {is_not: c}}")
    [change] = planned(small.criterion("X", "{q.choice: {is: a}}").assess("{}")).changes
    assert [(leaf.word, leaf.raw, holds) for leaf, holds in change.reach] == [("is", "a", True)]


def test_a_step_says_what_keeps_a_gate(small: Small) -> None:
    small.scored("A", "{q.number: {at_least: 5}}").criterion("G", "{q.number: {at_most: 50}}")
    [step] = planned(small.assess("{q.number: 3}")).steps
    assert [leaf.raw for leaf, _ in step.changes[0].reach] == ["5", "50"]


def test_a_gate_that_lifts_a_minimum_by_chance_says_what_the_minimum_needs(small: Small) -> None:
    small.criterion("G", "{q.number: {at_least: 2}}").scored("S", "{q.number: {at_most: 3}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 30}}, not_applicable: lowest-band}")
    [change] = planned(small.assess("{}")).changes
    assert [(leaf.word, leaf.raw) for leaf, _ in change.reach] == [("at_least", "2"), ("at_most", "3")]
