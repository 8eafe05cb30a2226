"""Withholding a part of an assessment summary, with the notice that stands in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.documents.document import Part

_SEPARATOR = ":"
_WITHHELD = "Withheld under section 94 of the Procurement Act 2023: "
_FORMS = (("total", "total_exact"), ("score", "weighted", "outcome"))
"""The forms in which a letter tells one figure."""


def is_withheld(value: object) -> bool:
    """Tell whether the notice stands in place of what is withheld."""
    return isinstance(value, str) and value.startswith(_WITHHELD)


def withhold(made: Part, field: str, because: str) -> bool:
    """Put the notice in place of a part such as `winner:scores:security:because`; tell whether there was one.

    A figure that a letter tells in several forms is withheld in all of them.
    """
    place: Any = made
    *way, last = field.split(_SEPARATOR)
    for step in way:
        place = _step(place, step)
    if _step(place, last) is None:
        return False
    if isinstance(place, dict):
        forms = next((forms for forms in _FORMS if last in forms), (last,))
        place.update(dict.fromkeys((name for name in forms if place.get(name) is not None), f"{_WITHHELD}{because}"))
    else:
        at = _index(place, last)
        place[at] = {"id": last, "title": place[at]["title"], "withheld": f"{_WITHHELD}{because}"}
    return True


def _step(place: Any, step: str) -> Any:
    if isinstance(place, list):
        at = _index(place, step)
        return None if at is None else place[at]
    return place.get(step) if isinstance(place, dict) else None


def _index(place: Sequence[Any], step: str) -> Any:
    return next((at for at, each in enumerate(place) if isinstance(each, dict) and each.get("id") == step), None)


def fields(made: Mapping[str, Any] | Sequence[Any], path: str = "") -> Iterator[str]:
    """Yield the names of all parts that may be withheld."""
    items = made.items() if isinstance(made, Mapping) else [(each.get("id"), each) for each in _named(made)]
    for name, value in items:
        here = f"{path}{_SEPARATOR}{name}" if path else str(name)
        yield here
        if isinstance(value, dict | list):
            yield from fields(value, here)


def _named(parts: Sequence[Any]) -> list[Part]:
    return [each for each in parts if isinstance(each, dict) and "id" in each]
