"""The final result of a tender as a document: the shape of `final.json`, and its published JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from techassure.definitions.model import GateType
from techassure.documents.document import Day, Exact, Range, SelectionPart, published
from techassure.documents.document import ShapePart as _Part
from techassure.engine.scoring import Verdict
from techassure.selections.tender_rules import Formula, Procedure, Regime, Stage, StandstillOptional, Unanswered

Stands = Literal["assessed", "disqualified", "withdrawn", "late", "disregarded", "excluded"]
SubOutcome = Literal["met", "not met", "no answer", "needs review", "not applicable", "not assessed"]


class AboutPart(_Part):
    """Which bid it is about."""

    supplier: str
    product: str
    version: str
    lot: str = Field(default="", description="left out where the tender has no lots")


class DecidedPart(_Part):
    """A decision that people took, with its entry in the log."""

    entry: int
    kind: str
    by: str
    on: Day
    decision: str = Field(default="", description="the word of the decision, where its kind has one")
    ground: str = Field(default="", description="of what was disregarded or excluded")
    criteria: list[str] = Field(default=[], description="of what was disqualified")
    notice: str = Field(default="", description="the letter to the bidder")
    because: str


class ContactPart(_Part):
    address: str | None
    email: str | None


class FailedPart(_Part):
    criterion: str = Field(description="such as `dtac/C3.3`, or `minimum of …` with the id of an award criterion")
    title: str
    gate: GateType | None
    because: list[str]


class DuePart(_Part):
    criterion: str
    due: Day | None


class PointsPart(_Part):
    low: Exact | None
    high: Exact | None
    of: Exact


class StepPart(_Part):
    points: Exact
    says: str


class GivenPart(_Part):
    """What one reviewer gave, before a meeting moderated it."""

    reviewer: str
    on: Day
    score: str = Field(description="points of the rubric, or `met` or `not met`")
    because: str
    refers_to: str
    without: list[str] = Field(description="the clarifications whose answer was not on the sheet")
    counts: bool = Field(description="false of a reviewer who was removed for a conflict of interest")
    entry: int = Field(description="the entry of the log by which the sheet arrived")


class ModeratedPart(_Part):
    """What a meeting gave, and why; the last of several counts."""

    entry: int
    by: str
    on: Day
    score: str
    because: str


class ReviewedPart(_Part):
    given: list[GivenPart]
    apart: Exact | None = Field(description="how far the scores that count lie apart, in points")
    flagged: bool = Field(description="whether that is further than the tender tolerates")
    moderated: list[ModeratedPart]


class SubCriterionPart(_Part):
    criterion: str
    title: str
    share: Exact | None
    outcome: SubOutcome
    points: PointsPart
    available: list[StepPart] = Field(description="the scores that were available; empty where it is met or not")
    counted_by_rule: bool = Field(description="whether the tender's rule for what stayed unanswered was applied")
    because: list[str] = Field(description="sentences; a long list stands after its sentence, one item a line")
    entry: int | None = Field(default=None, description="the entry of the log by which a meeting scored it")
    reviewed: ReviewedPart | None = Field(default=None, description="what people gave; null where none judged it")


class AwardPart(_Part):
    """One award criterion of one bid. In a final document both ends of each score are the same."""

    id: str
    title: str
    weight: Exact
    assessed_by: Literal["criteria", "price", "elsewhere"]
    assessed: str | None = Field(description="how, in the words of the tender")
    minimum: Exact | None
    score: Range | None = Field(description="of 100; null where it was not assessed")
    weighted: Range | None = Field(description="its part of the total")
    because: str | None = Field(description="the reason of a score from elsewhere")
    entry: int | None = Field(default=None, description="the entry of the log that gave that score")
    sub_criteria: list[SubCriterionPart]


class OpenedPart(_Part):
    entry: int = Field(description="the entry of the log that opened it")
    on: Day
    by: str


class PricePart(_Part):
    whole_life_cost: Exact
    currency: str
    parts: dict[str, Exact]
    quality_per_pound: Annotated[list[Exact], Field(min_length=2, max_length=2)] | None
    opened: OpenedPart | None


class FlagPart(_Part):
    by: str = Field(description="the published rule by which it is flagged")
    limit: Exact


class PlacePart(_Part):
    best: int
    worst: int


class BidPart(_Part):
    """One bid. What comes after `marks` is left out where it is no assessed tender."""

    source: str
    supplier: str
    submission: AboutPart
    contact: ContactPart
    stands: Stands
    decided: DecidedPart | None = Field(description="the decision that set it aside")
    marks: list[DecidedPart] = Field(description="what else was recorded of it")
    verdict: Verdict | None = None
    failed: list[FailedPart] = []
    unanswered: list[str] = Field(default=[], description="criteria that were counted by the rule for silence")
    until_due: list[DuePart] = Field(default=[], description="gates that are conditions of the award")
    lapses_on: Day | None = Field(
        default=None, description="the first day on which the verdict gets worse though no answer changes"
    )
    lapses_by: list[str] = Field(default=[], description="the criteria that make it worse on that day")
    award_criteria: list[AwardPart] = []
    total: Range | None = Field(default=None, description="of 100")
    price: PricePart | None = None
    price_flags: list[FlagPart] = []
    place: PlacePart | None = Field(default=None, description="null where it does not rank")


class AbnormallyLowPart(_Part):
    """From when a price is flagged as low; percentages."""

    below_mean_by: Exact | None
    below_estimate_by: Exact | None
    estimate: Exact | None


class PriceRulePart(_Part):
    formula: Formula
    currency: str
    vat: str
    ceiling: Exact | None
    full_marks_at: Exact | None = Field(description="where the price has 100 points; null where no line leads there")
    amount: Exact | None = Field(description="of a fixed price")
    parts: list[str] = Field(description="of the whole-life cost")
    abnormally_low: AbnormallyLowPart | None


class RulesPart(_Part):
    """How the tender is run."""

    regime: Regime | None
    procedure: Procedure | None
    standstill_optional_as: StandstillOptional | None
    reviewers: int = Field(description="how many people score each criterion that a person judges")
    tolerance: Exact = Field(description="scores further apart than this many points are flagged")
    unanswered: Unanswered | None
    price: PriceRulePart | None
    price_points: str | None = Field(description="how a price gets its points, in words")
    tie_breaks: list[str] = Field(description="award criteria, or `lowest-price`, in order")
    rounded_at: Stage
    refinable: list[str]
    published_at: str | None


class ChangedPart(_Part):
    """One part of the locked tender that a change touched."""

    part: str = Field(description="such as `dates.deadline` or `award_criteria.` with the id of one")
    before: str | None = Field(description="null where it was not there")
    after: str | None = Field(description="null where it is gone")


class ChangePart(_Part):
    """A modification or refinement of the locked tender."""

    entry: int
    kind: Literal["modification", "refinement"]
    by: str
    on: Day
    published_at: str
    because: str
    earlier_rounds: str | None = Field(description="what a refinement means for those who did not go on")
    changed: list[ChangedPart]
    digest: str = Field(description="the digest of everything that decides from then on")


class LockPart(_Part):
    locked_on: Day
    first_digest: str
    modifications: list[ChangePart]


class LogPart(_Part):
    entries: int = Field(description="how many entries the log had before it was closed")
    head: str = Field(description="the digest of the last of them")


class LiftedPart(_Part):
    """The result that stood until the tender was reopened."""

    entry: int = Field(description="the entry of the log that closed it")
    on: Day
    final: str = Field(description="the digest of its `final.json`")


class ReopenedPart(_Part):
    """Why the tender was reopened."""

    entry: int
    on: Day
    by: str
    because: str
    lifted: LiftedPart | None = Field(description="null where nothing was closed by then")


class SheetPart(_Part):
    entry: int
    on: Day
    file: str


class ConflictPart(_Part):
    """What was decided of an interest that a reviewer declared."""

    entry: int
    by: str
    on: Day
    decision: Literal["stays", "removed"]
    because: str
    submission: AboutPart | None = Field(default=None, description="left out where it is about all bids")


class ReviewerPart(_Part):
    name: str
    role: str | None
    sheets: list[SheetPart]
    conflicts: list[str] = Field(description="the interests that were declared")
    decided: list[ConflictPart]


class LotPart(_Part):
    lot: str | None
    first: list[AboutPart] = Field(description="who is first; several where no rule separates them")


class ClosedPart(_Part):
    by: str
    on: Day


class FinalDocument(_Part):
    techassure: Literal[1]
    tool: str
    kind: Literal["final", "standing"]
    as_of: Day
    notices: list[str]
    selection: SelectionPart
    rules: RulesPart
    lock: LockPart
    log: LogPart
    reopened: list[ReopenedPart] = Field(default=[], description="each time the tender was reopened, oldest first")
    reviewers: list[ReviewerPart]
    bids: list[BidPart]
    lots: list[LotPart]
    closed: ClosedPart | None = Field(default=None, description="who closed it and when; left out before that")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the final document, as published in `docs/reference/`."""
    return published("techassure final result", FinalDocument)
