"""A workbook is an attack until it has been read; what goes out is text, never a formula."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest
from builders import Small
from questionnaires import HEAD, every_type, read, refused, written
from test_questionnaire_workbook import of_every_type

from techassure.office_files import guard, refusals
from techassure.problems import Problem, ProblemsFound
from techassure.questionnaire.known import Given, Known

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")

SHEET = "xl/worksheets/sheet1.xml"
TEXT = "xl/sharedStrings.xml"
LAST_ROW = 1_048_576
"""Of any sheet of Excel's."""
SECONDS = 30
"""What the longest reading may take, on a slow machine."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A questionnaire as it was sent out."""
    return written(tmp_path, of_every_type())


def packed(path: Path, changed: dict[str, bytes], name: str = "bad.xlsx") -> Path:
    """Pack a workbook anew with other parts, or more of them."""
    made = path.parent / name
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changed:
                new.writestr(info.filename, old.read(info))
        for part, content in changed.items():
            new.writestr(part, content)
    return made


def sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def rules(path: Path) -> list[str]:
    return [problem.rule for problem in refused(path, of_every_type())]


@pytest.mark.parametrize(
    ("part", "content", "rule"),
    [
        ("xl/vbaProject.bin", b"x", "macros-in-workbook"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macros-in-workbook"),
        ("[Content_Types].xml", b"<a b='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>", "macros-in-workbook"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "external-link"),
        ("xl/connections.xml", b"<x/>", "external-link"),
        ("XL/WORKSHEETS/SHEET1.XML", b"<x/>", "unreadable-workbook"),
        (SHEET, b"<worksheet", "unreadable-workbook"),
        (SHEET, b"<?xml version='1.0' encoding='UTE-8'?><worksheet/>", "unreadable-workbook"),
        (SHEET, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "unreadable-workbook"),
        (SHEET, sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "workbook-too-large"),
        (SHEET, sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="Z1048576"><v>1</v></c></row>'),
         "workbook-too-large"),
        (SHEET, sheet("<row>" + "<c><v>1</v></c>" * (refusals.MOST_CELLS + 1) + "</row>"), "workbook-too-large"),
        (TEXT, b"<sst><si><t>" + b"x" * (guard.MOST_UNPACKED + 1) + b"</t></si></sst>", "workbook-too-large"),
    ],
    ids=["macros", "macro sheet", "macro type", "external link", "connection", "twice", "broken", "encoding",
         "entities", "corner", "far", "many", "bomb"],
)  # fmt: skip
def test_what_no_questionnaire_needs_is_refused(good: Path, part: str, content: bytes, rule: str) -> None:
    assert rules(packed(good, {part: content})) == [rule]


def test_one_long_text_in_many_cells_is_refused(good: Path) -> None:
    """A long string that is shared by many cells would be copied to each of them."""
    text = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'.encode()
    cells = sheet("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>")
    assert rules(packed(good, {TEXT: text, SHEET: cells})) == ["workbook-too-large"]


def test_empty_rows_without_end_are_passed_over(good: Path) -> None:
    """They cost time and no memory: nothing is in them."""
    with zipfile.ZipFile(good) as archive:
        name = "xl/worksheets/sheet2.xml"
        old = archive.read(name).decode()
    empty = "".join(f'<row r="{at}" ht="15"><c r="A{at}" s="1"/></row>' for at in range(900_000, LAST_ROW + 1))
    path = packed(good, {name: old.replace("</sheetData>", f"{empty}</sheetData>").encode()})
    began = time.monotonic()
    assert read(path, of_every_type()).values == read(good, of_every_type()).values
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "encrypted-workbook"),
        (b"", "unreadable-workbook"),
        (b"PK\x03\x04 and then nothing", "unreadable-workbook"),
        (b"Key,Answer\n", "unreadable-workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, rule: str) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    assert rules(path) == [rule]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty: not one byte of it arrived"),
        (b"\xef\xbb\xbf <html><table>", "a page or a table of a browser"),
        (b"Key,Answer\r\nq.yes,ja\r\n", "plain text, such as CSV"),
        ("Schl\u00fcssel;Antwort\n".encode("cp1252"), "plain text, such as CSV"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x00\x01\x02", "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    (problem,) = refusal(tmp_path, content)
    assert told in problem.message
    assert "zip" not in problem.message


def refusal(folder: Path, content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        guard.cleaned(content, str(folder / "bad.xlsx"))
    return found.value.problems


@pytest.mark.parametrize("ending", ["xls", "xlsm", "xlsb", "XLSM"])
def test_kinds_that_may_hold_macros_are_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(b"PK")
    assert rules(path) == ["macros-in-workbook"]


def test_an_archive_that_lies_about_sizes_is_refused(good: Path) -> None:
    """The sizes of the directory are what everything is measured by, so more than they say is never unpacked."""
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        info = archive.getinfo(TEXT)
    at = data.rindex(TEXT.encode()) - 46
    assert int.from_bytes(data[at + 24 : at + 28], "little") == info.file_size
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path = good.parent / "lies.xlsx"
    path.write_bytes(data)
    assert rules(path) == ["unreadable-workbook"]


ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(folder: Path, table: str, extra: dict[str, str] | None = None) -> Path:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f"<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name='A'>{table}"
    content += "</table:table></office:spreadsheet></office:body></office:document-content>"
    path = folder / "bad.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return path


CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
LONG = 'table:number-rows-repeated="1048576"'
WIDE = ' table:number-columns-repeated="999999999"'
MANIFEST = "META-INF/manifest.xml"


@pytest.mark.parametrize(
    ("table", "extra", "rule"),
    [
        (f"<table:table-row {LONG}>{CELL.format('')}</table:table-row>", {}, "workbook-too-large"),
        (f"<table:table-row>{CELL.format(WIDE)}</table:table-row>", {}, "workbook-too-large"),
        ("<table:table-source/>", {}, "external-link"),
        ("", {MANIFEST: "<manifest><encryption-data/></manifest>"}, "encrypted-workbook"),
        ("", {"Basic/Standard/Module1.xml": "<x/>"}, "macros-in-workbook"),
    ],
    ids=["many rows", "many columns", "linked", "encrypted", "macros"],
)  # fmt: skip
def test_an_opendocument_sheet_is_held_to_the_same(
    tmp_path: Path, table: str, extra: dict[str, str], rule: str
) -> None:
    assert rules(ods(tmp_path, table, extra)) == [rule]


def test_a_document_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    assert rules(path) == ["unreadable-workbook"]


FORMULAS = ["=1+1", "+1", "-1", "@A1", '=HYPERLINK("http://x.example")', "=cmd|' /C calc'!A0", "\t=1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_came_from_outside_is_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    """From a supplier's name, an answer, a note, a document and a claim, to the cells of the workbook."""
    state = Known(
        head={**HEAD, "supplier.name": text},
        answers={"q.text": Given(text, (text.strip(),), text), "q.rows": Given([{"name": text}])},
        documents=[{"id": text.strip(), "kind": "q.report", "title": text}],
        claims={"small/yes": ("equivalent", text)},
    )
    book = openpyxl.load_workbook(written(tmp_path, of_every_type(), state))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert sum(str(cell.value).strip() == text.strip() for cell in cells) >= 6
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert all(link.target is None for link in links)


def test_formulas_of_our_own_name_no_answer(small: Small, tmp_path: Path) -> None:
    """What a formula compares with comes from the standards alone, with its quotes doubled."""
    small.facts = small.facts.replace("{a: First,", "{a: 'A \"quoted\" one',")
    small.criterion("Z", "{q.text: {provided: yes}}", applies_when="{q.choice: {is: a}}")
    book = openpyxl.load_workbook(written(tmp_path, small.selection(), Known(answers={"q.text": Given("=1")})))
    formulas = [c.value for row in book["Answers"].iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) == 1
    assert '"Second"' in formulas[0]


def test_a_workbook_that_was_checked_is_all_that_is_read(good: Path) -> None:
    """The values are read from what was walked through; parts that nobody needs are gone."""
    path = packed(good, {"xl/media/image1.png": b"x", "customXml/item1.xml": b"<x/>"})
    with zipfile.ZipFile(io.BytesIO(guard.cleaned(path.read_bytes(), "q.xlsx"))) as clean:
        assert not [name for name in clean.namelist() if "media" in name or "custom" in name]


def test_without_the_extra_it_says_what_to_install(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    problem = refused(good, of_every_type())[0]
    assert (problem.rule, problem.fix) == ("missing-extra", 'run `pip install "techassure[xlsx]"`')


def test_every_type_is_asked(small: Small) -> None:
    """So that the tests above are known to speak of every type."""
    assert {fact.type for name, fact in every_type(small).facts.items() if name.startswith("q.")} >= {
        "yes-no", "choice", "choices", "number", "money", "date", "text", "document", "table",
    }  # fmt: skip
