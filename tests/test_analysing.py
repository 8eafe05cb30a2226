"""`tender analyse`: what other weights would do, in a file of its own that nothing else reads."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from builders import Small
from cli_tenders import run
from test_tender_documents import wrong

from techassure.selections.tender_rules import PriceRule
from techassure.tendering import analysis_document, opening, running_tender
from techassure.tendering.analysing import field_of
from techassure.tendering.standing import standings

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
    assert wrong(analysis_document.json_schema(), made) == []
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


def test_who_waits_for_a_reviewer_is_left_out_by_what_waits(draft: Small) -> None:
    draft.criterion("R", "{q.bidder: {is: yes}}", judged_by="reviewer", reviewer_asks="Is it?").selection()
    (lot,) = analysed(draft)["lots"]
    assert [each["because"] for each in lot["left_out"]] == ["undecided: small/R"] * 2


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


# --- modelled scores ------------------------------------------------------------------------------------------------

APART = """
unanswered: fails
award_criteria:
  first: {title: First, weight: 40, criteria: {small/A: 1}}
  judged: {title: Judged, weight: 30, criteria: {small/R: 1}}
  shown: {title: Shown, weight: 20, assessed_by: elsewhere}
  price: {title: Price, weight: 10, assessed_by: price}
price: {formula: lowest-over-price}
"""
BID = "  - submission: {{supplier: {0}, product: Wardlight, version: 4.2.0}}\n"


@pytest.fixture
def apart(small: Small) -> Small:
    """A draft of four award criteria; of three of them, nobody can know a score yet."""
    small.scored("A", "{q.yes: {is: yes}}")
    judged = {"judged_by": "reviewer", "reviewer_asks": "Is it good?"}
    small.scored("R", "", bands='{4: "", 2: "", 0: ""}', **judged)
    small.tender(APART)
    for name, answer in {"a": "yes", "b": "no"}.items():
        small.submission(f"{{q.yes: {answer}}}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    small.selection()
    return small


def scores(apart: Small, **given: str) -> Path:
    parts = [BID.format(name) + text for name, text in given.items()]
    path = apart.folder / "scores.yaml"
    path.write_text("techassure: 1\nmodelled:\n" + "".join(parts), "utf-8")
    return path


A_SCORES = "    award_criteria: {shown: 50, price: 60}\n    criteria: {small/R: {Ann: 2, Ben: 0}}\n"
B_SCORES = "    award_criteria: {shown: 100, price: 100}\n    criteria: {small/R: {Ann: 0, Ben: 4}}\n"


def test_modelled_scores_stand_in_for_price_for_what_is_assessed_elsewhere_and_for_reviewers(apart: Small) -> None:
    """By hand: a has 40, 7.5 of 30, 10 and 6; b has 0, 15 of 30, 20 and 10."""
    (lot,) = analysed(apart, "--scores", str(scores(apart, a=A_SCORES, b=B_SCORES)))["lots"]
    assert lot["without_score"] == []
    assert lot["analysis"]["totals"] == ["127/2", "45"]
    run("tender", "analyse", apart.folder, "--library", apart.root, "--scores", apart.folder / "scores.yaml")
    assert "Modelled, not assessed: price, shown and small/R." in (apart.folder / "analysis.txt").read_text("utf-8")


def test_a_minimum_of_what_is_assessed_elsewhere_holds_for_a_modelled_score(apart: Small) -> None:
    """By itself, and rounded as the tender says; where nobody has a score, it leaves nobody out."""
    page = APART.replace("elsewhere", "elsewhere, minimum: 50")
    for rule, left_out in (("shown", ["non-compliant: minimum of shown"]), ("award-criterion", [])):
        apart.tender(f"{page}rounded_at: {rule}").selection()
        given = scores(apart, a=A_SCORES.replace("50", "49.96"), b=B_SCORES)
        (lot,) = analysed(apart, "--scores", str(given))["lots"]
        assert [each["because"] for each in lot["left_out"]] == left_out
    assert "shown" not in str(analysed(apart)["lots"][0]["left_out"])


def test_without_modelled_scores_those_award_criteria_are_left_out_and_named(apart: Small) -> None:
    (lot,) = analysed(apart)["lots"]
    assert lot["without_score"] == ["shown", "price"]
    assert [each["because"] for each in lot["left_out"]] == ["no settled score of judged"] * 2


def test_what_has_no_rubric_is_met_where_most_of_the_reviewers_say_so(small: Small) -> None:
    small.scored("R", "{q.yes: {is: yes}}", judged_by="reviewer", reviewer_asks="Is it good?")
    small.tender("{unanswered: fails, award_criteria: {r: {title: R, weight: 100, criteria: {small/R: 1}}}}")
    for name in ("a", "b"):
        small.submission("{q.yes: yes}", name=name, supplier=f"{{id: {name}, name: {name}}}")
    small.selection()

    def of(**given: str) -> Any:
        path = scores(small, **{name: f"    criteria: {{small/R: {by}}}\n" for name, by in given.items()})
        return analysed(small, "--scores", str(path))["lots"][0]

    made = of(a="{Ann: met, Ben: met, Cy: not met}", b="{Ann: met, Ben: not met}")
    assert made["analysis"]["totals"] == ["100", "0"]
    without = of(a="{Ann: met}", b="{Ben: not met}")["reviewers"]["without"]
    assert without == {"Ann": ["Wardlight 4.2.0, b"], "Ben": ["Wardlight 4.2.0, a"]}


def test_a_left_out_reviewer_changes_the_mean_and_maybe_who_is_first(apart: Small) -> None:
    """Without Ann b gets all 30 points of the judged criterion and a none: 60 to 56."""
    (lot,) = analysed(apart, "--scores", str(scores(apart, a=A_SCORES, b=B_SCORES)))["lots"]
    a, b = "Wardlight 4.2.0, a", "Wardlight 4.2.0, b"
    assert lot["reviewers"] == {"all": [a], "without": {"Ann": [b], "Ben": [a]}}
    path = scores(apart, a=A_SCORES, b=B_SCORES)
    assert run("tender", "analyse", apart.folder, "--library", apart.root, "--scores", path).exit_code == 0
    text = " ".join((apart.folder / "analysis.txt").read_text("utf-8").split())
    assert "Without Ann Wardlight 4.2.0, b is first" in text
    assert "no score of any assessment" in text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("    award_criteria: {first: 50}\n", "unknown-award-criterion"),
        ("    award_criteria: {shown: 101}\n", "wrong-value"),
        ("    award_criteria: {shown: many}\n", "wrong-value"),
        ("    criteria: {small/A: 1}\n", "not-for-reviewers"),
        ("    criteria: {small/R: 3}\n", "not-in-rubric"),
        ("    criteria: {small/R: {Ann: nice}}\n", "wrong-value"),
        ("    points: 3\n", "unknown-key"),
    ],
)
def test_a_modelled_score_that_does_not_fit_is_refused_with_its_place(apart: Small, text: str, rule: str) -> None:
    refused = run("tender", "analyse", apart.folder, "--library", apart.root, "--scores", scores(apart, a=text))
    assert (refused.exit_code, f"({rule})" in refused.output) == (2, True)
    assert "scores.yaml:4:" in refused.output


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


def test_a_locked_tender_is_analysed_by_its_own_scores_and_without_each_reviewer_who_counts(tmp_path: Path) -> None:
    """Petra was removed for a conflict: her score is in no mean."""
    folder = ward_messages.at(tmp_path / "tender", "low")
    refused = run("tender", "analyse", folder, "--analysis", "--scores", folder / "tender.yaml")
    assert (refused.exit_code, "locked-tender" in refused.stderr) == (2, True)
    target = tmp_path / "weights.json"
    assert run("tender", "analyse", folder, "--analysis", "-o", target).exit_code == 0
    (lot,) = json.loads(target.read_bytes())["lots"]
    assert set(lot["reviewers"]["without"]) == {"Orla Overthere", "Idris Imaginary"}


def test_who_has_no_price_or_is_disqualified_is_left_out_where_quality_for_the_price_ranks(tmp_path: Path) -> None:
    found = running_tender.load(ward_messages.at(tmp_path / "tender", "low"), ward_messages.library())
    awards = tuple(award for award in found.selection.award_criteria if award.assessed_by != "price")
    rules = found.selection.rules._replace(price=PriceRule("quality-per-pound"))
    found.selection = replace(found.selection, award_criteria=awards, rules=rules)
    prices = opening.opened(found)
    first, second, third = prices
    made = standings(found, {first: prices[first], second: prices[second]}, final=True)[None]
    made = {**made, second: replace(made[second], disqualified=found.state.history[-1])}
    _, inside, out, _ = field_of(found.selection, {key: made[key] for key in prices})
    assert (inside, out) == ([first], {second: "disqualified", third: "no price"})


def test_the_totals_are_those_of_the_final_result(tmp_path: Path) -> None:
    folder = ward_messages.play(ward_messages.copy(tmp_path / "tender"))
    target = tmp_path / "weights.json"
    assert run("tender", "analyse", folder, "--analysis", "-o", target).exit_code == 0
    (lot,) = json.loads(target.read_bytes())["lots"]
    final = ward_messages.final()
    wanted = {str(bid["submission"]): bid["total"]["exact"][0] for bid in final["bids"] if bid.get("place")}
    names = [str(each["submission"]) for each in lot["bids"]]
    assert dict(zip(names, lot["analysis"]["totals"], strict=True)) == wanted
