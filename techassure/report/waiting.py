"""What waits for the buyer's reviewers and for nobody else, told apart from what a supplier can still do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from techassure.documents.document import CriterionPart

OF_THE_BUYER = ("awaits-review", "claimed-not-applicable", "claimed-equivalent")
"""Causes that only the buyer can do away with."""
_SAID = "These wait for the buyer's reviewers alone, who judge each and say why. Nothing is left for you to answer."
_BESIDE = ("holds", "note")


class Group(NamedTuple):
    """Criteria of one outcome. What is to be done is ``said`` once of all of them, or where it is blank, of each."""

    said: str
    criteria: list[CriterionPart]


def groups(kind: str, criteria: Sequence[CriterionPart]) -> list[Group]:
    """Return criteria as they were; in a self-check, those that only a reviewer can settle last and by themselves."""
    alone = [part for part in criteria if kind == "self-check" and _is_for_reviewers(part)]
    others = [part for part in criteria if part not in alone]
    return [group for group in (Group("", others), Group(_SAID, alone)) if group.criteria]


def _is_for_reviewers(part: CriterionPart) -> bool:
    causes = {reason["cause"] for reason in part["reasons"]} - {*_BESIDE}
    return part["outcome"] == "needs review" and bool(causes) and causes <= {*OF_THE_BUYER}
