"""Submissions in YAML go to their rows as those in JSON do, and come to the same as one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Never

import batches
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure.calendar_days import day_number
from techassure.definitions.library import load_library
from techassure.documents import writer
from techassure.engine.assessor import Assessor
from techassure.files.places import Source, read_yaml
from techassure.intake.reader import SubmissionReader
from techassure.problems import ProblemsFound
from techassure.rows.short_way import Rows
from techassure.selections.selecting import read_tender

AS_OF = day_number("2026-06-01") or 0
SCALARS = st.sampled_from([
    "yes", "no", "true", "Off", "~", "null", "", "''", "'  '", "12", "-3.5", "1e5", "0x1F", "012", ".5", "1_000", "inf",
    "2027-03-01", "2027-02-30", "12:30:45", "everyone", "nobody", '"every\\tone"', '"\\u202Ex"', '"\\x7f"', "é", "日本",
    "[everyone]", "[]", "{value: yes}", "{value: 7, note: n}", "{value: 7, evidence: [d]}", "{value: }", "{a: {b: c}}",
    "{value: everyone, evidence: d}", "[{title: a}]", '"\\\\"', '"\\""', "123456789012345678", "GB-COH-1",
])  # fmt: skip
NAMES = st.sampled_from([f"cyber_essentials.{each}" for each in (*batches.FACTS, "expires_on", "nonsense")])
HEADS = st.sampled_from([
    "techassure: 1\nsupplier: {id: S-1, name: A}\nproduct: {name: B, version: 1.10}\n",
    "techassure: '1'\nsupplier: {id: S-1, name: A}\nproduct: {name: B, version: '1'}\nlot: 2\n",
    "techassure: 01\nsupplier: {id: S-1, name: A}\nproduct: {name: B, version: 1}\n",
    "techassure: yes\nsupplier: {id: S-1, name: A}\nproduct: {name: B, version: 1}\n",
    "supplier: {id: S-1, name: A}\nproduct: {name: B, version: 1}\ndeclared_by: {name: C, on: 2026-05-20}\n",
    "techassure: 1\nsupplier: {id: GB-COH-1, name: A}\nproduct: {name: B, version: ''}\n",
    "techassure: 1\nsupplier: {id: S-1, name: A}\nproduct: {name: B, version: 1}\nevidence: [{id: d, kind: x}]\n",
])  # fmt: skip


@pytest.fixture(scope="module")
def assessor(tmp_path_factory: pytest.TempPathFactory) -> Assessor:
    return Assessor(read_tender(batches.tender(tmp_path_factory.mktemp("tender")), load_library()), AS_OF)


@pytest.fixture(scope="module")
def both(assessor: Assessor) -> Rows:
    """Rows by whichever way."""
    return Rows(assessor, SubmissionReader(assessor.selection))


class Quick(SubmissionReader):
    """Reads nothing the long way."""

    def read(self, source: Source, folder: Path | None, label: str = "") -> Never:  # noqa: ARG002
        raise AssertionError(source.value)


def test_what_is_written_as_usual_takes_the_short_way(assessor: Assessor) -> None:
    rows, long = Rows(assessor, Quick(assessor.selection)), SubmissionReader(assessor.selection)
    for at in range(1, 40):
        source = read_yaml(yaml.safe_dump(batches.one(at)).encode(), f"{at}.yaml")
        expected = writer.summary(assessor.assess(long.read(source, None, f"{at}.yaml")))
        assert rows.row(source, None, f"{at}.yaml")[1] == expected


@settings(max_examples=100)
@given(head=HEADS, answers=st.dictionaries(NAMES, SCALARS, max_size=3))
def test_whatever_is_written_comes_to_the_same(
    assessor: Assessor, both: Rows, head: str, answers: dict[str, str]
) -> None:
    text = head + "answers:\n" + "".join(f"  {name}: {value}\n" for name, value in answers.items())
    reader = SubmissionReader(assessor.selection)

    def one_by_one(source: Source) -> Any:
        return writer.summary(assessor.assess(reader.read(source, None, "a.yaml")))

    try:
        source = read_yaml(text.encode(), "a.yaml")
    except ProblemsFound:
        return
    assert come_to(lambda: both.row(source, None, "a.yaml")[1]) == come_to(lambda: one_by_one(source))


def come_to(call: Callable[[], Any]) -> Any:
    """Return what a call gives, or the problems that it finds."""
    try:
        return call()
    except ProblemsFound as found:
        return found.problems
