"""The reasons of a criterion with slots in place of what is this submission's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from techassure.definitions.words import Tree, leaves, moves
from techassure.engine.assessor import Assessment
from techassure.explaining.explain import Explainer
from techassure.reasons import slots
from techassure.reasons.templates import mark, text_slot, value_slot
from techassure.submissions import Document


class Wording(Explainer):
    """An explainer that leaves slots, and notes what it looked at beside what always decides.

    ``gallery`` are the documents that do not stand well and that it may speak of. ``looked``: it looked through them;
    ``tables`` are the facts whose rows it read one by one, ``held`` the checks and bands of which it told the last day
    on which they held. ``lasting`` is false where it said what no slot can hold.
    """

    def __init__(self, assessment: Assessment, at: int, redact: bool, gallery: Sequence[Document]) -> None:
        super().__init__(assessment, at, redact)
        self.looked, self.lasting = False, True
        self.tables: list[str] = []
        self.held: list[int] = []
        self._at = at
        self._numbers = {each.id: number for number, each in enumerate(gallery)}

    def value(self, name: str) -> Any:
        """Leave a slot for a value."""
        return mark(value_slot(name)) if self._is_shown(name) else super().value(name)

    def brief(self, name: str) -> str:
        """Leave a slot for a value."""
        return mark(text_slot(name)) if self._is_shown(name) else super().brief(name)

    def _is_shown(self, name: str) -> bool:
        return name in self.situation.values and not self.is_personal(name)

    def provenance(self, name: str) -> str:
        """Leave a slot for how well a value is backed."""
        return mark(slots.backed(name, self.plan.by))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Note that the rows are read."""
        self.tables.append(name)
        return super().rows(name)

    def last_held(self, tree: Tree) -> str | None:
        """Leave a slot for a day that follows from the values."""
        if not any(moves(leaf) for leaf in leaves(tree)):
            return super().last_held(tree)
        return mark(slots.held(self._at, self._told(tree)))

    def fell(self, tree: Tree) -> tuple[str, str] | None:
        """Leave slots for the last day of a band.

        Where one answered day at most moves the band, what always decides says whether there is one. Else it lasts not.
        """
        moving = [leaf for leaf in leaves(tree) if moves(leaf) and leaf.fact in self.situation.values]
        of_rows = any(leaf.word in ("every", "some") for leaf in moving)
        self.lasting = self.lasting and len(moving) <= 1 and not of_rows
        if super().last_held(tree) is None:
            return None
        number = self._told(tree)
        return mark(slots.held(self._at, number)), mark(slots.held_text(self._at, number))

    def _told(self, tree: Tree) -> int:
        """Note that the last day of a check or a band is told, and return its number."""
        number = next(number for number, each in enumerate(self.definition.steps()) if each is tree)
        self.held.append(number)
        return number

    def documents(self) -> Sequence[Document]:
        """Note that the documents are looked through."""
        self.looked = True
        return super().documents()

    def first_of(self, kind: str) -> str | None:
        """Leave a slot for the first document of a kind."""
        found = super().first_of(kind)
        self.lasting = self.lasting and found is not None
        return mark(slots.first_of(kind))

    def id_of(self, document: Document) -> str:
        """Leave a slot for a document of the gallery."""
        return self._of_gallery("id", document)

    def issue_of(self, document: Document) -> str:
        """Leave a slot for the day on which a document was issued."""
        return self._of_gallery("issued", document)

    def end_of(self, document: Document) -> str:
        """Leave a slot for the last day of a document."""
        return self._of_gallery("end", document)

    def version_of(self, document: Document) -> str:
        """Leave a slot for the version that a document speaks of."""
        return self._of_gallery("version", document)

    def version(self) -> str:
        """Leave a slot for the version that is submitted."""
        return mark(slots.VERSION)

    def _of_gallery(self, what: str, document: Document) -> str:
        number = self._numbers.get(document.id)
        self.lasting = self.lasting and number is not None
        return mark(slots.of_gallery(what, number or 0))
