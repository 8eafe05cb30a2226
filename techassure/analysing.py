"""The analysis of a tender's weights on modelled bids, while it is designed: as data, and no part of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from techassure import opening, robustness, running_tender, weightings
from techassure.assessing import exact, read_all, tool
from techassure.chain import Chain
from techassure.decisions import State, about
from techassure.definitions import Library
from techassure.locking import Lock, read_lock
from techassure.places import relative
from techassure.price_files import BidPrice, read_prices
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviews import Identity, read_reviews, review_files
from techassure.robustness import Field, Flip
from techassure.running_tender import Running
from techassure.selection import TENDER_FILE, Selection, read_tender
from techassure.standing import Standing, standings
from techassure.submissions import Submission
from techassure.tender_log import TenderLog

MARK = "NOT PART OF THE ASSESSMENT"
SAYS = (
    "What other weights would do, worked out to help design a tender. It decides nothing, is not part of the "
    "assessment, and does not belong in its record or in any summary."
)
_LEAST = 2
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """How weightings are drawn: how many, from which seed, and within how many points of the tender's own."""

    count: int = 10_000
    seed: int = 1
    within: Fraction = Fraction(10)


# --- the bids -------------------------------------------------------------------------------------------------------


def of_folder(
    folder: FilePath, library: Library, files: Sequence[FilePath], *, agreed: bool
) -> tuple[Running, Mapping[Identity, BidPrice]]:
    """Return a tender with its bids and prices: a draft with modelled ones, or a locked one that was opened.

    ``agreed``: somebody asked for an analysis of real bids by name.

    Raises:
        ProblemsFound: it was locked and nobody agreed, its prices are sealed, or something cannot be read.
    """
    if read_lock(folder) is None:
        running = modelled(folder, library)
        return running, _modelled_prices(running, files)
    place = Place(relative(folder / TENDER_FILE))
    if not agreed:
        fix = "analyse modelled bids before the lock; to analyse these all the same, say `--analysis`"
        raise ProblemsFound([Problem(place, "locked-tender", "the tender is locked, and these are its real bids", fix)])
    running = running_tender.load(folder, library)
    prices = opening.opened(running)
    if running.selection.rules.price is not None and not prices:
        message = "the prices of the locked tender are sealed, so no total may be looked at"
        fix = "wait until `techassure tender open-prices` has opened them"
        raise ProblemsFound([Problem(place, "prices-sealed", message, fix)])
    return running, prices


def modelled(folder: FilePath, library: Library) -> Running:
    """Return a tender that is not locked with the bids of its folder, as if nothing had been decided but by reviews.

    Raises:
        ProblemsFound: it fixes no as-of date, or cannot be read.
    """
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
    return read_prices(files, rule, {key: running.named(key) for key in running.submissions})


# --- the field ------------------------------------------------------------------------------------------------------


def field_of(
    selection: Selection, lot: Mapping[Identity, Standing]
) -> tuple[Field, list[Identity], dict[Identity, str], list[str]]:
    """Return who and what is compared, who is left out and why, and the award criteria that have no score yet.

    The weights of the others are scaled to 100. Where bids rank by quality for each pound, so do their scores here.
    """
    absent = [
        award.id for award in selection.award_criteria if all(one.scores[award.id] is None for one in lot.values())
    ]
    kept = [award for award in selection.award_criteria if award.id not in absent]
    whole = sum((award.weight for award in kept), Fraction(0))
    names = [award.id for award in kept]
    found = {key: _left_out(selection, each, names) for key, each in lot.items()}
    inside = [key for key, said in found.items() if said is None]
    rows = tuple(_row(selection, lot[key], names) for key in inside)
    weights = tuple(100 * award.weight / whole for award in kept)
    called = tuple(f"{key[1]} {key[2]}, {lot[key].settled.assessment.submission.supplier}" for key in inside)
    return (
        Field(called, tuple(names), weights, rows),
        inside,
        {key: said for key, said in found.items() if said},
        absent,
    )


def _left_out(selection: Selection, standing: Standing, names: Sequence[str]) -> str | None:
    if standing.disqualified is not None:
        return "disqualified"
    verdict = standing.settled.verdict
    if verdict == "non-compliant":
        return f"non-compliant: {', '.join(standing.settled.failed[:_NAMED])}"
    if verdict == "undecided":
        return f"undecided: {', '.join(standing.settled.assessment.decided_by[:_NAMED])}"
    open_ones = [name for name in names if (span := standing.scores[name]) is None or span.low != span.high]
    if open_ones:
        return f"no settled score of {', '.join(open_ones)}"
    return "no price" if _per_pound(selection) and standing.price is None else None


def _per_pound(selection: Selection) -> bool:
    return selection.rules.price is not None and selection.rules.price.formula == "quality-per-pound"


def _row(selection: Selection, standing: Standing, names: Sequence[str]) -> tuple[Fraction, ...]:
    spans = [span for name in names if (span := standing.scores[name])]
    scale = standing.price.whole if _per_pound(selection) and standing.price else Fraction(1)
    return tuple([span.low / scale for span in spans])


# --- the data -------------------------------------------------------------------------------------------------------


def document(running: Running, prices: Mapping[Identity, BidPrice], drawn: Drawn) -> dict[str, Any]:
    """Return the analysis of every lot, as data: the same for the same inputs and seed."""
    selection = running.selection
    lots = standings(running, prices, final=True)
    return {
        "techassure": 1,
        "tool": tool(),
        "kind": "analysis",
        "mark": MARK,
        "says": SAYS,
        "tender": {"id": selection.id, "title": selection.title, "digest": selection.digest},
        "drawn": {"count": drawn.count, "seed": drawn.seed, "within": exact(drawn.within)},
        "lots": [{"lot": name, **_lot(selection, lot, drawn)} for name, lot in lots.items()],
    }


def _lot(selection: Selection, lot: Mapping[Identity, Standing], drawn: Drawn) -> dict[str, Any]:
    field, inside, outside, absent = field_of(selection, lot)
    head = {
        "bids": [{"submission": about(key), "name": name} for key, name in zip(inside, field.names, strict=True)],
        "left_out": [{"submission": about(key), "because": said} for key, said in outside.items()],
        "without_score": absent,
        "weights": dict(zip(field.criteria, map(exact, field.weights), strict=True)),
    }
    if len(inside) < _LEAST or not field.criteria:
        return {**head, "analysis": None}
    first = robustness.winners(field, field.weights)
    return {**head, "analysis": {"first": first, **_analysed(field, first[0], drawn)}}


def _analysed(field: Field, winner: int, drawn: Drawn) -> dict[str, Any]:
    count, seed = drawn.count, drawn.seed
    near = robustness.shares(field, weightings.near(field.weights, drawn.within, count, seed))
    every = robustness.shares(field, weightings.any_weights(len(field.criteria), count, seed))
    return {
        "totals": [exact(each) for each in robustness.totals(field, field.weights)],
        "flip": _flip(field, robustness.smallest_flip(field, winner)),
        "stays_first": {name: [exact(end) for end in robustness.stays(field, winner, at)]
                        for at, name in enumerate(field.criteria)},
        "shares_near": [_share(each) for each in near],
        "shares_of_all": [_share(each) for each in every],
        "without": {name: robustness.without(field, at) for at, name in enumerate(field.criteria)},
    }  # fmt: skip


def _flip(field: Field, found: Flip | None) -> dict[str, Any] | None:
    if found is None:
        return None
    weights = dict(zip(field.criteria, map(exact, found.weights), strict=True))
    return {"to": found.to, "moved": exact(found.moved), "weights": weights}


def _share(found: robustness.Share) -> dict[str, Any]:
    return {"share": exact(found.share), "low": found.low, "high": found.high}
