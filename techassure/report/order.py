"""The submissions of a document in the order in which people read them: by lot, ranked, then apart; numbered."""

from __future__ import annotations

from dataclasses import dataclass

from techassure.documents.document import AssessmentPart, Document, RankedPlace, Ranking
from techassure.report import certainty, sentences


@dataclass(frozen=True)
class Standing:
    """One submission. ``number`` is what tables call it by; ``place`` is blank for one that does not rank.

    ``name`` tells it from all others, ``in_lot`` from the others of its lot.
    """

    number: int
    name: str
    place: str
    assessment: AssessmentPart
    in_lot: str


@dataclass(frozen=True)
class Lot:
    """The submissions for one lot. ``title`` is blank where there are no lots."""

    title: str
    ranked: tuple[Standing, ...]
    apart: tuple[Standing, ...]
    certain: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Standing, ...]:
        """Everybody, those that rank first."""
        return (*self.ranked, *self.apart)


def lots(document: Document) -> list[Lot]:
    """Return the lots of an assessment; what nobody ranked, such as a self-check, is one lot in the order read."""
    called, assessments = sentences.names(document), document["assessments"]
    if not document["rankings"]:
        everybody = enumerate(zip(called, assessments, strict=True), 1)
        return [Lot("", tuple(Standing(number, name, "", part, name) for number, (name, part) in everybody), ())]
    found: list[Lot] = []
    for ranking in document["rankings"]:
        first = 1 + sum(len(lot.all) for lot in found)
        hidden = document.get("scores") == "hidden"
        ordered = [(each["index"], "" if hidden else place(each)) for each in ranking["places"]]
        ordered += [(index, "") for index in ranking["apart"]]
        inside = names_in(document, ranking)
        standings = tuple(
            Standing(number, called[index], where, assessments[index], inside[index])
            for number, (index, where) in enumerate(ordered, first)
        )
        ranked = len(ranking["places"])
        title = "" if ranking["lot"] is None else f"Lot {sentences.lot(document['selection'], ranking['lot'])}"
        certain = tuple(certainty.certain(document, ranking, inside))
        undecided = tuple(certainty.undecided(document, ranking, inside))
        found.append(Lot(title, standings[:ranked], standings[ranked:], certain, undecided))
    return found


def names_in(document: Document, ranking: Ranking) -> dict[int, str]:
    """Return by index what the submissions of a ranking are called where only they are spoken of."""
    indices = [*(each["index"] for each in ranking["places"]), *ranking["apart"]]
    parts = [document["assessments"][index] for index in indices]
    return dict(zip(indices, sentences.names_among(document, parts), strict=True))


def place(ranked: RankedPlace) -> str:
    """Return `2`, or `1-3` where it is not certain."""
    best, worst = ranked["best"], ranked["worst"]
    return str(best) if best == worst else f"{best}-{worst}"
