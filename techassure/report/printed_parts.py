"""The parts of a report on paper: plain data that the template knows how to draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from techassure.documents.document import Counts, CriterionPart, Document, Moment, SourcePart
from techassure.report import sentences
from techassure.report.html import COLOURS

_SHORT = 1000

Block = dict[str, Any]
"""What a page is made of, as `pages/print.typ` takes it."""


def heading(level: int, text: str, name: str | None = None) -> Block:
    """Return a heading; links lead to its name."""
    return {"is": "heading", "level": level, "text": text, **({"name": name} if name else {})}


def text(text: str) -> Block:
    """Return a paragraph."""
    return {"is": "text", "text": text}


def table(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> Block:
    """Return a table. The columns have a title and a share of the width, 0 for as much as they need."""
    heads, rooms = zip(*columns, strict=True)
    held = list(rows)
    whole = all(len(cell) < _SHORT for row in held for cell in row if isinstance(cell, str))
    return {"is": "table", "heads": heads, "rooms": rooms, "rows": held, "whole": whole, "right": []}


def verdict(word: str | None) -> str:
    """Return the word that stands for a verdict."""
    return word or "no gate"


def criterion(part: CriterionPart, level: int, source: SourcePart | None = None) -> Block:
    """Return a criterion with its reasons, and with its source and outcome where the source is given."""
    made = {
        "is": "criterion",
        "heading": level,
        "title": f"{sentences.key(part)} {part['title']}",
        "role": sentences.role(part).capitalize(),
        "said": sentences.because(part),
        "notes": sentences.remarks(part),
        "fixes": sentences.fixes(part),
    }
    return {**made, **_settled(part), **_source(part, source)} if source else made


def _settled(part: CriterionPart) -> Block:
    change = part["changes_on"]
    becomes = f"; becomes {change['outcome']} on {change['on']}" if change else ""
    role = f"{sentences.role(part).capitalize()}; {sentences.DOMAINS[part['domain']]}{becomes}"
    return {"outcome": part["outcome"], "role": role}


def _source(part: CriterionPart, source: SourcePart) -> Block:
    named = f"{part['standard']} {part['edition']}, {source['clause']}"
    says = f"{source['says']} ({source['obligation']}; confidence: {source['confidence']})"
    return {"source": named, "address": source["address"], "says": says}


def moments(document: Document, timeline: Sequence[Moment]) -> Block:
    """Return the days on which something changes, as a table."""
    titles = {sentences.key(part): part["title"] for part in document["selection"]["criteria"]}
    rows = [(each["on"], " ".join(_moment(each, titles)), {"tag": verdict(each["verdict"])}) for each in timeline]
    return table([("On", 0), ("What changes, though no answer does", 1), ("Verdict from then on", 0)], rows)


def _moment(moment: Moment, titles: dict[str, str]) -> Iterator[str]:
    yield from (f"The document `{name}` has ended." for name in moment["ended"])
    yield from (f"The document `{name}` is in force." for name in moment["began"])
    for turn in moment["changes"]:
        yield f"{turn['criterion']} {titles.get(turn['criterion'], '')}: {turn['before']}, then {turn['after']}."
    if not moment["changes"]:
        yield "A score falls below its minimum, or reaches it."


def shares(counts: Counts) -> Block:
    """Return how many criteria have each outcome."""
    return {"is": "shares", "counts": [(name, count, COLOURS[name]) for name, count in counts.items()]}
