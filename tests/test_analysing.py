"""`tender analyse`: what other weights would do, in a file of its own that nothing else reads."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from builders import Small
from cli_tenders import run
from ward_messages import SEED

MARK = "*** NOT PART OF THE ASSESSMENT ***\n"
AWARDS = """
unanswered: fails
award_criteria:
  first: {title: First, weight: 70, criteria: {small/A: 1}}
  second: {title: Second, weight: 30, criteria: {small/B: 1}}
"""


@pytest.fixture
def draft(small: Small) -> Small:
    """A tender of two award criteria that is not locked; each of two bids has one of them."""
    small.criterion("G", "{q.bidder: {is: yes}}")
    small.scored("A", "{q.yes: {is: yes}}").scored("B", "{q.other: {is: yes}}").tender(AWARDS)
    for name, answers in {"a": "q.yes: yes, q.other: no", "b": "q.yes: no, q.other: yes"}.items():
        small.submission(f"{{q.bidder: yes, {answers}}}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    small.selection()
    return small


def analysed(draft: Small, *options: str) -> dict[str, Any]:
    target = draft.folder / "weights.json"
    found = run("tender", "analyse", draft.folder, "--library", draft.root, "-o", target, *options)
    assert found.exit_code == 0, found.stderr
    made: dict[str, Any] = json.loads(target.read_bytes())
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_weights_of_a_draft(draft: Small) -> None:
    """70 to 30 against each other: level when 20 has moved; the share of all weightings is near a half."""
    (lot,) = analysed(draft)["lots"]
    found = lot["analysis"]
    assert (found["first"], found["totals"]) == ([0], ["70", "30"])
    assert found["flip"] == {"to": 1, "moved": "20", "weights": {"first": "50", "second": "50"}}
    assert found["stays_first"] == {"first": ["50", "100"], "second": ["0", "50"]}
    assert found["without"] == {"first": [1], "second": [0]}
    assert found["shares_of_all"][0]["low"] < 0.5 < found["shares_of_all"][0]["high"]
    assert found["shares_near"][0]["share"] == "1"


def test_who_does_not_comply_is_left_out_and_named(draft: Small) -> None:
    draft.submission("{q.bidder: no, q.yes: yes, q.other: yes}", name="c")
    (lot,) = analysed(draft)["lots"]
    assert [each["because"] for each in lot["left_out"]] == ["non-compliant: small/G"]
    assert lot["analysis"]["totals"] == ["70", "30"]


def test_one_bid_alone_is_compared_with_nobody(draft: Small) -> None:
    draft.submission("{q.bidder: no}", name="b")
    assert analysed(draft)["lots"][0]["analysis"] is None


def test_the_same_seed_gives_the_same_file(draft: Small) -> None:
    first, again, other = analysed(draft), analysed(draft), analysed(draft, "--seed", "2")
    assert first == again
    assert first["lots"][0]["analysis"]["shares_of_all"] != other["lots"][0]["analysis"]["shares_of_all"]


def test_the_text_says_what_the_data_says(draft: Small) -> None:
    assert run("tender", "analyse", draft.folder, "--library", draft.root).exit_code == 0
    text = (draft.folder / "analysis.txt").read_text("utf-8")
    assert text.startswith(MARK)
    assert "Move 20 of 100, and Wardlight 4.2.0, b draws level" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_nothing_but_an_analysis_is_written_over(draft: Small) -> None:
    found = run("tender", "analyse", draft.folder, "--library", draft.root, "-o", draft.folder / "tender.yaml")
    assert (found.exit_code, "file-exists" in found.stderr) == (2, True)


# --- a tender that is locked ----------------------------------------------------------------------------------------


def test_real_bids_are_analysed_only_on_request(tmp_path: Path) -> None:
    folder = ward_messages.play(ward_messages.copy(tmp_path / "tender"))
    refused = run("tender", "analyse", folder)
    assert (refused.exit_code, "locked-tender" in refused.stderr) == (2, True)
    assert not (folder / "analysis.txt").exists()


def test_sealed_prices_stay_sealed(tmp_path: Path) -> None:
    folder = ward_messages.at(tmp_path / "tender", "lock")
    refused = run("tender", "analyse", folder, "--analysis")
    assert (refused.exit_code, "prices-sealed" in refused.stderr) == (2, True)


def test_it_changes_nothing_and_goes_into_no_board_record_or_summary(tmp_path: Path) -> None:
    folder = ward_messages.play(ward_messages.copy(tmp_path / "tender"))
    before, board = contents(folder), run("assess", folder).stdout
    run("tender", "record", folder, "--output", tmp_path / "before.zip")
    assert run("tender", "analyse", folder, "--analysis").exit_code == 0
    after = contents(folder)
    assert after.pop("analysis.txt").decode().startswith(MARK)
    assert after == before
    assert run("assess", folder).stdout == board
    run("tender", "record", folder, "--output", tmp_path / "after.zip")
    assert (tmp_path / "after.zip").read_bytes() == (tmp_path / "before.zip").read_bytes()
    assert not [name for name in zipfile.ZipFile(tmp_path / "after.zip").namelist() if "analysis" in name]


def test_the_totals_are_those_of_the_final_result(tmp_path: Path) -> None:
    folder = ward_messages.play(ward_messages.copy(tmp_path / "tender"))
    target = tmp_path / "weights.json"
    assert run("tender", "analyse", folder, "--analysis", "-o", target).exit_code == 0
    (lot,) = json.loads(target.read_bytes())["lots"]
    final = json.loads((SEED / "final.json").read_bytes())
    wanted = {str(bid["submission"]): bid["total"]["exact"][0] for bid in final["bids"] if bid.get("place")}
    names = [str(each["submission"]) for each in lot["bids"]]
    assert dict(zip(names, lot["analysis"]["totals"], strict=True)) == wanted
