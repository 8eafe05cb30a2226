"""A gate that falls due later: what is answered and not met as it stands is never told as silence."""

from __future__ import annotations

import pytest
from builders import Small

from techassure.report import clarifications, html, later, markdown, self_check, table

DUE = "{gate: requirement, due: award}"
PAPER = "[{kind: q.certificate, issued: %s}]"
BACKED = "{demands: documented, by: q.certificate}"


@pytest.mark.parametrize(
    ("answers", "issued", "fails"),
    [
        ("{q.yes: no}", "2026-01-20", True),  # By the answer.
        ("{q.yes: yes}", "2024-01-20", True),  # By the certificate, which has ended.
        ("{q.yes: yes, q.other: yes}", "2024-01-20", True),
        ("{}", "2026-01-20", False),
        ("{q.other: yes}", "2024-01-20", True),  # One check that fails is enough, whatever else is open.
        ("{q.other: yes}", "2026-01-20", False),
    ],
)
def test_what_is_answered_and_not_met_is_told_from_silence(
    small: Small, answers: str, issued: str, fails: bool
) -> None:
    small.criterion("X", ["{q.yes: {is: yes}}", "{q.other: {is: yes}}"], role=DUE, evidence=BACKED).tender()
    part = small.assess(answers, evidence=PAPER.replace("%s", issued)).of("X")
    assert (part["outcome"], later.fails_already(part)) == ("no answer", fails)


def test_while_it_is_open_whether_a_gate_applies_it_fails_by_nothing(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role=DUE, applies_when="{q.third: {is: yes}}").tender()
    assert not later.fails_already(small.assess("{q.yes: no}").of("X"))


def test_every_page_says_that_it_is_answered_and_due_later(small: Small) -> None:
    small.criterion("X", "{q.yes: {is: yes}}", role=DUE).tender()
    made = small.assess("{q.yes: no}").document
    asked = clarifications.render(made).decode()
    assert "Nothing is missing." in asked
    assert "### Answered, not met as it stands, and due later: nothing is asked (1)" in asked
    said = "not met by what was answered, and due later, small/X (What is wanted)."
    assert said in " ".join(table.render(made).split())
    check = {**made, "kind": "self-check", "rankings": []}
    assert "NOT MET YET, AND DUE LATER (1)" in self_check.render(check)
    assert "gate, due on 2026-07-15, not met by what was answered" in " ".join(self_check.render(check).split())
    for page in (markdown.render(check), html.render(check), html.render(made)):
        assert "Not met yet, and due later (1)" in page.decode()
