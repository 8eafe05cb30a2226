"""The days of a log: what was recorded late is told wherever the log is told, and what cannot be true is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from cli_tenders import run
from test_running_tender import A, C, D, dated, decided, load, refused

from techassure.problems import ProblemsFound
from techassure.reviewing.log_days import dated_back, said
from techassure.reviewing.log_state import Decided
from techassure.tendering import final_writer, merging, opening


@pytest.fixture
def at(tmp_path: Path) -> Any:
    return lambda step: ward_messages.at(tmp_path / "tender", step)


def log(*days: tuple[str, int]) -> list[Decided]:
    """Return entries by kind and day."""
    return [Decided(number, kind, "H.", day, {}) for number, (kind, day) in enumerate(days, 1)]


def behind(*days: tuple[str, int]) -> dict[int, int]:
    return {number: before.number for number, before in dated_back(log(*days)).items()}


def test_an_entry_is_dated_back_where_one_before_it_is_of_a_later_day() -> None:
    assert behind(("late", 3), ("late", 1), ("late", 3), ("late", 2)) == {2: 1, 4: 3}


def test_sheets_come_in_any_order_but_not_behind_what_was_decided() -> None:
    sheet = "review-received"
    assert behind((sheet, 5), (sheet, 4), ("late", 5), (sheet, 4), ("late", 3)) == {4: 3, 5: 1}


def test_what_stands_behind_a_later_day_is_said_by_its_runs() -> None:
    days = [date(2026, 6, day).toordinal() for day in (28, 27, 27, 27, 18)]
    late = [("late", day) for day in days]
    assert "entries 2 to 4 (2026-06-27) stand behind entry 1 (2026-06-28); entry 5 (2026-06-18) stands" in next(
        said(log(*late))
    )
    assert "entries 2 and 3 (2026-06-27) stand" in next(said(log(*late[:3])))
    assert not list(said(log(("late", 1), ("late", 1))))


def test_what_was_recorded_late_is_told_by_the_log_the_story_and_the_result(at: Any) -> None:
    folder = at("demonstration")
    told = "recorded behind entry 27, of 2026-06-12"
    (folder / "late.yaml").write_bytes(dated("clarification-asked", "2026-06-05", C, clarification="C2", question="Q?"))
    assert told in run("tender", "decide", folder, folder / "late.yaml").output
    assert told in run("tender", "log", folder).output
    bid = ("--supplier", C[0])
    assert told in run("review", "log", folder, "social-value/SV1", *bid).output
    (story,) = json.loads(run("review", "log", folder, "social-value/SV1", "--json", *bid).output)["decisions"][1:]
    assert story["recorded_behind"] == 27
    (notice,) = [each for each in final_writer.document(load(folder), {}, final=False)["notices"] if "behind" in each]
    assert "entry 28 (2026-06-05) stands behind entry 27 (2026-06-12)" in notice


def test_a_sheet_that_was_recorded_late_is_told_where_it_is_taken_in(at: Any) -> None:
    folder = at("before")
    sheet = folder / "inbox/orla.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("2026-06-08", "2026-06-02"), "utf-8")
    (remark,) = [each for each in merging.merge(load(folder), sheet).remarks if each.rule == "recorded-late"]
    assert remark.message == "2026-06-02 is before 2026-06-03, the day of entry 13 of the log (`clarification-asked`)"


def prices(folder: Path, on: date) -> list[str]:
    """Return the rules by which prices may not be opened on a day."""
    files = sorted((folder / "inbox/prices").iterdir())
    try:
        opening.open_prices(load(folder), files, {"name": "H."}, on.toordinal())
    except ProblemsFound as found:
        return [each.rule for each in found.problems]
    return []


def test_no_price_is_opened_before_the_last_score_that_counts(at: Any) -> None:
    """A score of a wrong day is corrected, and then the day of the correction counts."""
    folder = at("demonstration")
    assert prices(folder, date(2026, 6, 11)) == ["before-what-it-follows"]
    wrong = {"award_criterion": "demonstration", "score": "90", "because": "b"}
    decided(folder, dated("scored-elsewhere", "2062-06-12", A, **wrong, corrects=25))
    assert prices(folder, date(2026, 6, 12)) == ["before-what-it-follows"]
    decided(folder, dated("scored-elsewhere", "2026-06-12", A, **wrong, corrects=28))
    decided(folder, dated("clarification-asked", "2026-06-15", C, clarification="C2", question="Q?"))
    decided(folder, dated("clarification-answered", "2026-06-15", clarification="C2", answer="a"))
    assert prices(folder, date(2026, 6, 12)) == []


@pytest.mark.parametrize(
    ("step", "raw", "day"),
    [
        ("award", dated("award", "2026-06-23", A, because="b", corrects=31), "2026-06-24"),
        ("merge", dated("clarification-answered", "2026-06-02", clarification="C1", answer="a"), "2026-06-03"),
        ("before", dated("reinstated", "2026-06-01", D, because="b"), "2026-06-02"),
        ("open", dated("abnormally-low-considered", "2026-06-15", C, found="f", notice="n"), "2026-06-16"),
        ("low", dated("disregarded", "2026-06-22", C, ground="abnormally-low-price", because="b", notice="n"),
         "2026-06-23"),
    ],
    ids=["award", "answer", "reinstated", "considered", "disregarded"],
)  # fmt: skip
def test_what_follows_something_is_not_dated_before_it(at: Any, step: str, raw: bytes, day: str) -> None:
    folder = at(step)
    assert refused(folder, raw) == ["before-what-it-follows"]
    on = next(line for line in raw.splitlines() if line.startswith(b"'on':"))
    assert refused(folder, raw.replace(on, f"on: {day}".encode())) == []


def test_a_score_after_the_prices_is_not_dated_before_the_tender_was_reopened(at: Any) -> None:
    """Else a score that was given with the prices known would look as if it had come first."""
    folder = at("open")
    decided(folder, dated("reopened", "2026-06-18", because="The panel's arithmetic was wrong."))
    again = {"award_criterion": "demonstration", "score": "100", "because": "b", "corrects": 25}
    assert refused(folder, dated("scored-elsewhere", "2026-06-17", A, **again)) == ["before-what-it-follows"]
    assert refused(folder, dated("scored-elsewhere", "2026-06-18", A, **again)) == []
    sheet = folder / "inbox/meeting.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("points: '3'", "points: '3'\n  corrects: 19", 1), "utf-8")
    with pytest.raises(ProblemsFound, match="before-what-it-follows"):
        merging.merge(load(folder), sheet)


def test_a_score_without_the_prices_may_be_of_a_day_before_the_tender_was_reopened(at: Any) -> None:
    folder = at("demonstration")
    decided(folder, dated("reopened", "2026-06-18", because="The panel's arithmetic was wrong."))
    again = {"award_criterion": "demonstration", "score": "100", "because": "b", "corrects": 25}
    assert refused(folder, dated("scored-elsewhere", "2026-06-17", A, **again)) == []


def test_no_tender_is_closed_before_anything_that_its_result_rests_on(at: Any) -> None:
    folder = at("low")
    for on, code in (("2026-06-22", 1), ("2026-06-23", 0)):
        closed = run("tender", "finalise", folder, "--by", "H. Holder", "--on", on)
        assert (closed.exit_code, "(before-what-it-follows)" in closed.stderr) == (code, bool(code))


def test_a_result_that_was_closed_on_a_wrong_day_is_reopened_and_closed_again(at: Any) -> None:
    """Of several reopenings the last one counts: no slip in a day keeps a tender from its end."""
    folder = at("low")
    assert run("tender", "finalise", folder, "--by", "H. Holder", "--on", "2062-06-24").exit_code == 0
    for on in ("2062-06-25", "2026-06-25"):
        decided(folder, dated("reopened", on, because="The day was mistyped."))
    assert run("tender", "finalise", folder, "--by", "H. Holder", "--on", "2026-06-25").exit_code == 0
    assert "entry 32 (2026-06-25) stands behind entry 31 (2062-06-25)" in (folder / "final.json").read_text("utf-8")
