"""What a letter withholds of the winner and lets its reader work out all the same: by a sum, or from a reason.

The total is the sum of what the award criteria count for, and each of these the sum of its sub-criteria. Whoever is
told all of a sum but one part knows that part; where a sum is as high or as low as it can be, every part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple

from techassure.documents.document import Part
from techassure.summaries.withholding import is_withheld

_ZERO = Fraction(0)
_MOST_WAYS = 10_000
"""So many combinations of scores are gone through; of more, only their ends are looked at."""


class Source(NamedTuple):
    """What a figure can be worked out from, and what would have to be withheld beside it."""

    what: str
    withhold: str


@dataclass
class _Figure:
    """A figure of the winner, in points of the total, and the ends between which a reader knows it to be.

    ``steps`` are the values that it may have; without them it may be anything between its ends.
    """

    name: str
    value: Fraction
    most: Fraction
    is_told: bool
    steps: Sequence[Fraction] = ()

    def __post_init__(self) -> None:
        self.low, self.high = (self.value, self.value) if self.is_told else (_ZERO, self.most)
        self.source: Source | None = None

    @property
    def is_known(self) -> bool:
        return self.low == self.high

    @property
    def possible(self) -> list[Fraction]:
        """The steps that are left; none where it may be anything between its ends."""
        return [step for step in self.steps if self.low <= step <= self.high]

    def narrow(self, low: Fraction, high: Fraction, source: Source) -> bool:
        """Take in between what it lies; tell whether that says more than was known."""
        before = self.low, self.high
        self.low, self.high = max(self.low, low), min(self.high, high)
        if fitting := self.possible:
            self.low, self.high = min(fitting), max(fitting)
        changed = before != (self.low, self.high)
        self.source = source if changed else self.source
        return changed


@dataclass(kw_only=True)
class _Sum(_Figure):
    """A figure that others add up to.

    ``by_parts`` says how its parts give it away, ``gives`` how it gives away a part. ``by_itself``: it is not withheld
    with all its parts.
    """

    parts: Sequence[_Figure]
    by_parts: Source
    gives: Source
    by_itself: bool = True


def given_away(bid: Mapping[str, Any], shown: Part) -> Iterator[tuple[str, Source]]:
    """Yield what is withheld of the winning bid and can be worked out all the same, and from what.

    ``bid`` is the winner in the final document, ``shown`` what a letter tells of it.
    """
    total = _total(bid, shown)
    while _learnt(total):
        pass
    yield from _known(total)
    yield from _by_reasons(bid, shown)


def _known(figure: _Figure) -> Iterator[tuple[str, Source]]:
    if not figure.is_told and figure.is_known and figure.source:
        yield figure.name, figure.source
    for each in figure.parts if isinstance(figure, _Sum) and figure.by_itself else ():
        yield from _known(each)


# --- what follows from sums -----------------------------------------------------------------------------------------


def _learnt(whole: _Sum) -> bool:
    """Take in once what a sum says of its parts, and they of it; tell whether anything was learnt."""
    learnt = [whole.narrow(*_ends(whole.parts), whole.by_parts)] if whole.parts else []
    for each in whole.parts:
        low, high = _ends([other for other in whole.parts if other is not each])
        learnt.append(each.narrow(whole.low - high, whole.high - low, whole.gives))
    learnt.append(_fitted(whole))
    return any([*learnt, *(_learnt(each) for each in whole.parts if isinstance(each, _Sum))])


def _ends(parts: Sequence[_Figure]) -> tuple[Fraction, Fraction]:
    return sum((each.low for each in parts), _ZERO), sum((each.high for each in parts), _ZERO)


def _fitted(whole: _Sum) -> bool:
    """Take in which scores together make the sum: of a few steps, often one way alone does."""
    unknown = [each for each in whole.parts if not each.is_known]
    choices = [each.possible for each in unknown]
    if not unknown or not all(choices) or prod(map(len, choices)) > _MOST_WAYS:
        return False
    rest = sum((each.low for each in whole.parts if each.is_known), _ZERO)
    ways = [way for way in product(*choices) if whole.low <= rest + sum(way) <= whole.high]
    held = zip(unknown, zip(*ways, strict=True), strict=True) if ways else ()
    learnt = [each.narrow(min(values), max(values), whole.gives) for each, values in held]
    return any(learnt)


# --- what a letter tells --------------------------------------------------------------------------------------------


def _total(bid: Mapping[str, Any], shown: Part) -> _Sum:
    awards = [_award(each, _of(shown["scores"], each["id"])) for each in bid["award_criteria"] if each["weighted"]]
    by_parts = Source("what the award criteria count for", "one of the award criteria")
    gives = Source("the total and what the other award criteria count for", "`winner:total`")
    value, most = sum((each.value for each in awards), _ZERO), sum((each.most for each in awards), _ZERO)
    is_told = not is_withheld(shown["total"])
    return _Sum("winner:total", value, most, is_told, parts=awards, by_parts=by_parts, gives=gives)


def _award(award: Part, told: Part | None) -> _Sum:
    name, weight = f"winner:scores:{award['id']}", Fraction(award["weight"])
    counted = [each for each in award["sub_criteria"] if each["points"]["low"] is not None and each["share"]]
    shares = sum((Fraction(each["share"]) for each in counted), _ZERO)
    lists = told["sub_criteria"] if told else ()
    parts = [_sub(name, each, _of(lists, each["criterion"]), weight / shares) for each in counted]
    value = sum((each.value for each in parts), _ZERO) if parts else Fraction(award["weighted"]["exact"][0])
    by_parts = Source("the scores of its sub-criteria", f"`{name}:sub_criteria`")
    gives = Source(f"the score of `{award['id']}` and of its other sub-criteria", f"`{name}:score`")
    is_told = told is not None and not is_withheld(told["weighted"])
    by_itself = told is not None
    return _Sum(name, value, weight, is_told, parts=parts, by_parts=by_parts, gives=gives, by_itself=by_itself)


def _sub(award: str, sub: Part, told: Part | None, scale: Fraction) -> _Figure:
    points = sub["points"]
    unit = scale * Fraction(sub["share"]) / Fraction(points["of"])
    steps = {_ZERO, *(Fraction(each["points"]) for each in sub["available"] or [{"points": points["of"]}])}
    name = f"{award}:sub_criteria:{sub['criterion']}"
    is_told = told is not None and not is_withheld(told["score"])
    most = unit * Fraction(points["of"])
    return _Figure(name, unit * Fraction(points["low"]), most, is_told, [unit * step for step in sorted(steps)])


def _of(parts: Any, name: str) -> Part | None:
    """Return what a letter tells under a name; None where it is withheld whole."""
    found = [each for each in parts if isinstance(each, dict) and each["id"] == name] if isinstance(parts, list) else []
    return found[0] if found and "withheld" not in found[0] else None


# --- what follows from reasons --------------------------------------------------------------------------------------


def _by_reasons(bid: Mapping[str, Any], shown: Part) -> Iterator[tuple[str, Source]]:
    """Yield scores whose reason is told, and is the published text of one step, or that of what is met or is not."""
    for award in bid["award_criteria"]:
        told = _of(shown["scores"], award["id"])
        for sub in award["sub_criteria"]:
            seen = _of(told["sub_criteria"], sub["criterion"]) if told else None
            if seen and is_withheld(seen["score"]) and not is_withheld(seen["because"]) and _tells(sub):
                name = f"winner:scores:{award['id']}:sub_criteria:{sub['criterion']}"
                yield name, Source("its reason", f"`{name}:because`")


def _tells(sub: Part) -> bool:
    steps = [each["says"] for each in sub["available"]]
    return not steps or any(step in said for step in steps for said in sub["because"])
