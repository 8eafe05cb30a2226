"""Entries as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from techassure.problems import Place
from techassure.report import json
from techassure.report.entries import Entry, State
from techassure.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS: dict[State, str] = {
    "pass": "pass", "fail": "fail", "open": "open", "review": "review", "not-applicable": "notApplicable",
}  # fmt: skip


def log(driver: Mapping[str, Any], rules: Sequence[Mapping[str, Any]], entries: Sequence[Entry], **parts: Any) -> str:
    """Return the log of one run. ``parts`` are further members of the run."""
    index = {rule["id"]: at for at, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"version": __version__, **driver, "rules": list(rules)}},
        "columnKind": "unicodeCodePoints",
        **parts,
        "results": [_result(entry, index) for entry in entries],
    }
    made = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.render(made).decode()


def _result(entry: Entry, index: Mapping[str, int]) -> dict[str, Any]:
    """Return a result. What does not fail has no level: SARIF says so."""
    failed = entry.state == "fail"
    return {
        "ruleId": entry.rule,
        "ruleIndex": index[entry.rule],
        **({} if failed else {"kind": _KINDS[entry.state]}),
        "level": entry.level if failed else "none",
        "message": {"text": _text(entry.said)},
        "locations": [{"physicalLocation": _location(entry.place)}],
        **({"partialFingerprints": {"subject/v1": entry.subject}} if entry.subject else {}),
    }


def _text(said: str) -> str:
    """Return text in which no link is read that nobody wrote."""
    return said.replace("[", "\\[").replace("]", "\\]") if "](" in said else said


def _location(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        found["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return found


def _uri(file: str) -> str:
    """Return a relative reference, or a `file:` address of what lies elsewhere."""
    path = Path(file)
    shown = quote(path.as_posix().encode("utf-8", "surrogateescape"))
    return f"file://{shown}" if path.is_absolute() else shown
