"""Bad input: a clear problem with file, line, column and fix, and every other submission assessed all the same."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from builders import AS_OF, Seen, Small, day, environment, written

from techassure import Problem, ProblemsFound, assess, load, runs
from techassure.engine.assessor import Assessor
from techassure.intake.cutting import pieces
from techassure.intake.packs import entries, read_submissions
from techassure.intake.pieces import NO_FORMATS
from techassure.intake.reader import SubmissionReader
from techassure.rows.short_way import Rows
from techassure.submissions import Refusal

HEAD = "techassure: 1\nsupplier: {id: S9, name: Otter Fictional Ltd}\nproduct: {name: Nightjar, version: 1.0.0}\n"
JSON_HEAD = '{"techassure": 1, "supplier": {"id": "S9", "name": "O"}, "product": {"name": "N", "version": "1"},\n'
MEGABYTE = 1024 * 1024
Found = dict[str, Any]


@pytest.fixture
def tried(small: Small) -> Small:
    """A library of one criterion, and one submission in which nothing is wrong."""
    small.criterion(expect="{q.yes: {is: yes}}").submission("{q.yes: yes}", name="fine")
    return small


def only_the_rest(seen: Seen) -> list[Found]:
    """Return the problems, having seen that the submission in which nothing is wrong was assessed."""
    assert [(each["supplier_id"], each["verdict"]) for each in seen.document["assessments"]] == [
        ("S-fine", "compliant")
    ]
    return seen.problems


def refused(tried: Small, data: str | bytes, name: str = "bad.yaml") -> Found:
    """Return the one problem of a submission file that holds these data."""
    path = written(tried.submissions / name, data)
    found = only_the_rest(tried.all())
    assert [each["place"]["file"] for each in found] == [str(path)] * len(found)
    assert len(found) == 1, found
    return found[0]


def at(problem: Found) -> tuple[int | None, int | None]:
    """Return the line and the column of a problem."""
    return problem["place"]["line"], problem["place"]["column"]


# --- files ----------------------------------------------------------------------------------------------------------


def test_missing_file(tried: Small) -> None:
    selection = tried.selection()
    document = runs.run(selection, [tried.submissions / "none.yaml", tried.submissions], day(AS_OF).toordinal())
    (problem,) = document["problems"]
    assert (problem["rule"], problem["fix"]) == ("missing-file", "check the path")
    assert problem["place"]["file"] == str(tried.submissions / "none.yaml")
    assert len(document["assessments"]) == 1


@pytest.mark.parametrize("name", ["bad.yaml", "bad.json"])
@pytest.mark.parametrize("data", ["", " \n\n"])
def test_empty_file(tried: Small, name: str, data: str) -> None:
    problem = refused(tried, data, name)
    assert (problem["rule"], problem["fix"]) == (
        "empty-file",
        "write the answers into it, or remove it: `techassure questionnaire` writes a form with every question",
    )


def test_empty_but_for_a_comment(tried: Small) -> None:
    problem = refused(tried, "# To be filled in.\n")
    assert (problem["rule"], problem["message"]) == ("empty-file", "the file holds nothing but comments")


def test_not_utf_8(tried: Small) -> None:
    problem = refused(tried, HEAD.encode() + b"answers: {q.text: caf\xe9}\n")
    assert (problem["rule"], at(problem)) == ("not-utf-8", (4, 22))
    assert problem["fix"] == "save the file as UTF-8"


def test_not_utf_8_in_json(tried: Small) -> None:
    problem = refused(tried, JSON_HEAD.encode() + b'"answers": {"q.text": "caf\xe9"}}', "bad.json")
    assert (problem["rule"], at(problem)) == ("not-utf-8", (2, 27))


def test_utf_16(tried: Small) -> None:
    assert refused(tried, HEAD.encode("utf-16"))["rule"] == "not-utf-8"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + HEAD.encode(), HEAD.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(tried: Small, data: bytes) -> None:
    written(tried.submissions / "good.yaml", data)
    assert tried.all().problems == []


@pytest.mark.parametrize("name", ["big.yaml", "big.json", "big.jsonl"])
def test_100_mb(tried: Small, name: str) -> None:
    with (tried.submissions / name).open("wb") as file:
        file.truncate(100 * MEGABYTE)
    (problem,) = only_the_rest(tried.all())
    assert (problem["rule"], problem["place"]["file"]) == ("too-large", str(tried.submissions / name))
    assert "16 MB" in problem["message"]


def test_a_file_name_that_is_not_utf_8_can_be_shown(tried: Small) -> None:
    Path(os.fsdecode(os.fsencode(tried.submissions) + b"/\xff.yaml")).write_text("techassure: 1\n")
    seen = tried.all()
    assert len(only_the_rest(seen)) > 0
    assert b"missing-key" in seen.result.json()


# --- YAML -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place", "says", "fix"),
    [
        (
            "answers: {q.text: a: b}",
            (4, 20),
            "is not closed",
            "quotes around text that holds a comma, a bracket or `: `",
        ),
        ("note: see: this", (4, 10), "second `: `", "put quotes around text that holds `: `"),
        ("answers: {q.yes: yes", (4, 10), "is not closed", "close it with `}`"),
        ("answers: {q.choices: [a, b}", (4, 27), "is not closed", "close it with `]`"),
        ('answers: {q.text: "never closed}', (4, 19), "never closed", "close the quote"),
        ("answers: {q.text: @home}", (4, 19), "begins a value", "put quotes"),
        ('answers: {q.text: "C:\\docs"}', (4, 22), "backslash", "single quotes"),
        ("\tanswers: {}", (4, 1), "tab", "spaces"),
        ("answers: |x\n  y", (4, 11), "text follows `|`", "next line"),
        ("answers: - a", (4, 10), "list item", "next line"),
        ("answers\n  q.yes: yes", (5, 8), "neither", "write `key: value`"),
        ("answers:\n  - a\n b: c", (6, 2), "does not fit the lines above", "align it"),
    ],
)
def test_yaml_syntax_in_words_that_teach(tried: Small, line: str, place: tuple[int, int], says: str, fix: str) -> None:
    problem = refused(tried, f"{HEAD}{line}\n")
    assert (problem["rule"], at(problem)) == ("yaml-syntax", place)
    assert (says in problem["message"], fix in problem["fix"]) == (True, True), problem


def test_yaml_duplicate_key(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers:\n  q.yes: yes\n  q.yes: no\n")
    assert (problem["rule"], at(problem), problem["fix"]) == ("duplicate-key", (6, 3), "keep one of the two")
    assert problem["message"] == "`q.yes` stands here a second time; the first is on line 5"


def test_yaml_key_without_a_value_in_braces(tried: Small) -> None:
    problem = refused(tried, HEAD + "claims: [{criterion: small/X, equivalent: one, two and three}]\n")
    assert (problem["rule"], at(problem)) == ("key-without-value", (4, 61))
    assert "put quotes around text that holds a comma or begins with `{`" in problem["fix"]


@pytest.mark.parametrize("key", ["claims", "price", "supplier", "lot"])
def test_yaml_key_without_a_value_on_a_line_of_its_own(tried: Small, key: str) -> None:
    rest = "\n".join(line for line in HEAD.splitlines() if not line.startswith(key))
    problem = refused(tried, f"{rest}\n{key}:\n")
    assert f"`{key}` has no value" in problem["message"]
    assert at(problem) == (len(rest.splitlines()) + 1, 1)


def test_yaml_alias_bomb(tried: Small) -> None:
    lines = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30)]
    written(tried.submissions / "bad.yaml", "\n".join(["l0: &l0 [ha, ha]", *lines]))
    found = only_the_rest(tried.all())
    assert {each["rule"] for each in found} == {"alias", "anchor"}
    assert {each["fix"] for each in found} == {"write the value out where it is needed"}


@pytest.mark.parametrize(
    ("value", "rule"),
    [("!!python/object:os.system x", "tag"), ("!thing x", "tag"), ("{<<: {a: b}}", "merge-key"), ("&a x", "anchor")],
)
def test_yaml_tags_merge_keys_and_anchors(tried: Small, value: str, rule: str) -> None:
    problem = refused(tried, f"{HEAD}note: {value}\n")
    assert (problem["rule"], at(problem)[0]) == (rule, 4)


@pytest.mark.parametrize("opener", ["[", "{a: ", "- "])
def test_yaml_nested_200_000_deep(tried: Small, opener: str) -> None:
    problem = refused(tried, f"{HEAD}answers: {opener * 200_000}" if opener != "- " else "- " * 200_000)
    assert (problem["rule"], problem["fix"]) == ("too-deep", "flatten it")


def test_yaml_of_too_many_values(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers: {{q.choices: [{'a,' * 400_000}]}}")
    assert (problem["rule"], problem["fix"]) == ("too-many-values", "split it")


def test_yaml_second_document(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}---\n{HEAD}")
    assert (problem["rule"], at(problem)) == ("second-document", (4, 1))


def test_yaml_list_where_a_mapping_is_wanted(tried: Small) -> None:
    problem = refused(tried, "- a\n- b\n")
    assert (problem["rule"], at(problem)) == ("not-a-mapping", (1, 1))


def test_yaml_key_that_is_no_text(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers: {{[a, b]: yes}}\n")
    assert (problem["rule"], at(problem)) == ("key-not-text", (4, 11))


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_duplicate_key(tried: Small) -> None:
    problem = refused(tried, JSON_HEAD + '"answers": {"q.yes": "yes",\n  "q.yes": "no"}}', "bad.json")
    assert (problem["rule"], at(problem), problem["fix"]) == ("duplicate-key", (3, 3), "keep one of the two")


@pytest.mark.parametrize("key", [r"q\u002eyes", r"\u0071.yes", r"q.\u0079es"])
def test_json_duplicate_key_hidden_by_an_escape(tried: Small, key: str) -> None:
    problem = refused(tried, JSON_HEAD + f'"answers": {{"q.yes": "yes",\n  "{key}": "no"}}}}', "bad.json")
    assert (problem["rule"], at(problem)) == ("duplicate-key", (3, 3))
    assert "`q.yes`" in problem["message"]


def test_json_same_key_in_different_objects_is_no_problem(tried: Small) -> None:
    rows = '[{"name": "a"}, {"name": "b \\u0071 \\"name\\""}]'
    written(tried.submissions / "good.json", JSON_HEAD + f'"answers": {{"q.rows": {rows}}}}}')
    assert tried.all().problems == []


@pytest.mark.parametrize(
    ("value", "rule", "fix"),
    [
        ("1e400", "number-out-of-range", "at most 15 digits"),
        ("9" * 5000, "number-out-of-range", "at most 15 digits"),
        ("9" * 16, "wrong-type", "at most 15 digits"),
        ("NaN", "not-a-number", "write the number, or leave the answer out"),
        ("-Infinity", "not-a-number", "write the number, or leave the answer out"),
    ],
)
def test_json_numbers_that_are_none(tried: Small, value: str, rule: str, fix: str) -> None:
    problem = refused(tried, JSON_HEAD + f'"answers": {{"q.number": {value}}}}}', "bad.json")
    assert at(problem)[0] == 2
    assert len(problem["message"]) < 200
    assert fix in problem["fix"]
    assert problem["rule"] == rule


@pytest.mark.parametrize(
    ("text", "line"),
    [("{", 1), ('{"techassure": 1,\n"answers": }', 2), ('{"techassure": 1,\n"a": "b"', 2), ("{} x", 1)],
)
def test_json_syntax(tried: Small, text: str, line: int) -> None:
    problem = refused(tried, text, "bad.json")
    assert (problem["rule"], at(problem)[0]) == ("json-syntax", line)


@pytest.mark.parametrize("kind", ["answers", "note"])
def test_json_nested_200_000_deep(tried: Small, kind: str) -> None:
    """In a process of its own: a reader without a limit of depth ends it."""
    deep = "[" * 200_000 + "]" * 200_000
    inside = (
        f'"answers": {{"q.number": {deep}}}' if kind == "answers" else f'"answers": {{"q.yes": {{"note": {deep}}}}}'
    )
    seen = apart(tried, JSON_HEAD + inside + "}")
    assert [each["rule"] for each in seen["problems"]] == ["too-deep"]
    assert len(seen["assessments"]) == 1


@pytest.mark.parametrize("levels", [62, 100, 254, 300])
@pytest.mark.parametrize("name", ["bad.json", "bad.jsonl"])
def test_json_nested_deeper_than_the_language_allows(tried: Small, levels: int, name: str) -> None:
    deep = f'"answers": {{"q.yes": {{"value": "yes", "note": {"[" * levels}{"]" * levels}}}}}}}'
    text = JSON_HEAD + deep
    problem = refused(tried, "\n" + text.replace("\n", " ") if name.endswith("l") else text, name)
    assert (problem["rule"], at(problem)[0], problem["fix"]) == ("too-deep", 2, "flatten it")


def test_json_of_many_problems_is_read_in_reasonable_time(tried: Small) -> None:
    """In a process of its own, ended where time grows with the square of the size."""
    answers = ",".join(f'"q.unknown{n}": "yes"' for n in range(20_000))
    seen = apart(tried, JSON_HEAD + f'"answers": {{{answers}}}}}')
    assert {each["rule"] for each in seen["problems"]} == {"unknown-fact", "too-many-problems"}
    assert len(seen["problems"]) == 101


def apart(tried: Small, data: str) -> Found:
    """Return the document of a run in another process, which may be ended by what it reads."""
    written(tried.submissions / "bad.json", data)
    tried.library()
    program = (
        "import sys; from pathlib import Path; from techassure import runs; import orjson;"
        "from techassure.definitions import library; from techassure.selections import bare_selections;"
        "chosen = bare_selections.of_editions(['small@1'], library.load_library(Path(sys.argv[1])));"
        "document = runs.run(chosen, [Path(sys.argv[2])], int(sys.argv[3]));"
        "sys.stdout.buffer.write(orjson.dumps(document))"
    )
    command = [sys.executable, "-c", program, str(tried.root), str(tried.submissions), str(day(AS_OF).toordinal())]
    ran = subprocess.run(command, capture_output=True, timeout=60, env=environment(), check=True)
    made: Found = json.loads(ran.stdout)
    return made


def test_json_of_too_many_values(tried: Small) -> None:
    options = '"a",' * 400_000
    problem = refused(tried, JSON_HEAD + f'"answers": {{"q.choices": [{options}"a"]}}}}', "bad.json")
    assert (problem["rule"], problem["fix"]) == ("too-many-values", "split it")


# --- JSON Lines -----------------------------------------------------------------------------------------------------


def line(name: str, answers: str = '{"q.yes": "yes"}') -> str:
    head = f'"supplier": {{"id": "{name}", "name": "{name}"}}, "product": {{"name": "N", "version": "1"}}'
    return f'{{"techassure": 1, {head}, "answers": {answers}}}'


def test_json_lines_a_bad_line_stops_nobody(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}")
    lines = [line("A"), "", line("B", '{"q.yse": "yes"}'), '{"techassure": 1', line("C")]
    path = written(small.submissions / "all.jsonl", "\n".join(lines))
    seen = small.all()
    assert [each["supplier"] for each in seen.document["assessments"]] == ["A", "C"]
    assert [each["source"] for each in seen.document["assessments"]] == [f"{path}:1", f"{path}:5"]
    assert [(each["place"]["line"], each["rule"]) for each in seen.problems] == [
        (3, "unknown-fact"),
        (4, "json-syntax"),
    ]


def test_json_lines_a_line_of_17_mb_stops_nobody(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}")
    written(small.submissions / "all.jsonl", f'{line("A")}\n"{"x" * 17 * MEGABYTE}"\n{line("B")}\n')
    seen = small.all()
    assert [each["supplier"] for each in seen.document["assessments"]] == ["A", "B"]
    assert [each["rule"] for each in seen.problems] == ["too-large"]


# --- what is said ---------------------------------------------------------------------------------------------------

ANSWER = len("answers: {q.number: ") + 1


@pytest.mark.parametrize(
    ("answer", "rule", "column", "says", "fix"),
    [
        ("q.yse: yes", "unknown-fact", 11, "no fact is called `q.yse`", "did you mean `q.yes`?"),
        ("nothing.like_it: yes", "unknown-fact", 11, "nothing.like_it", "techassure questionnaire"),
        ("small/Y: yes", "unknown-code", 11, "no standard has a question `small/Y`", "did you mean `small/X`?"),
        ("q.yes: maybe", "wrong-type", 18, "`maybe` is not `yes` or `no`", "write `yes` or `no`"),
        ("q.yes: [yes]", "wrong-type", 18, "a list is not `yes` or `no`", "write `yes` or `no`"),
        ("q.choice: d", "unknown-option", 21, "`d` is not an option", "`a`, `b`, `c`"),
        ("q.choice: First", "unknown-option", 21, "`First` is not an option", "write `a`, which stands for"),
        ("q.choices: [third]", "unknown-option", 23, "`third` is not an option", "write `c`, which stands for"),
        ("q.choices: a", "wrong-type", 22, "`a` is not a list of options", "`[first, second]`"),
        ("q.choices: [a, z]", "unknown-option", 26, "`z` is not an option", "`a`, `b`, `c`"),
        ("q.choices: [a, a]", "repeated-option", 26, "`a` is chosen twice", "keep one"),
        ("q.number: many", "wrong-type", 21, "`many` is not a number", "such as `12`"),
        ("q.number: '1,000'", "wrong-type", 21, "`1,000` is not a number", "`1000` or `1.000`, whichever"),
        ("q.number: 1e2", "wrong-type", 21, "`1e2` is not a number", "such as `12`"),
        ("q.number: .nan", "wrong-type", 21, "`.nan` is not a number", "such as `12`"),
        ("q.number: .inf", "wrong-type", 21, "`.inf` is not a number", "such as `12`"),
        ("q.number: 1e400", "wrong-type", 21, "`1e400` is not a number", "such as `12`"),
        (f"q.number: {'9' * 5000}", "wrong-type", 21, "9999…` is not a number", "at most 15 digits"),
        ("q.number: 101", "out-of-range", 21, "`101` cannot be true here", "at least 0 and at most 100"),
        ("q.money: 9.999", "wrong-type", 20, "`9.999` has more than two decimals", "round it to pence"),
        ("q.date: 2026-02-30", "impossible-date", 19, "`2026-02-30` is not a day", "write a day that exists"),
        ("q.date: 2026-13-01", "impossible-date", 19, "`2026-13-01`", "write a day that exists"),
        ("q.date: 0000-01-01", "impossible-date", 19, "`0000-01-01`", "write a day that exists"),
        ("q.date: 1 June 2026", "wrong-type", 19, "`1 June 2026` is not a date", "`2026-06-01`"),
        ("q.date: 2026-06-01T00:00:00", "wrong-type", 19, "is not a date", "`2026-06-01`"),
        ("q.text: [a]", "wrong-type", 19, "a list is not text", "quotes"),
        ("q.report: q-report", "document-in-answers", 21, "asks for a document", "under `evidence`"),
        ("q.rows: none", "wrong-type", 19, "`none` is not a table", "`[]`"),
        ("q.rows: [none]", "wrong-type", 20, "`none` is not a row", "`name`"),
        ("q.rows: [{score: 3}]", "missing-column", 20, "row 1 has no `name`", "every row needs it"),
        ("q.rows: [{name: ' '}]", "missing-column", 20, "row 1 has no `name`", "every row needs it"),
        (
            "q.rows: [{name: a, scroe: 3}]",
            "unknown-column",
            30,
            "`scroe` is not a column",
            "did you mean `score`?",
        ),
        ("q.rows: [{name: a, score: 11}]", "out-of-range", 37, "`11` cannot be true here", "at most 10"),
        ("q.yes: {value: maybe}", "wrong-type", 26, "`maybe` is not `yes` or `no`", "write `yes` or `no`"),
        ("q.yes: {value: yes, evidnce: a}", "unknown-key", 31, "`evidnce` is not a part", "did you mean `evidence`?"),
        ("q.yes: {value: yes, evidence: {a: b}}", "wrong-type", 41, "is not a list of ids", "`[id, id]`"),
        ("q.yes: {value: yes, evidence: [x]}", "unknown-document", 42, "no document is called `x`", "`evidence`"),
        ("small/X: {value: yes, evidence: [x]}", "unknown-document", 44, "called `x`", "`evidence`"),
        ("submission.supplier_name: Me", "head-in-answers", 11, "submission.supplier_name", "supplier"),
    ],
)
def test_answers(tried: Small, answer: str, rule: str, column: int, says: str, fix: str) -> None:
    problem = refused(tried, f"{HEAD}answers: {{{answer}}}\n")
    assert (problem["rule"], at(problem)) == (rule, (4, column))
    assert (says in problem["message"], fix in problem["fix"]) == (True, True), problem


@pytest.mark.parametrize("ids", ["7", "7.25", "true"])
def test_evidence_that_is_neither_an_id_nor_a_list_beside_an_unknown_document(tried: Small, ids: str) -> None:
    answers = f'"q.yes": {{"value": "yes", "evidence": {ids}}}, "q.text": {{"value": "t", "evidence": ["ghost"]}}'
    written(tried.submissions / "bad.json", f'{JSON_HEAD}"answers": {{{answers}}}}}')
    assert [each["rule"] for each in only_the_rest(tried.all())] == ["wrong-type", "unknown-document"]


def test_answered_twice_by_fact_and_by_code(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers:\n  q.yes: yes\n  small/X: no\n")
    assert (problem["rule"], at(problem), problem["fix"]) == ("answered-twice", (6, 3), "keep one")


def test_text_that_is_too_long(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers: {{q.text: {'x' * 20_001}}}\n")
    assert (problem["rule"], problem["fix"]) == ("too-long", "attach it as a document")


def test_every_cell_of_a_table_that_is_wrong_is_told_at_once(tried: Small) -> None:
    rows = """
    - {name: a, score: 11, closed_on: soon}
    - {nam: b, score: 3}
    - {name: c, score: 4}
    - d
    - {name: e, closed_on: 2026-02-30}
"""
    written(tried.submissions / "bad.yaml", f"{HEAD}answers:\n  q.rows:{rows}")
    assert [(each["rule"], at(each)) for each in only_the_rest(tried.all())] == [
        ("out-of-range", (6, 24)),
        ("wrong-type", (6, 39)),
        ("missing-column", (7, 7)),
        ("unknown-column", (7, 8)),
        ("wrong-type", (9, 7)),
        ("impossible-date", (10, 28)),
    ]


def test_of_a_table_in_which_everything_is_wrong_the_first_is_told_and_how_much_more(tried: Small) -> None:
    rows = ",".join(["{name: a, score: 11}"] * 300)
    written(tried.submissions / "bad.yaml", f"{HEAD}answers: {{q.date: soon, q.rows: [{rows}]}}\n")
    found = only_the_rest(tried.all())
    assert (len(found), {each["rule"] for each in found}) == (101, {"out-of-range", "wrong-type", "too-many-problems"})
    assert "201 problems more" in next(e["message"] for e in found if e["rule"] == "too-many-problems")


def test_every_option_that_there_is_not_is_told_at_once(tried: Small) -> None:
    written(tried.submissions / "bad.yaml", f"{HEAD}answers: {{q.choices: [x, a, y, a]}}\n")
    found = [(each["rule"], at(each)) for each in only_the_rest(tried.all())]
    assert found == [("unknown-option", (4, 23)), ("unknown-option", (4, 29)), ("repeated-option", (4, 32))]


def test_tables_of_too_many_rows(tried: Small) -> None:
    problem = refused(tried, f"{HEAD}answers: {{q.rows: [{'{name: a},' * 5_001}]}}\n")
    assert (problem["rule"], problem["fix"]) == ("too-many-rows", "attach it as a document")


def test_several_problems_are_given_at_once_in_order(tried: Small) -> None:
    written(tried.submissions / "bad.yaml", f"{HEAD}answers:\n  q.yse: yes\n  q.date: soon\nclaims: [{{}}]\n")
    found = only_the_rest(tried.all())
    answers = [("unknown-fact", (5, 3)), ("wrong-type", (6, 11))]
    assert [(each["rule"], at(each)) for each in found] == [*answers, ("missing-key", (7, 10))]
    written(tried.submissions / "bad.yaml", f"{HEAD}answers:\n  q.yse: yes\n  q.date: soon\n")
    found = only_the_rest(tried.all())
    assert [(each["rule"], at(each)) for each in found] == answers


@pytest.mark.parametrize(
    ("lines", "rule", "place", "fix"),
    [
        ("techassure: 1\nproduct: {name: a, version: 1}", "missing-key", (1, 1), "`supplier.yaml`"),
        ("techassure: 1\nsupplier: {id: a, name: b}", "missing-key", (1, 1), "`product.yaml`"),
        (HEAD.replace("techassure: 1\n", ""), "missing-key", (1, 1), "add `techassure: 1`"),
        (HEAD.replace("techassure: 1", "techassure: 2"), "unknown-language-version", (1, 13), "`techassure: 1`"),
        (f"{HEAD}anwsers: {{}}", "unknown-key", (4, 1), "did you mean `answers`?"),
        (HEAD.replace("name: Otter", "nmae: Otter"), "unknown-key", (2, 20), "name"),
        (f"{HEAD}answers: []", "wrong-value", (4, 10), "write a mapping"),
        (f"{HEAD}evidence: {{}}", "wrong-value", (4, 11), "write a list"),
        (f"{HEAD}price: {{whole_life_cost: cheap}}", "wrong-value", (4, 26), "write a number"),
        (f"{HEAD}price: {{whole_life_cost: 1, vat: some}}", "wrong-value", (4, 34), "`excluded`"),
        (f"{HEAD}declared_by: {{name: A, on: 2026-02-30}}", "wrong-value", (4, 28), "a day that exists"),
        (f"{HEAD}claims: [{{criterion: small/X}}]", "claim-unclear", (4, 10), "give one of them"),
        (f"{HEAD}claims: [{{criterion: small/Y, equivalent: b}}]", "unknown-criterion", (4, 22), "`small/X`"),
        (f"{HEAD}evidence: [{{id: a, kind: q.repot}}]", "unknown-document-kind", (4, 26), "`q.report`"),
        (f"{HEAD}evidence: [{{id: a, kind: q.paper, issued: 2026-02-30}}]", "impossible-date", (4, 43), "exists"),
    ],
)
def test_the_rest_of_a_submission(tried: Small, lines: str, rule: str, place: tuple[int, int], fix: str) -> None:
    written(tried.submissions / "bad.yaml", lines)
    first = next(each for each in only_the_rest(tried.all()) if each["rule"] == rule)
    assert at(first) == place
    assert fix in first["fix"]


def test_documents_and_claims_listed_twice(tried: Small) -> None:
    two = "[{id: a, kind: q.paper}, {id: a, kind: q.report}]"
    assert refused(tried, f"{HEAD}evidence: {two}")["rule"] == "document-listed-twice"
    claims = "[{criterion: small/X, equivalent: b}, {criterion: small/X, equivalent: c}]"
    assert refused(tried, f"{HEAD}claims: {claims}")["rule"] == "claimed-twice"


def test_same_identity_twice(tried: Small) -> None:
    written(tried.submissions / "x.yaml", HEAD)
    written(tried.submissions / "y.yaml", HEAD)
    seen = tried.all()
    (problem,) = seen.problems
    assert (problem["rule"], problem["place"]["file"]) == ("same-identity-twice", str(tried.submissions / "y.yaml"))
    assert str(tried.submissions / "x.yaml") in problem["message"]
    assert [each["supplier_id"] for each in seen.document["assessments"]] == ["S-fine", "S9"]


def test_two_products_of_one_supplier_are_no_problem(tried: Small) -> None:
    written(tried.submissions / "x.yaml", HEAD)
    written(tried.submissions / "y.yaml", HEAD.replace("Nightjar", "Bittern"))
    written(tried.submissions / "z.yaml", HEAD.replace("1.0.0", "1.0.1"))
    assert tried.all().problems == []


# --- hostile names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["\\e[31m", "\\a", "\\u202e", "\\u2066", "\\u200b", "\\x9b", "\\x7f"])
def test_control_and_bidirectional_characters_in_a_suppliers_name(tried: Small, character: str) -> None:
    problem = refused(tried, HEAD.replace("Otter Fictional Ltd", f'"Otter{character}Ltd"'))
    assert (problem["rule"], at(problem)) == ("wrong-value", (2, 26))
    assert problem["fix"] == "write text, without control characters"
    assert "\x1b" not in str(tried.all().result)


@pytest.mark.parametrize("raw", ["\0", "\x1b[2J", "\x07"])
def test_raw_control_characters(tried: Small, raw: str) -> None:
    problem = refused(tried, HEAD.replace("Otter", f"Otter{raw}"))
    assert (problem["rule"], at(problem), problem["fix"]) == ("control-character", (2, 31), "remove it")


def test_nul_in_json(tried: Small) -> None:
    problem = refused(tried, JSON_HEAD.replace('"O"', '"O\\u0000"') + '"answers": {}}', "bad.json")
    assert (problem["rule"], problem["fix"]) == ("wrong-value", "write text, without control characters")


def test_control_characters_in_an_answer(tried: Small) -> None:
    problem = refused(tried, f'{HEAD}answers: {{q.text: "a\\e[31m"}}\n')
    assert (problem["rule"], at(problem)) == ("control-character", (4, 19))


@pytest.mark.parametrize("key", ["id", "title"])
def test_control_characters_in_a_documents_entry(tried: Small, key: str) -> None:
    entry = {"id": "a", "kind": "q.paper", key: "a\x1b[31m"}
    data = JSON_HEAD + f'"answers": {{}}, "evidence": [{json.dumps(entry)}]}}'
    assert refused(tried, data, "bad.json")["rule"] == "wrong-value"


@pytest.mark.parametrize("name", ["Zoë O’Hara & Søn", "株式会社", "A\u00a0B"])
def test_names_that_people_have_are_no_problem(tried: Small, name: str) -> None:
    written(tried.submissions / "good.yaml", HEAD.replace("Otter Fictional Ltd", f'"{name}"'))
    assert tried.all().problems == []


# --- hostile paths --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../one.txt", "/etc/hostname", "a/../../b", "..\\\\one.txt", "C:\\\\one.txt", "C:/one.txt"]
)
def test_evidence_path_that_leaves_the_folder(tried: Small, path: str) -> None:
    entry = f'{{id: a, kind: q.paper, file: "{path}", sha256: {"0" * 64}}}'
    problem = refused(tried, f"{HEAD}evidence: [{entry}]\n", "bad/submission.yaml")
    assert (problem["rule"], at(problem)) == ("evidence-outside-folder", (4, 41))
    assert "inside the folder" in problem["fix"]


def test_evidence_path_of_windows_is_told_how_it_is_written_here(tried: Small) -> None:
    problem = refused(
        tried, f"{HEAD}evidence: [{{id: a, kind: q.paper, file: evidence\\a.txt}}]\n", "bad/submission.yaml"
    )
    assert (problem["rule"], problem["fix"]) == ("backslash-in-path", "write `evidence/a.txt`")


@pytest.mark.parametrize("ending", [".csv", ".PDF", ".docx", ".7z", ".docm", ".numbers", ".xltx"])
def test_a_file_of_a_kind_that_is_no_submissions_is_told_what_is(tried: Small, ending: str) -> None:
    path = written(tried.submissions / f"bid{ending}", "Key;Answer\n")
    (problem,) = runs.run(tried.selection(), [path], day(AS_OF).toordinal())["problems"]
    assert (problem["rule"], problem["place"]["file"]) == ("not-a-submission", str(path))
    assert "questionnaire" in problem["fix"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_evidence_link_that_leaves_the_folder(tried: Small, kind: str) -> None:
    secret = written(tried.folder / "secret" / "key.txt", "secret")
    home = tried.submissions / "bad"
    home.mkdir()
    (home / "link").symlink_to(secret if kind == "file" else secret.parent)
    path = "link" if kind == "file" else "link/key.txt"
    problem = refused(tried, f"{HEAD}evidence: [{{id: a, kind: q.paper, file: {path}}}]\n", "bad/submission.yaml")
    assert (problem["rule"], at(problem)) == ("evidence-outside-folder", (4, 41))


def test_evidence_that_is_a_folder_is_missing(tried: Small) -> None:
    tried.criterion("Y", "{q.report: {provided: yes}}", role="{}")
    (tried.submissions / "two" / "docs").mkdir(parents=True)
    written(tried.submissions / "two" / "submission.yaml", f"{HEAD}evidence: [{{id: a, kind: q.report, file: docs}}]")
    seen = tried.all()
    assert (seen.problems, seen.causes("Y")) == ([], ["missing-document"])


def test_evidence_link_that_leads_to_itself_is_missing(tried: Small) -> None:
    tried.criterion("Y", "{q.report: {provided: yes}}", role="{}")
    home = tried.submissions / "two"
    home.mkdir()
    (home / "loop").symlink_to(home / "loop")
    written(home / "submission.yaml", f"{HEAD}evidence: [{{id: a, kind: q.report, file: loop}}]")
    seen = tried.all()
    assert (seen.problems, seen.causes("Y")) == ([], ["missing-document"])


def test_linked_folder_that_leads_back_is_not_followed(tried: Small) -> None:
    (tried.submissions / "loop").symlink_to(tried.submissions)
    assert len(only_the_rest(tried.all())) <= 1


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_linked_submission_outside_the_folder_is_refused(tried: Small, kind: str) -> None:
    other = written(tried.folder / "other" / "submission.yaml", HEAD)
    link = tried.submissions / ("other" if kind == "folder" else "other.yaml")
    link.symlink_to(other.parent if kind == "folder" else other)
    (problem,) = only_the_rest(tried.all())
    assert str(link) in problem["place"]["file"]


def test_archive_sees_nothing_beside_it(tried: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the system's folder for temporary files is no part of anybody's submission."""
    folder = tmp_path / "temporary"
    written(folder / "product.yaml", {"techassure": "1", "answers": {"q.yes": "no"}})
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("submission.yaml", f"{HEAD}answers: {{}}\n")
    tender = load(path, against=["small@1"], library=tried.library())
    seen = Seen(assess(tender, day(AS_OF)))
    assert (seen.problems, seen.outcome) == ([], "no answer")


ODD_HEAD = """techassure: 1
supplier: {id: GB-COH-1234567, name: L}
product: {name: W}
"""
ODD_EVIDENCE = """evidence:
- {id: a, kind: q.report, file: ../secret.pdf, issued: soon, valid: 2027}
- {kind: q.paper, file: ../other.pdf}
"""


def test_every_part_that_can_be_read_is_read_beside_one_that_cannot(tried: Small) -> None:
    """Whoever mends a file mends it once: a key too many hides neither a number nor a path that are wrong."""
    answers = "answers:\n  q.date: soon\n  q.yes: {value: yes, evidence: [a, b]}\n"
    claims = "claims: [{criterion: small/X, equivalent: As good.}, {criterion: small/Z, equivalent: So.}]\nlot: a\n"
    written(tried.submissions / "bad.yaml", f"{ODD_HEAD}{answers}{ODD_EVIDENCE}{claims}price: {{vat: ex}}\n")
    assert [(each["rule"], at(each)) for each in only_the_rest(tried.all())] == [
        ("wrong-supplier-id", (2, 16)),
        ("missing-key", (3, 10)),
        ("wrong-type", (5, 11)),
        ("unknown-document", (6, 37)),
        ("evidence-outside-folder", (8, 33)),
        ("impossible-date", (8, 56)),
        ("unknown-key", (8, 62)),
        ("missing-key", (9, 3)),
        ("evidence-outside-folder", (9, 25)),
        ("unknown-criterion", (10, 66)),
        ("missing-key", (12, 8)),
        ("wrong-value", (12, 14)),
    ]


def test_a_claim_that_cannot_be_read_hides_no_mistake_of_the_others_nor_its_own(tried: Small) -> None:
    claims = """
  - {criterion: small/Q, not_aplicable: It is not so.}
  - {criterion: small/Z, equivalent: So.}
  - {criterion: small/X}
  - {equivalent: As good.}
  - {criterion: small/X, equivalent: As good.}
"""
    written(tried.submissions / "bad.yaml", f"{HEAD}claims:{claims}")
    assert [(each["rule"], at(each)) for each in only_the_rest(tried.all())] == [
        ("unknown-criterion", (5, 17)),
        ("unknown-key", (5, 26)),
        ("unknown-criterion", (6, 17)),
        ("claim-unclear", (7, 5)),
        ("missing-key", (8, 5)),
        ("claimed-twice", (9, 5)),
    ]


def test_a_suppliers_id_that_is_none_is_told_beside_a_key_that_is_misspelt(tried: Small) -> None:
    written(tried.submissions / "bad.yaml", HEAD.replace("{id: S9, name", "{id: GB-COH-1, nam"))
    rules = [each["rule"] for each in only_the_rest(tried.all())]
    assert rules == ["wrong-supplier-id", "unknown-key"]


@pytest.mark.parametrize("name", ["bad.yaml", "bad.json"])
def test_a_line_that_stands_twice_hides_nothing_else(tried: Small, name: str) -> None:
    """The second of the two is read on, so that both are named only where both are wrong."""
    twice = "answers:\n  q.number: 7\n  q.number: 8\n  q.date: soon\n"
    if name.endswith("json"):
        twice = '"answers": {"q.number": 7,\n"q.number": 8,\n"q.date": "soon"}}'
    written(tried.submissions / name, f"{HEAD if name.endswith('yaml') else JSON_HEAD}{twice}")
    found = only_the_rest(tried.all())
    assert [each["rule"] for each in found] == ["duplicate-key", "wrong-type"]


# --- nobody's bid vanishes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Submission.YAML", "SUBMISSION.json"])
def test_a_submission_whose_name_is_written_in_capitals_is_read(tried: Small, name: str) -> None:
    data = HEAD if name.endswith("YAML") else f'{JSON_HEAD}\t"answers": {{}}}}'
    written(tried.submissions / "other" / name, data)
    seen = tried.all()
    assert (len(seen.document["assessments"]), seen.problems) == (2, [])


@pytest.mark.parametrize("held", ["Bid.docx", "papers/offer.pdf", None])
def test_a_folder_beside_the_bids_in_which_nothing_is_read_is_refused(tried: Small, held: str | None) -> None:
    home = tried.submissions / "other"
    home.mkdir()
    if held:
        written(home / held, "a bid")
    (problem,) = only_the_rest(tried.all())
    assert problem["rule"] == "no-submission"
    assert problem["place"]["file"].startswith(str(home))


def test_an_archive_in_which_nothing_is_read_is_refused_by_its_name(tried: Small) -> None:
    path = tried.submissions / "bid.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bid/Bid.docx", "a bid")
    (problem,) = only_the_rest(tried.all())
    assert (problem["rule"], problem["place"]["file"]) == ("no-submission", str(path))


def test_two_submissions_in_one_folder_are_refused_and_neither_is_chosen(tried: Small) -> None:
    home = tried.submissions / "other"
    written(home / "submission.yaml", HEAD)
    written(home / "submission.json", f'{JSON_HEAD}"answers": {{}}}}')
    (problem,) = only_the_rest(tried.all())
    assert (problem["rule"], problem["place"]["file"]) == ("several-submissions", str(home))


def test_papers_beside_submissions_that_are_single_files_are_no_bids(tried: Small) -> None:
    written(tried.submissions / "group" / "a.yaml", HEAD)
    written(tried.submissions / "group" / "papers" / "report.pdf", "a report")
    assert tried.all().problems == []


def test_a_bidder_whose_folder_is_called_as_a_folder_of_papers_is_read(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}").tender("not_applicable: full-marks")
    small.submission("{q.yes: yes}", name="prices").parent.rename(small.submissions / "evidence")
    found = runs.run(small.selection(), [small.folder], day(AS_OF).toordinal())
    assert (len(found["assessments"]), found["problems"]) == (1, [])


def test_a_file_beside_the_bids_of_a_tender_that_is_none_is_refused(small: Small) -> None:
    small.criterion(expect="{q.yes: {is: yes}}").tender("not_applicable: full-marks").submission("{q.yes: yes}")
    for name in ("Acme bid.docx", "README.md", "Thumbs.db"):
        written(small.submissions / name, "a bid")
    found = runs.run(small.selection(), [small.folder], day(AS_OF).toordinal())["problems"]
    assert [(each["rule"], Path(each["place"]["file"]).name) for each in found] == [
        ("not-a-submission", "Acme bid.docx")
    ]


# --- shared files ---------------------------------------------------------------------------------------------------


def test_shared_file_that_is_broken_refuses_every_submission_that_shares_it(tried: Small) -> None:
    written(tried.submissions / "group" / "supplier.yaml", "techassure: 1\nanswers: {q.yse: yes}\n")
    for name in "ab":
        written(tried.submissions / "group" / f"{name}.yaml", HEAD.replace("Nightjar", name))
    found = only_the_rest(tried.all())
    assert [(each["rule"], Path(each["place"]["file"]).name, at(each)) for each in found] == [
        ("refused-with-shared-file", "a.yaml", (1, 1)),
        ("unknown-fact", "supplier.yaml", (2, 11)),
        ("refused-with-shared-file", "b.yaml", (1, 1)),
        ("unknown-fact", "supplier.yaml", (2, 11)),
    ]


def beside(tried: Small, shared: str) -> list[tuple[str, str]]:
    """Return the problems of a submission that is wrong itself, beside a shared file that says this."""
    written(tried.submissions / "group" / "supplier.yaml", shared)
    answers = "answers: {q.yse: yes, q.yes: {value: yes, evidence: [theirs]}}"
    own = f"techassure: 1\nproduct: {{name: P, version: 1}}\n{answers}\nprize: 7\n"
    written(tried.submissions / "group" / "submission.yaml", own)
    return [(Path(each["place"]["file"]).stem, each["rule"]) for each in only_the_rest(tried.all())]


@pytest.mark.parametrize(
    ("shared", "rule"),
    [("techassure: 1\nsupplier: {\n", "yaml-syntax"), ("[]", "not-a-mapping"), ("", "empty-file")],
)
def test_shared_file_that_cannot_be_read_hides_nothing_of_the_submission(tried: Small, shared: str, rule: str) -> None:
    """What may stand in it is not missed: neither the supplier nor a document."""
    assert sorted(beside(tried, shared)) == [
        ("submission", "unknown-fact"),
        ("submission", "unknown-key"),
        ("supplier", rule),
    ]


def test_shared_file_of_which_a_part_cannot_be_read_hides_nothing(tried: Small) -> None:
    found = beside(tried, "supplier: {id: S9, nam: O}\nanswers: {q.date: soon}\nanswers: {q.date: late}\n")
    theirs = ["missing-key", "unknown-key", "duplicate-key", "wrong-type"]
    assert sorted(rule for name, rule in found if name == "supplier") == sorted(theirs)
    assert {rule for name, rule in found if name == "submission"} == {"unknown-fact", "unknown-key", "unknown-document"}


@pytest.mark.parametrize(("name", "right"), [("supplier.yml", "supplier.yaml"), ("Product.yaml", "product.yaml")])
def test_shared_file_by_another_name_is_told(tried: Small, name: str, right: str) -> None:
    """It may hold answers, which would be missed without a word."""
    written(tried.submissions / "group" / name, "techassure: 1\nanswers: {q.yes: yes}\n")
    written(tried.submissions / "group" / "submission.yaml", HEAD)
    (problem,) = tried.all().problems
    assert (problem["rule"], problem["severity"], problem["fix"]) == (
        "shared-file-misnamed",
        "warning",
        f"call it `{right}`",
    )
    assert Path(problem["place"]["file"]).name == name


@pytest.mark.parametrize("below", ["group", "group/submission.yaml", "group/other.yaml", "."])
def test_shared_file_by_another_name_is_told_from_below(
    tried: Small, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for where a shared file would be: beside what was named, and one folder above."""
    written(tried.submissions / "supplier.yml", "techassure: 1\nanswers: {q.yes: yes}\n")
    written(tried.submissions / "group" / "other.yaml", HEAD)
    written(tried.submissions / "group" / "submission.yaml", HEAD)
    monkeypatch.chdir(tried.submissions / ("group" if below == "." else ""))
    found = runs.run(tried.selection(), [Path(below)], day(AS_OF).toordinal())["problems"]
    assert [each["fix"] for each in found if each["rule"] == "shared-file-misnamed"] == ["call it `supplier.yaml`"]


def test_answers_of_the_wrong_shape_stand_beside_a_shared_answer_whose_document_is_unknown(tried: Small) -> None:
    shared = "techassure: 1\nanswers: {q.yes: {value: yes, evidence: [ghost]}}\n"
    written(tried.submissions / "group" / "supplier.yaml", shared)
    written(tried.submissions / "group" / "submission.yaml", f"{HEAD}answers: []\n")
    assert {each["rule"] for each in only_the_rest(tried.all())} == {"wrong-value", "unknown-document"}


def test_shared_answer_that_names_an_unknown_document_is_placed_where_it_stands(tried: Small) -> None:
    shared = written(
        tried.submissions / "group" / "supplier.yaml",
        "techassure: 1\nanswers:\n  q.yes: {value: yes, evidence: [nope]}\n",
    )
    written(tried.submissions / "group" / "submission.yaml", HEAD)
    *_, problem = only_the_rest(tried.all())
    assert (problem["place"]["file"], at(problem)) == (str(shared), (3, 34))


@pytest.mark.parametrize(("theirs", "ours"), [("n/a", "Larkspur"), ("Larkspur", "n/a")])
def test_own_answer_that_says_nothing_stands_in_place_of_a_shared_one(tried: Small, theirs: str, ours: str) -> None:
    written(tried.submissions / "group" / "supplier.yaml", f"techassure: 1\nanswers: {{q.text: {theirs}}}\n")
    written(tried.submissions / "group" / "submission.yaml", f"{HEAD}answers: {{q.text: {ours}}}\n")
    told = [Path(each["place"]["file"]).name for each in tried.all().problems]
    assert told == (["submission.yaml"] if ours == "n/a" else [])


@pytest.mark.parametrize("key", ["q.yes", "small/X"])
def test_shared_evidence_does_not_back_an_answer_of_ones_own(small: Small, key: str) -> None:
    small.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented}")
    answer = "{q.yes: {value: no, evidence: [q-paper]}}"
    shared = small.submission(answer, evidence="[{kind: q.paper}]")
    shared.rename(shared.parent / "supplier.yaml")
    data = json.loads((shared.parent / "supplier.yaml").read_text())
    del data["product"]
    written(shared.parent / "supplier.yaml", data)
    written(shared, {"techassure": "1", "product": {"name": "P", "version": "1"}, "answers": {key: "yes"}})
    assert small.all().outcome == "no answer"


@pytest.mark.parametrize("own", ["", "{note: as the others do}"])
@pytest.mark.parametrize("key", ["q.yes", "small/X"])
def test_a_line_that_is_left_empty_takes_nothing_from_a_shared_answer(small: Small, own: str, key: str) -> None:
    """A questionnaire in YAML has a line for every question; beside `supplier.yaml`, most of them stay empty."""
    small.criterion(expect="{q.yes: {is: yes}}", evidence="{demands: documented}")
    shared = "techassure: 1\nsupplier: {id: S1, name: L}\nanswers:\n  q.yes: {value: yes, evidence: [r]}\n"
    documents = "evidence:\n- {id: r, kind: q.report, file: r.txt, issued: 2026-05-01, sha256: %s}\n"
    written(small.submissions / "r.txt", "x")
    digest = hashlib.sha256(b"x").hexdigest()
    written(small.submissions / "supplier.yaml", shared + documents % digest)
    own_file = f"techassure: 1\nproduct: {{name: W, version: '1'}}\nanswers:\n  {key}: {own}\n"
    written(small.submissions / "submission.yaml", own_file)
    assert small.all().outcome == "met"


# --- tenders and baselines ------------------------------------------------------------------------------------------


def only(problems: list[Problem]) -> Problem:
    """Return the one problem."""
    assert len(problems) == 1, problems
    return problems[0]


def tender(small: Small, text: str) -> Problem:
    """Return the one problem of a tender that is written so."""
    small.library()
    path = written(small.folder / "tender.yaml", text)
    with pytest.raises(ProblemsFound) as caught:
        load(small.folder, library=small.library())
    problem = only(list(caught.value.problems))
    assert problem.place.file == str(path)
    return problem


TENDER = """techassure: 1
tender: try
editions: {small: 1 r1}
dates: {as_of: 2026-06-01}
"""


@pytest.mark.parametrize(
    ("change", "rule", "place", "fix"),
    [
        (("small: 1 r1", "smal: 1 r1"), "unknown-edition", (3, 18), "did you mean `small@1`?"),
        (("small: 1 r1", "small: 2 r1"), "unknown-edition", (3, 19), "did you mean `small@1`?"),
        (("small: 1 r1", "small: 1 r2"), "other-revision", (3, 19), 'write `small: "1 r1"`'),
        (("as_of: 2026-06-01", "deadline: 2026-06-01"), "no-as-of", (4, 1), "add `as_of: 2026-06-01` under `dates`"),
        (("2026-06-01", "2026-06-31"), "wrong-value", (4, 16), "a day that exists"),
        (("as_of", "published: 2026-05-02, deadline: 2026-05-01, as_of"), "days-out-of-order", (4, 42), "mend"),
        (("as_of", "commenced: 2026-04-02, award: 2025-07-01, as_of"), "days-out-of-order", (4, 39), "mend"),
        (("as_of", "published: 2026-06-02, as_of"), "days-out-of-order", (4, 39), "mend"),
        (("as_of", "award: 2026-05-31, as_of"), "days-out-of-order", (4, 16), "mend"),
        (("tender: try", "tender: try\nstarts_from: nothing"), "unknown-baseline", (3, 14), ""),
        (("tender: try", "tendre: try\ntender: try"), "unknown-key", (2, 1), "did you mean `tender`?"),
    ],
)
def test_tender(tried: Small, change: tuple[str, str], rule: str, place: tuple[int, int], fix: str) -> None:
    problem = tender(tried, TENDER.replace(*change))
    assert (problem.rule, (problem.place.line, problem.place.column)) == (rule, place)
    assert fix in problem.fix


def test_tender_whose_weights_do_not_add_up(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}")
    problem = tender(small, f"{TENDER}award_criteria: {{u: {{weight: 90, criteria: {{small/A: 1}}}}}}\n")
    assert (problem.rule, problem.place.line) == ("weights-do-not-add-up", 5)
    assert "90, not to 100" in problem.message
    assert "+10" in problem.fix


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"expect": "{q.date: {on_or_after: contract.end}}"}, "contract.end"),
        ({"expect": "{q.rows: {every: {closed_on: {on_or_before: contract.start}}}}"}, "contract.start"),
        ({"expect": "{q.yes: {is: yes}}", "applies_when": "{contract.value: {above: 5}}"}, "contract.value"),
        ({"expect": "{q.yes: {is: yes}}", "role": "{gate: requirement, due: award}"}, "contract.award"),
    ],
)
def test_tender_without_what_its_criteria_need_of_the_contract(
    small: Small, parts: dict[str, Any], wanted: str
) -> None:
    problem = tender(small.criterion("X", **parts), TENDER)
    assert problem.rule == "contract-unknown"
    assert f"`{wanted}` is not given, and `small/X`" in problem.message
    assert f"add `{wanted.removeprefix('contract.')}: " in problem.fix


def test_tender_that_says_nothing_of_what_may_not_apply(small: Small) -> None:
    small.scored("A", "{q.yes: {is: yes}}", applies_when="{q.other: {is: yes}}")
    problem = tender(small, f"{TENDER}award_criteria: {{u: {{weight: 100, criteria: {{small/A: 1}}}}}}\n")
    assert (problem.rule, "lowest-band" in problem.fix) == ("no-rule-for-not-applicable", True)


def test_tender_that_scores_a_gate(tried: Small) -> None:
    problem = tender(tried, f"{TENDER}award_criteria: {{u: {{weight: 100, criteria: {{small/X: 1}}}}}}\n")
    assert (problem.rule, "`small/X: none` under `gates`" in problem.fix) == ("gate-and-share", True)


@pytest.mark.parametrize(("lot", "rule", "place"), [("", "no-lot", (1, 1)), ("lot: '3'", "unknown-lot", (4, 6))])
def test_lot_that_the_tender_does_not_have(tried: Small, lot: str, rule: str, place: tuple[int, int]) -> None:
    tried.tender("lots: {'1': At home, '2': In hospital}")
    tried.submission("{q.yes: yes}", name="fine", lot="'1'")
    problem = refused(tried, f"{HEAD}{lot}\n")
    assert (problem["rule"], at(problem)) == (rule, place)
    assert "`1` (At home), `2` (In hospital)" in problem["fix"]


def test_lot_where_the_tender_has_none(tried: Small) -> None:
    """It would be ranked by itself, and come first in a lot that nobody offers."""
    problem = refused(tried.tender(), f"{HEAD}lot: '2'\n")
    assert (problem["rule"], at(problem)) == ("unknown-lot", (4, 6))
    assert problem["message"] == "the tender has no lots, and this names `2`"


def test_lot_where_nothing_is_bought(tried: Small) -> None:
    path = tried.submission("{q.yes: yes}", name="lot", lot="'2'")
    assert [each["lot"] for each in tried.all().document["assessments"]] == [None, "2"], path


@pytest.mark.parametrize("lots", ["", "lots: {'1': At home}", "lots: {'1': At home, '2': In hospital}"])
@pytest.mark.parametrize("lot", [{}, {"lot": None}, {"lot": "1"}, {"lot": "3"}])
def test_a_batch_takes_the_same_lots(tried: Small, tmp_path: Path, lots: str, lot: dict[str, str | None]) -> None:
    data = {"techassure": 1, "supplier": {"id": "S9", "name": "O"}, "product": {"name": "N", "version": "1"}, **lot}
    path = written(tmp_path / "lots.jsonl", json.dumps(data))
    assessor = Assessor(tried.tender(lots).selection(), day(AS_OF).toordinal())
    reader = SubmissionReader(assessor.selection)
    [entry], [other] = entries(pieces([path])), read_submissions([path], reader)
    try:
        found = Rows(assessor, reader).row(*entry.loaded(NO_FORMATS), entry.label)[1]["lot"]
    except ProblemsFound as refused:
        found = entry.problems(refused)
    assert found == (other.problems if isinstance(other, Refusal) else other.lot)


@pytest.mark.parametrize(("against", "rule"), [("nothing", "unknown-baseline"), (["smal@1"], "unknown-edition")])
def test_unknown_baseline_or_edition_to_assess_against(small: Small, against: Any, rule: str) -> None:
    small.criterion(expect="{q.yes: {is: yes}}").baseline("home", "{}")
    with pytest.raises(ProblemsFound) as caught:
        load(small.submission("{}"), against=against, library=small.library())
    problem = only(list(caught.value.problems))
    assert problem.rule == rule
    assert ("home" if against == "nothing" else "did you mean `small@1`?") in problem.fix


# --- archives -------------------------------------------------------------------------------------------------------


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("name", ["../evil.yaml", "/evil.yaml", "a/../../evil.yaml", "a\\..\\evil.yaml"])
def test_archive_member_that_leaves_the_folder(tried: Small, name: str) -> None:
    path = zipped(tried.folder / "pack.zip", **{name: HEAD})
    found = load(tried.submissions, path, against=["small@1"], library=tried.library())
    (problem,) = only_the_rest(Seen(assess(found, day(AS_OF))))
    assert (problem["rule"], problem["place"]["file"]) == ("archive-path", str(path))
    assert not (tried.folder / "evil.yaml").exists()


def test_archive_that_is_none(tried: Small) -> None:
    path = written(tried.folder / "pack.zip", "not an archive")
    found = load(tried.submissions, path, against=["small@1"], library=tried.library())
    (problem,) = only_the_rest(Seen(assess(found, day(AS_OF))))
    assert (problem["rule"], problem["fix"]) == (
        "unreadable-archive",
        "look whether it opens, pack it anew, or have it sent again",
    )


def test_archive_problems_are_placed_inside_it(tried: Small) -> None:
    path = zipped(tried.folder / "pack.zip", **{"one/submission.yaml": f"{HEAD}answers: {{q.yse: yes}}\n"})
    found = load(tried.submissions, path, against=["small@1"], library=tried.library())
    (problem,) = only_the_rest(Seen(assess(found, day(AS_OF))))
    assert (problem["place"]["file"], at(problem)) == (f"{path}/one/submission.yaml", (4, 11))


def test_what_is_wrong_beside_the_answers_hides_nothing_that_is_wrong_in_them(tried: Small) -> None:
    """Whoever mends a submission mends it once."""
    text = f"{HEAD}declared_by: {{name: A, on: 30.05.2026}}\nanswers: {{q.yes: maybe, q.date: 31.12.2025}}\n"
    written(tried.submissions / "bad.yaml", f"{text}evidence: [{{id: a, kind: q.repot}}]\n")
    found = {each["rule"]: each for each in only_the_rest(tried.all())}
    assert {"wrong-value", "wrong-type", "unknown-document-kind"} <= found.keys()
    assert found["wrong-value"]["fix"] == "write the date as `2026-05-30`, if that day is meant"
    assert at(found["wrong-type"])[0] == 5


def test_a_line_that_is_wrong_beside_its_answers_tells_of_both(tried: Small) -> None:
    line = f'{JSON_HEAD}"declared_by": 3, "answers": {{"q.yes": "maybe"}}}}'
    written(tried.submissions / "bad.jsonl", line.replace("\n", " "))
    assert {"wrong-value", "wrong-type"} <= {each["rule"] for each in only_the_rest(tried.all())}


@pytest.mark.parametrize(
    ("parts", "rules"),
    [
        ({"kind": "q.nothing", "extra": "1"}, {"unknown-key", "unknown-document-kind"}),
        ({"kind": "q.report", "extra": "1", "issued": "2026-02-30"}, {"unknown-key", "impossible-date"}),
        ({"kind": "q.report", "expires": None}, set()),
    ],
)
def test_an_entry_of_evidence_that_is_refused_is_looked_at_all_the_same(
    small: Small, parts: dict[str, Any], rules: set[str]
) -> None:
    """What is blank refuses nothing: the document counts."""
    small.criterion("X", "{q.report: {provided: yes}}")
    path = small.submission(evidence="[{kind: q.report}]")
    written_out = json.loads(path.read_bytes())
    written_out["evidence"][0].update(parts)
    written(path, written_out)
    seen = small.all()
    assert {each["rule"] for each in seen.problems} == rules
    assert [each.results[0].outcome.text for each in seen.result.assessments] == ([] if rules else ["met"])
