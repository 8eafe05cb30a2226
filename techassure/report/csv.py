"""One row per criterion outcome, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

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
)

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render(document: dict[str, Any]) -> bytes:
    """Return the rows as UTF-8, with no cell that a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(document):
        writer.writerow([cell(row[column]) for column in COLUMNS])
    return text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not run."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    raw = "" if value is None else str(value)
    return f"'{clean(raw)}" if raw.startswith(FORMULA) or clean(raw).startswith(FORMULA) else clean(raw)


def _rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    selection = document["selection"]
    head = {key: document[key] for key in ("kind", "what_if", "as_of")}
    head.update(final=selection["final"], selection=selection["id"], digest=selection["digest"])
    for assessment in document["assessments"]:
        for criterion in assessment["criteria"]:
            yield {**assessment, **head, **criterion, **_flat(criterion)}


def _flat(criterion: dict[str, Any]) -> dict[str, Any]:
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
