"""`techassure standards impact`: what a change does to the submissions that there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import Small
from cli_tenders import run

from techassure import Library
from techassure.authoring import impact_report
from techassure.authoring.impact import Rules, impact
from techassure.report.text import Page, Paint
from techassure.selections.bare_selections import of_editions

AS_OF = 739768  # 2026-06-01
ANSWERS = {"good": "{q.number: 9, q.yes: yes}", "weak": "{q.number: 5, q.yes: yes}", "silent": "{q.number: 9}"}
FIVE, SIX = "{q.number: {at_least: 5}}", "{q.number: {at_least: 6}}"
Document = dict[str, Any]


def library(folder: Path, **parts: Any) -> Library:
    return Small(folder).criterion(**parts).library()


def rules(made: Library) -> Rules:
    return Rules("small@1", of_editions(["small@1"], made))


@pytest.fixture
def replayed(tmp_path: Path) -> Callable[..., Document]:
    """The submissions, replayed under a criterion X and another in its place."""

    def of(old: dict[str, Any], new: dict[str, Any]) -> Document:
        small = Small(tmp_path / "old")
        for name, answers in ANSWERS.items():
            small.submission(answers, name)
        one, other = library(tmp_path / "old", **old), library(tmp_path / "new", **new)
        return impact(rules(one), rules(other), [small.submissions], AS_OF)

    return of


def effects(document: Document) -> dict[str, str]:
    return {each["supplier_id"].removeprefix("S-"): each["effect"] for each in document["submissions"]}


def test_who_newly_fails_is_named_first_with_the_reason(replayed: Callable[..., Document]) -> None:
    document = replayed({"expect": FIVE}, {"expect": SIX})
    assert effects(document) == {"weak": "newly non-compliant", "good": "none", "silent": "none"}
    first = document["submissions"][0]
    assert first["verdict"] == {"old": "compliant", "new": "non-compliant"}
    (criterion,) = first["criteria"]
    assert (criterion["old"], criterion["new"], criterion["newly_fails"]) == ("met", "not met", True)
    assert criterion["because"] == ["It is not so."]
    assert first["decided_by"] == ["small/X"]


def test_what_cannot_be_told_for_want_of_an_answer_is_named(replayed: Callable[..., Document]) -> None:
    document = replayed({"expect": FIVE}, {"expect": [FIVE, "{q.yes: {is: yes}}"]})
    assert effects(document)["silent"] == "cannot be told"
    (silent,) = [each for each in document["submissions"] if each["criteria"]]
    assert silent["criteria"][0]["unanswered"] == ["q.yes"]


def test_a_looser_rule_makes_compliant(replayed: Callable[..., Document]) -> None:
    document = replayed({"expect": SIX}, {"expect": FIVE})
    assert effects(document)["weak"] == "newly compliant"
    assert document["counts"]["newly non-compliant"] == 0


def test_scores_and_places_are_told(replayed: Callable[..., Document]) -> None:
    steps = "{2: {q.number: {at_least: 9}}, 1: {q.number: {at_least: 5}}}"
    flat = "{2: {q.number: {at_least: 5}}, 1: {q.number: {at_least: 1}}}"
    document = replayed({"bands": flat, "role": "{share: 1}"}, {"bands": steps, "role": "{share: 1}"})
    (weak,) = [each for each in document["submissions"] if each["effect"] == "score or place"]
    assert (weak["score"]["old"]["low"], weak["score"]["new"]["low"]) == (100, 50)
    assert (weak["place"]["old"], weak["place"]["new"]) == ([1, 1], [3, 3])


def test_who_moves_because_others_do_is_told_why(replayed: Callable[..., Document]) -> None:
    """Weak loses its lead, so that good ties with it; and nothing of good's own changed."""
    few, fewer = ({"expect": f"{{q.number: {{below: {most}}}}}", "role": "{share: 1}"} for most in (6, 5))
    document = replayed(few, fewer)
    page = " ".join(impact_report.render(document, Page(80, Paint(False))).split())
    assert effects(document)["good"] == "score or place"
    assert "No criterion of it comes out otherwise: the others moved." in page


def test_a_reason_is_given_once(replayed: Callable[..., Document]) -> None:
    two = ["{q.yes: {is: yes}}", "{q.yes: {is_not: no}}"]
    document = replayed({"expect": FIVE}, {"expect": two})
    because = document["submissions"][0]["criteria"][0]["because"]
    assert because == list(dict.fromkeys(because))


def test_no_change_has_no_effect(replayed: Callable[..., Document]) -> None:
    document = replayed({"expect": FIVE}, {"expect": "{not: {q.number: {below: 5}}}"})
    assert set(effects(document).values()) == {"none"}
    assert all(each["criteria"] == [] for each in document["submissions"])


def test_a_criterion_that_is_new_or_gone_stands_on_one_side(replayed: Callable[..., Document]) -> None:
    document = replayed({"name": "X", "expect": FIVE}, {"name": "Y", "expect": FIVE})
    moved = {each["criterion"]: (each["old"], each["new"]) for each in document["submissions"][0]["criteria"]}
    assert moved == {"small/Y": (None, "met"), "small/X": ("met", None)}


def test_what_cannot_be_read_is_told_once(replayed: Callable[..., Document], tmp_path: Path) -> None:
    (tmp_path / "old" / "submissions").mkdir(parents=True)
    (tmp_path / "old" / "submissions" / "broken.yaml").write_text("techassure: 1\nanswers: [\n")
    document = replayed({"expect": FIVE}, {"expect": SIX})
    assert len(document["submissions"]) == 3
    assert [each["rule"] for each in document["problems"]] == ["yaml-syntax"]


@pytest.mark.parametrize("room", [80, 160])
def test_the_table_keeps_to_the_page(replayed: Callable[..., Document], room: int) -> None:
    page = impact_report.render(replayed({"expect": FIVE}, {"expect": SIX}), Page(room, Paint(False)))
    assert max(map(len, page.splitlines())) <= room
    assert "small/X  met → not met: What is wanted, a gate" in page
    assert "1 newly non-compliant, 2 none." in page


# --- the command ----------------------------------------------------------------------------------------------------

SEED = Path(__file__).parent.parent / "seeds" / "tenders" / "remote-monitoring"


def ran(*arguments: str) -> Document:
    result = run("standards", "impact", *arguments, "--submissions", SEED / "submissions", "--format", "json")
    assert result.exit_code == 0, result.stderr
    document: Document = json.loads(result.stdout)
    return document


def test_a_tender_against_its_baseline() -> None:
    document = ran(str(SEED), "remote-monitoring", "--as-of", "2026-06-01")
    assert document["old"]["name"] == str(SEED)
    assert len(document["submissions"]) == len(list((SEED / "submissions").iterdir()))
    assert sum(document["counts"].values()) == len(document["submissions"])


@pytest.mark.parametrize("sides", [(str(SEED), "remote-monitoring"), ("remote-monitoring", str(SEED))])
def test_a_tender_on_either_side_gives_the_day(sides: tuple[str, str]) -> None:
    assert ran(*sides)["as_of"] == "2026-06-01"


def test_reviews_of_one_side_alone_are_told() -> None:
    result = run("standards", "impact", SEED, "remote-monitoring", "--submissions", SEED / "submissions")
    said = " ".join(result.stdout.split())
    assert f"Reviews are kept with {SEED} alone: what they decide there is open under remote-monitoring." in said


def test_several_editions_at_once() -> None:
    document = ran("cyber-essentials@3.2,nhs-mfa@2023", "cyber-essentials@3.3, nhs-mfa@2023", "--as-of", "2026-06-01")
    assert document["new"]["editions"] == ["cyber-essentials@3.3 r2", "nhs-mfa@2023 r2"]


@pytest.fixture
def two(tmp_path: Path) -> Small:
    """A library with an edition in which a number of 5 is enough, and one that wants 6; and a submission of 5."""
    small = Small(tmp_path).criterion(expect=FIVE)
    small.library()
    home = small.root / "small"
    for path in sorted((home / "1").rglob("*.yaml")):
        other = home / "2" / path.relative_to(home / "1")
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_text(path.read_text().replace('"edition": "1"', '"edition": "2"').replace('"5"', '"6"'))
    small.submission("{q.number: 5}")
    return small


@pytest.mark.parametrize(("fail_on", "code"), [((), 0), (("--fail-on", "newly-non-compliant"), 1)])
def test_fail_on_newly_non_compliant(two: Small, fail_on: tuple[str, ...], code: int) -> None:
    command = ("standards", "impact", "small@1", "small@2", "--submissions", two.submissions, "--as-of", "2026-06-01")
    result = run(*command, "--library", two.root, *fail_on)
    assert (result.exit_code, "newly non-compliant" in result.stdout) == (code, True), result.stderr
    back = run("standards", "impact", "small@2", "small@1", *command[4:], "--library", two.root, *fail_on)
    assert back.exit_code == 0


def test_a_submission_that_cannot_be_read_ends_with_1(two: Small) -> None:
    (two.submissions / "broken.yaml").write_text("answers: [\n")
    command = ("standards", "impact", "small@1", "small@2", "--submissions", two.submissions, "--library", two.root)
    result = run(*command, "--as-of", "2026-06-01")
    assert (result.exit_code, "(yaml-syntax)" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dtac@2.0", "nothing"), "(unknown-selection)"),
        (("dtac@2.0", "dtac@9"), "(unknown-edition)"),
        (("dtac@2.0", "dtac@2.0#-x"), "(no-such-revision)"),
        (("dtac@2.0", "dtac@2.0", "--as-of", "soon"), "is not a day"),
    ],
)
def test_what_cannot_be_replayed(arguments: tuple[str, ...], said: str) -> None:
    result = run("standards", "impact", *arguments, "--submissions", SEED / "submissions")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_everything_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    result = run("standards", "impact", "dtac@9", "nothing", "--submissions", tmp_path / "nowhere")
    told = ("(unknown-edition)", "(unknown-selection)", "(missing-file)")
    assert [each for each in told if each not in result.stderr] == []


def test_no_submission_at_all_is_no_success(tmp_path: Path) -> None:
    """A pipeline that looks into the wrong folder must not be green."""
    result = run("standards", "impact", "dtac@2.0", "dtac@2.0", "--submissions", tmp_path)
    assert (result.exit_code, "(no-submission)" in result.stderr) == (1, True)


def test_submissions_that_are_not_there(tmp_path: Path) -> None:
    result = run("standards", "impact", "dtac@2.0", "dtac@2.0", "--submissions", tmp_path / "nowhere")
    assert result.exit_code == 2
