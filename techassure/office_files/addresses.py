"""Where a cell of a spreadsheet stands, as people write it."""

from __future__ import annotations


def letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(column: int, row: int) -> str:
    """Return a cell's address, such as `B7`, from its column and row counted from 0."""
    return f"{letters(column)}{row + 1}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas and references write it."""
    return (
        sheet
        if sheet.isalnum() and sheet.isascii() and sheet[:1].isalpha()
        else f"'{sheet.replace(chr(39), chr(39) * 2)}'"
    )
