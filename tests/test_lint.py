"""Lint as a whole: what it reads, what is suppressed, and that what it claims of chance definitions is so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import Small, parsed, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slow import strategies
from slow.bench import Bench, as_slow
from slow.test_laws import THOROUGH
from test_lint_mistakes import HELP_FILE, TEST_FILE, library

from techassure import assess, load
from techassure.authoring.trials import Trial, Version
from techassure.definitions.definition import Definition
from techassure.definitions.library import load_library, standards_folder
from techassure.definitions.words import HOLDS, truth
from techassure.engine.outcomes import Outcome, Standing
from techassure.lint import rules
from techassure.lint.configuration import Configuration, find_configuration
from techassure.lint.mutation import Shown, changes, survivors, unnoticed
from techassure.lint.reading import read
from techassure.lint.running import lint, selected
from techassure.lint.subjects import ACriterion
from techassure.problems import ProblemsFound
from techassure.proving.examples import run_again, run_cases

EVERYTHING = Configuration(("all",))
SETTINGS = 'select = ["proof"]\nignore = ["applies-always"]\nlibrary = "own"\n'


def names(root: Path, *select: str) -> list[str]:
    return [problem.rule for problem in lint(root, Configuration(select)).problems]


# --- the library that comes with the package ------------------------------------------------------------------------


@pytest.mark.skipif(Path.cwd() != Path(__file__).parents[1], reason="places are shown from the root of the checkout")
def test_the_shipped_library_is_clean() -> None:
    """Every rule: changes that no example notices, and notes on what could not be decided, included."""
    assert lint(standards_folder(), EVERYTHING).problems == ()


# --- reading --------------------------------------------------------------------------------------------------------


def test_problems_of_many_files_come_in_one_run_in_order(small: Small) -> None:
    root = library(small)
    for name in (TEST_FILE, HELP_FILE):
        text = (root / name).read_text()
        written(root / name, text.replace("{is: crest}", "{is: crst}").replace("at_most: 24}", "at_most: 240}"))
    written(root / "baselines/usual.yaml", "techassure: 1\nbaseline: usual\ntitel: x\n")
    problems = lint(root).problems
    assert {"unknown-option", "out-of-range", "unknown-key"} <= {each.rule for each in problems}
    assert list(problems) == sorted(problems)


def test_examples_that_cannot_be_read_are_not_called_untried(small: Small) -> None:
    root = library(small, TEST_FILE, "usual: {product.online: yes,", "usual: {product.onlin: yes,")
    assert set(names(root, "testing")) == {"example-differs"}


def test_shapes_are_checked_where_the_facts_cannot_be_read(small: Small) -> None:
    root = library(small)
    written(root / "facts/questions.yaml", "techassure: 1\nfacts: {}\n")
    written(root / HELP_FILE, "techassure: 1\n\tid: HELP\n")
    assert {"missing-key", "yaml-syntax"} <= set(names(root))


def test_only_what_is_asked_for_is_reported(small: Small) -> None:
    root = library(small, TEST_FILE, "{is: crest}", "{is: crst}")
    written(root / HELP_FILE, (root / HELP_FILE).read_text().replace("at_most: 24}", "at_most: 240}"))
    found = lint(root, within=[root / HELP_FILE]).problems
    assert {each.place.file for each in found} == {str(root / HELP_FILE)}


def test_examples_that_are_run_again_come_out_as_if_they_were_read_anew(small: Small) -> None:
    made = read(library(small)).library
    assert made
    for criterion in (each for edition in made.editions for each in edition.criteria):
        for change in changes(criterion):
            given = change.definition, criterion.edition, criterion.facts
            assert [each.problems for each in run_again(criterion.ran, *given)] == [
                each.problems for each in run_cases(*given)
            ]


@settings(max_examples=max(5, int(30 * THOROUGH)), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    name=st.sampled_from(
        [
            TEST_FILE,
            HELP_FILE,
            "small/1/edition.yaml",
            "small/1/lock.yaml",
            "small/standard.yaml",
            "lint.yaml",
            "baselines/usual.yaml",
            "facts/questions.yaml",
            "facts/contract.yaml",
            "library.yaml",
        ]
    ),
)
def test_no_bytes_break_it(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    root = library(Small(tmp_path_factory.mktemp("bytes")))
    written(root / name, data)
    lint(root)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from([TEST_FILE, HELP_FILE, "small/1/edition.yaml", "facts/questions.yaml"]))
def test_no_cut_and_pasted_text_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, name: str
) -> None:
    """A piece of a good file left out, doubled or put elsewhere."""
    root = library(Small(tmp_path_factory.mktemp("pasted")))
    text = (root / name).read_text()
    start, end, to = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 3)))
    piece = text[start:end]
    written(root / name, data.draw(st.sampled_from([text[:start] + text[end:], text[:to] + piece + text[to:]])))
    lint(root)


SWAPS = [
    ("within: 12 months", "within: 1 day"), ("{is: crest}", "{none_of: [own, none]}"), ("every:", "some:"),
    ("at_most: 7}", "is_not: 7.05}"), ("at_most: 4}", "below: 0}"), ("at_most: 24}", "at_least: 72}"),
    ("{help.hours: {at_most: 24}}", "{not: {any: [{help.hours: {above: 24}}, {product.online: {is: no}}]}}"),
    ("applies_when: {product.online: {is: yes}}", "applies_when: {help.hours: {above: 71.9}}"),
    ("demands: documented", "demands: verified"), (", by: test.report", ""),
    ("type: yes-no, optional: yes", "type: date"),
    ("gate: requirement}", "share: 0.001}"), ("share: 1}", "share: 1, minimum: 2}"), ("points: 2", "points: 2.5"),
    ("cvss: {type: number, from: 0, to: 10}", "cvss: {type: number, from: -99999, to: 10}"),
    ("Is it online?, about: product", "Is it online?, about: bidder"), ("weight: 60", "weight: 60.0"),
]  # fmt: skip
ANSWERS = {
    "test.finished_on": ["2026-01-15", "2026-06-02", "0001-01-01", "soon", "", None],
    "test.tester": ["crest", "own", "nobody", ["crest"], None],
    "test.findings": [[], [{"title": "A", "cvss": "7"}], [{"title": "A"}], [{}], "none", [None]],
    "product.online": ["yes", "no", "maybe", "true", ""],
    "help.hours": ["0", "4", "24.1", "72", "73", "-1", "1e9", None],
}
ACCEPTED: list[bool] = []


@settings(max_examples=max(5, int(60 * THOROUGH)), suppress_health_check=list(HealthCheck))
@given(
    swaps=st.lists(st.sampled_from(SWAPS), max_size=3),
    answers=st.fixed_dictionaries({}, optional={name: st.sampled_from(some) for name, some in ANSWERS.items()}),
)
def test_what_lint_accepts_assess_never_trips_on(
    tmp_path_factory: pytest.TempPathFactory, swaps: list[tuple[str, str]], answers: dict[str, Any]
) -> None:
    """Definitions that were changed here and there, judged without an error; submissions that answer as they like."""
    root = library(Small(tmp_path_factory.mktemp("accepted")))
    for path in root.rglob("*.yaml"):
        text = path.read_text()
        for old, new in swaps:
            text = text.replace(old, new, 1)
        written(path, text)
    refused = {each.rule for each in lint(root).problems if each.severity == "error"} - {*rules.NAMES}
    ACCEPTED.append(not refused)
    if refused:
        return
    head = {"supplier": {"id": "S", "name": "S"}, "product": {"name": "P", "version": "1"}}
    file = written(root.parent / "one" / "submission.yaml", {"techassure": "1", **head, "answers": answers})
    made = load_library(root)
    for tender in (load(file, against=["small@1"], library=made), load(file, against="usual", library=made)):
        document = assess(tender, date(2026, 6, 1)).document
        assert len(document["assessments"]) + len(document["problems"]) >= 1


def test_lint_accepted_many_of_them() -> None:
    if not ACCEPTED:
        pytest.skip("the test above did not run in this process")
    assert sum(ACCEPTED) > len(ACCEPTED) / 4


# --- choosing -------------------------------------------------------------------------------------------------------


def test_rules_are_selected_by_name_and_by_category() -> None:
    assert [rule.name for rule in selected(Configuration(("title-asks",)))] == ["title-asks"]
    assert {rule.category for rule in selected(Configuration(("style", "proof"), ("proof",)))} == {"style"}


def test_what_is_off_by_default_is_on_by_name() -> None:
    off = {"not-decided", "mutation-not-noticed"}
    assert not off & {rule.name for rule in selected(Configuration(("proof", "testing")))}
    assert off <= {rule.name for rule in selected(Configuration(("all",)))}
    assert "mutation-not-noticed" in {rule.name for rule in selected(Configuration(), mutation=True)}


def test_a_rule_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(ProblemsFound) as refused:
        selected(Configuration(("check-never-hold",)))
    assert refused.value.problems[0].fix == "did you mean `check-never-holds`?"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", f"[tool.techassure.lint]\n{SETTINGS}"),
        ("techassure.toml", f"[lint]\n{SETTINGS}"),
    ],
)
def test_the_nearest_configuration_counts(tmp_path: Path, name: str, text: str) -> None:
    written(tmp_path / name, text)
    written(tmp_path / "inner" / "pyproject.toml", "[tool.other]\nselect = 1\n")
    found = find_configuration(tmp_path / "inner")
    assert found == Configuration(("proof",), ("applies-always",), tmp_path / "own")


@pytest.mark.parametrize(
    ("text", "rule"),
    [("[lint", "toml-syntax"), ("[lint]\nselekt = []\n", "unknown-key"), ('[lint]\nselect = "proof"\n', "wrong-value")],
)
def test_a_configuration_that_cannot_be_read_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    written(tmp_path / "techassure.toml", text)
    with pytest.raises(ProblemsFound) as refused:
        find_configuration(tmp_path)
    assert [problem.rule for problem in refused.value.problems] == [rule]


@settings(max_examples=60)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | st.just(b"[" * 100_000))
def test_no_bytes_break_the_configuration(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("configured")
    written(folder / "techassure.toml", b"lint = " + data)
    with suppress(ProblemsFound):
        find_configuration(folder)


# --- suppressions ---------------------------------------------------------------------------------------------------


def suppressed(small: Small, entries: str) -> list[str]:
    root = library(small, HELP_FILE, "title: Help comes within a day", "title: Does help come within a day?")
    written(root / "lint.yaml", f"techassure: 1\nsuppress:\n{entries}")
    return names(root)


def test_a_finding_is_suppressed_for_a_reason(small: Small) -> None:
    assert suppressed(small, f"  - {{rule: title-asks, where: {HELP_FILE}, because: It is the form's own.}}\n") == []


def test_a_suppression_needs_a_reason(small: Small) -> None:
    assert suppressed(small, f"  - {{rule: title-asks, where: {HELP_FILE}}}\n") == ["missing-key", "title-asks"]


def test_a_suppression_that_suppresses_nothing_is_found(small: Small) -> None:
    idle = f"  - {{rule: title-asks, where: {TEST_FILE}, because: It was.}}\n"
    assert suppressed(small, idle) == ["unused-suppression", "title-asks"]


def test_a_suppression_may_be_narrowed_to_a_message(small: Small) -> None:
    other = f"  - {{rule: title-asks, where: {HELP_FILE}, because: It was., says: something else}}\n"
    assert suppressed(small, other) == ["unused-suppression", "title-asks"]


def test_a_suppression_of_no_rule_or_file_is_found(small: Small) -> None:
    entries = f"  - {{rule: title-ask, where: {HELP_FILE}, because: It was.}}\n"
    entries += "  - {rule: title-asks, where: small/none.yaml, because: It was.}\n"
    assert suppressed(small, entries) == ["unknown-rule", "missing-file", "title-asks"]


def test_what_loading_refuses_cannot_be_suppressed(small: Small) -> None:
    root = library(small, HELP_FILE, "at_most: 24}", "at_most: 240}")
    entry = f"{{rule: out-of-range, where: {HELP_FILE}, because: We like it.}}"
    written(root / "lint.yaml", f"techassure: 1\nsuppress: [{entry}]\n")
    assert set(names(root)) >= {"out-of-range", "unknown-rule"}


def test_a_suppression_is_not_called_idle_when_its_rule_was_not_run(small: Small) -> None:
    root = library(small)
    entry = f"{{rule: title-asks, where: {HELP_FILE}, because: It was.}}"
    written(root / "lint.yaml", f"techassure: 1\nsuppress: [{entry}]\n")
    assert names(root, "proof") == []
    assert names(root) == ["unused-suppression"]


def test_a_suppression_is_not_called_idle_where_something_could_not_be_read(small: Small) -> None:
    root = library(small, TEST_FILE, "{is: crest}", "{is: crst}")
    written(root / "lint.yaml", f"techassure: 1\nsuppress: [{{rule: title-asks, where: {HELP_FILE}, because: So.}}]\n")
    assert "unused-suppression" not in names(root)


# --- mutation -------------------------------------------------------------------------------------------------------


def criterion(small: Small, name: str) -> ACriterion:
    return _criterion(library(small), name)


def criterion_of(small: Small, name: str) -> ACriterion:
    """A criterion of a library of its own."""
    small.library()
    return _criterion(small.root, name)


def _criterion(root: Path, name: str) -> ACriterion:
    found = read(root).library
    assert found is not None
    return next(each for edition in found.editions for each in edition.criteria if each.definition.criterion.id == name)


@pytest.mark.parametrize(
    "said",
    [
        "`applies_when` were left out",
        "`product.online: {is: yes}` became `is: no`",
        "the check `recent` were left out",
        "`test.finished_on: {within: 12 months}` became `within: 12 months less a day`",
        "`test.tester: {is: crest}` became `one_of: [crest, own]`",
        "`every` of `test.findings` became `some`",
        "in `test.findings`, `cvss: {at_most: 7}` became `at_most: 8`",
        "in `test.findings`, `cvss: {at_most: 7}` became `at_most: 6`",
    ],
)
def test_a_definition_is_changed_in_every_small_way(small: Small, said: str) -> None:
    assert said in [change.said for change in changes(criterion(small, "TEST"))]


def test_examples_on_every_edge_notice_every_change(small: Small) -> None:
    assert list(survivors(criterion(small, "TEST"))) == []
    assert list(survivors(criterion(small, "HELP"))) == []


def test_what_no_example_notices_is_named_with_answers_that_would(small: Small) -> None:
    root = library(small, HELP_FILE, "    - {name: a day, with: {help.hours: 24}, outcome: met, points: 1}\n", "")
    found = lint(root, Configuration(("mutation-not-noticed",))).problems
    assert [each.message for each in found] == [
        "no example would notice if `help.hours: {at_most: 24}` became `at_most: 23`"
    ]
    assert "`{help.hours: 24}`" in found[0].fix


def test_answers_that_are_named_can_be_copied(small: Small) -> None:
    """Tables too: as the case that is missing, they let the change be noticed."""
    examples = "{as_of: 2026-06-01, usual: {q.rows: []}, cases: [{name: many, with: {q.rows: [%s]}, outcome: not met}]}"
    rows = ", ".join(["{name: a}"] * 23)
    small.criterion("X", "{q.rows: {rows: {at_most: 20}}}", examples=examples % rows)
    fixes = [each.fix for each in survivors(criterion_of(small, "X"))]
    copied = [parsed(fix.split("`")[1]) for fix in fixes]
    assert {len(answers["q.rows"]) for answers in copied} == {20, 21}


def test_a_band_of_no_points_makes_no_difference_that_an_example_could_show(small: Small) -> None:
    small.criterion(
        "X",
        role="{share: 1}",
        bands="{2: {q.number: {at_most: 24}}, 0: {q.number: {at_most: 48}}}",
        examples="""
        {as_of: 2026-06-01, usual: {q.number: 24}, cases: [{name: less, outcome: met, points: 2}]}""",
    )
    found = criterion_of(small, "X")
    assert [change.said for change in changes(found) if "at_most: 48" in change.said]
    assert {change.said.split("`")[1] for change, _ in unnoticed(found)} == {"q.number: {at_most: 24}"}


def test_answers_that_are_named_show_the_difference_through_what_is_computed_from_them(small: Small) -> None:
    """What is computed is never named as an answer; what it is computed from is, and leads there."""
    small.criterion(
        "X",
        "{q.gap: {at_most: 12}}",
        examples="""
        {as_of: 2026-06-01, usual: {q.date: 2026-01-01, q.later: 2026-01-09}, cases: [{name: n, outcome: met}]}""",
    )
    said = {change.said: shown.answers for change, shown in unnoticed(criterion_of(small, "X"))}
    gaps = {each: answers["q.later"] - answers["q.date"] for each, answers in said.items() if "became `at" in each}
    assert set(gaps.values()) == {12, 13}
    assert not any("q.gap" in answers for answers in said.values())


def without(criterion: ACriterion, name: str) -> ACriterion:
    """A criterion that lacks the example of that name."""
    made = criterion.definition.criterion
    cases = tuple(case for case in made.examples.cases if case.name != name)
    fewer = made.model_copy(update={"examples": made.examples.model_copy(update={"cases": cases})})
    return replace(criterion, definition=criterion.definition._replace(criterion=fewer))


def come_to(criterion: ACriterion, definition: Definition) -> dict[str, Any]:
    """What each example comes to under a definition."""
    results = {each.case.name: each.assessment for each in run_cases(definition, criterion.edition, criterion.facts)}
    return {name: as_slow(each.results[0]) for name, each in results.items() if each}


def noticed_by_one(criterion: ACriterion) -> dict[str, list[str]]:
    """By example: the changes that alter what it comes to, and that no other example notices."""
    found: dict[str, list[str]] = {}
    before = come_to(criterion, criterion.definition)
    for change in changes(criterion):
        cases = run_cases(change.definition, criterion.edition, criterion.facts)
        noticing = [case.case.name for case in cases if case.problems]
        if len(noticing) == 1 and before[noticing[0]] != come_to(criterion, change.definition)[noticing[0]]:
            found.setdefault(noticing[0], []).append(change.said)
    return {name: said for name, said in found.items() if name != "usual"}


MUTATED = ["cyber-essentials@3.3", "environmental-management@1"]
"""Of the shipped editions these, unless all are asked for."""
BEYOND = "usability-measures@1"
"""A score of whole points out of 40 a person: some changes need three people, and no search comes that far."""


@pytest.mark.parametrize("name", sorted({*load_library().names()} - {BEYOND}) if THOROUGH > 1 else MUTATED)
def test_what_an_example_alone_noticed_is_named_once_it_is_gone(name: str) -> None:
    """A bound moved, an option dropped or added, a check left out, a quantifier swapped, in every shipped criterion."""
    library = read(standards_folder()).library
    assert library is not None
    (edition,) = [each for each in library.editions if each.edition.name == name]
    named = 0
    for criterion in edition.criteria:
        for case, expected in noticed_by_one(criterion).items():
            found = list(unnoticed(without(criterion, case)))
            assert set(expected) <= {change.said for change, _ in found}, (criterion.definition.key, case)
            untold = [change.said for change, shown in found if not tells_apart(criterion, change.definition, shown)]
            assert untold == [], (criterion.definition.key, case)
            named += len(expected)
    assert named or name not in MUTATED


def tells_apart(criterion: ACriterion, changed: Definition, shown: Shown) -> bool:
    """Whether the engine makes different things of the answers, backed as they are said to be."""
    days = {"contract.start": criterion.days.start, "contract.end": criterion.days.end}
    weak = {} if shown.standing is Standing.GOOD else dict.fromkeys(shown.answers, shown.standing)
    trial = Trial(criterion.as_of, {**days, **shown.answers}, weak)
    results = [trial.run(Version(each, criterion.edition, criterion.facts)) for each in (criterion.definition, changed)]
    return len({as_slow(each) for each in results if each}) == 2


# --- chance definitions ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("worlds"))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(world=strategies.worlds(most=2))
def test_what_is_proven_of_a_chance_definition_is_so_of_a_chance_submission(bench: Bench, world: Any) -> None:
    """And what lint reads without a problem, assess never trips on."""
    root = bench.library(world)
    assessment = bench.assess(world)
    found = read(root).library
    assert found is not None
    claimed = {(each.rule, each.place.file): each for each in lint(root, EVERYTHING).problems}
    for plan, result in zip(assessment.assessor.criteria, assessment.results, strict=True):
        definition = plan.member.definition
        view = assessment.view(plan, assessment.assessor.as_of)
        said = {rule for rule, file in claimed if file == definition.source.file}
        if "applies-never" in said:
            assert result.outcome is not Outcome.MET or view.claim
        for at, (_, tree) in enumerate(definition.checks):
            place = definition.source.place(("checks", at, "expect"))
            idle = [each for each in claimed.values() if each.place == place and each.rule == "check-never-holds"]
            if idle and definition.applies is None:
                assert truth(tree, view.truth) != HOLDS


def test_a_criterion_of_very_many_facts_is_not_decided_and_costs_no_time(small: Small) -> None:
    """No claim is made of it, and the note says why."""
    tables = "".join(
        f"\n  t.n{at}: {{question: How many?, about: product, type: number}}"
        f"\n  t.d{at}: {{question: When?, about: product, type: date}}"
        for at in range(12)
    )
    small.facts = tables
    every = ", ".join(
        f"t.n{at}: {{at_least: {at}, at_most: 90, is_not: 50}}, t.d{at}: {{within: {at + 1} months, "
        "on_or_before: contract.end, on_or_after: contract.start}"
        for at in range(12)
    )
    small.criterion(expect=f"{{{every}}}").library()
    found = lint(small.root, Configuration(("proof", "not-decided"))).problems
    assert [each.rule for each in found] == ["not-decided"]
    assert "combinations" in found[0].message


# --- gates ----------------------------------------------------------------------------------------------------------


def excluding(small: Small, *expectations: str, **parts: str) -> list[str]:
    """What is said of gates that expect this, one each."""
    for at, expect in enumerate(expectations):
        small.criterion(f"G{at}", expect, **parts)
    small.library()
    found = lint(small.root, Configuration(("gates-exclude-each-other", "not-decided"))).problems
    return [problem.message for problem in found]


CAN_APPLY = "can apply together, and no submission can pass"


def test_three_gates_of_which_any_two_leave_room(small: Small) -> None:
    said = excluding(small, "{q.choice: {is_not: a}}", "{q.choice: {is_not: b}}", "{q.choice: {is_not: c}}")
    assert said == [f"the gates `small/G0`, `small/G1` and `small/G2` {CAN_APPLY} all of them"]


def test_gates_exclude_each_other_through_what_is_computed(small: Small) -> None:
    said = excluding(small, "{q.number: {at_most: 9}}", "{q.sum: {at_least: 20}}", "{q.excess: {at_most: 5}}")
    assert said == [f"the gates `small/G0`, `small/G1` and `small/G2` {CAN_APPLY} all of them"]


def test_gates_that_leave_room_are_not_named(small: Small) -> None:
    assert excluding(small, "{q.choice: {is_not: a}}", "{q.choice: {is_not: b}}", "{q.number: {at_least: 9}}") == []


def test_a_baseline_is_told_of_gates_that_it_puts_together(small: Small) -> None:
    """Not of those that are gates together in their edition: its own page says that."""
    small.criterion("G", "{q.number: {at_least: 12}}").scored("S", "{q.number: {at_most: 11}}")
    small.baseline("tried", "{title: To try, gates: {small/G: requirement, small/S: requirement}}").library()
    (found,) = lint(small.root, Configuration(("gates-exclude-each-other",))).problems
    assert (found.place.file, found.message) == (
        str(small.root / "baselines/tried.yaml"),
        f"the gates `small/G` and `small/S` {CAN_APPLY} both",
    )
