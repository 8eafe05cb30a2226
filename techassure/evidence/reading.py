"""What a reader is, and what it makes of a file. Nothing here is trusted: it is what the file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from techassure.evidence.contents import Contents, Part
from techassure.phrases import printable
from techassure.problems import Place, Problem

How = Literal["is", "is not", "rows", "statements"]
"""How a fact is given: its value, one value that it cannot have, some rows of its table, or what is to be counted."""


class Rows(NamedTuple):
    """Some rows of a table, as a file gives them, each with its place; the rest of the table stays as claimed.

    A row is known by its ``key``, and compared by its ``column``. ``alike`` are values of that column between which
    the file cannot tell. ``absent`` is what a claim says that has no such row; empty: nothing.
    """

    key: str
    column: str
    rows: tuple[tuple[dict[str, Any], Place], ...]
    alike: tuple[frozenset[str], ...] = ()
    absent: str = ""


class Found(NamedTuple):
    """A fact as a file gives it.

    ``value`` is written as in a submission. Under ``is not`` it is a pair: the value that the file rules out, and the
    one that is left. Under ``rows`` it is a ``Rows``, under ``statements`` the ``Statements`` that it is counted from,
    together with those of other files.
    """

    fact: str
    value: Any
    place: Place
    how: How = "is"


class Detail(NamedTuple):
    """Something that a file says and no standard asks for, to be read by people."""

    name: str
    value: str
    place: Place


class Reading(NamedTuple):
    """What a file says. Days are day numbers; what it does not say is None or empty.

    ``covers`` says over what it was measured: the pages that a scan visited, the repository that was examined.
    ``holder`` is whom a certificate names. ``identifiers`` are other names by which files know the product, such as
    package URLs. ``problems`` say what could not be read.
    """

    facts: tuple[Found, ...] = ()
    details: tuple[Detail, ...] = ()
    title: str = ""
    product: str = ""
    version: str = ""
    holder: str = ""
    made_by: str = ""
    made_on: int | None = None
    expires_on: int | None = None
    covers: str = ""
    identifiers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Reader(NamedTuple):
    """A format that is read: which versions, which facts it can fill, and which document facts such a file answers.

    ``extra`` names the group of dependencies that reading it needs. ``states_dates``: what the file says of its own
    dates and version weighs more than what the submission says of them. ``is_of_product``: the product that the file
    names is the one that was looked at, so that one of another product measures nothing.
    """

    name: str
    title: str
    versions: str
    facts: tuple[str, ...]
    documents: tuple[str, ...]
    recognises: Callable[[Contents], bool]
    read: Callable[[Contents], Reading]
    extra: str | None = None
    states_dates: bool = True
    is_of_product: bool = False


def found(fact: str, value: Any, part: Part, how: How = "is") -> Found:
    """Return a fact that stands at a part of the file."""
    return Found(fact, value, part.place, how)


def detail(name: str, value: object, part: Part) -> Detail:
    """Return something worth reading that stands at a part of the file."""
    return Detail(name, str(value), part.place)


def misshapen(parts: Iterable[Part], *paths: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the first part at each path that is not the list of objects which the format has there.

    Whatever is counted from it, such a part may hold what speaks against the product: it is no empty list.
    """
    held = list(parts)
    found_first = (next(_no_lists(held, path), None) for path in paths)
    return tuple(misread(each) for each in found_first if each is not None)


def _no_lists(parts: Iterable[Part], path: tuple[str, ...]) -> Iterator[Part]:
    for listed in (part[path[0]] for part in parts):
        if listed and not isinstance(listed.value, list):
            yield listed
        elif listed:
            yield from (each for each in listed if not isinstance(each.value, dict))
            yield from _no_lists(listed, path[1:]) if path[1:] else ()


def misread(part: Part) -> Problem:
    """Return the problem of a part that is not what the format has in its place."""
    name = next((each for each in reversed(part.path) if isinstance(each, str)), "the file")
    word = printable(name[:80])
    message = f"nothing is counted from this file, because `{word}` is not written here as the format has it"
    return Problem(part.place, "not-as-the-format-has-it", message, "attach the file as the tool wrote it")


def unknown_version(part: Part, what: str, known: str) -> Problem:
    """Return the problem that a file is of a version which its reader does not know."""
    message = f"`{part.text or 'no version'}` is not a version of {what} that can be read"
    return Problem(part.place, "unknown-format-version", message, f"export it as {known}")
