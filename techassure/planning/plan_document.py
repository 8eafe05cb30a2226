"""A plan as a document: the shape of what `check --plan --format json` writes, for one selection and for several."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from techassure.documents.document import Day, Exact, Gates, Offered, ProblemPart, Range, SelectionPart, put_out
from techassure.engine.scoring import Verdict
from techassure.planning.desk import Because
from techassure.planning.making import Awaited

Stated = Literal["stated", "number"]
"""Whether the supplier stated efforts, or each change counts one."""


class QuestionPart(TypedDict):
    """A question on which it hangs what is asked."""

    fact: str
    question: str
    options: list[str]


class ReachPart(TypedDict):
    """What has to be so of an answer, as a word of the language and as a sentence; ``so_now``: it is so already."""

    of: str
    word: str
    argument: Any
    holds: bool
    says: str
    so_now: bool


class ChangePart(TypedDict):
    """An answer to give or to change, or a document to attach; ``now`` is the answer, or the document's id."""

    fact: str
    question: str
    kind: Literal["document", "answer"]
    now: Any
    reach: list[ReachPart]
    beside: list[str]
    given: bool
    for_instance: Any
    rows: list[str]
    effort: Exact
    criteria: list[str]


class ApartPart(TypedDict):
    """A gate or minimum that the plan does not reach, and why."""

    criterion: str
    because: Because


class AwaitsPart(TypedDict):
    """What is then left to others, and to whom."""

    criterion: str
    of: Awaited


class StepPart(TypedDict):
    """Changes that gain points, counted after the steps before."""

    criterion: str
    gain: Exact
    effort: Exact
    changes: list[ChangePart]


class PlanPart(Offered):
    """The plan for one submission."""

    source: str
    supplier_id: str
    verdict: Verdict | None
    gates: Gates
    score: Range | None
    verdict_after: Verdict | None
    gates_after: Gates
    effort: Exact
    least: Exact
    exact: bool
    asked_first: list[QuestionPart]
    changes: list[ChangePart]
    apart: list[ApartPart]
    awaits: list[AwaitsPart]
    steps: list[StepPart]


@put_out
class PlanDocument(TypedDict):
    """The plans of a self-check."""

    techassure: Literal[1]
    tool: str
    kind: Literal["plan"]
    as_of: Day
    what_if: bool
    notices: list[str]
    selection: SelectionPart
    effort: Stated
    plans: list[PlanPart]
    problems: list[ProblemPart]


class SidePart(Offered):
    """What a plan for several selections comes to in one of them."""

    selection: str
    title: str
    as_of: Day
    verdict: Verdict | None
    gates: Gates
    score: Range | None
    asked_first: list[QuestionPart]
    apart: list[ApartPart]
    awaits: list[AwaitsPart]
    verdict_after: Verdict | None
    gates_after: Gates


class ServesPart(TypedDict):
    """The criteria of a selection that a change serves."""

    selection: str
    criteria: list[str]


class SharedChange(ChangePart):
    """A change for several selections."""

    serves: list[ServesPart]


class GainPart(TypedDict):
    """The points that a step gains in a selection."""

    selection: str
    gain: Exact


class SharedStep(TypedDict):
    """Changes that gain points, and where."""

    gain: Exact
    gains: list[GainPart]
    effort: Exact
    changes: list[ChangePart]


@put_out
class TogetherDocument(TypedDict):
    """One plan for several selections."""

    techassure: Literal[1]
    tool: str
    kind: Literal["plan-together"]
    what_if: bool
    notices: list[str]
    effort: Stated
    selections: list[SidePart]
    size: Exact
    least: Exact
    exact: bool
    changes: list[SharedChange]
    steps: list[SharedStep]
    problems: list[ProblemPart]
