"""Two results side by side: each criterion stands once, with what became of it and why."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import Small, written
from cli_tenders import make, run

from techassure import runs
from techassure.documents.comparison import KINDS, compared
from techassure.report import comparison, comparison_markdown, comparison_page
from techassure.tendering.concealing import unranked

REVIEWED = {"judged_by": "reviewer", "reviewer_asks": "Is it?"}


def document(small: Small, answers: str, as_of: str = "2026-06-01", **parts: Any) -> dict[str, Any]:
    return small.assess(answers, as_of=as_of, **parts).document


def pair(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    [found] = compared(before, after)["pairs"]
    return dict(found)


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    return {each["criterion"].removeprefix("small/"): each["change"] for each in pair(before, after)["criteria"]}


@pytest.fixture
def small(small: Small) -> Small:
    small.criterion("D", "{q.date: {within: 1 months}}").criterion("Y", "{q.yes: {is: yes}}")
    small.criterion("B", bands="{4: {q.number: {at_least: 9}}, 2: {q.number: {at_least: 1}}}", role="{share: 1}")
    return small.criterion("O", "{q.other: {is: yes}}", applies_when="{q.third: {is: yes}}")


def test_each_kind_of_change_is_told_from_the_others(small: Small) -> None:
    before = document(small, "{q.date: 2026-05-20, q.yes: yes, q.number: 9, q.third: no}")
    after = document(small, "{q.date: 2026-05-20, q.yes: no, q.number: 2, q.third: no}", as_of="2026-07-01")
    assert changes(before, after) == {"D": "lapsed", "Y": "lost", "B": "changed", "O": "same"}
    assert changes(after, before) == {"D": "fixed", "Y": "fixed", "B": "changed", "O": "same"}


@pytest.mark.parametrize("as_of", ["2026-06-21", "2026-07-01"])
def test_lapse_names_its_day_and_its_reason(small: Small, as_of: str) -> None:
    before = document(small, "{q.date: 2026-05-20}")
    after = document(small, "{q.date: 2026-05-20}", as_of=as_of)
    [lapsed] = [each for each in pair(before, after)["criteria"] if each["change"] == "lapsed"]
    assert lapsed["on"] == "2026-06-21"
    assert lapsed["why"]
    assert "on 2026-06-21" in comparison.render(compared(before, after))


def test_what_was_taken_back_is_lost_and_did_not_lapse(small: Small) -> None:
    """Though as much time went by."""
    before = document(small, "{q.date: 2026-05-20, q.yes: yes}")
    after = document(small, "{q.date: 2026-06-20, q.yes: no}", as_of="2026-07-01")
    assert changes(before, after)["D"] == "same"
    assert changes(before, after)["Y"] == "lost"


def test_criteria_that_come_and_go(small: Small, tmp_path: Path) -> None:
    before = document(small, "{}")
    other = Small(tmp_path / "other").criterion("Y", "{q.yes: {is: yes}}").criterion("N", "{q.other: {is: yes}}")
    assert changes(before, document(other, "{}")) == {"Y": "same", "N": "new", "D": "gone", "B": "gone", "O": "gone"}


def test_a_result_compared_with_itself_is_the_same_throughout(small: Small) -> None:
    made = document(small, "{q.date: 2026-05-20, q.number: 2}")
    assert set(changes(made, made).values()) == {"same"}


@pytest.mark.parametrize("turned", [False, True])
def test_hidden_scores_are_no_change_and_are_told_of(small: Small, turned: bool) -> None:
    shown = document(small, "{q.yes: yes, q.number: 9}")
    hidden = unranked(document(small, "{q.yes: no, q.number: 9}"))
    sides = (shown, hidden) if turned else (hidden, shown)
    assert changes(*sides) == {"D": "same", "Y": "lost" if turned else "fixed", "B": "same", "O": "same"}
    made, which = compared(*sides), "Now" if turned else "Then"
    said = f"{which}: scores were hidden until the moderation closed, so outcomes are compared, and no points."
    for page in (comparison.render(made), comparison_markdown.render(made), comparison_page.render(made).decode()):
        assert said in " ".join(page.split())
    assert "scores were hidden" not in comparison.render(compared(shown, shown))


def test_every_criterion_is_counted_once(small: Small) -> None:
    found = pair(document(small, "{q.yes: yes}"), document(small, "{q.yes: no}"))
    assert sum(found["counts"].values()) == len(found["criteria"]) == 4
    assert set(found["counts"]) == set(KINDS)


def test_of_several_products_the_same_are_compared_and_the_others_named(small: Small) -> None:
    small.submission("{q.yes: yes}", name="two")
    before = small.assess("{q.yes: yes}").document
    after = {**before, "assessments": [before["assessments"][1]]}
    both = {**before, "assessments": [*before["assessments"], {**before["assessments"][0], "product": "Other"}]}
    made = compared(both, after)
    assert [each["after"]["supplier_id"] for each in made["pairs"]] == [before["assessments"][1]["supplier_id"]]
    assert len(made["only_before"]) == 2
    assert "Only then: " in comparison.render(made)


@pytest.mark.parametrize("pairs", [{"1": "3", "2": "2"}, {"2": "2", "1": "3"}, {"1": "1", "2": "2"}])
def test_of_several_versions_the_same_are_compared_and_a_new_one_with_what_is_left(
    small: Small, pairs: dict[str, str]
) -> None:
    made = small.assess("{}").document
    [one] = made["assessments"]
    before, after = (
        {**made, "assessments": [{**one, "product_version": each} for each in versions]}
        for versions in (pairs, sorted(pairs.values()))
    )
    found = [
        [each[side]["product_version"] for side in ("before", "after")] for each in compared(before, after)["pairs"]
    ]
    assert found == [[*each] for each in pairs.items()]


def test_what_came_from_outside_is_escaped(small: Small) -> None:
    product = "{name: '**bold** | <b>', version: '1'}"
    made = compared(*[document(small, "{}", product=product)] * 2)
    assert "**bold**" not in comparison_markdown.render(made)
    assert "<b>" not in comparison_markdown.render(made)
    assert b"<b>" not in comparison_page.render(made)


def test_what_waited_for_a_review_and_ended_has_lapsed(small: Small, tmp_path: Path) -> None:
    """It was not met before, and is no nearer now; nothing but the day made it so."""
    reviewed = Small(tmp_path / "reviewed").criterion("R", "{q.date: {within: 1 months}}", **REVIEWED)
    before, after = (document(reviewed, "{q.date: 2026-05-20}", as_of=day) for day in ("2026-06-01", "2026-07-01"))
    assert before["assessments"][0]["criteria"][0]["outcome"] == "needs review"
    assert changes(before, after) == {"R": "lapsed"}
    assert changes(after, before) == {"R": "changed"}


def test_nothing_of_another_product_lapses(small: Small) -> None:
    """That time brought one to `not met` says nothing of the other."""
    before = document(small, "{q.date: 2026-05-20}")
    other = document(small, "{q.date: 2020-01-01}", as_of="2026-07-01", product="{name: Other, version: '1'}")
    assert changes(before, other)["D"] == "lost"
    made = compared(before, other)
    assert made["of"] == "products"
    assert "**Met by Wardlight, not by Other (1)**" in comparison_markdown.render(made)
    assert "\nMET BY WARDLIGHT, NOT BY OTHER (1)\n" in comparison.render(made)


@pytest.mark.parametrize(
    ("changed", "axis", "heading"),
    [
        ({}, "days", "Then and now"),
        ({"product": "{name: Wardlight, version: '5'}"}, "versions", "Then and now"),
        ({"product": "{name: Other, version: '5'}"}, "products", "Wardlight and Other"),
    ],
)
def test_heading_names_what_differs(small: Small, changed: dict[str, Any], axis: str, heading: str) -> None:
    made = compared(document(small, "{}"), document(small, "{}", **changed))
    assert (made["of"], comparison_markdown.render(made).splitlines()[0]) == (axis, f"## {heading}")
    assert comparison.render(made).splitlines()[1] == heading


def test_two_selections_are_told_by_their_names(small: Small) -> None:
    small.baseline("wide", "{}").baseline("narrow", "{}")
    made = compared(document(small, "{q.yes: yes}", against="wide"), document(small, "{q.yes: yes}", against="narrow"))
    assert made["of"] == "selections"
    assert comparison_markdown.render(made).startswith("## wide and narrow\n")
    assert "\nwide and narrow\n" in comparison.render(made)


RENDERED = [comparison.render, comparison_markdown.render, lambda made: comparison_page.render(made).decode()]


@pytest.mark.parametrize("render", RENDERED)
def test_every_output_says_whose_it_is_and_holds_every_criterion(small: Small, render: Any) -> None:
    small.submission("{q.date: 2026-05-20}")
    selection, day = small.selection(), date(2026, 6, 1).toordinal()
    made, buyers = (runs.run(selection, [small.submissions], day, kind) for kind in ("self-check", "assessment"))
    text = render(compared(made, made))
    assert "not an assessment by a buyer" in text
    assert all(text.count(f"small/{name}") == 1 for name in "DYBO")
    assert "not an assessment by a buyer" not in render(compared(buyers, buyers))
    assert "One side is a self-check" in render(compared(buyers, made))


@pytest.mark.parametrize("render", RENDERED)
def test_a_minimum_that_is_missed_on_one_side_is_told_on_every_page(small: Small, render: Any) -> None:
    """No criterion need be worse: it is the one thing that the verdict rests on."""
    small.scored("S", "{q.yes: {is: yes}}").scored("T", "{q.other: {is: yes}}", share=2)
    small.tender("award_criteria: {u: {title: Use, weight: 100, criteria: {small/S: 1, small/T: 2}, minimum: 66.7}}")
    before, after = (small.assess(f"{{q.yes: {yes}, q.other: yes}}").document for yes in ("yes", "no"))
    said = " ".join(render(compared(before, after)).split())
    assert "Now: Use scores 66.67; the minimum is 66.7." in said
    assert "Then: Use" not in said


def test_page_asks_for_nothing_and_is_the_same_every_time(small: Small) -> None:
    made = compared(document(small, "{q.yes: yes}"), document(small, "{q.yes: no}"))
    page = comparison_page.render(made)
    assert page == comparison_page.render(made)
    assert b"default-src 'none'" in page
    assert not re.search(rb"<(script|img|iframe|link (?!rel=\"icon\"))|url\(|@import", page)


# --- the command ------------------------------------------------------------------------------------------------------


def test_command_compares_two_days_of_a_submission(small: Small) -> None:
    path = small.submission("{q.date: 2026-05-20}")
    small.library()
    options = ["--library", small.root, "--standard", "small@1", "--as-of", "2026-06-01", "--as-of", "2026-07-01"]
    made = json.loads(run("compare", path, *options, "--format", "json").stdout)
    assert [made[side]["as_of"] for side in ("before", "after")] == ["2026-06-01", "2026-07-01"]
    assert [(each["criterion"], each["on"]) for each in made["pairs"][0]["criteria"] if each["change"] == "lapsed"] == [
        ("small/D", "2026-06-21")
    ]


def test_command_sets_a_kept_result_beside_today_against_the_same(tmp_path: Path) -> None:
    path, kept = make(tmp_path) / "submissions" / "Wardlight.yaml", tmp_path / "kept.json"
    edition = ["--standard", "cyber-essentials@3.3", "--as-of", "2026-06-01"]
    run("check", path, *edition, "--format", "json", "--output", kept)
    made = json.loads(run("compare", kept, path, "--as-of", "2026-06-01", "--format", "json").stdout)
    assert made["before"] == made["after"]
    assert made["pairs"][0]["counts"]["same"] == len(made["pairs"][0]["criteria"])
    page = run("compare", kept, path, "--as-of", "2026-06-01", "--format", "html")
    assert "Nothing differs" in page.stdout


def test_command_compares_two_products_and_two_baselines(tmp_path: Path) -> None:
    tender = make(tmp_path)
    one, two = (tender / "submissions" / f"{name}.yaml" for name in ("Wardlight", "Homebeat"))
    assert run("compare", one, two, "--tender", tender).stdout.splitlines()[1] == "Wardlight and Homebeat"
    baselines = ["--baseline", "dtac", "--baseline", "patient-app", "--as-of", "2026-06-01"]
    assert run("compare", one, *baselines).stdout.splitlines()[1] == "dtac and patient-app"


def test_command_names_a_submission_that_cannot_be_read(tmp_path: Path) -> None:
    tender = make(tmp_path)
    bad = written(tmp_path / "bad.yaml", "techassure: 1\nproduct: 3\n")
    result = run("compare", tender / "submissions" / "Wardlight.yaml", bad, "--tender", tender)
    assert result.exit_code == 1
    assert "bad.yaml:2:" in result.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["{one}", "--baseline", "dtac"], "nothing differs"),
        (["{one}", "{one}", "{one}"], "two are compared"),
        (["{kept}"], "this is one result"),
        (["{kept}", "{kept}", "--as-of", "2026-01-01"], "nothing is judged again"),
        (["{kept}", "{one}", "--as-of", "2026-01-01", "--as-of", "2026-02-01"], "more than sides to judge (1)"),
        (["{kept}", "{one}"], "the kept result is of a tender"),
        (["{one}", "{one}"], "say against what to judge"),
        (["{kept}", "nothing.yaml", "--baseline", "dtac"], "there is no file or folder `nothing.yaml`"),
    ],
)
def test_command_refuses_what_it_cannot_set_side_by_side(tmp_path: Path, given: list[str], said: str) -> None:
    tender = make(tmp_path)
    one, kept = tender / "submissions" / "Wardlight.yaml", tmp_path / "kept.json"
    run("check", one, "--tender", tender, "--format", "json", "--output", kept)
    result = run("compare", *[each.format(one=one, kept=kept) for each in given])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_command_writes_text_markdown_and_json(small: Small, tmp_path: Path) -> None:
    first = written(tmp_path / "a.json", document(small, "{q.yes: yes}"))
    second = written(tmp_path / "b.json", document(small, "{q.yes: no}"))
    page = run("compare", first, second)
    assert (page.exit_code, "\nNO LONGER MET (1)\n" in page.stdout) == (0, True)
    assert "**No longer met (1)**" in run("compare", first, second, "--format", "markdown").stdout
    assert json.loads(run("compare", first, second, "--format", "json").stdout)["kind"] == "comparison"
    assert run("compare", first, written(tmp_path / "c.json", {})).exit_code == 2


@pytest.mark.parametrize("room", [80, 160])
def test_text_keeps_to_the_width_and_has_no_sign_of_markdown(small: Small, room: int) -> None:
    product = "{name: A product with a very long name that somebody wrote into the form by hand, version: '1'}"
    made = compared(document(small, "{q.yes: yes}"), document(small, "{q.yes: no}", product=product))
    lines = comparison.render(made, room).splitlines()
    assert max(map(len, lines)) <= room
    assert not [line for line in lines if re.search(r"\*\*\w|^#|^\||^- |<details>", line)]


def test_text_names_what_comes_to_the_same_by_its_outcome(small: Small) -> None:
    made = document(small, "{q.yes: yes, q.number: 2, q.third: no}")
    text = comparison.render(compared(made, made))
    assert "4 CRITERIA STAND AS BEFORE\nNo answer: small/D\nMet: small/Y, small/B\nNot applicable: small/O\n" in text


def test_text_paints_only_where_it_is_asked_to(small: Small) -> None:
    made = compared(document(small, "{q.yes: yes}"), document(small, "{q.yes: no}"))
    plain, painted = comparison.render(made), comparison.render(made, colour=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
