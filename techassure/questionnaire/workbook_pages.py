"""The other sheets of a questionnaire: where to start, the documents, claims, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from techassure.calendar_days import day_number, iso
from techassure.definitions.model import Fact
from techassure.files.doors import number
from techassure.questionnaire.book import Book
from techassure.questionnaire.known import MOST_IN_CELL, Change, Known
from techassure.questionnaire.layout import (
    CLAIM_KINDS,
    CLAIMS,
    DOCUMENT_PARTS,
    DOCUMENTS,
    EARLIER,
    HEAD,
    HEAD_DATES,
    HEAD_NUMBERS,
    MADE_BY,
    MADE_KEYS,
    NOT_NEEDED,
    START,
    YES,
    HeadLine,
    document_id,
)
from techassure.questionnaire.questions import Question, Questionnaire
from techassure.questionnaire.wording import condition, head_hint, hint, is_asked, is_needed, reasons

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STEPS = (
    "Fill in the framed cells: here below, then the sheets Answers and Documents, and a sheet for each table.",
    f"Skip what says “{NOT_NEEDED}”: an answer of yours made it irrelevant. The arrow beside Needed hides such rows.",
    "What is left empty, or says n/a or tbc, is no answer and never a pass. Where there is none, say so in a sentence.",
    "Does a criterion not apply to you? Say why under Claims.",
    "You may sort, filter and move rows. Leave the column Key as it is: each answer is found by its key.",
    "Save as .xlsx or .ods, with your documents beside it. This file is your submission: techassure check FILE",
)
_TEXT, _DATE, _NUMBER = (
    Fact.model_validate({"question": "-", "about": "product", "type": t}) for t in ("text", "date", "number")
)
_START = (20.0, 22.0, 50.0, 60.0)
_PAPERS = (16.0, 38.0, 9.0, 18.0, 22.0, 22.0, 11.0, 11.0, 16.0, 15.0, 14.0, 10.0, 28.0, 24.0)
_NEEDED, _WHY, _EARLIER = len(DOCUMENTS) - 2, len(DOCUMENTS) - 1, len(DOCUMENTS)
_SPARE_DOCUMENTS, _SPARE_CLAIMS = 10, 10


def write_start(book: Book, asked: Questionnaire, known: Known, notice: str) -> None:
    """Write the sheet that says what to do, and asks whose submission it is."""
    sheet, formats = book.sheet("Start", list(_START)), book.formats
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, f"Questionnaire: {asked.selection.title}", formats["title"])
    for at, step in enumerate(STEPS, 2):
        sheet.write_string(at, 0, f"{at - 1}.  {step}", formats["inked"])
    row = len(STEPS) + 3
    sheet.write_row(row, 0, START, formats["header"])
    for line in HEAD:
        if is_asked(line, asked, known):
            row += 1
            _head_line(book, sheet, row, line, known.head.get(line.key), head_hint(line, asked))
            if line.key == "lot" and asked.selection.lots:
                sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": list(asked.selection.lots)})
    _made_for(book, sheet, row + 2, asked, notice)


def _head_line(book: Book, sheet: Worksheet, row: int, line: HeadLine, value: str | None, told: str) -> None:
    sheet.write_string(row, 0, line.key, book.formats["key"])
    sheet.write_string(row, 1, line.label, book.formats["bold"])
    fact = _DATE if line.key in HEAD_DATES else _NUMBER if line.key in HEAD_NUMBERS else _TEXT
    typed = None if value is None else _typed(fact, value)
    book.write(sheet, (row, 2), fact if not isinstance(typed, str) else _TEXT, typed)
    if line.key != "lot":
        book.validate(sheet, (row, 2), (row, 2), line.key, fact)
    sheet.write_string(row, 3, told, book.formats["small"])
    book.fit(sheet, row, [(_START[2], value or ""), (_START[3], told)])


def _typed(fact: Fact, value: str) -> str | float | None:
    if fact.type == "date":
        return day_number(value) or value
    read = number(value) if fact.type == "number" else None
    return value if read is None else read


def _made_for(book: Book, sheet: Worksheet, row: int, asked: Questionnaire, notice: str) -> None:
    formats, selection = book.formats, asked.selection
    editions = [f"{edition.name} r{edition.file.revision}" for edition in selection.editions]
    titles = "\n".join(edition.file.title for edition in selection.editions)
    lines = (
        ("Made for", "\n".join(editions), titles),
        ("As of", iso(asked.as_of), "The day by which dates are judged."),
        ("What decides", selection.digest, "The digest of everything that decides."),
        ("Please note", notice, ""),
        ("Made by", MADE_BY, ""),
    )
    for at, (key, (label, text, beside)) in enumerate(zip(MADE_KEYS, lines, strict=True), row):
        sheet.write_string(at, 0, key, formats["key"])
        sheet.write_string(at, 1, label, formats["bold"])
        sheet.write_string(at, 2, text, formats["plain"])
        sheet.write_string(at, 3, beside, formats["small"])
        book.fit(sheet, at, [(_START[2], text), (_START[3], beside)])


# --- documents ------------------------------------------------------------------------------------------------------


def write_documents(book: Book, asked: Questionnaire, known: Known) -> None:
    """Write a line for each document that is asked for, those that are known filled in, and some to spare."""
    header = (*DOCUMENTS, EARLIER) if known.earlier else DOCUMENTS
    sheet = book.sheet("Documents", list(_PAPERS[: len(header)]), header)
    row = 1
    kinds = [question for question in asked.questions() if question.fact.type == "document"]
    for question in kinds:
        entries = [entry for entry in known.documents if entry["kind"] == question.name] or [{}]
        for entry in entries:
            _document_line(book, sheet, row, asked, known, question, entry)
            row += 1
    for at in range(row, row + _SPARE_DOCUMENTS):
        _spare_document(book, sheet, at)
    last = row + _SPARE_DOCUMENTS - 1
    for column in (DOCUMENTS.index("Issued"), DOCUMENTS.index("Expires")):
        book.validate(sheet, (1, column), (last, column), "", _DATE)
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": [YES]})
    sheet.autofilter(0, 0, last, len(header) - 1)
    book.grey_out(sheet, (1, last), _NEEDED, len(header))


def _document_line(
    book: Book,
    sheet: Worksheet,
    row: int,
    asked: Questionnaire,
    known: Known,
    question: Question,
    entry: dict[str, str],
) -> None:
    formats = book.formats
    sheet.write_string(row, 0, question.name, formats["key"])
    told = hint(question.fact)
    if told:
        pieces = (formats["inked"], question.text, formats["hint"], f"\n{told}", formats["plain"])
        sheet.write_rich_string(row, 1, *pieces)
    else:
        sheet.write_string(row, 1, question.text, formats["plain"])
    _document_cells(book, sheet, row, entry or {"id": document_id(question.name)}, attached=bool(entry))
    why = "\n".join(reasons(question))
    book.fit(
        sheet, row, [(_PAPERS[1], f"{question.text}\n{told}"), (_PAPERS[_WHY], why), (_PAPERS[0] * 1.4, question.name)]
    )
    formula = condition(asked, question)
    if formula:
        cached = "" if is_needed(asked, known, question) else NOT_NEEDED
        sheet.write_formula(row, _NEEDED, formula, formats["small"], cached)
    sheet.write_string(row, _WHY, why, formats["small"])
    if known.earlier and entry:
        mark = known.marks.get(entry["id"])
        shown = mark[:1].upper() + mark[1:] if mark else "filled in"
        sheet.write_string(row, _EARLIER, shown, formats["old" if mark else "small"])


def _document_cells(book: Book, sheet: Worksheet, row: int, entry: dict[str, str], *, attached: bool) -> None:
    sheet.write_string(row, 2, YES if attached else "", book.formats["text"])
    for at, part in enumerate(DOCUMENT_PARTS.values(), 3):
        value = entry.get(part, "")
        day = day_number(value) if part in ("issued", "expires") else None
        if day is not None:
            book.write(sheet, (row, at), _DATE, day)
        elif part in ("issued", "expires") and not value:
            book.write(sheet, (row, at), _DATE, None)
        else:
            sheet.write_string(row, at, value, book.formats["text"])


def _spare_document(book: Book, sheet: Worksheet, row: int) -> None:
    sheet.write_blank(row, 0, None, book.formats["text"])
    sheet.write_string(row, 1, "Another document: copy its Key from above", book.formats["small"])
    _document_cells(book, sheet, row, {}, attached=False)


# --- claims and changes ---------------------------------------------------------------------------------------------


def write_claims(book: Book, asked: Questionnaire, known: Known) -> None:
    """Write where a supplier says that a criterion does not apply, or is met by something equivalent."""
    sheet = book.sheet("Claims", [22.0, 60, 24, 70], CLAIMS)
    titles = {m.definition.key: m.definition.criterion.title for m in asked.selection.members}
    keys = [*dict(asked.claimable), *(key for key in known.claims if key not in dict(asked.claimable))]
    shown = {written: said for said, written in CLAIM_KINDS.items()}
    for row, key in enumerate([*keys, *[""] * _SPARE_CLAIMS], 1):
        kind, reason = known.claims.get(key, ("", ""))
        sheet.write_string(row, 0, key, book.formats["key" if key else "text"])
        about = titles.get(key, "") if key else "Another criterion: write its code as Key, such as dtac/C3.3"
        sheet.write_string(row, 1, about, book.formats["plain" if key else "small"])
        sheet.write_string(row, 2, shown.get(kind, ""), book.formats["text"])
        sheet.write_string(row, 3, reason, book.formats["text"])
        book.fit(sheet, row, [(60.0, about), (70.0, reason)])
    last = len(keys) + _SPARE_CLAIMS
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": list(CLAIM_KINDS)})


def write_changes(book: Book, changes: Sequence[Change]) -> None:
    """Write what is otherwise than in the earlier submission."""
    sheet = book.sheet("Changes", [26.0, 70, 80], ("What changed", "About", "Detail"))
    for row, change in enumerate(changes, 1):
        for column, text in enumerate((change.what, change.about, change.detail)):
            sheet.write_string(row, column, text[:MOST_IN_CELL], book.formats["plain"])
        book.fit(sheet, row, [(26.0, change.what), (70.0, change.about), (80.0, change.detail)])
    if not changes:
        sheet.write_string(1, 0, "Nothing changed.", book.formats["plain"])
