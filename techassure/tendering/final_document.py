"""The final result of a tender as a document: the shape of `final.json`, and its published JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from techassure.definitions.model import GateType
from techassure.documents.document import Day, Exact, Range, SelectionPart, published, put_out
from techassure.engine.scoring import Verdict
from techassure.selections.tender_rules import Formula, Procedure, Regime, Stage, StandstillOptional, Unanswered

Stands = Literal["assessed", "disqualified", "withdrawn", "late", "disregarded", "excluded"]
SubOutcome = Literal["met", "not met", "no answer", "needs review", "not applicable", "not assessed"]


class AboutPart(TypedDict):
    """Which bid it is about."""

    supplier: str
    product: str
    version: str
    lot: NotRequired[Annotated[str, Field(default="", description="left out where the tender has no lots")]]


class DecidedPart(TypedDict):
    """A decision that people took, with its entry in the log."""

    entry: int
    kind: str
    by: str
    on: Day
    decision: NotRequired[
        Annotated[str, Field(default="", description="the word of the decision, where its kind has one")]
    ]
    ground: NotRequired[Annotated[str, Field(default="", description="of what was disregarded or excluded")]]
    criteria: NotRequired[Annotated[list[str], Field(default=[], description="of what was disqualified")]]
    notice: NotRequired[Annotated[str, Field(default="", description="the letter to the bidder")]]
    because: str


class ContactPart(TypedDict):
    address: str | None
    email: str | None


class FailedPart(TypedDict):
    criterion: Annotated[
        str, Field(description="such as `dtac/C3.3`, or `minimum of …` with the id of an award criterion")
    ]
    title: str
    gate: GateType | None
    because: list[str]


class DuePart(TypedDict):
    criterion: str
    due: Day | None


class PointsPart(TypedDict):
    low: Exact | None
    high: Exact | None
    of: Exact


class StepPart(TypedDict):
    points: Exact
    says: str


class GivenPart(TypedDict):
    """What one reviewer gave, before a meeting moderated it."""

    reviewer: str
    on: Day
    score: Annotated[str, Field(description="points of the rubric, or `met` or `not met`")]
    because: str
    refers_to: str
    without: Annotated[list[str], Field(description="the clarifications whose answer was not on the sheet")]
    counts: Annotated[bool, Field(description="false of a reviewer who was removed for a conflict of interest")]
    entry: Annotated[int, Field(description="the entry of the log by which the sheet arrived")]


class ModeratedPart(TypedDict):
    """What a meeting gave, and why; the last of several counts."""

    entry: int
    by: str
    on: Day
    score: str
    because: str


class ReviewedPart(TypedDict):
    given: list[GivenPart]
    apart: Annotated[Exact | None, Field(description="how far the scores that count lie apart, in points")]
    flagged: Annotated[bool, Field(description="whether that is further than the tender tolerates")]
    moderated: list[ModeratedPart]


class SubCriterionPart(TypedDict):
    criterion: str
    title: str
    share: Exact | None
    outcome: SubOutcome
    points: PointsPart
    available: Annotated[
        list[StepPart], Field(description="the scores that were available; empty where it is met or not")
    ]
    counted_by_rule: Annotated[
        bool, Field(description="whether the tender's rule for what stayed unanswered was applied")
    ]
    because: Annotated[
        list[str], Field(description="sentences; a long list stands after its sentence, one item a line")
    ]
    entry: NotRequired[
        Annotated[int | None, Field(default=None, description="the entry of the log by which a meeting scored it")]
    ]
    reviewed: NotRequired[
        Annotated[ReviewedPart | None, Field(default=None, description="what people gave; null where none judged it")]
    ]


class AwardPart(TypedDict):
    """One award criterion of one bid. In a final document both ends of each score are the same."""

    id: str
    title: str
    weight: Exact
    assessed_by: Literal["criteria", "price", "elsewhere"]
    assessed: Annotated[str | None, Field(description="how, in the words of the tender")]
    minimum: Exact | None
    score: Annotated[Range | None, Field(description="of 100; null where it was not assessed")]
    weighted: Annotated[Range | None, Field(description="its part of the total")]
    because: Annotated[str | None, Field(description="the reason of a score from elsewhere")]
    entry: NotRequired[
        Annotated[int | None, Field(default=None, description="the entry of the log that gave that score")]
    ]
    sub_criteria: list[SubCriterionPart]


class OpenedPart(TypedDict):
    entry: Annotated[int, Field(description="the entry of the log that opened it")]
    on: Day
    by: str


class PricePart(TypedDict):
    whole_life_cost: Exact
    currency: str
    parts: dict[str, Exact]
    quality_per_pound: Annotated[list[Exact], Field(min_length=2, max_length=2)] | None
    opened: OpenedPart | None


class FlagPart(TypedDict):
    by: Annotated[str, Field(description="the published rule by which it is flagged")]
    limit: Exact


class PlacePart(TypedDict):
    best: int
    worst: int


class BidPart(TypedDict):
    """One bid. What comes after `marks` is left out where it is no assessed tender."""

    source: str
    supplier: str
    submission: AboutPart
    contact: ContactPart
    stands: Stands
    decided: Annotated[DecidedPart | None, Field(description="the decision that set it aside")]
    marks: Annotated[list[DecidedPart], Field(description="what else was recorded of it")]
    verdict: NotRequired[Annotated[Verdict | None, Field(default=None)]]
    failed: NotRequired[Annotated[list[FailedPart], Field(default=[])]]
    unanswered: NotRequired[
        Annotated[list[str], Field(default=[], description="criteria that were counted by the rule for silence")]
    ]
    until_due: NotRequired[
        Annotated[list[DuePart], Field(default=[], description="gates that are conditions of the award")]
    ]
    lapses_on: NotRequired[
        Annotated[
            Day | None,
            Field(default=None, description="the first day on which the verdict gets worse though no answer changes"),
        ]
    ]
    lapses_by: NotRequired[
        Annotated[list[str], Field(default=[], description="the criteria that make it worse on that day")]
    ]
    award_criteria: NotRequired[Annotated[list[AwardPart], Field(default=[])]]
    total: NotRequired[Annotated[Range | None, Field(default=None, description="of 100")]]
    price: NotRequired[Annotated[PricePart | None, Field(default=None)]]
    price_flags: NotRequired[Annotated[list[FlagPart], Field(default=[])]]
    place: NotRequired[Annotated[PlacePart | None, Field(default=None, description="null where it does not rank")]]


class AbnormallyLowPart(TypedDict):
    """From when a price is flagged as low; percentages."""

    below_mean_by: Exact | None
    below_estimate_by: Exact | None
    estimate: Exact | None


class PriceRulePart(TypedDict):
    formula: Formula
    currency: str
    vat: str
    ceiling: Exact | None
    full_marks_at: Annotated[
        Exact | None, Field(description="where the price has 100 points; null where no line leads there")
    ]
    amount: Annotated[Exact | None, Field(description="of a fixed price")]
    parts: Annotated[list[str], Field(description="of the whole-life cost")]
    abnormally_low: AbnormallyLowPart | None


class RulesPart(TypedDict):
    """How the tender is run."""

    regime: Regime | None
    procedure: Procedure | None
    standstill_optional_as: StandstillOptional | None
    reviewers: Annotated[int, Field(description="how many people score each criterion that a person judges")]
    tolerance: Annotated[Exact, Field(description="scores further apart than this many points are flagged")]
    unanswered: Unanswered | None
    price: PriceRulePart | None
    price_points: Annotated[str | None, Field(description="how a price gets its points, in words")]
    tie_breaks: Annotated[list[str], Field(description="award criteria, or `lowest-price`, in order")]
    rounded_at: Stage
    refinable: list[str]
    published_at: str | None


class ChangedPart(TypedDict):
    """One part of the locked tender that a change touched."""

    part: Annotated[str, Field(description="such as `dates.deadline` or `award_criteria.` with the id of one")]
    before: Annotated[str | None, Field(description="null where it was not there")]
    after: Annotated[str | None, Field(description="null where it is gone")]


class ChangePart(TypedDict):
    """A modification or refinement of the locked tender."""

    entry: int
    kind: Literal["modification", "refinement"]
    by: str
    on: Day
    published_at: str
    because: str
    earlier_rounds: Annotated[str | None, Field(description="what a refinement means for those who did not go on")]
    changed: list[ChangedPart]
    digest: Annotated[str, Field(description="the digest of everything that decides from then on")]


class LockPart(TypedDict):
    locked_on: Day
    first_digest: str
    modifications: list[ChangePart]


class LogPart(TypedDict):
    entries: Annotated[int, Field(description="how many entries the log had before it was closed")]
    head: Annotated[str, Field(description="the digest of the last of them")]


class LiftedPart(TypedDict):
    """The result that stood until the tender was reopened."""

    entry: Annotated[int, Field(description="the entry of the log that closed it")]
    on: Day
    final: Annotated[str, Field(description="the digest of its `final.json`")]


class ReopenedPart(TypedDict):
    """Why the tender was reopened."""

    entry: int
    on: Day
    by: str
    because: str
    lifted: Annotated[LiftedPart | None, Field(description="null where nothing was closed by then")]


class SheetPart(TypedDict):
    entry: int
    on: Day
    file: str


class ConflictPart(TypedDict):
    """What was decided of an interest that a reviewer declared."""

    entry: int
    by: str
    on: Day
    decision: Literal["stays", "removed"]
    because: str
    submission: NotRequired[
        Annotated[AboutPart | None, Field(default=None, description="left out where it is about all bids")]
    ]


class ReviewerPart(TypedDict):
    name: str
    role: str | None
    sheets: list[SheetPart]
    conflicts: Annotated[list[str], Field(description="the interests that were declared")]
    decided: list[ConflictPart]


class LotPart(TypedDict):
    lot: str | None
    first: Annotated[list[AboutPart], Field(description="who is first; several where no rule separates them")]


class ClosedPart(TypedDict):
    by: str
    on: Day


@put_out
class FinalDocument(TypedDict):
    techassure: Literal[1]
    tool: str
    kind: Literal["final", "standing"]
    as_of: Day
    notices: list[str]
    selection: SelectionPart
    rules: RulesPart
    lock: LockPart
    log: LogPart
    reopened: NotRequired[
        Annotated[list[ReopenedPart], Field(default=[], description="each time the tender was reopened, oldest first")]
    ]
    reviewers: list[ReviewerPart]
    bids: list[BidPart]
    lots: list[LotPart]
    closed: NotRequired[
        Annotated[ClosedPart | None, Field(default=None, description="who closed it and when; left out before that")]
    ]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the final document, as published in `docs/reference/`."""
    return published("techassure final result", FinalDocument)
