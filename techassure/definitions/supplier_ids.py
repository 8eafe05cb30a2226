"""A supplier's id: a public number after the name of its register, checked where that register is known here.

Registers are named as org-id.guide names them. What follows the name of any other passes as it stands.
"""

from __future__ import annotations

import re

from techassure.definitions.facts import Unreadable
from techassure.definitions.text_formats import FORMATS

_NUMBER = re.compile(f"GB-COH-(?:{FORMATS['companies-house'].pattern})")


def wrong(supplier_id: str) -> Unreadable | None:
    """Return why an id cannot stand in the register that it names; None where it can, or the register is not known."""
    if _NUMBER.fullmatch(supplier_id) or not f"{supplier_id}-".upper().startswith("GB-COH-"):
        return None
    message = f"`{supplier_id[:80]}` is not `GB-COH-` and a Companies House number"
    fix = "after `GB-COH-`, write its eight characters, such as `01234567` or `SC123456`; keep the leading zeros"
    return Unreadable("wrong-supplier-id", message, fix)
