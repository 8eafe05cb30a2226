"""A workbook written and read back says the same, through any hands; what does not fit is named with sheet and cell."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import builders
import pytest
from builders import AS_OF, Small, day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from questionnaires import HEAD, answer, by_hand, by_office, every_type, read, refused, row_of, saved, written

from techassure import Selection, Submission
from techassure.definitions.facts import NO_ANSWERS
from techassure.files.doors import is_printable
from techassure.files.places import Source, read_yaml
from techassure.intake.reader import SubmissionReader
from techassure.questionnaire import as_yaml, earlier, filled, questions
from techassure.questionnaire.known import Given, Known, changes, known
from techassure.questionnaire.layout import CLAIM_KINDS, DOCUMENT_PARTS, HEAD_KEYS, option_key
from techassure.submissions import (
    ClaimFile,
    DeclarationFile,
    EvidenceFile,
    PriceFile,
    ProductFile,
    SubmissionFile,
    SupplierFile,
)

pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")
openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def selection(small: Small) -> Selection:
    """A selection that asks a fact of every type."""
    return every_type(small)


# --- dump, then read, is the identity -----------------------------------------------------------------------------


def filled_day(at: int) -> str:
    """Return a day number as a submission has it."""
    return day("0001-01-01").fromordinal(at).isoformat()


_NASTY = [
    "=1+1",
    "@SUM(A1)",
    "+44",
    "-1",
    "_x000D_",
    "_x005F_",
    "x\ny",
    "a\tb",
    "a\rb",
    "a  b",
    "'q",
    "1.10",
    "007",
    "TRUE",
    "2026-01-01",
    "Yes",
    "#N/A",
    "<b>&amp;",
    "عربى",
    "日本",
    "😀",
    "1e5",
    "See its sheet",
    "Choose below",
    "#(none)",
    "There are none",
    "q.yes",
]
TEXT = st.one_of(st.sampled_from(_NASTY), st.text(min_size=1, max_size=40)).map(
    lambda text: unicodedata.normalize("NFC", text.strip())
).filter(lambda text: bool(text) and is_printable(text))  # fmt: skip
ANSWER = TEXT.filter(lambda text: text not in NO_ANSWERS)
NUMBER = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**9), 10**9, places=4).map(float).map(lambda x: int(x) if x == int(x) else x),
)
SMALL_NUMBER = st.decimals(0, 10, places=3).map(float).map(lambda x: int(x) if x == int(x) else x)
DAY = st.integers(1, day("9999-12-31").toordinal())
OPTIONS = st.lists(st.sampled_from("abc"), unique=True).map(sorted)
ROW = st.fixed_dictionaries({"name": TEXT}, optional={"score": SMALL_NUMBER, "closed_on": DAY, "open": st.booleans()})
PERSON = st.fixed_dictionaries({"name": TEXT, "trained": st.booleans()})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "q.yes": st.booleans(),
    "q.choice": st.sampled_from("abc"),
    "q.choices": OPTIONS,
    "q.number": st.integers(0, 100) | SMALL_NUMBER,
    "q.second": NUMBER,
    "q.money": st.decimals(0, 10**9, places=2).map(float),
    "q.date": DAY,
    "q.later": DAY,
    "q.text": ANSWER,
    "q.person": ANSWER,
    "q.rows": st.lists(ROW, max_size=4),
    "q.people": st.lists(PERSON, max_size=3),
}
NOTE = st.just("") | TEXT
DOCUMENT = st.fixed_dictionaries(
    {"id": TEXT.filter(lambda text: text.isprintable()), "kind": st.sampled_from(["q.report", "q.paper"])},
    optional={
        "title": TEXT.filter(lambda text: text.isprintable()),
        "file": st.just("evidence/a.txt"),
        "issued": DAY.map(filled_day),
        "expires": DAY.map(filled_day),
        "product_version": st.sampled_from(["4.2.0", "4.1"]),
        "sha256": st.sampled_from(["0" * 64, "12" * 32, "1e5"]),
        "issued_by": TEXT.filter(lambda text: text.isprintable()),
    },
)
HEAD_PARTS: dict[str, st.SearchStrategy[str]] = {
    "product.name": TEXT,
    "product.version": st.sampled_from(["4.2.0", "1.10", "4", "2026-01-01"]),
    "lot": TEXT,
    "declared_by.role": TEXT,
    "price.whole_life_cost": st.sampled_from(["1480000", "0.5", "1234.56"]),
    "price.currency": st.just("EUR"),
    "price.vat": st.sampled_from(["excluded", "included"]),
}


@st.composite
def states(draw: st.DrawFn) -> Known:
    """What a submission may say, of every type."""
    documents = draw(st.lists(DOCUMENT, max_size=3, unique_by=lambda entry: entry["id"]))
    ids = [entry["id"] for entry in documents]
    backing = st.lists(st.sampled_from(ids), unique=True, max_size=2).map(tuple) if ids else st.just(())
    given_values = draw(st.fixed_dictionaries({}, optional=VALUES))
    answers = {name: Given(value, draw(backing), draw(NOTE)) for name, value in given_values.items()}
    kinds = st.sampled_from(["not_applicable", "equivalent"])
    claims = draw(st.dictionaries(st.sampled_from(["small/yes", "small/text"]), st.tuples(kinds, TEXT), max_size=2))
    parts = draw(st.fixed_dictionaries({}, optional=HEAD_PARTS))
    price = {} if "price.whole_life_cost" in parts else {"price.currency", "price.vat"}
    head = {**HEAD, "supplier.name": draw(TEXT), "declared_by.name": "A", "declared_by.on": "2026-05-20"}
    head |= {key: part for key, part in parts.items() if key not in price}
    return Known(head, answers, documents, claims)


def submitted(source: Source, selection: Selection, folder: Path) -> dict[str, Any]:
    """Return everything that a submission says; options in the order of the standard, documents by id."""
    made = SubmissionReader(selection).read(source, folder)
    return said(made)


def said(made: Submission) -> dict[str, Any]:
    values = {n: sorted(v) if n == "q.choices" else v for n, v in made.values.items()}
    backing = {name: list(ids) for name, ids in made.backing.items() if ids}
    return {
        "identity": made.identity,
        "values": values,
        "backing": backing,
        "documents": sorted(made.documents),
        "claims": dict(made.claims),
        "declared_on": made.declared_on,
    }


def in_yaml(state: Known, selection: Selection) -> Source:
    asked = questions.questionnaire(selection, day(AS_OF).toordinal())
    whole = questions.with_answered(asked, [*state.answers, *(entry["kind"] for entry in state.documents)])
    return read_yaml(as_yaml.render(whole, state, [], ""), "q.yaml")


@cache
def of_every_type() -> Selection:
    with TemporaryDirectory() as folder:
        return every_type(Small(Path(folder)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=states())
def test_a_workbook_reads_back_as_it_was_written(tmp_path: Path, state: Known) -> None:
    """Through the workbook and through YAML a submission stays the same, and so do notes and what documents say."""
    selection = of_every_type()
    path = written(tmp_path, selection, state)
    source = filled.reader(selection)(path, "q.xlsx")
    assert submitted(source, selection, tmp_path) == submitted(in_yaml(state, selection), selection, tmp_path)
    for each in (source, in_yaml(state, selection)):
        again = known([each], selection, day(AS_OF).toordinal())
        assert (again.answers, again.claims, again.head) == (state.answers, state.claims, state.head)
        assert {each["id"]: each for each in again.documents} == {each["id"]: each for each in state.documents}


def test_the_round_trip_speaks_of_all_that_a_submission_may_hold() -> None:
    """A field that is new to a submission has a place in the workbook, and is drawn above."""
    parts = {"supplier": SupplierFile, "product": ProductFile, "declared_by": DeclarationFile, "price": PriceFile}
    whole = {f"{name}.{key}" for name, part in parts.items() for key in part.model_fields} | {"lot"}
    assert set(HEAD_KEYS) == whole
    assert {*DOCUMENT_PARTS.values(), "kind"} == set(EvidenceFile.model_fields)
    assert set(CLAIM_KINDS.values()) == set(ClaimFile.model_fields) - {"criterion"}
    assert set(SubmissionFile.model_fields) == {"techassure", *parts, "lot", "answers", "evidence", "claims"}


FULL = Known(
    head=dict(HEAD),
    answers={
        "q.yes": Given(False, ("r",), "A note,\nof two lines"),
        "q.choice": Given("b"),
        "q.choices": Given(["a", "c"]),
        "q.number": Given(7.5),
        "q.money": Given(1234.5),
        "q.date": Given(day("2026-01-15").toordinal()),
        "q.text": Given("=cmd|' /C calc'!A0"),
        "q.rows": Given([{"name": "a  b", "score": 1, "closed_on": 738000, "open": True}, {"name": "007"}]),
        "q.people": Given([]),
    },
    documents=[{"id": "r", "kind": "q.report", "file": "r.txt", "issued": "2026-01-20"}],
    claims={"small/yes": ("equivalent", "As good.")},
)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_may_save_it(selection: Selection, tmp_path: Path, ending: str) -> None:
    path = written(tmp_path, selection, FULL)
    assert said(read(by_office(path, ending), selection)) == said(read(path, selection))


def test_openpyxl_may_save_it(selection: Selection, tmp_path: Path) -> None:
    path = written(tmp_path, selection, FULL)
    before = said(read(path, selection))
    assert said(read(by_hand(path, saved), selection)) == before


# --- moved, sorted, renamed, added --------------------------------------------------------------------------------


def put(cell: Any, value: Any) -> None:
    """Write a value as it is: openpyxl would make a formula of text that begins with `=`."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def upside_down(book: Any) -> None:
    sheet = book["Answers"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for at, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            put(sheet.cell(at, column), value)


def other_columns(book: Any) -> None:
    sheet = book["Answers"]
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        for cell, value in zip(row, reversed(values), strict=True):
            put(cell, value)


def renamed(book: Any) -> None:
    for at, sheet in enumerate(list(book.worksheets)):
        sheet.title = f"Feuille {at}"


def rearranged(book: Any) -> None:
    book._sheets.reverse()


def lower(book: Any) -> None:
    for sheet in book.worksheets:
        sheet.insert_rows(1, 3)


@pytest.mark.parametrize("change", [upside_down, other_columns, renamed, rearranged, lower])
def test_what_is_moved_sorted_or_renamed_is_found_all_the_same(
    selection: Selection, tmp_path: Path, change: Any
) -> None:
    path = written(tmp_path, selection, FULL)
    before = said(read(path, selection))
    assert said(read(by_hand(path, change), selection)) == before


def test_a_row_that_was_added_answers_a_question_of_the_library(selection: Selection, tmp_path: Path) -> None:
    def add(book: Any) -> None:
        book["Answers"].append(["q.third", None, "Is the third so?", "yes"])

    assert read(by_hand(written(tmp_path, selection), add), selection).values["q.third"] is True


@pytest.mark.parametrize(
    ("key", "value", "at", "rule"),
    [
        ("q.number", "many", "q.number", "wrong-type"),
        ("q.number", 101, "q.number", "out-of-range"),
        ("q.choice", "Fourth", "q.choice", "unknown-option"),
        ("q.date", "01/02/2026", "q.date", "wrong-type"),
        ("q.choices#a", "perhaps", "q.choices#a", "wrong-type"),
        ("q.choices#b", "No", "q.choices#a", "choices-unclear"),
        ("q.rows", "See its sheet", "q.rows", "table-empty"),
    ],
)
def test_what_does_not_fit_is_named_with_its_sheet_and_cell(
    selection: Selection, tmp_path: Path, key: str, value: Any, at: str, rule: str
) -> None:
    path = by_hand(written(tmp_path, selection), answer(key, value))
    row = row_of(openpyxl.load_workbook(path)["Answers"], at)
    problems = refused(path, selection)
    assert [(problem.place.file, problem.rule) for problem in problems] == [(f"q.xlsx[Answers!D{row}]", rule)]


@pytest.mark.parametrize(
    ("sheet", "values", "column", "rule"),
    [
        ("Answers", [None, None, None, "an answer"], "D", "answer-without-key"),
        ("Answers", ["q.nothing", None, None, "an answer"], "D", "unknown-fact"),
        ("Answers", ["small/Z", None, None, "an answer"], "D", "unknown-code"),
        ("Answers", ["small/report", None, None, "a file"], "D", "unknown-code"),
        ("Answers", ["q.third", None, None, None, "ghost"], "D", "unknown-document"),
        ("Answers", ["q.yes", None, None, "yes"], "A", "answered-twice"),
        ("Documents", [None, None, "Yes"], "A", "answer-without-key"),
        ("Documents", ["q.report", None, "No", None, "a.txt"], "C", "document-unclear"),
        ("Documents", ["q.report", None, None, None, "../a.txt"], "E", "evidence-outside-folder"),
        ("Claims", ["small/yes", None, None, "So it is."], "C", "claim-unclear"),
        ("Claims", ["small/yes", None, "does not apply"], "D", "missing-value"),
        ("Claims", ["small/Z", None, "does not apply", "No."], "A", "unknown-criterion"),
        ("Start", ["declared_by.name", None, "A\x7fB"], "C", "wrong-value"),
    ],
)
def test_a_row_that_was_added_and_fits_nothing_is_named(
    selection: Selection, tmp_path: Path, sheet: str, values: list[Any], column: str, rule: str
) -> None:
    state = Known(head=dict(HEAD), answers={"q.yes": Given(True)})
    path = by_hand(written(tmp_path, selection, state), lambda book: book[sheet].append(values))
    row = openpyxl.load_workbook(path)[sheet].max_row
    found = {(problem.place.file, problem.rule) for problem in refused(path, selection)}
    assert (f"q.xlsx[{sheet}!{column}{row}]", rule) in found


def test_a_wrong_cell_of_a_table_is_named(selection: Selection, tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book["T1 rows"]
        for column, value in zip("BCD", ["First", 11, "2026-01-01"], strict=True):
            sheet[f"{column}6"] = value

    problem = refused(by_hand(written(tmp_path, selection), fill), selection)[0]
    assert (problem.place.file, problem.rule) == ("q.xlsx['T1 rows'!C6]", "out-of-range")


def test_what_is_not_read_is_said(selection: Selection, tmp_path: Path) -> None:
    def add(book: Any) -> None:
        book.create_sheet("Ideas")["B2"] = "Ask the chief executive"
        book["Answers"]["L3"] = "checked by Jo"

    remarks = filled.reader(selection)(by_hand(written(tmp_path, selection), add), "q.xlsx").remarks
    assert {(each.place.file, each.rule, each.severity) for each in remarks} == {
        ("q.xlsx[Ideas!B2]", "sheet-not-read", "warning"),
        ("q.xlsx[Answers!L3]", "column-not-read", "warning"),
    }


def test_a_suppliers_own_words_below_the_answers_are_said_not_to_be_read(selection: Selection, tmp_path: Path) -> None:
    """A condition on all answers stands there; the names of groups between the questions are the form's own."""

    def add(book: Any) -> None:
        book["Answers"].append([None, None, "All answers are subject to contract."])

    (remark,) = filled.reader(selection)(by_hand(written(tmp_path, selection), add), "q.xlsx").remarks
    assert (remark.rule, remark.severity) == ("line-not-read", "warning")
    assert not filled.reader(selection)(written(tmp_path, selection), "q.xlsx").remarks


@pytest.mark.parametrize(
    ("cell", "words"), [("A2", "Subject to contract."), ("B5", "Not yet."), ("A18", "Ask Jo Bloggs.")]
)
def test_a_suppliers_own_words_on_the_first_sheet_are_said_not_to_be_read(
    selection: Selection, tmp_path: Path, cell: str, words: str
) -> None:
    def add(book: Any) -> None:
        assert book["Start"][cell].value is None
        book["Start"][cell] = words

    (remark,) = filled.reader(selection)(by_hand(written(tmp_path, selection), add), "q.xlsx").remarks
    assert (remark.place.file, remark.rule) == (f"q.xlsx[Start!{cell}]", "line-not-read")


# --- what people write --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("q.yes", True, True),
        ("q.yes", "YES", True),
        ("q.yes", "n", False),
        ("q.choice", "second", "b"),
        ("q.choice", "b", "b"),
        ("q.text", 1.5, "1.5"),
        ("q.text", 7, "7"),
        ("q.text", day("2026-01-15"), "2026-01-15"),
        ("q.number", "7.5", 7.5),
        ("q.date", day("2026-01-15"), day("2026-01-15").toordinal()),
        ("q.date", "2026-01-15", day("2026-01-15").toordinal()),
        ("q.choices", "First; third", ["a", "c"]),
        ("q.choices", "a, b", ["a", "b"]),
        ("q.choices", "None", []),
        ("q.rows", "There are none", []),
    ],
)
def test_an_answer_may_be_written_in_several_ways(
    selection: Selection, tmp_path: Path, key: str, cell: Any, value: Any
) -> None:
    path = by_hand(written(tmp_path, selection), answer(key, cell))
    assert read(path, selection).values[key] == value


@pytest.mark.parametrize(
    ("marks", "chosen"),
    [
        ({"a": "Yes"}, ["a"]),
        ({"(none)": "Yes"}, []),
        ({"a": "No", "b": "No", "c": "No"}, []),
        ({"a": "x", "b": "No"}, ["a"]),
    ],
)
def test_options_are_chosen_by_their_rows(
    selection: Selection, tmp_path: Path, marks: dict[str, str], chosen: list[str]
) -> None:
    def mark(book: Any) -> None:
        for option, said_there in marks.items():
            answer(option_key("q.choices", option), said_there)(book)

    assert read(by_hand(written(tmp_path, selection), mark), selection).values["q.choices"] == chosen


def test_a_table_without_rows_is_not_answered_until_it_is_said_to_have_none(
    selection: Selection, tmp_path: Path
) -> None:
    assert "q.rows" not in read(written(tmp_path, selection), selection).values


def test_rows_beside_there_are_none_are_refused(selection: Selection, tmp_path: Path) -> None:
    state = Known(head=dict(HEAD), answers={"q.rows": Given([{"name": "One"}])})
    path = by_hand(written(tmp_path, selection, state), answer("q.rows", "There are none"))
    assert [problem.rule for problem in refused(path, selection)] == ["table-unclear"]


def test_a_label_that_has_changed_is_understood_by_the_workbooks_own_list_and_said(
    small: Small, tmp_path: Path
) -> None:
    old = every_type(small)
    path = written(tmp_path, old, Known(head=dict(HEAD), answers={"q.choice": Given("b")}))
    small.facts = small.facts.replace(
        "{a: First, b: Second, c: Third}}\n  q.choices", "{a: First, b: Next, c: Third}}\n  q.choices"
    )
    new = small.selection()
    source = filled.reader(new)(path, "q.xlsx")
    assert source.value["answers"]["q.choice"] == "b"
    assert [(each.rule, each.place.file) for each in source.remarks] == [("older-label", "q.xlsx[Answers!D4]")]


# --- plain sheets of codes and answers ----------------------------------------------------------------------------


def plain(folder: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in [*rows, *([key, value] for key, value in HEAD.items())]:
        book.active.append(row)
    book.save(folder / "plain.xlsx")
    return folder / "plain.xlsx"


@pytest.mark.parametrize("code", ["small/number", "number", "Small number", "SMALL/NUMBER", "q.number"])
def test_a_sheet_of_two_columns_is_a_submission(selection: Selection, tmp_path: Path, code: str) -> None:
    path = plain(tmp_path, [["Our answers"], ["Question", "Reply to it"], [code, 7], ["choices", "First; Second"]])
    values = read(path, selection).values
    assert (values["q.number"], values["q.choices"]) == (7, ["a", "b"])


def test_a_sheet_of_three_columns_needs_a_header(selection: Selection, tmp_path: Path) -> None:
    path = plain(tmp_path, [["number", "How many?", 7]])
    assert [each.rule for each in refused(path, selection)] == ["answer-unclear"]


def test_a_header_says_which_column_is_the_answer(selection: Selection, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = [("Code", "Question", "Response"), ("number", "How many?", 7), *((k, None, v) for k, v in HEAD.items())]
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "three.xlsx")
    assert read(tmp_path / "three.xlsx", selection).values["q.number"] == 7


def test_a_code_that_no_standard_has_is_named(selection: Selection, tmp_path: Path) -> None:
    path = plain(tmp_path, [["number", 7], ["C9.9", "yes"]])
    problem = refused(path, selection)[0]
    assert (problem.place.file, problem.rule) == ("plain.xlsx[Sheet!A2]", "unknown-code")


def test_a_code_that_asks_several_facts_names_them(small: Small, tmp_path: Path) -> None:
    """A supplier who holds answers by code learns what to write in their place, without looking anything up."""
    small.criterion("both", ["{q.yes: {is: yes}}", "{q.number: {at_least: 1}}"])
    problem = refused(plain(tmp_path, [["both", "yes"]]), small.selection())[0]
    assert (problem.rule, problem.fix) == ("unknown-code", "answer what it asks by its own names: `q.yes`, `q.number`")


# --- as a submission among others ---------------------------------------------------------------------------------


def test_a_folder_of_workbooks_is_a_batch(small: Small, tmp_path: Path) -> None:
    selection = every_type(small)
    small.submissions.mkdir()
    for at in range(3):
        written(small.submissions, selection, Known(head={**HEAD, "supplier.id": f"S{at}"}), f"{at}.xlsx")
    (small.submissions / "~$0.xlsx").write_bytes(b"the lock of a spreadsheet program")
    (small.submissions / "bad.xlsm").write_bytes(b"PK")
    seen = small.all()
    assert len(seen.document["assessments"]) == 3
    assert [problem["rule"] for problem in seen.problems] == ["macros-in-workbook"]


def test_a_remark_is_a_warning_of_the_result(small: Small, tmp_path: Path) -> None:
    selection = every_type(small)
    small.submissions.mkdir()
    by_hand(written(small.submissions, selection), lambda book: book.create_sheet("Ideas").append(["?"]))
    seen = small.all()
    assert len(seen.document["assessments"]) == 1
    assert [(problem["rule"], problem["severity"]) for problem in seen.problems] == [("sheet-not-read", "warning")]


# --- a newer questionnaire takes an older one's answers -----------------------------------------------------------


def test_a_newer_questionnaire_says_what_changed(small: Small, tmp_path: Path) -> None:
    small.criterion("A", "{q.text: {provided: yes}}").criterion("B", "{q.date: {within: 12 months}}")
    state = Known(head=dict(HEAD), answers={"q.text": Given("It"), "q.date": Given(day("2024-01-01").toordinal())})
    path = written(tmp_path, small.selection(), state)
    small.lines.pop(0)
    small.edition["revision"] = "2"
    small.criterion("C", "{q.number: {at_least: 1}}")
    (small.root / "small" / "1" / "criteria" / "A.yaml").unlink()
    selection = small.selection()
    source = earlier.layers(path, selection)[-1]
    assert isinstance(source, filled.Filled)
    asked = questions.questionnaire(selection, day(AS_OF).toordinal())
    taken = known([source], selection, asked.as_of)
    found = {(change.what, change.about) for change in changes(asked, taken, source.editions, source.keys)}
    assert found == {
        ("standard added", "small@1 r2"),
        ("standard gone or replaced", "small@1 r1"),
        ("new question", "How many?"),
        ("not asked here", "What is it called?"),
        ("look at it again", "On what date?"),
    }
    kept = written(tmp_path, selection, taken, "new.xlsx")
    assert read(kept, selection).values["q.text"] == "It"


def test_an_out_of_date_answer_is_marked_in_words(selection: Selection, tmp_path: Path) -> None:
    state = Known(head=dict(HEAD), answers={"q.date": Given(1)}, marks={"q.date": "out of date: old"}, earlier=True)
    sheet = openpyxl.load_workbook(written(tmp_path, selection, state))["Answers"]
    assert sheet[f"I{row_of(sheet, 'q.date')}"].value == "Out of date: old"


def test_a_document_that_lies_in_another_folder_is_marked(small: Small, tmp_path: Path) -> None:
    """Its path would lead nowhere from beside the workbook, and the criterion would lose what proves it."""
    small.criterion("A", "{q.report: {provided: yes}}")
    product = tmp_path / "product"
    shared = {"techassure": 1, "evidence": [{"id": "r", "kind": "q.report", "file": "evidence/r.txt"}]}
    builders.written(tmp_path / "supplier.yaml", shared)
    builders.written(product / "product.yaml", {**shared, "evidence": [{"id": "s", "kind": "q.report"}]})
    builders.written(product / "submission.yaml", {"techassure": 1})
    taken = known(earlier.layers(product, small.selection()), small.selection(), day(AS_OF).toordinal())
    assert taken.marks == {"r": f"lies beside `{tmp_path / 'supplier.yaml'}`: put it beside this form, too"}


def test_a_line_that_is_left_empty_keeps_a_shared_answer(small: Small, selection: Selection) -> None:
    shared = Source("a/supplier.yaml", {"answers": {"q.yes": {"value": "yes", "evidence": ["r"]}}})
    own = Source("a/submission.yaml", {"answers": {"q.yes": {"value": None, "note": "As the others do."}}})
    taken = known([shared, own], selection, day(AS_OF).toordinal())
    assert taken.answers == {"q.yes": Given(True, ("r",), "As the others do.")}


OLD, NEW = day("2024-01-01").toordinal(), day("2026-03-01").toordinal()
EITHER = "{any: [{q.date: {on_or_after: as_of}}, {q.date: {within: 12 months}}]}"
ONE_OF_TWO = "{any: [{q.date: {within: 12 months}}, {q.later: {within: 12 months}}]}"


@pytest.mark.parametrize(
    ("expect", "values", "marked"),
    [
        (EITHER, {"q.date": NEW}, False),
        (EITHER, {"q.date": OLD}, True),
        (ONE_OF_TWO, {"q.date": OLD, "q.later": NEW}, False),
        (ONE_OF_TWO, {"q.date": OLD}, True),
        (f"{{all: [{ONE_OF_TWO}, {{q.date: {{within: 12 months}}}}]}}", {"q.date": OLD, "q.later": NEW}, True),
        ("{q.date: {within: 12 months}}", {"q.date": OLD, "q.other": False}, False),
    ],
)
def test_a_date_is_out_of_date_only_where_the_check_does_not_hold(
    small: Small, expect: str, values: dict[str, Any], marked: bool
) -> None:
    """Nor where the criterion does not apply: the mark says what to do, and there is nothing to do."""
    small.criterion("A", expect, applies_when="{not: {q.other: {is: no}}}")
    given_answers = {name: written_value(value) for name, value in values.items()}
    taken = known([Source("s", {"answers": given_answers})], small.selection(), day(AS_OF).toordinal())
    assert ("q.date" in taken.marks) is marked


def written_value(value: Any) -> Any:
    return value if isinstance(value, bool) else filled_day(value)
