"""`techassure check` in a pipeline: what is asked of the result, instead of a compliant verdict."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import typer

from techassure.documents.document import Document
from techassure.documents.reader import read_document
from techassure.documents.thresholds import Thresholds, worsened
from techassure.documents.writer import problem_parts


class Asked(NamedTuple):
    """What a result is held to: thresholds, a result that was kept, or both."""

    thresholds: Thresholds | None
    kept: Document | None
    name: str


def read(thresholds: Path | None, kept: Path | None, *, alone: bool) -> Asked:
    """Return what is asked.

    Raises:
        ProblemsFound: one of the files cannot be read.
    """
    if not alone:
        message = "this judges one self-check: give one selection and no plan"
        raise typer.BadParameter(message, param_hint="--thresholds" if thresholds else "--baseline-file")
    read_thresholds = Thresholds(thresholds) if thresholds else None
    return Asked(read_thresholds, read_document(kept) if kept else None, str(kept))


def judged(document: Document, asked: Asked) -> Document:
    """Return the document with what is missed among its problems."""
    found = asked.thresholds.missed(document) if asked.thresholds else []
    found += worsened(asked.kept, document, asked.name) if asked.kept else []
    return {**document, "problems": [*document["problems"], *problem_parts(found)]}
