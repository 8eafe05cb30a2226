"""`techassure standards new`: what it writes loads, and its examples come out as they say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from cli_tenders import run
from typer.testing import Result

import techassure
from techassure import ProblemsFound, load_library
from techassure.authoring import lint_scaffolds, scaffolds
from techassure.authoring.samples import sample_of
from techassure.definitions.defining import define
from techassure.definitions.model import Criterion, TypeName
from techassure.files.doors import enter
from techassure.files.places import read_yaml
from techassure.lint import rules
from techassure.lint.running import lint
from techassure.proving.examples import Report
from techassure.proving.examples import test_definition as tested
from techassure.selections.selecting import baseline


def new(folder: Path, *arguments: str) -> Result:
    return run("standards", "new", *arguments, "--library", folder)


def examples(folder: Path) -> str:
    result = run("standards", "test", "--library", folder)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that no test changes."""
    folder = tmp_path_factory.mktemp("kept")
    assert new(folder, "standard", "help-desk").exit_code == 0
    return folder


@pytest.fixture
def started(tmp_path: Path) -> Path:
    assert new(tmp_path, "standard", "help-desk").exit_code == 0
    return tmp_path


def test_one_command_makes_an_empty_folder_a_library(started: Path) -> None:
    assert set(contents(started)) == {
        "library.yaml",
        "help-desk/standard.yaml",
        "help-desk/1/edition.yaml",
        "help-desk/1/criteria/C1.yaml",
        "facts/help_desk.yaml",
    }
    assert examples(started) == "help-desk@1 r1: 3 examples, 0 problems\n3 examples ran, 0 problems.\n"
    assert load_library(started).base


def test_what_is_new_lints_but_for_what_a_person_has_to_write(started: Path) -> None:
    more = [("criterion", "help-desk@1/C2"), ("criterion", "help-desk@1/C3", "--fact", "pen_test.finished_on")]
    for arguments in more:
        assert new(started, *arguments).exit_code == 0
    assert {problem.rule for problem in lint(started).problems} == {"placeholder-left"}


def test_a_criterion_asks_a_fact_that_is_known_or_a_new_one(started: Path) -> None:
    """A known fact of the packaged library, of the type date; and a new one in the topic's file."""
    assert new(started, "criterion", "help-desk@1/H2", "--fact", "pen_test.finished_on").exit_code == 0
    assert new(started, "criterion", "help-desk@1/H.3").exit_code == 0
    edition = load_library(started).edition("help-desk@1")
    assert [each.facts() for each in edition.definitions] == [
        ["help_desk.c1"],
        ["pen_test.finished_on"],
        ["help_desk.h_3"],
    ]
    assert "11 examples ran" in examples(started)


def test_a_fact_of_every_type_can_be_asked(started: Path) -> None:
    kinds = get_args(TypeName)
    for at, kind in enumerate(kinds):
        assert new(started, "fact", f"help_desk.new_{at}", "--type", kind).exit_code == 0
        assert new(started, "criterion", f"help-desk@1/H{at}", "--fact", f"help_desk.new_{at}").exit_code == 0
    facts = load_library(started).facts
    assert tuple(facts[f"help_desk.new_{at}"].type for at in range(len(kinds))) == kinds
    examples(started)


def test_every_fact_of_the_packaged_library_has_a_sample_that_holds() -> None:
    library = load_library()
    edition = library.edition("dtac@2.0")
    asked = {name: fact for name, fact in library.facts.items() if fact.question and fact.about != "contract"}
    for name in asked.keys() - {"submission.supplier_name", "submission.product_name", "submission.product_version"}:
        source = read_yaml(scaffolds.criterion_page("X", name, sample_of(asked[name])).encode(), name)
        report = Report()
        definition = define("x/X", enter(Criterion, source), source, library.facts, [])
        tested(definition, edition, library.facts, report)
        assert (report.ran >= 2, report.problems) == (True, []), name


def test_an_edition_begins_with_a_copy(started: Path) -> None:
    assert new(started, "criterion", "help-desk@1/H2").exit_code == 0
    page = started / "help-desk" / "1" / "edition.yaml"
    errata = "errata:\n  - {revision: 2, on: 2026-06-01, changed: Something.}\n"
    page.write_text(page.read_text().replace("revision: 1", "revision: 2").replace("draft", "in-force") + errata)
    assert new(started, "edition", "help-desk@2", "--from", "help-desk@1").exit_code == 0
    made = load_library(started).edition("help-desk@2")
    assert (made.file.revision, made.file.status, made.file.supersedes) == (1, "draft", "help-desk@1")
    assert (made.file.errata, len(made.definitions)) == ((), 2)
    assert "12 examples ran" in examples(started)


def test_a_packaged_edition_can_be_copied_under_a_name_of_ones_own(started: Path) -> None:
    assert new(started, "edition", "help-desk@ours", "--from", "cyber-essentials@3.3").exit_code == 0
    made = load_library(started).edition("help-desk@ours")
    assert made.file.supersedes is None
    assert len(made.definitions) == len(load_library().edition("cyber-essentials@3.3").definitions)
    examples(started)


def test_a_new_edition_asks_for_a_title_of_its_own(started: Path) -> None:
    """Two editions of one title cannot be told apart where only titles stand."""
    assert new(started, "edition", "help-desk@2", "--from", "help-desk@1").exit_code == 0
    assert load_library(started).edition("help-desk@2").file.title == "TO DO, the title of the edition with its date"


def test_a_baseline_begins_with_a_copy(tmp_path: Path) -> None:
    """It decides as the one that it was copied from until somebody changes a line; a person says why it differs."""
    assert new(tmp_path, "baseline", "board", "--from", "remote-monitoring").exit_code == 0
    assert {problem.message for problem in lint(tmp_path).problems} == {
        "`title` has yet to be written",
        "`because` has yet to be written",
    }
    library = load_library(tmp_path)
    ours, theirs = (baseline(name, library) for name in ("board", "remote-monitoring"))
    assert (ours.members, ours.award_criteria) == (theirs.members, theirs.award_criteria)


def test_a_criterion_is_listed_in_the_section_that_is_named(started: Path) -> None:
    page = started / "help-desk" / "1" / "edition.yaml"
    second = '  - id: "2"\n    title: More\n    domain: usability\n    criteria:\n      - id: H2\n        share: 2\n'
    page.write_text(f"{page.read_text()}{second}\n# The end.\n")
    fact = (started / "help-desk" / "1" / "criteria" / "C1.yaml").read_text()
    (started / "help-desk" / "1" / "criteria" / "H2.yaml").write_text(fact.replace("C1", "H2"))
    assert new(started, "criterion", "help-desk@1/H3").exit_code == 0
    assert new(started, "criterion", "help-desk@1/H4", "--section", "1").exit_code == 0
    file = load_library(started).edition("help-desk@1").file
    assert [[each.id for each in section.criteria] for section in file.sections] == [["C1", "H4"], ["H2", "H3"]]
    assert page.read_text().endswith("# The end.\n")


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("standard", "help-desk"), "file-exists"),
        (("standard", "Help desk"), "wrong-name"),
        (("standard", "../out"), "wrong-name"),
        (("standard", "dtac"), "name-taken"),
        (("edition", "nothing@1"), "unknown-standard"),
        (("edition", "help-desk@1"), "file-exists"),
        (("edition", "help-desk@2", "--from", "help-desk@9"), "unknown-edition"),
        (("criterion", "help-desk@1/C1"), "file-exists"),
        (("criterion", "help-desk@9/C1"), "unknown-edition"),
        (("criterion", "help-desk@1/../C2"), "wrong-name"),
        (("criterion", "help-desk@1/C2", "--fact", "pen_test.finish_on"), "unknown-fact"),
        (("criterion", "help-desk@1/C2", "--section", "9"), "unknown-section"),
        (("criterion", "dtac@2.0/X1"), "not-your-edition"),
        (("baseline", "board", "--from", "remote"), "unknown-baseline"),
        (("baseline", "board"), "unknown-baseline"),
        (("baseline", "dtac", "--from", "remote-monitoring"), "name-taken"),
        (("baseline", "Our board", "--from", "dtac"), "wrong-name"),
        (("fact", "help_desk.c1"), "fact-defined-twice"),
        (("fact", "pen_test.finished_on"), "fact-defined-twice"),
        (("fact", "Help.desk"), "wrong-name"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(kept: Path, arguments: tuple[str, ...], rule: str) -> None:
    before = contents(kept)
    result = new(kept, *arguments)
    assert (result.exit_code, f"({rule})" in result.stderr) == (2, True), result.stderr
    assert contents(kept) == before


def test_a_page_that_is_laid_out_otherwise_is_not_spoilt(started: Path) -> None:
    page = started / "help-desk" / "1" / "edition.yaml"
    page.write_text(page.read_text().replace("    criteria:\n      - {id: C1}\n", "    criteria: [{id: C1}]\n"))
    before = contents(started)
    result = new(started, "criterion", "help-desk@1/C2")
    assert (result.exit_code, "(cannot-add)" in result.stderr) == (2, True)
    assert contents(started) == before


# --- a rule of lint -------------------------------------------------------------------------------------------------

CHECKOUT = Path(techassure.__file__).parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the program and no more of its tests than a new rule needs."""
    if not (CHECKOUT / "tests" / "lint").is_dir():
        pytest.skip("this is no checkout of the program")
    leave_out = shutil.ignore_patterns("__pycache__", "_standards")
    shutil.copytree(CHECKOUT / "techassure", tmp_path / "techassure", ignore=leave_out)
    shutil.copytree(CHECKOUT / "standards", tmp_path / "standards")
    (tmp_path / "tests" / "lint").mkdir(parents=True)
    return tmp_path


def test_a_rule_of_lint_finds_what_its_files_say(checkout: Path) -> None:
    """It is listed, and finds in the bad file what it says there, and in the good one nothing."""
    for path, text in lint_scaffolds.new_rule("title-shouts", "style", checkout).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    program = (
        "from techassure.lint import rules\n"
        "rule = next(rule for rule in rules.RULES if rule.name == 'title-shouts')\n"
        "print(rule.category, '**Why.**' in rule.page, len(rules.NAMES))"
    )
    changed = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=checkout, env=changed, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["style", "True", str(len(rules.NAMES) + 1)]
    bad, good = (
        checkout / "tests" / "lint" / "title-shouts" / kind / "criterion-first.yaml" for kind in ("bad", "good")
    )
    assert "title: To be found" in bad.read_text()
    assert enter(Criterion, read_yaml(good.read_bytes(), "good")).title == "Something else"


@pytest.mark.parametrize(
    ("name", "rule"), [("Title shouts", "wrong-name"), ("../out", "wrong-name"), ("title-asks", "file-exists")]
)
def test_a_rule_that_cannot_be_is_refused(tmp_path: Path, name: str, rule: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        lint_scaffolds.new_rule(name, "style", tmp_path)
    assert [problem.rule for problem in found.value.problems] == [rule]


def test_outside_a_checkout_there_are_no_new_rules(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        lint_scaffolds.new_rule("title-shouts", "style", tmp_path)
    assert [problem.rule for problem in found.value.problems] == ["no-checkout"]


@pytest.mark.parametrize("model", [(), ("--from", "help-desk@1")])
def test_an_edition_that_is_there_is_named(started: Path, model: tuple[str, ...]) -> None:
    """It was said of the page that it is laid out in a way that the program does not know."""
    result = new(started, "edition", "help-desk@1", *model)
    told = " ".join(result.stderr.split())
    assert result.exit_code == 2
    assert "the edition `help-desk@1` is there already" in told
    assert "give the new one another name, such as `help-desk@2`" in told


@pytest.mark.parametrize("name", ["Help-Desk", "dtac"])
def test_what_is_refused_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    assert new(tmp_path / "mine", "standard", name).exit_code == 2
    assert list(tmp_path.iterdir()) == []
