"""The short way to a row gives what the long way gives: the same row, or the same problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from benchmarks import generator
from builders import Small
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.documents.writer import summary
from techassure.engine.assessor import Assessor
from techassure.files.places import Source, Unread, read_file, read_json
from techassure.intake.reader import SubmissionReader
from techassure.problems import ProblemsFound
from techassure.reviews import Identity
from techassure.rows.manners import Manner
from techassure.rows.shapes import Shape
from techassure.rows.short_way import Rows
from techassure.submissions import Submission

from . import strategies as some
from .bench import Bench, submission_file
from .strategies import Given, World
from .test_laws import examples

WORLDS = some.evidenced_worlds() | some.scored_worlds() | some.worlds() | some.worlds(kinds=some.FEW_KINDS)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", " ", "\u00a0", "yes", "no", True, False, 0, 1, 1.0, 7, -1, 7.25, 10**15, "1", "7", "7.0", "2026-02-30"]
) | st.sampled_from(
    [
        "2026-06-01",
        "a\u0301",
        "\x07",
        "a\x7f",
        "n/a",
        " TBC ",
        "x" * 1001,
        [],
        [""],
        ["a", "a"],
        [1],
        [True],
        [{}],
        [[]],
        {},
        {"a": 1},
    ]
)
ODD_ANSWERS = ODD | st.fixed_dictionaries(
    {}, optional={"value": ODD, "evidence": ODD | st.just(["document-1"]), "note": ODD, "other": ODD}
)
ODD_ENTRIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "kind", "title", "file", "sha256", "issued", "expires", "product_version"), ODD)
)
HEADS = ("techassure", "supplier", "product", "lot", "answers", "evidence", "claims", "declared_by", "price", "x")


def long_way(assessor: Assessor, source: Source, folder: Path) -> tuple[Identity, dict[str, Any]]:
    made = SubmissionReader(assessor.selection).read(source, folder, "label")
    return made.identity, summary(assessor.assess(made))


def said(way: Any, source: Source, folder: Path) -> Any:
    """What a way comes to, or the problems that it finds."""
    try:
        return way(source, folder)
    except ProblemsFound as found:
        return found.problems


def alike(bench: Bench, assessor: Assessor, rows: Rows, submission: Any) -> None:
    source = read_json(json.dumps(submission).encode(), "submission")
    bench.evidence()
    short = said(lambda *given: rows.row(*given, "label"), source, bench.folder)
    assert short == said(lambda *given: long_way(assessor, *given), source, bench.folder)


def without_claims(given: Given) -> dict[str, Any]:
    return {key: value for key, value in submission_file(given).items() if key != "claims"}


@examples(150)
@given(world=WORLDS, data=st.data())
def test_the_short_way_gives_what_the_long_way_gives(bench: Bench, world: World, data: st.DataObject) -> None:
    assessor = bench.assessor(world)
    rows = Rows(assessor, SubmissionReader(assessor.selection))
    more = st.lists(some.submissions(world.facts, world.criteria, world.day, 2), max_size=3)
    for each in [world.given, *data.draw(more), world.given]:
        alike(bench, assessor, rows, without_claims(each))


@examples(150)
@given(world=WORLDS, data=st.data())
def test_whatever_is_written_is_refused_or_read_alike(bench: Bench, world: World, data: st.DataObject) -> None:
    assessor = bench.assessor(world)
    rows = Rows(assessor, SubmissionReader(assessor.selection))
    usual = without_claims(world.given)
    for _ in range(3):
        answers = usual["answers"] | data.draw(st.dictionaries(st.sampled_from(sorted(world.facts)), ODD_ANSWERS))
        entries = usual["evidence"] + data.draw(st.lists(ODD_ENTRIES, max_size=1))
        whole = usual | {"answers": answers, "evidence": entries}
        alike(bench, assessor, rows, whole)
        alike(bench, assessor, rows, usual | data.draw(st.dictionaries(st.sampled_from(HEADS), ODD, max_size=1)))


class Writer:
    """Writes JSON as people's programs do: with blanks or without, numbers with exponents, now and then a key twice."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.ascii = draw, draw(st.booleans())
        self.comma, self.colon = draw(st.sampled_from([(",", ":"), (", ", ": ")]))

    def text(self, value: Any) -> str:
        if isinstance(value, dict):
            members = [(key, self.text(each)) for key, each in value.items()]
            if members and self.draw(st.integers(0, 15)) == 0:
                key, other = self.draw(st.sampled_from(members))
                members.insert(0, (key, self.draw(st.sampled_from([other, '""', '"x"', "[]", "7"]))))
            return "{" + self.comma.join(f"{json.dumps(key)}{self.colon}{each}" for key, each in members) + "}"
        if isinstance(value, list):
            return "[" + self.comma.join(map(self.text, value)) + "]"
        if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
            return self.draw(st.sampled_from([repr(value), f"{value!r}e0", f"{value:.12e}"]))
        return json.dumps(value, ensure_ascii=self.ascii)


@examples(250)
@given(world=WORLDS, data=st.data())
def test_however_json_is_written_it_is_refused_or_read_alike(bench: Bench, world: World, data: st.DataObject) -> None:
    assessor = bench.assessor(world)
    bench.evidence()
    rows = Rows(assessor, SubmissionReader(assessor.selection))
    for _ in range(3):
        source = Unread(Writer(data.draw).text(without_claims(world.given)).encode(), "submission")
        short = said(lambda *given: rows.row(*given, "label"), source, bench.folder)
        whole = Unread(source.raw, "submission")
        assert short == said(lambda *given: long_way(assessor, *given), whole, bench.folder)


def test_a_number_that_grows_cannot_make_up_for_a_part_that_is_lost() -> None:
    shape = Shape(["a.number", "a.text"], [Manner.NUMBER, Manner.TEXT])
    head = b'{"techassure":1,"supplier":{"id":"x","name":"x"},"product":{"name":"x","version":"x"},"answers":'
    raw = head + b'{"a.number":1e15,"a.text":"lo","a.text":"kept"}}'
    whole = shape.read(raw)
    assert len(raw) == len(msgspec.json.encode(whole))
    assert not shape.says_all(whole, raw, [1e15])
    once = raw.replace(b'"a.text":"lo",', b"")
    assert shape.says_all(shape.read(once), once, [1e15])


@pytest.mark.parametrize(
    "where",
    [
        '{"pen_test.open_findings":%s}',
        '{"pen_test.open_findings":{"value":%s}}',
        '{"availability.percent":{"value":%s}}',
        '{"api.standards":{"value":"","note":%s}}',
        "%s",
    ],
)
@pytest.mark.parametrize("part", ["[", '{"a":'])
def test_what_is_nested_without_end_is_refused_for_it(where: str, part: str) -> None:
    """Whether the first that reads it gives up is for its library to say: nobody is assessed by it."""
    selection = generator.selection("dtac@2.0")
    rows = Rows(Assessor(selection, day_number(generator.AS_OF) or 0), SubmissionReader(selection))
    deep = part * 100_000 + "1" + {"[": "]"}.get(part, "}") * 100_000
    head = '{"techassure":1,"supplier":{"id":"x","name":"x"},"product":{"name":"x","version":"x"},"answers":'
    answers = where.replace("%s", deep)
    with pytest.raises(ProblemsFound) as found:
        rows.row(Unread(f"{head}{answers}}}".encode(), "submission"), Path(), "label")
    assert [each.rule for each in found.value.problems] == ["too-deep"]


class ShortWayOnly(SubmissionReader):
    """A reader that reads nothing."""

    def read(self, source: Source, folder: Path | None, label: str = "") -> Submission:
        raise AssertionError(f"{label} took the long way: {source.file} in {folder}")


@pytest.mark.parametrize("against", ["dtac@2.0", generator.WHOLE])
def test_submissions_as_most_are_written_take_the_short_way(tmp_path: Path, against: str) -> None:
    selection, day = generator.selection(against), day_number(generator.AS_OF) or 0
    assessor = Assessor(selection, day)
    rows = Rows(assessor, ShortWayOnly(selection))
    for line in generator.write(tmp_path, 30, against).read_bytes().splitlines():
        source = read_json(line, "submission")
        assert rows.row(source, tmp_path, "label") == long_way(assessor, source, tmp_path)


@pytest.mark.parametrize(
    ("evidence", "lapses"),
    [
        ("[{kind: q.report, id: r, expires: 2026-09-01}, {kind: q.paper}, {kind: q.certificate}]", "2026-09-02"),
        ("[{kind: q.report, id: r}, {kind: q.paper, expires: 2026-09-01}, {kind: q.certificate}]", "2026-09-02"),
        ("[{kind: q.report, id: r}, {kind: q.paper}, {kind: q.certificate}]", "2027-01-21"),
    ],
)
def test_a_verdict_lapses_with_the_document_that_an_answer_names(small: Small, evidence: str, lapses: str) -> None:
    """Whatever its kind, and whether or not a criterion asks for that kind as well."""
    small.criterion("X", "{q.yes: {is: yes}}", evidence="{demands: documented}")
    small.criterion("Y", "{q.third: {is: yes}}", evidence="{demands: documented, by: q.paper}")
    small.criterion("Z", "{q.third: {is: yes}}", evidence="{demands: documented, by: q.certificate}")
    selection = small.selection()
    rows = Rows(Assessor(selection, day_number("2026-06-01") or 0), ShortWayOnly(selection))
    path = small.submission("{q.yes: {value: yes, evidence: [r]}, q.third: yes}", evidence=evidence)
    row = rows.row(read_file(path), path.parent, "label")[1]
    assert (row["verdict"], row["lapses_on"]) == ("compliant", lapses)


@pytest.mark.parametrize("answer", ['"q.text":" n/a "', '"q.rows":[{"name":"a","score":99}]', '"q.second":"many"'])
def test_an_answer_is_read_though_no_outcome_rests_on_what_it_says(small: Small, answer: str) -> None:
    """A text that says nothing is no answer; what cannot be read is refused, whether or not a criterion asks for it."""
    selection = small.criterion("X", "{q.text: {provided: yes}}").selection()
    assessor = Assessor(selection, day_number("2026-06-01") or 0)
    rows = Rows(assessor, SubmissionReader(selection))
    head = '{"techassure":1,"supplier":{"id":"x","name":"x"},"product":{"name":"x","version":"x"},"answers":'
    source = read_json(f"{head}{{{answer}}}}}".encode(), "submission")
    short = said(lambda *given: rows.row(*given, "label"), source, small.folder)
    assert short == said(lambda *given: long_way(assessor, *given), source, small.folder)
