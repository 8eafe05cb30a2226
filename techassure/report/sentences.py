"""What a document says, in plain sentences that more than one report prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from techassure.documents.close_numbers import short_of
from techassure.documents.comparison_document import ChosenPart, MinimumPart, SeenPart
from techassure.documents.document import (
    AssessmentPart,
    AwardCriterionPart,
    AwardCriterionResult,
    BackingPart,
    ContradictionPart,
    CriterionPart,
    Document,
    FoundPart,
    Gates,
    Offered,
    Place,
    Points,
    SelectionPart,
    SourcePart,
)
from techassure.phrases import counted, ended
from techassure.report import later
from techassure.report.text import clean, exact, series
from techassure.selections.lot_names import lot_named
from techassure.selections.minimum_names import award_of

DOMAINS = {
    "clinical-safety": "Clinical safety",
    "usability": "Usability",
    "interoperability": "Interoperability",
    "sustainability": "Sustainability",
    "cyber-security": "Cyber security",
    "data-protection": "Data protection",
    "oversight": "Oversight",
}
STATEMENT = "This is a self-check by the supplier. It is not an assessment by a buyer."
_NAMED = 3
_DIGEST = 12
_BESIDE = ("holds", "note")


def names(document: Document) -> list[str]:
    """Return a short name for each assessment, no two alike where anything tells them apart."""
    return names_among(document, document["assessments"])


def names_among(document: Document, assessments: Sequence[AssessmentPart]) -> list[str]:
    """Return a short name for each of some assessments, such as those of one lot: no two of these are alike."""
    called = partial(in_full, document["selection"])
    in_lot = partial(_in_lot, document["selection"])
    forms = [[form(part) for part in assessments] for form in (_product, versioned, full_name, in_lot, called)]
    times = [Counter(form) for form in forms]
    return [_first_alone(choices, times) for choices in zip(*forms, strict=True)]


def _first_alone(choices: Sequence[str], times: Sequence[Counter[str]]) -> str:
    alone = [name for name, count in zip(choices, times, strict=True) if count[name] == 1]
    return [*alone, choices[-1]][0]


def _product(offered: Offered) -> str:
    return clean(offered["product"])


def versioned(offered: Offered) -> str:
    """Return the product and its version."""
    return clean(f"{offered['product']} {offered['product_version']}")


def _in_lot(selection: SelectionPart | ChosenPart, offered: Offered) -> str:
    return f"{versioned(offered)}{_lot_after(selection, offered)}"


def _lot_after(selection: SelectionPart | ChosenPart, offered: Offered) -> str:
    return "" if offered["lot"] is None else f", lot {lot(selection, offered['lot'])}"


def in_full(selection: SelectionPart | ChosenPart, offered: Offered) -> str:
    """Return the product, its version and its supplier, and the lot where there are lots."""
    return f"{full_name(offered)}{_lot_after(selection, offered)}"


def supplier(selection: SelectionPart | ChosenPart, offered: Offered) -> str:
    """Return who offers a product, and for which lot where there are lots."""
    return f"{clean(offered['supplier'])}{_lot_after(selection, offered)}"


def lot(selection: SelectionPart | ChosenPart, key: str | None) -> str:
    """Return what people call a lot: `1 (At home)`. ``selection`` is the document's, which may hold titles of lots."""
    return clean(lot_named(selection.get("lots", {}), str(key)))


def full_name(offered: Offered) -> str:
    """Return the product, its version and its supplier."""
    return clean(f"{offered['product']} {offered['product_version']}, {offered['supplier']}")


def coverage(selection: SelectionPart) -> str:
    """Return how much of the weight the score speaks of, and what is assessed apart."""
    assessed = selection["weight_assessed"]
    if assessed is None:
        return "Nothing is scored."
    if assessed == "100":
        return "The score covers the whole weight."
    apart = [_apart(part) for part in selection["award_criteria"] if part["assessed_by"] != "criteria"]
    rest = f"; {series(apart)} {'is' if len(apart) == 1 else 'are'} assessed apart" if apart else ""
    return f"The score covers {exact(assessed)} of 100{rest}."


def _apart(part: AwardCriterionPart) -> str:
    return f"{clean(part['title'])} ({exact(part['weight'])})"


def gates(part: Gates) -> str:
    """Return `31 of 34 gates met, 1 not met, 2 open`."""
    if not part["of"]:
        return "no gates"
    wanting = [f"{part[key]} {key}" for key in ("not met", "open") if part[key]]
    return ", ".join([f"{part['met']} of {counted(part['of'], 'gate')} met", *wanting])


def key(criterion: CriterionPart | SourcePart) -> str:
    """Return a criterion's name in a tender: `dtac/C3.3`."""
    return f"{criterion['standard']}/{criterion['id']}"


def decisive(assessment: AssessmentPart) -> list[tuple[str, CriterionPart]]:
    """Return the criteria on which the verdict rests, with their names."""
    wanted = set(assessment["decided_by"])
    return [(key(part), part) for part in assessment["criteria"] if key(part) in wanted]


def minimums(assessment: AssessmentPart, selection: SelectionPart, places: int) -> list[str]:
    """Return a sentence for each award criterion whose minimum is not reached, or still open."""
    parts = {part["id"]: part for part in selection["award_criteria"]}
    found = ((parts[result["id"]], result) for result in assessment["award_criteria"])
    return [said for part, result in found if (said := wanting(part, result, places))]


def wanting(
    part: AwardCriterionPart | MinimumPart, result: AwardCriterionResult | MinimumPart, places: int
) -> str | None:
    """Return what an award criterion scores below its minimum, or while that is open; None where nothing is to say."""
    if part["minimum"] is None or result["minimum_reached"]:
        return None
    title, least = clean(part["title"]), exact(part["minimum"])
    if result["score"]:
        return f"{title} scores {short_of(result['score'], Fraction(part['minimum']), places)}; the minimum is {least}."
    if result["minimum_reached"] is False:
        return f"{title} is below its minimum of {least}."
    if part["assessed_by"] == "elsewhere":
        return f"{title} is assessed apart, and has no score yet; the minimum is {least}."
    return None


def lapse(selection: SelectionPart, assessment: AssessmentPart) -> str | None:
    """Return when the verdict gets worse though no answer changes, by what, and whether the contract still runs."""
    if assessment["lapses_on"] is None:
        return None
    return f"lapses {lapse_day(selection, assessment)}"


def lapse_day(selection: SelectionPart, assessment: AssessmentPart) -> str:
    """Return the day of a lapse, whether the contract still runs then, and what lapses."""
    day, end = assessment["lapses_on"], selection["contract"].get("contract.end")
    within = f", before the contract ends on {end}" if end is not None and str(day) <= end else ""
    return f"on {day}{within}: {named(selection, assessment['lapses_by'])}."


def named(selection: SelectionPart, keys: Sequence[str]) -> str:
    """Return criteria with their titles: a few of them, or the first few by their ids where there are more."""
    if len(keys) > _NAMED:
        return series(keys, _NAMED)
    titles = {key(part): clean(part["title"]) for part in selection["criteria"]}
    return series([f"{each} ({titles[each]})" if each in titles else minimum(selection, each) for each in keys])


def deciding(selection: SelectionPart, assessment: AssessmentPart) -> list[str]:
    """Return what a verdict rests on: criteria with their titles, and minimums."""
    titles = {key(part): clean(part["title"]) for part in selection["criteria"]}
    wanted = assessment["decided_by"]
    return [f"{each} {titles[each]}" if each in titles else minimum(selection, each) for each in wanted]


def keeping_apart(selection: SelectionPart, assessment: AssessmentPart) -> list[str]:
    """Return why a submission stands apart: the decision on it, and what its verdict rests on."""
    return [*disqualified(assessment), *deciding(selection, assessment)]


def disqualified(assessment: AssessmentPart) -> list[str]:
    """Return that people decided that a submission does not rank, and when; nothing where they did not."""
    day = assessment.get("disqualified_on")
    return [f"Disqualified by a decision of {day}"] if day else []


def why_apart(assessments: Iterable[AssessmentPart]) -> str:
    """Return why some submissions do not rank: `non-compliant or disqualified`."""
    parts = list(assessments)
    failed = any(part["verdict"] == "non-compliant" for part in parts)
    decided = any(disqualified(part) for part in parts)
    words = [*(["non-compliant"] if failed else []), *(["disqualified"] if decided else [])]
    return " or ".join(words)


def some(said: Sequence[str]) -> list[str]:
    """Return the first few, and how many more there are."""
    return [*said[:_NAMED], *([f"and {len(said) - _NAMED} more"] if len(said) > _NAMED else [])]


def minimum(selection: SelectionPart, named: str) -> str:
    """Return `the minimum of Clinical safety` for `minimum of clinical-safety`."""
    titles = {part["id"]: clean(part["title"]) for part in selection["award_criteria"]}
    award = award_of(named)
    return named if award is None else f"the minimum of {titles.get(award, award)}"


def basis(document: Mapping[str, Any]) -> str:
    """Return what was assessed against, as of when, and the digest of everything that decides, cut short."""
    selection = document["selection"]
    digest = selection["digest"].removeprefix("sha256:")[:_DIGEST]
    return f"{selection['kind'].capitalize()} {clean(selection['id'])}, as of {document['as_of']}, digest {digest}"


def standards(selection: SelectionPart | ChosenPart) -> str:
    """Return the editions and the revisions of their encodings."""
    return series(encodings(selection))


def encodings(selection: SelectionPart | ChosenPart) -> list[str]:
    """Return the editions with the revisions of their encodings, such as `dtac@2.0 r1`."""
    return [f"{part['standard']}@{part['edition']} r{part['revision']}" for part in selection["editions"]]


def explaining(criterion: CriterionPart) -> list[str]:
    """Return the sentences that decide, each once: neither what holds nor remarks that change no outcome."""
    said = [clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] not in _BESIDE]
    return list(dict.fromkeys(said))


def remarks(criterion: CriterionPart) -> list[str]:
    """Return the notes on a criterion."""
    return [clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] == "note"]


def fixes(criterion: CriterionPart) -> list[str]:
    """Return what to do about a criterion, each thing once."""
    return list(fixes_because(criterion))


def fixes_because(criterion: CriterionPart) -> dict[str, list[str]]:
    """Return what to do about a criterion, each thing once, with the sentences that ask for it."""
    found: dict[str, list[str]] = {}
    for reason in criterion["reasons"]:
        if reason["fix"]:
            said = found.setdefault(clean(reason["fix"]), [])
            said += [each for each in [clean(reason["says"])] if each not in said]
    return found


def contradiction(part: ContradictionPart) -> list[str]:
    """Return what is to be said of a contradiction: both values, where each stands, over what, and what it touches."""
    claimed, found = part["claimed"], part["found"]
    documents = [f"{each['id']}{_of(each)}" for each in claimed["documents"]]
    declared = f", declared on {claimed['on']}" if claimed["on"] else ""
    backed = f", backed by {series(documents)}" if documents else ", backed by no document"
    touched = [f"{each['criterion']} (goes by what was {each['goes_by']})" for each in part["criteria"]]
    said = [
        ended(part["says"]),
        ended(f"Claimed in {_at(claimed['at'], 'the submission')}{declared}{backed}"),
        ended(f"Found in {_at(found['at'], 'a register')}{_by(found)}"),
        f"Touches {series(touched)}." if touched else "Touches no criterion of this selection.",
    ]
    if claimed["audited_by"]:
        said.append(f"A measurement does not outrank {claimed['audited_by']}, which is an independent audit.")
    return [clean(each) for each in said]


def _at(place: Place | None, otherwise: str) -> str:
    if place is None:
        return otherwise
    return f"{place['file']}:{place['line']}" if place["line"] else place["file"]


def _by(found: FoundPart) -> str:
    by = f" by {found['by']}" if found["by"] else ""
    on = f" on {found['on']}" if found["on"] else ""
    over = f", over {found['covers']}" if found["covers"] else ""
    return f"{by}{on}{over}"


def _of(document: BackingPart) -> str:
    return f" of {document['issued']}" if document["issued"] else ""


def role(part: CriterionPart | SeenPart) -> str:
    """Return what part a criterion plays: `gate, due on 2026-07-15`, `scored, 2 of 4 points` or `context`."""
    if part["gate"]:
        due = later.when(part)
        return f"gate, {due}" if due else "gate"
    if not part["share"]:
        return "context, not counted"
    return f"scored, {points(part['points'])}" if part["points"] else "scored"


def points(span: Points) -> str:
    """Return `2 to 4 of 4 points`."""
    low, high, of = exact(span["low"]), exact(span["high"]), exact(span["of"])
    return f"{low if low == high else f'{low} to {high}'} of {counted(of, 'point')}"


def because(criterion: CriterionPart) -> list[str]:
    """Return every sentence of the reasons, each once, those that hold included; remarks stand apart."""
    return list(dict.fromkeys(clean(reason["says"]) for reason in criterion["reasons"] if reason["cause"] != "note"))
