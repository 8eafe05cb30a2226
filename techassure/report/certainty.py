"""What a ranking makes certain, what it leaves undecided, and what lapses, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from techassure.documents.document import AssessmentPart, Document, RankedPlace, Ranking
from techassure.phrases import ended
from techassure.report import later, sentences
from techassure.report.text import ordinal, series

Called = Mapping[int, str]
"""What the submissions of a ranking are called, by index."""

_FEW = 6
_WAITING = {
    "no answer": "no answer to",
    later.NOT_MET_YET: "not met by what was answered, and due later,",
    "needs review": "review of",
}


def certain(document: Document, ranking: Ranking, called: Called) -> list[str]:
    """Return what is certain in a ranking, whatever becomes of what is still open."""
    if not _scored(document, ranking):
        return []
    alone = [block for block in _blocks(ranking["places"]) if _equal(document, block)]
    places = [_settled([called[place["index"]] for place in block], block[0]["best"]) for block in alone]
    return [f"{series(places)}, by score, whatever becomes of what is still open."] if places else []


def _scored(document: Document, ranking: Ranking) -> bool:
    return all(document["assessments"][place["index"]]["score"] for place in ranking["places"])


def _settled(who: Sequence[str], place: int) -> str:
    return f"{series(who)} {'is' if len(who) == 1 else 'are equal in'} {ordinal(place)}"


def undecided(document: Document, ranking: Ranking, called: Called) -> list[str]:
    """Return which places are still open in a ranking, and which of its submissions may yet leave it."""
    if document.get("scores") == "hidden":
        order: list[str] = []
    elif _scored(document, ranking):
        shared = [block for block in _blocks(ranking["places"]) if not _equal(document, block)]
        order = [sentence for block in shared for sentence in _contest(called, block)]
    else:
        order = ["The order, because not every submission here has a score."]
    return [
        *order,
        *_not_ruled_out(document, ranking, called),
        *_leaving(document, ranking, called),
        *_pivot(document, ranking, called),
    ]


def _not_ruled_out(document: Document, ranking: Ranking, called: Called) -> Iterator[str]:
    """Say who may yet be first because somebody ahead of them may turn out non-compliant."""
    by_score = [place["index"] for place in ranking["places"] if place["best"] == 1]
    if _scored(document, ranking) and not set(ranking["may_be_first"]) <= set(by_score):
        order = [place["index"] for place in ranking["places"]]
        who = series([called[at] for at in sorted(ranking["may_be_first"], key=order.index)], _FEW)
        yield f"Who comes first once it is known who is compliant: {who} may."


def _pivot(document: Document, ranking: Ranking, called: Called) -> Iterator[str]:
    point = ranking["settles_most"]
    if point and point["of"] > 1:
        least, most = point["at_least"], point["at_most"]
        criterion = sentences.named(document["selection"], [point["criterion"]])
        many = str(most) if least == most else f"{least} to {most}" if least else f"up to {most}"
        yield (
            f"What to settle first, because it decides the most: {criterion} of "
            f"{called[point['index']]}, {many} of the {point['of']} open questions of order and compliance."
        )


def _contest(called: Called, block: Sequence[RankedPlace]) -> Iterator[str]:
    first, last = block[0]["best"], max(place["worst"] for place in block)
    yield f"The order of {_names_of(block, called)} (places {first} to {last})."
    ahead = [place for place in block if place["best"] == first]
    if len(ahead) < len(block):
        yield f"Who comes {ordinal(first)}: {_names_of(ahead, called)} may."
    if len(block) <= _FEW:
        yield from _certain_pairs(called, block)


def _names_of(places: Sequence[RankedPlace], called: Called) -> str:
    return series([called[place["index"]] for place in places], _FEW)


def _certain_pairs(called: Called, block: Sequence[RankedPlace]) -> Iterator[str]:
    members = {place["index"] for place in block}
    for place in block:
        behind = [called[other] for other in place["certainly_ahead_of"] or () if other in members]
        if behind:
            yield ended(f"Among them {called[place['index']]} is certainly ahead of {series(behind)}")


def _blocks(places: Sequence[RankedPlace]) -> list[list[RankedPlace]]:
    """Return the places in runs that no certain boundary divides."""
    blocks: list[list[RankedPlace]] = []
    reach = 0
    for place in sorted(places, key=lambda place: place["best"]):
        if place["best"] > reach or not blocks:
            blocks.append([])
        blocks[-1].append(place)
        reach = max(reach, place["worst"])
    return blocks


def _equal(document: Document, block: Sequence[RankedPlace]) -> bool:
    """Return whether one stands alone in its place, or several share it with one and the same settled score."""
    first, *others = [document["assessments"][place["index"]]["score"] for place in block]
    return not others or (first is not None and len({*first["exact"]}) == 1 and all(each == first for each in others))


def _leaving(document: Document, ranking: Ranking, called: Called) -> Iterator[str]:
    """Say what undecided verdicts wait for, those together that wait for the same."""
    waiting: dict[str, list[str]] = {}
    for place in ranking["places"]:
        assessment = document["assessments"][place["index"]]
        if assessment["verdict"] == "undecided":
            waiting.setdefault(waits_for(document, assessment), []).append(called[place["index"]])
    for what, who in waiting.items():
        yield f"Whether {series(who)} {'is' if len(who) == 1 else 'are'} compliant: {what}."


def waits_for(document: Document, assessment: AssessmentPart) -> str:
    """Return what an undecided verdict waits for, the first few of each kind."""
    decisive, selection = sentences.decisive(assessment), document["selection"]
    waiting = {kind: [key for key, part in decisive if later.shown(part) == kind] for kind in _WAITING}
    said = [f"{_WAITING[kind]} {sentences.named(selection, keys)}" for kind, keys in waiting.items() if keys]
    known = {key for keys in waiting.values() for key in keys}
    rest = [key for key in assessment["decided_by"] if key not in known]
    return "; ".join([*said, *([f"still open {sentences.named(selection, rest)}"] if rest else [])])


def lapsing(document: Document, named: Iterable[tuple[str, AssessmentPart]]) -> list[str]:
    """Return who lapses when and by what, those together that lapse alike; nothing of those that never do."""
    found: dict[str, list[str]] = {}
    for name, assessment in named:
        if assessment["lapses_on"] is not None:
            found.setdefault(sentences.lapse_day(document["selection"], assessment), []).append(name)
    return [f"{series(who)} {'lapses' if len(who) == 1 else 'lapse'} {when}" for when, who in found.items()]


def resting(document: Document, assessment: AssessmentPart) -> list[str]:
    """Return what a verdict rests on that is not `compliant`, as one sentence; nothing where it is."""
    decided = [f"{each}." for each in sentences.disqualified(assessment)]
    if assessment["verdict"] == "undecided":
        return [*decided, f"Undecided: {waits_for(document, assessment)}."]
    said = sentences.some(sentences.deciding(document["selection"], assessment))
    return [*decided, f"Not met: {'; '.join(said)}."] if said else decided
