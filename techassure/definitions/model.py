"""The nouns of a definition: facts, criteria, editions. Each is what one kind of file may hold."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from techassure.files.doors import (
    Amount,
    Count,
    Day,
    Door,
    Exact,
    Span,
    Text,
    Versioned,
    YesNo,
    decimal_text,
    raise_broken,
    yes_no,
)
from techassure.files.findings import Broken

About = Literal["bidder", "manufacturer", "associated-supplier", "subcontractor", "product", "contract", "system"]
Binds = Literal[
    "bidder", "manufacturer", "associated-supplier", "subcontractor", "product", "contract", "system",
    "buyer", "deployer", "provider",
]  # fmt: skip
TypeName = Literal["yes-no", "choice", "choices", "number", "money", "date", "text", "document", "table"]
ColumnType = Literal["yes-no", "choice", "choices", "number", "money", "date", "text"]
FormatName = Literal[
    "url", "email", "companies-house", "ods", "nhs-number", "ico", "gmc", "nmc", "sha256", "version", "country"
]
FunctionName = Literal[
    "days_between", "difference", "percentage", "same_text", "row_count", "column_sum", "column_max", "look_up"
]
Obligation = Literal["law", "information-standard", "contract", "policy", "voluntary"]
Confidence = Literal["confirmed", "secondary", "background", "unsure"]
ProvenanceName = Literal["claimed", "documented", "measured", "verified"]
Change = Literal["never", "once", "forward"]
OutcomeName = Literal["met", "not met", "no answer", "needs review", "not applicable"]
GateType = Literal["condition-of-participation", "requirement", "disqualifying-award-criterion"]
Domain = Literal[
    "clinical-safety",
    "usability",
    "interoperability",
    "sustainability",
    "cyber-security",
    "data-protection",
    "oversight",
]

FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
OptionKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
CriterionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$")]
StandardId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
EditionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
RevisionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")]
Expectation = dict[str, Any]


class _Typed(Door):
    """The parts that say what an answer may be; shared by facts and the columns of tables."""

    options: dict[OptionKey, Text] | None = None
    retired: tuple[OptionKey, ...] = ()
    whole: YesNo = False
    unit: Text | None = None
    lowest: Amount | None = Field(None, alias="from")
    highest: Amount | None = Field(None, alias="to")
    currency: Currency | None = None
    format: FormatName | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> "_Typed":
        kind = getattr(self, "type")  # noqa: B009 - declared by the subclasses, with different literals
        allowed = _PARTS.get(kind, frozenset())
        given = {self._written(name) for name in self.model_fields_set & _PART_NAMES}
        for name in sorted(given - allowed):
            raise PydanticCustomError(
                "part", "`{name}` does not belong to the type `{kind}`: remove it", {"name": name, "kind": kind}
            )
        if kind in ("choice", "choices") and not self.options:
            raise PydanticCustomError(
                "part", "the type `{kind}` needs `options`: add `options: {key: label}`", {"kind": kind}
            )
        if self.options and not set(self.retired) <= set(self.options):
            raise PydanticCustomError(
                "part", "`retired` may name only keys of `options`: put the option back, which is never removed", {}
            )
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise PydanticCustomError("part", "`from` is above `to`: exchange them", {})
        return self

    @staticmethod
    def _written(name: str) -> str:
        return {"lowest": "from", "highest": "to"}.get(name, name)


_PARTS: dict[str, frozenset[str]] = {
    "choice": frozenset({"options", "retired"}),
    "choices": frozenset({"options", "retired"}),
    "number": frozenset({"whole", "unit", "from", "to"}),
    "money": frozenset({"currency", "from", "to"}),
    "text": frozenset({"format"}),
}
_PART_NAMES = frozenset({"options", "retired", "whole", "unit", "lowest", "highest", "currency", "format"})


class Column(_Typed):
    """A column of a table: required in every row unless optional."""

    type: ColumnType
    label: Text | None = None
    optional: YesNo = False
    changes: Change | None = None


class Derived(Door):
    """How a fact is computed from others: a named function and its inputs."""

    function: FunctionName
    inputs: tuple[FactId, ...] = Field(alias="from")
    column: ColumnName | None = None
    match: dict[ColumnName, ColumnName] | None = None
    take: dict[ColumnName, ColumnName] | None = None


class Register(Door):
    """A public register in which a document's particulars can be looked up."""

    name: Text
    address: Address


class Fact(_Typed):
    """One question, asked once for all standards."""

    question: Text | None = None
    hint: Text | None = None
    about: About
    type: TypeName
    personal: YesNo = False
    columns: dict[ColumnName, Column] | None = None
    issued_by: Text | None = None
    valid_for: Span | None = None
    stays_valid: Text | None = None
    changes: Change | None = None
    register_: Register | None = Field(None, alias="register")
    derived: Derived | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Fact":
        if (self.type == "table") != bool(self.columns):
            raise PydanticCustomError(
                "columns", "a table needs `columns`, and nothing else has them: add them, or correct the `type`", {}
            )
        if (self.question is None) != (self.derived is not None):
            raise PydanticCustomError(
                "question", "a fact is asked by a `question` or computed as `derived`: give one", {}
            )
        if self.valid_for and self.stays_valid:
            raise PydanticCustomError(
                "document", "`stays_valid` is for what no span of time ends: give it or `valid_for`, not both", {}
            )
        of_documents = (self.issued_by, self.valid_for, self.stays_valid, self.register_)
        if self.type != "document" and any(of_documents):
            raise PydanticCustomError(
                "document",
                "`issued_by`, `valid_for`, `stays_valid` and `register` belong to a document: remove them",
                {},
            )
        return self


class FactsFile(Versioned):
    """`standards/facts/<topic>.yaml`."""

    topic: Text
    facts: dict[FactId, Fact]


class Citation(Door):
    """Where a criterion comes from, in our own words."""

    clause: Text
    says: Text
    address: Address
    confidence: Confidence


class Check(Door):
    """One expectation, what to say when it fails, and what to do about it."""

    id: CheckId
    expect: Expectation
    otherwise: Text
    fix: Text


class Band(Door):
    """A step of a scored criterion; without `expect` a line of a reviewer's rubric."""

    points: Exact
    says: Text
    expect: Expectation | None = None


class Demand(Door):
    """How well an answer must be backed, and by which documents."""

    demands: ProvenanceName = "claimed"
    by: tuple[FactId, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("by"), str):
            return {**raw, "by": [raw["by"]]}
        return raw


class Note(Door):
    """A remark for the buyer that changes no outcome."""

    id: CheckId
    when: Expectation
    says: Text


class Case(Door):
    """One change of the usual answers, and the outcome that it must have."""

    name: Text
    outcome: OutcomeName
    as_of: Day | None = None
    with_: dict[str, Any] = Field({}, alias="with")
    without: tuple[str, ...] = ()
    provenance: ProvenanceName | None = None
    documents: Literal["missing", "expired", "other-version"] | None = None
    claim: Literal["not-applicable", "equivalent"] | None = None
    decision: Literal["confirmed", "refused"] | None = None
    review: str | int | float | None = None
    because: tuple[CheckId, ...] | None = None
    points: Exact | tuple[Exact, Exact] | None = None


class Examples(Door):
    """What proves that the criterion says what it means."""

    as_of: Day
    usual: dict[str, Any] = {}
    cases: tuple[Case, ...] = Field(min_length=1)


class Criterion(Versioned):
    """`standards/<standard>/<edition>/criteria/<ID>.yaml`: one thing that is expected."""

    id: CriterionId
    title: Text
    obligation: Obligation
    binds: Binds
    flowed_down_by: Literal["contract"] | None = None
    source: Citation
    applies_when: Expectation | None = None
    checks: tuple[Check, ...] = ()
    bands: tuple[Band, ...] = ()
    pass_mark: Exact | None = None
    judged_by: Literal["reviewer"] | None = None
    reviewer_asks: Text | None = None
    evidence: Demand = Demand()
    may_claim_not_applicable: YesNo = False
    accepts_equivalent: YesNo = True
    refuses_equivalent_because: Text | None = None
    asks: FactId | None = None
    notes: tuple[Note, ...] = ()
    examples: Examples

    @model_validator(mode="after")
    def _holds_together(self) -> "Criterion":
        raise_broken([*self._ids(), *self._of_bands(), *self._of_reviewers(), *self._of_equivalents()])
        return self

    def _ids(self) -> Iterator[Broken]:
        if not (self.checks or self.bands or self.judged_by):
            yield Broken(("id",), f"`{self.id}` asks nothing", "give `checks`, `bands` or `judged_by: reviewer`")
        for part, items in (("checks", self.checks), ("notes", self.notes)):
            ids = [item.id for item in items]
            for at, name in enumerate(ids):
                if name in ids[:at]:
                    fix = f"give each {part.removesuffix('s')} an `id` of its own"
                    yield Broken((part, at, "id"), f"`{name}` is an `id` that stands above already", fix)

    def _of_bands(self) -> Iterator[Broken]:
        points = [band.points for band in self.bands]
        for at, (above, each) in enumerate(pairwise(points), 1):
            if each >= above:
                fix = "list the bands best first, each with fewer points than the last"
                said = f"`{decimal_text(each)}` is not less than the `{decimal_text(above)}` of the band above"
                yield Broken(("bands", at, "points"), said, fix)
        for at, each in enumerate(points):
            if each < 0:
                yield Broken(("bands", at, "points"), f"`{decimal_text(each)}` is below 0", "points are never negative")
        if points and points[0] == 0:
            yield Broken(("bands", 0, "points"), "the best band gives `0`", "the best band needs points above 0")
        mark = self.pass_mark
        if mark is not None and not points:
            said = f"`{decimal_text(mark)}` is a mark that nothing gives"
            yield Broken(("pass_mark",), said, "a `pass_mark` needs `bands`")
        if mark is not None and points and not 0 < mark <= points[0]:
            said = f"`{decimal_text(mark)}` is not among the points that the bands give, 0 to {decimal_text(points[0])}"
            fix = "the `pass_mark` is above 0 and no more than the best band gives"
            yield Broken(("pass_mark",), said, fix)

    def _of_reviewers(self) -> Iterator[Broken]:
        for at, band in enumerate(self.bands):
            if self.judged_by and band.expect is not None:
                fix = "leave `expect` out of the bands that a reviewer judges by"
                yield Broken(("bands", at, "expect"), "a `reviewer` gives these points, and nothing else does", fix)
            if not self.judged_by and band.expect is None:
                fix = "give every band an `expect`, or write `judged_by: reviewer`"
                yield Broken(("bands", at), f"nothing says when `{decimal_text(band.points)}` points are given", fix)
        if self.judged_by and not self.bands and not self.reviewer_asks:
            fix = "say in `reviewer_asks` what the reviewer must be satisfied of, or give `bands` as a rubric"
            yield Broken(("judged_by",), "the `reviewer` is asked nothing", fix)

    def _of_equivalents(self) -> Iterator[Broken]:
        if not self.accepts_equivalent and not self.refuses_equivalent_because:
            fix = "say in `refuses_equivalent_because` why no equivalent is accepted"
            yield Broken(("accepts_equivalent",), "`no` has no reason", fix)
        if self.accepts_equivalent and self.refuses_equivalent_because:
            fix = "write `accepts_equivalent: no`, or take the reason out"
            yield Broken(("refuses_equivalent_because",), "an equivalent is accepted, and this says why it is not", fix)


class LibraryFile(Versioned):
    """`library.yaml`, at the top of a body's own library: what it adds to."""

    builds_on: Literal["techassure"] | None = None


class Standard(Versioned):
    """`standards/<standard>/standard.yaml`."""

    standard: StandardId
    title: Text
    publisher: Text
    address: Address
    licence: Text
    unofficial: Text | None = None
    official: Address | None = None

    @model_validator(mode="after")
    def _whose(self) -> "Standard":
        if yes_no(self.unofficial) is not None:
            raise PydanticCustomError(
                "whose", "`unofficial` is shown with every result: say in a sentence who encoded it, and for whom", {}
            )
        if (self.unofficial is None) == (self.official is None):
            raise PydanticCustomError(
                "whose",
                "it has to say `unofficial` or `official`, and not both: give `unofficial`; or, if its publisher made "
                "the encoding, `official` with the address at which it says so",
                {},
            )
        return self

    @property
    def standing(self) -> str:
        """Whose the encoding is. Nobody's word is taken for it unseen: what is claimed names where it can be read."""
        if self.official is None:
            return str(self.unofficial)
        told = f"Encoded by its publisher, {self.publisher}, which says so at {self.official}."
        return f"{told} The program has not checked that."


class CriterionAlone(Criterion):
    """A criterion that was read without its examples, to assess and not to prove."""

    examples: Examples = Examples.model_construct(as_of=1, usual={}, cases=())


class Entry(Door):
    """A criterion's line in its edition: a gate, a share, or neither."""

    id: CriterionId
    gate: GateType | None = None
    due: Literal["award", "contract.start"] | None = None
    share: Exact | None = None
    minimum: Exact | None = None

    @model_validator(mode="after")
    def _one_role(self) -> "Entry":
        if self.gate and self.share is not None:
            raise PydanticCustomError("role", "a criterion has a `gate` or a `share`, never both: remove one", {})
        if self.share is not None and self.share <= 0:
            raise PydanticCustomError("role", "a `share` is above 0: remove it where the criterion is not scored", {})
        if self.minimum is not None and self.share is None:
            raise PydanticCustomError(
                "role", "a `minimum` needs a `share`: give one, or take the `minimum` out; a gate is met or not met", {}
            )
        if self.due and not self.gate:
            raise PydanticCustomError("role", "`due` belongs to a gate: add one, or remove it", {})
        return self


class Section(Door):
    """A part of an edition, with its domain and its criteria in order."""

    id: Text
    title: Text
    domain: Domain
    criteria: tuple[Entry, ...]


class Period(Door):
    """The days on which an edition is in force."""

    first: Day = Field(alias="from")
    last: Day | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.last is not None and self.last < self.first:
            raise PydanticCustomError("period", "`to` is before `from`: exchange them", {})
        return self


class NotEncoded(Door):
    """A clause that has no criterion, and why."""

    clause: Text
    because: Text


class Erratum(Door):
    """What a revision of our encoding changed, and whom it touches."""

    revision: Count
    on: Day
    changed: Text
    touches: tuple[Text, ...] = ()


class EditionFile(Versioned):
    """`standards/<standard>/<edition>/edition.yaml`: order, domains, gates and shares on one page."""

    standard: StandardId
    edition: EditionId
    revision: Count
    title: Text
    publisher: Text | None = None
    address: Address | None = None
    status: Literal["draft", "in-force", "superseded", "withdrawn"]
    published: Day | None = None
    in_force: Period | None = None
    selected_by: Literal["as-of", "procurement-commenced", "form-supplied", "account-opened"]
    supersedes: Text | None = None
    remarks: Text | None = None
    sections: tuple[Section, ...] = Field(min_length=1)
    not_encoded: tuple[NotEncoded, ...] = ()
    errata: tuple[Erratum, ...] = ()

    @property
    def name(self) -> str:
        """The name by which the edition is asked for, such as ``dtac@2.0``."""
        return f"{self.standard}@{self.edition}"

    @model_validator(mode="after")
    def _holds_together(self) -> "EditionFile":
        raise_broken(list(self._broken()))
        return self

    def _broken(self) -> Iterator[Broken]:
        if self.revision < 1:
            yield Broken(("revision",), f"`{self.revision}` is not the number of a revision", "count from 1")
        if self.supersedes == self.name:
            fix = "name the edition before it, or take the line out"
            yield Broken(("supersedes",), f"`{self.supersedes}` is this edition itself", fix)
        ids = [section.id for section in self.sections]
        for at, name in enumerate(ids):
            if name in ids[:at]:
                fix = "give each section an `id` of its own"
                yield Broken(("sections", at, "id"), f"`{name}` is an `id` that stands above already", fix)


class LockFile(Versioned):
    """`standards/<standard>/<edition>/lock.yaml`, written by `standards lock`: the digests of what decides."""

    standard: StandardId
    edition: EditionId
    revision: Count
    digest: Digest
    earlier: dict[RevisionNumber, Digest] = {}
    gone: tuple[CriterionId, ...] = ()
    touched: dict[RevisionNumber, tuple[CriterionId, ...]] = {}
    criteria: dict[CriterionId, Digest]
    facts: dict[FactId, Digest] = {}
