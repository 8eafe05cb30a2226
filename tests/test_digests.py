"""What of a fact and of a criterion decides: for every field that there is, and for every one that will be added."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Small, written

from techassure import load_library
from techassure.definitions import model
from techassure.definitions.digests import digest, fact_in_words, of_fact
from techassure.definitions.edition_locks import fingerprint
from techassure.engine.outcomes import Outcome
from techassure.files.doors import Versioned
from techassure.proving.examples import test_edition as examples_of

QUESTION: dict[str, Any] = {"question": "How many?", "about": "product"}
NUMBER = {**QUESTION, "type": "number", "unit": "minutes", "from": "0", "to": "9"}
MONEY = {**QUESTION, "type": "money"}
CHOICE = {**QUESTION, "type": "choice", "options": {"a": "First", "b": "Second"}}
TEXT = {**QUESTION, "type": "text"}
PAPER = {**QUESTION, "type": "document", "issued_by": "An auditor", "valid_for": "12 months"}
STAYS = {**QUESTION, "type": "document", "stays_valid": "For ever."}
SUM = {"about": "product", "type": "number", "derived": {"function": "column_sum", "from": ["q.rows"], "column": "a"}}
REGISTER = {"name": "A register", "address": "https://example.org/register"}
Changed = tuple[dict[str, Any], dict[str, Any], bool]


def table(**column: Any) -> dict[str, Any]:
    return {**QUESTION, "type": "table", "columns": {"a": column}}


PARTS: dict[str, Changed] = {
    "options": ({}, {"options": {"a": "First", "b": "Second", "c": "Third"}}, True),
    "retired": ({}, {"retired": ["b"]}, False),
    "whole": ({}, {"whole": "yes"}, True),
    "unit": ({}, {"unit": "hours"}, True),
    "lowest": ({}, {"from": "1"}, True),
    "highest": ({}, {"to": "8"}, True),
    "currency": ({}, {"currency": "EUR"}, True),
    "format": ({}, {"format": "url"}, True),
    "type": ({}, {"type": "money"}, True),
}
"""Of whatever holds an answer: what is changed, and whether that decides."""
OF_TYPE = {"options": CHOICE, "retired": CHOICE, "currency": MONEY, "format": TEXT, "type": {"type": "number"}}
FACTS: dict[str, Changed] = {
    "question": (TEXT, {"question": "How few?"}, False),
    "hint": (TEXT, {"hint": "Count them."}, False),
    "about": (TEXT, {"about": "bidder"}, True),
    "changes": (TEXT, {"changes": "never"}, False),
    "personal": (TEXT, {"personal": "yes"}, False),
    "columns": (table(type="text"), {"columns": {"a": {"type": "text"}, "b": {"type": "text"}}}, True),
    "issued_by": (PAPER, {"issued_by": "The supplier"}, False),
    "valid_for": (PAPER, {"valid_for": "13 months"}, True),
    "stays_valid": (STAYS, {"stays_valid": "Until it changes."}, False),
    "register_": (PAPER, {"register": REGISTER}, False),
    "derived": (SUM, {"derived": {"function": "column_max", "from": ["q.rows"], "column": "a"}}, True),
}
COLUMNS: dict[str, Changed] = {
    "label": ({"type": "text"}, {"label": "A"}, False),
    "optional": ({"type": "text"}, {"optional": "yes"}, True),
    "changes": ({"type": "text"}, {"changes": "never"}, False),
}
DERIVED = {
    "function": {"function": "column_max"},
    "inputs": {"from": ["q.people"]},
    "column": {"column": "b"},
    "match": {"match": {"a": "b"}},
    "take": {"take": {"a": "b"}},
}


def of_fact_digest(written: dict[str, Any]) -> str:
    return digest(of_fact(model.Fact.model_validate(written)))


def differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two facts decide otherwise: as data, and in the words of a lock alike."""
    first, second = (model.Fact.model_validate(each) for each in (one, other))
    assert (of_fact(first) != of_fact(second)) is (fact_in_words(first) != fact_in_words(second))
    return of_fact(first) != of_fact(second)


def own(name: str) -> dict[str, Any]:
    """What a part belongs to, without what every fact has beside it."""
    return {key: each for key, each in OF_TYPE.get(name, NUMBER).items() if key not in ("question", "about")}


def test_every_field_of_a_fact_is_said_to_decide_or_not() -> None:
    assert {*PARTS, *FACTS} == {*model.Fact.model_fields}
    assert {*PARTS, *COLUMNS} == {*model.Column.model_fields}
    assert {*DERIVED} == {*model.Derived.model_fields}


@pytest.mark.parametrize("name", PARTS)
def test_what_of_an_answer_decides(name: str) -> None:
    base, change, decides = {**QUESTION, **own(name)}, *PARTS[name][1:]
    assert differ(base, {**base, **change}) is decides


@pytest.mark.parametrize("name", PARTS)
def test_what_of_a_cell_decides(name: str) -> None:
    """As of an answer: a column of another unit, or of money in place of a number, is another column."""
    base, change, decides = own(name), *PARTS[name][1:]
    assert differ(table(**base), table(**{**base, **change})) is decides


@pytest.mark.parametrize("name", FACTS)
def test_what_of_a_fact_decides(name: str) -> None:
    base, change, decides = FACTS[name]
    assert differ(base, {**base, **change}) is decides


@pytest.mark.parametrize("name", COLUMNS)
def test_what_of_a_column_decides(name: str) -> None:
    base, change, decides = COLUMNS[name]
    assert differ(table(**base), table(**{**base, **change})) is decides


@pytest.mark.parametrize("name", DERIVED)
def test_all_of_how_a_fact_is_computed_decides(name: str) -> None:
    changed = {**SUM, "derived": {**SUM["derived"], **DERIVED[name]}}
    assert differ(SUM, changed)


def test_pounds_may_be_named_or_left_unsaid() -> None:
    """`currency` is GBP where it is not given."""
    assert of_fact_digest(MONEY) == of_fact_digest({**MONEY, "currency": "GBP"})
    assert of_fact_digest(table(type="money")) == of_fact_digest(table(type="money", currency="GBP"))


# --- criteria -------------------------------------------------------------------------------------------------------

RUBRIC = {"judged_by": "reviewer", "reviewer_asks": "Is it good?", "bands": "{2: '', 1: ''}"}
REFUSED = {"accepts_equivalent": "no", "refuses_equivalent_because": "There is none."}
NOTED = "[{id: aside, when: {q.yes: {is: yes}}, says: So it is.}]"
SOURCE = "{clause: '2', says: It is otherwise., address: https://example.org/2, confidence: unsure}"
CRITERIA: dict[str, Changed] = {
    "id": ({}, {"name": "Y"}, True),
    "title": ({}, {"title": "What is wanted, said better"}, False),
    "obligation": ({}, {"obligation": "law"}, False),
    "binds": ({}, {"binds": "bidder"}, False),
    "flowed_down_by": ({}, {"flowed_down_by": "contract"}, False),
    "source": ({}, {"source": SOURCE}, False),
    "applies_when": ({}, {"applies_when": "{q.yes: {is: yes}}"}, True),
    "checks": ({}, {"expect": "{q.number: {at_least: 6}}"}, True),
    "bands": (RUBRIC, {"bands": "{3: '', 1: ''}"}, True),
    "pass_mark": (RUBRIC, {"pass_mark": "2"}, True),
    "judged_by": ({}, {"judged_by": "reviewer", "reviewer_asks": "Is it good?"}, True),
    "reviewer_asks": (RUBRIC, {"reviewer_asks": "Is it bad?"}, True),
    "evidence": ({}, {"evidence": "{demands: documented}"}, True),
    "may_claim_not_applicable": ({}, {"may_claim_not_applicable": "yes"}, True),
    "accepts_equivalent": ({}, REFUSED, True),
    "refuses_equivalent_because": (REFUSED, {"refuses_equivalent_because": "None is known."}, False),
    "asks": ({}, {"asks": "q.other"}, False),
    "notes": ({}, {"notes": NOTED}, False),
    "examples": ({}, {"examples": "{as_of: 2026-06-02, cases: [{name: silence, outcome: no answer}]}"}, False),
}
FIVE = {"expect": "{q.number: {at_least: 5}}"}
SCORED = {"bands": "{2: {q.number: {at_least: 5}}, 1: {q.yes: {is: yes}}}", "expect": ""}
STEPS: dict[str, tuple[dict[str, Any], str, str, bool]] = {
    "check id": (FIVE, '"one"', '"two"', True),
    "check expect": (FIVE, '"5"', '"6"', True),
    "check otherwise": (FIVE, "It is not so.", "No.", False),
    "check fix": (FIVE, "Make it so.", "Mend it.", False),
    "band points": (SCORED, '"points": "2"', '"points": "3"', True),
    "band expect": (SCORED, '"5"', '"6"', True),
    "band says": (SCORED, "2 points", "Good.", False),
    "band says, to a reviewer": (RUBRIC, "2 points", "Good.", True),
}
"""What is written in a step, and what in its place."""
REVIEWED = "band says, to a reviewer"


def of_criterion(folder: Path, parts: dict[str, Any], was: str = "", now: str = "") -> Any:
    small = Small(folder).criterion(**{**FIVE, "role": "{share: 1}", **parts})
    small.library()
    (path,) = folder.rglob("criteria/*.yaml")
    assert was in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(was, now, 1), "utf-8")
    return fingerprint(small.kept().edition("small@1"), small.kept().facts).criteria


def test_every_field_of_a_criterion_is_said_to_decide_or_not() -> None:
    assert {*CRITERIA} == {*model.Criterion.model_fields} - {*Versioned.model_fields}
    for name, kind in (("check", model.Check), ("band", model.Band)):
        assert {f"{name} {each}" for each in kind.model_fields} == {s for s in STEPS if s.startswith(name)} - {REVIEWED}


@pytest.mark.parametrize("name", CRITERIA)
def test_what_of_a_criterion_decides(tmp_path: Path, name: str) -> None:
    base, change, decides = CRITERIA[name]
    assert (of_criterion(tmp_path / "was", base) != of_criterion(tmp_path / "now", {**base, **change})) is decides


@pytest.mark.parametrize("name", STEPS)
def test_what_of_a_check_or_a_band_decides(tmp_path: Path, name: str) -> None:
    """What a reviewer gives points by is the rule itself; of points that answers earn, it only tells."""
    base, was, now, decides = STEPS[name]
    assert (of_criterion(tmp_path / "was", base) != of_criterion(tmp_path / "now", base, was, now)) is decides


WHEN_IT_COUNTS = {
    "status": "withdrawn",
    "published": "2020-02-02",
    "in_force": {"from": "2030-01-01", "to": "2031-01-01"},
    "selected_by": "account-opened",
    "supersedes": "small@0",
}
"""Of the page of an edition: for people, as a tender names its editions itself."""


@pytest.mark.parametrize("key", WHEN_IT_COUNTS)
def test_when_an_edition_counts_decides_nothing_and_is_under_no_lock(small: Small, key: str) -> None:
    small.criterion("X", expect="{q.number: {at_least: 5}}").library()
    assert WHEN_IT_COUNTS.keys() <= model.EditionFile.model_fields.keys()
    page = small.root / "small" / "1" / "edition.yaml"
    before = judged(small)
    written(page, {**json.loads(page.read_text("utf-8")), key: WHEN_IT_COUNTS[key]})
    assert judged(small) == before


def judged(small: Small) -> tuple[str, list[Outcome]]:
    """The fingerprint of the edition, and the outcome of each of its examples."""
    library = load_library(small.root)
    edition = library.edition("small@1")
    ran = examples_of(edition, library.facts).cases
    outcomes = [each.assessment.results[0].outcome for each in ran if each.assessment]
    assert len(outcomes) == len(ran) > 1
    return fingerprint(edition, library.facts).digest, outcomes
