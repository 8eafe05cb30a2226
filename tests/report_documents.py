"""A small builder of documents as the engine makes them, for the tests of the reports."""

from __future__ import annotations

from typing import Any

from techassure.documents.document import Document, validator

DOMAINS = (
    "clinical-safety",
    "usability",
    "interoperability",
    "sustainability",
    "cyber-security",
    "data-protection",
)
OUTCOMES = ("met", "not met", "no answer", "needs review", "not applicable")


def score(low: float, high: float | None = None) -> dict[str, Any]:
    """Return a score of at most one decimal."""
    ends = (low, low if high is None else high)
    return {"low": ends[0], "high": ends[1], "exact": [f"{round(end * 10)}/10" for end in ends]}


def criterion(name: str, outcome: str = "met", gate: str | None = "requirement", **changed: Any) -> dict[str, Any]:
    """Return one criterion's result; `name` is such as `dtac/C3.3`."""
    standard, identifier = name.split("/")
    settled = outcome in ("met", "not met", "not applicable")
    return {
        "standard": standard,
        "edition": "2.0",
        "id": identifier,
        "title": f"What {identifier} wants",
        "domain": "cyber-security",
        "outcome": outcome,
        "possible": [outcome] if settled else ["met", "not met"],
        "gate": gate,
        "due": None,
        "share": None,
        "points": None,
        "changes_on": None,
        "reasons": [],
        **changed,
    }


def reason(cause: str, says: str, **changed: Any) -> dict[str, Any]:
    """Return one reason."""
    unsaid = dict.fromkeys(("check", "fact", "value", "found", "provenance", "expected", "document", "on", "by", "fix"))
    return {"cause": cause, **unsaid, "says": says, **changed}


def gates(criteria: list[dict[str, Any]]) -> dict[str, int]:
    """Count the gates among some criteria."""
    outcomes = [part["outcome"] for part in criteria if part["gate"]]
    met, failed, apart = (outcomes.count(outcome) for outcome in ("met", "not met", "not applicable"))
    still = len(outcomes) - met - failed - apart
    return {"met": met, "not met": failed, "open": still, "of": len(outcomes) - apart, "not applicable": apart}


def counts(criteria: list[dict[str, Any]]) -> dict[str, int]:
    """Count the outcomes of some criteria."""
    outcomes = [part["outcome"] for part in criteria]
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES}


def assessment(
    product: str = "Wardlight",
    supplier: str = "Larkspur Fictional Ltd",
    verdict: str | None = "compliant",
    criteria: list[dict[str, Any]] | None = None,
    points: dict[str, Any] | None = None,
    **changed: Any,
) -> dict[str, Any]:
    """Return one assessment, its counts made from its criteria."""
    parts = [criterion("dtac/C3.1"), criterion("dtac/C3.2")] if criteria is None else criteria
    deciding = {"non-compliant": ("not met",), "undecided": ("no answer", "needs review")}.get(verdict or "", ())
    return {
        "source": f"submissions/{product}.yaml",
        "supplier": supplier,
        "supplier_id": "GB-COH-00000001",
        "product": product,
        "product_version": "4.2.0",
        "lot": None,
        "declared_on": "2026-05-20",
        "verdict": verdict,
        "decided_by": [f"{p['standard']}/{p['id']}" for p in parts if p["gate"] and p["outcome"] in deciding],
        "gates": gates(parts),
        "score": points,
        "counts": counts(parts),
        "lapses_on": None,
        "lapses_by": [],
        "domains": [
            {"domain": name, "score": points, "gates": gates(of), "counts": counts(of)}
            for name in DOMAINS
            for of in [[part for part in parts if part["domain"] == name]]
        ],
        "award_criteria": [],
        "contradictions": [],
        "documents": [],
        "timeline": [],
        "criteria": parts,
        **changed,
    }


def moment(on: str, *turns: tuple[str, str, str], verdict: str = "non-compliant", **changed: Any) -> dict[str, Any]:
    """Return a day on which criteria change: each is its name, the outcome before and the one after."""
    changes = [{"criterion": name, "before": before, "after": after} for name, before, after in turns]
    plain = {"verdict_before": "compliant", "verdict": verdict, "began": [], "ended": []}
    return {"on": on, **plain, **changed, "changes": changes}


def source(part: dict[str, Any]) -> dict[str, Any]:
    """Return where a criterion comes from."""
    return {
        "standard": part["standard"],
        "edition": part["edition"],
        "id": part["id"],
        "title": part["title"],
        "obligation": "policy",
        "binds": "manufacturer",
        "award_criterion": None,
        "clause": part["id"],
        "says": f"The clause says {part['id']}.",
        "address": f"https://example.org/{part['standard']}",
        "confidence": "secondary",
    }


def selection(**changed: Any) -> dict[str, Any]:
    """Return a tender as it stands in a document."""
    return {
        "kind": "tender",
        "id": "remote-monitoring-2026",
        "title": "Remote monitoring at home",
        "digest": "sha256:3fa9c1d20b7e55aa66bb77cc88dd99ee3fa9c1d20b7e55aa66bb77cc88dd99ee",
        "final": False,
        "buyer": "Fellmoor Fictional NHS Trust",
        "editions": [
            {
                "standard": "dtac",
                "edition": "2.0",
                "revision": 1,
                "title": "DTAC 2.0",
                "unofficial": "An unofficial encoding.",
            }
        ],
        "award_criteria": [],
        "weight_assessed": None,
        "rounding": {"places": 1, "mode": "half-even"},
        "contract": {"contract.end": "2029-08-31"},
        "dates": {"as_of": "2026-06-01"},
        "criteria": [],
        **changed,
    }


def award_criterion(
    name: str, weight: str, assessed_by: str = "criteria", minimum: str | None = None
) -> dict[str, Any]:
    """Return an award criterion; its title is its name."""
    return {"id": name.lower(), "title": name, "weight": weight, "assessed_by": assessed_by, "minimum": minimum}


def problem(message: str = "no fact is called `pen_test.dat`", **changed: Any) -> dict[str, Any]:
    """Return a problem in a submission."""
    place = {"file": "submissions/quill.yaml", "line": 10, "column": 14}
    fix = "did you mean `pen_test.finished_on`?"
    return {
        "place": place,
        "rule": "unknown-fact",
        "severity": "error",
        "message": message,
        "fix": fix,
        **changed,
    }


def place(index: int, best: int, worst: int | None = None, ahead: tuple[int, ...] = ()) -> dict[str, Any]:
    """Return where a submission ranks."""
    return {"index": index, "best": best, "worst": worst or best, "certainly_ahead_of": list(ahead)}


def ranking(
    places: list[dict[str, Any]], apart: list[int], lot: str | None = None, settles_most: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return a ranking in which those whose best place is the first may be first."""
    first = [each["index"] for each in places if each["best"] == 1]
    return {"lot": lot, "places": places, "apart": apart, "may_be_first": first, "settles_most": settles_most}


def document(*assessments: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return a document that is valid, ranked in the order given unless the rankings are."""
    ranked = [index for index, part in enumerate(assessments) if part["verdict"] != "non-compliant"]
    apart = [index for index in range(len(assessments)) if index not in ranked]
    places = [place(index, rank, ahead=tuple(ranked[rank:])) for rank, index in enumerate(ranked, 1)]
    built = {
        "techassure": 1,
        "tool": "techassure 0.1.0",
        "kind": "assessment",
        "as_of": "2026-06-01",
        "what_if": False,
        "personal": "redacted",
        "notices": ["Provisional: nothing here is final."],
        "selection": selection(criteria=[source(part) for part in assessments[0]["criteria"]] if assessments else []),
        "assessments": list(assessments),
        "rankings": [ranking(places, apart)],
        "problems": [],
        **changed,
    }
    validator(Document).validate_python(built)
    return built
