"""Cells whose formula ended in an error, or was saved without a value, marked so that no text can be taken for one."""

from __future__ import annotations

MARK = "\ue000"
"""Stands before what such a cell shows. It belongs to no script, and no answer may hold it."""
UNSAVED = "#UNSAVED!"
"""What stands for a formula that was saved without a value. Nobody ever sees it."""


def is_error(cell: object) -> bool:
    """Tell whether a cell holds an error and not a value."""
    return isinstance(cell, str) and cell.startswith(MARK)


def shown(cell: object) -> str:
    """Return what such a cell is called where it stands for nothing that is read."""
    said = str(cell).removeprefix(MARK)
    return "a formula without a value" if said == UNSAVED else said


def told(cell: object, where: str, no: str) -> tuple[str, str]:
    """Return what is wrong with such a cell, and what to do. ``where`` it is; it is ``no`` answer, or no value."""
    said = str(cell).removeprefix(MARK)
    if said == UNSAVED:
        fix = "open the file in Excel or LibreOffice and save it, so that the value is in it, or write the value itself"
        return f"the formula {where} was saved without what it comes to, so it holds no {no}", fix
    fix = "write the value itself, or mend the formula, and save it with a spreadsheet program"
    return f"a formula {where} ended in `{said}`, which is no {no}", fix
