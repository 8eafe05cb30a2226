"""The short way to a row gives what the long way gives: the same row, or the same problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks import generator
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.document_writer import summary
from techassure.engine import Assessor
from techassure.places import Source, read_json
from techassure.problems import ProblemsFound
from techassure.reviews import Identity
from techassure.rows.short_way import Rows
from techassure.submission_reader import SubmissionReader
from techassure.submissions import Submission

from . import strategies as some
from .bench import Bench, submission_file
from .strategies import Given, World
from .test_laws import examples

WORLDS = some.evidenced_worlds() | some.scored_worlds() | some.worlds() | some.worlds(kinds=some.FEW_KINDS)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", " ", "\u00a0", "yes", "no", True, False, 0, 1, 1.0, 7, -1, 7.25, 10**15, "1", "7", "7.0", "2026-02-30"]
) | st.sampled_from(
    ["2026-06-01", "a\u0301", "\x07", "x" * 1001, [], [""], ["a", "a"], [1], [True], [{}], [[]], {}, {"a": 1}]
)
ODD_ANSWERS = ODD | st.fixed_dictionaries(
    {}, optional={"value": ODD, "evidence": ODD | st.just(["document-1"]), "note": ODD, "other": ODD}
)
ODD_ENTRIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "kind", "title", "file", "sha256", "issued", "expires", "product_version"), ODD)
)
HEADS = ("techassure", "supplier", "product", "lot", "answers", "evidence", "claims", "declared_by", "price", "x")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A folder for the worlds of this module."""
    return Bench(tmp_path_factory.mktemp("worlds"))


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
