"""A calendar (RFC 5545) of what lapses while the contract runs: one event for each day of a submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from techassure.documents.document import AssessmentPart, CriterionPart, Document, Moment
from techassure.extras import needing
from techassure.phrases import counted
from techassure.report import colophon, lapses, sentences
from techassure.report.text import clean, series

if TYPE_CHECKING:
    from icalendar import Calendar, Event


_AHEAD = timedelta(days=-30)
_FEW = 3


def render(document: Document) -> bytes:
    """Return the calendar: the same document, the same bytes; the same event has the same UID in every later one.

    Raises:
        ProblemsFound: icalendar is not installed.
    """
    with needing("report", "write calendars"):
        from icalendar import Calendar, vText  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", f"-//techassure//{clean(document['tool'])}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(f"Renewals: {clean(document['selection']['title'])}"))
    calendar.add("x-wr-caldesc", vText(colophon.line(document)))
    _add_events(calendar, document)
    made: bytes = calendar.to_ical()
    return made


def _add_events(calendar: Calendar, document: Document) -> None:
    for assessment in document["assessments"]:
        for moment in assessment["timeline"]:
            calendar.add_component(_lapse(document, assessment, moment))
    for name, summary in (("contract.start", "Contract starts"), ("contract.end", "Contract ends")):
        on = document["selection"]["contract"].get(name)
        if on is not None:
            calendar.add_component(_plain(document, on, summary))
    if not calendar.subcomponents:
        calendar.add_component(_plain(document, document["as_of"], "Nothing is known to lapse after this day"))


def _plain(document: Document, on: str, summary: str) -> Event:
    title = clean(document["selection"]["title"])
    return _event(document, on, f"{summary}: {title}", colophon.line(document), summary)


def _lapse(document: Document, assessment: AssessmentPart, moment: Moment) -> Event:
    parts = {sentences.key(part): part for part in assessment["criteria"]}
    who = sentences.in_full(document["selection"], assessment)
    identity = (
        assessment["supplier_id"],
        assessment["product"],
        assessment["product_version"],
        assessment["lot"] or "",
    )
    described = "\n".join([*_described(moment, parts), "", colophon.line(document)])
    event = _event(document, moment["on"], f"{who}: {_summary(moment)}", described, *identity)
    event.add_component(_reminder(f"Renew: {who}"))
    return event


def _summary(moment: Moment) -> str:
    """Return what the day is about: the documents that end, or else the criteria that get worse."""
    worse = [turn["criterion"] for turn in moment["changes"] if lapses.falls(turn)]
    ended = [clean(each) for each in moment["ended"]]
    if ended:
        return f"{series(ended, _FEW)} {'has' if len(ended) == 1 else 'have'} ended"
    if worse:
        return f"{series(worse, _FEW)} {'lapses' if len(worse) == 1 else 'lapse'}"
    return counted(len(moment["changes"]), "change") if moment["changes"] else "a score crosses its minimum"


def _described(moment: Moment, parts: Mapping[str, CriterionPart]) -> Iterator[str]:
    if moment["ended"] or any(map(lapses.falls, moment["changes"])):
        yield f"The last day to renew is {date.fromisoformat(moment['on']) - timedelta(days=1)}."
    for turn in moment["changes"]:
        part = parts[turn["criterion"]]
        named = f"{turn['criterion']} {clean(part['title'])} ({sentences.role(part)})"
        yield f"{named}: {turn['before']}, then {turn['after']}"
    if moment["verdict"] != moment["verdict_before"]:
        yield f"The verdict was {moment['verdict_before']} and becomes {moment['verdict']}."


def _event(document: Document, on: str, summary: str, described: str, *identity: str) -> Event:
    with needing("report", "write calendars"):
        from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", _uid(document["selection"]["id"], on, *identity))
    event.add("dtstamp", datetime.fromisoformat(document["as_of"]).replace(tzinfo=UTC))
    event.add("dtstart", date.fromisoformat(on))
    event.add("summary", f"{'WHAT IF: ' if document['what_if'] else ''}{summary}")
    event.add("description", described)
    event.add("transp", "TRANSPARENT")
    return event


def _uid(*parts: str) -> str:
    """Return a name that depends on nothing but what the event is: not on the run, the tool or the day it was made."""
    told_apart = "\x1f".join(parts)
    return f"{sha256(told_apart.encode()).hexdigest()[:32]}@techassure"


def _reminder(summary: str) -> Any:
    with needing("report", "write calendars"):
        from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _AHEAD)
    alarm.add("description", summary)
    return alarm
