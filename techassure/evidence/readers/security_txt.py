"""security.txt (RFC 9116): where to report a vulnerability, and until when the file is to be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from techassure.calendar_days import iso
from techassure.evidence.contents import Contents, day_of
from techassure.evidence.reading import Detail, Found, Reader, Reading
from techassure.problems import Place, Problem

_FIELD = re.compile(r"([A-Za-z][A-Za-z-]{0,40}):[ \t]*(\S.{0,1000}?)[ \t]*\Z")
_TIME = r"[0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:\.[0-9]+)?(?:Z|[+-][0-2][0-9]:[0-5][0-9])"
_DATE_TIME = re.compile(rf"[0-9-]{{10}}T{_TIME}\Z", re.IGNORECASE)
"""A date-time of RFC 3339."""
_MOST_BYTES = 32 * 1024
_MOST_FIELDS = 200
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_FACTS = {
    "contact": "vulnerability_handling.security_txt_contact",
    "policy": "vulnerability_handling.policy_url",
    "canonical": "vulnerability_handling.security_txt_url",
}


class _Field(NamedTuple):
    name: str
    value: str
    place: Place


def _recognises(contents: Contents) -> bool:
    if len(contents.data) > _MOST_BYTES or contents.head[:1] in (b"{", b"[", b"<"):
        return False
    names = {field.name for field in _fields(contents)}
    return "contact" in names and bool(names & {"expires", "policy", "canonical", "encryption", "preferred-languages"})


def _fields(contents: Contents) -> list[_Field]:
    found: list[_Field] = []
    for number, line in enumerate(contents.lines, 1):
        said = _FIELD.match(line)
        if said and said[2].isprintable() and len(found) < _MOST_FIELDS:
            found.append(_Field(said[1].lower(), said[2], Place(contents.file, number, said.start(2) + 1)))
    return found


def _read(contents: Contents) -> Reading:
    fields = _fields(contents)
    expires = [each for each in fields if each.name == "expires"]
    problems = tuple(_problems(contents, expires))
    return Reading(
        facts=tuple(_facts(fields, expires if not problems else [])),
        details=tuple(_details(contents, fields)),
        title="security.txt",
        expires_on=min(filter(None, map(_day, expires)), default=None),
        covers=next((each.value for each in fields if each.name == "canonical"), ""),
        problems=problems,
    )


def _day(expires: _Field) -> int | None:
    """Return the day on which the file says that it ends, however it writes it."""
    return day_of(expires.value[:10])


def _facts(fields: list[_Field], expires: list[_Field]) -> Iterator[Found]:
    for name, fact in _FACTS.items():
        first = next((each for each in fields if each.name == name), None)
        if first:
            yield Found(fact, first.value, first.place)
    for each in expires:
        yield Found("vulnerability_handling.security_txt_expires_on", iso(_day(each) or 0), each.place)


def _problems(contents: Contents, expires: list[_Field]) -> Iterator[Problem]:
    """Yield why the file does not say when it expires: its readers may pass over what is not as the RFC has it."""
    if len(expires) != 1:
        message = f"there are {len(expires)} fields `Expires`, and there must be one"
        yield Problem(contents.place(), "security-txt-expires", message, "give the day once, as RFC 9116 has it")
    elif _day(expires[0]) is None or not _DATE_TIME.match(expires[0].value):
        day = _day(expires[0])
        message = f"`{expires[0].value[:40]}` is not a date with a time and a zone, as RFC 9116 has it"
        fix = f"write it as `{iso(day) if day else '2026-06-01'}T23:59:59Z`"
        yield Problem(expires[0].place, "security-txt-expires", message, fix)


def _details(contents: Contents, fields: list[_Field]) -> Iterator[Detail]:
    for each in fields:
        yield Detail(each.name, each.value, each.place)
    signed = any(line.strip() == _SIGNED for line in contents.lines)
    yield Detail("signed", "says so; not verified" if signed else "no", contents.place())


READER: Reader = Reader(
    name="security-txt",
    title="security.txt",
    versions="RFC 9116",
    facts=(*_FACTS.values(), "vulnerability_handling.security_txt_expires_on"),
    documents=("vulnerability_handling.security_txt",),
    recognises=_recognises,
    read=_read,
)
