"""Workbooks as real programs write them: each shape that a cell can have is read for what a person sees in it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import day
from questionnaires import HEAD, by_hand, by_office, read, refused, row_of, written
from test_questionnaire_workbook import of_every_type

from techassure.office_files import grid
from techassure.office_files.errors import MARK
from techassure.questionnaire.known import Given, Known

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
xlsxwriter = pytest.importorskip("xlsxwriter")

EARLY = date(1900, 2, 1)
FIRST_OF_JUNE = day("2026-06-01").toordinal()


Write = Callable[[Any, Any, int], object]
"""Writes an answer into a sheet of a book, in the second cell of a row."""


def listed(folder: Path, fill: Callable[[Any, Any], object], **options: Any) -> Path:
    """Write a plain list of codes and answers by XlsxWriter, as a supplier's own program might."""
    path = folder / "list.xlsx"
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("Our answers")
    for at, (key, value) in enumerate(HEAD.items()):
        sheet.write_row(at, 0, [key, value])
    fill(book, sheet)
    book.close()
    return path


def one(key: str, write: Write) -> Callable[[Any, Any], object]:
    """Return what writes one answer beside its code."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(10, 0, key)
        write(book, sheet, 10)

    return fill


def dated(form: str | int, value: Any) -> Write:
    def write(book: Any, sheet: Any, row: int) -> None:
        style = book.add_format({"num_format": form})
        put = sheet.write_number if isinstance(value, int) else sheet.write_datetime
        put(row, 1, value, style)

    return write


def text(said: str) -> Write:
    return lambda book, sheet, row: sheet.write_string(row, 1, said, book.add_format())


def formula(said: str, value: Any) -> Write:
    return lambda book, sheet, row: sheet.write_formula(row, 1, said, book.add_format(), value)


def rich(book: Any, sheet: Any, row: int) -> None:
    sheet.write_rich_string(row, 1, "Tested ", book.add_format({"bold": True}), "twice", " a year")


def true(book: Any, sheet: Any, row: int) -> None:
    sheet.write_boolean(row, 1, True, book.add_format())


def commented(book: Any, sheet: Any, row: int) -> None:
    sheet.write_string(row, 1, "Yes")
    sheet.write_comment(row, 1, "Jo: is that so?")


def merged(book: Any, sheet: Any, row: int) -> None:
    sheet.merge_range(row, 1, row, 4, "Yes", book.add_format())


def in_a_table(book: Any, sheet: Any, row: int) -> None:
    columns = [{"header": "Code"}, {"header": "Answer"}]
    sheet.add_table(row - 1, 0, row, 1, {"data": [["q.yes", "Yes"]], "columns": columns, "name": "Answers"})


TOLD = "Tested twice a year"
SHAPES: dict[str, tuple[str, Write, Any]] = {
    "rich text": ("q.text", rich, TOLD),
    "an escape of Excel that somebody typed": ("q.text", text("_x0041_ b"), "_x0041_ b"),
    "two lines": ("q.text", text("a\nb"), "a\nb"),
    "a formula with its value": ("q.text", formula('="Te"&"st"', "Test"), "Test"),
    "a true": ("q.yes", true, True),
    "a true of a formula": ("q.yes", formula("=1=1", True), True),
    "a number of a formula": ("q.number", formula("=15/2", 7.5), 7.5),
    "a share": ("q.text", lambda b, s, r: s.write_number(r, 1, 0.5, b.add_format({"num_format": "0%"})), "50%"),
    "a date": ("q.date", dated("dd/mm/yyyy", date(2026, 6, 1)), FIRST_OF_JUNE),
    "a date of the usual form": ("q.date", dated(14, 46174), FIRST_OF_JUNE),
    "a date in words": ("q.date", dated("[$-809]dddd d mmmm yyyy;@", 46174), FIRST_OF_JUNE),
    "a day at midnight": ("q.date", dated("dd/mm/yyyy hh:mm", datetime(2026, 6, 1)), FIRST_OF_JUNE),
    "a day before the leap day that never was": ("q.date", dated("d/m/yyyy", EARLY), EARLY.toordinal()),
    "a comment beside it": ("q.yes", commented, True),
    "merged cells": ("q.yes", merged, True),
    "a table of Excel": ("q.yes", in_a_table, True),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_cell_is_read_for_what_it_shows(tmp_path: Path, shape: str) -> None:
    key, write, value = SHAPES[shape]
    assert read(listed(tmp_path, one(key, write)), of_every_type()).values[key] == value


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_every_shape_survives_libreoffice(tmp_path: Path, ending: str) -> None:
    """One list with all shapes but two: LibreOffice counts days before March 1900 otherwise, and knows no true."""
    apart = {"a day before the leap day that never was", "a table of Excel"}
    apart |= {"a true", "a true of a formula"} if ending == "ods" else set()
    names = [name for name in SHAPES if name not in apart]

    def fill(book: Any, sheet: Any) -> None:
        for row, name in enumerate(names):
            sheet.write_string(30 + row, 5, name)
            SHAPES[name][1](book, sheet, 30 + row)

    found = grid.sheets(by_office(listed(tmp_path, fill), ending).read_bytes(), "q")[0]
    told = [(found.rows[30 + row][5], found.rows[30 + row][1]) for row in range(len(names))]
    wanted = [(name, SHAPES[name][2]) for name in names]
    plain = [
        (name, cell.toordinal() if isinstance(cell, date) else cell == "Yes" or cell if wants is True else cell)
        for (name, cell), (_, wants) in zip(told, wanted, strict=True)
    ]
    assert plain == wanted


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    """Older Excels for the Mac count from another day, and their workbooks still go round."""
    path = listed(tmp_path, one("q.date", dated("dd/mm/yyyy", date(2026, 6, 1))), date_1904=True)
    assert read(path, of_every_type()).values["q.date"] == FIRST_OF_JUNE


# --- formulas that came to nothing ----------------------------------------------------------------------------------


def failed(book: Any, sheet: Any, row: int) -> None:
    sheet.write_formula(row, 1, "=1/0", None, "#DIV/0!")


@pytest.mark.parametrize("key", ["q.text", "q.number", "q.yes", "supplier.name"])
def test_an_error_is_no_answer_and_never_dropped(tmp_path: Path, key: str) -> None:
    row = list(HEAD).index(key) if key in HEAD else 10

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(row, 0, key)
        failed(book, sheet, row)

    problems = refused(listed(tmp_path, fill), of_every_type())
    assert ("list.xlsx['Our answers'!B" + str(row + 1) + "]", "formula-without-value") in [
        (each.place.file, each.rule) for each in problems
    ]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_an_error_that_libreoffice_saved_is_named(tmp_path: Path, ending: str) -> None:
    path = by_office(listed(tmp_path, one("q.number", failed)), ending)
    assert [each.rule for each in refused(path, of_every_type())] == ["formula-without-value"]


def test_a_formula_that_was_saved_without_its_value_is_named(tmp_path: Path) -> None:
    """Libraries write formulas that nobody has computed yet; read as it is, the cell would look empty."""
    path = by_hand(written(tmp_path, of_every_type()), lambda book: put_formula(book, "q.number", "=3+4"))
    problem = refused(path, of_every_type())[0]
    assert problem.rule == "formula-without-value"
    assert problem.message == "the formula in this cell was saved without what it comes to, so it holds no answer"
    assert "open the file in Excel or LibreOffice and save it" in problem.fix


def put_formula(book: Any, key: str, formula: str) -> None:
    sheet = book["Answers"]
    sheet[f"D{row_of(sheet, key)}"] = formula


def test_errors_in_columns_that_nobody_reads_do_no_harm(tmp_path: Path) -> None:
    """Our own formulas say what is needed; a program that cannot compute them changes no answer."""
    path = by_hand(written(tmp_path, of_every_type()), lambda book: put_error(book["Answers"]))
    assert read(path, of_every_type()).identity


def put_error(sheet: Any) -> None:
    column = next(cell.column for cell in sheet[1] if cell.value == "Needed")
    sheet.cell(2, column).value = "#NAME?"


# --- parts that Excel adds ------------------------------------------------------------------------------------------

OF_2018 = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREAD = f"""<ThreadedComments xmlns="{OF_2018}"><threadedComment ref="B11" dT="2026-06-01T10:00:00.00" personId="{{0}}"
id="{{1}}"><text>No, surely?</text></threadedComment></ThreadedComments>"""
CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B11" i="1"/></calcChain>'
ADDED = {
    "xl/persons/person.xml": f'<personList xmlns="{OF_2018}"/>',
    "xl/threadedComments/threadedComment1.xml": THREAD,
    "docMetadata/LabelInfo.xml": "<labelList/>",
    "customXml/item1.xml": "<a/>",
    "xl/calcChain.xml": CHAIN,
    "xl/printerSettings/printerSettings1.bin": "\0" * 64,
    "xl/metadata.xml": "<metadata/>",
}


def test_parts_that_excel_adds_change_no_answer(tmp_path: Path) -> None:
    """Threaded comments, sensitivity labels, printer settings: beside the answers, and never among them."""
    path = listed(tmp_path, one("q.yes", text("Yes")))
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in ADDED.items():
            archive.writestr(name, content)
    assert read(path, of_every_type()).values["q.yes"] is True


def test_cells_and_sheets_that_are_hidden_are_read_like_others(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        for row in range(2, book["Answers"].max_row + 1):
            book["Answers"].row_dimensions[row].hidden = True
        book["Answers"].sheet_state = "hidden"

    state = Known(head=dict(HEAD), answers={"q.yes": Given(True)})
    assert read(by_hand(written(tmp_path, of_every_type(), state), hide), of_every_type()).values["q.yes"] is True


@pytest.mark.parametrize("said", ["#N/A", "#DIV/0!", "#UNSAVED!"])
def test_a_text_that_only_looks_like_an_error_is_a_text(tmp_path: Path, said: str) -> None:
    assert read(listed(tmp_path, one("q.text", text(said))), of_every_type()).values["q.text"] == said


def test_nobody_can_write_the_mark_of_an_error(tmp_path: Path) -> None:
    assert [each.rule for each in refused(listed(tmp_path, one("q.text", text(f"{MARK}a"))), of_every_type())]


def test_edits_leave_the_rest_of_a_part_as_it_is(tmp_path: Path) -> None:
    path = listed(tmp_path, one("q.number", failed))
    rows = grid.sheets(path.read_bytes(), "q.xlsx")[0].rows
    assert rows[0] == ["supplier.id", "S1"]
    assert rows[10] == ["q.number", f"{MARK}#DIV/0!"]
