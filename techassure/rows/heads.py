"""The head of a submission, where it is as plain as most are: who submits what, and that it was declared."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from techassure.calendar_days import day_number
from techassure.doors import LANGUAGE
from techassure.reviews import Identity
from techassure.rows.codes import LONGEST, Unusual

_USUAL = frozenset({"techassure", "supplier", "product", "answers", "evidence", "declared_by", "lot"})
_DECLARED = frozenset({"name", "role", "on"})


def read(value: Any, lots: Collection[str]) -> tuple[Identity, str]:
    """Return the identity and the supplier's name.

    Raises:
        Unusual: something in the head needs reading, or is wrong.
    """
    if value.__class__ is not dict or not value.keys() <= _USUAL:
        raise Unusual
    language, lot = value.get("techassure"), value.get("lot")
    if language.__class__ is not int or language != LANGUAGE or not _is_lot(lot, lots, named="lot" in value):
        raise Unusual
    supplier, product = value.get("supplier", {}), value.get("product", {})
    if not _is_made_of(supplier, "id", "name") or not _is_made_of(product, "name", "version"):
        raise Unusual
    if "declared_by" in value and not _is_declared(value["declared_by"]):
        raise Unusual
    return (supplier["id"], product["name"], product["version"], lot), supplier["name"]


def _is_lot(lot: Any, lots: Collection[str], *, named: bool) -> bool:
    if lots:
        return lot.__class__ is str and lot in lots
    return _is_plain(lot) if named else True


def _is_made_of(part: Any, first: str, second: str) -> bool:
    return part.__class__ is dict and len(part) == 2 and _is_plain(part.get(first)) and _is_plain(part.get(second))


def _is_plain(text: Any) -> bool:
    """Tell whether text needs no reading: it is printable, and without blanks around it."""
    return text.__class__ is str and 0 < len(text) <= LONGEST and text.isprintable() and text.strip() == text


def _is_declared(part: Any) -> bool:
    if part.__class__ is not dict or not part.keys() <= _DECLARED or not _is_plain(part.get("name")):
        return False
    if "role" in part and not _is_plain(part["role"]):
        return False
    day = part.get("on")
    return day.__class__ is str and day_number(day) is not None
