"""What lint found, for people: the place, the line of the file with a mark under the author's word, and the fix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from techassure.files.places import file_bytes
from techassure.lint.running import Linted
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound
from techassure.report.text import BOLD, GREEN, RED, YELLOW, Paint, clean, text_of, width

_COLOURS = {"error": RED, "warning": YELLOW, "note": BOLD}
_WORD = re.compile(r"[{\[]*(\"[^\"]*\"|'[^']*'|[^\s:,{}\[\]]+)")
_LEAST_ROOM = 20


def render(linted: Linted, columns: int, colour: bool) -> str:
    """Return the text, for a terminal of so many columns."""
    paint = Paint(colour)
    lines = [line for problem in linted.problems for line in _problem(problem, columns, paint)]
    return text_of([*lines, _summary(linted, paint)])


def _problem(problem: Problem, columns: int, paint: Paint) -> Iterator[str]:
    said = f"{problem.severity}: {clean(problem.message)} ({problem.rule})"
    yield f"{clean(problem.place)}: {paint(said, _COLOURS[problem.severity])}"
    yield from _shown(problem.place, columns, paint, _COLOURS[problem.severity])
    yield f"  fix: {clean(problem.fix)}"
    yield ""


def _shown(place: Place, columns: int, paint: Paint, code: str) -> Iterator[str]:
    """Yield the line of the file, cut to the room that there is, and a mark under the word that is meant."""
    lines = _lines(place.file)
    if not 0 < place.line <= len(lines):
        return
    line, at = lines[place.line - 1], max(place.column - 1, 0)
    margin = f"{place.line:>5} | "
    room = max(columns - len(margin), _LEAST_ROOM)
    start = max(0, min(at - room // 3, len(line) - room)) if width(line) > room else 0
    found = _WORD.match(line, at)
    word = found[0] if found else line[at : at + 1]
    before, marked = _clean_line(line[start:at]), _clean_line(word)
    yield paint(margin, BOLD) + _cut(_clean_line(line[start:]), room)
    yield " " * 5 + " | " + " " * width(before) + paint("^" * max(1, min(width(marked), room - width(before))), code)


def _clean_line(text: str) -> str:
    """Return a part of a file's line that keeps its blanks, and cannot command a terminal."""
    return "".join(character if character == " " else clean(character) or " " for character in text)


def _cut(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


@lru_cache(maxsize=64)
def _lines(file: str) -> list[str]:
    try:
        return file_bytes(Path(file)).decode("utf-8-sig", "replace").splitlines()
    except ProblemsFound:
        return []


def _summary(linted: Linted, paint: Paint) -> str:
    looked = f"{counted(linted.files, 'file')}, {counted(len(linted.rules), 'rule')}"
    counts = [(kind, sum(each.severity == kind for each in linted.problems)) for kind in _COLOURS]
    found = [counted(count, kind) for kind, count in counts if count]
    return f"{', '.join(found)}; {looked}." if found else paint(f"No problem in {looked}.", GREEN)
