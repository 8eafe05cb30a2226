"""The lock of a tender: what decides is pinned at publication, and drift is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import ward_messages
from cli_tenders import make, run
from ward_messages import library

from techassure import load
from techassure.locking import changes, decides, read_lock, read_locked
from techassure.new_tender import contract_questions
from techassure.problems import ProblemsFound
from techassure.selection import read_tender


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


def test_a_modification_is_dated_published_and_kept(tender: Path) -> None:
    edit(tender, "deadline: 2026-06-01", "deadline: 2026-06-08")
    said = ("--modified-because", "A week more.", "--published-at", "https://fellmoor.example/notice-2")
    assert run("tender", "lock", tender).exit_code == 2
    assert run("tender", "lock", tender, "--on", "2026-05-20", *said).exit_code == 0
    assert run("assess", tender).exit_code == 0
    lock = read_lock(tender)
    assert lock is not None
    (change,) = lock.modifications
    assert change.changed == {"dates.deadline": ("2026-06-01", "2026-06-08")}
    assert lock.first_digest != lock.digest == change.digest


def test_nothing_is_modified_once_scores_have_arrived(tmp_path: Path) -> None:
    tender = shutil.copytree(ward_messages.SEED, tmp_path / "tender")
    edit(tender, "tolerance: 1", "tolerance: 3")
    said = ("--modified-because", "They differ too much.", "--published-at", "https://fellmoor.example/notice-3")
    assert "(too-late-to-modify)" in run("tender", "lock", tender, *said).output


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
        "tender", "new", tmp_path / "new", piped=f"A care record shared by trusts\n\n{given}1200000\nno\nyes\nlow\n"
    )
    assert "[shared-care-record]" in result.stdout
    assert result.exit_code == 0, result.output
    assert "starts_from: shared-care-record" in (tmp_path / "new" / "tender.yaml").read_text("utf-8")


def test_a_tender_is_never_overwritten(tmp_path: Path) -> None:
    make(tmp_path)
    assert "(tender-exists)" in run("tender", "new", tmp_path, *OPTIONS).output
