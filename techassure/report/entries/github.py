"""Entries as the commands by which a GitHub workflow annotates files."""

from __future__ import annotations

from collections.abc import Iterable

from techassure.problems import Place
from techassure.report.entries import Entry, Level
from techassure.report.text import clean

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def commands(entries: Iterable[Entry]) -> str:
    """Return a line for each entry."""
    return "".join(command(each.level, each.title, each.said, each.place) for each in entries)


def command(level: Level, title: str, said: str, place: Place | None = None) -> str:
    """Return one line: an annotation of a place, or of the whole run."""
    where = {"file": clean(place.file), "line": place.line, "col": place.column} if place else {}
    settings = {**where, "title": clean(title)}
    given = ",".join(f"{name}={_setting(str(value))}" for name, value in settings.items() if value)
    return f"::{_COMMANDS[level]} {given}::{_text(said)}\n"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
