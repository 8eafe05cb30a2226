"""What lint found in every format, and the command that prints it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from builders import Small, written
from cli_tenders import run
from test_lint_mistakes import HELP_FILE, TEST_FILE, library

from techassure.lint import formats
from techassure.lint.formats import text
from techassure.lint.rules import NAMES, RULES
from techassure.lint.running import Linted, lint
from techassure.problems import Place, Problem

BY_DEFAULT = sum(rule.by_default for rule in RULES)
FOLDER = Path(formats.__file__).parent
STRANGE = "\x1b[31m<&\">%0A\u202e'"


@pytest.fixture
def linted(small: Small) -> Linted:
    """A question for a title, a misspelt option, and a note."""
    root = library(small, HELP_FILE, "title: Help comes within a day", "title: Does help come within a day?")
    found = lint(root)
    note = Problem(Place("a folder/file.yaml", 0, 0), "not-decided", "something is open", "split it", "note")
    strange = Problem(Place(f"{STRANGE}.yaml", 3, 5), "unknown-option", f"`{STRANGE}` is no option", "use one", "error")
    return Linted((*found.problems, note, strange), found.files, found.rules)


def shown(linted: Linted, columns: int = 100, colour: bool = False) -> str:
    return text.render(linted, columns, colour)


# --- text -----------------------------------------------------------------------------------------------------------


def test_text_shows_the_line_and_marks_the_authors_word(linted: Linted) -> None:
    lines = shown(linted).splitlines()
    assert re.search(r"HELP.yaml:3:8: warning: the title asks a question \(title-asks\)$", lines[0])
    assert lines[1:4] == [
        "    3 | title: Does help come within a day?",
        "      |        ^^^^",
        "  fix: say what is wanted, as a statement",
    ]
    assert lines[-1] == f"1 error, 1 warning, 1 note; 7 files, {BY_DEFAULT} rules."


def test_text_of_a_long_line_shows_the_part_that_is_meant(tmp_path: Path) -> None:
    long = f"key: {'word ' * 60}here {'word ' * 60}"
    path = written(tmp_path / "long.yaml", f"{long}\n")
    found = Linted((Problem(Place(str(path), 1, long.index("here") + 1), "unknown-option", "m", "f"),), 1, ())
    line, mark = shown(found, 80).splitlines()[1:3]
    assert len(line) <= 80
    assert line[mark.index("^") : mark.index("^") + 4] == "here"


def test_text_marks_what_stands_behind_wide_characters(tmp_path: Path) -> None:
    path = written(tmp_path / "wide.yaml", "key: 健康 here\n")
    found = Linted((Problem(Place(str(path), 1, 9), "unknown-option", "m", "f"),), 1, ())
    assert shown(found).splitlines()[2] == "      |           ^^^^"


def test_text_cannot_command_a_terminal(linted: Linted, tmp_path: Path) -> None:
    path = written(tmp_path / "odd.yaml", "a: \x1b[31m\u202eb\n")
    found = Linted((*linted.problems, Problem(Place(str(path), 1, 4), "control-character", "m", "f")), 1, ())
    assert "\x1b" not in shown(found)
    assert "\u202e" not in shown(found)


def test_colour_is_put_on_and_left_out(linted: Linted) -> None:
    coloured = shown(linted, colour=True)
    assert "\x1b[31merror" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(linted)


# --- data -----------------------------------------------------------------------------------------------------------


def test_the_formats_are_those_of_the_folder() -> None:
    assert {"text", *formats.FORMATS} == {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}


def test_json_holds_every_problem_with_its_category(linted: Linted) -> None:
    made = json.loads(formats.FORMATS["json"](linted))
    assert [each["rule"] for each in made["problems"]] == ["title-asks", "not-decided", "unknown-option"]
    assert [each["category"] for each in made["problems"]] == ["style", "proof", "loading"]
    assert made["problems"][0]["place"]["line"] == 3


def test_github_annotates_lines_and_escapes(linted: Linted) -> None:
    first, note, strange = formats.FORMATS["github"](linted).splitlines()
    assert re.match(
        r"::warning file=.*HELP\.yaml,line=3,col=8,title=title-asks::the title asks a question%0Afix: ", first
    )
    assert note.startswith("::notice file=a folder/file.yaml,title=not-decided::")
    assert "%250A" in strange


def test_junit_counts_what_is_to_be_acted_on(linted: Linted) -> None:
    root = ET.fromstring(formats.FORMATS["junit"](linted))
    assert (root.get("tests"), root.get("failures")) == ("3", "2")
    assert [failure.get("type") for failure in root.iter("failure")] == ["title-asks", "unknown-option"]


def test_junit_passes_where_nothing_was_found() -> None:
    root = ET.fromstring(formats.FORMATS["junit"](Linted((), 7, ())))
    assert [case.get("name") for case in root.iter("testcase")] == ["no problem in 7 files"]
    assert root.get("failures") == "0"


ROOT = Path(__file__).parents[1]
SARIF = Path(os.environ.get("JEST_SARIF", ROOT / "node_modules" / "@microsoft" / "jest-sarif"))
"""The npm package that carries the official schema."""


@pytest.mark.skipif(not SARIF.is_dir(), reason="needs `npm install @microsoft/jest-sarif`, or its folder in JEST_SARIF")
def test_sarif_validates_against_the_official_schema(linted: Linted) -> None:
    (path,) = SARIF.glob("lib/schemas/sarif-2.1.0*.json")
    official = jsonschema.Draft4Validator(json.loads(path.read_text("utf-8")))
    made = json.loads(formats.FORMATS["sarif"](linted))
    assert list(official.iter_errors(made)) == []
    broken = {**made, "runs": [{**made["runs"][0], "results": [{"level": "fatal"}]}]}
    assert list(official.iter_errors(broken)) != []


def test_sarif_names_a_page_for_each_rule(linted: Linted) -> None:
    (made,) = json.loads(formats.FORMATS["sarif"](linted))["runs"]
    rules = made["tool"]["driver"]["rules"]
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    with_page = {each["id"] for each in rules if "help" in each}
    assert with_page == {each["id"] for each in rules} & set(NAMES)
    where = made["results"][1]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "a%20folder/file.yaml"}}


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_ends_with_0_where_nothing_is_found(small: Small) -> None:
    result = run("standards", "lint", library(small))
    assert (result.exit_code, result.stdout) == (0, f"No problem in 7 files, {BY_DEFAULT} rules.\n")


@pytest.mark.parametrize("form", ["text", *formats.FORMATS])
def test_the_command_ends_with_1_where_something_is_found(small: Small, form: str) -> None:
    root = library(small, TEST_FILE, "{is: crest}", "{is: crst}")
    result = run("standards", "lint", "--library", root, "--format", form)
    assert result.exit_code == 1
    assert "unknown-option" in result.stdout


def test_the_command_writes_to_a_file(small: Small, tmp_path: Path) -> None:
    result = run("standards", "lint", library(small), "--format", "sarif", "--output", tmp_path / "lint.sarif")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "lint.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none"], "there is nothing at `none`"),
        (["."], "`.` is in no library"),
        (["--select", "check-never-hold"], "did you mean `check-never-holds`?"),
    ],
)
def test_the_command_ends_with_2_where_it_cannot_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("standards", "lint", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_path_in_a_library_narrows_what_is_reported(small: Small) -> None:
    root = library(small, TEST_FILE, "{is: crest}", "{is: crst}")
    assert run("standards", "lint", root / HELP_FILE).exit_code == 0
    assert run("standards", "lint", root / "small").exit_code == 1


def test_a_tender_is_looked_at_by_itself(small: Small) -> None:
    root = library(small)
    text = "techassure: 1\ntender: t\neditions: {small: 1 r1}\ndates: {as_of: 2026-06-01}\n"
    weights = "award_criteria: {help: {title: Help, weight: 100, domain: usability}}\nnot_applicable: lowest-band\n"
    tender = written(small.folder / "tender" / "tender.yaml", text + weights)
    result = run("standards", "lint", tender.parent, "--library", root)
    assert result.exit_code == 1
    assert set(re.findall(r"\((\S+)\)$", result.stdout, re.MULTILINE)) == {
        "price-not-in-total",
        "social-value-below-ten",
    }


def test_settings_of_the_working_folder_count(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    library(small, HELP_FILE, "title: Help comes within a day", "title: Does help come within a day?")
    written(small.folder / "techassure.toml", '[lint]\nlibrary = "library"\nignore = ["style"]\n')
    monkeypatch.chdir(small.folder)
    assert run("standards", "lint").exit_code == 0
    assert run("standards", "lint", "--select", "proof").exit_code == 0
    (small.folder / "techassure.toml").write_text('[lint]\nlibrary = "library"\n')
    assert run("standards", "lint").exit_code == 1
