"""Numbers that a spreadsheet shows in percent: it keeps `0.9997` where a person typed, and sees, `99.97%`."""

from __future__ import annotations

import math
import re
from decimal import Decimal

BUILT_IN = frozenset({"9", "10"})
"""The numbers that Excel gives its own formats in percent, which no file spells out."""
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\[\]]*\]')


def is_percentage(code: str) -> bool:
    """Tell whether a number's format shows it in percent: `0.00%`, but not `0 "% of all"`."""
    return "%" in _LITERAL.sub("", code)


def seen(written: str) -> str | None:
    """Return what a person sees who sees every digit, `99.97%` for `0.9997`; None where that is no number.

    Fifteen digits are as many as a spreadsheet itself keeps: `0.99970000000000003` is `0.9997`.
    """
    try:
        value = float(written)
    except ValueError:
        return None
    return f"{Decimal(f'{value:.15g}').scaleb(2).normalize():f}%" if math.isfinite(value) else None
