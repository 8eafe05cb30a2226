"""The analysis of a tender's weights on modelled bids, while it is designed: as data, and no part of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from techassure.documents.writer import exact, tool
from techassure.engine.scoring import Range
from techassure.reviewing.bids import about
from techassure.reviews import Identity
from techassure.selections.minimum_names import minimum_of
from techassure.selections.selection import Selection
from techassure.tendering import modelling, robustness, weightings
from techassure.tendering.analysis_document import (
    AnalysedLotPart,
    AnalysedTenderPart,
    AnalysisDocument,
    FlipPart,
    FoundPart,
    ReviewersPart,
    SharePart,
)
from techassure.tendering.final_document import AboutPart
from techassure.tendering.modelling import Bids
from techassure.tendering.robustness import Field, Flip
from techassure.tendering.standing import Standing, as_counted, standings

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
    found = {key: _left_out(selection, each, names, absent) for key, each in lot.items()}
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


def _left_out(selection: Selection, standing: Standing, names: Sequence[str], absent: Sequence[str]) -> str | None:
    """Return why a bid is not compared; a minimum of what nobody has a score of yet says nothing of any."""
    if standing.disqualified is not None:
        return "disqualified"
    verdict = standing.settled.verdict
    if verdict == "non-compliant":
        return f"non-compliant: {', '.join(standing.settled.failed[:_NAMED])}"
    waits = [name for name in standing.settled.waits_for if name not in {minimum_of(each) for each in absent}]
    if verdict == "undecided" and waits:
        return f"undecided: {', '.join(waits[:_NAMED])}"
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


def document(bids: Bids, drawn: Drawn) -> AnalysisDocument:
    """Return the analysis of every lot, as data: the same for the same inputs and seed."""
    selection = bids.running.selection
    lots = _stand(bids)
    panels = _panels(bids, list(lots))
    return {
        "techassure": 1,
        "tool": tool(),
        "kind": "analysis",
        "mark": MARK,
        "says": SAYS,
        "tender": _tender(selection),
        "drawn": {"count": drawn.count, "seed": drawn.seed, "within": exact(drawn.within)},
        "modelled": _what_is_modelled(bids),
        "lots": [_lot(selection, name, lot, drawn, panels.get(name)) for name, lot in lots.items()],
    }


def _tender(selection: Selection) -> AnalysedTenderPart:
    found: AnalysedTenderPart = {"id": selection.id, "title": selection.title, "digest": selection.digest}
    if selection.lots:
        found["lots"] = dict(selection.lots)
    return found


def _what_is_modelled(bids: Bids) -> list[str]:
    """Return the award criteria and criteria whose scores were modelled; none of a tender that is locked."""
    if not bids.modelled:
        return []
    names = {name for each in (*bids.awards.values(), *bids.panel.values()) for name in each}
    return sorted(names)


def _stand(bids: Bids) -> dict[str | None, dict[Identity, Standing]]:
    """Return where the bids stand, modelled scores of award criteria among theirs."""
    selection, found = bids.running.selection, standings(bids.running, bids.prices, final=True)
    return {lot: {key: _modelled(selection, each, bids.awards.get(key, {})) for key, each in own.items()}
            for lot, own in found.items()}  # fmt: skip


def _modelled(selection: Selection, standing: Standing, given: Mapping[str, Fraction]) -> Standing:
    scores = {key: as_counted(Range(each, each), selection) for key, each in given.items()}
    return replace(standing, scores={**standing.scores, **scores})


def _panels(bids: Bids, lots: Sequence[str | None]) -> dict[str | None, ReviewersPart]:
    """Return by lot who is first by the plain means of individual scores, and with each reviewer left out."""
    names = modelling.reviewers(bids.panel)
    if len(names) < _LEAST:
        return {}
    all_in = _first_by_mean(bids, ())
    without = {name: _first_by_mean(bids, (name,)) for name in names}
    return {lot: {"all": all_in.get(lot), "without": {name: each.get(lot) for name, each in without.items()}}
            for lot in lots}  # fmt: skip


def _first_by_mean(bids: Bids, without: Sequence[str]) -> dict[str | None, list[str] | None]:
    """Return the names of those who are first in each lot; None where nobody can be compared."""
    lots = _stand(replace(bids, running=modelling.with_panel(bids, without)))
    fields = {lot: field_of(bids.running.selection, own)[0] for lot, own in lots.items()}
    return {lot: [field.names[at] for at in robustness.winners(field, field.weights)] if field.names else None
            for lot, field in fields.items()}  # fmt: skip


def _lot(
    selection: Selection, name: str | None, lot: Mapping[Identity, Standing], drawn: Drawn, panel: ReviewersPart | None
) -> AnalysedLotPart:
    field, inside, outside, absent = field_of(selection, lot)
    enough = len(inside) >= _LEAST and bool(field.criteria)
    return {
        "lot": name,
        "bids": [
            {"submission": cast("AboutPart", about(key)), "name": each}
            for key, each in zip(inside, field.names, strict=True)
        ],
        "left_out": [{"submission": cast("AboutPart", about(key)), "because": said} for key, said in outside.items()],
        "without_score": absent,
        "weights": dict(zip(field.criteria, map(exact, field.weights), strict=True)),
        "analysis": _analysed(field, robustness.winners(field, field.weights), drawn) if enough else None,
        "reviewers": panel,
    }


def _about(identity: Identity) -> AboutPart:
    return cast("AboutPart", about(identity))


def _analysed(field: Field, first: list[int], drawn: Drawn) -> FoundPart:
    count, seed = drawn.count, drawn.seed
    near = robustness.shares(field, weightings.near(field.weights, drawn.within, count, seed))
    every = robustness.shares(field, weightings.any_weights(len(field.criteria), count, seed))
    return {
        "first": first,
        "totals": [exact(each) for each in robustness.totals(field, field.weights)],
        "flip": _flip(field, robustness.smallest_flip(field, first[0])),
        "stays_first": {name: [exact(end) for end in robustness.stays(field, first[0], at)]
                        for at, name in enumerate(field.criteria)},
        "shares_near": [_share(each) for each in near],
        "shares_of_all": [_share(each) for each in every],
        "without": {name: robustness.without(field, at) for at, name in enumerate(field.criteria)},
    }  # fmt: skip


def _flip(field: Field, found: Flip | None) -> FlipPart | None:
    if found is None:
        return None
    weights = dict(zip(field.criteria, map(exact, found.weights), strict=True))
    return {"to": found.to, "moved": exact(found.moved), "weights": weights}


def _share(found: robustness.Share) -> SharePart:
    return {"share": exact(found.share), "low": found.low, "high": found.high}
