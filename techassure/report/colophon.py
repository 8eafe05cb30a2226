"""What every output carries: how final it is, for which day, and what exactly decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from techassure.documents.document import Document, SelectionPart
from techassure.report import sentences
from techassure.report.text import clean

_PERSONAL = {
    "redacted": "answers about people are left out",
    "shown": "this output shows answers about people: share it with care",
}

SUPERSEDED = "FINALISED: SEE final.json"


def stamps(document: Mapping[str, Any]) -> list[str]:
    """Return the words that stand on top: SELF-CHECK, or how final it is, and WHAT IF."""
    how_final = _how_final(document["selection"])
    standing = "SELF-CHECK" if document["kind"] == "self-check" else how_final
    return stamped(standing, document)


def stamped(standing: str, document: Mapping[str, Any]) -> list[str]:
    """Return what a page is, and WHAT IF where it was judged otherwise than things are."""
    return [standing, *(["WHAT IF"] if document["what_if"] else [])]


def _how_final(selection: SelectionPart) -> str:
    if selection["final"]:
        return "FINAL"
    return SUPERSEDED if selection.get("finalised_on") else "PROVISIONAL"


def rows(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what decided, each with its label."""
    selection = document["selection"]
    yield "Judged against", f"{selection['kind']} {clean(selection['id'])}"
    if selection["buyer"]:
        yield "Buyer", clean(selection["buyer"])
    other_day = selection["dates"].get("as_of", document["as_of"]) != document["as_of"]
    yield "As of", f"{document['as_of']}{', which is not the date of the tender' if other_day else ''}"
    yield "Standing", _standing(document)
    yield "Encodings", sentences.standards(selection)
    yield "Digest of what decided", clean(selection["digest"])
    yield "Made by", clean(document["tool"])
    yield "People", _PERSONAL[document["personal"]]


def _standing(document: Document) -> str:
    if document["kind"] == "self-check":
        return "a self-check by the supplier"
    selection = document["selection"]
    day = selection.get("finalised_on")
    if day and not selection["final"]:
        return f"finalised on {day}: the result is final.json, and this is what was found before it"
    return "final" if selection["final"] else "provisional"


def line(document: Document) -> str:
    """Return all of it in one line, for where there is room for no more."""
    said = [f"{label}: {value}" for label, value in rows(document)]
    return f"{' '.join(stamps(document))}. {'; '.join(said)}. {' '.join(map(clean, document['notices']))}"
