"""Templates of reasons: text with slots, filled for the next submission."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from benchmarks import generator
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.engine import Assessor
from techassure.places import read_json
from techassure.reasons import criteria
from techassure.reasons.templates import Template, inner, joined, mark, text_slot, value_slot, written
from techassure.reasons.whole_rows import WholeRows
from techassure.submission_reader import SubmissionReader

ANY_TEXT = st.text(max_size=20)


@given(ANY_TEXT, ANY_TEXT)
def test_filling_a_template_is_writing_the_values_in_the_first_place(name: str, other: str) -> None:
    item = {"value": mark(value_slot("a")), "says": f"Named “{mark(text_slot('b'))}”, then {mark(text_slot('c'))}."}
    fillings = {value_slot("a"): written([name]), text_slot("b"): inner(name), text_slot("c"): inner(other)}
    made = Template.of([item]).filled(fillings)
    assert made == written([{"value": [name], "says": f"Named “{name}”, then {other}."}])[1:-1]
    assert Template.of([item]).settled(fillings, {text_slot("c")}).filled(fillings) == made


@given(st.lists(st.lists(ANY_TEXT, max_size=2), max_size=4))
def test_templates_are_joined_as_lists_are(lists: list[list[str]]) -> None:
    together = joined([Template.of(each) for each in lists])
    assert orjson.loads(b"[%s]" % together.filled({})) == [item for each in lists for item in each]


def test_a_room_that_is_full_is_begun_anew_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    selection = generator.selection("dtac@2.0")
    assessor = Assessor(selection, day_number(generator.AS_OF) or 0)
    lines = generator.write(tmp_path, 3, "dtac@2.0").read_bytes().splitlines()

    def told() -> list[bytes]:
        rows = WholeRows(assessor, SubmissionReader(selection), redact=True)
        return [rows.row(read_json(line, "submission"), tmp_path, "label").text for line in [*lines, *lines]]

    remembered = told()
    monkeypatch.setattr(criteria, "MOST_BYTES", 5000)
    assert told() == remembered
