"""A questionnaire as a workbook: what a supplier fills in, by dropdowns and dates, and sends back as the submission."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from techassure.extras import needing
from techassure.questionnaire import formulas, layout
from techassure.questionnaire.book import Book, link, shown
from techassure.questionnaire.known import Change, Given, Known
from techassure.questionnaire.layout import ANSWERS, EARLIER, NO, NONE_OF_THESE, YES
from techassure.questionnaire.questions import Question, Questionnaire
from techassure.questionnaire.wording import condition, hint, is_needed, reasons
from techassure.questionnaire.workbook_pages import write_changes, write_claims, write_documents, write_start
from techassure.questionnaire.workbook_tables import write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_SHEETS = ("Start", "Answers", "Documents", "Claims", "Changes", "Lists")
_WIDTHS = (16.0, 5.0, 46.0, 30.0, 17.0, 20.0, 10.0, 31.0, 24.0)
_SMALL = 1.4
_MOST_LOOKED_UP = 5_000
_EPOCH = datetime(2026, 1, 1)


def render(asked: Questionnaire, known: Known, changes: Sequence[Change] = (), notice: str = "") -> bytes:
    """Return the workbook; what is known is filled in.

    Raises:
        ProblemsFound: the library that writes workbooks is not installed.
    """
    with needing("xlsx", "write workbooks"):
        import xlsxwriter  # noqa: PLC0415 - an extra
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": asked.selection.title, "created": _EPOCH})
    workbook.set_calc_mode("auto")
    _write(Book(workbook), asked, known, changes, notice)
    workbook.close()
    return content.getvalue()


def _write(book: Book, asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> None:
    questions = list(asked.questions())
    tables = [question for question in questions if question.fact.type == "table"]
    sheets = layout.sheet_names([question.name for question in tables], _SHEETS)
    write_start(book, asked, known, notice)
    _Answers(book, asked, known, sheets).write()
    for question in tables:
        rows = known.answers.get(question.name, Given(None)).value
        write_table(book, question, sheets[question.name], rows or [], condition(asked, question))
    write_documents(book, asked, known)
    write_claims(book, asked, known)
    if known.earlier:
        write_changes(book, changes)
    book.write_lists()


class _Answers:
    """The sheet of questions, row by row."""

    def __init__(self, book: Book, asked: Questionnaire, known: Known, sheets: Any) -> None:
        self.book, self.asked, self.known, self.sheets = book, asked, known, sheets
        header = (*ANSWERS, EARLIER) if known.earlier else ANSWERS
        self.columns = len(header)
        self.sheet: Worksheet = book.sheet("Answers", list(_WIDTHS[: self.columns]), header)
        self.row = 1
        self.number = 0

    def write(self) -> None:
        for part in self.asked.parts:
            questions = [question for question in part.questions if question.fact.type != "document"]
            if questions:
                self._heading(part.title)
            for question in questions:
                self._question(question)
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), self.columns - 1)
        self.book.grey_out(self.sheet, (1, max(self.row - 1, 1)), ANSWERS.index("Needed"), self.columns)
        names = ((formulas.KEYS, "A"), (formulas.VALUES, "D"))
        for name, column in names:
            self.book.workbook.define_name(name, f"=Answers!${column}$1:${column}${_MOST_LOOKED_UP}")

    def _heading(self, title: str) -> None:
        for column in range(self.columns):
            self.sheet.write_blank(self.row, column, None, self.book.formats["band"])
        self.sheet.write_string(self.row, 2, title, self.book.formats["band"])
        self.sheet.set_row(self.row, 20)
        self.row += 1

    def _question(self, question: Question) -> None:
        given = self.known.answers.get(question.name, Given(None))
        self.number += 1
        self._line(question.name, question)
        self.sheet.write_string(self.row, 4, "\n".join(given.evidence), self.book.formats["text"])
        self.sheet.write_string(self.row, 5, given.note, self.book.formats["text"])
        self.sheet.write_string(self.row, 7, "\n".join(reasons(question)), self.book.formats["small"])
        self._number(question)
        self._fit(question, given)
        if self.columns > len(ANSWERS):
            self._earlier(question, given)
        if question.fact.type == "choices":
            self._options(question, given)
        else:
            at = (self.row, 3)
            self.book.write(self.sheet, at, question.fact, given.value)
            self.book.validate(self.sheet, at, at, question.name, question.fact)
        self.row += 1

    def _line(self, key: str, question: Question) -> None:
        sheet, formats = self.sheet, self.book.formats
        sheet.write_string(self.row, 0, key, formats["key"])
        pieces = [formats["inked"], question.text]
        told = hint(question.fact)
        if told:
            sheet.write_rich_string(self.row, 2, *pieces, formats["hint"], f"\n{told}", formats["plain"])
        else:
            sheet.write_string(self.row, 2, question.text, formats["plain"])
        self._needed(question)

    def _fit(self, question: Question, given: Given) -> None:
        plain = given.value is not None and question.fact.type != "choices"
        answer = shown(question.fact, given.value) if plain else ""
        told = hint(question.fact)
        texts = ("", "", f"{question.text}\n{told}" if told else question.text, answer)
        rest = ("\n".join(given.evidence), given.note, "", "\n".join(reasons(question)))
        mark = self.known.marks.get(question.name, "")
        cells = list(zip(_WIDTHS, (*texts, *rest, mark), strict=True))
        self.book.fit(self.sheet, self.row, [*cells, (_WIDTHS[0] * _SMALL, question.name)])

    def _number(self, question: Question) -> None:
        if question.name in self.sheets:
            at = link(self.sheets[question.name])
            self.sheet.write_url(self.row, 1, at, self.book.formats["link"], str(self.number), "To its sheet")
        else:
            self.sheet.write_number(self.row, 1, self.number, self.book.formats["small"])

    def _needed(self, question: Question) -> None:
        formula = condition(self.asked, question)
        if formula:
            cached = "" if is_needed(self.asked, self.known, question) else layout.NOT_NEEDED
            self.sheet.write_formula(self.row, 6, formula, self.book.formats["small"], cached)

    def _earlier(self, question: Question, given: Given) -> None:
        mark = self.known.marks.get(question.name)
        if mark:
            self.sheet.write_string(self.row, 8, mark[:1].upper() + mark[1:], self.book.formats["old"])
        elif given.value is not None:
            self.sheet.write_string(self.row, 8, "filled in", self.book.formats["small"])

    def _options(self, question: Question, given: Given) -> None:
        """Write a row for each option, to be marked Yes, and one that says that none of them is true."""
        sheet, formats = self.sheet, self.book.formats
        sheet.write_string(self.row, 3, "Choose below", formats["hint"])
        rows = {layout.option_key(question.name, key): label for key, label in layout.labels(question.fact).items()}
        chosen = given.value
        marked = {layout.option_key(question.name, key) for key in chosen or ()}
        if chosen == []:
            marked = {question.name + NONE_OF_THESE}
        first = self.row + 1
        for key, label in {**rows, question.name + NONE_OF_THESE: "None of these"}.items():
            self.row += 1
            sheet.write_string(self.row, 0, key, formats["key"])
            sheet.write_string(self.row, 2, f"        {label}", formats["plain"])
            self.book.fit(sheet, self.row, [(_WIDTHS[2] - 4, label), (_WIDTHS[0] * _SMALL, key)])
            sheet.write_string(self.row, 3, YES if key in marked else "", formats["text"])
            self._needed(question)
        prompt = {"input_title": "One or more", "input_message": "Yes for each that is true, or at None of these."}
        rule = {"validate": "list", "source": [YES, NO], "error_message": "Choose Yes, or leave it empty.", **prompt}
        sheet.data_validation(first, 3, self.row, 3, rule)
