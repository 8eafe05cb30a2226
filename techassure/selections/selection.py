"""A selection: which editions, gates, weights, thresholds and dates decide. One noun for baselines and tenders."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any, Literal, NamedTuple, get_args

from techassure.calendar_days import NEVER
from techassure.definitions import digests
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Domain, Fact, GateType
from techassure.definitions.words import Days
from techassure.selections.tender_rules import UNSAID, Rules

DOMAINS: tuple[Domain, ...] = get_args(Domain)
NotApplicable = Literal["full-marks", "lowest-band"]
AssessedBy = Literal["criteria", "price", "elsewhere"]
TENDER_FILE = "tender.yaml"
_HALF = Fraction(1, 2)
Mode = Literal["half-even", "half-up"]
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
    """What decides. Everything in it is the same for every submission."""

    kind: Literal["tender", "baseline", "standards"]
    """What it was made from."""
    id: str
    """The name of the tender or the baseline, or of the editions."""
    title: str
    """What people call it."""
    editions: tuple[Edition, ...]
    """The editions that it takes, each in one revision."""
    members: tuple[Member, ...]
    """The criteria, each in its role: gate, scored or context."""
    facts: Mapping[str, Fact]
    """All that may be asked, by id."""
    award_criteria: tuple[AwardCriterion, ...] = ()
    """What is weighted, to 100 in all; of bare editions, one for whatever is scored."""
    not_applicable: NotApplicable | None = None
    """What a scored criterion gives that does not apply; None where nobody said."""
    places: int = 1
    """To how many decimal places scores are shown."""
    mode: Mode = "half-even"
    """How scores are rounded where they are shown."""
    contract: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the contract: typed values by fact."""
    dates: Mapping[str, int] = field(default_factory=dict)
    """The days that were fixed: day numbers by name."""
    lots: Mapping[str, str] = field(default_factory=dict)
    """Titles of the lots by key; empty where there are none."""
    buyer: str | None = None
    """The buyer's name; None where nobody buys."""
    measurement_decides: bool = False
    """Whether a measurement counts where it contradicts a claim."""
    library: Library | None = None
    """The library that the editions are from; None where it is not known."""
    rules: Rules = UNSAID
    """How the tender is run: law, procedure, reviewers, price rule, ties."""

    @property
    def as_of(self) -> int | None:
        """The day that the tender fixed, as a day number."""
        return self.dates.get("as_of")

    @property
    def lots_offered(self) -> Mapping[str, str] | None:
        """The lots that a submission may name; None where nobody said, because nothing is bought."""
        return self.lots if self.lots or self.kind == "tender" else None

    def days(self, as_of: int) -> Days:
        """Return the days that words may speak of."""
        return Days(as_of, self.contract.get("contract.start"), self.contract.get("contract.end"))

    def rounded(self, value: Fraction) -> Fraction:
        """Return a score as the tender rounds it, exactly: halves to the even neighbour, or away from zero."""
        return rounded(value, self.places, self.mode)

    @property
    def rounds_award_criteria(self) -> bool:
        """Whether the score of each award criterion is rounded before it is weighted or compared with a minimum."""
        return self.rules.rounded_at == "award-criterion"

    def as_counted(self, score: Fraction) -> Fraction:
        """Return the score of an award criterion as it counts: rounded where the tender rounds award criteria."""
        return self.rounded(score) if self.rounds_award_criteria else score

    @cached_property
    def deciding_facts(self) -> list[str]:
        """The facts that can decide one of the criteria, sorted."""
        return sorted({name for member in self.members for name in digests.deciding(member.definition, self.facts)})

    @cached_property
    def digest(self) -> str:
        """Return ``sha256:…`` over everything that decides; wording and examples leave it as it is."""
        facts = {name: digests.of_fact(self.facts[name]) for name in self.deciding_facts}
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


def rounded(value: Fraction, places: int, mode: Mode) -> Fraction:
    """Return a number with so many places, exactly: halves to the even neighbour, or away from zero."""
    scale = 10**places
    scaled = value * scale
    whole = round(scaled) if mode == "half-even" else floor(abs(scaled) + _HALF) * (1 if scaled > 0 else -1)
    return Fraction(whole, scale)
