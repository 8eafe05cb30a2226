"""What a buyer asks of a tender after it was closed: whether its bids are still those, and when a bid lapses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import ward_messages
from cli_tenders import run

BID = "submissions/alderfen/submission.yaml"


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    return ward_messages.at(tmp_path / "tender", "award")


def reworded(folder: Path) -> None:
    path = folder / BID
    path.write_bytes(path.read_bytes() + b"# a remark\n")


def with_a_file_more(folder: Path) -> None:
    (folder / "submissions/alderfen/more.txt").write_text("more", "utf-8")


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


def test_a_tender_that_was_reopened_may_take_a_bid_in(closed: Path, tmp_path: Path) -> None:
    reopen = tmp_path / "reopen.yaml"
    text = "techassure: 1\nby: {name: H}\non: 2026-07-01\ndecisions:\n  - {kind: reopened, because: A court said so.}\n"
    reopen.write_text(text, "utf-8")
    assert run("tender", "decide", closed, reopen).exit_code == 0
    with_a_file_more(closed)
    assert run("tender", "finalise", closed, "--check").exit_code == 0
