"""The final result as a workbook: places and totals first, and everything behind them to filter."""

from __future__ import annotations

from techassure.report import xlsx
from techassure.report.final import bids, sheets
from techassure.tendering.final_document import FinalDocument


def render(document: FinalDocument) -> bytes:
    """Return the workbook: the same document, the same bytes.

    Raises:
        ProblemsFound: XlsxWriter is not installed.
    """
    return xlsx.book(document, sheets.sheets(document), "FINAL", f"FINAL. {bids.basis(document)}")
