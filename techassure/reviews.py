"""What the buyer recorded about a submission: scores, confirmations and register checks."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

Identity = tuple[str, str, str, str | None]
"""A submission: its supplier's id, its product, the version and the lot."""


class Judgement(NamedTuple):
    """What a person decided about one criterion of one submission."""

    because: str
    by: str
    on: int
    met: bool | None = None
    points: Fraction | None = None
    not_applicable: bool | None = None
    equivalent: bool | None = None

    def decided(self) -> tuple[object, ...]:
        """Return what was decided, whoever decided it and why."""
        return self.met, self.points, self.not_applicable, self.equivalent


class RegisterCheck(NamedTuple):
    """What a public register said of a fact: the claimed value (``found`` is None), or another typed value."""

    register: str
    by: str
    on: int
    found: Any = None

    def decided(self) -> tuple[object, ...]:
        """Return what was found, whoever looked it up."""
        return self.register, self.found


class Reviews(NamedTuple):
    """All that was recorded about one submission; ``elsewhere``: scores of award criteria by id, out of 100."""

    judgements: Mapping[str, Judgement] = {}
    checks: Mapping[str, RegisterCheck] = {}
    elsewhere: Mapping[str, Fraction] = {}


NONE = Reviews()
