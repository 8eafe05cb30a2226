"""The head of a submission, where it is as plain as most are: who submits what, and that it was declared."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from techassure.calendar_days import day_number
from techassure.definitions import supplier_ids
from techassure.engine.plans import MEMO
from techassure.reviews import Identity
from techassure.rows.codes import LONGEST, Unusual
from techassure.version import LANGUAGE


def read(whole: Any, lots: Collection[str] | None) -> tuple[Identity, str]:
    """Return the identity and the supplier's name.

    Raises:
        Unusual: something in the head needs reading, or is wrong.
    """
    supplier, product, declared = whole.supplier, whole.product, whole.declared_by
    texts = [supplier.id, supplier.name, product.name, product.version]
    if declared is not UNSET:
        texts += [declared.name] if declared.role is UNSET else [declared.name, declared.role]
        if not _is_day(declared.on):
            raise Unusual
    lot = None if whole.lot is UNSET else whole.lot
    if lots is None:
        texts += [] if whole.lot is UNSET else [lot or ""]
    elif lot not in lots and (lots or whole.lot is not UNSET):
        raise Unusual
    if whole.techassure != LANGUAGE or not _are_plain(texts) or supplier_ids.wrong(supplier.id):
        raise Unusual
    return (supplier.id, product.name, product.version, lot), supplier.name


@lru_cache(MEMO)
def _is_day(text: str) -> bool:
    return day_number(text) is not None


def _are_plain(texts: list[str]) -> bool:
    """Tell whether texts need no reading: they are printable, and without blanks around them."""
    together = "".join(texts)
    return together.isprintable() and len(together) <= LONGEST and all(texts) and list(map(str.strip, texts)) == texts
