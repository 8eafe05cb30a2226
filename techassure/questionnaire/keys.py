"""What a key of a workbook names: a fact, a standard's own code, or a line about the submission."""

from __future__ import annotations

import re
from collections.abc import Mapping

from techassure.definitions.definition import asked
from techassure.definitions.model import Fact
from techassure.office_files.grid import Cell
from techassure.questionnaire.layout import HEAD_KEYS, MADE_KEYS
from techassure.selections.selection import Selection

_CODE = re.compile(r"([A-Za-z0-9-]+)(?:\s*[/:]\s*|\s+)([A-Za-z0-9.-]+)\.?\Z")


class Keys:
    """The facts and codes of a selection, found however a person writes them."""

    def __init__(self, selection: Selection) -> None:
        self.facts = selection.facts
        self.codes = {d.key: asked(d, selection.facts) for e in selection.editions for d in e.definitions}
        self._folded = {code.casefold(): code for code in self.codes}
        self._short = _short_codes(self.codes)

    def named(self, cell: Cell) -> str | None:
        """Return the fact, the code or the line that a text names: `dtac/C3.2`, `DTAC C3.2` and `C3.2` are one."""
        if not isinstance(cell, str):
            return None
        if cell in self.facts or cell in HEAD_KEYS or cell in self.codes or cell in MADE_KEYS:
            return cell
        parts = _CODE.match(cell)
        whole = f"{parts[1]}/{parts[2]}".casefold().rstrip(".") if parts else ""
        return self._short.get(cell.casefold().rstrip(".")) or self._folded.get(whole)

    def fact_name(self, name: str) -> str:
        """Return the fact that a code asks for; anything else is returned as it is."""
        return self.codes.get(name) or name

    def fact(self, name: str) -> Fact | None:
        """Return the fact that a fact's own name or a code names."""
        return self.facts.get(self.fact_name(name))

    def is_of(self, name: str, kind: str) -> bool:
        """Tell whether a name or a code is that of a fact of a type."""
        fact = self.fact(name)
        return fact is not None and fact.type == kind


def _short_codes(codes: Mapping[str, str | None]) -> dict[str, str]:
    """Return the codes that one standard alone uses, without the standard's name, folded."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.partition("/")[2].casefold(), []).append(code)
    return {short: whole[0] for short, whole in found.items() if len(whole) == 1}
