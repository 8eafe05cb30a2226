"""What a report on paper says, as plain data in the order of reading."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from techassure.documents.document import Document
from techassure.report import colophon, printed_board, printed_supplier, problems
from techassure.report import printed_parts as parts
from techassure.report.printed_parts import Block
from techassure.report.text import clean

_LONG = 30
_PIECE = 12


def page(document: Document) -> Block:
    """Return the whole report: its head, its parts and what it says of itself."""
    selection, alone = document["selection"], document["kind"] == "self-check" or not document["rankings"]
    head, body = (printed_supplier if alone else printed_board).head_and_parts(document)
    stamps = colophon.stamps(document)
    made = {
        **head,
        "stamps": stamps,
        "footer": f"{', '.join(stamps)}, as of {document['as_of']}. {selection['title']}",
        "parts": [*body, *_problems(document)],
        "colophon": list(colophon.rows(document)),
        "notices": document["notices"],
        "editions": [f"{each['title']}: {each['unofficial']}" for each in selection["editions"]],
    }
    return visible(made)


def visible(page: Block) -> Block:
    """Return a page in which nothing hides or turns text, and words too long for a line may be broken."""
    return dict(_visible(page))


def _visible(value: Any) -> Any:
    """Return data in which nothing hides or turns text, and words too long for a line may be broken."""
    if isinstance(value, dict):
        return {key: _visible(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return _isolated(_breakable(clean(value))) if isinstance(value, str) else value


def _breakable(text: str) -> str:
    words = text.split(" ") if len(text) > _LONG else [text]
    return " ".join(_pieces(word) if len(word) > _LONG and not _is_digest(word) else word for word in words)


def _is_digest(word: str) -> bool:
    return word.startswith("sha256:")


def _pieces(word: str) -> str:
    return "\u200b".join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def _isolated(text: str) -> str:
    """Return text in which what is written from right to left leaves the words around it where they are."""
    if text.isascii():
        return text
    turned = [at for at, each in enumerate(text) if unicodedata.bidirectional(each) in ("R", "AL")]
    if not turned:
        return text
    first, last = turned[0], turned[-1] + 1
    return f"{text[:first]}\u2068{text[first:last]}\u2069{text[last:]}"


def _problems(document: Document) -> Iterator[Block]:
    found = problems.once(document["problems"])
    if found:
        title = "Problems" if document["kind"] == "self-check" else "Refused, and other problems"
        yield parts.heading(2, f"{title} ({len(found)})")
    for each in found:
        said = {"severity": each["severity"].capitalize(), "message": each["message"], "fix": each["fix"]}
        yield {"is": "problem", **said, "at": f"{problems.where(each['place'])}, rule {each['rule']}"}
