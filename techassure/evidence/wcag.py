"""The success criteria of WCAG 2.2 at levels A and AA: their numbers, their names in addresses, and where they fail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from techassure.evidence.contents import Part
from techassure.evidence.reading import Detail, Found, Rows, detail, found
from techassure.problems import Place

FACTS = ("accessibility.wcag_22_aa", "accessibility.results")

_CRITERIA = (
    "1.1.1 non-text-content", "1.2.1 audio-only-and-video-only-prerecorded", "1.2.2 captions-prerecorded",
    "1.2.3 audio-description-or-media-alternative-prerecorded", "1.2.4 captions-live",
    "1.2.5 audio-description-prerecorded", "1.3.1 info-and-relationships", "1.3.2 meaningful-sequence",
    "1.3.3 sensory-characteristics", "1.3.4 orientation", "1.3.5 identify-input-purpose", "1.4.1 use-of-color",
    "1.4.2 audio-control", "1.4.3 contrast-minimum", "1.4.4 resize-text", "1.4.5 images-of-text", "1.4.10 reflow",
    "1.4.11 non-text-contrast", "1.4.12 text-spacing", "1.4.13 content-on-hover-or-focus", "2.1.1 keyboard",
    "2.1.2 no-keyboard-trap", "2.1.4 character-key-shortcuts", "2.2.1 timing-adjustable", "2.2.2 pause-stop-hide",
    "2.3.1 three-flashes-or-below-threshold", "2.4.1 bypass-blocks", "2.4.2 page-titled", "2.4.3 focus-order",
    "2.4.4 link-purpose-in-context", "2.4.5 multiple-ways", "2.4.6 headings-and-labels", "2.4.7 focus-visible",
    "2.4.11 focus-not-obscured-minimum", "2.5.1 pointer-gestures", "2.5.2 pointer-cancellation",
    "2.5.3 label-in-name", "2.5.4 motion-actuation", "2.5.7 dragging-movements", "2.5.8 target-size-minimum",
    "3.1.1 language-of-page", "3.1.2 language-of-parts", "3.2.1 on-focus", "3.2.2 on-input",
    "3.2.3 consistent-navigation", "3.2.4 consistent-identification", "3.2.6 consistent-help",
    "3.3.1 error-identification", "3.3.2 labels-or-instructions", "3.3.3 error-suggestion",
    "3.3.4 error-prevention-legal-financial-data", "3.3.7 redundant-entry",
    "3.3.8 accessible-authentication-minimum", "4.1.2 name-role-value", "4.1.3 status-messages",
)  # fmt: skip
_BY_NAME = {name: number for number, _, name in (each.partition(" ") for each in _CRITERIA)}
_NUMBERS = frozenset(_BY_NAME.values())
_TAG = re.compile(r"wcag([1-4])([1-5])([0-9]{1,2})\Z")
_NUMBER = re.compile(r"([1-4])[.-]([1-5])[.-]([0-9]{1,2})(?![0-9])")


def of_tag(tag: str) -> str | None:
    """Return the option key of a criterion by a tag as axe-core writes it: ``wcag1410`` is ``1_4_10``."""
    found = _TAG.match(tag)
    return _key(".".join(found.groups())) if found else None


def of_name(text: str) -> str | None:
    """Return the option key of the criterion that a title, an identifier or an address of W3C names."""
    found = _NUMBER.search(text)
    number = ".".join(found.groups()) if found else _BY_NAME.get(re.split(r"[:#/]", text)[-1].lower(), "")
    return _key(number)


def _key(number: str) -> str | None:
    return number.replace(".", "_") if number in _NUMBERS else None


def number(key: str) -> str:
    """Return the number as people write it: ``1_4_10`` is 1.4.10."""
    return key.replace("_", ".")


def results(rows: Iterable[tuple[dict[str, Any], Place]], *more: frozenset[str]) -> Rows:
    """Return rows of `accessibility.results`: a claim without a row for a criterion says that it is supported."""
    alike = (frozenset({"supports", "not_applicable"}), *more)
    return Rows("criterion", "adherence", tuple(rows), alike, "supports")


class Failure(NamedTuple):
    """A criterion, by its option key, that was seen to fail: where the file says so, and what failed."""

    criterion: str
    part: Part
    what: str


def facts(failures: Sequence[Failure]) -> Iterator[Found]:
    """Yield what failures say of a product: that it does not conform, and which criteria it does not fully support.

    That a criterion was seen to fail somewhere does not say how much of it fails.
    """
    if failures:
        rows = [
            ({"criterion": each.criterion, "adherence": "partially", "what": each.what}, each.part.place)
            for each in failures
        ]
        yield found("accessibility.wcag_22_aa", ["yes", "no"], failures[0].part, "is not")
        seen = results(rows, frozenset({"partially", "does_not"}))
        yield found("accessibility.results", seen, failures[0].part, "rows")


def details(failures: Sequence[Failure]) -> Iterator[Detail]:
    """Yield the failures as people read them."""
    yield from (detail(f"fails {number(each.criterion)}", each.what, each.part) for each in failures)
