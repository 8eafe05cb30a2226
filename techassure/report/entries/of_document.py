"""A document as entries: for each product its verdict, then every criterion, then what could not be read or held."""

from __future__ import annotations

import re
from collections.abc import Iterator

from techassure.documents.document import AssessmentPart, CriterionPart, Document, ProblemPart
from techassure.documents.document import Place as PlacePart
from techassure.phrases import counted
from techassure.problems import Place
from techassure.report import lapses, problems, sentences
from techassure.report.entries import Entry, Level, State
from techassure.report.text import span
from techassure.report.waiting import OF_THE_BUYER

Suites = list[tuple[str, list[Entry]]]

_STATES: dict[str, State] = {
    "met": "pass", "not met": "fail", "no answer": "open", "needs review": "review", "not applicable": "not-applicable",
}  # fmt: skip
_VERDICTS: dict[str | None, State] = {"compliant": "pass", "non-compliant": "fail", "undecided": "open", None: "pass"}
_FAIL: State = "fail"
_PROBLEMS = "problems"
_CELL = re.compile(r"(.+)\[([^\[\]]+![A-Z]+[0-9]+)\]\Z")
_TO_ACT_ON: tuple[State, ...] = ("fail", "open", "review")
_BY_URGENCY: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}


def suites(document: Document) -> Suites:
    """Return the entries in groups with a title: a group for each product, and one for the problems."""
    found: Suites = [
        (
            sentences.in_full(document["selection"], one),
            [_verdict(document, one), *(_criterion(one, part) for part in one["criteria"])],
        )
        for one in document["assessments"]
    ]
    told = [_problem(part) for part in problems.once(document["problems"])]
    return [*found, *([(_PROBLEMS, told)] if told else [])]


def to_act_on(document: Document) -> list[Entry]:
    """Return the entries that fail, are open or wait for a review: the most urgent first, problems before criteria."""
    kept = [each for _, entries in suites(document) for each in entries if each.state in _TO_ACT_ON]
    return sorted(kept, key=_urgency)


def _urgency(entry: Entry) -> tuple[int, bool, int]:
    return _BY_URGENCY[entry.level], entry.group != _PROBLEMS, _TO_ACT_ON.index(entry.state)


def title(document: Document) -> str:
    """Return what the entries are of."""
    what = "self-check" if document["kind"] == "self-check" else "assessment"
    return f"techassure {what}"


def _verdict(document: Document, one: AssessmentPart) -> Entry:
    verdict = one["verdict"]
    state = _VERDICTS[verdict]
    places = document["selection"]["rounding"]["places"]
    scored = [f"Score: {span(one['score'], places)} out of 100."] if one["score"] else []
    lapse = sentences.lapse(document["selection"], one)
    said = [f"{sentences.gates(one['gates']).capitalize()}.", *scored, *([f"The verdict {lapse}"] if lapse else [])]
    basis, name = f"{sentences.basis(document)}.", sentences.in_full(document["selection"], one)
    return Entry(
        rule="verdict",
        group="verdict",
        name="The verdict",
        title=f"Verdict: {verdict or 'none, because nothing is a gate'}: {name}",
        state=state,
        level="error" if state == "fail" else "warning",
        kind=verdict or "no gate",
        says=" ".join([f"Verdict: {verdict or 'none'}.", *said, basis, *document["notices"]]),
        fix="",
        place=_of(one),
        subject=_subject(one, "verdict"),
    )


def _criterion(one: AssessmentPart, part: CriterionPart) -> Entry:
    lapsed, key = lapses.lapsed_on(part), sentences.key(part)
    kind, state = ("lapsed", _FAIL) if lapsed else _outcome(one, part, key)
    place, cell = _file_of(_place(part) or _of(one))
    return Entry(
        rule=key,
        group=f"{part['standard']}@{part['edition']}",
        name=f"{part['id']} {part['title']}",
        title=f"{kind.capitalize()}: {key} {part['title']}",
        state=state,
        level=_level(part, state),
        kind=kind,
        says=cell + _says(part, kind, lapsed),
        fix=" ".join(_fixes(part)) if state in _TO_ACT_ON else "",
        place=place,
        subject=_subject(one, key),
        decides=bool(part["gate"]) or key in one["decided_by"],
    )


def _outcome(one: AssessmentPart, part: CriterionPart, key: str) -> tuple[str, State]:
    """Return what came of a criterion: one with points may be met, and miss a minimum that decides the verdict."""
    outcome = part["outcome"]
    if outcome == "met" and key in one["decided_by"]:
        missed = one["verdict"] == "non-compliant"
        return ("below its minimum", _FAIL) if missed else ("minimum open", "open")
    return outcome, _STATES[outcome]


def _level(part: CriterionPart, state: State) -> Level:
    """Return how much it matters: a gate that is not met is an error; what waits or is not counted is a note."""
    if state == "review" or not (part["gate"] or part["share"]):
        return "note"
    return "error" if part["gate"] and part["outcome"] == "not met" else "warning"


def _fixes(part: CriterionPart) -> list[str]:
    """Return what the supplier can do: not the review, which is the buyer's."""
    own = [each for each in part["reasons"] if each["cause"] not in OF_THE_BUYER]
    return sentences.fixes({**part, "reasons": own})


def _says(part: CriterionPart, kind: str, lapsed: str | None) -> str:
    held = f" (held until {lapsed})" if lapsed else ""
    change = part["changes_on"]
    later = [f"Becomes {change['outcome']} on {change['on']}."] if change else []
    said = [f"{kind.capitalize()}{held}, {sentences.role(part)}.", *sentences.explaining(part), *later]
    return " ".join(said)


def _place(part: CriterionPart) -> Place | None:
    """Return where the first thing stands that decides against a criterion; of one that is met, the first at all."""
    placed = [each for each in part["reasons"] if each.get("at")]
    found = next((each for each in placed if each["cause"] not in ("holds", "note")), next(iter(placed), None))
    return None if found is None or not found["at"] else _at(found["at"])


def _at(part: PlacePart) -> Place:
    return Place(part["file"], part["line"] or 0, part["column"] or 0)


def _file_of(place: Place) -> tuple[Place, str]:
    """Return the file of a place, and what to say of the cell where that is in a workbook."""
    found = _CELL.match(place.file)
    return (Place(found[1]), f"{found[2]}: ") if found else (place, "")


def _of(one: AssessmentPart) -> Place:
    """Return the submission itself: its file, and the line of JSON Lines."""
    file, _, line = one["source"].rpartition(":")
    return Place(file, int(line), 1) if file and line.isdecimal() else Place(one["source"])


def _subject(one: AssessmentPart, key: str) -> str:
    return " / ".join([one["supplier_id"], one["product"], *([one["lot"]] if one["lot"] else []), key])


def _problem(part: ProblemPart) -> Entry:
    place, cell = _file_of(_at(part["place"]))
    return Entry(
        rule=part["rule"],
        group=_PROBLEMS,
        name=f"{part['rule']} at {_at(part['place'])}",
        title=part["rule"],
        state="fail",
        level="error" if part["severity"] == "error" else "warning",
        kind=part["rule"],
        says=cell + part["message"],
        fix=part["fix"],
        place=place,
    )


def summed(document: Document) -> Iterator[str]:
    """Yield a line for each product: its verdict, and how many criteria came to what."""
    for one in document["assessments"]:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in one["counts"].items() if count)
        criteria = counted(len(one["criteria"]), "criterion", "criteria")
        yield f"{sentences.in_full(document['selection'], one)}: {one['verdict'] or 'no gate'}; of {criteria} {counts}."
