"""The supplier's view."""

from __future__ import annotations

import re
from typing import Any

import pytest
from report_documents import assessment, award_criterion, criterion, document, problem, reason, score, selection

from techassure.report import self_check, sentences
from techassure.report.text import width

TOO_OLD = reason("failed", "The last test finished on 2025-05-31.", fix="Commission a new test.")
HOLDS = reason("holds", "The tester is accredited.")
REMARK = reason("note", "Ask for the letter.")
UNSAID = reason("missing", "Nothing was said of `hazards`.", fix="Answer `hazards`.")


def checked(*criteria: dict[str, Any], **changed: Any) -> str:
    part = assessment(criteria=list(criteria), **{"verdict": "non-compliant", **changed})
    return self_check.render(document(part, kind="self-check", rankings=[]), 100)


def section(text: str, title: str) -> str:
    """Return what stands beneath a heading."""
    return text.partition(f"\n{title}")[2].partition("\n\n")[0]


@pytest.mark.parametrize("assessments", [[], [assessment()], [assessment("A"), assessment("B", verdict="undecided")]])
def test_every_output_says_that_it_is_a_self_check(assessments: list[dict[str, Any]]) -> None:
    """Even of nothing: it is not an assessment by a buyer."""
    text = self_check.render(document(*assessments, kind="self-check", rankings=[]))
    assert text.splitlines()[0] == "*** SELF-CHECK ***"
    assert sentences.STATEMENT in text


def test_it_says_the_verdict_the_gates_and_the_score() -> None:
    """The result stands first, with its denominators and what the score leaves out."""
    chosen = selection(award_criteria=[award_criterion("Price", "40", "price")], weight_assessed="60")
    part = assessment(verdict="undecided", points=score(61.5, 88), criteria=[criterion("dtac/C1", "no answer")])
    text = self_check.render(document(part, kind="self-check", rankings=[], selection=chosen), 200)
    assert "Verdict: undecided.\n0 of 1 gate met, 1 open.\nScore: 61.5 to 88.0 out of 100. " in text
    assert "The score covers 60 of 100; Price (40) is assessed apart." in text


def test_no_gate_no_verdict() -> None:
    """Nothing to fail is not a pass."""
    assert "Verdict: none, because there is no gate." in checked(criterion("dtac/C1", gate=None), verdict=None)


def test_what_is_not_met_says_why_and_how_to_mend_it() -> None:
    """Each criterion with its role, its reasons and its fix."""
    text = checked(criterion("dtac/C3.3", "not met", reasons=[TOO_OLD, TOO_OLD, HOLDS, REMARK]))
    assert section(text, "NOT MET (1)") == (
        "\ndtac/C3.3  What C3.3 wants (gate)\n  The last test finished on 2025-05-31.\n"
        "  Note: Ask for the letter.\n  Fix: Commission a new test."
    )


def test_what_is_scored_says_how_many_points_it_has() -> None:
    """Won so far, still possible, and out of how many; a gate says when it falls due."""
    text = checked(
        criterion("dtac/C1", "not met", None, share="2", points={"low": "0", "high": "0", "of": "3"}),
        criterion("dtac/C2", "no answer", None, share="2", points={"low": "1/2", "high": "3", "of": "3"}),
        criterion("dtac/C3", "no answer", due="2026-07-15"),
        criterion("dtac/C4", "no answer", None),
    )
    roles = re.findall(r"\((.*)\)$", section(text, "NOT MET") + "\n" + section(text, "MISSING"), re.MULTILINE)
    points = ["scored, 0 of 3 points", "gate, due on 2026-07-15", "scored, 0.5 to 3 of 3 points"]
    assert [role for role in roles if not role.isdigit()] == [*points, "context, not counted"]


def test_each_outcome_stands_exactly_once() -> None:
    """Not met, missing, awaiting review, met and not applicable: each criterion under one of them."""
    parts = [
        criterion("dtac/C1", "not met"),
        criterion("dtac/C2", "no answer"),
        criterion("dtac/C3", "needs review"),
        criterion("dtac/C4", "met"),
        criterion("dtac/C5", "not applicable"),
    ]
    text = checked(*parts)
    titles = ["NOT MET (1)", "MISSING (1)", "AWAITING REVIEW (1)", "MET (1)", "NOT APPLICABLE (1)"]
    assert [re.findall(r"dtac/C\d", section(text, title)) for title in titles] == [[f"dtac/C{i}"] for i in range(1, 6)]


def test_what_to_do_first_is_what_a_failed_gate_needs() -> None:
    """Failed gates before open ones, gates before points; one step for one and the same fix, none for mere context."""
    text = checked(
        criterion("dtac/C1", "no answer", None, reasons=[reason("missing", "x", fix="Tell the context.")]),
        criterion("dtac/C2", "not met", None, share="1", reasons=[reason("band", "x", fix="Win the points.")]),
        criterion("dtac/C3", "no answer", reasons=[UNSAID]),
        criterion("dtac/C4", "no answer", reasons=[UNSAID]),
        criterion("dtac/C5", "not met", reasons=[TOO_OLD]),
        criterion("dtac/C6", "met", reasons=[reason("note", "x", fix="Never said.")]),
    )
    assert section(text, "WHAT TO DO FIRST") == (
        f"\n1. Commission a new test. (dtac/C5)\n   {TOO_OLD['says']}"
        f"\n2. Answer `hazards`. (dtac/C3 and dtac/C4)\n   {UNSAID['says']}"
        "\n3. Win the points. (dtac/C2)\n   x"
    )


def test_of_what_awaits_review_the_supplier_is_told_what_is_left_to_do() -> None:
    waits = reason("awaits-review", "Is it so?", fix="The reviewer has to judge it.")
    older = reason("wrong-version", "It speaks of 4.2.", fix="Attach one for this version.")
    parts = [
        criterion("dtac/C1", "needs review", reasons=[waits]),
        criterion("dtac/C2", "needs review", reasons=[older, waits]),
    ]
    assert (
        section(checked(*parts), "WHAT TO DO FIRST")
        == "\n1. Attach one for this version. (dtac/C2)\n   It speaks of 4.2."
    )


def test_where_nothing_is_counted_context_is_what_there_is_to_do() -> None:
    text = checked(criterion("dtac/C1", "no answer", None, reasons=[reason("missing", "x", fix="Tell the context.")]))
    assert section(text, "WHAT TO DO FIRST") == "\n1. Tell the context. (dtac/C1)\n   x"


def test_many_steps_are_cut_short_and_counted() -> None:
    """The first five, and how many more there are."""
    parts = [criterion(f"dtac/C{i}", "not met", reasons=[reason("failed", "x", fix=f"Do {i}.")]) for i in range(8)]
    first = section(checked(*parts), "WHAT TO DO FIRST")
    assert "5. Do 4." in first
    assert "Do 5." not in first
    assert first.endswith("Then 3 more, which stand below.")


def moment(on: str, name: str, before: str, after: str, *ended: str) -> dict[str, Any]:
    turn = {"criterion": name, "before": before, "after": after}
    verdicts = {"verdict_before": "compliant", "verdict": "compliant"}
    return {"on": on, **verdicts, "began": [], "ended": list(ended), "changes": [turn]}


def test_what_lapses_is_told_apart_from_what_holds_later_both_in_the_order_of_days() -> None:
    days = [
        moment("2026-11-02", "dtac/C2", "met", "no answer", "pen-test"),
        moment("2027-01-20", "dtac/C2", "no answer", "met"),
        moment("2027-03-14", "dtac/C1", "met", "not met"),
    ]
    parts = [criterion("dtac/C1"), criterion("dtac/C2")]
    text = checked(*parts, verdict="compliant", timeline=days, lapses_on="2027-03-14", lapses_by=["dtac/C1"])
    assert section(text, "WHAT LAPSES WHEN (2)") == (
        "\nRenew before these days. With `--as-of` and one of them, a check says what to do."
        "\n2026-11-02  dtac/C2 (gate) becomes no answer: What C2 wants"
        "\n            `pen-test` ends on the day before."
        "\n2027-03-14  dtac/C1 (gate) becomes not met: What C1 wants"
    )
    assert section(text, "WHAT HOLDS LATER (1)") == "\n2027-01-20  dtac/C2 (gate) becomes met: What C2 wants"
    assert "This verdict lapses on 2027-03-14, before the contract ends on 2029-08-31: dtac/C1" in text


def test_domains_and_problems_are_shown() -> None:
    """The domains of which something is assessed, and what could not be read."""
    part = assessment(criteria=[criterion("dtac/C1", domain="usability")])
    text = self_check.render(document(part, kind="self-check", rankings=[], problems=[problem()], what_if=True))
    domains = section(text, "BY DOMAIN").splitlines()[3:]
    assert [line.split() for line in domains] == [["Usability", "1", "of", "1", "0", "0", "-"]]
    assert "submissions/quill.yaml:10:14" in section(text, "PROBLEMS (1)")
    assert text.startswith("*** SELF-CHECK ***  *** WHAT IF ***\n")


@pytest.mark.parametrize("room", [60, 80, 160])
def test_no_line_is_wider_than_the_page(room: int) -> None:
    """Long and foreign names, long sentences, many criteria."""
    parts = [criterion(f"dcb0129/{i}.1.1", "not met", reasons=[TOO_OLD], title="word " * 40) for i in range(20)]
    parts += [criterion(f"dtac/C{i}") for i in range(60)]
    part = assessment("在宅モニタリング" * 9, "S" * 300, "non-compliant", parts, score(0, 100))
    text = self_check.render(document(part, kind="self-check", rankings=[]), room)
    assert max(map(width, text.splitlines())) <= room


def test_colour_adds_nothing_but_colour() -> None:
    """With its colour codes taken out, the coloured self-check is the plain one."""
    built = document(assessment(criteria=[criterion("dtac/C1", "not met")], verdict="non-compliant"), rankings=[])
    coloured = self_check.render(built, 80, colour=True)
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == self_check.render(built, 80)
