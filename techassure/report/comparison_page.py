"""Two results side by side as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from techassure.documents.comparison_document import SIDES, Comparison
from techassure.documents.document import EditionPart
from techassure.report import html, sentences
from techassure.report.colophon import stamps
from techassure.report.comparison_words import (
    basis,
    called,
    minimums,
    over_time,
    reasons,
    roles,
    sorted_by_role,
    statement,
    words,
)
from techassure.report.text import clean, span


def render(document: Comparison) -> bytes:
    """Return the page.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    said, places = words(document), document["after"]["selection"]["rounding"]["places"]
    environment = html.pages()
    environment.filters.update(
        {
            "span": partial(span, places=places),
            "points": sentences.points,
            "by_role": sorted_by_role,
            "in_full": partial(called, document),
        }
    )
    page = environment.get_template("comparison.html").render(
        document=document,
        titles=said.titles,
        same=said.same[1],
        over_time=over_time(said),
        sides=list(zip(SIDES, (said.before, said.after), strict=True)),
        heading=said.heading,
        statement=statement(document),
        stamps=list(dict.fromkeys(each for side in SIDES for each in stamps(document[side]))),
        reasons=partial(reasons, said=said),
        roles=partial(roles, said=said),
        minimums=partial(minimums, said=said, places=places),
        basis=basis,
        colophon=list(_colophon(document, (said.before, said.after))),
        notices=list(dict.fromkeys(each for side in SIDES for each in document[side]["notices"])),
        editions=_editions(document),
        domains=sentences.DOMAINS,
    )
    return page.encode()


def _colophon(document: Comparison, names: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what decided on each side, with its label."""
    for side, name in zip(SIDES, names, strict=True):
        selection = document[side]["selection"]
        yield name, f"{basis(document[side])} ({selection['kind']} {clean(selection['id'])})"
        yield f"Encodings, {name}", sentences.standards(selection)
        yield f"Digest, {name}", clean(selection["digest"])
    yield "Made by", clean(document["tool"])


def _editions(document: Comparison) -> list[EditionPart]:
    """Return the editions of both sides, each once."""
    found = [each for side in SIDES for each in document[side]["selection"]["editions"]]
    return [each for at, each in enumerate(found) if each not in found[:at]]
