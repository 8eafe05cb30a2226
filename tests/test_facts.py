"""Fact types: what is an answer and what is not, at every boundary; named formats with their check digits."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from builders import FACTS, day, parsed
from hypothesis import given
from hypothesis import strategies as st

from techassure.definitions import facts, functions, text_formats
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact, FormatName, FunctionName, TypeName
from techassure.definitions.validators import Backend, accepts

SCOPE = {name: Fact.model_validate(definition) for name, definition in parsed(FACTS).items()}
BACKENDS: tuple[Backend, ...] = ("jsonschema-rs", "jsonschema")


def fact(text: str) -> Fact:
    """Return a fact of which only the type and its parts are written."""
    return Fact.model_validate({"question": "What?", "about": "product", **parsed(text)})


READ = [
    ("{type: yes-no}", "yes", True),
    ("{type: yes-no}", "no", False),
    ("{type: yes-no}", True, True),
    ("{type: yes-no}", "true", True),
    ("{type: choice, options: {a: A, b: B}}", "b", "b"),
    ("{type: choice, options: {yes: Yes, no: No}}", True, "yes"),
    ("{type: choice, options: {yes: Yes, no: No}}", False, "no"),
    ("{type: choice, options: {1: One, 2: Two}}", 2, "2"),
    ("{type: choice, options: {a: A, b: B}, retired: [b]}", "b", "b"),
    ("{type: choices, options: {a: A, b: B}}", ["b", "a"], ["b", "a"]),
    ("{type: choices, options: {a: A, b: B}}", [], []),
    ("{type: choices, options: {yes: Yes, no: No, 1: One}}", [False, 1, "yes"], ["no", "1", "yes"]),
    ("{type: number}", "12", 12),
    ("{type: number}", "-3", -3),
    ("{type: number}", "7.05", 7.05),
    ("{type: number}", "0.10", 0.1),
    ("{type: number}", 7.05, 7.05),
    ("{type: number}", "007", 7),
    ("{type: number}", "999999999999999", 999999999999999),
    ("{type: number}", "-0.123456789012345"[:17], -0.12345678901234),
    ("{type: number, whole: yes}", "7.0", 7.0),
    ("{type: number, from: 0, to: 10}", "0", 0),
    ("{type: number, from: 0, to: 10}", "10", 10),
    ("{type: money}", "9.99", 9.99),
    ("{type: money}", "5000000", 5000000),
    ("{type: date}", "2024-02-29", day("2024-02-29").toordinal()),
    ("{type: date}", "0001-01-01", 1),
    ("{type: date}", "9999-12-31", day("9999-12-31").toordinal()),
    ("{type: text}", "  Crest \n", "Crest"),
    ("{type: text}", "Crest ", "Crest"),
    ("{type: text}", "two\nlines\tand a tab", "two\nlines\tand a tab"),
    ("{type: text}", "no", "no"),
    ("{type: text}", 4, "4"),
    ("{type: text}", 4.5, "4.5"),
    ("{type: text}", "e\u0301", "\u00e9"),
    ("{type: text}", "x" * 20_000, "x" * 20_000),
    ("{type: text}", "Zoë’s — 株式会社 🏥", "Zoë’s — 株式会社 🏥"),
    ("{type: table, columns: {a: {type: text}}}", [], []),
    ("{type: table, columns: {a: {type: text}}}", [{"a": "x"}], [{"a": "x"}]),
    (
        "{type: table, columns: {a: {type: text}, b: {type: date, optional: yes}}}",
        [{"a": "x", "b": None}, {"b": None, "a": "x"}],
        [{"a": "x"}, {"a": "x"}],
    ),
    ("{type: table, columns: {a: {type: number, optional: yes}}}", [{"a": " "}], [{}]),
    (
        "{type: table, columns: {a: {type: date}, b: {type: text}}}",
        [{"a": "0001-01-02", "b": "x"}],
        [{"a": 2, "b": "x"}],
    ),
]
REFUSED = [
    ("{type: yes-no}", "Yes", "wrong-type"),
    ("{type: yes-no}", 1, "wrong-type"),
    ("{type: yes-no}", "y", "wrong-type"),
    ("{type: yes-no}", ["yes"], "wrong-type"),
    ("{type: choice, options: {a: A, b: B}}", "A", "unknown-option"),
    ("{type: choice, options: {a: A, b: B}}", ["a"], "wrong-type"),
    ("{type: choice, options: {a: A, b: B}}", 1.5, "wrong-type"),
    ("{type: choices, options: {a: A, b: B}}", "a", "wrong-type"),
    ("{type: choices, options: {a: A, b: B}}", ["a", "a"], "repeated-option"),
    ("{type: choices, options: {a: A, b: B}}", ["a", ["b"]], "wrong-type"),
    ("{type: choices, options: {a: A, b: B}}", ["a", "c"], "unknown-option"),
    ("{type: number}", "1e3", "wrong-type"),
    ("{type: number}", "1,000", "wrong-type"),
    ("{type: number}", ".5", "wrong-type"),
    ("{type: number}", "5.", "wrong-type"),
    ("{type: number}", "+5", "wrong-type"),
    ("{type: number}", "5\n", "wrong-type"),
    ("{type: number}", "٣", "wrong-type"),
    ("{type: number}", "0x10", "wrong-type"),
    ("{type: number}", "NaN", "wrong-type"),
    ("{type: number}", "inf", "wrong-type"),
    ("{type: number}", "12 %", "wrong-type"),
    ("{type: number}", True, "wrong-type"),
    ("{type: number}", "1000000000000000", "wrong-type"),
    ("{type: number}", 10**15, "wrong-type"),
    ("{type: number}", -(10**15), "wrong-type"),
    ("{type: number}", float("inf"), "wrong-type"),
    ("{type: number}", float("nan"), "wrong-type"),
    ("{type: number}", "0." + "1" * 15, "wrong-type"),
    ("{type: number, whole: yes}", "7.5", "wrong-type"),
    ("{type: number, from: 0, to: 10}", "-0.01", "out-of-range"),
    ("{type: number, from: 0, to: 10}", "10.01", "out-of-range"),
    ("{type: money}", "9.999", "wrong-type"),
    ("{type: money}", 9.999, "wrong-type"),
    ("{type: money}", "£9", "wrong-type"),
    ("{type: money, from: 0}", "-1", "out-of-range"),
    ("{type: date}", "2023-02-29", "impossible-date"),
    ("{type: date}", "0000-01-01", "impossible-date"),
    ("{type: date}", "01/06/2026", "wrong-type"),
    ("{type: date}", 20260601, "wrong-type"),
    ("{type: text}", True, "wrong-type"),
    ("{type: text}", {"a": "b"}, "wrong-type"),
    ("{type: text}", "x" * 20_001, "too-long"),
    ("{type: text}", "a\x1b[31m", "control-character"),
    ("{type: text}", "a\u202eb", "control-character"),
    ("{type: text, format: gmc}", "123", "wrong-format"),
    ("{type: document}", "report", "document-in-answers"),
    ("{type: table, columns: {a: {type: text}}}", {"a": "x"}, "wrong-type"),
    ("{type: table, columns: {a: {type: text}}}", ["x"], "wrong-type"),
    ("{type: table, columns: {a: {type: text}}}", [{}], "missing-column"),
    ("{type: table, columns: {a: {type: text}}}", [{"a": None}], "missing-column"),
    ("{type: table, columns: {a: {type: text}}}", [{"a": "x", "b": "y"}], "unknown-column"),
    ("{type: table, columns: {a: {type: date}}}", [{"a": "2026-02-30"}], "impossible-date"),
    ("{type: table, columns: {a: {type: text}}}", [{"a": "x"}] * 5_001, "too-many-rows"),
]


def short(value: object) -> str:
    return str(value)[:50]


@pytest.mark.parametrize(("definition", "raw", "value"), READ, ids=short)
def test_answers(definition: str, raw: Any, value: Any) -> None:
    read = facts.reader(fact(definition))(raw)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(("definition", "raw", "rule"), REFUSED, ids=short)
def test_what_is_no_answer(definition: str, raw: Any, rule: str) -> None:
    read = facts.reader(fact(definition))(raw)
    assert isinstance(read, Unreadable)
    assert read.rule == rule
    assert read.message[0] in "`abcdefghijklmnopqrstuvwxyz"
    assert read.fix
    assert len(read.message) < 150


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("definition", "raw", "value"), READ, ids=short)
def test_schemas_accept_what_is_read(definition: str, raw: Any, value: Any, backend: Backend) -> None:
    assert accepts(facts.schema(fact(definition)), backend)(value)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("{type: yes-no}", "yes"),
        ("{type: yes-no}", 1),
        ("{type: choice, options: {a: A}}", "b"),
        ("{type: choices, options: {a: A}}", ["a", "a"]),
        ("{type: number, from: 0}", -1),
        ("{type: number, whole: yes}", 7.5),
        ("{type: date}", 0),
        ("{type: date}", "2026-06-01"),
        ("{type: text}", ""),
        ("{type: text, format: gmc}", "123"),
        ("{type: table, columns: {a: {type: text}}}", [{}]),
        ("{type: table, columns: {a: {type: text}}}", [{"a": "x", "b": "y"}]),
        ("{type: table, columns: {a: {type: text}}}", ["x"]),
        ("{type: table, columns: {a: {type: text}}}", "x"),
        ("{type: table, columns: {a: {type: text}}}", [{"a": "x"}] * 5_001),
        ("{type: choices, options: {a: A}}", ["b"]),
        ("{type: choices, options: {a: A}}", "a"),
        ("{type: number}", "9"),
        ("{type: number, to: 9}", 10),
        ("{type: money}", "9"),
        ("{type: money, from: 0}", -1),
        ("{type: date}", day("9999-12-31").toordinal() + 1),
        ("{type: text}", 9),
        ("{type: text}", "x" * 20_001),
        ("{type: document}", ""),
        ("{type: document}", 9),
    ],
)
def test_schemas_refuse_what_is_never_read(definition: str, value: Any, backend: Backend) -> None:
    assert not accepts(facts.schema(fact(definition)), backend)(value)


class Lines(list[Any]):
    """A list as another reader than that of JSON makes it: its cells are always read one by one."""


@pytest.mark.parametrize(
    ("definition", "raw"),
    [
        (of, raw)
        for of, raw, _ in (*READ, *REFUSED)
        if "retired" not in of and not re.search("type: (table|document)", of)
    ],
    ids=short,
)
@pytest.mark.parametrize("optional", ["yes", "no"])
def test_a_table_is_read_alike_cell_by_cell_and_at_once(definition: str, raw: Any, optional: str) -> None:
    column, table = (
        fact(definition),
        fact(f"{{type: table, columns: {{a: {definition[:-1]}, optional: {optional}}}}}}}"),
    )
    cell, read = facts.reader(column)(raw), facts.reader(table)([{"a": raw}])
    assert read == facts.reader(table)(Lines([{"a": raw}]))
    assert read == (cell._replace(path=(0, "a", *cell.path)) if isinstance(cell, Unreadable) else [{"a": cell}])


def test_a_table_of_5000_rows_is_read_and_accepted() -> None:
    table = fact("{type: table, columns: {a: {type: text}}}")
    rows = [{"a": "x"}] * 5_000
    assert facts.reader(table)(rows) == rows
    assert accepts(facts.schema(table))(rows)


@pytest.mark.parametrize(
    ("raw", "path", "of_key"),
    [
        ([{"a": "x"}, "x"], (1,), False),
        ([{"a": "x"}, {}], (1,), False),
        ([{"a": "x"}, {"a": "x", "c": "y"}], (1, "c"), True),
        ([{"a": "x", "b": ["p", "r"]}], (0, "b", 1), False),
        ([{"a": "x", "b": ["p", "p"]}], (0, "b", 1), False),
    ],
)
def test_what_is_wrong_in_a_table_is_pointed_at(raw: Any, path: tuple[Any, ...], of_key: bool) -> None:
    table = "{type: table, columns: {a: {type: text}, b: {type: choices, options: {p: P, q: Q}, optional: yes}}}"
    read = facts.reader(fact(table))(raw)
    assert (read.path, read.of_key) == (path, of_key)


@pytest.mark.parametrize(
    ("ends", "raw", "fix"),
    [
        ("from: 0", "-1", "write a number at least 0"),
        ("to: 9", "10", "write a number at most 9"),
        ("from: 0, to: 9, unit: days", "10", "write a number at least 0 and at most 9 (days)"),
    ],
)
def test_a_number_out_of_range_is_told_the_range(ends: str, raw: str, fix: str) -> None:
    assert facts.reader(fact(f"{{type: number, {ends}}}"))(raw).fix == fix


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Many", "`Many`"),
        (True, "`true`"),
        (False, "`false`"),
        ([1], "a list"),
        ({"a": 1}, "a mapping"),
        ("x" * 60, f"`{'x' * 60}`"),
        ("x" * 61, f"`{'x' * 60}…`"),
    ],
)
def test_what_was_written_is_shown(raw: object, shown: str) -> None:
    assert facts.reader(fact("{type: number}"))(raw).message == f"{shown} is not a number"


@pytest.mark.parametrize("kind", get_args(TypeName))
def test_every_type_is_tried(kind: str) -> None:
    for examples in (READ, REFUSED) if kind != "document" else (REFUSED,):
        assert any(f"type: {kind}" in definition for definition, *_ in examples)


@pytest.mark.parametrize("raw", [None, "", "  ", "\n"])
def test_blank_is_no_answer(raw: object) -> None:
    assert facts.is_blank(raw)


@pytest.mark.parametrize("raw", [0, False, [], "0"])
def test_nothing_else_is_blank(raw: object) -> None:
    assert not facts.is_blank(raw)


@pytest.mark.parametrize(("definition", "raw", "value"), READ, ids=short)
def test_writing_what_was_read_gives_what_reads_the_same(definition: str, raw: Any, value: Any) -> None:
    definition_of = fact(definition)
    assert facts.reader(definition_of)(facts.written(definition_of, value)) == value


def test_what_was_not_answered_is_written_as_nothing() -> None:
    assert facts.written(fact("{type: date}"), None) is None
    assert facts.written(None, None) is None


# --- named formats --------------------------------------------------------------------------------------------------

FORMATS = {
    "url": (
        ["https://example.org", "http://example.org:8080/a?b=c#d", "https://a-b.example.org/"],
        ["example.org", "ftp://example.org", "https://", "https://example", "https://exa mple.org", "https://-a.org",
         "javascript:alert(1)", "https://example.org/\nx", "https://example.org/é"],
    ),
    "email": (
        ["name@example.org", "a.b+c@sub.example.org", "o'hara@example.org"],
        ["name", "@example.org", "name@", "name@example", "a b@example.org", "a@b@example.org", "<a@example.org>"],
    ),
    "companies-house": (
        ["01234567", "SC123456", "NI000001", "R0000001", "IP12345R", "SP1234RS"],
        ["1234567", "012345678", "sc123456", "SC12345", "S1234567", "SC12A456", "0123 4567", "０1234567"],
    ),
    "ods": (["RJ1", "A81001", "8HK51", "RJ1AB12345"], ["RJ", "rj1", "RJ 1", "RJ1AB123456"]),
    "nhs-number": (
        ["9434765919", "943 476 5919", "4010232137", "9434765080"],
        ["9434765918", "9434765910", "943476591", "94347659190", "943-476-5919", "943 4765919", "1234567890",
         "9434765081"],
    ),
    "ico": (["Z1234567", "ZA123456"], ["A1234567", "ZA12345", "za123456", "ZAB12345"]),
    "gmc": (["1234567"], ["123456", "12345678", "C123456"]),
    "nmc": (["12A3456B", "99Z0000Z"], ["12a3456b", "1AA3456B", "12A3456", "12A34567"]),
    "sha256": (["a" * 64, "0123456789abcdef" * 4], ["a" * 63, "a" * 65, "A" * 64, "g" * 64]),
    "version": (["4.2.0", "2026-06", "v1", "1.0+build.5_a", "1" * 64], ["4.2 0", ".1", "-1", "1" * 65, "1/2", "é1"]),
    "country": (["GB", "NO"], ["gb", "GBR", "G", "G1"]),
}  # fmt: skip


def test_every_format_is_tried() -> None:
    assert set(FORMATS) == set(get_args(FormatName)) == set(text_formats.FORMATS)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (good, _) in FORMATS.items() for text in good])
def test_formats_accept(name: str, text: str) -> None:
    definition = fact(f"{{type: text, format: {name}}}")
    assert facts.reader(definition)(text) == text
    assert all(accepts(facts.schema(definition), backend)(text) for backend in BACKENDS)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, bad) in FORMATS.items() for text in bad])
def test_formats_refuse(name: str, text: str) -> None:
    read = facts.reader(fact(f"{{type: text, format: {name}}}"))(text)
    assert isinstance(read, Unreadable)
    assert read.rule == "wrong-format"
    assert read.fix == text_formats.FORMATS[name].fix


@pytest.mark.parametrize("name", [name for name, each in text_formats.FORMATS.items() if each.check_digit is None])
@given(data=st.data())
def test_what_a_format_accepts_is_read_as_it_stands(name: str, data: st.DataObject) -> None:
    """A batch takes it as read, and does not read it."""
    text = data.draw(st.from_regex(text_formats.FORMATS[name].pattern, fullmatch=True))
    assert text_formats.FORMATS[name].accepts(text)
    assert facts.reader(fact(f"{{type: text, format: {name}}}"))(text) == text


def test_nhs_number_has_one_right_check_digit_at_most() -> None:
    """One for nine digits in ten; none where the remainder is ten, such as after 111111114."""
    right = {
        f"94347659{n}": sum(text_formats.nhs_number_check(f"94347659{n}{digit}") for digit in range(10))
        for n in range(10)
    }
    assert set(right.values()) <= {0, 1}
    assert 0 in right.values()
    assert right["943476591"] == 1


def test_nhs_number_notices_one_wrong_digit_and_two_exchanged() -> None:
    right = "9434765919"
    wrong = [right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :] for at in range(10)]
    swapped = [
        right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(9) if right[at] != right[at + 1]
    ]
    assert not any(text_formats.nhs_number_check(text) for text in [*wrong, *swapped])


def test_line_break_at_the_end_is_not_part_of_a_format() -> None:
    assert not text_formats.FORMATS["gmc"].accepts("1234567\n")


@pytest.mark.parametrize("backend", BACKENDS)
def test_line_break_at_the_end_is_not_part_of_a_schema(backend: Backend) -> None:
    schemas = {name: facts.schema(fact(f"{{type: text, format: {name}}}")) for name in FORMATS}
    assert [n for n, schema in schemas.items() if accepts(schema, backend)(f"{FORMATS[n][0][0]}\n")] == []


# --- derived facts --------------------------------------------------------------------------------------------------

ROWS = [{"name": "a", "score": 2, "key": "x"}, {"name": "b", "key": "y"}, {"name": "c", "score": 7.5}]


def test_days_between() -> None:
    assert functions.days_between(day("2024-02-28").toordinal(), day("2024-03-01").toordinal()) == 2
    assert functions.days_between(10, 7) == -3


@pytest.mark.parametrize(
    ("first", "second", "wanted"), [(1, 3, 2), (0.1, 0.3, 0.2), (3, 1, -2), (10**14, 10**14 + 1, 1), (2.5, 2.5, 0)]
)
def test_difference_is_without_binary_residue(first: float, second: float, wanted: float) -> None:
    assert functions.difference(first, second) == wanted


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(1, 4, 25), (0, 5, 0), (5, 5, 100), (7, 5, 140), (0.1, 0.3, 33.3333333333333), (1, 0, None)],
)
def test_percentage(part: float, whole: float, wanted: float | None) -> None:
    assert functions.percentage(part, whole) == wanted


@pytest.mark.parametrize(
    ("computed", "written"),
    [
        (functions.difference(0.1, 1.1), "1"),
        (functions.percentage(0.07, 1), "7"),
        (functions.column_sum([{"n": 0.1}] * 10, "n"), "1"),
        (functions.difference(0.5, 1), "0.5"),
    ],
)
def test_a_computed_number_is_written_as_an_author_would(computed: float, written: str) -> None:
    assert repr(computed) == written


def test_percentage_that_is_a_whole_number_meets_a_bound_exactly() -> None:
    assert [functions.percentage(each, 1000) for each in (70, 290, 570, 1000)] == [7, 29, 57, 100]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Larkspur Ltd", " LARKSPUR  ltd ", True),
        ("Straße", "STRASSE", True),
        ("Zoe\u0308", "Zo\u00eb", True),
        ("Larkspur Ltd", "Larkspur Limited", False),
        ("Lark spur", "Larkspur", False),
    ],
)
def test_same_text(first: str, second: str, same: bool) -> None:
    assert functions.same_text(first, second) is same


def test_columns() -> None:
    assert (functions.row_count(ROWS), functions.row_count([])) == (3, 0)
    assert (functions.column_sum(ROWS, "score"), functions.column_sum([], "score")) == (9.5, 0)
    assert (functions.column_max(ROWS, "score"), functions.column_max([], "score")) == (7.5, None)
    assert functions.column_sum([{"n": 0.1}] * 3, "n") == 0.3


def test_look_up_takes_from_the_first_row_that_matches_and_leaves_absent_what_matches_none() -> None:
    keys = [{"key": "x", "owner": "Ann"}, {"key": "x", "owner": "Bob"}, {"key": "z", "owner": "Cas"}]
    found = functions.look_up(ROWS, keys, {"key": "key"}, {"who": "owner"})
    assert found == [{**ROWS[0], "who": "Ann"}, ROWS[1], ROWS[2]]
    assert "who" not in ROWS[0]


def test_look_up_matches_no_row_by_what_neither_has() -> None:
    assert functions.look_up([{"name": "a"}], [{"owner": "Ann"}], {"key": "key"}, {"who": "owner"}) == [{"name": "a"}]


def test_look_up_matches_in_all_columns_and_takes_what_the_first_match_has() -> None:
    keys = [
        {"key": "x", "site": "2", "owner": "Ann"},
        {"key": "x", "site": "1"},
        {"key": "x", "site": "1", "owner": "Bob"},
    ]
    rows = [{"key": "x", "site": "1"}]
    assert functions.look_up(rows, keys, {"key": "key", "site": "site"}, {"who": "owner"}) == rows


def test_every_function_is_there() -> None:
    assert set(functions.FUNCTIONS) == set(get_args(FunctionName))


@pytest.mark.parametrize("absent", ["q.date", "q.later"])
def test_compute_is_strict(absent: str) -> None:
    values = {"q.date": 5, "q.later": 9}
    derived = SCOPE["q.gap"].derived
    assert derived is not None
    assert functions.compute(derived, values) == 4
    assert functions.compute(derived, {name: value for name, value in values.items() if name != absent}) is None


def test_compute_reads_nought_as_an_answer() -> None:
    derived = SCOPE["q.gap"].derived
    assert derived is not None
    assert functions.compute(derived, {"q.date": 0, "q.later": 0}) == 0
