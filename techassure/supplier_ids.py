"""A supplier's id: a public number after the name of its register, checked where that register is known here.

Registers are named as org-id.guide names them. What follows the name of any other passes as it stands.
"""

from __future__ import annotations

import re

from techassure.facts import Unreadable

# The numbers of some registered societies end in letters, which the format of answers does not know.
_NUMBER = re.compile(r"GB-COH-([0-9]{8}|R[0-9]{7}|[A-Z]{2}[0-9]{3}[0-9A-Z]{3})")


def wrong(supplier_id: str) -> Unreadable | None:
    """Return why an id cannot stand in the register that it names; None where it can, or the register is not known."""
    if not f"{supplier_id}-".upper().startswith("GB-COH-") or _NUMBER.fullmatch(supplier_id):
        return None
    message = f"`{supplier_id[:80]}` is not `GB-COH-` and a Companies House number"
    fix = "after `GB-COH-`, write its eight characters, such as `01234567` or `SC123456`; keep the leading zeros"
    return Unreadable("wrong-supplier-id", message, fix)
