"""What comes back from reviewers and moderation meetings: the sheet's door, and the scores that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pydantic import ValidationInfo, field_validator, model_validator

from techassure.definitions.rubrics import no_step, rubric_of, steps
from techassure.files.doors import Count, Day, Door, Exact, Text, Versioned, decimal_text, unfilled
from techassure.files.places import Source
from techassure.phrases import folded
from techassure.problems import Path, Problem, suggestion
from techassure.reviewing.bids import called, no_such_bid
from techassure.reviewing.review_reader import AboutFile, PersonFile
from techassure.reviews import Identity
from techassure.selections.selection import Member, Selection

# --- the door -------------------------------------------------------------------------------------------------------


class ScoreFile(Door):
    """One score: about one criterion of one submission. What stands in the sheet to be read is not read back."""

    submission: AboutFile
    bid: Any = None
    criterion: Text
    title: Any = None
    asks: Any = None
    rubric: Any = None
    answered: Any = None
    documents: Any = None
    clarifications: Any = None
    individual: Any = None
    spread: Any = None
    moderated: Any = None
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
        return {key: value for key, value in raw.items() if key not in TO_FILL or str(value).strip()}

    @property
    def given(self) -> bool:
        """Whether there is a score on the line, or it was left blank."""
        return self.points is not None or self.outcome is not None


TO_FILL = ("points", "outcome", "because", "refers_to")


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

    @field_validator("on", "conflict", mode="before")
    @classmethod
    def _is_filled_in(cls, raw: Any, about: ValidationInfo) -> Any:
        if raw is not None and not str(raw).strip():
            raise unfilled(_ASKED[str(about.field_name)])
        return raw


_ASKED = {
    "on": "write the day on which you scored, such as `2026-06-08`",
    "conflict": "write `none`, or what the interest is",
}


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
    clarified: str = ""
    """What of clarifications stood on the sheet by which it was given."""

    @property
    def said(self) -> str:
        """The score as it is written."""
        return decimal_text(self.points) if self.points is not None else "met" if self.met else "not met"


# --- what comes back ------------------------------------------------------------------------------------------------


def scores(
    file: SheetFile,
    source: Source,
    selection: Selection,
    waiting: Mapping[Identity, Sequence[Member]],
    names: Mapping[str, Identity],
) -> tuple[list[Score], list[Problem]]:
    """Return the scores that a sheet holds, and everything that is wrong with them.

    ``waiting`` says what may be scored: by submission, the criteria that wait for reviewers. ``names`` holds the
    submissions by what people call them, folded.
    """
    person = file.reviewer or file.moderated_by
    found: list[Score] = []
    problems = [*_of_this_tender(file, source, selection), *_nothing(file, source)]
    for at, line in enumerate(file.scores):
        wrong = _misfits(line, source, ("scores", at), waiting, whole=file.reviewer is not None)
        if line.submission.identity in waiting:  # Of a bid that nobody made, that is what is wrong.
            wrong += _moved(line, source, ("scores", at), names)
        problems += wrong
        if line.given and not wrong and person:
            found.append(score_of(line, person.name, file.on, source.file))
    return found, [*problems, *_twice(file, source)]


def _twice(file: SheetFile, source: Source) -> Iterator[Problem]:
    first: dict[tuple[Identity, str], int] = {}
    for at, line in enumerate(file.scores):
        if line.given and first.setdefault((line.submission.identity, line.criterion), at) != at:
            before = source.place(("scores", first[line.submission.identity, line.criterion], "criterion"))
            message = f"`{line.criterion}` is scored twice for one submission, first at {before}"
            yield source.problem(("scores", at, "criterion"), "scored-twice", message, "keep one")


def _nothing(file: SheetFile, source: Source) -> Iterator[Problem]:
    """Yield the problem of a sheet without a score: only who declares a conflict may mean to give none."""
    declares = file.reviewer is not None and declared(file.conflict)
    if not declares and not any(line.given for line in file.scores):
        fix = "fill it in; whoever gives no score because of an interest says so in `conflict`"
        yield source.problem((), "nothing-scored", "no line of this sheet has a score", fix)


def declared(conflict: str | None) -> str | None:
    """Return the interest that somebody declared, as it is compared; None where it is none."""
    said = folded(conflict or "")
    return said if said and said not in _NONE else None


_NONE = {"none", "no", "none.", "no conflict", "nothing to declare"}


def score_of(line: ScoreFile, by: str, on: int, file: str) -> Score:
    """Return the score that a line of a sheet gives."""
    met = None if line.outcome is None else line.outcome == "met"
    reason, refers = line.because or "", line.refers_to or ""
    about = line.submission.identity, line.criterion
    return Score(by, on, *about, line.points, met, reason, refers, file, _clarified(line.clarifications))


def _clarified(shown: Any) -> str:
    """Return what a line shows of clarifications, in one line: in a workbook they stand in one cell."""
    parts = (
        [str(each.get("answer")) for each in shown if isinstance(each, dict)] if isinstance(shown, list) else [shown]
    )
    return " ".join(" ".join(map(str, filter(None, parts))).split())


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
        return [source.problem((*path, "submission"), "unknown-submission", *no_such_bid(identity, waiting))]
    members = {member.definition.key: member for member in waiting[identity]}
    if line.criterion not in members:
        fix = suggestion(line.criterion, members, "take it out; its checks decide, or a claim is not decided yet")
        message = f"`{line.criterion}` does not wait for reviewers here"
        return [source.problem((*path, "criterion"), "not-for-reviewers", message, fix)]
    if not line.given:
        return _scoreless(line, source, path)
    rubric = rubric_of(members[line.criterion].definition)
    return [*_off_the_rubric(line, source, path, rubric), *_unreasoned(line, source, path, whole=whole)]


def _moved(line: ScoreFile, source: Source, path: Path, names: Mapping[str, Identity]) -> Iterator[Problem]:
    """Yield the problem of a line that shows one bid and belongs to another: whoever scored it read the first."""
    shown = names.get(folded(str(line.bid or "")))
    if line.given and shown not in (None, line.submission.identity):
        fix = "sort and copy whole lines, with all columns to the last; if in doubt, score on a new sheet"
        message = f"`{line.bid}` stands on the line of `{called(line.submission.identity)}`"
        yield source.problem((*path, "bid"), "line-of-two-bids", message, fix)


def _scoreless(line: ScoreFile, source: Source, path: Path) -> list[Problem]:
    """Return the problem of a reason that belongs to no score: the score was lost, or the line is another's."""
    told = next((key for key in ("because", "refers_to") if getattr(line, key)), None)
    if told is None:
        return []
    fix = "write the score, or clear the whole line"
    message = f"`{told}` is filled in for `{line.criterion}`, and no score is"
    return [source.problem((*path, told), "reason-without-score", message, fix)]


def _off_the_rubric(line: ScoreFile, source: Source, path: Path, rubric: Sequence[Fraction]) -> Iterator[Problem]:
    """Yield the problem of a score that is no step of the rubric, or says two things of which one would be lost."""
    if rubric and (line.points not in rubric or line.outcome is not None):
        fix = f"write `points` alone, as one of {steps(rubric)}"
        given = str(line.outcome) if line.outcome or line.points is None else line.points
        yield source.problem((*path, "points"), "not-in-rubric", no_step(given, line.criterion), fix)
    if not rubric and line.points is not None:
        message = f"`{line.criterion}` has no rubric of points"
        fix = "write `outcome: met` or `not met`, and no `points`"
        yield source.problem((*path, "points"), "not-in-rubric", message, fix)


def _unreasoned(line: ScoreFile, source: Source, path: Path, *, whole: bool) -> Iterator[Problem]:
    if not line.because:
        fix = "say in `because` why this score and no other"
        yield source.problem((*path, "because"), "no-reason", f"the score of `{line.criterion}` has no reason", fix)
    if whole and not line.refers_to:
        fix = "say in `refers_to` where it stands: an answer, a document, a page"
        message = f"the score of `{line.criterion}` does not refer to the submission"
        yield source.problem((*path, "refers_to"), "no-reference", message, fix)
