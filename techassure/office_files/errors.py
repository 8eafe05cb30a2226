"""What a spreadsheet shows in place of a value that it could not compute, or did not save."""

from __future__ import annotations

import re

UNSAVED = "#UNSAVED!"
"""What stands in place of the value of a formula that was saved without one."""
_ERRORS = frozenset(
    {"#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#field!", "#blocked!",
     "#connect!", "#busy!", "#unknown!", "#getting_data", UNSAVED.lower()}
)  # fmt: skip
_OF_LIBREOFFICE = re.compile(r"Err:[0-9]{3}")


def is_error(cell: object) -> bool:
    """Tell whether a cell holds an error and not a value."""
    return isinstance(cell, str) and (cell.lower() in _ERRORS or _OF_LIBREOFFICE.fullmatch(cell) is not None)
