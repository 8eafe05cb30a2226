"""The JSON Schemas of every kind of file, made from the doors that read them and the facts of a library.

An editor completes and explains with them what a person writes. They refuse nothing that the reader takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from techassure.authoring import vocabulary
from techassure.authoring.hover import EVERYWHERE, HOVER
from techassure.authoring.vocabulary import Schema
from techassure.definitions.library import Library
from techassure.definitions.model import Criterion, EditionFile, FactsFile, LibraryFile, LockFile, Standard
from techassure.files.doors import Door
from techassure.proving.whole_examples import WholeFile
from techassure.reviewing.decisions import DecisionsFile
from techassure.reviewing.review_reader import ReviewsFile
from techassure.reviewing.sheets import SheetFile
from techassure.selections.selection_file import SelectionFile
from techassure.submissions import EvidenceFile, SharedFile, SubmissionFile
from techassure.tendering.modelling import ModelledFile
from techassure.tendering.price_files import BidPriceFile

DOORS: dict[str, type[Door]] = {
    "criterion": Criterion,
    "edition": EditionFile,
    "standard": Standard,
    "facts": FactsFile,
    "library": LibraryFile,
    "lock": LockFile,
    "baseline": SelectionFile,
    "tender": SelectionFile,
    "submission": SubmissionFile,
    "shared": SharedFile,
    "reviews": ReviewsFile,
    "decisions": DecisionsFile,
    "sheet": SheetFile,
    "price": BidPriceFile,
    "modelled-scores": ModelledFile,
    "example": WholeFile,
}
"""Every kind of file, with the door that reads it."""


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_SCORE: Schema = {"anyOf": [{"type": "number"}, {"enum": ["met", "not met"]}, {"pattern": "^[0-9.]+$"}]}
_MODELLED: Schema = {
    "type": "object",
    "additionalProperties": {"anyOf": [_SCORE, {"type": "object", "additionalProperties": _SCORE}]},
}
_INSTEAD: dict[tuple[str, str], Schema] = {
    ("Criterion", "applies_when"): _to(vocabulary.CONDITION),
    ("Check", "expect"): _to(vocabulary.EXPECTATION),
    ("Band", "expect"): _to(vocabulary.EXPECTATION),
    ("Note", "when"): _to(vocabulary.CONDITION),
    ("Demand", "by"): {"anyOf": [_to("DocumentName"), {"type": "array", "items": _to("DocumentName")}]},
    ("Criterion", "asks"): _to("FactName"),
    ("Derived", "from"): {"type": "array", "items": _to("FactName")},
    ("Examples", "usual"): _to("ExampleAnswers"),
    ("Case", "with"): _to("ExampleAnswers"),
    ("Case", "without"): {"type": "array", "items": _to("FactName")},
    ("SharedFile", "answers"): _to("Answers"),
    ("SubmissionFile", "answers"): _to("Answers"),
    ("SharedFile", "evidence"): {"type": "array", "items": _to("EvidenceFile")},
    ("SubmissionFile", "evidence"): {"type": "array", "items": _to("EvidenceFile")},
    ("EvidenceFile", "kind"): _to("DocumentName"),
    ("SelectionFile", "contract"): _to("Contract"),
    ("EntryFile", "fact"): _to("FactName"),
    ("ScoreFile", "points"): {"type": ["number", "string"]},
    ("ScoreFile", "outcome"): {"enum": ["met", "not met", ""]},
    ("SheetFile", "on"): {"type": "string"},
    ("ModelledBidFile", "criteria"): _MODELLED,
    ("WholeFile", "answers"): _to("ExampleAnswers"),
    ("WholeFile", "contract"): _to("Contract"),
    ("WholeFile", "without"): {"type": "array", "items": _to("FactName")},
    ("WholeFile", "measured"): {"type": "array", "items": _to("FactName")},
    ("WholeFile", "confirmed"): {"type": "array", "items": _to("FactName")},
}
"""What stands in a file where its door takes whatever comes, because something else reads it."""


def of_library(library: Library) -> dict[str, Schema]:
    """Return the schema of each kind of file by its name."""
    shared = vocabulary.definitions(library.facts)
    shared["EvidenceFile"] = _part("EvidenceFile", EvidenceFile.model_json_schema())
    return {name: _file(door, shared) for name, door in DOORS.items()}


def _file(door: type[Door], shared: Mapping[str, Schema]) -> Schema:
    made = door.model_json_schema()
    parts = {name: _part(name, part) for name, part in made.pop("$defs", {}).items()}
    whole = _part(door.__name__, made)
    wanted = _reached(whole, {**shared, **parts})
    return {"$schema": "http://json-schema.org/draft-07/schema#", **whole, "$defs": wanted}


def _reached(schema: Schema, known: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the definitions that the schema leads to, in a fixed order."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        for name in set(_references(waiting.pop())) - found:
            found.add(name)
            waiting.append(known[name])
    return {name: known[name] for name in sorted(found)}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        yield from (name for each in value for name in _references(each))
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].split("/")[2]
        yield from (name for each in value.values() for name in _references(each))


def _part(name: str, schema: Schema) -> Schema:
    """Return a door's schema as an editor needs it: each key with what it means, and as it stands in a file."""
    said = {**EVERYWHERE, **HOVER["_Typed"], **HOVER["SharedFile"], **HOVER.get(name, {})}
    properties = {}
    for key, part in schema.get("properties", {}).items():
        written = key.removesuffix("_")
        made = {"enum": [1, "1"]} if written == "techassure" else _INSTEAD.get((name, written)) or _as_written(part)
        properties[written] = {**made, **({"description": said[written]} if written in said else {})}
    kept: Schema = {key: schema[key] for key in ("type", "required", "additionalProperties") if key in schema}
    kept |= {"allOf": [_to(vocabulary.COLUMNS)]} if name == "Derived" else {}
    return {"description": " ".join(schema.get("description", "").split()), **kept, "properties": properties}


def _as_written(schema: Any) -> Any:
    """Return a schema without null, defaults and titles; plain text may look like a number."""
    if isinstance(schema, list):
        return [_as_written(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_written(part) for key, part in schema.items() if key not in ("default", "title")}
    if "anyOf" in made:
        made["anyOf"] = [each for each in made["anyOf"] if each != {"type": "null"}]
        if len(made["anyOf"]) == 1:
            return {**made.pop("anyOf")[0], **made}
    if made.get("type") == "string" and "enum" not in made and "const" not in made and "format" not in made:
        made["type"] = ["string", "number"]
    if "patternProperties" in made:
        made["additionalProperties"] = False
    if "prefixItems" in made:
        made["items"] = made.pop("prefixItems")
    return made
