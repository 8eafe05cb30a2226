"""What a tool wrote decides, in the standards that are shipped: real files against real criteria."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from evidence_packs import LATER, entry, pack

from techassure import assess, load, load_library
from techassure.definitions.definition import Definition
from techassure.definitions.words import leaves
from techassure.evidence.kinds import READERS

LIBRARY = load_library()
SERVES = {
    "api.exposed": "yes",
    "fhir.interfaces": [{"name": "Readings", "stage": "new", "fhir_release": "r4", "description": "both"}],
    "product.is_web_or_mobile": "yes",
    "service_design.source_code": "all",
}
"""Answers that make the criteria apply, and say nothing of what is measured."""


def found(folder: Path, standard: str, criterion: str, answers: dict[str, Any], *entries: dict[str, Any]) -> Any:
    """What becomes of a criterion, with files that tools made."""
    submission = pack(folder / "one", {**SERVES, **answers}, *entries)
    made = assess(load(submission, against=[standard], library=LIBRARY), date.fromisoformat(LATER))
    assert made.document["problems"] == []
    (part,) = made.document["assessments"]
    return next(each for each in part["criteria"] if each["id"] == criterion)


BILL = entry("cyclonedx-vulnerabilities.json", "sbom.document")
DECIDED = [
    ("security-testing@1", "SB-6", BILL, "met", 1),
    ("security-testing@1", "SB-7", BILL, "met", 1),
    ("security-testing@1", "SB-7", entry("spdx.json", "sbom.document"), "met", 2),
    ("security-testing@1", "CA-1", entry("ruff.sarif", "secure_development.analysis_report"), "not met", 0),
    ("security-testing@1", "CA-2", entry("scorecard.json", "secure_development.scorecard_report"), "met", 1),
    ("wcag@2.2", "WCAG-13", entry("axe-broken.json", "accessibility.tool_run"), "not met", 0),
    ("wcag@2.2", "WCAG-13", entry("axe-good.json", "accessibility.tool_run"), "met", 1),
    ("uk-core-fhir@stu2", "P4", entry("capability-statement.json", "fhir.capability_statement"), "met", 1),
    ("uk-core-fhir@stu2", "P4", entry("capability-statement.xml", "fhir.capability_statement"), "met", 1),
    ("uk-core-fhir@stu2", "I11", entry("openapi.json", "fhir.openapi_description"), "met", 2),
]


@pytest.mark.parametrize(("standard", "criterion", "file", "outcome", "points"), DECIDED)
def test_a_file_decides_without_a_word_of_the_supplier(
    tmp_path: Path, standard: str, criterion: str, file: dict[str, Any], outcome: str, points: int
) -> None:
    decided = found(tmp_path, standard, criterion, {}, file)
    assert decided["outcome"] == outcome
    assert decided["points"]["low"] == decided["points"]["high"] == str(points)


def test_a_statement_counts_beside_a_bill_and_is_no_proof_alone(tmp_path: Path) -> None:
    """It says nothing of the vulnerabilities that it does not mention."""
    statement = entry("openvex.json", "sbom.vulnerability_statement")
    assert found(tmp_path, "security-testing@1", "SB-6", {}, statement)["outcome"] == "no answer"
    assert found(tmp_path, "security-testing@1", "SB-6", {}, BILL, statement)["outcome"] == "met"


@cache
def measured() -> list[tuple[str, Definition]]:
    """The criteria that only a measurement can meet."""
    pairs = [(name, each) for name in LIBRARY.names() for each in LIBRARY.edition(name).definitions]
    return [(name, each) for name, each in pairs if each.criterion.evidence.demands == "measured"]


def test_the_table_has_every_criterion_that_only_a_measurement_can_meet() -> None:
    assert {(name, each.criterion.id) for name, each in measured()} == {(name, of) for name, of, *_ in DECIDED}


def test_none_of_them_is_a_gate_and_silence_meets_none(tmp_path: Path) -> None:
    assert [name for name, each in measured() if each.entry.gate] == []
    for name, each in measured():
        assert found(tmp_path / each.criterion.id, name, each.criterion.id, {})["outcome"] == "no answer"


@pytest.mark.parametrize(
    ("standard", "criterion", "answers"),
    [
        ("security-testing@1", "SB-6", {"sbom.open_vulnerabilities": "0"}),
        ("wcag@2.2", "WCAG-13", {"accessibility.tool_violations": "0", "accessibility.tool_pages": "50"}),
        ("uk-core-fhir@stu2", "P4", {"fhir.resources_offered": "9", "fhir.resources_on_uk_core": "9"}),
    ],
)
def test_the_suppliers_word_is_not_enough(
    tmp_path: Path, standard: str, criterion: str, answers: dict[str, Any]
) -> None:
    said = found(tmp_path, standard, criterion, answers)
    assert said["outcome"] == "no answer"
    fixes = {each["fix"] for each in said["reasons"] if each["cause"] in ("under-evidenced", "band")}
    assert fixes
    assert all(fix.endswith(", as the tool wrote it.") for fix in fixes)


def test_where_a_file_and_the_word_differ_the_file_counts_and_the_difference_is_shown(tmp_path: Path) -> None:
    decided = found(tmp_path, "security-testing@1", "SB-6", {"sbom.open_vulnerabilities": "0"}, BILL)
    assert decided["points"]["high"] == "1"
    assert "contradicted" in {each["cause"] for each in decided["reasons"]}


def test_a_statement_settles_what_a_bill_lists_and_is_not_all_that_is_known(tmp_path: Path) -> None:
    statement = entry("openvex.json", "sbom.vulnerability_statement")
    alone = found(tmp_path / "alone", "security-testing@1", "SB-6", {}, statement)
    assert alone["outcome"] == "no answer"
    both = found(tmp_path / "both", "security-testing@1", "SB-6", {}, BILL, statement)
    assert both["outcome"] == "met"


@pytest.mark.parametrize("criterion", ["WCAG-1", "WCAG-3", "WCAG-4"])
def test_a_run_that_finds_nothing_is_no_conformance(tmp_path: Path, criterion: str) -> None:
    """It looked at one page, and at a part of what has to be tested."""
    good = entry("axe-good.json", "accessibility.tool_run")
    assert found(tmp_path, "wcag@2.2", criterion, {}, good)["outcome"] == "no answer"


CARBON = entry("carbon.txt", "carbon.carbon_txt")


def test_a_carbon_txt_says_its_version_and_what_it_discloses(tmp_path: Path) -> None:
    answers = {"carbon_txt.url": "https://larkspur.example/carbon.txt"}
    assert found(tmp_path, "green-software@1", "GSW-4", answers, CARBON)["outcome"] == "met"
    without = found(tmp_path / "without", "green-software@1", "GSW-4", answers)
    assert without["outcome"] == "no answer"


def test_rows_in_another_order_are_no_difference(tmp_path: Path) -> None:
    rows = [
        {"kind": "web_page", "url": "https://larkspur.example/net-zero/"},
        {"kind": "annual_report", "url": "https://larkspur.example/carbon-2026.pdf"},
    ]
    answers = {"carbon_txt.url": "https://larkspur.example/carbon.txt", "carbon_txt.disclosures": rows}
    submission = pack(tmp_path, answers, CARBON)
    made = assess(load(submission, against=["green-software@1"], library=LIBRARY), date.fromisoformat(LATER))
    assert made.document["assessments"][0]["contradictions"] == []
    fewer = pack(tmp_path / "fewer", {**answers, "carbon_txt.disclosures": rows[:1]}, CARBON)
    made = assess(load(fewer, against=["green-software@1"], library=LIBRARY), date.fromisoformat(LATER))
    assert [each["fact"] for each in made.document["assessments"][0]["contradictions"]] == ["carbon_txt.disclosures"]


def test_a_certificate_says_itself_when_it_ends(tmp_path: Path) -> None:
    pytest.importorskip("cryptography", reason="needs the extra `evidence`")
    certificate = entry("certificate.pem", "fhir.tls_certificate")
    assert found(tmp_path, "uk-core-fhir@stu2", "I10", {}, certificate)["outcome"] == "met"


def test_a_security_txt_is_read_for_its_contact_and_its_end(tmp_path: Path) -> None:
    file = entry("security.txt", "vulnerability_handling.security_txt", issued="2026-11-22")
    address = {"vulnerability_handling.security_txt_url": "https://larkspur.example/.well-known/security.txt"}
    assert found(tmp_path, "security-testing@1", "VD-2", address, file)["outcome"] == "met"
    longer = {**address, "vulnerability_handling.security_txt_expires_on": "2027-11-01"}
    decided = found(tmp_path / "longer", "security-testing@1", "VD-2", longer, file)
    assert "contradicted" in {each["cause"] for each in decided["reasons"]}


def test_what_readers_fill_decides_somewhere() -> None:
    definitions = [each for name in LIBRARY.names() for each in LIBRARY.edition(name).definitions]
    trees = [tree for each in definitions for _, tree in (*each.checks, *each.bands) if tree]
    deciding = {leaf.fact for tree in trees for leaf in leaves(tree)}
    computed = {name: LIBRARY.facts[name].derived for name in deciding}
    deciding |= {name for derived in computed.values() if derived for name in derived.inputs}
    assert {name for reader in READERS for name in reader.facts} - deciding == set()


HOMEBEAT = {"name": "Homebeat", "version": "4.2.0"}
OTHERS = [each for each in DECIDED if each[2]["file"].endswith(("cyclonedx-vulnerabilities.json", "spdx.json"))]


def of_homebeat(folder: Path, standard: str, criterion: str, *entries: dict[str, Any]) -> Any:
    """What becomes of a criterion of Homebeat, with files that name another product."""
    kept = pack(folder / "one", SERVES, *entries, product=HOMEBEAT)
    made = assess(load(kept, against=[standard], library=LIBRARY), date.fromisoformat(LATER))
    return next(each for each in made.document["assessments"][0]["criteria"] if each["id"] == criterion)


@pytest.mark.parametrize(("standard", "criterion", "file"), [each[:3] for each in OTHERS])
def test_a_file_of_another_product_measures_nothing_and_the_criterion_says_so(
    tmp_path: Path, standard: str, criterion: str, file: dict[str, Any]
) -> None:
    decided = of_homebeat(tmp_path, standard, criterion, file)
    assert decided["outcome"] == "no answer"
    told = [each for each in decided["reasons"] if each["cause"] == "other-product"]
    assert {each["document"] for each in told} == {file["id"]}
    assert "speaks of `wardlight`, not of `homebeat`: nothing is measured by it." in told[0]["says"].casefold()
    assert [each for each in decided["reasons"] if str(each["fix"]).endswith(", as the tool wrote it.")] == []


def test_a_file_of_the_product_is_not_told_to_be_of_another(tmp_path: Path) -> None:
    alone = found(tmp_path, "security-testing@1", "SB-6", {}, BILL)
    assert "other-product" not in {each["cause"] for each in alone["reasons"]}
