"""Known vulnerabilities of a product: what bills of materials and VEX documents say of each, put together.

What is known to be affected, the whole product or some of its parts, is settled each for itself: by a statement about
it, or about the whole product. The latest counts, and of several at one moment the worst.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from techassure.problems import Place

_WORDS = re.compile(r"[\W_]+")
_AFTER_A_NAME = " \t@:/-_,"


class Statement(NamedTuple):
    """What a file says of one vulnerability.

    ``names`` are its identifiers, one or more. ``settled``: fixed, or harmless in the product; None where it is only
    listed. ``at`` counts seconds, in UTC, from the first day of the calendar; None where the file gives no time.
    ``products`` say whom it is about, each by all its identifiers; none: the product that the file as a whole is about.
    ``parts``: which components of it, each by all its identifiers; none: all.
    """

    names: tuple[str, ...]
    settled: bool | None
    said: str
    at: int | None
    place: Place
    products: tuple[tuple[str, ...], ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
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
    name = min((name for each in group for name in each.names), key=_cve_first)
    heard, by_file = _Heard(group), _by_file(group)
    looked_at = [(part, heard.of(part), listing) for part, listing in _affected(group).items()]
    still = [each for each in looked_at if not each[1] or False in each[1]]
    part, current, listing = min(still, key=lambda each: not each[1]) if still else looked_at[-1]
    by = current.get(False) or current.get(True) or listing
    parts = [part] if still else [each[0] for each in looked_at]
    against = (file.of(each).get(bool(still)) for each in parts for file in by_file)
    return Vulnerability(name, bool(still), by, next(filter(None, against), None))


# --- what is affected, and what is said of it -------------------------------------------------------------------------

_Part = tuple[str, ...]
_WHOLE: tuple[_Part, ...] = ((),)
"""The whole product, as the only part of itself; a part has identifiers."""
_Current = dict[bool, Statement]
"""What is said at the latest moment: what settles it, and what leaves it open."""


def _affected(group: Iterable[Statement]) -> dict[_Part, Statement]:
    """Return which parts a vulnerability is listed for, or was ever said to affect, each with what says so.

    Where it is known from statements alone that settle it, they are what it was settled for.
    """
    listed = list(group)
    open_once = [each for each in listed if not each.settled] or listed
    return {part: each for each in reversed(open_once) for part in each.parts or _WHOLE}


class _Heard:
    """What statements say of a vulnerability at the latest moment, by the keys of the parts that they are about."""

    def __init__(self, said: Iterable[Statement]) -> None:
        self._by_key: dict[str, _Current] = {}
        for each in said:
            if each.settled is not None:
                for key in {key for part in each.parts or _WHOLE for key in _keys_of_said(part)}:
                    _hear(self._by_key.setdefault(key, {}), each)

    def of(self, part: _Part) -> _Current:
        """Return what is said of a part at the latest moment, about it or about the whole product."""
        made: _Current = {}
        for key in dict.fromkeys(("", *_keys_of_affected(part))):
            for each in self._by_key.get(key, {}).values():
                _hear(made, each)
        return made


def _hear(current: _Current, said: Statement) -> None:
    latest = max(map(_moment, current.values()), default=_NEVER)
    if _moment(said) > latest:
        current.clear()
    if said.settled is not None and _moment(said) >= latest and (said.settled or False not in current):
        current[said.settled] = said


def _by_file(group: Iterable[Statement]) -> list[_Heard]:
    by_file: dict[str, list[Statement]] = {}
    for each in group:
        by_file.setdefault(each.document, []).append(each)
    return [_Heard(its) for its in by_file.values()]


_NEVER = -2


def _moment(statement: Statement) -> int:
    return -1 if statement.at is None else statement.at


def _keys_of_said(part: _Part) -> Iterator[str]:
    """Yield what a statement about a part is found by; the whole product has the empty key."""
    for name in part:
        yield _key(*_purl(name)) if _is_purl(name) else name.casefold()
    if not part:
        yield ""


def _keys_of_affected(part: _Part) -> Iterator[str]:
    """Yield what finds the statements about a part: a package URL without a version, or a qualifier, is about all."""
    for name in part:
        if _is_purl(name):
            base, version, rest = _purl(name)
            yield from (_key(base, its, more) for its in (version, "") for more in (rest, ""))
        else:
            yield name.casefold()


def _is_purl(name: str) -> bool:
    return name[:4].lower() == "pkg:"


def _key(base: str, version: str, rest: str) -> str:
    return f"{base}@{version}?{rest}"


def _purl(purl: str) -> tuple[str, str, str]:
    """Return a package URL, `pkg:type/namespace/name@version?qualifiers#subpath`, in three parts that can be compared.

    They are the name with its type and namespace, the version, and the rest in an order of its own.
    """
    cut = min((at for at in map(purl.find, "?#") if at >= 0), default=len(purl))
    folder, _, last = purl[:cut].rpartition("/")
    name, _, version = last.partition("@")
    rest = "&".join(sorted(purl[cut:].removeprefix("?").split("&")))
    return unquote(f"{folder}/{name}").casefold(), unquote(version).casefold(), rest.casefold()


def _cve_first(name: str) -> tuple[bool, str]:
    return not name.upper().startswith("CVE-"), name


# --- whom a statement is about --------------------------------------------------------------------------------------


def may_be_called(name: str, product: str) -> bool:
    """Tell whether a file may mean a product by a name: the two have a word in common, or one is within the other.

    Tools write the name of a package, an image or a folder, such as `@larkspur/wardlight-web`.
    """
    said, meant = (list(filter(None, _WORDS.split(each.casefold()))) for each in (name, product))
    return bool(set(said) & set(meant)) or "".join(meant) in "".join(said) or "".join(said) in "".join(meant)


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
