"""What lapsed: a criterion that held, and that nothing but the time that went by speaks against."""

from __future__ import annotations

from techassure.documents.document import CriterionPart, Turn


def lapsed_on(criterion: CriterionPart) -> str | None:
    """Return the last day on which a criterion was met, where it lapsed. Older documents do not say."""
    return criterion.get("lapsed_on")


def held(criterion: CriterionPart) -> str:
    """Return `, lapsed: held until 2026-05-31` to stand after a criterion's role; blank where it did not lapse."""
    day = lapsed_on(criterion)
    return f", lapsed: held until {day}" if day else ""


_WORSE = ("met", "not applicable", "needs review", "no answer", "not met")


def falls(turn: Turn) -> bool:
    """Tell whether time makes a criterion worse on a day, and not better."""
    return _WORSE.index(turn["after"]) > _WORSE.index(turn["before"])
