"""Every value knows its file, line and column, in YAML and in JSON alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from techassure.files.doors import Text, Versioned, enter
from techassure.files.places import Source, Spoilt, read_file, read_json, read_yaml
from techassure.problems import Path as Parts
from techassure.problems import Place, ProblemsFound, listing, suggestion

YAML = """\
# A remark.
techassure: 1
supplier: {id: S1, "name": 'O''Hara & Søn'}
answers:
  q.rows:
    - {name: a, score: 2}
    - name: b
      score: 9
  q.choices: [é, b,
              c]
  q.text: |
    Several
    lines.
"""
JSON = """{"techassure": 1,
 "supplier": {"id": "S1", "name": "O'Hara & S\\u00f8n"},
 "answers": {
  "q.rows": [{"name": "a", "score": 2},
             {"name": "b", "score": 9}],
  "q.choices": ["é", "b",
                "c"], "q.t\\"ext": "{[,:]}"
 }}"""


def place(text: str, path: Parts, of_key: bool = False, kind: str = "yaml") -> tuple[int, int]:
    source = read_yaml(text.encode(), "f") if kind == "yaml" else read_json(text.encode(), "f")
    found = source.place(path, of_key=of_key)
    assert found.file == "f"
    return found.line, found.column


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("techassure",), (2, 13), (2, 1)),
        (("supplier",), (3, 11), (3, 1)),
        (("supplier", "name"), (3, 28), (3, 20)),
        (("answers", "q.rows", 0), (6, 7), (6, 7)),
        (("answers", "q.rows", 0, "score"), (6, 24), (6, 17)),
        (("answers", "q.rows", 1, "score"), (8, 14), (8, 7)),
        (("answers", "q.choices", 1), (9, 18), (9, 18)),
        (("answers", "q.choices", 2), (10, 15), (10, 15)),
        (("answers", "q.text"), (11, 11), (11, 3)),
    ],
)
def test_places_in_yaml(path: Parts, value: tuple[int, int], key: tuple[int, int]) -> None:
    assert place(YAML, path) == value
    assert place(YAML, path, of_key=True) == key


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("techassure",), (1, 16), (1, 2)),
        (("supplier", "name"), (2, 35), (2, 27)),
        (("answers", "q.rows", 0), (4, 14), (4, 14)),
        (("answers", "q.rows", 1, "score"), (5, 37), (5, 28)),
        (("answers", "q.choices", 1), (6, 22), (6, 22)),
        (("answers", "q.choices", 2), (7, 17), (7, 17)),
        (("answers", 'q.t"ext'), (7, 35), (7, 23)),
    ],
)
def test_places_in_json(path: Parts, value: tuple[int, int], key: tuple[int, int]) -> None:
    assert place(JSON, path, kind="json") == value
    assert place(JSON, path, of_key=True, kind="json") == key


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_what_is_not_there_has_the_place_of_the_nearest_part_above(kind: str) -> None:
    text = YAML if kind == "yaml" else JSON
    assert place(text, ("answers", "q.rows", 1, "owner"), kind=kind) == place(text, ("answers", "q.rows", 1), kind=kind)
    assert place(text, ("answers", "q.rows", 7, "name"), kind=kind) == place(text, ("answers", "q.rows"), kind=kind)
    assert place(text, ("nothing",), kind=kind) == (1, 1)


def parts(value: Any, path: Parts = ()) -> Iterator[tuple[Parts, Any]]:
    """Yield the path of every scalar in plain data."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from parts(each, (*path, index))
    else:
        yield path, value


DEEP = {"a": [1, {"b": [True, None, "x, y: {z}"], "c\n": {"é": '\\"', "": [[], {}, [[["end"]]]]}}], "d": -1.5}


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("escaped", [True, False])
def test_in_json_the_text_at_each_place_is_the_value_that_stands_there(indent: int | None, escaped: bool) -> None:
    text = json.dumps(DEEP, indent=indent, ensure_ascii=escaped)
    source = read_json(text.encode(), "f")
    lines = text.split("\n")
    for path, value in parts(DEEP):
        found = source.place(path)
        assert lines[found.line - 1][found.column - 1 :].startswith(json.dumps(value, ensure_ascii=escaped))


def test_of_a_key_that_json_repeats_the_last_is_shown_as_it_counts() -> None:
    with pytest.raises(Spoilt) as refused:
        read_json(b'{"a": {"b": 1}, "c": 2,\n "a": {"b": 3}}', "f")
    assert refused.value.rest.value["a"] == {"b": 3}
    assert refused.value.rest.place(("a", "b")) == Place("f", 2, 13)


def test_places_in_json_do_not_depend_on_which_was_asked_for_first() -> None:
    paths = [path for path, _ in parts(DEEP)]
    forwards, backwards = (read_json(json.dumps(DEEP, indent=at).encode(), "f") for at in (2, 2))
    assert [forwards.place(each) for each in paths] == [backwards.place(each) for each in reversed(paths)][::-1]


def test_a_line_of_json_lines_counts_from_where_it_stands() -> None:
    source = read_json(b'{"a": {"b": 1}}', "f", first_line=40)
    assert source.place(("a", "b")) == Place("f", 40, 13)


def test_places_are_shown_as_editors_read_them() -> None:
    assert str(Place("a/b.yaml", 3, 14)) == "a/b.yaml:3:14"
    assert str(Place("a/b.yaml")) == "a/b.yaml"


# --- values ---------------------------------------------------------------------------------------------------------


def test_plain_scalars_of_yaml_stay_the_text_that_the_author_wrote() -> None:
    text = "{a: no, b: NO, c: 012, d: 12:30:45, e: 2026-06-01, f: 1e3, g: .inf, h: 0x1F, i: 'null', j: \"~\"}"
    assert list(read_yaml(text.encode(), "f").value.values()) == [
        "no", "NO", "012", "12:30:45", "2026-06-01", "1e3", ".inf", "0x1F", "null", "~",
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["~", "null", "Null", "NULL", ""])
def test_null_of_yaml_is_nothing(blank: str) -> None:
    assert read_yaml(f"a: {blank}\nb: c\n".encode(), "f").value == {"a": None, "b": "c"}


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    for name in ("a.yaml", "a.yml", "a.json"):
        (tmp_path / name).write_text('{"n": 1}')
    assert [read_file(tmp_path / name).value["n"] for name in ("a.yaml", "a.yml", "a.json")] == ["1", "1", 1]


def test_a_file_may_be_shown_under_another_name(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match=r"^shown\.yaml: there is no file"):
        read_file(tmp_path / "none.yaml", "shown.yaml")


def test_64_levels_are_read_and_one_more_is_not() -> None:
    assert read_yaml(("[" * 64 + "]" * 64).encode(), "f")
    with pytest.raises(ProblemsFound, match="too-deep"):
        read_yaml(("[" * 65 + "]" * 65).encode(), "f")


def test_problems_are_sorted_by_place_and_given_once() -> None:
    source = Source("f", read_yaml(b"a: 1\nb: 2\n", "f").value)
    late, early = (source.problem((key,), "a-rule", "this is wrong", "mend it") for key in "ba")
    assert [each.place.line for each in ProblemsFound([late, early, late]).problems] == [1, 2]


def test_suggestions_name_the_nearest_or_say_something_else() -> None:
    assert suggestion("at_lest", ["at_least", "at_most"], "look it up") == "did you mean `at_least`?"
    assert suggestion("unlike", ["at_least", "at_most"], "look it up") == "look it up"
    assert listing(["a", "b", "c"], 2) == "`a`, `b` and 1 more"


class Named(Versioned):
    """The smallest file that has a name."""

    name: Text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"techassure": 1, "name": true}', "`true` cannot be read"),
        ('{"techassure": 1, "name": false}', "`false` cannot be read"),
        ('{"techassure": true, "name": "a"}', "`true` is not a version of the language that this program reads"),
        ('{"techassure": [null], "name": "a"}', "this is not a version of the language that this program reads"),
        ('{"techassure": "one", "name": "a"}', "`one` is not a version of the language that this program reads"),
    ],
)
def test_a_value_of_json_is_told_once_in_the_words_of_json(text: str, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        enter(Named, read_json(text.encode(), "f"))
    assert [each.message for each in found.value.problems] == [said]
