"""The document as JSON and as JSON Lines."""

from __future__ import annotations

import json

from report_documents import assessment, document, problem

from techassure.documents.document import Document, validator
from techassure.report import json as json_report
from techassure.report import jsonl


def test_json_is_the_document() -> None:
    """What is read back is what was built, in the same order, and it is valid."""
    built = document(assessment(), assessment("在宅モニタリング"), problems=[problem()])
    read = json.loads(json_report.render(built))
    validator(Document).validate_python(read)
    assert read == built
    assert list(read) == list(built)


def test_json_is_the_same_bytes_for_the_same_document() -> None:
    """Two documents built alike give the same bytes, ending in one line end."""
    assert json_report.render(document(assessment())) == json_report.render(document(assessment()))
    assert json_report.render(document(assessment())).endswith(b"}\n")


def test_json_lines_hold_one_assessment_or_problem_each() -> None:
    """Each line can be read alone: it says against what, as of when, and that it is provisional."""
    built = document(assessment("A"), assessment("B"), problems=[problem()], what_if=True)
    lines = [json.loads(line) for line in jsonl.render(built).splitlines()]
    assert [line["assessment"] for line in lines[:2]] == built["assessments"]
    assert lines[2]["problem"] == built["problems"][0]
    for line in lines:
        assert (line["as_of"], line["what_if"], line["notices"]) == ("2026-06-01", True, built["notices"])
        kept = {key: built["selection"][key] for key in ("kind", "id", "digest", "final")}
        assert line["selection"] == {**kept, "encodings": ["dtac@2.0 r1"]}


def test_json_lines_of_nothing_are_nothing() -> None:
    """An empty tender gives an empty file."""
    assert jsonl.render(document()) == b""


def test_characters_that_hide_or_turn_text_are_written_out_and_mean_the_same() -> None:
    hiding = "a\u202eb\u2066c\u200bd\ufeffe\x85f\x7fg"
    made = document(problems=[problem(hiding)])
    assert hiding not in json_report.render(made).decode()
    assert json.loads(json_report.render(made))["problems"][0]["message"] == hiding
