"""A plan as plain data: what is written as JSON, and what the page is made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from techassure import assessing, facts
from techassure.engine import Assessment
from techassure.model import Fact
from techassure.planning.making import Change, Plan, Step
from techassure.planning.reaching import Speaker


def plans_document(
    document: dict[str, Any], before: Sequence[Assessment], plans: Sequence[Plan], *, stated: bool
) -> dict[str, Any]:
    """Return the document of the plans, with the head of the self-check that they start from."""
    head = {name: document[name] for name in ("techassure", "tool", "as_of", "what_if", "notices", "selection")}
    parts = [_part(one, plan) for one, plan in zip(before, plans, strict=True)]
    return {
        **head,
        "kind": "plan",
        "effort": "stated" if stated else "number",
        "plans": parts,
        "problems": document["problems"],
    }


def _part(before: Assessment, plan: Plan) -> dict[str, Any]:
    first = {name: before.assessor.selection.facts[name].question for name in plan.asked_first}
    return {
        **{name: each for name, each in assessing.summary(before).items() if name not in ("counts", "lapses_on")},
        "verdict_after": plan.after.verdict,
        "gates_after": assessing.summary(plan.after)["gates"],
        "effort": assessing.exact(plan.effort),
        "least": assessing.exact(plan.least),
        "exact": plan.exact,
        "asked_first": [{"fact": name, "question": question} for name, question in first.items()],
        "changes": [_change(before, each) for each in plan.changes],
        "apart": [{"criterion": each.criterion, "because": each.because} for each in plan.apart],
        "awaits": [{"criterion": key, "of": whom} for key, whom in plan.awaits],
        "steps": [_step(before, each) for each in plan.steps],
    }


def _change(before: Assessment, change: Change) -> dict[str, Any]:
    selection = before.assessor.selection
    fact = selection.facts[change.fact]
    speaker = Speaker(dict(selection.facts), before.assessor.days)
    reach = [
        {
            "of": leaf.fact,
            "word": leaf.word,
            "argument": _plain(leaf.raw),
            "holds": holds,
            "says": speaker.says(leaf, holds),
        }
        for leaf, holds in change.reach
    ]
    now = None if change.present is None or fact.personal else facts.written(fact, change.present)
    return {
        "fact": change.fact,
        "question": fact.question,
        "kind": "document" if fact.type == "document" else "answer",
        "now": now,
        "reach": reach,
        "for_instance": _instance(fact, change),
        "effort": assessing.exact(change.effort),
        "criteria": list(change.serves),
    }


def _instance(fact: Fact, change: Change) -> Any:
    """Return a value that is good enough where several answers have to go together; of tables none."""
    if not change.computed or fact.personal or fact.type == "table":
        return None
    return facts.written(fact, change.shown)


def _plain(raw: Any) -> Any:
    """Return what the author wrote, as plain data."""
    if isinstance(raw, dict):
        return {name: _plain(each) for name, each in raw.items()}
    return [_plain(each) for each in raw] if isinstance(raw, list | tuple) else raw


def _step(before: Assessment, step: Step) -> dict[str, Any]:
    return {
        "criterion": step.criterion,
        "gain": assessing.exact(step.gain),
        "effort": assessing.exact(step.effort),
        "changes": [_change(before, each) for each in step.changes],
    }
