"""Questionnaires for tests: written, filled in by openpyxl as a person would by hand, and read back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from builders import AS_OF, Small, day

from techassure import Selection, Submission
from techassure.intake.reader import SubmissionReader
from techassure.problems import Problem, ProblemsFound
from techassure.questionnaire import filled, questions, workbook
from techassure.questionnaire.known import Known

EXPECT = {
    "yes": "{q.yes: {is: yes}}",
    "choice": "{q.choice: {is: a}}",
    "choices": "{q.choices: {includes_any: [a]}}",
    "number": "{q.number: {at_least: 1}}",
    "money": "{q.money: {at_least: 1}}",
    "date": "{q.date: {within: 12 months}}",
    "text": "{q.text: {provided: yes}}",
    "rows": "{q.rows: {rows: {at_least: 1}}}",
    "people": "{q.people: {rows: {at_least: 1}}}",
    "report": "{q.report: {provided: yes}}",
}
HEAD = {
    "supplier.id": "S1",
    "supplier.name": "Larkspur Fictional Ltd",
    "product.name": "Wardlight",
    "product.version": "4.2.0",
}
Change = Callable[[Any], None]


def every_type(small: Small) -> Selection:
    """Return a selection that asks a fact of every type."""
    for name, expect in EXPECT.items():
        small.criterion(name, expect)
    return small.selection()


def written(folder: Path, selection: Selection, known: Known | None = None, name: str = "q.xlsx") -> Path:
    """Write a questionnaire, with the head filled in unless something is known."""
    asked = questions.questionnaire(selection, day(AS_OF).toordinal())
    known = known or Known(head=dict(HEAD))
    extra = [*known.answers, *(entry["kind"] for entry in known.documents)]
    path = folder / name
    path.write_bytes(workbook.render(questions.with_answered(asked, extra), known))
    return path


def by_hand(path: Path, change: Change) -> Path:
    """Change a workbook as a person would who opens it and saves it."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def saved(book: Any) -> None:
    """Change nothing: the workbook is only opened and saved."""
    assert book.worksheets


def row_of(sheet: Any, key: str, column: int = 1) -> int:
    """Return the row of a sheet that has the key."""
    return next(cell.row for cell in sheet[chr(ord("A") + column - 1)] if cell.value == key)


def answer(key: str, value: Any, column: str = "D", sheet: str = "Answers") -> Change:
    """Return what writes a value beside a key."""

    def change(book: Any) -> None:
        page = book[sheet]
        page[f"{column}{row_of(page, key)}"] = value

    return change


def read(path: Path, selection: Selection) -> Submission:
    """Return the submission that a workbook is."""
    return SubmissionReader(selection).read(filled.reader(selection)(path, path.name), path.parent)


def refused(path: Path, selection: Selection) -> list[Problem]:
    """Return why a workbook is refused; a test fails where it is not."""
    try:
        read(path, selection)
    except ProblemsFound as found:
        return list(found.problems)
    raise AssertionError("nothing was refused")


def by_office(path: Path, ending: str) -> Path:
    """Open a file in LibreOffice and save it as another kind, in a folder of its own."""
    return all_by_office([path], ending)[0]


def all_by_office(paths: Sequence[Path], ending: str) -> list[Path]:
    """Do so with many files of one folder, which takes hardly longer than with one."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = paths[0].parent / f"office-{ending}"
    profile = f"-env:UserInstallation={(paths[0].parents[1] / 'office-profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", ending, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [folder / f"{path.stem}.{ending}" for path in paths]
