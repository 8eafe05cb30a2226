"""The page: every outcome once, nothing that could run or be fetched, and what it has to say of itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from report_documents import assessment, criterion, document, ranking
from report_reading import EVIL, Page, outcomes, rich

from techassure.report import html

TAGS = ("html", "head", "body", "script", "img", "iframe", "object", "embed", "form", "input", "base", "template")


def board(made: dict[str, Any]) -> Page:
    return Page(html.render(made))


def report(made: dict[str, Any]) -> Page:
    return Page(html.render({**made, "kind": "self-check", "rankings": []}))


def cells(page: Page) -> Counter[str]:
    signs = [each for each in page.all("td") if "matrix" not in each.classes and each.classes[:1]]
    names = {"met", "not-met", "no-answer", "needs-review", "not-applicable"}
    return Counter(each.classes[0] for each in signs if each.classes[0] in names)


@pytest.mark.parametrize("count", [1, 3, 45])
def test_every_outcome_stands_exactly_once_in_the_matrices_of_a_board(count: int) -> None:
    made = rich()
    many = document(*(made["assessments"][:1] * count), selection=made["selection"])
    said = Counter(outcome.replace(" ", "-") for _, _, outcome in outcomes(many))
    assert cells(board(many)) == said


def test_a_cell_stands_in_the_row_of_its_criterion_and_the_column_of_its_submission() -> None:
    made = document(
        assessment("A", verdict=None, criteria=[criterion("s/1", "met"), criterion("s/2", "not met")]),
        assessment("B", verdict=None, criteria=[criterion("s/1", "no answer"), criterion("s/2", "needs review")]),
    )
    text = html.render(made).decode()
    rows = re.findall(r'<tr><th scope="row">.*?(s/\d).*?</th>((?:<td class="[a-z-]+">.*?</td>)+)</tr>', text)
    found = {key: re.findall(r'<td class="([a-z-]+)">', said) for key, said in rows}
    assert found == {"s/1": ["met", "no-answer"], "s/2": ["not-met", "needs-review"]}


def test_every_outcome_stands_exactly_once_in_a_suppliers_report_with_its_reasons() -> None:
    made = rich()
    page = report(made)
    articles = page.all("article")
    said = [(each.said.split()[0], each.said) for each in articles]
    assert Counter(key for key, _ in said) == Counter(key for _, key, _ in outcomes(made))
    for one in made["assessments"]:
        for part in one["criteria"]:
            text = next(text for key, text in said if key == f"dtac/{part['id']}")
            assert part["outcome"].capitalize() in text
            assert all(reason["says"].replace("`", "") in text for reason in part["reasons"])


def test_board_says_why_something_is_not_met_or_open_exactly_once_each() -> None:
    made = rich()
    said = [each.said.split()[0] for each in board(made).all("h4")]
    still = [key for _, key, outcome in outcomes(made) if outcome in ("not met", "no answer", "needs review")]
    assert Counter(said) == Counter(still)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("view", [board, report])
def test_no_name_becomes_anything_but_text(evil: str, view: Any) -> None:
    plain, attacked = view(rich()), view(rich(evil, evil))
    assert Counter(each.tag for each in attacked.elements if each.tag != "code") == Counter(
        each.tag for each in plain.elements if each.tag != "code"
    )
    assert attacked.unclosed == []
    assert not any(name.startswith("on") for each in attacked.elements for name in each.attributes)
    heard = " ".join(each.said for each in attacked.all("body"))
    assert not re.search(r"[\x00-\x1f\u200b\u202a-\u202e\u2066-\u2069]", heard)


@pytest.mark.parametrize("view", [board, report])
def test_page_asks_for_nothing(view: Any) -> None:
    page = view(rich(EVIL[1], EVIL[2]))
    assert [each.tag for each in page.elements if each.tag in TAGS] == ["html", "head", "body"]
    assert {each.attributes.get("href") for each in page.all("link")} == {"data:,"}
    assert not any("src" in each.attributes or "srcset" in each.attributes for each in page.elements)
    assert not re.search(r"url\(|@import", "".join(each.said for each in page.all("style")))
    policy = next(each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes)
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("view", [board, report])
def test_links_lead_into_the_page_or_to_a_source(view: Any) -> None:
    page = view(rich())
    targets = [each.attributes["href"] for each in page.all("a")]
    inner = {target[1:] for target in targets if target.startswith("#")}
    assert inner <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {target for target in targets if not target.startswith("#")} <= {"https://example.org/dtac"}


@pytest.mark.parametrize(("changed", "said"), [
    ({"what_if": True}, ["PROVISIONAL", "WHAT IF"]),
    ({}, ["PROVISIONAL"]),
    ({"selection": {**rich()["selection"], "final": True}}, ["FINAL"]),
    ({"kind": "self-check", "rankings": []}, ["SELF-CHECK"]),
])  # fmt: skip
def test_page_says_what_it_is_on_top(changed: dict[str, Any], said: list[str]) -> None:
    page = Page(html.render(rich(**changed)))
    assert [each.said for each in page.all("li") if each.inside[-2:] == ("div", "ul")][: len(said)] == said
    assert ("It is not an assessment by a buyer." in page.all("main")[0].said) == (said == ["SELF-CHECK"])


@pytest.mark.parametrize("view", [board, report])
def test_page_says_what_decided_at_its_end(view: Any) -> None:
    made = rich()
    end = view(made).all("footer")[0].said
    wanted = (
        made["selection"]["digest"],
        made["tool"],
        "2026-06-01",
        "dtac@2.0 r1",
        "An unofficial encoding",
        "left out",
    )
    assert [each for each in wanted if each not in end] == []


def test_charts_have_words() -> None:
    for each in [*board(rich()).all("svg"), *report(rich()).all("svg")]:
        assert each.attributes.get("aria-hidden") == "true" or each.attributes["aria-label"]


def test_range_is_drawn_where_it_is() -> None:
    bars = [each.attributes for each in board(rich()).elements if each.attributes.get("class") == "bar"]
    assert ("10", "50.5") in {(str(each["x"]), each["width"]) for each in bars}


def test_empty_tender_and_refused_files() -> None:
    page = Page(html.render(document()))
    assert "No submission was assessed." in page.all("main")[0].said
    refused = Page(html.render(rich())).all("div", "problem")
    assert [each.said.startswith("Error: no fact is called") for each in refused] == [True]


def test_same_document_same_bytes() -> None:
    assert html.render(rich()) == html.render(rich())


def test_lots_have_matrices_of_their_own_and_every_outcome_still_stands_once() -> None:
    made = rich()
    one, two = made["assessments"]
    lots = [ranking([], [at], name) for at, name in enumerate(("1", "2"))]
    page = board({**made, "assessments": [{**one, "lot": "1"}, {**two, "lot": "2"}], "rankings": lots})
    assert [each.said for each in page.all("h2") if "every criterion" in each.said] == [
        "Lot 1: every criterion, submission by submission",
        "Lot 2: every criterion, submission by submission",
    ]
    assert cells(page) == Counter(outcome.replace(" ", "-") for _, _, outcome in outcomes(made))
    assert len(page.ids) == len(set(page.ids))


def test_gates_that_most_miss_come_first() -> None:
    """What decides for most bidders is what a meeting looks for, wherever it stands in its standard."""
    one = [criterion("dtac/C1", "no answer"), criterion("dtac/C2", "not met"), criterion("dtac/C3", "not met")]
    two = [criterion("dtac/C1", "no answer"), criterion("dtac/C2", "met"), criterion("dtac/C3", "not met")]
    made = html.page(
        document(*(assessment(n, verdict="non-compliant", criteria=c) for n, c in (("A", one), ("B", two))))
    )
    table = made.partition('id="gates"')[2].partition("</table>")[0]
    assert re.findall("dtac/C.", table) == ["dtac/C3", "dtac/C2", "dtac/C1"]


def test_a_submission_says_what_its_verdict_rests_on_before_anything_is_opened() -> None:
    out = assessment("A", verdict="non-compliant", criteria=[criterion("dtac/C1", "not met")])
    still = assessment("B", verdict="undecided", criteria=[criterion("dtac/C1", "needs review")])
    made = html.page(document(out, still))
    assert "<p>Not met: dtac/C1 What C1 wants.</p>" in made
    assert "<p>Undecided: review of dtac/C1 (What C1 wants).</p>" in made


def test_oversight_is_left_out_where_nothing_of_it_is_assessed() -> None:
    """Its criteria give context; a column of `no gates` would only take room."""
    idle = {"domain": "oversight", "score": None, "gates": dict.fromkeys(("met", "not met", "open", "of"), 0)}
    plain = assessment("A")
    counts = plain["counts"]
    plain["domains"] = [*plain["domains"], {**idle, "gates": {**idle["gates"], "not applicable": 0}, "counts": counts}]
    assert "Oversight" not in html.page(document(plain))
