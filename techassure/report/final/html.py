"""The final result as one self-contained page."""

from __future__ import annotations

from techassure.report import html
from techassure.report.final import parts
from techassure.report.printed_parts import Block
from techassure.tendering.final_comparison import FinalComparison
from techassure.tendering.final_document import FinalDocument


def render(document: FinalDocument) -> bytes:
    """Return the page.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    return paged(parts.page(document), document)


_LONG, _BESIDE = 40, 12


def _is_broad(part: Block) -> bool:
    """Tell whether a table needs the whole width: one of its cells, the name of a row apart, holds a long text."""
    rows = part.get("rows", ()) if part["is"] == "table" else ()
    return any(_length(said) > _LONG for row in rows for at, said in enumerate(row) if at != part["name"])


def _short(part: Block) -> list[int]:
    """Return the columns of a table whose cells stand beside their title where a row becomes a card."""
    columns = enumerate(zip(*part["rows"], strict=True)) if part["is"] == "table" else ()
    return [at for at, cells in columns if all(_length(said) <= _BESIDE for said in cells)]


def _length(said: str | Block) -> int:
    if isinstance(said, str):
        return len(said)
    return max(map(len, [said["text"], said.get("under", ""), *said.get("lines", ())]))


def paged(made: Block, document: FinalDocument | FinalComparison) -> bytes:
    """Return a page of parts. ``document`` is what they were made from.

    Raises:
        ProblemsFound: Jinja is not installed.
    """
    parts_of_page = [{**part, "broad": _is_broad(part), "short": _short(part)} for part in made["parts"]]
    shown = {"document": {**document, "problems": []}, "page": {**made, "parts": parts_of_page}}
    rest = {name: made[name] for name in ("stamps", "colophon")}
    return html.pages().get_template("final.html").render(**shown, **rest).encode()
