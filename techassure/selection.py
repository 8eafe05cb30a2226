"""A selection: which editions, gates, weights, thresholds and dates decide. One noun for baselines and tenders."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any, Literal, NamedTuple, get_args

from techassure import digests
from techassure.calendar_days import NEVER
from techassure.definitions import Definition
from techassure.editions import Edition
from techassure.library import Library
from techassure.model import Domain, Fact, GateType
from techassure.tender_rules import UNSAID, Rules
from techassure.words import Days

DOMAINS: tuple[Domain, ...] = get_args(Domain)
NotApplicable = Literal["full-marks", "lowest-band"]
AssessedBy = Literal["criteria", "price", "elsewhere"]
TENDER_FILE = "tender.yaml"
_HALF = Fraction(1, 2)
NOT_KNOWN_YET = -1
AT_START = -2
"""In place of a day: that of the award while it is open, and that on which the contract starts."""


class Member(NamedTuple):
    """A criterion as this selection uses it: as a gate, for points, or as context.

    ``due`` is the day from which the gate counts. ``share`` is its part of the award criterion named ``award``.
    """

    definition: Definition
    edition: Edition
    gate: GateType | None = None
    due: int | None = None
    share: Fraction | None = None
    minimum: Fraction | None = None
    award: str | None = None


class AwardCriterion(NamedTuple):
    """A published award criterion. ``minimum`` is out of 100."""

    id: str
    title: str
    weight: Fraction
    assessed_by: AssessedBy = "criteria"
    minimum: Fraction | None = None
    assessed: str | None = None


@dataclass(frozen=True)
class Selection:
    """What decides. Everything in it is the same for every submission.

    ``members`` are the criteria in their roles, ``facts`` all that may be asked, by id. ``places`` and ``mode`` say how
    scores are rounded where they are shown. ``contract`` has typed values by fact, ``dates`` day numbers by name,
    ``lots`` titles by number. ``measurement_decides``: where a measurement contradicts a claim, it counts.
    """

    kind: Literal["tender", "baseline", "standards"]
    id: str
    title: str
    editions: tuple[Edition, ...]
    members: tuple[Member, ...]
    facts: Mapping[str, Fact]
    award_criteria: tuple[AwardCriterion, ...] = ()
    not_applicable: NotApplicable | None = None
    places: int = 1
    mode: Literal["half-even", "half-up"] = "half-even"
    contract: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)
    lots: Mapping[str, str] = field(default_factory=dict)
    buyer: str | None = None
    measurement_decides: bool = False
    library: Library | None = None
    rules: Rules = UNSAID

    @property
    def as_of(self) -> int | None:
        """The day that the tender fixed, as a day number."""
        return self.dates.get("as_of")

    def days(self, as_of: int) -> Days:
        """Return the days that words may speak of."""
        return Days(as_of, self.contract.get("contract.start"), self.contract.get("contract.end"))

    def rounded(self, value: Fraction) -> Fraction:
        """Return a score as the tender rounds it, exactly: halves to the even neighbour, or away from zero."""
        scale = 10**self.places
        scaled = value * scale
        whole = round(scaled) if self.mode == "half-even" else floor(abs(scaled) + _HALF) * (1 if scaled > 0 else -1)
        return Fraction(whole, scale)

    @cached_property
    def digest(self) -> str:
        """Return ``sha256:…`` over everything that decides; wording and examples leave it as it is."""
        named = sorted({name for member in self.members for name in digests.deciding(member.definition, self.facts)})
        facts = {name: digests.of_fact(self.facts[name]) for name in named}
        matter = {
            "editions": [edition.decides() for edition in self.editions],
            "facts": facts,
            "members": [
                [m.definition.key, m.gate, m.due, _text(m.share), _text(m.minimum), m.award] for m in self.members
            ],
            "award_criteria": [[a.id, _text(a.weight), a.assessed_by, _text(a.minimum)] for a in self.award_criteria],
            "rules": [self.not_applicable, self.places, self.mode, self.measurement_decides],
            "contract": dict(self.contract),
            "dates": dict(self.dates),
            **({} if self.rules == UNSAID else {"run": self.rules.decides()}),
        }
        return digests.digest(matter)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def with_due_days(selection: Selection) -> Selection:
    """Put the days in place of ``award`` and ``contract.start``; a day that is unknown is never reached."""
    start = selection.contract.get("contract.start")
    days = {NOT_KNOWN_YET: NEVER, AT_START: NEVER if start is None else start}
    members = tuple(m._replace(due=days.get(m.due, m.due)) if m.due is not None else m for m in selection.members)
    return replace(selection, members=members)
