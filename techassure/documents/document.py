"""The JSON document that every output is made from: its shape, and the published JSON Schema.

The engine builds plain dicts, because a pydantic object a criterion would cost more than assessing it. These models
say what those dicts hold; a test validates the one against the other. Dates are ISO 8601 text, exact numbers are text
such as ``"123/2"``, and everything else is as its name says.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

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


class ShapePart(BaseModel):
    """A part of a document that is put out: it holds no key that is not described, and no value of another type."""

    # Strict, because reports go by the value as it was read: `"3"` would be let in as a number, and stay a text.
    model_config = ConfigDict(extra="forbid", strict=True)


class Place(ShapePart):
    file: str
    line: int | None = Field(description="1 for the first line; null where only the file is known")
    column: int | None = Field(description="1 for the first character")


class ProblemPart(ShapePart):
    """Something that could not be read or does not hold together, where it stands, and what to do."""

    place: Place
    rule: str = Field(description="the problem's name, such as `unknown-fact`")
    severity: Literal["error", "warning"]
    message: str
    fix: str


class Range(ShapePart):
    """A score out of 100. The ends are exact; the numbers are rounded outward, once, as the tender says."""

    low: OutOf100
    high: OutOf100
    exact: Annotated[list[Exact], Field(min_length=2, max_length=2)] = Field(
        description='low and high, such as "123/2"'
    )


class Points(ShapePart):
    low: Exact = Field(description="exact")
    high: Exact = Field(description="exact")
    of: Exact = Field(description="the most that the criterion can give")


class Counts(ShapePart):
    met: int
    not_met: int = Field(alias="not met")
    no_answer: int = Field(alias="no answer")
    needs_review: int = Field(alias="needs review")
    not_applicable: int = Field(alias="not applicable")


class Gates(ShapePart):
    """met + not met + open = of. What does not apply is counted beside them."""

    met: int
    not_met: int = Field(alias="not met")
    open: int
    of: int
    not_applicable: int = Field(alias="not applicable")


class Reason(ShapePart):
    """One cause of an outcome, as data. `says` is a sentence made from the rest; nothing reads it back."""

    cause: Cause
    check: str | None = Field(default=None, description="the id of the check or note")
    fact: str | None = None
    value: Any = Field(default=None, description="the answer, as it would be written in a submission")
    found: Any = Field(default=None, description="what a reader or a register gave, where it differs from the answer")
    provenance: Provenance | None = None
    expected: Any = Field(
        default=None,
        description='the expectation, in the words of the definition; in `{"not": …}` where it must not hold',
    )
    document: str | None = Field(default=None, description="the id of the evidence concerned")
    on: str | None = Field(
        default=None,
        description="a date that matters: the last day on which what fails held, a due date, a review date",
    )
    by: str | None = Field(default=None, description="who decided")
    says: str
    fix: str | None = None
    at: Place | None = Field(
        default=None, description="in a self-check: where the answer, the document or the claim stands, if it is there"
    )


class Change(ShapePart):
    on: Day
    outcome: Outcome


class CriterionPart(ShapePart):
    standard: str
    edition: str
    id: str
    title: str
    domain: Domain
    outcome: Outcome
    possible: list[Literal["met", "not met", "not applicable"]] = Field(description="what the outcome may yet become")
    gate: GateType | None
    due: Day | None = Field(description="the day on which the gate falls due, where it is not due at once")
    share: Exact | None = Field(description="the criterion's part of its award criterion; null where it is not scored")
    points: Points | None
    changes_on: Change | None = Field(description="the first later day on which the outcome differs, all else equal")
    lapsed_on: Day | None = Field(
        default=None, description="the last day on which it was met, where nothing speaks against it but time gone by"
    )
    reasons: list[Reason]


class DomainPart(ShapePart):
    domain: Domain
    score: Range | None
    gates: Gates
    counts: Counts


class AwardCriterionResult(ShapePart):
    id: str
    score: Range | None = Field(
        description="null where it is not assessed by criteria, such as price; of one that is assessed elsewhere "
        "and has a minimum, the score that was recorded"
    )
    minimum_reached: bool | None = Field(description="null where there is none, or where that is still open")


class BackingPart(ShapePart):
    id: str = Field(description="the id of the evidence")
    issued: str | None


class ClaimedPart(ShapePart):
    """What the supplier said."""

    value: Any
    at: Place | None = Field(description="where the answer stands")
    on: str | None = Field(description="the day on which the submission was declared to be true")
    documents: list[BackingPart] = Field(description="what backs the answer")
    audited_by: str | None = Field(description="the independent document that backs it, which no measurement outranks")


class DifferencePart(ShapePart):
    row: str
    claimed: str
    found: str


class FoundPart(ShapePart):
    """What a reader or a register found. Of a table, the claimed one with the rows that differ put right."""

    value: Any
    kind: str = Field(description="the kind of file, as `techassure evidence kinds` lists it; or `register`")
    document: str | None = Field(description="the id of the evidence that was read")
    at: Place | None = Field(description="the place in that file")
    by: str = Field(description="the tool, or the register and who looked it up")
    on: str | None = Field(description="the day on which it was measured")
    covers: str = Field(description="over what it was measured, such as the pages that a scan visited")
    rows: list[DifferencePart] = Field(description="of a table, the rows that differ")
    rules_out: bool = Field(description="true where the file shows only that the claim does not hold")


class TouchedPart(ShapePart):
    criterion: str
    outcome: Outcome
    goes_by: Literal["found", "claimed, until it is reviewed"]


class ContradictionPart(ShapePart):
    """A claim and a measurement that differ. Both are kept; neither overwrites the other."""

    fact: str
    question: str
    claimed: ClaimedPart
    found: FoundPart
    criteria: list[TouchedPart]
    says: str


class EvidencePart(ShapePart):
    """A document that a submission names, as its file was found."""

    id: str
    kind: str = Field(description="the document fact that it answers")
    state: DocumentState
    issued: Day | None
    last_day: Day | None = Field(description="the last day on which it is in force; null where it has none")
    product_version: str | None


class Turn(ShapePart):
    criterion: str = Field(description="such as `dtac/C3.3`")
    before: Outcome
    after: Outcome


class Moment(ShapePart):
    """A day on which an outcome or the verdict becomes another, though no answer and no file does."""

    on: Day
    verdict_before: Verdict | None
    verdict: Verdict | None
    began: list[str] = Field(description="the documents that are in force from this day")
    ended: list[str] = Field(description="the documents that were in force for the last time the day before")
    changes: list[Turn] = Field(description="empty where only the verdict changes")


class AssessmentPart(ShapePart):
    source: str = Field(description="the file, and the line of a JSON Lines file")
    supplier: str
    supplier_id: str
    product: str
    product_version: str
    lot: str | None
    declared_on: Day | None
    verdict: Verdict | None
    disqualified_on: Day = Field(
        default="", description="the day on which people decided that it does not rank; left out where they did not"
    )
    decided_by: list[str] = Field(
        description="failed gates and minimums of a non-compliant verdict, open ones of an undecided"
    )
    gates: Gates
    score: Range | None
    counts: Counts
    lapses_on: Day | None = Field(description="the first day on which the verdict gets worse though no answer changes")
    lapses_by: list[str] = Field(description="the criteria that make it worse on that day")
    domains: list[DomainPart]
    award_criteria: list[AwardCriterionResult]
    contradictions: list[ContradictionPart] = Field(description="claims that a reader or a register differs from")
    documents: list[EvidencePart]
    timeline: list[Moment] = Field(description="in order, up to the contract's end where that is known")
    criteria: list[CriterionPart]


class EditionPart(ShapePart):
    standard: str
    edition: str
    revision: int
    title: str
    unofficial: str = Field(description="whose the encoding is: who does not endorse it, or that its publisher made it")


class AwardCriterionPart(ShapePart):
    id: str
    title: str
    weight: Exact
    assessed_by: Literal["criteria", "price", "elsewhere"]
    minimum: Exact | None


class SourcePart(ShapePart):
    """Where a criterion comes from."""

    standard: str
    edition: str
    id: str
    title: str
    obligation: Obligation
    binds: Binds
    award_criterion: str | None = Field(description="the award criterion that it counts for")
    clause: str
    says: str = Field(description="the clause, in our own words")
    address: Address
    confidence: Confidence = Field(description="how sure it is that the source says so")


class Rounding(ShapePart):
    places: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half-up", "half-even"]


class SelectionPart(ShapePart):
    kind: Literal["tender", "baseline", "standards"]
    id: str
    title: str
    digest: str = Field(description="sha256 of everything that decides: editions, gates, weights, dates, contract")
    final: bool = Field(description="true in the final result alone")
    finalised_on: Day | None = Field(
        default=None,
        description="the day on which people finalised the tender: the result is then `final.json`, and not this",
    )
    buyer: str | None
    lots: dict[str, str] = Field(default={}, description="titles of the lots by key; left out where there are no lots")
    editions: list[EditionPart]
    award_criteria: list[AwardCriterionPart]
    weight_assessed: Exact | None = Field(
        description="the weight that the score speaks of, of 100; null without weights"
    )
    rounding: Rounding
    contract: dict[str, Any] = Field(description="the contract facts that are known, by id")
    dates: dict[str, Day]
    criteria: list[SourcePart] = Field(description="in the order of every assessment's `criteria`")


class RankedPlace(ShapePart):
    """The places that a submission may take by its score, if it complies or still may."""

    index: int = Field(description="which of `assessments`, from 0")
    best: int
    worst: int
    certainly_ahead_of: list[int] | None = Field(
        description="null in a lot of more than 200: compare the ends of the scores"
    )


class OpenPoint(ShapePart):
    """An open criterion of one submission. Questions: for each whether it is compliant, for each two which is ahead."""

    index: int = Field(description="which of `assessments`, from 0")
    criterion: str
    at_least: int = Field(description="how many questions it settles, whichever way it goes")
    at_most: int = Field(description="how many it settles at best")
    of: int = Field(description="how many questions are open in the lot")


class Ranking(ShapePart):
    """Compliant before undecided, then by the low end of the score, the high end and the name.

    The non-compliant, and whom people disqualified, stand apart.
    """

    lot: str | None
    places: list[RankedPlace]
    apart: list[int] = Field(description="the non-compliant and the disqualified, in the order they were read")
    may_be_first: list[int] = Field(description="who cannot yet be ruled out as first among the compliant, by score")
    settles_most: OpenPoint | None = Field(
        description="the open point that would settle the most; null where none does, or in a lot of more than 40"
    )


class Document(ShapePart):
    techassure: Literal[1]
    tool: str = Field(description="name and version of the program")
    kind: Literal["assessment", "self-check"]
    as_of: Day
    what_if: bool = Field(
        description="true where another as-of date than the tender's, another answer or another contract is supposed"
    )
    personal: Literal["redacted", "shown"] = Field(description="answers to facts that are about people")
    scores: Literal["shown", "hidden"] = Field(
        default="shown", description="hidden while the moderation of a locked tender is not closed"
    )
    notices: list[str] = Field(description="what every output must say: provisional, self-check, unofficial")
    selection: SelectionPart
    assessments: list[AssessmentPart]
    rankings: list[Ranking] = Field(description="one a lot; empty for a self-check")
    problems: list[ProblemPart]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document, as published in `docs/reference/`."""
    return published("techassure assessment", Document)


def published(title: str, shape: type[ShapePart]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document that is put out."""
    schema = shape.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
