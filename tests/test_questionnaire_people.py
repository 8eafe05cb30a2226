"""What people and their programs do to a workbook before it comes back: nothing of it is lost or changed in silence."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import builders
import pytest
from builders import AS_OF, PRODUCT, SUPPLIER, Small, day
from hypothesis import given
from hypothesis import strategies as st
from questionnaires import HEAD, all_by_office, answer, by_hand, by_office, every_type, read, refused, row_of, written

from techassure import Selection, assessing
from techassure.intake.packs import read_submissions
from techassure.intake.reader import SubmissionReader
from techassure.office_files import percentages
from techassure.problems import ProblemsFound
from techassure.questionnaire import as_docx, as_yaml, earlier, filled, questions
from techassure.questionnaire.known import Given, Known
from techassure.submissions import Refusal

pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")
openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def selection(small: Small) -> Selection:
    """A selection that asks a fact of every type, two of them and a column in percent."""
    small.facts = small.facts.replace("type: number, from: 0, to: 100}", 'type: number, from: 0, to: 100, unit: "%"}')
    small.facts = small.facts.replace("{type: number, from: 0, to: 10,", '{type: number, from: 0, to: 100, unit: "%",')
    return every_type(small)


def numbered(key: str, value: Any, number_format: str) -> Any:
    """Return what types a number beside a key, and gives its cell a format, as Excel does of `99.97%`."""

    def change(book: Any) -> None:
        page = book["Answers"]
        cell = page[f"D{row_of(page, key)}"]
        cell.value, cell.number_format = value, number_format

    return change


def in_table(value: Any, number_format: str) -> Any:
    """Return what writes a row of a table, with a format."""

    def change(book: Any) -> None:
        cell = book["T1 rows"]["C6"]
        book["T1 rows"]["B6"] = "First"
        cell.value, cell.number_format = value, number_format

    return change


# --- percent ------------------------------------------------------------------------------------------------------


SHARES = [
    (0.9997, "0.00%", 99.97),
    (0.9997, "0%", 99.97),
    (1, "0%", 100),
    (0.07, '#,##0.0 "of all" %;[Red]-0%', 7),
    (0.5, '0.0 "%"', 0.5),
    (0.5, r"0.0\%", 0.5),
    (99.97, "General", 99.97),
    ("99.97%", "General", 99.97),
    ("99.97 %", "@", 99.97),
]


def share(folder: Path, selection: Selection, value: Any, number_format: str) -> Path:
    """Return a workbook in which a share is typed twice: as an answer, and in a table."""
    path = by_hand(written(folder, selection), numbered("q.number", value, number_format))
    return by_hand(path, in_table(value, number_format))


def is_seen(path: Path, selection: Selection, seen: float) -> bool:
    values = read(path, selection).values
    return (values["q.number"], values["q.rows"]) == (seen, [{"name": "First", "score": seen}])


@pytest.mark.parametrize(("value", "number_format", "seen"), SHARES)
def test_a_share_is_read_as_it_is_seen(
    selection: Selection, tmp_path: Path, value: Any, number_format: str, seen: float
) -> None:
    assert is_seen(share(tmp_path, selection, value, number_format), selection, seen)


def test_a_share_that_libreoffice_saved_is_read_as_it_is_seen(selection: Selection, tmp_path: Path) -> None:
    made = [
        share(tmp_path, selection, value, form).rename(tmp_path / f"{at}.xlsx")
        for at, (value, form, _) in enumerate(SHARES)
    ]
    saved = all_by_office(made, "ods")
    assert [typed for path, typed in zip(saved, SHARES, strict=True) if not is_seen(path, selection, typed[2])] == []


def test_a_share_is_read_where_no_unit_stands(small: Small, tmp_path: Path) -> None:
    """A number from 0 to 100 without a unit: a spreadsheet shows `80%` again, however often it is typed as 80."""
    selection = every_type(small)
    path = by_hand(written(tmp_path, selection), numbered("q.number", 0.8, "0%"))
    assert read(path, selection).values["q.number"] == 80


@pytest.mark.parametrize(("key", "value"), [("q.number", 99.97), ("q.second", 12)])
def test_a_percentage_is_refused_where_none_can_stand(
    selection: Selection, tmp_path: Path, key: str, value: float
) -> None:
    """`9997%` is over a hundred, and a count is not given in percent; both are named as they are seen."""
    path = by_hand(
        written(tmp_path, selection, Known(head=dict(HEAD), answers={key: Given(1)})), numbered(key, value, "0%")
    )
    problem = refused(path, selection)[0]
    assert f"{value * 100:g}" in problem.message


def test_text_that_is_seen_in_percent_stays_as_it_is_seen(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection), numbered("q.text", 0.9997, "0.00%"))
    assert read(path, selection).values["q.text"] == "99.97%"


@pytest.mark.parametrize(("value", "told"), [(0.9997, True), (1, True), (0, False), (1.5, False)])
def test_a_share_of_one_per_cent_or_less_is_remarked(
    selection: Selection, tmp_path: Path, value: float, told: bool
) -> None:
    """A plain cell does not tell 0.9997 % from 99.97 % that lost its format: it counts as written, not in silence."""
    path = by_hand(by_hand(written(tmp_path, selection), answer("q.number", value)), in_table(value, "General"))
    remarks = filled.reader(selection)(path, "q.xlsx").remarks
    at = row_of(openpyxl.load_workbook(path)["Answers"], "q.number")
    found = {(each.rule, each.place.file) for each in remarks}
    assert found == (
        {("small-share", f"q.xlsx[Answers!D{at}]"), ("small-share", "q.xlsx['T1 rows'!C6]")} if told else set()
    )


@given(st.integers(-(10**13), 10**13), st.integers(0, 6))
def test_no_digit_of_a_share_is_lost_or_made_up(digits: int, places: int) -> None:
    typed = Decimal(digits).scaleb(-places)
    assert percentages.seen(repr(float(typed / 100))) == f"{typed.normalize():f}%".replace("-0%", "0%")


# --- a form beside another submission -----------------------------------------------------------------------------


def beside(small: Small, folder: Path, ending: str, *, is_filled: bool = True) -> Path:
    """Write a stub of a submission with a questionnaire beside it, as `product new` and `questionnaire` leave them."""
    selection = every_type(small)
    builders.written(folder / "submission.yaml", {"techassure": 1, "supplier": SUPPLIER, "product": PRODUCT})
    state = Known(head=dict(HEAD), answers={"q.yes": Given(True)} if is_filled else {})
    path = folder / f"q.{ending}"
    if ending == "yaml":
        asked = questions.questionnaire(selection, day(AS_OF).toordinal())
        path.write_bytes(as_yaml.render(asked, state, [], ""))
    elif ending == "docx":
        path.write_bytes(as_docx.render(questions.questionnaire(selection, day(AS_OF).toordinal()), Known(), [], ""))
    elif ending == "ods":
        apart = small.folder / "apart"
        apart.mkdir()
        shutil.copy(by_office(written(apart, selection, state), "ods"), path)
    else:
        written(folder, selection, state).rename(path)
    return folder


@pytest.mark.parametrize("ending", ["xlsx", "XLSX", "ods", "xlsm", "yaml"])
def test_a_filled_form_beside_a_submission_is_a_second_one(small: Small, ending: str) -> None:
    folder = beside(small, small.submissions / "one", ending)
    (problem,) = small.all().problems
    assert (problem["rule"], problem["place"]["file"]) == ("several-submissions", str(folder))
    assert f"`q.{ending}`" in problem["message"]


def test_a_filled_form_beside_a_submission_is_seen_in_an_archive(small: Small) -> None:
    folder = beside(small, small.folder / "one", "xlsx")
    small.submissions.mkdir()
    shutil.make_archive(str(small.submissions / "one"), "zip", folder)
    assert [each["rule"] for each in small.all().problems] == ["several-submissions"]


@pytest.mark.parametrize("ending", ["xlsx", "yaml"])
def test_an_empty_form_beside_a_submission_says_nothing(small: Small, ending: str) -> None:
    beside(small, small.submissions / "one", ending, is_filled=False)
    assert (len(small.all().document["assessments"]), small.all().problems) == (1, [])


def test_evidence_beside_a_submission_is_no_submission(small: Small) -> None:
    folder = beside(small, small.submissions / "one", "yaml", is_filled=False)
    openpyxl.Workbook().save(folder / "hazards.xlsx")
    for name in ("broken.xlsx", "openapi.yaml", "notes.yaml"):
        builders.written(folder / name, "answers: [")
    assert (len(small.all().document["assessments"]), small.all().problems) == (1, [])


def test_an_earlier_submission_is_looked_for_as_any_other(small: Small) -> None:
    """Answers are never taken from a stub while the filled form beside it is passed over."""
    folder = beside(small, small.submissions / "one", "xlsx")
    with pytest.raises(ProblemsFound) as caught:
        earlier.layers(folder, small.selection())
    assert [each.rule for each in caught.value.problems] == ["several-submissions"]
    (folder / "submission.yaml").unlink()
    assert earlier.layers(folder, small.selection())[-1].value["answers"] == {"q.yes": True}
    shutil.copy(folder / "q.xlsx", folder / "old.xlsx")
    with pytest.raises(ProblemsFound, match="several-submissions"):
        earlier.layers(folder, small.selection())


JSON = {"techassure": 1, "answers": {"q.yes": "yes"}}


@pytest.mark.parametrize(("held", "is_seen"), [
    (JSON, True),
    ({**JSON, "answers": {"q.yes": None}}, False),
    ({**JSON, "answers": {}, "evidence": [{"id": "r", "kind": "q.report"}]}, True),
    ({"answers": {"q.yes": "yes"}, "bomFormat": "CycloneDX"}, False),
    ({"techassure": 1, "assessments": [JSON]}, False),
])  # fmt: skip
def test_a_submission_in_json_beside_a_stub_is_a_second_one(small: Small, held: Any, is_seen: bool) -> None:
    folder = beside(small, small.submissions / "one", "yaml", is_filled=False)
    (folder / "answers.json").write_text(json.dumps(held))
    seen = small.all()
    assert [each["rule"] for each in seen.problems] == ["several-submissions"] * is_seen
    assert len(seen.document["assessments"]) == (not is_seen)


def typed(path: Path) -> Path:
    """Type something into a form in Word, at the end of its first table."""
    docx = pytest.importorskip("docx")
    document = docx.Document(path)
    document.tables[0].rows[-1].cells[-1].text = "Yes"
    document.save(path)
    return path


@pytest.mark.parametrize("form", ["docx", "docm", "odt", "doc"])
def test_a_form_typed_into_in_word_beside_a_submission_is_told(small: Small, form: str) -> None:
    """It is passed round before the answers are copied, so that it is no second submission; what is in it is lost."""
    folder = beside(small, small.submissions / "one", "docx")
    path = typed(folder / "q.docx")
    if form in ("odt", "doc"):
        apart = small.folder / "apart" / "q.docx"
        apart.parent.mkdir()
        path.rename(apart)
        shutil.move(by_office(apart, form), folder)
    else:
        path.rename(path.with_suffix(f".{form}"))
    seen = small.all()
    (problem,) = seen.problems
    assert (problem["rule"], problem["severity"]) == ("word-form-not-read", "warning")
    assert problem["place"]["file"] == str(folder / f"q.{form}")
    assert len(seen.document["assessments"]) == 1


def test_a_form_in_word_into_which_nobody_typed_says_nothing(small: Small) -> None:
    folder = beside(small, small.submissions / "one", "docx")
    docx = pytest.importorskip("docx")
    docx.Document().save(folder / "report.docx")
    builders.written(folder / "broken.docx", "PK")
    assert small.all().problems == []


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("damage", [b"\xff" * 40, b""])
def test_a_form_whose_packing_is_damaged_stops_nobody(small: Small, ending: str, method: int, damage: bytes) -> None:
    folder = beside(small, small.submissions / "one", "docx", is_filled=False)
    form, part = folder / f"q.{ending}", "word/document.xml" if ending == "docx" else "xl/sharedStrings.xml"
    with zipfile.ZipFile(form, "w", method) as archive:
        archive.writestr(part, random.Random(1).randbytes(4000))
    data = form.read_bytes()
    begins = 30 + len(part)
    form.write_bytes(data[: begins + 20] + damage + data[begins + 20 + (len(damage) or 900) :])
    seen = small.all()
    assert (len(seen.document["assessments"]), seen.problems) == (1, [])


def test_a_form_in_word_beside_a_filled_workbook_is_told(small: Small) -> None:
    folder = beside(small, small.submissions / "one", "docx")
    (folder / "submission.yaml").unlink()
    typed(folder / "q.docx")
    written(folder, small.selection(), Known(head=dict(HEAD), answers={"q.yes": Given(True)}))
    seen = small.all()
    assert [each["rule"] for each in seen.problems] == ["word-form-not-read"]
    assert len(seen.document["assessments"]) == 1


def test_a_form_in_word_alone_or_among_other_bids_is_refused(small: Small) -> None:
    """A bid must not vanish, whatever it was written with."""
    folder = beside(small, small.submissions / "one", "docx")
    for name in ("a", "b"):
        product = {**PRODUCT, "name": name}
        builders.written(folder.parent / f"{name}.yaml", {"techassure": 1, "supplier": SUPPLIER, "product": product})
    typed(folder / "q.docx").rename(folder.parent / "q.docx")
    seen = small.all()
    (problem,) = seen.problems
    assert (problem["rule"], problem.get("severity", "error")) == ("word-form-not-read", "error")
    assert len(seen.document["assessments"]) == 3


# --- all at once, in the order of the rows ------------------------------------------------------------------------


def all_refused(path: Path, selection: Selection) -> list[tuple[str, str]]:
    """Return every reason why a workbook is refused among others, as cell and rule."""
    reader = SubmissionReader(selection)
    (refusal,) = read_submissions([path], reader, formats=assessing.workbooks(selection))
    assert isinstance(refusal, Refusal)
    return [(each.place.file.partition("[")[2].rstrip("]"), each.rule) for each in refusal.problems]


def test_a_cell_that_cannot_be_told_hides_no_other(selection: Selection, tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        for key, value in {"q.choices#a": "Ja", "q.date": "17.04.2026", "q.number": "many", "q.choice": "4th"}.items():
            answer(key, value)(book)
        answer("supplier.id", "GB-COH-1", "C", "Start")(book)
        answer("q.yes", "rep", "E")(book)
        answer("q.report", "Ja", "C", "Documents")(book)
        answer("q.report", "rep", "D", "Documents")(book)

    path = by_hand(written(tmp_path, selection, Known(head=dict(HEAD), answers={"q.yes": Given(True)})), spoil)
    assert {rule for _, rule in all_refused(path, selection)} == {
        "wrong-type", "unknown-option", "wrong-supplier-id"
    }  # fmt: skip
    assert len(all_refused(path, selection)) == 6


def test_what_only_follows_from_a_refused_cell_is_not_told(selection: Selection, tmp_path: Path) -> None:
    """A formula that failed is no missing name; its row, and the line of the supplier, are not told of twice."""

    def fail(book: Any) -> None:
        book["Start"][f"C{row_of(book['Start'], 'supplier.id')}"] = "=1/0"
        book["T1 rows"]["B6"] = "=1/0"
        book["T1 rows"]["C6"] = 7

    path = by_hand(written(tmp_path, selection), fail)
    assert {rule for _, rule in all_refused(path, selection)} == {"formula-without-value"}


def test_problems_of_a_workbook_stand_in_the_order_of_its_rows(selection: Selection, tmp_path: Path) -> None:
    def add(book: Any) -> None:
        for _ in range(120):
            book["Answers"].append(["q.nothing", None, None, "x"])

    found = all_refused(by_hand(written(tmp_path, selection), add), selection)
    rows = [int(cell.removeprefix("Answers!A")) for cell, _ in found if cell.startswith("Answers!A")]
    assert rows == sorted(rows)
    assert rows[0] < 100 < rows[-1]


# --- headings that were changed -----------------------------------------------------------------------------------

FILLED = Known(
    head=dict(HEAD),
    answers={"q.yes": Given(True, ("r",)), "q.rows": Given([{"name": "One", "score": 2}]), "q.number": Given(7)},
    documents=[{"id": "r", "kind": "q.report", "file": "r.txt", "expires": "2026-01-20"}],
    claims={"small/yes": ("equivalent", "As good.")},
)


def called(sheet: str, cell: str, heading: str | None) -> Any:
    """Return what renames a heading."""

    def change(book: Any) -> None:
        book[sheet][cell] = heading

    return change


def without_column(sheet: str, column: int) -> Any:
    return lambda book: book[sheet].delete_cols(column)


@pytest.mark.parametrize(
    ("change", "cell", "lacks"),
    [
        (called("Answers", "D1", "Our answer"), "Answers!A1", "`Answer`"),
        (called("Answers", "D1", None), "Answers!A1", "`Answer`"),
        (called("Answers", "A1", "Schlüssel"), "Answers!A1", "`Key`"),
        (without_column("Answers", 1), "Answers!A1", "`Key`"),
        (without_column("Answers", 4), "Answers!A1", "`Answer`"),
        (called("Answers", "E1", "Docs"), "Answers!E1", "`Documents`"),
        (called("Start", "C10", "Antwort"), "Start!A10", "`Answer`"),
        (called("Documents", "H1", "Valid until"), "Documents!H1", "`Expires`"),
        (called("Documents", "E1", "Path"), "Documents!A1", "`File`"),
        (called("Claims", "D1", "Why"), "Claims!A1", "`Reason`"),
    ],
)
def test_a_heading_that_is_gone_is_told_once_and_loses_nothing_in_silence(
    selection: Selection, tmp_path: Path, change: Any, cell: str, lacks: str
) -> None:
    (problem,) = refused(by_hand(written(tmp_path, selection, FILLED), change), selection)
    assert (problem.rule, problem.place.file) == ("missing-heading", f"q.xlsx[{cell}]")
    assert lacks in problem.message
    assert lacks in problem.fix


def test_a_table_without_its_row_of_keys_is_told(selection: Selection, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["T1 rows"].delete_rows(4)
        answer("q.rows", None)(book)

    (problem,) = refused(by_hand(written(tmp_path, selection, FILLED), change), selection)
    assert (problem.rule, problem.place.file) == ("missing-heading", "q.xlsx['T1 rows'!B4]")
    assert "`q.rows`" in problem.fix


def test_a_workbook_without_its_questions_is_no_submission(selection: Selection, tmp_path: Path) -> None:
    """A sheet that was deleted, or left behind when the others were copied, is no supplier that says nothing."""
    path = by_hand(written(tmp_path, selection, FILLED), lambda book: book.remove(book["Answers"]))
    assert "no-questions" in [each.rule for each in refused(path, selection)]


def test_a_column_of_ones_own_and_one_that_was_deleted_do_no_harm(selection: Selection, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Answers"]["J1"] = "Checked by"
        book["Answers"]["J3"] = "Jo"
        book["Claims"].delete_cols(2)

    path = by_hand(written(tmp_path, selection, FILLED), change)
    assert [each.rule for each in filled.reader(selection)(path, "q.xlsx").remarks] == ["column-not-read"]


# --- in the words that a person sees ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("q.choice", "Secnd", "did you mean `Second`?"),
        ("q.choice", "4th", "choose one of `First`, `Second`, `Third`"),
        ("q.choices", "First; 4th", "choose among `First`, `Second`, `Third`, each on a line of its own"),
        ("q.choices#a", "Ja", "choose Yes, or clear the cell"),
        ("q.yes", "Yes - see the report", "choose Yes or No, and write the rest beside it, under Note"),
        ("q.rows", "None that we know of", "choose `There are none` or `See its sheet`"),
    ],
)
def test_a_wrong_cell_is_answered_with_what_its_list_offers(
    selection: Selection, tmp_path: Path, key: str, value: str, says: str
) -> None:
    (problem,) = refused(by_hand(written(tmp_path, selection), answer(key, value)), selection)
    assert problem.fix == says
    assert "`a`" not in problem.message


def test_that_the_rows_are_on_their_sheet_may_be_written_anyhow(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection, FILLED), answer("q.rows", "see its  sheet"))
    assert len(read(path, selection).values["q.rows"]) == 1


# --- in week three ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "formula", "seen"), [("q.money", 0.1 + 0.2, 0.3), ("q.second", 7.000000000000001, 7)])
def test_a_number_has_the_digits_that_a_spreadsheet_shows(
    selection: Selection, tmp_path: Path, key: str, formula: float, seen: float
) -> None:
    """Sums leave a rest far behind the point, which nobody sees and which would decide at a boundary."""
    state = Known(head=dict(HEAD), answers={key: Given(1)})
    assert read(by_hand(written(tmp_path, selection, state), answer(key, formula)), selection).values[key] == seen


@pytest.mark.parametrize("first", [True, False])
def test_an_empty_copy_of_the_questions_takes_nothing_and_is_no_second_answer(
    selection: Selection, tmp_path: Path, first: bool
) -> None:
    path = written(tmp_path, selection, Known(head=dict(HEAD), answers={"q.choices": Given(["b"])}))

    def copy(book: Any) -> None:
        sheet = book.copy_worksheet(book["Answers"])
        answer("q.choices#b", None, sheet=sheet.title)(book)
        book._sheets.insert(0 if first else len(book._sheets), book._sheets.pop())

    assert read(by_hand(path, copy), selection).values["q.choices"] == ["b"]


def test_cells_that_are_merged_down_count_for_the_first_row_and_say_so(selection: Selection, tmp_path: Path) -> None:
    path = written(tmp_path, selection, Known(head=dict(HEAD), answers={"q.yes": Given(True)}))

    def merge(book: Any) -> None:
        row = row_of(book["Answers"], "q.yes")
        book["Answers"].merge_cells(f"D{row}:D{row + 1}")
        book["Claims"].merge_cells("B2:C2")

    remarks = filled.reader(selection)(by_hand(path, merge), "q.xlsx").remarks
    assert [(each.rule, each.place.file) for each in remarks] == [("merged-cells", "q.xlsx[Answers!D3]")]


def test_a_digest_may_be_written_in_pairs(selection: Selection, tmp_path: Path) -> None:
    """So did `certutil` of older Windows."""
    digest = "1a" * 32
    path = written(tmp_path, selection, Known(head=dict(HEAD), documents=[{"id": "r", "kind": "q.report"}]))
    by_hand(path, answer("q.report", " ".join(["1A"] * 32), "K", "Documents"))
    assert filled.reader(selection)(path, "q.xlsx").value["evidence"][0]["sha256"].lower() == digest


@pytest.mark.parametrize("said", ["TBC", "tbd.", "To be confirmed", "?", "to follow"])
def test_an_answer_that_is_still_to_come_is_remarked_at_its_cell(
    selection: Selection, tmp_path: Path, said: str
) -> None:
    path = by_hand(written(tmp_path, selection), answer("q.text", said))
    source = filled.reader(selection)(path, "q.xlsx")
    assert "q.text" not in SubmissionReader(selection).read(source, tmp_path, "q.xlsx").values
    assert [each.rule for each in source.remarks] == ["says-nothing"]
    assert source.remarks[0].place.file.startswith("q.xlsx[Answers!D")


def test_a_sheet_saved_as_text_beside_a_submission_is_a_second_one(small: Small) -> None:
    folder = beside(small, small.submissions / "one", "yaml", is_filled=False)
    builders.written(folder / "q.csv", "\ufeffKey;No.;Question;Answer\nq.yes;1;Is it so?;Yes\n")
    builders.written(folder / "hazards.csv", "Hazard;Risk\nLate alarm;High\n")
    assert [each["message"] for each in small.all().problems] == [
        "`submission.yaml`, `q.csv` stand in one folder, and only one can count"
    ]


def rows_of_a_table(*rows: tuple[Any, ...]) -> Any:
    """Return what types rows into the sheet of a table, under its headings."""

    def change(book: Any) -> None:
        for at, row in enumerate(rows, 6):
            for column, value in enumerate(row, 2):
                book["T1 rows"].cell(at, column).value = value

    return change


@pytest.mark.parametrize("label", ["Total", "TOTAL:", "Sum", "Grand total", "Sub-total", "Totals", "Average"])
def test_a_line_that_adds_up_a_table_is_no_row_of_it(selection: Selection, tmp_path: Path, label: str) -> None:
    """It would be counted, and added up once more."""
    path = by_hand(written(tmp_path, selection), rows_of_a_table(("First", 3), ("Second", 4), (label, 7)))
    (problem,) = refused(path, selection)
    assert (problem.rule, problem.place.file) == ("total-row", "q.xlsx['T1 rows'!B8]")
    assert f"`{label}`" in problem.message


def test_a_row_about_a_total_of_something_is_a_row(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection), rows_of_a_table(("Total loss of power", 3), ("Summary", 4)))
    assert len(read(path, selection).values["q.rows"]) == 2


@pytest.mark.parametrize("column", ["No.", "Question", "Needed", "Why it is asked"])
def test_a_column_that_is_not_read_may_be_deleted(selection: Selection, tmp_path: Path, column: str) -> None:
    def narrow(book: Any) -> None:
        page = book["Answers"]
        answer("q.text", "Wardlight")(book)
        page.delete_cols(next(cell.column for cell in page[1] if cell.value == column))

    path = by_hand(written(tmp_path, selection), narrow)
    assert read(path, selection).values["q.text"] == "Wardlight"


def test_a_heading_row_that_is_gone_is_told_once(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection), lambda book: book["Answers"].delete_rows(1))
    (problem,) = refused(path, selection)
    assert (problem.rule, problem.place.file) == ("answer-unclear", "q.xlsx[Answers!A2]")
    assert "more rows of this sheet" in problem.message


def test_a_line_of_the_head_that_was_left_empty_is_told_at_its_cell(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection), answer("supplier.name", None, "C", "Start"))
    (problem,) = refused(path, selection)
    assert (problem.rule, problem.place.file.partition("!")[0]) == ("missing-key", "q.xlsx[Start")


def test_what_is_remarked_is_told_beside_what_is_refused(selection: Selection, tmp_path: Path) -> None:
    """Whoever mends a file mends it once, and a warning may be the graver of the two."""

    def spoil(book: Any) -> None:
        for key, value in (("q.date", "soon"), ("q.number", 0.5), ("q.text", "n/a")):
            answer(key, value)(book)

    path = by_hand(written(tmp_path, selection), spoil)
    assert {rule for _, rule in all_refused(path, selection)} == {"wrong-type", "small-share", "says-nothing"}
    by_hand(path, answer("q.yes", "Maybe"))
    rules = [rule for _, rule in all_refused(path, selection)]
    assert sorted(rules) == ["says-nothing", "small-share", "wrong-type", "wrong-type"]


@pytest.mark.parametrize("said", ["does not apply", "Not applicable", "not_applicable"])
def test_a_claim_may_be_called_in_several_ways(selection: Selection, tmp_path: Path, said: str) -> None:
    path = by_hand(written(tmp_path, selection, FILLED), answer("small/yes", said, "C", "Claims"))
    assert read(path, selection).claims["small/yes"].kind == "not-applicable"


def test_a_claim_that_is_none_is_named(selection: Selection, tmp_path: Path) -> None:
    path = by_hand(written(tmp_path, selection, FILLED), answer("small/yes", "Maybe", "C", "Claims"))
    (problem,) = refused(path, selection)
    assert (problem.rule, "`Maybe`" in problem.message) == ("claim-unclear", True)
