"""Ways, and how they are joined: of each name, the choices among which it has to be.

The choices of a name are bits. The lowest stands for what is there now, the next ones for what it may become. Two ways
are joined by `&`, and a name has to change just where the lowest bit is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

KEEP = 1
"""The bit of what is there now."""
MOST_WAYS = 400
Way = Mapping[str, int]
Cost = Callable[[str], Fraction]


class Alternatives(NamedTuple):
    """Ways to the same end; ``whole`` where none was left out because there were too many."""

    ways: tuple[Way, ...]
    whole: bool = True


NEVER = Alternatives(())
ALWAYS = Alternatives(({},))


def joined(parts: Iterable[Alternatives]) -> Alternatives:
    """Return the ways in which every part is reached together."""
    found = ALWAYS
    for part in sorted(parts, key=lambda each: len(each.ways)):
        made = [way for a in found.ways for b in part.ways if (way := together(a, b)) is not None]
        found = fewest(made, found.whole and part.whole)
    return found


def either(parts: Sequence[Alternatives]) -> Alternatives:
    """Return the ways in which some part is reached."""
    return fewest([way for part in parts for way in part.ways], all(part.whole for part in parts))


def together(first: Way, second: Way) -> Way | None:
    """Return both ways at once; None where they contradict each other."""
    made = dict(first)
    for name, bits in second.items():
        made[name] = left = made.get(name, bits) & bits
        if not left:
            return None
    return made


def contains(wide: Way, narrow: Way) -> bool:
    """Tell whether whatever is on the narrow way is on the wide one as well."""
    return all(narrow.get(name, -1) & ~bits == 0 for name, bits in wide.items())


def changed(way: Way) -> int:
    """Return how many facts have to change."""
    return sum(not bits & KEEP for bits in way.values())


def fewest(ways: list[Way], whole: bool) -> Alternatives:
    """Leave out what a wider way makes needless, and the longest where there are too many."""
    ordered = sorted(ways, key=lambda way: (changed(way), len(way)))
    cut = len(ordered) > MOST_WAYS * 5
    kept: list[Way] = []
    for way in ordered[: MOST_WAYS * 5]:
        if not any(contains(each, way) for each in kept):
            kept.append(way)
    return Alternatives(tuple(kept[:MOST_WAYS]), whole and not cut and len(kept) <= MOST_WAYS)
