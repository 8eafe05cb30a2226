"""Prices in a workbook: a bid a line, its parts under headings of their own; what is wrong is told at its cell."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from cli_tenders import run

from techassure.problems import Problem, ProblemsFound
from techassure.reviews import Identity
from techassure.selections.tender_rules import PriceRule
from techassure.tendering import locking, price_forms
from techassure.tendering.price_files import BidPrice, read_prices

openpyxl = pytest.importorskip("openpyxl")
Comment = pytest.importorskip("openpyxl.comments").Comment
pytest.importorskip("python_calamine")

RULE = PriceRule("lowest-over-price", parts=("Licences", "Support"))
FREE = PriceRule("lowest-over-price")
HEAD = ["Supplier", "Product", "Version", "Licences", "Support", "Whole-life cost", "Currency", "VAT"]
ONE = ["S1", "Rail", "1.0", 100, 20.5, 120.5, "GBP", "excluded"]
TWO = ["S2", "Road", "2", 90, 30, None, "GBP", "excluded"]
KNOWN: dict[Identity, str] = {("S1", "Rail", "1.0", None): "Rail", ("S2", "Road", "2", None): "Road"}


def book(path: Path, *rows: list[Any], **others: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for name, held in others.items():
        sheet = made.create_sheet(name)
        for row in held:
            sheet.append(row)
    made.save(path)
    return path


def read(path: Path, rule: PriceRule = RULE) -> dict[Identity, BidPrice]:
    return read_prices([path], rule, KNOWN)


def refused(path: Path, rule: PriceRule = RULE) -> list[Problem]:
    with pytest.raises(ProblemsFound) as found:
        read(path, rule)
    return list(found.value.problems)


@pytest.mark.parametrize("above", [[], [["Sealed prices"], []]])
def test_each_line_is_the_price_of_a_bid(tmp_path: Path, above: list[list[Any]]) -> None:
    found = read(book(tmp_path / "p.xlsx", *above, HEAD, ONE, TWO))
    assert [each.whole for each in found.values()] == [Fraction(241, 2), Fraction(120)]
    assert found["S1", "Rail", "1.0", None].parts == {"Licences": Fraction(100), "Support": Fraction(41, 2)}


def test_headings_may_be_written_in_any_case_and_a_bid_be_named_beside_its_id(tmp_path: Path) -> None:
    head = ["BID", "supplier", "product", "version", "Licences", "Support", "whole life cost", "currency", "vat:"]
    assert len(read(book(tmp_path / "p.xlsx", head, ["Rail Ltd", *ONE]))) == 1


def test_a_total_beside_parts_is_no_part_of_it(tmp_path: Path) -> None:
    head = [{"Whole-life cost": "Total"}.get(name, name) for name in HEAD]
    (made,) = read(book(tmp_path / "p.xlsx", head, ONE), FREE).values()
    assert made.whole == Fraction(241, 2)


@pytest.mark.parametrize(
    ("column", "value", "rule", "cell"),
    [
        ("Licences", "about 100", "wrong-value", "D2"),
        ("Licences", None, "missing-value", "D2"),
        ("Licences", 100.005, "too-fine", "D2"),
        ("Licences", -1, "no-price", "D2"),
        ("Whole-life cost", 121, "parts-do-not-add-up", "F2"),
        ("Currency", "EUR", "other-currency", "G2"),
        ("Currency", None, "missing-key", "A2"),
        ("VAT", "20 %", "wrong-value", "H2"),
        ("Version", 1, "price-of-another", "A2"),
        ("Licences", "=1/0", "formula-without-value", "D2"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(tmp_path: Path, column: str, value: Any, rule: str, cell: str) -> None:
    line = [value if name == column else held for name, held in zip(HEAD, ONE, strict=True)]
    [problem] = [each for each in refused(book(tmp_path / "p.xlsx", HEAD, line)) if each.rule == rule]
    assert problem.place.file.endswith(f"p.xlsx[Sheet!{cell}]")


@pytest.mark.parametrize("head", [[f"Part {each}" for each in range(150)], []])
def test_of_very_many_problems_the_first_are_told_and_that_there_are_more(tmp_path: Path, head: list[str]) -> None:
    """Parts that nobody priced, or amounts that stand under no heading."""
    amounts = [None if head else 1] * 150
    found = refused(book(tmp_path / "p.xlsx", [*HEAD, *head], [*ONE, *amounts], [*TWO, *amounts]))
    [last] = [each for each in found if each.rule == "too-many-problems"]
    assert (len(found), last.place.file[-6:]) == (101, "p.xlsx")


def test_a_bid_that_stands_outside_is_called_so_and_no_other_is_proposed(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_prices([book(tmp_path / "p.xlsx", HEAD, ONE, TWO)], RULE, {("S2", "Road", "2", None): "R"}, set(KNOWN))
    [problem] = found.value.problems
    assert (problem.rule, problem.fix) == ("price-of-another", "take it out; a bid that stands outside is not opened")


def test_a_column_that_the_tender_does_not_ask_for_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "p.xlsx", [*HEAD, "Extras"], [*ONE[:5], None, *ONE[6:], 5])
    assert [each.rule for each in refused(path)] == ["other-parts"]


def test_a_workbook_without_the_headings_is_told_which_it_needs(tmp_path: Path) -> None:
    [problem] = refused(book(tmp_path / "p.xlsx", ["Licences", 100], ["Support", 20]))
    assert (problem.rule, "`Supplier`, `Product`, `Version`" in problem.fix) == ("no-headings", True)


def test_a_heading_that_is_a_formula_without_a_value_is_told_at_its_cell(tmp_path: Path) -> None:
    found = refused(book(tmp_path / "p.xlsx", [*HEAD[:3], "=1+1", *HEAD[4:]], ONE))
    assert ("formula-without-value", True) in [(each.rule, "[Sheet!D1]" in each.place.file) for each in found]
    assert not any("UNSAVED" in each.message + each.fix for each in found)


def test_a_heading_that_stands_twice_is_told(tmp_path: Path) -> None:
    [problem] = refused(book(tmp_path / "p.xlsx", [*HEAD, "licences"], [*ONE, 5]))
    assert (problem.rule, problem.place.file.endswith("[Sheet!I1]")) == ("column-twice", True)


def test_what_stands_under_no_heading_is_told(tmp_path: Path) -> None:
    assert {each.rule for each in refused(book(tmp_path / "p.xlsx", HEAD, [*ONE, "and VAT"]))} == {"no-heading"}


def test_a_sheet_without_prices_is_not_read_and_warned_of(tmp_path: Path) -> None:
    (made,) = read(book(tmp_path / "p.xlsx", HEAD, ONE, Notes=[["Valid for 90 days."], [], ["Signed."]])).values()
    assert [(each.rule, each.severity) for each in made.remarks] == [("sheet-not-read", "warning")]


def test_a_bid_has_one_price_and_it_is_above_nothing(tmp_path: Path) -> None:
    [twice] = refused(book(tmp_path / "twice.xlsx", HEAD, ONE, ONE))
    assert (twice.rule, twice.fix) == ("price-of-another", "keep one price a bid")
    assert twice.message.endswith(" has a price elsewhere")
    [free] = refused(book(tmp_path / "free.xlsx", HEAD, [*ONE[:3], 0, 0, 0, *ONE[6:]]))
    assert (free.rule, free.message) == ("no-price", "the parts add up to nothing")


def test_a_line_that_names_no_bid_is_told_once(tmp_path: Path) -> None:
    """A total, or a condition on the price: eight messages said what a price lacks, and none that it is none."""
    path = book(tmp_path / "p.xlsx", HEAD, ONE, ["Valid for 90 days."], [None, None, None, 190])
    found = [(each.rule, each.place.file[-4:], each.message) for each in refused(path)]
    assert found == [
        ("no-bid", "!A3]", "this line does not say whose price it is: no `Product`, no `Version`"),
        ("no-bid", "!D4]", "this line does not say whose price it is: no `Supplier`, no `Product`, no `Version`"),
    ]


def test_what_stands_above_prices_or_beside_their_cells_is_warned_of(tmp_path: Path) -> None:
    """A bidder's condition on its price is for people to see, and what the form says itself is none."""
    path = book(tmp_path / "p.xlsx", ["Sealed prices"], ["Subject to 500 users."], HEAD, ONE)
    made = openpyxl.load_workbook(path)
    made.active["D4"].comment = Comment("without the setup fee", "S1")
    made.save(path)
    (price,) = read_prices([path], RULE, KNOWN, above={"Sealed prices"}).values()
    assert [(each.rule, each.severity) for each in price.remarks] == [
        ("line-not-read", "warning"),
        ("beside-cells", "warning"),
    ]
    assert price.remarks[0].place.file.endswith("[Sheet!A2]")
    assert "at D4" in price.remarks[1].message


def test_a_csv_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Supplier,Product\n", "utf-8")
    [problem] = refused(tmp_path / "p.csv")
    assert "as .xlsx" in problem.fix


def test_a_tender_opens_a_workbook_keeps_it_as_it_was_and_its_record_replays(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "demonstration")
    shutil.rmtree(folder / "prices")
    lines = [["GB-COH-00000021", "Alderping", "3.1.0", 198000, 42000, 60000, 12000, "GBP", "excluded"],
             ["GB-COH-00000022", "Wardcall", "2.4.2", 205000, 38000, 47000, 8000, "GBP", "excluded"],
             ["GB-COH-00000023", "Nightnote", "1.9.0", 120000, 15000, 30000, 6000, "GBP", "excluded"]]  # fmt: skip
    parts = ["Licences", "Implementation", "Support", "Leaving"]
    (sealed := tmp_path / "sealed").mkdir()
    path = book(sealed / "Prices (1).xlsx", ["Supplier", "Product", "Version", *parts, "Currency", "VAT"], *lines)
    (sealed / "~$Prices (1).xlsx").write_bytes(b"x")
    opened = run("tender", "open-prices", folder, sealed, "--by", "H. Holder", "--on", "2026-06-16")
    assert opened.exit_code == 0, opened.output
    assert "312,000 GBP" in opened.stdout
    (kept,) = (folder / "prices").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    said = run("tender", "finalise", folder, "--check").stdout
    assert "74.92" in said


OF_SEED = PriceRule("lowest-over-price", parts=("Licences", "Implementation", "Support", "Leaving"))


def form(tender: Path, out: Path) -> Any:
    pytest.importorskip("xlsxwriter")
    result = run("tender", "price-form", tender, "--output", out)
    assert result.exit_code == 0, result.output
    return openpyxl.load_workbook(out)


def heads(sheet: Any) -> dict[str, Any]:
    row = next(row for row in sheet.iter_rows() if row[0].value == "Supplier")
    return {cell.value: cell for cell in row}


def test_the_form_for_prices_is_read_when_it_comes_back(tmp_path: Path) -> None:
    book = form(ward_messages.SEED, tmp_path / "p.xlsx")
    at, line = heads(book["Prices"]), {**dict(zip(HEAD, ONE, strict=True)), "Implementation": 7, "Leaving": 0}
    for name, value in {**line, "Whole-life cost": None}.items():
        at[name].offset(row=1).value = value
    book.save(tmp_path / "p.xlsx")
    selection = locking.read_locked(ward_messages.SEED, ward_messages.library())
    above = price_forms.above(selection)
    (made,) = read_prices([tmp_path / "p.xlsx"], OF_SEED, KNOWN, above=above).values()
    assert (made.whole, made.parts["Leaving"], made.remarks) == (Fraction(255, 2), 0, ())


def test_the_form_holds_no_answer_and_what_is_to_be_written_is_all_that_can_be(tmp_path: Path) -> None:
    sheet = form(ward_messages.SEED, tmp_path / "p.xlsx")["Prices"]
    below = [cell for row in sheet.iter_rows(min_row=heads(sheet)["Supplier"].row + 1) for cell in row]
    assert {(cell.value, cell.protection.locked) for cell in below} == {(None, False)}
    assert sheet.protection.sheet


def test_the_form_asks_for_the_lot_by_its_key_where_there_are_lots(tmp_path: Path) -> None:
    sheet = form(ward_messages.SEED.parent / "clinic-bookings", tmp_path / "p.xlsx")["Prices"]
    assert '"1,2,3"' in [each.formula1 for each in sheet.data_validations.dataValidation]
    assert "Lot" in heads(sheet)


def test_a_form_for_a_tender_without_prices_is_refused(tmp_path: Path) -> None:
    text = (ward_messages.SEED / "tender.yaml").read_text("utf-8")
    kept = text.replace("price: {title: Whole-life cost, weight: 40, assessed_by: price}", "").partition("\nprice:")[0]
    (tmp_path / "tender.yaml").write_text(kept.replace("weight: 20", "weight: 33.333333", 2), "utf-8")
    result = run("tender", "price-form", tmp_path, "--output", tmp_path / "p.xlsx")
    assert result.exit_code == 2
    assert not (tmp_path / "p.xlsx").exists()


def test_a_form_is_a_workbook(tmp_path: Path) -> None:
    result = run("tender", "price-form", ward_messages.SEED, "--output", tmp_path / "p.csv")
    assert result.exit_code == 2
    assert ".xlsx" in result.output
    assert not (tmp_path / "p.csv").exists()
