"""What changes between two editions for a terminal, for the people whom it touches."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from techassure.authoring.difference_words import (
    about,
    in_yaml,
    named,
    points,
    renames,
    rewordings,
    role,
    sections,
    selected_by,
    since,
    summary,
    touched,
    whom,
)
from techassure.documents.document import Part
from techassure.report.text import BOLD, NARROW, Page, clean, page_of, text_of

_INDENT = "  "


def render(document: Part, room: int = 80, colour: bool = False) -> str:
    """Return the page, no wider than the room."""
    page = page_of(room, colour, NARROW)
    return text_of([*_head(page, document), *(line for each in sections(document) for line in _section(page, *each))])


def _head(page: Page, document: Part) -> Iterator[str]:
    old, new = document["old"], document["new"]
    yield from page.say(f"From {clean(named(old))} to {clean(named(new))}", code=BOLD)
    yield from page.say(summary(document))
    yield ""
    for label, side in (("Old: ", old), ("New: ", new)):
        digest = side["digest"].removeprefix("sha256:")[:12]
        yield from page.say(f"{clean(side['title'])}; {side['status']}; digest {digest}.", label)
    for said in (since(document), *selected_by(document), *renames(document)):
        yield from page.say(said)
    for each in document["errata"]:
        yield from page.say(
            f"{clean(each['changed'])}{touched(each)}", f"Revision {each['revision']}, {each['on']}: ", _INDENT
        )


def _section(page: Page, title: str, criteria: list[Part], told: bool) -> Iterator[str]:
    yield from page.heading(f"{title} ({len(criteria)})")
    for at, criterion in enumerate(criteria):
        if told and at:
            yield ""
        yield from _told(page, criterion) if told else _listed(page, criterion)


def _listed(page: Page, criterion: Part) -> Iterator[str]:
    renamed = f"; renamed from `{criterion['was']}`" if criterion["was"] else ""
    said = f"{clean(criterion['title'])}{renamed}; {whom(criterion)}{role(criterion)}"
    yield from page.say(said, f"{clean(criterion['id'])}  ", _INDENT)
    yield from _reworded(page, criterion)


def _told(page: Page, criterion: Part) -> Iterator[str]:
    yield from page.say(clean(criterion["title"]), f"{clean(criterion['id'])}  ", _INDENT, BOLD)
    for said in about(criterion):
        yield from page.say(said, _INDENT)
    if criterion["why"]:
        yield from page.say(f"Undecided: {clean(criterion['why'])}.", _INDENT)
    yield from _reworded(page, criterion)
    for witness in criterion["witnesses"]:
        yield from witnessed(page, witness)


def _reworded(page: Page, criterion: Part) -> Iterator[str]:
    for said in rewordings(criterion):
        yield from page.say(said, _INDENT)


def witnessed(page: Page, witness: Part) -> Iterator[str]:
    """Yield a submission that comes out otherwise, so that it can be copied."""
    day = witness["submission"]["as_of"]
    said = f"This submission was {witness['old']} and is {witness['new']}{points(witness)} (as of {day}):"
    yield from page.say(said, _INDENT)
    for line in in_yaml(witness):
        yield from _yaml(line, page.width)


def _yaml(line: str, room: int) -> list[str]:
    """Return a line of YAML, broken where YAML lets it be, so that it can still be copied."""
    text = line.lstrip(" ")
    first = _INDENT * 2 + line[: len(line) - len(text)]
    rest = first + ("# " if text.startswith("#") else _INDENT)
    return textwrap.wrap(
        text, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
