"""The story of one criterion of one bid, gathered: answer, documents, individual scores, decisions, final score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from techassure.calendar_days import iso
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion
from techassure.reviewing import panel, shown
from techassure.reviewing.log_days import dated_back
from techassure.reviewing.log_state import Decided
from techassure.reviewing.sheets import Score
from techassure.reviews import Identity
from techassure.tendering.missing import givers, scores_of, unseen
from techassure.tendering.running_tender import Running
from techassure.tendering.standing import settle


class Story(NamedTuple):
    """How the score of a criterion came about; ``unread`` names by reviewer the answers that were not on the sheet.

    ``behind`` are the entries of the log that stand behind one of a later day, with that.
    """

    title: str
    bid: str
    answers: dict[str, Any]
    documents: list[str]
    scores: list[Score]
    unread: dict[str, list[str]]
    removed: set[str]
    spread: panel.Spread
    decisions: list[Decided]
    behind: dict[int, Decided]
    outcome: str
    points: str


def subject(found: Running, supplier: str, product: str | None, lot: str | None = None) -> Identity:
    """Return the one submission that is meant.

    Raises:
        ProblemsFound: there is none, or several.
    """
    matching = [
        key for key in found.submissions if key[0] == supplier and product in (None, key[1]) and lot in (None, key[3])
    ]
    if len(matching) == 1:
        return matching[0]
    known = sorted({key[0] for key in found.submissions})
    message = f"{len(matching)} submissions are of `{supplier}`"
    several = "name the product with `--product`, the lot with `--lot`"
    fix = several if matching else suggestion(supplier, known, f"known: {listing(known)}")
    raise ProblemsFound([Problem(Place(found.selection.id), "unknown-submission", message, fix)])


def story(found: Running, key: Identity, criterion: str) -> Story:
    """Return the story of a criterion of a bid.

    Raises:
        ProblemsFound: the tender has no such criterion.
    """
    members = {member.definition.key: member for member in found.selection.members}
    if criterion not in members:
        fix = suggestion(criterion, members, "write it as `standard/ID`")
        message = f"the tender has no criterion `{criterion}`"
        raise ProblemsFound([Problem(Place(found.selection.id), "unknown-criterion", message, fix)])
    member, submission = members[criterion], found.submissions[key]
    scores = [each for each in found.scores if (each.identity, each.key) == (key, criterion)]
    counted = scores_of(found, key, criterion)
    outcome, points = _outcome(found, key, criterion)
    return Story(
        title=f"{criterion}  {member.definition.criterion.title}",
        bid=found.named(key),
        answers=shown.answers(found.selection, submission, member),
        documents=shown.documents(submission, member),
        scores=scores,
        unread={each.by: names for each in scores if (names := panel.unread_names(found.state, each))},
        removed={each.by for each in scores} - {each.by for each in counted},
        spread=panel.spread(counted, found.selection.rules.tolerance),
        decisions=list(_decisions(found, key, criterion)),
        behind=dated_back(found.state.history),
        outcome=outcome,
        points=points,
    )


def _decisions(found: Running, key: Identity, criterion: str) -> Iterator[Decided]:
    """Yield what was decided of the criterion, and what was clarified about it: an answer names the question alone."""
    asked = {made.data["clarification"] for made, _ in found.state.clarifications(key, criterion)}
    for made in found.state.history:
        decided = made.identity == key and made.data.get("criterion") == criterion
        if decided or made.data.get("clarification") in asked:
            yield made


def _outcome(found: Running, key: Identity, criterion: str) -> tuple[str, str]:
    assessment = found.assessments.get(key)
    if assessment is None:
        return "outside the assessment, by decision", ""
    at = next(at for at, plan in enumerate(assessment.assessor.criteria) if plan.rule.key == criterion)
    final = settle(assessment, found.selection.rules.unanswered if found.state.final else None)
    result, of = final.results[at], assessment.assessor.criteria[at].rule.of
    ends = str(result.low) if result.low == result.high else f"{result.low} to {result.high}"
    return result.outcome.text, f"{ends} of {of}"


def as_data(told: Story) -> dict[str, Any]:
    """Return the story as plain data."""
    scores = [
        {"by": each.by, "on": iso(each.on), "score": each.said, "because": each.because, "refers_to": each.refers_to,
         "file": each.file, "removed": each.by in told.removed, "unread": told.unread.get(each.by, [])}
        for each in told.scores
    ]  # fmt: skip
    apart = told.spread.apart
    spread = {"apart": None if apart is None else str(apart), "flagged": told.spread.flagged}
    decisions = [{"number": made.number, **_behind(told, made), **made.data} for made in told.decisions]
    changed = {"scores": scores, "removed": sorted(told.removed), "spread": spread, "decisions": decisions}
    said = {**told._asdict(), **changed}
    return {name: value for name, value in said.items() if name != "behind"}


def _behind(told: Story, made: Decided) -> dict[str, int]:
    before = told.behind.get(made.number)
    return {"recorded_behind": before.number} if before else {}


def spreads(found: Running) -> Iterator[str]:
    """Yield how reviewing stands: what is still short of scores, and where scores lie too far apart."""
    rules = found.selection.rules
    short = flagged = 0
    for key, members in found.to_score.items():
        for member in members:
            scores = scores_of(found, key, member.definition.key)
            short += givers(scores) < rules.reviewers
            apart = panel.spread(scores, rules.tolerance)
            about = key, member.definition.key
            if apart.flagged and (about not in found.state.moderated or unseen(found, *about)):
                flagged += 1
                given = ", ".join(f"{each.by} {each.said}" for each in scores)
                yield f"flagged: {found.named(key)}, {member.definition.key}: {given} ({panel.spread_text(apart)})"
    total = sum(map(len, found.to_score.values()))
    moderated = sum(identity in found.to_score for identity, _ in found.state.moderated)
    yield (
        f"Short of scores (each needs {rules.reviewers}): {short} of {total}. "
        f"Too far apart, and not moderated: {flagged}. Moderated: {moderated}."
    )
