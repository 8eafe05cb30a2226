"""The calendar of what lapses: exactly RFC 5545, each event once, by the same name in every run."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from report_documents import assessment, document, moment
from report_reading import EVIL, rich

from techassure.report import ics

_PROPERTIES = """
BEGIN END VERSION PRODID CALSCALE METHOD X-WR-CALNAME X-WR-CALDESC SUMMARY DTSTART DTSTAMP UID DESCRIPTION TRANSP ACTION
TRIGGER
"""
KNOWN = set(_PROPERTIES.split())
icalendar = pytest.importorskip("icalendar")


def events(made: dict[str, Any]) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(ics.render(made))
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def lapsing(made: dict[str, Any]) -> list[Any]:
    return [each for each in events(made) if "Contract" not in each["summary"]]


def test_one_event_for_each_day_of_a_submission() -> None:
    days = [
        moment("2027-01-01", ("dtac/C3.1", "met", "not met")),
        moment("2027-05-01", ("dtac/C3.2", "met", "not met")),
    ]
    made = document(assessment("A", timeline=days), assessment("B", timeline=days[:1], supplier_id="B"))
    found = [(each.decoded("dtstart"), str(each["summary"]).partition(" ")[0]) for each in lapsing(made)]
    assert found == [(date(2027, 1, 1), "A"), (date(2027, 5, 1), "A"), (date(2027, 1, 1), "B")]


def test_event_says_what_lapses_and_what_becomes_of_the_verdict() -> None:
    [event] = lapsing(
        document(assessment(timeline=[moment("2027-01-01", ("dtac/C3.1", "met", "not met"), ended=["iso"])]))
    )
    assert event["summary"] == "Wardlight 4.2.0, Larkspur Fictional Ltd: iso has ended"
    assert event["description"].startswith("The last day to renew is 2026-12-31.")
    assert "dtac/C3.1 What C3.1 wants (gate): met, then not met" in event["description"]
    assert "The verdict was compliant and becomes non-compliant." in event["description"]


@pytest.mark.parametrize("evil", ["", *EVIL])
def test_lines_are_folded_and_end_as_the_standard_says(evil: str) -> None:
    content = ics.render(rich(evil or "W", f"{evil} ملتقى الصحة 健康 " * 9))
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() or line == b"" for line in lines)
    unfolded = content.replace(b"\r\n ", b"").decode().split("\r\n")
    names = {re.split("[:;]", line)[0] for line in unfolded if line}
    assert names <= KNOWN


@pytest.mark.parametrize("evil", EVIL)
def test_a_name_comes_out_of_the_calendar_as_it_went_in(evil: str) -> None:
    [event, *_] = events(rich("W", evil))
    assert str(event["summary"]).startswith("W 4.2.0, ")
    assert str(event["summary"]).isprintable()
    assert evil.split(maxsplit=1)[0][:3] in event["summary"]


def test_text_is_escaped_everywhere() -> None:
    text = ics.render(rich("a;b,c")).replace(b"\r\n ", b"").decode()
    for line in text.splitlines():
        if line.startswith(("SUMMARY", "DESCRIPTION", "X-WR-CAL")):
            assert not re.search(r"(?<!\\)[;,]", line.partition(":")[2])


def test_same_event_has_the_same_name_in_a_later_run() -> None:
    first = rich()
    later = {**first, "as_of": "2026-07-01", "tool": "techassure 9.9.9", "what_if": True}
    later["selection"] = {**first["selection"], "digest": "sha256:" + "0" * 64}
    later["assessments"] = first["assessments"][::-1]
    names = [sorted(str(each["uid"]) for each in events(made)) for made in (first, later)]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0]) == 3


def test_calendar_and_every_event_say_what_they_are() -> None:
    made = rich(what_if=True)
    assert "WHAT IF" in str(icalendar.Calendar.from_ical(ics.render(made))["x-wr-caldesc"])
    for event in events(made):
        wanted = (
            "PROVISIONAL",
            "WHAT IF",
            made["selection"]["digest"],
            "techassure 0.1.0",
            "dtac@2.0 r1",
            "2026-06-01",
        )
        assert [each for each in wanted if each not in event["description"]] == []


def test_reminder_comes_a_month_ahead() -> None:
    [event, *_] = lapsing(rich())
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger").days == -30


def test_calendar_in_which_nothing_lapses_is_still_one() -> None:
    """The standard wants at least one component."""
    selection = {**document()["selection"], "contract": {}}
    [event] = events(document(selection=selection))
    assert event.decoded("dtstart") == date(2026, 6, 1)
    assert "Nothing is known to lapse" in event["summary"]


def test_same_document_same_bytes() -> None:
    assert ics.render(rich()) == ics.render(rich())
