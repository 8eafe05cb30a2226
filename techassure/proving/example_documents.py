"""The documents of examples: written in a line, and as good as real ones."""

from __future__ import annotations

from typing import Any, Literal

from techassure.files.doors import Day, Door, enter_part
from techassure.files.places import Source
from techassure.problems import Path, ProblemsFound
from techassure.submissions import Document

_OTHER_VERSION = "another version"


class DocumentFile(Door):
    """What an example may say of a document."""

    issued: Day | None = None
    expires: Day | None = None
    product_version: Literal["same", "other"] | None = None


def document(kind: str, given: Any, as_of: int, version: str, source: Source, path: Path) -> Document:
    """Return the document that an example writes as `{issued: …, expires: …, product_version: same}`.

    Raises:
        ProblemsFound: it says what no document has, each part at its place.
    """
    if not isinstance(given, dict):
        message = f"`{given}` does not say when `{kind}` was issued"
        fix = "write `{issued: 2026-01-20}`, or `{}` for a document of the as-of day"
        raise ProblemsFound([source.problem(path, "wrong-type", message, fix)])
    enter_part(DocumentFile, given, source, path)
    file = DocumentFile.model_validate(given)
    issued = as_of if file.issued is None else file.issued
    named = {"same": version, "other": _OTHER_VERSION}.get(file.product_version or "")
    return Document(f"example-{kind}", kind, "readable", issued, file.expires, named)


def aged(document: Document, how: str | None, as_of: int) -> Document:
    """Return the document as `documents: expired` or `other-version` makes it."""
    if how == "expired":
        return document._replace(issued=document.issued and min(document.issued, as_of - 1), expires=as_of - 1)
    return document._replace(product_version=_OTHER_VERSION) if how == "other-version" else document
