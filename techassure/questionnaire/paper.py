"""A questionnaire as lines to read or to print: what stands under each question where nobody can choose or type."""

from __future__ import annotations

from dataclasses import dataclass

from techassure.calendar_days import iso
from techassure.definitions.facts import written
from techassure.definitions.model import Fact
from techassure.intake.word_forms import SIGN
from techassure.questionnaire.book import shown
from techassure.questionnaire.known import Given, Known
from techassure.questionnaire.layout import YES, labels
from techassure.questionnaire.questions import Question, Questionnaire
from techassure.questionnaire.wording import hint, is_needed, reasons
from techassure.questionnaire.workbook_tables import called
from techassure.version import __version__

EMPTY, TICKED = "☐", "☒"


@dataclass(frozen=True, slots=True)
class Line:
    """A question on paper: its number, what is asked, the boxes or the text under it, and why it is asked.

    ``header`` and ``rows`` are a table to fill in. ``status`` says that it is not needed, or out of date.
    """

    number: int
    key: str
    question: str
    hint: str
    boxes: tuple[str, ...]
    text: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    why: tuple[str, ...]
    status: str


def opening(asked: Questionnaire) -> list[str]:
    """Return what stands at the head: what it is made for, and as of when."""
    editions = "; ".join(
        f"{edition.file.title} ({edition.name} r{edition.file.revision})" for edition in asked.selection.editions
    )
    decides = f"As of {iso(asked.as_of)}. What decides: {asked.selection.digest}."
    return [f"Made for: {editions}.", decides, f"{SIGN} {__version__}."]


def lines(asked: Questionnaire, known: Known) -> list[tuple[str, list[Line]]]:
    """Return the parts of the questionnaire, each with its lines; numbers run through."""
    made: list[tuple[str, list[Line]]] = []
    number = 0
    for part in asked.parts:
        inside = []
        for question in part.questions:
            number += 1
            inside.append(_line(asked, known, question, number))
        made.append((part.title, inside))
    return made


def _line(asked: Questionnaire, known: Known, question: Question, number: int) -> Line:
    fact, given = question.fact, known.answers.get(question.name, Given(None))
    return Line(
        number,
        question.name,
        question.text,
        hint(fact),
        _boxes(fact, given),
        _text(known, question, given),
        tuple(called(key, column) for key, column in (fact.columns or {}).items()),
        _rows(fact, given),
        tuple(reasons(question)),
        _status(asked, known, question),
    )


def _boxes(fact: Fact, given: Given) -> tuple[str, ...]:
    if fact.type == "yes-no":
        options = {True: YES, False: "No"}
        return tuple(f"{TICKED if given.value is key else EMPTY} {label}" for key, label in options.items())
    chosen = given.value if isinstance(given.value, list) else [given.value]
    boxes = [f"{TICKED if key in chosen else EMPTY} {label}" for key, label in labels(fact).items()]
    none = [f"{TICKED if given.value == [] else EMPTY} None of these"] if fact.type == "choices" else []
    return (*boxes, *none)


def _text(known: Known, question: Question, given: Given) -> str:
    fact = question.fact
    if fact.type == "document":
        held = [entry for entry in known.documents if entry["kind"] == question.name]
        return "; ".join(entry.get("title") or entry.get("file") or entry["id"] for entry in held)
    plain = (
        "" if given.value is None or fact.type in ("yes-no", "choice", "choices", "table") else shown(fact, given.value)
    )
    if fact.type == "table" and given.value == []:
        plain = shown(fact, [])
    return "\n".join(part for part in (plain, given.note) if part)


def _rows(fact: Fact, given: Given) -> tuple[tuple[str, ...], ...]:
    if fact.type != "table":
        return ()
    columns = fact.columns or {}
    rows = written(fact, given.value) or []
    return tuple(tuple("" if name not in row else _shown_cell(row[name]) for name in columns) for row in rows) or (
        (("",) * len(columns),) * 3
    )


def _shown_cell(value: object) -> str:
    """Return a written value as a cell shows it."""
    if isinstance(value, bool):
        return YES if value else "No"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _status(asked: Questionnaire, known: Known, question: Question) -> str:
    held = [entry["id"] for entry in known.documents if entry["kind"] == question.name]
    marks = [known.marks[name] for name in (question.name, *held) if name in known.marks]
    if marks:
        return f"Look at it again: {'; '.join(marks)}"
    return "" if is_needed(asked, known, question) else "Not needed: another answer makes it irrelevant"
