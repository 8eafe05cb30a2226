"""The bids that an analysis of weights looks at: modelled ones of a draft, or the real ones of an opened tender.

A modelled score stands in for what nobody can know before the lock: a price's points, a demonstration's, reviewers'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from techassure.assessing import read_all
from techassure.definitions.library import Library
from techassure.definitions.rubrics import no_step, rubric_of, steps
from techassure.files.chain import Chain
from techassure.files.doors import Door, Exact, Text, Versioned, decimal_text, enter, number
from techassure.files.places import Source, read_file, relative
from techassure.problems import Path, Place, Problem, ProblemsFound, listing, suggestion
from techassure.reviewing.log_state import Decided, State
from techassure.reviewing.review_reader import AboutFile, read_reviews, review_files
from techassure.reviews import Identity, Judgement
from techassure.selections.selecting import read_tender
from techassure.selections.selection import TENDER_FILE
from techassure.submissions import Submission
from techassure.tendering import missing, opening, price_forms, running_tender
from techassure.tendering.locking import Lock, read_lock
from techassure.tendering.price_files import BidPrice, read_prices
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import TenderLog

Given = Fraction | Literal["met", "not met"]
Panel = Mapping[Identity, Mapping[str, Mapping[str, Given]]]
"""By submission and criterion, what each reviewer gave."""
ONE = "modelled"
"""Who gave a modelled score of nobody in particular."""


@dataclass(frozen=True, slots=True)
class Bids:
    """A tender with its bids, their prices, individual scores, and modelled scores of award criteria, out of 100.

    ``modelled``: the scores are somebody's guess, and were never given.
    """

    running: Running
    prices: Mapping[Identity, BidPrice]
    panel: Panel = field(default_factory=dict)
    awards: Mapping[Identity, Mapping[str, Fraction]] = field(default_factory=dict)
    modelled: bool = False


# --- the door -------------------------------------------------------------------------------------------------------


class ModelledBidFile(Door):
    """What a modelled bid is taken to score. A criterion has one score, or one by each reviewer's name."""

    submission: AboutFile
    award_criteria: dict[Text, Exact] = {}
    criteria: dict[Text, dict[Text, Any]] = {}

    @field_validator("criteria", mode="before")
    @classmethod
    def _by_reviewer(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {key: each if isinstance(each, dict) else {ONE: each} for key, each in raw.items()}

    @field_validator("criteria")
    @classmethod
    def _scores(cls, found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Given]]:
        return {key: {name: _given(each) for name, each in by.items()} for key, by in found.items()}


class ModelledFile(Versioned):
    """Scores that nobody can know yet, for `tender analyse`. They are no part of any assessment."""

    modelled: tuple[ModelledBidFile, ...]


def _given(raw: Any) -> Given:
    if raw in ("met", "not met"):
        return "met" if raw == "met" else "not met"
    value = number(raw)
    if value is None:
        raise PydanticCustomError("score", "write points such as `3`, or `met` or `not met`", {})
    return Fraction(str(value))


# --- reading --------------------------------------------------------------------------------------------------------


def of_folder(
    folder: FilePath, library: Library, prices: Sequence[FilePath], scores: Sequence[FilePath], *, agreed: bool
) -> Bids:
    """Return a tender with its bids: a draft with modelled ones, or a locked one that was opened.

    ``prices`` and ``scores`` are files for a draft. ``agreed``: somebody asked for an analysis of real bids by name.

    Raises:
        ProblemsFound: it was locked and nobody agreed, its prices are sealed, or something cannot be read.
    """
    if read_lock(folder) is not None:
        return _real(folder, library, [*prices, *scores], agreed=agreed)
    running = _draft(folder, library)
    made = Bids(running, _modelled_prices(running, prices))
    return _with_scores(made, scores) if scores else made


def _real(folder: FilePath, library: Library, files: Sequence[FilePath], *, agreed: bool) -> Bids:
    place = Place(relative(folder / TENDER_FILE))
    if not agreed:
        fix = "analyse modelled bids before the lock; to analyse these all the same, say `--analysis`"
        raise ProblemsFound([Problem(place, "locked-tender", "the tender is locked, and these are its real bids", fix)])
    if files:
        message, fix = "a locked tender has prices and scores of its own", "leave `--prices` and `--scores` out"
        raise ProblemsFound([Problem(Place(str(files[0])), "locked-tender", message, fix)])
    running = running_tender.load(folder, library)
    prices = opening.opened(running)
    if running.selection.rules.price is not None and not prices:
        message = "the prices of the locked tender are sealed, so no total may be looked at"
        fix = "wait until `techassure tender open-prices` has opened them"
        raise ProblemsFound([Problem(place, "prices-sealed", message, fix)])
    return Bids(running, prices, _arrived(running))


def _arrived(running: Running) -> Panel:
    """Return the individual scores that count."""
    found: dict[Identity, dict[str, dict[str, Given]]] = {}
    for key, members in running.to_score.items():
        for member in members:
            name = member.definition.key
            given = {each.by: _score(each.points, each.met) for each in missing.scores_of(running, key, name)}
            found.setdefault(key, {})[name] = given
    return found


def _score(points: Fraction | None, met: bool | None) -> Given:
    return points if points is not None else "met" if met else "not met"


def _draft(folder: FilePath, library: Library) -> Running:
    """Return a tender that is not locked with the bids of its folder, as if nothing had been decided but by reviews."""
    selection = read_tender(folder, library)
    if selection.as_of is None:
        fix = "write `as_of` among its `dates`"
        raise ProblemsFound([Problem(Place(relative(folder / TENDER_FILE)), "no-as-of", "no as-of date is given", fix)])
    filed = read_reviews(review_files(folder), selection)
    read = list(read_all(selection, [folder], filed))
    unread = [problem for each in read if not isinstance(each, Submission) for problem in each.problems]
    if unread:
        raise ProblemsFound(unread)
    found = {each.identity: each for each in read if isinstance(each, Submission)}
    state = State(judgements={key: dict(each.judgements) for key, each in filed.items()})
    draft = Lock(selection.id, selection.as_of, selection.digest, selection.digest, {})
    log = TenderLog(folder, draft, Chain(selection.digest), state)
    return Running(selection, log, filed, found, (), selection.as_of)


def _modelled_prices(running: Running, files: Sequence[FilePath]) -> dict[Identity, BidPrice]:
    rule = running.selection.rules.price
    if not files:
        return {}
    if rule is None:
        fix = "leave `--prices` out, or give the tender a price rule"
        raise ProblemsFound([Problem(Place(TENDER_FILE), "no-price-rule", "the tender has no rule for prices", fix)])
    known = {key: running.named(key) for key in running.submissions}
    return read_prices(files, rule, known, above=price_forms.above(running.selection))


# --- modelled scores ------------------------------------------------------------------------------------------------


def _with_scores(bids: Bids, files: Sequence[FilePath]) -> Bids:
    awards: dict[Identity, dict[str, Fraction]] = {}
    panel: dict[Identity, dict[str, dict[str, Given]]] = {}
    problems: list[Problem] = []
    for path in files:
        source = read_file(path)
        for at, bid in enumerate(enter(ModelledFile, source).modelled):
            problems += _misfits(bids, bid, source, ("modelled", at))
            awards.setdefault(bid.submission.identity, {}).update(bid.award_criteria)
            panel.setdefault(bid.submission.identity, {}).update(bid.criteria)
    if problems:
        raise ProblemsFound(problems)
    made = replace(bids, panel=panel, awards=awards, modelled=True)
    return replace(made, running=with_panel(made, ()))


def _misfits(bids: Bids, bid: ModelledBidFile, source: Source, path: Path) -> Iterator[Problem]:
    running = bids.running
    if bid.submission.identity not in running.submissions:
        fix = "write supplier, product, version and lot as the submission has them"
        yield source.problem((*path, "submission"), "unknown-submission", "no submission here is called so", fix)
    ways = {award.id: award.assessed_by for award in running.selection.award_criteria}
    apart = [key for key, way in ways.items() if way != "criteria"]
    for key, score in bid.award_criteria.items():
        place = (*path, "award_criteria", key)
        if key not in apart:
            message = f"`{key}` is not an award criterion that is assessed by price or elsewhere"
            fix = suggestion(key, apart, f"write some of {listing(apart) or 'none'}; model answers for the others")
            yield source.problem(place, "unknown-award-criterion", message, fix, of_key=True)
        elif not 0 <= score <= 100:
            message = f"`{decimal_text(score)}` is not out of 100"
            yield source.problem(place, "wrong-value", message, "write a score from 0 to 100")
        elif ways[key] == "price" and bid.submission.identity in bids.prices:
            fix = "leave out the score, or the price file"
            yield source.problem(place, "price-modelled-twice", "this bid has a modelled price too", fix, of_key=True)
    yield from _criteria_misfits(running, bid, source, path)


def _criteria_misfits(running: Running, bid: ModelledBidFile, source: Source, path: Path) -> Iterator[Problem]:
    members = {member.definition.key: member for member in running.selection.members}
    judged = [key for key, member in members.items() if member.definition.criterion.judged_by == "reviewer"]
    for key, by in bid.criteria.items():
        place = (*path, "criteria", key)
        if key not in judged:
            fix = suggestion(key, judged, f"reviewers judge {listing(judged) or 'none'}; model answers for the others")
            yield source.problem(place, "not-for-reviewers", f"no reviewer judges `{key}`", fix, of_key=True)
            continue
        rubric = rubric_of(members[key].definition)
        may: list[Given] = list(rubric) if rubric else ["met", "not met"]
        fix = f"write one of {steps(rubric) or listing(['met', 'not met'])}"
        for given in by.values():
            if given not in may:
                yield source.problem(place, "not-in-rubric", no_step(given, key), fix)


# --- as if nobody had moderated -------------------------------------------------------------------------------------


def reviewers(panel: Panel) -> list[str]:
    """Return who gave scores, by name."""
    return sorted({name for criteria in panel.values() for by in criteria.values() for name in by})


def with_panel(bids: Bids, without: Sequence[str]) -> Running:
    """Return the tender with the plain means of individual scores, but for some reviewers', in place of moderated ones.

    A criterion that is left without any score is open again.
    """
    state = bids.running.state
    judgements = {key: dict(each) for key, each in state.judgements.items()}
    for key, criteria in bids.panel.items():
        own = judgements.setdefault(key, {})
        for name, by in criteria.items():
            given = [each for who, each in by.items() if who not in without]
            own.pop(name, None)
            if given:
                own[name] = _mean(given, bids.running.as_of)
    log = replace(bids.running.log, state=replace(state, judgements=judgements, elsewhere=_elsewhere(bids)))
    return replace(bids.running, log=log)


def _elsewhere(bids: Bids) -> dict[tuple[Identity, str], Decided]:
    """Return the scores from elsewhere, modelled ones among them: a minimum holds for those, too."""
    ways = {award.id: award.assessed_by for award in bids.running.selection.award_criteria}
    made = dict(bids.running.state.elsewhere)
    for key, awards in bids.awards.items():
        for award, score in awards.items():
            if ways[award] == "elsewhere":
                made[key, award] = Decided(0, "scored-elsewhere", ONE, bids.running.as_of, {"score": str(score)})
    return made


def _mean(given: Sequence[Given], on: int) -> Judgement:
    points = [each for each in given if isinstance(each, Fraction)]
    if points:
        return Judgement("", ONE, on, points=sum(points, Fraction(0)) / len(points))
    return Judgement("", ONE, on, met=2 * list(given).count("met") > len(given))
