"""The analysis of a tender's weights as a document: its shape, and its published JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from techassure.documents.document import Exact, published, put_out
from techassure.tendering.final_document import AboutPart

Place = Annotated[int, Field(ge=0, description="a bid, by its place in `bids`, from 0")]
Proportion = Annotated[float, Field(ge=0, le=1)]


class AnalysedTenderPart(TypedDict):
    """The tender whose weights are looked at."""

    id: str
    title: str
    digest: str
    lots: NotRequired[Annotated[dict[str, str], Field(default={}, description="titles by id")]]


class DrawnPart(TypedDict):
    """The random weightings."""

    count: int
    seed: int
    within: Annotated[Exact, Field(description="how many points of 100 each weight may lie from its own to be near it")]


class ComparedPart(TypedDict):
    submission: AboutPart
    name: str


class LeftOutPart(TypedDict):
    submission: AboutPart
    because: str


class FlipPart(TypedDict):
    """The smallest change of weights after which another bid draws level with the first."""

    to: Place
    moved: Annotated[Exact, Field(description="how much weight lies elsewhere then, of 100")]
    weights: Annotated[dict[str, Exact], Field(description="at which it draws level, by award criterion")]


class SharePart(TypedDict):
    """How often a bid wins, of the weightings that were drawn; who ties shares the win."""

    share: Exact
    low: Annotated[Proportion, Field(description="of the 95 % interval")]
    high: Annotated[Proportion, Field(description="of the 95 % interval")]


class FoundPart(TypedDict):
    """What other weights would do. Lists of totals and shares are in the order of `bids`."""

    first: Annotated[list[Place], Field(description="who has the highest total: several where it is shared")]
    totals: list[Exact]
    flip: Annotated[FlipPart | None, Field(description="null: no weights let another draw level")]
    stays_first: Annotated[
        dict[str, Annotated[list[Exact], Field(min_length=2, max_length=2)]],
        Field(description="between which two weights of an award criterion nobody overtakes the first of them"),
    ]
    shares_near: Annotated[list[SharePart], Field(description="with each weight near its own")]
    shares_of_all: Annotated[list[SharePart], Field(description="of all weightings that there are")]
    without: Annotated[
        dict[str, list[Place] | None],
        Field(description="who is first without an award criterion; null: it is the only one"),
    ]


class ReviewersPart(TypedDict):
    """Who is first by the plain mean of individual scores, which no assessment uses; null: nobody can be compared."""

    all: list[str] | None
    without: Annotated[dict[str, list[str] | None], Field(description="with one reviewer left out, by reviewer")]


class AnalysedLotPart(TypedDict):
    """The bids for one lot, or for a tender without lots."""

    lot: str | None
    bids: Annotated[list[ComparedPart], Field(description="those that can be compared")]
    left_out: list[LeftOutPart]
    without_score: Annotated[list[str], Field(description="award criteria of which no bid has a score yet")]
    weights: Annotated[dict[str, Exact], Field(description="of the other award criteria, scaled to 100")]
    analysis: Annotated[FoundPart | None, Field(description="null: fewer than two bids can be compared")]
    reviewers: Annotated[ReviewersPart | None, Field(description="null: fewer than two scored")]


@put_out
class AnalysisDocument(TypedDict):
    techassure: Literal[1]
    tool: str
    kind: Literal["analysis"]
    mark: Annotated[str, Field(description="what everything that shows it must say: it is no part of the assessment")]
    says: str
    tender: AnalysedTenderPart
    drawn: DrawnPart
    modelled: Annotated[list[str], Field(description="award criteria and criteria whose scores were modelled")]
    lots: list[AnalysedLotPart]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the analysis, as published in `docs/reference/`."""
    return published("techassure analysis of weights", AnalysisDocument)
