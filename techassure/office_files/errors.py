"""Cells whose formula ended in an error, or was saved without a value, marked so that no text can be taken for one."""

from __future__ import annotations

MARK = "\ue000"
"""Stands before what such a cell shows. It belongs to no script, and no answer may hold it."""
UNSAVED = "#UNSAVED!"
"""What is shown of a formula that was saved without a value."""


def is_error(cell: object) -> bool:
    """Tell whether a cell holds an error and not a value."""
    return isinstance(cell, str) and cell.startswith(MARK)


def shown(cell: object) -> str:
    """Return what a spreadsheet shows in such a cell."""
    return str(cell).removeprefix(MARK)
