"""The log's file: append only, and a rewrite shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techassure.files import chain
from techassure.problems import Place, ProblemsFound

SEED = chain.digest(b"a tender")
ENTRIES: list[dict[str, Any]] = [{"kind": "late", "because": f"Reason {number}."} for number in range(4)]
text = st.text(max_size=8)
entry = st.dictionaries(
    text, st.none() | st.booleans() | st.integers(-9, 9) | text | st.lists(text, max_size=2), max_size=3
)


def written(entries: list[dict[str, Any]]) -> bytes:
    return chain.as_bytes(chain.extended(chain.Chain(SEED), entries).entries)


@settings(max_examples=50)
@given(st.lists(entry, max_size=4), st.lists(entry, max_size=3))
def test_what_was_written_is_read_and_only_grows(first: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    whole = chain.parse(written([*first, *more]), SEED, "log")
    assert [each.data for each in whole.entries] == [*first, *more]
    assert written([*first, *more]).startswith(written(first))
    assert whole == chain.extended(chain.parse(written(first), SEED, "log"), more)


@settings(max_examples=100)
@given(st.data())
def test_a_changed_byte_breaks_the_chain_or_the_head(data: st.DataObject) -> None:
    """Whatever byte is changed: either the chain no longer holds, or its head is another one."""
    raw = bytearray(written(ENTRIES))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    head = chain.parse(written(ENTRIES), SEED, "log").head
    assert head_of(bytes(raw)) != head


def head_of(raw: bytes) -> str | None:
    """Return the head of a log, or None where the chain does not hold."""
    try:
        return chain.parse(raw, SEED, "log").head
    except ProblemsFound:
        return None


def without(number: int) -> bytes:
    lines = written(ENTRIES).splitlines(keepends=True)
    return b"".join(lines[:number] + lines[number + 1 :])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_entry_taken_out_is_seen_where_it_stood(number: int) -> None:
    with pytest.raises(ProblemsFound) as found:
        chain.parse(without(number), SEED, "log")
    assert found.value.problems[0].place.line == number + 1


def test_what_is_cut_off_at_the_end_shows_against_the_head_alone() -> None:
    """So every output prints the head."""
    assert chain.parse(without(3), SEED, "log").head != chain.parse(written(ENTRIES), SEED, "log").head


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda raw: raw[:-1], 4),
        (lambda raw: raw.replace(b'"entry"', b'"entry" ', 1), 1),
        (lambda raw: b"[]\n" + raw, 1),
        (lambda raw: raw.replace(b'{"because":"Reason 1.","kind":"late"}', b'"late"'), 2),
        (lambda raw: raw.replace(b'"number":3', b'"number":4'), 3),
        (lambda raw: raw.replace(b"Reason 0", b"Reason 9"), 2),
    ],
    ids=["cut off", "spaced", "a list put in", "no entry", "renumbered", "rewritten"],
)
def test_the_line_at_which_a_log_is_no_longer_what_was_written_is_named(change: Any, line: int) -> None:
    """The line itself, or the next one: what is rewritten is another link than the one that follows names."""
    with pytest.raises(ProblemsFound, match="was rewritten or damaged here") as found:
        chain.parse(change(written(ENTRIES)), SEED, "log")
    (problem,) = found.value.problems
    assert problem.place == Place("log", line, 1)


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="cannot write the log: Is a directory"):
        chain.append(tmp_path, chain.Chain(SEED), ENTRIES, "log")


def test_entries_of_another_tender_are_refused() -> None:
    with pytest.raises(ProblemsFound, match="log-broken"):
        chain.parse(written(ENTRIES), chain.digest(b"another tender"), "log")


def test_two_who_write_at_once_do_not_lose_an_entry(tmp_path: Path) -> None:
    path, empty = tmp_path / "log", chain.Chain(SEED)
    mine = chain.append(path, empty, ENTRIES[:1], "log")
    with pytest.raises(ProblemsFound, match="log-moved-on"):
        chain.append(path, empty, ENTRIES[1:2], "log")
    assert chain.read(path, SEED, "log") == mine


def test_who_appends_waits_for_who_is_writing_and_then_sees_what_was_written(tmp_path: Path) -> None:
    """Between looking how long the log is and writing behind it, nobody else comes in; nothing is lost or broken."""
    fcntl = pytest.importorskip("fcntl")
    path, nothing = tmp_path / "log", chain.Chain(SEED)
    with ThreadPoolExecutor(1) as pool, path.open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = pool.submit(chain.append, path, nothing, ENTRIES[1:], "log")
        with pytest.raises(TimeoutError):
            second.result(0.2)
        file.write(written(ENTRIES[:1]))
        fcntl.flock(file, fcntl.LOCK_UN)
        with pytest.raises(ProblemsFound, match="log-moved-on"):
            second.result(10)
    assert path.read_bytes() == written(ENTRIES[:1])
