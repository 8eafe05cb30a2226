"""Statements on known vulnerabilities, as the readers of bills of materials and of VEX documents hand them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from techassure.evidence.contents import Part
from techassure.evidence.reading import Detail, Found, detail, found
from techassure.problems import Problem
from techassure.vulnerabilities import Statement, Statements

FACT = "sbom.open_vulnerabilities"
_MOST_PLACED = 1_000
_MOST_NAMES = 20
_MOST_SHOWN = 50


class Said(NamedTuple):
    """One statement in a file. ``at`` counts seconds from the first day of the calendar; see ``Statement``."""

    part: Part
    names: tuple[str, ...]
    settled: bool | None
    status: str
    at: int | None
    products: tuple[tuple[str, ...], ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()


def stated(said: Iterable[Said], of: Part, *, whole: bool) -> Found:
    """Return what a file says of vulnerabilities; ``of`` is its list of them. ``whole``: all that was known."""
    listed = enumerate(each for each in said if any(each.names))
    statements = tuple(_statement(each, each.part if at < _MOST_PLACED else of) for at, each in listed)
    return found(FACT, Statements(statements, whole), of, "statements")


def unnamed(said: Iterable[Said]) -> tuple[Problem, ...]:
    """Return the first vulnerability that is not settled and has no name: nobody could tell whether it is another."""
    nameless = next((each.part for each in said if not each.settled and not any(each.names)), None)
    if nameless is None:
        return ()
    message = "no vulnerability is counted from this file, because this one has no name that can be read"
    fix = "have the tool write its id, such as `CVE-2026-10001`, or the id that its database has"
    return (Problem(nameless.place, "unnamed-vulnerability", message, fix),)


def _statement(said: Said, placed: Part) -> Statement:
    names = tuple(dict.fromkeys(name for name in said.names if name))[:_MOST_NAMES]
    return Statement(names, said.settled, said.status, said.at, placed.place, said.products, said.parts)


def details(said: Iterable[Said]) -> Iterator[Detail]:
    """Yield the statements as people read them."""
    for each in islice(said, _MOST_SHOWN):
        yield detail(next(filter(None, each.names), "vulnerability"), each.status or "no status", each.part)
