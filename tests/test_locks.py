"""An edition in force stays as it was published: only its wording may change beneath its lock."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import CRITERION, Small, written
from cli_tenders import run

from techassure import ProblemsFound, load_library
from techassure.definitions import edition_locks
from techassure.lint.configuration import Configuration
from techassure.lint.running import lint
from techassure.problems import Problem
from techassure.selections.selecting import read_tender


def examples_of(fact: str, usual: str) -> str:
    silence = f"{{name: silence, without: [{fact}], outcome: no answer}}"
    return f"{{as_of: 2026-06-01, usual: {{{fact}: {usual}}}, cases: [{silence}]}}"


class Locked(Small):
    """A small edition in force with its lock, whose files a test changes."""

    @property
    def home(self) -> Path:
        return self.root / "small" / "1"

    def change(self, path: str, change: Callable[[dict[str, Any]], object]) -> None:
        data = json.loads((self.home / path).read_text("utf-8"))
        change(data)
        written(self.home / path, data)

    def lock(self) -> None:
        library = self.kept()
        written(self.home / "lock.yaml", edition_locks.text(library.edition("small@1"), library))

    def problems(self) -> list[Problem]:
        library = self.kept()
        return edition_locks.problems(library.edition("small@1"), library)

    def rules(self) -> list[str]:
        return [problem.rule for problem in self.problems()]


@pytest.fixture
def small(tmp_path: Path) -> Locked:
    made = Locked(tmp_path)
    made.criterion("X", expect="{q.number: {at_least: 5}}", examples=examples_of("q.number", "50"))
    made.criterion("Y", expect="{q.yes: {is: yes}}", examples=examples_of("q.yes", "yes"))
    made.library()
    made.lock()
    return made


def threshold(criterion: dict[str, Any]) -> None:
    criterion["checks"][0]["expect"] = {"q.number": {"at_least": "6"}}


def gate_of_x(page: dict[str, Any]) -> None:
    page["sections"][0]["criteria"][0] = {"id": "X", "share": "1"}


def revised(*touches: str) -> Callable[[dict[str, Any]], None]:
    def change(page: dict[str, Any]) -> None:
        page["revision"] = "2"
        page["errata"] = [{"revision": "2", "on": "2026-06-01", "changed": "It was 5.", "touches": list(touches)}]

    return change


def test_an_edition_is_as_it_was_locked(small: Locked) -> None:
    assert small.problems() == []


def test_in_force_and_not_locked(small: Locked) -> None:
    (small.home / "lock.yaml").unlink()
    assert small.rules() == ["not-locked"]
    small.change("edition.yaml", lambda page: page.update(status="draft"))
    assert small.rules() == []


def test_wording_and_examples_may_change(small: Locked) -> None:
    small.change("criteria/X.yaml", lambda criterion: criterion.update(title="What is wanted, said better"))
    small.change("criteria/X.yaml", lambda criterion: criterion["checks"][0].update(otherwise="No.", fix="Mend it."))
    small.change("criteria/X.yaml", lambda criterion: criterion["examples"]["cases"][0].update(name="silence"))
    small.change("edition.yaml", lambda page: page.update(remarks="Read this first."))
    assert small.problems() == []


@pytest.mark.parametrize("mark", ["never", "once"])
def test_how_an_answer_changes_may_be_said(small: Locked, mark: str) -> None:
    """It keeps plans from proposing history, and decides nothing."""
    facts = small.home.parents[1] / "facts" / "questions.yaml"
    text = facts.read_text("utf-8")
    facts.write_text(text.replace("  q.yes: {", f"  q.yes: {{changes: {mark}, ", 1), "utf-8")
    assert (small.problems(), facts.read_text("utf-8") == text) == ([], False)


def test_how_a_column_changes_may_be_said(small: Locked) -> None:
    facts = small.home.parents[1] / "facts" / "questions.yaml"
    text = facts.read_text("utf-8")
    facts.write_text(text.replace("{name: {type: text}", "{name: {changes: never, type: text}", 1), "utf-8")
    assert (small.problems(), facts.read_text("utf-8") == text) == ([], False)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("criteria/X.yaml", threshold),
        ("edition.yaml", gate_of_x),
        ("criteria/X.yaml", lambda each: each.update(evidence={"demands": "documented"})),
        ("criteria/X.yaml", lambda each: each.update(applies_when={"q.other": {"is": "yes"}})),
        ("criteria/X.yaml", lambda each: each.update(may_claim_not_applicable="yes")),
    ],
)
def test_anything_that_decides_may_not(small: Locked, path: str, change: Callable[[dict[str, Any]], object]) -> None:
    small.change(path, change)
    (problem,) = small.problems()
    assert problem.rule == "locked-edition-changed"
    assert problem.message == "`X` decides otherwise than `small@1 r1` was locked"
    assert "`revision: 2`" in problem.fix
    assert "changed: …, touches: [X]}`" in problem.fix
    assert problem.place.file.endswith("X.yaml")


def test_a_changed_fact_is_named_with_the_criteria_that_rest_on_it(small: Locked) -> None:
    (path,) = [path for path in (small.root / "facts").glob("*.yaml") if "q.number:" in path.read_text("utf-8")]
    path.write_text(path.read_text("utf-8").replace("from: 0, to: 100", "from: 0, to: 90"), "utf-8")
    (problem,) = small.problems()
    assert problem.message == "the fact `q.number` can be answered otherwise than `small@1 r1` was locked"
    assert "changed: …, touches: [X]}`" in problem.fix


def test_criteria_that_were_added_or_taken_out_are_named(small: Locked) -> None:
    written(small.home / "criteria" / "Z.yaml", json.loads((small.home / "criteria" / "Y.yaml").read_text("utf-8")))
    small.change("criteria/Z.yaml", lambda criterion: criterion.update(id="Z"))
    small.change("edition.yaml", lambda page: page["sections"][0].update(criteria=[{"id": "X", "gate": "requirement"}]))
    small.change("edition.yaml", lambda page: page["sections"][0]["criteria"].append({"id": "Z"}))
    (small.home / "criteria" / "Y.yaml").unlink()
    assert [problem.message for problem in small.problems()] == [
        "`Y` was taken out of the edition, otherwise than `small@1 r1` was locked",
        "`Z` was added to the edition, otherwise than `small@1 r1` was locked",
    ]


def test_a_new_revision_needs_an_erratum_that_names_what_it_touches(small: Locked) -> None:
    """First none at all, then one that leaves the criterion out, then one that says it: then it is locked anew."""
    small.change("criteria/X.yaml", threshold)
    small.change("edition.yaml", lambda page: page.update(revision="2"))
    assert small.rules() == ["revision-without-erratum"]
    small.change("edition.yaml", revised())
    (problem,) = small.problems()
    assert (problem.rule, "`X`" in problem.message) == ("erratum-leaves-out", True)
    small.change("edition.yaml", revised("X"))
    assert small.rules() == ["lock-out-of-date"]
    first = small.kept()
    before = edition_locks.read_lock(first.edition("small@1"), first)
    small.lock()
    library = small.kept()
    after = edition_locks.read_lock(library.edition("small@1"), library)
    assert before
    assert after
    assert (small.rules(), after[0].revision, after[0].earlier) == ([], 2, {"1": before[0].digest})


def test_an_erratum_names_no_criterion_that_decides_as_before(small: Locked) -> None:
    """Whoever was judged by it would look for what has changed, and find nothing."""
    small.change("criteria/X.yaml", threshold)
    small.change("edition.yaml", revised("X", "Y"))
    (problem,) = small.problems()
    assert (problem.rule, problem.place.line) == ("erratum-touches-unchanged", 1)
    assert problem.message == "the erratum of revision 2 says that it touches `Y`, which decides as in revision 1"
    assert problem.fix == "take it out of its `touches`"


def test_all_that_is_wrong_with_an_erratum_is_said_at_once(small: Locked) -> None:
    small.change("criteria/X.yaml", threshold)
    small.change("edition.yaml", revised("Y"))
    assert small.rules() == ["erratum-leaves-out", "erratum-touches-unchanged"]


@pytest.mark.parametrize(
    ("touches", "rules"),
    [
        (["X"], []),
        (["X", "Y"], ["erratum-touches-unchanged"]),
        (["Y"], ["erratum-leaves-out", "erratum-touches-unchanged"]),
    ],
)
@pytest.mark.parametrize("later", [False, True], ids=["locked", "and then revised again"])
def test_an_erratum_is_held_to_its_revision_after_it_was_locked(
    small: Locked, touches: list[str], rules: list[str], later: bool
) -> None:
    small.change("criteria/X.yaml", threshold)
    small.change("edition.yaml", revised("X"))
    small.lock()
    if later:
        third = {"revision": "3", "on": "2026-07-01", "changed": "A."}
        small.change("edition.yaml", lambda page: page.update(revision="3", errata=[*page["errata"], third]))
        small.lock()
    small.change("edition.yaml", lambda page: page["errata"][0].update(touches=touches))
    assert small.rules() == rules
    assert [each.rule for each in lint(small.root, Configuration(("not-as-locked",))).problems] == [
        "not-as-locked" for _ in rules
    ]


def test_the_lock_remembers_what_was_taken_out(small: Locked) -> None:
    """So that the erratum which names it is not taken for a mistake, in this revision and in those to come."""
    (small.home / "criteria" / "Y.yaml").unlink()
    small.change("edition.yaml", lambda page: page["sections"][0].update(criteria=[{"id": "X", "gate": "requirement"}]))
    small.change("edition.yaml", revised("Y"))
    small.lock()
    assert small.rules() == []
    assert "gone: [Y]\n" in (small.home / "lock.yaml").read_text("utf-8")
    small.change("edition.yaml", lambda page: page.update(revision="3"))
    small.change(
        "edition.yaml", lambda page: page["errata"].append({"revision": "3", "on": "2026-07-01", "changed": "A."})
    )
    small.lock()
    assert "gone: [Y]\n" in (small.home / "lock.yaml").read_text("utf-8")
    assert lint(small.root, Configuration(("erratum-touches-nothing", "not-as-locked"))).problems == ()


def test_a_lock_that_cannot_be_read_hides_nothing_else_from_lint(small: Locked) -> None:
    """It stopped lint before it had said anything of all the rest."""
    (small.home / "lock.yaml").write_text("criteria: [", "utf-8")
    small.change("edition.yaml", revised("Z"))
    small.change("criteria/X.yaml", lambda criterion: criterion.update(title="What is it?"))
    assert {problem.rule for problem in lint(small.root).problems} >= {"not-as-locked", "title-asks"}


def test_a_revision_never_goes_back(small: Locked) -> None:
    small.change("edition.yaml", revised("X"))
    small.lock()
    small.change("edition.yaml", lambda page: page.update(revision="1"))
    assert small.rules() == ["revision-went-back"]


def test_a_lock_that_was_edited_by_hand_says_so(small: Locked) -> None:
    lock = small.home / "lock.yaml"
    text = lock.read_text("utf-8")
    lock.write_text(text.replace("  X: sha256:", "  X: sha256:short"), "utf-8")
    with pytest.raises(ProblemsFound, match=r"lock\.yaml:8:6: `sha256:short\w+` cannot be read"):
        small.problems()
    digest = text.partition("  X: ")[2].split()[0]
    lock.write_text(text.replace(digest, "sha256:" + "0" * 64), "utf-8")
    assert small.rules() == ["lock-does-not-add-up"]


def test_the_lock_of_another_edition_is_none(small: Locked) -> None:
    lock = small.home / "lock.yaml"
    lock.write_text(lock.read_text("utf-8").replace('edition: "1"', 'edition: "2"'), "utf-8")
    assert small.rules() == ["lock-of-another"]


def test_a_tender_refuses_a_pinned_edition_that_was_changed(small: Locked) -> None:
    """It pinned `r1`, and this is no longer it."""
    small.change("criteria/X.yaml", threshold)
    page = {"techassure": "1", "tender": "t", "editions": {"small": "1 r1"}, "dates": {"as_of": "2026-06-01"}}
    with pytest.raises(ProblemsFound) as found:
        read_tender(written(small.folder / "tender.yaml", page), small.kept())
    assert [problem.rule for problem in found.value.problems] == ["locked-edition-changed"]


def test_the_digest_does_not_depend_on_order_or_format(small: Locked) -> None:
    library = small.kept()
    before = edition_locks.fingerprint(library.edition("small@1"), library.facts)
    criterion = json.loads((small.home / "criteria" / "X.yaml").read_text("utf-8"))
    written(small.home / "criteria" / "X.yaml", dict(reversed(criterion.items())))
    library = small.kept()
    assert edition_locks.fingerprint(library.edition("small@1"), library.facts).digest == before.digest
    assert set(CRITERION) <= set(criterion)


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_shipped_editions_in_force_are_as_they_were_locked() -> None:
    """Whoever changes what decides in one writes a new revision and its erratum."""
    result = run("standards", "lock", "--check")
    assert (result.exit_code, result.stderr) == (0, "")
    library = load_library()
    in_force = [each for each in library.editions(library.names()) if each.file.status == "in-force"]
    assert all(edition_locks.read_lock(each, library) for each in in_force)
    assert result.stdout == f"{len(in_force)} editions as locked, 0 not.\n"


def test_lock_writes_and_check_only_looks(small: Locked) -> None:
    lock = small.home / "lock.yaml"
    written_before = lock.read_bytes()
    lock.unlink()
    result = run("standards", "lock", "--check", "--library", small.root)
    assert (result.exit_code, lock.exists()) == (1, False)
    assert "(not-locked)" in result.stderr
    result = run("standards", "lock", "--library", small.root)
    assert (result.exit_code, lock.read_bytes()) == (0, written_before)
    assert result.stdout.endswith("1 edition as locked, 0 not.\n")


def test_lock_does_not_cover_up_a_change(small: Locked) -> None:
    before = (small.home / "lock.yaml").read_bytes()
    small.change("criteria/X.yaml", threshold)
    result = run("standards", "lock", "--library", small.root)
    assert (result.exit_code, (small.home / "lock.yaml").read_bytes()) == (1, before)
    assert result.stdout == "0 editions as locked, 1 not.\n"


def test_a_draft_is_not_locked(small: Locked) -> None:
    (small.home / "lock.yaml").unlink()
    small.change("edition.yaml", lambda page: page.update(status="draft"))
    result = run("standards", "lock", "small@1", "--library", small.root)
    assert (result.exit_code, "(draft-not-locked)" in result.stderr) == (2, True)
    assert run("standards", "lock", "--library", small.root).stdout == "0 editions as locked, 0 not.\n"
