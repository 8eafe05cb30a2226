"""Files that fuzzing made up, each of which once ended in something else than a problem with a place and a fix."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from cli_tenders import run, submission
from typer.testing import CliRunner
from ward_messages import SEED, at

from techassure.cli import app, printing
from techassure.definitions.library import load_library
from techassure.files import archives, bounds, chain, places, streams, writing
from techassure.intake import filled_forms, word_forms
from techassure.intake.reader import SubmissionReader
from techassure.office_files import beside_cells, grid, guard
from techassure.problems import ProblemsFound
from techassure.questionnaire.keys import Keys
from techassure.reviewing.decisions import readable
from techassure.selections.bare_selections import of_editions
from techassure.summaries import drafting

TYPES = "[Content_Types].xml"


def workbook(parts: dict[str, str], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip with the parts of a workbook."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in {TYPES: "<Types/>", **parts}.items():
            archive.writestr(name, content)
    return raw.getvalue()


def refused(data: bytes) -> list[str]:
    """Return the rules by which a workbook is refused."""
    with pytest.raises(ProblemsFound) as found:
        guard.cleaned(data, "book.xlsx")
    assert all(each.place.file and each.fix and "\n" not in each.message for each in found.value.problems)
    return [each.rule for each in found.value.problems]


# --- workbooks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("xl/comments1.xml", b'<comments><comment ref="B2"/><x:comment ref="C3"/></comments>',
         "2 comments on cells, at B2, C3, are not read"),
        ("xl/drawings/drawing1.xml", b"<xdr:sp><xdr:spPr/></xdr:sp>", "1 text box or picture is not read"),
        ("content.xml", b"<office:annotation>a</office:annotation>", "1 comment on a cell is not read"),
        ("content.xml", b"<draw:frame/><draw:custom-shape />", "2 text boxes or pictures are not read"),
        ("xl/drawings/vmlDrawing1.vml", b"<sp>", None),
    ],
)  # fmt: skip
def test_what_lies_beside_the_cells_of_a_workbook_is_told(part: str, content: bytes, said: str | None) -> None:
    with zipfile.ZipFile(held := io.BytesIO(), "w") as archive:
        archive.writestr(part, content)
    assert [each.message for each in beside_cells.remarks(held.getvalue(), "b.xlsx")] == ([said] if said else [])


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-7", "idna", "punycode", "undefined", "nothing"])
def test_xml_in_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    part = f"<?xml version='1.0' encoding='{encoding}'?><worksheet/>"
    assert refused(workbook({"xl/worksheets/sheet1.xml": part})) == ["unreadable-workbook"]


def test_a_directory_that_points_before_the_archive_is_refused() -> None:
    data = bytearray(workbook({"xl/workbook.xml": "<a/>"}))
    at = data.rindex(b"PK\x05\x06") + 16
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 10).to_bytes(4, "little")
    assert refused(bytes(data)) == ["unreadable-workbook"]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": "<sheets><sheet name='a' r:id='r1'/><sheet name='b' r:id='r1'/></sheets>"},
        {"xl/_rels/workbook.xml.rels": "<a><Relationship Id='r1' Target='x/s.xml'/>"
         "<Relationship Id='r2' Target='/xl/./x/S.xml'/></a>"},
    ],
    ids=["same id", "same target"],
)  # fmt: skip
def test_a_sheet_under_many_names_is_refused(parts: dict[str, str]) -> None:
    """It was counted once, and would be read once for each of its names."""
    assert refused(workbook(parts)) == ["unreadable-workbook"]


def test_a_part_packed_by_lzma_that_breaks_off_is_refused() -> None:
    data = bytearray(workbook({"xl/workbook.xml": "<a/>" * 200}, zipfile.ZIP_LZMA))
    at = data.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    data[at + 4 : at + 9] = b"\xff" * 5
    assert refused(bytes(data)) == ["unreadable-workbook"]


def spoilt(method: int) -> bytes:
    """Return a workbook in which a byte of the sheet was damaged on the way."""
    data = bytearray(workbook({"xl/worksheets/sheet1.xml": "<a/>" * 200}, method))
    at = data.index(b"sheet1.xml") + 12
    data[at : at + 2] = b"\xff\xff"
    return bytes(data)


def with_a_cell_at(reference: str) -> bytes:
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        book.add_worksheet("Answers").write("A1", 1)
    with zipfile.ZipFile(raw) as made:
        parts = {name: made.read(name).decode() for name in made.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    return workbook({**parts, sheet: parts[sheet].replace('r="A1"', f'r="{reference}"')})


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (spoilt(zipfile.ZIP_DEFLATED), "the part `xl/worksheets/sheet1.xml` that it is packed of"),
        (spoilt(zipfile.ZIP_STORED), "the part `xl/worksheets/sheet1.xml` that it is packed of"),
        (
            workbook({"xl/workbook.xml": "<a>\n</b>"}),
            "the part `xl/workbook.xml` that it is packed of, from its line 2",
        ),
        (workbook({}), "the list of its parts"),
        (with_a_cell_at("11"), "its sheet `Answers`"),
    ],
)
def test_a_damaged_workbook_is_told_by_its_part_in_our_words(data: bytes, what: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        grid.sheets(data, "book.xlsx")
    (problem,) = found.value.problems
    assert problem.message.startswith(f"the workbook is damaged: {what}")
    assert problem.message.endswith("cannot be read")
    assert "have it sent again" in problem.fix


@pytest.mark.parametrize("ending", ["zip", "tar.gz"])
def test_a_damaged_archive_is_told_in_our_words(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"pack.{ending}"
    path.write_bytes(spoilt(zipfile.ZIP_DEFLATED) if ending == "zip" else gzip.compress(b"x" * 2000)[:-9])
    with pytest.raises(ProblemsFound) as found, archives.opened(path):
        pass
    (problem,) = found.value.problems
    where = "and `xl/worksheets/sheet1.xml` in it cannot be unpacked" if ending == "zip" else "no tar archive"
    assert where in problem.message


# --- logs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("withdrawn", {"kind": {}}),
        ("withdrawn", {"kind": ["withdrawn"]}),
        ("withdrawn", {"by": {"name": "H", "role": {}}}),
        ("review-received", {"file": ["x"]}),
        ("review-received", {"sha256": {}}),
        ("moderated", {"criterion": ["x"]}),
        ("moderated", {"points": None}),
        ("prices-opened", {"files": None}),
        ("prices-opened", {"files": ["x"]}),
        ("prices-opened", {"files": [{"file": "prices/a.yaml"}]}),
        ("finalised", {"first": [{}]}),
        ("finalised", {"first": "x"}),
    ],
)
def test_a_log_with_an_entry_of_another_shape_is_refused(kind: str, change: dict[str, Any]) -> None:
    entries = [json.loads(each)["entry"] for each in (SEED / "decisions.jsonl").read_bytes().splitlines()]
    entry = next(each for each in entries if each["kind"] == kind)
    assert readable(entry)
    assert not readable({**entry, **change})


# --- Parquet --------------------------------------------------------------------------------------------------------


def parquet_of(folder: Path, value: Any, kind: Any, rows: int = 1) -> Path:
    """Write a Parquet file with one column, of many rows alike."""
    arrow = pytest.importorskip("pyarrow")
    path = folder / "in.parquet"
    column = arrow.array([value] * rows, kind)
    importlib.import_module("pyarrow.parquet").write_table(arrow.table({"answers": column}), path, compression="zstd")
    return path


@pytest.mark.parametrize(
    ("value", "kind"), [(2**40, "timestamp[s]"), (2**30, "date32"), (b"\xff", "string")], ids=["year", "day", "text"]
)
def test_what_parquet_cannot_give_is_a_problem(tmp_path: Path, value: Any, kind: str) -> None:
    arrow = pytest.importorskip("pyarrow")
    made = arrow.array([value], "binary").view("string") if kind == "string" else arrow.array([value], kind)
    path = tmp_path / "in.parquet"
    importlib.import_module("pyarrow.parquet").write_table(arrow.table({"answers": made}), path)
    with pytest.raises(ProblemsFound, match="unreadable-stream"):
        list(streams.lines_of(path, "in.parquet"))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (b"a\xff", "binary", rb'"a\\xff"'),
        (time(1), "time64[us]", b'"01:00:00"'),
        (timedelta(1), "duration[us]", b'"1 day, 0:00:00"'),
    ],
)
def test_what_no_answer_can_be_is_left_to_the_readers_of_answers(
    tmp_path: Path, value: Any, kind: str, text: bytes
) -> None:
    arrow = pytest.importorskip("pyarrow")
    kinds = arrow.struct([("q", getattr(arrow, kind.partition("[")[0])(*([kind[-3:-1]] if "[" in kind else [])))])
    assert list(streams.lines_of(parquet_of(tmp_path, {"q": value}, kinds), "in")) == [
        b'{"answers":{"q":' + text + b"}}"
    ]


@pytest.mark.parametrize(
    ("pairs", "line"),
    [
        ([("q", "1"), ("q", "2")], b'{"answers":{"q":"1","q":"2"}}'),
        ([(1, "1"), (2, None)], b'{"answers":{"1":"1"}}'),
    ],
)
def test_a_map_keeps_every_key_that_has_a_value(tmp_path: Path, pairs: Any, line: bytes) -> None:
    """A key that stands there twice is refused where JSON is read; the second must not win in silence."""
    arrow = pytest.importorskip("pyarrow")
    kind = arrow.map_(arrow.int32() if pairs[0][0] == 1 else arrow.string(), arrow.string())
    assert list(streams.lines_of(parquet_of(tmp_path, pairs, kind), "in")) == [line]


def test_a_row_of_parquet_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    path = parquet_of(tmp_path, "x" * (bounds.MOST_BYTES + 1), arrow.string())
    with pytest.raises(ProblemsFound, match="larger than 16 MB"):
        list(streams.lines_of(path, "in.parquet"))


def test_a_value_that_stands_in_every_row_of_parquet_is_not_copied_for_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_AT_ONCE", 16 << 20)
    arrow = pytest.importorskip("pyarrow")
    path, value = tmp_path / "in.parquet", "x" * (2 << 20)
    column = arrow.DictionaryArray.from_arrays(arrow.array([0] * 64, "int32"), arrow.array([value]))
    table = arrow.table({streams.SUBMISSION: column})
    importlib.import_module("pyarrow.parquet").write_table(table, path, store_schema=False)
    del table, column
    lines = streams.lines_of(path, "in.parquet")
    assert len(next(lines)) == len(value)
    assert arrow.total_allocated_bytes() < 32 << 20


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_the_place_of_a_part_beside_a_very_long_text_costs_no_gigabytes() -> None:
    source = places.read_json(b'{"a": "' + b" " * (4 << 20) + b'", "c": 1}', "s.json")
    tracemalloc.start()
    place = source.place(("c",))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (str(place), most < 64 << 20) == (f"s.json:1:{(4 << 20) + 16}", True)


# --- what is written ------------------------------------------------------------------------------------------------


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file grow beyond some bytes: what a full disk is to a program."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_output_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / ("board" * 40 + ".html")
    printing.write("old", path)
    with full_disk(4096), pytest.raises(ProblemsFound, match="cannot write the output"):
        printing.write("x" * 5000, path)
    assert contents(tmp_path) == {path.name: b"old"}


def test_an_output_may_be_a_device() -> None:
    printing.write("x", Path(os.devnull))
    assert not Path(os.devnull).is_file()


def test_a_log_that_does_not_fit_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    made = chain.append(path, chain.Chain("seed"), [{"says": "first"}], "log")
    with full_disk(4096), pytest.raises(ProblemsFound, match="cannot write the log"):
        chain.append(path, made, [{"says": "x" * 1000}] * 5, "log")
    assert chain.read(path, "seed", "log") == made
    assert chain.append(path, made, [{"says": "x"}], "log") == chain.read(path, "seed", "log")


def test_a_sheet_that_cannot_be_kept_is_not_recorded(tmp_path: Path) -> None:
    folder = at(tmp_path / "tender", "lock")
    shutil.rmtree(folder / "panel")
    (folder / "panel").touch()
    before = contents(folder)
    result = run("review", "merge", folder, folder / "inbox/orla.yaml")
    assert (result.exit_code, "(cannot-write)" in result.stderr) == (1, True)
    assert contents(folder) == before


def test_prices_that_cannot_be_kept_are_not_opened(tmp_path: Path) -> None:
    folder = at(tmp_path / "tender", "demonstration")
    shutil.rmtree(folder / "prices")
    (folder / "prices").touch()
    before = contents(folder)
    result = run("tender", "open-prices", folder, folder / "inbox/prices", "--by", "Hana", "--on", "2026-06-16")
    assert (result.exit_code, "(cannot-write)" in result.stderr) == (2, True)
    assert contents(folder) == before


def test_summaries_that_did_not_fit_can_be_written_again(tmp_path: Path) -> None:
    with full_disk(4096), pytest.raises(ProblemsFound, match="cannot write the summaries"):
        drafting.write({"a.json": b"x", "b.json": b"x" * 5000}, tmp_path / "summaries")
    assert contents(tmp_path) == {}
    drafting.write({"a.json": b"x"}, tmp_path / "summaries")
    assert contents(tmp_path) == {"summaries/a.json": b"x"}


def test_evidence_that_does_not_fit_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "pack/evidence").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    (tmp_path / "pack/submission.yaml").write_text(submission("Wardlight", {}), "utf-8")
    (tmp_path / "pack/evidence/report.pdf").write_bytes(b"old")
    (tmp_path / "new/report.pdf").write_bytes(b"%PDF" + b"x" * 5000)
    before = contents(tmp_path / "pack")
    arguments = ("--to", tmp_path / "pack", "--kind", "cyber_essentials.certificate", "--replace")
    with full_disk(4096):
        result = run("evidence", "add", tmp_path / "new/report.pdf", *arguments)
    assert (result.exit_code, "(cannot-write)" in result.stderr) == (2, True)
    assert contents(tmp_path / "pack") == before


def test_a_lock_and_its_log_change_together(tmp_path: Path) -> None:
    """Where the log cannot be written the lock stays, and so nobody is told later that the two differ."""
    path = tmp_path / "lock.json"
    path.write_bytes(b"old")
    with pytest.raises(ProblemsFound), writing.replacing(path, b"new"):
        raise ProblemsFound([])
    assert contents(tmp_path) == {"lock.json": b"old"}


# --- names ----------------------------------------------------------------------------------------------------------

ODD_NAMES = ["Alderfen (1)", "\udcff\x1b[31m", "=1+1", "\u202efen", ".alder"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_price_file_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """The log that names it can be read afterwards, and read again."""
    folder = at(tmp_path / "tender", "demonstration")
    inbox = folder / "inbox/prices"
    (inbox / "alderfen.yaml").rename(inbox / f"{name}.yaml")
    files = sorted(inbox.iterdir())
    assert run("tender", "open-prices", folder, *files, "--by", "Hana", "--on", "2026-06-16").exit_code == 0
    assert run("tender", "log", folder).exit_code == 0


def test_a_sheet_may_have_any_ending(tmp_path: Path) -> None:
    folder = at(tmp_path / "tender", "lock")
    path = folder / "inbox/orla.yaml (1)"
    (folder / "inbox/orla.yaml").rename(path)
    assert run("review", "merge", folder, path).exit_code == 0
    assert run("tender", "log", folder).exit_code == 0


@pytest.mark.parametrize("name", ["\udcff", "\x1b[31m", " "])
def test_who_acts_is_called_by_text(tmp_path: Path, name: str) -> None:
    folder = at(tmp_path / "tender", "demonstration")
    before = contents(folder)
    result = run("tender", "open-prices", folder, folder / "inbox/prices", "--by", name, "--on", "2026-06-16")
    assert (result.exit_code, contents(folder) == before) == (2, True)


@pytest.mark.parametrize("name", ["\udcff.pdf", "\x1b[31m.pdf", "\u202efdp.exe"])
def test_evidence_whose_name_no_submission_may_hold_is_not_added(tmp_path: Path, name: str) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack/submission.yaml").write_text(submission("Wardlight", {}), "utf-8")
    (tmp_path / "new" / name).write_bytes(b"x")
    before = contents(tmp_path / "pack")
    arguments = ("--to", tmp_path / "pack", "--kind", "cyber_essentials.certificate")
    result = run("evidence", "add", tmp_path / "new" / name, *arguments)
    assert (result.exit_code, "(unprintable-name)" in result.stderr) == (2, True)
    assert contents(tmp_path / "pack") == before


# --- work that grows with the square of a file ------------------------------------------------------------------------


@contextmanager
def in_time() -> Iterator[None]:
    """Stop what would take hours, where it takes less than a second when it is linear."""

    def late(*_: object) -> None:
        pytest.fail("it is not linear")

    handler = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)


@pytest.mark.parametrize("tag", ["<comment ", "<comment ref=", "<a:comment ref = '"])
def test_a_million_tags_that_never_end_are_told_in_time(tag: str) -> None:
    with in_time():
        assert beside_cells.remarks(workbook({"xl/comments1.xml": tag * 1_000_000}), "b.xlsx") == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sbom.json", b'{"components":["' + b"x" * 4_000_000 + b'"]}'),
        ("sbom.json", b'"techassure":' * 500_000),
        ("notes.yaml", b"techassure:\n" * 500_000),
    ],
)
def test_a_large_paper_beside_a_submission_is_told_from_a_form_in_time(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with in_time():
        assert not filled_forms.is_filled(tmp_path / name, {})


def test_a_text_of_tags_that_never_end_is_told_from_a_form_in_time(tmp_path: Path) -> None:
    (tmp_path / "form.odt").write_bytes(workbook({"content.xml": "<" * 8_000_000}))
    with in_time():
        assert not word_forms.is_saved_form(tmp_path / "form.odt")


def test_the_format_of_a_number_that_never_ends_is_told_in_time() -> None:
    styles = '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{}"/></numFmts></styleSheet>'
    parts = {TYPES: "<Types/>", "xl/styles.xml": styles.format("[" * 1_000_000)}
    with in_time():
        assert guard.cleaned(workbook(parts), "b.xlsx")


@pytest.mark.parametrize("cell", ['<c s="0" z="{}">{}</c>', '{1}<c t="e" z="{0}"><f/><v/></c>{2}'])
def test_a_cell_of_many_values_comes_to_no_more_than_its_file(cell: str) -> None:
    """Its tag was written anew for each of them: a file of 800 kB came to gigabytes."""
    values = ("x" * 100_000, "<c>" * 2_000, "</c>" * 2_000) if "{2}" in cell else ("x" * 100_000, "<v>0.5</v>" * 2_000)
    sheet = f"<worksheet><sheetData><row>{cell.format(*values)}</row></sheetData></worksheet>"
    styles = '<styleSheet><cellXfs><xf numFmtId="10"/></cellXfs></styleSheet>'
    parts = {TYPES: "<Types/>", "xl/styles.xml": styles, "xl/worksheets/sheet1.xml": sheet}
    assert len(guard.cleaned(workbook(parts), "b.xlsx")) < 1_000_000


@pytest.mark.parametrize("cell", ['<c r="{}"><v>1</v></c>', '<c r="{}"><f>1</f></c>'])
def test_two_cells_far_apart_are_not_read_with_all_between_them(cell: str) -> None:
    """A file of 5 kB came to as many gigabytes as its widest row times its longest column."""
    rows = "".join(f"<row>{cell.format(each)}</row>" for each in ("XFD1", "A1048576"))
    parts = {TYPES: "<Types/>", "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"}
    with pytest.raises(ProblemsFound, match="reaches too far"):
        guard.cleaned(workbook(parts), "b.xlsx")


def test_what_only_looks_like_the_value_of_a_cell_is_written_once() -> None:
    cell = f"""<table:table-cell a:value-type="percentage" a:value="1e300" b="{" x:value='1'" * 10_000}"/>"""
    content = f'<d xmlns:table="t" xmlns:a="a"><table:table><table:table-row>{cell}</table:table-row></table:table></d>'
    assert len(guard.cleaned(workbook({"content.xml": content}), "b.ods")) < 500_000


def test_a_cell_of_blanks_is_told_from_a_code_in_time() -> None:
    keys = Keys(of_editions(["dtac@2.0"], load_library()))
    with in_time():
        assert keys.named("A" + " " * 1_000_000 + "!") is None


def in_submission(**parts: object) -> list[str]:
    """Return the rules that a submission breaks of which some parts are hostile."""
    head = {"supplier": {"id": "GB-COH-01234567", "name": "A"}, "product": {"name": "P", "version": "1"}}
    source = places.read_json(json.dumps({"techassure": 1, **head, **parts}).encode(), "s.json")
    reader = SubmissionReader(of_editions(["dtac@2.0"], load_library()))
    try:
        reader.read(source, None)
        return [each.rule for each in source.remarks]
    except ProblemsFound as found:
        return [each.rule for each in found.problems]


def test_facts_that_nobody_asks_are_told_in_time() -> None:
    with in_time():
        assert "too-many-problems" in in_submission(answers={f"topic.no_such_{each}": 1 for each in range(50_000)})


def test_documents_that_are_not_listed_are_told_in_time() -> None:
    """However many are, each of which may be meant."""
    answer = {"value": "yes", "evidence": [f"e{each}x" for each in range(20_000)]}
    listed = [{"id": f"d{each}", "kind": "carbon.plan"} for each in range(20_000)]
    with in_time():
        told = in_submission(answers={"accessibility_duties.is_mobile_app": answer}, evidence=listed)
    assert "too-many-problems" in told


def test_claims_of_which_one_is_broken_are_told_in_time() -> None:
    claims = [{"criterion": f"z/{each}", "equivalent": "x"} for each in range(40_000)]
    with in_time():
        assert "too-many-problems" in in_submission(claims=[*claims, {"criterion": "z/1", "strange": 1}])


def test_a_supplier_whose_id_is_blanks_is_told_in_time() -> None:
    supplier = {"id": f"a{' ' * 1_000_000}\nb\nc", "name": "A"}
    with in_time():
        assert "no-register" in in_submission(supplier=supplier)


# --- questions ------------------------------------------------------------------------------------------------------

ASKED = ("--title", "A tender", "--buyer", "Fellmoor", "--baseline", "dtac", "--procedure", "open", "--lot", "1=All")


def test_an_answer_that_is_no_text_is_asked_for_again(tmp_path: Path) -> None:
    """Typed, or piped in by a program that writes in another encoding."""
    command = [sys.executable, "-m", "techassure", "tender", "new", str(tmp_path / "new"), *ASKED]
    typed = b"\xff\xfe\n\x1b[31m\n\xe2\x80\xaenhs\n"
    ran = subprocess.run(command, input=typed, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout.count(b"cannot be read: write text")) == (1, 3)
    assert ran.stdout.decode().replace("\n", "").isprintable()
    assert contents(tmp_path) == {}


def test_a_tender_is_not_begun_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    rest = ("--buyer-kind", "nhs", "--regime", "procurement-act-2023")
    typed = "2026-01-01\n" * 20 + "yes\n" * 20
    result = CliRunner().invoke(app, ["tender", "new", str(tmp_path / "new"), *ASKED, *rest], input=typed)
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, "(cannot-write)" in result.stderr) == (2, True)
