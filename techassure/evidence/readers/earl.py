"""W3C EARL reports: assertions about success criteria of WCAG, made by people or by tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence import wcag
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Reader, Reading, detail
from techassure.evidence.wcag import Failure
from techassure.phrases import counted

_LISTS = ("@graph", "assertions", "auditResult", "auditResults", "hasPart")
_SHOWN = 5


def _recognises(contents: Contents) -> bool:
    if b"earl" not in contents.data or not quietly(contents, "json"):
        return False
    return next(_assertions(quietly(contents, "json")), None) is not None


def _read(contents: Contents) -> Reading:
    assertions = list(_assertions(contents.json))
    subjects = list(dict.fromkeys(filter(None, [*_subjects(contents.json), *map(_subject, assertions)])))
    days = [day for each in assertions for day in [each["result"]["date"].day or each["date"].day] if day]
    failures = _failures(assertions)
    return Reading(
        facts=tuple(wcag.facts(failures)),
        details=(*_details(contents.json, assertions), *wcag.details(failures)),
        title=contents.json["title"].text or "EARL report",
        made_by=", ".join(dict.fromkeys(filter(None, map(_asserter, assertions)))),
        made_on=max([*days, *([day] if (day := contents.json["date"].day) else [])], default=None),
        covers=f"{counted(len(subjects), 'subject')}: {', '.join(subjects[:_SHOWN])}",
    )


def _assertions(root: Part) -> Iterator[Part]:
    """Yield what says that a test had an outcome, wherever such reports keep it."""
    waiting = [root]
    while waiting:
        for each in waiting.pop():
            if each["test"] and _outcome(each):
                yield each
            waiting += [each[key] for key in _LISTS if each[key]]


def _outcome(assertion: Part) -> str:
    """Return ``failed``, ``passed``, ``cantTell`` and so on, however it is written."""
    said = assertion["result"]["outcome"]
    text = said.text or said["id"].text or said["@id"].text
    return text.replace("#", ":").rpartition(":")[2]


def _criterion(assertion: Part) -> str | None:
    test = assertion["test"]
    for each in (test, test["@id"], test["id"], test["title"], test["isPartOf"], test["num"]):
        key = wcag.of_name(each.text)
        if key:
            return key
    return None


def _subject(assertion: Part) -> str:
    subject = assertion["subject"]
    return subject.text or subject["source"].text or subject["@id"].text or subject["title"].text


def _subjects(root: Part) -> list[str]:
    return [root["url"].text]


def _asserter(assertion: Part) -> str:
    by = assertion["assertedBy"]
    return by["doap:name"].text or by["name"].text or by["title"].text or by.text or by["@id"].text


def _failures(assertions: list[Part]) -> list[Failure]:
    failed: dict[str, Part] = {}
    for each in assertions:
        key = _criterion(each) if _outcome(each) == "failed" else None
        if key:
            failed.setdefault(key, each)
    return [Failure(key, each, _what(each)) for key, each in failed.items()]


def _what(assertion: Part) -> str:
    result = assertion["result"]
    said = result["description"].text or result["info"].text or "failed"
    return f"EARL: {said}"


def _details(root: Part, assertions: list[Part]) -> Iterator[Detail]:
    for outcome, number in sorted(Counter(map(_outcome, assertions)).items()):
        yield detail(f"assertions: {outcome}", number, root)
    unnamed = sum(1 for each in assertions if _outcome(each) == "failed" and not _criterion(each))
    if unnamed:
        yield detail("failed, without a criterion of WCAG named", unnamed, root)


READER: Reader = Reader(
    name="earl",
    title="W3C EARL report, JSON-LD",
    versions="1.0",
    facts=wcag.FACTS,
    documents=("accessibility.conformance_report",),
    recognises=_recognises,
    read=_read,
)
