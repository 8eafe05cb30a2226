"""What a buyer asks of a tender after it was closed: whether its bids are still those, and when a bid lapses."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import ward_messages
import yaml
from cli_tenders import run
from hypothesis import given
from hypothesis import strategies as st
from test_lot_names import text_of
from ward_messages import SEED, library

from techassure.documents.document import Document as DocumentShape
from techassure.documents.document import validator
from techassure.problems import ProblemsFound
from techassure.report import standing
from techassure.reviewing import bids, panel
from techassure.summaries import recipients
from techassure.tendering import decision_drafts, final_writer, missing, running_tender, storytelling, tender_log

BID = "submissions/alderfen/submission.yaml"


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    return ward_messages.at(tmp_path / "tender", "award")


def reworded(folder: Path) -> None:
    path = folder / BID
    path.write_bytes(path.read_bytes() + b"# a remark\n")


def with_a_file_more(folder: Path) -> None:
    (folder / "submissions/alderfen/more.txt").write_text("more", "utf-8")


def test_every_file_that_changed_is_named_in_order_and_what_is_nobodys_is_not(closed: Path) -> None:
    """What a desktop hides in a folder, and a link, are none of the tender's."""
    for name in ("b.txt", "a.txt"):
        (closed / "submissions/alderfen" / name).write_text("more", "utf-8")
    (closed / "submissions/alderfen/.DS_Store").write_text("hidden", "utf-8")
    (closed / "submissions/alderfen/link").symlink_to(closed / "tender.yaml")
    with pytest.raises(ProblemsFound) as found:
        tender_log.read_log(closed)
    assert [Path(each.place.file).name for each in found.value.problems] == ["a.txt", "b.txt"]


def with_reviews_more(folder: Path) -> None:
    (folder / "reviews.yaml").write_text("techassure: 1\nreviews: []\n", "utf-8")


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        (reworded, BID, "was changed since the tender was closed"),
        (lambda folder: (folder / BID).unlink(), BID, "is gone since the tender was closed"),
        (with_a_file_more, "submissions/alderfen/more.txt", "is new since the tender was closed"),
        (with_reviews_more, "reviews.yaml", "is new since the tender was closed"),
    ],
    ids=["changed", "gone", "new", "reviews"],
)
@pytest.mark.parametrize(
    "command", [("finalise", "--check"), ("record", "--output", "r.zip"), ("summaries", "--output", "letters")]
)
def test_a_bid_that_is_not_as_it_was_when_the_tender_was_closed_is_named(
    closed: Path, change: Callable[[Path], None], name: str, said: str, command: tuple[str, ...]
) -> None:
    change(closed)
    result = run("tender", command[0], closed, *command[1:])
    assert result.exit_code == 2
    assert f"`{name}` {said}" in " ".join(result.output.split())


def test_what_is_hidden_or_made_anew_is_no_bid(closed: Path) -> None:
    (closed / "submissions/.DS_Store").write_bytes(b"\0")
    assert run("tender", "finalise", closed, "--check").exit_code == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_however_a_disk_writes_its_accents(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    path = tmp_path / "submissions" / unicodedata.normalize(form, "Söhne.txt")
    path.parent.mkdir()
    path.write_text("x", "utf-8")
    assert list(tender_log.submitted(tmp_path)) == ["submissions/S\u00f6hne.txt"]


def test_a_tender_that_was_reopened_may_take_a_bid_in(closed: Path, tmp_path: Path) -> None:
    reopen = tmp_path / "reopen.yaml"
    text = "techassure: 1\nby: {name: H}\non: 2026-07-01\ndecisions:\n  - {kind: reopened, because: A court said so.}\n"
    reopen.write_text(text, "utf-8")
    assert run("tender", "decide", closed, reopen).exit_code == 0
    with_a_file_more(closed)
    assert run("tender", "finalise", closed, "--check").exit_code == 0


# --- what the page says ---------------------------------------------------------------------------------------------


@pytest.fixture
def final() -> dict[str, Any]:
    return ward_messages.final()


def said(document: dict[str, Any]) -> str:
    return " ".join(standing.render(document, 100).split())


def ranked(document: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted((bid for bid in document["bids"] if bid.get("place")), key=lambda bid: str(bid["place"]["best"]))


def test_a_certificate_that_ends_is_told_with_the_result_and_before_which_day(final: dict[str, Any]) -> None:
    first = ranked(final)[0]
    first |= {"lapses_on": "2026-07-19", "lapses_by": ["cyber-essentials/CE-3"]}
    assert "the verdict lapses on 2026-07-19, before the award on 2026-07-20: cyber-essentials/CE-3 (" in said(final)
    first["lapses_on"] = "2026-07-20"
    assert "the verdict lapses on 2026-07-20, on the day of the award: " in said(final)
    first["lapses_on"] = "2026-07-21"
    assert "the verdict lapses on 2026-07-21, before the contract ends on 2028-08-31: " in said(final)


def test_the_final_result_holds_the_day_on_which_each_bid_lapses(final: dict[str, Any]) -> None:
    assert [(bid["lapses_on"], bid["lapses_by"]) for bid in ranked(final)] == [
        ("2027-02-10", ["cyber-essentials/CE-1", "cyber-essentials/CE-2"]),
        (None, []),
        ("2026-11-03", ["cyber-essentials/CE-1"]),
    ]


def test_bids_that_nothing_separates_are_said_to_share_their_place(final: dict[str, Any]) -> None:
    first, second = ranked(final)[:2]
    second["total"], second["place"] = first["total"], first["place"]
    assert "share place 1: they are equal, and the tender's tie-breaks (" in said(final)
    final["rules"]["tie_breaks"] = []
    assert "share place 1: they are equal, and the tender, which has no tie-breaks, does not separate" in said(final)


def test_a_tie_that_was_broken_names_what_broke_it(final: dict[str, Any]) -> None:
    first, second = ranked(final)[:2]
    second["total"] = first["total"]
    wanted = (
        "are equal; the tender's tie-breaks (Net zero and social value, then the lowest price) put them in this order."
    )
    assert wanted in said(final)


def test_totals_that_look_equal_and_are_not_are_explained(final: dict[str, Any]) -> None:
    first, second = ranked(final)[:2]
    second["total"] = {**first["total"], "exact": ["74.918", "74.918"]}
    exactly = "Totals are summed exactly and rounded only where they are shown: 74.923 is ahead of 74.918."
    assert f"both show 74.92. {exactly}" in said(final)


def test_totals_that_look_equal_name_the_rule_of_the_tender_that_put_one_ahead(final: dict[str, Any]) -> None:
    first, second = ranked(final)[:2]
    final["rules"]["rounded_at"] = "award-criterion"
    first["total"] = {"low": 74.92, "high": 74.92, "exact": ["74.92", "74.92"]}
    second["total"] = {**first["total"], "exact": ["74.918", "74.918"]}
    rule = "each award criterion is rounded to 2 decimal places, then weighted and summed"
    assert f"By the tender's rule {rule}: a total of 74.920 is ahead of 74.918." in said(final)


def test_equal_totals_of_bids_that_rank_by_quality_for_the_pound_name_that(final: dict[str, Any]) -> None:
    first, second = ranked(final)[:2]
    second["total"] = first["total"]
    first["price"]["quality_per_pound"], second["price"]["quality_per_pound"] = ["1/4000"] * 2, ["1/5000"] * 2
    assert "They rank by quality points for each 1,000 GBP: 0.25 is ahead of 0.20." in said(final)


def test_without_a_tie_nothing_is_said_of_one(final: dict[str, Any]) -> None:
    assert "equal;" not in said(final)
    assert "share place" not in said(final)


def test_who_does_not_rank_is_named_with_product_and_lot_and_with_what_is_not_met(final: dict[str, Any]) -> None:
    bid = next(each for each in final["bids"] if each["stands"] != "assessed")
    bid["submission"]["lot"] = "2"
    bid["decided"]["criteria"] = ["a/1", "a/2", "a/3", "a/4"]
    about = bid["submission"]
    name = f"{bid['supplier']}, {about['product']} {about['version']}, lot 2: "
    assert name in said(final)
    assert "Not met: a/1, a/2, a/3 and 1 more." in said(final)


def test_a_final_result_without_a_bid_that_ranks_waits_for_nothing(final: dict[str, Any]) -> None:
    for bid in final["bids"]:
        bid["place"] = None
    assert "No bid ranks." in said(final)
    assert "yet" not in said(final)


def test_the_result_says_who_scored_with_what_interest_and_where_each_score_is_told(final: dict[str, Any]) -> None:
    text = said(final)
    assert "WHO SCORED (3) - Orla Overthere, Head of sustainability: sheet of 2026-06-08, entry 14. No interest" in text
    declared = "Interest declared: I worked for Alderfen until March 2026."
    decided = "Decided: removed, by Hana Holder on 2026-06-09, entry 18: She worked for one of the bidders until March."
    assert f"- Petra Pretend, Estates officer: sheet of 2026-06-09, entry 16. {declared} {decided}" in text
    assert "- Of 6 scores that the meeting gave, 1 followed scores further apart than the tender tolerates." in text
    assert "for one criterion `techassure review log`" in text
    assert "WHO SCORED" not in said({**final, "reviewers": []})


# --- letters --------------------------------------------------------------------------------------------------------


def test_two_bids_that_come_to_one_name_get_a_letter_each() -> None:
    """Letters were kept by a name that left out what is not ASCII, and a lot beyond the 80th character."""
    bids = [bid_of("株式会社", "1"), bid_of("株式会社!", "1"), bid_of("B" * 200, "1"), bid_of("B" * 200, "2")]
    made = recipients.named_apart((recipients.name("summary", bid), bid) for bid in bids)
    assert list(made.values()) == bids
    assert [*made][:2] == ["summary-株式会社-p-1-lot-1", "summary-株式会社-p-1-lot-1-2"]


def bid_of(supplier: str, lot: str) -> dict[str, Any]:
    return {"supplier": supplier, "submission": {"product": "P", "version": "1", "lot": lot}}


@given(st.text(max_size=200))
def test_words_in_a_files_name_are_short_and_stay_in_their_folder(words: str) -> None:
    name = tender_log.in_a_name(words)
    assert len(name.encode()) <= 40
    assert not re.search(r"[/\\.:\s]", name)
    assert tender_log.in_a_name(name) == name


def test_who_has_a_name_in_another_script_is_kept_by_it() -> None:
    assert tender_log.kept_name("panel", "Çem Öztürk", "sha256:0123456789", ".xlsx") == "panel/çem-öztürk-01234567.xlsx"


def test_who_gets_no_letter_is_told_with_the_reason(final: dict[str, Any]) -> None:
    none = list(recipients.without(final, ()))
    assert (
        "Alderfen Pretend Systems Ltd, Alderping 3.1.0: no document, because the contract is awarded to nobody" in none
    )
    assert len(none) == 5
    assert len(list(recipients.without(final, (None,)))) == 1


def test_the_draft_after_closing_is_of_the_award(tmp_path: Path) -> None:
    folder, path = ward_messages.at(tmp_path / "tender", "finalise"), tmp_path / "award.yaml"
    assert run("tender", "decide", folder, path, "--draft").exit_code == 0
    draft = path.read_text("utf-8")
    assert draft.count("- kind:") == 1
    assert "- kind: award\n    submission: {supplier: GB-COH-00000021, product: Alderping" in draft
    for blank, filled in (("name:", "name: H"), ("on:\n", "on: 2026-06-26\n"), ("because:", "because: First.")):
        draft = draft.replace(blank, filled)
    path.write_text(draft, "utf-8")
    assert run("tender", "decide", folder, path).exit_code == 0
    assert "(nothing-to-decide)" in run("tender", "decide", folder, tmp_path / "again.yaml", "--draft").output


def test_the_draft_of_a_shared_first_place_leaves_the_choice_to_people(tmp_path: Path) -> None:
    """It said that nothing was left to decide."""
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "finalise"), library())
    assert found.state.final is not None
    found.state.final.data["first"].append(bids.about(("GB-COH-00000022", "Wardcall", "2.4.2", None)))
    text = decision_drafts.text(found, decision_drafts.waiting(found, {}))
    assert text.count("- kind: award") == text.count("Ltd; equal in the first place: keep one of these") == 2


# --- the board ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def disqualified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed after its demonstration, had Nightnote, which is undecided and third, been disqualified as well."""
    folder = ward_messages.at(tmp_path_factory.mktemp("board") / "tender", "demonstration")
    path = folder / "more.yaml"
    path.write_text(DISQUALIFIED, "utf-8")
    assert run("tender", "decide", folder, path).exit_code == 0
    return folder


DISQUALIFIED = """\
techassure: 1
by: {name: Hana Holder, role: Head of procurement}
on: 2026-06-16
decisions:
  - kind: disqualified
    submission: {supplier: GB-COH-00000023, product: Nightnote, version: 1.9.0}
    criteria: [cyber-essentials/CE-2]
    because: The certificate leaves out the systems behind the product.
    notice: Letter 7
"""


def test_whom_people_disqualified_has_no_place_though_the_verdict_is_open(disqualified: Path) -> None:
    made = json.loads(run("assess", disqualified, "--provisional", "--format", "json").stdout)
    bids, (ranking,) = made["assessments"], made["rankings"]
    told = {bids[at]["product"]: (bids[at]["verdict"], bids[at].get("disqualified_on")) for at in ranking["apart"]}
    assert told == {"Bleepless": ("non-compliant", "2026-06-02"), "Nightnote": ("undecided", "2026-06-16")}
    ranked = [bids[each["index"]]["product"] for each in ranking["places"]]
    assert ranked == ["Alderping", "Wardcall"]
    assert [bids[at]["product"] for at in ranking["may_be_first"]] == ranked
    assert [each["worst"] for each in ranking["places"]] == [1, 1]
    validator(DocumentShape).validate_python(made)


@pytest.mark.parametrize("shown", [("--provisional",), ()])
def test_a_board_lists_whom_people_disqualified_apart_with_the_day(disqualified: Path, shown: tuple[str, ...]) -> None:
    text = " ".join(run("assess", disqualified, *shown).output.split())
    ranked, apart = text.split("NOT RANKED, BECAUSE NON-COMPLIANT OR DISQUALIFIED (2)")
    assert "Nightnote" not in ranked
    assert "Disqualified by a decision of 2026-06-16" in apart


@pytest.mark.parametrize(
    ("form", "needed"), [("html", "jinja2"), ("xlsx", "xlsxwriter"), ("pdf", "typst"), ("markdown", "yaml")]
)
def test_every_board_says_who_was_disqualified(disqualified: Path, tmp_path: Path, form: str, needed: str) -> None:
    pytest.importorskip(needed)
    out = tmp_path / f"board.{form}"
    assert run("assess", disqualified, "--provisional", "--format", form, "--output", out).exit_code == 0
    assert "isqualified by a decision of 2026-06-16" in text_of(out)


def test_nobody_is_disqualified_without_a_decision(closed: Path) -> None:
    text = run("assess", ward_messages.at(closed.parent / "early", "lock")).output
    assert "isqualified" not in text
    assert "NOT RANKED, BECAUSE NON-COMPLIANT (" in text


def test_what_one_supplier_is_told_of_its_result_names_nobody_who_was_set_aside(closed: Path, tmp_path: Path) -> None:
    result, own = tmp_path / "result.json", tmp_path / "own.md"
    assert run("assess", closed, "--format", "json", "--output", result).exit_code == 0
    supplier = ("--supplier", "GB-COH-00000021", "--format", "markdown", "--output", own)
    assert run("report", result, *supplier).exit_code == 0
    text = own.read_text("utf-8")
    assert "Alderping" in text
    assert not [name for name in ("Bleepless", "Shiftline", "Quietround", "GB-COH-00000025") if name in text]


# --- a conflict -----------------------------------------------------------------------------------------------------


def removed(folder: Path, name: str, path: Path) -> None:
    text = f"conflict-decided, reviewer: {name}, decision: removed, because: Worked there."
    raw = f"techassure: 1\nby: {{name: H}}\non: 2026-06-12\ndecisions:\n  - {{kind: {text}}}\n"
    path.write_text(raw, "utf-8")
    assert run("tender", "decide", folder, path).exit_code == 0


def test_a_reviewer_who_is_removed_after_moderation_is_told_with_the_result(tmp_path: Path) -> None:
    """Petra was removed before the meeting, Orla only after it: the meeting saw the six scores of Orla."""
    folder = ward_messages.at(tmp_path / "tender", "moderate")
    removed(folder, "Orla Overthere", tmp_path / "removed.yaml")
    found = running_tender.load(folder, library())
    told = [
        each for each in final_writer.document(found, {}, final=False)["notices"] if "removed for a conflict" in each
    ]
    assert len(told) == 1
    assert told[0].startswith(
        "Orla Overthere was removed for a conflict of interest on 2026-06-12, entry 25 of the log"
    )
    assert "after 6 scores had been moderated with theirs in view" in told[0]


# --- locking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "late"), [("2026-06-01", False), ("2026-06-02", True)])
def test_a_lock_that_came_after_the_bids_says_so_and_so_does_the_result(tmp_path: Path, on: str, late: bool) -> None:
    folder = ward_messages.copy(tmp_path / "tender")
    told = "the lock does not show that the rules came before the bids"
    assert (told in run("tender", "lock", folder, "--on", on).output) is late
    found = running_tender.load(folder, library())
    notices = final_writer.document(found, {}, final=False)["notices"]
    assert any(told in each for each in notices) is late


def test_a_folder_that_is_not_there_is_named_as_it_was_written() -> None:
    assert "there is no `tender.yaml` in `nowhere`" in run("tender", "log", "nowhere").output


def test_what_is_no_archive_is_told_without_a_reader_s_own_words(tmp_path: Path) -> None:
    path = tmp_path / "record.yaml"
    path.write_text("techassure: 1\n", "utf-8")
    assert "the archive cannot be read: it is no tar archive" in run("tender", "record", path, "--verify").output


# --- before closing -------------------------------------------------------------------------------------------------


def test_a_sheet_that_arrived_before_is_told_once(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "merge")
    said = run("review", "merge", folder, folder / "inbox/orla.yaml").output
    assert "this file arrived before" in said
    assert "scored-before" not in said


def test_what_was_moderated_is_flagged_no_more(tmp_path: Path) -> None:
    early = run("review", "merge", ward_messages.at(tmp_path / "a", "merge"), SEED / "inbox/orla.yaml").output
    late = run("review", "merge", ward_messages.at(tmp_path / "b", "moderate"), SEED / "inbox/orla.yaml").output
    assert "flagged: " in early
    assert "flagged: " not in late
    assert "Too far apart, and not moderated: 0." in late


def test_pence_have_two_places(tmp_path: Path) -> None:
    folder, prices = ward_messages.at(tmp_path / "tender", "demonstration"), tmp_path / "prices"
    shutil.copytree(SEED / "inbox/prices", prices)
    path = next(each for each in prices.iterdir() if "Alderping" in each.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("198000", "198000.50").replace("312000", "312000.50"), "utf-8")
    said = run("tender", "open-prices", folder, prices, "--by", "Hana Holder", "--on", "2026-06-16").output
    assert "Alderping 3.1.0: 312,000.50 GBP" in said


def test_a_supplier_that_bids_for_two_lots_is_asked_for_the_lot() -> None:
    found = running_tender.load(SEED, library())
    one = next(iter(found.submissions.values()))
    both = dataclasses.replace(found, submissions={("S", "P", "1", lot): one for lot in ("1", "2")})
    assert storytelling.subject(both, "S", "P", "2") == ("S", "P", "1", "2")
    with pytest.raises(ProblemsFound) as refused:
        storytelling.subject(both, "S", "P")
    assert "`--lot`" in refused.value.problems[0].fix


# --- a reviewer who leaves ------------------------------------------------------------------------------------------


def given_late(folder: Path, reviewer: str = "Nora Newly") -> Path:
    """Return a sheet that somebody filled in after the meeting: one point wherever it asks."""
    path = folder / "late.yaml"
    assert run("review", "sheet", folder, "--reviewer", reviewer, "--output", path).exit_code == 0
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    data.update(on="2026-06-13", conflict="none")
    for line in data["scores"]:
        line.update(points="1", because="I am not convinced.", refers_to="the first row")
    path.write_text(panel.written(data), "utf-8")
    return path


def test_a_score_that_came_after_the_meeting_waits_for_another_one(tmp_path: Path) -> None:
    """Somebody left, and another took the place: nobody may finalise a score that its meeting never saw."""
    folder = ward_messages.at(tmp_path / "tender", "moderate")
    merged = run("review", "merge", folder, given_late(folder))
    assert "(moderated-before)" in merged.output
    found = missing.of_reviews(running_tender.load(folder, library()))
    told = [each.message for each in found if each.rule == "moderated-before"]
    assert len(told) == 6
    assert told[0] == "`social-value/SV1` was moderated in entry 19, before Nora Newly gave 1, entry 25 of the log"
    assert "Too far apart, and not moderated: 4" in merged.output


def test_a_meeting_that_saw_every_score_is_enough(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "moderate")
    assert run("review", "merge", folder, given_late(folder)).exit_code == 0
    path = folder / "again.yaml"
    sheet = ("review", "sheet", folder, "--moderation", "--correct", "--reviewer", "Maud Moderator", "--output", path)
    assert run(*sheet).exit_code == 0
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    data["on"] = "2026-06-14"
    for line in data["scores"]:
        line.update(points=line["moderated"]["score"], because="With the new score in view: as before.")
    path.write_text(panel.written(data), "utf-8")
    assert run("review", "merge", folder, path).exit_code == 0
    assert not [each for each in missing.of_reviews(running_tender.load(folder, library())) if "moderated" in each.rule]
