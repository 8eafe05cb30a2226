"""The final result as one self-contained page."""

from __future__ import annotations

from typing import Any

from techassure.report import html
from techassure.report.final import parts


def render(document: dict[str, Any]) -> bytes:
    """Return the page.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    return paged(parts.page(document), document)


def paged(made: dict[str, Any], document: dict[str, Any]) -> bytes:
    """Return a page of parts. ``document`` is what they were made from.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    shown = {"document": {**document, "problems": []}, "page": made}
    rest = {name: made[name] for name in ("stamps", "colophon")}
    return html.pages().get_template("final.html").render(**shown, **rest).encode()
