"""The reasons of a criterion with slots in place of what is this submission's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from techassure.engine import Assessment
from techassure.explain import Explainer
from techassure.reasons.templates import mark, text_slot, value_slot
from techassure.submissions import Document

CHOSEN = frozenset({"yes-no", "choice", "choices"})
"""The types of facts whose values decide with everything else what is said; those of other types go into slots."""


class Wording(Explainer):
    """An explainer that leaves slots. ``lasting`` is false where it said what a slot cannot hold.

    ``gallery`` are the documents that the criterion may speak of where not all of them stand well; None: they do.
    """

    def __init__(self, assessment: Assessment, at: int, redact: bool, gallery: Sequence[Document] | None) -> None:
        super().__init__(assessment, at, redact)
        self.lasting = True
        self._numbers: Mapping[str, int] | None = None
        if gallery is not None:
            self._numbers = {each.id: number for number, each in enumerate(gallery)}

    def value(self, name: str) -> Any:
        """Leave a slot for a value that is free."""
        return mark(value_slot(name)) if self._is_free(name) else super().value(name)

    def brief(self, name: str) -> str:
        """Leave a slot for a value that is free."""
        return mark(text_slot(name)) if self._is_free(name) else super().brief(name)

    def _is_free(self, name: str) -> bool:
        return name in self.situation.values and self.facts[name].type not in CHOSEN and not self.is_personal(name)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Note that rows are spoken of one by one: no two submissions have the same."""
        self.lasting = False
        return super().rows(name)

    def id_of(self, document: Document) -> str:
        """Leave a slot for the first document of a kind, or for one of the gallery."""
        if self._numbers is not None:
            return self._of_gallery("id", document)
        first = next(each for each in self.assessment.submission.documents if each.kind == document.kind)
        self.lasting = self.lasting and first is document
        return mark(text_slot(f"first {document.kind}"))

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
        return mark(text_slot("version"))

    def _of_gallery(self, what: str, document: Document) -> str:
        number = (self._numbers or {}).get(document.id)
        self.lasting = self.lasting and number is not None
        return mark(text_slot(f"{what} {number}"))
