"""Known vulnerabilities: bills of materials and VEX documents put together, and what of them counts."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from builders import FACTS, Seen, Small, day, written
from evidence_packs import LATER, entry, pack

from techassure import Assessor
from techassure.evidence.contents import moment_of
from techassure.evidence_pack.checking import check
from techassure.intake.packs import Pack, read_packs
from techassure.intake.reader import SubmissionReader
from techassure.problems import Place, Problem
from techassure.vulnerabilities import Statement, about, weighed

MORE = """
  sbom.document: {question: Attach the bill., about: product, type: document}
  sbom.vulnerability_statement: {question: Attach the statement., about: product, type: document}
  sbom.open_vulnerabilities: {question: How many?, about: product, type: number}
"""
BILL = entry("cyclonedx-vulnerabilities.json", "sbom.document", id="bill")
VEX = entry("openvex.json", "sbom.vulnerability_statement", id="vex")
CSAF = entry("csaf-vex.json", "sbom.vulnerability_statement", id="csaf")
"""The bill lists 10001 (not affected), 10002 (exploitable) and 10003 (not analysed); to both VEX 10002 is open."""


@pytest.fixture
def small(small: Small) -> Small:
    small.facts = FACTS + MORE
    return small.scored("X", "{sbom.open_vulnerabilities: {at_most: 0}}")


def seen(small: Small, answers: dict[str, Any], *entries: dict[str, Any], **parts: Any) -> Seen:
    pack(small.submissions / "one", answers, *entries, **parts)
    return small.all(LATER)


def vex(small: Small, *statements: dict[str, Any], name: str = "more", on: str = "2026-06-01") -> dict[str, Any]:
    """Write an OpenVEX file into the pack, and return its entry."""
    head = {"@context": "https://openvex.dev/ns/v0.2.0", "author": "A", "timestamp": f"{on}T08:00:00Z"}
    data = json.dumps({**head, "statements": statements}, indent=1).encode()
    written(small.submissions / "one" / "evidence" / f"{name}.json", data)
    sha256 = hashlib.sha256(data).hexdigest()
    file = {"file": f"evidence/{name}.json", "sha256": sha256, "issued": on}
    return {"id": name, "kind": "sbom.vulnerability_statement", **file}


def says(number: int, status: str, product: str = "pkg:generic/wardlight@4.2.0", **parts: Any) -> dict[str, Any]:
    vulnerability = {"name": f"CVE-2026-{number}", **parts.pop("vulnerability", {})}
    return {"vulnerability": vulnerability, "products": [{"@id": product, **parts}], "status": status}


def found(seen: Seen) -> Any:
    return [part["found"]["value"] for part in seen.one["contradictions"]]


# --- what counts ------------------------------------------------------------------------------------------------------


def test_a_bill_alone(small: Small) -> None:
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL)) == [2]


@pytest.mark.parametrize("status", ["not_affected", "fixed"])
def test_a_later_statement_settles_what_the_bill_leaves_open(small: Small, status: str) -> None:
    """Its place is told with it."""
    part = seen(small, {"sbom.open_vulnerabilities": 0}, BILL, vex(small, says(10003, status))).one["contradictions"][0]
    assert part["found"]["value"] == 1
    assert f"CVE-2026-10003 {status.replace('_', ' ')} in evidence/more.json:6" in part["found"]["covers"]
    assert part["found"]["at"]["file"] == "evidence/cyclonedx-vulnerabilities.json"


def test_what_was_found_is_of_the_file_that_leaves_the_first_one_open(small: Small) -> None:
    """It may be another one than the bill, which leaves others open."""
    statements = vex(small, says(10001, "affected"), says(10003, "fixed"))
    part = seen(small, {"sbom.open_vulnerabilities": 0}, BILL, statements).one["contradictions"][0]["found"]
    assert (part["value"], part["document"], part["at"]["file"]) == (2, "more", "evidence/more.json")
    opened, settled = part["covers"].removeprefix("3 known vulnerabilities: ").split("; ")
    assert opened == "open CVE-2026-10001, CVE-2026-10002"
    assert settled.startswith("CVE-2026-10003 fixed in evidence/more.json:")


def test_all_settled_is_none_open(small: Small) -> None:
    statements = vex(small, says(10002, "fixed"), says(10003, "not_affected"))
    assert seen(small, {"sbom.open_vulnerabilities": 0}, BILL, statements).outcome == "met"
    assert seen(small, {}, BILL, statements).outcome == "met"


@pytest.mark.parametrize("status", ["affected", "under_investigation"])
def test_a_vulnerability_that_the_bill_does_not_list_counts_too(small: Small, status: str) -> None:
    assert found(seen(small, {"sbom.open_vulnerabilities": 2}, BILL, vex(small, says(10004, status)))) == [3]


def test_the_latest_statement_counts_whichever_file_makes_it(small: Small) -> None:
    later = vex(small, says(10003, "fixed"), name="later", on="2026-08-01")
    earlier = vex(small, says(10003, "affected"), name="earlier", on="2026-07-01")
    for entries in ((later, earlier), (earlier, later)):
        assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, *entries)) == [1]


def test_of_two_at_one_moment_the_worse_counts(small: Small) -> None:
    both = [vex(small, says(10003, status), name=status) for status in ("fixed", "affected")]
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, *both)) == [2]


def test_an_older_statement_than_the_analysis_of_the_bill_does_not_count(small: Small) -> None:
    """The bill of 20 May calls 10002 exploitable."""
    older = vex(small, says(10002, "not_affected"), on="2026-05-19")
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, older)) == [2]


def test_a_statement_settles_what_is_only_listed_even_if_it_is_older(small: Small) -> None:
    older = vex(small, says(10003, "not_affected"), on="2026-05-19")
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, older)) == [1]


@pytest.mark.parametrize("product", ["pkg:generic/wardlight@4.3.0", "pkg:generic/other@4.2.0", "Wardlight 4.1", ""])
def test_a_statement_on_another_product_or_version_does_not_count(small: Small, product: str) -> None:
    other = vex(small, says(10002, "fixed", product), says(10003, "fixed", product))
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, other)) == [2]


def test_a_statement_without_products_does_not_count(small: Small) -> None:
    assert found(
        seen(small, {"sbom.open_vulnerabilities": 0}, BILL, vex(small, {**says(10003, "fixed"), "products": []}))
    ) == [2]


def test_another_name_of_the_same_vulnerability(small: Small) -> None:
    alias = says(1, "fixed", vulnerability={"name": "GHSA-aaaa", "aliases": ["cve-2026-10003"]})
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL, vex(small, alias))) == [1]


def test_csaf_and_openvex_agree_on_the_sample(small: Small) -> None:
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, CSAF)) == [1]
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, VEX)) == [1]


def test_csaf_names_products_by_branches_and_relationships(small: Small) -> None:
    """10002 is fixed in 4.2.0 and not in 4.1.0; 10003 in a component of it; GHSA-aaaa is of another product."""
    tree = entry("csaf-tree.json", "sbom.vulnerability_statement", id="tree")
    assert found(seen(small, {"sbom.open_vulnerabilities": 0}, BILL)) == [2]
    assert seen(small, {"sbom.open_vulnerabilities": 0}, BILL, tree).outcome == "met"


# --- parts of the product ---------------------------------------------------------------------------------------------

LISTED = {"sbom.open_vulnerabilities": 0}


def bom(small: Small, *vulnerabilities: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Write a bill of materials with two components, and return its entry."""
    listed = [{"bom-ref": name, "name": name, "version": "1", "purl": f"pkg:npm/{name}@1"} for name in ("a", "x")]
    root = {"bom-ref": "root", "name": "Wardlight", "version": "4.2.0"}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{UUID}", "version": 2}
    metadata = {"timestamp": "2026-05-20T08:00:00Z", "component": root}
    tree = {**head, "metadata": metadata, "components": listed, "vulnerabilities": vulnerabilities, **parts}
    return attached(small, f"bom-{len(json.dumps(tree))}", "sbom.document", tree)


UUID = "3e671687-395b-41f5-a30f-a58921a69b79"


def attached(small: Small, name: str, kind: str, tree: dict[str, Any]) -> dict[str, Any]:
    data = json.dumps({key: value for key, value in tree.items() if value is not None}).encode()
    written(small.submissions / "one" / "evidence" / f"{name}.json", data)
    file = {"file": f"evidence/{name}.json", "sha256": hashlib.sha256(data).hexdigest(), "issued": "2026-06-01"}
    return {"id": name, "kind": kind, **file}


def affecting(*refs: str, **analysis: Any) -> dict[str, Any]:
    listed = {"id": "CVE-2026-5", "affects": [{"ref": ref} for ref in refs]}
    return {**listed, "analysis": analysis} if analysis else listed


def harmless(*parts: Any, status: str = "not_affected", on: str = "") -> dict[str, Any]:
    timed = {"timestamp": f"{on}T00:00:00Z"} if on else {}
    return {**says(5, status, subcomponents=[{"@id": part} for part in parts]), **timed}


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        (["pkg:npm/x@1"], "not met"),
        (["pkg:npm/x@1", "pkg:npm/a@1"], "met"),
        (["pkg:npm/x", "pkg:npm/a"], "met"),
        (["pkg:npm/x", "pkg:npm/a@2"], "not met"),
        (["pkg:npm/x", "pkg:npm/a@1?arch=arm64"], "not met"),
        (["pkg:npm/x", "pkg:pypi/a@1"], "not met"),
        (["pkg:NPM/X@1", "pkg:npm/%61@1"], "met"),
        ([], "met"),
    ],
)
def test_a_statement_about_some_parts_settles_nothing_for_the_others(
    small: Small, parts: list[str], outcome: str
) -> None:
    """The bill says that two components are affected."""
    assert seen(small, LISTED, bom(small, affecting("a", "x")), vex(small, harmless(*parts))).outcome == outcome


def test_each_part_may_be_settled_by_a_statement_of_its_own(small: Small) -> None:
    one, other = harmless("pkg:npm/x@1"), harmless("pkg:npm/a@1", status="fixed")
    assert seen(small, LISTED, bom(small, affecting("a", "x")), vex(small, one, other)).outcome == "met"


@pytest.mark.parametrize("refs", [(), ("root",), ("a", "root")])
def test_what_is_listed_of_the_whole_product_is_settled_for_the_whole_alone(
    small: Small, refs: tuple[str, ...]
) -> None:
    """Nothing says which of its parts are meant, so a statement about some of them may leave others."""
    listed = bom(small, affecting(*refs))
    assert seen(small, LISTED, listed, vex(small, harmless("pkg:npm/a@1", "pkg:npm/x@1"))).outcome == "not met"
    assert seen(small, LISTED, listed, vex(small, harmless())).outcome == "met"


def test_a_bill_settles_only_the_parts_that_its_analysis_is_about(small: Small) -> None:
    """Tools list a vulnerability once for each component, each with its own analysis."""
    settled = affecting("x", state="not_affected")
    assert seen(small, LISTED, bom(small, settled, affecting("a"))).outcome == "not met"
    assert seen(small, LISTED, bom(small, settled, affecting("a", state="resolved"))).outcome == "met"
    assert seen(small, LISTED, bom(small, settled, affecting("nobody", state="resolved"), affecting("a"))).outcome == (
        "not met"
    )


@pytest.mark.parametrize(
    ("refs", "outcome"),
    [
        ([f"urn:cdx:{UUID}/2#a", f"urn:cdx:{UUID}/2#x"], "met"),
        ([f"urn:cdx:{UUID}/2#a"], "not met"),
        ([f"urn:cdx:{UUID}/2#root"], "met"),
        ([f"urn:cdx:{UUID}/2"], "met"),
        ([f"urn:cdx:{UUID}/1#root"], "not met"),
        (["pkg:npm/a@1", "pkg:npm/x@1"], "met"),
    ],
)
def test_a_cyclonedx_file_of_statements_names_the_components_of_the_bill(
    small: Small, refs: list[str], outcome: str
) -> None:
    alone = {"specVersion": "1.6", "bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-05-28T00:00:00Z"}}
    tree = {**alone, "vulnerabilities": [affecting(*refs, state="not_affected")]}
    statement = attached(small, "vex", "sbom.vulnerability_statement", tree)
    assert seen(small, LISTED, bom(small, affecting("a", "x")), statement).outcome == outcome


def test_a_later_statement_takes_the_place_of_one_about_the_same_part_or_of_the_whole(small: Small) -> None:
    listed = bom(small, affecting("a", state="exploitable"), affecting("x", state="not_affected"))
    for part, on, outcome in (
        ("a", "2026-05-21", "met"),
        ("a", "2026-05-19", "not met"),
        ("x", "2026-05-21", "not met"),
    ):
        statement = vex(small, harmless(f"pkg:npm/{part}@1", status="fixed", on=on))
        assert seen(small, LISTED, listed, statement).outcome == outcome
    worse = vex(small, harmless(), harmless("pkg:npm/x@1", status="affected", on="2026-06-02"))
    assert seen(small, LISTED, listed, worse).outcome == "not met"


def test_parts_of_another_product_in_one_statement_are_not_ours(small: Small) -> None:
    ours, other = (
        {"@id": f"pkg:generic/{name}@4.2.0", "subcomponents": [{"@id": f"pkg:npm/{part}@1"}]}
        for name, part in (("wardlight", "x"), ("other", "a"))
    )
    statement = vex(small, {**says(5, "not_affected"), "products": [ours, other]})
    assert seen(small, LISTED, bom(small, affecting("a", "x")), statement).outcome == "not met"


def test_openvex_0_0_1_has_its_parts_beside_the_products(small: Small) -> None:
    old = {"vulnerability": "CVE-2026-5", "status": "not_affected", "products": ["pkg:generic/wardlight@4.2.0"]}
    for parts, outcome in ((["pkg:npm/x@1"], "not met"), (["pkg:npm/x@1", "pkg:npm/a@1"], "met")):
        tree = {"@context": "https://openvex.dev/ns", "timestamp": "2026-06-01T00:00:00Z"}
        file = attached(
            small, "old", "sbom.vulnerability_statement", {**tree, "statements": [{**old, "subcomponents": parts}]}
        )
        assert seen(small, LISTED, bom(small, affecting("a", "x")), file).outcome == outcome


def test_a_status_that_nobody_knows_settles_nothing_and_is_not_passed_over(small: Small) -> None:
    assert found(seen(small, LISTED, vex(small, says(6, "Affected")))) == [1]
    assert found(seen(small, LISTED, vex(small, says(6, "")))) == [1]


def test_parts_that_differ_are_no_conflict(small: Small) -> None:
    listed = bom(small, affecting("a", state="exploitable"))
    folder = pack(small.submissions / "one", {}, listed, vex(small, harmless("pkg:npm/x@1")))
    assert [each for each in checked(small, folder) if each.rule == RULE] == []


# --- what it says of the claim ----------------------------------------------------------------------------------------


def test_a_claim_that_admits_more_is_believed(small: Small) -> None:
    told = seen(small, {"sbom.open_vulnerabilities": 5}, BILL)
    assert (told.one["contradictions"], told.outcome) == ([], "not met")


@pytest.mark.parametrize("claimed", [{"sbom.open_vulnerabilities": 1}, {"sbom.open_vulnerabilities": 4}, {}])
def test_statements_alone_are_never_the_proof(small: Small, claimed: dict[str, int]) -> None:
    """They say nothing of what they do not mention: they can show that a claim is too low, and nothing else."""
    small.scored("P", "{sbom.open_vulnerabilities: {at_most: 9}}", evidence="{demands: measured}")
    told = seen(small, claimed, VEX)
    assert (told.one["contradictions"], told.of("P")["outcome"]) == ([], "no answer")


def test_a_bill_that_agrees_is_the_proof(small: Small) -> None:
    small.scored("P", "{sbom.open_vulnerabilities: {at_most: 9}}", evidence="{demands: measured}")
    assert seen(small, {"sbom.open_vulnerabilities": 2}, BILL).of("P")["outcome"] == "met"


def test_a_statement_that_ends_settles_nothing_any_more(small: Small) -> None:
    """To the day, on any as-of date."""
    ends = {**vex(small, says(10002, "fixed"), says(10003, "fixed")), "expires": "2027-01-31"}
    told = seen(small, {"sbom.open_vulnerabilities": 0}, BILL, ends)
    assert told.outcome == "met"
    assert told.of("X")["changes_on"] == {"on": "2027-02-01", "outcome": "not met"}
    assert small.all("2027-01-31").outcome == "met"
    assert small.all("2027-02-01").outcome == "not met"


# --- which product ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifiers", "meant"),
    [
        (["pkg:generic/wardlight@4.2.0"], True),
        (["pkg:oci/larkspur/Wardlight@v4.2.0?arch=amd64#x"], True),
        (["pkg:generic/wardlight"], True),
        (["pkg:generic/wardlight@4.2.1"], False),
        (["pkg:generic/wardlight-tools@4.2.0"], False),
        (["cpe:2.3:a:larkspur:wardlight:4.2.0:*:*:*:*:*:*:*"], True),
        (["cpe:2.3:a:larkspur:wardlight:*:*:*:*:*:*:*:*"], True),
        (["cpe:2.3:a:larkspur:wardlight:4.1.0:*:*:*:*:*:*:*"], False),
        (["cpe:/a:larkspur:wardlight"], True),
        (["Larkspur Wardlight 4.2.0"], True),
        (["https://larkspur.example/wardlight/4.2.0"], True),
        (["Wardlight 4.20"], False),
        (["Wardlights 4.2.0"], False),
        (["Wardlight", "pkg:generic/wardlight@4.1.0"], False),
        (["A-17", "pkg:generic/wardlight@4.2.0"], True),
        (["A-17"], False),
        (["urn:known"], True),
        (["pkg:"], False),
        (["cpe:/"], False),
    ],
)
def test_whom_a_statement_is_about(identifiers: list[str], meant: bool) -> None:
    statement = Statement(("CVE-1",), True, "fixed", 1, Place("x"), (tuple(identifiers),))
    assert about(statement, "Wardlight", "4.2.0", {"urn:known"}) is meant


def test_a_bill_says_by_which_other_names_its_product_is_known(small: Small) -> None:
    tree = {"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{"id": "CVE-2026-1"}], "components": []}
    tree["metadata"] = {"component": {"name": "Wardlight", "version": "4.2.0", "purl": "pkg:oci/app@sha256:0"}}
    data = json.dumps(tree).encode()
    written(small.submissions / "one" / "evidence" / "own.json", data)
    file = {"file": "evidence/own.json", "sha256": hashlib.sha256(data).hexdigest(), "issued": "2026-06-01"}
    own = {"id": "own", "kind": "sbom.document", **file}
    settled = vex(small, says(1, "fixed", "pkg:oci/app@sha256:0"))
    assert seen(small, {"sbom.open_vulnerabilities": 0}, own, settled).outcome == "met"


# --- the weighing itself ----------------------------------------------------------------------------------------------


def test_groups_that_a_third_statement_brings_together() -> None:
    made = [Statement(names, None, "", 1, Place("x")) for names in (("A",), ("B",), ("a", "b"), ("C",))]
    assert [each.name for each in weighed(made)] == ["A", "C"]


def test_many_statements_take_bounded_time() -> None:
    many = [Statement(("CVE-1",), at % 2 == 0, "", at, Place("x"), (), ((str(at),),)) for at in range(50_000)]
    began = time.monotonic()
    assert [each.is_open for each in weighed(many)] == [True]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-06-01", "2026-06-01T00:00:00Z"),
        ("2026-06-01T09:00:00+02:00", "2026-06-01T07:00:00.123Z"),
        ("2026-06-01T00:30:00+0100", "2026-05-31T23:30:00Z"),
        ("2026-06-01 07:00", "2026-06-01T07:00:00"),
    ],
)
def test_moments(one: str, other: str) -> None:
    assert moment_of(one) == moment_of(other) is not None


@pytest.mark.parametrize("text", ["", "soon", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z"])
def test_what_is_no_moment(text: str) -> None:
    assert moment_of(text) is None


# --- statements that differ -------------------------------------------------------------------------------------------


def conflicts(small: Small, *entries: dict[str, Any]) -> list[str]:
    """What `evidence check` says of statements that differ, in a pack with the bill."""
    problems = checked(small, pack(small.submissions / "one", {}, BILL, *entries))
    return [f"{each.place.file}:{each.place.line}: {each.message}" for each in problems if each.rule == RULE]


def checked(small: Small, folder: Path) -> list[Problem]:
    selection = small.selection()
    [found] = read_packs([folder], SubmissionReader(selection))
    assert isinstance(found, Pack)
    return check(found, Assessor(selection, day(LATER).toordinal()))


RULE = "conflicting-statements"


def test_files_that_differ_are_said_with_the_one_that_counts(small: Small) -> None:
    assert conflicts(small, vex(small, says(10002, "fixed"))) == [
        "evidence/cyclonedx-vulnerabilities.json:22: "
        "`CVE-2026-10002` is `exploitable` here, and `fixed` in evidence/more.json:6, which counts"
    ]


def test_a_file_that_takes_its_own_word_back_is_no_conflict(small: Small) -> None:
    """The OpenVEX file first investigated 10001 and then settled it, as the bill does."""
    assert conflicts(small, VEX) == []


def test_a_file_that_differs_with_itself_is_said(small: Small) -> None:
    [said] = conflicts(small, vex(small, says(10003, "fixed"), says(10003, "affected")))
    assert "is `fixed` here, and `affected` in" in said


def test_a_vex_of_other_products_is_said(small: Small) -> None:
    folder = pack(small.submissions / "one", {}, vex(small, says(1, "fixed", "pkg:generic/wardlight@4.1.0")))
    problems = checked(small, folder)
    assert "`more` makes no statement about `Wardlight` 4.2.0" in [each.message for each in problems]
