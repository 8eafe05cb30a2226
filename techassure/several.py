"""One product held against several selections at once: what each says, and which questions are still unanswered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from techassure.definitions.definition import is_asked
from techassure.documents import writer
from techassure.documents.document import Document, ProblemPart
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome

Checked = tuple[list[Assessment], Document]
"""The assessments of a product against one selection, and the document that says so."""


class UnansweredPart(TypedDict):
    """A question that nobody answered, with the selections that ask it."""

    fact: str
    question: str | None
    asked_by: list[str]


class SeveralDocument(TypedDict):
    """Several self-checks, and the questions that are unanswered, most asked first."""

    techassure: Literal[1]
    tool: str
    kind: Literal["self-checks"]
    what_if: bool
    unanswered: list[UnansweredPart]
    checks: list[Document]
    problems: list[ProblemPart]


def unanswered(assessment: Assessment) -> list[str]:
    """Return the questions that matter here and have no answer, in the order in which they are asked.

    What does not apply asks nothing, and what is met in full no more. A document counts as answered when there is one,
    in force or not; and so does what a file gives, though nobody claimed it.
    """
    selection, submission = assessment.assessor.selection, assessment.submission
    there = submission.values.keys() | submission.measured.keys() | {each.kind for each in submission.documents}
    named: dict[str, None] = {}
    for plan, result in zip(assessment.assessor.criteria, assessment.results, strict=True):
        if result.outcome is not Outcome.NOT_APPLICABLE and not (
            result.outcome is Outcome.MET and result.low == plan.rule.of
        ):
            asked = [*plan.sources, *plan.deciding, *plan.by]
            named.update(dict.fromkeys(sorted(set(asked))))
    return [name for name in named if name not in there and is_asked(name, selection.facts[name])]


def several_document(checks: Sequence[Checked]) -> SeveralDocument:
    """Return the document of several self-checks: each whole, and the questions with the selections that ask them."""
    asking: dict[str, list[str]] = {}
    questions: dict[str, str | None] = {}
    documents = [document for _, document in checks]
    for assessments, _ in checks:
        for assessment in assessments:
            selection = assessment.assessor.selection
            for name in unanswered(assessment):
                questions[name] = selection.facts[name].question
                asking[name] = list(dict.fromkeys([*asking.get(name, []), selection.id]))
    most_asked = sorted(asking, key=lambda name: (-len(asking[name]), name))
    return {
        "techassure": 1,
        "tool": writer.tool(),
        "kind": "self-checks",
        "what_if": any(each["what_if"] for each in documents),
        "unanswered": [{"fact": n, "question": questions[n], "asked_by": asking[n]} for n in most_asked],
        "checks": documents,
        "problems": _once([problem for each in documents for problem in each["problems"]]),
    }


def _once(problems: Sequence[ProblemPart]) -> list[ProblemPart]:
    return [each for at, each in enumerate(problems) if each not in problems[:at]]
