"""`techassure evidence`, as people call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import environment, written
from cli_tenders import run
from evidence_packs import FILES, LATER, entry, pack

from techassure.evidence.kinds import READERS

BILL = "cyclonedx-vulnerabilities.json"
AGAINST = ("--standard", "security-testing@1", "--as-of", LATER)


def contradicted(folder: Path) -> Path:
    return pack(folder, {"sbom.component_count": 17}, entry(BILL, "sbom.document", issued="2026-05-20"))


@pytest.mark.parametrize("command", ["kinds", "read", "add", "check", "contradictions", "register"])
def test_commands_of_evidence_have_help(command: str) -> None:
    result = run("evidence", command, "--help")
    assert result.exit_code == 0
    assert f"Usage: techassure evidence {command}" in result.stdout


def test_kinds_lists_every_reader_with_its_facts() -> None:
    said = " ".join(run("evidence", "kinds").stdout.split())
    for reader in READERS:
        assert reader.title in said
        assert [fact for fact in reader.facts if fact not in said] == []


def test_read_prints_facts_with_their_places() -> None:
    result = run("evidence", "read", FILES / BILL)
    assert result.exit_code == 0
    assert "sbom.component_count: 3  (line 9)" in result.stdout or "sbom.component_count: 3 (line 9)" in result.stdout


def test_read_as_data() -> None:
    data = json.loads(run("evidence", "read", FILES / "axe-broken.json", "--format", "json").stdout)
    assert data["made_on"] == "2026-11-22"
    facts = {each["fact"]: each for each in data["facts"]}
    assert facts["accessibility.wcag_22_aa"]["how"] == "is not"
    assert facts["accessibility.results"]["at"]["line"] > 0


@pytest.mark.parametrize(("text", "code"), [("Dear buyer", 2), ('{"bomFormat": "CycloneDX", "specVersion": "9"}', 1)])
def test_read_says_what_it_cannot_read(tmp_path: Path, text: str, code: int) -> None:
    assert run("evidence", "read", written(tmp_path / "file", text)).exit_code == code


def test_add_check_and_contradict(tmp_path: Path) -> None:
    """From a file to a finding, as a supplier goes."""
    written(tmp_path / "submission.yaml", SUBMISSION)
    assert "kind: sbom.document" in run("evidence", "add", FILES / BILL, "--to", tmp_path).stdout
    checked = run("evidence", "check", tmp_path, *AGAINST)
    assert checked.exit_code == 1
    assert "claimed 17, found 3 (contradicted)" in checked.stderr
    listed = run("evidence", "contradictions", tmp_path, *AGAINST)
    assert listed.exit_code == 0
    assert "1 contradiction in 1 submission" in listed.stdout


SUBMISSION = """\
techassure: 1
supplier: {id: S1, name: Larkspur Fictional Ltd}
product: {name: Wardlight, version: 4.2.0}
answers:
  sbom.component_count: 17
"""


def test_check_of_a_pack_in_order(tmp_path: Path) -> None:
    pack(tmp_path, {"sbom.component_count": 3}, entry(BILL, "sbom.document", issued="2026-05-20"))
    result = run("evidence", "check", tmp_path, *AGAINST)
    assert (result.exit_code, result.stderr) == (0, "")
    said = " ".join(result.stdout.split())
    assert f"1 document, 1 with the right digest, 6 facts measured, as of {LATER}. Nothing to mend." in said


def test_check_as_data(tmp_path: Path) -> None:
    """Every pack with its counts and what was found in it; nothing but data on standard output."""
    contradicted(tmp_path / "one")
    written(tmp_path / "two" / "submission.yaml", "techassure: 1\n")
    result = run("evidence", "check", tmp_path, *AGAINST, "--format", "json")
    data = json.loads(result.stdout)
    first, second = data["packs"]
    assert (result.exit_code, data["as_of"]) == (1, LATER)
    assert (first["product"], first["documents"], first["right_digest"], first["measured"]) == ("Wardlight", 1, 1, 6)
    assert [each["rule"] for each in first["problems"]] == ["contradicted"]
    assert (second["product"], second["documents"]) == (None, None)
    assert second["problems"]


def test_check_without_a_selection_looks_at_every_standard(tmp_path: Path) -> None:
    result = run("evidence", "check", contradicted(tmp_path), "--as-of", LATER)
    assert "contradicted" in result.stderr


def test_contradictions_of_a_tender_as_data(tmp_path: Path) -> None:
    contradicted(tmp_path / "one")
    pack(tmp_path / "two", {}, product={"name": "Homebeat", "version": "1"})
    data = json.loads(run("evidence", "contradictions", tmp_path, *AGAINST, "--format", "json").stdout)
    assert [part["product"] for part in data["submissions"]] == ["Wardlight"]
    assert data["submissions"][0]["contradictions"][0]["fact"] == "sbom.component_count"


def recorded(folder: Path, *options: Any) -> Any:
    answers = {"cyber_essentials.certificate_number": "FICTION-1", "cyber_essentials.expires_on": "2027-05-11"}
    pack(folder / "one", answers)
    return run("evidence", "register", folder / "one", "--standard", "cyber-essentials@3.3", *options)


def test_register_lists_what_to_look_up(tmp_path: Path) -> None:
    said = recorded(tmp_path).stdout
    assert "iasme.co.uk" in said
    assert "FICTION-1 (cyber_essentials.certificate_number, the identifier)" in said


def test_register_records_who_when_and_the_result(tmp_path: Path) -> None:
    reviews = tmp_path / "reviews.yaml"
    options = ("--reviews", reviews, "--by", "R. Assessor", "--on", "2026-06-05")
    done = recorded(tmp_path, "--found", "cyber_essentials.certificate_number=confirmed", *options)
    assert (done.exit_code, "1 result recorded" in done.stdout) == (0, True)
    assert "confirmed by R. Assessor on 2026-06-05" in " ".join(recorded(tmp_path, "--reviews", reviews).stdout.split())


@pytest.mark.parametrize("options", [("--found", "a"), ("--found", "a="), ("--found", "a=confirmed")])
def test_register_asks_for_what_it_needs(tmp_path: Path, options: tuple[str, str]) -> None:
    assert recorded(tmp_path, *options).exit_code == 2


def test_what_a_library_says_of_an_odd_pdf_stays_inside(tmp_path: Path) -> None:
    """Found by fuzzing: it went to the terminal, with pieces of the file in it."""
    pytest.importorskip("pyhanko")
    data = (FILES / "plain.pdf").read_bytes().replace(b"startxref\n", b"startxref ")
    path = written(tmp_path / "odd.pdf", data)
    command = [sys.executable, "-m", "techassure", "evidence", "read", str(path)]
    result = subprocess.run(command, capture_output=True, env=environment(), check=False)
    assert (result.returncode, result.stderr) == (0, b"")
