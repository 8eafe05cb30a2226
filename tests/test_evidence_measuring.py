"""What files say, held against what was claimed: provenance, contradictions, and what each of them decides."""

from __future__ import annotations

import json
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import FACTS, SUPPLIER, Seen, Small, day, written
from evidence_packs import LATER, entry, pack

from techassure import assess, load
from techassure.definitions.words import HOLDS, OPEN, leaves
from techassure.documents.document import Document, validator
from techassure.documents.writer import summary
from techassure.engine.assessor import Assessor
from techassure.files.places import Source, read_json
from techassure.intake.reader import SubmissionReader
from techassure.report import markdown, self_check, table
from techassure.report.worksheets import sheets
from techassure.rows.short_way import Rows

MORE = """
  sbom.document: {question: Attach the bill., about: product, type: document}
  sbom.component_count: {question: How many components?, about: product, type: number}
  sbom.format: {question: Which format?, about: product, type: choice, options: {cyclonedx: C, spdx: S, other: O}}
  fhir.capability_statement: {question: Attach the statement., about: product, type: document}
  fhir.capability_fhir_version: {question: Which version?, about: product, type: text}
  accessibility.tool_run: {question: Attach the run., about: product, type: document}
  accessibility.wcag_22_aa:
    {question: Does it conform?, about: product, type: choice, options: {yes: Y, planned: P, no: N}}
  accessibility.results:
    question: What fails?
    about: product
    type: table
    columns:
      criterion: {type: text}
      adherence: {type: choice, options: {supports: S, partially: P, does_not: D, not_applicable: N}}
      what: {type: text, optional: yes}
"""
BILL = "cyclonedx-vulnerabilities.json"


@pytest.fixture
def measured(small: Small) -> Small:
    """A library whose facts readers know: the bill lists three components."""
    small.facts = FACTS + MORE
    return small


def seen(small: Small, answers: dict[str, Any], *entries: dict[str, Any], as_of: str = LATER, **parts: Any) -> Seen:
    """Assess a submission with files that tools made."""
    pack(small.submissions / "one", answers, *entries, **parts)
    return small.all(as_of)


def bill(**parts: Any) -> dict[str, Any]:
    return entry(BILL, "sbom.document", **{"id": "bill", **parts})


def at_least(number: int) -> str:
    return f"{{sbom.component_count: {{at_least: {number}}}}}"


# --- what agrees ------------------------------------------------------------------------------------------------------


def test_a_file_that_agrees_backs_the_answer(measured: Small) -> None:
    measured.criterion(expect=at_least(3), evidence="{demands: measured}")
    found = seen(measured, {"sbom.component_count": 3}, bill())
    assert found.outcome == "met"
    assert found.of("X")["reasons"][0]["provenance"] == "measured"
    assert found.one["contradictions"] == []


def test_a_file_fills_a_silence(measured: Small) -> None:
    measured.criterion(expect=at_least(3))
    assert seen(measured, {}, bill()).outcome == "met"


def test_provenance_is_never_read_from_a_submission(measured: Small) -> None:
    measured.criterion(expect=at_least(3), evidence="{demands: measured}")
    assert seen(measured, {"sbom.component_count": 3}).outcome == "no answer"


@pytest.mark.parametrize(
    "parts",
    [
        {"sha256": "0" * 64},
        {"sha256": ""},
        {"file": ""},
        {"file": "evidence/nothing.json"},
        {"expires": "2026-11-30"},
    ],
)
def test_only_a_file_that_stands_well_measures(measured: Small, parts: dict[str, str]) -> None:
    """A wrong or absent digest, no file, and an end before the as-of day: nothing was measured."""
    measured.criterion(expect=at_least(3))
    answers = {} if "expires" not in parts else {"sbom.format": "spdx"}
    assert seen(measured, answers, bill(**parts)).outcome == "no answer"


@pytest.mark.parametrize(("product", "outcome"), [
    ("Wardlight", "met"), ("WARDLIGHT Mobile", "met"), ("Ward-Light", "met"), ("Nightjar", "no answer"),
])  # fmt: skip
def test_a_bill_of_another_product_does_not_measure(measured: Small, product: str, outcome: str) -> None:
    """Where the name that it gives has no word of the product's, nothing shows whose components it lists."""
    measured.criterion(expect=at_least(3), evidence="{demands: measured}")
    head = {"name": product, "version": "4.2.0"}
    assert seen(measured, {"sbom.component_count": 3}, bill(), product=head).outcome == outcome


def test_a_file_of_another_version_does_not_measure(measured: Small) -> None:
    measured.criterion(expect=at_least(3))
    found = seen(measured, {}, bill(), product={"name": "Wardlight", "version": "4.3.0"})
    assert found.outcome == "no answer"


def test_the_files_own_version_outweighs_the_entry(measured: Small) -> None:
    """The entry says 4.3.0, as submitted; the bill itself was made for 4.2.0."""
    measured.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented, by: sbom.document}")
    product = {"name": "Wardlight", "version": "4.3.0"}
    found = seen(measured, {"q.yes": True}, bill(product_version="4.3.0"), product=product)
    assert (found.outcome, found.causes()) == ("needs review", ["wrong-version"])


def test_the_files_own_date_outweighs_the_entry(measured: Small) -> None:
    """The bill was made on 20 May 2026, whatever the entry says, so on 1 May it proves nothing."""
    measured.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented, by: sbom.document}")
    found = seen(measured, {"q.yes": True}, bill(issued="2026-01-01"), as_of="2026-05-01")
    assert (found.outcome, found.causes()) == ("no answer", ["not-in-force-yet"])


def test_what_was_measured_after_the_day_does_not_count(measured: Small) -> None:
    measured.criterion(expect=at_least(3))
    assert seen(measured, {}, bill(), as_of="2026-05-19").outcome == "no answer"
    assert measured.all("2026-05-20").outcome == "met"


def test_a_measured_answer_lapses_with_its_document(measured: Small) -> None:
    measured.criterion(expect=at_least(3), evidence="{demands: documented}")
    found = seen(measured, {"sbom.component_count": 3}, bill(expires="2027-03-01"))
    assert (found.outcome, found.one["lapses_on"]) == ("met", "2027-03-02")


def test_a_measured_answer_is_viewed_as_long_as_its_document_stands(measured: Small) -> None:
    measured.criterion(expect=at_least(3))
    assessment = seen(measured, {}, bill(expires="2027-03-01")).assessment
    (plan,) = assessment.assessor.criteria
    (leaf,) = leaves(plan.rule.checks[0])
    last = day("2027-03-01").toordinal()
    assert [assessment.view(plan, on).truth(leaf) for on in (last, last + 1)] == [HOLDS, OPEN]


def test_a_document_that_measured_lapses_no_verdict_that_has_lapsed_before(measured: Small) -> None:
    measured.criterion("A", at_least(3), evidence="{demands: documented}")
    measured.criterion("B", "{q.date: {within: 12 months}}")
    found = seen(measured, {"sbom.component_count": 3, "q.date": "2026-01-15"}, bill(expires="2027-03-01"))
    assert (found.one["lapses_on"], found.one["lapses_by"]) == ("2027-01-16", ["small/B"])


# --- what differs -----------------------------------------------------------------------------------------------------


def test_on_a_gate_a_contradiction_needs_review(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    found = seen(measured, {"sbom.component_count": 17}, bill())
    assert (found.outcome, found.one["verdict"]) == ("needs review", "undecided")


def test_where_the_tender_said_so_measurement_decides(measured: Small) -> None:
    measured.criterion(expect=at_least(10)).tender(
        "measurement_decides: yes\ndates: {as_of: 2026-12-01}\n" + CONTRACTED
    )
    found = seen(measured, {"sbom.component_count": 17}, bill(), as_of=None)
    assert (found.outcome, "contradicted" in found.causes()) == ("not met", True)


CONTRACTED = "contract: {start: 2027-01-01, end: 2029-08-31, value: 100000}\n"


def test_on_a_scored_criterion_what_was_found_counts(measured: Small) -> None:
    measured.scored("X", at_least(10))
    found = seen(measured, {"sbom.component_count": 17}, bill())
    assert (found.outcome, found.points) == ("not met", ("0", "0"))


@pytest.mark.parametrize(("decides", "outcome"), [("no", "needs review"), ("yes", "met")])
def test_where_measurement_decides_a_gate_that_it_meets_waits_for_nobody(
    measured: Small, decides: str, outcome: str
) -> None:
    """Claimed are 17, and found 3: either is enough."""
    page = f"measurement_decides: {decides}\ndates: {{as_of: 2026-12-01}}\n{CONTRACTED}"
    measured.criterion(expect=at_least(2)).tender(page)
    assert seen(measured, {"sbom.component_count": 17}, bill(), as_of=None).outcome == outcome


def test_a_contradiction_leaves_other_gates_as_they_are(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    measured.criterion("Y", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}")
    found = seen(measured, {"sbom.component_count": 17, "q.yes": True, "q.other": True}, bill())
    assert found.outcomes() == {"X": "needs review", "Y": "met"}


def test_an_audit_of_one_answer_leaves_the_others_to_what_was_answered_and_found(measured: Small) -> None:
    """Of the format either will do, so what was found decides, and nobody is asked: no audit is about that."""
    measured.scored("X", at_least(10)).scored("Y", "{q.yes: {is: yes}}")
    measured.scored("F", "{sbom.format: {one_of: [cyclonedx, spdx]}}")
    written(measured.submissions / "one" / "evidence" / "audit.txt", "Audited.")
    audit = {**AUDIT, "issued_by": "Erewhon Audits Ltd"}
    count = {"value": 17, "evidence": ["audit"]}
    found = seen(measured, {"sbom.component_count": count, "q.yes": True, "sbom.format": "spdx"}, bill(), audit)
    assert found.outcomes() == {"X": "needs review", "Y": "met", "F": "met"}


@pytest.mark.parametrize("role", ["{gate: requirement}", "{share: 1}"])
@pytest.mark.parametrize("decides", ["no", "yes"])
def test_an_own_scan_does_not_outrank_an_independent_audit(measured: Small, role: str, decides: str) -> None:
    """Neither replaces the other: on every criterion, and whatever the tender said, a person decides."""
    award = "award_criteria: {a: {title: A, weight: 100, criteria: {small/X: 1}}}\n" if "share" in role else ""
    page = f"measurement_decides: {decides}\ndates: {{as_of: 2026-12-01}}\n{award}{CONTRACTED}"
    measured.criterion(expect=at_least(10), role=role).tender(page)
    written(measured.submissions / "one" / "evidence" / "audit.txt", "Audited.")
    audit = {**AUDIT, "issued_by": "Erewhon Audits Ltd"}
    found = seen(measured, {"sbom.component_count": {"value": 17, "evidence": ["audit"]}}, bill(), audit, as_of=None)
    assert found.outcome == "needs review"
    claimed = found.one["contradictions"][0]["claimed"]
    assert (claimed["audited_by"], claimed["value"]) == ("audit", 17)
    assert [each["provenance"] for each in found.of("X")["reasons"] if each["cause"] == "holds"] == ["documented"]


AUDIT = {
    "id": "audit",
    "kind": "q.report",
    "file": "evidence/audit.txt",
    "sha256": "35e36d1ba05791698cf16ee54698407e4f3cd492b69ac77efbf00579ce7e7edf",
    "issued": "2026-04-01",
}


@pytest.mark.parametrize("parts", [{"expires": "2026-11-30"}, {"sha256": "0" * 64}, {"issued": "2026-12-02"}])
def test_an_audit_that_does_not_stand_well_is_none(measured: Small, parts: dict[str, str]) -> None:
    measured.scored("X", at_least(10))
    written(measured.submissions / "one" / "evidence" / "audit.txt", "Audited.")
    audit = {**AUDIT, "issued_by": "Erewhon Audits Ltd", **parts}
    found = seen(measured, {"sbom.component_count": {"value": 17, "evidence": ["audit"]}}, bill(), audit)
    assert found.outcome == "not met"


def test_an_audit_does_not_shield_from_what_it_says_itself(measured: Small) -> None:
    measured.scored("X", at_least(10))
    audit = bill(issued_by="Erewhon Audits Ltd")
    found = seen(measured, {"sbom.component_count": {"value": 17, "evidence": ["bill"]}}, audit)
    assert (found.outcome, found.one["contradictions"][0]["claimed"]["audited_by"]) == ("not met", None)


@pytest.mark.parametrize(("written_as", "outcome"), [("v4.2.0", "met"), ("4.2", "needs review")])
def test_versions_are_compared_without_their_letter(measured: Small, written_as: str, outcome: str) -> None:
    measured.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented, by: sbom.document}")
    product = {"name": "Wardlight", "version": written_as}
    assert seen(measured, {"q.yes": True}, bill(), product=product).outcome == outcome


def test_an_audit_by_the_supplier_itself_is_none(measured: Small) -> None:
    measured.scored("X", at_least(10))
    written(measured.submissions / "one" / "evidence" / "audit.txt", "Audited.")
    audit = {**AUDIT, "issued_by": SUPPLIER["name"].upper()}
    found = seen(measured, {"sbom.component_count": {"value": 17, "evidence": ["audit"]}}, bill(), audit)
    assert (found.outcome, found.one["contradictions"][0]["claimed"]["audited_by"]) == ("not met", None)


def test_what_a_register_confirmed_is_not_measured_against_any_more(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    pack(measured.submissions / "one", {"sbom.component_count": 17}, bill(), supplier={**SUPPLIER, "id": "S-one"})
    measured.reviewed("[{fact: sbom.component_count, register: A register, result: confirmed}]")
    found = measured.all(LATER)
    assert (found.outcome, found.one["contradictions"]) == ("met", [])


def test_both_values_both_places_when_and_over_what(measured: Small) -> None:
    measured.criterion("X", at_least(10)).scored("Y", at_least(10))
    declared = {"name": "A. Signatory", "on": "2026-11-30"}
    found = seen(measured, {"q.yes": True, "sbom.component_count": 17}, bill(), declared_by=declared)
    part = found.one["contradictions"][0]
    assert part["claimed"]["value"] == 17
    assert part["claimed"]["on"] == "2026-11-30"
    assert part["claimed"]["at"]["file"].endswith("one/submission.yaml")
    assert part["claimed"]["at"]["line"] == 13
    found_part = part["found"]
    assert (found_part["value"], found_part["document"], found_part["kind"]) == (3, "bill", "cyclonedx")
    assert (found_part["at"]["file"], found_part["at"]["line"]) == (f"evidence/{BILL}", 9)
    assert (found_part["on"], found_part["covers"]) == ("2026-05-20", "3 components of Wardlight")
    assert {each["criterion"]: each["goes_by"] for each in part["criteria"]} == {
        "small/X": "claimed, until it is reviewed",
        "small/Y": "found",
    }


def test_the_documents_behind_a_claim_are_named_with_it_and_no_others(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    other = entry("spdx.json", "sbom.document")
    found = seen(measured, {"sbom.component_count": {"value": 17, "evidence": ["bill"]}}, other, bill())
    claimed = [part["claimed"] for part in found.one["contradictions"]]
    assert claimed
    assert all([each["id"] for each in part["documents"]] == ["bill"] for part in claimed)


def test_contradictions_stand_in_the_document_and_in_the_self_check(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    found = seen(measured, {"sbom.component_count": 17}, bill())
    validator(Document).validate_python(found.document)
    text = self_check.render(found.document)
    assert "CONTRADICTIONS (1)" in text
    assert f"evidence/{BILL}:9" in text
    assert "Wardlight  sbom.component_count: Claimed 17, found 3" in table.render(found.document)


def test_contradictions_stand_in_what_is_sent_on(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    document = seen(measured, {"sbom.component_count": 17}, bill()).document
    said = f"Found in evidence/{BILL}:9 on 2026-05-20, over 3 components of Wardlight."
    assert said in markdown.render(document).decode().replace("\\", "")
    [sheet] = [each for each in sheets(document) if each.name == "Contradictions"]
    [row] = sheet.rows
    assert row[1:4] == ("Wardlight", "sbom.component_count", date(2026, 5, 20))
    assert said in str(row[4])


def test_a_difference_is_not_hidden_by_a_file_that_agrees(measured: Small) -> None:
    measured.criterion(expect=at_least(1))
    other = entry("spdx.json", "sbom.document")
    found = seen(measured, {"sbom.component_count": 2}, other, bill())
    assert [part["found"]["document"] for part in found.one["contradictions"]] == ["bill"]


def test_a_contradiction_inside_an_archive_names_the_archive(measured: Small, tmp_path: Path) -> None:
    measured.criterion(expect=at_least(10))
    folder = pack(tmp_path / "made", {"sbom.component_count": 17}, bill())
    archive = tmp_path / "wardlight.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*.*")):
            file.write(path, path.relative_to(folder))
    tender = load(archive, against=["small@1"], library=measured.library())
    part = assess(tender, as_of=day(LATER)).document["assessments"][0]["contradictions"][0]
    assert part["claimed"]["at"]["file"] == f"{archive}/submission.yaml"
    assert part["found"]["at"]["file"] == f"evidence/{BILL}"


def test_an_answer_by_a_code_is_found_again(measured: Small) -> None:
    measured.criterion(expect=at_least(10))
    found = seen(measured, {"small/X": 17}, bill())
    assert found.one["contradictions"][0]["claimed"]["at"]["line"] == 12


# --- accessibility ----------------------------------------------------------------------------------------------------

RUN = entry("axe-broken.json", "accessibility.tool_run")
CONFORMS = "{accessibility.wcag_22_aa: {is: yes}}"
NOTHING_FAILS = "{accessibility.results: {every: {adherence: {is: supports}}}}"


@pytest.mark.parametrize(("claim", "differs"), [("yes", True), ("planned", False), ("no", False)])
def test_violations_speak_against_conformance_alone(measured: Small, claim: str, differs: bool) -> None:
    measured.criterion(expect=CONFORMS)
    found = seen(measured, {"accessibility.wcag_22_aa": claim}, RUN)
    assert [part["says"] for part in found.one["contradictions"]] == (
        ["Claimed “Y”, and what was found rules that out"] if differs else []
    )
    assert found.outcome == ("needs review" if differs else "not met")


def test_a_run_without_violations_never_shows_conformance(measured: Small) -> None:
    measured.criterion(expect=CONFORMS, evidence="{demands: measured}")
    good = entry("axe-good.json", "accessibility.tool_run")
    assert seen(measured, {"accessibility.wcag_22_aa": "yes"}, good).outcome == "no answer"


def test_rows_that_fail_are_put_right_and_the_others_stay(measured: Small) -> None:
    measured.scored("X", NOTHING_FAILS)
    rows = [{"criterion": "1_4_3", "adherence": "does_not"}, {"criterion": "2_1_1", "adherence": "partially"}]
    part = seen(measured, {"accessibility.results": rows}, RUN).one["contradictions"][0]
    assert {each["row"] for each in part["found"]["rows"]} == {"1_1_1", "2_4_2", "2_4_4", "3_1_1", "4_1_2"}
    assert part["found"]["value"][:2] == rows
    assert "1.1.1 supports, found partially" in part["says"]


def test_a_claim_that_admits_all_of_it_is_no_contradiction(measured: Small) -> None:
    measured.scored("X", NOTHING_FAILS)
    broken = ("1_1_1", "1_4_3", "2_4_2", "2_4_4", "3_1_1", "4_1_2")
    rows = [{"criterion": each, "adherence": "partially"} for each in broken]
    assert seen(measured, {"accessibility.results": rows}, RUN).one["contradictions"] == []


# --- many submissions -------------------------------------------------------------------------------------------------


def many(measured: Small) -> list[tuple[Source, Path]]:
    """Five suppliers who submit one and the same bill, as lines of JSON do."""
    folder = pack(measured.folder / "shared", {"sbom.component_count": 17}, bill())
    data = json.loads((folder / "submission.yaml").read_text())
    lines = [json.dumps({**data, "supplier": {**SUPPLIER, "id": f"S{number}"}}).encode() for number in range(5)]
    return [(read_json(line, f"all:{number}"), folder) for number, line in enumerate(lines)]


def test_a_file_is_read_once_however_many_submissions_share_it(measured: Small) -> None:
    """After the first the file may even be gone: its digest is what it is known by."""
    measured.criterion(expect=at_least(10))
    reader = SubmissionReader(measured.selection())
    lines = many(measured)
    first = reader.read(*lines[0])
    (measured.folder / "shared" / "evidence" / BILL).unlink()
    assert [reader.read(*line).measured for line in lines[1:]] == [first.measured] * 4
    assert first.measured["sbom.component_count"] == 3


@pytest.mark.parametrize("role", ["{gate: requirement}", "{share: 1}"])
def test_the_rows_of_a_batch_hold_what_files_say(measured: Small, role: str) -> None:
    """The short way to a row gives the same as assessing one by one."""
    measured.criterion(expect=at_least(10), role=role)
    selection = measured.selection()
    assessor, reader = Assessor(selection, day(LATER).toordinal()), SubmissionReader(selection)
    rows = Rows(assessor, reader)
    for source, folder in many(measured):
        expected = summary(assessor.assess(reader.read(source, folder, "x")))
        assert rows.row(source, folder, "x")[1] == expected
        assert expected["counts"]["needs review" if "gate" in role else "not met"] == 1


def test_the_order_of_files_changes_nothing(measured: Small) -> None:
    """Of two files that both differ from the claim the later one counts, however they are listed."""
    measured.scored("X", at_least(3))
    other = entry("spdx.json", "sbom.document")
    one = seen(measured, {"sbom.component_count": 17}, other, bill())
    two = seen(measured, {"sbom.component_count": 17}, bill(), other)
    assert one.one["criteria"] == two.one["criteria"]
    assert [part["found"]["value"] for part in one.one["contradictions"]] == [2, 3]
    assert (one.outcome, one.one["contradictions"]) == ("not met", two.one["contradictions"])


def test_a_missing_extra_refuses_rather_than_to_come_out_otherwise(
    measured: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    measured.criterion(expect=at_least(1))
    found = seen(measured, {"sbom.component_count": 3}, entry("certificate.pem", "q.certificate"))
    assert [problem["rule"] for problem in found.problems] == ["missing-extra"]
