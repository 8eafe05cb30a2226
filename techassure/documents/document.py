"""The JSON document that every output is made from: its shape, and the published JSON Schema.

It is plain dicts, because a pydantic object a criterion would cost more than assessing it. These types say what the
dicts hold: to the type checker, to pydantic where a file is read again, and to others as a JSON Schema. Dates are ISO
8601 text, exact numbers are text such as ``"123/2"``, and everything else is as its name says.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, NotRequired, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, WithJsonSchema, with_config
from typing_extensions import TypedDict

from techassure.calendar_days import day_number
from techassure.definitions.model import Address, Binds, Confidence, Domain, GateType, Obligation
from techassure.definitions.model import OutcomeName as Outcome
from techassure.definitions.model import ProvenanceName as Provenance
from techassure.engine.scoring import Verdict
from techassure.submissions import DocumentState

Cause = Literal[
    "missing",
    "failed",
    "open",
    "expired",
    "not-in-force-yet",
    "after-as-of",
    "under-evidenced",
    "missing-document",
    "digest-mismatch",
    "undated",
    "wrong-version",
    "other-product",
    "contradicted",
    "claimed-not-applicable",
    "claimed-equivalent",
    "claim-refused",
    "claim-not-allowed",
    "confirmed-not-applicable",
    "accepted-as-equivalent",
    "awaits-review",
    "reviewed",
    "does-not-apply",
    "applicability-unknown",
    "contract-unknown",
    "not-due-yet",
    "band",
    "holds",
    "note",
    "review-without-effect",
]


def _day(text: str) -> str:
    if day_number(text) is None:
        raise ValueError("a day is written like 2026-06-01")
    return text


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Exact = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,300}(/[1-9][0-9]{0,299})?$")]
OutOf100 = Annotated[float, Field(ge=0, le=100)]
Shape = TypeVar("Shape")
Part = dict[str, Any]
"""A part of a document whose shape is not written down here, such as that of a comparison or a plan."""


# Strict, because reports go by the value as it was read: `"3"` would be let in as a number, and stay a text.
put_out = with_config(ConfigDict(extra="forbid", strict=True))
"""Marks a document that is put out: it holds no key that is not described, and no value of another type."""


class Place(TypedDict):
    file: str
    line: Annotated[int | None, Field(description="1 for the first line; null where only the file is known")]
    column: Annotated[int | None, Field(description="1 for the first character")]


class ProblemPart(TypedDict):
    """Something that could not be read or does not hold together, where it stands, and what to do."""

    place: Place
    rule: Annotated[str, Field(description="the problem's name, such as `unknown-fact`")]
    severity: Literal["error", "warning"]
    message: str
    fix: str


class Range(TypedDict):
    """A score out of 100. The ends are exact; the numbers are rounded outward, once, as the tender says."""

    low: OutOf100
    high: OutOf100
    exact: Annotated[list[Exact], Field(min_length=2, max_length=2, description='low and high, such as "123/2"')]


class Points(TypedDict):
    low: Annotated[Exact, Field(description="exact")]
    high: Annotated[Exact, Field(description="exact")]
    of: Annotated[Exact, Field(description="the most that the criterion can give")]


Counts = TypedDict("Counts", {"met": int, "not met": int, "no answer": int, "needs review": int, "not applicable": int})


Gates = TypedDict("Gates", {"met": int, "not met": int, "open": int, "of": int, "not applicable": int})
Gates.__doc__ = "met + not met + open = of. What does not apply is counted beside them."


class Reason(TypedDict):
    """One cause of an outcome, as data. `says` is a sentence made from the rest; nothing reads it back."""

    cause: Cause
    check: NotRequired[Annotated[str | None, Field(default=None, description="the id of the check or note")]]
    fact: NotRequired[Annotated[str | None, Field(default=None)]]
    value: NotRequired[
        Annotated[Any, Field(default=None, description="the answer, as it would be written in a submission")]
    ]
    found: NotRequired[
        Annotated[
            Any, Field(default=None, description="what a reader or a register gave, where it differs from the answer")
        ]
    ]
    provenance: NotRequired[Annotated[Provenance | None, Field(default=None)]]
    expected: NotRequired[
        Annotated[
            Any,
            Field(
                default=None,
                description='the expectation, in the words of the definition; in `{"not": …}` where it must not hold',
            ),
        ]
    ]
    document: NotRequired[Annotated[str | None, Field(default=None, description="the id of the evidence concerned")]]
    on: NotRequired[
        Annotated[
            str | None,
            Field(
                default=None,
                description="a date that matters: the last day on which what fails held, a due date, a review date",
            ),
        ]
    ]
    by: NotRequired[Annotated[str | None, Field(default=None, description="who decided")]]
    says: str
    fix: NotRequired[Annotated[str | None, Field(default=None)]]
    at: NotRequired[
        Annotated[
            Place | None,
            Field(
                default=None,
                description="in a self-check: where the answer, the document or the claim stands, if it is there",
            ),
        ]
    ]


class Change(TypedDict):
    on: Day
    outcome: Outcome


class CriterionPart(TypedDict):
    standard: str
    edition: str
    id: str
    title: str
    domain: Domain
    outcome: Outcome
    possible: Annotated[
        list[Literal["met", "not met", "not applicable"]], Field(description="what the outcome may yet become")
    ]
    gate: GateType | None
    due: Annotated[Day | None, Field(description="the day on which the gate falls due, where it is not due at once")]
    share: Annotated[
        Exact | None, Field(description="the criterion's part of its award criterion; null where it is not scored")
    ]
    points: Points | None
    changes_on: Annotated[
        Change | None, Field(description="the first later day on which the outcome differs, all else equal")
    ]
    lapsed_on: NotRequired[
        Annotated[
            Day | None,
            Field(
                default=None,
                description="the last day on which it was met, where nothing speaks against it but time gone by",
            ),
        ]
    ]
    reasons: list[Reason]


class DomainPart(TypedDict):
    domain: Domain
    score: Range | None
    gates: Gates
    counts: Counts


class AwardCriterionResult(TypedDict):
    id: str
    score: Annotated[
        Range | None,
        Field(
            description="null where it is not assessed by criteria, such as price; of one that is assessed elsewhere "
            "and has a minimum, the score that was recorded"
        ),
    ]
    minimum_reached: Annotated[bool | None, Field(description="null where there is none, or where that is still open")]


class BackingPart(TypedDict):
    id: Annotated[str, Field(description="the id of the evidence")]
    issued: str | None


class ClaimedPart(TypedDict):
    """What the supplier said."""

    value: Any
    at: Annotated[Place | None, Field(description="where the answer stands")]
    on: Annotated[str | None, Field(description="the day on which the submission was declared to be true")]
    documents: Annotated[list[BackingPart], Field(description="what backs the answer")]
    audited_by: Annotated[
        str | None, Field(description="the independent document that backs it, which no measurement outranks")
    ]


class DifferencePart(TypedDict):
    row: str
    claimed: str
    found: str


class FoundPart(TypedDict):
    """What a reader or a register found. Of a table, the claimed one with the rows that differ put right."""

    value: Any
    kind: Annotated[str, Field(description="the kind of file, as `techassure evidence kinds` lists it; or `register`")]
    document: Annotated[str | None, Field(description="the id of the evidence that was read")]
    at: Annotated[Place | None, Field(description="the place in that file")]
    by: Annotated[str, Field(description="the tool, or the register and who looked it up")]
    on: Annotated[str | None, Field(description="the day on which it was measured")]
    covers: Annotated[str, Field(description="over what it was measured, such as the pages that a scan visited")]
    rows: Annotated[list[DifferencePart], Field(description="of a table, the rows that differ")]
    rules_out: Annotated[bool, Field(description="true where the file shows only that the claim does not hold")]


class TouchedPart(TypedDict):
    criterion: str
    outcome: Outcome
    goes_by: Literal["found", "claimed, until it is reviewed"]


class ContradictionPart(TypedDict):
    """A claim and a measurement that differ. Both are kept; neither overwrites the other."""

    fact: str
    question: str
    claimed: ClaimedPart
    found: FoundPart
    criteria: list[TouchedPart]
    says: str


class EvidencePart(TypedDict):
    """A document that a submission names, as its file was found."""

    id: str
    kind: Annotated[str, Field(description="the document fact that it answers")]
    state: DocumentState
    issued: Day | None
    last_day: Annotated[Day | None, Field(description="the last day on which it is in force; null where it has none")]
    product_version: str | None


class Turn(TypedDict):
    criterion: Annotated[str, Field(description="such as `dtac/C3.3`")]
    before: Outcome
    after: Outcome


class Moment(TypedDict):
    """A day on which an outcome or the verdict becomes another, though no answer and no file does."""

    on: Day
    verdict_before: Verdict | None
    verdict: Verdict | None
    began: Annotated[list[str], Field(description="the documents that are in force from this day")]
    ended: Annotated[list[str], Field(description="the documents that were in force for the last time the day before")]
    changes: Annotated[list[Turn], Field(description="empty where only the verdict changes")]


class Offered(TypedDict):
    """What is offered, by whom, for which lot: as it stands wherever a product is named."""

    supplier: str
    product: str
    product_version: str
    lot: str | None


class AssessmentPart(TypedDict):
    source: Annotated[str, Field(description="the file, and the line of a JSON Lines file")]
    supplier: str
    supplier_id: str
    product: str
    product_version: str
    lot: str | None
    declared_on: Day | None
    verdict: Verdict | None
    disqualified_on: NotRequired[
        Annotated[
            Day,
            Field(
                default="",
                description="the day on which people decided that it does not rank; left out where they did not",
            ),
        ]
    ]
    decided_by: Annotated[
        list[str], Field(description="failed gates and minimums of a non-compliant verdict, open ones of an undecided")
    ]
    gates: Gates
    score: Range | None
    counts: Counts
    lapses_on: Annotated[
        Day | None, Field(description="the first day on which the verdict gets worse though no answer changes")
    ]
    lapses_by: Annotated[list[str], Field(description="the criteria that make it worse on that day")]
    domains: list[DomainPart]
    award_criteria: list[AwardCriterionResult]
    contradictions: Annotated[
        list[ContradictionPart], Field(description="claims that a reader or a register differs from")
    ]
    documents: list[EvidencePart]
    timeline: Annotated[list[Moment], Field(description="in order, up to the contract's end where that is known")]
    criteria: list[CriterionPart]


class EditionPart(TypedDict):
    standard: str
    edition: str
    revision: int
    title: str
    unofficial: Annotated[
        str, Field(description="whose the encoding is: who does not endorse it, or that its publisher made it")
    ]


class AwardCriterionPart(TypedDict):
    id: str
    title: str
    weight: Exact
    assessed_by: Literal["criteria", "price", "elsewhere"]
    minimum: Exact | None


class SourcePart(TypedDict):
    """Where a criterion comes from."""

    standard: str
    edition: str
    id: str
    title: str
    obligation: Obligation
    binds: Binds
    award_criterion: Annotated[str | None, Field(description="the award criterion that it counts for")]
    clause: str
    says: Annotated[str, Field(description="the clause, in our own words")]
    address: Address
    confidence: Annotated[Confidence, Field(description="how sure it is that the source says so")]


class Rounding(TypedDict):
    places: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half-up", "half-even"]


class SelectionPart(TypedDict):
    kind: Literal["tender", "baseline", "standards"]
    id: str
    title: str
    digest: Annotated[
        str, Field(description="sha256 of everything that decides: editions, gates, weights, dates, contract")
    ]
    final: Annotated[bool, Field(description="true in the final result alone")]
    finalised_on: NotRequired[
        Annotated[
            Day | None,
            Field(
                default=None,
                description="the day on which people finalised the tender: the result is then `final.json`, "
                "and not this",
            ),
        ]
    ]
    buyer: str | None
    lots: NotRequired[
        Annotated[
            dict[str, str], Field(default={}, description="titles of the lots by key; left out where there are no lots")
        ]
    ]
    editions: list[EditionPart]
    award_criteria: list[AwardCriterionPart]
    weight_assessed: Annotated[
        Exact | None, Field(description="the weight that the score speaks of, of 100; null without weights")
    ]
    rounding: Rounding
    contract: Annotated[dict[str, Any], Field(description="the contract facts that are known, by id")]
    dates: dict[str, Day]
    criteria: Annotated[list[SourcePart], Field(description="in the order of every assessment's `criteria`")]


class RankedPlace(TypedDict):
    """The places that a submission may take by its score, if it complies or still may."""

    index: Annotated[int, Field(description="which of `assessments`, from 0")]
    best: int
    worst: int
    certainly_ahead_of: Annotated[
        list[int] | None, Field(description="null in a lot of more than 200: compare the ends of the scores")
    ]


class OpenPoint(TypedDict):
    """An open criterion of one submission. Questions: for each whether it is compliant, for each two which is ahead."""

    index: Annotated[int, Field(description="which of `assessments`, from 0")]
    criterion: str
    at_least: Annotated[int, Field(description="how many questions it settles, whichever way it goes")]
    at_most: Annotated[int, Field(description="how many it settles at best")]
    of: Annotated[int, Field(description="how many questions are open in the lot")]


class Ranking(TypedDict):
    """Compliant before undecided, then by the low end of the score, the high end and the name.

    The non-compliant, and whom people disqualified, stand apart.
    """

    lot: str | None
    places: list[RankedPlace]
    apart: Annotated[
        list[int], Field(description="the non-compliant and the disqualified, in the order they were read")
    ]
    may_be_first: Annotated[
        list[int], Field(description="who cannot yet be ruled out as first among the compliant, by score")
    ]
    settles_most: Annotated[
        OpenPoint | None,
        Field(
            description="the open point that would settle the most; null where none does, or in a lot of more than 40"
        ),
    ]


@put_out
class Document(TypedDict):
    techassure: Literal[1]
    tool: Annotated[str, Field(description="name and version of the program")]
    kind: Literal["assessment", "self-check"]
    as_of: Day
    what_if: Annotated[
        bool,
        Field(
            description="true where another as-of date than the tender's, another answer or another contract is "
            "supposed"
        ),
    ]
    personal: Annotated[Literal["redacted", "shown"], Field(description="answers to facts that are about people")]
    scores: NotRequired[
        Annotated[
            Literal["shown", "hidden"],
            Field(default="shown", description="hidden while the moderation of a locked tender is not closed"),
        ]
    ]
    notices: Annotated[list[str], Field(description="what every output must say: provisional, self-check, unofficial")]
    selection: SelectionPart
    assessments: list[AssessmentPart]
    rankings: Annotated[list[Ranking], Field(description="one a lot; empty for a self-check")]
    problems: list[ProblemPart]


@cache
def validator(shape: type[Shape]) -> TypeAdapter[Shape]:
    """Return what holds a value to a shape. Made when it is asked for: it takes longer than most commands run."""
    return TypeAdapter(shape)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document, as published in `docs/reference/`."""
    return published("techassure assessment", Document)


def published(title: str, shape: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document that is put out."""
    schema = validator(shape).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
