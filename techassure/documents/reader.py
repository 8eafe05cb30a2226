"""A document that was kept, read again: held to its schema and to itself, so that every report can rely on both."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from techassure.documents.agreeing import disagreements
from techassure.documents.document import Document, validator
from techassure.files.json_text import repeated
from techassure.problems import Path as KeyPath
from techassure.problems import Place, Problem, ProblemsFound

MOST_BYTES = 512 * 1024 * 1024
_MOST_PROBLEMS = 20
AGAIN = "make it again with `techassure assess … --format json`"


def read_document(path: Path) -> Document:
    """Return the document of a file, as plain data.

    Raises:
        ProblemsFound: it cannot be read, is no document of this version, or does not agree with itself.
    """
    return document_of(read_value(path), Place(str(path)))


def document_of(value: Any, place: Place) -> Document:
    """Return what a file holds as a document, held to its schema and to itself.

    Raises:
        ProblemsFound: it is no document of this version, or does not agree with itself.
    """
    if is_final(value):
        fix = "show it with `techassure report`; this takes what `assess` and `check` keep"
        raise ProblemsFound([Problem(place, "not-a-result", "this is the final result of a tender", fix)])
    try:
        validator(Document).validate_python(value)
    except ValidationError as error:
        raise ProblemsFound(misfits(error, place, AGAIN)) from None
    problems = [Problem(place, "not-a-result", said, AGAIN) for said in islice(disagreements(value), _MOST_PROBLEMS)]
    if problems:
        raise ProblemsFound(problems)
    document: Document = value
    return document


def is_final(value: Any) -> bool:
    """Tell whether what a file holds is the final result of a tender."""
    return isinstance(value, dict) and value.get("kind") == "final"


def of_supplier(document: Document, wanted: str) -> Document:
    """Return the document as far as it is about one supplier, by id or name: without places, which tell of others.

    Raises:
        ProblemsFound: it holds nothing about that supplier.
    """
    own = [part for part in document["assessments"] if wanted in (part["supplier_id"], part["supplier"])]
    if not own:
        known = ", ".join(f"`{part['supplier_id']}`" for part in document["assessments"][:12])
        message = f"the document holds nothing about `{wanted}`"
        raise ProblemsFound(
            [Problem(Place("--supplier"), "unknown-supplier", message, f"give an id or a name of those in it: {known}")]
        )
    sources = {part["source"].rpartition(":")[0] or part["source"] for part in own} | {part["source"] for part in own}
    problems = [part for part in document["problems"] if part["place"]["file"] in sources]
    return {**document, "assessments": own, "rankings": [], "problems": problems}


def read_value(path: Path) -> Any:
    """Return what a file of JSON holds.

    Raises:
        ProblemsFound: it cannot be read, is too large, is not JSON, or has a key twice.
    """
    place = Place(str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"the file is larger than {MOST_BYTES // 1024**2} MB"
            raise ProblemsFound([Problem(place, "too-large", message, "assess fewer submissions at once")])
        data = path.read_bytes()
        value = orjson.loads(data)
    except OSError as error:
        message = f"`{path}` cannot be read: {error.strerror}"
        raise ProblemsFound([Problem(place, "unreadable-file", message, "check the path and its rights")]) from None
    except orjson.JSONDecodeError as error:
        where = Place(place.file, error.lineno, error.colno)
        message = "the text is not JSON, or no longer from here"
        raise ProblemsFound([Problem(where, "not-a-result", message, AGAIN)]) from None
    if lost := repeated(value, data, place.file):
        raise ProblemsFound(lost)
    return value


def misfits(error: ValidationError, place: Place, fix: str) -> list[Problem]:
    """Return where what a file holds does not fit its schema."""
    found = error.errors(include_url=False, include_input=False)[:_MOST_PROBLEMS]
    said = [f"`{_dotted(each['loc'])}`: {_lower(each['msg'])}" for each in found]
    return [Problem(place, "not-a-result", message, fix) for message in said]


def _dotted(location: KeyPath) -> str:
    return ".".join(map(str, location)) or "the file"


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
