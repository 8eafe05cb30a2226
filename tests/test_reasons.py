"""Templates of reasons: text with slots, filled for the next submission."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from techassure.reasons.templates import Template, inner, joined, mark, text_slot, value_slot, written

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
