"""The lock of an edition in force: a file of digests that says whether what decides is still what was published.

Wording may change beneath a lock. Anything else is a new revision of the encoding, with an erratum that says what
changed and which criteria it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure.definitions.definition import HEAD_FACTS, Definition
from techassure.definitions.digests import deciding, digest, of_fact
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.definitions.model import Fact, LockFile
from techassure.files.doors import enter
from techassure.files.places import Source, read_file
from techassure.problems import Problem, listing

LOCK_FILE = "lock.yaml"
MENDED_BY_LOCKING = frozenset({"not-locked", "lock-out-of-date"})


class Fingerprint(NamedTuple):
    """The digests of what decides in an edition: of each criterion, of each fact that it rests on, and of all."""

    digest: str
    criteria: Mapping[str, str]
    facts: Mapping[str, str]


def fingerprint(edition: Edition, facts: Mapping[str, Fact]) -> Fingerprint:
    """Return the digests of an edition as it stands."""
    names = {name for definition in edition.definitions for name in deciding(definition, facts)}
    of_criteria = {each.criterion.id: digest(_matter(each)) for each in edition.definitions}
    of_facts = {name: digest(of_fact(facts[name])) for name in sorted(names - HEAD_FACTS.keys())}
    return Fingerprint(_whole(edition.name, of_criteria, of_facts), of_criteria, of_facts)


def _whole(name: str, criteria: Mapping[str, str], facts: Mapping[str, str]) -> str:
    return digest({"edition": name, "criteria": dict(criteria), "facts": dict(facts)})


def _matter(definition: Definition) -> list[Any]:
    entry = definition.entry
    numbers = [None if each is None else str(each) for each in (entry.share, entry.minimum)]
    return [definition.decides(), entry.gate, entry.due, *numbers]


def lock_path(edition: Edition, library: Library) -> FilePath:
    """Return where an edition's lock is, or would be."""
    return library.folder(edition.name) / LOCK_FILE


def is_to_be_locked(edition: Edition, library: Library) -> bool:
    """Tell whether the edition is in force, or was locked when it was."""
    return edition.file.status == "in-force" or lock_path(edition, library).is_file()


def read_lock(edition: Edition, library: Library) -> tuple[LockFile, Source] | None:
    """Return an edition's lock; None where it has none.

    Raises:
        ProblemsFound: its file cannot be read.
    """
    path = lock_path(edition, library)
    if not path.is_file():
        return None
    source = read_file(path)
    return enter(LockFile, source), source


def text(edition: Edition, library: Library) -> str:
    """Return the text of a lock for the edition as it stands; the digests of earlier revisions are kept."""
    found = fingerprint(edition, library.facts)
    before = read_lock(edition, library)
    earlier = {**before[0].earlier, str(before[0].revision): before[0].digest} if before else {}
    earlier.pop(str(edition.file.revision), None)
    gone = sorted(known_before(edition, library) - found.criteria.keys())
    head = [
        "# Written by `techassure standards lock`: the digests of what decides, never of wording.",
        "techassure: 1",
        f"standard: {edition.file.standard}",
        f'edition: "{edition.file.edition}"',
        f"revision: {edition.file.revision}",
        f"digest: {found.digest}",
    ]
    head += [f"gone: [{', '.join(gone)}]"] if gone else []
    touched = {number: f"[{', '.join(names)}]" for number, names in _touched_by(edition, library, found).items()}
    parts = [(name, {f'"{number}"': each for number, each in its.items()}) for name, its in
             (("earlier", earlier), ("touched", touched))]  # fmt: skip
    parts += [("criteria", dict(found.criteria)), ("facts", dict(found.facts))]
    return "\n".join([*head, *(line for name, part in parts for line in _block(name, part)), ""])


def _touched_by(edition: Edition, library: Library, now: Fingerprint) -> dict[str, Sequence[str]]:
    """Return by revision the criteria that it made decide otherwise, so that its erratum can be held to it later."""
    before = read_lock(edition, library)
    if before is None:
        return {}
    own = edition.file.revision
    new = {str(own): _touched(edition, library, before[0], now)} if own > before[0].revision else {}
    return {**before[0].touched, **new}


def known_before(edition: Edition, library: Library) -> set[str]:
    """Return the criteria that a locked revision had, whether or not the edition still has them.

    Raises:
        ProblemsFound: the lock's file cannot be read.
    """
    found = read_lock(edition, library)
    return {*found[0].criteria, *found[0].gone} if found else set()


def _block(name: str, part: Mapping[str, str]) -> list[str]:
    return [f"{name}:", *(f"  {key}: {value}" for key, value in part.items())] if part else []


# --- what a lock says of the edition --------------------------------------------------------------------------------


def problems(edition: Edition, library: Library) -> list[Problem]:
    """Return everything in which an edition is not as its lock has it, and what to do.

    Raises:
        ProblemsFound: the lock's file cannot be read.
    """
    found = read_lock(edition, library)
    if found is None:
        return [_not_locked(edition)] if edition.file.status == "in-force" else []
    lock, source = found
    if broken := list(_inconsistent(lock, source, edition)):
        return broken
    now = fingerprint(edition, library.facts)
    if edition.file.revision < lock.revision:
        return [_went_back(edition, lock)]
    if edition.file.revision == lock.revision:
        return [*_drift(edition, library, lock, now), *_misstated(edition, lock)]
    return [*_new_revision(edition, library, lock, now), *_misstated(edition, lock)]


def drifted(edition: Edition, library: Library) -> list[Problem]:
    """Return what decides otherwise than the lock of this very revision says; nothing where there is no such lock."""
    found = read_lock(edition, library)
    if found is None or found[0].revision != edition.file.revision:
        return []
    return list(_drift(edition, library, found[0], fingerprint(edition, library.facts)))


def _not_locked(edition: Edition) -> Problem:
    message = f"`{edition.name}` is in force and has no lock"
    return edition.source.problem(("status",), "not-locked", message, f"run `techassure standards lock {edition.name}`")


def _inconsistent(lock: LockFile, source: Source, edition: Edition) -> Iterator[Problem]:
    name = f"{lock.standard}@{lock.edition}"
    fix = "restore the file from version control: nothing but `techassure standards lock` writes it"
    if name != edition.name:
        yield source.problem(("edition",), "lock-of-another", f"this is the lock of `{name}`", fix)
    elif _whole(name, lock.criteria, lock.facts) != lock.digest:
        yield source.problem(("digest",), "lock-does-not-add-up", "the digest is not that of the digests below", fix)


def _drift(edition: Edition, library: Library, lock: LockFile, now: Fingerprint) -> Iterator[Problem]:
    touched = _touched(edition, library, lock, now)
    number = lock.revision + 1
    names = f"touches: [{', '.join(touched)}]" if touched else "touches: []"
    erratum = f"{{revision: {number}, on: …, changed: …, {names}}}"
    fix = f"undo it; or write `revision: {number}` in `edition.yaml`, and add to its `errata`: `{erratum}`"
    said = f"otherwise than `{edition.name} r{lock.revision}` was locked"
    definitions = {each.criterion.id: each for each in edition.definitions}
    for name in _differing(lock.criteria, now.criteria):
        if name in definitions and name in lock.criteria:
            source = definitions[name].source
            yield source.problem(("id",), "locked-edition-changed", f"`{name}` decides {said}", fix)
        else:
            happened = "added to" if name in definitions else "taken out of"
            message = f"`{name}` was {happened} the edition, {said}"
            yield edition.source.problem(("sections",), "locked-edition-changed", message, fix, of_key=True)
    for name in _differing(lock.facts, now.facts):
        if name in lock.facts and name in now.facts:
            source = library.entries[name].source
            message = f"the fact `{name}` can be answered {said}"
            yield source.problem(("facts", name), "locked-edition-changed", message, fix, of_key=True)


def _differing(locked: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [name for name in dict.fromkeys([*locked, *now]) if locked.get(name) != now.get(name)]


def _touched(edition: Edition, library: Library, lock: LockFile, now: Fingerprint) -> list[str]:
    """Return the criteria that decide otherwise than was locked, by themselves or by a fact that they rest on."""
    changed = set(_differing(lock.facts, now.facts)) & lock.facts.keys()
    by_facts = {
        each.criterion.id for each in edition.definitions if changed & {*deciding(each, library.facts)}
    } & lock.criteria.keys()
    own = _differing(lock.criteria, now.criteria)
    return [*own, *sorted(by_facts - set(own))]


def _went_back(edition: Edition, lock: LockFile) -> Problem:
    message = f"revision {edition.file.revision} is behind the {lock.revision} that was locked"
    return edition.source.problem(("revision",), "revision-went-back", message, f"write {lock.revision} or more")


def _new_revision(edition: Edition, library: Library, lock: LockFile, now: Fingerprint) -> Iterator[Problem]:
    file, source = edition.file, edition.source
    told = {erratum.revision: erratum for erratum in file.errata}
    silent = [number for number in range(lock.revision + 1, file.revision + 1) if number not in told]
    for number in silent:
        message = f"no erratum says what revision {number} changed"
        fix = f"add `{{revision: {number}, on: …, changed: …, touches: […]}}` under `errata`"
        yield source.problem(("revision",), "revision-without-erratum", message, fix)
    said = {name for number, erratum in told.items() if number > lock.revision for name in erratum.touches}
    touched = _touched(edition, library, lock, now)
    left_out = [name for name in touched if name not in said]
    if left_out and not silent:
        yield _leaves_out(edition, file.revision, left_out)
    span = range(lock.revision + 1, file.revision + 1)
    unchanged = list(_unchanged(edition, span, said & lock.criteria.keys() - {*touched}))
    yield from unchanged
    if not silent and not left_out and not unchanged:
        message = f"the lock is of revision {lock.revision}, and the edition is at {file.revision}"
        fix = f"run `techassure standards lock {edition.name}`"
        yield source.problem(("revision",), "lock-out-of-date", message, fix)


def _misstated(edition: Edition, lock: LockFile) -> Iterator[Problem]:
    """Yield what errata of locked revisions say otherwise than these revisions were locked."""
    for number, names in lock.touched.items():
        since = max((int(each) for each in lock.earlier if int(each) < int(number)), default=0)
        span = range(since + 1, int(number) + 1)
        said = {name for each in edition.file.errata if each.revision in span for name in each.touches}
        left_out = [name for name in names if name not in said]
        if left_out:
            yield _leaves_out(edition, int(number), left_out)
        yield from _unchanged(edition, span, (said & {*lock.criteria, *lock.gone}) - {*names})


def _leaves_out(edition: Edition, revision: int, names: Sequence[str]) -> Problem:
    message = f"the erratum of revision {revision} does not say that it touches {listing(names)}"
    fix = "add them to its `touches`"
    return edition.source.problem(("errata",), "erratum-leaves-out", message, fix, of_key=True)


def _unchanged(edition: Edition, span: range, names: Set[str]) -> Iterator[Problem]:
    """Yield a problem for each criterion that an erratum of these revisions names, and that decides as before them."""
    for at, erratum in enumerate(edition.file.errata):
        for index, name in enumerate(erratum.touches):
            if erratum.revision in span and name in names:
                path = ("errata", at, "touches", index)
                said = f"the erratum of revision {erratum.revision} says that it touches `{name}`"
                message = f"{said}, which decides as in revision {span.start - 1}"
                fix = "take it out of its `touches`"
                yield edition.source.problem(path, "erratum-touches-unchanged", message, fix)


def only_to_be_locked(found: Iterable[Problem]) -> bool:
    """Tell whether locking is all that is left to do."""
    return {problem.rule for problem in found} <= MENDED_BY_LOCKING
