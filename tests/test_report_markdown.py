"""The comment for a pull request, and the questions: read as Markdown, not as text."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from report_documents import assessment, criterion, document, reason
from report_reading import EVIL, outcomes, rich, tokens

from techassure.report import clarifications, markdown
from techassure.report.markup import plain, ticked

pytest.importorskip("markdown_it")
ACTIVE = {"link_open", "image", "html_inline", "fence", "code_block", "hr", "blockquote_open"}
GROUPS = {
    "Not met": "not met",
    "No answer yet": "no answer",
    "Awaiting review": "needs review",
    "Met": "met",
    "Not applicable": "not applicable",
}


def told(text: str) -> list[tuple[int, str, str]]:
    """Return the outcomes of a comment: number of the submission less one, criterion, outcome."""
    found, at, outcome = [], 0, ""
    for line in text.splitlines():
        if folded := re.match(r"<details( open)?><summary>(?:(\d+)\. )?([A-Z][a-z ]+)", line):
            at, outcome = int(folded[2] or 1) - 1, GROUPS.get(folded[3].strip(), "")
        elif group := re.match(r"\*\*([A-Z][a-z ]+) \(\d+\)\*\*$", line):
            outcome = GROUPS[group[1]]
        elif outcome and line.startswith("- **"):
            found.append((at, line[4:].partition("**")[0], outcome))
        elif outcome in ("met", "not applicable") and line and line != "</details>":
            found += [(at, key, outcome) for key in line.split(", ")]
        if line == "</details>":
            outcome = ""
    return found


@pytest.mark.parametrize("changed", [{}, {"kind": "self-check", "rankings": []}])
def test_every_outcome_stands_exactly_once(changed: dict[str, Any]) -> None:
    made = rich(**changed)
    assert Counter(told(markdown.render(made).decode())) == Counter(outcomes(made))


@pytest.mark.parametrize(("count", "changed"), [(5, {}), (1, {"kind": "self-check", "rankings": []})])
def test_comment_is_never_longer_than_github_takes_and_says_what_it_leaves_out(
    count: int, changed: dict[str, Any]
) -> None:
    parts = [criterion(f"s/{at}", "no answer", reasons=[reason("missing", "Why? " * 40)]) for at in range(400)]
    made = document(*(assessment(f"P{at}", criteria=parts) for at in range(count)), **changed)
    text = markdown.render(made).decode()
    assert markdown.MOST * 0.9 < len(text) <= markdown.MOST
    assert f"{400 * count - len(told(text))} outcomes did not fit" in text
    assert text.count("<details") == text.count("</details>") > 0


def test_what_a_supplier_can_change_stands_open_and_what_lapsed_says_so() -> None:
    ended = reason("failed", "It ended.", on="2026-05-31", fix="Renew it.")
    parts = [criterion("s/1", "not met", reasons=[ended], lapsed_on="2026-05-31"), criterion("s/2", "met")]
    text = markdown.render(document(assessment(criteria=parts), kind="self-check", rankings=[])).decode()
    assert re.findall(r"<details open><summary>(.*)</summary>", text) == ["Not met (1)"]
    assert "(gate, lapsed: held until 2026-05-31)" in text
    assert "| No. |" not in text


@pytest.mark.parametrize("render", [markdown.render, clarifications.render])
@pytest.mark.parametrize("evil", EVIL)
def test_no_name_becomes_anything_but_text(evil: str, render: Any) -> None:
    found, calm = (tokens(render(rich(name, name)).decode()) for name in (evil, "Wardlight"))
    assert {kind for kind, _ in found} & ACTIVE == set()
    kinds = [
        Counter(kind for kind, _ in each if not kind.startswith(("text", "code", "soft"))) for each in (found, calm)
    ]
    assert kinds[0] == kinds[1]
    assert all(re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", said) is None for _, said in found)


@pytest.mark.parametrize("evil", EVIL)
def test_text_reads_as_it_was_written(evil: str) -> None:
    [inline] = [said for kind, said in tokens(f"x {plain(evil)}") if kind == "inline"]
    heard = "".join(said for kind, said in tokens(f"x {plain(evil)}") if kind == "text")
    assert inline
    assert heard.replace("\u200b", "").startswith(f"x {evil.split(maxsplit=1)[0][:3]}")


@pytest.mark.parametrize(
    "said", ["@nhs-team", "#1", "https://evil.example", "www.evil.example", "a@evil.example", "WWW.evil.example"]
)
def test_github_would_see_no_person_issue_or_address(said: str) -> None:
    """GitHub looks for these in the text that is left when the marks are gone."""
    assert not re.search(r"[@#](?=\w)|(?<!\\)://|(?i:www)\.", unescape(plain(said)))


def test_names_between_backticks_are_code_and_other_backticks_are_not() -> None:
    assert ticked("Answer `pen_test.finished_on`, now.") == "Answer `pen_test.finished_on`, now."
    assert "`" not in ticked("`<b>`").replace(r"\`", "")
    assert ticked("one ` tick") == r"one \` tick"


@pytest.mark.parametrize("render", [markdown.render, clarifications.render])
def test_it_says_what_it_is(render: Any) -> None:
    made = rich(what_if=True)
    text = unescape(render(made).decode()).replace("\u200b", "")
    wanted = ["**PROVISIONAL** **WHAT IF**", made["selection"]["digest"], "techassure 0.1.0", "dtac@2.0 r1", "left out"]
    assert [each for each in wanted if each not in text] == []
    assert "**SELF-CHECK**" in render(rich(kind="self-check", rankings=[])).decode()


# --- clarifications ---------------------------------------------------------------------------------------------------


def section(text: str, title: str) -> str:
    return next(part for part in text.split("\n##") if part.lstrip("# ").startswith(title))


def asked(cause: str, outcome: str = "no answer") -> str:
    part = criterion("s/1", outcome, reasons=[reason(cause, "The sentence.", fix="Do it.")])
    text = clarifications.render(document(assessment(verdict="undecided", criteria=[part]))).decode()
    titles = ("Clarify", "Missing", "For the buyer")
    return ", ".join(title for title in titles if "The sentence." in section(text, title))


@pytest.mark.parametrize(
    ("cause", "outcome", "where"),
    [
        ("missing", "no answer", "Missing"),
        ("missing-document", "no answer", "Missing"),
        ("under-evidenced", "no answer", "Missing"),
        ("applicability-unknown", "no answer", "Missing"),
        ("contradicted", "needs review", "Clarify"),
        ("contradicted", "met", "Clarify"),
        ("wrong-version", "needs review", "Clarify"),
        ("digest-mismatch", "no answer", "Clarify"),
        ("claimed-equivalent", "needs review", "Clarify"),
        ("awaits-review", "needs review", "For the buyer"),
        ("contract-unknown", "no answer", "For the buyer"),
        ("failed", "not met", ""),
        ("expired", "not met", ""),
        ("holds", "met", ""),
        ("missing", "not met", ""),
        ("note", "no answer", ""),
    ],
)
def test_what_was_submitted_and_what_is_missing_are_kept_apart(cause: str, outcome: str, where: str) -> None:
    assert asked(cause, outcome) == where


def test_what_is_missing_waits_for_one_decision_for_all() -> None:
    silent = criterion("s/1", "no answer", reasons=[reason("missing", "Why?")])
    made = document(*(assessment(name, verdict="undecided", criteria=[part]) for name, part in
                      (("A", silent), ("B", criterion("s/1")), ("C", silent))))  # fmt: skip
    decide = section(clarifications.render(made).decode(), "Decide before asking")
    assert [line for line in decide.splitlines() if line.startswith("| **s/1**")] == [
        "| **s/1** What 1 wants | 1, 3 |  |  |  |"
    ]
