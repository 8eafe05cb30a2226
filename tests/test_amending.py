"""One value put into a file: what was there stays, byte for byte, and comments with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from builders import parsed, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from techassure import ProblemsFound
from techassure.files import amending, writing, yaml_writing
from techassure.files.places import read_file

ROWS = [{"a": "x: y", "b": True}, {"a": "# no comment"}]
FILES = {
    "no answers": "techassure: 1\nsupplier: {id: a, name: b}\n",
    "empty": "techassure: 1\nanswers:   # mine\n\nevidence: []\n",
    "nothing in braces": "techassure: 1\nanswers: {}  # mine\n",
    "braces": "techassure: 1\nanswers: {r.yes: yes}  # mine\n",
    "block": "# top\ntechassure: 1\nanswers:\n  # about q\n  q.yes: yes  # so\n\n"
    "  # about r\n  r.x: |\n    long\n    text\n\n# after\nevidence:\n  - {id: a}\n",
    "a blank to fill": "techassure: 1\nanswers:\n  # how many?\n  q.number:\n  # end\n  r.x:   # why\n",
    "a value": "techassure: 1\nanswers:\n  q.number: 3   # three\n  r.x: b\n",
    "a table": "techassure: 1\nanswers:\n  q.number:\n    - {a: b}\n    # odd\n    - {a: c}\n  # end\n  r.x: b\n",
    "folded text": "techassure: 1\nanswers:\n  q.number: >\n    some\n    text\n\n  r.x: b\n",
    "no end of line": "techassure: 1\nanswers:\n  r.yes: yes",
    "other line ends": "techassure: 1\r\nanswers:\r\n  q.yes: yes # c\r\n  r.y: no\r\n",
    "all in braces": "{techassure: 1, supplier: {id: a}}",
    "json": '{"techassure": 1, "answers": {"q.yes": true}}',
}


@pytest.mark.parametrize("value", [7.5, ["a", "yes"], ROWS, "- text: with # all", False], ids=str)
@pytest.mark.parametrize("name", FILES)
def test_value_is_put_in_and_nothing_else_changes(name: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / ("a.json" if name == "json" else "a.yaml")
    path.write_bytes(FILES[name].encode())
    before = read_file(path).value
    amending.put(path, ("answers", "q.number"), value)
    after = read_file(path).value
    wanted = value if name == "json" else parsed(yaml_writing.flow(value))
    assert after["answers"].pop("q.number") == wanted
    (before.get("answers") or {}).pop("q.number", None)
    assert {**before, "answers": before.get("answers") or {}} == after
    lost = {each for each in FILES[name].splitlines() if "#" in each} - set(path.read_text("utf-8").splitlines())
    assert not {each for each in lost if "three" not in each and "mine" not in each and "odd" not in each}


Q = ("answers", "q.number")
TABLE = [{"a": "b"}, {"a": "c"}]


@pytest.mark.parametrize(
    ("text", "at", "value", "wanted"),
    [
        ("answers:\r\n  q.yes: y # c\r\n", Q, 3, "answers:\r\n  q.yes: y # c\r\n  q.number: 3\r\n"),
        ("answers:\n  q.yes: y # c", Q, 3, "answers:\n  q.yes: y # c\n  q.number: 3"),
        ("é: \U0001f600\nanswers:\n    r: y\n", Q, 3, "é: \U0001f600\nanswers:\n    r: y\n    q.number: 3\n"),
        ("answers: {r: y, s: z}  # c\n", Q, 3, "answers: {r: y, s: z, q.number: 3}  # c\n"),
        ("{}\n", ("k",), "v", "{k: v}\n"),
        ("a: b\n", ("k",), {}, "a: b\nk: {}\n"),
        ("answers: {}  # c\n", Q, 3, "answers:  # c\n  q.number: 3\n"),
        ("answers: null\nother: 1\n", Q, 3, "answers:\n  q.number: 3\nother: 1\n"),
        ("answers: ~\n", Q, TABLE, "answers:\n  q.number:\n    - {a: b}\n    - {a: c}\n"),
        ("{a: 1}\n", Q, 3, "{a: 1, answers: {q.number: 3}}\n"),
        ("{a: 1, answers: {}}\n", Q, 3, "{a: 1, answers: {q.number: 3}}\n"),
        ("{answers: {q.number: 2, r: 1}} # c\n", Q, TABLE, "{answers: {q.number: [{a: b}, {a: c}], r: 1}} # c\n"),
        ("answers:\n  q.number:\n  # end\n  r: b\n", Q, 3, "answers:\n  q.number: 3\n  # end\n  r: b\n"),
        ("answers:\n  q.number: # why\n    3\n", Q, 4, "answers:\n  q.number: # why\n    4\n"),
        ("answers:\n  q.number: |\n    long\n\n  r: b\n", Q, "short", "answers:\n  q.number: short\n\n  r: b\n"),
        ("answers:\n  q.number:\n    - {a: b}\n  # end\n", Q, 3, "answers:\n  q.number: 3\n  # end\n"),
        ("answers:\n  q.a: 1\n\n  # r\n  r: 2\n", Q, 3, "answers:\n  q.a: 1\n  q.number: 3\n\n  # r\n  r: 2\n"),
        ("answers:\n  q.a: 1\n  q.b: 1\n  r: 2\n", Q, 3, "answers:\n  q.a: 1\n  q.b: 1\n  q.number: 3\n  r: 2\n"),
        ("answers:\n  q.a: |\n    x\n  r: 2\n", Q, 3, "answers:\n  q.a: |\n    x\n  q.number: 3\n  r: 2\n"),
        ("k:\n  b: c  # c\n", ("k", "b"), {"x": {"y": "z"}}, "k:\n  b:  # c\n    x:\n      y: z\n"),
        ("k:\n  b:\n    x: a\n    y: b\n", ("k", "b"), {"x": "c"}, "k:\n  b:\n    x: c\n"),
        ("k:\n  b: c\n", ("k", "b"), ["x", "no"], 'k:\n  b: [x, "no"]\n'),
        ("k:\n  b: c\n", ("k", "b"), [], "k:\n  b: []\n"),
        ("k:\n  b: c\n", ("k", "b"), {}, "k:\n  b: {}\n"),
        ("k:\n- a: b # b\n- a: c\n", ("k", 0, "a"), "d", "k:\n- a: d # b\n- a: c\n"),
        ("k:\n- a: b # b\n- a: c\n", ("k", 1, "e"), "d", "k:\n- a: b # b\n- a: c\n  e: d\n"),
        ("k: [{a: b}, {a: c}]\n", ("k", 1, "a"), "d", "k: [{a: b}, {a: d}]\n"),
        ("k:\n- a\n- b # b\n", ("k", 0), "c", "k:\n- c\n- b # b\n"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_surroundings_are(
    text: str, at: tuple[str | int, ...], value: Any, wanted: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.yaml", text.encode())
    amending.put(path, at, value)
    assert path.read_bytes().decode() == wanted


def test_comment_behind_a_value_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", FILES["a value"])
    amending.put(path, ("answers", "q.number"), 4)
    assert "  q.number: 4   # three\n" in path.read_text("utf-8")


def test_new_answer_stands_beside_those_of_its_topic(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", FILES["block"])
    amending.put(path, ("answers", "q.number"), 4)
    assert "  q.yes: yes  # so\n  q.number: 4\n" in path.read_text("utf-8")


def test_value_beside_its_evidence_is_replaced_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", "techassure: 1\nanswers:\n  q.yes: {value: no, evidence: [a], note: n}\n")
    amending.put(path, ("answers", "q.yes", "value"), True)
    assert "  q.yes: {value: yes, evidence: [a], note: n}\n" in path.read_text("utf-8")


@settings(max_examples=60)
@example("0\x85")
@example("\u2028a\u00a0")
@given(st.text(min_size=1).filter(lambda text: text.strip().isprintable() and text.strip() != ""))
def test_any_text_reads_back_as_the_same(text: str) -> None:
    assert parsed(f"a: {yaml_writing.flow(text)}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "at"),
    [("k: [a, b]\n", ("k", "b")), ('answers: "null"\n', Q), ("answers: text\n", Q), ("k: [a]\n", ("k", 1))],
)
def test_what_cannot_be_changed_is_left_and_said(text: str, at: tuple[str | int, ...], tmp_path: Path) -> None:
    path = written(tmp_path / "a.yaml", text)
    with pytest.raises(ProblemsFound, match="cannot be changed without"):
        amending.put(path, at, True)
    assert path.read_text("utf-8") == text


def test_rights_and_links_stay_and_no_partial_file_is_left(tmp_path: Path) -> None:
    path = written(tmp_path / "real" / "a.yaml", FILES["a value"])
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    amending.put(link, ("answers", "q.number"), 5)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["a.yaml"]


def test_json_stays_a_file_that_people_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", FILES["json"])
    amending.put(path, ("answers", "q.yes"), False)
    assert path.read_text("utf-8") == '{\n  "techassure": 1,\n  "answers": {\n    "q.yes": false\n  }\n}\n'


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("k: [a, b]  # mine\n", "k: [a, b, c]  # mine\n"),
        ("k: []\n", "k: [c]\n"),
        ("k:\n- a\n", None),
        ("k: a\n", None),
        ("l: [a]\n", None),
    ],
)
def test_a_list_in_brackets_is_extended_and_no_other(text: str, longer: str | None) -> None:
    assert amending.extended(text, "k", "c") == longer


def test_a_new_file_is_as_readable_as_others_of_this_person(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        writing.write(tmp_path / "new", b"x")
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_a_file_that_cannot_be_written_is_said_and_what_was_to_follow_does_not_happen(tmp_path: Path) -> None:
    nowhere, done = tmp_path / "missing" / "a", []
    with pytest.raises(ProblemsFound, match="cannot be written: No such file"):
        writing.write(nowhere, b"x")
    with pytest.raises(ProblemsFound, match="cannot be written: No such file"), writing.replacing(nowhere, b"x"):
        done.append(1)
    with pytest.raises(ProblemsFound, match="cannot be written"):
        writing.file_away(written(tmp_path / "file", "x") / "inside", b"x")
    with pytest.raises(ProblemsFound, match="cannot be written"), writing.replacing(tmp_path, b"x"):
        pass
    with pytest.raises(ProblemsFound, match="cannot be written"):
        writing.write(tmp_path, b"x")
    assert (done, [each.name for each in tmp_path.iterdir()]) == ([], ["file"])
    assert [each for each in tmp_path.parent.iterdir() if each.suffix == ".partial"] == []


def test_a_file_is_not_replaced_where_what_is_done_meanwhile_fails(tmp_path: Path) -> None:
    path = written(tmp_path / "a", "old")
    with pytest.raises(ValueError, match="it failed"), writing.replacing(path, b"new"):
        raise ValueError("it failed")
    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [("a", "old")]
