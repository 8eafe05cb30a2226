"""The report of a self-check, or of one supplier, on paper: its parts, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from techassure.documents.document import AssessmentPart, Document, DomainPart, EvidencePart, SourcePart
from techassure.phrases import counted, ended
from techassure.report import board, colophon, sentences, waiting
from techassure.report import printed_parts as parts
from techassure.report.html import GROUPS, STATES
from techassure.report.printed_parts import Block
from techassure.report.steps import Step, having, steps
from techassure.report.text import series, span

_FIRST = 10


def head_and_parts(document: Document) -> tuple[Block, list[Block]]:
    """Return the head of the first page, and everything beneath it."""
    assessments = document["assessments"]
    what = "Self-check" if document["kind"] == "self-check" else "Assessment"
    basis, title = sentences.basis(document), document["selection"]["title"]
    head = {"caption": what, "heading": title, "under": basis}
    if len(assessments) == 1:
        one = assessments[0]
        named = {"caption": f"{what} of", "heading": f"{one['product']} {one['product_version']}"}
        head = {**named, "under": f"{ended(sentences.supplier(document['selection'], one))} {basis}"}
        title = sentences.in_full(document["selection"], one)
    stamps = ", ".join(colophon.stamps(document))
    body = [{"is": "inset", "text": sentences.STATEMENT}] if document["kind"] == "self-check" else []
    body += [] if assessments else [parts.text("Nothing was assessed.")]
    for one in assessments:
        body += _supplier(document, one, alone=len(assessments) == 1)
    return {**head, "title": f"{title}: {what.lower()} ({stamps})"}, body


def _supplier(document: Document, one: AssessmentPart, *, alone: bool) -> Iterator[Block]:
    level = 2 if alone else 3
    if not alone:
        yield parts.heading(2, sentences.in_full(document["selection"], one))
    yield from _result(document, one, level)
    yield from _first(one, level)
    if one["timeline"]:
        yield parts.heading(level, "What lapses when")
        yield parts.text("Up to the end of the contract, where that is known. Renew before these days.")
        yield parts.moments(document, one["timeline"])
    yield from _domains(one, document["selection"]["rounding"]["places"], level)
    yield from _documents(one, level)
    yield from _contradicted(one, level)
    sources = {sentences.key(part): part for part in document["selection"]["criteria"]}
    for outcome, title in GROUPS.items():
        found = having(one["criteria"], outcome)
        if found:
            yield parts.heading(level, f"{title} ({len(found)})")
        for group in waiting.groups(document["kind"], found):
            yield from _group(group, level + 1, sources)


def _group(group: waiting.Group, level: int, sources: Mapping[str, SourcePart]) -> Iterator[Block]:
    if group.said:
        yield parts.text(group.said)
    for part in group.criteria:
        made = parts.criterion(part, level, sources[sentences.key(part)])
        yield {**made, "fixes": []} if group.said else made


def _result(document: Document, one: AssessmentPart, level: int) -> Iterator[Block]:
    selection = document["selection"]
    places = selection["rounding"]["places"]
    lapse = sentences.lapse(document["selection"], one)
    yield parts.heading(level, "Verdict")
    said = f"{sentences.gates(one['gates']).capitalize()}.{f' This verdict {lapse}' if lapse else ''}"
    yield {"is": "verdict", "verdict": parts.verdict(one["verdict"]), "text": said}
    yield from map(parts.text, sentences.minimums(one, selection, places))
    if one["score"]:
        yield parts.text(f"Score: {span(one['score'], places)} out of 100. {sentences.coverage(selection)}")
        yield {"is": "range", "score": one["score"]}
    yield parts.text(f"{counted(len(one['criteria']), 'criterion', 'criteria')}:")
    yield parts.shares(one["counts"])


def _first(one: AssessmentPart, level: int) -> Iterator[Block]:
    todo = steps(one["criteria"])
    if todo:
        yield parts.heading(level, "What to do first")
        yield {"is": "steps", "items": [_step(step) for step in todo[:_FIRST]]}
    if len(todo) > _FIRST:
        yield parts.text(f"Then {len(todo) - _FIRST} more, which stand with their criteria below.")


def _step(step: Step) -> Block:
    return {"text": f"{step.fix} ({series(step.criteria, 3)})", "under": step.why}


def _domains(one: AssessmentPart, places: int, level: int) -> Iterator[Block]:
    shown = board.domains([one])
    columns = [("Domain", 2), ("Gates met", 1), ("Not met", 1), ("Open", 1), ("Score of 100", 2)]
    if shown:
        yield parts.heading(level, "By domain")
        yield parts.table(columns, [_domain(part, places) for part in one["domains"] if part["domain"] in shown])


def _domain(part: DomainPart, places: int) -> list[Any]:
    count = part["gates"]
    gates = [f"{count['met']} of {count['of']}", str(count["not met"]), str(count["open"])]
    score = {"text": span(part["score"], places), "range": part["score"]}
    return [sentences.DOMAINS[part["domain"]], *(gates if count["of"] else ["no gates", "-", "-"]), score]


def _documents(one: AssessmentPart, level: int) -> Iterator[Block]:
    if one["documents"]:
        yield parts.heading(level, "Documents")
        columns = [("Document", 2), ("Answers", 2), ("State", 1), ("Issued", 0), ("Last day", 0)]
        yield parts.table(columns, [_kept(each) for each in one["documents"]])


def _kept(each: EvidencePart) -> list[str]:
    dates = [each["issued"] or "-", each["last_day"] or "none"]
    return [each["id"], f"`{each['kind']}`", STATES[each["state"]], *dates]


def _contradicted(one: AssessmentPart, level: int) -> Iterator[Block]:
    if one["contradictions"]:
        yield parts.heading(level, "Contradictions")
        said = [f"{part['question']} {' '.join(sentences.contradiction(part))}" for part in one["contradictions"]]
        yield {"is": "list", "items": said}
