"""Known vulnerabilities of a product: what bills of materials and VEX documents say of each, put together.

The latest statement on a vulnerability counts. Of several at one moment the worst counts. One about a part of the
product is outdated by a later one about that part, or about the whole product.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from techassure.problems import Place

_WORDS = re.compile(r"[\W_]+")
_AFTER_A_NAME = " \t@:/-_,"


class Statement(NamedTuple):
    """What a file says of one vulnerability.

    ``names`` are its identifiers, one or more. ``settled``: fixed, or harmless in the product; None where it is only
    listed. ``at`` counts seconds, in UTC, from the first day of the calendar; None where the file gives no time.
    ``products`` say whom it is about, each by all its identifiers; none: the product that the file as a whole is about.
    ``parts``: which components of it; none: all.
    """

    names: tuple[str, ...]
    settled: bool | None
    said: str
    at: int | None
    place: Place
    products: tuple[tuple[str, ...], ...] = ()
    parts: tuple[str, ...] = ()
    document: str = ""


class Statements(NamedTuple):
    """The statements of one file. ``whole``: they are all that was known, and not only what was worth a statement."""

    listed: tuple[Statement, ...]
    whole: bool


class Vulnerability(NamedTuple):
    """A vulnerability as all statements on it leave it: open or not, and by which of them.

    ``against`` is a statement that says otherwise, and that its own file does not take back.
    """

    name: str
    is_open: bool
    by: Statement
    against: Statement | None


def weighed(statements: Iterable[Statement]) -> list[Vulnerability]:
    """Return what is known of each vulnerability, in the order of their names."""
    return sorted([_weighed(group) for group in _same(statements)], key=lambda each: each.name)


def _same(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Yield the statements in groups that speak of one vulnerability, by whichever of its names."""
    group_of: dict[str, list[Statement]] = {}
    for each in statements:
        keys = [name.casefold() for name in each.names]
        groups = {id(group): group for key in keys if (group := group_of.get(key))}
        largest, *others = sorted(groups.values(), key=len, reverse=True) or [[]]
        for other in others:
            largest.extend(other)
        largest.append(each)
        for key in (*keys, *(name.casefold() for other in others for one in other for name in one.names)):
            group_of[key] = largest
    yield from {id(group): group for group in group_of.values()}.values()


def _weighed(group: list[Statement]) -> Vulnerability:
    said = [each for each in group if each.settled is not None]
    name = min((name for each in group for name in each.names), key=_cve_first)
    if not said:
        return Vulnerability(name, True, group[0], None)
    current = list(_current(said))
    counting = next((each for each in current if not each.settled), current[-1])
    against = next((each for each in _current_of_each_file(said) if each.settled is not counting.settled), None)
    return Vulnerability(name, not counting.settled, counting, against)


def _current_of_each_file(said: Sequence[Statement]) -> Iterator[Statement]:
    by_file: dict[str, list[Statement]] = {}
    for each in said:
        by_file.setdefault(each.document, []).append(each)
    for its in by_file.values():
        yield from _current(its)


def _cve_first(name: str) -> tuple[bool, str]:
    return not name.upper().startswith("CVE-"), name


def _current(said: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements that no later one takes the place of."""
    latest: dict[tuple[str, ...], int] = {}
    for each in said:
        latest[each.parts] = max(latest.get(each.parts, -1), _moment(each))
    of_all = latest.get((), -1)
    for each in said:
        if _moment(each) >= max(latest[each.parts], of_all):
            yield each


def _moment(statement: Statement) -> int:
    return -1 if statement.at is None else statement.at


# --- whom a statement is about --------------------------------------------------------------------------------------


def about(statement: Statement, product: str, version: str, known: Collection[str]) -> bool:
    """Tell whether a statement is about a version of a product, by its name or by its ``known`` identifiers."""
    return not statement.products or any(_is_meant(each, product, version, known) for each in statement.products)


def _is_meant(identifiers: Sequence[str], product: str, version: str, known: Collection[str]) -> bool:
    """Tell whether one of a product's identifiers names it, and none names another version of it."""
    if any(each.casefold() in known for each in identifiers):
        return True
    versions = [its for each in identifiers if (its := _version_of(each, product)) is not None]
    return bool(versions) and all(not its or same_version(its, version) for its in versions)


def _version_of(identifier: str, product: str) -> str | None:
    """Return the version in an identifier of the product, empty where it has none; None where it is of another."""
    if identifier.startswith("pkg:"):
        name, version = _of_purl(identifier)
    elif identifier.startswith(("cpe:2.3:", "cpe:/")):
        name, version = _of_cpe(identifier)
    else:
        return _after_name(identifier.casefold(), product.casefold())
    return version if _WORDS.split(name.casefold()) == _WORDS.split(product.casefold()) else None


def _after_name(text: str, product: str) -> str | None:
    before, name, after = text.rpartition(product)
    whole = bool(name) and not before[-1:].isalnum() and (not after or after[0] in _AFTER_A_NAME)
    return after.strip(_AFTER_A_NAME) if whole else None


def _of_purl(purl: str) -> tuple[str, str]:
    """Return the name and the version in a package URL, `pkg:type/namespace/name@version?qualifiers#subpath`."""
    plain = re.split("[?#]", purl)[0]
    name, _, version = plain.rpartition("/")[2].partition("@")
    return name, version


def _of_cpe(cpe: str) -> tuple[str, str]:
    parts = (cpe.removeprefix("cpe:2.3:").removeprefix("cpe:/") + ":::").split(":")
    return parts[2], "" if parts[3] in ("*", "-") else parts[3]


def same_version(one: str, other: str) -> bool:
    """Tell whether two texts name one version: ``v4.2.0`` is ``4.2.0``."""
    return one.strip().lower().removeprefix("v") == other.strip().lower().removeprefix("v")
