"""An edition that is not selected yet: which follows, from when it counts, and what it changes for a product."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Small, parsed, written
from cli_tenders import run

from techassure import ProblemsFound
from techassure.selections import successors
from techassure.selections.bare_selections import with_edition

NEXT = {
    "status": "draft", "in_force": {"from": "2027-04-01"}, "supersedes": "small@1", "title": "Small, second edition",
    "edition": "2", "selected_by": "procurement-commenced",
}  # fmt: skip


def second(small: Small, criteria: dict[str, Any], **page: Any) -> Small:
    """Add a second edition: criteria of the first by id, changed or not, and others."""
    small.library()
    first = small.root / "small" / "1"
    edition = parsed((first / "edition.yaml").read_text("utf-8"))
    lines = edition["sections"][0]["criteria"]
    old = {each["id"]: each for each in lines}
    edition["sections"][0]["criteria"] = [old.get(name, {"id": name, "gate": "requirement"}) for name in criteria]
    written(small.root / "small" / "2" / "edition.yaml", {**edition, **NEXT, **page})
    for name, expect in criteria.items():
        source = first / "criteria" / f"{name if name in old else next(iter(old))}.yaml"
        made = {**parsed(source.read_text("utf-8")), "id": name}
        made["checks"] = [{**made["checks"][0], "expect": parsed(expect)}]
        written(small.root / "small" / "2" / "criteria" / f"{name}.yaml", made)
    return small


@pytest.fixture
def two(small: Small) -> Small:
    small.criterion("A", "{q.number: {at_least: 5}}").criterion("B", "{q.yes: {is: yes}}")
    return second(small, {"A": "{q.number: {at_least: 7}}", "C": "{q.other: {is: yes}}"})


def check(small: Small, answers: str, *options: object) -> Any:
    own = small.submission(answers)
    return run("check", own, "--library", small.root, "--as-of", "2026-06-01", *(options or ("--standard", "small@1")),
               "--against", "small@next")  # fmt: skip


def test_page_says_what_changes_and_from_when(two: Small) -> None:
    made = check(two, "{q.number: 6, q.yes: yes}")
    assert made.exit_code == 1
    assert "Small, second edition (small@2) in place of small@1." in made.stdout
    assert "It counts for procurements that commence on 2027-04-01 or later." in " ".join(made.stdout.split())
    assert "It is a draft, and may yet change." in " ".join(made.stdout.split())
    assert "Now: compliant; 2 of 2 gates met" in made.stdout
    assert "Then: non-compliant; 0 of 2 gates met" in made.stdout
    assert (
        "NO LONGER MET (1)\nsmall/A  What is wanted (gate): met becomes not met. The rule is stricter.\n" in made.stdout
    )
    assert "NO LONGER ASKED (1)\nMet: small/B.\n" in made.stdout
    assert "WHAT IT ASKS THAT IS NOT ANSWERED (1)\n- Is the other so? (q.other)\n" in made.stdout


def test_product_that_is_ready_ends_with_0(two: Small) -> None:
    made = check(two, "{q.number: 8, q.yes: yes, q.other: yes}")
    assert made.exit_code == 0
    assert "NEW (1)\nMet: small/C.\n" in made.stdout


def test_as_data(two: Small) -> None:
    own = two.submission("{q.number: 6, q.yes: yes}")
    made = run("check", own, "--library", two.root, "--standard", "small@1", "--against", "small@2", "-f", "json")
    document = json.loads(made.stdout)
    assert document["kind"] == "against"
    [step] = document["steps"]
    assert (step["old"], step["new"], step["from"], step["status"]) == ("small@1", "small@2", "2027-04-01", "draft")
    [pair] = document["pairs"]
    assert {each["criterion"]: each["change"] for each in pair["criteria"]} == {
        "small/A": "lost", "small/B": "gone", "small/C": "new",
    }  # fmt: skip
    assert document["asked"] == [[{"fact": "q.other", "question": "Is the other so?"}]]


def test_criterion_keeps_the_role_that_the_buyer_gave_it(two: Small) -> None:
    page = "{gates: {small/A: none, small/B: none}, award_criteria: {o: {weight: 100, criteria: {small/A: 1}}}, " \
           "not_applicable: lowest-band}"  # fmt: skip
    selection = two.tender(page).selection()
    changed = with_edition(selection, two.kept().edition("small@2"))
    roles = {m.definition.key: (m.gate, m.share, m.award) for m in changed.members}
    assert roles == {"small/A": (None, 1, "o"), "small/C": ("requirement", None, None)}
    assert changed.digest != selection.digest


def test_bare_editions_are_those_of_the_new_edition(two: Small) -> None:
    library = two.library()
    selection = two.selection()
    assert with_edition(selection, library.edition("small@2")).members == successors.after(
        selection, successors.steps("next", selection, library)
    ).members  # fmt: skip
    assert with_edition(selection, library.edition("small@2")).id == "small@2"


@pytest.mark.parametrize(("last", "follows"), [("2027-03-31", True), (None, False)])
def test_next_to_come_into_force_follows_an_edition_that_ends(small: Small, last: str | None, follows: bool) -> None:
    """Two editions that are both in force are a choice of the buyer's; neither follows the other."""
    small.edition["in_force"] = {"from": "2020-01-01", **({"to": last} if last else {})}
    second(small.criterion("A", "{q.yes: {is: yes}}"), {"A": "{q.yes: {is: yes}}"}, supersedes="small@0")
    library = small.kept()
    following = successors.successor(library.edition("small@1"), library)
    assert (following.name if following else None) == ("small@2" if follows else None)
    assert successors.successor(library.edition("small@2"), library) is None


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ("other@next", "not-selected"),
        ("small", "not-selected"),
        ("small@3", "unknown-edition"),
        ("small@1", "no-next-edition"),
    ],
)
def test_what_names_no_other_edition_is_refused(two: Small, wanted: str, rule: str) -> None:
    with pytest.raises(ProblemsFound, match=rf"\({rule}\)"):
        successors.steps(wanted, two.selection(), two.kept())


def test_check_says_that_there_is_news(two: Small) -> None:
    own = two.submission("{q.number: 6, q.yes: yes}")
    shown = " ".join(run("check", own, "--library", two.root, "--standard", "small@1").stdout.split())
    assert "News: small@2 follows small@1. It counts for procurements that commence on 2027-04-01 or later." in shown


def test_it_goes_with_one_selection_and_a_page_or_data(two: Small, tmp_path: Path) -> None:
    for more in (["--format", "csv"], ["--plan"], ["--baseline", "dtac"]):
        assert check(two, "{}", "--standard", "small@1", *more).exit_code == 2


def test_carbon_rules_of_2027_are_judged_for_a_procurement_of_their_time() -> None:
    """Of a tender that commenced before, they ask nothing: that is not what a supplier wants to know."""
    tender = "seeds/tenders/remote-monitoring"
    made = run("check", f"{tender}/submissions/larkspur", "--tender", tender, "--against", "nhs-carbon@next")
    shown = " ".join(made.stdout.split())
    assert "commence on 2027-04-01 or later" in shown
    assert "judged for a contract with contract.procurement_commenced on 2027-04-01." in shown
    assert "What are your emissions worldwide, source by source? (carbon_worldwide.emissions)" in shown
