"""From assessments to the one document that every output is made from, part by part, as plain data."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, cast

from techassure.calendar_days import LAST_DAY, NEVER, iso
from techassure.definitions import facts
from techassure.definitions.editions import Edition
from techassure.documents import document as shapes
from techassure.engine import pivots, ranking, scoring, timeline
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.contradictions import contradictions
from techassure.engine.outcomes import MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY, OUTCOMES, Outcome, Result
from techassure.engine.scoring import AwardRange, Range
from techassure.explaining import explain
from techassure.explaining.locating import located
from techassure.problems import Problem
from techassure.reviews import Identity
from techassure.selections.selection import AwardCriterion, Member, Mode, Selection, rounded
from techassure.submissions import Document
from techassure.version import __version__

Kind = Literal["assessment", "self-check"]
_WRITTEN = tuple(zip(Outcome, OUTCOMES, strict=True))
POSSIBLE = ((MAY_BE_MET, "met"), (MAY_BE_NOT_MET, "not met"), (MAY_NOT_APPLY, "not applicable"))
_WHOSE = {
    (False,): "Unofficial encodings of public standards",
    (True,): "Encodings of standards by their publishers, as each says",
    (False, True): "Encodings of public standards, unofficial where nothing else is said of one",
}
PROVISIONAL = "PROVISIONAL: nothing has been finalised; people decide."
FINALISED = (
    "FINALISED on {day}: the result is `final.json`, with the prices, the rule for silence and what people decided. "
    "This is what was found before it."
)
SELF_CHECK = "A self-check by the supplier, not an assessment by a buyer."
WHAT_IF = "WHAT IF: the as-of date is not the tender's own."


_NOBODY: Mapping[Identity, int] = {}


def document(
    assessor: Assessor,
    assessments: Sequence[Assessment],
    problems: Sequence[Problem],
    kind: Kind = "assessment",
    *,
    personal: bool = False,
    finalised: int | None = None,
    disqualified: Mapping[Identity, int] = _NOBODY,
) -> shapes.Document:
    """Return the document: plain data in a fixed order, the same bytes for the same inputs.

    ``finalised`` is the day on which the tender's result became final: that result is another document.
    ``disqualified`` are those of whom people decided that they do not rank, each with the day.
    """
    selection = assessor.selection
    what_if = selection.as_of is not None and selection.as_of != assessor.as_of
    standing = PROVISIONAL if finalised is None else FINALISED.format(day=iso(finalised))
    first = standing if kind == "assessment" else SELF_CHECK
    notices = [first, *([WHAT_IF] if what_if else []), whose(selection.editions)]
    made: Any = {  # of the engine's own dicts: tests hold them to the shape
        "techassure": 1,
        "tool": tool(),
        "kind": kind,
        "as_of": iso(assessor.as_of),
        "what_if": what_if,
        "personal": "shown" if personal else "redacted",
        "scores": "shown",
        "notices": notices,
        "selection": {**selection_part(selection), "finalised_on": None if finalised is None else iso(finalised)},
        "assessments": [
            {**assessment_part(each, redact=not personal), **_disqualified(each, disqualified)} for each in assessments
        ],
        "rankings": rankings(assessments, selection.lots, disqualified) if kind == "assessment" else [],
        "problems": problem_parts(problems),
    }
    return cast(shapes.Document, made)


def problem_parts(problems: Iterable[Problem]) -> list[shapes.ProblemPart]:
    """Return problems as they stand in the document."""
    return [cast(shapes.ProblemPart, problem.as_data()) for problem in problems]


def _disqualified(assessment: Assessment, days: Mapping[Identity, int]) -> dict[str, str]:
    day = days.get(assessment.submission.identity)
    return {} if day is None else {"disqualified_on": iso(day)}


def tool() -> str:
    """Return the name and version of the program."""
    return f"techassure {__version__}"


def selection_part(selection: Selection) -> dict[str, Any]:
    """Return what decided, as data."""
    weights = [award.weight for award in selection.award_criteria if award.assessed_by == "criteria"]
    return {
        "kind": selection.kind,
        "id": selection.id,
        "title": selection.title,
        "digest": selection.digest,
        "final": False,
        "buyer": selection.buyer,
        **({"lots": dict(selection.lots)} if selection.lots else {}),
        "editions": [_edition_part(edition) for edition in selection.editions],
        "award_criteria": [_award_part(award) for award in selection.award_criteria],
        "weight_assessed": exact(sum(weights, Fraction(0))) if selection.award_criteria else None,
        "rounding": {"places": selection.places, "mode": selection.mode},
        "contract": {name: facts.written(selection.facts[name], value) for name, value in selection.contract.items()},
        "dates": {name: iso(day) for name, day in selection.dates.items()},
        "criteria": [_source_part(member) for member in selection.members],
    }


def whose(editions: Iterable[Edition]) -> str:
    """Return what every output says of whose the encodings are: an official one is named so, and no other."""
    found = tuple(sorted({edition.standard.official is not None for edition in editions}))
    return f"{_WHOSE[found or (False,)]}; a finding, not a decision."


def _edition_part(edition: Edition) -> dict[str, Any]:
    return {
        "standard": edition.file.standard,
        "edition": edition.file.edition,
        "revision": edition.file.revision,
        "title": edition.file.title,
        "unofficial": edition.standard.standing,
    }


def _award_part(award: AwardCriterion) -> dict[str, Any]:
    return {
        "id": award.id,
        "title": award.title,
        "weight": exact(award.weight),
        "assessed_by": award.assessed_by,
        "minimum": None if award.minimum is None else exact(award.minimum),
    }


def _source_part(member: Member) -> dict[str, Any]:
    """Return where a criterion comes from, whom it binds and which award criterion it counts for."""
    criterion = member.definition.criterion
    return {
        "standard": member.edition.file.standard,
        "edition": member.edition.file.edition,
        "id": criterion.id,
        "title": criterion.title,
        "obligation": criterion.obligation,
        "binds": criterion.binds,
        "award_criterion": member.award,
        "clause": criterion.source.clause,
        "says": criterion.source.says,
        "address": criterion.source.address,
        "confidence": criterion.source.confidence,
    }


def assessment_part(assessment: Assessment, *, redact: bool) -> dict[str, Any]:
    """Return one assessment, with every criterion and its reasons."""
    submission, assessor = assessment.submission, assessment.assessor
    return {
        **summary(assessment),
        "declared_on": None if submission.declared_on is None else iso(submission.declared_on),
        "decided_by": assessment.decided_by,
        "lapses_by": assessment.lapse[1] if assessment.lapse else [],
        "domains": [_domain_part(assessment, domain) for domain in assessor.domains],
        "award_criteria": award_parts(assessor.selection, assessment.awards, assessment.minimums),
        "contradictions": contradictions(assessment, redact=redact),
        "documents": _documents_part(assessment),
        "timeline": timeline_part(assessment),
        "criteria": [_criterion_part(assessment, at, redact=redact) for at in range(len(assessor.criteria))],
    }


def _documents_part(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the documents as they were found, with the last day of those that end."""
    situation = assessment.situation
    return [document_part(each, situation.last_day(each)) for each in assessment.submission.documents]


def document_part(document: Document, last_day: int) -> dict[str, Any]:
    """Return a document as it was found, with its last day where it ends."""
    return {
        "id": document.id,
        "kind": document.kind,
        "state": document.state,
        "issued": None if document.issued is None else iso(document.issued),
        "last_day": iso(last_day) if last_day < LAST_DAY else None,
        "product_version": document.product_version,
    }


def timeline_part(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what time alone changes: up to the contract's end, or as far as anything changes where that is unknown."""
    until = assessment.assessor.selection.contract.get("contract.end")
    return [moment_part(assessment.assessor, each) for each in timeline.moments(assessment, until)]


def moment_part(assessor: Assessor, moment: timeline.Moment) -> dict[str, Any]:
    """Return what time alone changes on one day."""
    criteria = assessor.criteria
    return {
        "on": iso(moment.day),
        "verdict_before": moment.before,
        "verdict": moment.verdict,
        "began": list(moment.began),
        "ended": list(moment.ended),
        "changes": [
            {"criterion": criteria[turn.at].rule.key, "before": turn.before.text, "after": turn.after.text}
            for turn in moment.turns
        ],
    }


def summary(assessment: Assessment) -> dict[str, Any]:
    """Return the row of a batch: who, verdict, gates, score, counts and the day on which it lapses."""
    submission = assessment.submission
    return row_part(
        submission.label,
        submission.supplier,
        submission.identity,
        assessment.verdict,
        scoring.gate_counts(assessment.gates),
        range_part(assessment.score, assessment.assessor.selection),
        counts_of(assessment.results),
        assessment.lapse[0] if assessment.lapse else None,
    )


def row_part(
    source: str,
    supplier: str,
    identity: Identity,
    verdict: scoring.Verdict | None,
    gates: dict[str, int],
    score: dict[str, Any] | None,
    outcomes: dict[str, int],
    lapses_on: int | None,
) -> dict[str, Any]:
    """Return the row from what it is made of."""
    return {
        "source": source,
        "supplier": supplier,
        "supplier_id": identity[0],
        "product": identity[1],
        "product_version": identity[2],
        "lot": identity[3],
        "verdict": verdict,
        "gates": gates,
        "score": score,
        "counts": outcomes,
        "lapses_on": None if lapses_on is None else iso(lapses_on),
    }


def counts_of(results: Iterable[Result]) -> dict[str, int]:
    """Return how many results have each outcome."""
    outcomes = [result.outcome for result in results]
    return {text: outcomes.count(outcome) for outcome, text in _WRITTEN}


def _domain_part(assessment: Assessment, domain: Any) -> dict[str, Any]:
    """Return what a domain comes to by itself."""
    return domain_of(assessment.assessor, domain, assessment.results, assessment.domain_score(domain))


def domain_of(assessor: Assessor, domain: Any, results: Sequence[Result], score: Range | None) -> dict[str, Any]:
    """Return what a domain comes to, from the results of all criteria."""
    members = assessor.domains[domain]
    gates = [results[at].possible for at in members if assessor.criteria[at].member.gate]
    return {
        "domain": domain,
        "score": range_part(score, assessor.selection),
        "gates": scoring.gate_counts(gates),
        "counts": counts_of([results[at] for at in members]),
    }


def award_parts(
    selection: Selection, awards: Mapping[str, AwardRange], minimums: Mapping[str | int, bool | None]
) -> list[dict[str, Any]]:
    """Return what each award criterion comes to."""
    return [
        {
            "id": award.id,
            "score": range_part(awards[award.id].range if award.id in awards else None, selection),
            "minimum_reached": minimums.get(award.id),
        }
        for award in selection.award_criteria
    ]


def _criterion_part(assessment: Assessment, at: int, *, redact: bool) -> dict[str, Any]:
    """Return a criterion's outcome with its reasons."""
    assessor = assessment.assessor
    change = assessment.change(assessor.criteria[at], at)
    changes_on = change_part(*change) if change else None
    reasons = explain.reasons(assessment, at, redact=redact)
    lapsed = explain.lapsed_on(assessment, at, reasons)
    placed = located(assessment, assessor.criteria[at].rule.key, reasons)
    return outcome_part(assessor, at, assessment.results[at], changes_on, lapsed, placed)


def change_part(day: int, outcome: Outcome) -> dict[str, str]:
    """Return the day on which time alone changes an outcome, and what it becomes."""
    return {"on": iso(day), "outcome": outcome.text}


def outcome_part(
    assessor: Assessor, at: int, result: Result, changes_on: Any, lapsed_on: int | None, reasons: list[Any]
) -> dict[str, Any]:
    """Return a criterion's outcome from what it is made of."""
    plan = assessor.criteria[at]
    member, definition = plan.member, plan.member.definition
    scored = member.share is not None or bool(plan.rule.bands)
    points = {"low": exact(result.low), "high": exact(result.high), "of": exact(plan.rule.of)}
    return {
        "standard": member.edition.file.standard,
        "edition": member.edition.file.edition,
        "id": definition.criterion.id,
        "title": definition.criterion.title,
        "domain": definition.section.domain,
        "outcome": result.outcome.text,
        "possible": [text for bit, text in POSSIBLE if result.possible & bit],
        "gate": member.gate,
        "due": iso(member.due) if member.due is not None and assessor.as_of < member.due < NEVER else None,
        "share": None if member.share is None else exact(member.share),
        "points": points if scored and result.outcome is not Outcome.NOT_APPLICABLE else None,
        "changes_on": changes_on,
        "lapsed_on": None if lapsed_on is None else iso(lapsed_on),
        "reasons": reasons,
    }


def rankings(
    assessments: Sequence[Assessment], lots: Iterable[str], disqualified: Container[Identity] = ()
) -> list[dict[str, Any]]:
    """Return a ranking for each lot, in the tender's order; one that nobody is in has no places."""
    made = []
    for lot in dict.fromkeys([*lots, *sorted({each.submission.lot or "" for each in assessments})]):
        everybody = [at for at, assessment in enumerate(assessments) if (assessment.submission.lot or "") == lot]
        inside = [at for at in everybody if assessments[at].submission.identity not in disqualified]
        ranked, apart = ranking.rank([assessments[at] for at in inside])
        made.append(
            {
                "lot": lot or None,
                "places": place_parts(ranked, inside),
                "apart": sorted([*(inside[at] for at in apart), *(set(everybody) - set(inside))]),
                **_open_part(assessments, inside),
            }
        )
    return made


def place_parts(ranked: Iterable[ranking.Ranked], inside: Sequence[int]) -> list[dict[str, Any]]:
    """Return the places of a ranking; ``inside`` says which assessment of the document each bid is."""
    return [
        {
            "index": inside[each.at],
            "best": each.best,
            "worst": each.worst,
            "certainly_ahead_of": None if each.ahead_of is None else [inside[at] for at in each.ahead_of],
        }
        for each in ranked
    ]


def _open_part(assessments: Sequence[Assessment], inside: Sequence[int]) -> dict[str, Any]:
    """Return what is open in a lot: who may yet be first, and the open point that would settle the most."""
    lot = [assessments[at] for at in inside]
    found = pivots.pivot(lot)
    point = found and {
        "index": inside[found.submission],
        "criterion": lot[found.submission].assessor.criteria[found.at].rule.key,
        "at_least": found.least,
        "at_most": found.most,
        "of": found.questions,
    }
    return {"may_be_first": [inside[at] for at in pivots.may_be_first(lot)], "settles_most": point}


# --- numbers --------------------------------------------------------------------------------------------------------


def exact(value: Fraction) -> str:
    """Return an exact number as text: ``12``, or ``123/2``."""
    return str(value)


def range_part(span: Range | None, selection: Selection) -> dict[str, Any] | None:
    """Return a score as the tender rounds it."""
    return None if span is None else range_of(span, selection.places, selection.mode)


def range_of(span: Range, places: int, mode: Mode) -> dict[str, Any]:
    """Return a score: one number rounded once, a range rounded outward; the exact ends beside it."""
    if span.low == span.high:
        shown = float(rounded(span.low, places, mode))
        return {"low": shown, "high": shown, "exact": [exact(span.low), exact(span.high)]}
    scale = 10**places
    low = span.low.numerator * scale // span.low.denominator / scale
    high = -(-span.high.numerator * scale // span.high.denominator) / scale
    return {"low": low, "high": high, "exact": [exact(span.low), exact(span.high)]}
