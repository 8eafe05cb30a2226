"""The final result as a tagged PDF: for the meeting that awards, and for the file."""

from __future__ import annotations

from techassure.report import pdf, printed
from techassure.report.final import parts
from techassure.tendering.final_document import FinalDocument


def render(document: FinalDocument) -> bytes:
    """Return the PDF.

    Raises:
        ProblemsFound: Typst is not installed.
    """
    return pdf.compiled(printed.visible(parts.page(document)))
