"""The short way to a whole row gives what the long way gives: the same bytes, or the same problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from benchmarks import generator
from builders import Small
from hypothesis import given
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.documents.writer import assessment_part
from techassure.engine.assessor import Assessor
from techassure.files.places import Source, read_json
from techassure.intake.reader import SubmissionReader
from techassure.reasons.whole_rows import RowText, WholeRows
from techassure.report.json import visible

from . import strategies as some
from .bench import Bench
from .strategies import World
from .test_laws import examples
from .test_rows import HEADS, ODD, ODD_ANSWERS, ODD_ENTRIES, WORLDS, ShortWayOnly, said, without_claims


def long_way(assessor: Assessor, redact: bool, source: Source, folder: Path) -> RowText:
    made = SubmissionReader(assessor.selection).read(source, folder, "label")
    found = assessor.assess(made)
    return RowText(made.identity, found.verdict, visible(orjson.dumps(assessment_part(found, redact=redact))))


class Pair:
    """Both ways for one selection and day; the short one remembers."""

    def __init__(
        self, assessor: Assessor, folder: Path, *, redact: bool, reader: type[SubmissionReader] = SubmissionReader
    ) -> None:
        self.assessor, self.folder, self.redact = assessor, folder, redact
        self.rows = WholeRows(assessor, reader(assessor.selection), redact=redact)

    def alike(self, submission: Any) -> None:
        """Hold the two ways equal, both when it is told anew and when it was told before."""
        source = read_json(json.dumps(submission).encode(), "submission")
        long = said(lambda *given: long_way(self.assessor, self.redact, *given), source, self.folder)
        for _ in range(2):
            assert said(lambda *given: self.rows.row(*given, "label"), source, self.folder) == long


@examples(100)
@given(world=WORLDS, data=st.data())
def test_the_short_way_tells_what_the_long_way_tells(bench: Bench, world: World, data: st.DataObject) -> None:
    pair = Pair(bench.assessor(world), bench.folder, redact=data.draw(st.booleans()))
    bench.evidence()
    more = st.lists(some.submissions(world.facts, world.criteria, world.day, 2), max_size=6)
    for each in [world.given, *data.draw(more), world.given]:
        pair.alike(without_claims(each))


@examples(100)
@given(world=WORLDS, data=st.data())
def test_whatever_is_written_is_refused_or_told_alike(bench: Bench, world: World, data: st.DataObject) -> None:
    pair = Pair(bench.assessor(world), bench.folder, redact=True)
    bench.evidence()
    usual = without_claims(world.given)
    for _ in range(3):
        answers = usual["answers"] | data.draw(st.dictionaries(st.sampled_from(sorted(world.facts)), ODD_ANSWERS))
        entries = usual["evidence"] + data.draw(st.lists(ODD_ENTRIES, max_size=1))
        pair.alike(usual | {"answers": answers, "evidence": entries})
        pair.alike(usual | data.draw(st.dictionaries(st.sampled_from(HEADS), ODD, max_size=1)))


ENTRIES = ["issued: 2026-06-02", "issued: 2026-06-03", "issued: 2025-01-20", "issued: 2025-01-21", "issued: ''",
           "expires: 2026-05-31", "expires: 2026-05-30", "product_version: '4.1'", "product_version: '4.0'",
           "file: ''", "absent: yes", "empty: yes", "sha256: ''", "sha256: '00'"]  # fmt: skip


def test_documents_that_do_not_stand_well_are_told_alike_by_the_short_way(small: Small) -> None:
    """One after another: what was told of one is filled with the next."""
    small.criterion("X", "{q.certificate: {provided: yes}}").criterion("Y", "{q.yes: {is: yes}}")
    small.criterion("Z", "{q.yes: {is: yes}}", evidence="{demands: documented, by: q.certificate}")
    answers = {"q.yes": {"value": True, "evidence": ["q-certificate"]}}
    assessor = Assessor(small.selection(), day_number("2026-06-01") or 0)
    pair = Pair(assessor, small.submissions, redact=True, reader=ShortWayOnly)
    for at, entry in enumerate(ENTRIES):
        path = small.submission(answers, name=f"{at}", evidence=f"[{{kind: q.certificate, {entry}}}]")
        pair.folder = path.parent
        pair.alike({**json.loads(path.read_bytes()), "techassure": 1})


@pytest.mark.parametrize("against", ["dtac@2.0", generator.WHOLE])
def test_submissions_as_most_are_written_are_told_alike_by_the_short_way(tmp_path: Path, against: str) -> None:
    assessor = Assessor(generator.selection(against), day_number(generator.AS_OF) or 0)
    lines = generator.write(tmp_path, 25, against).read_bytes().splitlines()
    pair = Pair(assessor, tmp_path, redact=True, reader=ShortWayOnly)
    for line in lines:
        pair.alike(json.loads(line))
