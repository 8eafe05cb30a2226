"""A submission that tells two versions of a criterion apart, run through the engine under both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from techassure.calendar_days import iso
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.model import Fact
from techassure.engine.assessor import Assessor
from techassure.engine.outcomes import Outcome, Result, Standing
from techassure.engine.plans import DOCUMENTED, MEASURED, PROVENANCE, VERIFIED
from techassure.reviews import Judgement, RegisterCheck, Reviews
from techassure.selections.selection import Member, Selection
from techassure.submissions import Claim, Document, Submission

HEAD = {
    "submission.supplier_name": "Example Supplier Ltd",
    "submission.product_name": "Example Product",
    "submission.product_version": "1.0",
}
_APART = ("contract.", "submission.")
_STANDINGS: Mapping[Standing, str] = {
    Standing.SHORT: "not backed",
    Standing.EXPIRED: "backed by a document that has expired",
    Standing.OTHER_VERSION: "backed by a document about another version",
}


@dataclass(frozen=True)
class Version:
    """A criterion in its edition, with the facts of the library that it was read from."""

    definition: Definition
    edition: Edition
    facts: Mapping[str, Fact]
    _compiled: dict[str, Assessor] = field(default_factory=dict, compare=False, repr=False)

    def assessor(self, as_of: int, contract: Mapping[str, Any]) -> Assessor:
        """Return the engine, compiled for the criterion by itself on a day under a contract."""
        key = repr((as_of, sorted(contract.items())))
        if key not in self._compiled:
            share = Fraction(1) if self.definition.criterion.bands else None
            member = Member(self.definition, self.edition, share=share)
            made = Selection("standards", "-", "-", (self.edition,), (member,), self.facts, contract=contract)
            self._compiled[key] = Assessor(made, as_of)
        return self._compiled[key]


@dataclass(frozen=True)
class Trial:
    """What a submission says, and how its answers are backed: well, save for those that ``weak`` names.

    ``provenance`` says how well; ``kinds`` are the documents that lie beside it without being cited. Days are numbers.
    """

    as_of: int
    values: Mapping[str, Any]
    weak: Mapping[str, Standing] = field(default_factory=dict)
    provenance: int = VERIFIED
    kinds: tuple[str, ...] = ()
    claim: Literal["not-applicable", "equivalent"] | None = None
    review: bool | None = None

    def run(self, version: Version) -> Result | None:
        """Return what the engine says of it; None where one of its answers is none to this version's facts."""
        if not all(_is_answer(name, value, version.facts) for name, value in self.values.items()):
            return None
        contract = {name: value for name, value in self.values.items() if name.startswith("contract.")}
        return version.assessor(self.as_of, contract).assess(self.submission(version)).results[0]

    def submission(self, version: Version) -> Submission:
        """Return it as the engine takes it."""
        own = {name: value for name, value in self.values.items() if not name.startswith("contract.")}
        answers = {name: value for name, value in own.items() if _type(name, version.facts) != "document"}
        documents = [
            *(self._document(name, name) for name in own if name not in answers),
            *(Document(f"beside-{kind}", kind, "readable", self.as_of) for kind in self.kinds),
            *(self._document(f"for-{name}", "(any)") for name in answers if self._is_cited(name)),
        ]
        backing = {name: (f"for-{name}",) for name in answers if self._is_cited(name)}
        made = Submission(
            "trial", "TRIAL-1", HEAD["submission.supplier_name"], HEAD["submission.product_name"],
            HEAD["submission.product_version"], None, {**HEAD, **answers}, backing, tuple(documents),
        )  # fmt: skip
        well = [name for name in own if name not in self.weak]
        if self.provenance == MEASURED:
            made.measured = {name: value for name, value in answers.items() if name in well}
        checks = {name: RegisterCheck("-", "trial", self.as_of) for name in well if self.provenance == VERIFIED}
        key = version.definition.key
        made.claims = {key: Claim(self.claim, "-")} if self.claim else {}
        judged = {} if self.review is None else {key: Judgement("-", "trial", self.as_of, self.review)}
        made.reviews = Reviews(judged, checks)
        return made

    def _is_cited(self, name: str) -> bool:
        return self.provenance >= DOCUMENTED and self.weak.get(name) is not Standing.SHORT

    def _document(self, name: str, kind: str) -> Document:
        standing = self.weak.get(name.removeprefix("for-"), Standing.GOOD)
        expires = self.as_of - 1 if standing is Standing.EXPIRED else None
        version = "another version" if standing is Standing.OTHER_VERSION else None
        return Document(name, kind, "readable", self.as_of - 1, expires, version)

    def as_data(self, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """Return what the submission says, as it would be written in a file, and how it is backed, in words."""
        shown = {name: fact_types.written(facts[name], value) for name, value in sorted(self.values.items())}
        documents = {name for name in shown if _type(name, facts) == "document"}
        parts = {
            "as_of": iso(self.as_of),
            "contract": {n: v for n, v in shown.items() if n.startswith("contract.")},
            "head": {n: v for n, v in shown.items() if n in HEAD},
            "answers": {n: v for n, v in shown.items() if not n.startswith(_APART) and n not in documents},
            "documents": sorted({*documents, *self.kinds}),
            "backed": self._backed(),
            "claims": self.claim,
            "reviewed": None if self.review is None else "met" if self.review else "not met",
        }
        return {name: part for name, part in parts.items() if part not in (None, {}, [])}

    def _backed(self) -> str:
        said = [f"`{name}` {_STANDINGS[standing]}" for name, standing in sorted(self.weak.items())]
        return "; ".join([f"answers are {PROVENANCE[self.provenance]}", *said])


def _type(name: str, facts: Mapping[str, Fact]) -> str | None:
    return facts[name].type if name in facts else None


def _is_answer(name: str, value: Any, facts: Mapping[str, Fact]) -> bool:
    fact = facts.get(name)
    if fact is None or fact.type == "document":
        return True
    return not isinstance(fact_types.reader(fact)(fact_types.written(fact, value)), fact_types.Unreadable)


_RANKS = {
    Outcome.NOT_MET: 0,
    Outcome.NO_ANSWER: 1,
    Outcome.NEEDS_REVIEW: 2,
    Outcome.MET: 3,
    Outcome.NOT_APPLICABLE: 4,
}


def fares(old: Result, new: Result, old_of: Fraction, new_of: Fraction) -> set[int]:
    """Return how a submission fares under the new version: {-1} worse, {1} better, both in parts, or the same: {}."""
    if old.outcome is not new.outcome:
        return {1 if _RANKS[new.outcome] > _RANKS[old.outcome] else -1}
    ends = ((old.low / old_of, new.low / new_of), (old.high / old_of, new.high / new_of))
    return {1 if now > before else -1 for before, now in ends if now != before}
