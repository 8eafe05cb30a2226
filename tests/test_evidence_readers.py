"""Readers of evidence, each on files that tools made and on the odd cases of its format."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import written
from evidence_packs import FILES

from techassure.calendar_days import iso
from techassure.definitions import facts as fact_types
from techassure.definitions.facts import Unreadable
from techassure.definitions.library import load_library
from techassure.evidence import wcag
from techassure.evidence.contents import Contents
from techassure.evidence.kinds import READERS, Read, read_contents, read_evidence
from techassure.evidence.reading import Found, Rows
from techassure.problems import ProblemsFound
from techassure.vulnerabilities import Statements, weighed

FACTS = load_library().facts
MADE = sorted(path.name for path in FILES.iterdir())
KINDS = {
    "axe-both.json": "axe",
    "axe-broken.json": "axe",
    "axe-good.json": "axe",
    "capability-statement.json": "capability-statement",
    "capability-statement.xml": "capability-statement",
    "carbon.txt": "carbon-txt",
    "certificate.der": "x509",
    "certificate.pem": "x509",
    "csaf-tree.json": "csaf",
    "csaf-vex.json": "csaf",
    "cyclonedx-npm.json": "cyclonedx",
    "cyclonedx-vulnerabilities.json": "cyclonedx",
    "cyclonedx.json": "cyclonedx",
    "earl-axe.json": "earl",
    "earl.json": "earl",
    "openacr.yaml": "openacr",
    "openapi.json": "openapi",
    "openvex.json": "openvex",
    "plain.pdf": "pdf",
    "ruff.sarif": "sarif",
    "scorecard.json": "scorecard",
    "security.txt": "security-txt",
    "signed.pdf": "pdf",
    "spdx.json": "spdx",
}
NEEDED = {"x509": "cryptography", "pdf": "pyhanko"}


def needs(name: str) -> None:
    """Skip where the libraries of the extra `evidence` are not installed."""
    if KINDS.get(name) in NEEDED:
        pytest.importorskip(NEEDED[KINDS[name]], reason="needs the extra `evidence`")


def read(name: str) -> Read:
    needs(name)
    return read_evidence(FILES / name)


def facts(name: str) -> dict[str, Any]:
    """What a file gives, each fact with its value as it would be written."""
    return {each.fact: alone(each) for each in read(name).reading.facts}


def alone(found: Found) -> Any:
    """What a fact comes to by one file alone."""
    listed = found.value.listed if isinstance(found.value, Statements) else None
    return found.value if listed is None else sum(each.is_open for each in weighed(listed))


def details(name: str) -> dict[str, str]:
    return {each.name: each.value for each in read(name).reading.details}


def changed(name: str, **parts: Any) -> Read:
    """Read a JSON file with some of its parts changed."""
    data = {**json.loads((FILES / name).read_bytes()), **parts}
    made = read_contents(Contents(json.dumps(data).encode(), name))
    assert made is not None
    return made


def rules(found: Read) -> list[str]:
    return [problem.rule for problem in found.reading.problems]


# --- all of them ------------------------------------------------------------------------------------------------------


def test_every_reader_stands_in_the_list_and_nothing_else_does() -> None:
    folder = Path(sys.modules["techassure.evidence.readers"].__path__[0])
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {reader.read.__module__.rpartition(".")[2] for reader in READERS} == files
    assert len({reader.name for reader in READERS}) == len(READERS) == len(files)


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.name)
def test_what_a_reader_declares_is_in_the_library(reader: Any) -> None:
    assert [name for name in reader.facts if name not in FACTS] == []
    assert [name for name in reader.documents if FACTS[name].type != "document"] == []


@pytest.mark.parametrize("name", MADE)
def test_kinds_are_told_apart_by_content(name: str) -> None:
    found = read_contents(Contents((FILES / name).read_bytes(), "nameless"))
    assert found is not None
    assert found.reader.name == KINDS[name]


def test_every_reader_is_tried_on_a_file() -> None:
    assert {reader.name for reader in READERS} == set(KINDS.values())


@pytest.mark.parametrize("name", MADE)
def test_facts_are_declared_placed_and_of_their_types(name: str) -> None:
    found = read(name)
    assert found.reading.problems == ()
    for each in found.reading.facts:
        assert each.fact in found.reader.facts
        assert each.place.file.endswith(name)
        assert each.place.line > 0 or name.endswith(".der")
        value = [row for row, _ in each.value.rows] if isinstance(each.value, Rows) else alone(each)
        answer = value[1] if each.how == "is not" else value
        assert not isinstance(fact_types.reader(FACTS[each.fact])(answer), Unreadable)


def test_what_is_no_evidence_is_no_kind(tmp_path: Path) -> None:
    path = written(tmp_path / "letter.txt", "Dear buyer,\nplease find enclosed nothing.\n")
    with pytest.raises(ProblemsFound) as found:
        read_evidence(path)
    assert found.value.problems[0].rule == "unknown-kind-of-evidence"


@pytest.mark.parametrize(
    ("text", "kind", "tool"),
    [
        ('<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', "CycloneDX", "cyclonedx convert"),
        ("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "SPDX", "pyspdxtools"),
        ('<spdx:Bill xmlns:spdx="http://spdx.org/rdf/terms#"/>', "SPDX", "pyspdxtools"),
    ],
)
def test_a_bill_of_materials_in_another_form_is_told_how_to_become_json(
    tmp_path: Path, text: str, kind: str, tool: str
) -> None:
    path = tmp_path / "bill"
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_evidence(path)
    (problem,) = found.value.problems
    assert problem.rule == "unknown-kind-of-evidence"
    assert f"this is {kind}, and not as JSON" in problem.message
    assert f"`{tool} " in problem.fix


def test_what_is_broken_says_where(tmp_path: Path) -> None:
    path = written(tmp_path / "sbom.json", '{"bomFormat": "CycloneDX",\n "specVersion": }')
    with pytest.raises(ProblemsFound) as found:
        read_evidence(path)
    assert (found.value.problems[0].rule, found.value.problems[0].place.line) == ("json-syntax", 2)


@pytest.mark.parametrize(
    ("name", "part", "value"),
    [
        ("cyclonedx.json", "specVersion", "1.3"),
        ("spdx.json", "spdxVersion", "SPDX-2.2"),
        ("capability-statement.json", "fhirVersion", "3.0.2"),
        ("openapi.json", "openapi", "4.0.0"),
        ("ruff.sarif", "version", "2.0.0"),
        ("openvex.json", "@context", "https://openvex.dev/ns/v9"),
    ],
)
def test_an_unknown_version_says_so_and_gives_no_measurement(name: str, part: str, value: str) -> None:
    found = changed(name, **{part: value})
    assert rules(found) == ["unknown-format-version"]
    assert {each.fact for each in found.reading.facts} <= {"fhir.capability_fhir_version"}


@pytest.mark.parametrize(
    ("name", "library"), [("certificate.pem", "cryptography"), ("signed.pdf", "pyhanko.pdf_utils.reader")]
)
def test_a_missing_extra_says_what_to_install(name: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    found = read_contents(Contents((FILES / name).read_bytes(), name))
    assert found is not None
    assert rules(found) == ["missing-extra"]
    assert found.reading.problems[0].fix == 'run `pip install "techassure[evidence]"`'


# --- bills of materials -----------------------------------------------------------------------------------------------


def test_cyclonedx_of_our_own_environment() -> None:
    """Twelve components were kept of what the generator listed; Python packages name no supplier there."""
    assert facts("cyclonedx.json") == {
        "sbom.format": "cyclonedx",
        "sbom.made_on": "2026-11-22",
        "sbom.component_count": 12,
        "sbom.identified_count": 0,
    }


def test_cyclonedx_counts_components_inside_components_and_open_vulnerabilities() -> None:
    assert facts("cyclonedx-vulnerabilities.json") == {
        "sbom.format": "cyclonedx",
        "sbom.product_version": "4.2.0",
        "sbom.made_on": "2026-05-20",
        "sbom.component_count": 3,
        "sbom.identified_count": 2,
        "sbom.open_vulnerabilities": 2,
    }


@pytest.mark.parametrize("name", ["spdx.json", "cyclonedx-npm.json"])
def test_both_formats_of_one_project_agree(name: str) -> None:
    found = facts(name)
    assert (found["sbom.product_version"], found["sbom.component_count"]) == ("4.2.0", 2)
    assert found["sbom.made_on"] == iso(read(name).reading.made_on or 0)


def test_spdx_describes_one_package_by_either_of_two_lines_and_what_it_contains_is_a_component() -> None:
    one, root = "SPDXRef-Package-axe-core.reporter-earl-4.11.1", "SPDXRef-Package-wardlight-4.2.0"
    document = "SPDXRef-DOCUMENT"
    contains = {"spdxElementId": document, "relatedSpdxElement": one, "relationshipType": "CONTAINS"}
    described = {"spdxElementId": root, "relatedSpdxElement": document, "relationshipType": "DESCRIBED_BY"}
    dependency = {**described, "relatedSpdxElement": one, "relationshipType": "DEPENDENCY_OF"}
    made = changed("spdx.json", documentDescribes=[], relationships=[contains, described, dependency])
    assert (made.reading.product, made.reading.covers) == ("wardlight", "2 components of wardlight")
    made = changed("spdx.json", documentDescribes=[], relationships=[contains])
    assert (made.reading.product, made.reading.covers) == ("", "3 components of wardlight@4.2.0")


def test_cyclonedx_counts_licences_by_expression_id_or_name() -> None:
    said = [{"expression": "MIT OR 0BSD"}, {"license": {"id": "MIT"}}, {"license": {"name": "Ours"}}, {"license": {}}]
    components = [{"type": "library", "name": "p", "licenses": [each]} for each in said]
    found = {each.name: each.value for each in changed("cyclonedx.json", components=components).reading.details}
    assert found["components with a licence"] == "3 of 4"
    assert found["most used licences"] == "MIT OR 0BSD (1), MIT (1), Ours (1)"


def test_spdx_counts_one_licence_a_component_the_concluded_before_the_declared() -> None:
    said = [("MIT", "MIT"), ("NOASSERTION", "0BSD"), ("NONE", "NOASSERTION"), ("MIT", "0BSD")]
    packages = [{"SPDXID": f"SPDXRef-{at}", "name": "p", "licenseConcluded": concluded, "licenseDeclared": declared}
                for at, (concluded, declared) in enumerate(said)]  # fmt: skip
    made = changed("spdx.json", packages=packages, documentDescribes=[], relationships=[])
    assert [each.value for each in made.reading.details] == ["3 of 4", "MIT (2), 0BSD (1)"]


@pytest.mark.parametrize(
    ("name", "part", "value"),
    [("cyclonedx.json", "metadata", {"timestamp": "last week"}), ("spdx.json", "creationInfo", {"created": ""})],
)
def test_a_bill_without_a_day_says_nothing_of_its_age(name: str, part: str, value: dict[str, str]) -> None:
    assert "sbom.made_on" not in {each.fact for each in changed(name, **{part: value}).reading.facts}


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_cyclonedx_versions_that_are_read(version: str) -> None:
    assert rules(changed("cyclonedx.json", specVersion=version)) == []


# --- accessibility ----------------------------------------------------------------------------------------------------


def test_a_good_page_shows_that_nothing_was_found_there_and_not_that_it_conforms() -> None:
    """How much was looked at is told with it."""
    assert facts("axe-good.json") == {"accessibility.tool_violations": 0, "accessibility.tool_pages": 1}


def test_a_rule_that_is_broken_on_several_pages_counts_once() -> None:
    broken, both = facts("axe-broken.json"), facts("axe-both.json")
    assert both["accessibility.tool_violations"] == broken["accessibility.tool_violations"] == 6
    assert (broken["accessibility.tool_pages"], both["accessibility.tool_pages"]) == (1, 2)
    run = json.loads((FILES / "axe-broken.json").read_bytes())
    twice = read_contents(Contents(json.dumps([run, {**run, "url": "https://x.example/2"}]).encode(), "axe.json"))
    assert twice is not None
    counts = {each.fact: each.value for each in twice.reading.facts if "tool" in each.fact}
    assert counts == {"accessibility.tool_violations": 6, "accessibility.tool_pages": 2}


def test_a_broken_page_rules_out_that_it_conforms() -> None:
    found = facts("axe-broken.json")
    assert found["accessibility.wcag_22_aa"] == ["yes", "no"]
    broken = {row["criterion"] for row, _ in found["accessibility.results"].rows}
    assert broken == {"1_1_1", "1_4_3", "2_4_2", "2_4_4", "3_1_1", "4_1_2"}


def test_a_run_covers_the_pages_that_it_visited() -> None:
    reading = read("axe-both.json").reading
    assert reading.covers == "2 pages: https://wardlight.example/readings, https://wardlight.example/entry"


def test_best_practices_are_not_success_criteria() -> None:
    """A rule without a criterion of levels A and AA is no violation of them."""
    run = json.loads((FILES / "axe-broken.json").read_bytes())
    for rule in run["violations"]:
        rule["tags"] = ["best-practice", "wcag2aaa", "wcag146"]
    found = read_contents(Contents(json.dumps(run).encode(), "axe.json"))
    assert found is not None
    assert {each.fact: each.value for each in found.reading.facts} == {
        "accessibility.tool_violations": 0,
        "accessibility.tool_pages": 1,
    }


def test_openacr_takes_the_worst_component_and_leaves_open_what_was_not_evaluated() -> None:
    found = facts("openacr.yaml")
    levels = {row["criterion"]: row["adherence"] for row, _ in found["accessibility.results"].rows}
    assert levels == {"1_1_1": "partially", "2_1_1": "supports", "1_2_1": "not_applicable", "1_4_3": "supports"}
    assert "1_4_10" not in found["accessibility.evaluated"]


@pytest.mark.parametrize("other", [{"adherence": {"level": ""}}, {"adherence": {"notes": "To do."}}, {"name": "web"}])
@pytest.mark.parametrize(
    ("level", "comes_to"), [("supports", None), ("not-applicable", None), ("partially-supports", "partially")]
)
def test_openacr_leaves_open_what_one_component_does_not_say(other: Any, level: str, comes_to: str | None) -> None:
    """Its editor writes a component that nobody filled in with an empty level."""
    criterion = {"num": "1.1.1", "components": [{"name": "web", "adherence": {"level": level}}, other]}
    report = {"catalog": "2.5", "chapters": {"success_criteria_level_a": {"criteria": [criterion]}}}
    found = read_contents(Contents(json.dumps(report).encode(), "acr.json"))
    assert found is not None
    rows = [each.value.rows for each in found.reading.facts if each.fact == "accessibility.results"]
    assert [row["adherence"] for listed in rows for row, _ in listed] == ([comes_to] if comes_to else [])


@pytest.mark.parametrize("outcome", ["earl:failed", {"id": "earl:failed"}, {"@id": "http://www.w3.org/ns/earl#failed"}])
@pytest.mark.parametrize("dated", ["result", "assertion"])
def test_earl_writes_outcomes_and_days_in_several_ways(outcome: Any, dated: str) -> None:
    result, on = {"outcome": outcome}, {"date": "2026-05-01"}
    said = {"test": {"id": "WCAG22:keyboard"}, "result": {**result, **(on if dated == "result" else {})}}
    made = changed("earl.json", auditResult=[{**said, **(on if dated == "assertion" else {})}]).reading
    assert iso(made.made_on or 0) == "2026-05-01"
    [rows] = [each.value.rows for each in made.facts if each.fact == "accessibility.results"]
    assert [row["criterion"] for row, _ in rows] == ["2_1_1"]


def test_earl_by_hand_names_criteria() -> None:
    rows = facts("earl.json")["accessibility.results"].rows
    assert [row["criterion"] for row, _ in rows] == ["1_4_3"]
    assert iso(read("earl.json").reading.made_on or 0) == "2026-04-18"


def test_earl_of_a_tool_that_names_no_criterion_measures_nothing() -> None:
    assert facts("earl-axe.json") == {}
    assert details("earl-axe.json")["failed, without a criterion of WCAG named"] == "6"


def test_criteria_by_every_name() -> None:
    """Those of the questions are those of W3C, by tag, number and address alike."""
    options = FACTS["accessibility.evaluated"].options
    assert options
    for key, label in options.items():
        number = label.split()[0]
        assert wcag.of_tag(f"wcag{number.replace('.', '')}") == key
        assert wcag.of_name(f"Success criterion {number}") == key
    assert wcag.of_name("https://www.w3.org/TR/WCAG22/#contrast-minimum") == "1_4_3"
    assert (wcag.of_tag("wcag411"), wcag.of_tag("wcag2aa"), wcag.of_name("")) == (None, None, None)


# --- interfaces -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_capability_statements_say_the_same_in_json_and_xml(ending: str) -> None:
    found = read(f"capability-statement.{ending}").reading
    given = {each.fact: each.value for each in found.facts}
    assert (given["fhir.capability_fhir_version"], given["fhir.authorisation"]) == ("4.0.1", "oauth_2")
    assert [row["resource"] for row, _ in given["fhir.profiles"].rows] == ["Observation"]
    assert (found.product, found.version, iso(found.made_on or 0)) == ("Wardlight", "4.2.0", "2026-05-04")
    assert {each.value for each in found.details if each.name == "resources with a UK Core profile"} == {"1 of 2"}
    assert (given["fhir.resources_on_uk_core"], given["fhir.resources_offered"]) == (1, 2)


def test_openapi_of_a_running_application() -> None:
    assert facts("openapi.json") == {
        "fhir.authorisation": "oauth_2",
        "fhir.operations": 2,
        "fhir.operations_unguarded": 0,
    }
    assert details("openapi.json")["operations"] == "2"


def test_openapi_with_an_operation_for_everybody_states_no_authorisation_and_counts_it() -> None:
    paths = json.loads((FILES / "openapi.json").read_bytes())["paths"]
    paths["/readings"]["post"]["security"] = []
    found = changed("openapi.json", paths=paths)
    assert {each.fact: each.value for each in found.reading.facts} == {
        "fhir.operations": 2,
        "fhir.operations_unguarded": 1,
    }
    assert {each.value for each in found.reading.details if each.name.startswith("operations that")} == {"1"}


def test_openapi_in_yaml() -> None:
    text = b"openapi: 3.1.0\ninfo: {title: Readings, version: 1.0.0}\npaths: {}\n"
    found = read_contents(Contents(text, "api"))
    assert found is not None
    assert (found.reader.name, found.reading.title) == ("openapi", "Readings")
    assert found.reading.facts == (), "without an operation there is nothing to count"


# --- certificates, code, and the rest ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["certificate.pem", "certificate.der"])
def test_certificates_name_their_holder_and_their_end(name: str) -> None:
    reading = read(name).reading
    assert reading.holder == "Larkspur Fictional Ltd"
    assert facts(name) == {"fhir.tls_certificate_expires_on": iso(reading.expires_on or 0)}
    assert details(name)["hosts"] == "api.wardlight.example, wardlight.example"


def test_sarif_of_ruff() -> None:
    assert facts("ruff.sarif") == {"secure_development.analysis_errors": 4}


def test_sarif_findings_that_were_suppressed_do_not_count() -> None:
    runs = json.loads((FILES / "ruff.sarif").read_bytes())["runs"]
    runs[0]["results"][0]["suppressions"] = [{"kind": "inSource", "status": "accepted"}]
    runs[0]["results"][1]["suppressions"] = [{"kind": "external", "status": "rejected"}]
    found = changed("ruff.sarif", runs=runs)
    assert [each.value for each in found.reading.facts] == [3]


def test_sarif_without_results_says_nothing() -> None:
    """A run that broke off has no `results`: that is not the same as none found."""
    assert changed("ruff.sarif", runs=[{"tool": {"driver": {"name": "x"}}}]).reading.facts == ()


def test_scorecard_minus_one_is_open_and_not_zero() -> None:
    found = details("scorecard.json")
    assert found["Branch-Protection"].startswith("open")
    assert found["Fuzzing"].startswith("0 of 10")
    assert changed("scorecard.json", score=-1).reading.facts == ()


def test_vex_the_last_word_counts() -> None:
    assert facts("openvex.json") == {"sbom.open_vulnerabilities": 1}
    assert facts("csaf-vex.json") == {"sbom.open_vulnerabilities": 1}


def test_an_openvex_file_is_of_the_day_on_which_it_was_changed_last() -> None:
    assert iso(read("openvex.json").reading.made_on or 0) == "2026-05-01"
    assert iso(changed("openvex.json", last_updated="2026-05-03T09:00:00Z").reading.made_on or 0) == "2026-05-03"


def test_csaf_tells_what_each_vulnerability_is_said_to_be() -> None:
    found = details("csaf-vex.json")
    assert (found["CVE-2026-10001"], found["CVE-2026-10002"]) == ("known not affected", "known affected")
    nameless = changed("csaf-vex.json", vulnerabilities=[{"title": "A slip"}, {"notes": []}]).reading.details
    assert {each.name: each.value for each in nameless[-2:]} == {"A slip": "no status", "vulnerability": "no status"}


@pytest.mark.parametrize(
    ("name", "whole"), [("csaf-vex", False), ("openvex", False), ("cyclonedx-vulnerabilities", True)]
)
def test_vex_is_not_all_there_is_and_a_bill_is(name: str, whole: bool) -> None:
    assert [each.value.whole for each in read(f"{name}.json").reading.facts if each.how == "statements"] == [whole]


def test_a_draft_of_a_csaf_document_says_nothing() -> None:
    document = json.loads((FILES / "csaf-vex.json").read_bytes())["document"]
    tracking = {**document["tracking"], "status": "draft"}
    assert changed("csaf-vex.json", document={**document, "tracking": tracking}).reading.facts == ()


def test_a_cyclonedx_file_of_vulnerabilities_alone_is_no_bill() -> None:
    tree = json.loads((FILES / "cyclonedx-vulnerabilities.json").read_bytes())
    del tree["components"]
    found = read_contents(Contents(json.dumps(tree).encode(), "vex.json"))
    assert found is not None
    assert [(each.fact, each.value.whole) for each in found.reading.facts] == [("sbom.open_vulnerabilities", False)]


@pytest.mark.parametrize("blank", [b"\t", "\u00a0".encode()])
def test_a_line_of_security_txt_with_a_blank_that_cannot_be_shown_is_passed_over(blank: bytes) -> None:
    raw = (
        (FILES / "security.txt")
        .read_bytes()
        .replace(b"Canonical: https:", b"Canonical: " + blank.join([b"https", b":"]))
    )
    found = read_contents(Contents(raw, "security.txt"))
    assert found is not None
    assert found.reading.covers == ""


def test_security_txt() -> None:
    found = facts("security.txt")
    assert found["vulnerability_handling.security_txt_contact"] == "mailto:security@larkspur.example"
    assert found["vulnerability_handling.security_txt_expires_on"] == "2027-01-31"


@pytest.mark.parametrize("line", ["", "Expires: 2027-01-31T00:00:00Z\nExpires: 2028-01-31T00:00:00Z", "Expires: soon"])
def test_security_txt_needs_one_day_of_expiry(line: str) -> None:
    text = f"Contact: mailto:a@b.example\nPolicy: https://b.example\n{line}\n"
    found = read_contents(Contents(text.encode(), "security.txt"))
    assert found is not None
    assert rules(found) == ["security-txt-expires"]
    assert "vulnerability_handling.security_txt_expires_on" not in {each.fact for each in found.reading.facts}


EXPIRES_ON = "vulnerability_handling.security_txt_expires_on"


def expiring(*lines: str) -> Read:
    said = "".join(f"Expires: {line}\n" for line in lines)
    found = read_contents(Contents(f"Contact: mailto:a@b.example\nPolicy: https://b.example\n{said}".encode(), "s"))
    assert found is not None
    return found


@pytest.mark.parametrize("value", ["2026-12-31T23:59:59Z", "2026-12-31t23:59:59.5+01:00", "2026-12-31T00:00:00-05:00"])
def test_security_txt_expires_at_a_date_and_a_time(value: str) -> None:
    """RFC 9116 has a date-time of RFC 3339."""
    found = expiring(value)
    assert {each.fact: each.value for each in found.reading.facts}[EXPIRES_ON] == "2026-12-31"
    assert rules(found) == []


@pytest.mark.parametrize("value", ["2026-12-31", "2026-12-31T23:59Z", "2026-12-31T23:59:59", "2026-12-31 23:59:59Z"])
def test_a_day_of_expiry_that_is_not_as_the_rfc_has_it_is_no_answer_but_ends_the_file(value: str) -> None:
    found = expiring(value)
    assert (rules(found), iso(found.reading.expires_on or 0)) == (["security-txt-expires"], "2026-12-31")
    assert EXPIRES_ON not in {each.fact for each in found.reading.facts}
    assert "`2026-12-31T23:59:59Z`" in found.reading.problems[0].fix


def test_a_security_txt_that_expires_twice_has_ended_when_the_first_is_over() -> None:
    found = expiring("2028-01-31T00:00:00Z", "2027-01-31T00:00:00Z")
    assert iso(found.reading.expires_on or 0) == "2027-01-31"


def test_carbon_txt() -> None:
    assert facts("carbon.txt") == {
        "carbon_txt.version": "v0_5",
        "carbon_txt.disclosures": [
            {"kind": "annual_report", "url": "https://larkspur.example/carbon-2026.pdf"},
            {"kind": "web_page", "url": "https://larkspur.example/net-zero"},
        ],
    }
    assert details("carbon.txt")["discloses: annual-report"].startswith("https://larkspur.example/carbon-2026.pdf")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('version = "0.5"\n[org]\ndisclosures = [', "toml-syntax"),
        ('version = "0.4"\n[org]\ndisclosures = []', "unknown-format-version"),
    ],
)
def test_carbon_txt_that_cannot_be_read(text: str, rule: str) -> None:
    found = read_contents(Contents(text.encode(), "carbon.txt"))
    assert found is not None
    assert rules(found) == [rule]


def test_a_signature_is_present_and_intact_and_never_said_to_be_trusted() -> None:
    found = details("signed.pdf")
    assert found["signatures"] == "1"
    assert "intact; whether the signer is to be trusted is not judged" in found["signature"]
    assert details("plain.pdf")["signatures"] == "0"


def with_another_signature(data: bytes) -> bytes:
    """Return a signed PDF with the last byte of the signature itself changed: what it covers stays as it was."""
    head, mark, rest = data.partition(b"/Contents <")
    signature = rest[: rest.index(b">")].rstrip(b"0")
    last = b"1" if signature[-1:] == b"2" else b"2"
    return head + mark + signature[:-1] + last + rest[len(signature) :]


@pytest.mark.parametrize(
    "change", [lambda data: data.replace(b"Penetration test", b"Penetration tezt"), with_another_signature]
)
def test_a_signed_pdf_that_was_changed_is_broken(change: Callable[[bytes], bytes]) -> None:
    needs("signed.pdf")
    data = change((FILES / "signed.pdf").read_bytes())
    found = read_contents(Contents(data, "signed.pdf"))
    assert found is not None
    said = {each.name: each.value for each in found.reading.details}
    assert said["signature"].endswith("BROKEN")
    assert [each.rule for each in found.reading.problems] == ["broken-signature"]
    assert not read("signed.pdf").reading.problems


def without_its_time(data: bytes) -> bytes:
    """Return a signed PDF that says its time nowhere: the attribute of the signature and the entry are called other."""
    time = bytes.fromhex("06092a864886f70d010905").hex().encode()
    other = time[:-2] + b"7f"
    return data.replace(time, other).replace(time.upper(), other).replace(b"/M (D", b"/Y (D")


def test_a_signature_that_states_no_time_is_read_without_one() -> None:
    needs("signed.pdf")
    data = (FILES / "signed.pdf").read_bytes()
    found = read_contents(Contents(without_its_time(data), "signed.pdf"))
    assert found is not None
    names = [each.name for each in found.reading.details]
    assert ("signature" in names, "signed, by its own account" in names) == (True, False)


def test_pdf_says_its_title_and_date() -> None:
    reading = read("plain.pdf").reading
    assert (reading.title, iso(reading.made_on or 0)) == ("Penetration test of Wardlight 4.2.0", "2026-01-20")
