"""One row per criterion outcome."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from report_documents import assessment, criterion, document, reason

from techassure.report import csv as csv_report


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_every_outcome_stands_exactly_once() -> None:
    """Each criterion of each submission has its own row, in the order of the document."""
    parts = [criterion("dtac/C1"), criterion("dtac/C2", "no answer"), criterion("wcag/D1", "not met", None)]
    read = rows(csv_report.render(document(assessment("A", criteria=parts), assessment("B", criteria=parts[:1]))))
    assert [(row["product"], row["standard"], row["criterion"], row["outcome"]) for row in read] == [
        ("A", "dtac", "C1", "met"),
        ("A", "dtac", "C2", "no answer"),
        ("A", "wcag", "D1", "not met"),
        ("B", "dtac", "C1", "met"),
    ]


def test_a_row_says_what_it_rests_on() -> None:
    """Kind, day, digest, provisional or final, causes, sentences and fixes all travel with the row."""
    failed = criterion(
        "dtac/C3.3",
        "not met",
        share="2/3",
        points={"low": "0", "high": "1/2", "of": "3"},
        changes_on={"on": "2026-07-01", "outcome": "met"},
        reasons=[reason("failed", "Too old.", fix="Test again."), reason("expired", "Out of date.", fix="Test again.")],
    )
    row = rows(csv_report.render(document(assessment(criteria=[failed], verdict="non-compliant"))))[0]
    expected = {"kind": "assessment", "final": "no", "what_if": "no", "as_of": "2026-06-01", "lot": "",
                "selection": "remote-monitoring-2026", "verdict": "non-compliant", "share": "2/3",
                "points_low": "0", "points_high": "1/2", "points_of": "3", "changes_on": "2026-07-01",
                "changes_to": "met", "causes": "failed; expired", "says": "Too old. | Out of date.",
                "fix": "Test again."}  # fmt: skip
    assert {key: row[key] for key in expected} == expected
    assert row["digest"].startswith("sha256:")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  ="])
def test_a_formula_is_neutralised(start: str) -> None:
    """A supplier's name that a spreadsheet would run is shown with an apostrophe before it."""
    row = rows(csv_report.render(document(assessment(supplier=f"{start}HYPERLINK(1)"))))[0]
    assert row["supplier"].startswith("'")
    assert row["supplier"].endswith("HYPERLINK(1)")


@given(st.text())
@example('=1+1","=2+2')
@example("\x1b[2J")
def test_no_cell_begins_a_formula_or_breaks_its_row(name: str) -> None:
    """Whatever a name holds, there is one row, and no cell of it begins like a formula."""
    read = rows(csv_report.render(document(assessment(supplier=name, criteria=[criterion("dtac/C1")]))))
    assert len(read) == 1
    assert set(read[0]) == set(csv_report.COLUMNS)
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in read[0].values())
    assert "\x1b" not in "".join(read[0].values())


def test_an_empty_tender_has_only_the_titles() -> None:
    """The columns are there even where nothing was assessed."""
    assert csv_report.render(document()).decode() == ",".join(csv_report.COLUMNS) + "\n"
