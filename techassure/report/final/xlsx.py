"""The final result as a workbook: places and totals first, and everything behind them to filter."""

from __future__ import annotations

from typing import Any

from techassure.report import xlsx
from techassure.report.final import bids, sheets


def render(document: dict[str, Any]) -> bytes:
    """Return the workbook: the same document, the same bytes.

    Raises:
        ProblemsFound: XlsxWriter is not installed.
    """
    return xlsx.book(document, sheets.sheets(document), "FINAL", f"FINAL. {bids.basis(document)}")
