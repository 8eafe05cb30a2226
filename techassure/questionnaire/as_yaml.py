"""A questionnaire as YAML: a submission with its questions as comments, ready to be filled in."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from techassure.calendar_days import iso
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.questionnaire.known import Change, Given, Known
from techassure.questionnaire.layout import MADE_BY, document_id
from techassure.questionnaire.questions import Question, Questionnaire
from techassure.questionnaire.wording import hint, is_needed, reasons
from techassure.selections.lot_names import lot_named

_WIDTH = 110
_HEAD = {
    "supplier": ("id", "name"),
    "product": ("name", "version"),
    "declared_by": ("name", "role", "on"),
    "price": ("whole_life_cost", "currency", "vat"),
}
_ALWAYS = ("supplier", "product")


def render(asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> bytes:
    """Return the questionnaire as UTF-8."""
    parts = (
        _opening(asked, changes, notice),
        _head(asked, known),
        _answers(asked, known),
        _evidence(asked, known),
        _claims(known),
    )
    return "".join(f"{line}\n" for part in parts for line in part).encode()


def _opening(asked: Questionnaire, changes: Sequence[Change], notice: str) -> Iterator[str]:
    yield from _comment(f"Questionnaire: {asked.selection.title}, as of {iso(asked.as_of)}.")
    yield from _comment(
        "Write each answer after its key. What stays empty, or says `n/a` or `tbc`, is not answered. This file is your "
        "submission."
    )
    editions = ", ".join(f"{edition.name} r{edition.file.revision}" for edition in asked.selection.editions)
    yield from _comment(f"Made for {editions}, by {MADE_BY}. What decides: {asked.selection.digest}.")
    yield from _comment(notice)
    for change in changes:
        yield from _comment(f"Changed: {change.what}: {change.about} {change.detail}")
    yield "techassure: 1"


def _head(asked: Questionnaire, known: Known) -> Iterator[str]:
    for name, parts in _HEAD.items():
        given = {part: known.head.get(f"{name}.{part}", "") for part in parts}
        written = ", ".join(f"{part}: {_text(value)}" for part, value in given.items() if value or name in _ALWAYS)
        if written:
            yield f"{name}: {{{written}}}"
        else:
            yield f"# {name}: {{{', '.join(f'{part}: …' for part in parts)}}}"
    lot, lots = known.head.get("lot"), asked.selection.lots
    if lots:
        yield from _comment(f"The lots: {'; '.join(lot_named(lots, key) for key in lots)}.")
    yield f"lot: {_text(lot)}" if lot else f"# lot: {_text(next(iter(lots), '1'))}"


def _answers(asked: Questionnaire, known: Known) -> Iterator[str]:
    yield "answers:"
    for part in asked.parts:
        questions = [question for question in part.questions if question.fact.type != "document"]
        if questions:
            yield ""
            yield from _comment(f"== {part.title} ==", "  ")
        for question in questions:
            yield ""
            yield from _comments(asked, known, question)
            yield from _answer(question, known.answers.get(question.name, Given(None)))


def _comments(asked: Questionnaire, known: Known, question: Question) -> Iterator[str]:
    told = hint(question.fact)
    yield from _comment(f"{question.text} {told}".strip(), "  ")
    if question.fact.options:
        yield from (f"  #   {key}: {_line(label)}" for key, label in question.fact.options.items())
    for name, column in (question.fact.columns or {}).items():
        yield from _comment(f"  {name}: {_of_column(column)}", "  ")
    yield from _comment("Why: " + " | ".join(reasons(question)), "  ")
    if not is_needed(asked, known, question):
        yield from _comment("Not needed: another answer makes it irrelevant.", "  ")
    if question.name in known.marks:
        yield from _comment(f"Look at it again: {known.marks[question.name]}", "  ")


def _of_column(column: Any) -> str:
    options = f" of {', '.join(column.options)}" if column.options else ""
    return f"{column.label or column.type}{options}{' (optional)' if column.optional else ''}"


def _answer(question: Question, given: Given) -> Iterator[str]:
    if question.fact.type == "table" and given.value:
        key, indent = (question.name, "    ") if not given.evidence and not given.note else ("value", "      ")
        if key == "value":
            yield f"  {question.name}:"
            yield from (f"    {name}: {text}" for name, text in _beside(given).items())
        yield f"{indent[2:]}{key}:"
        yield from (f"{indent}- {_row(question.fact, row)}" for row in given.value)
        return
    value = "" if given.value is None else written(question.fact, given.value)
    beside = _beside(given)
    if beside:
        parts = {**({"value": value} if value else {}), **beside}
        value = "{" + ", ".join(f"{name}: {text}" for name, text in parts.items()) + "}"
    yield f"  {question.name}: {value}".rstrip()


def _beside(given: Given) -> dict[str, str]:
    evidence = {"evidence": f"[{', '.join(map(_text, given.evidence))}]"} if given.evidence else {}
    return evidence | ({"note": _text(given.note)} if given.note else {})


def _row(fact: Fact, row: Mapping[str, Any]) -> str:
    columns = fact.columns or {}
    return "{" + ", ".join(f"{name}: {written(columns[name], cell)}" for name, cell in row.items()) + "}"


def written(fact: Typed, value: Any) -> str:
    """Return a typed value as YAML that reads back as the same."""
    if fact.type == "yes-no":
        return "yes" if value else "no"
    if fact.type in ("number", "money"):
        return f"{Decimal(str(value)):f}"
    if fact.type == "date":
        return iso(value)
    if fact.type == "choices":
        return f"[{', '.join(map(_text, value))}]"
    return "[]" if fact.type == "table" else _text(value)


def _evidence(asked: Questionnaire, known: Known) -> Iterator[str]:
    yield ""
    yield "evidence:" if known.documents else "# evidence:"
    for entry in known.documents:
        if entry["id"] in known.marks:
            yield from _comment(f"Look at it again: {known.marks[entry['id']]}", "  ")
        yield "  - {" + ", ".join(f"{name}: {_text(value)}" for name, value in entry.items()) + "}"
    given = {entry["kind"] for entry in known.documents}
    for question in asked.questions():
        if question.fact.type == "document" and question.name not in given:
            yield from _comment(f"{question.text} {hint(question.fact)}".strip(), "  ")
            yield from _comment("Why: " + " | ".join(reasons(question)), "  ")
            yield f"  # - {{id: {document_id(question.name)}, kind: {question.name}, file: …, sha256: …, issued: …}}"


def _claims(known: Known) -> Iterator[str]:
    if known.claims:
        yield "claims:"
        for key, (kind, reason) in known.claims.items():
            yield f"  - {{criterion: {_text(key)}, {kind}: {_text(reason)}}}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _line(text: str) -> str:
    return " ".join(text.split())


def _comment(text: str, indent: str = "") -> Iterator[str]:
    lead = f"{indent}# "
    yield from textwrap.wrap(
        _line(text), _WIDTH, initial_indent=lead, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False
    )
