"""Two final results of one tender: who was first and is, what changed, and by which entries of the log."""

from __future__ import annotations

import json
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from builders import written
from cli_tenders import run
from ward_messages import SEED

from techassure.report.final import difference, terminal
from techassure.tendering.final_comparison import compared_finals

BEFORE = ward_messages.final()


@pytest.fixture
def after() -> dict[str, Any]:
    """The seed reopened: the demonstration of the second was scored again, and it is first."""
    final = deepcopy(BEFORE)
    first, second, *_ = final["bids"]
    assert [bid["place"]["best"] for bid in (first, second)] == [1, 2]
    first["place"], second["place"] = second["place"], first["place"]
    again = next(each for each in second["award_criteria"] if each["id"] == "demonstration")
    again.update(score=both("95"), weighted=both("19"), because="The screen was broken on the first day.")
    second["total"] = both(str(sum(Fraction(each["weighted"]["exact"][0]) for each in second["award_criteria"])))
    second["marks"] = [{"entry": 40, "kind": "late", "by": "H", "on": "2026-07-01", "because": "By the portal's log."}]
    final["lots"][0]["first"] = [second["submission"]]
    final["log"]["entries"] = 41
    return final


def both(exact: str) -> dict[str, Any]:
    """Return a score whose ends are the same."""
    low = round(float(Fraction(exact)), 2)
    return {"low": low, "high": low, "exact": [exact, exact]}


def test_it_tells_who_was_first_and_is(after: dict[str, Any]) -> None:
    [lot] = compared_finals(BEFORE, after)["lots"]
    assert [each[0]["product"] for each in (lot["first_before"], lot["first_after"])] == ["Alderping", "Wardcall"]


def test_each_lot_is_compared_with_itself_and_a_new_one_with_nothing(after: dict[str, Any]) -> None:
    """A bid that is in one of the two results alone is told too, by the name that it has there."""
    [lot], [second, *_] = after["lots"], after["bids"]
    after["lots"] = [{**lot, "lot": "south"}, lot]
    made = compared_finals(BEFORE, {**after, "bids": after["bids"][1:]})
    assert [each["first_before"] for each in made["lots"]] == [[], BEFORE["lots"][0]["first"]]
    [gone] = [each for each in made["bids"] if each["after"] is None]
    [come] = [each for each in compared_finals({**BEFORE, "bids": BEFORE["bids"][1:]}, after)["bids"]
              if each["before"] is None]  # fmt: skip
    assert gone["supplier"] == come["supplier"] == second["supplier"]


def test_it_tells_each_score_that_changed_with_the_reason_that_is_new(after: dict[str, Any]) -> None:
    [changed] = [bid for bid in compared_finals(BEFORE, after)["bids"] if bid["changes"]]
    [change] = changed["changes"]
    assert (changed["supplier"], change["id"]) == ("Brindlecote Make-Believe Ltd", "demonstration")
    assert change["because"] == ["The screen was broken on the first day."]


def test_it_tells_what_was_decided_in_between_and_nothing_earlier(after: dict[str, Any]) -> None:
    assert [each["entry"] for each in compared_finals(BEFORE, after)["decided"]] == [40]
    assert compared_finals(BEFORE, BEFORE)["decided"] == []


@pytest.mark.parametrize("form", ["table", "markdown", "html", "json"])
def test_the_command_compares_two_finals(tmp_path: Path, form: str) -> None:
    if form == "html":
        pytest.importorskip("jinja2")
    found = run("compare", SEED / "final.json", SEED / "final.json", "--format", form)
    assert found.exit_code == 0, found.output
    assert "Alderping 3.1.0" in found.stdout if form != "json" else json.loads(found.stdout)["kind"]


def test_the_terminal_tells_the_turn(after: dict[str, Any], tmp_path: Path) -> None:
    said = run("compare", SEED / "final.json", written(tmp_path / "final.json", after)).stdout
    assert "Before: Alderfen Pretend Systems Ltd, Alderping" in " ".join(said.split())
    assert "→ 95.00. The screen was broken on the first day." in " ".join(said.split())
    assert "Entry 40, 2026-07-01, late bid" in said


def by_value(final: dict[str, Any]) -> dict[str, Any]:
    """Return a result whose bids rank by quality for the price."""
    final = deepcopy(final)
    for bid in (each for each in final["bids"] if each.get("price")):
        quality, cost = (Fraction(each) for each in (bid["total"]["exact"][0], bid["price"]["whole_life_cost"]))
        bid["price"]["quality_per_pound"] = [str(quality / cost)] * 2
    return final


def test_where_bids_rank_by_quality_for_the_price_both_figures_stand_on_both_sides(after: dict[str, Any]) -> None:
    parts = difference.page(compared_finals(by_value(BEFORE), by_value(after)))["parts"]
    table = next(part for part in parts if part["is"] == "table")
    assert table["heads"][3:] == (
        "Quality before",
        "Quality now",
        "Quality per £1,000 before",
        "Quality per £1,000 now",
    )
    wardcall = next(row for row in table["rows"] if row[0]["text"].startswith("Wardcall"))
    assert wardcall[3:] == ["73.95", "77.95", "0.2482", "0.2616"]


@pytest.mark.parametrize("room", [80, 160])
def test_the_comparison_is_no_wider_than_the_terminal(after: dict[str, Any], room: int) -> None:
    page = difference.page(compared_finals(by_value(BEFORE), by_value(after)))
    assert max(map(len, terminal.render(page, room).split("\n"))) <= room


def test_it_tells_why_it_was_reopened_in_between_and_no_earlier_reopening(after: dict[str, Any]) -> None:
    lifted = {"entry": 1, "on": "2026-06-24", "final": "sha256:0"}
    made = {"on": "2026-06-25", "by": "H", "because": "A slip.", "lifted": lifted}
    after["reopened"] = [{**made, "entry": 2}, {**made, "entry": 39, "because": "A court said so."}]
    assert [each["because"] for each in compared_finals(BEFORE, after)["reopened"]] == ["A court said so."]


def test_each_side_says_who_closed_it_and_when(after: dict[str, Any], tmp_path: Path) -> None:
    after["closed"] = {"by": "Hana Holder", "on": "2026-07-20"}
    said = " ".join(run("compare", SEED / "final.json", written(tmp_path / "final.json", after)).stdout.split())
    assert "Before: closed on 2026-06-24 by Hana Holder, as of" in said
    assert "Now: closed on 2026-07-20 by Hana Holder, as of" in said


def test_of_two_tenders_nothing_is_compared(after: dict[str, Any], tmp_path: Path) -> None:
    after = {**deepcopy(BEFORE), "selection": {**BEFORE["selection"], "id": "other"}}
    found = run("compare", SEED / "final.json", written(tmp_path / "final.json", after))
    assert found.exit_code == 2
    assert "`other`, and the other is of `ward-messages-2026`" in found.stderr


def test_a_final_result_is_compared_with_a_final_result_alone(tmp_path: Path) -> None:
    for paths in ((SEED / "final.json",), (SEED / "final.json", SEED)):
        found = run("compare", *paths)
        assert found.exit_code == 2
        assert "another final result" in " ".join(found.output.split())
