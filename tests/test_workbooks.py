"""A reviewer's sheet as a workbook: the same lines as the YAML file, out and in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from cli_tenders import run
from ward_messages import library

from techassure.files.doors import enter
from techassure.files.places import read_yaml
from techassure.files.spans import Mapping
from techassure.office_files import guard
from techassure.office_files.addresses import letters
from techassure.problems import ProblemsFound
from techassure.reviewing import panel, workbooks
from techassure.reviewing.sheets import ScoreFile, SheetFile
from techassure.tendering import merging, running_tender

pytest.importorskip("xlsxwriter", reason="needs the extra `xlsx`")
pytest.importorskip("python_calamine", reason="needs the extra `xlsx`")
SEED = ward_messages.SEED
SHEETS = ("orla", "idris", "petra", "meeting")


def sheet(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load((SEED / f"inbox/{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return data


def essence(file: SheetFile) -> tuple[Any, ...]:
    """What is read back of a sheet; what stands there to be read is not."""
    lines = [(each.submission, each.criterion, *map(each.__getattribute__, FILLED)) for each in file.scores]
    return file.tender, file.digest, file.reviewer, file.moderated_by, file.on, file.conflict, lines


FILLED = ("points", "outcome", "because", "refers_to", "corrects")


@pytest.mark.parametrize("name", SHEETS)
def test_a_workbook_gives_back_what_the_file_would(name: str) -> None:
    data = sheet(name)
    by_file = enter(SheetFile, read_yaml(panel.written(data).encode(), "sheet.yaml"))
    by_book = enter(SheetFile, workbooks.read(workbooks.written(data), "sheet.xlsx"))
    assert essence(by_book) == essence(by_file)


def test_the_same_sheet_has_the_same_bytes() -> None:
    assert workbooks.written(sheet("orla")) == workbooks.written(sheet("orla"))


def test_every_sheet_is_printed_as_wide_as_its_page() -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks.written(sheet("orla")))) as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert [('fitToPage="1"' in page, 'orientation="landscape"' in page) for page in pages] == [(True, True)] * 2


def test_a_workbook_is_merged_and_kept_as_it_arrived(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "before")
    path = folder / "orla.xlsx"
    path.write_bytes(workbooks.written(sheet("orla")))
    (entry,) = merging.merge(running_tender.load(folder, library()), path)
    assert entry["file"].endswith(".xlsx")
    assert (folder / entry["file"]).read_bytes() == path.read_bytes()
    again = running_tender.load(folder, library())
    assert [each.said for each in again.scores] == ["3", "3", "4", "3", "1", "2"]


def test_the_command_writes_a_workbook_by_its_ending(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "before")
    assert run("review", "sheet", folder, "--reviewer", "Orla", "--output", tmp_path / "orla.xlsx").exit_code == 0
    source = workbooks.read((tmp_path / "orla.xlsx").read_bytes(), "orla.xlsx")
    assert len(source.value["scores"]) == 6
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(tmp_path / "orla.xlsx")
    assert [cell.value for cell in book["Scores"][2]][:2] == [
        "Alderfen Pretend Systems Ltd, Alderping 3.1.0",
        "social-value/SV1",
    ]


def test_a_problem_names_sheet_and_cell() -> None:
    data = sheet("orla")
    data["scores"][2]["points"] = "seven"
    with pytest.raises(ProblemsFound) as found:
        enter(SheetFile, workbooks.read(workbooks.written(data), "orla.xlsx"))
    assert str(found.value.problems[0].place) == "orla.xlsx[Scores!I4]"


def test_what_the_head_leaves_empty_is_asked_for_at_its_cells_all_at_once() -> None:
    data = {**sheet("orla"), "on": "", "conflict": ""}
    data["scores"][2]["points"] = "seven"
    with pytest.raises(ProblemsFound) as found:
        enter(SheetFile, workbooks.read(workbooks.written(data), "orla.xlsx"))
    assert [(str(each.place), each.rule) for each in found.value.problems] == [
        ("orla.xlsx[About!B7]", "missing-value"),
        ("orla.xlsx[About!B8]", "missing-value"),
        ("orla.xlsx[Scores!I4]", "wrong-value"),
    ]
    assert [each.fix for each in found.value.problems][:2] == [
        "write the day on which you scored, such as `2026-06-08`",
        "write `none`, or what the interest is",
    ]


@pytest.mark.parametrize("ending", [".xlsx", ".yaml"])
def test_a_score_without_its_reason_is_refused_where_the_reason_belongs(ending: str, tmp_path: Path) -> None:
    folder, data = ward_messages.at(tmp_path / "tender", "before"), sheet("orla")
    data["scores"][2] |= {"because": "", "refers_to": ""}
    path = folder / f"orla{ending}"
    path.write_bytes(workbooks.written(data) if ending == ".xlsx" else panel.written(data).encode())
    with pytest.raises(ProblemsFound) as found:
        merging.merge(running_tender.load(folder, library()), path)
    assert [each.rule for each in found.value.problems] == ["no-reason", "no-reference"]
    first, second = [str(each.place).removeprefix(str(path)) for each in found.value.problems]
    assert (first, second) == (("[Scores!J4]", "[Scores!K4]") if ending == ".xlsx" else (":111:12", ":112:14"))


def test_a_cell_is_text_whatever_it_begins_with() -> None:
    data = sheet("orla")
    data["scores"][0]["because"] = '=HYPERLINK("https://x.example")'
    source = workbooks.read(workbooks.written(data), "orla.xlsx")
    assert source.value["scores"][0]["because"] == '=HYPERLINK("https://x.example")'
    assert isinstance(source.value, Mapping)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"techassure: 1", b"\x00" * 100])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(ProblemsFound, match="unreadable-workbook"):
        workbooks.read(data, "orla.xlsx")


def changed(part: str, content: bytes) -> bytes:
    """Return a reviewer's workbook with another part in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbooks.written(sheet("orla")))) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "rule"),
    [
        ("xl/vbaProject.bin", b"x", "macros-in-workbook"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "external-link"),
        ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "unreadable-workbook"),
        ("xl/sharedStrings.xml", b"<sst><si><t>" + b"x" * (guard.MOST_UNPACKED + 1) + b"</t></si></sst>",
         "workbook-too-large"),
    ],
    ids=["macros", "external link", "entities", "bomb"],
)  # fmt: skip
def test_what_no_reviewer_needs_is_refused(part: str, content: bytes, rule: str) -> None:
    """Reviewers' workbooks are opened as suppliers' are: as if they were hostile."""
    with pytest.raises(ProblemsFound, match=rule):
        workbooks.read(changed(part, content), "orla.xlsx")


def test_a_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(ProblemsFound, match="encrypted-workbook"):
        workbooks.read(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "orla.xlsx")


def test_empty_rows_without_end_are_passed_over() -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks.written(sheet("orla")))) as archive:
        old = archive.read("xl/worksheets/sheet1.xml").decode()
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(900_000, 1_048_577))
    book = changed("xl/worksheets/sheet1.xml", old.replace("</sheetData>", f"{empty}</sheetData>").encode())
    assert len(workbooks.read(book, "orla.xlsx").value["scores"]) == 6


@pytest.mark.parametrize(
    ("formula", "value", "said"), [("=1/0", "#DIV/0!", "#DIV/0!"), ("=1+1", None, "without what it comes to")]
)
def test_a_formula_that_ended_in_an_error_is_no_score(formula: str, value: str | None, said: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))
    column = next(cell.column for cell in book["Scores"][1] if cell.value == "points")
    book["Scores"].cell(2, column).value = value or formula
    held = io.BytesIO()
    book.save(held)
    with pytest.raises(ProblemsFound) as found:
        workbooks.read(held.getvalue(), "orla.xlsx")
    problem = found.value.problems[0]
    assert (problem.rule, str(problem.place)) == ("formula-without-value", f"orla.xlsx[Scores!{letters(column - 1)}2]")
    assert said in problem.message


def test_what_a_person_may_fill_in_is_what_is_read_back() -> None:
    assert set(FILLED) <= set(ScoreFile.model_fields)


def test_a_sheet_that_was_renamed_is_asked_for_by_its_name() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))
    book["Scores"].title, held = "Bewertung", io.BytesIO()
    book.save(held)
    with pytest.raises(ProblemsFound) as found:
        workbooks.read(held.getvalue(), "orla.xlsx")
    (problem,) = found.value.problems
    assert problem.message == "the workbook has no sheet `Scores`; its sheets are `About`, `Bewertung`"
    assert problem.fix.startswith("if one of them is that sheet, call it `Scores` again")
