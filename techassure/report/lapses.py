"""What lapsed: a criterion that held, and that nothing but the time that went by speaks against."""

from __future__ import annotations

from typing import Any


def lapsed_on(criterion: dict[str, Any]) -> str | None:
    """Return the last day on which a criterion held, where nothing speaks against it but the time that went by."""
    against = [each for each in criterion["reasons"] if each["cause"] in ("failed", "expired")]
    if criterion["outcome"] not in ("not met", "no answer", "needs review") or not all(each["on"] for each in against):
        return None
    return min((str(each["on"]) for each in against), default=None)


def held(criterion: dict[str, Any]) -> str:
    """Return `, lapsed: held until 2026-05-31` to stand after a criterion's role; blank where it did not lapse."""
    day = lapsed_on(criterion)
    return f", lapsed: held until {day}" if day else ""
