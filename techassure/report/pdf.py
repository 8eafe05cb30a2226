"""The page as a tagged PDF, for those who file paper. Nothing is fetched while it is made."""

from __future__ import annotations

from typing import Any, NoReturn

from techassure.extras import needing
from techassure.report import html


def render(document: dict[str, Any]) -> bytes:
    """Return the PDF: the same document, the same bytes.

    Raises:
        ProblemsFound: WeasyPrint, or the Pango that it needs, is not installed.
    """
    with needing("pdf"):
        from weasyprint import HTML  # noqa: PLC0415

    page = HTML(string=html.page(document), url_fetcher=_fetch_nothing, media_type="print")
    identifier = document["selection"]["digest"].encode()
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made


def _fetch_nothing(address: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"a report asks for nothing, not even for {address}")
