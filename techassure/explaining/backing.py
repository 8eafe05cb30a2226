"""Why what should back an answer does not: missing, expired, of another version, less than is demanded."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.definitions.model import Check
from techassure.definitions.words import OPEN, Leaf, Tree, leaves
from techassure.engine.outcomes import Bearing, Standing
from techassure.engine.plans import DOCUMENTED, MEASURED
from techassure.explaining.wording import Reason, Wording, to_back
from techassure.submissions import Document

DOCUMENT_CAUSES = {
    "missing": (
        "missing-document",
        "the file is not there, is empty, or cannot be read",
        "Put the file where the submission says, or mend the path.",
    ),
    "no-file": ("missing-document", "no file is attached", "Attach the file, with its SHA-256 digest."),
    "no-digest": (
        "digest-mismatch",
        "no digest is declared, so the file cannot be held to it",
        "Declare the SHA-256 digest of the file; `techassure evidence add` writes it for you.",
    ),
    "mismatch": (
        "digest-mismatch",
        "the file is not the one that was declared: its digest differs",
        "Attach the declared file. If this is the right one, declare its digest: `techassure evidence add FILE "
        "--replace` writes it for you.",
    ),
}


class Backing(Wording):
    """One criterion of a submission with its documents: which of them fall short, and what to do about it."""

    def _no_document(self, check: Check, leaf: Leaf) -> Reason:
        for document in self.documents():
            if document.kind == leaf.fact:
                cause, says, fix, on = self._short(document)
                named = self.id_of(document)
                says = f"{self._question(leaf)} {says}"
                return self._about(leaf, cause, says, check=check.id, fix=fix, document=named, on=on)
        says = f"Not attached: {self._question(leaf)}"
        return self._about(leaf, "missing-document", says, check=check.id, fix=check.fix)

    def _weakly(self, check: str | None, tree: Tree, found: Bearing) -> Iterator[Reason]:
        wanted = {
            Bearing.EXPIRED: (Standing.EXPIRED,),
            Bearing.SHORT: (Standing.SHORT, Standing.EXPIRED),
            Bearing.OTHER_VERSION: (Standing.OTHER_VERSION,),
        }[found]
        weak = {name for name, standing in self.view.weak.items() if standing in wanted}
        seen: set[str] = set()
        for leaf in leaves(tree):
            if leaf.fact in weak and leaf.fact not in seen and self.view.truth(leaf) != OPEN:
                seen.add(leaf.fact)
                yield self._weak(check, leaf, self.view.weak[leaf.fact])

    def _weak(self, check: str | None, leaf: Leaf, standing: Standing) -> Reason:
        documents = [d for d in self._documents(leaf.fact) if self.situation.standing(d, self.as_of) is standing]
        first = next(iter(documents), None)
        if standing is Standing.EXPIRED and documents:
            # A renewal is added after what it renews; what ended before it is past renewing.
            named, on = self.id_of(documents[-1]), self.end_of(documents[-1])
            says = f"The document `{named}` that backs this expired on {on}: {self._question(leaf)}"
            fix = f"Attach one that is in force, in place of `{named}`."
            return self._about(leaf, "expired", says, check=check, document=named, on=on, fix=fix)
        if standing is Standing.OTHER_VERSION and first:
            named = self.id_of(first)
            says = f"The document `{named}` speaks of version {self.version_of(first)}, not of {self.version()}."
            fix = "Attach one for this version, or have a reviewer accept it."
            return self._about(leaf, "wrong-version", says, check=check, document=named, fix=fix)
        at_fault = self._unmeasuring() if self.plan.demands == MEASURED else first
        if at_fault and self.plan.demands in (DOCUMENTED, MEASURED):
            return self._because_of(at_fault, leaf, check, "Not backed")
        demand = self.criterion.evidence
        provenance = self.provenance(leaf.fact)
        says = f"Only {provenance}, and {demand.demands} is demanded: {self._question(leaf)}"
        return self._about(leaf, "under-evidenced", says, check=check, fix=to_back(demand))

    def _documents(self, name: str) -> list[Document]:
        linked = {each for asked in self._asked(name) for each in self.assessment.submission.backing.get(asked, ())}
        kinds = {*self.plan.by, name}
        return [d for d in self.documents() if d.id in linked or d.kind in kinds]

    def _unmeasuring(self) -> Document | None:
        """Return the tool's file that is listed and cannot measure; None where one stands well, or none is listed."""
        if self.plan.demands != MEASURED:
            return None
        listed = [each for each in self.documents() if each.kind in self.plan.by]
        return None if any(map(self._measures, listed)) else next(iter(listed), None)

    def _measures(self, document: Document) -> bool:
        return document.other_product is None and self.situation.standing(document, self.as_of) is Standing.GOOD

    def _because_of(self, document: Document, leaf: Leaf, check: str | None, what: str) -> Reason:
        cause, why, fix, on = self._at_fault(document)
        says, named = f"{what}: {self._question(leaf)} {why}", self.id_of(document)
        return self._about(leaf, cause, says, check=check, document=named, on=on, fix=fix)

    def _at_fault(self, document: Document) -> tuple[str, str, str, str | None]:
        """Return why a document that is listed counts for nothing: the cause, the sentence, the fix and the day."""
        named, standing = self.id_of(document), self.situation.standing(document, self.as_of)
        if standing is Standing.EXPIRED:
            on = self.end_of(document)
            fix = f"Attach one that is in force, in place of `{named}`."
            return "expired", f"The document `{named}` expired on {on}.", fix, on
        if standing is Standing.OTHER_VERSION:
            says = f"The document `{named}` speaks of version {self.version_of(document)}, not of {self.version()}."
            return "wrong-version", says, f"Attach one for this version, in place of `{named}`.", None
        if document.other_product is not None and standing is Standing.GOOD:
            return "other-product", *self._of_another(document), None
        return self._short(document)

    def _of_another(self, document: Document) -> tuple[str, str]:
        """Return that a file is of another product, and what to do."""
        named = f"`{document.other_product}`, not of `{self.assessment.submission.product}`"
        fix = "Attach the one for this product; if it is that, have the tool name the product in it."
        return f"The document `{self.id_of(document)}` speaks of {named}: nothing is measured by it.", fix

    def _to_mend(self) -> str | None:
        """Return how to mend the tool's file that is listed and cannot measure; None where none is, or none is due."""
        document = self._unmeasuring()
        if document is None:
            return None
        _, says, fix, _ = self._at_fault(document)
        return f"{says} {fix}"

    def _short(self, document: Document) -> tuple[str, str, str, str | None]:
        """Return why a document counts for nothing: the cause, the sentence, the fix and the day."""
        if document.state in DOCUMENT_CAUSES:
            cause, says, fix = DOCUMENT_CAUSES[document.state]
            return cause, f"`{self.id_of(document)}`: {says}.", fix, None
        if document.issued is None:
            return "undated", f"`{self.id_of(document)}` has no date of issue.", "Give `issued`.", None
        on = self.issue_of(document)
        return (
            "not-in-force-yet",
            f"`{self.id_of(document)}` was issued on {on}, after the as-of day.",
            f"Attach one that was in force on {iso(self.as_of)}, in place of `{self.id_of(document)}`.",
            on,
        )
