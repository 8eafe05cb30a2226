"""Plans through tables that are joined by look-up, and through answers with too many values to look at one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from builders import Seen, Small
from cli_tenders import run
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure import Assessment
from techassure.definitions.words import leaves
from techassure.planning.changes import Change, applied
from techassure.planning.efforts import Efforts
from techassure.planning.making import Plan, plan_of
from techassure.planning.reaching import Speaker

RISKS = """
  q.scheme:
    question: Which levels are there?
    about: product
    type: table
    columns:
      level: {type: text, label: Level}
      means: {type: choice, label: What it means, options: {fine: Fine, bearable: Bearable, bad: Too bad}}
  q.risks:
    question: Which risks are there?
    about: product
    type: table
    columns:
      name: {type: text, label: Risk}
      before: {type: text, optional: yes, label: Level before}
      after: {type: text, optional: yes, label: Level after}
      reason: {type: text, optional: yes, label: Reason}
      controls: {type: number, whole: yes, from: 0, optional: yes, label: Controls}
      tested: {type: number, whole: yes, from: 0, optional: yes, label: Tested}
"""
COLUMNS = """
      name: {type: text}
      before: {type: text, optional: yes}
      after: {type: text, optional: yes}
      reason: {type: text, optional: yes}
      controls: {type: number, whole: yes, from: 0, optional: yes}
      tested: {type: number, whole: yes, from: 0, optional: yes}
      means: {type: choice, optional: yes, options: {fine: Fine, bearable: Bearable, bad: Too bad}}
"""
LOOKED_UP = "".join(
    f"""
  q.{side}_risks:
    about: product
    type: table
    derived: {{function: look_up, from: [q.risks, q.scheme], match: {{{side}: level}}, take: {{means: means}}}}
    columns:{COLUMNS}"""
    for side in ("before", "after")
)
FIGURES = """
  q.controls: {about: product, type: number, derived: {function: column_sum, from: [q.risks], column: controls}}
  q.tests: {about: product, type: number, derived: {function: column_sum, from: [q.risks], column: tested}}
  q.tested_share: {about: product, type: number, derived: {function: percentage, from: [q.tests, q.controls]}}
"""
GATES = (
    "{q.risks: {rows: {at_least: 1}}}",
    "{q.risks: {every: {reason: {provided: yes}}}}",
    "{q.scheme: {some: {means: {is: bad}}}}",
    "{q.scheme: {every: {means: {is_not: bearable}}}}",
    "{q.before_risks: {rows: {at_least: 1}, every: {means: {provided: yes}}}}",
    "{q.before_risks: {every: {any: [{means: {is: fine}}, {controls: {at_least: 1}}]}}}",
    "{q.before_risks: {some: {means: {is: bad}}}}",
    "{q.after_risks: {every: {means: {is_not: bad}}}}",
    "{q.after_risks: {every: {any: [{means: {is: fine}}, {means: {is: bearable}, reason: {provided: yes}}]}}}",
    "{not: {q.after_risks: {some: {means: {is: bad}}}}}",
    "{any: [{q.after_risks: {some: {means: {is: fine}}}}, {q.yes: {is: yes}}]}",
    "{q.tested_share: {at_least: 100, at_most: 100}}",
)
SCHEMES = (
    "[{level: low, means: fine}, {level: high, means: bad}]",
    "[{level: low, means: bearable}]",
    "[]",
)
LISTS = (
    "[{name: One, before: low, after: low}]",
    "[{name: One, before: high, after: high, controls: 1}, {name: Two, before: low, after: none}]",
    "[]",
)


@pytest.fixture
def risks(small: Small) -> Small:
    return with_risks(small)


def with_risks(small: Small) -> Small:
    small.facts += RISKS + LOOKED_UP + FIGURES
    return small


def planned(seen: Seen, **efforts: Any) -> Plan:
    return plan_of(seen.assessment, Efforts(**efforts))


def gated(small: Small, *gates: str) -> Small:
    for at, gate in enumerate(gates):
        small.criterion(f"G{at}", gate)
    return small


def changes(plan: Plan) -> list[str]:
    return [each.fact for each in plan.changes]


def fits(assessment: Assessment, made: tuple[Change, ...]) -> bool:
    as_of = assessment.assessor.as_of
    return assessment.assessor.assess(applied(assessment.submission, made, as_of)).verdict == "compliant"


CELLS = {"before": ("low", "high", "none"), "after": ("low", "high", "none"), "reason": ("Because.",)}
ROWS = [
    {"name": "One"} | {key: value for key, value in zip(CELLS, chosen, strict=True) if value} | more
    for chosen in product(*((None, *values) for values in CELLS.values()))
    for more in ({}, {"controls": 1}, {"controls": 1, "tested": 1})
]
LEVELS = [
    [{"level": level, "means": means} for level, means in zip(("low", "high"), chosen, strict=False)]
    for size in (0, 1, 2)
    for chosen in product(("fine", "bearable", "bad"), repeat=size)
]


def every_table(name: str) -> Iterator[Any]:
    """Yield every scheme of two levels, or every list of one risk and of none."""
    yield from LEVELS if name == "q.scheme" else chain([[]], ([row] for row in ROWS))


EITHER = st.builds("{{any: [{}, {}]}}".format, st.sampled_from(GATES), st.sampled_from(GATES))


@settings(max_examples=15)
@given(st.data())
def test_joined_tables_are_planned_and_no_smaller_set_does(data: st.DataObject) -> None:
    """Brute force over tables that the plan itself never tried. Few gates, few rows: no limit of the search is met."""
    gates = data.draw(st.lists(st.sampled_from(GATES) | EITHER, min_size=1, max_size=5, unique=True))
    scheme, listed = data.draw(st.sampled_from((None, *SCHEMES))), data.draw(st.sampled_from((None, *LISTS)))
    given_ = ", ".join(f"{name}: {text}" for name, text in (("q.scheme", scheme), ("q.risks", listed)) if text)
    with TemporaryDirectory() as folder:
        assessment = gated(with_risks(Small(Path(folder))), *gates).assess(f"{{{given_}}}").assessment
    plan = plan_of(assessment, Efforts())
    reached = plan.after.verdict == "compliant"
    assert reached or plan.apart
    assert plan.least <= len(plan.changes)
    for fewer in range(len(plan.changes) if reached else 4):
        for chosen in combinations(("q.scheme", "q.risks", "q.yes"), fewer):
            for values in product(*([True] if name == "q.yes" else every_table(name) for name in chosen)):
                made = tuple(Change(n, Fraction(1), (), v, ()) for n, v in zip(chosen, values, strict=True))
                assert not fits(assessment, made), made


TWO_RISKS = "q.risks: [{name: One, before: high, after: high}, {name: Two, before: low, after: none}]"
ONE_RISK = "q.risks: [{name: One, before: low, after: low}]"


@pytest.mark.parametrize(
    ("gates", "answers"),
    [
        # what some row has to be is found for the second row, for the first is looked up twice by the same word
        ((GATES[6], GATES[0], GATES[10]), f"{{q.scheme: [], {TWO_RISKS}}}"),
        # one row of the scheme serves both look-ups
        (
            (
                "{q.after_risks: {every: {means: {provided: yes}}}}",
                "{q.before_risks: {every: {means: {is: bad}}}}",
                GATES[0],
            ),
            f"{{{ONE_RISK}}}",
        ),
        # of what a gate would take, the first is not what goes with the others
        (
            (
                "{any: [{q.scheme: {some: {means: {is: fine}}}}, {q.scheme: {every: {means: {is: bad}}}}]}",
                "{q.scheme: {rows: {at_most: 1}}}",
                GATES[6],
            ),
            f"{{{ONE_RISK}}}",
        ),
    ],
)
def test_one_scheme_serves_all_gates_where_one_can(risks: Small, gates: tuple[str, ...], answers: str) -> None:
    plan = planned(gated(risks, *gates).assess(answers))
    assert (plan.after.verdict, changes(plan)) == ("compliant", ["q.scheme"])


def test_table_that_is_not_answered_stays_so_where_none_of_its_rows_is_needed(risks: Small) -> None:
    """A list alone has the figure; what is looked up for its rows would take a scheme as well."""
    seen = gated(risks, f"{{any: [{GATES[4]}, {GATES[11]}]}}").assess("{}")
    assert changes(planned(seen)) == ["q.risks"]


def test_what_another_answer_serves_is_not_asked_of_the_list(risks: Small) -> None:
    """No list has every level bearable and too bad; `q.yes` spares it the one."""
    seen = gated(
        risks,
        "{any: [{q.before_risks: {every: {means: {is: bearable}}}}, {q.yes: {is: yes}}]}",
        "{q.after_risks: {some: {means: {provided: yes}}}}",
        "{q.before_risks: {every: {means: {is: bad}}}}",
    ).assess("{}")
    plan = planned(seen)
    assert (plan.after.verdict, changes(plan)) == ("compliant", ["q.risks", "q.scheme", "q.yes"])


def test_everything_at_once_is_reached_by_one_scheme_and_one_list(risks: Small) -> None:
    plan = planned(gated(risks, *GATES[:3], *GATES[4:6], *GATES[7:]).assess("{}"))
    assert (plan.after.verdict, changes(plan), plan.exact) == ("compliant", ["q.risks", "q.scheme"], True)


def test_scheme_that_is_fixed_stays_and_the_list_is_made_for_it(risks: Small) -> None:
    seen = gated(risks, GATES[4], GATES[8]).assess("{q.scheme: [{level: odd, means: bearable}]}")
    plan = planned(seen, fixed=frozenset({"q.scheme"}))
    assert (plan.after.verdict, changes(plan)) == ("compliant", ["q.risks"])
    assert {row["after"] for row in plan.changes[0].shown} == {"odd"}


def test_list_that_is_fixed_stays_and_the_scheme_is_made_for_it(risks: Small) -> None:
    seen = gated(risks, GATES[2], GATES[4], GATES[7]).assess("{q.risks: [{name: A, before: x, after: y}]}")
    plan = planned(seen, fixed=frozenset({"q.risks"}))
    assert (plan.after.verdict, changes(plan)) == ("compliant", ["q.scheme"])


def test_what_a_scheme_forbids_is_not_reached_and_said_so(risks: Small) -> None:
    seen = gated(risks, GATES[8], GATES[0]).assess("{q.scheme: [{level: odd, means: bad}]}")
    plan = planned(seen, fixed=frozenset({"q.scheme"}))
    assert plan.after.verdict != "compliant"
    assert plan.apart


def test_a_long_list_of_rows_that_each_gate_wants_is_found(small: Small) -> None:
    """Each of the rows alone doubles the tables to look at, so that not all of them can be."""
    options = ", ".join(f"o{at}: Option {at}" for at in range(14))
    column = f"{{of: {{type: choice, options: {{{options}}}}}}}"
    small.facts += f"  q.long: {{question: Which?, about: product, type: table, columns: {column}}}\n"
    for at in range(14):
        small.criterion(f"G{at}", f"{{q.long: {{some: {{of: {{is: o{at}}}}}}}}}")
    plan = planned(small.assess("{}"))
    assert (plan.after.verdict, changes(plan), plan.exact) == ("compliant", ["q.long"], True)


def test_many_options_that_gates_want_one_by_one_are_found(small: Small) -> None:
    options = ", ".join(f"o{at}: Option {at}" for at in range(14))
    small.facts += f"  q.many: {{question: Which?, about: product, type: choices, options: {{{options}}}}}\n"
    for at in range(13):
        small.criterion(f"G{at}", f"{{q.many: {{includes_all: [o{at}]}}}}")
    small.criterion("N", "{not: {q.many: {includes_any: [o13]}}}")
    plan = planned(small.assess("{}"))
    assert (plan.after.verdict, changes(plan), plan.exact) == ("compliant", ["q.many"], True)
    assert plan.changes[0].shown == [f"o{at}" for at in range(13)]


def test_of_too_many_options_to_try_it_claims_no_more_than_it_tried(small: Small) -> None:
    """No set of them has both; that was not proved, and what else is exact does not hide it."""
    options = ", ".join(f"o{at}: Option {at}" for at in range(14))
    small.facts += f"  q.many: {{question: Which?, about: product, type: choices, options: {{{options}}}}}\n"
    small.criterion("A", "{any: [{q.many: {includes_all: [o0]}}, {q.yes: {is: yes}}]}")
    small.criterion("B", "{not: {q.many: {includes_any: [o0]}}}")
    for at in range(1, 14):
        small.criterion(f"G{at}", f"{{q.many: {{includes_all: [o{at}]}}}}")
    plan = planned(small.criterion("Z", "{q.third: {is: yes}}").assess("{}"))
    assert (changes(plan), plan.least, plan.exact) == (["q.many", "q.third", "q.yes"], 2, False)


def test_minimum_that_needs_a_persons_points_is_planned_as_far_as_answers_go(small: Small) -> None:
    """The answers that a person will judge are in the plan, and the minimum is among what that person settles."""
    asks = {"judged_by": "reviewer", "reviewer_asks": "Is it good?", "bands": '{4: "", 0: ""}'}
    small.scored("R", "{q.yes: {is: yes}}", **asks).criterion("G", "{q.other: {is: yes}}")
    small.tender("{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}, not_applicable: lowest-band}")
    plan = planned(small.assess("{}"))
    assert (sorted(changes(plan)), plan.apart) == (["q.other", "q.yes"], ())
    assert plan.awaits == (("minimum of o", "reviewer"),)


def test_minimum_that_hangs_on_what_applies_says_so(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}").scored("B", "{q.third: {is: yes}}")
    small.criterion("G", "{q.bidder: {is: yes}}")
    small.baseline("b", "{award_criteria: {o: {weight: 100, domain: oversight, minimum: 50}}}")
    plan = planned(small.assess("{q.third: no}", against="b"), fixed=frozenset({"q.third"}))
    assert [(each.criterion, each.because) for each in plan.apart] == [("minimum of o", "asked first")]
    assert plan.asked_first == ("q.other",)
    seen = small.assess("{q.third: no, q.other: yes}", against="b")
    assert planned(seen, fixed=frozenset({"q.third"})).after.verdict == "compliant"


@pytest.fixture
def command(risks: Small, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what checks the last submission against the standard as it is, and returns what is printed."""

    def checked(path: Path, *options: object, columns: int = 80) -> str:
        risks.library()
        monkeypatch.setenv("COLUMNS", str(columns))
        against = ("--standard", "small@1", "--library", risks.root, "--as-of", "2026-06-01")
        shown = run("check", path, *against, *options).stdout
        assert "json" in options or max(map(len, shown.splitlines())) <= columns
        return shown

    return checked


LIST = """1. Which risks are there? (q.risks)
   To reach:
   - at least 1 row
   - every row, by what q.scheme says of its `before`: `means` answered
   - every row, by what q.scheme says of its `before`: `means` “Fine” (`fine`),
     or `controls` 1 or more
   For instance, with the answers that go with it, 1 row:
   - `before` A; any text for `name`
   For small/G0 and small/G1.
"""
SCHEME = """2. Which levels are there? (q.scheme)
   To reach:
   - at least one row: `means` “Too bad” (`bad`)
   - a row for whatever the rows of q.risks look up here
   For instance, with the answers that go with it, 2 rows:
   - `level` A; `means` “Fine” (`fine`)
   - `level` B; `means` “Too bad” (`bad`)
   For small/G0, small/G1 and small/G2.
"""


Command = Callable[..., str]
BAD = "`means` “Too bad” (`bad`)"


@pytest.mark.parametrize(
    ("gate", "holds", "asked", "says"),
    [
        (GATES[6], True, "q.risks", f"at least one row, by what q.scheme says of its `before`: {BAD}"),
        (
            GATES[6],
            False,
            "q.scheme",
            f"not: at least one row, by what q.scheme says of the `before` of q.risks: {BAD}",
        ),
        ("{q.before_risks: {rows: {at_least: 1}}}", True, "q.scheme", "q.risks: at least 1 row"),
    ],
)
def test_of_what_is_looked_up_it_is_said_where(risks: Small, gate: str, holds: bool, asked: str, says: str) -> None:
    assessor = gated(risks, gate).assess("{}").assessment.assessor
    [leaf] = leaves(assessor.criteria[0].rule.checks[0])
    assert Speaker(dict(assessor.selection.facts), assessor.days).says(leaf, holds, asked=asked) == says


def test_page_says_what_rows_need_and_what_the_table_that_they_look_in_needs(risks: Small, command: Command) -> None:
    shown = command(gated(risks, GATES[4], GATES[5], GATES[2]).submission("{}"), "--plan")
    assert "2 changes: no smaller set does it." in shown
    assert LIST in shown
    assert SCHEME in shown


def test_page_names_the_rows_where_only_the_table_that_they_look_in_changes(risks: Small, command: Command) -> None:
    path = gated(risks, GATES[4]).submission("{q.risks: [{name: One, before: x}]}")
    shown = command(path, "--plan", columns=160)
    assert "- every row, by what q.scheme says of the `before` of q.risks: `means` answered" in shown
    assert "- `level` x; `means` “Fine” (`fine`)" in shown


def test_of_a_table_that_is_answered_it_says_what_to_change_and_what_to_keep(risks: Small, command: Command) -> None:
    """Rows of its own are no help to whoever has rows already."""
    answers = "{q.risks: [{name: One, before: low}], q.scheme: [{level: low, means: fine}]}"
    path = gated(risks, GATES[0], GATES[1], GATES[4]).submission(answers)
    shown = command(path, "--plan")
    assert KEPT in shown
    [change] = json.loads(command(path, "--plan", "--format", "json"))["plans"][0]["changes"]
    assert [(each["word"], each["so_now"]) for each in change["reach"]] == [
        ("rows", True),
        ("every", False),
        ("every", True),
    ]
    assert change["for_instance"] is None


KEPT = """1. Which risks are there? (q.risks)
   To reach:
   - every row: `reason` answered
   To keep as it is:
   - at least 1 row
   - every row, by what q.scheme says of its `before`: `means` answered
"""


def test_of_alternatives_only_the_one_that_the_plan_takes_is_said(risks: Small) -> None:
    seen = gated(risks, GATES[1], GATES[10], GATES[0]).assess("{q.scheme: [{level: low, means: fine}]}")
    [change] = planned(seen).changes
    assert [leaf.fact for leaf, _ in change.reach] == ["q.risks", "q.risks", "q.after_risks"]


def test_page_says_that_what_is_open_in_the_end_is_not_for_answers_to_settle(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", judged_by="reviewer", reviewer_asks="Is it good?")
    path = small.submission("{}")
    small.library()
    shown = run(
        "check", path, "--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "--plan"
    ).stdout
    assert "1 change: no smaller set does it.\nWhat is open then is for others to settle: see below.\n" in shown


def test_page_shows_a_cell_of_several_options(risks: Small, command: Command) -> None:
    options = "{type: choices, options: {a: First, b: Second}}"
    risks.facts = risks.facts.replace("      level: {type", f"      who: {options}\n      level: {{type", 1)
    gated(risks, GATES[4], "{q.scheme: {every: {who: {includes_all: [a, b]}}}}", GATES[0])
    assert "`who` “First” (`a`), “Second” (`b`)" in command(risks.submission("{}"), "--plan", columns=160)


def test_page_shows_a_cell_of_no_option(risks: Small, command: Command) -> None:
    risks.facts = risks.facts.replace(
        "      level: {type", "      who: {type: choices, options: {a: First}}\n      level: {type", 1
    )
    shown = command(gated(risks, GATES[4]).submission("{}"), "--plan", columns=160)
    assert "`who` none; `level` A" in shown


def test_data_holds_the_rows(risks: Small, command: Command) -> None:
    shown = command(gated(risks, GATES[4]).submission("{}"), "--plan", "--format", "json")
    listed, scheme = json.loads(shown)["plans"][0]["changes"]
    assert [row["before"] for row in listed["for_instance"]] == [row["level"] for row in scheme["for_instance"]]
    assert (listed["beside"], scheme["beside"]) == ([], ["q.risks"])


def test_every_instance_can_be_written_as_an_answer_and_comes_to_the_same(risks: Small, command: Command) -> None:
    """What stands in the data under `for_instance` is what the plan was tried with."""
    plan = json.loads(command(gated(risks, *GATES[:6]).submission("{}"), "--plan", "--format", "json"))["plans"][0]
    path = risks.submission(json.dumps({each["fact"]: each["for_instance"] for each in plan["changes"]}))
    assert plan["verdict_after"] == "compliant"
    assert json.loads(command(path, "--format", "json"))["assessments"][0]["verdict"] == "compliant"
