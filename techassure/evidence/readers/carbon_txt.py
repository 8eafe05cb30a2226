"""carbon.txt: where a company publishes what it says of its emissions, and on whose services it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from techassure.evidence.contents import Contents, Part, day_of
from techassure.evidence.reading import Detail, Found, Reader, Reading, unknown_version
from techassure.files.bounds import MOST_LEVELS
from techassure.files.places import Source
from techassure.files.text_places import text_place
from techassure.problems import Place, Problem

_VERSION = "0.5"
_KINDS = frozenset(
    {"web_page", "annual_report", "sustainability_page", "certificate", "csrd_report", "ai_model_card", "other"}
)
_MOST_BYTES = 256 * 1024
_DISCLOSURE = re.compile(r"^[ \t]*(?:\[\[?[ \t]*(?:org|upstream)[ \t.\]]|(?:org|upstream)\.)", re.MULTILINE)
_KEYS = re.compile(rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{MOST_LEVELS}}}""")
"""A key of more parts, each of which is a level; reading it would take as long as their number squared."""
_LINE = re.compile(r"at line ([0-9]+), column ([0-9]+)")


def _recognises(contents: Contents) -> bool:
    if len(contents.data) > _MOST_BYTES or contents.head[:1] in (b"{", b"<"):
        return False
    text = contents.text
    return _DISCLOSURE.search(text) is not None and ("disclosures" in text or "services" in text)


def _read(contents: Contents) -> Reading:
    import tomllib

    text = contents.text
    if _depth(text) > MOST_LEVELS or _KEYS.search(text):
        fix = "flatten it"
        return Reading(problems=(Problem(contents.place(), "too-deep", "this is nested too deeply", fix),))
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        return Reading(problems=(_broken(contents, error),))
    root = Part(Source(contents.file, data), (), data)
    if root["version"].text != _VERSION:
        return Reading(problems=(unknown_version(root["version"], "carbon.txt", "version 0.5"),))
    return Reading(
        facts=tuple(_facts(contents, root)),
        details=tuple(_details(contents, root)),
        title="carbon.txt",
        made_on=day_of(_day(data.get("last_updated"))),
        covers=", ".join(
            dict.fromkeys(domain for each in root["org"]["disclosures"] if (domain := each["domain"].text))
        ),
    )


def _depth(text: str) -> int:
    """Return how deeply brackets are nested at most, so that reading cannot run out of stack."""
    depth = deepest = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _broken(contents: Contents, error: Exception) -> Problem:
    at = _LINE.search(str(error))
    place = Place(contents.file, int(at[1]), int(at[2])) if at else contents.place()
    said = str(error).partition(" (at")[0][:120].lower()
    return Problem(place, "toml-syntax", f"this is not TOML: {said}", "mend it, or validate it with `carbon-txt`")


def _facts(contents: Contents, root: Part) -> Iterator[Found]:
    """State the version, and the disclosures that have a known type and an address: the others are not valid."""
    yield Found("carbon_txt.version", "v0_5", _place(contents, root["version"].text))
    rows = [
        {"kind": kind, "url": each["url"].text}
        for each in root["org"]["disclosures"]
        if (kind := each["doc_type"].text.replace("-", "_")) in _KINDS and each["url"].text
    ]
    yield Found("carbon_txt.disclosures", rows, _place(contents, "disclosures"))


def _details(contents: Contents, root: Part) -> Iterator[Detail]:
    for each in root["org"]["disclosures"]:
        until = _until(each.value)
        said = f"{each['url'].text or 'no address'}{f', valid until {until}' if until else ''}"
        yield Detail(f"discloses: {each['doc_type'].text or 'document'}", said, _place(contents, each["url"].text))
    for each in root["upstream"]["services"]:
        kinds = each["service_type"]
        said = ", ".join(kind.text for kind in kinds) or "service"
        yield Detail(f"runs on: {said}", each["domain"].text, _place(contents, each["domain"].text))


def _until(item: Any) -> str:
    return _day(item.get("valid_until")) if isinstance(item, dict) else ""


def _day(value: Any) -> str:
    """Return a day as it is written, of TOML's own kind or as text; what is neither may be deep, or very long."""
    return str(value)[:10] if isinstance(value, str | date) else ""


def _place(contents: Contents, value: str) -> Place:
    """Return where a value stands first: TOML is read without places."""
    at = contents.text.find(value) if value else -1
    return text_place(contents.file, contents.text, at) if at >= 0 else contents.place()


READER: Reader = Reader(
    name="carbon-txt",
    title="carbon.txt, TOML",
    versions="0.5",
    facts=("carbon_txt.version", "carbon_txt.disclosures"),
    documents=("carbon.carbon_txt",),
    recognises=_recognises,
    read=_read,
)
