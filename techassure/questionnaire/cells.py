"""From a cell to what a submission would say: a label to its option, a spreadsheet's day to a date, text to a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from techassure.definitions.facts import Typed, Unreadable, is_share
from techassure.definitions.model import Fact
from techassure.office_files.grid import Cell, written
from techassure.phrases import folded
from techassure.problems import listing, suggestion
from techassure.questionnaire.layout import LISTED, NO_ROWS, labels

OldLabels = Mapping[str, str]
"""Options by the labels that a workbook's own lists give them, folded: for labels that have changed since."""

_YES = frozenset({"yes", "y", "true", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false"})
_TOTAL = re.compile(r"((grand|over-?all|sub)[ -]?)?(total|sum|average|mean)s?:?")
_NONE = frozenset({"none", "none of these", "none of them", "[]"})


def marked(cell: Cell) -> bool | None:
    """Return what a cell says that is to be marked: yes, no, or neither."""
    if isinstance(cell, bool):
        return cell
    text = folded(str(cell))
    return True if text in _YES else False if text in _NO else None


def raw(fact: Typed, cell: Cell, old: OldLabels) -> Any:
    """Return the raw answer that a submission in YAML or JSON would hold; what does not fit stays text."""
    return None if cell is None else _RAW.get(fact.type, _as_text)(fact, cell, old)


def _as_text(_: Typed, cell: Cell, __: OldLabels) -> Any:
    return written(cell)


def _yes_no(_: Typed, cell: Cell, __: OldLabels) -> Any:
    said = marked(cell)
    return written(cell) if said is None else said


def _number(fact: Typed, cell: Cell, __: OldLabels) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    text = written(cell)
    return text.removesuffix("%").rstrip() if is_share(fact) else text


def other_share(fact: Typed, cell: Cell) -> float | None:
    """Return what else a cell may say whose format was lost: 99.97 for `0.9997`, where `99.97%` was typed."""
    if is_share(fact) and isinstance(cell, int | float) and 0 < cell <= 1:
        return float(f"{cell * 100:.15g}")
    return None


def _choice(fact: Typed, cell: Cell, old: OldLabels) -> Any:
    text = written(cell)
    return option(fact, text, old) or text


def _choices(fact: Typed, cell: Cell, old: OldLabels) -> Any:
    text = written(cell)
    if option(fact, text, old) is None and folded(text) in _NONE:
        return []
    for pattern in (r"(?!)", r"[;\n]", r"[;\n,]"):
        pieces = [piece.strip() for piece in re.split(pattern, text) if piece.strip()]
        found = [option(fact, piece, old) for piece in pieces]
        if None not in found:
            return found
    pieces = [piece.strip() for piece in re.split(r"[;\n]", text) if piece.strip()]
    return [option(fact, piece, old) or piece for piece in pieces]


def _table(_: Typed, cell: Cell, __: OldLabels) -> Any:
    text = written(cell)
    if folded(text) == folded(LISTED):
        return LISTED
    return [] if folded(text) in {folded(NO_ROWS), *_NONE} else text


_RAW: dict[str, Callable[[Typed, Cell, OldLabels], Any]] = {
    "yes-no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "money": _number,
    "table": _table,
}


def is_total(cell: Cell) -> bool:
    """Tell whether a cell only says that its row adds up the rows above it."""
    return isinstance(cell, str) and bool(_TOTAL.fullmatch(folded(cell)))


def misfit(fact: Typed, made: Any) -> Unreadable | None:
    """Return why a raw answer is none of what its cell's list offers, in the words of the list; None where it is."""
    offered = labels(fact).values()
    if fact.type == "yes-no" and not isinstance(made, bool):
        fix = (
            "choose Yes or No, and write the rest beside it, under Note"
            if isinstance(fact, Fact)
            else "choose Yes or No"
        )
        return Unreadable("wrong-type", f"`{made[:60]}` is neither Yes nor No", fix)
    if fact.type == "choice" and made not in (fact.options or {}):
        fix = suggestion(made, offered, f"choose one of {listing(list(offered), 20)}")
        return Unreadable("unknown-option", f"`{made[:60]}` is not an option of this question", fix)
    if fact.type == "choices" and (others := [each for each in made if each not in (fact.options or {})]):
        fix = f"choose among {listing(list(offered), 20)}, each on a line of its own"
        return Unreadable("unknown-option", f"`{others[0][:60]}` is not an option of this question", fix)
    if fact.type == "table" and made not in ([], LISTED):
        message = f"`{made[:60]}` does not say where the rows are"
        return Unreadable("wrong-type", message, f"choose `{NO_ROWS}` or `{LISTED}`")
    return None


def option(fact: Typed, text: str, old: OldLabels) -> str | None:
    """Return the option that a text names: by its label, by its key, or by a label that it had before."""
    wanted = folded(text)
    for key, label in labels(fact).items():
        if folded(label) == wanted:
            return key
    found = next((key for key in fact.options or {} if key.casefold() == wanted), None)
    return found or old.get(wanted)
