"""Contradictions of one assessment: what was claimed and what was found, where and when, and what it touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techassure.calendar_days import iso
from techassure.definitions import facts
from techassure.engine.assessor import Assessment
from techassure.phrases import counted
from techassure.reviews import RegisterCheck
from techassure.submissions import Measurement

REDACTED = "(personal)"
_MOST_ROWS = 8


def contradictions(assessment: Assessment, *, redact: bool) -> list[dict[str, Any]]:
    """Return each claim that a reader or a register differs from, once for each source that does."""
    return [part for name in sorted(assessment.contradicted) for part in _of_fact(assessment, name, redact)]


def _of_fact(assessment: Assessment, name: str, redact: bool) -> Iterator[dict[str, Any]]:
    submission = assessment.weighed.submission
    check = submission.reviews.checks.get(name)
    claimed = submission.values[name]
    if check is not None:
        yield _part(assessment, name, check.found, _of_register(check), redact)
        return
    for each in submission.measurements[name]:
        if each.found != claimed:
            yield _part(assessment, name, each.found, _of_file(each), redact)


def _of_register(check: RegisterCheck) -> dict[str, Any]:
    return {
        "kind": "register",
        "document": None,
        "at": None,
        "by": f"{check.register}, looked up by {check.by}",
        "on": iso(check.on),
        "covers": "",
        "rows": [],
        "rules_out": False,
    }


def _of_file(measured: Measurement) -> dict[str, Any]:
    return {
        "kind": measured.kind,
        "document": measured.document,
        "at": measured.place.as_data(),
        "by": measured.made_by,
        "on": None if measured.made_on is None else iso(measured.made_on),
        "covers": measured.covers,
        "rows": [each._asdict() for each in measured.rows],
        "rules_out": measured.rules_out,
    }


def _part(assessment: Assessment, name: str, found: Any, source: dict[str, Any], redact: bool) -> dict[str, Any]:
    fact, submission = assessment.assessor.selection.facts[name], assessment.weighed.submission
    hidden = redact and fact.personal
    claimed, shown = (REDACTED if hidden else facts.written(fact, each) for each in (submission.values[name], found))
    backing = submission.backing.get(name, ())
    audits = submission.audited.get(name, ())
    documents = [each for each in submission.documents if each.id in backing or each.id in audits]
    place = submission.claimed_at.get(name)
    return {
        "fact": name,
        "question": fact.question or name,
        "claimed": {
            "value": claimed,
            "at": place.as_data() if place else None,
            "on": None if submission.declared_on is None else iso(submission.declared_on),
            "documents": [
                {"id": each.id, "issued": None if each.issued is None else iso(each.issued)} for each in documents
            ],
            "audited_by": audits[0] if audits else None,
        },
        "found": {"value": shown, **source, "rows": [] if hidden else source["rows"]},
        "criteria": list(_touched(assessment, name)),
        "says": _sentence(fact, claimed, shown, source, hidden),
    }


def _touched(assessment: Assessment, name: str) -> Iterator[dict[str, Any]]:
    """Yield the criteria that the fact bears on, and which of the two values each of them goes by."""
    decides = assessment.assessor.selection.measurement_decides
    for plan, result in zip(assessment.assessor.criteria, assessment.results, strict=True):
        if name in plan.sources | plan.deciding:
            claimed = name in assessment.weighed.audited or (bool(plan.member.gate) and not decides)
            yield {
                "criterion": plan.rule.key,
                "outcome": result.outcome.text,
                "goes_by": "claimed, until it is reviewed" if claimed else "found",
            }


def _sentence(fact: facts.Typed, claimed: Any, found: Any, source: dict[str, Any], hidden: bool) -> str:
    if source["rows"] and not hidden:
        shown = [f"{each['row'].replace('_', '.')} {each['claimed']}, found {each['found']}" for each in source["rows"]]
        more = f"; and {len(shown) - _MOST_ROWS} more" if len(shown) > _MOST_ROWS else ""
        return f"Claimed: {'; '.join(shown[:_MOST_ROWS])}{more}"
    if source["rules_out"]:
        return f"Claimed {_quoted(fact, claimed)}, and what was found rules that out"
    return f"Claimed {_quoted(fact, claimed)}, found {_quoted(fact, found)}"


def _quoted(fact: facts.Typed, value: Any) -> str:
    """Return a value as a sentence can hold it; the label of an option is a sentence of its own."""
    shown = brief(labelled(fact, value))
    return f"“{shown}”" if fact.type == "choice" and value != REDACTED else shown


def labelled(fact: facts.Typed | None, value: Any) -> Any:
    """Return a value with the labels of its options in place of their keys."""
    if fact is None:
        return value
    options = fact.options or {}
    if fact.type == "choice":
        return options.get(value, value)
    return [options.get(each, each) for each in value] if fact.type == "choices" and isinstance(value, list) else value


def brief(value: Any) -> str:
    """Return a value as a sentence can hold it: without the full stop of its own, for the sentence has one."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return counted(len(value), "row")
        return ", ".join(str(each).removesuffix(".") for each in value) or "none"
    text = str(value).removesuffix(".")
    return text if len(text) <= 120 else f"{text[:117]}…"
