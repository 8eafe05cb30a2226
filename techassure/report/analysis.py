"""The analysis of a tender's weights as plain text: a file of its own, marked in its first line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from techassure.phrases import counted, ended
from techassure.report.text import WIDE, Page, clean, page_of, series, text_of
from techassure.selections.lot_names import lot_named
from techassure.tendering.analysis_document import (
    AnalysedLotPart,
    AnalysisDocument,
    DrawnPart,
    FoundPart,
    ReviewersPart,
)


def render(document: AnalysisDocument) -> str:
    """Return the whole analysis as text of 80 columns."""
    return text_of(_lines(document, page_of(WIDE, False, WIDE)))


def _lines(document: AnalysisDocument, page: Page) -> Iterator[str]:
    yield from [f"*** {document['mark']} ***", ""]
    yield from page.say(document["says"])
    tender = document["tender"]
    yield ""
    yield from page.say(f"{clean(tender['title'])} ({tender['id']}, digest {tender['digest'][:19]})")
    if document["modelled"]:
        yield from page.say(f"Modelled, not assessed: {series([clean(each) for each in document['modelled']])}.")
    for lot in document["lots"]:
        yield from _lot(document, lot, page)
    yield from ["", *page.say(f"Made by {clean(document['tool'])}.")]


def _lot(document: AnalysisDocument, lot: AnalysedLotPart, page: Page) -> Iterator[str]:
    name = f"lot {clean(lot_named(document['tender'].get('lots', {}), lot['lot']))}: " if lot["lot"] is not None else ""
    yield from page.heading(f"{name}{counted(len(lot['bids']), 'bid')} compared")
    for left in lot["left_out"]:
        yield from page.say(f"{clean(left['submission']['product'])}: {clean(left['because'])}", "- Left out: ", "  ")
    if lot["without_score"]:
        without = series([clean(each) for each in lot["without_score"]])
        yield from page.say(
            f"Without any score, so not compared: {without}. The other weights are scaled to 100.", "- "
        )
    found, names = lot["analysis"], [clean(each["name"]) for each in lot["bids"]]
    if found is None:
        yield from page.say("Fewer than two bids can be compared.")
        return
    yield from _result(lot["weights"], found, names, page)
    yield from _flip(found, names, page)
    yield from _ranges(lot["weights"], found, page)
    yield from _shares(document["drawn"], found, names, page)
    yield from _without(found, names, page)
    yield from _reviewers(lot["reviewers"], page)


def _result(weights: Mapping[str, str], found: FoundPart, names: Sequence[str], page: Page) -> Iterator[str]:
    said = series([f"{clean(name)} {_number(weight)}" for name, weight in weights.items()])
    yield from page.say(f"With the weights {said}:")
    order = sorted(range(len(names)), key=lambda at: (-Fraction(found["totals"][at]), names[at]))
    for at in order:
        yield from page.say(f"{_number(found['totals'][at], 4)}  {names[at]}", "- ")
    if len(found["first"]) > 1:
        shared = [names[at] for at in found["first"]]
        yield from page.say(f"{series(shared)} share the first place; what follows is about {shared[0]}.")


def _flip(found: FoundPart, names: Sequence[str], page: Page) -> Iterator[str]:
    yield from page.heading("the smallest change of weights")
    flip, winner = found["flip"], names[found["first"][0]]
    if flip is None:
        yield from page.say(ended(f"No weights at all let anybody draw level with {winner}"))
        return
    weights = series([f"{clean(name)} {_number(weight)}" for name, weight in flip["weights"].items()])
    yield from page.say(
        f"Move {_number(flip['moved'])} of 100, and {names[flip['to']]} draws level with {winner}: {weights}. "
        "No smaller move does."
    )


def _ranges(weights: Mapping[str, str], found: FoundPart, page: Page) -> Iterator[str]:
    yield from page.heading("each weight by itself")
    yield from page.say("Nobody overtakes the winner while, with the others in their proportions,")
    for name, (low, high) in found["stays_first"].items():
        own = _number(weights[name])
        yield from page.say(f"{clean(name)} ({own}) is from {_number(low)} to {_number(high)}", "- ")


def _shares(drawn: DrawnPart, found: FoundPart, names: Sequence[str], page: Page) -> Iterator[str]:
    within = f"with each weight within {counted(_number(drawn['within']), 'point')} of its own"
    every = "out of all weightings there are"
    for title, shares in ((within, found["shares_near"]), (every, found["shares_of_all"])):
        yield from page.heading(f"how often each wins, {title}")
        yield from page.say(f"{drawn['count']:,} weightings of seed {drawn['seed']}; in brackets, the 95 % interval.")
        for name, each in zip(names, shares, strict=True):
            share = f"{float(Fraction(each['share'])):.1%}  ({each['low']:.1%} to {each['high']:.1%})"
            yield from page.say(f"{share}  {name}", "- ")


def _without(found: FoundPart, names: Sequence[str], page: Page) -> Iterator[str]:
    yield from page.heading("with a criterion dropped")
    for criterion, first in found["without"].items():
        if first is not None:
            said = f"{clean(criterion)}: {series([names[at] for at in first])}"
            verb = "is first" if len(first) == 1 else "share the first place"
            yield from page.say(f"Without {said} {verb}", "- ")


def _reviewers(found: ReviewersPart | None, page: Page) -> Iterator[str]:
    """Say what leaving out a reviewer does, by plain means: no assessment ever uses them."""
    if found is None:
        return
    yield from page.heading("with a reviewer left out")
    yield from page.say(
        "By the plain mean of the individual scores, which is no score of any assessment: a meeting gives one score "
        "with its reason, and never an average."
    )
    yield from page.say(f"With all of them {_firsts(found['all'])}", "- ")
    for name, first in found["without"].items():
        yield from page.say(f"Without {clean(name)} {_firsts(first)}", "- ")


def _firsts(names: Sequence[str] | None) -> str:
    if not names:
        return "nobody can be compared"
    return f"{series([clean(each) for each in names])} {'is first' if len(names) == 1 else 'share the first place'}"


def _number(value: str, places: int = 2) -> str:
    return f"{float(Fraction(value)):.{places}f}".rstrip("0").rstrip(".")
