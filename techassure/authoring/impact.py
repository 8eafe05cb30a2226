"""What a change of standards does to submissions: each assessed under the old and under the new, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from techassure import assessing
from techassure.calendar_days import iso
from techassure.documents import writer
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import Outcome
from techassure.engine.ranking import rank
from techassure.explaining import explain
from techassure.problems import Problem
from techassure.reviewing.review_reader import read_reviews
from techassure.reviews import Identity
from techassure.selections.selection import Selection

NEWLY_NON_COMPLIANT = "newly non-compliant"
EFFECTS = (NEWLY_NON_COMPLIANT, "cannot be told", "newly compliant", "score or place", "other outcomes", "none")
"""What a change does to a submission, the gravest first."""
_MOST_REASONS = 3


@dataclass(frozen=True)
class Rules:
    """A selection, by the name under which it was asked for, and what reviewers recorded under it."""

    name: str
    selection: Selection
    reviews: Sequence[Path] = ()


def impact(old: Rules, new: Rules, paths: Sequence[Path], as_of: int) -> dict[str, Any]:
    """Return what changes for every submission of the paths, as plain data. ``as_of`` is a day number.

    Raises:
        ProblemsFound: the reviews do not hold together. What is wrong with a submission stands in the data.
    """
    before, first = _assessed(old, paths, as_of)
    now, second = _assessed(new, paths, as_of)
    places = [_places(list(each.values())) for each in (before, now)]
    both = [identity for identity in now if identity in before]
    submissions = [_submission(before[each], now[each], places[0][each], places[1][each]) for each in both]
    submissions.sort(key=lambda each: EFFECTS.index(each["effect"]))
    problems = list(dict.fromkeys([*first, *second]))
    if not before and not now and not problems:
        problems = [assessing.no_submission(path) for path in paths]
    return {
        "techassure": 1,
        "kind": "impact",
        "as_of": iso(as_of),
        "old": _rules(old),
        "new": _rules(new),
        "counts": {effect: sum(each["effect"] == effect for each in submissions) for effect in EFFECTS},
        "submissions": submissions,
        "problems": [problem.as_data() for problem in problems],
    }


def _rules(rules: Rules) -> dict[str, Any]:
    selection = rules.selection
    editions = [f"{edition.name} r{edition.file.revision}" for edition in selection.editions]
    lots = {"lots": dict(selection.lots)} if selection.lots else {}
    named = {"name": rules.name, "title": selection.title, "digest": selection.digest}
    return {**named, **lots, "editions": editions, "has_reviews": bool(rules.reviews)}


def _assessed(rules: Rules, paths: Sequence[Path], as_of: int) -> tuple[dict[Identity, Assessment], list[Problem]]:
    recorded = read_reviews(rules.reviews, rules.selection)
    assessor = Assessor(rules.selection, as_of)
    found, problems = assessing.assess_all(assessor, assessing.read_all(rules.selection, paths, recorded))
    return {each.submission.identity: each for each in found}, problems


def _places(assessments: Sequence[Assessment]) -> dict[Identity, list[int] | None]:
    """Return the best and the worst place of each in its lot; None where it does not rank."""
    places: dict[Identity, list[int] | None] = {each.submission.identity: None for each in assessments}
    for lot in {each.submission.lot for each in assessments}:
        inside = [each for each in assessments if each.submission.lot == lot]
        for ranked in rank(inside)[0]:
            if inside[ranked.at].score is None:
                continue
            places[inside[ranked.at].submission.identity] = [ranked.best, ranked.worst]
    return places


def _submission(
    old: Assessment, new: Assessment, place: list[int] | None, new_place: list[int] | None
) -> dict[str, Any]:
    submission = new.submission
    criteria = list(_criteria(old, new))
    scores = [writer.range_part(each.score, each.assessor.selection) for each in (old, new)]
    made = {
        "supplier": submission.supplier,
        "supplier_id": submission.supplier_id,
        "product": submission.product,
        "product_version": submission.version,
        "lot": submission.lot,
        "source": submission.label,
        "verdict": {"old": old.verdict, "new": new.verdict},
        "score": {"old": scores[0], "new": scores[1]},
        "place": {"old": place, "new": new_place},
        "decided_by": new.decided_by,
        "criteria": criteria,
    }
    return {"effect": _effect(made), **made}


def _effect(made: Mapping[str, Any]) -> str:
    old, new = made["verdict"]["old"], made["verdict"]["new"]
    if new == "non-compliant" and old != new:
        return NEWLY_NON_COMPLIANT
    if new == "undecided" and old != new:
        return "cannot be told"
    if new == "compliant" and old != new:
        return "newly compliant"
    if any(made[part]["old"] != made[part]["new"] for part in ("score", "place")):
        return "score or place"
    return "other outcomes" if made["criteria"] else "none"


def _criteria(old: Assessment, new: Assessment) -> Iterator[dict[str, Any]]:
    """Yield each criterion that comes to something else, or stands on one side only, with the reasons."""
    before, now = ({plan.rule.key: at for at, plan in enumerate(each.assessor.criteria)} for each in (old, new))
    for key in [*now, *(key for key in before if key not in now)]:
        results = [each.results[places[key]] if key in places else None for each, places in ((old, before), (new, now))]
        ends = [each and (each.outcome, each.low, each.high) for each in results]
        if ends[0] == ends[1]:
            continue
        told = new if key in now else old
        at = now[key] if key in now else before[key]
        plan = told.assessor.criteria[at]
        reasons = explain.reasons(told, at, redact=True) if told is new else []
        because = list(dict.fromkeys(each["says"] for each in reasons))
        yield {
            "criterion": key,
            "title": plan.member.definition.criterion.title,
            "gate": plan.member.gate,
            "old": results[0].outcome.text if results[0] else None,
            "new": results[1].outcome.text if results[1] else None,
            "newly_fails": bool(results[1] and results[1].outcome is Outcome.NOT_MET),
            "because": because[:_MOST_REASONS],
            "unanswered": sorted({each["fact"] for each in reasons if each["cause"] == "missing" and each["fact"]}),
        }
