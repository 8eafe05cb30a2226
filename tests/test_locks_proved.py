"""Nothing is locked that was not proved: its examples come out as they say, and lint finds no error in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import Small, written
from cli_tenders import run

PROVED = """
as_of: 2026-06-01
usual: {q.number: 50}
cases:
  - {name: on the line, with: {q.number: 5}, outcome: met}
  - {name: below it, with: {q.number: 4}, outcome: not met, because: [one]}
  - {name: nothing is said, without: [q.number], outcome: no answer, because: [one]}
"""
WHOLE = """
techassure: 1
example: strong
shows: It is so.
as_of: 2026-06-01
answers: {q.number: 50}
expect: {verdict: compliant, outcomes: {met: others}}
"""


class InForce(Small):
    """An edition in force of one proved criterion, not locked yet."""

    @property
    def home(self) -> Path:
        return self.root / "small" / "1"

    @property
    def lock(self) -> Path:
        return self.home / "lock.yaml"

    def change(self, name: str, old: str, new: str) -> None:
        path = self.home / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def small(tmp_path: Path) -> InForce:
    made = InForce(tmp_path)
    made.criterion("X", expect="{q.number: {at_least: 5}}", examples=PROVED)
    made.library()
    written(made.home / "examples" / "strong.yaml", WHOLE)
    return made


def locking(small: InForce, *arguments: str) -> tuple[int, str, str]:
    result = run("standards", "lock", "--library", small.root, *arguments)
    return result.exit_code, result.stdout.splitlines()[-1], result.stderr


def test_what_is_proved_is_locked(small: InForce) -> None:
    assert locking(small) == (0, "1 edition as locked, 0 not.", "")
    assert small.lock.exists()


def test_an_example_that_differs_stops_the_lock(small: InForce) -> None:
    small.change("criteria/X.yaml", '"at_least": "5"', '"at_least": "6"')
    code, last, told = locking(small)
    assert (code, last, small.lock.exists()) == (1, "0 editions as locked, 1 not; 1 is not proved.", False)
    assert "`small@1` is not proved: 1 problem of its examples and of lint follows (not-proved)" in told
    assert "the case `on the line` comes out as `not met`" in told
    assert "(not-locked)" not in told


def test_a_whole_submission_that_differs_stops_the_lock(small: InForce) -> None:
    small.change("examples/strong.yaml", "verdict: compliant", "verdict: undecided")
    code, _, told = locking(small)
    assert (code, small.lock.exists()) == (1, False)
    assert "the verdict is `compliant`, not `undecided`" in told


def test_an_error_of_lint_stops_the_lock(small: InForce) -> None:
    """The examples come out, and yet no answer fails the second check that does not fail the first."""
    small.lines.clear()
    small.criterion("X", expect=["{q.number: {at_least: 5}}", "{q.number: {at_least: 3}}"], examples=PROVED)
    small.library()
    small.change("criteria/X.yaml", '"no answer", "because": ["one"]', '"no answer", "because": ["one", "two"]')
    code, _, told = locking(small)
    assert (code, small.lock.exists()) == (1, False)
    assert "(check-implied-by-another)" in told


def test_what_a_baseline_finds_of_a_lock_is_counted_once(small: InForce) -> None:
    """A baseline that pins the revision refuses the change, which the lock itself has told."""
    locking(small)
    page = 'techassure: 1\nbaseline: ours\ntitle: Ours\neditions: {small: "1 r1"}\n'
    written(small.root / "baselines" / "ours.yaml", page)
    small.change("criteria/X.yaml", '"at_least": "5"', '"at_least": "6"')
    told = locking(small, "--check")[2]
    assert "`small@1` is not proved: 1 problem of its examples and of lint follows (not-proved)" in told
    assert told.count("(locked-edition-changed)") == 1


def test_an_erratum_that_is_missing_is_told_once(small: InForce) -> None:
    small.change("edition.yaml", '"revision": "1"', '"revision": "2"')
    assert locking(small)[2].count("(revision-without-erratum)") == 1


def test_a_warning_of_lint_stops_nothing(small: InForce) -> None:
    small.change("criteria/X.yaml", "What is wanted", "TO DO, what is wanted")
    assert "(placeholder-left)" in run("standards", "lint", small.root).stdout
    assert locking(small)[0] == 0


def test_what_is_suppressed_with_a_reason_stops_nothing(small: InForce) -> None:
    small.change("criteria/X.yaml", "What is wanted", "“What is wanted”")
    assert "(curly-quotes)" in locking(small)[2]
    entry = "{rule: curly-quotes, where: small/1/criteria/X.yaml, because: The form has them.}"
    written(small.root / "lint.yaml", f"techassure: 1\nsuppress:\n  - {entry}\n")
    assert locking(small)[0] == 0


def test_no_suppression_and_no_configuration_lets_an_example_differ(
    small: InForce, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.change("criteria/X.yaml", '"at_least": "5"', '"at_least": "6"')
    entry = "{rule: example-differs, where: small/1/criteria/X.yaml, because: We like it so.}"
    written(small.root / "lint.yaml", f"techassure: 1\nsuppress:\n  - {entry}\n")
    written(small.folder / "techassure.toml", '[lint]\nignore = ["all"]\n')
    monkeypatch.chdir(small.folder)
    assert locking(small)[0] == 1


def test_check_says_of_a_lock_that_its_edition_is_no_longer_proved(small: InForce) -> None:
    assert locking(small)[0] == 0
    small.change("criteria/X.yaml", "2026-06-01", "2026-06-02")
    small.change("criteria/X.yaml", '"q.number": "5"', '"q.number": "2"')
    code, last, told = locking(small, "--check")
    assert (code, last) == (1, "1 edition as locked, 0 not; 1 is not proved.")
    assert "(not-proved)" in told
    assert locking(small)[:2] == (code, last)


def test_an_error_in_a_fact_that_it_rests_on_stops_the_lock_and_one_elsewhere_does_not(small: InForce) -> None:
    facts = small.root / "facts" / "questions.yaml"
    text = facts.read_text("utf-8")
    written(
        small.root / "facts" / "contract.yaml",
        (small.root / "facts" / "contract.yaml").read_text("utf-8").replace("What is it worth?", "“What is it worth?”"),
    )
    assert locking(small)[0] == 0
    small.lock.unlink()
    facts.write_text(text.replace("How many?", "“How many?”"), "utf-8")
    assert "(curly-quotes)" in locking(small)[2]


def test_another_edition_that_is_not_proved_does_not_hold_this_one_up(small: InForce) -> None:
    for path in (small.home / "edition.yaml", small.home / "criteria" / "X.yaml"):
        text = (
            path.read_text("utf-8")
            .replace('"edition": "1"', '"edition": "2"')
            .replace('"at_least": "5"', '"at_least": "7"')
        )
        written(small.root / "small" / "2" / path.relative_to(small.home), text)
    assert locking(small, "small@1")[:2] == (0, "1 edition as locked, 0 not.")
    assert locking(small)[:2] == (1, "1 edition as locked, 1 not; 1 is not proved.")


def test_the_editions_of_the_library_beneath_are_proved_where_they_lie(tmp_path: Path) -> None:
    written(tmp_path / "library.yaml", "techassure: 1\nbuilds_on: techassure\n")
    result = run("standards", "lock", "--check", "--library", tmp_path, "cyber-essentials@3.3")
    assert (result.exit_code, result.stdout) == (0, "1 edition as locked, 0 not.\n")
