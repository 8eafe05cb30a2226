"""Two results side by side for a terminal: what lapsed, was lost, is new, was fixed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.documents.comparison_document import (
    SIDES,
    ComparedCriterion,
    Comparison,
    PairPart,
    SidePart,
    StandingPart,
)
from techassure.phrases import ended, in_one_line
from techassure.report import foot
from techassure.report.colophon import stamps
from techassure.report.comparison_words import (
    Words,
    alike,
    basis,
    called,
    minimums,
    named,
    only,
    reasons,
    sorted_by_role,
    standing,
    statement,
    turn,
    words,
)
from techassure.report.text import (
    BOLD,
    NARROW,
    VERDICTS,
    Cell,
    Page,
    clean,
    fitted,
    header,
    page_of,
    row,
    text_of,
)

_TITLES = ("", "Verdict", "Gates met", "Score of 100", "Lapses on")
_OUTCOMES = ("not met", "no answer", "needs review", "met", "not applicable")
_INDENT = "  "


def render(document: Comparison, room: int = 80, colour: bool = False) -> str:
    """Return the comparison as text, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: Comparison, page: Page) -> Iterator[str]:
    said, sides = words(document), [document[side] for side in SIDES]
    yield page.stamps(dict.fromkeys(stamp for side in sides for stamp in stamps(side)))
    yield from page.say(said.heading, code=BOLD)
    yield from page.say(statement(document))
    for name, side in named(said):
        yield from page.say(f"{basis(document[side])}.", f"{name}: ", _INDENT)
    for pair in document["pairs"]:
        yield from _names(page, *(called(document, pair[side]) for side in SIDES))
        yield from _pair(page, pair, said, document["after"]["selection"]["rounding"]["places"])
    for name, found in only(document, said):
        yield ""
        yield from page.say(ended(in_one_line(called(document, each) for each in found)), f"{name}: ", _INDENT)
    yield from foot.lines(page, (), _notices(sides), document["tool"])


def _notices(sides: Sequence[SidePart]) -> list[str]:
    return list(dict.fromkeys(notice for side in sides for notice in side["notices"]))


def _names(page: Page, before: str, after: str) -> Iterator[str]:
    yield ""
    yield from page.say(after, code=BOLD)
    if before != after:
        yield from page.say(ended(f"Compared with {before}"))
    yield ""


def _pair(page: Page, pair: PairPart, said: Words, places: int) -> Iterator[str]:
    yield from _standings(page, [(name, pair[side]) for name, side in named(said)], places)
    for name, told in minimums(pair, said, places):
        yield from page.say(told, f"{name}: ", _INDENT)
    for kind, title in said.titles.items():
        found = [each for each in pair["criteria"] if each["change"] == kind]
        if found:
            yield from page.heading(f"{title} ({len(found)})")
        for each in sorted_by_role(found):
            yield from _criterion(page, each, said)
    yield from _unchanged(page, pair, said)


def _standings(page: Page, sides: Sequence[tuple[str, StandingPart]], places: int) -> Iterator[str]:
    rows = [standing(name, part, places) for name, part in sides]
    columns = fitted(_TITLES, rows, page.width)
    yield from header(columns, page.paint)
    for texts in rows:
        cells = [Cell(text, VERDICTS.get(text, "") if at == 1 else "") for at, text in enumerate(texts)]
        yield from row(columns, cells, page.paint)


def _criterion(page: Page, part: ComparedCriterion, said: Words) -> Iterator[str]:
    gate = " (gate)" if part["gate"] else ""
    yield from page.say(f"{clean(part['title'])}{gate}", f"{clean(part['criterion'])}  ", _INDENT, BOLD)
    on = f" on {part['on']}" if part["on"] else ""
    yield from page.say(f"{turn(part)}{on}", _INDENT)
    for name, why in reasons(part, said):
        for each in why:
            yield from page.say(clean(each), f"{_INDENT}{name}: " if name else _INDENT, _INDENT * 2)


def _unchanged(page: Page, pair: PairPart, said: Words) -> Iterator[str]:
    """Yield the criteria that come to the same, those of each outcome together."""
    same = [(each, each["after"]) for each in pair["criteria"] if each["change"] == "same"]
    if not same:
        yield from ["", f"{alike(pair, said)}."]
        return
    yield from page.heading(alike(pair, said))
    for outcome in _OUTCOMES:
        names = [clean(each["criterion"]) for each, seen in same if seen and seen["outcome"] == outcome]
        if names:
            yield from page.say(", ".join(names), f"{outcome.capitalize()}: ", _INDENT)
