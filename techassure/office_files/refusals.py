"""Why a workbook is refused, each reason with what to do."""

from __future__ import annotations

from techassure.files.bounds import refusal
from techassure.problems import ProblemsFound

MOST_CELLS = 400_000


def too_large(file: str) -> ProblemsFound:
    """Return the refusal of what holds too much."""
    fix = f"delete what lies far below and beside the answers; it may hold {MOST_CELLS} cells"
    return refusal(file, "workbook-too-large", "the workbook holds too much, or reaches too far", fix)


def broken(file: str, says: str) -> ProblemsFound:
    """Return the refusal of what no program for spreadsheets writes so."""
    fix = "open it, and save it anew as .xlsx or .ods"
    return refusal(file, "unreadable-workbook", f"the workbook cannot be read: {says}", fix)


def damaged(file: str, what: str) -> ProblemsFound:
    """Return the refusal of a workbook with a part that cannot be read, in our words: a library's help nobody."""
    fix = "open it, look whether all is there, and save it anew as .xlsx or .ods; or have it sent again"
    return refusal(file, "unreadable-workbook", f"the workbook is damaged: {what} cannot be read", fix)


def part(name: str) -> str:
    """Return what a part of the packing is called."""
    return f"the part `{name[:80]}` that it is packed of"


def no_workbook(file: str, data: bytes) -> ProblemsFound:
    """Return the refusal of a file that only has the name of a workbook, with what it is."""
    if not data.strip():
        fix = "send it again, and look first whether it opens"
        return refusal(file, "unreadable-workbook", "the file is empty: not one byte of it arrived", fix)
    what = _called(data[:2048].lstrip(_BLANKS))
    if what is None:
        fix = "open it, save it anew as .xlsx or .ods, and send that file"
        return refusal(file, "unreadable-workbook", "the workbook is damaged, or only a part of it arrived", fix)
    fix = "open it in a spreadsheet program, save it as .xlsx or .ods, and send that file"
    return refusal(file, "unreadable-workbook", f"this is {what}, under the name of a workbook", fix)


def _called(head: bytes) -> str | None:
    """Return what a file is that begins so; None where it might be a workbook."""
    known = next((what for begins, what in _BEGINS if head.startswith(begins)), None)
    return known or (None if _CONTROL & set(head) else "plain text, such as CSV")


_BEGINS = ((b"<", "a page or a table of a browser"), (b"%PDF", "a PDF"), (b"{", "JSON"))
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_CONTROL = frozenset(range(32)) - frozenset(b"\t\r\n\f")


def encrypted(file: str) -> ProblemsFound:
    """Return the refusal of what only a password opens."""
    return refusal(file, "encrypted-workbook", "the workbook has a password", "save it without one")


def macros(file: str) -> ProblemsFound:
    """Return the refusal of what holds a program."""
    fix = "save it as .xlsx, which holds no macros"
    return refusal(file, "macros-in-workbook", "the workbook holds macros, which are never run here", fix)


def elsewhere(file: str, name: str) -> ProblemsFound:
    """Return the refusal of what takes its values from another file."""
    fix = "break the links (Data, Edit links), so that every answer stands in this file, and save it"
    message = f"the workbook takes values from elsewhere: `{name[:80]}`"
    return refusal(file, "external-link", message, fix)
