"""Parts of a page for a terminal of any width."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.report import foot
from techassure.report.printed_parts import Block
from techassure.report.text import BOLD, NARROW, Cell, Column, Page, fitted, header, page_of, row, text_of


def render(made: Block, room: int = 80, colour: bool = False) -> str:
    """Return a page as text, no wider than the room."""
    return text_of(_lines(made, page_of(room, colour, NARROW)))


def _lines(made: Block, page: Page) -> Iterator[str]:
    yield page.stamps(made["stamps"])
    yield from page.say(made["heading"], code=BOLD)
    yield from page.say(made["under"])
    for part in made["parts"]:
        yield from _part(part, page)
    yield from foot.lines(page, (), made["notices"])


def _part(part: Block, page: Page) -> Iterator[str]:
    if part["is"] == "heading":
        yield from page.heading(part["text"])
    elif part["is"] == "text":
        yield from page.say(part["text"])
    elif part["is"] == "list":
        yield from (line for item in part["items"] for line in page.say(item, "- "))
    else:
        yield from _table(part, page)


def _table(part: Block, page: Page) -> Iterator[str]:
    rows = [[_cell(said) for said in cells] for cells in part["rows"]]
    columns = [
        Column(each.title, each.room, right=at in part["right"])
        for at, each in enumerate(fitted(part["heads"], rows, page.width))
    ]
    yield ""
    yield from header(columns, page.paint)
    for texts in rows:
        yield from row(columns, [Cell(text) for text in texts], page.paint)


def _cell(said: str | Block) -> str:
    if isinstance(said, str):
        return said
    return "\n".join([said["text"], *([said["under"]] if "under" in said else []), *said.get("lines", ())])
