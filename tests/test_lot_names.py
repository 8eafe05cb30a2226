"""A lot is called by its key and its title where people read, and by its key alone in data."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import report_documents as made
import ward_messages
from builders import written
from cli_tenders import make, run

from techassure.documents.comparison import compared
from techassure.documents.document import validator
from techassure.report import comparison, comparison_markdown, comparison_page, standing
from techassure.selections.lot_names import lot_named
from techassure.summaries import contents, drafting, shape
from techassure.tendering import running_tender
from techassure.tendering.final_writer import document

LOTS = 'lots: {"1": At home, "2": In <b>hospital}\n'
DAY = ("--as-of", "2026-06-01")


@pytest.fixture(scope="module")
def tender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tender of two lots; one product is offered for the second, two for the first."""
    folder = make(tmp_path_factory.mktemp("lots"))
    (folder / "tender.yaml").write_text((folder / "tender.yaml").read_text("utf-8") + LOTS, "utf-8")
    for path in (folder / "submissions").iterdir():
        lot = "2" if path.stem == "Homebeat" else "1"
        path.write_text(path.read_text("utf-8").replace("answers:", f'lot: "{lot}"\nanswers:'), "utf-8")
    return folder


def text_of(path: Path) -> str:
    """Return what a file says to a person."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            found = " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
        return " ".join(unescape(re.sub("<[^>]*>", " ", found)).split())
    if path.suffix == ".pdf":
        pypdf = pytest.importorskip("pypdf")
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())
    return unescape(path.read_text("utf-8"))


def test_a_lot_without_a_title_is_called_by_its_key() -> None:
    assert [lot_named({"1": "Wards", "2": "2"}, key) for key in "123"] == ["1 (Wards)", "2", "3"]


@pytest.mark.parametrize(
    ("form", "needed"), [("table", ""), ("html", "jinja2"), ("xlsx", "xlsxwriter"), ("pdf", "typst")]
)
def test_the_board_names_the_lots(tender: Path, tmp_path: Path, form: str, needed: str) -> None:
    if needed:
        pytest.importorskip(needed)
    out = tmp_path / f"board.{form}"
    result = run("assess", tender, *DAY, "--format", form, "--output", out)
    assert result.exit_code == 0, result.output
    said = text_of(out).lower()
    assert "lot 1 (at home)" in said
    assert "2 (in <b>hospital)" in said


def test_the_comment_names_the_lots_and_escapes_them(tender: Path) -> None:
    said = run("assess", tender, *DAY, "--format", "markdown").stdout
    assert "### Lot 1 (At home)" in said
    assert r"### Lot 2 (In \<b\>hospital)" in said


def test_data_keeps_the_keys(tender: Path) -> None:
    made = json.loads(run("assess", tender, *DAY, "--format", "json").stdout)
    assert [each["lot"] for each in made["rankings"]] == ["1", "2"]
    assert {each["lot"] for each in made["assessments"]} == {"1", "2"}
    assert made["selection"]["lots"] == {"1": "At home", "2": "In <b>hospital"}
    rows = list(csv.DictReader(run("assess", tender, *DAY, "--format", "csv").stdout.splitlines()))
    assert {row["lot"] for row in rows} == {"1", "2"}


def test_a_kept_result_from_before_lots_had_titles_is_still_read(tender: Path, tmp_path: Path) -> None:
    made = json.loads(run("assess", tender, *DAY, "--format", "json").stdout)
    del made["selection"]["lots"]
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(made), "utf-8")
    assert "LOT 1: RANKED" in run("report", kept).stdout


@pytest.mark.parametrize(
    ("form", "needed"), [("yaml", "yaml"), ("html", "jinja2"), ("docx", "docx"), ("xlsx", "xlsxwriter")]
)
def test_a_questionnaire_says_which_lots_there_are(tender: Path, tmp_path: Path, form: str, needed: str) -> None:
    pytest.importorskip(needed)
    out = tmp_path / f"asked.{form}"
    one = tender / "submissions" / "Homebeat.yaml"
    result = run("questionnaire", "--tender", tender, "--from", one, *DAY, "--output", out)
    assert result.exit_code == 0, result.output
    assert "1 (At home); 2 (In <b>hospital)" in text_of(out)
    if form in ("xlsx", "yaml"):
        read = json.loads(run("check", out, "--tender", tender, *DAY, "--format", "json").stdout)
        assert [each["lot"] for each in read["assessments"]] == ["2"]


def twice() -> dict[str, Any]:
    """One product in both lots, as `report --supplier` sees it."""
    lapse = made.moment("2026-12-01", ("dtac/C3.1", "met", "not met"))
    parts = [made.assessment(lot=lot, timeline=[lapse]) for lot in "12"]
    sources = [made.source(each) for each in parts[0]["criteria"]]
    selection = made.selection(lots={"1": "Wards", "2": "Clinics"}, criteria=sources)
    return made.document(*parts, rankings=[], selection=selection)


@pytest.mark.parametrize("form", ["html", "markdown", "pdf", "ics", "junit", "github", "sarif"])
def test_one_product_in_two_lots_is_told_apart_by_the_lot(tmp_path: Path, form: str) -> None:
    report = import_module(f"techassure.report.{form}")
    path = written(tmp_path / f"report.{form}", report.render(twice()))
    said = text_of(path).replace("\r\n ", "").replace("\\", "").replace("%2C", ",").replace("%0A", " ")
    assert "lot 1 (Wards)" in said
    assert "lot 2 (Clinics)" in said


def test_compared_results_name_the_lot_of_a_product_in_two() -> None:
    both = compared(twice(), {**twice(), "as_of": "2027-01-01"})
    pages = comparison.render(both), comparison_markdown.render(both), comparison_page.render(both).decode()
    for page in pages:
        assert "lot 1 (Wards)" in page
        assert "lot 2 (Clinics)" in page


def final_of(tmp_path: Path) -> dict[str, Any]:
    """The seed's finalised tender, as it would be with two lots."""
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "lock"), ward_messages.library())
    found.selection = replace(found.selection, lots={"1": "Wards", "2": "Clinics"})
    made = document(found, {}, final=False)
    for bid in made["bids"]:
        bid["submission"]["lot"] = "2"
    return {**made, "lots": [{"lot": "2", "first": []}]}


def test_where_bids_stand_is_told_by_the_names_of_lots(tmp_path: Path) -> None:
    assert "LOT 2 (CLINICS): BY TOTAL (0)" in standing.render(final_of(tmp_path), 80)


def test_the_data_of_a_letter_keeps_the_key_and_has_the_title_beside_it(tmp_path: Path) -> None:
    final = final_of(tmp_path)
    made = contents.supplier(final, final["bids"][0])
    assert (made["lot"], made["lot_title"]) == ("2", "Clinics")
    assert "lot_title" not in contents.supplier({**final, "selection": {}}, final["bids"][0])


def test_a_letter_names_the_lot(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    drafts, _ = drafting.drafts(running_tender.load(ward_messages.SEED, ward_messages.library()), None, [])
    name, made = next((name, made) for name, made in drafts.items() if made["kind"] == "assessment-summary")
    made = {**made, "supplier": {**made["supplier"], "lot": "2", "lot_title": "Clinics"}}
    validator(shape.SummaryDocument).validate_python(made)
    (tmp_path / "letter.docx").write_bytes(drafting.files({name: made})[f"{name}.docx"])
    assert "Lot 2 (Clinics)" in text_of(tmp_path / "letter.docx")


def test_a_bid_of_a_running_tender_is_called_with_its_lot(tmp_path: Path) -> None:
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "lock"), ward_messages.library())
    found.selection = replace(found.selection, lots={"1": "Wards"})
    assert found.named(("S", "P", "1", "1")) == "S, P 1, lot 1 (Wards)"


def refused(tender: Path, lot: str) -> str:
    """Return what is said to a submission that names its lot so, in one line."""
    path = tender.parent / "returned.yaml"
    text = (tender / "submissions" / "Homebeat.yaml").read_text("utf-8")
    path.write_text(text.replace('lot: "2"\n', lot), "utf-8")
    return " ".join(run("check", path, "--tender", tender, *DAY).output.split())


def test_where_no_lot_is_named_the_fix_names_them_with_their_titles(tender: Path) -> None:
    said = refused(tender, "")
    assert "the submission names no lot" in said
    assert "one of `1` (At home), `2` (In <b>hospital)" in said


def test_where_there_is_no_such_lot_the_fix_names_them_with_their_titles(tender: Path) -> None:
    said = refused(tender, 'lot: "7"\n')
    assert "the tender has no lot `7`" in said
    assert "one of `1` (At home), `2` (In <b>hospital)" in said


@pytest.mark.parametrize(
    "written", ["At home", "at  HOME", "1 (At home)", "Lot 1 (at home)", "Lot 1", "home", "At hone"]
)
def test_a_lot_that_is_called_as_people_call_it_is_answered_with_its_key(tender: Path, written: str) -> None:
    assert "did you mean `1` (At home)?" in refused(tender, f'lot: "{written}"\n')


def test_lots_stand_in_the_order_of_the_tender(tmp_path: Path) -> None:
    folder = make(tmp_path)
    lots = 'lots: {"10": Tenth, "9": Ninth, "8": Eighth}\n'
    (folder / "tender.yaml").write_text((folder / "tender.yaml").read_text("utf-8") + lots, "utf-8")
    for path, lot in zip(sorted((folder / "submissions").iterdir()), ("9", "10", "9"), strict=True):
        path.write_text(path.read_text("utf-8").replace("answers:", f'lot: "{lot}"\nanswers:'), "utf-8")
    made = json.loads(run("assess", folder, "--format", "json").stdout)
    assert [each["lot"] for each in made["rankings"]] == ["10", "9", "8"]


def test_a_lot_that_nobody_bid_for_is_told_of_in_the_result(tmp_path: Path) -> None:
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "lock"), ward_messages.library())
    found.selection = replace(found.selection, lots={"1": "Wards", "2": "Clinics"})
    made = document(found, {}, final=False)
    assert [each["lot"] for each in made["lots"]][:2] == ["1", "2"]
    assert "LOT 2 (CLINICS): BY TOTAL (0) Nobody bid for this lot." in " ".join(standing.render(made, 80).split())


def test_who_stands_outside_is_named_with_the_lot(tmp_path: Path) -> None:
    made = final_of(tmp_path)
    made["bids"][0] |= {"stands": "withdrawn", "decided": {"by": "H", "on": "2026-06-01", "because": "They asked."}}
    assert "lot 2 (Clinics): withdrawn" in " ".join(standing.render(made, 80).split())
