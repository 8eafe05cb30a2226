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


def test_who_adds_a_renewal_is_told_to_look_at_the_answers(tmp_path: Path) -> None:
    old = "[{id: old, kind: cyber_essentials.certificate}]"
    (tmp_path / "supplier.yaml").write_text(f"techassure: 1\nevidence: {old}\n")
    (tmp_path / "submission.yaml").write_text("techassure: 1\n")
    (tmp_path / "new.txt").write_text("Invented: a certificate.")
    (tmp_path / "other.txt").write_text("Invented: a report.")
    wanted = ("--to", tmp_path, "--issued", "2026-05-01", "--kind")
    assert "Not" not in run("evidence", "add", tmp_path / "other.txt", *wanted, "pen_test.report").stdout
    told = run("evidence", "add", tmp_path / "new.txt", *wanted, "cyber_essentials.certificate").stdout
    assert "Not the first of its kind: `old` is listed too." in told


def test_add_names_every_day_that_is_none(tmp_path: Path) -> None:
    result = run("evidence", "add", FILES / BILL, "--to", tmp_path, "--issued", "2026-13-01", "--expires", "31/01/2027")
    assert result.exit_code == 2
    told = ("--issued and --expires", "`2026-13-01` is not a day", "`31/01/2027` is not a day", "`2027-01-31`")
    assert [each for each in told if each not in " ".join(result.stderr.split())] == []


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


# --- shared files -----------------------------------------------------------------------------------------------------

COMPANY = """techassure: 1
supplier: {id: GB-COH-01234567, name: Larkspur Fictional Ltd}
answers:
  cyber_essentials.scope: whole
  cyber_essentials.issued_on: 2026-05-12
"""
AGAINST_CE = ("--standard", "cyber-essentials@3.3", "--as-of", "2026-06-01")


@pytest.fixture
def larkspur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company's folder as the page on many buyers shows it, with a certificate that all its products share."""
    written(tmp_path / "desk" / "certificate.txt", "A certificate")
    written(tmp_path / "larkspur" / "supplier.yaml", COMPANY)
    written(tmp_path / "larkspur" / "product.yaml", "techassure: 1\nproduct: {name: Wardlight, version: 4.2.0}\n")
    written(tmp_path / "larkspur" / "fellmoor-2026" / "submission.yaml", "techassure: 1\n")
    monkeypatch.chdir(tmp_path / "larkspur")
    return tmp_path / "larkspur"


def shared_certificate() -> None:
    kind = ("--kind", "cyber_essentials.certificate", "--issued", "2026-05-12")
    assert run("evidence", "add", "../desk/certificate.txt", "--to", "supplier.yaml", *kind).exit_code == 0


def recipe() -> list[str]:
    """What the page says to put into the archive for one buyer."""
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "answer-once.md").read_text("utf-8")
    [line] = [line for line in page.splitlines() if line.startswith("python -m zipfile -c fellmoor.zip")]
    return line.split()[1:]


@pytest.mark.parametrize("form", ["fellmoor-2026", "fellmoor.zip"])
def test_what_the_page_says_to_send_holds_the_shared_documents(larkspur: Path, form: str) -> None:
    shared_certificate()
    subprocess.run([sys.executable, *recipe()], check=True, timeout=60)
    result = run("evidence", "check", form, *AGAINST_CE)
    assert "1 document, 1 with the right digest" in result.stdout.replace("\n", " ")
    assert "missing-document" not in result.output


@pytest.mark.parametrize("form", ["fellmoor-2026", "fellmoor.zip"])
def test_an_answer_that_nothing_backs_is_shown_where_it_stands(larkspur: Path, form: str) -> None:
    written(larkspur / "evidence" / "note.txt", "kept for the archive")
    subprocess.run([sys.executable, *recipe()], check=True, timeout=60)
    found = json.loads(run("evidence", "check", form, *AGAINST_CE, "--format", "json").stdout)["packs"][0]["problems"]
    place = next(each["place"] for each in found if "`cyber_essentials.issued_on`" in each["message"])
    assert place["file"].endswith("supplier.yaml")
    assert place["file"].startswith("fellmoor.zip/") is (form == "fellmoor.zip")
    assert (place["line"], place["column"]) == (5, 3)
