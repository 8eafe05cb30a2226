"""JSON Lines: one assessment a line, and then one problem a line, each with what is needed to read it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from techassure.documents.document import Document
from techassure.report import sentences
from techassure.report.json import visible

_OF_THE_DOCUMENT = ("techassure", "tool", "kind", "as_of", "what_if", "personal", "notices")
_OF_THE_SELECTION = ("kind", "id", "digest", "final")


def render(document: Document) -> bytes:
    """Return a line for each assessment and each problem."""
    return b"".join(visible(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)) for line in _lines(document))


def head(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every line begins with: what was judged against, by which versions, as of when, how final it is."""
    chosen = document["selection"]
    selection = {**{key: chosen[key] for key in _OF_THE_SELECTION}, "encodings": sentences.encodings(chosen)}
    return {**{key: document[key] for key in _OF_THE_DOCUMENT}, "selection": selection}


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    first = head(document)
    for assessment in document["assessments"]:
        yield {**first, "assessment": assessment}
    for problem in document["problems"]:
        yield {**first, "problem": problem}
