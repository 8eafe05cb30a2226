"""What the JSON of an assessment summary, and of a notice of disregard, holds; and its published JSON Schemas.

Any part about the winner may be replaced by the text that says why it is withheld.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from techassure.documents.document import Day, Exact, published, put_out


class ContractPart(TypedDict):
    title: str
    tender: str
    buyer: str
    notice: Annotated[str, Field(description="the identifier of the tender notice: a blank to fill in")]
    procedure: str | None
    digest: Annotated[str, Field(description="what the tender was locked with")]


class SupplierPart(TypedDict):
    name: str
    unique_identifier: str
    address: str
    email: str
    tender: Annotated[str, Field(description="product and version")]
    lot: str | None
    lot_title: NotRequired[Annotated[str, Field(default="", description="left out where the tender has no lots")]]


class StepPart(TypedDict):
    points: Exact
    says: str


class PublishedSubPart(TypedDict):
    id: str
    title: str
    share: Exact | None
    of: Exact
    scores: Annotated[list[StepPart], Field(description="the scores available; empty where it is met or not")]


class PublishedPart(TypedDict):
    """An award criterion as it was published."""

    id: str
    title: str
    importance: str
    assessed: str
    scores: str
    minimum: Exact | None
    sub_criteria: list[PublishedSubPart]


class WithheldPart(TypedDict):
    """What stands in place of a criterion that is withheld whole."""

    id: str
    title: str
    withheld: str


class SubScorePart(TypedDict):
    id: str
    title: str
    score: Exact | str | None
    of: Exact | str
    outcome: str
    because: Annotated[
        list[str] | str, Field(description="sentences; a long list stands after its sentence, one item a line")
    ]


class ScorePart(TypedDict):
    """The determined score of an award criterion, and its explanation."""

    id: str
    title: str
    score: Annotated[float | str | None, Field(description="of 100; null where it was not assessed")]
    weighted: Annotated[
        str | None, Field(description="its part of the total, all of them with as many places; they add up")
    ]
    because: str
    sub_criteria: list[SubScorePart | WithheldPart] | str


class AssessedPart(TypedDict):
    scores: list[ScorePart | WithheldPart] | str
    rounding: Annotated[str, Field(description="said where scores were counted before rounding; otherwise empty")]
    total: float | str | None
    total_exact: Exact | str | None
    value: Annotated[str, Field(description="the quality for the price, where bids rank by it; otherwise empty")]


class WinnerPart(AssessedPart, SupplierPart):
    """The most advantageous tender, as far as the others are told of it."""


class StandstillPart(TypedDict):
    mandatory: bool
    published: NotRequired[
        Annotated[Day, Field(default="", description="the day of the award notice, where it was given")]
    ]
    ends: Annotated[
        str | None, Field(description="the last day; a blank until the notice is published; null where optional")
    ]
    says: str


@put_out
class SummaryDocument(TypedDict):
    techassure: Literal[1]
    kind: Literal["assessment-summary"]
    draft: str
    contract: ContractPart
    supplier: SupplierPart
    replaces: Annotated[
        list[str], Field(description="after a reopening, which summaries this one takes the place of, and why")
    ]
    outcome: Literal["successful", "unsuccessful", "disqualified"]
    award_criteria: list[PublishedPart]
    ranking: Annotated[str, Field(description="what the price does where it has no points of its own; otherwise empty")]
    full_version: Annotated[str, Field(description="where the full award criteria can be read")]
    own: AssessedPart
    equal: Annotated[bool, Field(description="whether nothing that was published separates it from the successful one")]
    why_not: Annotated[list[str], Field(description="empty for the successful")]
    winner: Annotated[WinnerPart | str | None, Field(description="null for the successful")]
    standstill: StandstillPart
    contact: str
    signed: str


class DecidedPart(TypedDict):
    by: str
    on: Day
    because: str


class ConditionPart(TypedDict):
    title: str
    because: list[str]


@put_out
class NoticeDocument(TypedDict):
    """The notice to a bidder whose tender was disregarded under a condition of participation."""

    techassure: Literal[1]
    kind: Literal["notice-of-disregard"]
    draft: str
    contract: ContractPart
    supplier: SupplierPart
    ground: str
    decided: DecidedPart
    conditions: list[ConditionPart]
    notice: str
    contact: str
    signed: str


def summary_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an assessment summary."""
    return published("techassure assessment summary", SummaryDocument)


def notice_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a notice of disregard."""
    return published("techassure notice of disregard", NoticeDocument)
