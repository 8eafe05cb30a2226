"""The points of a rubric, and what is said of a score that is none of its steps."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from techassure.definitions.definition import Definition
from techassure.files.doors import decimal_text
from techassure.problems import listing


def rubric_of(definition: Definition) -> list[Fraction]:
    """Return the points that a reviewer may give, the most first; none where there is no rubric."""
    return [band.points for band, _ in definition.bands]


def steps(rubric: Iterable[Fraction]) -> str:
    """Return the points of a rubric as a message lists them."""
    return listing([decimal_text(each) for each in rubric])


def no_step(given: Fraction | str, criterion: str) -> str:
    """Return the message of a score that is no step of a criterion's rubric; text is told as it was written."""
    said = given if isinstance(given, str) else decimal_text(given)
    return f"`{said}` is not a step of the rubric of `{criterion}`"
