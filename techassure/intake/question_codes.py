"""The standards' own codes, by which a supplier may answer: which fact each of them asks for."""

from __future__ import annotations

from techassure.definitions.definition import asked, decisive
from techassure.selections.selection import Selection


class Codes:
    """The codes of the selected editions, and of every other edition whose standard is named.

    ``asked`` is the one fact that each code asks for, or None where there is not exactly one.
    """

    def __init__(self, selection: Selection) -> None:
        self._facts = selection.facts
        self._library = selection.library
        self._defined = {each.key: each for edition in selection.editions for each in edition.definitions}
        self.asked = {key: asked(each, selection.facts) for key, each in self._defined.items()}

    def of_standard(self, standard: str) -> dict[str, str | None]:
        """Return the codes of a standard: of the selected edition, else of every edition in the library."""
        if self._library is not None and not any(key.startswith(f"{standard}/") for key in self.asked):
            names = [name for name in self._library.names() if name.startswith(f"{standard}@")]
            for edition in self._library.editions(names):
                self._defined |= {each.key: each for each in edition.definitions}
                self.asked |= {each.key: asked(each, self._facts) for each in edition.definitions}
        return self.asked

    def facts_of(self, code: str) -> list[str]:
        """Return the facts that decide the criterion of a code, documents included, in the order they are met."""
        return decisive(self._defined[code])
