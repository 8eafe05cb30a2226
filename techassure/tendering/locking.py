"""The lock of a tender: what decided on the day it was published, so that a later change is seen and named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any, Literal

import orjson

from techassure.calendar_days import NEVER, iso
from techassure.definitions import digests
from techassure.definitions import facts as fact_types
from techassure.definitions.library import Library
from techassure.engine.assessor import Assessor
from techassure.files.doors import Day, Door, Text, Versioned, decimal_text, enter
from techassure.files.places import Source, read_file
from techassure.problems import Path, Place, Problem, ProblemsFound
from techassure.selections.selecting import read_tender
from techassure.selections.selection import TENDER_FILE, AwardCriterion, Member, Selection
from techassure.submissions import Submission
from techassure.version import __version__

LOCK_FILE = "tender.lock.json"
Kind = Literal["modification", "refinement"]
_NEEDED = {
    "regime": ("the law that the tender runs under", "regime: procurement-act-2023"),
    "procedure": ("its procedure", "procedure: open"),
    "unanswered": ("what happens to what stays unanswered", "unanswered: fails"),
}


class ModificationFile(Door):
    """A change after the lock: dated, published, and with its reason."""

    kind: Kind = "modification"
    on: Day
    by: Text
    published_at: Text
    because: Text
    earlier_rounds: Text | None = None
    changed: dict[str, tuple[str | None, str | None]]
    digest: Text


class LockFile(Versioned):
    """`tender.lock.json`. Written by `tender lock`, never by hand."""

    tool: Text
    tender: Text
    locked_on: Day
    first_digest: Text
    digest: Text
    decides: dict[str, str]
    modifications: tuple[ModificationFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Modification:
    """A published change. ``changed`` gives what each part was and became; None: it was not there.

    ``earlier_rounds`` says of a refinement why nobody who dropped out before would have gone on under it.
    """

    kind: Kind
    on: int
    by: str
    published_at: str
    because: str
    changed: Mapping[str, tuple[str | None, str | None]]
    digest: str
    earlier_rounds: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """What decides, part by part. ``digest`` is the selection's; ``first_digest`` that of the day of locking."""

    tender: str
    locked_on: int
    first_digest: str
    digest: str
    decides: Mapping[str, str]
    modifications: tuple[Modification, ...] = ()
    tool: str = f"techassure {__version__}"

    def as_bytes(self) -> bytes:
        """Return the lock's file: the same bytes for the same lock."""
        data = {
            "techassure": 1,
            "tool": self.tool,
            "tender": self.tender,
            "locked_on": iso(self.locked_on),
            "first_digest": self.first_digest,
            "digest": self.digest,
            "decides": dict(self.decides),
            "modifications": [_modification_data(each) for each in self.modifications],
        }
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _modification_data(made: Modification) -> dict[str, Any]:
    changed = {name: list(pair) for name, pair in made.changed.items()}
    said = {"kind": made.kind, "on": iso(made.on), "by": made.by, "published_at": made.published_at}
    rounds = {"earlier_rounds": made.earlier_rounds} if made.earlier_rounds else {}
    return {**said, "because": made.because, **rounds, "changed": changed, "digest": made.digest}


# --- what decides ---------------------------------------------------------------------------------------------------


def decides(selection: Selection) -> dict[str, str]:
    """Return every part that decides, by a name that a person finds in the tender, as short text."""
    return dict(sorted(_parts(selection)))


def _parts(selection: Selection) -> Iterator[tuple[str, str]]:
    for edition in selection.editions:
        text = f"{edition.file.edition} r{edition.file.revision}, {_short(edition.decides())}"
        yield f"editions.{edition.file.standard}", text
    for member in selection.members:
        yield f"criteria.{member.definition.key}", _role(member)
    for name in selection.deciding_facts:
        yield f"{_FACT}{name}", _BETWEEN.join(digests.fact_in_words(selection.facts[name]))
    for award in selection.award_criteria:
        yield f"award_criteria.{award.id}", _award(award)
    for name, value in selection.contract.items():
        yield name, str(fact_types.written(selection.facts[name], value))
    for name, day in selection.dates.items():
        yield f"dates.{name}", iso(day)
    yield from ((f"lots.{name}", title) for name, title in selection.lots.items())
    yield "not_applicable", str(selection.not_applicable)
    yield "rounding", f"{selection.places} places, {selection.mode}"
    yield "measurement_decides", "yes" if selection.measurement_decides else "no"
    yield from selection.rules.decides().items()


_FACT, _BETWEEN = "facts.", "; "


def _role(member: Member) -> str:
    if member.gate:
        due = f", due {iso(member.due)}" if member.due is not None and member.due < NEVER else ""
        return f"gate, {member.gate}{due}"
    if member.share is None:
        return "context"
    minimum = "" if member.minimum is None else f", minimum {member.minimum}"
    return f"share {member.share} of {member.award}{minimum}"


def _award(award: AwardCriterion) -> str:
    minimum = "" if award.minimum is None else f", minimum {award.minimum}"
    how = f": {award.assessed}" if award.assessed else ""
    return f"{award.title}, weight {award.weight}, by {award.assessed_by}{minimum}{how}"


def _short(matter: Any) -> str:
    return "sha256:" + hashlib.sha256(orjson.dumps(matter, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def changes(lock: Lock, selection: Selection) -> dict[str, tuple[str | None, str | None]]:
    """Return what differs from the lock: for each part what it was, and what it is.

    A lock that an earlier version wrote may hold no facts; these are then in its digest alone.
    """
    before, now = lock.decides, decides(selection)
    if not any(name.startswith(_FACT) for name in before):
        now = {name: text for name, text in now.items() if not name.startswith(_FACT)}
    names = sorted(before.keys() | now.keys())
    return {name: (before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name)}


# --- making, reading and checking -----------------------------------------------------------------------------------


def lock(selection: Selection, on: int, place: Place) -> Lock:
    """Return the lock of a tender.

    Raises:
        ProblemsFound: it does not yet say everything that decides.
    """
    problems = list(_unready(selection, place))
    if problems:
        raise ProblemsFound(problems)
    return Lock(selection.id, on, selection.digest, selection.digest, decides(selection))


def _never_scored(selection: Selection) -> Iterator[str]:
    """Yield the award criteria of which the contract leaves nothing to score, whatever anybody answers."""
    assessor = Assessor(selection, selection.as_of or 0)
    silent = assessor.assess(Submission("", "", "", "", "", None, {}))
    yield from (award.id for award in assessor.awards if award.scored and silent.awards[award.id].range is None)


def _unready(selection: Selection, place: Place) -> Iterator[Problem]:
    for key, (what, fix) in _NEEDED.items():
        if getattr(selection.rules, key) is None:
            yield Problem(place, "not-ready-to-lock", f"the tender does not say {what}", f"add `{fix}`")
    if "deadline" not in selection.dates:
        fix = "add `deadline: 2026-06-01` under `dates`"
        yield Problem(place, "not-ready-to-lock", "the tender does not say when submissions close", fix)
    if selection.rules.refinable and "final_tenders" not in selection.dates:
        message, fix = "the tender does not say until when it may be refined", "add `final_tenders` under `dates`"
        yield Problem(place, "not-ready-to-lock", message, fix)
    for name in _never_scored(selection):
        message = f"`{name}` scores nothing: under this contract none of its criteria applies to any bid"
        fix = "give its weight to the others, or mend `contract`: as it is, no bid gets a total"
        yield Problem(place, "not-ready-to-lock", message, fix)
    priced = any(award.assessed_by == "price" for award in selection.award_criteria)
    if priced and selection.rules.price is None:
        fix = "add `price: {formula: lowest-over-price}` or another formula"
        yield Problem(place, "not-ready-to-lock", "the tender does not say how prices become points", fix)


def modified(found: Lock, selection: Selection, made: Modification) -> Lock:
    """Return the lock with one more published modification or refinement."""
    modifications = (*found.modifications, made)
    return replace(found, digest=selection.digest, decides=decides(selection), modifications=modifications)


def read_lock(folder: FilePath) -> Lock | None:
    """Return the lock beside a tender, or None where it is not locked.

    Raises:
        ProblemsFound: the file is not one that `tender lock` wrote.
    """
    path = folder / LOCK_FILE
    if not path.exists():
        return None
    file = enter(LockFile, read_file(path))
    modifications = tuple(Modification(**dict(each)) for each in file.modifications)
    return Lock(
        file.tender, file.locked_on, file.first_digest, file.digest, file.decides, modifications, tool=file.tool
    )


def drift(found: Lock, selection: Selection, source: Source) -> list[Problem]:
    """Return a problem for each part of the tender that is not what was locked, at its line."""
    fix = (
        "put it back; or, before anybody has scored by it, publish a modification: `techassure tender lock "
        "--modified-because … --published-at … --by …`"
    )
    problems = [
        source.problem(_path(name, source), "tender-drifted", _drifted(name, before, now), fix, of_key=True)
        for name, (before, now) in changes(found, selection).items()
    ]
    if not problems and found.digest != selection.digest:
        message = "a fact that decides was changed since, and the lock, of an earlier version, does not say which"
        problems = [source.problem((), "tender-drifted", message, fix)]
    return problems


def has_drifted(found: Lock, selection: Selection) -> bool:
    """Tell whether a tender is another than the one that was locked."""
    return found.digest != selection.digest or bool(changes(found, selection))


def written(folder: FilePath) -> Source:
    """Return the tender's file as its author wrote it."""
    return read_file(folder / TENDER_FILE)


def _path(name: str, source: Source) -> Path:
    """Return where a part stands in the tender's file, or would stand: what a baseline says stands nowhere in it."""
    kind, _, key = name.partition(".")
    found: list[Path] = [_ELSEWHERE.get(name, (kind, key))]
    if kind == "criteria":
        awards = source.value.get("award_criteria") or ()
        found = [*(("award_criteria", award, "criteria", key) for award in awards), ("gates", key)]
    return next(filter(source.has, found), found[-1])


_ELSEWHERE: dict[str, Path] = {
    "contract.award": ("dates", "award"),
    "contract.procurement_commenced": ("dates", "commenced"),
    "contract.buyer_kind": ("buyer", "kind"),
}


def locked_already(place: Place) -> Problem:
    """Return the problem of a lock where there is nothing to lock."""
    fix = "nothing: it is locked, and nothing that decides has changed"
    return Problem(place, "locked-already", "the tender was locked before", fix)


def _drifted(name: str, before: str | None, now: str | None) -> str:
    if name.startswith(_FACT) and before and now:
        return _drifted_fact(name, before.split(_BETWEEN), now.split(_BETWEEN))
    was, is_now = (in_words(name, text or "") for text in (before, now))
    if before is None:
        return f"`{name}` was not there when the tender was locked, and is `{is_now}`"
    if now is None:
        return f"`{name}` was `{was}` when the tender was locked, and is gone"
    return f"`{name}` was `{was}` when the tender was locked, and is `{is_now}`"


def _drifted_fact(name: str, before: Sequence[str], now: Sequence[str]) -> str:
    """Say which parts of a fact are others now, without those that are as they were."""
    had = _BETWEEN.join(each for each in before if each not in now)
    has = _BETWEEN.join(each for each in now if each not in before)
    if not had:
        return f"`{name}` has `{has}`, which it had not when the tender was locked"
    return f"`{name}` had `{had}` when the tender was locked, and has {f'`{has}`' if has else 'nothing in its place'}"


def in_words(name: str, text: str) -> str:
    """Return the text of a part as an author writes it: a lock keeps `25/2` and `True` of `12.5` and `yes`."""
    if name.startswith(_CONTRACT):
        return _YES_NO.get(text, text)
    return _NUMBER.sub(_as_written, text)


_CONTRACT, _YES_NO = "contract.", {"True": "yes", "False": "no"}
_NUMBER = re.compile(r"\b(weight|share|minimum) ([0-9]+/[0-9]+)\b")


def _as_written(found: re.Match[str]) -> str:
    return f"{found[1]} {decimal_text(Fraction(found[2]))}"


def read_locked(path: FilePath, library: Library) -> Selection:
    """Return the selection that a tender makes, held to the lock beside it where there is one.

    Raises:
        ProblemsFound: it does not hold together, or is not what was locked.
    """
    selection = read_tender(path, library)
    folder = path if path.is_dir() else path.parent
    found = read_lock(folder)
    problems = drift(found, selection, written(folder)) if found and has_drifted(found, selection) else []
    if problems:
        raise ProblemsFound(problems)
    return selection
