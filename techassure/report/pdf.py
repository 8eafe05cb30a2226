"""The report as a tagged PDF, for those who file paper: what the page says, set by Typst. Nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from techassure.documents.document import Document
from techassure.extras import needing
from techassure.report import printed

_TEMPLATE = Path(__file__).parent / "pages" / "print.typ"


def render(document: Document) -> bytes:
    """Return the PDF: the same document, the same bytes, as far as the same fonts are there.

    It conforms to PDF/UA-1 unless a name is written in letters that no font here has; then it is tagged all the same.

    Raises:
        ProblemsFound: Typst is not installed.
    """
    return compiled(printed.page(document))


def compiled(page: dict[str, Any]) -> bytes:
    """Return a page as a PDF: its head, its parts and its foot, as `printed` makes them.

    Raises:
        ProblemsFound: Typst is not installed.
    """
    with needing("pdf", "write PDF"):
        import typst  # noqa: PLC0415

    data = {"data": orjson.dumps(page).decode()}
    template = _TEMPLATE.read_bytes()
    try:
        made: bytes = typst.compile(template, sys_inputs=data, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        made = typst.compile(template, sys_inputs=data)
    return made
