"""Everything that still stands between a tender and its final result, listed at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from techassure.engine.outcomes import Outcome
from techassure.files.places import relative
from techassure.phrases import counted
from techassure.problems import Place, Problem, listing
from techassure.reviewing import panel, people
from techassure.reviewing.decisions import CONSIDERED, Kind
from techassure.reviewing.log_state import Decided
from techassure.reviewing.sheets import Score, declared
from techassure.reviews import Identity
from techassure.selections.selection import Member
from techassure.tendering.price_files import BidPrice
from techassure.tendering.running_tender import Running
from techassure.tendering.standing import Settled, Standing, standings
from techassure.tendering.tender_log import counts, received_sheets

_SAID = {
    "exclusion-grounds-considered": "whether an exclusion ground applies",
    "subcontractors-considered": "who the intended subcontractors are and whether one may be excluded",
}


def of_reviews(running: Running) -> list[Problem]:
    """Return what is missing before moderation can be called closed: every score of a bid's quality is given."""
    asked = (_unread, _conflicts, _reviews, _undecided, _elsewhere, _filed, _clarifications)
    return [problem for each in asked for problem in each(running)]


def of_everything(running: Running, prices: Mapping[Identity, BidPrice]) -> list[Problem]:
    """Return what is missing before the tender can be finalised."""
    made = standings(running, prices, final=True)
    found = [*of_reviews(running), *_considered(running)]
    for key, standing in chain.from_iterable(lot.items() for lot in made.values()):
        found += [*_verdict(running, key, standing), *_prices(running, key, standing)]
    return list(dict.fromkeys(found))


def _unread(running: Running) -> Iterator[Problem]:
    fix = "mend it with the bidder, or take it out of the folder and keep it with the reason"
    for refusal in running.refusals:
        message = f"the submission cannot be read: {refusal.problems[0].message}"
        place = Place(relative(running.log.folder / refusal.label))
        yield Problem(place, "submission-unread", message, fix)


# --- reviews --------------------------------------------------------------------------------------------------------


def undecided_conflicts(running: Running) -> dict[str, str]:
    """Return the reviewers who declared a conflict of which nobody decided what follows, each with the sheet.

    A decision settles what had been declared by then; the same words in a later sheet declare nothing new.
    """
    found: dict[tuple[str, str], Decided] = {}
    for made, file in received_sheets(running.log):
        if said := declared(file.conflict):
            found.setdefault((people.folded(made.by), said), made)
    return {made.by: made.data["file"] for made in found.values() if not _is_decided(running, made)}


def _is_decided(running: Running, declaration: Decided) -> bool:
    decisions = running.state.conflicts.get(people.folded(declaration.by), ())
    return any(each.number > declaration.number for each in decisions)


def _conflicts(running: Running) -> Iterator[Problem]:
    for name, file in undecided_conflicts(running).items():
        message = f"{name} declared a conflict of interest, and nobody decided what follows"
        fix = "record `conflict-decided`: `stays` with the mitigation, or `removed`"
        place = Place(relative(running.log.folder / file))
        yield Problem(place, "conflict-undecided", message, fix)


def _reviews(running: Running) -> Iterator[Problem]:
    for key, members in running.to_score.items():
        yield from _short(running, key, members)
        yield from _not_moderated(running, key, members)
        yield from _moderated_before(running, key, [member.definition.key for member in members])


def scores_of(running: Running, key: Identity, criterion: str) -> list[Score]:
    """Return the individual scores that count for one criterion of one submission."""
    return [
        each for each in running.scores if (each.identity, each.key) == (key, criterion) and counts(running.log, each)
    ]


def givers(scores: Sequence[Score]) -> int:
    """Return how many people gave some scores, however their names were typed."""
    return len({people.folded(each.by) for each in scores})


def _short(running: Running, key: Identity, members: Sequence[Member]) -> Iterator[Problem]:
    """Yield the criteria that lack scores, together where they lack as many."""
    wanted = running.selection.rules.reviewers
    lacking: dict[int, list[str]] = {}
    for name in [member.definition.key for member in members]:
        lacking.setdefault(givers(scores_of(running, key, name)), []).append(name)
    fix = "merge another reviewer's sheet: `techassure review merge`"
    for count, names in sorted(lacking.items()):
        if count < wanted:
            message = f"{listing(names, len(names))} {_have(names)} {count} of {of_reviewers(wanted)}"
            yield Problem(running.place_of(key), "review-open", message, fix)


def _not_moderated(running: Running, key: Identity, members: Sequence[Member]) -> Iterator[Problem]:
    """Yield what waits for a meeting: each by itself where scores lie too far apart, the others together."""
    rules, together = running.selection.rules, []
    fix = "moderate: `techassure review sheet --moderation`, then `review merge`"
    names = [member.definition.key for member in members]
    for name in [each for each in names if (key, each) not in running.state.moderated]:
        found = scores_of(running, key, name)
        apart = panel.spread(found, rules.tolerance)
        if givers(found) >= rules.reviewers and apart.flagged:
            given = ", ".join(f"{each.by} {each.said}" for each in found)
            message = f"`{name}` is not moderated: {given} ({panel.spread_text(apart)})"
            yield Problem(running.place_of(key), "not-moderated", message, fix)
        elif givers(found) >= rules.reviewers:
            together.append(name)
    if together:
        message = f"{listing(together, len(together))} {_are(together)} not moderated"
        yield Problem(running.place_of(key), "not-moderated", message, fix)


def unseen(running: Running, key: Identity, criterion: str) -> list[Score]:
    """Return the scores that count and that no meeting has seen: they arrived after it had moderated."""
    made = running.state.moderated.get((key, criterion))
    if made is None:
        return []
    return [each for each in scores_of(running, key, criterion) if running.arrivals[each.file] > made.number]


def _moderated_before(running: Running, key: Identity, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        late = unseen(running, key, name)
        if late:
            made = running.state.moderated[key, name]
            given = ", ".join(f"{each.by} gave {each.said}, entry {running.arrivals[each.file]}" for each in late)
            message = f"`{name}` was moderated in entry {made.number}, before {given} of the log"
            fix = (
                "moderate again with it in view: `techassure review sheet --moderation --correct`, then `review merge`"
            )
            yield Problem(running.place_of(key), "moderated-before", message, fix)


def of_reviewers(wanted: int) -> str:
    """Return `2 reviewers' scores`."""
    return counted(wanted, "reviewer's score", "reviewers' scores")


def _have(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def undecided(running: Running, key: Identity) -> Iterator[tuple[str, str]]:
    """Yield the criteria with a claim, a contradiction or a document of another version, and the kind of decision."""
    assessment = running.assessments[key]
    judged = {member.definition.key for member in running.waiting[key]}
    for plan, result in zip(assessment.assessor.criteria, assessment.results, strict=True):
        name = plan.rule.key
        claim = assessment.submission.claims.get(name)
        if result.outcome is Outcome.NEEDS_REVIEW and (name not in judged or claim is not None):
            yield name, claim.kind if claim else "outcome"


def _undecided(running: Running) -> Iterator[Problem]:
    for key in running.to_score:
        for name, kind in undecided(running, key):
            message = f"`{name}` waits for a decision on `{kind}`"
            fix = f"record a decision of the kind `{kind}` with `techassure tender decide`"
            yield Problem(running.place_of(key), "decision-open", message, fix)


def _filed(running: Running) -> Iterator[Problem]:
    """Yield judgements that only a file of reviews holds: a locked tender counts what its log holds."""
    for key, reviews in running.filed.items():
        if reviews.judgements and key in running.inside:
            names = sorted(reviews.judgements)
            message = (
                f"{listing(names, 3)} {_are(names)} judged in a file of reviews, which a locked tender does not count"
            )
            fix = "merge reviewers' sheets, record decisions, and keep register checks alone in the file"
            yield Problem(running.place_of(key), "judged-outside-the-log", message, fix)


def _clarifications(running: Running) -> Iterator[Problem]:
    for name in running.state.open_clarifications:
        message = f"clarification `{name}` was asked and is neither answered nor closed"
        fix = "record `clarification-answered`, or `clarification-closed` with the reason"
        yield Problem(running.log.place, "clarification-open", message, fix)


# --- decisions and prices -------------------------------------------------------------------------------------------


def _considered(running: Running) -> Iterator[Problem]:
    for key in running.inside:
        for kind in CONSIDERED:
            if (kind, key) not in running.state.considered:
                message, fix = f"it is not recorded {_SAID[kind]}", f"record `{kind}`"
                yield Problem(running.place_of(key), "not-considered", message, fix)


def unscored_elsewhere(running: Running, key: Identity) -> list[str]:
    """Return the award criteria that are assessed elsewhere and of which a bid has no score yet."""
    if key in running.state.set_aside:
        return []
    awards = [award.id for award in running.selection.award_criteria if award.assessed_by == "elsewhere"]
    return [each for each in awards if (key, each) not in running.state.elsewhere]


def _elsewhere(running: Running) -> Iterator[Problem]:
    for key in running.inside:
        for award in unscored_elsewhere(running, key):
            fix = "record `scored-elsewhere` with the score and its reason"
            yield Problem(running.place_of(key), "no-score", f"`{award}` has no score", fix)


def _verdict(running: Running, key: Identity, standing: Standing) -> Iterator[Problem]:
    settled = standing.settled
    if is_unsettled(standing):
        kind = "disregarded" if of_participation(settled) else "disqualified"
        failed = list(settled.failed)
        message = f"{listing(failed, 3)} {_are(failed)} not met, and nobody decided what follows"
        fix = f"record `{kind}`, with the notice; no score buys back a gate"
        yield Problem(running.place_of(key), "verdict-undecided", message, fix)


def is_unsettled(standing: Standing) -> bool:
    """Tell whether a bid fails a gate or a minimum, and nobody decided what follows."""
    return standing.settled.verdict == "non-compliant" and standing.disqualified is None


def of_participation(settled: Settled) -> bool:
    """Tell whether a condition of participation is among what a bid fails."""
    members = {plan.rule.key: plan.member for plan in settled.assessment.assessor.criteria}
    gates = [members[key].gate for key in settled.failed if key in members]
    return "condition-of-participation" in gates


def _prices(running: Running, key: Identity, standing: Standing) -> Iterator[Problem]:
    if running.selection.rules.price is None or standing.disqualified:
        return
    if not running.state.prices:
        fix = "open them: `techassure tender open-prices`"
        yield Problem(running.log.place, "prices-sealed", "the prices are not opened", fix)
    elif standing.price is None:
        message = "no price of this bid was opened"
        fix = "open it: `techassure tender open-prices`; or record what follows, as it cannot be assessed without"
        yield Problem(running.place_of(key), "no-price", message, fix)
    for kind, said in unconsidered(running, key, standing).items():
        yield _flagged(kind, said, running.place_of(key))


def _flagged(kind: Kind, said: Sequence[str], place: Place) -> Problem:
    message = f"the price is flagged: {'; '.join(said)}"
    if kind == "abnormally-low-considered":
        fix = "notify the bidder, hear it, and record `abnormally-low-considered`"
        return Problem(place, "low-price-not-considered", message, fix)
    fix = "look up what the tender says of it, and record `above-ceiling-considered`; or `disregarded`, if that follows"
    return Problem(place, "high-price-not-considered", message, fix)


def unconsidered(running: Running, key: Identity, standing: Standing) -> dict[Kind, list[str]]:
    """Return the flags on a bid's price that nobody considered yet, by the decision that they ask for."""
    asked = dict.fromkeys(flag.asks for flag in standing.flags)
    waiting = [kind for kind in asked if (kind, key) not in running.state.considered]
    return {kind: [flag.by for flag in standing.flags if flag.asks == kind] for kind in waiting}
