"""A document asked for by its file: when it was issued, how long it is good for, and which version it speaks of."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure.calendar_days import iso
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.evidence.contents import Contents, open_contents
from techassure.evidence.kinds import read_contents
from techassure.evidence.reading import Reading
from techassure.evidence_pack.adding import Wanted, add
from techassure.files import amending
from techassure.files.places import read_file
from techassure.interview import typed
from techassure.interview.conversation import Console, answer, needed
from techassure.interview.keeping import Kept
from techassure.problems import ProblemsFound

_DATE, _TEXT = (Fact.model_validate({"question": "-", "about": "product", "type": t}) for t in ("date", "text"))
_QUOTES = frozenset({'""', "''", "“”"})
_OF_VERSIONS = frozenset({"product", "system"})


class _Offered(NamedTuple):
    path: FilePath
    contents: Contents
    reading: Reading


def ask(console: Console, name: str, kept: Kept, version: str, help_lines: list[str]) -> FilePath:
    """Ask for a document, add it to the evidence, and return the file that lists it.

    Raises:
        Skipped, WentBack, Ended: the question was left.
        ProblemsFound: it cannot be added.
    """
    fact, home = kept.facts[name], kept.home(kept.facts[name])

    def found(line: str) -> Any:
        return _opened(line, home.parent)

    offered: _Offered = answer(console, typed.prompt(fact), found, lambda: help_lines, needed)
    wanted = _asked_of(console, name, fact, offered, version)
    return _relisted(offered, wanted, kept) or _added(offered.path, home, wanted, kept)


def _opened(line: str, folder: FilePath) -> _Offered | Unreadable:
    """Return the file that a path names: from here, or from the folder in which the document will be listed."""
    path = path_of(line, folder)
    if path is None:
        said = next(_unquoted(line))
        return Unreadable("missing-file", f"there is no file `{said[:200]}`", "type the path of a file that is there")
    try:
        contents = open_contents(path)
        read = read_contents(contents)
    except ProblemsFound as problems:
        first = problems.problems[0]
        return Unreadable(first.rule, first.message, first.fix)
    return _Offered(path, contents, read.reading if read else Reading())


def path_of(line: str, folder: FilePath) -> FilePath | None:
    """Return the file that a line names as it stands, in quotes, or as a shell needs it; None where there is none."""
    written = [line, *_unquoted(line)]
    found = (each for said in written for each in (FilePath(said).expanduser(), folder / said))
    return next(filter(_is_file, found), None)


def _unquoted(line: str) -> Iterator[str]:
    """Yield what a line may be without its quotes: Windows copies a path in them, and so terminals write it."""
    text = line.strip()
    yield text[1:-1] if len(text) > 1 and text[0] + text[-1] in _QUOTES else text
    with suppress(ValueError):
        words = shlex.split(text)
        yield from words if len(words) == 1 else ()


def _is_file(path: FilePath) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _asked_of(console: Console, name: str, fact: Fact, offered: _Offered, version: str) -> Wanted:
    reading = offered.reading
    issued = _day(console, "Issued on", reading.made_on, None)
    expires = _day(console, "Last day on which it is good", reading.expires_on, "Enter if it has none")
    of = reading.version
    if fact.about in _OF_VERSIONS and not of:
        of = _line(console, f"Version of the product that it speaks of, such as {version}, or Enter if it names none")
    return Wanted(name, issued=issued, expires=expires, product_version=of or None)


def _day(console: Console, what: str, says: int | None, otherwise: str | None) -> int | None:
    """Ask for a day. An empty line takes the file's own word, or none where there may be none."""
    hint = f"Enter for {iso(says)}, as the file says" if says is not None else otherwise
    may_be_blank = says is not None or otherwise is not None
    prompt = f"{what}. {typed.prompt(_DATE)}{f', or {hint}' if hint else ''}"
    day: int | None = answer(
        console, prompt, lambda line: typed.read(_DATE, line), _no_help, lambda: says if may_be_blank else needed()
    )
    return day


def _line(console: Console, prompt: str) -> str:
    return str(answer(console, prompt, lambda line: typed.read(_TEXT, line), _no_help, str))


def _no_help() -> list[str]:
    return ["A document proves something from the day on which it was issued to its last day, of the version it names."]


def _added(path: FilePath, home: FilePath, wanted: Wanted, kept: Kept) -> FilePath:
    add(path, home, wanted, kept.facts)
    return home


def _relisted(offered: _Offered, wanted: Wanted, kept: Kept) -> FilePath | None:
    """Bring an entry that lists this very file up to date, and return the file it stands in; None: there is none."""
    digest = hashlib.sha256(offered.contents.data).hexdigest()
    for listing in (*kept.shared, kept.own):
        for at, entry in enumerate(read_file(listing).value.get("evidence") or []):
            written = str(entry.get("file") or "")
            if entry.get("kind") == wanted.kind and written and _same_file(listing.parent / written, offered.path):
                days = {"issued": wanted.issued, "expires": wanted.expires}
                said = {key: iso(day) for key, day in days.items() if day is not None}
                said |= {"product_version": wanted.product_version} if wanted.product_version else {}
                for key, value in {"sha256": digest, **said}.items():
                    amending.put(listing, ("evidence", at, key), value)
                return listing
    return None


def _same_file(one: FilePath, other: FilePath) -> bool:
    return one.resolve() == other.resolve()
