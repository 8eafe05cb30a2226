"""Submissions against domains or award criteria: the gates met of those that apply, and the score beneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from techassure.documents.document import Gates, Range
from techassure.report.text import BOLD, GREEN, RED, YELLOW, Cell, Column, Page, header, row, span, taken, width

_LEAST_NAME = 24
_ROOMY = 14
_LONG_WORD = 10
_BREAK = 7
_KIND = Column("", 7, right=True)
_KINDS = {"gates": "gates met of those that apply", "score": "score out of 100"}
_SIGNS = {"!": "! a {marked} is not met", "?": "? a {marked} is open"}


@dataclass(frozen=True)
class Entry:
    """What a submission has in one column."""

    gates: str
    score: str
    code: str


@dataclass(frozen=True)
class Line:
    """One submission: where it ranks, what it is called on two lines, and its entries."""

    place: str
    product: str
    supplier: str
    entries: Sequence[Entry]


def entry(gates: Gates | None, score: Range | None, places: int) -> Entry:
    """Return the entry for some gates and a score. `!` marks a gate not met, `?` an open one."""
    settled = span(score, places, "-")
    if gates is None or not gates["of"]:
        return Entry("-", settled, "")
    mark, code = ("!", RED) if gates["not met"] else ("?", YELLOW) if gates["open"] else ("", GREEN)
    return Entry(f"{gates['met']} of {gates['of']}{mark}", settled, code)


def minimum_entry(score: Range | None, reached: bool | None, minimum: str | None, places: int) -> Entry:
    """Return the entry for a score that may have a minimum. `!` marks one not reached, `?` an open one."""
    settled = span(score, places, "-")
    if minimum is None:
        return Entry("-", settled, "")
    mark, code = {True: ("", GREEN), False: ("!", RED), None: ("?", YELLOW)}[reached]
    return Entry("-", f"{settled}{mark}", code)


def lines(page: Page, titles: Sequence[str], rows: Sequence[Line]) -> Iterator[str]:
    """Return the table, its names beside the entries where there is room, and above them where there is not."""
    longest = max([_LEAST_NAME, *(max(width(line.product), width(line.supplier)) for line in rows)])
    hyphenated = [_hyphenated(title) for title in titles]
    for wording, least, name in ((titles, _ROOMY, longest), (titles, 0, _LEAST_NAME), (hyphenated, 0, _LEAST_NAME)):
        columns = _columns(wording, rows, least)
        room = page.width - taken([_place(rows), *columns]) - 2
        if room >= name:
            yield from _beside(page, [_place(rows), _names(rows, room), *columns], rows)
            return
    for start, stop in _parts(page, columns):
        yield from _above(page, columns, rows, start, stop)


def legend(rows: Sequence[Line], marked: str) -> str:
    """Return what the signs of a table mean, those only that stand in it; `marked` is what `!` and `?` speak of."""
    entries, kinds = [part for line in rows for part in line.entries], _kinds(rows)
    shown = [_KINDS[kind] for kind in kinds]
    signs = [text for sign, text in _SIGNS.items() if any(sign in part.gates + part.score for part in entries)]
    blank = any(getattr(part, kind) == "-" for part in entries for kind in kinds)
    nothing = ["- nothing of the kind is assessed"] if blank else []
    return f"In the table: {'; '.join([*shown, *signs, *nothing])}.".replace("{marked}", marked)


def _hyphenated(title: str) -> str:
    return " ".join(f"{word[:_BREAK]}- {word[_BREAK:]}" if len(word) > _LONG_WORD else word for word in title.split())


def _columns(titles: Sequence[str], rows: Sequence[Line], least: int) -> list[Column]:
    return [
        Column(
            title,
            max([min(least, width(title)), *map(width, title.split()), *(_room(line.entries[index]) for line in rows)]),
        )
        for index, title in enumerate(titles)
    ]


def _room(part: Entry) -> int:
    return max(width(part.gates), width(part.score))


def _place(rows: Sequence[Line]) -> Column:
    return Column("Place", max(5, *(width(line.place) for line in rows)))


_SUBMISSION = "Submission"


def _names(rows: Sequence[Line], room: int) -> Column:
    longest = max(max(width(line.product), width(line.supplier)) for line in rows)
    return Column(_SUBMISSION, min(room, max(width(_SUBMISSION), longest)))


def _kinds(rows: Sequence[Line]) -> list[str]:
    said = [kind for kind in _KINDS if any(getattr(part, kind) != "-" for line in rows for part in line.entries)]
    return said or ["gates"]


def _beside(page: Page, columns: Sequence[Column], rows: Sequence[Line]) -> Iterator[str]:
    yield from header(columns, page.paint)
    kinds = _kinds(rows)
    for line in rows:
        cells = [Cell("\n".join(getattr(part, kind) for kind in kinds), part.code) for part in line.entries]
        name = Cell(f"{line.product}\n{line.supplier}")
        yield from row(columns, [Cell(line.place), name, *cells], page.paint)


def _parts(page: Page, columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """Split the columns into as few and as equal parts as the page has room for."""
    for count in range(1, len(columns) + 1):
        size = -(-len(columns) // count)
        parts = [(start, min(start + size, len(columns))) for start in range(0, len(columns), size)]
        if all(taken([_KIND, *columns[start:stop]]) <= page.width for start, stop in parts):
            break
    yield from parts


def _above(page: Page, columns: Sequence[Column], rows: Sequence[Line], start: int, stop: int) -> Iterator[str]:
    shown = [_KIND, *columns[start:stop]]
    yield from header(shown, page.paint)
    for line in rows:
        yield from page.say(f"{line.product}, {line.supplier}", line.place.ljust(7), code=BOLD)
        for kind in _kinds(rows):
            cells = [Cell(getattr(part, kind), part.code) for part in line.entries[start:stop]]
            yield from row(shown, [Cell(kind), *cells], page.paint)
