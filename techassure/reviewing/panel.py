"""Reviewers' sheets: what each is given, and how far apart what they gave lies.

A sheet holds the criterion, its rubric and what the supplier answered: no price, no rank, nobody else's score. What a
reviewer gave back is kept as it arrived, with its digest. That shows tampering; it does not show independence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import yaml

from techassure.definitions import facts as fact_types
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome
from techassure.engine.plans import sources_in_order
from techassure.files.doors import decimal_text
from techassure.reviewing.decisions import State, about
from techassure.reviewing.sheets import TO_FILL, Score
from techassure.reviews import Reviews
from techassure.selections.lot_names import lot_named
from techassure.selections.selection import Member, Selection
from techassure.submissions import Submission

PRINCIPLE = (
    "The digest of this file is recorded when it arrives. That is evidence of tampering afterwards, and none of "
    "independence."
)
_BLANK = ""


# --- how far apart ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spread:
    """How far individual scores lie apart; flagged beyond the tender's tolerance, or where met meets not met."""

    scores: tuple[Score, ...]
    apart: Fraction | None
    flagged: bool


def spread(scores: Sequence[Score], tolerance: Fraction) -> Spread:
    """Return the spread of some scores of one criterion of one submission. It is shown, never averaged away."""
    points = [score.points for score in scores if score.points is not None]
    differ = len({score.met for score in scores}) > 1
    apart = max(points) - min(points) if points else None
    return Spread(tuple(scores), apart, differ or (apart is not None and apart > tolerance))


# --- what is put to reviewers ---------------------------------------------------------------------------------------


def without_scores(submission: Submission, state: State) -> Reviews:
    """Return what is recorded of a submission without any score of the panel: claims decided, registers looked up."""
    judged = state.judgements.get(submission.identity, {})
    kept = {key: made for key, made in judged.items() if (submission.identity, key) not in state.moderated}
    return Reviews(kept, submission.reviews.checks)


def to_judge(assessment: Assessment) -> list[Member]:
    """Return the criteria that wait for reviewers, in an assessment that knows no score of theirs."""
    plans = zip(assessment.assessor.criteria, assessment.results, strict=True)
    return [plan.member for plan, result in plans if plan.rule.by_reviewer and result.outcome is Outcome.NEEDS_REVIEW]


def sheet(
    selection: Selection, reviewer: Mapping[str, str], wanted: Iterable[tuple[Submission, Sequence[Member]]]
) -> dict[str, Any]:
    """Return a reviewer's sheet as data, ready to be written."""
    scores = [_line(selection, submission, member) for submission, members in wanted for member in members]
    return {
        "techassure": 1,
        "tender": selection.id,
        "digest": selection.digest,
        "reviewer": dict(reviewer),
        "note": PRINCIPLE,
        "on": _BLANK,
        "conflict": _BLANK,
        "scores": scores,
    }


def moderation_sheet(
    selection: Selection, chair: Mapping[str, str], wanted: Iterable[tuple[Submission, Member, Spread]]
) -> dict[str, Any]:
    """Return the sheet of a moderation meeting: everybody's score and reason, the spread, and one score to fill in."""
    scores = []
    for submission, member, found in wanted:
        line = _line(selection, submission, member)
        del line["answered"], line["documents"]
        given = [
            {"reviewer": each.by, "score": each.said, "because": each.because, "refers_to": each.refers_to}
            for each in found.scores
        ]
        blanks = {key: line.pop(key) for key in TO_FILL if key in line}
        scores.append({**line, "individual": given, "spread": spread_text(found), **blanks})
    return {
        "techassure": 1,
        "tender": selection.id,
        "digest": selection.digest,
        "moderated_by": dict(chair),
        "note": "One score each, with its reason. It need not be one of those given, and is never their average.",
        "on": _BLANK,
        "scores": scores,
    }


def spread_text(found: Spread) -> str:
    """Return a spread in words."""
    flag = ", more than the tender tolerates" if found.flagged else ""
    if found.apart is None:
        return "they differ" + flag if found.flagged else "agreed"
    return f"{decimal_text(found.apart)} apart{flag}"


def _line(selection: Selection, submission: Submission, member: Member) -> dict[str, Any]:
    definition = member.definition
    lot = f", lot {lot_named(selection.lots, submission.lot)}" if submission.lot else ""
    rubric = {decimal_text(band.points): band.says for band, _ in definition.bands}
    made: dict[str, Any] = {
        "submission": about(submission.identity),
        "bid": f"{submission.supplier}, {submission.product} {submission.version}{lot}",
        "criterion": definition.key,
        "title": definition.criterion.title,
        "asks": definition.criterion.reviewer_asks,
        **({"rubric": rubric} if rubric else {}),
    }
    read = {"answered": answers(selection, submission, member), "documents": documents(submission, member)}
    return {**made, **read, ("points" if rubric else "outcome"): _BLANK, "because": _BLANK, "refers_to": _BLANK}


def answers(selection: Selection, submission: Submission, member: Member) -> dict[str, Any]:
    """Return what the supplier answered to the questions behind a criterion, by question.

    Of what is computed it shows the answers from which it is: a reviewer reads what the supplier said.
    """
    definition, facts = member.definition, selection.facts
    names = [name for name in definition.facts() if facts[name].about != "contract"]
    behind = dict.fromkeys(each for name in names for each in sources_in_order(name, facts))
    return {
        facts[name].question or name: _plain(fact_types.written(facts[name], submission.values[name]))
        for name in behind
        if name in submission.values
    }


def _plain(value: Any) -> Any:
    """Return a value as people write it: yes and no as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def documents(submission: Submission, member: Member) -> list[str]:
    """Return the documents that stand behind a criterion, by id and by kind."""
    definition = member.definition
    kinds = {*definition.facts(), *definition.criterion.evidence.by}
    return [f"{each.id} ({each.kind})" for each in submission.documents if each.kind in kinds]


def written(data: Mapping[str, Any]) -> str:
    """Return a sheet as YAML: the same text for the same data."""
    text: str = yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=110)
    return text.replace("\n'on': ", "\non: ", 1)
