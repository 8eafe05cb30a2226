"""What is told of a table from its bytes alone holds: a reader reads it, and nothing in it is there twice."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from builders import parsed
from hypothesis import given
from hypothesis import strategies as st

from techassure.definitions import facts
from techassure.definitions.model import Fact
from techassure.files.json_text import surely_no_repeated_key
from techassure.rows.plain_tables import is_plain_table

TABLE = Fact.model_validate({
    "question": "Which hazards are there?",
    "about": "product",
    **parsed("""
        type: table
        columns:
          name: { type: text }
          why: { type: text, optional: yes }
          level: { type: choice, options: { low: Low, high: High } }
          kinds: { type: choices, options: { design: Design, testing: Testing }, optional: yes }
          count: { type: number, from: 0, to: 9.5 }
          done: { type: yes-no, optional: yes }
          on: { type: date, optional: yes }
    """),
})  # fmt: skip
READ = facts.reader(TABLE)
IS_PLAIN = is_plain_table(TABLE.columns or {})
ROW = {"name": "Late", "level": "low", "count": 3, "kinds": ["testing", "design"], "done": True, "on": "2026-02-28"}
ODD = st.sampled_from(
    [None, "", " ", " a", "a ", "\u00a0", "a\x7f", "é", "low", "high", "yes", True, 0, 9, 10, -1, 3.0, 2.5, 10**15, []]
) | st.sampled_from([["design"], ["design", "design"], ["other"], "2026-02-28", "2026-02-30", "20260228", {"a": 1}])


def written(rows: Any) -> bytes:
    return orjson.dumps(rows)


@given(st.lists(st.dictionaries(st.sampled_from([*ROW, "why", "other"]), ODD).map(lambda odd: {**ROW, **odd})))
def test_a_plain_table_is_read(rows: list[Any]) -> None:
    if IS_PLAIN(written(rows)):
        assert not isinstance(READ(rows), facts.Unreadable)


@given(st.lists(st.sampled_from(["name", "why", "count"]), max_size=3), st.sampled_from(["1", '"b"', "1e5", "1.0"]))
def test_nothing_in_a_plain_table_is_there_twice(more: list[str], value: str) -> None:
    table = written([ROW])[:-2] + "".join(f',"{name}":{value}' for name in more).encode() + b"}]"
    assert not IS_PLAIN(table) or surely_no_repeated_key(orjson.loads(table), table)


def test_what_most_tables_look_like_is_plain() -> None:
    assert IS_PLAIN(b"[]")
    assert IS_PLAIN(written([ROW, {**ROW, "why": "Seen"}]))


@pytest.mark.parametrize(
    "odd",
    [{"name": " "}, {"name": "a\u202eb"}, {"count": 10}, {"count": 1.5}, {"level": "mid"}, {"kinds": ["design"] * 2},
     {"on": "2026-02-30"}, {"done": "yes"}, {"more": 1}],
)  # fmt: skip
def test_what_a_reader_has_to_look_at_is_not_plain(odd: dict[str, Any]) -> None:
    assert not IS_PLAIN(written([ROW | odd]))


@pytest.mark.parametrize("lost", ["name", "level", "count"])
def test_a_row_without_what_it_needs_is_not_plain(lost: str) -> None:
    assert not IS_PLAIN(written([{name: cell for name, cell in ROW.items() if name != lost}]))


def test_what_hides_its_characters_is_not_plain() -> None:
    assert not IS_PLAIN(json.dumps([{**ROW, "name": "a\u0007"}], separators=(",", ":")).encode())


def test_more_rows_than_a_table_may_have_are_not_plain() -> None:
    optional = Fact.model_validate(
        {**TABLE.model_dump(by_alias=True, exclude_unset=True), "columns": parsed("a: { type: number, optional: yes }")}
    )
    tells = is_plain_table(optional.columns or {})
    assert tells(b"[%s]" % b",".join([b"{}"] * facts.MOST_ROWS))
    assert not tells(b"[%s]" % b",".join([b"{}"] * (facts.MOST_ROWS + 1)))
