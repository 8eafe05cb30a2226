"""What people decided in a tender: the kinds of decisions, and what may stand in a file of them and in the log.

A decision is recorded and never computed. None of the kinds can change a published gate for one bidder: there is none
for it, and `deciding` refuses one that tries by another name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from techassure.calendar_days import day_number
from techassure.files.doors import Count, Day, Door, Exact, Text, Versioned
from techassure.problems import listing
from techassure.reviewing.review_reader import AboutFile, PersonFile

Kind = Literal[
    "equivalent", "not-applicable", "outcome", "scored-elsewhere",
    "withdrawn", "late", "disregarded", "excluded", "disqualified", "reinstated",
    "exclusion-grounds-considered", "subcontractors-considered",
    "abnormally-low-considered", "above-ceiling-considered",
    "clarification-asked", "clarification-answered", "clarification-closed",
    "conflict-decided", "award", "reopened",
]  # fmt: skip
Ground = Literal[
    "condition-of-participation", "not-a-treaty-state-supplier", "abnormally-low-price", "procedural-requirement",
    "excluded-supplier", "excludable-supplier", "improper-behaviour", "other",
]  # fmt: skip


class _Shape(NamedTuple):
    """What an entry of a kind has to say beside who and when, what else it may say, and the words of its `decision`."""

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_ON_CRITERION = ("submission", "criterion", "decision", "because")
_SET_ASIDE = ("submission", "ground", "because", "notice")
SHAPES: dict[Kind, _Shape] = {
    "equivalent": _Shape(_ON_CRITERION, ("points",), ("accepted", "refused")),
    "not-applicable": _Shape(_ON_CRITERION, (), ("confirmed", "refused")),
    "outcome": _Shape(_ON_CRITERION, (), ("met", "not met")),
    "scored-elsewhere": _Shape(("submission", "award_criterion", "score", "because")),
    "withdrawn": _Shape(("submission", "because")),
    "late": _Shape(("submission", "decision", "because"), (), ("admitted", "refused")),
    "disregarded": _Shape(_SET_ASIDE),
    "excluded": _Shape(_SET_ASIDE),
    "disqualified": _Shape(("submission", "criteria", "because", "notice")),
    "reinstated": _Shape(("submission", "because")),
    "exclusion-grounds-considered": _Shape(("submission", "found")),
    "subcontractors-considered": _Shape(("submission", "found")),
    "abnormally-low-considered": _Shape(("submission", "found", "notice")),
    "above-ceiling-considered": _Shape(("submission", "found")),
    "clarification-asked": _Shape(("submission", "clarification", "question"), ("criterion",)),
    "clarification-answered": _Shape(("clarification", "answer")),
    "clarification-closed": _Shape(("clarification", "because")),
    "conflict-decided": _Shape(("reviewer", "decision", "because"), ("submission",), ("stays", "removed")),
    "award": _Shape(("submission", "because")),
    "reopened": _Shape(("because",)),
}
CONSIDERED: tuple[Kind, ...] = ("exclusion-grounds-considered", "subcontractors-considered")
"""What has to be recorded of every bidder before a tender is finalised."""
OF_PRICES: tuple[Kind, ...] = ("abnormally-low-considered", "above-ceiling-considered")
"""What has to be recorded of a bidder whose price is flagged so."""


# --- the door -------------------------------------------------------------------------------------------------------


class DecisionFile(Door):
    """One decision. Which keys it has depends on its kind; `corrects` is the number of the entry that it replaces."""

    kind: Kind
    submission: AboutFile | None = None
    criterion: Text | None = None
    criteria: tuple[Text, ...] | None = None
    award_criterion: Text | None = None
    decision: Text | None = None
    points: Exact | None = None
    score: Exact | None = None
    ground: Ground | None = None
    notice: Text | None = None
    found: Text | None = None
    because: Text | None = None
    clarification: Text | None = None
    question: Text | None = None
    answer: Text | None = None
    reviewer: Text | None = None
    corrects: Count | None = None

    @model_validator(mode="after")
    def _shaped(self) -> DecisionFile:
        shape = SHAPES[self.kind]
        given = {name for name in self.model_fields_set if getattr(self, name) is not None} - {"kind", "corrects"}
        if not set(shape.needs) <= given <= {*shape.needs, *shape.may}:
            fix = f"a decision `{self.kind}` says {listing(shape.needs)}"
            fix += f", and may say {listing(shape.may)}" if shape.may else ""
            raise PydanticCustomError("shape", "{fix}", {"fix": fix})
        if shape.words and self.decision not in shape.words:
            fix = f"write `decision: {'` or `'.join(shape.words)}`"
            raise PydanticCustomError("words", "{fix}", {"fix": fix})
        if self.score is not None and not 0 <= self.score <= 100:
            raise PydanticCustomError("score", "write a `score` from 0 to 100", {})
        return self


class DecisionsFile(Versioned):
    """What one person (or a panel, by the one who speaks for it) decided on one day."""

    by: PersonFile
    on: Day
    decisions: tuple[DecisionFile, ...]


# --- what commands write --------------------------------------------------------------------------------------------

CHANGES = ("modification", "refinement")
SCORING = ("equivalent", "not-applicable", "outcome", "scored-elsewhere", "moderated")
"""What a bid's quality rests on. None of it follows the prices unless the tender is reopened."""
WRITTEN_BY_COMMANDS: dict[str, tuple[str, ...]] = {
    "review-received": ("conflict", "file", "sha256"),
    "moderated": ("submission", "criterion", "because"),
    "prices-opened": ("files",),
    "finalised": ("final", "first", "submitted"),
    "modification": ("because", "published_at", "changed", "digest"),
    "refinement": ("because", "published_at", "changed", "digest"),
}
"""What commands write by themselves, and what such an entry has to say."""


class KeptFile(Door):
    """A file that arrived and was kept, with its digest."""

    file: str
    sha256: str


class SignedFile(Door):
    """Who wrote an entry, as the command line was told."""

    name: str
    role: str | None = None


class WrittenFile(Door):
    """An entry that a command wrote by itself. Which keys it has depends on its kind."""

    kind: str
    submission: AboutFile | None = None
    criterion: str | None = None
    points: Exact | None = None
    decision: Literal["met", "not met"] | None = None
    because: str | None = None
    refers_to: str | None = None
    corrects: Count | None = None
    conflict: str | None = None
    file: str | None = None
    sha256: str | None = None
    scores: Count | None = None
    files: tuple[KeptFile, ...] | None = None
    final: str | None = None
    first: tuple[AboutFile, ...] | None = None
    submitted: tuple[KeptFile, ...] | None = None
    published_at: str | None = None
    earlier_rounds: str | None = None
    changed: dict[str, tuple[str | None, str | None]] | tuple[str, ...] | None = None
    digest: str | None = None

    @model_validator(mode="after")
    def _shaped(self) -> WrittenFile:
        if any(getattr(self, name) is None for name in WRITTEN_BY_COMMANDS[self.kind]):
            raise PydanticCustomError("shape", "an entry of this kind says more", {})
        return self


def readable(data: Mapping[str, Any]) -> bool:
    """Tell whether an entry is one that this program writes; a log that came from elsewhere may hold anything."""
    kind, on = data.get("kind"), data.get("on")
    if not isinstance(on, str) or day_number(on) is None or None in data.values():
        return False
    rest = {name: value for name, value in data.items() if name not in ("by", "on")}
    written = isinstance(kind, str) and kind in WRITTEN_BY_COMMANDS
    try:
        SignedFile.model_validate(data.get("by"))
        (WrittenFile if written else DecisionFile).model_validate(rest)
    except ValidationError:
        return False
    received = [data.get("file"), *(each["file"] for each in data.get("files", ()))]
    return all(map(_kept_inside, received))


def _kept_inside(name: str | None) -> bool:
    """Tell whether a file that was received lies where such files are kept, and nowhere else."""
    return name is None or re.fullmatch(r"(panel|prices)/[\w-][\w. -]*", name) is not None
