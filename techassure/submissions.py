"""Submissions and what they may hold: the door that files come in by, and the typed noun that the engine sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from pydantic import SkipValidation, StringConstraints, WithJsonSchema

from techassure.files.doors import Day, Door, Exact, Text, Versioned
from techassure.problems import Place, Problem
from techassure.reviews import NONE, Identity, Reviews
from techassure.vulnerabilities import Statements

Plain = Annotated[str, StringConstraints(pattern=r"^[^\p{Cc}\p{Cf}]*$", max_length=1000)]
"""Text without control characters; checked by the validator itself, because a batch holds millions of them."""
DocumentState = Literal["readable", "no-file", "missing", "no-digest", "mismatch"]


# --- the door -------------------------------------------------------------------------------------------------------


class SupplierFile(Door):
    """Who submits."""

    id: Text
    name: Text


class ProductFile(Door):
    """What is submitted."""

    name: Text
    version: Text


class EvidenceFile(Door):
    """A document. `kind` is the document fact that it answers."""

    id: Plain
    kind: Plain
    title: Plain | None = None
    file: Plain | None = None
    sha256: Plain | None = None
    issued: Plain | None = None
    expires: Plain | None = None
    product_version: Plain | None = None
    issued_by: Plain | None = None


class ClaimFile(Door):
    """A claim that a criterion does not apply, or is met by something equivalent; with the reason."""

    criterion: Text
    not_applicable: Text | None = None
    equivalent: Text | None = None


class PriceFile(Door):
    """The price, which is opened and assessed apart."""

    whole_life_cost: Exact
    currency: Text = "GBP"
    vat: Literal["excluded", "included"] = "excluded"


class DeclarationFile(Door):
    """Who declares that the submission is true."""

    name: Text
    role: Text | None = None
    on: Day


# Answers and evidence are the bulk of a batch: `intake` reads their parts one by one, faster than a model is made of
# each; the published schema says the same of them.
Answers = Annotated[dict[Any, Any], SkipValidation, WithJsonSchema({"type": "object"})]
Evidence = Annotated[list[Any], SkipValidation, WithJsonSchema({"type": "array", "items": {"type": "object"}})]


class SharedFile(Versioned):
    """`supplier.yaml` or `product.yaml`: what several submissions share."""

    supplier: SupplierFile | None = None
    product: ProductFile | None = None
    answers: Answers = {}
    evidence: Evidence = []


class SubmissionFile(SharedFile):
    """`submission.yaml`."""

    lot: Text | None = None
    claims: list[ClaimFile] = []
    price: PriceFile | None = None
    declared_by: DeclarationFile | None = None


# --- the noun -------------------------------------------------------------------------------------------------------


class Document(NamedTuple):
    """A document of a submission, as its file was found. Days are day numbers."""

    id: str
    kind: str
    state: DocumentState
    issued: int | None = None
    expires: int | None = None
    product_version: str | None = None
    file: str | None = None
    other_product: str | None = None
    """The product that its file names, where that is another one: it measures nothing."""


class Difference(NamedTuple):
    """A row of a table that was claimed otherwise than it was measured."""

    row: str
    claimed: str
    found: str


class Measurement(NamedTuple):
    """A fact as a reader found it in a document: what, where, by which tool, when and over what.

    ``found`` is the typed value; of a table, the claimed one with the rows that differ put right. ``rules_out``: the
    file shows only that the claim does not hold, and ``found`` is what is left. ``statements``: what the fact is
    counted from, with the statements of the other files that count on the day; ``found`` is None until then.
    """

    fact: str
    found: Any
    document: str
    place: Place
    kind: str
    made_by: str
    made_on: int | None
    covers: str
    rows: tuple[Difference, ...] = ()
    rules_out: bool = False
    statements: Statements | None = None


class Claim(NamedTuple):
    """What a supplier claims of a criterion, and why."""

    kind: Literal["not-applicable", "equivalent"]
    because: str


class Where(Protocol):
    """Knows where the parts of a submission stand; None where there is no such part."""

    def answer(self, name: str) -> Place | None:
        """Return where the answer to a fact stands."""

    def document(self, name: str) -> Place | None:
        """Return where a document is listed, by its id."""

    def claim(self, criterion: str) -> Place | None:
        """Return where a claim about a criterion stands."""


@dataclass(slots=True)
class Submission:
    """What one supplier says of one version of one product for one lot; typed, with its documents and reviews."""

    label: str
    """How outputs name where it was read from."""
    supplier_id: str
    """The supplier's public number, after the name of its register."""
    supplier: str
    """The supplier's name."""
    product: str
    """The product's name."""
    version: str
    """The version of the product."""
    lot: str | None
    """The key of the lot; None where there are no lots."""
    values: dict[str, Any]
    """The answers, typed, by fact."""
    backing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The ids of the documents that back an answer, by fact."""
    documents: tuple[Document, ...] = ()
    """The documents, as their files were found."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """What is claimed of criteria, by their keys, such as `dtac/C2.2.4`."""
    reviews: Reviews = NONE
    """What the buyer recorded about it."""
    measured: Mapping[str, Any] = field(default_factory=dict)
    """The values that count of what was measured, by fact."""
    measurements: Mapping[str, Sequence[Measurement]] = field(default_factory=dict)
    """All that readers found, by fact."""
    claimed_at: Mapping[str, Place] = field(default_factory=dict)
    """Where claims stand that a measurement may contradict, by fact."""
    audited: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Documents of somebody independent that back such claims: their ids, by fact."""
    declared_on: int | None = None
    """The day on which it was declared to be true, a day number."""
    remarks: tuple[Problem, ...] = ()
    """Warnings about its file: parts that were not read, and do not stand in the way."""
    where: Where | None = field(default=None, compare=False, repr=False)
    """Knows the places of its parts; None where whoever read it did not ask for them."""

    @property
    def identity(self) -> Identity:
        """Supplier, product, version and lot: what no two submissions of a tender share."""
        return (self.supplier_id, self.product, self.version, self.lot)


class Refusal(NamedTuple):
    """A submission that could not be read, and every reason why."""

    label: str
    problems: tuple[Problem, ...]
