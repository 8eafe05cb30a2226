"""The final result as workbook, page, PDF and Markdown: each says who came where, and every sum adds up."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from builders import written
from cli_tenders import run
from report_reading import EVIL, Page, workbook
from test_lot_names import final_of, text_of
from ward_messages import SEED

from techassure.report import standing
from techassure.report.final import markdown, parts, xlsx

FINAL = ward_messages.final()
NEEDED = {"html": "jinja2", "pdf": "typst", "xlsx": "xlsxwriter", "markdown": "", "table": ""}


def shown(form: str, final: dict[str, Any], folder: Path) -> str:
    """Return what a format says to a person, in one line."""
    if NEEDED[form]:
        pytest.importorskip(NEEDED[form])
    kept, out = written(folder / "final.json", final), folder / f"out.{form}"
    made = run("report", kept, "--format", form, "--output", out)
    assert made.exit_code == 0, made.output
    text = text_of(out).replace("\\", "").replace("&#8203;", "").replace("\u200b", "")
    return " ".join(re.sub("<[^>]*>", " ", re.sub("</?span[^>]*>", "", text)).split())


@pytest.mark.parametrize("form", NEEDED)
def test_each_format_says_who_came_where_at_what_price_and_who_stands_outside(tmp_path: Path, form: str) -> None:
    said = shown(form, FINAL, tmp_path)
    for part in (
        "Alderping 3.1.0",
        "74.92",
        "73.95",
        "Everthorn Imaginary Ltd",
        "The certificate ends",
        "By letter of",
    ):
        assert part in said
    assert re.search(r"312,?000", said)


@pytest.mark.parametrize("form", sorted({*NEEDED} - {"table"}))
def test_each_format_says_how_the_total_came_about_and_what_was_decided(tmp_path: Path, form: str) -> None:
    said = shown(form, FINAL, tmp_path)
    assert "Letter FFT" in said if form == "xlsx" else "entry 3 of the log" in said
    assert "The measure is good and the trust may audit it" in said
    for notice in FINAL["notices"]:
        assert notice in said


def figures(row: list[Any]) -> list[Decimal]:
    return [Decimal(cell["text"] if isinstance(cell, dict) else cell) for cell in row[1:]]


def test_every_column_of_the_totals_adds_up() -> None:
    tables = [part for part in parts.page(FINAL)["parts"] if part.get("heads", ("",))[0] == "Award criterion"]
    *rows, made, total = tables[0]["rows"]
    assert [sum(column) for column in zip(*map(figures, rows), strict=True)] == figures(made)
    assert figures(total) == [
        Decimal(str(bid["total"]["low"])) for bid in sorted(FINAL["bids"], key=place) if rank(bid)
    ]


def rank(bid: dict[str, Any]) -> Any:
    return bid.get("place")


def place(bid: dict[str, Any]) -> int:
    return bid["place"]["best"] if rank(bid) else 99


def test_every_row_of_the_workbook_adds_up() -> None:
    pytest.importorskip("xlsxwriter")
    head, *rows = workbook(xlsx.render(FINAL))["Result"]
    first, last = head.index("Product") + 1, head.index("Sum")
    assert [row[head.index("Place")] for row in rows] == [1, 2, 3]
    for row in rows:
        assert round(sum(row[first:last]), 6) == row[last]
        assert abs(row[last] - row[head.index("Total of 100")]) < 0.01


def test_lots_are_named(tmp_path: Path) -> None:
    final = {**final_of(tmp_path / "made"), "kind": "final"}
    for form in NEEDED:
        assert "2 (clinics)" in shown(form, final, tmp_path).lower()


@pytest.mark.parametrize("evil", EVIL)
def test_what_came_from_outside_stays_text(evil: str) -> None:
    pytest.importorskip("jinja2")
    final = deepcopy(FINAL)
    for bid in final["bids"]:
        bid["supplier"] = bid["submission"]["product"] = evil
        bid["marks"] = [{**each, "because": evil} for each in bid["marks"]]
    page = Page(import_module("techassure.report.final.html").render(final))
    assert not {each.tag for each in page.elements} & {"script", "img", "iframe", "svg"}
    assert page.unclosed == []
    said = import_module("techassure.report.final.markdown").render(final).decode()
    assert not re.search(r"(?<!\\)<(?!br>)|(?<!\\)\]\(", said)


@pytest.mark.parametrize("form", ["html", "markdown", "xlsx"])
def test_the_same_result_gives_the_same_bytes(form: str) -> None:
    if NEEDED[form]:
        pytest.importorskip(NEEDED[form])
    render = import_module(f"techassure.report.final.{form}").render
    assert render(FINAL) == render(deepcopy(FINAL))


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    final = deepcopy(FINAL)
    at: Any = final
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return dict(final)


@pytest.mark.parametrize("command", [["report"], ["compare", SEED / "final.json"]])
def test_a_final_result_with_a_key_twice_is_refused(tmp_path: Path, command: list[Any]) -> None:
    text = (SEED / "final.json").read_text("utf-8").replace('"verdict"', '"verdict": "undecided", "verdict"', 1)
    (tmp_path / "final.json").write_text(text, "utf-8")
    found = run(*command, tmp_path / "final.json")
    assert found.exit_code == 2
    assert "`verdict` stands here a second time" in found.stderr


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("bids", 0, "total", "exact"), ["70", "70"], "`bids.0` has a total that its award criteria do not make"),
        (("bids", 0, "total", "exact", 1), "90", "`bids.0` has a total that its award criteria do not make"),
        (("bids", 0, "award_criteria", 0, "weighted", "exact", 1), "90", "weighted` is not its score by its weight"),
        (("bids", 0, "award_criteria"), [], "`bids.0` does not hold the award criteria"),
        (("bids", 0, "verdict"), "non-compliant", "`bids.0.verdict` is not what it failed comes to"),
        (("bids", 0, "total", "low"), 1.0, "`bids.0.total` is not what its exact ends round to"),
        (("bids", 0, "award_criteria", 0, "weight"), "7", "`bids.0.award_criteria.0.weighted` is not its score"),
        (("bids", 0, "place", "best"), 2, "`lots.0.first` is not who has the first place"),
        (("lots", 0, "first"), [], "`lots.0.first` is not who has the first place"),
        (("bids", 3, "decided"), None, "`bids.3` is set aside by no decision"),
        (("lots", 0, "lot"), "9", "`bids.0` is for a lot that is not there"),
        (("bids", 0, "stands"), "first", "`bids.0.stands`"),
        (("bids", 0, "place", "best"), "1", "`bids.0.place.best`"),
        (("rules", "tie_breaks"), "price", "`rules.tie_breaks`"),
        (("rules", "price", "parts"), "Licences", "`rules.price.parts`"),
        (("selection", "contract", "contract.end"), 7, "`contract.end` is not a day"),
    ],
)
def test_a_result_that_was_changed_by_hand_is_refused(
    tmp_path: Path, path: tuple[Any, ...], value: Any, said: str
) -> None:
    found = run("report", written(tmp_path / "final.json", changed(path, value)))
    assert found.exit_code == 2
    assert said in found.stderr


@pytest.mark.parametrize(("given", "said"), [(("-f", "csv"), "`csv`"), (("--supplier", "x"), "tender summaries")])
def test_what_a_final_result_is_not_made_into_is_told(given: tuple[str, ...], said: str) -> None:
    found = run("report", SEED / "final.json", *given)
    assert found.exit_code == 2
    assert said in found.output


@pytest.mark.parametrize("form", NEEDED)
def test_each_format_says_who_closed_it_and_when(tmp_path: Path, form: str) -> None:
    said = shown(form, FINAL, tmp_path)
    assert re.search(r"2026-06-24,? by Hana Holder", said)


@pytest.mark.parametrize("form", sorted({*NEEDED} - {"table"}))
def test_each_format_names_the_letter_to_a_bidder_whose_price_was_considered(tmp_path: Path, form: str) -> None:
    final = deepcopy(FINAL)
    low = {"kind": "abnormally-low-considered", "notice": "Letter FFT-9 of 2026-06-17.", "because": "It stands."}
    high = {"kind": "above-ceiling-considered", "because": "The tender says that it stands."}
    made = {"by": "H", "on": "2026-06-20"}
    final["bids"][0]["marks"] += [{"entry": 90, **made, **low}, {"entry": 91, **made, **high}]
    said = shown(form, final, tmp_path)
    assert "Letter FFT-9 of 2026-06-17." in said
    assert "price above the ceiling considered" in said


@pytest.mark.parametrize("form", ["html", "markdown", "xlsx"])
def test_each_score_that_people_gave_names_its_entry_of_the_log(tmp_path: Path, form: str) -> None:
    final = changed(("bids", 0, "award_criteria", 2, "entry"), 977)
    final["bids"][0]["award_criteria"][1]["sub_criteria"][0]["entry"] = 988
    said = shown(form, final, tmp_path)
    assert ("977" in said, "988" in said) == (True, True)


def test_a_table_of_short_cells_stays_one_on_a_screen_of_half_the_width() -> None:
    pytest.importorskip("jinja2")
    page = Page(import_module("techassure.report.final.html").render(FINAL))
    kinds = ["broad" in each.classes for each in page.all("table", "stack")]
    first = [part["heads"][-1] for part in parts.page(FINAL)["parts"] if part["is"] == "table"]
    told = dict(zip(first, kinds, strict=True))
    assert (told["Whole-life cost"], told["Because"], told["By"]) == (False, True, True)


@pytest.mark.parametrize("form", NEEDED)
def test_where_bids_rank_by_quality_for_their_price_no_format_says_that_they_rank_by_total(
    tmp_path: Path, form: str
) -> None:
    final = deepcopy(FINAL)
    for bid in (each for each in final["bids"] if each.get("price")):
        bid["price"]["quality_per_pound"] = ["1/4000", "1/4000"]
    said = shown(form, final, tmp_path).casefold()
    assert "quality of 100" in re.sub(r"\s+", " ", said) or form == "table"
    assert ("by quality for the price" in said or form == "xlsx", "by total" in said) == (True, False)


def by_value(currency: str = "GBP") -> dict[str, Any]:
    final = deepcopy(FINAL)
    for bid in (each for each in final["bids"] if each.get("price")):
        per_pound = str(Fraction(bid["total"]["exact"][0]) / Fraction(bid["price"]["whole_life_cost"]))
        bid["price"] |= {"quality_per_pound": [per_pound] * 2, "currency": currency}
    return final


def test_what_bids_rank_by_follows_from_the_quality_and_the_cost() -> None:
    tables = [part for part in parts.page(by_value())["parts"] if part.get("heads", ("",))[0] == "Award criterion"]
    made, _, cost, value = tables[0]["rows"][-4:]
    costs = [Decimal(cell.split()[0].replace(",", "")) for cell in cost[1:]]
    for quality, price, shown_as in zip(figures(made), costs, figures(value), strict=True):
        assert abs(quality / price * 1000 - shown_as) < Decimal("0.0001")


@pytest.mark.parametrize("form", NEEDED)
def test_quality_for_the_price_is_called_by_the_currency_of_the_prices(tmp_path: Path, form: str) -> None:
    said = shown(form, by_value("EUR"), tmp_path).casefold()
    assert "£" not in said
    assert "1,000 eur" in said or form == "table"


@pytest.mark.parametrize("form", NEEDED)
def test_what_is_to_be_known_of_a_bid_names_criteria_by_their_titles(tmp_path: Path, form: str) -> None:
    wanted = "cyber-essentials/CE-2 (The scope covers the systems behind the product) is still to be met by 2026-07-20"
    assert wanted in shown(form, FINAL, tmp_path)


@pytest.mark.parametrize("form", NEEDED)
def test_beside_a_flagged_price_stands_what_came_of_it(tmp_path: Path, form: str) -> None:
    said = "considered on 2026-06-23, entry 29 of the log: It explained its price by a product that is sold as it is."
    assert said in shown(form, FINAL, tmp_path)


def test_the_rules_of_a_tender_are_said_in_words() -> None:
    said = dict(parts.about(FINAL))
    assert said["Law"] == "Procurement Act 2023"
    assert said["Reviewing"] == "2 reviewers; flagged are scores more than 1 apart"
    assert said["Ties are broken by"] == "Net zero and social value, then the lowest price"
    assert said["Prices"].endswith("flagged if more than 30 % below the mean")


LINEAR = {
    "formula": "linear-to-ceiling", "currency": "EUR", "vat": "included", "ceiling": "900000",
    "full_marks_at": "1000/3", "amount": None, "parts": ["Support, and care"],
    "abnormally_low": {"below_mean_by": None, "below_estimate_by": "25/2", "estimate": "800000"},
}  # fmt: skip


def test_each_part_of_a_price_rule_is_said_from_its_data() -> None:
    """A part may be called as it likes: nothing is read out of a sentence."""
    final = {**FINAL, "rules": {**FINAL["rules"], "price": LINEAR}}
    assert dict(parts.about(final))["Prices"] == (
        "EUR, VAT included, ceiling 900,000, full marks at 333.33, parts Support, and care, "
        "flagged if more than 12.5 % below the estimate of 800,000"
    )


@pytest.mark.parametrize("room", [80, 100, 160])
@pytest.mark.parametrize("final", [FINAL, by_value()], ids=["total", "value"])
def test_no_line_is_wider_than_the_terminal(final: dict[str, Any], room: int) -> None:
    assert max(map(len, standing.render(final, room).split("\n"))) <= room


def test_the_terminal_names_the_buyer() -> None:
    assert FINAL["selection"]["buyer"] in standing.render(FINAL)


def test_no_heading_of_a_workbook_is_cut_within_a_word() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    for sheet in openpyxl.load_workbook(io.BytesIO(xlsx.render(FINAL))):
        for cell in sheet[1]:
            longest = max(map(len, str(cell.value).split()))
            assert sheet.column_dimensions[cell.column_letter].width > longest * 1.2 + 1


def test_a_tender_without_lots_has_no_column_of_lots() -> None:
    pytest.importorskip("xlsxwriter")
    assert not [name for name, rows in workbook(xlsx.render(FINAL)).items() if "Lot" in rows[0]]


def test_a_heading_stands_over_its_figures() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    head = openpyxl.load_workbook(io.BytesIO(xlsx.render(FINAL)))["Result"][1]
    sides = {cell.value: cell.alignment.horizontal for cell in head}
    assert (sides["Total of 100"], sides["Supplier"]) == ("right", None)


def test_no_day_is_broken_over_two_lines_of_a_page() -> None:
    pytest.importorskip("jinja2")
    page = Page(import_module("techassure.report.final.html").render(FINAL))
    assert "2028-08-31" in [each.said for each in page.all("span", "nowrap")]


def test_a_mark_of_some_decimals_can_be_copied_out_of_markdown() -> None:
    final = deepcopy(FINAL)
    (award,) = [each for each in final["bids"][0]["award_criteria"] if each["id"] == "demonstration"]
    award["score"]["exact"] = ["125/2", "125/2"]
    assert "| 62.5 of 100 |" in markdown.render(final).decode()


def test_a_workbook_has_quality_for_the_price_only_where_bids_rank_by_it() -> None:
    pytest.importorskip("xlsxwriter")
    head, *_ = workbook(xlsx.render(FINAL))["Result"]
    assert "Quality per £1,000" not in head


REOPENED = {"entry": 32, "on": "2026-07-03", "by": "Hana Holder", "because": "The court found a slip.",
            "lifted": {"entry": 30, "on": "2026-06-24", "final": "sha256:0"}}  # fmt: skip


@pytest.mark.parametrize("form", NEEDED)
def test_each_format_says_why_it_was_reopened_and_which_result_that_lifted(tmp_path: Path, form: str) -> None:
    said = shown(form, {**FINAL, "reopened": [REOPENED]}, tmp_path)
    wanted = "Reopened on 2026-07-03 by Hana Holder, entry 32 of the log: The court found a slip. "
    assert f"{wanted}It lifted the result of 2026-06-24, entry 30." in said


@pytest.mark.parametrize("form", NEEDED)
def test_a_result_that_was_never_reopened_says_nothing_of_it(tmp_path: Path, form: str) -> None:
    assert "eopened on" not in shown(form, FINAL, tmp_path)


def ending_with_stops(value: Any, key: str = "") -> Any:
    """Return a document in which all that people typed ends with a full stop."""
    if isinstance(value, dict):
        return {name: ending_with_stops(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [ending_with_stops(each, key) for each in value]
    return f"{value.removesuffix('.')}." if isinstance(value, str) and key in TYPED else value


TYPED = ("supplier", "buyer", "because", "notice", "published_at", "assessed", "found")


@pytest.mark.parametrize("form", NEEDED)
def test_what_people_ended_with_a_full_stop_ends_once(tmp_path: Path, form: str) -> None:
    final = ending_with_stops({**FINAL, "selection": {**FINAL["selection"], "buyer": "Fellmoor Ltd."}})
    for about in [*(bid["submission"] for bid in final["bids"]), *final["lots"][0]["first"]]:
        about["supplier"] = about["supplier"].removesuffix(".")
    assert not re.search(r"[^.]\.\.(?!\.)", shown(form, final, tmp_path))


# --- who scored what ------------------------------------------------------------------------------------------------


def test_the_result_holds_what_each_reviewer_gave_and_what_the_meeting_made_of_it() -> None:
    bid = next(each for each in FINAL["bids"] if each["submission"]["product"] == "Wardcall")
    subs = [sub for award in bid["award_criteria"] for sub in award["sub_criteria"]]
    sub = next(each for each in subs if each["criterion"] == "social-value/SV1")
    found = sub["reviewed"]
    assert [(each["reviewer"], each["score"], each["counts"], each["entry"]) for each in found["given"]] == [
        ("Orla Overthere", "4", True, 14),
        ("Idris Imaginary", "2", True, 15),
        ("Petra Pretend", "1", False, 16),
    ]
    assert (found["apart"], found["flagged"], found["moderated"][-1]["score"]) == ("2", True, "3")
    assert found["moderated"][-1]["because"] == sub["because"][0]


def test_the_result_names_each_reviewer_with_what_was_declared_and_decided() -> None:
    assert [(each["name"], each["conflicts"], [made["decision"] for made in each["decided"]])
            for each in FINAL["reviewers"]] == [
        ("Orla Overthere", [], []),
        ("Idris Imaginary", [], []),
        ("Petra Pretend", ["I worked for Alderfen until March 2026."], ["removed"]),
    ]  # fmt: skip


@pytest.mark.parametrize("form", sorted({*NEEDED} - {"table"}))
def test_each_format_has_an_annex_of_individual_scores(tmp_path: Path, form: str) -> None:
    said = shown(form, FINAL, tmp_path)
    for part in ("Petra Pretend", "I doubt it.", "I worked for Alderfen until March 2026.", "Maud Moderator"):
        assert part in said
    assert "removed" in said
