"""What to do first: fixes in the order of what they serve, each once."""

from __future__ import annotations

from collections.abc import Sequence

from techassure.documents.document import CriterionPart
from techassure.report import later, sentences
from techassure.report.waiting import OF_THE_BUYER

_NOT_COUNTED = 3


class Step:
    """One thing to do, the criteria that it serves, and why: what is said where it is asked for, each once."""

    def __init__(self, fix: str, urgency: int) -> None:
        self.fix = fix
        self.urgency = urgency
        self.criteria: list[str] = []
        self.because: list[str] = []

    @property
    def why(self) -> str:
        """Return the first sentence that asks for it, and how many more do."""
        first, *rest = self.because
        return f"{first} (And {len(rest)} more.)" if rest else first


def steps(criteria: Sequence[CriterionPart]) -> list[Step]:
    """Return what there is to do: first what serves a failed gate, then an open one, then what gives points.

    What is not counted is left out wherever something is: it stands with its reason, and changes nothing.
    """
    found: dict[str, Step] = {}
    for part in criteria:
        for fix, said in _fixes(part).items():
            step = found.setdefault(fix, Step(fix, urgency(part)))
            step.urgency = min(step.urgency, urgency(part))
            step.criteria.append(sentences.key(part))
            step.because += [each for each in said if each not in step.because]
    counted = [step for step in found.values() if step.urgency < _NOT_COUNTED] or list(found.values())
    return sorted(counted, key=lambda step: (step.urgency, -len(step.criteria)))


def _fixes(part: CriterionPart) -> dict[str, list[str]]:
    """Return what there is to do about a criterion, with what asks for it; what only the buyer can do is left out."""
    if part["outcome"] not in ("not met", "no answer", "needs review"):
        return {}
    left = [each for each in part["reasons"] if part["outcome"] != "needs review" or each["cause"] not in OF_THE_BUYER]
    return sentences.fixes_because({**part, "reasons": left})


def urgency(part: CriterionPart) -> int:
    """Return how soon a criterion matters: 0 for a failed gate, 3 for what is not counted."""
    if part["gate"]:
        return 0 if part["outcome"] == "not met" else 1
    return 2 if part["share"] else _NOT_COUNTED


def having(criteria: Sequence[CriterionPart], outcome: str) -> list[CriterionPart]:
    """Return the criteria that people look for under an outcome, what matters most first."""
    return sorted((part for part in criteria if later.shown(part) == outcome), key=urgency)
