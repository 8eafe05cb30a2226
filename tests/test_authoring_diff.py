"""`techassure standards diff`: what is claimed of two editions, and the submissions that show it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import Small, day, parsed, written
from cli_tenders import run

from techassure import Library, assess, load, load_library
from techassure.authoring import difference_markdown, difference_report
from techassure.authoring.differences import Side, difference
from techassure.authoring.git_revisions import library_at
from techassure.report.text import Page, Paint, clean

AS_OF_DATE = date(2026, 6, 1)
AS_OF = AS_OF_DATE.toordinal()
USUAL = "{as_of: 2026-06-01, usual: {q.number: 9, q.yes: yes, q.other: yes, q.date: 2026-05-01}, cases: [%s]}"
CASES = USUAL % "{name: nothing, without: [q.number, q.yes, q.other, q.date], outcome: no answer}"
Change = dict[str, Any]
PACKAGED = load_library()


def versions(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> tuple[Side, Side]:
    made = []
    for name, parts in (("old", old), ("new", new)):
        small = Small(folder / name)
        small.criterion(examples=CASES, **parts)
        library = small.library()
        made.append(Side("small@1", library.edition("small@1"), library))
    return made[0], made[1]


@pytest.fixture
def change(tmp_path: Path) -> Callable[[Any, Any], Change]:
    """What changes in the criterion X between two libraries that differ in nothing else."""

    def of(old: Any, new: Any) -> Change:
        parts = [{"expect": each} if isinstance(each, str | list) else each for each in (old, new)]
        document = difference(*versions(tmp_path, *parts), AS_OF)
        one: Change
        (one,) = document["criteria"] or [{"change": "unchanged"}]
        return one

    return of


FIVE = "{q.number: {at_least: 5}}"
SAID = {
    "the same": (FIVE, FIVE, "unchanged"),
    "a step up": (FIVE, "{q.number: {at_least: 6}}", "stricter"),
    "a step down": (FIVE, "{q.number: {at_least: 4}}", "looser"),
    "said otherwise": (FIVE, "{not: {q.number: {below: 5}}}", "equivalent"),
    "another direction": (FIVE, "{q.number: {at_most: 5}}", "different"),
    "one check more": (FIVE, [FIVE, "{q.yes: {is: yes}}"], "stricter"),
    "one check less": ([FIVE, "{q.yes: {is: yes}}"], FIVE, "looser"),
    "a check that another implies": ([FIVE, "{q.number: {at_least: 3}}"], FIVE, "equivalent"),
    "checks joined": ([FIVE, "{q.yes: {is: yes}}"], "{q.yes: {is: yes}, q.number: {at_least: 5}}", "equivalent"),
    "a day longer": ("{q.date: {within: 12 months}}", "{q.date: {within: 13 months}}", "looser"),
    "years for months": ("{q.date: {within: 12 months}}", "{q.date: {within: 1 year}}", "equivalent"),
    "days for months": ("{q.date: {within: 12 months}}", "{q.date: {within: 365 days}}", "stricter"),
    "months for days": ("{q.date: {within: 31 days}}", "{q.date: {within: 1 month}}", "stricter"),
    "days in place of a leap year": ("{q.date: {within: 366 days}}", "{q.date: {within: 1 year}}", "stricter"),
    "now one is longer, now the other": ("{q.date: {within: 30 days}}", "{q.date: {within: 1 month}}", "different"),
    "a penny more": ("{q.money: {above: 5}}", "{q.money: {at_least: 5.01}}", "equivalent"),
    "a penny too much": ("{q.money: {above: 5}}", "{q.money: {at_least: 5.02}}", "stricter"),
    "what cannot be computed": ("{q.excess: {below: 0}}", "{not: {q.excess: {at_least: 0}}}", "equivalent"),
    "beyond what can be computed": ("{q.excess: {at_least: -100}}", "{q.excess: {at_least: -101}}", "equivalent"),
    "an option more": ("{q.choice: {is: a}}", "{q.choice: {one_of: [a, b]}}", "looser"),
    "options named and left out": ("{q.choice: {one_of: [a, b]}}", "{q.choice: {is_not: c}}", "equivalent"),
    "another fact": ("{q.yes: {is: yes}}", "{q.other: {is: yes}}", "different"),
    "rows": ("{q.rows: {rows: {at_least: 1}}}", "{q.rows: {rows: {at_least: 2}}}", "stricter"),
    "columns": ("{q.rows: {every: {score: {below: 7}}}}", "{q.rows: {every: {score: {at_most: 7}}}}", "looser"),
    "any of more": (FIVE, "{any: [{q.number: {at_least: 5}}, {q.yes: {is: yes}}]}", "looser"),
    "computed": ("{q.gap: {at_most: 30}}", "{q.gap: {at_most: 31}}", "looser"),
}


@pytest.mark.parametrize("name", SAID)
def test_how_one_version_relates_to_another(change: Callable[[Any, Any], Change], name: str) -> None:
    old, new, expected = SAID[name]
    found = change(old, new)
    assert found["change"] == expected, found
    shown = {"stricter": 1, "looser": 1, "different": 2}.get(expected, 0)
    assert len(found.get("witnesses", [])) == shown


def test_rows_of_which_a_sum_decides_whether_it_applies_are_shown(change: Callable[[Any, Any], Change]) -> None:
    """The rows that show it come to another sum than the one by which sums like it are named."""
    applies = {"applies_when": "{q.sum: {at_least: 1}}"}
    old, new = ({"expect": f"{{q.rows: {{every: {{score: {{below: {most}}}}}}}}}", **applies} for most in (7, 6))
    found = change(old, new)
    assert (found["change"], len(found["witnesses"])) == ("stricter", 1)


SPANS = "{any: [{q.date: {within: 12 months}}, {q.date: {on_or_before: 2020-01-01}}]}"
OTHER_SPANS = "{any: [{q.date: {within: 365 days}}, {q.date: {on_or_before: 2020-01-01}}]}"


def test_what_is_worse_for_some_is_not_said_to_be_better_for_others(tmp_path: Path) -> None:
    """It was, of all whose other direction was not decided; the heading says what is shown, and the reason the rest."""
    document = difference(*versions(tmp_path, {"expect": SPANS}, {"expect": OTHER_SPANS}), AS_OF)
    (one,) = document["criteria"]
    assert (one["change"], len(one["witnesses"])) == ("worse for some", 1)
    assert one["why"] == "whether any fare better too: the days can stand in too many orders"
    page = " ".join(difference_report.render(document).split())
    assert "WORSE FOR SOME SUBMISSIONS; WHETHER BETTER FOR ANY IS NOT DECIDED (1)" in page
    assert "1 worse for some." in page


def test_the_answer_that_was_not_looked_at_in_full_is_named(change: Callable[[Any, Any], Change]) -> None:
    found = change("{q.rows: {rows: {at_least: 300}}}", "{q.rows: {rows: {at_least: 301}}}")
    assert found["change"] == "not decided"
    assert found["why"] == "it is not certain that every kind of answer to `q.rows` was looked at"


def test_the_points_from_which_a_criterion_is_met_are_compared(change: Callable[[Any, Any], Change]) -> None:
    """The points stay, and what was met is not."""
    bands = {"bands": "{2: {q.number: {at_least: 8}}, 1: {q.number: {at_least: 5}}}", "role": "{share: 1}"}
    assert change(bands, {**bands, "pass_mark": "2"})["change"] == "stricter"
    assert change({**bands, "pass_mark": "2"}, {**bands, "pass_mark": "1"})["change"] == "looser"


CLAIMED = {"expect": FIVE}
PARTS = {
    "better evidence": ({**CLAIMED, "evidence": "{demands: documented, by: q.report}"}, "stricter"),
    "a claim allowed": ({**CLAIMED, "may_claim_not_applicable": "yes"}, "looser"),
    "equivalents refused": (
        {**CLAIMED, "accepts_equivalent": "no", "refuses_equivalent_because": "There is none."},
        "stricter",
    ),
    "a reviewer": ({**CLAIMED, "judged_by": "reviewer", "reviewer_asks": "Is it good?"}, "stricter"),
    "only where asked": ({**CLAIMED, "applies_when": "{q.yes: {is: yes}}"}, "different"),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_stands_beside_the_answers_counts(change: Callable[[Any, Any], Change], name: str) -> None:
    """A condition lets some off, and leaves open whoever does not say whether it applies."""
    new, expected = PARTS[name]
    assert change(CLAIMED, new)["change"] == expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("{2: {q.number: {at_least: 8}}, 1: {q.number: {at_least: 5}}}", "unchanged"),
        ("{2: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 5}}}", "stricter"),
        ("{4: {q.number: {at_least: 8}}, 2: {q.number: {at_least: 5}}}", "equivalent"),
        ("{4: {q.number: {at_least: 8}}, 3: {q.number: {at_least: 5}}}", "looser"),
    ],
)
def test_bands_are_compared_by_their_part_of_the_whole(
    change: Callable[[Any, Any], Change], new: str, expected: str
) -> None:
    bands = "{2: {q.number: {at_least: 8}}, 1: {q.number: {at_least: 5}}}"
    found = change({"bands": bands, "role": "{share: 1}"}, {"bands": new, "role": "{share: 1}"})
    assert found["change"] == expected
    assert all(each["points"] for each in found.get("witnesses", []))


def test_wording_alone_is_told_apart(change: Callable[[Any, Any], Change]) -> None:
    assert change(CLAIMED, {**CLAIMED, "title": "What is wanted, said better"})["change"] == "reworded"


def test_wording_is_shown_as_it_was_and_is(tmp_path: Path) -> None:
    """So that a person sees a question that was turned round: it decides nothing, and means the contrary."""
    old, _ = versions(tmp_path, {"expect": "{q.choice: {is: a}}"}, {"expect": "{q.choice: {is: a}}"})
    facts = next(path for path in (tmp_path / "new").rglob("*.yaml") if "q.choice:" in path.read_text("utf-8"))
    turned = facts.read_text("utf-8").replace("Which one?", "Which one not?").replace("a: First", "a: Last")
    facts.write_text(turned, "utf-8")
    library = load_library(tmp_path / "new" / "library")
    document = difference(old, Side("small@1", library.edition("small@1"), library), AS_OF)
    one = document["criteria"][0]
    assert one["change"] == "reworded"
    assert one["reworded"] == [
        {"of": "q.choice", "part": "question", "old": "Which one?", "new": "Which one not?"},
        {"of": "q.choice", "part": "options.a", "old": "First", "new": "Last"},
    ]
    for page in (difference_report.render(document), difference_markdown.render(document)):
        assert "question of `q.choice`: “Which one?” is now “Which one not?”" in " ".join(page.split())


def test_what_a_reviewer_judges_by_is_shown_and_not_called_wording(change: Callable[[Any, Any], Change]) -> None:
    judged = {"judged_by": "reviewer", "reviewer_asks": "Is it good?"}
    found = change({**CLAIMED, **judged}, {**CLAIMED, **judged, "reviewer_asks": "Is it bad?"})
    assert (found["change"], found["why"]) == ("not decided", "a reviewer judges it by other words")
    assert found["reworded"] == [{"of": "X", "part": "reviewer_asks", "old": "Is it good?", "new": "Is it bad?"}]


def test_an_answer_in_another_unit_is_not_claimed_to_be_the_same(tmp_path: Path) -> None:
    old, _ = versions(tmp_path, CLAIMED, CLAIMED)
    facts = next(path for path in (tmp_path / "new").rglob("*.yaml") if "q.number:" in path.read_text("utf-8"))
    facts.write_text(facts.read_text("utf-8").replace("type: number, from: 0", "type: number, unit: hours, from: 0"))
    library = load_library(tmp_path / "new" / "library")
    found = difference(old, Side("small@1", library.edition("small@1"), library))["criteria"][0]
    assert (found["change"], found["why"]) == ("not decided", "`q.number` is answered otherwise")
    assert found["reworded"] == [{"of": "q.number", "part": "unit", "old": None, "new": "hours"}]


def test_gates_and_shares_are_told(change: Callable[[Any, Any], Change]) -> None:
    found = change(CLAIMED, {**CLAIMED, "role": "{share: 2}"})
    assert found["change"] == "unchanged"
    assert found["role"] == {"old": ["gate (requirement)", "in oversight"], "new": ["share 2", "in oversight"]}


def test_added_and_retired_are_told_with_whom_they_bind(tmp_path: Path) -> None:
    other = {"title": "Something else", "source": parsed(OTHER), "expect": "{q.yes: {is: yes}}"}
    old, new = versions(tmp_path, {"name": "X", **CLAIMED}, {"name": "Y", **other})
    found = [(each["id"], each["change"], each["binds"]) for each in difference(old, new)["criteria"]]
    assert found == [("Y", "added", "manufacturer"), ("X", "retired", "manufacturer")]


SIX = {"expect": "{q.number: {at_least: 6}}"}
OTHER = "{clause: '2', says: It is otherwise., address: https://example.org/2, confidence: confirmed}"
NAMED = {"title": "Something else", "source": parsed(OTHER)}
RENAMED = {
    "with nothing changed": (CLAIMED, "reworded"),
    "by what decides": ({**CLAIMED, **NAMED}, "reworded"),
    "by its title": ({**SIX, "source": NAMED["source"]}, "stricter"),
    "by its wording": ({**SIX, "title": "Something else"}, "stricter"),
    "by what is proven": ({"expect": "{not: {q.number: {below: 5}}}", **NAMED}, "equivalent"),
    "by nothing": ({**SIX, **NAMED}, None),
}


@pytest.mark.parametrize("name", RENAMED)
def test_a_criterion_under_another_id_is_found(tmp_path: Path, name: str) -> None:
    parts, expected = RENAMED[name]
    document = difference(*versions(tmp_path, {"name": "X", **CLAIMED}, {"name": "Y", **parts}), AS_OF)
    found = [(each["id"], each["was"], each["change"]) for each in document["criteria"]]
    unlike = [("Y", None, "added"), ("X", None, "retired")]
    assert found == ([("Y", "X", expected)] if expected else unlike)
    assert ("renamed" in difference_report.render(document)) == bool(expected)


def test_of_two_criteria_that_are_alike_neither_is_taken_for_the_renamed_one(tmp_path: Path) -> None:
    old, _ = versions(tmp_path, {"name": "X", **CLAIMED}, CLAIMED)
    small = Small(tmp_path / "two").criterion("Y", examples=CASES, **CLAIMED).criterion("Z", examples=CASES, **CLAIMED)
    new = Side("small@1", small.library().edition("small@1"), small.kept())
    assert [each["was"] for each in difference(old, new, AS_OF)["criteria"]] == [None, None, None]


def test_a_fact_that_is_answered_otherwise_is_not_claimed_to_be_the_same(tmp_path: Path) -> None:
    old, _ = versions(tmp_path, CLAIMED, CLAIMED)
    facts = next(path for path in (tmp_path / "new").rglob("*.yaml") if "q.number:" in path.read_text("utf-8"))
    facts.write_text(facts.read_text("utf-8").replace("from: 0, to: 100", "from: 0, to: 90"), "utf-8")
    library = load_library(tmp_path / "new" / "library")
    found = difference(old, Side("small@1", library.edition("small@1"), library))["criteria"][0]
    assert (found["change"], found["why"]) == ("not decided", "`q.number` is answered otherwise")


# --- the witness, in the hands of a person --------------------------------------------------------------------------


def outcome(library: Library, answers: dict[str, Any], folder: Path, as_of: str) -> str:
    """Write the answers to a file, and assess it as a buyer would."""
    head = {"techassure": "1", "supplier": {"id": "S", "name": "S"}, "product": {"name": "P", "version": "1"}}
    path = written(folder / "submission.yaml", {**head, "answers": answers})
    tender = load(path, against=["small@1"], library=library)
    criteria: list[dict[str, Any]] = assess(tender, day(as_of)).document["assessments"][0]["criteria"]
    return str(criteria[0]["outcome"])


@pytest.mark.parametrize(
    "name", [name for name, (_, _, expected) in SAID.items() if expected in ("stricter", "looser")]
)
def test_the_submission_that_is_printed_gets_these_outcomes(tmp_path: Path, name: str) -> None:
    """Copied from the page into a file, and assessed under both."""
    old, new, _ = SAID[name]
    sides = versions(tmp_path, {"expect": old}, {"expect": new})
    page = difference_markdown.render(difference(*sides, AS_OF))
    ((*said, as_of),) = re.findall(r"This submission was `([^`]*)` and is `([^`]*)` \(as of (.*)\)", page)
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    answers = yaml.load(block, yaml.CBaseLoader)["answers"]
    assert [outcome(side.library, answers, tmp_path / name, as_of) for side in sides] == said
    assert said[0] != said[1]


# --- the command ----------------------------------------------------------------------------------------------------


def test_two_shipped_editions() -> None:
    result = run("standards", "diff", "cyber-essentials@3.2", "cyber-essentials@3.3", "--format", "json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["from"] == "2026-04-27"
    assert "remote-monitoring" in document["selected_by"]
    assert sum(document["counts"].values()) == len(PACKAGED.edition("cyber-essentials@3.3").definitions)
    again = run("standards", "diff", "cyber-essentials@3.2", "cyber-essentials@3.3", "--format", "json")
    assert again.stdout == result.stdout


def test_an_edition_does_not_differ_from_itself() -> None:
    result = run("standards", "diff", "dtac@2.0", "dtac@2.0")
    count = len(PACKAGED.edition("dtac@2.0").definitions)
    assert (result.exit_code, f"{count} unchanged" in result.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dtac@2.0",), "give a second edition, or --git"),
        (("dtac@2.0", "dtac@1.0", "--git", "a", "b"), "give a second edition, or --git"),
        (("dtac@2.0", "dtac@3.0"), "(unknown-edition)"),
        (("dtac@2.0", "dtac@2.0", "--as-of", "soon"), "is not a day"),
    ],
)
def test_what_cannot_be_compared(arguments: tuple[str, ...], said: str) -> None:
    result = run("standards", "diff", *arguments)
    assert (result.exit_code, said in " ".join(result.stderr.split())) == (2, True), result.stderr


def test_titles_cannot_break_the_page(tmp_path: Path) -> None:
    hostile = "<img src=x> | [click](https://example.org) `code` # no"
    old, new = versions(tmp_path, CLAIMED, {"expect": "{q.number: {at_least: 6}}", "title": hostile})
    page = difference_markdown.render(difference(old, new))
    assert "<img" not in page.replace("\\<img", "")
    assert "[click](" not in page


@pytest.mark.parametrize("room", [60, 80, 160])
def test_the_page_for_a_terminal_keeps_to_its_width(tmp_path: Path, room: int) -> None:
    document = difference(*versions(tmp_path, CLAIMED, {**SIX, "title": "A title of many words " * 9}), AS_OF)
    lines = difference_report.render(document, room).splitlines()
    assert max(map(len, lines)) <= room
    assert not [line for line in lines if re.match(r"#|```|- |\s*\*\*", line)]


LONG = {"q.number": 12, "q.text": "it says: many, many words # and more, " * 6, "q.many": ["one-of-several"] * 12}


@pytest.mark.parametrize("room", [60, 160])
def test_a_submission_that_is_broken_into_lines_can_still_be_copied(room: int) -> None:
    witness = {"old": "met", "new": "not met", "points": None}
    said = {"as_of": "2026-06-01", "answers": LONG, "backed": "answers are verified, by whoever " * 5}
    lines = list(difference_report.witnessed(Page(room, Paint(False)), {**witness, "submission": said}))
    assert max(map(len, lines)) <= room
    assert yaml.load("\n".join(lines[1:]), yaml.CSafeLoader)["answers"] == {
        **LONG, "q.text": clean(LONG["q.text"])
    }  # fmt: skip


def test_command_writes_text_markdown_and_json() -> None:
    arguments = ("standards", "diff", "cyber-essentials@3.2", "cyber-essentials@3.3")
    assert run(*arguments).stdout.startswith("From cyber-essentials@3.2 r2 to cyber-essentials@3.3 r2\n")
    assert run(*arguments, "--format", "markdown").stdout.startswith("# From cyber-essentials@3.2 r2 to ")


# --- git ------------------------------------------------------------------------------------------------------------

GIT = pytest.mark.skipif(not shutil.which("git"), reason="there is no program `git`")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a library in a folder of it: first with a bound of 5, then of 6, with its erratum."""

    def git(*arguments: str) -> None:
        config = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(tmp_path), *config, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "--quiet")
    small = Small(tmp_path).criterion(expect=FIVE, examples=CASES)
    small.library()
    git("add", ".")
    git("commit", "--quiet", "--message", "five")
    git("tag", "first")
    criterion = small.root / "small" / "1" / "criteria" / "X.yaml"
    criterion.write_text(criterion.read_text("utf-8").replace('"5"', '"6"'), "utf-8")
    page = small.root / "small" / "1" / "edition.yaml"
    made = json.loads(page.read_text("utf-8"))
    erratum = {"revision": "2", "on": "2026-05-20", "changed": "It is six.", "touches": ["X"]}
    written(page, {**made, "revision": "2", "errata": [erratum]})
    git("commit", "--quiet", "--all", "--message", "six")
    return small.root


@GIT
def test_two_git_revisions_of_one_edition(repository: Path) -> None:
    """Told from the day of the erratum; the checkout is left as it is."""
    result = run("standards", "diff", "small@1", "--git", "first", "HEAD", "--format", "json", "--library", repository)
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert [(each["id"], each["change"]) for each in document["criteria"]] == [("X", "stricter")]
    assert (document["from"], document["errata"][0]["touches"]) == ("2026-05-20", ["X"])
    assert (document["old"]["revision"], document["new"]["revision"]) == (1, 2)


@GIT
def test_a_link_in_a_revision_leads_nowhere(repository: Path) -> None:
    (repository / "small" / "1" / "criteria" / "Y.yaml").symlink_to("/etc/passwd")
    commit = "git add . && git -c user.name=A -c user.email=a@example.org -c commit.gpgsign=false commit -qm link"
    subprocess.run(commit, shell=True, check=True, cwd=repository)
    with library_at("HEAD", repository) as library:
        assert [each.criterion.id for each in library.edition("small@1").definitions] == ["X"]


@GIT
def test_a_revision_stands_after_the_name(repository: Path) -> None:
    result = run("standards", "diff", "small@1#first", "small@1", "--library", repository)
    assert result.exit_code == 0, result.stderr
    assert "\nSTRICTER: " in result.stdout


@GIT
def test_what_was_wrong_at_a_revision_is_told_as_git_names_the_file(repository: Path) -> None:
    """Not where it was unpacked to: nobody can look there, and it is another folder each time."""
    page = repository / "small" / "1" / "criteria" / "X.yaml"
    page.write_text(page.read_text("utf-8").replace("q.number", "q.nubmer"), "utf-8")
    config = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(repository), *config, "commit", "-qam", "broken"], check=True)
    result = run("standards", "diff", "small@1", "--git", "HEAD", "first", "--library", repository)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"HEAD:{page}:")


@GIT
@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/stolen", "-", "a b", "HEAD:../..", "$(id)"])
def test_a_revision_that_is_none_is_refused(repository: Path, revision: str) -> None:
    result = run("standards", "diff", f"small@1#{revision}", "small@1", "--library", repository)
    assert (result.exit_code, "(no-such-revision)" in result.stderr) == (2, True), result.stderr


@GIT
def test_whoever_names_a_folder_as_a_revision_is_told_how_to_compare_with_it(repository: Path) -> None:
    result = run("standards", "diff", "small@1", "--git", "HEAD", ".", "--library", repository)
    assert (result.exit_code, "`NAME#REV NAME`" in result.stderr) == (2, True), result.stderr


@GIT
def test_a_folder_in_no_repository_has_no_revisions(tmp_path: Path) -> None:
    small = Small(tmp_path).criterion(expect=FIVE)
    small.library()
    result = run("standards", "diff", "small@1", "--git", "HEAD", "HEAD", "--library", small.root)
    assert (result.exit_code, "(no-such-revision)" in result.stderr) == (2, True)
