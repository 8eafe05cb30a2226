"""What is said of two results side by side: how each is called, what became of a criterion, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from techassure.documents.comparison_document import (
    SIDES,
    ComparedCriterion,
    Comparison,
    PairPart,
    ProductPart,
    SeenPart,
    SideName,
    SidePart,
    StandingPart,
)
from techassure.documents.document import Offered
from techassure.phrases import counted
from techassure.report import sentences
from techassure.report.text import clean, span


class Words(NamedTuple):
    """How the two sides are called, and what each kind of change is called between them."""

    heading: str
    before: str
    after: str
    titles: dict[str, str]
    same: tuple[str, str]


def words(document: Comparison) -> Words:
    """Return the words that fit what differs: the day, the version, the selection or the product."""
    if document["of"] in ("days", "versions"):
        return Words("Then and now", "Then", "Now", _OVER_TIME, ("stands as before", "stand as before"))
    one, two = _names(document)
    by = "by" if document["of"] == "products" else "under"
    asked = "of" if document["of"] == "products" else "by"
    titles = {
        "lapsed": "Lapsed: nothing changed but the day",
        "lost": f"Met {by} {one}, not {by} {two}",
        "fixed": f"Met {by} {two}, not {by} {one}",
        "changed": "Comes out differently",
        "new": f"Asked {asked} {two} alone",
        "gone": f"Asked {asked} {one} alone",
    }
    return Words(f"{one} and {two}", one, two, titles, ("comes out alike", "come out alike"))


def over_time(said: Words) -> bool:
    """Tell whether one side comes after the other."""
    return said.titles is _OVER_TIME


_OVER_TIME = {
    "lapsed": "Lapsed: nothing changed but the day",
    "lost": "No longer met",
    "new": "New",
    "gone": "No longer asked",
    "changed": "Changed",
    "fixed": "Fixed",
}


def _names(document: Comparison) -> tuple[str, str]:
    """Return a name for each side: the selection's, or the product's as short as tells them apart."""
    if document["of"] == "selections":
        one, two = (clean(document[side]["selection"]["id"]) for side in SIDES)
        return one, two
    [pair] = document["pairs"]
    short, long = [clean(pair[side]["product"]) for side in SIDES], [called(document, pair[side]) for side in SIDES]
    one, two = short if short[0] != short[1] else long
    return one, two


def called(document: Comparison, part: Offered) -> str:
    """Return a product of either side, with its lot where there are lots."""
    return sentences.in_full(document["after"]["selection"], part)


def standing(name: str, part: StandingPart, places: int) -> list[str]:
    """Return how a side stands as a row of texts: its name, verdict, gates met, score, and the day of its lapse."""
    gates = f"{part['gates']['met']} of {part['gates']['of']}"
    return [name, part["verdict"] or "none", gates, span(part["score"], places), part["lapses_on"] or "-"]


def statement(document: Comparison) -> str:
    """Return what the two sides are: self-checks, or assessments."""
    kinds = {document[side]["kind"] for side in SIDES}
    if kinds == {"self-check"}:
        return "Self-checks by the supplier, not an assessment by a buyer."
    if kinds == {"assessment"}:
        return " ".join(["Assessments; what they found, not what was decided.", *_without_scores(document)])
    return "One side is a self-check by the supplier, and not an assessment by a buyer."


def _without_scores(document: Comparison) -> list[str]:
    """Return which side was kept without scores, where the other was not."""
    hidden = [name for name, side in named(words(document)) if document[side]["scores"] == "hidden"]
    if len(hidden) != 1:
        return []
    return [f"{hidden[0]}: scores were hidden until the moderation closed, so outcomes are compared, and no points."]


def basis(side: SidePart) -> str:
    """Return what a side was judged against, and as of when."""
    selection = side["selection"]
    return f"{clean(selection['title'])}, as of {side['as_of']}, digest {selection['digest'][7:19]}"


def sorted_by_role(criteria: list[ComparedCriterion]) -> list[ComparedCriterion]:
    """Return the gates before the rest."""
    return sorted(criteria, key=lambda each: each["gate"] is None)


def minimums(pair: PairPart, said: Words, places: int) -> list[tuple[str, str]]:
    """Return what is said of minimums that are missed or open, each with whose it is."""
    sides = [(name, each) for name, side in named(said) for each in pair[side]["minimums"]]
    return [(name, told) for name, each in sides if (told := sentences.wanting(each, each, places))]


def turn(part: ComparedCriterion) -> str:
    """Return what became of a criterion: `met → not met`; or how it comes out on the one side that asks for it."""
    return " → ".join(outcome(seen) for side in SIDES if (seen := part[side]))


def outcome(seen: SeenPart | None) -> str:
    """Return an outcome with its points; a dash where it was not asked."""
    if seen is None:
        return "-"
    return f"{seen['outcome']}, {sentences.points(seen['points'])}" if seen["points"] else str(seen["outcome"])


def reasons(part: ComparedCriterion, said: Words) -> list[tuple[str, list[str]]]:
    """Return why a criterion is told of, each reason with whose it is; blank for what is so now.

    Over time, what was wrong is told where it is no more; between two products or selections, both sides are.
    """
    if over_time(said):
        was = part["change"] in ("fixed", "gone")
        return [("It was" if was else "", part["why"])] if part["why"] else []
    asked = [(name, seen["says"]) for name, side in named(said) if (seen := part[side])]
    if all(says == asked[0][1] for _, says in asked):
        asked = [("", asked[0][1])]
    return [(name, says) for name, says in asked if says]


def roles(part: ComparedCriterion, said: Words) -> list[str]:
    """Return what part a criterion plays, once where it plays the same on both sides."""
    found = [(name, sentences.role(seen)) for name, side in named(said) if (seen := part[side])]
    if len({role for _, role in found}) == 1:
        return [found[0][1].capitalize()]
    return [f"{name}: {role}" for name, role in found]


def named(said: Words) -> tuple[tuple[str, SideName], tuple[str, SideName]]:
    """Return how each side is called, with its key in the document."""
    return (said.before, "before"), (said.after, "after")


def alike(pair: PairPart, said: Words) -> str:
    """Return how many criteria come to the same on both sides."""
    one, many = (f"{noun} {verb}" for noun, verb in zip(("criterion", "criteria"), said.same, strict=True))
    return counted(pair["counts"]["same"], one, many)


def only(document: Comparison, said: Words) -> Iterator[tuple[str, list[ProductPart]]]:
    """Yield the products that stand on one side alone, with how that side is called."""
    for name, found in ((said.before, document["only_before"]), (said.after, document["only_after"])):
        if found:
            yield f"Only {name.lower() if over_time(said) else name}", found
