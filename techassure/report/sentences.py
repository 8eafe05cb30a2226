"""What a document says, in plain sentences that more than one report prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from techassure.report.text import clean, counted, exact, ordinal, series, span

DOMAINS = {
    "clinical-safety": "Clinical safety",
    "usability": "Usability",
    "interoperability": "Interoperability",
    "sustainability": "Sustainability",
    "cyber-security": "Cyber security",
    "data-protection": "Data protection",
    "oversight": "Oversight",
}
OUTCOMES = ("met", "not met", "no answer", "needs review", "not applicable")
_NAMED = 3
_FEW = 6
_DIGEST = 12
_BESIDE = ("holds", "note")


def names(document: dict[str, Any]) -> list[str]:
    """Return a short name for each assessment, no two alike where anything tells them apart."""
    forms = [[form(part) for part in document["assessments"]] for form in (_product, _version, full_name, _with_lot)]
    times = [Counter(form) for form in forms]
    return [_first_alone(choices, times) for choices in zip(*forms, strict=True)]


def _first_alone(choices: Sequence[str], times: Sequence[Counter[str]]) -> str:
    alone = [name for name, count in zip(choices, times, strict=True) if count[name] == 1]
    return [*alone, choices[-1]][0]


def _product(assessment: dict[str, Any]) -> str:
    return clean(assessment["product"])


def _version(assessment: dict[str, Any]) -> str:
    return clean(f"{assessment['product']} {assessment['product_version']}")


def _with_lot(assessment: dict[str, Any]) -> str:
    return f"{full_name(assessment)}, lot {clean(assessment['lot'])}"


def full_name(assessment: dict[str, Any]) -> str:
    """Return the product, its version and its supplier."""
    return clean(f"{assessment['product']} {assessment['product_version']}, {assessment['supplier']}")


def coverage(selection: dict[str, Any]) -> str:
    """Return how much of the weight the score speaks of, and what is assessed apart."""
    assessed = selection["weight_assessed"]
    if assessed is None:
        return "Nothing is scored."
    if assessed == "100":
        return "The score covers the whole weight."
    apart = [_apart(part) for part in selection["award_criteria"] if part["assessed_by"] != "criteria"]
    rest = f"; {series(apart)} {'is' if len(apart) == 1 else 'are'} assessed apart" if apart else ""
    return f"The score covers {exact(assessed)} of 100{rest}."


def _apart(part: dict[str, Any]) -> str:
    return f"{clean(part['title'])} ({exact(part['weight'])})"


def gates(part: dict[str, int]) -> str:
    """Return `31 of 34 gates met, 1 not met, 2 open`."""
    if not part["of"]:
        return "no gates"
    wanting = [f"{part[key]} {key}" for key in ("not met", "open") if part[key]]
    return ", ".join([f"{part['met']} of {counted(part['of'], 'gate')} met", *wanting])


def certain(document: dict[str, Any], ranking: dict[str, Any], called: Sequence[str]) -> list[str]:
    """Return what is certain in a ranking, whatever becomes of what is still open."""
    if not _scored(document, ranking):
        return []
    alone = [block for block in _blocks(ranking["places"]) if _equal(document, block)]
    places = [_settled([called[place["index"]] for place in block], block[0]["best"]) for block in alone]
    return [f"{series(places)}, by score, whatever becomes of what is still open."] if places else []


def _scored(document: dict[str, Any], ranking: dict[str, Any]) -> bool:
    return all(document["assessments"][place["index"]]["score"] for place in ranking["places"])


def _settled(who: Sequence[str], place: int) -> str:
    return f"{series(who)} {'is' if len(who) == 1 else 'are equal in'} {ordinal(place)}"


def undecided(document: dict[str, Any], ranking: dict[str, Any], called: Sequence[str]) -> list[str]:
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
        *_pivot(ranking, called),
    ]


def _not_ruled_out(document: dict[str, Any], ranking: dict[str, Any], called: Sequence[str]) -> Iterator[str]:
    """Say who may yet be first because somebody ahead of them may turn out non-compliant."""
    by_score = [place["index"] for place in ranking["places"] if place["best"] == 1]
    if _scored(document, ranking) and not set(ranking["may_be_first"]) <= set(by_score):
        who = series([called[at] for at in ranking["may_be_first"]], _FEW)
        yield f"Who comes first of the compliant: {who} may, as those ahead may not stay."


def _pivot(ranking: dict[str, Any], called: Sequence[str]) -> Iterator[str]:
    point = ranking["settles_most"]
    if point and point["of"] > 1:
        least, most = point["at_least"], point["at_most"]
        many = str(most) if least == most else f"{least} to {most}" if least else f"up to {most}"
        yield (
            f"Which single open point would settle the most: {clean(point['criterion'])} of "
            f"{called[point['index']]}, {many} of the {point['of']} open questions of order and compliance."
        )


def _contest(called: Sequence[str], block: Sequence[dict[str, Any]]) -> Iterator[str]:
    first, last = block[0]["best"], max(place["worst"] for place in block)
    yield f"The order of {_names_of(block, called)} (places {first} to {last})."
    ahead = [place for place in block if place["best"] == first]
    if len(ahead) < len(block):
        yield f"Who comes {ordinal(first)}: {_names_of(ahead, called)} may."
    if len(block) <= _FEW:
        yield from _certain_pairs(called, block)


def _names_of(places: Sequence[dict[str, Any]], called: Sequence[str]) -> str:
    return series([called[place["index"]] for place in places], _FEW)


def _certain_pairs(called: Sequence[str], block: Sequence[dict[str, Any]]) -> Iterator[str]:
    members = {place["index"] for place in block}
    for place in block:
        behind = [called[other] for other in place["certainly_ahead_of"] or () if other in members]
        if behind:
            yield f"Among them {called[place['index']]} is certainly ahead of {series(behind)}."


def _blocks(places: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the places in runs that no certain boundary divides."""
    blocks: list[list[dict[str, Any]]] = []
    reach = 0
    for place in sorted(places, key=lambda place: place["best"]):
        if place["best"] > reach or not blocks:
            blocks.append([])
        blocks[-1].append(place)
        reach = max(reach, place["worst"])
    return blocks


def _equal(document: dict[str, Any], block: Sequence[dict[str, Any]]) -> bool:
    """Return whether one stands alone in its place, or several share it with one and the same settled score."""
    scores = [document["assessments"][place["index"]]["score"] for place in block]
    return len(block) == 1 or all(score == scores[0] and score["exact"][0] == score["exact"][1] for score in scores)


def _leaving(document: dict[str, Any], ranking: dict[str, Any], called: Sequence[str]) -> Iterator[str]:
    for place in ranking["places"]:
        assessment = document["assessments"][place["index"]]
        if assessment["verdict"] == "undecided":
            yield f"Whether {called[place['index']]} is compliant: {_waits_for(assessment)}."


def _waits_for(assessment: dict[str, Any]) -> str:
    """Return what an undecided verdict waits for, the first few of each kind."""
    kinds = {"no answer": "no answer to", "needs review": "review of"}
    waiting = {kind: [key for key, part in decisive(assessment) if part["outcome"] == kind] for kind in kinds}
    said = [f"{kinds[kind]} {series(keys, _NAMED)}" for kind, keys in waiting.items() if keys]
    known = {key for keys in waiting.values() for key in keys}
    rest = [key for key in assessment["decided_by"] if key not in known]
    return "; ".join([*said, *([f"still open {series(rest, _NAMED)}"] if rest else [])])


def key(criterion: dict[str, Any]) -> str:
    """Return a criterion's name in a tender: `dtac/C3.3`."""
    return f"{criterion['standard']}/{criterion['id']}"


def decisive(assessment: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the criteria on which the verdict rests, with their names."""
    wanted = set(assessment["decided_by"])
    return [(key(part), part) for part in assessment["criteria"] if key(part) in wanted]


def minimums(assessment: dict[str, Any], selection: dict[str, Any], places: int) -> list[str]:
    """Return a sentence for each award criterion whose minimum is not reached, or still open."""
    parts = {part["id"]: part for part in selection["award_criteria"]}
    return [
        f"{clean(parts[result['id']]['title'])} scores {span(result['score'], places)}; "
        f"the minimum is {exact(parts[result['id']]['minimum'])}."
        for result in assessment["award_criteria"]
        if parts[result["id"]]["minimum"] is not None and not result["minimum_reached"] and result["score"]
    ]


def lapse(document: dict[str, Any], assessment: dict[str, Any]) -> str | None:
    """Return when the verdict gets worse though no answer changes, by what, and whether the contract still runs."""
    day, end = assessment["lapses_on"], document["selection"]["contract"].get("contract.end")
    if day is None:
        return None
    within = f", before the contract ends on {end}" if end is not None and day <= end else ""
    return f"lapses on {day}{within}: {series(assessment['lapses_by'], _NAMED)}."


def basis(document: dict[str, Any]) -> str:
    """Return what was assessed against, as of when, and the digest of everything that decides, cut short."""
    selection = document["selection"]
    digest = selection["digest"].removeprefix("sha256:")[:_DIGEST]
    return f"{selection['kind'].capitalize()} {clean(selection['id'])}, as of {document['as_of']}, digest {digest}"


def standards(selection: dict[str, Any]) -> str:
    """Return the editions and the revisions of their encodings."""
    return series(encodings(selection))


def encodings(selection: dict[str, Any]) -> list[str]:
    """Return the editions with the revisions of their encodings, such as `dtac@2.0 r1`."""
    return [f"{part['standard']}@{part['edition']} r{part['revision']}" for part in selection["editions"]]


def explaining(criterion: dict[str, Any]) -> list[str]:
    """Return the sentences that decide, each once: neither what holds nor remarks that change no outcome."""
    said = [clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] not in _BESIDE]
    return list(dict.fromkeys(said))


def remarks(criterion: dict[str, Any]) -> list[str]:
    """Return the notes on a criterion."""
    return [clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] == "note"]


def fixes(criterion: dict[str, Any]) -> list[str]:
    """Return what to do about a criterion, each thing once."""
    return list(dict.fromkeys(clean(reason["fix"]) for reason in criterion["reasons"] if reason["fix"]))


def contradiction(part: dict[str, Any]) -> list[str]:
    """Return what is to be said of a contradiction: both values, where each stands, over what, and what it touches."""
    claimed, found = part["claimed"], part["found"]
    documents = [f"{each['id']}{_of(each)}" for each in claimed["documents"]]
    declared = f", declared on {claimed['on']}" if claimed["on"] else ""
    backed = f", backed by {series(documents)}" if documents else ", backed by no document"
    touched = [f"{each['criterion']} (goes by what was {each['goes_by']})" for each in part["criteria"]]
    said = [
        f"{part['says']}.",
        f"Claimed in {_at(claimed['at'], 'the submission')}{declared}{backed}.",
        f"Found in {_at(found['at'], 'a register')}{_by(found)}.",
        f"Touches {series(touched)}." if touched else "Touches no criterion of this selection.",
    ]
    if claimed["audited_by"]:
        said.append(f"A measurement does not outrank {claimed['audited_by']}, which is an independent audit.")
    return [clean(each) for each in said]


def _at(place: dict[str, Any] | None, otherwise: str) -> str:
    if place is None:
        return otherwise
    return f"{place['file']}:{place['line']}" if place["line"] else str(place["file"])


def _by(found: dict[str, Any]) -> str:
    by = f" by {found['by']}" if found["by"] else ""
    on = f" on {found['on']}" if found["on"] else ""
    over = f", over {found['covers']}" if found["covers"] else ""
    return f"{by}{on}{over}"


def _of(document: dict[str, Any]) -> str:
    return f" of {document['issued']}" if document["issued"] else ""


def role(part: dict[str, Any]) -> str:
    """Return what part a criterion plays: `gate, due on 2026-07-15`, `scored, 2 of 4 points` or `context`."""
    if part["gate"]:
        return f"gate, due on {part['due']}" if part["due"] else "gate"
    if not part["share"]:
        return "context, not counted"
    return f"scored, {points(part['points'])}" if part["points"] else "scored"


def points(span: dict[str, Any]) -> str:
    """Return `2 to 4 of 4 points`."""
    low, high, of = (exact(span[end]) for end in ("low", "high", "of"))
    return f"{low if low == high else f'{low} to {high}'} of {of} points"


def because(criterion: dict[str, Any]) -> list[str]:
    """Return every sentence of the reasons, each once, those that hold included; remarks stand apart."""
    return list(dict.fromkeys(clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] != "note"))
