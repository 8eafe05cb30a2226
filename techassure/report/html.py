"""One self-contained page: a tender's board, or a supplier's report. It asks for nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from techassure.documents.document import Document, Part
from techassure.extras import needing
from techassure.report import board, certainty, colophon, lapses, later, problems, sentences, waiting
from techassure.report.order import lots
from techassure.report.steps import having, steps
from techassure.report.text import clean, series, span

if TYPE_CHECKING:
    from jinja2 import Environment


SIGNS = {"met": "✓", "not met": "✗", "no answer": "?", "needs review": "R", "not applicable": "–"}
GROUPS = {
    "not met": "Not met",
    later.NOT_MET_YET: "Not met yet, and due later",
    "no answer": "No answer yet",
    "needs review": "Awaiting review",
    "met": "Met",
    "not applicable": "Not applicable",
}
COLOURS = {
    "met": "#007f3b",
    "not met": "#d5281b",
    "no answer": "#ffb81c",
    "needs review": "#005eb8",
    "not applicable": "#aeb7bd",
}
STATES = {
    "readable": "as declared",
    "no-file": "no file attached",
    "missing": "file not found",
    "no-digest": "no digest declared",
    "mismatch": "digest differs",
}
_PAGES = Path(__file__).parent / "pages"


def render(document: Document) -> bytes:
    """Return the page: a board of an assessment, a report of a self-check.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    return page(document).encode()


def page(document: Document) -> str:
    """Return the page as text."""
    alone = document["kind"] == "self-check" or not document["rankings"]
    environment = pages()
    environment.filters.update(_of(document))
    return environment.get_template("supplier.html" if alone else "board.html").render(**_shown(document))


def _of(document: Document) -> dict[str, Callable[..., Any]]:
    """Return the filters that need to know the whole document."""
    places = document["selection"]["rounding"]["places"]
    return {
        "span": partial(span, places=places),
        "lapse": partial(sentences.lapse, document["selection"]),
        "lapses": lambda ranked: certainty.lapsing(document, [(each.in_lot, each.assessment) for each in ranked]),
        "in_full": partial(sentences.in_full, document["selection"]),
        "supplier": partial(sentences.supplier, document["selection"]),
        "keeping_apart": partial(sentences.keeping_apart, document["selection"]),
        "resting": partial(certainty.resting, document),
        "minimums": lambda one: sentences.minimums(one, document["selection"], places),
        "tables": partial(board.tables, document),
    }


def _shown(document: Document) -> Part:
    selection, found = document["selection"], lots(document)
    everybody = board.everybody(found)
    return {
        "document": {**document, "problems": problems.once(document["problems"])},
        "signs": SIGNS,
        "groups": GROUPS,
        "colours": COLOURS,
        "states": STATES,
        "domains": sentences.DOMAINS,
        "stamps": colophon.stamps(document),
        "colophon": list(colophon.rows(document)),
        "statement": sentences.STATEMENT,
        "basis": sentences.basis(document),
        "coverage": sentences.coverage(selection),
        "titles": {sentences.key(part): part["title"] for part in selection["criteria"]},
        "sources": {sentences.key(part): part for part in selection["criteria"]},
        "lots": found if document["assessments"] else [],
        "first": next((at for at, lot in enumerate(found, 1) if lot.all), 1),
        "tally": board.tally(document),
        "refused": board.refused(document),
        "nobody": board.nobody,
        "gates": board.gates(everybody),
        "unanswered": board.unanswered(everybody),
        "contradictions": board.contradictions(everybody),
        "sections": board.sections(document),
    }


def pages() -> Environment:
    """Return what makes pages: everything from outside escaped, nothing left undefined.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    with needing("report", "write pages"):
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(_PLAIN)
    return made


def _visible(value: object) -> object:
    """Return a value with its control and bidirectional characters spelt out; markup of our own stays as it is."""
    plain = hasattr(value, "__html__") or not isinstance(value, str) or value.isprintable()
    return value if plain else clean(value)


def _ticks(text: str) -> object:
    """Return text with what stands between backticks as code."""
    with needing("report", "write pages"):
        from markupsafe import Markup  # noqa: PLC0415

    pieces = clean(text).split("`")
    whole = len(pieces) % 2 == 1
    shapes = ("{}", "<code>{}</code>" if whole else "{}")
    made = Markup("" if whole else "`").join(Markup(shapes[at % 2]).format(each) for at, each in enumerate(pieces))
    return Markup(_DAY.sub(r'<span class="nowrap">\g<0></span>', str(made)))


_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
"""A day is one word: no line ends at its hyphens."""


_PLAIN: dict[str, Callable[..., Any]] = {
    "key": sentences.key,
    "because": sentences.because,
    "remarks": sentences.remarks,
    "fixes": sentences.fixes,
    "contradiction": sentences.contradiction,
    "role": sentences.role,
    "held": lapses.held,
    "gates": sentences.gates,
    "why_apart": sentences.why_apart,
    "steps": steps,
    "some": series,
    "first_few": sentences.some,
    "domains_of": lambda one: board.domains([one]),
    "slug": lambda words: words.replace(" ", "-"),
    "mark": lambda score: min(max(score - 0.5, 0), 99),
    "having": having,
    "where": problems.where,
    "waiting_apart": lambda criteria, kind: waiting.groups(kind, criteria),
    "ticks": _ticks,
}
