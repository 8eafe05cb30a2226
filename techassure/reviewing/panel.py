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

from techassure.calendar_days import iso
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome
from techassure.files.doors import decimal_text
from techassure.reviewing import shown
from techassure.reviewing.bids import about
from techassure.reviewing.log_state import Decided, State
from techassure.reviewing.sheets import Score
from techassure.reviewing.workbooks import BEYOND
from techassure.reviews import Reviews
from techassure.selections.lot_names import lot_named
from techassure.selections.selection import Member, Selection
from techassure.submissions import Submission

PRINCIPLE = (
    "The digest of this file is recorded when it arrives. That is evidence of tampering afterwards, and none of "
    "independence."
)
_BLANK = ""
_LEAST_TO_AGREE = 2


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


# --- what was not put to them --------------------------------------------------------------------------------------


def unread(state: State, score: Score) -> list[Decided]:
    """Return the answers to clarifications that did not stand on the sheet by which somebody scored.

    A sheet is as it was when it went out, whatever was answered until it came back, or after that.
    """
    settled = [made for _, made in state.clarifications(score.identity, score.key) if made]
    return [made for made in settled if " ".join(str(made.data.get("answer", "")).split()) not in score.clarified]


def unread_names(state: State, score: Score) -> list[str]:
    """Return what the clarifications are called whose answer did not stand on the sheet."""
    return [str(made.data["clarification"]) for made in unread(state, score)]


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
    selection: Selection,
    state: State,
    reviewer: Mapping[str, str],
    wanted: Iterable[tuple[Submission, Sequence[Member]]],
) -> dict[str, Any]:
    """Return a reviewer's sheet as data, ready to be written."""
    pairs = [(submission, member) for submission, members in wanted for member in members]
    return {
        "techassure": 1,
        "tender": selection.id,
        "digest": selection.digest,
        "reviewer": dict(reviewer),
        "note": PRINCIPLE,
        "on": _BLANK,
        "conflict": _BLANK,
        "scores": [{**_asked(selection, state, *pair), **_blanks(pair[1])} for pair in pairs],
    }


def moderation_sheet(
    selection: Selection,
    state: State,
    chair: Mapping[str, str],
    wanted: Iterable[tuple[Submission, Member, Spread]],
) -> dict[str, Any]:
    """Return the sheet of a moderation meeting: everybody's score and reason, the spread, and one score to fill in.

    Of what was moderated before, it shows that score, and names the entry that another one corrects.
    """
    scores = []
    for submission, member, found in wanted:
        given = [_given(state, each) for each in found.scores]
        before = state.moderated.get((submission.identity, member.definition.key))
        seen = {"individual": given, "spread": spread_text(found), **(_moderated(before) if before else {})}
        corrects = {"corrects": str(before.number)} if before else {}
        scores.append({**_asked(selection, state, submission, member), **seen, **_blanks(member), **corrects})
    return {
        "techassure": 1,
        "tender": selection.id,
        "digest": selection.digest,
        "moderated_by": dict(chair),
        "note": "One score each, with its reason. It need not be one of those given, and is never their average.",
        "on": _BLANK,
        "scores": scores,
    }


def _given(state: State, score: Score) -> dict[str, Any]:
    """Return a reviewer's score with its reason, and the clarifications whose answer the reviewer had not read."""
    without = unread_names(state, score)
    said = {"reviewer": score.by, "score": score.said, "because": score.because, "refers_to": score.refers_to}
    return {**said, **({"without": without} if without else {})}


def _moderated(made: Decided) -> dict[str, Any]:
    return {"moderated": {"score": moderated_score(made), "because": made.because, "by": made.by, "on": iso(made.on)}}


def moderated_score(made: Decided) -> str:
    """Return the score that a meeting gave, as it is written."""
    return str(made.data.get("points") or made.data.get("decision"))


def spread_text(found: Spread) -> str:
    """Return a spread in words."""
    if len(found.scores) < _LEAST_TO_AGREE:
        return "one score" if found.scores else "no score"
    flag = f", {BEYOND}" if found.flagged else ""
    if found.apart is None:
        return "they differ" + flag if found.flagged else "agreed"
    return "agreed" if not found.apart else f"{decimal_text(found.apart)} apart{flag}"


def _asked(selection: Selection, state: State, submission: Submission, member: Member) -> dict[str, Any]:
    """Return what stands on a line to be read: the question, its rubric, the answer and what was clarified."""
    definition = member.definition
    lot = f", lot {lot_named(selection.lots, submission.lot)}" if submission.lot else ""
    rubric = {decimal_text(band.points): band.says for band, _ in definition.bands}
    clarified = shown.clarifications(state, submission, member)
    return {
        "submission": about(submission.identity),
        "bid": f"{submission.supplier}, {submission.product} {submission.version}{lot}",
        "criterion": definition.key,
        "title": definition.criterion.title,
        "asks": definition.criterion.reviewer_asks,
        **({"rubric": rubric} if rubric else {}),
        "answered": shown.answers(selection, submission, member),
        "documents": shown.documents(submission, member),
        **({"clarifications": clarified} if clarified else {}),
    }


def _blanks(member: Member) -> dict[str, str]:
    """Return what stands on a line to be filled in."""
    return {("points" if member.definition.bands else "outcome"): _BLANK, "because": _BLANK, "refers_to": _BLANK}


def written(data: Mapping[str, Any]) -> str:
    """Return a sheet as YAML: the same text for the same data."""
    text: str = yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=110)
    return text.replace("\n'on': ", "\non: ", 1)
