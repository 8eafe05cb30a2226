"""Changing a tender after its lock: a modification, or a refinement of award criteria; published, and on record.

A refinement is what section 24 of the Procurement Act 2023 allows a competitive flexible procedure: of award criteria
that the tender said may be refined, before the final tenders are invited, and only where nobody who dropped out in an
earlier round would have gone on. The last of these is for people to say, and they say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from techassure.calendar_days import iso
from techassure.files import chain, writing
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound, listing
from techassure.reviewing.log_state import State
from techassure.selections.selection import TENDER_FILE, Selection
from techassure.tendering.lock_remarks import parts
from techassure.tendering.locking import (
    LOCK_FILE,
    Kind,
    Lock,
    Modification,
    changes,
    decides,
    has_drifted,
    locked_already,
    modified,
)
from techassure.tendering.tender_log import TenderLog, before_lock

_AWARD, _CRITERION, _SHARE = "award_criteria.", "criteria.", "share"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody says of a change: who, when (a day number), where it was published, and why."""

    kind: Kind
    on: int
    by: Mapping[str, str]
    published_at: str
    because: str
    earlier_rounds: str | None = None


def change(log: TenderLog, selection: Selection, said: Change) -> Lock:
    """Append a change to the log, write the lock as it is from now on, and return it: both, or neither.

    Raises:
        ProblemsFound: nothing has changed, or the change may not be made in this way or at this time.
    """
    place = Place(relative(log.folder / TENDER_FILE))
    problems = list(_refusals(log, selection, said, place))
    if problems:
        raise ProblemsFound(problems)
    found = changes(log.lock, selection)
    made = Modification(
        said.kind, said.on, said.by["name"], said.published_at, said.because, found, selection.digest,
        said.earlier_rounds,
    )  # fmt: skip
    lock = modified(log.lock, selection, made)
    with writing.replacing(log.folder / LOCK_FILE, lock.as_bytes()):
        chain.append(log.path, log.chain, [_entry(said, made)], relative(log.path))
    return lock


def _entry(said: Change, made: Modification) -> dict[str, Any]:
    rounds = {"earlier_rounds": made.earlier_rounds} if made.earlier_rounds else {}
    why = {"published_at": made.published_at, "because": made.because, **rounds}
    done = {"changed": parts(made.changed), "digest": made.digest}
    return {"kind": said.kind, "by": dict(said.by), "on": iso(said.on), **why, **done}


def _refusals(log: TenderLog, selection: Selection, said: Change, place: Place) -> Iterator[Problem]:
    if not has_drifted(log.lock, selection):
        yield locked_already(place)
    yield from before_lock(log, said.on, place)
    yield from _before_the_last(log, said, place)
    if come := _has_begun(log.state):
        fix = "put the tender back; where the rules have to be others, end this procurement and publish a new one"
        message = f"{come}, so the tender can no longer be changed"
        yield Problem(place, "too-late-to-modify", message, fix)
    if said.kind == "refinement":
        yield from _no_refinement(log, selection, said, place)
    else:
        yield from _too_late(log, said, place)


def _has_begun(state: State) -> str:
    """Say what was counted by the rules already: whoever knows it knows for whom another rule would be good."""
    if state.received:
        return "reviewers' scores have arrived"
    if state.elsewhere:
        return "scores of an award criterion that is assessed elsewhere have been recorded"
    return "the prices have been opened" if state.prices else "the tender was finalised" if state.final else ""


def _before_the_last(log: TenderLog, said: Change, place: Place) -> Iterator[Problem]:
    """Yield that a change is dated before the one that it builds upon."""
    last = log.lock.modifications[-1] if log.lock.modifications else None
    if last and said.on < last.on:
        message = f"{iso(said.on)} is before the last change, of {iso(last.on)}"
        yield Problem(place, "before-the-last-change", message, "give the day on which it was published, with `--on`")


def _too_late(log: TenderLog, said: Change, place: Place) -> Iterator[Problem]:
    """Yield that the time for modifying an open procedure is over: section 31."""
    rules = log.lock.decides
    under_the_act = (rules.get("regime"), rules.get("procedure")) == ("procurement-act-2023", "open")
    deadline = rules.get("dates.deadline")
    if under_the_act and deadline and iso(said.on) > deadline:
        fix = "put the tender back; what bidders answered was what stood then"
        message = f"submissions closed on {deadline}, and an open procedure is modified before (section 31)"
        yield Problem(place, "too-late-to-modify", message, fix)


# --- refinements ----------------------------------------------------------------------------------------------------


def _no_refinement(log: TenderLog, selection: Selection, said: Change, place: Place) -> Iterator[Problem]:
    rules = log.lock.decides
    allowed = rules["refinable"].split(", ") if "refinable" in rules else []
    if not allowed:
        fix = "publish a modification with `--modified-because`, if there is still time for one"
        message = "the tender, as it was locked, does not say that any award criterion may be refined"
        yield Problem(place, "not-refinable", message, fix)
        return
    for name in changes(log.lock, selection):
        if not _touched(name, log.lock, selection) <= set(allowed):
            fix = f"refine {listing(allowed)} alone, and put the rest back or publish it as a modification"
            message = f"`{name}` is no part of an award criterion that may be refined"
            yield Problem(place, "not-refinable", message, fix)
    until = rules.get("dates.final_tenders")
    if until and iso(said.on) >= until:
        message = f"the final tenders were invited on {until}, and nothing is refined from then on"
        yield Problem(place, "too-late-to-refine", message, "put the tender back as it was locked")
    out = [made for made in log.state.set_aside.values() if made.kind != "withdrawn"]
    if out and not said.earlier_rounds:
        fix = "say with `--earlier-rounds` why none of them would have gone on under the refined criteria"
        message = f"{len(out)} did not go on in earlier rounds, and it is not said what the refinement means for them"
        yield Problem(place, "earlier-rounds-not-considered", message, fix)


def _touched(name: str, lock: Lock, selection: Selection) -> set[str | None]:
    """Return the award criteria that a part belongs to, before and after; None: it belongs to none."""
    if name.startswith(_AWARD):
        return {name.removeprefix(_AWARD)}
    if not name.startswith(_CRITERION):
        return {None}
    roles = [book[name] for book in (lock.decides, decides(selection)) if name in book and book[name] != "context"]
    return {_scored_under(role) for role in roles}


def _scored_under(role: str) -> str | None:
    """Return the award criterion that a role such as `share 3 of security, minimum 2` names; a gate names none."""
    words = role.replace(",", "").split()
    return words[3] if words[0] == _SHARE else None
