"""The final result as Markdown, for minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from techassure.report.final import parts
from techassure.report.markup import plain, table, ticked
from techassure.report.printed_parts import Block
from techassure.report.text import text_of
from techassure.tendering.final_document import FinalDocument

_FIGURE = re.compile(r"[0-9][0-9,]*(\.[0-9]+)?")


def render(document: FinalDocument) -> bytes:
    """Return the Markdown."""
    return paged(parts.page(document)).encode()


def paged(page: Block) -> str:
    """Return a page of parts."""
    return text_of(_lines(page))


def _lines(page: Block) -> Iterator[str]:
    yield from (f"# {plain(page['heading'])}", "")
    yield from (f"{' '.join(f'**{stamp}**' for stamp in page['stamps'])} {page['caption']}. {plain(page['under'])}", "")
    for part in page["parts"]:
        yield from _part(part)
    yield from (
        "## About this",
        "",
        *table(("", ""), [[label, ticked(said)] for label, said in page["colophon"]]),
    )
    yield from (f"{plain(said)}  " for said in (*page["notices"], *page["editions"]))


def _part(part: Block) -> Iterator[str]:
    if part["is"] == "table":
        rows = [[_cell(said) for said in row] for row in part["rows"]]
        yield from table([plain(head) for head in part["heads"]], rows)
    elif part["is"] == "list":
        yield from (*(f"- {ticked(item)}" for item in part["items"]), "")
    else:
        level = f"{'#' * part['level']} " if part["is"] == "heading" else ""
        yield from (f"{level}{ticked(part['text'])}", "")


def _cell(said: str | Block) -> str:
    """Return what stands in a cell, its lines apart; a line of its own would end the row."""
    if isinstance(said, str):
        return _shown(said)
    lines = [said["text"], *([said["under"]] if "under" in said else []), *said.get("lines", ())]
    shown = [_shown(line) for line in lines]
    return "<br>".join([f"**{shown[0]}**" if said.get("strong") else shown[0], *shown[1:]])


def _shown(line: str) -> str:
    """Return text as it reads; a figure is left whole, so that it can be copied."""
    return line if _FIGURE.fullmatch(line) else ticked(line)
