"""Thresholds for a pipeline: missed just where the result is below them, or worse than it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Small, written
from cli_tenders import make, run

from techassure import ProblemsFound
from techassure.documents.thresholds import Thresholds, worsened


@pytest.fixture
def small(small: Small) -> Small:
    small.criterion("D", "{q.date: {within: 1 months}}")
    return small.criterion("B", bands="{4: {q.number: {at_least: 9}}, 2: {q.number: {at_least: 1}}}", role="{share: 1}")


def missed(small: Small, answers: str, lines: str) -> list[str]:
    path = written(small.folder / "thresholds.yaml", f"techassure: 1\n{lines}\n")
    return [each.message for each in Thresholds(path).missed(small.assess(answers).document)]


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        ("compliant: yes", True),
        ("oversight: {low: 50}", True),
        ("oversight: {low: 50.1}", False),
        ("usability: {low: 0}", False),
        ("lapses: {not_within: 19 days}", True),
        ("lapses: {not_within: 20 days}", False),
    ],
)
def test_threshold_is_missed_just_below_it(small: Small, lines: str, held: bool) -> None:
    """The verdict lapses on 2026-06-21, twenty days on; half of the points are reached."""
    assert (missed(small, "{q.date: 2026-05-20, q.number: 2}", lines) == []) is held


def test_what_does_not_comply_misses_it(small: Small) -> None:
    assert missed(small, "{}", "compliant: yes") == ["the verdict of `Wardlight` is undecided: `small/D`"]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("cyber: {low: 8}", "unknown-key"),
        ("usability: {low: 101}", "wrong-value"),
        ("lapses: {not_within: soon}", "wrong-value"),
    ],
)
def test_what_is_no_threshold_is_refused(small: Small, lines: str, rule: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        missed(small, "{}", lines)
    assert [problem.rule for problem in found.value.problems] == [rule]


def worse(small: Small, before: str, after: str, **parts: Any) -> list[str]:
    first = small.assess(before).document
    return [each.message for each in worsened(first, small.assess(after, **parts).document, "kept")]


def test_as_good_or_better_is_no_problem(small: Small) -> None:
    assert worse(small, "{q.date: 2026-05-20, q.number: 2}", "{q.date: 2026-05-21, q.number: 9}") == []


def test_whatever_was_better_is_named(small: Small) -> None:
    verdict, lost, points = worse(small, "{q.date: 2026-05-20, q.number: 9}", "{q.date: 2020-01-01, q.number: 1}")
    assert verdict == "the verdict was compliant and is non-compliant"
    assert lost == "`small/D` was met and is not met: It is not so."
    assert points.startswith("`small/B` was met (4 of 4 points) and is met (2 of 4 points)")


def test_what_was_open_and_fails_now_is_worse_though_the_verdict_was_as_bad(small: Small) -> None:
    small.criterion("Y", "{q.yes: {is: yes}}")
    assert worse(small, "{q.date: 2020-01-01}", "{q.date: 2020-01-01, q.yes: no}") == [
        "`small/Y` was no answer and is not met: It is not so."
    ]


def test_kept_result_of_another_product_or_selection_says_nothing(small: Small) -> None:
    """Else two that share no criterion would be as good as each other."""
    small.baseline("wide", "{}")
    first = small.assess("{}").document
    wide, other = small.all(against="wide"), small.assess("{}", product="{name: Other, version: '1'}")
    for seen, said in (
        (wide, "of `small@1`, and this one of `wide`"),
        (other, "of `Wardlight`, and this one of `Other`"),
    ):
        [problem] = worsened(first, seen.document, "kept.json")
        assert (problem.rule, problem.place.file) == ("kept-of-another", "kept.json")
        assert said in problem.message


def test_product_that_is_no_longer_there_is_named(small: Small) -> None:
    small.submission("{}", name="two")
    first = small.assess("{}").document
    second = {**first, "assessments": first["assessments"][:1]}
    assert [each.rule for each in worsened(first, second, "kept")] == ["worse-than-before"]


def test_exit_code_says_whether_something_is_missed(tmp_path: Path) -> None:
    """And nothing else: an undecided product may hold its thresholds."""
    tender = make(tmp_path)
    path, page = tender / "submissions" / "Homebeat.yaml", tmp_path / "thresholds.yaml"
    for lines, code in (("score: {low: 0}", 0), ("compliant: yes", 1), ("compliant: maybe", 2)):
        written(page, f"techassure: 1\n{lines}\n")
        assert run("check", path, "--tender", tender, "--thresholds", page).exit_code == code
    kept = tmp_path / "kept.json"
    run("check", path, "--tender", tender, "--format", "json", "--output", kept)
    options = ["--tender", tender, "--baseline-file", kept]
    assert run("check", path, *options).exit_code == 0
    undone = ["--what-if", "cyber_essentials.mfa=nobody"]
    found = run("check", path, *options, *undone, "--format", "json")
    assert found.exit_code == 1
    assert {each["rule"] for each in json.loads(found.stdout)["problems"]} == {"worse-than-before"}


@pytest.mark.parametrize(("lines", "held"), [("not-met: {at_most: 1}", True), ("not-met: {at_most: 0}", False)])
def test_how_many_may_come_to_an_outcome(small: Small, lines: str, held: bool) -> None:
    """One is not met; nothing waits for an answer or a review."""
    found = missed(small, "{q.date: 2020-01-01, q.number: 9}", f"{lines}\nno-answer: {{at_most: 0}}")
    assert found == ([] if held else ["of the criteria of `Wardlight`, 1 came to `not met`, more than 0: `small/D`"])


@pytest.mark.parametrize("lines", ["", "compliant: no"])
def test_file_that_asks_for_nothing_is_refused(small: Small, lines: str) -> None:
    """It would let everything pass."""
    with pytest.raises(ProblemsFound, match="asks for nothing"):
        missed(small, "{}", lines)


def test_where_there_is_no_submission_nothing_passes(tmp_path: Path) -> None:
    """An empty folder once made a pipeline green."""
    page = written(tmp_path / "thresholds.yaml", "techassure: 1\nnot-met: {at_most: 0}\n")
    (tmp_path / "product").mkdir()
    for options in ([], ["--thresholds", page]):
        result = run("check", tmp_path / "product", "--standard", "cyber-essentials@3.3", *options)
        assert result.exit_code == 1
        assert "there is no submission in" in " ".join(result.stdout.split())
