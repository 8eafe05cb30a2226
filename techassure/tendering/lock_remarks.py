"""What has to be said of a lock wherever bids are assessed by it: when it was made and changed, and what was changed.

Whoever answered before a change answered other rules: so every page says by which version of the tender it speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techassure.calendar_days import iso
from techassure.tendering.locking import Lock, Modification, in_words

_DONE = {"modification": "modified", "refinement": "refined"}


def remarks(found: Lock) -> list[str]:
    """Return what the lock does not show by itself, or shows against the tender."""
    return [*_locked_late(found), *_changed(found), *_changed_late(found)]


def _bids_in(found: Lock, *names: str) -> str:
    """Return the day on which the bids were in, as the tender says it now; blank where it does not."""
    days = (found.decides.get(f"dates.{name}") for name in names)
    return next(filter(None, days), "")


def _locked_late(found: Lock) -> Iterator[str]:
    deadline = _bids_in(found, "deadline")
    if deadline and iso(found.locked_on) > deadline:
        yield (
            f"The tender was locked on {iso(found.locked_on)}, after the bids were in on {deadline}: the lock does not "
            "show that the rules came before the bids."
        )


def _changed(found: Lock) -> Iterator[str]:
    made = found.modifications
    if made:
        done = "; ".join(f"{_DONE[each.kind]} on {iso(each.on)}, published at {each.published_at}" for each in made)
        yield (
            f"The tender was changed after its lock of {iso(found.locked_on)}: {done}. Every bid is assessed by the "
            f"tender as it is since then, digest {found.digest[:19]}."
        )


def _changed_late(found: Lock) -> Iterator[str]:
    """Say which changes came when nobody could answer them any more; final tenders are invited after a refinement."""
    bids_in = _bids_in(found, "final_tenders", "deadline")
    for made in found.modifications:
        if bids_in and iso(made.on) > bids_in:
            yield (
                f"{_DONE[made.kind].capitalize()} on {iso(made.on)}, after the bids were in on {bids_in}: what bidders "
                "answered is what stood before."
            )


def parts(changed: Mapping[str, tuple[str | None, str | None]]) -> dict[str, list[str | None]]:
    """Return what each part that was changed was and became, in the words of an author; None: it was not there."""
    return {name: [text and in_words(name, text) for text in changed[name]] for name in sorted(changed)}


def agree(made: Modification, logged: Mapping[str, object]) -> bool:
    """Tell whether an entry of the log is about a change of the lock; one of an earlier version names parts alone."""
    changed = logged["changed"]
    told = parts(made.changed) if isinstance(changed, dict) else sorted(made.changed)
    return (logged["digest"], changed) == (made.digest, told)
