"""What a pipeline reads of a self-check: every criterion, in its state, at its line, whatever its text."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from builders import Small, day, written
from hypothesis import given, settings
from hypothesis import strategies as st
from report_reading import EVIL, outcomes, rich

from techassure import runs
from techassure.definitions.library import load_library
from techassure.evidence_pack import adding
from techassure.report import github, junit, sarif
from techassure.selections.bare_selections import of_editions
from techassure.selections.selection import Selection

ROOT = Path(__file__).parents[1]
SARIF = Path(os.environ.get("JEST_SARIF", ROOT / "node_modules" / "@microsoft" / "jest-sarif"))
"""The npm package that carries the official schema."""

TEXT = """\
techassure: 1
supplier: {id: S1, name: Larkspur Fictional Ltd}
product: {name: Wardlight, version: 4.2.0}
answers:
  q.yes: no
  q.date: {value: 2026-05-20, evidence: [paper]}
  q.third: no
evidence:
  - {id: report, kind: q.report, issued: 2026-01-01}
claims:
  - criterion: small/C
    not_applicable: There is none.
"""


@pytest.fixture
def small(small: Small) -> Small:
    """Not met, lapsed, never answered, without effect, backed by no file, claimed away, met, and not counted."""
    small.criterion("N", "{q.yes: {is: yes}}").criterion("L", "{q.date: {within: 1 months}}")
    small.criterion("O", "{q.other: {is: yes}}").criterion(
        "A", "{q.yes: {is: yes}}", applies_when="{q.third: {is: yes}}"
    )
    small.criterion("R", "{q.report: {provided: yes}}").criterion("M", "{q.third: {is: no}}")
    small.criterion("C", "{q.second: {is: 1}}", may_claim_not_applicable="yes")
    return small.criterion("X", "{q.yes: {is: yes}}", role="{}")


def checked(small: Small, text: str = TEXT, name: str = "submission.yaml", as_of: str = "2026-07-01") -> dict[str, Any]:
    """Return the document of a self-check of a submission that is written so."""
    path = written(small.folder / "product" / name, text.replace(", evidence: [paper]", ""))
    return runs.run(small.selection(), [path], day(as_of).toordinal(), "self-check")


def cases(made: dict[str, Any]) -> dict[str, ET.Element]:
    root = ET.fromstring(junit.render(made))
    return {str(case.get("name")).split()[0]: case for case in root.iter("testcase")}


def results(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (run,) = json.loads(sarif.render(made))["runs"]
    return {each["ruleId"].removeprefix("small/"): each for each in run["results"]}


def line_of(made: dict[str, Any], name: str) -> int | None:
    where = results(made)[name]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"].endswith("submission.yaml")
    return where.get("region", {}).get("startLine")


# --- states -----------------------------------------------------------------------------------------------------------


def test_junit_tells_failing_lapsed_open_waiting_and_what_does_not_apply_apart(small: Small) -> None:
    found = {name: [(each.tag, each.get("type")) for each in case] for name, case in cases(checked(small)).items()}
    assert {name: found[name] for name in "NLOACM"} == {
        "N": [("failure", "not met")],
        "L": [("failure", "lapsed")],
        "O": [("error", "no answer")],
        "A": [("skipped", "not applicable")],
        "C": [("skipped", "needs review")],
        "M": [("system-out", None)],
    }


def test_what_is_not_counted_passes_and_says_so(small: Small) -> None:
    case = cases(checked(small))["X"]
    assert [each.tag for each in case] == ["system-out"]
    assert "Not met, context, not counted." in str(case[0].text)


def test_what_costs_points_and_no_more_is_neither_red_nor_passed(small: Small) -> None:
    """Whoever complies would have red tests for ever, beside a command that ends with 0."""
    small.scored("S", "{q.yes: {is: yes}}").scored("U", "{q.other: {is: yes}}")
    found = cases(checked(small))
    assert [(found[name][0].tag, found[name][0].get("type")) for name in "SU"] == [
        ("skipped", "not met"),
        ("skipped", "no answer"),
    ]


def test_what_is_scored_is_red_where_its_minimum_decides(small: Small) -> None:
    small.criterion("S", bands="{2: {q.yes: {is: yes}}, 1: {q.third: {is: no}}}", role="{share: 1, minimum: 2}")
    case = cases(checked(small))["S"][0]
    assert (case.tag, case.get("type")) == ("failure", "below its minimum")


def test_verdict_is_a_case_of_its_own(small: Small) -> None:
    assert [each.get("type") for each in cases(checked(small))["The"]] == ["non-compliant"]


def test_sarif_tells_them_apart_and_leaves_out_what_code_hosts_would_show_as_an_alert(small: Small) -> None:
    found = results(checked(small))
    assert {name: (each.get("kind", "fail"), each["level"]) for name, each in found.items()} == {
        "verdict": ("fail", "error"),
        "N": ("fail", "error"),
        "L": ("fail", "error"),
        "O": ("open", "none"),
        "R": ("open", "none"),
        "C": ("review", "none"),
        "X": ("fail", "note"),
    }
    assert found["L"]["message"]["text"].startswith("Lapsed (held until 2026-06-20), gate.")


def test_lapsed_is_what_nothing_speaks_against_but_the_time_that_went_by(small: Small) -> None:
    small.criterion("B", ["{q.date: {within: 1 months}}", "{q.yes: {is: yes}}"])
    small.criterion("E", "{q.date: {on_or_after: as_of}}").criterion("F", "{q.date: {on_or_before: as_of}}")
    kinds = {name: [each.get("type") for each in case] for name, case in cases(checked(small)).items()}
    assert (kinds["L"], kinds["B"], kinds["E"]) == (["lapsed"], ["not met"], ["lapsed"])
    early = cases(checked(small, as_of="2026-05-01"))
    assert [early[name][0].get("type") for name in "LF"] == ["not met", "not met"]


def test_what_lapsed_was_met_on_the_day_it_names_and_no_more_on_the_next(small: Small) -> None:
    """The law, for dates, rows, and several of them in one check and in two."""
    small.criterion("T", "{q.rows: {every: {closed_on: {on_or_after: as_of}}}}")
    small.criterion("V", ["{q.date: {within: 1 months}}", "{q.later: {on_or_after: as_of}}"])
    small.criterion("U", "{all: [{q.date: {within: 1 months}}, {q.later: {on_or_after: as_of}}]}")
    selection, today = small.selection(), day("2026-07-01").toordinal()

    @settings(max_examples=25)
    @given(offsets=st.tuples(*[st.integers(-60, 20)] * 3))
    def holds(offsets: tuple[int, ...]) -> None:
        one, two, three = (date.fromordinal(today + each).isoformat() for each in offsets)
        rows = (
            f"q.later: {two}\n  q.rows: [{{name: a, closed_on: {two}}}, {{name: b, closed_on: {three}}}]\n  q.third: no"
        )
        path = written(
            small.folder / "law.yaml",
            TEXT.replace("{value: 2026-05-20, evidence: [paper]}", one).replace("q.third: no", rows),
        )
        for part in parts(selection, path, today):
            if part["lapsed_on"]:
                last = day(part["lapsed_on"]).toordinal()
                then = [
                    each["outcome"]
                    for on in (last, last + 1)
                    for each in parts(selection, path, on)
                    if each["id"] == part["id"]
                ]
                assert then[0] == "met" != then[1]

    holds()


def parts(selection: Selection, path: Path, on: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = runs.run(selection, [path], on, "self-check")["assessments"][0]["criteria"]
    return found


def test_rows_that_ended_have_lapsed_since_the_first(small: Small) -> None:
    small.criterion("T", "{q.rows: {every: {closed_on: {on_or_after: as_of}}}}")
    rows = "q.rows: [{name: a, closed_on: 2026-06-10}, {name: b, closed_on: 2026-06-20}]\n  q.third: no"
    made = checked(small, TEXT.replace("q.third: no", rows))
    assert "held until 2026-06-10" in results(made)["T"]["message"]["text"]


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "line"), [("N", 5), ("L", 6), ("O", None), ("R", 9), ("C", 11), ("verdict", None)])
def test_place_is_the_line_of_the_answer_document_or_claim_else_the_submission(
    small: Small, name: str, line: int | None
) -> None:
    assert line_of(checked(small), name) == line


def test_answer_in_a_shared_file_is_found_there_and_by_a_standards_own_code(small: Small) -> None:
    written(small.folder / "product" / "product.yaml", "techassure: 1\nanswers:\n  small/L: 2026-05-20\n")
    made = checked(small, re.sub(r"  q.date.*\n", "", TEXT))
    where = results(made)["L"]["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"].endswith("product/product.yaml")
    assert where["region"]["startLine"] == 3


def test_computed_answer_stands_where_the_first_of_its_inputs_does(small: Small) -> None:
    small.criterion("G", "{q.gap: {at_most: 1}}")
    made = checked(small, TEXT.replace("  q.third", "  q.later: 2026-06-20\n  q.third"))
    assert line_of(made, "G") == 6


def test_contradiction_stands_at_the_claim(small: Small) -> None:
    """What was found elsewhere is told, and the line is the one to change."""
    folder = small.folder / "product"
    written(folder / "evidence" / "axe.json", (ROOT / "tests/evidence/files/axe-broken.json").read_bytes())
    text = "techassure: 1\nsupplier: {id: S, name: S}\nproduct: {name: P, version: '1'}\nanswers:\n"
    path = written(folder / "submission.yaml", f"{text}  accessibility.wcag_22_aa: yes\n")
    library = load_library()
    adding.add(
        folder / "evidence" / "axe.json", path, adding.Wanted(issued=day("2026-06-01").toordinal()), library.facts
    )
    made = runs.run(of_editions(["wcag@2.2"], library), [path], day("2026-06-01").toordinal(), "self-check")
    assert line_of(made, "wcag/WCAG-1") == 5


def test_cell_of_a_workbook_is_said_and_the_file_is_the_workbook(small: Small) -> None:
    """Code hosts know files and lines."""
    made = checked(small)
    for part in made["assessments"][0]["criteria"]:
        for each in part["reasons"]:
            each["at"] = each["at"] and {"file": "filled.xlsx[Answers!D3]", "line": None, "column": None}
    found = results(made)["N"]
    assert found["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "filled.xlsx"}}}]
    assert found["message"]["text"].startswith("Answers!D3: Not met, gate.")


def test_line_of_json_lines_is_the_submissions_own(small: Small) -> None:
    head = {"techassure": 1, "supplier": {"id": "S", "name": "S"}, "product": {"name": "P", "version": "1"}}
    lines = [json.dumps({**head, "answers": {"q.yes": "yes"}, "product": {"name": n, "version": "1"}}) for n in "PQ"]
    made = checked(small, "\n".join(lines), "two.jsonl")
    regions = [
        each["locations"][0]["physicalLocation"]["region"]["startLine"]
        for each in json.loads(sarif.render(made))["runs"][0]["results"]
        if each["ruleId"] == "small/O"
    ]
    assert regions == [1, 2]


def test_an_assessment_by_a_buyer_has_no_places(small: Small) -> None:
    made = small.assess("{q.yes: no}").document
    assert not any("at" in each for part in made["assessments"][0]["criteria"] for each in part["reasons"])


# --- whole ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SARIF.is_dir(), reason="needs `npm install @microsoft/jest-sarif`, or its folder in JEST_SARIF")
def test_sarif_validates_against_the_official_schema(small: Small) -> None:
    (path,) = SARIF.glob("lib/schemas/sarif-2.1.0*.json")
    official = jsonschema.Draft4Validator(json.loads(path.read_text("utf-8")))
    for made in (checked(small), rich(), rich(EVIL[0], EVIL[1], kind="self-check", rankings=[])):
        assert list(official.iter_errors(json.loads(sarif.render(made)))) == []


def test_every_criterion_is_a_rule_of_sarif_and_a_case_of_junit() -> None:
    made = rich(kind="self-check", rankings=[])
    wanted = Counter(key for _, key, _ in outcomes(made))
    (run,) = json.loads(sarif.render(made))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [name for name in rules if "/" in name] == list(dict.fromkeys(wanted))
    told = Counter(each["ruleId"] for each in run["results"])
    told.update(
        key for product in run["properties"]["products"] for name in ("met", "not_applicable") for key in product[name]
    )
    assert {key: told[key] for key in wanted} == wanted
    for each in run["results"]:
        assert rules[each["ruleIndex"]] == each["ruleId"]
    tests = Counter(f"{case.get('classname')}".split("@")[0] + "/" + f"{case.get('name')}".split()[0]
                    for case in ET.fromstring(junit.render(made)).iter("testcase"))  # fmt: skip
    assert {key: tests[key] for key in wanted} == wanted


def test_junit_counts_add_up(small: Small) -> None:
    root = ET.fromstring(junit.render(checked(small)))
    tags = Counter(each.tag for each in root.iter())
    for owner in (root, root[0]):
        counts = [int(owner.get(name, "")) for name in ("tests", "failures", "errors", "skipped")]
        assert counts == [tags[name] for name in ("testcase", "failure", "error", "skipped")]


def test_github_says_the_sum_first_and_the_urgent_before_the_rest(small: Small) -> None:
    first, *rest = github.render(checked(small)).decode().splitlines()
    assert first.startswith("::notice title=techassure self-check::Wardlight 4.2.0")
    assert "not an assessment by a buyer" in first
    levels = [line.split()[0] for line in rest]
    assert levels == ["::error"] * 3 + ["::warning"] * 2 + ["::notice"] * 2
    assert any(
        re.match(r"::error file=\S+submission.yaml,line=5,col=3,title=Not met%3A small/N ", line) for line in rest
    )


@pytest.mark.parametrize("evil", [*EVIL, "a\n::error::b", "%0A::stop-commands::x", "[click](https://evil.example)"])
def test_nothing_from_outside_becomes_a_command_a_link_or_an_element(evil: str) -> None:
    calm, made = (rich(name, name, kind="self-check", rankings=[]) for name in ("Wardlight", evil))
    lines = [github.render(each).decode().splitlines() for each in (calm, made)]
    assert len(lines[0]) == len(lines[1])
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines[1])
    assert not any(re.search(r"[\x00-\x1f\u202a-\u202e]", line) for line in lines[1])
    trees = [Counter(each.tag for each in ET.fromstring(junit.render(one)).iter()) for one in (calm, made)]
    assert trees[0] == trees[1]
    for each in json.loads(sarif.render(made))["runs"][0]["results"]:
        assert not re.search(r"(?<!\\)\]\(", each["message"]["text"])


def test_problems_are_entries_too(small: Small) -> None:
    made = {**checked(small), "problems": checked(small, "techassure: 1\nanswers: 3\n")["problems"]}
    assert made["problems"]
    rules = {each["rule"] for each in made["problems"]}
    assert rules <= results(made).keys()
    suite = ET.fromstring(junit.render(made))[1]
    assert {failure.get("type") for failure in suite.iter("failure")} == rules


def test_same_document_same_bytes(small: Small) -> None:
    made = checked(small)
    for form in (github, junit, sarif):
        assert form.render(made) == form.render(json.loads(json.dumps(made)))
