"""One row per criterion outcome, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.documents.document import Document
from techassure.report import jsonl
from techassure.report.text import clean

COLUMNS = (
    "kind",
    "final",
    "what_if",
    "as_of",
    "selection",
    "digest",
    "source",
    "supplier",
    "supplier_id",
    "product",
    "product_version",
    "lot",
    "verdict",
    "standard",
    "edition",
    "criterion",
    "title",
    "domain",
    "gate",
    "due",
    "outcome",
    "possible",
    "share",
    "points_low",
    "points_high",
    "points_of",
    "changes_on",
    "changes_to",
    "causes",
    "says",
    "fix",
    "tool",
    "encodings",
    "personal",
    "notices",
)

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render(document: Document) -> bytes:
    """Return the rows as UTF-8, with no cell that a spreadsheet would take for a formula."""
    head = heading(jsonl.head(document))
    rows = (row for assessment in document["assessments"] for row in outcomes(head, assessment))
    return line(COLUMNS) + b"".join(written(COLUMNS, row) for row in rows)


def written(columns: Sequence[str], row: Mapping[str, Any]) -> bytes:
    """Return a row as a line."""
    return line([cell(row[column]) for column in columns])


def line(cells: Sequence[str]) -> bytes:
    """Return cells as a line of UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not run."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    raw = "" if value is None else str(value)
    return f"'{clean(raw)}" if raw.startswith(FORMULA) or clean(raw).startswith(FORMULA) else clean(raw)


def heading(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells that say of every row what it was judged against and by which versions, and how final it is.

    ``head`` is what a line of JSON begins with.
    """
    selection = head["selection"]
    return {
        **{key: head[key] for key in ("kind", "what_if", "as_of", "tool", "personal")},
        **{key: selection[key] for key in ("final", "digest")},
        "selection": selection["id"],
        "encodings": "; ".join(selection["encodings"]),
        "notices": " | ".join(head["notices"]),
    }


def outcomes(head: Mapping[str, Any], assessment: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a row for each criterion of an assessment."""
    for criterion in assessment["criteria"]:
        yield {**assessment, **head, **criterion, **_flat(criterion)}


def _flat(criterion: Mapping[str, Any]) -> dict[str, Any]:
    reasons = criterion["reasons"]
    points = criterion["points"] or {}
    change = criterion["changes_on"] or {}
    return {
        "criterion": criterion["id"],
        "possible": "; ".join(criterion["possible"]),
        **{f"points_{end}": points.get(end) for end in ("low", "high", "of")},
        "changes_on": change.get("on"),
        "changes_to": change.get("outcome"),
        "causes": "; ".join(dict.fromkeys(reason["cause"] for reason in reasons)),
        "says": " | ".join(dict.fromkeys(reason["says"] for reason in reasons)),
        "fix": " | ".join(dict.fromkeys(reason["fix"] for reason in reasons if reason["fix"])),
    }
