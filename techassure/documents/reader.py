"""A document that was kept, read again: held to its schema and to itself, so that every report can rely on both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from techassure.calendar_days import day_number
from techassure.documents.document import AssessmentPart, CriterionPart, Document, SourcePart, validator
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
    problems = [Problem(place, "not-a-result", said, AGAIN) for said in _disagreements(value)]
    if problems:
        raise ProblemsFound(problems[:_MOST_PROBLEMS])
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
        ProblemsFound: it cannot be read, is too large, or is not JSON.
    """
    place = Place(str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"the file is larger than {MOST_BYTES // 1024**2} MB"
            raise ProblemsFound([Problem(place, "too-large", message, "assess fewer submissions at once")])
        return orjson.loads(path.read_bytes())
    except OSError as error:
        message = f"`{path}` cannot be read: {error.strerror}"
        raise ProblemsFound([Problem(place, "unreadable-file", message, "check the path and its rights")]) from None
    except orjson.JSONDecodeError as error:
        where = Place(place.file, error.lineno, error.colno)
        message = "the text is not JSON, or no longer from here"
        raise ProblemsFound([Problem(where, "not-a-result", message, AGAIN)]) from None


def misfits(error: ValidationError, place: Place, fix: str) -> list[Problem]:
    """Return where what a file holds does not fit its schema."""
    found = error.errors(include_url=False, include_input=False)[:_MOST_PROBLEMS]
    said = [f"`{_dotted(each['loc'])}`: {_lower(each['msg'])}" for each in found]
    return [Problem(place, "not-a-result", message, fix) for message in said]


def _dotted(location: KeyPath) -> str:
    return ".".join(map(str, location)) or "the file"


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _disagreements(document: Document) -> Iterator[str]:
    """Yield where one part of a document says otherwise than another."""
    yield from contract_without_days(document)
    names = [_name(part) for part in document["selection"]["criteria"]]
    awards = [part["id"] for part in document["selection"]["award_criteria"]]
    for at, one in enumerate(document["assessments"]):
        if [_name(part) for part in one["criteria"]] != names:
            yield f"`assessments.{at}` does not hold the criteria of the selection in their order"
        if [part["id"] for part in one["award_criteria"]] != awards:
            yield f"`assessments.{at}` does not hold the award criteria of the selection in their order"
        if len({part["domain"] for part in one["domains"]}) != len(one["domains"]):
            yield f"`assessments.{at}` holds a domain twice"
        if not _turning(one) <= {f"{standard}/{criterion}" for standard, _, criterion in names}:
            yield f"`assessments.{at}.timeline` tells of a criterion that the selection does not hold"
    if document["rankings"] and not _ranked_once(document):
        yield "`rankings` does not hold every assessment exactly once"


def contract_without_days(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield which end of the contract is not a day."""
    for name in ("contract.start", "contract.end"):
        on = document["selection"]["contract"].get(name)
        if on is not None and (not isinstance(on, str) or day_number(on) is None):
            yield f"`{name}` is not a day"


def _turning(assessment: AssessmentPart) -> set[str]:
    return {turn["criterion"] for moment in assessment["timeline"] for turn in moment["changes"]}


def _name(part: CriterionPart | SourcePart) -> tuple[str, str, str]:
    return part["standard"], part["edition"], part["id"]


def _ranked_once(document: Document) -> bool:
    places = [place["index"] for ranking in document["rankings"] for place in ranking["places"]]
    places += [index for ranking in document["rankings"] for index in ranking["apart"]]
    named = [
        other
        for ranking in document["rankings"]
        for place in ranking["places"]
        for other in place["certainly_ahead_of"] or ()
    ]
    named += [at for ranking in document["rankings"] for at in ranking["may_be_first"]]
    named += [ranking["settles_most"]["index"] for ranking in document["rankings"] if ranking["settles_most"]]
    known = range(len(document["assessments"]))
    return sorted(places) == list(known) and all(other in known for other in named)
