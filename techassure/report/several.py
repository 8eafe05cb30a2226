"""Several self-checks of one product on one page: what each comes to, and what is still to answer for which."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.documents.document import Document
from techassure.phrases import counted
from techassure.report import colophon, foot, sentences
from techassure.report.text import BOLD, NARROW, Page, clean, page_of, series, span, text_of
from techassure.several import SeveralDocument, UnansweredPart


def render(document: SeveralDocument, room: int = 80, colour: bool = False) -> str:
    """Return the page, no wider than the room."""
    return text_of(_lines(document, page_of(room, colour, NARROW)))


def _lines(document: SeveralDocument, page: Page) -> Iterator[str]:
    yield page.stamps(colophon.stamped("SELF-CHECK", document))
    for check in document["checks"]:
        yield from _check(page, document, check)
    yield from _unanswered(page, document["unanswered"])
    notices = dict.fromkeys(each for check in document["checks"] for each in check["notices"])
    yield from foot.lines(page, document["problems"], notices, document["tool"])


def _check(page: Page, document: SeveralDocument, check: Document) -> Iterator[str]:
    name = check["selection"]["id"]
    open_ones = sum(name in each["asked_by"] for each in document["unanswered"])
    yield ""
    yield from page.say(f"{clean(check['selection']['title'])} ({clean(name)})", code=BOLD)
    yield from page.say(sentences.basis(check))
    yield from page.say(sentences.standards(check["selection"]))
    for part in check["assessments"]:
        name = sentences.in_full(check["selection"], part)
        yield from page.say(f"{name}: {part['verdict'] or 'no gate'}, as of {check['as_of']}.")
        score = part["score"]
        scored = f" Score: {span(score, check['selection']['rounding']['places'])} out of 100." if score else ""
        yield from page.say(f"{sentences.gates(part['gates']).capitalize()}.{scored}")
    yield from page.say(f"{counted(open_ones, 'question')} still unanswered.")


def _unanswered(page: Page, parts: list[UnansweredPart]) -> Iterator[str]:
    if parts:
        yield from page.heading(f"Still unanswered ({len(parts)}), most asked first")
    for each in parts:
        yield from page.say(f"{each['question']} ({each['fact']})", "- ")
        yield from page.say(f"For {series([clean(name) for name in each['asked_by']])}.", "  ")
