"""A reviewer's sheet as a workbook: the same lines as the YAML file, out and in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from cli_tenders import run
from ward_messages import library

from techassure.files.doors import enter
from techassure.files.places import Source, read_yaml
from techassure.files.spans import Mapping
from techassure.office_files import guard
from techassure.office_files.addresses import letters
from techassure.problems import ProblemsFound
from techassure.reviewing import panel, returned_workbooks, workbooks
from techassure.reviewing.sheets import ScoreFile, SheetFile
from techassure.tendering import merging, running_tender

pytest.importorskip("xlsxwriter", reason="needs the extra `xlsx`")
pytest.importorskip("python_calamine", reason="needs the extra `xlsx`")
Comment = pytest.importorskip("openpyxl.comments").Comment
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
    by_book = enter(SheetFile, returned_workbooks.read(workbooks.written(data), "sheet.xlsx"))
    assert essence(by_book) == essence(by_file)


def test_the_first_sheet_asks_in_words() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))
    asked = [row[0].value for row in book[workbooks.ABOUT].iter_rows()]
    assert asked[-4:] == ["Reviewer", "Role of the reviewer", "Day of scoring", "Conflict of interest"]


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
    (entry,) = merging.merge(running_tender.load(folder, library()), path).entries
    assert entry["file"].endswith(".xlsx")
    assert (folder / entry["file"]).read_bytes() == path.read_bytes()
    again = running_tender.load(folder, library())
    assert [each.said for each in again.scores] == ["3", "3", "4", "3", "1", "2"]


def test_the_command_writes_a_workbook_by_its_ending(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "before")
    assert run("review", "sheet", folder, "--reviewer", "Orla", "--output", tmp_path / "orla.xlsx").exit_code == 0
    source = returned_workbooks.read((tmp_path / "orla.xlsx").read_bytes(), "orla.xlsx")
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
        enter(SheetFile, returned_workbooks.read(workbooks.written(data), "orla.xlsx"))
    assert str(found.value.problems[0].place) == "orla.xlsx[Scores!G4]"


def test_what_the_head_leaves_empty_is_asked_for_at_its_cells_all_at_once() -> None:
    data = {**sheet("orla"), "on": "", "conflict": ""}
    data["scores"][2]["points"] = "seven"
    with pytest.raises(ProblemsFound) as found:
        enter(SheetFile, returned_workbooks.read(workbooks.written(data), "orla.xlsx"))
    assert [(str(each.place), each.rule) for each in found.value.problems] == [
        ("orla.xlsx[About!B7]", "missing-value"),
        ("orla.xlsx[About!B8]", "missing-value"),
        ("orla.xlsx[Scores!G4]", "wrong-value"),
    ]
    assert [each.fix for each in found.value.problems][:2] == [
        "write the day on which you scored, such as `2026-06-08`",
        "write `none`, or what the interest is",
    ]


LINES = ("techassure", "tender", "digest", "reviewer.name", "on", "conflict")


@pytest.mark.parametrize("key", LINES)
def test_a_line_of_the_head_that_is_gone_is_asked_for_at_a_cell(key: str, tmp_path: Path) -> None:
    folder, data = ward_messages.at(tmp_path / "tender", "before"), sheet("orla")
    label = workbooks.LABELS[key]
    (folder / "orla.xlsx").write_bytes(without_line(workbooks.written(data), label))
    with pytest.raises(ProblemsFound) as found:
        merging.merge(running_tender.load(folder, library()), folder / "orla.xlsx")
    (problem,) = found.value.problems
    assert str(problem.place).endswith("orla.xlsx[About!A8]" if key == LINES[-1] else "orla.xlsx[About!A9]")
    assert problem.message == f"the sheet `About` has lost its line `{label}`"


def without_line(book: bytes, label: str) -> bytes:
    """Return the workbook with a line of its first sheet blanked."""
    openpyxl = pytest.importorskip("openpyxl")
    made, changed_book = openpyxl.load_workbook(io.BytesIO(book)), io.BytesIO()
    for row in made["About"].iter_rows():
        if row[0].value == label:
            for cell in row:
                cell.value = None
    made.save(changed_book)
    return changed_book.getvalue()


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
    assert (first, second) == (("[Scores!H4]", "[Scores!I4]") if ending == ".xlsx" else (":114:12", ":115:14"))


def test_a_cell_is_text_whatever_it_begins_with() -> None:
    data = sheet("orla")
    data["scores"][0]["because"] = '=HYPERLINK("https://x.example")'
    source = returned_workbooks.read(workbooks.written(data), "orla.xlsx")
    assert source.value["scores"][0]["because"] == '=HYPERLINK("https://x.example")'
    assert isinstance(source.value, Mapping)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"techassure: 1", b"\x00" * 100])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(ProblemsFound, match="unreadable-workbook"):
        returned_workbooks.read(data, "orla.xlsx")


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
        returned_workbooks.read(changed(part, content), "orla.xlsx")


def test_a_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(ProblemsFound, match="encrypted-workbook"):
        returned_workbooks.read(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "orla.xlsx")


def test_empty_rows_without_end_are_passed_over() -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks.written(sheet("orla")))) as archive:
        old = archive.read("xl/worksheets/sheet1.xml").decode()
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(900_000, 1_048_577))
    book = changed("xl/worksheets/sheet1.xml", old.replace("</sheetData>", f"{empty}</sheetData>").encode())
    assert len(returned_workbooks.read(book, "orla.xlsx").value["scores"]) == 6


@pytest.mark.parametrize(
    ("formula", "value", "said"), [("=1/0", "#DIV/0!", "#DIV/0!"), ("=1+1", None, "without what it comes to")]
)
def test_a_formula_that_ended_in_an_error_is_no_score(formula: str, value: str | None, said: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))
    column = next(cell.column for cell in book["Scores"][1] if cell.value == "Points")
    book["Scores"].cell(2, column).value = value or formula
    held = io.BytesIO()
    book.save(held)
    with pytest.raises(ProblemsFound) as found:
        returned_workbooks.read(held.getvalue(), "orla.xlsx")
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
        returned_workbooks.read(held.getvalue(), "orla.xlsx")
    (problem,) = found.value.problems
    assert problem.message == "the workbook has no sheet `Scores`; its sheets are `About`, `Bewertung`"
    assert problem.fix.startswith("if one of them is that sheet, call it `Scores` again")


# --- what people do to a workbook -----------------------------------------------------------------------------------


def edited(change: Callable[[Any, Any, dict[str, int]], object], name: str = "orla") -> bytes:
    """Return a sheet as somebody changed it: the book, its scores, and the column of each heading."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet(name))))
    change(book, book["Scores"], {key(cell.value): cell.column for cell in book["Scores"][1]})
    book.save(held := io.BytesIO())
    return held.getvalue()


def key(heading: str) -> str:
    return heading.lower().replace(" ", "_")


def as_read(data: bytes) -> Source:
    return returned_workbooks.read(data, "orla.xlsx")


def above(_: Any, scores: Any, __: dict[str, int]) -> None:
    scores.insert_rows(1)
    scores["A1"] = "Social value, for Thursday"


HARMLESS: dict[str, Callable[[Any, Any, dict[str, int]], object]] = {
    "a title above": above,
    "a blank row above": lambda _, scores, __: scores.insert_rows(1),
    "blanks": lambda _, scores, at: scores.cell(1, at["points"], "Points "),
    "capitals": lambda _, scores, at: scores.cell(1, at["points"], "POINTS"),
    "a colon": lambda _, scores, at: scores.cell(1, at["points"], "Points :"),
    "a key": lambda _, scores, at: scores.cell(1, at["refers_to"], "refers_to"),
    "a name in capitals": lambda _, scores, __: setattr(scores, "title", "SCORES "),
    "another order": lambda _, scores, __: scores.move_range("A3:Z3", rows=7),
    "the name of a bid below": lambda _, scores, at: scores.cell(scores.max_row + 2, at["bid"], "Alderping"),
    "an empty sheet": lambda book, _, __: book.create_sheet("Notes"),
    "hidden rows": lambda _, scores, __: setattr(scores.row_dimensions[4], "hidden", True),
    "keys of the first page in capitals": lambda book, _, __: book["About"].__setitem__("A7", "On:"),
    "a blank column in front of the first page": lambda book, _, __: book["About"].insert_cols(1),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_people_do_to_a_workbook_loses_nothing(change: Callable[[Any, Any, dict[str, int]], object]) -> None:
    expected = essence(enter(SheetFile, as_read(workbooks.written(sheet("orla")))))
    *head, lines = essence(enter(SheetFile, as_read(edited(change))))
    assert [*head, sorted(map(str, lines))] == [*expected[:-1], sorted(map(str, expected[-1]))]


REFUSED: dict[str, tuple[Callable[[Any, Any, dict[str, int]], object], str, str]] = {
    "another word": (lambda _, scores, at: scores.cell(1, at["points"], "score"), "missing-column", "`points`"),
    "without its column": (lambda _, scores, at: scores.delete_cols(at["points"]), "missing-column", "`points`"),
    "without the criteria": (
        lambda _, scores, at: scores.delete_cols(at["criterion"]), "missing-column", "`criterion`"),
    "without headings": (lambda _, scores, __: scores.delete_rows(1), "no-headings", "headings"),
    "sorted with its headings": (
        lambda _, scores, __: scores.move_range("A1:Z1", rows=20), "line-above-headings", "above"),
    "a column twice": (
        lambda _, scores, at: scores.cell(1, max(at.values()) + 1, "points"), "column-twice", "`points`"),
    "merged": (lambda _, scores, at: scores.merge_cells(
        start_row=2, end_row=3, start_column=at["because"], end_column=at["because"]), "merged-cells", "`because`"),
    "two days": (lambda book, _, __: book["About"].append(["on", "2026-01-01"]), "said-twice", "`on`"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "rule", "word"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_without_guessing_is_refused(
    change: Callable[[Any, Any, dict[str, int]], object], rule: str, word: str
) -> None:
    with pytest.raises(ProblemsFound) as found:
        as_read(edited(change))
    assert next((each.rule, word in each.message) for each in found.value.problems) == (rule, True)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda book, scores, _: book.copy_worksheet(scores), "sheet-not-read"),
        (lambda _, scores, at: scores.cell(1, max(at.values()) + 1, "my notes"), "column-not-read"),
        (lambda _, scores, at: scores.cell(3, max(at.values()) + 2, "hm"), "column-not-read"),
        (lambda book, _, __: book["About"].append(["A word from me"]), "line-not-read"),
        (lambda _, scores, __: scores.cell(40, 1, "I was tired by then."), "line-not-read"),
        (above, "line-not-read"),
        (lambda _, scores, at: setattr(scores.cell(2, at["points"]), "comment", Comment("Or 2?", "O")), "beside-cells"),
    ],
    ids=["a copy", "notes", "a cell beside", "a line", "a line below", "a line above", "a comment"],
)
def test_what_is_not_read_is_remarked_on(change: Callable[[Any, Any, dict[str, int]], object], rule: str) -> None:
    source = as_read(edited(change))
    assert [(each.rule, each.severity) for each in source.remarks] == [(rule, "warning")]


def test_a_line_without_a_bid_is_told_once() -> None:
    """Such as a total: it lacks four headings, and is one mistake."""
    data = edited(lambda _, scores, at: (scores.cell(40, 1, "Total"), scores.cell(40, at["points"], 12)))
    with pytest.raises(ProblemsFound) as found:
        as_read(data)
    (problem,) = found.value.problems
    assert (problem.rule, problem.place.file) == ("no-bid", "orla.xlsx[Scores!A40]")
    assert problem.message == "this line holds `Points`, and does not say of which bid"


def test_a_line_that_lost_its_bid_is_refused_and_not_dropped() -> None:
    def cleared(_: Any, scores: Any, at: dict[str, int]) -> None:
        for key in ("supplier", "product", "version"):
            scores.cell(3, at[key]).value = None

    with pytest.raises(ProblemsFound, match="missing-key"):
        enter(SheetFile, as_read(edited(cleared)))


def merged(tmp_path: Path, data: bytes, step: str = "before") -> list[str]:
    """Return what is wrong with a workbook that is merged."""
    folder = ward_messages.at(tmp_path / "tender", step)
    (folder / "sheet.xlsx").write_bytes(data)
    try:
        merging.merge(running_tender.load(folder, library()), folder / "sheet.xlsx")
    except ProblemsFound as found:
        return [f"{str(each.place).partition('[')[2]} {each.rule}" for each in found.problems]
    return []


def test_a_reason_without_a_score_is_refused(tmp_path: Path) -> None:
    data = edited(lambda _, scores, at: setattr(scores.cell(3, at["points"]), "value", None))
    assert merged(tmp_path, data) == ["Scores!H3] reason-without-score"]


@pytest.mark.parametrize(("name", "step"), [("orla", "before"), ("meeting", "clarified")])
def test_a_sheet_of_nothing_is_nobodys_scores(name: str, step: str, tmp_path: Path) -> None:
    data = sheet(name)
    for line in data["scores"]:
        line |= {"points": "", "because": "", "refers_to": ""}
    assert merged(tmp_path, workbooks.written(data), step) == [" nothing-scored"]


def test_who_steps_back_may_send_a_sheet_without_a_score(tmp_path: Path) -> None:
    data = {**sheet("orla"), "conflict": "My brother sells for Alderfen."}
    for line in data["scores"]:
        line |= {"points": "", "because": "", "refers_to": ""}
    assert merged(tmp_path, workbooks.written(data)) == []


def test_problems_of_a_workbook_stand_in_the_order_of_its_lines(tmp_path: Path) -> None:
    data = sheet("orla")
    data["scores"] = [{**line, "points": "9"} for line in data["scores"] * 2]
    places = [each.split("]")[0] for each in merged(tmp_path, workbooks.written(data)) if "not-in-rubric" in each]
    assert places == [f"Scores!G{row}" for row in range(2, 14)]


def test_a_line_that_stands_twice_is_named_at_the_second(tmp_path: Path) -> None:
    data = sheet("orla")
    data["scores"].append(data["scores"][1])
    assert merged(tmp_path, workbooks.written(data)) == ["Scores!B8] scored-twice"]


def test_what_is_printed_is_what_people_read_and_fill_in() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))["Scores"]
    heads = {key(cell.value): cell.column_letter for cell in page[1]}
    assert page.print_area == f"'Scores'!$A$1:${heads['refers_to']}$7"
    assert heads["supplier"] > heads["refers_to"]


def test_a_long_answer_widens_its_column_and_none_is_lost() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    data = sheet("orla")
    data["scores"][0]["answered"] = {"Q": "word " * 600}
    data["scores"][1]["answered"] = {"Q": "word " * 9000}
    page = openpyxl.load_workbook(io.BytesIO(workbooks.written(data)))["Scores"]
    (column,) = (cell.column_letter for cell in page[1] if cell.value == "What the supplier answered")
    assert page.column_dimensions[column].width > 100
    assert page[f"{column}2"].value.count("word") == 600
    assert page[f"{column}3"].value.endswith("read the rest in the submission]")


def test_lines_that_were_sorted_without_the_columns_behind_them_are_refused(tmp_path: Path) -> None:
    """The bid that the reviewer read moves with the score; the one that the program knows stays behind."""
    folder = ward_messages.at(tmp_path / "tender", "before")
    run("review", "sheet", folder, "--reviewer", "Orla", "--output", tmp_path / "orla.yaml")
    ward_messages.fill(tmp_path / "orla.yaml", ward_messages.ORLA, "2026-06-08", "none")
    data = yaml.load((tmp_path / "orla.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    first, third = data["scores"][0], data["scores"][2]
    first["submission"], third["submission"] = third["submission"], first["submission"]
    (folder / "sheet.xlsx").write_bytes(workbooks.written(data))
    with pytest.raises(ProblemsFound) as found:
        merging.merge(running_tender.load(folder, library()), folder / "sheet.xlsx")
    assert [(str(each.place).partition("[")[2], each.rule) for each in found.value.problems] == [
        ("Scores!A2]", "line-of-two-bids"),
        ("Scores!A4]", "line-of-two-bids"),
    ]


def test_a_meeting_sees_at_once_where_scores_lie_too_far_apart() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    line = {**sheet("meeting")["scores"][0], "points": ""}
    two = {
        **sheet("meeting"),
        "scores": [{**line, "spread": said} for said in ("agreed", f"2 apart, {workbooks.BEYOND}")],
    }
    page = openpyxl.load_workbook(io.BytesIO(workbooks.written(two)))["Scores"]
    at = [cell.value for cell in page[1]].index("Spread")
    assert [page[row][at].font.bold for row in (2, 3)] == [False, True]


def test_a_heading_that_is_a_formula_without_a_value_is_called_so() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.written(sheet("orla"))))
    book["Scores"]["A1"] = "=1+1"
    held = io.BytesIO()
    book.save(held)
    [remark] = returned_workbooks.read(held.getvalue(), "orla.xlsx").remarks
    assert remark.message == "the column `a formula without a value` is not read"
