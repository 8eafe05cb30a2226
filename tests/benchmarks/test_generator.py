"""The corpus is what the benchmark takes it for."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from techassure.assessing import read_all
from techassure.submissions import Submission

from . import generator

COUNT = 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generator.write(tmp_path_factory.mktemp("corpus"), COUNT)


@pytest.mark.parametrize("against", ["dtac@2.0", generator.WHOLE])
def test_a_submission_is_20_to_25_kilobytes_with_80_answers_or_more(tmp_path: Path, against: str) -> None:
    lines = generator.write(tmp_path, COUNT, against).read_bytes().splitlines()
    assert len(lines) == COUNT
    assert all(20_000 <= len(line) <= 25_000 for line in lines)
    assert all(len(orjson.loads(line)["answers"]) >= 80 for line in lines)


def test_every_submission_can_be_read(corpus: Path) -> None:
    read = list(read_all(generator.selection(), [corpus], {}))
    assert len(read) == COUNT
    assert all(isinstance(each, Submission) for each in read), read


def test_submissions_hold_notes_tables_and_documents_that_are_good_wrong_and_missing(corpus: Path) -> None:
    read = [each for each in read_all(generator.selection(), [corpus], {}) if isinstance(each, Submission)]
    states = {document.state for each in read for document in each.documents}
    assert {"readable", "missing", "mismatch"} <= states
    assert all(b'"note":' in line and b'"evidence":' in line for line in corpus.read_bytes().splitlines())
    assert any(len(each.values.get("hazard_log.hazards", ())) >= 2 for each in read)


def test_the_lean_corpus_holds_plain_answers_only() -> None:
    answers = [orjson.loads(line)["answers"] for line in generator.lean(COUNT).splitlines()]
    assert len(answers) == COUNT
    assert not any(isinstance(value, dict) for each in answers for value in each.values())


def test_the_same_number_gives_the_same_bytes(corpus: Path) -> None:
    assert generator.submission(7) + generator.submission(8) == b"".join(corpus.read_bytes().splitlines(True)[6:8])
    assert generator.submission(7) != generator.submission(8)
