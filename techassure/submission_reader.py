"""Reads one submission: typed answers, documents held to their digests, claims; or every problem at once.

A submission is untrusted until it has been read: names are checked for control characters, paths for leaving the pack,
digests against the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from techassure import facts as fact_types
from techassure import supplier_ids
from techassure.bounds import MOST_PROBLEMS
from techassure.calendar_days import day_number
from techassure.definitions import asked, decisive, is_asked
from techassure.doors import enter, enter_part
from techassure.evidence.measuring import Evidence, Measured, Measurer, for_version
from techassure.facts import Unreadable
from techassure.file_digests import MISSING, OUTSIDE, Digests, why_outside
from techassure.json_text import too_deep
from techassure.layers import Layer, Where, shared_files, shared_layer
from techassure.model import Fact
from techassure.places import Source
from techassure.problems import Path, Problem, ProblemsFound, listing, suggestion
from techassure.reviews import NONE, Identity, Reviews
from techassure.selection import Selection
from techassure.submissions import (
    Claim,
    ClaimFile,
    Document,
    DocumentState,
    EvidenceFile,
    ProductFile,
    Submission,
    SubmissionFile,
    SupplierFile,
)

MEMO = 4096
_SHORT = 80
_ANSWER_KEYS = frozenset({"value", "evidence", "note"})


class _Draft:
    """What has been read so far of one submission, from its own file and the shared ones."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.backing: dict[str, Sequence[str]] = {}
        self.documents: dict[str, Document] = {}
        self.evidence: dict[str, Evidence] = {}
        self.issuers: dict[str, str] = {}
        self.problems: list[Problem] = []


class _Head(NamedTuple):
    """Who submits what, for which lot, and when it was declared."""

    supplier: SupplierFile
    product: ProductFile
    lot: str | None
    declared_on: int | None


class SubmissionReader:
    """Reads many submissions against the facts and codes of one selection.

    ``located``: each submission can say where its parts stand. It then holds on to all that was read of its files.
    """

    def __init__(
        self, selection: Selection, reviews: Mapping[Identity, Reviews] | None = None, *, located: bool = False
    ) -> None:
        self._located = located
        self._facts = selection.facts
        self._defined = {each.key: each for edition in selection.editions for each in edition.definitions}
        self._codes = {key: asked(each, selection.facts) for key, each in self._defined.items()}
        self._library = selection.library
        self._readers = {
            name: (_memo(fact.type), fact_types.reader(fact))
            for name, fact in selection.facts.items()
            if is_asked(name, fact)
        }
        self._lots = selection.lots
        self._reviews = reviews or {}
        self._digests: dict[FilePath | None, Digests] = {}
        self._shared: dict[FilePath, list[Layer]] = {}
        self._kinds = {name for name, fact in selection.facts.items() if fact.type == "document"}
        self._measurer = Measurer(selection.facts)
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
        except ProblemsFound as found:
            # Nothing that is read is nested deeply; where something is, that says more than its type.
            raise ProblemsFound(too_deep(source.raw, source.file, source.first_line) or found.problems) from None

    def _read(self, source: Source, folder: FilePath | None, label: str) -> Submission:
        file = enter(SubmissionFile, source)
        layers = [
            *(self._shared_layers(folder) if folder else ()),
            Layer(file, source, folder, self.digests(folder)),
        ]
        draft = self._drafted(layers)
        head = self._head(file, layers, draft)
        if draft.backing and not _are_known(draft.backing.values(), draft.documents):
            draft.problems += self._unknown_documents(layers, draft)
        claims = self._claims(file.claims, source, draft) if file.claims else {}
        if draft.problems or head is None:
            raise ProblemsFound(_first(draft.problems, source))
        return self._made(layers, draft, head, claims, label)

    def _drafted(self, layers: Sequence[Layer]) -> _Draft:
        """Return the answers and documents of all layers, those of the later ones in place of the earlier."""
        draft = _Draft()
        for layer in layers:
            if _is_shaped(layer, "answers", dict, draft) and layer.file.answers:
                self._answers(layer, draft)
            if _is_shaped(layer, "evidence", list, draft) and layer.file.evidence:
                self._documents(layer, draft)
        return draft

    def _made(
        self, layers: list[Layer], draft: _Draft, head: _Head, claims: dict[str, Claim], label: str
    ) -> Submission:
        """Return the submission of a draft in which nothing is wrong."""
        supplier, product, lot, declared_on = head
        measured = self._measured(layers, draft, supplier.name, product, label) if draft.evidence else {}
        values = draft.values
        values["submission.supplier_name"] = supplier.name
        values["submission.product_name"] = product.name
        values["submission.product_version"] = product.version
        identity = (supplier.id, product.name, product.version, lot)
        return Submission(
            label=label or layers[-1].source.file,
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
            where=Where(layers, self._codes, label) if self._located else None,
            **measured,
        )

    # --- what readers found

    def _take(self, document: Document, entry: Mapping[str, str], layer: Layer, draft: _Draft) -> Document:
        """Read a document whose digest matches; what the file says of its dates and version outweighs the entry."""
        found = draft.evidence[document.id] = self._measurer.take(document, layer.digests[entry["file"]])
        return found.document

    def _measured(
        self, layers: Sequence[Layer], draft: _Draft, supplier: str, product: ProductFile, label: str
    ) -> dict[str, Any]:
        """Return what a submission knows of measurements; a file that agrees with an answer backs it."""
        where = Where(layers, self._codes, label)
        version = product.version
        made: Measured = self._measurer.measure(list(draft.evidence.values()), draft.values, product.name, version)
        for name, each in draft.evidence.items():
            draft.documents[name] = for_version(each.document, version)
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
        return {name: read for name, (_, read) in self._readers.items()}

    def kinds(self) -> AbstractSet[str]:
        """Return the facts that ask for a document."""
        return self._kinds

    def has_reviews(self, identity: Identity) -> bool:
        """Tell whether anything was recorded about a submission."""
        return identity in self._reviews

    def has_shared_files(self, folder: FilePath | None) -> bool:
        """Tell whether a folder's submissions share a `supplier.yaml` or `product.yaml`.

        Raises:
            ProblemsFound: they do, and it cannot be read.
        """
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

    # --- answers

    def _answers(self, layer: Layer, draft: _Draft) -> None:
        readers, values = self._readers, draft.values
        if values:
            _forget(layer.file.answers, draft)
        by_code: dict[str, str] = {}
        for key, given in layer.file.answers.items():
            name, found = key, readers.get(key)
            if found is None:
                fact = self._fact_of_code(key, layer.source, draft)
                if fact is None or self._answered_twice(key, fact, layer, by_code, draft):
                    continue
                name, found = fact, readers[fact]
                draft.backing.pop(name, None)
            raw = given
            if isinstance(given, dict):
                raw = given.get("value")
                ids = given.get("evidence")
                if ids.__class__ is list and len(given) == 2 + ("note" in given) and raw is not None:
                    draft.backing[name] = ids
                elif ids is not None or raw is None or len(given) > 1:
                    self._parts(key, name, given, layer.source, draft)
            memo, read = found
            value = memo.get(raw) if raw.__class__ is str or raw.__class__ is bool else None
            if value is None:
                if fact_types.is_blank(raw):
                    continue
                value = read(raw)
                if value.__class__ is Unreadable:
                    draft.problems.append(_unreadable(layer.source, key, given, value))
                    continue
                if raw.__class__ is str and len(raw) <= _SHORT:
                    if len(memo) >= MEMO:
                        memo.clear()
                    memo[raw] = value
            values[name] = value

    def _parts(self, key: str, name: str, answer: Mapping[str, Any], source: Source, draft: _Draft) -> None:
        """Take the other parts of an answer that is written out as `{value, evidence, note}`."""
        if not answer.keys() <= _ANSWER_KEYS:
            for extra in sorted(answer.keys() - _ANSWER_KEYS):
                fix = suggestion(extra, _ANSWER_KEYS, "an answer has `value`, `evidence` and `note`")
                message = f"`{extra}` is not a part of an answer"
                draft.problems.append(source.problem(("answers", key, extra), "unknown-key", message, fix, of_key=True))
        note = answer.get("note", "")
        if note is not None and not isinstance(note, str):
            where: Path = ("answers", key, "note")
            draft.problems.append(source.problem(where, "wrong-type", "`note` is not text", "write text, in quotes"))
        given = answer.get("evidence")
        if given:
            ids = [given] if isinstance(given, str) else given
            if isinstance(ids, list) and all(isinstance(each, str) for each in ids):
                draft.backing[name] = ids
            else:
                path: Path = ("answers", key, "evidence")
                fix = "write the ids of the documents as a list: `[id, id]`"
                draft.problems.append(source.problem(path, "wrong-type", "`evidence` is not a list of ids", fix))

    def _answered_twice(self, key: str, fact: str, layer: Layer, by_code: dict[str, str], draft: _Draft) -> bool:
        first = fact if fact in layer.file.answers else by_code.get(fact)
        by_code[fact] = key
        if first is None:
            return False
        message = f"`{key}` and `{first}` answer the same question"
        draft.problems.append(
            layer.source.problem(("answers", key), "answered-twice", message, "keep one", of_key=True)
        )
        return True

    def _fact_of_code(self, key: str, source: Source, draft: _Draft) -> str | None:
        """Return the fact that a standard's own code asks for; None, with a problem, where there is no such fact."""
        if key in self._facts:
            rule, message, fix = _not_asked(key, self._facts[key])
        elif "/" not in key:
            fix = suggestion(key, self._readers, "`techassure questionnaire` lists what is asked")
            rule, message = "unknown-fact", f"no fact is called `{key}`"
        else:
            codes = self._codes_of(key.partition("/")[0])
            if codes.get(key):
                return codes[key]
            fix = suggestion(key, codes, "write it as `standard/code`, or answer by fact")
            rule, message = "unknown-code", f"no standard has a question `{key}`"
            if key in codes:
                fix = f"answer what it asks by its own names: {listing(self._asked_by(key))}"
                message = f"`{key}` does not ask for one fact"
        draft.problems.append(source.problem(("answers", key), rule, message, fix, of_key=True))
        return None

    def _codes_of(self, standard: str) -> dict[str, str | None]:
        """Return the codes of a standard: of the selected edition, else of every edition in the library."""
        if self._library is not None and not any(key.startswith(f"{standard}/") for key in self._codes):
            names = [name for name in self._library.names() if name.startswith(f"{standard}@")]
            for edition in self._library.editions(names):
                self._defined |= {each.key: each for each in edition.definitions}
                self._codes |= {each.key: asked(each, self._facts) for each in edition.definitions}
        return self._codes

    def _asked_by(self, key: str) -> list[str]:
        """Return the facts that a standard's own code asks for, documents included."""
        return [name for name in decisive(self._defined[key]) if name in self._readers]

    def _unknown_documents(self, layers: Sequence[Layer], draft: _Draft) -> Iterator[Problem]:
        for layer in layers:
            for key, given in layer.file.answers.items():
                ids = given.get("evidence") if isinstance(given, dict) else None
                if not isinstance(ids, str | list):
                    continue  # Refused already, unless nothing is there.
                for index, each in enumerate([ids] if isinstance(ids, str) else ids):
                    if not isinstance(each, str) or each not in draft.documents:
                        path: Path = ("answers", key, "evidence", *(() if isinstance(ids, str) else (index,)))
                        fix = suggestion(str(each), draft.documents, "list it under `evidence`")
                        yield layer.source.problem(path, "unknown-document", f"no document is called `{each}`", fix)

    # --- documents

    def _documents(self, layer: Layer, draft: _Draft) -> None:
        own: set[str] = set()
        for index, entry in enumerate(layer.file.evidence):
            if not _is_plain_entry(entry) and not _is_entry(entry, index, layer.source, draft):
                continue
            name, kind = entry["id"], entry["kind"]
            if name in own or kind not in self._kinds:
                draft.problems += self._entry_problems(name, kind, name in own, index, layer.source)
            own.add(name)
            issued, expires = entry.get("issued"), entry.get("expires")
            document = Document(
                name,
                kind,
                self._state(entry, layer, index, draft),
                _day(issued, layer.source, index, "issued", draft) if issued else None,
                _day(expires, layer.source, index, "expires", draft) if expires else None,
                entry.get("product_version"),
            )
            if document.state == "readable" and entry["file"] in layer.digests.readable:
                document = self._take(document, entry, layer, draft)
            draft.documents[name] = document
            if entry.get("issued_by"):
                draft.issuers[name] = entry["issued_by"].strip()

    def _entry_problems(self, name: str, kind: str, twice: bool, index: int, source: Source) -> Iterator[Problem]:
        if twice:
            fix = "give each an id of its own"
            message = f"two documents are called `{name}`"
            yield source.problem(("evidence", index, "id"), "document-listed-twice", message, fix)
        if kind not in self._kinds:
            fix = suggestion(kind, self._kinds, "write the fact that asks for the document")
            message = f"no document fact is called `{kind}`"
            yield source.problem(("evidence", index, "kind"), "unknown-document-kind", message, fix)

    def _state(self, entry: Mapping[str, str], layer: Layer, index: int, draft: _Draft) -> DocumentState:
        written = entry.get("file")
        if not written:
            return "no-file"
        found = layer.digests[written]
        if found == entry.get("sha256"):
            return "readable"
        if found == OUTSIDE:
            draft.problems.append(layer.source.problem(("evidence", index, "file"), *why_outside(written)))
        if found in (OUTSIDE, MISSING):
            return "missing"
        declared = entry.get("sha256")
        if not declared:
            return "no-digest"
        return "readable" if found == declared.strip().lower() else "mismatch"

    # --- claims, lot, shared files

    def _claims(self, claims: list[ClaimFile], source: Source, draft: _Draft) -> dict[str, Claim]:
        made: dict[str, Claim] = {}
        for index, each in enumerate(claims):
            path: Path = ("claims", index)
            draft.problems += self._claim_problems(each, made, source, path)
            if each.not_applicable is not None:
                made[each.criterion] = Claim("not-applicable", each.not_applicable)
            elif each.equivalent is not None:
                made[each.criterion] = Claim("equivalent", each.equivalent)
        return made

    def _claim_problems(
        self, each: ClaimFile, made: Mapping[str, Claim], source: Source, path: Path
    ) -> Iterator[Problem]:
        standard = each.criterion.partition("/")[0]
        known = self._codes_of(standard)
        if each.criterion not in known:
            fix = suggestion(each.criterion, known, "write it as `standard/ID`")
            message = f"no criterion is called `{each.criterion}`"
            yield source.problem((*path, "criterion"), "unknown-criterion", message, fix)
        if (each.not_applicable is None) == (each.equivalent is None):
            fix = "give one of them, with the reason as its text"
            yield source.problem(path, "claim-unclear", "a claim is `not_applicable` or `equivalent`", fix)
        if each.criterion in made:
            message = f"`{each.criterion}` is claimed twice"
            yield source.problem(path, "claimed-twice", message, "keep one claim")

    def _head(self, file: SubmissionFile, layers: list[Layer], draft: _Draft) -> _Head | None:
        """Return who submits what; None, with problems, where that is not said."""
        supplier, product = _parties(layers, draft)
        lot = self._lot(file, layers[-1].source, draft)
        if supplier is None or product is None:
            return None
        return _Head(supplier, product, lot, file.declared_by.on if file.declared_by else None)

    def _lot(self, file: SubmissionFile, source: Source, draft: _Draft) -> str | None:
        """Return the lot; a tender of one lot needs none named."""
        lots = list(self._lots)
        if not lots or file.lot in lots:
            return file.lot
        if file.lot is None and len(lots) == 1:
            return lots[0]
        fix = f"write one of {listing(lots)}"
        if file.lot is None:
            draft.problems.append(source.problem((), "no-lot", "the submission names no lot", f"add `lot: …`; {fix}"))
        else:
            message = f"the tender has no lot `{file.lot}`"
            draft.problems.append(source.problem(("lot",), "unknown-lot", message, suggestion(file.lot, lots, fix)))
        return None

    def _shared_layers(self, folder: FilePath) -> list[Layer]:
        """Return the shared files that a pack's folder sees: those of the folder above first."""
        if folder not in self._shared:
            self._shared[folder] = [shared_layer(p, self.digests(p.parent)) for p in shared_files(folder)]
        return self._shared[folder]


def _forget(answers: Mapping[str, Any], draft: _Draft) -> None:
    """Take away what backs a shared answer: a submission's own line replaces it whole."""
    for name in answers:
        draft.backing.pop(name, None)


def _is_shaped(layer: Layer, part: str, shape: type, draft: _Draft) -> bool:
    """Tell whether a part that the door lets through unread is a mapping, or a list, at all."""
    if isinstance(getattr(layer.file, part), shape):
        return True
    fix = "write a mapping, `key: value`" if shape is dict else "write a list: `[…]`, or items that begin with `- `"
    draft.problems.append(layer.source.problem((part,), "wrong-value", f"`{part}` has the wrong shape", fix))
    return False


_ENTRY_KEYS = frozenset(EvidenceFile.model_fields)


def _is_plain_entry(entry: Any) -> bool:
    """Tell whether an entry of evidence is as it should be: known keys, text without control characters. Quick."""
    try:
        return (
            entry.keys() <= _ENTRY_KEYS
            and "".join(entry.values()).isprintable()
            and bool(entry["id"] and entry["kind"])
        )
    except (AttributeError, KeyError, TypeError):
        return False


def _is_entry(entry: Any, index: int, source: Source, draft: _Draft) -> bool:
    """Tell whether an entry of evidence can be used all the same; what is wrong with it becomes problems."""
    try:
        enter_part(EvidenceFile, entry, source, ("evidence", index))
    except ProblemsFound as found:
        draft.problems += found.problems
        return False
    return True


def _parties(layers: list[Layer], draft: _Draft) -> tuple[SupplierFile | None, ProductFile | None]:
    """Return supplier and product; the submission's own lines win over shared ones."""
    telling = next((each for each in reversed(layers) if each.file.supplier), None)
    supplier = telling.file.supplier if telling else None
    product = next((each.file.product for each in reversed(layers) if each.file.product), None)
    source = layers[-1].source
    if supplier is None:
        fix = "add `supplier: {id: …, name: …}`, or put it into `supplier.yaml`; a workbook asks it at the start"
        draft.problems.append(source.problem((), "missing-key", "`supplier` is missing", fix))
    elif telling and (found := supplier_ids.wrong(supplier.id)):
        where: Path = ("supplier", "id")
        draft.problems.append(telling.source.problem(where, found.rule, found.message, found.fix))
    if product is None:
        fix = "add `product: {name: …, version: …}`, or put it into `product.yaml`; a workbook asks it at the start"
        draft.problems.append(source.problem((), "missing-key", "`product` is missing", fix))
    return supplier, product


def _day(text: str, source: Source, index: int, key: str, draft: _Draft) -> int | None:
    day = day_number(text)
    if day is None and text.strip():
        fix = "write a day that exists as `2026-06-01`"
        message = f"`{text[:40]}` is not a day"
        draft.problems.append(source.problem(("evidence", index, key), "impossible-date", message, fix))
    return day


def _not_asked(key: str, fact: Fact) -> tuple[str, str, str]:
    """Return why a fact cannot be answered: it is the contract's, computed, or the head's."""
    if fact.about == "contract":
        return "contract-in-answers", f"`{key}` is for the tender to state", "take the answer out"
    if fact.derived:
        inputs = listing(list(fact.derived.inputs))
        return "computed-fact", f"`{key}` is computed, not answered", f"answer {inputs} in its place"
    return "head-in-answers", f"`{key}` comes from the submission's head", "write it under `supplier` or `product`"


def _memo(kind: str) -> dict[str | bool, Any]:
    """Return what is remembered of a type's readings at the start; a batch repeats options and dates without end."""
    return {True: True, False: False} if kind == "yes-no" else {}


def _unreadable(source: Source, key: str, answer: Any, found: Unreadable) -> Problem:
    inner: Path = ("value",) if isinstance(answer, dict) else ()
    path: Path = ("answers", key, *inner, *found.path)
    return source.problem(path, found.rule, found.message, found.fix, of_key=found.of_key)


def _are_known(backing: Iterable[Sequence[str]], documents: Mapping[str, Document]) -> bool:
    """Tell whether every document that an answer names is there; a name that is no text is not."""
    try:
        return all(each in documents for ids in backing for each in ids)
    except TypeError:
        return False


def _first(problems: list[Problem], source: Source) -> list[Problem]:
    """Return the problems; of very many the first, and how many more: enough to see that the file is beyond mending."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    message = f"there are {len(problems) - MOST_PROBLEMS} more problems than those listed"
    more = source.problem((), "too-many-problems", message, "mend these first")
    return [*problems[:MOST_PROBLEMS], more]
