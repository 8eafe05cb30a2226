"""The evidence pack: adding to it, checking it, registers, and the forms that a pack may come in."""

from __future__ import annotations

import hashlib
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import PRODUCT, SUPPLIER, written
from cli_tenders import run
from evidence_packs import FILES, LATER, entry, pack

from techassure.calendar_days import day_number
from techassure.definitions.library import load_library
from techassure.engine.assessor import Assessor
from techassure.evidence_pack import adding, checking, registers
from techassure.files.bounds import MOST_BYTES
from techassure.files.places import read_yaml
from techassure.intake.packs import Pack, read_packs
from techassure.intake.reader import SubmissionReader
from techassure.problems import Problem, ProblemsFound
from techassure.reviewing.review_reader import read_reviews
from techassure.selections.bare_selections import of_editions
from techassure.selections.selection import Selection
from techassure.submissions import Refusal

LIBRARY = load_library()
HEAD = f"techassure: 1\nsupplier: {json.dumps(SUPPLIER)}\nproduct: {json.dumps(PRODUCT)}\n"
BILL = "cyclonedx-vulnerabilities.json"


@pytest.fixture(scope="module")
def selection() -> Selection:
    names = ["security-testing@1", "wcag@2.2", "cyber-essentials@3.3", "uk-core-fhir@stu2"]
    return of_editions(names, LIBRARY)


def opened(path: Path, selection: Selection) -> Pack:
    made = next(read_packs([path], SubmissionReader(selection)))
    assert isinstance(made, Pack), made.problems
    return made


def checked(folder: Path, selection: Selection, as_of: str = LATER) -> list[Problem]:
    return checking.check(opened(folder, selection), Assessor(selection, day_number(as_of) or 0))


def rules(problems: list[Problem]) -> list[str]:
    return [problem.rule for problem in problems]


# --- add --------------------------------------------------------------------------------------------------------------


def added(folder: Path, name: str, **wanted: Any) -> dict[str, Any]:
    return adding.add(FILES / name, folder, adding.Wanted(**wanted), LIBRARY.facts).item


def test_add_fills_what_can_be_read(tmp_path: Path) -> None:
    written(tmp_path / "submission.yaml", HEAD + "answers: {}\n")
    item = added(tmp_path, BILL)
    data = (FILES / BILL).read_bytes()
    assert item == {
        "id": "cyclonedx-vulnerabilities",
        "kind": "sbom.document",
        "title": "CycloneDX 1.7 bill of materials",
        "file": f"evidence/{BILL}",
        "sha256": hashlib.sha256(data).hexdigest(),
        "issued": "2026-05-20",
        "product_version": "4.2.0",
    }
    assert (tmp_path / "evidence" / BILL).read_bytes() == data


def test_an_empty_file_is_not_added(tmp_path: Path) -> None:
    written(tmp_path / "nothing.pdf", b"")
    with pytest.raises(ProblemsFound, match="the file is empty"):
        added(pack(tmp_path / "pack", {}), str(tmp_path / "nothing.pdf"), kind="pen_test.report")


def test_who_adds_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    written(tmp_path / "report.pdf", b"%PDF-1.7 and no more")
    given = ("--to", pack(tmp_path / "pack", {}), "--kind", "pen_test.report", "--issued", "2026-05-20")
    shown = run("evidence", "add", tmp_path / "report.pdf", *given)
    assert (shown.exit_code, "(broken-pdf)" in shown.stderr) == (0, True)


def test_who_adds_to_the_shared_folder_is_told_the_shared_file(tmp_path: Path) -> None:
    written(tmp_path / "supplier.yaml", "techassure: 1\n")
    with pytest.raises(ProblemsFound) as found:
        added(tmp_path, BILL)
    assert found.value.problems[0].fix == "name the file, such as `supplier.yaml`"


def test_what_was_added_is_measured(tmp_path: Path, selection: Selection) -> None:
    written(tmp_path / "submission.yaml", HEAD + "answers: {}\n")
    added(tmp_path, BILL)
    assert opened(tmp_path, selection).submission.measured["sbom.component_count"] == 3


BEFORE = [
    "answers: {}  # none yet\n",
    "evidence: []\nanswers: {}\n",
    "evidence:  # to come\nanswers:\n  sbom.format: spdx\n",
    "evidence:\n- {id: a, kind: sbom.document}\n\n# what we say\nanswers: {}\n",
    "answers: {}\nevidence:\n    -   id: a\n        kind: sbom.document\n",
    "evidence:\n  # the first\n  - {id: a, kind: sbom.document}\n  - id: b\n    kind: sbom.document\n",
]


@pytest.mark.parametrize("before", BEFORE)
def test_add_loses_nothing_that_is_there(tmp_path: Path, before: str) -> None:
    """Every line stays, comments too, and what is new is one item more."""
    path = written(tmp_path / "submission.yaml", HEAD + before)
    old = read_yaml(path.read_bytes(), "old").value
    added(tmp_path, BILL)
    text = path.read_text()
    new = read_yaml(text.encode(), "new").value
    assert new.pop("evidence")[:-1] == (old.pop("evidence", None) or [])
    assert new == old
    kept = [line for line in (HEAD + before).splitlines() if "evidence: []" not in line]
    assert [line for line in kept if line not in text] == []


def test_add_to_json(tmp_path: Path) -> None:
    written(tmp_path / "submission.json", {"techassure": 1, "supplier": SUPPLIER, "product": PRODUCT, "answers": {}})
    added(tmp_path, BILL)
    made = json.loads((tmp_path / "submission.json").read_text())
    assert (made["supplier"], len(made["evidence"])) == (SUPPLIER, 1)


def test_add_goes_into_a_list_in_brackets(tmp_path: Path) -> None:
    path = written(tmp_path / "submission.yaml", HEAD + "evidence: [{id: a, kind: sbom.document}]  # mine\n")
    added(tmp_path, BILL)
    assert "evidence: [{id: a, kind: sbom.document}, {id: cyclonedx-vulnerabilities" in path.read_text()
    assert path.read_text().endswith("]  # mine\n")


def test_add_says_what_to_write_where_it_cannot(tmp_path: Path) -> None:
    path = written(
        tmp_path / "submission.yaml", HEAD + "answers: {}\nevidence:\n  -\n    id: a\n    kind: sbom.document\n"
    )
    text = path.read_text()
    with pytest.raises(ProblemsFound) as found:
        added(tmp_path, BILL)
    problem = found.value.problems[0]
    assert (problem.rule, problem.place.line) == ("cannot-add", 5)
    assert problem.fix.startswith("write by hand: - {id: cyclonedx-vulnerabilities")
    assert path.read_text() == text


def test_add_asks_which_document_a_pdf_is(tmp_path: Path) -> None:
    pytest.importorskip("pyhanko")
    written(tmp_path / "submission.yaml", HEAD)
    with pytest.raises(ProblemsFound, match="unknown-document-kind"):
        added(tmp_path, "plain.pdf")
    item = added(tmp_path, "plain.pdf", kind="pen_test.report", issued=day_number("2026-01-21"))
    assert (item["title"], item["issued"]) == ("Penetration test of Wardlight 4.2.0", "2026-01-21")


@pytest.mark.parametrize(("kind", "hint"), [("sbom.dokument", "`sbom.document`"), ("sbom.format", "`sbom.document`")])
def test_add_knows_no_other_kinds(tmp_path: Path, kind: str, hint: str) -> None:
    written(tmp_path / "submission.yaml", HEAD)
    with pytest.raises(ProblemsFound) as found:
        added(tmp_path, BILL, kind=kind)
    assert hint in found.value.problems[0].fix


def test_add_takes_no_document_that_ends_before_it_was_issued(tmp_path: Path) -> None:
    path = written(tmp_path / "submission.yaml", HEAD)
    with pytest.raises(ProblemsFound) as found:
        added(tmp_path, BILL, expires=day_number("2025-01-21"))
    assert [each.rule for each in found.value.problems] == ["ends-before-issued"]
    assert path.read_text() == HEAD
    assert not (tmp_path / "evidence").exists()


def test_add_twice_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "submission.yaml", HEAD)
    added(tmp_path, BILL)
    with pytest.raises(ProblemsFound, match="file-exists"):
        added(tmp_path, BILL)
    with pytest.raises(ProblemsFound, match="already-listed"):
        adding.add(tmp_path / "evidence" / BILL, tmp_path, adding.Wanted(), LIBRARY.facts)


LISTED = [
    "evidence:\n  # first\n  - {id: a, kind: sbom.document}\n  - {ITEM}\n  # last\n  - {id: b, kind: sbom.document}\n",
    "evidence:\n- id: a\n  kind: sbom.document\n- ITEM\n\n# what we say\nlot: '1'\n",
    "lot: '1'\nevidence:\n    -   ITEM\n",
]


@pytest.mark.parametrize("listed", LISTED)
def test_replace_puts_the_new_file_in_place_of_the_old_and_changes_nothing_else(tmp_path: Path, listed: str) -> None:
    """The entry keeps who it is; digest, dates and version are the new file's."""
    parts = [
        f"file: evidence/{BILL}",
        "id: ours",
        "kind: sbom.document",
        "sha256: '0'",
        "issued_by: Erewhon",
        "issued: 2020-01-01",
    ]
    flow = "{ITEM}" in listed
    indent = "\n" + " " * len(listed.partition("ITEM")[0].rpartition("\n")[2])
    path = written(tmp_path / "submission.yaml", HEAD + listed.replace("ITEM", (", " if flow else indent).join(parts)))
    old = read_yaml(path.read_bytes(), "old").value
    written(tmp_path / "evidence" / BILL, "{}")
    item = added(tmp_path, BILL, replace=True)
    new = read_yaml(path.read_bytes(), "new").value
    at = next(at for at, each in enumerate(old["evidence"]) if each["id"] == "ours")
    assert (item["id"], item["issued_by"], item["issued"]) == ("ours", "Erewhon", "2026-05-20")
    assert new["evidence"][at] == item
    assert [*new["evidence"][:at], *new["evidence"][at + 1 :]] == [*old["evidence"][:at], *old["evidence"][at + 1 :]]
    assert {**new, "evidence": []} == {**old, "evidence": []}
    assert [line for line in listed.splitlines() if "#" in line and line not in path.read_text()] == []
    assert hashlib.sha256((tmp_path / "evidence" / BILL).read_bytes()).hexdigest() == item["sha256"]


def test_replace_adds_what_is_not_there_and_again_changes_nothing(tmp_path: Path) -> None:
    for name in ("submission.yaml", "submission.json"):
        text = HEAD if name.endswith("yaml") else {"techassure": 1, "supplier": SUPPLIER, "product": PRODUCT}
        path = written(tmp_path / name / name, text)
        added(path.parent, BILL, replace=True)
        once = path.read_bytes()
        added(path.parent, BILL, replace=True)
        assert path.read_bytes() == once


# --- check ------------------------------------------------------------------------------------------------------------


def bill(**parts: Any) -> dict[str, Any]:
    return entry(BILL, "sbom.document", **{"id": "bill", "issued": "2026-05-20", **parts})


def test_a_pack_in_order_has_no_problem(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {"sbom.component_count": 3}, bill())
    assert checked(tmp_path, selection) == []


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"sha256": "0" * 64}, "digest-mismatch"),
        ({"sha256": ""}, "no-digest"),
        ({"file": "evidence/gone.json"}, "missing-document"),
        ({"file": ""}, "missing-document"),
        ({"issued": "2026-05-21"}, "other-date"),
        ({"expires": "2026-06-01"}, "expired"),
        ({"expires": "2025-05-20"}, "ends-before-issued"),
    ],
)
def test_check_finds_what_is_wrong_with_an_entry(
    tmp_path: Path, selection: Selection, parts: dict[str, str], rule: str
) -> None:
    pack(tmp_path, {}, bill(**parts))
    found = next(problem for problem in checked(tmp_path, selection) if problem.rule == rule)
    assert found.place.file.endswith("submission.yaml")
    assert found.place.line > 10


def test_check_finds_another_version_and_another_product(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {}, bill(), product={"name": "Homebeat", "version": "1.0"})
    assert {"wrong-version", "other-product"} <= set(rules(checked(tmp_path, selection)))


def test_check_finds_whose_certificate_it_is(tmp_path: Path, selection: Selection) -> None:
    pytest.importorskip("cryptography")
    certificate = entry("certificate.pem", "fhir.tls_certificate")
    pack(tmp_path, {}, certificate, supplier={"id": "S2", "name": "Quillbeck Fictional plc"})
    found = next(problem for problem in checked(tmp_path, selection) if problem.rule == "other-holder")
    assert "`Larkspur Fictional Ltd`, not `Quillbeck Fictional plc`" in found.message
    pack(tmp_path, {}, certificate, supplier={"id": "S2", "name": "LARKSPUR FICTIONAL LIMITED"})
    assert "other-holder" not in rules(checked(tmp_path, selection))


def test_check_finds_what_was_made_after_the_day(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {}, bill())
    assert "not-in-force-yet" in rules(checked(tmp_path, selection, "2026-05-19"))


def test_check_finds_what_ends_before_the_contract(tmp_path: Path) -> None:
    tender = written(
        tmp_path / "tender.yaml",
        "techassure: 1\ntender: small\ntitle: Small\neditions: {wcag: 2.2 r2}\n"
        "dates: {as_of: 2026-12-01, award: 2027-02-01, commenced: 2026-11-01}\n"
        "contract: {start: 2027-04-01, end: 2029-03-31, handles_personal_data: yes}\n",
    )
    pack(tmp_path / "one", {}, bill(expires="2027-03-01"))
    result = run("evidence", "check", tmp_path / "one", "--tender", tender)
    assert result.exit_code == 1
    assert "`bill` ends on 2027-03-01, before the contract begins on 2027-04-01 (ends-early)" in result.stderr


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b'{"bomFormat": "CycloneDX",\n "specVersion": }', "json-syntax"), (b"<a>\n<b></a>", "xml-syntax")],
)
def test_check_finds_files_that_are_broken(tmp_path: Path, selection: Selection, data: bytes, rule: str) -> None:
    """Their digest is right, and nothing in them can be read."""
    broken = {**entry(BILL, "sbom.document"), "sha256": hashlib.sha256(data).hexdigest()}
    written(pack(tmp_path / "one", {}, broken) / "evidence" / BILL, data)
    [problem] = [each for each in checked(tmp_path / "one", selection) if each.rule == rule]
    assert (problem.place.file, problem.place.line) == (f"evidence/{BILL}", 2)


@pytest.mark.parametrize(("kind", "said"), [("sbom.document", True), ("pen_test.report", False)])
def test_check_finds_files_that_are_too_large_to_be_read(
    tmp_path: Path, selection: Selection, kind: str, said: bool
) -> None:
    data = b" " * (MOST_BYTES + 1)
    large = {**entry(BILL, kind), "sha256": hashlib.sha256(data).hexdigest()}
    written(pack(tmp_path / "one", {}, large) / "evidence" / BILL, data)
    assert ("too-large" in rules(checked(tmp_path / "one", selection))) is said


def test_check_finds_files_that_nobody_names(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {}, bill())
    written(tmp_path / "evidence" / "more" / "secret.txt", "Not meant to be sent.")
    found = [problem for problem in checked(tmp_path, selection) if problem.rule == "unreferred-file"]
    assert [problem.place.file for problem in found] == [str(tmp_path / "evidence" / "more" / "secret.txt")]


def test_check_finds_answers_that_nobody_backs(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {"sbom.exploited_open": 0})
    found = checked(tmp_path, selection)
    assert rules(found) == ["not-backed"]
    assert found[0].fix == "attach `sbom.document`"
    assert "`security-testing/SB-5`" in found[0].message


def test_check_says_of_a_bill_as_xml_that_it_is_not_read(tmp_path: Path, selection: Selection) -> None:
    path = tmp_path / "evidence" / "bom.xml"
    written(path, '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    pack(tmp_path, {}, {**bill(), "file": "evidence/bom.xml", "sha256": digest})
    assert "unknown-kind-of-evidence" in rules(checked(tmp_path, selection))


def test_an_answer_whose_file_has_another_digest_is_told_to_mend_that_file(
    tmp_path: Path, selection: Selection
) -> None:
    """Nobody is asked for a file that lies there."""
    pack(tmp_path, {"sbom.exploited_open": 0}, {**bill(), "sha256": "0" * 64})
    found = {problem.rule: problem for problem in checked(tmp_path, selection)}
    assert found["not-backed"].fix == (
        "mend `bill` first, because the file is not the one that was declared: its digest differs"
    )
    assert "`techassure evidence add FILE --replace`" in found["digest-mismatch"].fix


def test_check_finds_documents_on_which_nothing_rests(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {}, {"id": "plan", "kind": "carbon.plan", "issued": "2026-01-01"})
    assert "missing-document" in rules(checked(tmp_path, selection))
    written(tmp_path / "evidence" / "plan.txt", "A plan.")
    plan = {"id": "plan", "kind": "carbon.plan", "file": "evidence/plan.txt", "issued": "2026-01-01"}
    pack(tmp_path, {}, {**plan, "sha256": hashlib.sha256(b"A plan.").hexdigest()})
    assert rules(checked(tmp_path, selection)) == ["backs-nothing"]


def test_check_finds_contradictions(tmp_path: Path, selection: Selection) -> None:
    pack(tmp_path, {"sbom.component_count": 17}, bill())
    found = checked(tmp_path, selection)
    assert rules(found) == ["contradicted"]
    assert found[0].message == "`sbom.component_count`: claimed 17, found 3"
    assert found[0].fix.startswith(f"answer as evidence/{BILL}:9 says")


# --- folders, zip, tar and bags ---------------------------------------------------------------------------------------


def bag(folder: Path, inside: Path) -> Path:
    """Put a pack into a bag."""
    (folder / "data").mkdir(parents=True)
    lines = []
    for path in sorted(inside.rglob("*.*")):
        name = path.relative_to(inside).as_posix()
        written(folder / "data" / name, path.read_bytes())
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  data/{name}\n")
    written(folder / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    written(folder / "manifest-sha256.txt", "".join(lines))
    return folder


def zipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(folder.rglob("*.*")):
            archive.write(each, each.relative_to(folder.parent))
    return path


def tarred(path: Path, folder: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, folder.name)
    return path


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "bag", "zipped bag"])
def test_a_pack_comes_in_many_forms(tmp_path: Path, selection: Selection, form: str) -> None:
    folder = pack(tmp_path / "made", {"sbom.component_count": 17}, bill())
    paths = {
        "folder": lambda: folder,
        "zip": lambda: zipped(tmp_path / "pack.zip", folder),
        "tar": lambda: tarred(tmp_path / "pack.tar.gz", folder),
        "bag": lambda: bag(tmp_path / "bag", folder),
        "zipped bag": lambda: zipped(tmp_path / "bag.zip", bag(tmp_path / "bag", folder)),
    }
    path = paths[form]()
    found = checked(path, selection)
    assert rules(found) == ["contradicted"]
    assert found[0].place.file.startswith(str(path))


def refused(folder: Path, selection: Selection) -> list[str]:
    made = next(read_packs([folder], SubmissionReader(selection)))
    assert isinstance(made, Refusal)
    return [problem.rule for problem in made.problems]


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("data/submission.yaml", "changed", "bag-digest"),
        ("data/more.txt", "more", "bag-unlisted"),
        ("fetch.txt", "https://example.org/a 1 data/a\n", "bag-incomplete"),
        ("manifest-sha256.txt", f"{'0' * 64}  ../out\n", "bag-manifest"),
        ("manifest-sha256.txt", f"{'0' * 64}  /etc/passwd\n", "bag-manifest"),
        ("manifest-sha256.txt", f"{'0' * 64}  data/../../out\n", "bag-manifest"),
        ("manifest-sha256.txt", "nonsense\n", "bag-manifest"),
    ],
)
def test_a_bag_that_is_not_as_it_says_is_refused(
    tmp_path: Path, selection: Selection, name: str, text: str, rule: str
) -> None:
    folder = bag(tmp_path / "bag", pack(tmp_path / "made", {}, bill()))
    written(folder / name, text)
    assert rule in refused(folder, selection)


def test_a_bag_of_weak_digests_is_refused(tmp_path: Path, selection: Selection) -> None:
    folder = bag(tmp_path / "bag", pack(tmp_path / "made", {}))
    (folder / "manifest-sha256.txt").rename(folder / "manifest-md5.txt")
    assert refused(folder, selection) == ["bag-without-digests"]


def test_a_link_in_a_bag_is_refused(tmp_path: Path, selection: Selection) -> None:
    folder = bag(tmp_path / "bag", pack(tmp_path / "made", {}))
    (folder / "data" / "passwd").symlink_to("/etc/passwd")
    assert refused(folder, selection) == ["bag-unlisted"]


# --- registers --------------------------------------------------------------------------------------------------------

CERTIFICATE = {
    "cyber_essentials.certificate_number": "FICTION-CE-0001",
    "cyber_essentials.expires_on": "2027-05-11",
    "cyber_essentials.legal_entity": "Larkspur Fictional Ltd",
}


def test_registers_to_look_up_with_what_to_compare(tmp_path: Path, selection: Selection) -> None:
    found = registers.look_ups(opened(pack(tmp_path, CERTIFICATE), selection).submission, selection)
    assert [each.register for each in found] == ["IASME certificate search"]
    assert [each.fact for each in found[0].compare if each.identifies] == ["cyber_essentials.certificate_number"]
    assert {each.fact for each in found[0].compare} == set(CERTIFICATE)


def test_what_was_looked_up_is_recorded_and_read_again(tmp_path: Path, selection: Selection) -> None:
    submission = opened(pack(tmp_path, CERTIFICATE), selection).submission
    path, day = tmp_path / "reviews.yaml", day_number("2026-06-05") or 0
    found = {"cyber_essentials.certificate_number": "confirmed", "cyber_essentials.expires_on": "2026-03-31"}
    registers.record(path, submission, selection, found, "R. Assessor", day)
    checks = read_reviews([path], selection)[submission.identity].checks
    assert checks["cyber_essentials.certificate_number"].found is None
    assert checks["cyber_essentials.expires_on"].found == day_number("2026-03-31")
    assert {(each.by, each.on, each.register) for each in checks.values()} == {
        ("R. Assessor", day, "IASME certificate search")
    }
    registers.record(path, submission, selection, {"cyber_essentials.legal_entity": "confirmed"}, "B. Second", day)
    assert len(yaml.safe_load(path.read_text())["reviews"]) == 2


@pytest.mark.parametrize(
    ("fact", "result", "rule"),
    [
        ("cyber_essentials.expires_at", "confirmed", "not-in-a-register"),
        ("sbom.component_count", "confirmed", "not-in-a-register"),
        ("cyber_essentials.expires_on", "2026-02-30", "impossible-date"),
    ],
)
def test_what_no_register_says_is_not_recorded(
    tmp_path: Path, selection: Selection, fact: str, result: str, rule: str
) -> None:
    submission = opened(pack(tmp_path, CERTIFICATE), selection).submission
    with pytest.raises(ProblemsFound, match=rule):
        registers.record(tmp_path / "reviews.yaml", submission, selection, {fact: result}, "R. Assessor", 1)
    assert not (tmp_path / "reviews.yaml").exists()
