"""The board of a tender on paper: its parts, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from techassure.documents.document import AssessmentPart, Document, SourcePart
from techassure.phrases import counted, ended
from techassure.report import board, certainty, colophon, later, sentences
from techassure.report import printed_parts as parts
from techassure.report.html import GROUPS, SIGNS
from techassure.report.order import Lot, Standing, lots
from techassure.report.printed_parts import Block
from techassure.report.steps import having
from techassure.report.text import span

_ABREAST = 40
_SPOKEN = 6
_OPEN = ("not met", later.NOT_MET_YET, "no answer", "needs review")


def head_and_parts(document: Document) -> tuple[Block, list[Block]]:
    """Return the head of the first page, and everything beneath it."""
    selection, found = document["selection"], lots(document)
    kind = "set of standards" if selection["kind"] == "standards" else selection["kind"]
    buyer = f"{ended(selection['buyer'])} " if selection["buyer"] else ""
    head = {
        "title": f"{selection['title']}: board ({', '.join(colophon.stamps(document))})",
        "caption": f"Board of a {kind}",
        "heading": selection["title"],
        "under": f"{buyer}{sentences.basis(document)}",
    }
    return head, list(_board(document, found if document["assessments"] else []))


def _board(document: Document, found: Sequence[Lot]) -> Iterator[Block]:
    tally = [(verdict and verdict.capitalize(), count) for verdict, count in board.tally(document)]
    figures = [("Assessed", len(document["assessments"])), *tally, ("Refused", board.refused(document))]
    yield {"is": "figures", "items": figures}
    yield parts.text(sentences.coverage(document["selection"]))
    if not document["assessments"]:
        yield {"is": "inset", "text": "No submission was assessed."}
    for lot in found:
        yield from _lot(document, lot)
    if found:
        yield from _across(document, board.everybody(found))
        yield from _each(document, found)


def _lot(document: Document, lot: Lot) -> Iterator[Block]:
    places = document["selection"]["rounding"]["places"]
    how = "by name, as scores are hidden" if document.get("scores") == "hidden" else "ranked by score"
    yield parts.heading(2, f"{_of(lot, how)} ({len(lot.ranked)})")
    yield _ranked(lot.ranked, places) if lot.ranked else _nobody(lot)
    lapsing = certainty.lapsing(document, [(each.in_lot, each.assessment) for each in lot.ranked])
    for title, said in (("Certain", lot.certain), ("Not certain yet", lot.undecided), ("Lapsing", lapsing)):
        if said:
            yield from (parts.heading(3, title), {"is": "list", "items": list(said)})
    if lot.apart:
        why = sentences.why_apart(each.assessment for each in lot.apart)
        yield parts.heading(2, f"{_of(lot, 'not ranked')}, because {why} ({len(lot.apart)})")
        yield _apart(document, lot.apart, places)
    for title, heads, rows in board.tables(document, lot.all):
        yield parts.heading(3, _of(lot, title))
        cells = [(f"{each.number} {each.in_lot}", *map(_entry, entries)) for each, entries in rows]
        yield parts.table([("Submission", 2), *((head, 1) for head in heads)], cells)
    yield from _matrices(document, lot)


def _nobody(lot: Lot) -> Block:
    return parts.text(board.nobody([each.assessment for each in lot.apart], lot.title))


def _of(lot: Lot, said: str) -> str:
    return f"{lot.title}: {said}" if lot.title else f"{said[0].upper()}{said[1:]}"


def _called(each: Standing) -> Block:
    one = each.assessment
    name = f"{one['product']} {one['product_version']}"
    return {"text": name, "under": one["supplier"], "to": f"s{each.number}", "strong": True}


def _score(one: AssessmentPart, places: int) -> Block:
    return {"text": span(one["score"], places), "range": one["score"]}


def _ranked(ranked: Sequence[Standing], places: int) -> Block:
    columns = [("No.", 0), ("Place", 0), ("Submission", 4), ("Verdict", 0), ("Gates met", 0), ("Gates open", 1),
               ("Score of 100", 2), ("No answer", 1), ("In review", 1), ("Lapses on", 0)]  # fmt: skip
    return parts.table(columns, [_rank(each, each.assessment, places) for each in ranked])


def _rank(each: Standing, one: AssessmentPart, places: int) -> list[Any]:
    gates, counts = one["gates"], one["counts"]
    return [
        *(
            str(each.number),
            {"text": each.place, "strong": True},
            _called(each),
            {"tag": parts.verdict(one["verdict"])},
        ),
        *(f"{gates['met']} of {gates['of']}", str(gates["open"]), _score(one, places)),
        *(str(counts["no answer"]), str(counts["needs review"]), one["lapses_on"] or "-"),
    ]


def _apart(document: Document, apart: Sequence[Standing], places: int) -> Block:
    columns = [("No.", 0), ("Submission", 4), ("Gates met", 0), ("Gates not met", 1), ("Gates open", 1),
               ("Score of 100", 2), ("What decides", 4)]  # fmt: skip
    return parts.table(columns, [_left_out(document, each, each.assessment, places) for each in apart])


def _left_out(document: Document, each: Standing, one: AssessmentPart, places: int) -> list[Any]:
    gates = one["gates"]
    first, *rest = sentences.some(sentences.keeping_apart(document["selection"], one))
    figures = [f"{gates['met']} of {gates['of']}", str(gates["not met"]), str(gates["open"])]
    return [str(each.number), _called(each), *figures, _score(one, places), {"text": first, "lines": rest}]


def _entry(entry: board.Entry) -> Block:
    first, *rest = [part for part in entry if part] or ["-"]
    return {"text": first, "lines": rest}


def _matrices(document: Document, lot: Lot) -> Iterator[Block]:
    title = f"{lot.title}: every criterion" if lot.title else "Every criterion"
    for at in range(0, len(lot.all), _ABREAST):
        group = lot.all[at : at + _ABREAST]
        yield _matrix(document, group, f"{title}, submission by submission")


def _matrix(document: Document, group: Sequence[Standing], title: str) -> Block:
    spoken = len(group) <= _SPOKEN
    note = "G marks a gate. Numbers are those of the submissions above."
    return {
        "is": "matrix",
        "title": title,
        "legend": [(sign, outcome) for outcome, sign in SIGNS.items()],
        "signs": SIGNS,
        "spoken": spoken,
        "note": note,
        "room": 2 if spoken else max(3, len(group) // 2),
        "heads": [f"{each.number} {each.in_lot}" if spoken else str(each.number) for each in group],
        "rows": [row for section in board.sections(document) for row in _section(section, group)],
    }


def _section(section: tuple[str, list[tuple[int, SourcePart]]], group: Sequence[Standing]) -> Iterator[Block]:
    title, parts = section
    yield {"section": title}
    for index, part in parts:
        gate = bool(group[0].assessment["criteria"][index]["gate"])
        outcomes = [each.assessment["criteria"][index]["outcome"] for each in group]
        yield {"gate": gate, "name": sentences.key(part), "title": part["title"], "outcomes": outcomes}


def _across(document: Document, everybody: Sequence[Standing]) -> Iterator[Block]:
    titles = {sentences.key(part): part["title"] for part in document["selection"]["criteria"]}
    named = partial(_numbers, most=len(everybody))
    yield parts.heading(2, "Gates that are not met, or open")
    gates = [
        (f"{name} {titles[name]}", named(failing), named(still)) for name, failing, still in board.gates(everybody)
    ]
    heads = [("Gate", 3), (f"Not met, of {len(everybody)}", 2), ("Open", 2)]
    yield parts.table(heads, gates) if gates else parts.text("None.")
    yield parts.heading(2, "Contradictions")
    yield parts.text("What was claimed, and what a reader or a register found instead.")
    differ = [(f"{each.number} {each.name}", asked, " ".join(said))
              for each, asked, said in board.contradictions(everybody)]  # fmt: skip
    columns = [("Submission", 1), ("Question", 1), ("What differs", 2)]
    yield parts.table(columns, differ) if differ else parts.text("None was found.")
    yield parts.heading(2, "Unanswered")
    silent = [(f"{name} {titles[name]}", named(who)) for name, who in board.unanswered(everybody)]
    if not silent:
        yield parts.text("Nothing is.")
        return
    yield parts.text(
        f"{counted(len(silent), 'criterion', 'criteria')} that at least one submission leaves without an answer."
    )
    yield parts.table([("Criterion", 3), ("No answer from", 2)], silent)


def _numbers(standings: Sequence[Standing], most: int) -> str:
    if len(standings) == most > 1:
        return f"all {most}"
    return ", ".join(str(each.number) for each in standings) or "-"


def _each(document: Document, found: Sequence[Lot]) -> Iterator[Block]:
    yield parts.heading(2, "Submission by submission")
    yield parts.text("What is not met or still open, and why. What is met stands in the matrix above.")
    for each in board.everybody(found):
        yield from _submission(document, each, each.assessment)


def _submission(document: Document, each: Standing, one: AssessmentPart) -> Iterator[Block]:
    selection = document["selection"]
    places = selection["rounding"]["places"]
    yield parts.heading(3, f"{each.number} {sentences.in_full(selection, one)}", f"s{each.number}")
    score = f" Score {span(one['score'], places)}." if one["score"] else ""
    declared = f", declared on {one['declared_on']}" if one["declared_on"] else ""
    said = f"{sentences.gates(one['gates']).capitalize()}.{score} Read from {one['source']}{declared}."
    yield {"is": "verdict", "verdict": parts.verdict(one["verdict"]), "text": said}
    yield from map(parts.text, sentences.minimums(one, selection, places))
    yield from map(parts.text, certainty.resting(document, one))
    yield parts.shares(one["counts"])
    for outcome in _OPEN:
        found = having(one["criteria"], outcome)
        if found:
            yield parts.heading(4, f"{GROUPS[outcome]} ({len(found)})")
        yield from (parts.criterion(part, 5) for part in found)
    if one["timeline"]:
        yield parts.heading(4, f"What lapses when ({len(one['timeline'])})")
        yield parts.moments(document, one["timeline"])
