"""A supplier's id: a public number after the name of its register, checked where that register is known here.

Registers are named as org-id.guide names them. What follows the name of any other passes as it stands. What names
none is warned of: a buyer can neither look it up, nor see that two bids are by one supplier.
"""

from __future__ import annotations

import re

from techassure.definitions.facts import Unreadable
from techassure.definitions.text_formats import FORMATS

_COMPANY = FORMATS["companies-house"].pattern
_NUMBER = re.compile(f"GB-COH-(?:{_COMPANY})")
_ALONE = re.compile(rf"{_COMPANY}|[0-9]+|(?s:\S*\s.*)")


def wrong(supplier_id: str) -> Unreadable | None:
    """Return why an id cannot stand in the register that it names; None where it can, or the register is not known."""
    if _NUMBER.fullmatch(supplier_id) or not f"{supplier_id}-".upper().startswith("GB-COH-"):
        return None
    message = f"`{supplier_id[:80]}` is not `GB-COH-` and a Companies House number"
    fix = "after `GB-COH-`, write its eight characters, such as `01234567` or `SC123456`; keep the leading zeros"
    return Unreadable("wrong-supplier-id", message, fix)


def unfit(supplier_id: str) -> Unreadable | None:
    """Return why an id should not be begun with: it cannot stand in its register, or names none."""
    return wrong(supplier_id) or bare(supplier_id)


def bare(supplier_id: str) -> Unreadable | None:
    """Return why an id can be looked up nowhere: it is a number alone, or a name; None where it is neither."""
    if not _ALONE.fullmatch(supplier_id):
        return None
    message = f"`{supplier_id[:80]}` names no register: nobody can look it up, or tell who else bids under it"
    number = supplier_id.zfill(8)
    if re.fullmatch(_COMPANY, number):
        fix = f"if it stands at Companies House, write `GB-COH-{number}`; else its register first (see org-id.guide)"
        return Unreadable("no-register", message, fix)
    fix = "write a public number after its register, such as `GB-COH-01234567`; org-id.guide names them"
    return Unreadable("no-register", message, fix)
