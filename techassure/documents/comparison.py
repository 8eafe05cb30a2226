"""Two kept documents side by side: what became of each criterion between them, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from techassure.documents.comparison_document import (
    Axis,
    ComparedCriterion,
    Comparison,
    Kind,
    MinimumPart,
    PairPart,
    ProductPart,
    SeenPart,
    SidePart,
    StandingPart,
)
from techassure.documents.document import AssessmentPart, CriterionPart, Document, Moment

Pair = tuple[AssessmentPart, AssessmentPart]
KINDS: tuple[Kind, ...] = ("lapsed", "lost", "new", "gone", "changed", "fixed", "same")
_GOOD = ("met", "not applicable")
_FURTHER = ("met", "needs review", "no answer", "not met")
_BESIDE = ("holds", "note")


def compared(before: Document, after: Document) -> Comparison:
    """Return the comparison as plain data. The documents are those that `documents.reader` accepts.

    Where each holds one assessment the two are compared, whatever they are about; otherwise those of the same supplier,
    product and lot, and the others are named.
    """
    first, second = before["assessments"], after["assessments"]
    pairs = list(zip(first, second, strict=True)) if len(first) == len(second) == 1 else _matched(first, second)
    taken = {id(each) for pair in pairs for each in pair}
    problems = [*before["problems"], *after["problems"]]
    scored = not any(_hidden(each) for each in (before, after))
    return {
        "techassure": 1,
        "tool": after["tool"],
        "kind": "comparison",
        "of": _axis(before, after, pairs),
        "before": _side(before),
        "after": _side(after),
        "pairs": [_pair((before, one), (after, two), scored=scored) for one, two in pairs],
        "only_before": [_who(each) for each in first if id(each) not in taken],
        "only_after": [_who(each) for each in second if id(each) not in taken],
        "problems": [each for at, each in enumerate(problems) if each not in problems[:at]],
    }


def _axis(before: Document, after: Document, pairs: Sequence[Pair]) -> Axis:
    """Return what differs between the two sides, the most telling of it."""
    if any(not _is_same_product(one, two) for one, two in pairs):
        return "products"
    if any(before["selection"][name] != after["selection"][name] for name in ("kind", "id")):
        return "selections"
    return "versions" if any(one["product_version"] != two["product_version"] for one, two in pairs) else "days"


def _side(document: Document) -> SidePart:
    selection = document["selection"]
    return {
        "kind": document["kind"],
        "as_of": document["as_of"],
        "what_if": document["what_if"],
        "personal": document["personal"],
        "scores": "hidden" if _hidden(document) else "shown",
        "notices": document["notices"],
        "selection": {
            "kind": selection["kind"],
            "id": selection["id"],
            "title": selection["title"],
            "digest": selection["digest"],
            "final": selection["final"],
            "editions": selection["editions"],
            "rounding": selection["rounding"],
            "lots": selection.get("lots", {}),
        },
    }


def _hidden(document: Document) -> bool:
    """Tell whether a document was kept without scores; older ones do not say, and have them."""
    return document.get("scores") == "hidden"


def _who(assessment: AssessmentPart) -> ProductPart:
    return {
        "supplier": assessment["supplier"],
        "supplier_id": assessment["supplier_id"],
        "product": assessment["product"],
        "product_version": assessment["product_version"],
        "lot": assessment["lot"],
    }


def _same(assessment: AssessmentPart) -> tuple[Any, ...]:
    """Return what a product keeps from one version to the next."""
    return assessment["supplier_id"], assessment["product"], assessment["lot"]


def _same_version(assessment: AssessmentPart) -> tuple[Any, ...]:
    return *_same(assessment), assessment["product_version"]


def _is_same_product(one: AssessmentPart, two: AssessmentPart) -> bool:
    return _same(one)[:2] == _same(two)[:2]


def _matched(first: Sequence[AssessmentPart], second: Sequence[AssessmentPart]) -> list[Pair]:
    """Return the assessments of the same product: those of the same version, then what is left, in their order."""
    left, found = list(second), dict[int, AssessmentPart]()
    for known_by in (_same_version, _same):
        for at, one in enumerate(first):
            two = next((each for each in left if known_by(each) == known_by(one)), None)
            if at not in found and two is not None:
                left = [each for each in left if each is not two]
                found[at] = two
    return [(first[at], found[at]) for at in sorted(found)]


def _pair(first: tuple[Document, AssessmentPart], second: tuple[Document, AssessmentPart], *, scored: bool) -> PairPart:
    before, after, until = first[1], second[1], second[0]["as_of"]
    by_key = {_key(each): each for each in before["criteria"]}, {_key(each): each for each in after["criteria"]}
    keys = list(dict.fromkeys([*by_key[1], *by_key[0]]))
    lapsed = _turned(before["timeline"], until) if _is_same_product(before, after) else {}
    criteria = [_criterion(key, by_key[0].get(key), by_key[1].get(key), lapsed, scored) for key in keys]
    kinds = [each["change"] for each in criteria]
    return {
        "before": _standing(*first),
        "after": _standing(*second),
        "counts": {kind: kinds.count(kind) for kind in KINDS},
        "criteria": criteria,
    }


def _standing(document: Document, assessment: AssessmentPart) -> StandingPart:
    return {
        **_who(assessment),
        "verdict": assessment["verdict"],
        "gates": assessment["gates"],
        "score": assessment["score"],
        "lapses_on": assessment["lapses_on"],
        "minimums": _minimums(document, assessment),
    }


def _minimums(document: Document, assessment: AssessmentPart) -> list[MinimumPart]:
    results = {each["id"]: each for each in assessment["award_criteria"]}
    return [
        {
            "id": each["id"],
            "title": each["title"],
            "assessed_by": each["assessed_by"],
            "minimum": each["minimum"],
            "score": results[each["id"]]["score"],
            "minimum_reached": results[each["id"]]["minimum_reached"],
        }
        for each in document["selection"]["award_criteria"]
        if each["minimum"] is not None
    ]


def _key(criterion: CriterionPart) -> str:
    """Return the criterion's name without its edition, so that editions can be compared."""
    return f"{criterion['standard']}/{criterion['id']}"


def _turned(timeline: Sequence[Moment], until: str) -> dict[tuple[str, str], str]:
    """Return the day on which time alone brought a criterion to an outcome; ISO days sort as text."""
    found: dict[tuple[str, str], str] = {}
    for moment in timeline:
        if moment["on"] <= until:
            found |= {(each["criterion"], each["after"]): moment["on"] for each in moment["changes"]}
    return found


def _criterion(
    key: str,
    before: CriterionPart | None,
    after: CriterionPart | None,
    turned: Mapping[tuple[str, str], str],
    scored: bool,
) -> ComparedCriterion:
    kind, there = _kind(before, after, scored), after or before
    assert there is not None
    worse = before is not None and after is not None and _further(after) > _further(before)
    lapsed = turned.get((key, after["outcome"])) if after and worse else None
    return {
        "criterion": key,
        "title": there["title"],
        "domain": there["domain"],
        "gate": there["gate"],
        "change": "lapsed" if lapsed else kind,
        "on": lapsed,
        "worse": worse,
        "before": _seen(before),
        "after": _seen(after),
        "why": [] if kind == "same" else _why(before if kind in ("fixed", "gone") else after),
    }


def _further(criterion: CriterionPart) -> int:
    """Return how far an outcome is from what can be wanted."""
    return 0 if criterion["outcome"] in _GOOD else _FURTHER.index(criterion["outcome"])


def _seen(criterion: CriterionPart | None) -> SeenPart | None:
    if criterion is None:
        return None
    return {
        "edition": criterion["edition"],
        "outcome": criterion["outcome"],
        "gate": criterion["gate"],
        "due": criterion["due"],
        "share": criterion["share"],
        "points": criterion["points"],
        "says": _why(criterion),
    }


def _kind(before: CriterionPart | None, after: CriterionPart | None, scored: bool) -> Kind:
    """Return what became of a criterion; points tell only where both sides have them."""
    if before is None or after is None:
        return "new" if before is None else "gone"
    was, now = before["outcome"], after["outcome"]
    if now == "met" and was not in _GOOD:
        return "fixed"
    if was == "met" and now not in _GOOD:
        return "lost"
    alike = was == now and (not scored or before["points"] == after["points"])
    return "same" if alike else "changed"


def _why(criterion: CriterionPart | None) -> list[str]:
    """Return the sentences that decided: of what was wrong where it is fixed, otherwise of what is so now."""
    reasons = criterion["reasons"] if criterion else []
    return list(dict.fromkeys(each["says"] for each in reasons if each["cause"] not in _BESIDE))
