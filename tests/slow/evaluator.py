"""A slow, obvious evaluator of the definition language, written from its documentation alone.

It imports nothing of techassure. Definitions, answers and selections are plain data, as a reader of YAML that
keeps every scalar as text would give them (answers may also hold the booleans and numbers of JSON). Nothing here
is quick, compiled or cached: it is meant to be compared with the engine, by people and by tests.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

Plain = Any
Data = Mapping[str, Any]

HOLDS, FAILS, OPEN = "holds", "fails", "open"
EXPIRED, OTHER_VERSION = "expired", "other version"

MET, NOT_MET, NO_ANSWER = "met", "not met", "no answer"
NEEDS_REVIEW, NOT_APPLICABLE = "needs review", "not applicable"

PROVENANCE = ["claimed", "documented", "measured", "verified"]


# Days -----------------------------------------------------------------------------------------------------------


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return [31, 29 if is_leap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]


def add_months(day: date, months: int) -> date:
    """The same day of another month; the last day of that month where it has no such day."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(day.day, days_in_month(year, month)))


def add_duration(day: date, duration: str, sign: int) -> date:
    count, unit = duration.split()
    steps = sign * int(count)
    if unit.startswith("day"):
        return day + timedelta(days=steps)
    if unit.startswith("month"):
        return add_months(day, steps)
    if unit.startswith("year"):
        return add_months(day, 12 * steps)
    raise ValueError(f"no such unit of time: {unit}")


# Values ---------------------------------------------------------------------------------------------------------


def is_blank(raw: Plain) -> bool:
    return raw is None or (isinstance(raw, str) and raw.strip() == "")


def read_yes_no(raw: Plain) -> bool:
    return {"yes": True, "no": False, True: True, False: False}[raw]


def read_rows(definition: Data, raw: Plain) -> list[dict[str, Any]]:
    rows = []
    for raw_row in raw:
        row = {name: read_value(column, raw_row.get(name)) for name, column in definition["columns"].items()}
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def read_value(definition: Data, raw: Plain) -> Any:
    """The typed value of an answer, None where nothing was said. Answers are taken to be valid."""
    if is_blank(raw):
        return None
    kind = definition["type"]
    if kind == "yes-no":
        return read_yes_no(raw)
    if kind in ("number", "money"):
        return Fraction(str(raw))
    if kind == "date":
        return date.fromisoformat(raw)
    if kind == "choices":
        return {str(option) for option in raw}
    if kind == "table":
        return read_rows(definition, raw)
    return str(raw).strip()


def without_note(answer: Plain) -> Plain:
    return answer.get("value") if isinstance(answer, Mapping) else answer


def named_documents(answer: Plain) -> list[str]:
    return list(answer.get("evidence", [])) if isinstance(answer, Mapping) else []


# The situation in which a criterion is looked at ------------------------------------------------------------------


@dataclass(frozen=True)
class Situation:
    """Everything that is known: definitions of facts, one submission, what the buyer recorded, the day.

    A document is an entry as a submission writes it, and may say what was `found` of its file: `intact` (the
    default), `missing`, `unreadable` or `altered`.
    """

    facts: Data
    as_of: date
    answers: Data = field(default_factory=dict)
    contract: Data = field(default_factory=dict)
    documents: Sequence[Data] = ()
    claims: Data = field(default_factory=dict)
    reviews: Sequence[Data] = ()
    measured: frozenset[str] = frozenset()
    head: Data = field(default_factory=dict)
    provenance: str | None = None
    """The provenance that an example gives to all facts, instead of what follows from the documents."""

    def on(self, day: date) -> Situation:
        return replace(self, as_of=day)


# Documents --------------------------------------------------------------------------------------------------------

GOOD, UNDATED, ABSENT = "good", "undated", "absent"
DOCUMENT_STATES = [GOOD, OTHER_VERSION, EXPIRED, UNDATED, ABSENT]
"""Best first: of several documents, the best counts."""


def has_expired(document: Data, definition: Data, as_of: date) -> bool:
    """Past its own last day, or older than its kind can live, counted as `within` counts."""
    expires, valid_for = document.get("expires"), definition.get("valid_for")
    if expires and date.fromisoformat(expires) < as_of:
        return True
    return bool(valid_for and date.fromisoformat(document["issued"]) < add_duration(as_of, valid_for, -1))


def document_state(document: Data, situation: Situation) -> str:
    if document.get("found", "intact") != "intact":
        return ABSENT
    if not document.get("issued"):
        return UNDATED
    if date.fromisoformat(document["issued"]) > situation.as_of:
        return ABSENT
    if has_expired(document, situation.facts.get(document["kind"], {}), situation.as_of):
        return EXPIRED
    version = document.get("product_version")
    if version and version != situation.head.get("submission.product_version"):
        return OTHER_VERSION
    return GOOD


def best_state(documents: Iterable[Data], situation: Situation) -> str:
    states = [document_state(document, situation) for document in documents] + [ABSENT]
    return min(states, key=DOCUMENT_STATES.index)


def documents_of_kind(kinds: Sequence[str], situation: Situation) -> list[Data]:
    return [document for document in situation.documents if document["kind"] in kinds]


def evidence_kinds(criterion: Data) -> list[str]:
    by = criterion.get("evidence", {}).get("by", [])
    return [by] if isinstance(by, str) else list(by)


def demanded(criterion: Data) -> str:
    return str(criterion.get("evidence", {}).get("demands", "claimed"))


def backing(fact: str, criterion: Data, situation: Situation) -> list[Data]:
    if situation.facts.get(fact, {}).get("type") == "document":
        return documents_of_kind([fact], situation)
    named = named_documents(situation.answers.get(fact))
    by = evidence_kinds(criterion)
    return [each for each in situation.documents if each["id"] in named or each["kind"] in by]


# Provenance -------------------------------------------------------------------------------------------------------


def is_verified(fact: str, situation: Situation) -> bool:
    return any(each.get("fact") == fact and each.get("result") == "confirmed" for each in situation.reviews)


def own_provenance(fact: str, situation: Situation) -> str:
    """What the answer is worth apart from any document."""
    if situation.provenance in ("measured", "verified"):
        return situation.provenance
    if is_verified(fact, situation):
        return "verified"
    return "measured" if fact in situation.measured else "claimed"


def provenance(fact: str, criterion: Data, situation: Situation) -> str:
    own = own_provenance(fact, situation)
    if own == "claimed" and best_state(backing(fact, criterion, situation), situation) in (
        GOOD,
        OTHER_VERSION,
        EXPIRED,
    ):
        return "documented"
    return own


def in_head(fact: str) -> bool:
    return fact.startswith("submission.")


def is_document(fact: str, situation: Situation) -> bool:
    return bool(situation.facts.get(fact, {}).get("type") == "document")


def is_enough(fact: str, criterion: Data, situation: Situation) -> bool:
    """The head of a submission needs no evidence. A document is evidence of itself, and no more than documented."""
    if in_head(fact):
        return True
    has = situation.provenance or provenance(fact, criterion, situation)
    return PROVENANCE.index(has) >= PROVENANCE.index(demanded(criterion))


def rests_on(state: str, fact: str, criterion: Data, situation: Situation) -> bool:
    """Whether nothing better than a document in this state stands behind an answer that needs a document."""
    if in_head(fact):
        return False
    if not is_document(fact, situation) and demanded(criterion) != "documented":
        return False
    if not is_document(fact, situation) and own_provenance(fact, situation) != "claimed":
        return False
    return best_state(backing(fact, criterion, situation), situation) == state


# Derived facts ----------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def percentage(part: Fraction, whole: Fraction) -> Fraction | None:
    return None if whole == 0 else 100 * part / whole


def column_values(table: list[dict[str, Any]], how: Data) -> list[Any]:
    """The values of a column; rows without one are passed over."""
    return [row[how["column"]] for row in table if how["column"] in row]


def column_sum(table: list[dict[str, Any]], how: Data) -> Any:
    return sum(column_values(table, how), Fraction(0))


def column_max(table: list[dict[str, Any]], how: Data) -> Any:
    return max(column_values(table, how), default=None)


def look_up(first: list[dict[str, Any]], second: list[dict[str, Any]], how: Data) -> list[dict[str, Any]]:
    looked_up = []
    for row in first:
        found = [other for other in second if keys_match(row, other, how["match"])]
        taken = {new: found[0].get(old) for new, old in how["take"].items()} if found else {}
        looked_up.append(row | {name: value for name, value in taken.items() if value is not None})
    return looked_up


def keys_match(row: Data, other: Data, match: Data) -> bool:
    return all(column in row and row[column] == other.get(key) for column, key in match.items())


def derive(how: Data, inputs: list[Any]) -> Any:
    functions: dict[str, Callable[[], Any]] = {
        "days_between": lambda: Fraction((inputs[1] - inputs[0]).days),
        "difference": lambda: inputs[1] - inputs[0],
        "percentage": lambda: percentage(inputs[0], inputs[1]),
        "same_text": lambda: folded(inputs[0]) == folded(inputs[1]),
        "row_count": lambda: Fraction(len(inputs[0])),
        "column_sum": lambda: column_sum(inputs[0], how),
        "column_max": lambda: column_max(inputs[0], how),
        "look_up": lambda: look_up(inputs[0], inputs[1], how),
    }
    return functions[how["function"]]()


def inputs_of(how: Data) -> list[str]:
    return [how["from"]] if isinstance(how["from"], str) else list(how["from"])


def asked_behind(fact: str, facts: Data) -> set[str]:
    """The fact itself, or the asked facts from which it is derived."""
    how = facts.get(fact, {}).get("derived")
    if not how:
        return {fact}
    return {asked for one in inputs_of(how) for asked in asked_behind(one, facts)}


# What is known of a fact ------------------------------------------------------------------------------------------


class Provided:
    """The value of a document fact: all that can be said of one is that it was provided."""


def value_of(fact: str, situation: Situation, passes: Callable[[str], bool]) -> Any:
    """The typed value, or None where it is absent or where a fact behind it does not pass."""
    definition = situation.facts.get(fact, {})
    if definition.get("derived"):
        inputs = [value_of(one, situation, passes) for one in inputs_of(definition["derived"])]
        return None if None in inputs else derive(definition["derived"], inputs)
    if fact.startswith("contract."):
        return read_value(definition, situation.contract.get(fact))
    if not passes(fact):
        return None
    if in_head(fact):
        return situation.head.get(fact)
    if definition["type"] == "document":
        state = best_state(documents_of_kind([fact], situation), situation)
        return None if state in (ABSENT, UNDATED) else Provided()
    return read_value(definition, without_note(situation.answers.get(fact)))


def named_day(name: str, situation: Situation) -> date | None:
    if name == "as_of":
        return situation.as_of
    if name in ("contract.start", "contract.end"):
        day = situation.contract.get(name)
        return date.fromisoformat(day) if day else None
    return date.fromisoformat(name)


def everything(fact: str) -> bool:
    return True


def nothing(fact: str) -> bool:
    return False


# Expectations -----------------------------------------------------------------------------------------------------


class Sight(NamedTuple):
    """How an expectation sees facts: by name, their definition and their value.

    A spoiled fact counts against whoever answered it, whichever way the expectation wants it: `wanted` turns round
    inside every `not`.
    """

    definition: Callable[[str], Data]
    value: Callable[[str], Any]
    situation: Situation
    spoiled: Callable[[str], bool] = nothing
    wanted: str = HOLDS


def truth_of(holds: bool) -> str:
    return HOLDS if holds else FAILS


def all_of(truths: list[str]) -> str:
    if FAILS in truths:
        return FAILS
    return OPEN if OPEN in truths else HOLDS


def any_of(truths: list[str]) -> str:
    if HOLDS in truths:
        return HOLDS
    return OPEN if OPEN in truths else FAILS


def negated(truth: str) -> str:
    return {HOLDS: FAILS, FAILS: HOLDS, OPEN: OPEN}[truth]


def truth(expectation: Data, sight: Sight) -> str:
    return all_of([truth_of_part(name, part, sight) for name, part in expectation.items()])


def truth_of_part(name: str, part: Plain, sight: Sight) -> str:
    if name == "all":
        return all_of([truth(one, sight) for one in part])
    if name == "any":
        return any_of([truth(one, sight) for one in part])
    if name == "not":
        return negated(truth(part, sight._replace(wanted=negated(sight.wanted))))
    return truth_of_fact(name, part, sight)


def truth_of_fact(name: str, words: Data, sight: Sight) -> str:
    value = sight.value(name)
    if value is None:
        return OPEN
    if sight.spoiled(name):
        return negated(sight.wanted)
    return all_of([truth_of_word(word, wanted, value, sight.definition(name), sight) for word, wanted in words.items()])


def truth_of_word(word: str, wanted: Plain, value: Any, definition: Data, sight: Sight) -> str:
    if word in ("every", "some"):
        rows = [truth(wanted, row_sight(row, definition, sight)) for row in value]
        return all_of(rows) if word == "every" else any_of(rows)
    if word in ("on_or_after", "on_or_before"):
        day = named_day(wanted, sight.situation)
        if day is None:
            return OPEN
        return truth_of(value >= day if word == "on_or_after" else value <= day)
    return truth_of(word_holds(word, wanted, value, definition, sight.situation.as_of))


def row_sight(row: Data, definition: Data, sight: Sight) -> Sight:
    return Sight(definition["columns"].__getitem__, row.get, sight.situation)


def word_holds(word: str, wanted: Plain, value: Any, definition: Data, as_of: date) -> bool:
    if word == "provided":
        return True
    if word == "within":
        return bool(add_duration(as_of, wanted, -1) <= value <= as_of)
    if word == "rows":
        return all(
            word_holds(bound, number, Fraction(len(value)), {"type": "number"}, as_of)
            for bound, number in wanted.items()
        )
    if word in ("includes_all", "includes_any"):
        options = set(wanted)
        return options <= value if word == "includes_all" else bool(options & value)
    if word in ("one_of", "none_of"):
        return (value in [read_value(definition, one) for one in wanted]) == (word == "one_of")
    return bool(compare(word, value, read_value(definition, wanted)))


def compare(word: str, value: Any, wanted: Any) -> bool:
    comparisons = {
        "is": lambda: value == wanted,
        "is_not": lambda: value != wanted,
        "at_least": lambda: value >= wanted,
        "at_most": lambda: value <= wanted,
        "above": lambda: value > wanted,
        "below": lambda: value < wanted,
    }
    return bool(comparisons[word]())


def facts_in(expectation: Data) -> set[str]:
    """The facts an expectation speaks of; columns of tables are not facts."""
    named: set[str] = set()
    for name, part in expectation.items():
        if name in ("all", "any"):
            named |= {fact for one in part for fact in facts_in(one)}
        elif name == "not":
            named |= facts_in(part)
        else:
            named.add(name)
    return named


def truth_in(
    expectation: Data,
    situation: Situation,
    passes: Callable[[str], bool] = everything,
    spoiled: Callable[[str], bool] = nothing,
) -> str:
    def definition(fact: str) -> Data:
        found: Data = situation.facts.get(fact, {"type": "text"})
        return found

    def value(fact: str) -> Any:
        return value_of(fact, situation, passes)

    return truth(expectation, Sight(definition, value, situation, spoiled))


# Checks and bands: an expectation and what stands behind the answers ------------------------------------------------


def judged(expectation: Data, criterion: Data, situation: Situation, read_by_a_person: bool = False) -> str:
    """`holds` only if it holds on sufficiently evidenced answers alone; a failure needs no evidence.

    Answers that rest on expired documents count against the check. Where it could still hold by what was not said, it
    is open.
    """
    plain = truth_in(expectation, situation)
    if plain != HOLDS:
        return plain

    def rests(state: str, fact: str) -> bool:
        return any(rests_on(state, asked, criterion, situation) for asked in asked_behind(fact, situation.facts))

    def expired(fact: str) -> bool:
        return rests(EXPIRED, fact)

    def enough(fact: str) -> bool:
        return is_enough(fact, criterion, situation)

    def of_this_version(fact: str) -> bool:
        return enough(fact) and (read_by_a_person or not rests_on(OTHER_VERSION, fact, criterion, situation))

    if truth_in(expectation, situation, spoiled=expired) == FAILS:
        return EXPIRED
    if truth_in(expectation, situation, enough, expired) != HOLDS:
        return OPEN
    return HOLDS if truth_in(expectation, situation, of_this_version, expired) == HOLDS else OTHER_VERSION


def expected(criterion: Data) -> list[Data]:
    """What the checks expect. Where there is nothing that a document could back, the document itself is expected."""
    found = [check["expect"] for check in criterion.get("checks", [])]
    by = evidence_kinds(criterion)
    if found or not by or any("expect" in band for band in criterion.get("bands", [])):
        return found
    return [{"any": [{kind: {"provided": "yes"}} for kind in by]}]


# One criterion ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    outcome: str
    possible: frozenset[str]
    low: Fraction
    high: Fraction
    failing: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


SETTLED = {MET: frozenset({MET}), NOT_MET: frozenset({NOT_MET}), NOT_APPLICABLE: frozenset({NOT_APPLICABLE})}


def band_points(criterion: Data) -> list[Fraction]:
    return [Fraction(str(band["points"])) for band in criterion.get("bands", [])]


def full_points(criterion: Data) -> Fraction:
    return max(band_points(criterion), default=Fraction(1))


def lowest_points(criterion: Data) -> Fraction:
    return min(band_points(criterion), default=Fraction(0))


def pass_mark(criterion: Data) -> Fraction:
    if "pass_mark" in criterion:
        return Fraction(str(criterion["pass_mark"]))
    return min((points for points in band_points(criterion) if points > 0), default=Fraction(1))


def plain_result(outcome: str, low: Fraction, high: Fraction) -> Result:
    return Result(outcome, SETTLED.get(outcome, frozenset({MET, NOT_MET})), low, high)


def outcome_of_points(low: Fraction, high: Fraction, criterion: Data) -> str:
    if low >= pass_mark(criterion):
        return MET
    return NOT_MET if high < pass_mark(criterion) else NO_ANSWER


def highest(points: Mapping[Fraction, str], truths: Iterable[str]) -> Fraction:
    return max((each for each, found in points.items() if found in set(truths)), default=Fraction(0))


def banded(criterion: Data, situation: Situation, read_by_a_person: bool) -> Result:
    """Points from the best band that surely holds to the best that may. Needs review: a person could settle it."""
    truths = [judged(band["expect"], criterion, situation, read_by_a_person) for band in criterion["bands"]]
    points = dict(zip(band_points(criterion), truths, strict=True))
    low, high = highest(points, [HOLDS]), highest(points, [HOLDS, OPEN, OTHER_VERSION])
    outcome = outcome_of_points(low, high, criterion)
    if outcome == NO_ANSWER and highest(points, [HOLDS, OTHER_VERSION]) >= pass_mark(criterion):
        outcome = NEEDS_REVIEW
    return plain_result(outcome, low, high)


def recorded(situation: Situation, ref: str) -> Data:
    """What a person said of the criterion itself, apart from any claim."""
    found = [entry for entry in situation.reviews if entry.get("criterion") == ref]
    return {key: value for entry in found for key, value in entry.items() if key in ("outcome", "points")}


def reviewed(criterion: Data, ref: str, situation: Situation) -> Result:
    entry = recorded(situation, ref)
    full = full_points(criterion)
    if entry.get("outcome") == NOT_MET:
        return all_or_nothing(NOT_MET, full)
    if "points" in entry:
        points = Fraction(str(entry["points"]))
        return plain_result(outcome_of_points(points, points, criterion), points, points)
    if entry.get("outcome") == MET and not criterion.get("bands"):
        return all_or_nothing(MET, full)
    return plain_result(NEEDS_REVIEW, Fraction(0), full)


def all_or_nothing(outcome: str, full: Fraction) -> Result:
    return plain_result(outcome, full if outcome == MET else Fraction(0), Fraction(0) if outcome == NOT_MET else full)


def by_bands(criterion: Data, situation: Situation, read_by_a_person: bool) -> Result:
    if criterion.get("bands") and criterion.get("judged_by") != "reviewer":
        return banded(criterion, situation, read_by_a_person)
    return all_or_nothing(MET, full_points(criterion))


def settled_by_checks(criterion: Data, ref: str, situation: Situation) -> Result:
    """The criterion as its checks, bands, documents and reviewer see it, all else apart."""
    accepted = recorded(situation, ref).get("outcome") == MET
    found = [judged(each, criterion, situation, accepted) for each in expected(criterion)]
    result = joined(found, by_bands(criterion, situation, accepted), criterion, ref, situation)
    return replace(result, failing=said(FAILS, criterion, situation), open=said(OPEN, criterion, situation))


def joined(found: list[str], bands: Result, criterion: Data, ref: str, situation: Situation) -> Result:
    """Failures first, then what is open, then what a person has to look at."""
    zero = Fraction(0)
    if FAILS in found or EXPIRED in found:
        return plain_result(NOT_MET, zero, zero)
    if bands.outcome == NOT_MET:
        return bands if set(found) <= {HOLDS} else replace(bands, low=zero)
    if OPEN in found:
        return plain_result(NO_ANSWER, zero, bands.high)
    if criterion.get("judged_by") == "reviewer":
        return reviewed(criterion, ref, situation)
    doubtful = OTHER_VERSION in found
    if (doubtful or bands.outcome == NEEDS_REVIEW) and recorded(situation, ref).get("outcome") == NOT_MET:
        return all_or_nothing(NOT_MET, full_points(criterion))
    if doubtful:
        waits = NO_ANSWER if bands.outcome == NO_ANSWER else NEEDS_REVIEW
        return plain_result(waits, zero, bands.high)
    return bands


def said(wanted: str, criterion: Data, situation: Situation) -> tuple[str, ...]:
    """The checks that come out so by the answers alone, whatever stands behind them."""
    return tuple(check["id"] for check in criterion.get("checks", []) if truth_in(check["expect"], situation) == wanted)


# Claims and applicability -------------------------------------------------------------------------------------------


def decision_on(kind: str, ref: str, situation: Situation) -> str:
    found = [entry[kind] for entry in situation.reviews if entry.get("criterion") == ref and kind in entry]
    return found[-1] if found else "pending"


def claim_allowed(kind: str, criterion: Data) -> bool:
    if kind == "not_applicable":
        return bool(criterion.get("may_claim_not_applicable", "no") == "yes")
    return bool(criterion.get("accepts_equivalent", "yes") == "yes")


def claim_on(criterion: Data, ref: str, situation: Situation) -> str | None:
    """The claim that was made, if the criterion allows it."""
    made = [kind for kind in situation.claims.get(ref, {}) if claim_allowed(kind, criterion)]
    return made[0] if made else None


def accepted_as_equivalent(criterion: Data, ref: str, situation: Situation, checked: Result) -> Result:
    """Met, with the points that the person gave; else at least those that count as met, and more if the answers do."""
    points = recorded(situation, ref).get("points")
    if points is not None:
        return plain_result(MET, Fraction(str(points)), Fraction(str(points)))
    enough = pass_mark(criterion)
    return plain_result(MET, max(enough, checked.low), max(enough, checked.high))


def claim_is_pending(criterion: Data, ref: str, situation: Situation) -> bool:
    kind = claim_on(criterion, ref, situation)
    return kind is not None and decision_on(kind, ref, situation) == "pending"


def with_pending_claim(criterion: Data, ref: str, situation: Situation, checked: Result) -> Result:
    if not claim_is_pending(criterion, ref, situation):
        return checked
    if claim_on(criterion, ref, situation) == "not_applicable":
        return replace(checked, outcome=NEEDS_REVIEW, possible=checked.possible | {NOT_APPLICABLE})
    return replace(checked, outcome=NEEDS_REVIEW, possible=checked.possible | {MET}, high=full_points(criterion))


def granted(criterion: Data, ref: str, situation: Situation) -> str | None:
    """The claim that was made and accepted."""
    kind = claim_on(criterion, ref, situation)
    return kind if kind and decision_on(kind, ref, situation) in ("confirmed", "accepted") else None


def evaluate(criterion: Data, ref: str, situation: Situation, due: bool = True) -> Result:
    applies = truth_in(criterion.get("applies_when", {}), situation)
    claim = granted(criterion, ref, situation)
    if applies == FAILS or claim == "not_applicable":
        return all_or_nothing(NOT_APPLICABLE, full_points(criterion))
    result = settled_by_checks(criterion, ref, situation)
    if claim == "equivalent":
        result = accepted_as_equivalent(criterion, ref, situation, result)
    elif result.outcome != MET and not due:
        result = before_it_is_due(criterion, result)
    result = with_pending_claim(criterion, ref, situation, result)
    if applies == OPEN:
        outcome = result.outcome if claim_is_pending(criterion, ref, situation) else NO_ANSWER
        return replace(result, outcome=outcome, possible=result.possible | {NOT_APPLICABLE})
    return result


def before_it_is_due(criterion: Data, result: Result) -> Result:
    """A gate that falls due later is open, not failed: it may yet be met, with all points."""
    outcome = NO_ANSWER if result.outcome == NOT_MET else result.outcome
    return plain_result(outcome, result.low, full_points(criterion))


def days_after(day: date, days: int) -> Iterator[date]:
    for step in range(1, days + 1):
        yield day + timedelta(days=step)


def changes_on(criterion: Data, ref: str, situation: Situation, days: int) -> tuple[date, str] | None:
    now = evaluate(criterion, ref, situation).outcome
    for day in days_after(situation.as_of, days):
        then = evaluate(criterion, ref, situation.on(day)).outcome
        if then != now:
            return day, then
    return None


# Scores -------------------------------------------------------------------------------------------------------------


class Scored(NamedTuple):
    """A criterion with its share, as a score sees it. A claim may be pending that takes it out."""

    criterion: Data
    share: Fraction
    result: Result
    claims_not_to_apply: bool = False


Award = tuple[Fraction, Sequence[Scored]]
"""A weight, and what is scored under it."""


def attainable(scored: Scored) -> list[Fraction]:
    """The points it may yet get, where it applies."""
    result = scored.result
    if result.possible == {NOT_APPLICABLE}:
        return []
    points = {Fraction(0), *band_points(scored.criterion), full_points(scored.criterion), result.low, result.high}
    return sorted(each for each in points if result.low <= each <= result.high)


def open_conditions(all_scored: Sequence[Scored], situation: Situation) -> list[Data]:
    """The different `applies_when` of which it is not known whether they hold."""
    found: list[Data] = []
    for scored in all_scored:
        condition = scored.criterion.get("applies_when")
        if condition is not None and not is_among(condition, found) and truth_in(condition, situation) == OPEN:
            found.append(condition)
    return found


def unordered(written: Any) -> Any:
    """What is the same whatever the order of keys and lists."""
    if isinstance(written, dict):
        return frozenset((name, unordered(each)) for name, each in written.items())
    return frozenset(map(unordered, written)) if isinstance(written, list) else written


def is_among(condition: Data, conditions: Sequence[Data]) -> bool:
    return unordered(condition) in map(unordered, conditions)


def completions(all_scored: Sequence[Scored], situation: Situation) -> Iterator[tuple[Fraction | None, ...]]:
    """Every way in which all may end: points for each, None where it does not apply.

    Criteria with one and the same condition enter or leave together.
    """
    conditions = open_conditions(all_scored, situation)
    for holding in itertools.product([True, False], repeat=len(conditions)):
        failed = [condition for condition, holds in zip(conditions, holding, strict=True) if not holds]
        yield from itertools.product(*[ends_of(scored, failed) for scored in all_scored])


def ends_of(scored: Scored, failed: Sequence[Data]) -> list[Fraction | None]:
    condition = scored.criterion.get("applies_when")
    if condition is not None and is_among(condition, failed):
        return [None]
    points: list[Fraction | None] = list(attainable(scored))
    return points if points and not scored.claims_not_to_apply else [*points, None]


def is_of_the_contract(condition: Data) -> bool:
    return all(fact.startswith("contract.") for fact in facts_in(condition))


def counted(scored: Scored, points: Fraction | None, rule: str | None) -> Fraction | None:
    """What it gives, from 0 to 1; None where it leaves both sums.

    What the contract alone decides is equal for every bidder, so it leaves the sums in a tender too.
    """
    full = full_points(scored.criterion)
    if points is not None:
        return points / full
    criterion = scored.criterion
    if is_of_the_contract(criterion.get("applies_when", {})) and not claim_allowed("not_applicable", criterion):
        return None
    return {"full-marks": Fraction(1), "lowest-band": lowest_points(criterion) / full, None: None}[rule]


def award_score(award: Award, points: Sequence[Fraction | None], rule: str | None) -> Fraction | None:
    """From 0 to 1; None where nothing under it applies."""
    above = below = Fraction(0)
    for scored, got in zip(award[1], points, strict=True):
        part = counted(scored, got, rule)
        if part is not None:
            above, below = above + scored.share * part, below + scored.share
    return None if below == 0 else above / below


Rounding = Callable[[Fraction], Fraction]


def as_it_is(value: Fraction) -> Fraction:
    return value


def rounding_of(selection: Data) -> Rounding:
    """How a tender that rounds award criteria rounds them: digit by digit, as people do on paper."""
    if selection.get("rounded_at") != "award-criterion":
        return as_it_is
    unit = Fraction(1, 10 ** int(selection["rounding"]["places"]))
    half_up = selection["rounding"]["mode"] == "half-up"

    def rounding(value: Fraction) -> Fraction:
        units, rest = divmod(value, unit)
        up = rest > unit / 2 or (rest == unit / 2 and (half_up or units % 2 == 1))
        return (units + up) * unit

    return rounding


def score(
    awards: Sequence[Award], points: Sequence[Fraction | None], rule: str | None, rounding: Rounding
) -> Fraction | None:
    above = below = Fraction(0)
    start = 0
    for award in awards:
        part = award_score(award, points[start : start + len(award[1])], rule)
        start += len(award[1])
        if part is not None:
            above, below = above + award[0] * rounding(100 * part), below + award[0]
    return None if below == 0 else above / below


Range = tuple[Fraction, Fraction] | None


def score_range(
    awards: Sequence[Award], situation: Situation, rule: str | None = None, rounding: Rounding = as_it_is
) -> Range:
    """The lowest and the highest score over every completion, by trying them all."""
    all_scored = [scored for award in awards for scored in award[1]]
    scores = []
    for points in completions(all_scored, situation):
        found = score(awards, points, rule, rounding)
        if found is not None:
            scores.append(found)
    return (min(scores), max(scores)) if scores else None


# Verdicts -----------------------------------------------------------------------------------------------------------


class Minimum(NamedTuple):
    """What must be reached, and the range of what was."""

    wanted: Fraction
    reached: tuple[Fraction, Fraction]
    may_not_count: bool = False


def gate_counts(gates: Sequence[Result]) -> dict[str, int]:
    counts = {MET: 0, NOT_MET: 0, "open": 0, "of": 0, NOT_APPLICABLE: 0}
    for gate in gates:
        [key] = gate.possible if len(gate.possible) == 1 else ["open"]
        counts[key] += 1
        counts["of"] += key != NOT_APPLICABLE
    return counts


def verdict(gates: Sequence[Result], minimums: Sequence[Minimum]) -> str | None:
    if not gates and not minimums:
        return None
    missed = [one.reached[1] < one.wanted and not one.may_not_count for one in minimums]
    reached = [one.reached[0] >= one.wanted for one in minimums]
    if any(gate.possible == {NOT_MET} for gate in gates) or any(missed):
        return "non-compliant"
    if any(NOT_MET in gate.possible for gate in gates) or not all(reached):
        return "undecided"
    return "compliant"


# A whole selection ----------------------------------------------------------------------------------------------------


class Assessment(NamedTuple):
    outcomes: dict[str, Result]
    score: Range
    domains: dict[str, Range]
    gates: dict[str, int]
    verdict: str | None


def listed(edition: Data) -> list[tuple[str, str, Data]]:
    """Reference, domain and line of every criterion of an edition."""
    standard = edition["standard"]
    return [
        (f"{standard}/{line['id']}", section["domain"], line)
        for section in edition["sections"]
        for line in section["criteria"]
    ]


def selected_gate(ref: str, line: Data, selection: Data) -> Data | None:
    """A line of the selection is the whole of a gate, and without one the edition's own line is."""
    if ref not in selection.get("gates", {}):
        return {"type": line["gate"], "due": line.get("due")} if line.get("gate") else None
    gate = selection["gates"][ref]
    return None if gate == "none" else {"type": gate} if isinstance(gate, str) else gate


def is_due(due: str | None, selection: Data, as_of: date) -> bool:
    """A day that is not known was not reached yet."""
    if due is None:
        return True
    text = selection.get("dates", {}).get("award") if due == "award" else selection.get("contract", {}).get("start")
    return bool(text) and date.fromisoformat(text) <= as_of


Lines = list[tuple[str, str, Data]]


def result_of(ref: str, line: Data, criterion: Data, selection: Data, situation: Situation) -> Result:
    gate = selected_gate(ref, line, selection)
    return evaluate(criterion, ref, situation, gate is None or is_due(gate.get("due"), selection, situation.as_of))


def assess(editions: Sequence[Data], criteria: Data, selection: Data, situation: Situation) -> Assessment:
    """A baseline or a tender applied to one submission. `criteria` are keyed by reference, as `dtac/C3.3`."""
    lines = [each for edition in editions for each in listed(edition)]
    results = {ref: result_of(ref, line, criteria[ref], selection, situation) for ref, domain, line in lines}
    rule = selection.get("not_applicable")

    def scored(ref: str, share: Plain) -> Scored:
        claims = claim_on(criteria[ref], ref, situation) == "not_applicable"
        pending = claims and claim_is_pending(criteria[ref], ref, situation)
        return Scored(criteria[ref], Fraction(str(share)), results[ref], pending)

    awards = awards_of(lines, selection, scored)
    gates = [results[ref] for ref, domain, line in lines if selected_gate(ref, line, selection)]
    minimums = [
        *award_minimums(awards, selection, situation, rule),
        *point_minimums(scored_lines(lines, selection), results),
    ]
    return Assessment(
        results,
        score_range(list(awards.values()), situation, rule, rounding_of(selection)),
        {
            domain: score_range([award], situation, rule)
            for domain, award in of_domains(lines, selection, scored).items()
        },
        gate_counts(gates),
        verdict(gates, minimums),
    )


def scored_lines(lines: Lines, selection: Data) -> dict[str, Data]:
    """Share and minimum of everything scored, by reference: from the tender's award criteria, else from the edition."""
    if "award_criteria" in selection:
        awards = [award["criteria"] for award in selection["award_criteria"].values() if "criteria" in award]
        given = {ref: share for award in awards for ref, share in award.items()}
        return {ref: share if isinstance(share, Mapping) else {"share": share} for ref, share in given.items()}
    domains = selection.get("domain_weights", {})
    return {ref: line for ref, domain, line in lines if "share" in line and domain in domains}


def awards_of(lines: Lines, selection: Data, scored: Callable[[str, Plain], Scored]) -> dict[str, Award]:
    shares = scored_lines(lines, selection)
    if "award_criteria" in selection:
        return {
            key: (Fraction(str(award["weight"])), [scored(ref, shares[ref]["share"]) for ref in award["criteria"]])
            for key, award in selection["award_criteria"].items()
            if "criteria" in award
        }
    return {
        domain: (
            Fraction(str(weight)),
            [scored(ref, shares[ref]["share"]) for ref, of, line in lines if of == domain and ref in shares],
        )
        for domain, weight in selection.get("domain_weights", {}).items()
    }


def of_domains(lines: Lines, selection: Data, scored: Callable[[str, Plain], Scored]) -> dict[str, Award]:
    """Each domain's scored criteria, as if nothing else were scored."""
    shares = scored_lines(lines, selection)
    domains = dict.fromkeys(domain for ref, domain, line in lines)
    return {
        domain: (
            Fraction(1),
            [scored(ref, shares[ref]["share"]) for ref, of, line in lines if of == domain and ref in shares],
        )
        for domain in domains
    }


def award_minimums(
    awards: Mapping[str, Award], selection: Data, situation: Situation, rule: str | None
) -> list[Minimum]:
    """What is assessed elsewhere has no score yet: it may be anything."""
    found = {key: award for key, award in selection.get("award_criteria", {}).items() if "minimum" in award}
    rounding, anything = rounding_of(selection), (Fraction(0), Fraction(100))
    return [
        Minimum(Fraction(str(award["minimum"])), reached)
        for key, award in found.items()
        if (reached := score_range([awards[key]], situation, rule, rounding) if key in awards else anything) is not None
    ]


def point_minimums(lines: Mapping[str, Data], results: Mapping[str, Result]) -> list[Minimum]:
    found = [(Fraction(str(line["minimum"])), results[ref]) for ref, line in lines.items() if "minimum" in line]
    return [
        Minimum(wanted, (result.low, result.high), NOT_APPLICABLE in result.possible)
        for wanted, result in found
        if result.possible != {NOT_APPLICABLE}
    ]


VERDICTS = ["non-compliant", "undecided", "compliant"]


def lapses_on(
    editions: Sequence[Data], criteria: Data, selection: Data, situation: Situation, days: int
) -> date | None:
    """The first day, of so many, on which the verdict is worse than it was."""
    now = assess(editions, criteria, selection, situation).verdict
    if now is None:
        return None
    for day in days_after(situation.as_of, days):
        then = assess(editions, criteria, selection, situation.on(day)).verdict
        if then is not None and VERDICTS.index(then) < VERDICTS.index(now):
            return day
    return None


ANOTHER_VERSION = "another version"
HEAD = {
    "submission.supplier_name": "Example Supplier Ltd",
    "submission.product_name": "Example Product",
    "submission.product_version": "1.0",
}


# Examples -------------------------------------------------------------------------------------------------------------


def kind_of_given(fact: str, facts: Data) -> str:
    if fact.startswith("contract."):
        return "contract"
    if in_head(fact):
        return "head"
    return "document" if facts.get(fact, {}).get("type") == "document" else "answer"


def example_document(kind: str, parts: Data, fate: str | None, as_of: date) -> dict[str, Any]:
    document = {"id": kind, "kind": kind, "issued": parts.get("issued", as_of.isoformat())}
    if parts.get("product_version") == "other":
        document["product_version"] = ANOTHER_VERSION
    if "expires" in parts:
        document["expires"] = parts["expires"]
    if fate == "expired":
        document["expires"] = (as_of - timedelta(days=1)).isoformat()
        document["issued"] = min(document["issued"], document["expires"])
    if fate == "other-version":
        document["product_version"] = ANOTHER_VERSION
    return document


def example_documents(written: Data, criterion: Data, case: Data, as_of: date) -> list[dict[str, Any]]:
    by = evidence_kinds(criterion)
    fate = case.get("documents")
    none_left = fate == "missing" or case.get("provenance") == "claimed"
    taken_away = [*case.get("without", []), *(by if none_left else [])]
    kinds = [kind for kind in {**dict.fromkeys(by), **written} if kind not in taken_away]
    return [example_document(kind, written.get(kind) or {}, fate if kind in by else None, as_of) for kind in kinds]


def example_reviews(criterion: Data, case: Data, ref: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    if "decision" in case:
        entries.append({"criterion": ref, case["claim"].replace("-", "_"): case["decision"]})
    said = case.get("review", usual_review(criterion, case))
    if said == MET and criterion.get("bands"):
        said = str(full_points(criterion))
    if said != "none":
        entries.append({"criterion": ref, "outcome" if said in (MET, NOT_MET) else "points": said})
    return entries


def usual_review(criterion: Data, case: Data) -> str:
    asked = criterion.get("judged_by") == "reviewer" and case.get("documents") != "other-version"
    return MET if asked else "none"


def example_provenance(criterion: Data, case: Data) -> str:
    given = str(case.get("provenance", demanded(criterion)))
    return "claimed" if given == "documented" and case.get("documents") == "missing" else given


def example_situation(criterion: Data, facts: Data, case: Data, ref: str) -> Situation:
    examples = criterion["examples"]
    as_of = date.fromisoformat(case.get("as_of", examples["as_of"]))
    given = {**examples.get("usual", {}), **case.get("with", {})}
    for fact in case.get("without", []):
        given.pop(fact, None)

    def of_kind(kind: str) -> dict[str, Any]:
        return {fact: value for fact, value in given.items() if kind_of_given(fact, facts) == kind}

    return Situation(
        facts=facts,
        as_of=as_of,
        answers=of_kind("answer"),
        contract=of_kind("contract"),
        documents=example_documents(of_kind("document"), criterion, case, as_of),
        claims={ref: {case["claim"].replace("-", "_"): "a reason"}} if "claim" in case else {},
        reviews=example_reviews(criterion, case, ref),
        head=HEAD | of_kind("head"),
        provenance=example_provenance(criterion, case),
    )


def example_result(criterion: Data, facts: Data, case: Data) -> Result:
    ref = str(criterion["id"])
    return evaluate(criterion, ref, example_situation(criterion, facts, case, ref))


def example_cases(criterion: Data) -> list[Data]:
    return [{"name": "usual", "outcome": MET}, *criterion["examples"].get("cases", [])]


def example_complaints(criterion: Data, facts: Data) -> list[str]:
    """One sentence for every example of which the criterion does not do what it says."""
    found = [(case, example_result(criterion, facts, case)) for case in example_cases(criterion)]
    return [
        f"{criterion['id']}, {case['name']}: {case['outcome']} was expected, {result} was found"
        for case, result in found
        if not agrees(case, result)
    ]


def agrees(case: Data, result: Result) -> bool:
    because = {NOT_MET: result.failing, NO_ANSWER: result.open}.get(result.outcome, ())
    return (
        case["outcome"] == result.outcome
        and ("because" not in case or set(case["because"]) == set(because))
        and ("points" not in case or wanted_points(case["points"]) == (result.low, result.high))
    )


def wanted_points(written: Plain) -> tuple[Fraction, Fraction]:
    ends = written if isinstance(written, list) else [written, written]
    return Fraction(str(ends[0])), Fraction(str(ends[1]))
