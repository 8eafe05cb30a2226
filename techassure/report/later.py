"""Gates that fall due later: what is answered and not met as it stands is open until that day, and no silence."""

from __future__ import annotations

from techassure.documents.comparison_document import SeenPart
from techassure.documents.document import CriterionPart, Reason

NOT_MET_YET = "not met yet"
"""What a criterion is called of which ``fails_already`` holds: `no answer` would say that nobody answered."""
_AGAINST = {"failed", "after-as-of", "expired"}


def fails_already(part: CriterionPart | SeenPart) -> bool:
    """Tell whether a gate that is not due yet is answered, and would not be met by what was answered."""
    reasons = _reasons(part)
    causes = {reason["cause"] for reason in reasons}
    if part["outcome"] != "no answer" or "not-due-yet" not in causes or "applicability-unknown" in causes:
        return False
    checks: dict[str, set[str]] = {}
    for reason in reasons:
        checks.setdefault(reason["check"] or "", set()).add(reason["cause"])
    return any(found <= _AGAINST for check, found in checks.items() if check)


def shown(part: CriterionPart) -> str:
    """Return the outcome under which people look for a criterion."""
    return NOT_MET_YET if fails_already(part) else part["outcome"]


def when(part: CriterionPart | SeenPart) -> str:
    """Return `due on 2026-07-15`, and that it is not met as it stands; nothing of a gate that counts now."""
    later = any(reason["cause"] == "not-due-yet" for reason in _reasons(part))
    due = f"due on {part['due']}" if part["due"] else "due later" if later else ""
    return f"{due}, not met by what was answered" if due and fails_already(part) else due


def _reasons(part: CriterionPart | SeenPart) -> list[Reason]:
    """Return the reasons; a comparison keeps none."""
    if "reasons" in part:
        return part["reasons"]
    return []
