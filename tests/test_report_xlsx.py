"""The workbook: every outcome once, numbers as numbers, and no cell that runs."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from report_documents import assessment, award_criterion, criterion, document, reason, score, selection
from report_reading import EVIL, outcomes, rich, workbook

from techassure.report import xlsx
from techassure.report.worksheets import sheets

pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")
NAMES = [
    "Summary",
    "Submissions",
    "Domains",
    "Award criteria",
    "Matrix",
    "Outcomes",
    "Contradictions",
    "Lapses",
    "Problems",
]


def column(rows: list[list[Any]], title: str) -> list[Any]:
    return [row[rows[0].index(title)] for row in rows[1:]]


def test_every_outcome_stands_exactly_once_among_the_outcomes_with_its_reasons() -> None:
    made = rich()
    rows = workbook(xlsx.render(made))["Outcomes"]
    found = zip(column(rows, "No."), column(rows, "Criterion"), column(rows, "Outcome"), strict=True)
    assert Counter(found) == Counter((at + 1, key, outcome) for at, key, outcome in outcomes(made))
    for said, part in zip(
        column(rows, "Reason"), [p for one in made["assessments"] for p in one["criteria"]], strict=True
    ):
        assert all(each["says"] in (said or "") for each in part["reasons"])


def test_counts_stand_beneath_their_outcome_however_a_kept_document_orders_them() -> None:
    one = assessment(criteria=[criterion("dtac/C3.1"), criterion("dtac/C3.2", "no answer")])
    turned = {**one, "counts": dict(reversed(one["counts"].items()))}
    rows = workbook(xlsx.render(document(turned)))["Submissions"]
    assert [column(rows, f"Criteria {each}") for each in ("met", "not met", "no answer")] == [[1], [0], [1]]


def test_every_outcome_stands_exactly_once_in_the_matrix() -> None:
    made = rich()
    rows = workbook(xlsx.render(made))["Matrix"]
    heads = rows[0][4:]
    assert heads == ["1 Wardlight", "2 Wardlight two"]
    found = [(at, row[0], row[4 + at]) for row in rows[1:] for at in range(len(heads))]
    assert Counter(found) == Counter(outcomes(made))


def test_numbers_are_numbers_and_days_are_days() -> None:
    sheet = workbook(xlsx.render(rich()))
    assert column(sheet["Submissions"], "Score, high") == [60.5, 40]
    assert column(sheet["Outcomes"], "Points of")[5] == 2
    assert column(sheet["Lapses"], "On")[0] == datetime(2027, 1, 1)
    assert column(sheet["Problems"], "Line") == [10]


def test_scores_are_written_with_the_places_of_the_tender() -> None:
    """93 beside 88.2 would look like another kind of number; what is counted has no places."""
    from openpyxl import load_workbook

    page = load_workbook(io.BytesIO(xlsx.render(rich())))["Submissions"]
    heads = [cell.value for cell in page[1]]
    assert page.cell(2, heads.index("Score, high") + 1).number_format == "0.0"
    assert page.cell(2, heads.index("Gates in all") + 1).number_format == "General"


def test_what_decides_is_named_by_its_title() -> None:
    failed = [criterion(f"dtac/C{i}", "not met") for i in range(4)]
    rows = workbook(xlsx.render(document(assessment(verdict="non-compliant", criteria=failed))))["Submissions"]
    said = "dtac/C0 What C0 wants\ndtac/C1 What C1 wants\ndtac/C2 What C2 wants\nand 1 more"
    assert column(rows, "What decides") == [said]


def test_sheets_stand_still_where_they_should_and_can_be_filtered() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx.render(rich())))
    assert book.sheetnames == NAMES
    assert [sheet.title for sheet in book.worksheets if not (sheet.freeze_panes and sheet.auto_filter.ref)] == []


@pytest.mark.parametrize("evil", EVIL)
def test_no_cell_runs_or_links_or_hides(evil: str) -> None:
    content = xlsx.render(rich(evil, evil))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist())
    assert "<f>" not in text
    assert "<hyperlink" not in text
    assert "externalLink" not in text
    cells = [cell for rows in workbook(content).values() for row in rows for cell in row if isinstance(cell, str)]
    assert all(line.isprintable() for cell in cells for line in cell.split("\n"))
    assert sum(evil.split(maxsplit=1)[0][:3] in cell for cell in cells) > 10


def test_what_looks_like_a_formula_stays_text_when_it_is_edited() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx.render(rich("=1+1"))))
    suspects = [cell for sheet in book.worksheets for row in sheet.iter_rows(min_row=2) for cell in row]
    suspects = [cell for cell in suspects if str(cell.value).startswith("=")]
    assert len(suspects) > 5
    assert [cell.coordinate for cell in suspects if cell.data_type != "s" or not cell.quotePrefix] == []


def test_workbook_says_what_it_is() -> None:
    made = rich(what_if=True, as_of="2026-06-02")
    said = {str(row[0]): str(row[1]) for row in workbook(xlsx.render(made))["Summary"]}
    assert said["PROVISIONAL, WHAT IF"] == "Tender of Wardlight"
    assert said["Digest of what decided"] == made["selection"]["digest"]
    assert "not the date of the tender" in said["As of"]
    assert (said["Made by"], said["Encodings"]) == ("techassure 0.1.0", "dtac@2.0 r1")


def test_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    long = criterion("s/1", "not met", reasons=[reason("failed", "x" * 40_000)])
    [said] = column(workbook(xlsx.render(document(assessment(criteria=[long]))))["Outcomes"], "Reason")
    assert len(said) == 32_767
    assert said.endswith("has all of it)")


def test_colours_do_not_carry_meaning_alone() -> None:
    """Every coloured cell says in words what its colour says."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(xlsx.render(rich())))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows(min_row=2) for cell in row]
    coloured = {cell.fill.fgColor.rgb: str(cell.value) for cell in cells if cell.fill.fill_type}
    assert len(coloured) >= 5
    assert set(coloured.values()) <= set(xlsx._FILLS)


def test_same_document_same_bytes_and_an_empty_one_has_all_its_sheets() -> None:
    assert xlsx.render(rich()) == xlsx.render(rich())
    assert list(workbook(xlsx.render(document()))) == NAMES == [sheet.name for sheet in sheets(document())]


def test_award_criteria_stand_with_their_weights_scores_and_minimums() -> None:
    awards = [award_criterion("Care", "35/2", minimum="50"), award_criterion("Price", "165/2", "price")]
    results = [{"id": "care", "score": score(40.0, 60.5), "minimum_reached": None}]
    results.append({"id": "price", "score": None, "minimum_reached": None})
    made = document(assessment(criteria=[], award_criteria=results), selection=selection(award_criteria=awards))
    _, care, price = workbook(xlsx.render(made))["Award criteria"]
    assert care[2:] == ["Care", 17.5, "the criteria", 40, 60.5, 50, "open"]
    assert price[2:] == ["Price", 82.5, "its price", None, None, None, None]
