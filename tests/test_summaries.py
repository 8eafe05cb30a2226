"""Assessment summaries: what each bidder is told, what nobody is told, and what only a person may fill in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from cli_tenders import run
from test_final_reports import ending_with_stops
from ward_messages import SEED, library

from techassure.problems import Place, ProblemsFound
from techassure.selections.tender_rules import Rules
from techassure.summaries import blanks, contents, drafting, held_back, others_named, standstill, withholding, word
from techassure.tendering import running_tender

SUMMARIES = {
    "Alderfen": "successful",
    "Brindlecote": "unsuccessful",
    "Cobblewick": "unsuccessful",
    "Everthorn": "disqualified",
}
EVERYBODY = {
    "Alderfen": ("Alderfen", "Alderping", "GB-COH-00000021", "Allmadeup"),
    "Brindlecote": ("Brindlecote", "Wardcall", "GB-COH-00000022", "Barely"),
    "Cobblewick": ("Cobblewick", "Nightnote", "GB-COH-00000023", "Conjured"),
    "Dunmarrow": ("Dunmarrow", "Shiftline", "GB-COH-00000024", "Dreamtup"),
    "Everthorn": ("Everthorn", "Bleepless", "GB-COH-00000025", "Ethereal"),
    "Fallowmere": ("Fallowmere", "Quietround", "GB-COH-00000026", "Figmental"),
}


def drafts(folder: Path = SEED, notice: int | None = None, withheld: Any = ()) -> dict[str, Any]:
    made, _ = drafting.drafts(running_tender.load(folder, library()), notice, withheld)
    return {each["supplier"]["name"].split()[0]: each for each in made.values()}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return drafts()


def test_every_assessed_tender_has_a_summary_and_no_other(made: dict[str, Any]) -> None:
    summaries = {name: each["outcome"] for name, each in made.items() if each["kind"] == "assessment-summary"}
    assert summaries == SUMMARIES
    assert made["Dunmarrow"]["kind"] == "notice-of-disregard"
    assert "Fallowmere" not in made


@pytest.mark.parametrize("name", SUMMARIES)
def test_no_third_bidder_is_named(made: dict[str, Any], name: str) -> None:
    """Nothing that belongs to anybody but the bidder and the winner: no name, product, number or person."""
    text = json.dumps(made[name])
    for other, words in EVERYBODY.items():
        if other not in (name, "Alderfen"):
            assert not [word for word in words if word in text]


def test_who_is_equal_to_the_winner_is_told_so_and_how_it_was_decided() -> None:
    """No letter says that another tender satisfied the criteria best where nothing published separates the two."""
    final = ward_messages.final()
    first, second = final["bids"][:2]
    second["place"] = first["place"]
    told = contents.summary(final, second, first, {}, "Drawn by lot before both bidders.")["why_not"]
    (said,) = told
    assert said.startswith(
        "Your tender and the one to which the contract is to be awarded are equal by the award criteria"
    )
    assert said.endswith("Between the two it was decided: Drawn by lot before both bidders.")
    assert [contents.summary(final, each, first, {})["equal"] for each in final["bids"][:3]] == [False, True, False]


def test_the_total_of_a_winner_is_not_withheld_from_whoever_is_told_to_be_equal() -> None:
    final = ward_messages.final()
    first, second = final["bids"][:2]
    apart = contents.summary(final, second, first, {}, "Drawn by lot.")
    equal = contents.summary(final, {**second, "place": first["place"]}, first, {}, "Drawn by lot.")
    for each in (apart, equal):
        withholding.withhold(each, "winner:total", "It would show the price.")
    assert [each.rule for each in held_back.told_by_being_equal({"a": apart, "b": equal})] == ["given-away"]


def test_a_letter_goes_to_the_address_that_the_supplier_gave_and_else_a_person_fills_it_in() -> None:
    final = json.loads((SEED / "final.json").read_text("utf-8"))
    first = final["bids"][0]
    given = {"address": "1 Made-up Way", "email": "a@alderfen.example"}
    told, unknown = (contents.supplier(final, {**first, "contact": each}) for each in (given, dict.fromkeys(given)))
    assert {name: told[name] for name in given} == given
    assert [len(list(blanks.blanks(unknown[name]))) for name in given] == [1, 1]


REOPENED = {"entry": 32, "on": "2026-07-01", "by": "H", "because": "Everthorn was heard again.",
            "lifted": {"entry": 30, "on": "2026-06-24", "final": "sha256:1"}}  # fmt: skip


def test_after_a_reopening_each_summary_says_which_one_it_takes_the_place_of() -> None:
    """A second letter with another winner, and no word why, would be read as a mistake; why is for a person to say."""
    final = ward_messages.final()
    first, second = final["bids"][:2]
    assert contents.summary(final, second, first, {})["replaces"] == []
    earlier = {**REOPENED, "lifted": {**REOPENED["lifted"], "on": "2026-06-20"}}
    told, why = contents.summary({**final, "reopened": [earlier, REOPENED]}, second, first, {})["replaces"]
    assert told.startswith("An earlier result of this tender, of 24 June 2026, was lifted on 1 July 2026.")
    assert (list(blanks.blanks(why)), "Everthorn" in told) == (
        ["what has changed since then, as far as you may say"],
        False,
    )


def test_where_a_tender_was_changed_letters_name_each_address_of_its_criteria() -> None:
    final = ward_messages.final()
    first = final["bids"][0]
    final["lock"]["modifications"] = [{"on": "2026-05-20", "published_at": "https://fellmoor.example/notice-2"}]
    told = contents.summary(final, first, first, {})["full_version"]
    assert told.endswith("/ward-messages-2026; as changed on 2026-05-20: https://fellmoor.example/notice-2")


def test_no_letter_names_a_reviewer_or_holds_what_one_alone_gave(made: dict[str, Any]) -> None:
    """The result holds it for a court; a bidder is told the score that counts, and its reason."""
    text = json.dumps(made)
    of_people = ("Orla", "Idris", "Petra", "Maud", "I doubt it.", "The figure is theirs alone")
    assert [each for each in of_people if each in text] == []


@pytest.mark.parametrize("name", ["Alderfen", "Brindlecote"])
def test_no_third_bidders_score_can_be_told_from_a_summary(tmp_path: Path, made: dict[str, Any], name: str) -> None:
    """Another score and another name of a third bidder leave the summary as it is, to the byte."""
    folder = ward_messages.copy(tmp_path / "tender")
    for path, old, new in (
        ("inbox/4-demonstration.yaml", "score: 40", "score: 57"),
        ("inbox/meeting.yaml", "points: '1'", "points: '3'"),
        ("submissions/cobblewick/submission.yaml", "Cobblewick Invented Software Ltd", "Somebody Else Ltd"),
    ):
        text = (folder / path).read_text("utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), "utf-8")
    assert drafts(ward_messages.play(folder))[name] == made[name]


def test_a_reason_that_names_a_third_bidder_is_pointed_out(tmp_path: Path) -> None:
    """What people write is theirs; nobody sends it unread."""
    pytest.importorskip("docx", reason="needs the extra `docx`")
    folder = ward_messages.copy(tmp_path / "tender")
    path = folder / "inbox/meeting.yaml"
    said = "The measure is good and the trust may audit it, which answers the doubt"
    text = path.read_text("utf-8")
    assert said in " ".join(text.split())
    changed = text.replace("The measure is good", "Better than nightnote; the measure is good")
    path.write_text(changed, "utf-8")
    found = run("tender", "summaries", ward_messages.play(folder), "--output", tmp_path / "letters")
    assert found.exit_code == 1
    (line,) = [line for line in found.stderr.splitlines() if "(names-another-bidder)" in line]
    assert line.startswith("assessment-summary-brindlecote")
    assert "`nightnote`, which may name another bidder, `Cobblewick Invented Software Ltd`" in line


def test_of_a_framework_it_is_said_that_a_letter_knows_one_winner(tmp_path: Path, made: dict[str, Any]) -> None:
    """Who comes into it in the second place must not be told that the contract goes to another."""
    pytest.importorskip("docx", reason="needs the extra `docx`")
    folder = ward_messages.copy(tmp_path / "tender")
    path = folder / "tender.yaml"
    path.write_text(path.read_text("utf-8").replace("contract:\n", "contract:\n  is_new_framework: yes\n"), "utf-8")
    found = run("tender", "summaries", ward_messages.play(folder, anew=True), "--output", tmp_path / "letters")
    (line,) = [line for line in found.stderr.splitlines() if "(one-winner)" in line]
    assert (found.exit_code, "2 of these letters say that it goes to another supplier" in line) == (0, True)
    assert not drafting.of_one_winner(running_tender.load(SEED, library()), made)


def test_the_seeds_letters_name_nobody_else(made: dict[str, Any]) -> None:
    assert others_named.naming_others(running_tender.load(SEED, library()), made) == []


@pytest.mark.parametrize(
    ("said", "words"), [("Unlike Cobblewick's, dated.", ["Cobblewick"]), ("Its software system is dated.", [])]
)
def test_a_part_of_a_name_is_enough_and_a_common_word_is_not(made: dict[str, Any], said: str, words: list[str]) -> None:
    part = {**made["Brindlecote"], "why_not": [said]}
    found = others_named.naming_others(running_tender.load(SEED, library()), {"letter": part})
    assert [f"`{word}`" in problem.message for problem in found for word in words] == [True] * len(words)
    assert bool(found) == bool(words)


def test_who_did_not_win_is_told_of_the_winners_scores_and_why(made: dict[str, Any]) -> None:
    winner = made["Brindlecote"]["winner"]
    assert winner["name"] == "Alderfen Pretend Systems Ltd"
    own = made["Alderfen"]["own"]["scores"]
    assert [each["id"] for each in winner["scores"]] == [each["id"] for each in own]
    assert all(one == other for one, other in zip(winner["scores"], own, strict=True) if one["id"] != "price")
    assert winner["total"] == made["Alderfen"]["own"]["total"] == 74.92
    assert made["Alderfen"]["winner"] is None


def printed(part: dict[str, Any]) -> list[list[str]]:
    """Return the rows of the table of scores, as a letter prints them."""
    docx = pytest.importorskip("docx", reason="needs the extra `docx`")
    made = docx.Document(io.BytesIO(word.render(part)))
    (table, *_) = [each for each in made.tables if each.cell(0, 2).text == "Counts for"]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_what_the_award_criteria_count_for_adds_up_in_each_letter(made: dict[str, Any]) -> None:
    for name in ("Alderfen", "Brindlecote", "Cobblewick"):
        _, *rows, total = printed(made[name])
        points = [row[2] for row in rows if row[1]]
        assert sum(map(Decimal, points)) == Decimal(next(row[2] for row in [*rows, total] if not row[1]))
        assert len({len(each.partition(".")[2]) for each in points}) == 1
        assert Decimal(total[2]) == Decimal(str(made[name]["own"]["total"]))


def test_a_total_that_was_rounded_stands_below_the_sum(made: dict[str, Any]) -> None:
    own = made["Brindlecote"]["own"]
    scores = [
        {**each, "weighted": text} for each, text in zip(own["scores"], ["15.000", "15.225", "1", "1"], strict=True)
    ]
    rows = printed({**made["Brindlecote"], "own": {**own, "scores": scores, "total": 32.2}})
    assert rows[-2:] == [["Sum", "", "32.225"], ["Total, rounded", "", "32.2"]]


def test_a_withheld_criterion_is_not_called_unassessed(made: dict[str, Any]) -> None:
    held = withholding.withhold(part := deepcopy(made["Brindlecote"]), "own:scores:price", "It is secret.")
    rows = printed(part)
    assert held
    assert rows[-2:] == [["Whole-life cost", "withheld", "withheld"], ["Total", "", str(part["own"]["total"])]]


@pytest.mark.parametrize("name", ["Brindlecote", "Everthorn", "Dunmarrow"])
def test_no_sentence_of_a_letter_ends_twice(made: dict[str, Any], name: str) -> None:
    part = ending_with_stops(made[name])
    assert not re.search(r"[^.]\.\.(?!\.)", words(word.render(part)))


@pytest.fixture
def by_value() -> dict[str, Any]:
    """The letter to a loser of a tender whose bids rank by quality for each pound, and which scored higher."""
    final = ward_messages.final()
    winner, bid, *_ = final["bids"]
    winner["price"]["quality_per_pound"], bid["price"]["quality_per_pound"] = ["3/10000"] * 2, ["1/4000"] * 2
    final["rules"]["price_points"] = "Bids rank by quality points for each pound."
    for each in (winner, bid):
        each["award_criteria"] = [award for award in each["award_criteria"] if award["id"] != "price"]
    return contents.summary(final, bid, winner, standstill.part(Rules(), None))


def test_who_lost_by_quality_for_the_price_is_told_that_bids_rank_by_it_and_how_both_stand(by_value: Any) -> None:
    assert by_value["ranking"] == "Bids rank by quality points for each pound."
    assert by_value["why_not"] == [
        "Another tender was the most advantageous by quality points for each pound, by which bids rank."
    ]
    assert by_value["own"]["value"].startswith("0.25 points for each 1,000 GBP. This tender costs 298,000 GBP")
    assert by_value["winner"]["value"] == "0.3 points for each 1,000 GBP."
    text = words(word.render(by_value))
    for said in (by_value["ranking"], by_value["why_not"][0], by_value["own"]["value"], by_value["winner"]["value"]):
        assert said in text


def test_where_points_are_added_up_no_letter_speaks_of_quality_for_the_price(made: dict[str, Any]) -> None:
    part = made["Brindlecote"]
    assert (part["ranking"], part["own"]["value"], part["winner"]["value"]) == ("", "", "")
    final = json.loads((SEED / "final.json").read_text("utf-8"))
    assert final["rules"]["price_points"]


def test_scores_that_were_not_counted_as_they_are_shown_are_told_so(made: dict[str, Any]) -> None:
    told = {name: bool(made[name]["own"]["rounding"]) for name in SUMMARIES}
    assert told == {"Alderfen": True, "Brindlecote": True, "Cobblewick": False, "Everthorn": False}


def test_a_price_is_told_to_nobody_but_who_offered_it(made: dict[str, Any]) -> None:
    """What one formula makes of two prices cannot be hidden; the winner's price itself is not told."""
    for name, amount in {"Alderfen": "312,000", "Brindlecote": "298,000", "Cobblewick": "171,000"}.items():
        told = {other for other, each in made.items() if f"costs {amount} GBP" in json.dumps(each)}
        assert told == {name}


def test_each_score_is_explained_down_to_its_sub_criteria(made: dict[str, Any]) -> None:
    for part in (made["Cobblewick"]["own"], made["Cobblewick"]["winner"]):
        for score in part["scores"]:
            assert score["because"]
            assert all(sub["because"] for sub in score["sub_criteria"])
    social = next(each for each in made["Brindlecote"]["own"]["scores"] if each["id"] == "social-value")
    assert social["sub_criteria"][0]["because"] == [
        "The measure is good and the trust may audit it, which answers the doubt in part."
    ]


def test_criteria_are_told_with_importance_how_assessed_and_scores_available(made: dict[str, Any]) -> None:
    told = {each["id"]: each for each in made["Cobblewick"]["award_criteria"]}
    assert [each["importance"] for each in told.values()] == ["20 of 100", "20 of 100", "20 of 100", "40 of 100"]
    assert told["social-value"]["minimum"] == "30"
    assert [step["points"] for step in told["social-value"]["sub_criteria"][0]["scores"]] == ["4", "3", "2", "1", "0"]
    assert made["Cobblewick"]["full_version"] == "https://fellmoor.example/tenders/ward-messages-2026"


def test_the_disqualified_are_told_the_reasons_and_only_what_was_assessed(made: dict[str, Any]) -> None:
    text = " ".join(made["Everthorn"]["why_not"])
    assert "will not renew it" in text
    assert "The certificate ends on 2027-01-14, before the contract" in text
    scores = {each["id"]: each["score"] for each in made["Everthorn"]["own"]["scores"]}
    assert scores == {"security": 100.0, "social-value": None, "demonstration": None, "price": None}


def test_a_condition_of_participation_has_a_notice_of_its_own(made: dict[str, Any]) -> None:
    notice = made["Dunmarrow"]
    assert "The certificate ended on 2026-05-20, before 2026-06-01." in notice["conditions"][0]["because"]
    assert "own" not in notice
    assert "winner" not in notice


def test_every_blank_is_marked_and_listed(made: dict[str, Any]) -> None:
    assert drafting.remaining(made)["Brindlecote"] == [
        "the identifier of the tender notice",
        "the last day of the standstill, when the award notice is published",
        "whom to ask, by which address",
        "name and role of the person who sends this",
    ]


def test_withholding_puts_the_notice_in_place_and_nowhere_else(made: dict[str, Any]) -> None:
    field = "winner:scores:social-value:sub_criteria:social-value/SV1:because"
    after = drafts(withheld=[(field, "It would show the supply chain.")])
    said = "Withheld under section 94 of the Procurement Act 2023: It would show the supply chain."
    text = json.dumps(after["Brindlecote"])
    assert text.count(said) == 1
    assert json.dumps(made["Brindlecote"]) == text.replace(
        json.dumps(said), json.dumps(["Both found it good; the single refurbisher is a small doubt."])
    )
    assert after["Alderfen"] == made["Alderfen"]


SV = "winner:scores:social-value:sub_criteria:social-value"
CE = "winner:scores:security:sub_criteria:cyber-essentials"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (["winner:scores:demonstration"], "`winner:scores:demonstration` is withheld, and can be worked out from the "
         "total and what the other award criteria count for"),
        (["winner:scores:price:score"], "from the total and what the other award criteria count for"),
        (["winner:scores:price:weighted"], "from the total and what the other award criteria count for"),
        (["winner:scores:social-value:score", "winner:total"], "from the scores of its sub-criteria"),
        (["winner:total"], "`winner:total` is withheld, and can be worked out from what the award criteria count for"),
        ([f"{SV}/SV1"], "from the score of `social-value` and of its other sub-criteria"),
        ([f"{SV}/SV1:score"], "from the score of `social-value` and of its other sub-criteria"),
        ([f"{SV}/SV1", f"{SV}/SV2"], "from the score of `social-value` and of its other sub-criteria"),
        ([f"{CE}/CE-8", f"{CE}/CE-9"], "from the score of `security` and of its other sub-criteria"),
        (["winner:scores:security", "winner:total", f"{SV}/SV3:score", f"{SV}/SV1:score"], "from its reason"),
    ],
)  # fmt: skip
def test_what_is_withheld_and_can_be_worked_out_is_refused(fields: list[str], told: str) -> None:
    """A winner with full marks gives away each of them, however many are withheld.

    Of two scores of 4 with the shares 5 and 3, one pair alone makes what the award criterion counts for.
    """
    with pytest.raises(ProblemsFound, match="given-away") as refused:
        drafts(withheld=[(field, "It would show the price.") for field in fields])
    assert any(told in problem.message for problem in refused.value.problems)


@pytest.mark.parametrize(
    "fields",
    [
        ["winner:scores:demonstration", "winner:total"],
        ["winner:scores:demonstration", "winner:scores:price"],
        ["winner:scores:demonstration:because", f"{SV}/SV1:because"],
        ["winner:scores:social-value:score", "winner:scores:social-value:sub_criteria", "winner:total"],
        [f"{SV}/SV1", f"{SV}/SV2", f"{SV}/SV3"],
        ["winner:scores", "winner:total"],
    ],
)
def test_what_cannot_be_worked_out_is_withheld(fields: list[str]) -> None:
    part = drafts(withheld=[(field, "It would show the price.") for field in fields])["Brindlecote"]
    assert json.dumps(part).count("Withheld under section 94") >= len(fields)


def test_a_figure_is_withheld_in_every_form_in_which_it_is_told() -> None:
    fields = ["winner:total", "winner:scores:price:score"]
    winner = drafts(withheld=[(field, "It would show the price.") for field in fields])["Brindlecote"]["winner"]
    price = next(each for each in winner["scores"] if each["id"] == "price")
    assert winner["total_exact"] == winner["total"] == price["weighted"] == price["score"]


def test_a_letter_calls_what_is_withheld_so_with_the_reason() -> None:
    fields = ["winner:total", "winner:scores:price:score", f"{SV}/SV1:score", f"{SV}/SV2", f"{SV}/SV3"]
    text = words(word.render(drafts(withheld=[(field, "A secret.") for field in fields])["Brindlecote"]))
    assert text.count("Withheld under section 94 of the Procurement Act 2023: A secret.") == len(fields)
    assert "Whole-life cost: withheld\n" in text
    assert "(withheld): " in text
    assert not re.search("secret. of|74.92|54.81|21.92", text)


def test_what_cannot_be_withheld_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ProblemsFound, match="unknown-field") as found:
        drafts(withheld=[("winner:score:price:because", "Because.")])
    assert "winner:scores:price:because" in found.value.problems[0].fix


# --- where there is none --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        Rules(regime="provider-selection-regime-2023", procedure="open"),
        Rules(regime="public-contracts-regulations-2015", procedure="open"),
        Rules(regime="procurement-act-2023", procedure="framework-call-off"),
        Rules(regime="procurement-act-2023", procedure="direct-award"),
    ],
)
def test_another_law_or_award_has_no_summary_and_it_says_why(rules: Rules) -> None:
    (problem,) = drafting.unavailable(rules, Place("tender.yaml"))
    assert problem.rule == "no-assessment-summary"
    assert re.search("award|law", problem.message + problem.fix)


def test_a_competitive_award_under_the_act_has_them() -> None:
    rules = Rules(regime="procurement-act-2023", procedure="competitive-flexible")
    assert drafting.unavailable(rules, Place("tender.yaml")) == []


def test_nothing_is_drafted_before_people_decided_the_award(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="not-awarded"):
        drafts(ward_messages.at(tmp_path / "a", "finalise"))
    with pytest.raises(ProblemsFound, match="not-finalised"):
        drafts(ward_messages.at(tmp_path / "b", "low"))


# --- standstill -----------------------------------------------------------------------------------------------------


def ends(published: str, *holidays: str) -> str:
    days = {date.fromisoformat(each).toordinal() for each in holidays}
    return str(date.fromordinal(standstill.last_day(date.fromisoformat(published).toordinal(), days.__contains__)))


def test_eight_working_days_count_the_day_of_the_notice() -> None:
    assert ends("2026-06-01") == "2026-06-10"
    assert ends("2026-06-01", "2026-06-03") == "2026-06-11"


def test_published_on_a_saturday_the_count_begins_on_monday() -> None:
    assert ends("2026-06-06") == ends("2026-06-08") == "2026-06-17"


@pytest.mark.parametrize("day", ["2026-01-02", "2026-03-17", "2026-07-13", "2026-11-30", "2026-12-25", "2026-04-03"])
def test_a_bank_holiday_in_any_part_of_the_united_kingdom_does_not_count(day: str) -> None:
    """2 January and 30 November in Scotland; 17 March and the day for 12 July in Northern Ireland."""
    pytest.importorskip("holidays", reason="needs the extra `dates`")
    free = standstill.bank_holidays()
    number = date.fromisoformat(day).toordinal()
    assert free(number)
    assert standstill.last_day(number, free) == standstill.last_day(number + 1, free)


def test_the_standstill_of_a_notice_is_dated_in_words() -> None:
    pytest.importorskip("holidays", reason="needs the extra `dates`")
    made = standstill.part(Rules(), date(2026, 7, 8).toordinal())
    assert made["ends"] == "2026-07-20"
    assert "20 July 2026" in made["says"]


def test_a_notice_is_not_published_before_the_award_was_decided() -> None:
    """The seed awards on 2026-06-26, the last entry of its log."""
    pytest.importorskip("holidays", reason="needs the extra `dates`")
    with pytest.raises(ProblemsFound) as refused:
        drafts(notice=date(2026, 6, 25).toordinal())
    [problem] = refused.value.problems
    assert "2026-06-25 is before the award of 2026-06-26, entry 31 of the log" in problem.message
    assert drafts(notice=date(2026, 6, 26).toordinal())


def test_without_a_notice_the_end_is_a_blank_and_where_it_is_optional_too() -> None:
    assert standstill.part(Rules(), None)["ends"].startswith("[TO FILL IN")
    optional = standstill.part(Rules(standstill_optional_as="light-touch"), date(2026, 7, 8).toordinal())
    assert (optional["mandatory"], optional["ends"]) == (False, None)
    assert "section 51(3)" in optional["says"]


# --- files ----------------------------------------------------------------------------------------------------------


def words(data: bytes) -> str:
    """Return all text of a Word file."""
    docx = pytest.importorskip("docx", reason="needs the extra `docx`")
    made = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_the_word_files_say_what_the_data_says(tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="needs the extra `docx`")
    pytest.importorskip("holidays", reason="needs the extra `dates`")
    folder = tmp_path / "letters"
    said = run("tender", "summaries", SEED, "--output", folder, "--award-notice-published", "2026-07-08")
    assert said.exit_code == 0, said.output
    assert "Fallowmere Notional Ltd, Quietround 0.9.0: no document" in said.stdout
    assert said.stdout.count("blanks to fill in") == 5
    assert len(list(folder.iterdir())) == 10
    (path,) = folder.glob("*brindlecote*.docx")
    text = words(path.read_bytes())
    for part in ("Brindlecote Make-Believe Ltd", "73.95", "74.92", "Alderfen", "20 July 2026", "[TO FILL IN:"):
        assert part in text
    for said in (*EVERYBODY["Cobblewick"], *EVERYBODY["Everthorn"], *EVERYBODY["Dunmarrow"], *EVERYBODY["Fallowmere"]):
        assert said not in text


def test_the_same_summary_has_the_same_bytes(made: dict[str, Any]) -> None:
    pytest.importorskip("docx", reason="needs the extra `docx`")
    one = {"a": made["Brindlecote"]}
    first = drafting.files(one)
    assert first == drafting.files(one)
    with zipfile.ZipFile(io.BytesIO(first["a.docx"])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b">1980-01-01T00:00:00Z<") == 2


def test_hostile_names_do_no_harm_in_a_word_file(made: dict[str, Any]) -> None:
    pytest.importorskip("docx", reason="needs the extra `docx`")
    hostile = json.loads(json.dumps(made["Dunmarrow"]).replace("Dunmarrow Fictional", "<w:p>&\\u0007\\ud83d\\ude00"))
    assert "<w:p>&\U0001f600 Tech Ltd" in words(drafting.files({"a": hostile})["a.docx"])


def paragraphs(made: dict[str, Any]) -> list[Any]:
    docx = pytest.importorskip("docx", reason="needs the extra `docx`")
    return list(docx.Document(io.BytesIO(drafting.files({"a": made})["a.docx"])).paragraphs)


def test_the_parts_of_a_letter_follow_each_other_under_their_headings(made: dict[str, Any]) -> None:
    found = [each.text for each in paragraphs(made["Everthorn"]) if each.style.name.startswith("Heading")]
    assert found[:3] == ["The outcome", "The award criteria", "Security of the supplier: sub-criteria"]
    assert found[4:9] == [
        "How your tender was assessed",
        "Security of the supplier: 100 of 100",
        "Net zero and social value: not assessed",
        "Demonstration on a ward: not assessed",
        "Whole-life cost: not assessed",
    ]
    assert found[-2:] == ["Standstill", "Questions"]


def test_a_letter_tells_a_minimum_only_where_there_is_one(made: dict[str, Any]) -> None:
    assert re.findall(r"; at least (.*) needed", words(word.render(made["Brindlecote"]))) == ["30"]


def test_the_id_of_a_document_stands_in_a_letter_without_the_marks_of_a_terminal(made: dict[str, Any]) -> None:
    found = paragraphs(made["Dunmarrow"])
    assert not [each.text for each in found if "`" in each.text]
    assert "certificate" in [run.text for each in found for run in each.runs if run.font.name == "Courier New"]


@pytest.mark.parametrize("name", ["Alderfen", "Brindlecote", "Cobblewick", "Everthorn"])
def test_no_page_of_a_letter_ends_before_the_list_that_a_line_leads_to(made: dict[str, Any], name: str) -> None:
    found = paragraphs(made[name])
    leads = [
        one
        for one, after in pairwise(found)
        if after.style.name == "List Bullet" and one.style.name == "Normal" and one.text
    ]
    assert leads
    assert all(each.paragraph_format.keep_with_next for each in leads)


def test_all_are_written_or_none(tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="needs the extra `docx`")
    (tmp_path / "letters").mkdir()
    assert "(folder-exists)" in run("tender", "summaries", SEED, "--output", tmp_path / "letters").output
    refused = run("tender", "summaries", SEED, "--output", tmp_path / "new", "--withhold", "winner:x", "--because", "y")
    assert refused.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_the_blanks_of_any_shape_are_found() -> None:
    assert list(blanks.blanks({"a": [blanks.blank("x"), {"b": "no"}], "c": blanks.blank("y")})) == ["x", "y"]
