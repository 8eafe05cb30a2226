"""The seed tender in lots shows what it says. `python tests/test_seed_of_lots.py` writes its `expected.json` again."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cli_tenders import run
from test_lot_names import text_of
from test_seeds import LIBRARY, PINNED, TENDERS, gates_of

from techassure import Result, assess, load
from techassure.report import table

TENDER = TENDERS / "clinic-bookings"
SUBMISSIONS = TENDER / "submissions"
BIDS = (
    "fernlea",
    "heronsgate/lot-1",
    "heronsgate/lot-2",
    "mossbank/lot-1",
    "mossbank/lot-2",
    "tolland",
)


@cache
def result() -> Result:
    """The whole tender."""
    return assess(load(TENDER, library=LIBRARY))


def called(index: int) -> str:
    """The folder of a submission, below that of all submissions."""
    source = Path(result().document["assessments"][index]["source"])
    return source.parent.relative_to(SUBMISSIONS).as_posix()


def bid(name: str) -> dict[str, Any]:
    """The part of the document about one bid."""
    at = next(at for at in range(len(result().assessments)) if called(at) == name)
    return dict(result().document["assessments"][at])


def lot(key: str) -> dict[str, Any]:
    return next(each for each in result().document["rankings"] if each["lot"] == key)


def outcome(name: str, criterion: str) -> str:
    return next(each["outcome"] for each in bid(name)["criteria"] if f"{each['standard']}/{each['id']}" == criterion)


def pinned() -> dict[str, Any]:
    """What `expected.json` holds: as that of a tender without lots, with a ranking for each."""
    submissions = {
        name: {
            **{key: bid(name)[key] for key in ("lot", *PINNED)},
            "score": bid(name)["score"]["exact"],
            "failing_gates": gates_of(bid(name), "not met"),
        }
        for name in sorted(called(at) for at in range(len(result().assessments)))
    }
    rankings = {
        each["lot"]: {
            "places": [[called(place["index"]), place["best"], place["worst"]] for place in each["places"]],
            "apart": [called(at) for at in each["apart"]],
        }
        for each in result().document["rankings"]
    }
    return {"as_of": result().document["as_of"], "submissions": submissions, "rankings": rankings}


def test_the_result_is_the_expected_one() -> None:
    assert pinned() == json.loads((TENDER / "expected.json").read_text("utf-8"))


def test_every_bid_is_read_without_a_problem() -> None:
    assert sorted(called(at) for at in range(len(result().assessments))) == list(BIDS)
    assert result().document["problems"] == []


def test_the_readme_speaks_of_each() -> None:
    text = (TENDER / "README.md").read_text("utf-8")
    assert all(f"| `{name}` |" in text for name in BIDS)


def test_one_product_complies_in_one_lot_and_not_in_the_other() -> None:
    assert [bid(f"mossbank/lot-{key}")["verdict"] for key in "12"] == ["non-compliant", "compliant"]
    assert gates_of(bid("mossbank/lot-1"), "not met") == ["nhs-identity/ID-2"]


def test_a_gate_for_patients_applies_in_their_lot_only() -> None:
    assert {outcome(name, "nhs-identity/ID-2") for name in BIDS if bid(name)["lot"] == "2"} == {"not applicable"}
    assert {outcome(name, "nhs-identity/ID-6") for name in BIDS if bid(name)["lot"] == "1"} == {"not applicable"}


def test_two_share_the_first_place_of_the_second_lot_with_points_won_elsewhere() -> None:
    assert [(called(each["index"]), each["best"]) for each in lot("2")["places"]] == [
        ("heronsgate/lot-2", 1),
        ("tolland", 1),
        ("mossbank/lot-2", 3),
    ]
    points = [[each["points"] for each in bid(name)["criteria"] if each["id"] in ("UM-6", "UM-7")]
              for name in ("heronsgate/lot-2", "tolland")]  # fmt: skip
    assert points[0] != points[1]


def test_a_lot_that_nobody_bid_for_is_there_and_empty() -> None:
    assert [each["lot"] for each in result().document["rankings"]] == ["1", "2", "3"]
    assert (lot("3")["places"], lot("3")["apart"], lot("3")["may_be_first"]) == ([], [], [])


def test_what_a_supplier_shares_is_written_once() -> None:
    assert {bid(f"heronsgate/lot-{key}")["supplier"] for key in "12"} == {"Heronsgate Invented Systems Ltd"}
    assert not any((SUBMISSIONS / f"heronsgate/lot-{key}/evidence").exists() for key in "12")


@pytest.mark.parametrize("room", [80, 160])
def test_within_its_lot_a_bid_is_called_without_it(room: int) -> None:
    text = " ".join(table.render(result().document, room).split())
    assert "Bookling is 3rd" in text
    assert "Bookling lapses on" in text
    assert "No submission for this lot was assessed." in text


@pytest.mark.parametrize(
    ("form", "needed"), [("html", "jinja2"), ("xlsx", "xlsxwriter"), ("pdf", "typst"), ("markdown", "yaml")]
)
def test_every_board_names_the_lot_that_nobody_bid_for(tmp_path: Path, form: str, needed: str) -> None:
    pytest.importorskip(needed)
    path = tmp_path / f"board.{form}"
    assert run("assess", TENDER, "--format", form, "--output", path).exit_code == 0
    assert "Lot 3 (Interpreters are booked with the appointment)" in text_of(path)


if __name__ == "__main__":
    (TENDER / "expected.json").write_text(json.dumps(pinned(), indent=2) + "\n", "utf-8")
