"""Two results side by side as a document: the shape of what `techassure compare --format json` writes."""

from __future__ import annotations

from typing import Literal, NotRequired, final

from typing_extensions import TypedDict

from techassure.definitions.model import Domain, GateType
from techassure.definitions.model import OutcomeName as Outcome
from techassure.documents.document import Day, EditionPart, Exact, Gates, Offered, Points, ProblemPart, Range, Rounding
from techassure.engine.scoring import Verdict

Axis = Literal["days", "versions", "selections", "products"]
Kind = Literal["new", "gone", "fixed", "lost", "lapsed", "changed", "same"]
SideName = Literal["before", "after"]
SIDES: tuple[SideName, SideName] = ("before", "after")


class ChosenPart(TypedDict):
    """What a side was judged against."""

    kind: Literal["tender", "baseline", "standards"]
    id: str
    title: str
    digest: str
    final: bool
    editions: list[EditionPart]
    rounding: Rounding
    lots: NotRequired[dict[str, str]]


class SidePart(TypedDict):
    """One of the two documents: what it is, and as of when."""

    kind: Literal["assessment", "self-check"]
    as_of: Day
    what_if: bool
    personal: Literal["redacted", "shown"]
    scores: Literal["shown", "hidden"]
    notices: list[str]
    selection: ChosenPart


class ProductPart(Offered):
    supplier_id: str


class MinimumPart(TypedDict):
    """The minimum of an award criterion, and how the score of a side stands to it."""

    id: str
    title: str
    assessed_by: Literal["criteria", "price", "elsewhere"]
    minimum: Exact | None
    score: Range | None
    minimum_reached: bool | None


class StandingPart(ProductPart):
    """A product as one side has it."""

    verdict: Verdict | None
    gates: Gates
    score: Range | None
    lapses_on: Day | None
    minimums: list[MinimumPart]


@final
class SeenPart(TypedDict):
    """A criterion as one side has it."""

    edition: str
    outcome: Outcome
    gate: GateType | None
    due: Day | None
    share: Exact | None
    points: Points | None
    says: list[str]


class ComparedCriterion(TypedDict):
    """What became of a criterion; ``rule`` says what a coming edition changes about it."""

    criterion: str
    title: str
    domain: Domain
    gate: GateType | None
    change: Kind
    on: Day | None
    worse: bool
    before: SeenPart | None
    after: SeenPart | None
    why: list[str]
    rule: NotRequired[str]


class PairPart(TypedDict):
    before: StandingPart
    after: StandingPart
    counts: dict[Kind, int]
    criteria: list[ComparedCriterion]


class Comparison(TypedDict):
    techassure: Literal[1]
    tool: str
    kind: Literal["comparison"]
    of: Axis
    before: SidePart
    after: SidePart
    pairs: list[PairPart]
    only_before: list[ProductPart]
    only_after: list[ProductPart]
    problems: list[ProblemPart]
