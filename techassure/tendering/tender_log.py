"""The log of a locked tender as it lies on disk."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from techassure.calendar_days import iso
from techassure.files import chain
from techassure.files.chain import Chain
from techassure.files.doors import enter
from techassure.files.places import Source, file_bytes, read_yaml, relative
from techassure.office_files.endings import ENDINGS
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound
from techassure.reviewing import people, returned_workbooks
from techassure.reviewing.decisions import CHANGES, readable
from techassure.reviewing.from_log import NOTHING, Recorded
from techassure.reviewing.log_state import Decided, State, fold
from techassure.reviewing.sheets import Score, SheetFile, score_of
from techassure.tendering import lock_remarks
from techassure.tendering.locking import LOCK_FILE, Lock, read_lock

LOG_FILE = "decisions.jsonl"
PANEL_FOLDER = "panel"
PRICES_FOLDER = "prices"
SUBMITTED = ("submissions", "reviews")
SUBMITTED_FILES = ("reviews.yaml", "supplier.yaml", "product.yaml")
_MOST_NAME = 40
"""Bytes, for a disk counts those."""


@dataclass(frozen=True)
class TenderLog:
    """A locked tender's log: its lock, the entries, and what they come to."""

    folder: FilePath
    lock: Lock
    chain: Chain
    state: State

    @property
    def path(self) -> FilePath:
        """Where the entries lie."""
        return self.folder / LOG_FILE

    @property
    def place(self) -> Place:
        """The log as problems name it."""
        return Place(relative(self.path))


def seed(found: Lock) -> str:
    """Return what the first entry of a tender's log is bound to: the tender as it was first locked."""
    return chain.digest(f"techassure decisions of {found.tender}, {found.first_digest}".encode())


def read_log(folder: FilePath) -> TenderLog | None:
    """Return the log of a tender's folder; None where the tender is not locked.

    Raises:
        ProblemsFound: the lock or the log cannot be read, the chain breaks, or a file that it received was changed.
    """
    found = read_lock(folder)
    if found is None:
        return None
    path = folder / LOG_FILE
    entries = chain.read(path, seed(found), relative(path))
    unreadable = [_unreadable(path, entry.number) for entry in entries.entries if not readable(entry.data)]
    if unreadable:
        raise ProblemsFound(unreadable)
    log = TenderLog(folder, found, entries, fold(entries.entries))
    problems = [*_unlike_the_lock(log), *_changed_files(log), *_changed_since_closed(log)]
    if problems:
        raise ProblemsFound(problems)
    return log


def before_lock(log: TenderLog, on: int, place: Place) -> list[Problem]:
    """Return the problem of a day on which the tender was not locked yet: nothing was done to it before."""
    if on >= log.lock.locked_on:
        return []
    message = f"{iso(on)} is before the tender was locked, on {iso(log.lock.locked_on)}"
    return [Problem(place, "before-the-lock", message, "write the day on which it was done")]


def _unreadable(path: FilePath, number: int) -> Problem:
    fix = "bring back the log as it was, or read it with the version that wrote it"
    message = f"entry {number} is not one that this program writes"
    return Problem(Place(relative(path), number, 1), "log-entry-unreadable", message, fix)


def _unlike_the_lock(log: TenderLog) -> Iterator[Problem]:
    """Yield a problem where the lock tells of other changes than the log, which nobody can rewrite unseen."""
    logged = [made.data for made in log.state.history if made.kind in CHANGES]
    made = log.lock.modifications
    if len(logged) != len(made) or not all(map(lock_remarks.agree, made, logged)):
        fix = "bring back both files as `techassure tender lock` wrote them"
        message = "the lock and the log do not tell of the same modifications and refinements"
        yield Problem(Place(relative(log.folder / LOCK_FILE)), "lock-and-log-differ", message, fix)


def kept_name(folder: str, called: str, digest: str, ending: str) -> str:
    """Return where a file that arrived is kept in a tender's folder, whatever it was called."""
    return f"{folder}/{in_a_name(called) or folder}-{digest[7:15]}{ending}"


def in_a_name(called: str) -> str:
    """Return words as part of a file's name: the letters of any script and digits, short enough for every disk."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", called.lower())).strip("-")
    return plain.encode()[:_MOST_NAME].decode("utf-8", "ignore").strip("-")


def _changed_files(log: TenderLog) -> Iterator[Problem]:
    """Yield a problem for each file that arrived and is not, to the byte, as it arrived."""
    files = [(made.data["file"], made.data["sha256"]) for made in log.state.received]
    files += [(each["file"], each["sha256"]) for made in log.state.prices for each in made.data["files"]]
    fix = "bring back the file as it arrived; its digest was recorded then"
    for name, wanted in files:
        path = log.folder / name
        try:
            same = chain.digest(file_bytes(path, relative(path))) == wanted
        except ProblemsFound as found:
            yield from found.problems
            continue
        if not same:
            message = f"`{name}` is not the file that arrived"
            yield Problem(Place(relative(path)), "received-file-changed", message, fix)


def files_inside(folder: FilePath, name: str) -> Iterator[tuple[str, FilePath]]:
    """Yield every file under a folder, by name; what is hidden, and what is a link, is none of the tender's."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in inside.parts):
            yield f"{name}/{os.fsencode(inside.as_posix()).decode('utf-8', 'backslashreplace')}", path


def submitted(folder: FilePath) -> dict[str, str]:
    """Return the digest of every file that came from bidders, or that registers were recorded in, by its name.

    Some disks write the accents of a name in another way than others: a folder that was copied is still the same.
    """
    files = [(name, folder / name) for name in SUBMITTED_FILES if (folder / name).is_file()]
    files += [found for name in SUBMITTED for found in files_inside(folder / name, name)]
    return {unicodedata.normalize("NFC", name): chain.digest(path.read_bytes()) for name, path in files}


def _changed_since_closed(log: TenderLog) -> Iterator[Problem]:
    """Yield a problem for each file of a bid that is not as it was when the result became final."""
    final = log.state.final
    if final is None:
        return
    before = {each["file"]: each["sha256"] for each in final.data["submitted"]}
    now = submitted(log.folder)
    fix = "bring back what lay there when it was closed, or record `reopened` first: the result is of what lay there"
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            became = "is new" if name not in before else "was changed" if name in now else "is gone"
            message = f"`{name}` {became} since the tender was closed"
            yield Problem(Place(relative(log.folder / name)), "changed-since-closed", message, fix)


def recorded(log: TenderLog | None) -> Recorded:
    """Return what a log adds to an assessment. Moderation closes with the prices, or with the final result."""
    if log is None:
        return NOTHING
    state = log.state
    outside = {each: found for each in state.set_aside if (found := state.outside(each))}
    final = state.final.on if state.final else None
    disqualified = {each: made.on for each, made in state.set_aside.items() if made.kind == "disqualified"}
    changed = tuple(lock_remarks.remarks(log.lock))
    notices = (_notice(log), *changed)
    elsewhere = {identity: state.scored_elsewhere(identity) for identity, _ in state.elsewhere}
    return Recorded(
        state.judgements, elsewhere, outside, disqualified, not state.moderation_closed, final, notices, changed
    )


def _notice(log: TenderLog) -> str:
    head = f"log of {counted(len(log.chain.entries), 'entry', 'entries')}, head {log.chain.head[:19]}"
    return f"Locked on {iso(log.lock.locked_on)}; {head}."


def received_sheets(log: TenderLog) -> list[tuple[Decided, SheetFile]]:
    """Return every sheet that arrived, as it arrived, with the entry that recorded it."""
    paths = [(made, log.folder / made.data["file"]) for made in log.state.received]
    return [
        (made, enter(SheetFile, sheet_source(file_bytes(path, relative(path)), relative(path)))) for made, path in paths
    ]


_SHEET = "save the sheet as .xlsx or .ods, or send it as YAML"


def sheet_source(data: bytes, file: str) -> Source:
    """Return what a sheet holds, as YAML or as a workbook by its ending.

    Raises:
        ProblemsFound: it cannot be read.
    """
    is_workbook = file.lower().endswith(tuple(ENDINGS))
    return returned_workbooks.read(data, file) if is_workbook else read_yaml(data, file, _SHEET)


def individual_scores(log: TenderLog) -> list[Score]:
    """Return the scores of all reviewers' sheets, in the order of arrival; those of removed reviewers included."""
    return [
        score_of(line, made.by, file.on, made.data["file"])
        for made, file in received_sheets(log)
        for line in file.scores
        if line.given
    ]


def counts(log: TenderLog, score: Score) -> bool:
    """Tell whether a score counts: nothing but a recorded decision on a conflict removes a reviewer."""
    removed, person = log.state.removed, people.folded(score.by)
    return (person, None) not in removed and (person, score.identity) not in removed
