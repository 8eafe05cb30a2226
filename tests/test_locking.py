"""The lock of a tender: what decides is pinned at publication, and drift is refused by name."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import ward_messages
from builders import Small, written
from cli_tenders import make, run
from ward_messages import library

from techassure import load
from techassure.files.places import Source
from techassure.problems import Place, ProblemsFound
from techassure.report import standing
from techassure.selections.new_tender import contract_questions
from techassure.selections.selecting import read_tender
from techassure.selections.tender_rules import AbnormallyLow, PriceRule, Rules
from techassure.tendering import final_writer, running_tender
from techassure.tendering.lock_remarks import agree, remarks
from techassure.tendering.locking import Lock, Modification, changes, decides, drift, lock, read_lock, read_locked
from techassure.tendering.modifying import Change, change
from techassure.tendering.tender_log import read_log

PUBLISHED = ("--published-at", "https://fellmoor.example/notice-2", "--by", "Hana Holder")


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    """The seed as it was just after its lock: nothing but what was given, and the lock."""
    folder = ward_messages.copy(tmp_path / "tender")
    shutil.copy(ward_messages.SEED / "tender.lock.json", folder)
    return folder


def edit(tender: Path, old: str, new: str) -> None:
    path = tender / "tender.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_an_untouched_tender_is_assessed(tender: Path) -> None:
    assert run("assess", tender).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("title: Whole-life cost", "title: Price", "award_criteria.price"),
        ("CE-3: requirement", "CE-3: none", "criteria.cyber-essentials/CE-3"),
        ("end: 2028-08-31", "end: 2029-08-31", "contract.end"),
        ("deadline: 2026-06-01", "deadline: 2026-06-02", "dates.deadline"),
        ("minimum: 30", "minimum: 20", "award_criteria.social-value"),
        ("on one day, against", "on two days, against", "award_criteria.demonstration"),
        ("tolerance: 1", "tolerance: 2", "reviewing"),
        ("below_mean_by: 30", "below_mean_by: 25", "price"),
        ("unanswered: fails", "unanswered: lowest-band", "unanswered"),
        ("mode: half-up", "mode: half-even", "rounding"),
    ],
)
def test_whatever_decides_is_named_when_it_changed(tender: Path, old: str, new: str, named: str) -> None:
    edit(tender, old, new)
    with pytest.raises(ProblemsFound) as refused:
        read_locked(tender, library())
    assert [problem.rule for problem in refused.value.problems] == ["tender-drifted"]
    assert f"`{named}` was `" in refused.value.problems[0].message


def test_a_weight_that_changed_is_said_as_an_author_writes_it(tender: Path) -> None:
    edit(tender, "weight: 20\n    assessed: By the nurses", "weight: 12.5\n    assessed: By the nurses")
    edit(tender, "weight: 40", "weight: 47.5")
    message = str(locking_problems(tender))
    assert ("weight 12.5, by" in message, "weight 47.5, by" in message, "/2" in message) == (True, True, False)


def test_an_answer_about_the_contract_that_changed_is_said_as_an_author_writes_it(tender: Path) -> None:
    edit(tender, "handles_personal_data: yes", "handles_personal_data: no")
    told = "`contract.handles_personal_data` was `yes` when the tender was locked, and is `no`"
    assert locking_problems(tender) == [told]
    edit(tender, "handles_personal_data: no", "handles_personal_data: yes")
    edit(tender, "end: 2028-08-31", "end: 2029-08-31")
    assert "`contract.end` was `2028-08-31` when the tender was locked, and is `2029-08-31`" in locking_problems(tender)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Whole-life cost", "title: Price"),
        ("CE-3: requirement", "CE-3: disqualifying-award-criterion"),
        ("CE-9: 2", "CE-9: 4"),
        ("deadline: 2026-06-01", "deadline: 2026-06-02"),
        ("award: 2026-07-20", "award: 2026-07-21"),
        ("kind: nhs", "kind: other"),
        ("end: 2028-08-31", "end: 2029-08-31"),
        ("tolerance: 1", "tolerance: 2"),
    ],
)
def test_what_drifted_is_told_at_its_line(tender: Path, old: str, new: str) -> None:
    edit(tender, old, new)
    text = (tender / "tender.yaml").read_text("utf-8")
    lines = {line for line, each in enumerate(text.splitlines(), 1) if new in each}
    with pytest.raises(ProblemsFound) as refused:
        read_locked(tender, library())
    assert lines <= {problem.place.line for problem in refused.value.problems}


def locking_problems(tender: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as refused:
        read_locked(tender, library())
    return [problem.message for problem in refused.value.problems]


LOW = AbnormallyLow(Fraction(30), Fraction(20), Fraction(800))
PRICE = PriceRule(
    "linear-to-ceiling", Fraction(900), Fraction(100), Fraction(5), "EUR", "included", ("Running",), LOW
)  # fmt: skip
OTHERS = [
    *(PRICE._replace(**{name: None}) for name in ("ceiling", "amount", "abnormally_low")),
    *(PRICE._replace(abnormally_low=LOW._replace(**{name: None})) for name in AbnormallyLow._fields),
    PRICE._replace(formula="fixed-price"), PRICE._replace(full_marks_at=Fraction(0)), PRICE._replace(currency="GBP"),
    PRICE._replace(vat="excluded"), PRICE._replace(parts=("Running", "Leaving")),
]  # fmt: skip


def test_every_part_of_a_price_rule_is_locked() -> None:
    """Whatever of it is changed after the bids are in, the lock tells."""
    assert len({Rules(price=rule).decides()["price"] for rule in (PRICE, *OTHERS)}) == 1 + len(OTHERS)


@pytest.mark.parametrize(
    "said",
    [
        {"regime": "other"},
        {"procedure": "open"},
        {"standstill_optional_as": "light-touch"},
        {"tie_breaks": ("lowest-price",)},
        {"rounded_at": "award-criterion"},
        {"refinable": ("quality",)},
        {"reviewers": 3},
    ],
)
def test_every_rule_by_which_a_tender_is_run_is_locked(said: dict[str, Any]) -> None:
    assert Rules(**said).decides() != Rules().decides()


def test_a_drifted_tender_is_not_assessed(tender: Path) -> None:
    edit(tender, "minimum: 30", "minimum: 20")
    refused = run("assess", tender)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "`award_criteria.social-value` was `" in refused.output
    with pytest.raises(ProblemsFound, match="tender-drifted"):
        load(tender, library=library())


@pytest.mark.parametrize(
    "line", ["title: Messages between wards, 2026 to 2028", "published_at: https://fellmoor.example"]
)
def test_what_decides_nothing_may_be_mended(tender: Path, line: str) -> None:
    edit(tender, line, f"{line}-again")
    assert read_locked(tender, library()).id == "ward-messages-2026"


def test_a_changed_standard_is_drift_too(tender: Path) -> None:
    lock = json.loads((tender / "tender.lock.json").read_text("utf-8"))
    lock["decides"]["editions.social-value"] = "nhs-2022 r1, sha256:of another encoding"
    (tender / "tender.lock.json").write_text(json.dumps(lock), "utf-8")
    with pytest.raises(ProblemsFound, match=r"`editions\.social-value` was"):
        read_locked(tender, library())


@pytest.mark.parametrize(
    ("old", "new", "had", "has"),
    [
        ("valid_for: 12 months", "valid_for: 6 months", "`valid for 12 months`", "`valid for 6 months`"),
        (", valid_for: 12 months", "", "`valid for 12 months`", "nothing in its place"),
        ("about: product, type: document, valid_for", "about: bidder, type: document, valid_for", "`about product`",
         "`about bidder`"),
    ],
)  # fmt: skip
def test_a_fact_that_changed_is_named_with_what_changed_of_it(
    small: Small, old: str, new: str, had: str, has: str
) -> None:
    small.criterion(expect="{q.certificate: {provided: yes}}").tender()
    was = Lock("try", 1, small.selection().digest, "", decides(small.selection()))
    assert small.facts.count(old) == 1
    small.facts = small.facts.replace(old, new)
    [problem] = drift(was, small.selection(), Source("tender.yaml", None))
    assert problem.message == f"`facts.q.certificate` had {had} when the tender was locked, and has {has}"


def test_a_fact_that_is_new_or_gone_is_named(small: Small) -> None:
    selection = small.criterion(expect="{q.certificate: {provided: yes}}").tender().selection()
    was = decides(selection)
    gone, new = "facts.q.report", "facts.q.certificate"
    lock = Lock("try", 1, selection.digest, "", {gone: was[new], **{key: was[key] for key in was if key != new}})
    [about_gone, about_new] = sorted(each.message for each in drift(lock, selection, Source("tender.yaml", None)))[::-1]
    assert about_gone.startswith(f"`{gone}` was ")
    assert about_gone.endswith(" when the tender was locked, and is gone")
    assert about_new.startswith(f"`{new}` was not there when the tender was locked, and is ")


def test_a_lock_that_holds_no_facts_has_not_drifted_by_them(tender: Path) -> None:
    lock = json.loads((tender / "tender.lock.json").read_text("utf-8"))
    lock["decides"] = {name: text for name, text in lock["decides"].items() if not name.startswith("facts.")}
    (tender / "tender.lock.json").write_text(json.dumps(lock), "utf-8")
    assert read_locked(tender, library()).id == "ward-messages-2026"


def test_a_modification_is_dated_published_and_kept(tender: Path) -> None:
    edit(tender, "deadline: 2026-06-01", "deadline: 2026-06-08")
    said = ("--modified-because", "A week more.", *PUBLISHED)
    assert run("tender", "lock", tender).exit_code == 2
    assert run("tender", "lock", tender, "--modified-because", "A week more.").exit_code == 2
    assert run("tender", "lock", tender, "--on", "2026-05-20", *said).exit_code == 0
    assert run("assess", tender).exit_code == 0
    lock = read_lock(tender)
    assert lock is not None
    (change,) = lock.modifications
    assert change.changed == {"dates.deadline": ("2026-06-01", "2026-06-08")}
    assert lock.first_digest != lock.digest == change.digest
    assert "modification" in run("tender", "log", tender).stdout


def test_a_change_that_only_the_lock_tells_of_is_seen(tender: Path) -> None:
    edit(tender, "deadline: 2026-06-01", "deadline: 2026-06-08")
    said = ("--modified-because", "A week more.", *PUBLISHED)
    assert run("tender", "lock", tender, "--on", "2026-05-20", *said).exit_code == 0
    (tender / "decisions.jsonl").write_bytes(b"")
    assert "(lock-and-log-differ)" in run("assess", tender).output


def test_nothing_is_modified_once_scores_have_arrived(tmp_path: Path) -> None:
    tender = shutil.copytree(ward_messages.SEED, tmp_path / "tender")
    edit(tender, "tolerance: 1", "tolerance: 3")
    said = ("--modified-because", "They differ too much.", *PUBLISHED, "--on", "2026-05-30")
    assert "scores have arrived" in run("tender", "lock", tender, *said).output


def test_an_open_procedure_is_not_modified_after_its_deadline(tender: Path) -> None:
    edit(tender, "tolerance: 1", "tolerance: 3")
    said = ("--modified-because", "They may differ more.", *PUBLISHED)
    assert "(too-late-to-modify)" in run("tender", "lock", tender, *said, "--on", "2026-06-02").output
    assert run("tender", "lock", tender, *said, "--on", "2026-06-01").exit_code == 0


@pytest.mark.parametrize("kind", ["prices", "elsewhere", "final"])
def test_nothing_is_modified_once_something_was_counted_by_the_rules(tmp_path: Path, kind: str) -> None:
    """Not a score of the demonstration, not prices: whoever knows these knows for whom another rule would be good."""
    step = {"prices": "open", "elsewhere": "demonstration", "final": "finalise"}[kind]
    folder = ward_messages.at(tmp_path / "tender", step)
    edit(folder, "procedure: open", "procedure: other")
    found = read_log(folder)
    assert found is not None
    found.state.received.clear()
    said = Change("modification", found.lock.locked_on, {"name": "H."}, "https://example.org/2", "Another weight.")
    with pytest.raises(ProblemsFound, match="too-late-to-modify"):
        change(found, read_tender(folder, library()), said)


def amended(tender: Path, day: str = "2026-05-20") -> Path:
    """Lower the minimum and give a week more, published on a day."""
    edit(tender, "minimum: 30", "minimum: 20")
    edit(tender, "deadline: 2026-06-01", "deadline: 2026-06-08")
    run("tender", "lock", tender, "--modified-because", "It was too high.", *PUBLISHED, "--on", day)
    return tender


def test_every_page_says_that_the_tender_was_changed_and_by_which_version_bids_are_assessed(tender: Path) -> None:
    lock = read_lock(amended(tender))
    assert lock is not None
    (told,) = remarks(lock)
    assert told == (
        "The tender was changed after its lock of 2026-04-30: modified on 2026-05-20, published at "
        "https://fellmoor.example/notice-2. Every bid is assessed by the tender as it is since then, "
        f"digest {lock.digest[:19]}."
    )
    document = final_writer.document(running_tender.load(tender, library()), {}, final=False)
    assert told in document["notices"]
    for page in (run("assess", tender).output, standing.render(document)):
        assert told in " ".join(page.split())


def test_changes_are_dated_in_their_order(tender: Path) -> None:
    edit(amended(tender), "tolerance: 1", "tolerance: 2")
    said = ("--modified-because", "They may differ more.", *PUBLISHED, "--on")
    assert "(before-the-last-change)" in run("tender", "lock", tender, *said, "2026-05-19").output
    made = run("tender", "lock", tender, *said, "2026-05-20")
    assert (made.exit_code, made.output.count("modified on 2026-05-20")) == (0, 2)


def test_a_supplier_who_checks_against_a_changed_tender_is_told(tender: Path) -> None:
    said = run("check", tender / "submissions/alderfen", "--tender", amended(tender)).output
    assert "The tender was changed after its lock of 2026-04-30: modified on 2026-05-20" in " ".join(said.split())


def test_a_change_that_came_after_the_bids_is_told(tender: Path) -> None:
    edit(tender, "procedure: open", "procedure: other")
    (tender / "tender.lock.json").unlink()
    assert run("tender", "lock", tender, "--on", "2026-04-30").exit_code == 0
    lock = read_lock(amended(tender, "2026-06-09"))
    assert lock is not None
    assert remarks(lock)[-1].startswith("Modified on 2026-06-09, after the bids were in on 2026-06-08: ")
    on_the_day = replace(lock, modifications=(replace(lock.modifications[0], on=lock.modifications[0].on - 1),))
    without_days = replace(lock, decides={})
    for each in (on_the_day, without_days):
        assert [said.partition(" ")[0] for said in remarks(each)] == ["The"]


def test_the_log_and_the_result_say_what_each_part_was_and_became(tender: Path) -> None:
    document = final_writer.document(running_tender.load(amended(tender), library()), {}, final=False)
    (made,) = document["lock"]["modifications"]
    assert (made["entry"], made["by"]) == (1, "Hana Holder")
    assert made["changed"][1] == {"part": "dates.deadline", "before": "2026-06-01", "after": "2026-06-08"}
    told = "dates.deadline (was 2026-06-01, became 2026-06-08)"
    assert told in " ".join(run("tender", "log", tender).output.split())
    page = " ".join(standing.render(document, 200).split())
    assert "award_criteria.social-value: was … minimum 30 …, became … minimum 20 …" in page


def test_an_entry_of_an_earlier_version_names_the_parts_that_changed_alone() -> None:
    made = Modification("modification", 1, "H.", "u", "b", {"dates.deadline": ("2026-06-01", "2026-06-08")}, "sha256:1")
    for parts, alike in ((["dates.deadline"], True), (["dates.award"], False)):
        assert agree(made, {"digest": "sha256:1", "changed": parts}) is alike


def test_a_lock_that_tells_another_change_than_the_log_is_refused(tender: Path) -> None:
    path = amended(tender) / "tender.lock.json"
    path.write_text(path.read_text("utf-8").replace('"2026-06-08"\n', '"2026-06-30"\n'), "utf-8")
    assert "(lock-and-log-differ)" in run("assess", tender).output


# --- refinements ----------------------------------------------------------------------------------------------------

REFINED = ("--refined-because", "Two wards tell more than one.", *PUBLISHED)


@pytest.fixture
def flexible(tmp_path: Path) -> Path:
    """A competitive flexible procedure that said which two award criteria may be refined, and until when."""
    folder = ward_messages.copy(tmp_path / "tender")
    edit(folder, "procedure: open", "procedure: competitive-flexible\nrefinable: [demonstration, security]")
    edit(folder, "deadline: 2026-06-01", "deadline: 2026-06-01\n  final_tenders: 2026-06-20")
    assert run("tender", "lock", folder, "--on", "2026-04-30").exit_code == 0
    return folder


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("By the nurses of two wards", "By the nurses of four wards", "award_criteria.demonstration"),
        ("CE-8: 3", "CE-8: 4", "criteria.cyber-essentials/CE-8"),
        ("cyber-essentials/CE-9: 2, ", "", "criteria.cyber-essentials/CE-9"),
    ],
)
def test_a_refinement_is_dated_published_and_kept(flexible: Path, old: str, new: str, named: str) -> None:
    edit(flexible, old, new)
    assert run("assess", flexible).exit_code == 2
    refined = run("tender", "lock", flexible, *REFINED, "--on", "2026-06-10")
    assert (refined.exit_code, "Refined on 2026-06-10" in refined.output) == (0, True)
    assert run("assess", flexible).exit_code == 0
    lock = read_lock(flexible)
    assert lock is not None
    (change,) = lock.modifications
    assert (change.kind, change.by, list(change.changed)) == ("refinement", "Hana Holder", [named])
    assert "refinement" in run("tender", "log", flexible).stdout


@pytest.mark.parametrize(
    ("old", "new", "day", "rule"),
    [
        ("minimum: 30", "minimum: 20", "2026-06-10", "not-refinable"),
        ("CE-3: requirement", "CE-3: none", "2026-06-10", "not-refinable"),
        ("end: 2028-08-31", "end: 2029-08-31", "2026-06-10", "not-refinable"),
        ("CE-10: 3}", "CE-10: 3, cyber-essentials/CE-3: 1}", "2026-06-10", "gate-and-share"),
        ("refinable: [demonstration, security]", "refinable: [price]", "2026-06-10", "not-refinable"),
        ("CE-8: 3", "CE-8: 4", "2026-06-20", "too-late-to-refine"),
        ("title: Messages", "title: Words", "2026-06-10", "locked-already"),
    ],
)
def test_what_is_no_refinement_is_refused(flexible: Path, old: str, new: str, day: str, rule: str) -> None:
    edit(flexible, old, new)
    before = (flexible / "tender.lock.json").read_bytes()
    refused = run("tender", "lock", flexible, *REFINED, "--on", day)
    assert (refused.exit_code, f"({rule})" in refused.output) == (2, True)
    assert (flexible / "tender.lock.json").read_bytes() == before


def test_an_open_procedure_refines_nothing(tender: Path) -> None:
    edit(tender, "By the nurses of two wards", "By the nurses of four wards")
    assert "(not-refinable)" in run("tender", "lock", tender, *REFINED, "--on", "2026-05-10").output
    edit(tender, "procedure: open", "procedure: open\nrefinable: [demonstration]")
    assert "(not-refinable)" in run("assess", tender).output


def test_a_tender_that_may_be_refined_says_until_when(flexible: Path) -> None:
    (flexible / "tender.lock.json").unlink()
    edit(flexible, "\n  final_tenders: 2026-06-20", "")
    assert "until when it may be refined" in run("tender", "lock", flexible, "--on", "2026-04-30").output


def test_whoever_withdrew_did_not_miss_the_next_round(flexible: Path) -> None:
    said = {
        "kind": "withdrawn",
        "submission": {"supplier": "GB-COH-00000021", "product": "Alderping", "version": "3.1.0"},
    }
    file = {"techassure": 1, "by": {"name": "H."}, "on": "2026-06-08", "decisions": [{**said, "because": "By letter."}]}
    assert run("tender", "decide", flexible, written(flexible / "withdrawn.yaml", file)).exit_code == 0
    edit(flexible, "CE-8: 3", "CE-8: 4")
    assert run("tender", "lock", flexible, *REFINED, "--on", "2026-06-10").exit_code == 0


def test_a_refinement_says_what_it_means_for_those_who_did_not_go_on(flexible: Path) -> None:
    assert run("tender", "decide", flexible, flexible / "inbox/1-receipt.yaml").exit_code == 0
    edit(flexible, "CE-8: 3", "CE-8: 4")
    said = (*REFINED, "--on", "2026-06-10")
    assert "(earlier-rounds-not-considered)" in run("tender", "lock", flexible, *said).output
    why = ("--earlier-rounds", "They missed a condition that this does not touch.")
    assert run("tender", "lock", flexible, *said, *why).exit_code == 0
    lock = read_lock(flexible)
    assert lock is not None
    assert lock.modifications[0].earlier_rounds == why[1]


def test_a_tender_that_says_too_little_cannot_be_locked(tmp_path: Path) -> None:
    """Everything that lacks is said at once."""
    refused = run("tender", "lock", make(tmp_path))
    assert refused.exit_code == 2
    assert refused.output.count("(not-ready-to-lock)") == 5
    assert not (tmp_path / "tender.lock.json").exists()


def test_locking_twice_is_refused(tender: Path) -> None:
    assert "(locked-already)" in run("tender", "lock", tender).output


def test_no_part_is_named_twice(tender: Path) -> None:
    selection = read_tender(tender, library())
    lock = read_lock(tender)
    assert lock is not None
    assert decides(selection) == lock.decides
    assert changes(lock, selection) == {}


# --- a new tender ---------------------------------------------------------------------------------------------------

OPTIONS: tuple[str, ...] = (
    "--title", "A patient app", "--buyer", "Fellmoor Fictional NHS Trust", "--buyer-kind", "nhs",
    "--regime", "procurement-act-2023", "--procedure", "open",
    "--date", "commenced=2026-04-20", "--date", "published=2026-04-27", "--date", "deadline=2026-06-01",
    "--date", "as_of=2026-06-01", "--date", "award=2026-07-15",
    "--contract", "start=2026-09-01", "--contract", "end=2029-08-31",
)  # fmt: skip


@pytest.mark.parametrize("baseline", ["remote-monitoring", "dtac"])
def test_a_new_tender_loads_and_is_ready_to_lock(tmp_path: Path, baseline: str) -> None:
    asked = contract_questions(baseline, library())
    values = {name: _value(name) for name in asked if name not in ("start", "end")}
    contract = [part for name, value in values.items() for part in ("--contract", f"{name}={value}")]
    made = run("tender", "new", tmp_path / "new", "--baseline", baseline, *OPTIONS, *contract)
    assert made.exit_code == 0, made.output
    locked = run("tender", "lock", tmp_path / "new", "--on", "2026-04-27")
    assert locked.exit_code == 0, locked.output


def _value(name: str) -> str:
    return "1200000" if "value" in name else "low" if name == "slavery_risk" else "no"


def test_what_no_option_says_is_asked_and_a_baseline_proposed(tmp_path: Path) -> None:
    given = "Fellmoor\nnhs\n\n\n2026-04-20\n2026-04-27\n2026-06-01\n2026-06-01\n2026-07-15\n2026-09-01\n2029-08-31\n"
    result = run(
        "tender",
        "new",
        tmp_path / "new",
        piped=f"A care record shared by trusts\n\n{given}1200000\nno\nyes\nyes\nyes\nlow\n2\nWards\nClinics\n",
    )
    assert "[shared-care-record]" in result.stdout
    assert result.exit_code == 0, result.output
    text = (tmp_path / "new" / "tender.yaml").read_text("utf-8")
    assert "starts_from: shared-care-record" in text
    assert "lots:\n  '1': Wards\n  '2': Clinics\n" in text


def test_a_wrong_answer_is_asked_again_at_once(tmp_path: Path) -> None:
    said = "1200000\nmaybe\nno\nyes\nyes\nyes\nlow\nmany\n1\n"
    result = run("tender", "new", tmp_path / "new", "--baseline", "shared-care-record", *OPTIONS, piped=said)
    assert "`maybe` cannot be read: write `yes` or `no`" in result.stdout
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("option", "value", "fix"),
    [
        ("--regime", "procurement-act", "did you mean `procurement-act-2023`?"),
        ("--date", "deadline=soon", "write a day that exists"),
        ("--date", "dedline=2026-06-01", "did you mean `deadline`?"),
        ("--contract", "annual_value_excluding_vat=much", "cannot be read"),
        ("--contract", "annual_value=3", "did you mean"),
        ("--lot", "1", "is not a name"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(
    tmp_path: Path, option: str, value: str, fix: str
) -> None:
    refused = run("tender", "new", tmp_path / "new", *OPTIONS, "--baseline", "dtac", option, value)
    assert (refused.exit_code, fix in " ".join(refused.output.replace("│", "").split())) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_tender_is_never_overwritten(tmp_path: Path) -> None:
    make(tmp_path)
    assert "(tender-exists)" in run("tender", "new", tmp_path, *OPTIONS).output


def test_answers_that_end_too_soon_write_nothing_and_say_how_to_give_them(tmp_path: Path) -> None:
    ended = run("tender", "new", tmp_path / "new", "--title", "A patient app", piped="\n")
    assert ended.exit_code == 1
    assert "Nothing was written. What an option says is not asked: techassure tender new --help" in ended.stderr
    assert not (tmp_path / "new").exists()


STATED = (
    "annual_value_excluding_vat=1",
    "is_new_framework=no",
    "handles_personal_data=no",
    "slavery_risk=low",
    "handles_official_information=no",
    "for_health_service=yes",
)
CONTRACT = [part for value in STATED for part in ("--contract", value)]


def test_the_next_command_can_be_copied_whatever_the_folder_is_called(tmp_path: Path) -> None:
    made = run("tender", "new", tmp_path / "Our tender & lots", "--baseline", "dtac", *OPTIONS, *CONTRACT)
    assert (made.exit_code, max(map(len, made.stdout.splitlines()[:1])) <= 80) == (0, True), made.output
    command = next(line for line in made.stdout.splitlines() if line.startswith("  techassure "))
    assert run(*shlex.split(command)[1:], "--on", "2026-04-27").exit_code == 0


def test_days_out_of_order_are_said_of_the_draft_that_is_there(tmp_path: Path) -> None:
    made = run("tender", "new", tmp_path, "--baseline", "dtac", *OPTIONS, *CONTRACT, "--date", "deadline=2026-04-01")
    assert (made.exit_code, "tender.yaml, in which something has to be mended." in made.stdout) == (2, True)
    assert "(days-out-of-order)" in made.stderr


def test_an_award_criterion_of_which_the_contract_leaves_nothing_is_not_locked(small: Small) -> None:
    """No bid would get a total; where an answer decides whether something applies, the tender's rule counts it."""
    only: dict[str, Any] = {"B": "{contract.value: {above: 1000000}}", "C": "{q.third: {is: yes}}"}
    small.scored("A", "{q.yes: {is: yes}}")
    for name, applies in only.items():
        small.scored(name, "{q.other: {is: yes}}", applies_when=applies)
    lines = "regime: other\nprocedure: open\nunanswered: fails\nnot_applicable: lowest-band"
    days = "dates: {as_of: 2026-06-01, deadline: 2026-06-01}"
    for name in only:
        awards = f"{{a: {{weight: 60, criteria: {{small/A: 1}}}}, b: {{weight: 40, criteria: {{small/{name}: 1}}}}}}"
        only[name] = small.tender(f"{lines}\n{days}\naward_criteria: {awards}").selection()
    assert lock(only["C"], 1, Place("tender.yaml")).tender == "try"
    with pytest.raises(ProblemsFound, match="`b` scores nothing"):
        lock(only["B"], 1, Place("tender.yaml"))
