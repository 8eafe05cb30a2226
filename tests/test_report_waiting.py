"""What only the buyer's reviewers can settle is said once in a self-check, apart from what is the supplier's to do."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from builders import Small

from techassure import runs
from techassure.report import html, markdown, pdf, self_check, waiting

ONCE = "wait for the buyer's reviewers alone"
EACH = "The buyer's reviewer has to judge it"
REVIEWED = {"judged_by": "reviewer", "reviewer_asks": "Is it good enough?"}
DAY = date(2026, 6, 1).toordinal()


@pytest.fixture
def small(small: Small) -> Small:
    for name in "RST":
        small.criterion(name, "{q.yes: {is: yes}}", **REVIEWED)
    return small.criterion("M", "{q.other: {is: yes}}")


def made(small: Small, kind: str = "self-check", **parts: Any) -> dict[str, Any]:
    small.submission("{q.yes: yes}", **parts)
    return runs.run(small.selection(), [small.submissions], DAY, kind)  # type: ignore[arg-type]


def criterion(*causes: str, outcome: str = "needs review") -> dict[str, Any]:
    return {"outcome": outcome, "reasons": [{"cause": cause} for cause in causes]}


def in_words(text: bytes | str) -> str:
    said = text.decode() if isinstance(text, bytes) else text
    return " ".join(re.sub("<[^>]*>", " ", said).replace("&#39;", "'").split())


@pytest.mark.parametrize("render", [self_check.render, markdown.render, html.render])
def test_it_is_said_once_and_the_supplier_sees_what_is_theirs(small: Small, render: Any) -> None:
    text = in_words(render(made(small)))
    assert (text.count(ONCE), text.count(EACH)) == (1, 0)
    assert text.count("Is it good enough?") == 3
    assert "q.other" in text


@pytest.mark.parametrize("render", [markdown.render, html.render])
def test_a_buyer_is_told_of_each(small: Small, render: Any) -> None:
    text = in_words(render({**made(small, "assessment"), "rankings": []}))
    assert (text.count(ONCE), text.count(EACH)) == (0, 3)


def test_on_paper_it_is_said_once_too(small: Small) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    import io

    pages = pypdf.PdfReader(io.BytesIO(pdf.render(made(small)))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split()).replace("’", "'")
    assert (text.count(ONCE), text.count(EACH)) == (1, 0)


def test_data_says_of_every_criterion_what_there_is_to_do(small: Small) -> None:
    reasons = [reason for part in made(small)["assessments"][0]["criteria"] for reason in part["reasons"]]
    assert json.dumps(reasons).count(EACH) == 3


def test_nothing_is_said_where_nothing_waits(small: Small) -> None:
    small.submission("{q.yes: no, q.other: yes}")
    document = runs.run(small.selection(), [small.submissions], DAY, "self-check")
    assert ONCE not in in_words(self_check.render(document))


def test_only_what_nobody_else_can_settle_stands_apart() -> None:
    alone = [criterion("awaits-review"), criterion("claimed-equivalent", "holds", "note")]
    others = [criterion("awaits-review", "wrong-version"), criterion("contradicted"), criterion("holds"),
              criterion("claimed-equivalent", "missing"), criterion("awaits-review", outcome="met")]  # fmt: skip
    mixed = [others[0], alone[0], *others[1:], alone[1]]
    assert [group.criteria for group in waiting.groups("self-check", mixed)] == [others, alone]
    assert [group.said for group in waiting.groups("assessment", mixed)] == [""]
    assert waiting.groups("self-check", []) == []
