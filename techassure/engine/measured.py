"""What the files that count on a day come to, fact by fact: statements of several files are put together first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from techassure.phrases import counted
from techassure.submissions import Measurement
from techassure.vulnerabilities import Statement, Vulnerability, weighed

_SHOWN = 5


def together(measurements: Sequence[Measurement], claimed: Any) -> list[Measurement]:
    """Return the measurements of one fact with those that are statements put together into one, or none."""
    said = [one for one in measurements if one.statements]
    if not said:
        return list(measurements)
    counted = _counted(said, claimed)
    return [*(one for one in measurements if not one.statements), *([counted] if counted else [])]


def that_counts(measurements: Sequence[Measurement], claimed: Any) -> Any:
    """Return the value that counts of several: a difference is never hidden by another file that agrees."""
    differing = (one.found for one in measurements if claimed is not None and one.found != claimed)
    return next(differing, measurements[0].found)


def statements(measurements: Iterable[Measurement]) -> list[Statement]:
    """Return the statements of several files."""
    return [each for one in measurements if one.statements for each in one.statements.listed]


def _counted(said: Sequence[Measurement], claimed: Any) -> Measurement | None:
    """Return how many vulnerabilities are left open, where that says anything about the claim.

    Nobody knows of all vulnerabilities: a claim that admits more than the files show is believed, and files that speak
    of some vulnerabilities only can show that it is too low, and nothing else.
    """
    known = weighed(statements(said))
    still = [each for each in known if each.is_open]
    whole = any(one.statements.whole for one in said if one.statements)
    is_too_low = claimed is not None and claimed < len(still)
    if not is_too_low and not (whole and claimed in (None, len(still))):
        return None
    deciding = [each.by for each in still or known][:1]
    source = next((one for one in said for by in deciding if one.document == by.document), said[0])
    place = deciding[0].place if deciding else source.place
    return source._replace(found=len(still), place=place, covers=_covers(known), statements=None)


def _covers(known: Sequence[Vulnerability]) -> str:
    open_yet = [each.name for each in known if each.is_open]
    settled = [f"{each.name} {each.by.said} in {place_of(each.by)}" for each in known if not each.is_open]
    number = counted(len(known), "known vulnerability", "known vulnerabilities")
    parts = [*([f"open {_some(open_yet)}"] if open_yet else []), *([_some(settled)] if settled else [])]
    return ": ".join(filter(None, (number, "; ".join(parts))))


def _some(listed: Sequence[str]) -> str:
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return f"{', '.join(listed[:_SHOWN])}{more}"


def place_of(statement: Statement) -> str:
    """Return where a statement stands."""
    return f"{statement.place.file}:{statement.place.line}"
