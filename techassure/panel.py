"""Reviewers' sheets: what each is given, what each gives back, and how far they lie apart.

A sheet holds the criterion, its rubric and what the supplier answered: no price, no rank, nobody else's score. What a
reviewer gave back is kept as it arrived, with its digest. That shows tampering; it does not show independence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import yaml
from pydantic import field_validator, model_validator

from techassure import facts as fact_types
from techassure.decisions import State, about
from techassure.doors import Count, Day, Door, Exact, Text, Versioned
from techassure.engine import Assessment
from techassure.outcomes import Outcome
from techassure.places import Source
from techassure.problems import Path, Problem, listing, suggestion
from techassure.reviews import AboutFile, Identity, PersonFile, Reviews
from techassure.selection import Member, Selection
from techassure.submissions import Submission

PRINCIPLE = (
    "The digest of this file is recorded when it arrives. That is evidence of tampering afterwards, and none of "
    "independence."
)
_BLANK = ""


# --- the door -------------------------------------------------------------------------------------------------------


class ScoreFile(Door):
    """One score: about one criterion of one submission. What stands in the sheet to be read is not read back."""

    submission: AboutFile
    criterion: Text
    title: Any = None
    asks: Any = None
    rubric: Any = None
    answered: Any = None
    documents: Any = None
    individual: Any = None
    spread: Any = None
    points: Exact | None = None
    outcome: Literal["met", "not met"] | None = None
    because: Text | None = None
    refers_to: Text | None = None
    corrects: Count | None = None

    @model_validator(mode="before")
    @classmethod
    def _blanks_are_nothing(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {key: value for key, value in raw.items() if key not in _TO_FILL or str(value).strip() != _BLANK}

    @property
    def given(self) -> bool:
        """Whether there is a score on the line, or it was left blank."""
        return self.points is not None or self.outcome is not None


_TO_FILL = ("points", "outcome", "because", "refers_to")


class SheetFile(Versioned):
    """A reviewer's sheet, or the sheet of a moderation meeting."""

    tender: Text
    digest: Text
    reviewer: PersonFile | None = None
    moderated_by: PersonFile | None = None
    note: Any = None
    on: Day
    conflict: Text | None = None
    scores: tuple[ScoreFile, ...]

    @field_validator("conflict", mode="before")
    @classmethod
    def _blank_says_nothing(cls, raw: Any) -> Any:
        return raw or None


# --- the nouns ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """What one person gave one criterion of one submission: points of the rubric, or met or not."""

    by: str
    on: int
    identity: Identity
    key: str
    points: Fraction | None
    met: bool | None
    because: str
    refers_to: str
    file: str

    @property
    def said(self) -> str:
        """The score as it is written."""
        return str(self.points) if self.points is not None else "met" if self.met else "not met"


@dataclass(frozen=True, slots=True)
class Spread:
    """How far individual scores lie apart; flagged from the tender's tolerance on, or where met meets not met."""

    scores: tuple[Score, ...]
    apart: Fraction | None
    flagged: bool


def spread(scores: Sequence[Score], tolerance: Fraction) -> Spread:
    """Return the spread of some scores of one criterion of one submission. It is shown, never averaged away."""
    points = [score.points for score in scores if score.points is not None]
    differ = len({score.met for score in scores if score.met is not None}) > 1
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
        blanks = {key: line.pop(key) for key in _TO_FILL if key in line}
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
    return f"{found.apart} apart{flag}"


def _line(selection: Selection, submission: Submission, member: Member) -> dict[str, Any]:
    definition = member.definition
    rubric = {str(band.points): band.says for band, _ in definition.bands}
    made: dict[str, Any] = {
        "submission": about(submission.identity),
        "criterion": definition.key,
        "title": definition.criterion.title,
    }
    if definition.criterion.reviewer_asks:
        made["asks"] = definition.criterion.reviewer_asks
    if rubric:
        made["rubric"] = rubric
    made["answered"] = answers(selection, submission, member)
    made["documents"] = documents(submission, member)
    return {**made, ("points" if rubric else "outcome"): _BLANK, "because": _BLANK, "refers_to": _BLANK}


def answers(selection: Selection, submission: Submission, member: Member) -> dict[str, Any]:
    """Return what the supplier answered to the questions behind a criterion, by question."""
    definition = member.definition
    names = list(dict.fromkeys([*definition.facts(), *definition.criterion.evidence.by]))
    asked = {name: selection.facts[name] for name in names if not name.startswith("contract.")}
    return {
        fact.question or name: _plain(fact_types.written(fact, submission.values[name]))
        for name, fact in asked.items()
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


# --- what comes back ------------------------------------------------------------------------------------------------


def scores(
    file: SheetFile, source: Source, selection: Selection, waiting: Mapping[Identity, Sequence[Member]]
) -> tuple[list[Score], list[Problem]]:
    """Return the scores that a sheet holds, and everything that is wrong with them.

    ``waiting`` says what may be scored: by submission, the criteria that wait for reviewers.
    """
    person = file.reviewer or file.moderated_by
    found: list[Score] = []
    problems = _of_this_tender(file, source, selection)
    for at, line in enumerate(file.scores):
        wrong = _misfits(line, source, ("scores", at), waiting, whole=file.reviewer is not None)
        problems += wrong
        if line.given and not wrong and person:
            found.append(score_of(line, person.name, file.on, source.file))
    pairs = [(each.identity, each.key) for each in found]
    for _, key in dict.fromkeys(pair for pair in pairs if pairs.count(pair) > 1):
        message = f"`{key}` is scored twice for one submission"
        problems.append(source.problem(("scores",), "scored-twice", message, "keep one"))
    return found, problems


def score_of(line: ScoreFile, by: str, on: int, file: str) -> Score:
    """Return the score that a line of a sheet gives."""
    met = None if line.outcome is None else line.outcome == "met"
    reason, refers = line.because or "", line.refers_to or ""
    return Score(by, on, line.submission.identity, line.criterion, line.points, met, reason, refers, file)


def _of_this_tender(file: SheetFile, source: Source, selection: Selection) -> list[Problem]:
    problems = []
    if (file.tender, file.digest) != (selection.id, selection.digest):
        fix = "make new sheets with `techassure review sheet`"
        message = f"the sheet is for `{file.tender}` as it was locked then, and not for this tender as it stands"
        problems.append(source.problem(("digest",), "sheet-of-another-tender", message, fix))
    if (file.reviewer is None) == (file.moderated_by is None):
        fix = "keep `reviewer`, or `moderated_by`, as the sheet had it"
        problems.append(source.problem((), "nobodys-sheet", "the sheet does not say whose it is", fix))
    if file.reviewer and not file.conflict:
        fix = "write `conflict: none`, or what the interest is"
        message = "the reviewer does not say whether there is a conflict of interest"
        problems.append(source.problem(("conflict",), "no-declaration", message, fix))
    return problems


def _misfits(
    line: ScoreFile, source: Source, path: Path, waiting: Mapping[Identity, Sequence[Member]], *, whole: bool
) -> list[Problem]:
    identity = line.submission.identity
    if identity not in waiting:
        fix = "write supplier, product, version and lot as the sheet had them"
        return [source.problem((*path, "submission"), "unknown-submission", "no such submission is assessed", fix)]
    members = {member.definition.key: member for member in waiting[identity]}
    if line.criterion not in members:
        fix = suggestion(line.criterion, members, "take it out; its checks decide, or a claim is not decided yet")
        message = f"`{line.criterion}` does not wait for reviewers here"
        return [source.problem((*path, "criterion"), "not-for-reviewers", message, fix)]
    if not line.given:
        return []
    rubric = [band.points for band, _ in members[line.criterion].definition.bands]
    return [*_off_the_rubric(line, source, path, rubric), *_unreasoned(line, source, path, whole=whole)]


def _off_the_rubric(line: ScoreFile, source: Source, path: Path, rubric: Sequence[Fraction]) -> Iterator[Problem]:
    if rubric and line.points not in rubric:
        fix = f"write `points` as one of {listing([str(each) for each in rubric])}"
        message = f"`{line.points}` is not a step of the rubric of `{line.criterion}`"
        yield source.problem((*path, "points"), "not-in-rubric", message, fix)
    if not rubric and line.outcome is None:
        message, fix = f"`{line.criterion}` has no rubric of points", "write `outcome: met` or `not met`"
        yield source.problem((*path, "points"), "not-in-rubric", message, fix)


def _unreasoned(line: ScoreFile, source: Source, path: Path, *, whole: bool) -> Iterator[Problem]:
    if not line.because:
        fix = "say in `because` why this score and no other"
        yield source.problem(path, "no-reason", f"the score of `{line.criterion}` has no reason", fix)
    if whole and not line.refers_to:
        fix = "say in `refers_to` where it stands: an answer, a document, a page"
        message = f"the score of `{line.criterion}` does not refer to the submission"
        yield source.problem(path, "no-reference", message, fix)
