"""`techassure standards`: what the library holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import Small
from cli_tenders import run

from techassure.definitions.library import load_library


def test_list_names_every_edition_and_baseline() -> None:
    """Each with its revision, status and title."""
    library = load_library()
    result = run("standards", "list")
    assert result.exit_code == 0
    for name in library.names():
        assert re.search(rf"^{re.escape(name)} r\d+ +\S+ ", result.stdout, re.MULTILINE)
    assert all(name in result.stdout.partition("Baselines: ")[2] for name in library.baselines())


@pytest.mark.parametrize("columns", ["80", "160"])
def test_list_breaks_titles_between_words_only(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow page and on a wide one, and no line is wider than it."""
    monkeypatch.setenv("COLUMNS", columns)
    library = load_library()
    result = run("standards", "list")
    words = set(result.stdout.split())
    assert all(set(library.edition(name).file.title.split()) <= words for name in library.names())
    assert max(map(len, result.stdout.splitlines())) <= int(columns)


def test_show_names_every_criterion_with_its_role() -> None:
    """One page: dates, sections, criteria with gate or share, what is not encoded, and that it is unofficial."""
    edition = load_library().edition("cyber-essentials@3.3")
    result = run("standards", "show", "cyber-essentials@3.3")
    assert result.exit_code == 0
    text = re.sub(r"\s+", " ", result.stdout)
    assert "in-force from 2026-04-27" in text
    assert re.sub(r"\s+", " ", edition.standard.unofficial) in text
    for definition in edition.definitions:
        role = "gate (" if definition.entry.gate else "scored, share" if definition.entry.share else "context;"
        assert f"{definition.criterion.id} {definition.criterion.title} {role}" in text
    assert all(left.clause in text for left in edition.file.not_encoded)


def test_show_makes_the_page_of_an_own_edition_whose_links_lead_somewhere(small: Small) -> None:
    """The page that `docs/standards/` has of every packaged edition, for whoever decides about one of their own."""
    small.criterion("X", expect="{q.number: {at_least: 5}}").scored("S", "{q.yes: {is: yes}}", domain="usability")
    small.library()
    output = small.folder / "small.md"
    arguments = ["--library", str(small.root), "--format", "markdown"]
    assert run("standards", "show", "small@1", *arguments, "--output", str(output)).exit_code == 0
    page = output.read_text("utf-8")
    assert run("standards", "show", "small@1", *arguments).stdout == page
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
    assert {each.partition(": ")[0] for each in headings} >= {"X", "S", "In numbers", "How to read a page"}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
    assert [each for each in re.findall(r"\]\(([^)]+)\)", page) if not each.startswith(("#", "https://"))] == []


@pytest.mark.parametrize("name", ["dtac@2.0", "cyber-essentials@3.3"])
def test_the_page_of_a_packaged_edition_says_what_the_documentation_has(name: str) -> None:
    kept = Path(__file__).parents[1] / "docs" / "standards" / f"{name.replace('@', '-')}.md"
    shown = set(run("standards", "show", name, "--format", "markdown").stdout.splitlines())
    linked = ("](README.md", "](cyber-essentials-", "](dtac-", "<!--")
    assert [line for line in kept.read_text("utf-8").splitlines() if line not in shown] == [
        line for line in kept.read_text("utf-8").splitlines() if any(each in line for each in linked)
    ]


def test_show_keeps_to_the_page_however_long_a_clause_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not encoded is named by clauses, some of which are longer than a line."""
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("standards", "show", "medical-devices@2002").stdout
    assert max(len(each.clause) for each in load_library().edition("medical-devices@2002").file.not_encoded) > 80
    assert max(map(len, shown.splitlines())) <= 80


def test_show_says_whom_a_duty_binds_and_by_what() -> None:
    """A duty of those who give care reaches the supplier by contract alone; nobody is obliged by what is voluntary."""
    supplied, cared = (
        re.sub(r"\s+", " ", run("standards", "show", name).stdout) for name in ("ods@0090", "nhs-number@0149")
    )
    assert "obliged by information standard; binds the manufacturer; source" in supplied
    assert "obliged by information standard; binds the provider, the supplier by contract; source" in cared
    assert "; voluntary; binds the manufacturer; source NHS data dictionary" in cared


def test_show_of_an_unknown_edition_suggests_one() -> None:
    """Did you mean."""
    result = run("standards", "show", "cyber-essential@3.3")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean `cyber-essentials@3.3`?" in result.stderr


def test_test_runs_the_examples_of_an_edition() -> None:
    """How many ran, the four whole submissions among them, and how many did not come out as they say."""
    edition = load_library().edition("cyber-essentials@3.3")
    expected = 4 + sum(1 + len(definition.criterion.examples.cases) for definition in edition.definitions)
    result = run("standards", "test", "cyber-essentials@3.3")
    assert result.stdout.splitlines()[-1] == f"{expected} examples ran, 0 problems."
    assert result.exit_code == 0


@pytest.mark.parametrize("names", [["no-such@1"], ["cyber-essentials@3.3", "no-such@1"]])
def test_test_of_an_unknown_edition_cannot_run(names: list[str]) -> None:
    """Nothing is passed over in silence."""
    result = run("standards", "test", *names)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no edition is called `no-such@1`" in result.stderr
