"""Templates of reasons: text with slots, filled for the next submission."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from benchmarks import generator
from builders import Small
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.documents.writer import assessment_part
from techassure.engine.assessor import Assessor
from techassure.files.places import read_file, read_json
from techassure.intake.reader import SubmissionReader
from techassure.reasons import criteria, slots, values
from techassure.reasons.slots import Slots
from techassure.reasons.templates import Template, inner, joined, mark, strung, text_slot, value_slot, written
from techassure.reasons.whole_rows import WholeRows
from techassure.report.json import visible

ANY_TEXT = st.text(max_size=20)


NAMES_IN_ORDER = ["a", "b", "c", "100%", "%b"]
NAMES = st.lists(st.sampled_from(NAMES_IN_ORDER), max_size=4)


@given(ANY_TEXT, ANY_TEXT)
def test_filling_a_template_is_writing_the_values_in_the_first_place(name: str, other: str) -> None:
    item = {
        "value": mark(value_slot("a")),
        "says": f"Named “{mark(text_slot('b'))}”, then 100 %: {mark(text_slot('c'))}.",
    }
    text = Template.of([item]).ready({text_slot("b"): 2, value_slot("a"): 0, text_slot("c"): 1})
    made = text.filled([written([name]), inner(other), inner(name)])
    assert made == written([{"value": [name], "says": f"Named “{name}”, then 100 %: {other}."}])[1:-1]


@given(st.lists(st.lists(ANY_TEXT, max_size=2), max_size=4))
def test_templates_are_joined_as_lists_are(lists: list[list[str]]) -> None:
    together = joined([Template.of(each) for each in lists]).ready({})
    assert orjson.loads(b"[%s]" % together.filled([])) == [item for each in lists for item in each]


@given(NAMES, NAMES)
def test_pieces_are_strung_in_their_order(names: list[str], others: list[str]) -> None:
    pieces = [piece for name in names for piece in (name.encode(), value_slot(name), strung([b"<", value_slot(name)]))]
    text = strung([*pieces, *[each.encode() for each in others]]).ready(Slots(map(value_slot, NAMES_IN_ORDER)))
    filled = text.filled([f"[{name}]".encode() for name in NAMES_IN_ORDER]).decode()
    assert filled == "".join(f"{name}[{name}]<[{name}]" for name in names) + "".join(others)


def test_a_room_that_is_full_is_begun_anew_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    selection = generator.selection("dtac@2.0")
    assessor = Assessor(selection, day_number(generator.AS_OF) or 0)
    lines = generator.write(tmp_path, 3, "dtac@2.0").read_bytes().splitlines()

    def told() -> list[bytes]:
        rows = WholeRows(assessor, SubmissionReader(selection), redact=True)
        return [rows.row(read_json(line, "submission"), tmp_path, "label").text for line in [*lines, *lines]]

    remembered = told()
    monkeypatch.setattr(criteria, "MOST_BYTES", 5000)
    monkeypatch.setattr(values, "_MOST", 2)
    assert told() == remembered


def test_the_short_way_ends_each_answer_as_the_long_way_does(small: Small) -> None:
    """What was told of one answer is filled with the next."""
    check = {
        "id": "one",
        "expect": {"q.text": {"is": "other"}},
        "otherwise": "It says {q.text} here.",
        "fix": "Mend it.",
    }
    small.criterion("X", "{q.text: {provided: yes}}").criterion("Y", checks=[check])
    assessor = Assessor(small.selection(), day_number("2026-06-01") or 0)
    reader = SubmissionReader(assessor.selection)
    rows = WholeRows(assessor, reader, redact=True)
    for answer in ("It is called Rail", "It is called Rail.", "and so on…", "."):
        path = small.submission({"q.text": answer})
        row = rows.row(read_file(path), path.parent, "label").text
        long = assessment_part(assessor.assess(reader.read(read_file(path), path.parent, "label")), redact=True)
        assert row == visible(orjson.dumps(long))


def test_the_slots_of_a_gallery_stand_behind_all_others() -> None:
    own = Slots(["a", "b"])
    wanted = [slots.of_gallery(what, number) for number in range(3) for what in ("id", "issued", "end", "version")]
    assert [own[name] for name in ["a", "b", *wanted]] == list(range(14))
    assert len(own) == 2


def test_question_behind_two_figures_of_one_table_is_named_once(small: Small) -> None:
    derived = "about: product, type: number, derived: {function:"
    small.facts += f"  q.most: {{{derived} column_max, from: [q.rows], column: score}}}}\n"
    small.facts += f"  q.share: {{{derived} percentage, from: [q.most, q.sum]}}}}\n"
    small.criterion("X", "{q.share: {at_least: 10}}", evidence="{demands: documented, by: q.report}")
    said = [each["says"] for each in small.assess("{q.rows: [{name: a, score: 5}]}").of("X")["reasons"]]
    assert [each.count("Which rows?") for each in said if "Which rows?" in each] == [1]
