"""A plan as plain data: what is written as JSON, and what the page is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.definitions.validators import accepts
from techassure.definitions.words import Leaf, schemas
from techassure.documents.writer import exact, summary
from techassure.engine.assessor import Assessment
from techassure.planning.abreast import Shared, SharedStep, Together
from techassure.planning.changes import Change, Step
from techassure.planning.making import Plan
from techassure.planning.plan_document import PlanDocument, TogetherDocument
from techassure.planning.reaching import Speaker
from techassure.proving.witnesses import value_of


def plans_document(
    document: Mapping[str, Any], before: Sequence[Assessment], plans: Sequence[Plan], *, stated: bool
) -> PlanDocument:
    """Return the document of the plans, with the head of the self-check that they start from."""
    head = {name: document[name] for name in ("techassure", "tool", "as_of", "what_if", "notices", "selection")}
    parts = [_part(one, plan) for one, plan in zip(before, plans, strict=True)]
    made: Any = {  # of parts of other documents: tests hold it to the shape
        **head,
        "kind": "plan",
        "effort": "stated" if stated else "number",
        "plans": parts,
        "problems": document["problems"],
    }
    return cast(PlanDocument, made)


def _part(before: Assessment, plan: Plan) -> dict[str, Any]:
    first = {name: before.assessor.selection.facts[name] for name in plan.asked_first}
    return {
        **{name: each for name, each in summary(before).items() if name not in ("counts", "lapses_on")},
        "verdict_after": plan.after.verdict,
        "gates_after": summary(plan.after)["gates"],
        "effort": exact(plan.effort),
        "least": exact(plan.least),
        "exact": plan.exact,
        "asked_first": [
            {"fact": name, "question": fact.question, "options": list(fact.options or ())}
            for name, fact in first.items()
        ],
        "changes": [_change(before, each) for each in plan.changes],
        "apart": [{"criterion": each.criterion, "because": each.because} for each in plan.apart],
        "awaits": [{"criterion": key, "of": whom} for key, whom in plan.awaits],
        "steps": [_step(before, each) for each in plan.steps],
    }


def together_document(
    documents: Sequence[Mapping[str, Any]], before: Sequence[Assessment], made: Together, *, stated: bool
) -> TogetherDocument:
    """Return the document of one plan for several selections; ``documents`` are the self-checks it starts from."""
    names = [each.assessor.selection.id for each in before]
    sides = zip(documents, before, made.plans, made.after, made.lost, strict=True)
    shared: Any = {  # of parts of other documents: tests hold it to the shape
        "techassure": 1,
        "tool": documents[0]["tool"],
        "kind": "plan-together",
        "what_if": any(each["what_if"] for each in documents),
        "notices": list(dict.fromkeys(notice for each in documents for notice in each["notices"])),
        "effort": "stated" if stated else "number",
        "selections": [_side(*each) for each in sides],
        "size": exact(made.effort),
        "least": exact(made.least),
        "exact": made.exact,
        "changes": [_shared(before, names, each) for each in made.changes],
        "steps": [_shared_step(before, names, each) for each in made.steps],
        "problems": list({str(one): one for each in documents for one in each["problems"]}.values()),
    }
    return cast(TogetherDocument, shared)


def _side(
    document: Mapping[str, Any], before: Assessment, plan: Plan, after: Assessment, lost: Iterable[str]
) -> dict[str, Any]:
    part = _part(before, plan)
    part["apart"] += [{"criterion": key, "because": "not together"} for key in lost]
    kept = (
        "supplier",
        "product",
        "product_version",
        "lot",
        "verdict",
        "gates",
        "score",
        "asked_first",
        "apart",
        "awaits",
    )
    return {
        "selection": document["selection"]["id"],
        "title": document["selection"]["title"],
        "as_of": document["as_of"],
        **{name: part[name] for name in kept},
        "verdict_after": after.verdict,
        "gates_after": summary(after)["gates"],
    }


def _shared(before: Sequence[Assessment], names: Sequence[str], shared: Shared) -> dict[str, Any]:
    """Return a change with all that the selections want of the answer, each said once."""
    serves = [{"selection": name, "criteria": list(its)} for name, its in zip(names, shared.serves, strict=True) if its]
    return {**_wanted(before, shared), "criteria": [], "serves": serves}


def _wanted(before: Sequence[Assessment], shared: Shared) -> dict[str, Any]:
    told = [_change(each, change)["reach"] for each, change in zip(before, shared.told, strict=True)]
    reach = {each["says"]: each for its in told for each in its}
    return {**_change(before[0], shared.change), "reach": list(reach.values())}


def _shared_step(before: Sequence[Assessment], names: Sequence[str], step: SharedStep) -> dict[str, Any]:
    gains = [{"selection": name, "gain": exact(gain)} for name, gain in zip(names, step.gains, strict=True)]
    return {
        "gain": exact(sum(step.gains, Fraction(0))),
        "gains": [each for each, gain in zip(gains, step.gains, strict=True) if gain],
        "effort": exact(step.effort),
        "changes": [_wanted(before, each) for each in step.shared],
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
            "says": speaker.says(leaf, holds, asked=change.fact),
            "so_now": _is_so(before, leaf, holds),
        }
        for leaf, holds in change.reach
    ]
    return {
        "fact": change.fact,
        "question": fact.question,
        "kind": "document" if fact.type == "document" else "answer",
        "now": _now(before, fact, change),
        "reach": reach,
        "beside": list(change.beside),
        "given": change.given,
        "for_instance": _instance(fact, change),
        "rows": _rows(speaker, fact, change),
        "effort": exact(change.effort),
        "criteria": list(change.serves),
    }


def _now(before: Assessment, fact: Fact, change: Change) -> Any:
    """Return the answer, or the id of the last document of its kind, that a change takes the place of."""
    if fact.type == "document":
        listed = [each.id for each in before.submission.documents if each.kind == change.fact]
        return listed[-1] if listed else None
    return None if change.present is None or fact.personal else facts.written(fact, change.present)


def _is_so(before: Assessment, leaf: Leaf, holds: bool) -> bool:
    """Tell whether it is so already what an answer has to reach."""
    assessor, given = before.assessor, before.weighed.claimed.values
    value = value_of(leaf.fact, given, assessor.selection.facts)
    return value is not None and accepts(schemas(leaf, assessor.days)[0 if holds else 1])(value)


def _instance(fact: Fact, change: Change) -> Any:
    """Return a value that is good enough where several answers have to go together; of a table only if it is new."""
    if not change.computed or change.given or fact.personal or (fact.type == "table" and change.present):
        return None
    return facts.written(fact, change.shown)


def _rows(speaker: Speaker, fact: Fact, change: Change) -> list[str]:
    """Return the rows of such a value in words."""
    if fact.type != "table" or _instance(fact, change) is None:
        return []
    return [speaker.row(fact, row) for row in change.shown]


def _plain(raw: Any) -> Any:
    """Return what the author wrote, as plain data."""
    if isinstance(raw, dict):
        return {name: _plain(each) for name, each in raw.items()}
    return [_plain(each) for each in raw] if isinstance(raw, list | tuple) else raw


def _step(before: Assessment, step: Step) -> dict[str, Any]:
    return {
        "criterion": step.criterion,
        "gain": exact(step.gain),
        "effort": exact(step.effort),
        "changes": [_change(before, each) for each in step.changes],
    }
