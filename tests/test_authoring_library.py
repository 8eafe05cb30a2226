"""A body's own library that builds on the one that comes with the package."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import Small, written
from cli_tenders import run

from techassure import Library, ProblemsFound, load_library
from techassure.selections.bare_selections import of_editions

BUILDS_ON = "techassure: 1\nbuilds_on: techassure\n"


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def adding(small: Small) -> Library:
    """Have the small library build on the package's, whose facts of the contract it then has."""
    small.library()
    (small.root / "facts" / "contract.yaml").unlink()
    written(small.root / "library.yaml", BUILDS_ON)
    return small.kept()


def refusals(root: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        load_library(root)
    return [problem.rule for problem in found.value.problems]


def test_it_adds_to_the_standards_facts_and_baselines_of_the_package(small: Small) -> None:
    """Its criteria may ask the facts of the package."""
    library = adding(small.criterion(expect="{q.yes: {is: yes}}"))
    packaged = load_library()
    assert library.own_names() == ["small@1"]
    assert library.names() == ["small@1", *packaged.names()]
    assert library.baselines() == packaged.baselines()
    criterion = small.root / "small" / "1" / "criteria" / "X.yaml"
    criterion.write_text(criterion.read_text().replace("q.yes", "cyber_essentials.renewal_committed"))
    selection = of_editions(["small@1", "cyber-essentials@3.3"], library)
    assert [edition.name for edition in selection.editions] == ["small@1", "cyber-essentials@3.3"]
    (definition,) = selection.editions[0].definitions
    assert definition.facts() == ["cyber_essentials.renewal_committed"]


def test_a_library_that_says_not_what_it_adds_to_is_told_how(small: Small) -> None:
    """A `library.yml` says nothing either."""
    library = small.criterion(expect="{q.yes: {is: yes}}").library()
    with pytest.raises(ProblemsFound) as found:
        of_editions(["small@1", "dtac@2.0", "dtac@9"], library)
    fixes = [each.fix for each in found.value.problems]
    assert fixes[0] == "write `builds_on: techassure` in `library.yaml`: the packaged library has `dtac@2.0`"
    assert "builds_on" not in fixes[1]


@pytest.mark.parametrize("name", ["edition.yml", "Edition.yaml"])
def test_criteria_without_the_page_of_their_edition_are_not_passed_over(small: Small, name: str) -> None:
    """`standards test` said that all was well, and had left the edition out."""
    small.criterion(expect="{q.yes: {is: yes}}").library()
    page = small.root / "small" / "1" / "edition.yaml"
    page.rename(page.with_name(name))
    result = run("standards", "test", "--library", small.root)
    assert (result.exit_code, "(missing-file)" in result.stderr) == (2, True)
    assert f"`{name}` is there: make the two names the same" in result.stderr


def test_examples_of_its_own_standards_run_unless_others_are_named(small: Small) -> None:
    cases = "{as_of: 2026-06-01, usual: {q.yes: yes}, cases: [{name: no, with: {q.yes: no}, outcome: not met}]}"
    small.criterion(expect="{q.yes: {is: yes}}", examples=cases)
    adding(small)
    result = run("standards", "test", "--library", small.root)
    assert result.stdout == "small@1 r1: 2 examples, 0 problems\n2 examples ran, 0 problems.\n"
    result = run("standards", "test", "cyber-essentials@3.3", "--library", small.root)
    assert result.exit_code == 0


def test_it_needs_no_facts_of_its_own(tmp_path: Path) -> None:
    written(tmp_path / "library.yaml", BUILDS_ON)
    assert load_library(tmp_path).facts == load_library().facts


def test_without_that_page_a_library_is_whole(small: Small) -> None:
    adding(small.criterion(expect="{q.yes: {is: yes}}"))
    (small.root / "library.yaml").unlink()
    assert load_library(small.root).names() == ["small@1"]


@pytest.mark.parametrize("name", ["dtac/standard.yaml", "baselines/dtac.yaml"])
def test_a_name_that_is_taken_is_refused(small: Small, name: str) -> None:
    """So that a later version of the package cannot change in silence what a name means."""
    adding(small.criterion(expect="{q.yes: {is: yes}}"))
    written(small.root / name, "techassure: 1\n")
    assert refusals(small.root) == ["name-taken"]


def test_a_fact_that_is_taken_is_refused(small: Small) -> None:
    adding(small.criterion(expect="{q.yes: {is: yes}}"))
    fact = "{question: Again?, about: product, type: yes-no}"
    written(
        small.root / "facts" / "again.yaml",
        f"techassure: 1\ntopic: Again\nfacts: {{cyber_essentials.renewal_committed: {fact}}}\n",
    )
    assert refusals(small.root) == ["fact-defined-twice"]


def test_of_a_fact_that_is_taken_nothing_else_is_said(small: Small) -> None:
    """Which of the two is meant is not known, so a criterion that fits either may be right."""
    adding(small.criterion(expect="{cyber_essentials.renewal_committed: {is: yes}}"))
    fact = "cyber_essentials.renewal_committed: {question: Again?, about: product, type: number}"
    written(small.root / "facts" / "again.yaml", f"techassure: 1\ntopic: Again\nfacts: {{{fact}}}\n")
    assert refusals(small.root) == ["fact-defined-twice"]


def test_the_library_can_be_named_by_the_environment(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    adding(small.criterion(expect="{q.yes: {is: yes}}"))
    monkeypatch.setenv("TECHASSURE_LIBRARY", str(small.root))
    assert "small@1 r1" in run("standards", "list").stdout


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("techassure: 1\nbuilds_on: elsewhere\n", ["wrong-value"]),
        ("techassure: 2\n", ["unknown-language-version"]),
        ("builds: on\n", ["missing-key", "unknown-key"]),
        ("", ["empty-file"]),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(tmp_path: Path, text: str, rules: list[str]) -> None:
    written(tmp_path / "library.yaml", text)
    assert refusals(tmp_path) == rules
