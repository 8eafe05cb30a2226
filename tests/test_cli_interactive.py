"""The command that asks: through a pipe, through a terminal, killed midway and taken up again."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from builders import Small, environment, written
from cli_tenders import run

SUBMISSION = """\
techassure: 1
supplier: {id: W-1, name: Wardlight Fictional Ltd}
product: {name: Wardlight, version: '1'}
"""
AGAINST = ("--standard", "cyber-essentials@3.3", "--as-of", "2026-06-01", "-i")
FIRST, SECOND = "cyber_essentials.issued_on: 2026-05-12", "cyber_essentials.expires_on: 2027-05-11"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    return written(tmp_path / "product" / "submission.yaml", SUBMISSION).parent


def command(product: Path) -> list[str]:
    return [sys.executable, "-m", "techassure", "check", str(product), *AGAINST]


def answers(product: Path) -> str:
    return (product / "submission.yaml").read_text("utf-8").removeprefix(SUBMISSION)


def test_lines_of_a_pipe_are_answers_and_its_end_is_a_pause(product: Path) -> None:
    made = run("check", product, *AGAINST, piped="12 May 2026\n2027-05-11\n")
    assert made.exit_code == 1
    assert answers(product) == f"answers:\n  {FIRST}\n  {SECOND}\n"
    assert "Date, such as 2026-06-01 or 1 June 2026: 12 May 2026\nSaved in " in made.stdout
    assert made.stdout.count("Verdict: undecided. Gates: 0 of 3 met, 0 not met, 3 open.") == 3
    assert made.stdout.endswith("The same command goes on from here.\n")
    assert "\x1b" not in made.stdout


def test_it_ends_with_0_when_the_product_complies(product: Path) -> None:
    paper = written(product / "certificate.txt", "Invented.")
    lines = [
        "2026-05-12",
        "2027-05-11",
        "Wardlight Fictional Ltd",
        str(paper),
        "2026-05-12",
        "2027-05-11",
        "yes",
        "yes",
    ]
    made = run("check", product, *AGAINST, piped="\n".join(lines))
    assert "Verdict: compliant." in made.stdout
    assert made.exit_code == 0


def test_several_baselines_are_answered_together(product: Path) -> None:
    made = run("check", product, "--baseline", "dtac", "--baseline", "patient-app", "-i", piped="quit\n")
    assert "\ndtac: Verdict: undecided." in made.stdout
    assert "\npatient-app: Verdict: undecided." in made.stdout


@pytest.mark.parametrize("more", [("--plan",), ("--format", "json"), ("--output", "a.txt"), ("--what-if", "a=b")])
def test_what_does_not_go_together_is_refused(product: Path, more: tuple[str, ...]) -> None:
    assert run("check", product, *AGAINST, *more).exit_code == 2


def test_what_cannot_be_answered_so_is_refused(tmp_path: Path) -> None:
    made = run("check", written(tmp_path / "a.jsonl", "{}"), *AGAINST)
    assert made.exit_code == 2
    assert "begin one with `techassure product new`" in made.stderr
    assert run("check", tmp_path, *AGAINST).exit_code == 2


def test_file_changed_by_hand_in_between_keeps_its_changes(product: Path) -> None:
    run("check", product, *AGAINST, piped="2026-05-12\n")
    path = product / "submission.yaml"
    path.write_text(path.read_text("utf-8").replace("answers:\n", "answers:\n  # asked of Ann\n"), "utf-8")
    run("check", product, *AGAINST, piped="2027-05-11\n")
    assert answers(product) == f"answers:\n  # asked of Ann\n  {FIRST}\n  {SECOND}\n"


def until(stream: int, text: str) -> str:
    """Read until a text was shown."""
    seen = b""
    while text.encode() not in seen:
        assert select.select([stream], [], [], 60)[0], seen.decode()
        seen += os.read(stream, 4096)
    return seen.decode()


def test_killed_midway_it_keeps_what_was_answered_and_goes_on(product: Path) -> None:
    with subprocess.Popen(
        command(product), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin
        assert process.stdout
        until(process.stdout.fileno(), "Date, such as")
        process.stdin.write(b"2026-05-12\n")
        process.stdin.flush()
        until(process.stdout.fileno(), "last day")
        process.send_signal(signal.SIGKILL)
    assert answers(product) == f"answers:\n  {FIRST}\n"
    assert [path.name for path in product.iterdir()] == ["submission.yaml"]
    made = run("check", product, *AGAINST, piped="2027-05-11\n")
    assert "issued?" not in made.stdout
    assert answers(product) == f"answers:\n  {FIRST}\n  {SECOND}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("yes", "Row 1, Name"), ("one", "Row 1, Score"), ("3", "Row 1, Closed on")], ["", "yes", "no"]),
        ([("yes", "Row 1, Name"), ("one", "Score"), ("3", "Closed on"), ("", "Open"), ("yes", "Another")], ["no"]),
    ],
)
def test_killed_within_a_table_it_goes_on_within_it(
    small: Small, before: list[tuple[str, str]], after: list[str]
) -> None:
    """A real kill between two cells, and between two rows: what was typed before it is not asked for again."""
    path = small.criterion("X", "{q.rows: {every: {score: {below: 7}}}}").submission("{}")
    small.library()
    against = ("--standard", "small@1", "--library", small.root, "--as-of", "2026-06-01", "-i")
    command = [sys.executable, "-m", "techassure", "check", str(path), *map(str, against)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdin
        assert process.stdout
        until(process.stdout.fileno(), "Are there any rows?")
        for line, then in before:
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            until(process.stdout.fileno(), then)
        process.send_signal(signal.SIGKILL)
    assert "rows" not in path.read_text("utf-8")
    assert "0 of 1 gate met, 1 open." in run("check", path, *against[:-1]).stdout
    made = run("check", path, *against, piped="\n".join([*after, ""]))
    assert "Row 1, Name" not in made.stdout
    assert made.stdout.count("Row 1, ") == len(after) - 1
    assert "q.rows: [{name: one, score: 3" in path.read_text("utf-8")
    assert [each.name for each in path.parent.iterdir()] == ["submission.yaml"]


def test_in_a_terminal_it_writes_plain_lines(product: Path) -> None:
    """No colour, no cursor that moves, nothing drawn twice: what a screen reader reads is what there is."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(product), stdin=theirs, stdout=theirs, stderr=theirs, env=environment()) as process:
        os.close(theirs)
        shown = until(ours, "1 June 2026: ")
        os.write(ours, b"2026-05-12\n")
        shown += until(ours, "1 June 2026: ")
        os.write(ours, b"quit\n")
        shown += until(ours, "goes on from here.")
        assert process.wait(60) == 1
    os.close(ours)
    assert "\x1b" not in shown
    assert "\b" not in shown
    assert shown.replace("\r\n", "").count("\r") == 0
    assert shown.count("issued?") == 1
