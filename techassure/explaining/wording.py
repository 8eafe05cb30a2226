"""The words of a reason: what is shown of a submission, and the sentences that are made of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from techassure.calendar_days import iso
from techassure.definitions import facts, words
from techassure.definitions.definition import expected
from techassure.definitions.model import Demand
from techassure.definitions.validators import accepts
from techassure.definitions.words import Leaf, Tree, leaves
from techassure.engine.assessor import Assessment
from techassure.engine.contradictions import REDACTED, brief, labelled
from techassure.engine.outcomes import Result, View
from techassure.engine.plans import CriterionPlan
from techassure.engine.situation import Situation
from techassure.explaining.subjects import subject
from techassure.reviews import Judgement
from techassure.submissions import Document

Reason = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Wording:
    """One criterion of a submission as its reasons speak of it."""

    def __init__(self, assessment: Assessment, at: int, redact: bool) -> None:
        self.assessment = assessment
        self.plan: CriterionPlan = assessment.assessor.criteria[at]
        self.definition = self.plan.member.definition
        self.criterion = self.definition.criterion
        self.result: Result = assessment.results[at]
        self.situation: Situation = assessment.weighed.situation_of(self.plan)
        self.as_of = assessment.assessor.as_of
        self.view: View = assessment.view(self.plan, self.as_of)
        self.facts = assessment.assessor.selection.facts
        self.redact = redact

    def _asked(self, name: str) -> list[str]:
        """Return the facts that are asked, each once: of a computed one, those that it is computed from."""
        derived = self.facts[name].derived
        if not derived:
            return [name]
        return list(dict.fromkeys(each for given in derived.inputs for each in self._asked(given)))

    def _about(self, leaf: Leaf, cause: str, says: str, **parts: Any) -> Reason:
        provenance = self.provenance(leaf.fact) if leaf.fact in self.situation.values else None
        return reason(
            cause,
            says,
            fact=leaf.fact,
            value=self.value(leaf.fact),
            provenance=provenance,
            expected=expected(leaf),
            **parts,
        )

    def _known(self, name: str) -> Any:
        return self.situation.values.get(name, self.assessment.assessor.selection.contract.get(name))

    def _redacted(self, name: str, value: Any) -> Any:
        return REDACTED if value is not None and self.is_personal(name) else value

    def is_personal(self, name: str) -> bool:
        """Tell whether a value is hidden, because it is about people."""
        return self.redact and any(self.facts[each].personal for each in (name, *self._asked(name)))

    def _question(self, leaf: Leaf) -> str:
        """Return the question behind a fact; behind a computed one, the questions of what it is computed from."""
        return " ".join(self.facts[name].question or name for name in dict.fromkeys(self._asked(leaf.fact)))

    def _answer(self, leaf: Leaf) -> str:
        """Return the question behind a fact with its answer; a computed one is called by what it is."""
        name = leaf.fact
        asked = subject(name, self.facts) if self.facts[name].derived else self._question(leaf)
        mark = ":" if self.facts[name].derived and not asked.endswith("?") else ""
        return f"{asked}{mark} {self._shown(name)}"

    def _shown(self, name: str) -> str:
        if self._known(name) is None:
            document = self.first_of(name)
            return f"`{document}`." if document else "Not answered."
        return f"{self.brief(name)}."

    def _sentence(self, template: str, tree: Tree) -> str:
        failing = _failing_rows(tree, self) if "{failing." in template else []
        return _PLACEHOLDER.sub(lambda found: self._placeholder(found[1], failing), template)

    def _cell(self, name: str, column: str, row: dict[str, Any]) -> str:
        if self.is_personal(name):
            return REDACTED
        definition = (self.facts[name].columns or {}).get(column)
        return brief(labelled(definition, facts.written(definition, row[column])))

    def _placeholder(self, name: str, failing: list[tuple[str, dict[str, Any]]]) -> str:
        days = self.assessment.assessor.days
        if name in words.NAMED_DAYS:
            day = days.named(name)
            return iso(day) if day is not None else "an unknown day"
        if name == "failing.count":
            return str(len(failing))
        if name.startswith("failing."):
            column = name.removeprefix("failing.")
            shown = [self._cell(fact, column, row) for fact, row in failing if column in row]
            return ", ".join(shown[:8]) + (f" and {len(shown) - 8} more" if len(shown) > 8 else "")
        return self.brief(name) if self.situation.values.get(name) is not None else "not given"

    # --- what is shown of this submission

    def value(self, name: str) -> Any:
        """Return a fact's value as it would be written; None where there is none."""
        return self._redacted(name, facts.written(self.facts[name], self._known(name)))

    def brief(self, name: str) -> str:
        """Return a fact's value as a sentence can hold it."""
        fact = self.facts[name]
        return brief(self._redacted(name, labelled(fact, facts.written(fact, self._known(name)))))

    def provenance(self, name: str) -> str:
        """Return how well a value is backed."""
        return self.situation.provenance(name, self.plan.by)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        found: list[dict[str, Any]] = self.situation.values[name]
        return found

    def documents(self) -> Sequence[Document]:
        """Return the documents, to look for one that does not stand well."""
        return self.assessment.submission.documents

    def first_of(self, kind: str) -> str | None:
        """Return what the first document of a kind is called."""
        return next((each.id for each in self.assessment.submission.documents if each.kind == kind), None)

    def id_of(self, document: Document) -> str:
        """Return what a document that does not stand well is called."""
        return document.id

    def issue_of(self, document: Document) -> str:
        """Return the day on which a document was issued."""
        return iso(document.issued or 0)

    def end_of(self, document: Document) -> str:
        """Return the last day on which a document is in force."""
        return iso(self.situation.last_day(document))

    def version_of(self, document: Document) -> str:
        """Return the version of which a document speaks."""
        return str(document.product_version)

    def version(self) -> str:
        """Return the version that is submitted."""
        return self.assessment.submission.version


def _failing_rows(tree: Tree, wording: Wording) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for leaf in leaves(tree):
        if leaf.word in ("every", "some") and leaf.fact in wording.situation.values:
            fails = accepts(words.compiled(leaf.argument, wording.assessment.assessor.days)[1])
            rows += [(leaf.fact, row) for row in wording.rows(leaf.fact) if fails(row)]
    return rows


def to_back(demand: Demand) -> str:
    """Return what to do so that answers stand as well as is demanded; who looks in a register is the buyer."""
    papers = " or ".join(f"`{kind}`" for kind in demand.by)
    if demand.demands == "verified":
        return "The buyer has to look it up in a register, and record what was found."
    as_written = ", as the tool wrote it" if demand.demands == "measured" else ""
    return f"Attach {papers or 'a document that backs it'}{as_written}."


def reason(cause: str, says: str, **parts: Any) -> Reason:
    """Return a reason with all its parts, those that are not given as None."""
    names = ("check", "fact", "value", "found", "provenance", "expected", "document", "on", "by")
    return {"cause": cause, **{name: parts.get(name) for name in names}, "says": says, "fix": parts.get("fix")}


def said(judged: Judgement) -> str:
    """Return what a person decided about it, who and when."""
    return f"{judged.because} ({judged.by}, {iso(judged.on)})"
