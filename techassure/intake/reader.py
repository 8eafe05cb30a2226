"""Reads one submission: typed answers, documents held to their digests, claims; or every problem at once.

A submission is untrusted until it has been read: names are checked for control characters, paths for leaving the pack,
digests against the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from techassure.definitions import facts as fact_types
from techassure.evidence.measuring import Measured, Measurer, as_submitted
from techassure.files.bounds import MOST_PROBLEMS
from techassure.files.doors import enter
from techassure.files.json_text import too_deep
from techassure.files.places import Source, Spoilt, all_wrong
from techassure.intake.answers import AnswerReader, unknown_documents, unsaid
from techassure.intake.claims import look_at_claims, read_claims
from techassure.intake.drafts import Draft
from techassure.intake.evidence_entries import EntryReader
from techassure.intake.file_digests import Digests
from techassure.intake.head import Head, bare_id, head
from techassure.intake.layers import Layer, Where, shared_files, shared_layer, sound_parts
from techassure.intake.question_codes import Codes
from techassure.phrases import counted
from techassure.problems import Problem, ProblemsFound, listing
from techassure.reviews import NONE, Identity, Reviews
from techassure.selections.selection import Selection
from techassure.submissions import Claim, ProductFile, Submission, SubmissionFile


class SubmissionReader:
    """Reads many submissions against the facts and codes of one selection.

    ``located``: each submission can say where its parts stand. It then holds on to all that was read of its files.
    """

    def __init__(
        self, selection: Selection, reviews: Mapping[Identity, Reviews] | None = None, *, located: bool = False
    ) -> None:
        self._located = located
        self._codes = Codes(selection)
        self._answers = AnswerReader(selection.facts, self._codes)
        self._lots = selection.lots_offered
        self._reviews = reviews or {}
        self._digests: dict[FilePath | None, Digests] = {}
        self._shared: dict[FilePath, list[Layer]] = {}
        self._measurer = Measurer(selection.facts)
        kinds = {name for name, fact in selection.facts.items() if fact.type == "document"}
        self._entries = EntryReader(kinds, self._measurer)
        # The folder that was looked at last, by identity: comparing paths takes longer than all that is asked of it.
        self._near: FilePath | None = None
        self._near_shares, self._near_digests = False, self._digests_of(None)

    def read(self, source: Source, folder: FilePath | None, label: str = "") -> Submission:
        """Return the submission that the source holds; documents are looked for in the folder.

        Raises:
            ProblemsFound: everything that is wrong with it.
        """
        try:
            return self._read(source, folder, label)
        except Spoilt as found:  # A line of JSON is read only here.
            raise all_wrong(found, partial(self._read, folder=folder, label=label)) from None
        except ProblemsFound as found:
            # Nothing that is read is nested deeply; where something is, that says more than its type.
            raise ProblemsFound(too_deep(source.raw, source.file, source.first_line) or found.problems) from None

    def _read(self, source: Source, folder: FilePath | None, label: str) -> Submission:
        try:
            file = enter(SubmissionFile, source)
        except ProblemsFound as found:
            raise self._refusal(found.problems, *self._rest(source, folder), label) from None
        layers = [
            *(self._shared_layers(folder) if folder else ()),
            Layer(file, source, folder, self.digests(folder)),
        ]
        draft = self._drafted(layers)
        told = head(file, layers, self._lots, draft)
        claims = self._claims(file, layers, draft)
        if draft.problems or told is None:
            raise self._refusal((), layers, draft, label)
        return self._made(layers, draft, told, claims, label)

    def _claims(self, file: SubmissionFile, layers: Sequence[Layer], draft: Draft) -> dict[str, Claim]:
        """Return the claims, having looked whether every document that an answer names is there."""
        if draft.backing:
            draft.problems += unknown_documents(layers, draft)
        return read_claims(file.claims, layers[-1].source, self._codes, draft) if file.claims else {}

    def _refusal(self, found: Sequence[Problem], layers: Sequence[Layer], draft: Draft, label: str) -> ProblemsFound:
        """Return all that is wrong, with what is remarked: whoever mends the one looks after the other."""
        source = layers[-1].source
        listed = _first([*found, *draft.problems], draft.unlisted, source)
        listed = [*listed, *_of_shared(listed, layers)]
        source.remark([*bare_id(layers), *unsaid(Where(layers, self._codes.asked, label), draft)])
        return ProblemsFound([*listed, *source.remarks])

    def _rest(self, source: Source, folder: FilePath | None) -> tuple[Sequence[Layer], Draft]:
        """Return what is wrong with the parts that can be read, where others keep the whole from being read.

        Whoever has to mend it then mends it once.
        """
        file = sound_parts(SubmissionFile, source)
        shared = self._shared_layers(folder) if folder else ()
        layers = [*shared, Layer(file, source, folder, self.digests(folder))]
        draft = self._drafted(layers)
        head(file, layers, self._lots, draft)
        self._claims(file, layers, draft)
        if not file.claims and source.has(("claims",)):
            look_at_claims(source, self._codes, draft)
        return layers, draft

    def _drafted(self, layers: Sequence[Layer]) -> Draft:
        """Return the answers and documents of all layers, those of the later ones in place of the earlier."""
        draft = Draft()
        for layer in layers:
            draft.problems += layer.problems
            if _is_shaped(layer, "answers", dict, draft) and layer.file.answers:
                self._answers.take(layer, draft)
            if _is_shaped(layer, "evidence", list, draft) and layer.file.evidence:
                self._entries.take(layer, draft)
        return draft

    def _made(self, layers: list[Layer], draft: Draft, told: Head, claims: dict[str, Claim], label: str) -> Submission:
        """Return the submission of a draft in which nothing is wrong."""
        supplier, product, lot, declared_on = told
        source = layers[-1].source
        source.remark(bare_id(layers))
        if draft.unsaid:
            source.remark(unsaid(Where(layers, self._codes.asked, label), draft))
        measured = self._measured(layers, draft, supplier.name, product, label) if draft.evidence else {}
        values = draft.values
        values["submission.supplier_name"] = supplier.name
        values["submission.product_name"] = product.name
        values["submission.product_version"] = product.version
        identity = (supplier.id, product.name, product.version, lot)
        return Submission(
            label=label or source.file,
            supplier_id=supplier.id,
            supplier=supplier.name,
            product=product.name,
            version=product.version,
            lot=lot,
            values=values,
            backing=draft.backing,
            documents=tuple(draft.documents.values()),
            claims=claims,
            reviews=self._reviews.get(identity, NONE) if self._reviews else NONE,
            declared_on=declared_on,
            where=Where(layers, self._codes.asked, label) if self._located else None,
            **measured,
        )

    # --- what readers found

    def _measured(
        self, layers: Sequence[Layer], draft: Draft, supplier: str, product: ProductFile, label: str
    ) -> dict[str, Any]:
        """Return what a submission knows of measurements; a file that agrees with an answer backs it."""
        where = Where(layers, self._codes.asked, label)
        version = product.version
        made: Measured = self._measurer.measure(list(draft.evidence.values()), draft.values, product.name, version)
        for name, each in draft.evidence.items():
            draft.documents[name] = as_submitted(each, product.name, version)
        disputable = [name for name in made.disputable() if name in draft.values]
        audits = {each for each, issuer in draft.issuers.items() if issuer.casefold() != supplier.casefold()}
        audited = {
            name: [each for each in draft.backing.get(name, ()) if each in audits - made.against(name, draft.values)]
            for name in disputable
        }
        for name in made.values.keys() - made.differing:
            documents = [one.document for one in made.measurements[name]]
            draft.backing[name] = list(dict.fromkeys([*draft.backing.get(name, ()), *documents]))
        return {
            "measured": made.values,
            "measurements": made.measurements,
            "claimed_at": {name: where.answer(name) or where.whole() for name in disputable},
            "audited": {name: each for name, each in audited.items() if each},
        }

    # --- what the short way to a row needs to know

    def readers(self) -> Mapping[str, fact_types.Reader]:
        """Return what reads the answers of each fact that may be asked."""
        return self._answers.readers()

    def kinds(self) -> AbstractSet[str]:
        """Return the facts that ask for a document."""
        return self._entries.kinds

    def has_reviews(self, identity: Identity) -> bool:
        """Tell whether anything was recorded about a submission."""
        return identity in self._reviews

    def has_shared_files(self, folder: FilePath | None) -> bool:
        """Tell whether a folder's submissions share a `supplier.yaml` or `product.yaml`."""
        if folder is not self._near:
            self._near_shares = folder is not None and bool(self._shared_layers(folder))
            self._near_digests, self._near = self._digests_of(folder), folder
        return self._near_shares

    def digests(self, folder: FilePath | None) -> Digests:
        """Return the digests of a folder's files, computed when first asked for: a batch shares its documents."""
        return self._near_digests if folder is self._near else self._digests_of(folder)

    def _digests_of(self, folder: FilePath | None) -> Digests:
        found = self._digests.get(folder)
        if found is None:
            found = self._digests[folder] = Digests(folder, self._measurer)
        return found

    def _shared_layers(self, folder: FilePath) -> list[Layer]:
        """Return the shared files that a pack's folder sees: those of the folder above first."""
        if folder not in self._shared:
            self._shared[folder] = [shared_layer(p, self.digests(p.parent)) for p in shared_files(folder)]
        return self._shared[folder]


def _is_shaped(layer: Layer, part: str, shape: type, draft: Draft) -> bool:
    """Tell whether a part that the door lets through unread is a mapping, or a list, at all."""
    if isinstance(getattr(layer.file, part), shape):
        return True
    fix = "write a mapping, `key: value`" if shape is dict else "write a list: `[…]`, or items that begin with `- `"
    draft.problems.append(layer.source.problem((part,), "wrong-value", f"`{part}` has the wrong shape", fix))
    return False


def _of_shared(problems: Sequence[Problem], layers: Sequence[Layer]) -> Iterator[Problem]:
    """Yield that a submission is refused, where all that is wrong stands in files that others share: it is not named.

    Who shares them is told apart by this alone.
    """
    *shared, own = layers
    files = dict.fromkeys(FilePath(each.place.file).name for each in problems)
    if problems and {each.place.file for each in problems} <= {layer.source.file for layer in shared}:
        message = f"this submission is refused for what is wrong in {listing(list(files))}, which it shares"
        fix = f"mend {listing(list(files))}, where that is told"
        yield own.source.problem((), "refused-with-shared-file", message, fix)


def _first(problems: list[Problem], unlisted: int, source: Source) -> list[Problem]:
    """Return the problems; of very many the first, and how many more: enough to see that the file is beyond mending."""
    more = len(problems) - MOST_PROBLEMS + unlisted
    if more <= 0:
        return problems
    message = f"{counted(more, 'problem')} more than those listed"
    return [*problems[:MOST_PROBLEMS], source.problem((), "too-many-problems", message, "mend these first")]
