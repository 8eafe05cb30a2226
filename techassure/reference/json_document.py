"""`json.md`: the document that every report is made from, key by key."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from techassure.authoring.markdown import sentence, table, ticked
from techassure.documents import document

CAUSES: dict[str, str] = {
    "missing": "a fact that a check needs was not answered",
    "failed": "an answer fails a check",
    "open": "a row of a table leaves out an optional column that a check needs",
    "expired": "a document that backs the answer is past its last day",
    "not-in-force-yet": "a document was issued after the as-of day",
    "after-as-of": "a date lies after the as-of day",
    "under-evidenced": "the answer is backed less well than the criterion demands",
    "missing-document": "a document is not attached, or its file is not there",
    "digest-mismatch": "a document's file is not the one that was declared, or no digest was declared",
    "undated": "a document has no date of issue",
    "wrong-version": "a document speaks of another version of the product",
    "other-product": "a file that a tool wrote names another product, so that nothing is measured by it",
    "contradicted": "what a reader or a register found differs from what was claimed",
    "claimed-not-applicable": "the supplier claims that it does not apply; undecided",
    "claimed-equivalent": "the supplier claims something equivalent; undecided",
    "claim-refused": "the buyer refused the claim: the checks decide",
    "claim-not-allowed": "the criterion does not allow such a claim: the checks decide",
    "confirmed-not-applicable": "the buyer confirmed that it does not apply",
    "accepted-as-equivalent": "the buyer accepted the equivalent",
    "awaits-review": "a reviewer has to judge it, and has not yet",
    "reviewed": "what a reviewer found",
    "does-not-apply": "the answer that says that the criterion does not apply",
    "applicability-unknown": "whether it applies is not known, because this was not answered",
    "contract-unknown": "it depends on the contract, of which this is not known",
    "not-due-yet": "the gate falls due later",
    "band": "the band that is reached, that is still open, or that held until the day `on`, when time took it",
    "holds": "a check that holds, and the answer that makes it hold",
    "note": "a remark for the buyer that changes no outcome",
    "review-without-effect": "what a reviewer recorded, where the checks decide",
}


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield (
        "What `--format json` prints: one document, published as [a JSON Schema](assessment.schema.json). `jsonl` "
        "prints one assessment a line, each with the head of the document; `csv` one row for each criterion of each "
        "submission. The same inputs give the same bytes. Dates are ISO 8601 text; numbers that are called exact are "
        'text such as `"123/2"`.'
    )
    yield ""
    yield from parts(document.json_schema())
    yield "## Causes"
    yield ""
    yield "The `cause` of a reason: what a program reads. `says` is a sentence for people, and may change."
    yield ""
    yield from table(("cause", "what it means"), ((f"`{name}`", text) for name, text in CAUSES.items()))


def parts(schema: Mapping[str, Any], title: str = "Document", known: Container[str] = ()) -> Iterator[str]:
    """Yield a document key by key, then its parts, but for those that are known already."""
    yield f"## {title}"
    yield ""
    yield from _model(schema)
    for name, part in schema["$defs"].items():
        if name not in known:
            yield f"## {name}"
            yield ""
            yield from _model(part)


def _model(schema: Mapping[str, Any]) -> Iterator[str]:
    if "description" in schema and "Usage docs" not in schema["description"]:
        yield " ".join(schema["description"].split())
        yield ""
    rows = (
        (f"`{key}`", _kind(part), sentence(part.get("description", ""))) for key, part in schema["properties"].items()
    )
    yield from table(("key", "value", "meaning"), rows)


def _kind(part: Mapping[str, Any]) -> str:
    """Return how a property's value is called."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in part:
        return " or ".join(_kind(each) for each in part["anyOf"])
    if "enum" in part or "const" in part:
        return ticked(str(each) for each in part.get("enum", [part.get("const")]))
    if part.get("type") == "array":
        return f"list of {_kind(part['items'])}"
    plain = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "object": "mapping",
        "null": "null",
    }
    kind = str(part.get("type", "any value"))
    return plain.get(kind, kind)
