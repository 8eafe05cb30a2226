"""A criterion that was read and checked, with its expectations as trees, and the facts that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from techassure.definitions.model import Band, Check, Citation, Criterion, Entry, Fact, Note, Section
from techassure.definitions.words import Leaf, Tree, leaves
from techassure.files.places import Source

HEAD_FACTS: dict[str, Fact] = {
    name: Fact.model_validate({"question": question, "about": about, "type": "text"})
    for name, question, about in (
        ("submission.supplier_name", "What is the supplier called? (from the submission's head)", "bidder"),
        ("submission.product_name", "What is the product called? (from the submission's head)", "product"),
        ("submission.product_version", "Which version is submitted? (from the submission's head)", "product"),
    )
}


class Definition(NamedTuple):
    """A criterion that was read and checked, with its expectations as trees."""

    key: str
    criterion: Criterion
    section: Section
    entry: Entry
    source: Source
    applies: Tree | None
    checks: tuple[tuple[Check, Tree], ...]
    bands: tuple[tuple[Band, Tree | None], ...]
    notes: tuple[tuple[Note, Tree], ...]

    @property
    def citation(self) -> Citation:
        """Where the criterion comes from."""
        return self.criterion.source

    def trees(self) -> Iterator[Tree]:
        """Yield every expectation, those of notes last."""
        if self.applies:
            yield self.applies
        yield from (tree for _, tree in self.checks)
        yield from (tree for _, tree in self.bands if tree)
        yield from (tree for _, tree in self.notes)

    def steps(self) -> list[Tree]:
        """Return the expectations of checks, and then those of bands."""
        return [*(tree for _, tree in self.checks), *(tree for _, tree in self.bands if tree)]

    def decides(self) -> dict[str, Any]:
        """Return what decides outcomes, without the wording and without its line in the edition.

        To whoever judges, the words of the rubric and of what is asked are the rule, so there they decide.
        """
        raw = self.source.value
        of_band = ("points", "expect", *(("says",) if self.criterion.judged_by else ()))
        kept = (
            "applies_when",
            "bands",
            "pass_mark",
            "judged_by",
            "reviewer_asks",
            "evidence",
            "may_claim_not_applicable",
            "accepts_equivalent",
        )
        made = {name: raw[name] for name in kept if name in raw}
        made["bands"] = [{key: band[key] for key in of_band if key in band} for band in raw.get("bands", [])]
        made["checks"] = [{key: check[key] for key in ("id", "expect")} for check in raw.get("checks", [])]
        return {"id": self.key, "section": self.section.id, "domain": self.section.domain, **made}

    def facts(self) -> list[str]:
        """Return the facts that the criterion speaks of, in the order they are met."""
        return list(dict.fromkeys(leaf.fact for tree in self.trees() for leaf in leaves(tree)))


def best_points(definition: Definition) -> Fraction:
    """Return the most points that a criterion can give."""
    return max((band.points for band, _ in definition.bands), default=Fraction(1))


def is_asked(name: str, fact: Fact) -> bool:
    """Tell whether a fact is for a submission to answer: not the contract's, not computed, not of the head."""
    return fact.about != "contract" and fact.derived is None and name not in HEAD_FACTS


def decisive(definition: Definition) -> list[str]:
    """Return the facts that the checks and bands of a criterion speak of, in the order they are met."""
    trees = [tree for _, tree in (*definition.checks, *definition.bands) if tree]
    return list(dict.fromkeys(leaf.fact for tree in trees for leaf in leaves(tree)))


def asked(definition: Definition, facts: Mapping[str, Fact]) -> str | None:
    """Return the one fact that answers the criterion's own code, or None where there is not exactly one."""
    if definition.criterion.asks:
        return definition.criterion.asks
    plain = {
        name
        for name in decisive(definition)
        if facts[name].type != "document" and not facts[name].derived and name not in HEAD_FACTS
    }
    return plain.pop() if len(plain) == 1 else None


def expected(leaf: Leaf) -> dict[str, Any]:
    """Return the leaf as its author wrote it: ``{"within": "12 months"}``; under `not`, in a `not` of its own."""
    written = {leaf.word: leaf.raw}
    return {"not": written} if leaf.negated else written
