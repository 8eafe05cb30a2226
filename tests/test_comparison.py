"""Two results side by side: each criterion stands once, with what became of it and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Small, written
from cli_tenders import run

from techassure.comparison import KINDS, compared
from techassure.report import comparison


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


def test_lapse_names_its_day_and_its_reason(small: Small) -> None:
    before = document(small, "{q.date: 2026-05-20}")
    after = document(small, "{q.date: 2026-05-20}", as_of="2026-07-01")
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


def test_what_came_from_outside_is_escaped(small: Small) -> None:
    product = "{name: '**bold** | <b>', version: '1'}"
    page = comparison.render(compared(*[document(small, "{}", product=product)] * 2))
    assert "**bold**" not in page
    assert "<b>" not in page


def test_command_writes_markdown_and_json(small: Small, tmp_path: Path) -> None:
    first = written(tmp_path / "a.json", document(small, "{q.yes: yes}"))
    second = written(tmp_path / "b.json", document(small, "{q.yes: no}"))
    page = run("compare", first, second)
    assert page.exit_code == 0
    assert "**No longer met (1)**" in page.stdout
    assert json.loads(run("compare", first, second, "--format", "json").stdout)["kind"] == "comparison"
    assert run("compare", first, written(tmp_path / "c.json", {})).exit_code == 2
