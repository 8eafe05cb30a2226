"""Files that hold less than they seem to: parts left out, filtered, elsewhere, or not what they are taken for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from evidence_packs import FILES

from techassure.evidence.contents import Contents
from techassure.evidence.kinds import read_contents
from techassure.evidence.reading import Reading, Rows


def sample(name: str) -> Any:
    return json.loads((FILES / name).read_bytes())


def read(data: Any) -> Reading:
    found = read_contents(Contents(json.dumps(data, indent=1).encode(), "x"))
    assert found is not None
    return found.reading


def facts(data: Any) -> dict[str, Any]:
    return {each.fact.partition(".")[2]: each.value for each in read(data).facts if not isinstance(each.value, Rows)}


def rules(data: Any) -> list[str]:
    return [each.rule for each in read(data).problems]


# --- axe-core -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"runOnly": {"type": "rule", "values": ["document-title"]}},
        {"runOnly": {"type": "rules", "values": ["document-title"]}},
        {"runOnly": {"type": "tag", "values": ["best-practice"]}},
        {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}},
        {"runOnly": ["wcag2a"]},
        {"runOnly": "wcag2a"},
        {"runOnly": {}},
        {"rules": {"color-contrast": {"enabled": False}}},
    ],
)
def test_a_run_of_axe_that_left_rules_out_does_not_say_how_many_are_broken(options: dict[str, Any]) -> None:
    good, partial = sample("axe-good.json"), {**sample("axe-good.json"), "toolOptions": options}
    assert (facts(partial), rules(partial)) == ({}, ["partial-run"])
    assert (facts([good, partial]), rules([good, partial])) == ({}, ["partial-run"])


def test_what_a_run_of_axe_over_some_rules_finds_speaks_against_the_claim_all_the_same() -> None:
    options = {"runOnly": {"type": "rule", "values": ["image-alt"]}}
    assert facts({**sample("axe-broken.json"), "toolOptions": options}) == {"wcag_22_aa": ["yes", "no"]}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"reporter": "v2", "rules": {"target-size": {"enabled": True}}},
        {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}},
        {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    ],
)
def test_a_run_of_axe_over_all_rules_of_a_and_aa_counts(options: dict[str, Any]) -> None:
    assert facts({**sample("axe-good.json"), "toolOptions": options}) == {"tool_violations": 0, "tool_pages": 1}


def test_the_last_of_many_pages_counts_like_the_first() -> None:
    good, broken = sample("axe-good.json"), sample("axe-broken.json")
    pages = [{**good, "url": f"https://x.example/{at}"} for at in range(600)]
    assert facts([*pages, broken])["tool_violations"] == 6


def test_a_run_that_does_not_say_on_which_page_is_no_page() -> None:
    assert facts({**sample("axe-good.json"), "url": ""}) == {}


# --- Scorecard ------------------------------------------------------------------------------------------------------


def test_a_scorecard_of_some_checks_has_no_score_of_the_whole() -> None:
    """`scorecard --checks=License` gives the score of that check alone."""
    card = sample("scorecard.json")
    some = {**card, "score": 10, "checks": [each for each in card["checks"] if each["name"] == "License"]}
    assert (facts(card), facts(some)) == ({"scorecard": 6.4}, {})
    [problem] = read(some).problems
    assert problem.rule == "partial-run"
    assert "`Binary-Artifacts`" in problem.message


# --- bills of materials ---------------------------------------------------------------------------------------------


def test_a_bill_that_describes_several_packages_has_them_all_as_components() -> None:
    """Nothing is hidden by being called what the bill is about."""
    bill = sample("spdx.json")
    count = len(bill["packages"])
    assert facts(bill)["component_count"] == count - 1
    everything = {**bill, "documentDescribes": [each["SPDXID"] for each in bill["packages"]]}
    assert facts(everything)["component_count"] == count


@pytest.mark.parametrize("version", ["NOASSERTION", "NONE", ""])
def test_a_package_whose_version_is_not_asserted_is_not_identified(version: str) -> None:
    bill = sample("spdx.json")
    for each in bill["packages"]:
        each.update(supplier="Organization: Erewhon Software", versionInfo="1.0")
    packages = [*bill["packages"], {**bill["packages"][-1], "SPDXID": "SPDXRef-more", "versionInfo": version}]
    more = facts({**bill, "packages": packages})
    assert more["component_count"] - more["identified_count"] == 1


def made_by(name: str, vulnerabilities: list[Any]) -> dict[str, Any]:
    bill = {**sample("cyclonedx-vulnerabilities.json"), "vulnerabilities": vulnerabilities}
    tools = {"components": [{"type": "application", "name": name, "version": "0.60.0"}]}
    return {**bill, "metadata": {**bill["metadata"], "tools": tools}}


def test_trivy_writes_an_empty_list_of_vulnerabilities_where_it_looked_for_none() -> None:
    """`trivy … --format cyclonedx` disables the scan, and writes the list all the same."""
    assert "open_vulnerabilities" not in facts(made_by("trivy", []))
    assert rules(made_by("trivy", [])) == ["nothing-looked-for"]
    assert "open_vulnerabilities" in facts(made_by("trivy", [{"id": "CVE-2026-1"}]))
    assert "open_vulnerabilities" in facts(made_by("grype", []))


# --- interfaces -----------------------------------------------------------------------------------------------------


def test_openapi_whose_operations_stand_in_another_file_does_not_say_how_many_there_are() -> None:
    api = sample("openapi.json")
    elsewhere = {**api, "paths": {**api["paths"], "/more": {"$ref": "paths/more.yaml"}}}
    assert (facts(elsewhere), rules(elsewhere)) == ({}, ["stands-elsewhere"])


def test_a_name_that_cannot_be_printed_is_told_by_its_code() -> None:
    api = sample("openapi.json") | {"paths": {"\x1f" + "a" * 300: None}}
    (problem,) = read(api).problems
    assert "`\\x1f" + "a" * 79 + "`" in problem.message


def test_openapi_that_demands_a_way_it_does_not_describe_demands_nothing() -> None:
    api = sample("openapi.json")
    nothing = {**api, "components": {**api["components"], "securitySchemes": {}}}
    assert facts(nothing)["operations_unguarded"] == facts(api)["operations"]


def test_a_capability_statement_of_what_is_wanted_measures_nothing() -> None:
    wanted = {**sample("capability-statement.json"), "kind": "requirements"}
    assert (read(wanted).facts, rules(wanted)) == ((), ["not-a-running-system"])


def test_a_kind_of_resource_that_one_server_offers_without_uk_core_does_not_rest_on_it() -> None:
    statement = sample("capability-statement.json")
    rest = statement["rest"][0]
    bare = {**rest, "resource": [{"type": each["type"]} for each in rest["resource"]]}
    for servers in ([rest, bare], [bare, rest]):
        assert facts({**statement, "rest": servers})["resources_on_uk_core"] == 0


def test_a_server_that_states_no_security_leaves_open_how_callers_are_authorised() -> None:
    statement = sample("capability-statement.json")
    bare = {key: value for key, value in statement["rest"][0].items() if key != "security"}
    assert "authorisation" not in facts({**statement, "rest": [*statement["rest"], bare]})


# --- accessibility --------------------------------------------------------------------------------------------------


def report(*levels: str, **chapter: Any) -> dict[str, Any]:
    criteria = [{"num": "1.1.1", "components": [{"adherence": {"level": each}}]} for each in levels]
    chapters = {"success_criteria_level_a": {"criteria": criteria, **chapter}}
    return {"title": "R", "catalog": "c", "report_date": "2026-05-01", "chapters": chapters}


@pytest.mark.parametrize("levels", [("does-not-support", "supports"), ("supports", "does-not-support")])
def test_a_criterion_that_is_listed_twice_comes_to_the_worse(levels: tuple[str, ...]) -> None:
    assert facts(report(*levels))["wcag_22_aa"] == ["yes", "no"]


def test_a_chapter_that_is_disabled_was_not_evaluated() -> None:
    assert "evaluated" in facts(report("supports"))
    assert "evaluated" not in facts(report("supports", disabled=True))


# --- parts of another shape than the format has --------------------------------------------------------------------

LISTS = [
    ("cyclonedx-vulnerabilities.json", "vulnerabilities"),
    ("cyclonedx-vulnerabilities.json", "components"),
    ("spdx.json", "packages"),
    ("axe-broken.json", "violations"),
    ("openvex.json", "statements"),
    ("csaf-vex.json", "vulnerabilities"),
    ("ruff.sarif", "runs.0.results"),
]
"""What each format counts from, as the path of its list."""


def replaced(name: str, path: str, value: Any) -> Any:
    data = sample(name)
    *keys, last = path.split(".")
    inside = data
    for key in keys:
        inside = inside[int(key) if key.isdigit() else key]
    inside[int(last) if last.isdigit() else last] = value
    return data


@pytest.mark.parametrize(("name", "path"), LISTS)
@pytest.mark.parametrize("value", ["none", 0, True, {"value": []}, [[]], ["none"], [None]])
def test_what_should_be_a_list_and_is_not_is_never_counted_as_an_empty_one(name: str, path: str, value: Any) -> None:
    data = replaced(name, path, value)
    assert (facts(data), rules(data)) == ({}, ["not-as-the-format-has-it"])


@pytest.mark.parametrize(("name", "path"), LISTS)
def test_an_item_that_cannot_be_read_is_never_left_out_of_the_count(name: str, path: str) -> None:
    data = replaced(name, f"{path}.0", "none")
    assert (facts(data), rules(data)) == ({}, ["not-as-the-format-has-it"])


@pytest.mark.parametrize("value", ["none", ["none"], {}])
def test_a_suppression_that_cannot_be_read_suppresses_nothing(value: Any) -> None:
    data = replaced("ruff.sarif", "runs.0.results.0.suppressions", value)
    assert (facts(data), rules(data)) == ({}, ["not-as-the-format-has-it"])


@pytest.mark.parametrize("tags", [[], None, {}, [{}], [""]])
def test_a_broken_rule_of_no_level_is_never_left_out_of_the_count(tags: Any) -> None:
    data = replaced("axe-broken.json", "violations.0.tags", tags)
    assert ("tool_violations" in facts(data), rules(data)) == (False, ["rule-of-no-level"])


@pytest.mark.parametrize("called", [None, "", {}, ["CVE-2026-10001"]])
def test_a_vulnerability_without_a_name_is_never_left_out_of_the_count(called: Any) -> None:
    bill = replaced("cyclonedx-vulnerabilities.json", "vulnerabilities.1.id", called)
    assert ("open_vulnerabilities" in facts(bill), rules(bill)) == (False, ["unnamed-vulnerability"])
    affected = next(at for at, each in enumerate(sample("openvex.json")["statements"]) if each["status"] == "affected")
    said = replaced("openvex.json", f"statements.{affected}.vulnerability", called if called != "" else {"name": ""})
    assert (facts(said), rules(said)) in (({}, ["unnamed-vulnerability"]),)


@pytest.mark.parametrize("value", ["none", 0, ["none"], None])
def test_an_operation_that_cannot_be_read_is_never_left_out_of_the_count(value: Any) -> None:
    path, method = next(
        (path, method) for path, has in sample("openapi.json")["paths"].items() for method in has if method == "get"
    )
    data = sample("openapi.json")
    data["paths"][path][method] = value
    assert (facts(data), rules(data)) == ({}, ["not-as-the-format-has-it"])
    data["paths"][path] = value
    assert (facts(data), rules(data)) == ({}, ["not-as-the-format-has-it"])
