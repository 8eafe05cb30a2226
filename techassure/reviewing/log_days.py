"""The days that the entries of a log tell of, and which of them stand behind a later day.

What was done may be recorded late, and is told as that. What cannot be true is for those to refuse who record it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from techassure.calendar_days import iso
from techassure.problems import Place, Problem
from techassure.reviewing.log_state import Decided, State, question

_SHEET = "review-received"
_BEFORE_THE_END = ("finalised", "award", _SHEET)
"""What a result does not follow: an end before it, and sheets, whose days nobody can correct; their meeting counts."""


def dated_back(history: Iterable[Decided]) -> dict[int, Decided]:
    """Return the entries with an earlier day than one before them, each with the latest of those.

    A sheet is of the day on which somebody scored, and sheets come in any order: one is held to the other entries.
    """
    found: dict[int, Decided] = {}
    last: dict[bool, Decided] = {}
    for made in history:
        is_sheet = made.kind == _SHEET
        before = [each for sheets, each in last.items() if not (sheets and is_sheet) and each.on > made.on]
        if before:
            found[made.number] = max(before, key=lambda each: each.on)
        if is_sheet not in last or last[is_sheet].on <= made.on:
            last[is_sheet] = made
    return found


def said(history: Iterable[Decided]) -> Iterator[str]:
    """Say which entries stand behind a later day; nothing where all are in order."""
    made = list(history)
    days = {each.number: each.on for each in made}
    late = enumerate(dated_back(made).items())
    runs = groupby(late, key=lambda each: (each[1][0] - each[0], days[each[1][0]], each[1][1].number))
    found = [_run([number for _, (number, _) in run], on, days[before], before) for (_, on, before), run in runs]
    if found:
        why = "What was recorded late is of its day all the same, unless one of the days is wrong."
        yield f"The log is not in the order of its days: {'; '.join(found)}. {why}"


def _run(numbers: list[int], on: int, later: int, before: int) -> str:
    behind = f"behind entry {before} ({iso(later)})"
    if len(numbers) == 1:
        return f"entry {numbers[0]} ({iso(on)}) stands {behind}"
    between = "and" if len(numbers) == 2 else "to"
    return f"entries {numbers[0]} {between} {numbers[-1]} ({iso(on)}) stand {behind}"


def last_in_force(history: Iterable[Decided], kinds: Iterable[str] = ()) -> Decided | None:
    """Return the latest day's entry, of some kinds or of all that a result rests on, that no later one corrects."""
    made = list(history)
    gone = {each.data.get("corrects") for each in made}
    reopened = [each.number for each in made if each.kind == "reopened"]
    gone.update(reopened[:-1])
    wanted = [each for each in made if each.number not in gone and each.kind not in _BEFORE_THE_END]
    return max((each for each in wanted if not kinds or each.kind in kinds), key=lambda each: each.on, default=None)


def reopening(state: State) -> Decided | None:
    """Return the entry that lets scores follow the prices, once these are open: no such score is of an earlier day."""
    return state.latest.get(question("reopened", {})) if state.prices else None


def before(on: int, followed: Decided | None, place: Place) -> list[Problem]:
    """Return the problem of a day before that of an entry which comes first, in whatever order both are recorded."""
    if followed is None or on >= followed.on:
        return []
    fix = "write the day on which it was done; a wrong day in the log is corrected by a later entry (`corrects: N`)"
    return [Problem(place, "before-what-it-follows", _earlier(on, followed), fix)]


def late(on: int, kind: str, history: Iterable[Decided], place: Place) -> list[Problem]:
    """Return the remark that what is recorded now stands behind a later day."""
    made = list(history)
    found = dated_back([*made, Decided(len(made) + 1, kind, "", on, {})]).get(len(made) + 1)
    if found is None:
        return []
    fix = "nothing, if the day is right: it is recorded late, and the log and the result say so"
    return [Problem(place, "recorded-late", _earlier(on, found), fix, "warning")]


def _earlier(on: int, than: Decided) -> str:
    return f"{iso(on)} is before {iso(than.on)}, the day of entry {than.number} of the log (`{than.kind}`)"
