"""The log as people read it: all of it, or the story of one criterion from the answer to the final score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.calendar_days import iso
from techassure.phrases import ended, in_one_line
from techassure.report.final.changes import became
from techassure.report.text import BOLD, WIDE, Page, clean, page_of, text_of
from techassure.reviewing.log_days import dated_back
from techassure.reviewing.log_state import Decided
from techassure.reviewing.panel import spread_text
from techassure.reviews import Identity
from techassure.tendering.storytelling import Story

_SAID = ("decision", "points", "score", "ground", "criteria", "notice", "clarification", "question", "answer",
         "reviewer", "conflict", "file", "files", "final", "found", "changed",
         "published_at", "earlier_rounds", "because", "corrects")  # fmt: skip


def log(
    history: Sequence[Decided],
    names: Mapping[Identity, str],
    last: str,
    room: int = 80,
    colour: bool = False,
    *,
    only: int | None = None,
) -> str:
    """Return entries as text, oldest first, or only the last few; and the head that a later reader compares."""
    page, behind = page_of(room, colour, WIDE), dated_back(history)
    shown = history if only is None else history[len(history) - only :]
    lines = [line for made in shown for line in _entry(made, names, behind.get(made.number), page)]
    return text_of([*lines, "", head(last)])


def head(digest: str) -> str:
    """Return the line with the digest of the last entry, which a later reader compares."""
    return f"Head {digest}"


def _entry(made: Decided, names: Mapping[Identity, str], behind: Decided | None, page: Page) -> Iterator[str]:
    about = [names[made.identity]] if made.identity and made.identity in names else []
    about += [str(made.data[name]) for name in ("criterion", "award_criterion") if name in made.data]
    head = f"{made.kind}: {clean(', '.join(about))}" if about else made.kind
    yield from page.say(head, f"{made.number:>3}  {iso(made.on)}  ", " " * 5, code=BOLD)
    yield from page.say(f"{ended(clean(made.by))} {clean(in_one_line(_said(made.data)))}", "     ")
    if behind:
        yield from page.say(f"(recorded behind entry {behind.number}, of {iso(behind.on)})", "     ")


def _said(data: Mapping[str, Any]) -> Iterator[str]:
    for name in _SAID:
        if name in data:
            yield f"{name}: {', '.join(_parts(data[name]))}"


def _parts(value: object) -> Iterator[str]:
    """Yield what stands in an entry: files by their names, and parts of a tender with what they were and became."""
    if isinstance(value, dict):
        yield from (f"{part} ({became(*texts)})" for part, texts in value.items())
        return
    for each in value if isinstance(value, list) else [value]:
        yield str(each["file"] if isinstance(each, dict) else each)


def criterion(told: Story, room: int = 80, colour: bool = False) -> str:
    """Return the story of one criterion of one submission."""
    return text_of(_story(told, page_of(room, colour, WIDE)))


def _story(told: Story, page: Page) -> Iterator[str]:
    yield from page.say(clean(told.title), code=BOLD)
    yield from page.say(clean(told.bid))
    yield from page.heading("what the supplier answered")
    for asked, answered in told.answers.items():
        rows = answered if isinstance(answered, list) else [answered]
        yield from page.say(f"{clean(asked)} {clean(_in_words(rows[0])) if len(rows) == 1 else ''}", "- ")
        for each in rows if len(rows) > 1 else ():
            yield from page.say(clean(_in_words(each)), "  - ")
    for each in told.documents:
        yield from page.say(f"document {clean(each)}", "- ")
    yield from page.heading("what reviewers gave")
    yield from _scores(told, page)
    yield from page.heading("what was decided")
    for made in told.decisions:
        yield from _entry(made, {}, told.behind.get(made.number), page)
    yield from page.heading("what it comes to")
    unit = "point" if told.points.endswith(" of 1") else "points"
    points = f", {told.points} {unit}" if told.points else ""
    yield from page.say(f"{told.outcome}{points}.")


def _in_words(value: object) -> str:
    """Return an answer as text: the cells of a row by their names."""
    if isinstance(value, dict):
        return in_one_line(f"{name}: {cell}" for name, cell in value.items())
    return str(value)


def _scores(told: Story, page: Page) -> Iterator[str]:
    if not told.scores:
        yield from page.say("Nothing yet.")
        return
    for each in told.scores:
        gone = " (removed for a conflict; kept here)" if each.by in told.removed else ""
        yield from page.say(f"{clean(each.by)}, {iso(each.on)}{gone}: {each.said}. {clean(each.because)}", "- ")
        if each.refers_to:
            yield from page.say(in_one_line([f"refers to {clean(each.refers_to)}", each.file]), "  ")
        for name in told.unread.get(each.by, ()):
            yield from page.say(f"the answer to {clean(name)} was not on the sheet", "  ")
    yield from page.say(f"Spread: {spread_text(told.spread)}.")
