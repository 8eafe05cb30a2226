"""Submissions: a file, a folder, JSON Lines or standard input becomes submissions or refusals, never a bad score.

Everything here is untrusted until it has been read: names are checked for control characters, paths for leaving the
pack, digests against the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Any, Literal

from techassure import facts as fact_types
from techassure.calendar_days import day_number
from techassure.definitions import HEAD_FACTS, asked
from techassure.doors import Day, Door, Exact, Text, Versioned, enter
from techassure.facts import Reader, Unreadable, is_blank
from techassure.model import FactId
from techassure.places import MOST_BYTES, Source, read_file, read_json
from techassure.problems import Path, Place, Problem, ProblemsFound, suggestion
from techassure.reviews import NONE, Identity, Reviews
from techassure.selection import TENDER_FILE, Selection

DocumentState = Literal["readable", "no-file", "missing", "no-digest", "mismatch"]
MEMO = 4096
_SHORT = 80


# --- the door -------------------------------------------------------------------------------------------------------


class SupplierFile(Door):
    """Who submits."""

    id: Text
    name: Text


class ProductFile(Door):
    """What is submitted."""

    name: Text
    version: Text


class EvidenceFile(Door):
    """A document. `kind` is the document fact that it answers."""

    id: str
    kind: str
    title: str | None = None
    file: str | None = None
    sha256: str | None = None
    issued: str | None = None
    expires: str | None = None
    product_version: str | None = None


class ClaimFile(Door):
    """A claim that a criterion does not apply, or is met by something equivalent; with the reason."""

    criterion: Text
    not_applicable: Text | None = None
    equivalent: Text | None = None


class PriceFile(Door):
    """The price, which is opened and assessed apart."""

    whole_life_cost: Exact
    currency: Text = "GBP"
    vat: Literal["excluded", "included"] = "excluded"


class DeclarationFile(Door):
    """Who declares that the submission is true."""

    name: Text
    role: Text | None = None
    on: Day


class SharedFile(Versioned):
    """`supplier.yaml` or `product.yaml`: what several submissions share."""

    supplier: SupplierFile | None = None
    product: ProductFile | None = None
    answers: dict[str, Any] = {}
    evidence: list[EvidenceFile] = []


class SubmissionFile(SharedFile):
    """`submission.yaml`."""

    lot: Text | None = None
    claims: list[ClaimFile] = []
    price: PriceFile | None = None
    declared_by: DeclarationFile | None = None


# --- the noun -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a submission, as its file was found. Days are day numbers."""

    id: str
    kind: str
    state: DocumentState
    issued: int | None = None
    expires: int | None = None
    product_version: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a supplier claims of a criterion, and why."""

    kind: Literal["not-applicable", "equivalent"]
    because: str


@dataclass(slots=True)
class Submission:
    """What one supplier says of one version of one product for one lot; typed, with its documents and reviews."""

    label: str
    supplier_id: str
    supplier: str
    product: str
    version: str
    lot: str | None
    values: dict[str, Any]
    backing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    claims: Mapping[str, Claim] = field(default_factory=dict)
    reviews: Reviews = NONE
    measured: Mapping[str, Any] = field(default_factory=dict)
    declared_on: int | None = None

    @property
    def identity(self) -> Identity:
        """Supplier, product, version and lot: what no two submissions of a tender share."""
        return (self.supplier_id, self.product, self.version, self.lot)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A submission that could not be read, and every reason why."""

    label: str
    problems: tuple[Problem, ...]


# --- reading one ----------------------------------------------------------------------------------------------------


class SubmissionReader:
    """Reads many submissions against the facts and codes of one selection."""

    def __init__(self, selection: Selection, reviews: Mapping[Identity, Reviews] | None = None) -> None:
        self._facts = selection.facts
        self._codes = {d.key: asked(d, selection.facts) for edition in selection.editions for d in edition.definitions}
        self._readers = {name: _remembering(fact_types.reader(fact), fact.type) for name, fact in selection.facts.items()}
        self._lots = selection.lots
        self._reviews = reviews or {}
        self._digests: dict[tuple[FilePath, str], DocumentState | str] = {}
        self._shared: dict[FilePath, list[tuple[SharedFile, Source]]] = {}
        self._kinds = {name for name, fact in selection.facts.items() if fact.type == "document"}

    def read(self, source: Source, folder: FilePath | None, label: str = "") -> Submission:
        """Return the submission that the source holds; documents are looked for in the folder.

        Raises:
            ProblemsFound: everything that is wrong with it.
        """
        file = enter(SubmissionFile, source)
        shared = self._shared_files(folder) if folder else []
        problems: list[Problem] = []
        values: dict[str, Any] = {}
        backing: dict[str, tuple[str, ...]] = {}
        documents: dict[str, Document] = {}
        for each, its_source in (*shared, (file, source)):
            if each.answers:
                self._answers(each.answers, its_source, values, backing, problems)
            if each.evidence:
                self._documents(each.evidence, its_source, folder, documents, problems)
        supplier = file.supplier or next((each.supplier for each, _ in reversed(shared) if each.supplier), None)
        product = file.product or next((each.product for each, _ in reversed(shared) if each.product), None)
        if supplier is None or product is None:
            problems += _headless(source, supplier is None, product is None)
        self._lot(file, source, problems)
        for name, ids in backing.items():
            problems += _unknown_documents(source, name, ids, documents)
        claims = self._claims(file.claims, source, problems) if file.claims else {}
        if problems or supplier is None or product is None:
            raise ProblemsFound(problems)
        values["submission.supplier_name"] = supplier.name
        values["submission.product_name"] = product.name
        values["submission.product_version"] = product.version
        made = Submission(
            label or source.file,
            supplier.id,
            supplier.name,
            product.name,
            product.version,
            file.lot,
            values,
            backing,
            tuple(documents.values()),
            claims,
            declared_on=file.declared_by.on if file.declared_by else None,
        )
        if self._reviews:
            made.reviews = self._reviews.get(made.identity, NONE)
        return made

    def _answers(self, answers: Mapping[str, Any], source: Source, values: dict[str, Any], backing: dict[str, tuple[str, ...]], problems: list[Problem]) -> None:
        readers = self._readers
        codes_seen: set[str] = set()
        for key, raw in answers.items():
            name = key
            read = readers.get(key)
            if read is None or key in HEAD_FACTS:
                fact = self._fact_of_code(key, source, problems)
                if fact is None:
                    continue
                if fact in answers or fact in codes_seen:
                    message = f"`{key}` and `{fact}` answer the same question"
                    problems.append(source.problem(("answers", key), "answered-twice", message, "keep one", of_key=True))
                codes_seen.add(fact)
                name, read = fact, readers[fact]
            if raw.__class__ is dict or isinstance(raw, dict):
                raw = self._full(key, name, raw, source, backing, problems)
            if raw is None or (raw.__class__ is str and not raw.strip()):
                continue
            value = read(raw)
            if value.__class__ is Unreadable:
                problems.append(_unreadable(source, key, answers[key], value))
            else:
                values[name] = value

    def _full(self, key: str, name: str, answer: Mapping[str, Any], source: Source, backing: dict[str, tuple[str, ...]], problems: list[Problem]) -> Any:
        """Return the value of an answer that is written out as `{value, evidence, note}`."""
        if not answer.keys() <= _ANSWER_KEYS:
            for extra in sorted(answer.keys() - _ANSWER_KEYS):
                fix = suggestion(extra, _ANSWER_KEYS, "an answer has `value`, `evidence` and `note`")
                message = f"`{extra}` is not a part of an answer"
                problems.append(source.problem(("answers", key, extra), "unknown-key", message, fix, of_key=True))
        ids = answer.get("evidence")
        if ids:
            ids = [ids] if isinstance(ids, str) else ids
            if isinstance(ids, list) and all(isinstance(each, str) for each in ids):
                backing[name] = tuple(ids)
            else:
                message = "`evidence` is not a list of ids"
                problems.append(source.problem(("answers", key, "evidence"), "wrong-type", message, "write `[id, id]`"))
        return answer.get("value")

    def _fact_of_code(self, key: str, source: Source, problems: list[Problem]) -> str | None:
        if "/" in key:
            if self._codes.get(key):
                return self._codes[key]
            if key in self._codes:
                message = f"`{key}` does not ask for one fact"
                fix = "answer its facts by their own names: `techassure standards show` lists them"
            else:
                message = f"no selected standard has a question `{key}`"
                fix = suggestion(key, self._codes, "write it as `standard/code`, or answer by fact")
            problems.append(source.problem(("answers", key), "unknown-code", message, fix, of_key=True))
            return None
        message = f"no fact is called `{key}`"
        fix = suggestion(key, self._facts, "facts are listed in `standards/facts/`")
        problems.append(source.problem(("answers", key), "unknown-fact", message, fix, of_key=True))
        return None

    def _documents(self, evidence: list[EvidenceFile], source: Source, folder: FilePath | None, documents: dict[str, Document], problems: list[Problem]) -> None:
        own: set[str] = set()
        for index, each in enumerate(evidence):
            path: Path = ("evidence", index)
            if each.id in own:
                message = f"two documents are called `{each.id}`"
                problems.append(source.problem((*path, "id"), "document-listed-twice", message, "give each an id of its own"))
            own.add(each.id)
            if each.kind not in self._kinds:
                fix = suggestion(each.kind, self._kinds, "write the fact that asks for the document")
                problems.append(source.problem((*path, "kind"), "unknown-document-kind", f"no document fact is called `{each.kind}`", fix))
            issued = self._day(each.issued, source, (*path, "issued"), problems)
            expires = self._day(each.expires, source, (*path, "expires"), problems)
            state = self._state(each, source, folder, path, problems)
            documents[each.id] = Document(each.id, each.kind, state, issued, expires, each.product_version)

    def _day(self, text: str | None, source: Source, path: Path, problems: list[Problem]) -> int | None:
        if text is None or not text.strip():
            return None
        day = day_number(text)
        if day is None:
            fix = "write a day that exists as `2026-06-01`"
            problems.append(source.problem(path, "impossible-date", f"`{text[:40]}` is not a day", fix))
        return day

    def _state(self, each: EvidenceFile, source: Source, folder: FilePath | None, path: Path, problems: list[Problem]) -> DocumentState:
        if not each.file:
            return "no-file"
        if folder is None:
            return "missing"
        found = self._digests.get((folder, each.file))
        if found is None:
            found = _digest(folder, each.file)
            self._digests[folder, each.file] = found
        if found == "outside":
            message = f"`{each.file[:80]}` leaves the submission's folder"
            fix = "put the document inside the folder, and write its path from there"
            problems.append(source.problem((*path, "file"), "evidence-outside-folder", message, fix))
            return "missing"
        if found == "missing":
            return "missing"
        if not each.sha256:
            return "no-digest"
        return "readable" if found == each.sha256.strip().lower() else "mismatch"

    def _claims(self, claims: list[ClaimFile], source: Source, problems: list[Problem]) -> dict[str, Claim]:
        made: dict[str, Claim] = {}
        for index, each in enumerate(claims):
            path: Path = ("claims", index)
            standard = each.criterion.partition("/")[0]
            ours = {key for key in self._codes if key.startswith(f"{standard}/")}
            if "/" not in each.criterion or (ours and each.criterion not in ours):
                fix = suggestion(each.criterion, self._codes, "write it as `standard/ID`")
                message = f"no selected edition has a criterion `{each.criterion}`"
                problems.append(source.problem((*path, "criterion"), "unknown-criterion", message, fix))
            if (each.not_applicable is None) == (each.equivalent is None):
                message = "a claim is `not_applicable` or `equivalent`"
                problems.append(source.problem(path, "claim-unclear", message, "give one of them, with the reason as its text"))
            elif each.criterion in made:
                message = f"`{each.criterion}` is claimed twice"
                problems.append(source.problem(path, "claimed-twice", message, "keep one claim"))
            elif each.not_applicable is not None:
                made[each.criterion] = Claim("not-applicable", each.not_applicable)
            else:
                made[each.criterion] = Claim("equivalent", each.equivalent or "")
        return made

    def _lot(self, file: SubmissionFile, source: Source, problems: list[Problem]) -> None:
        if not self._lots or file.lot in self._lots:
            return
        if file.lot is None:
            if len(self._lots) > 1:
                fix = f"add `lot: …`, one of {', '.join(f'`{lot}`' for lot in self._lots)}"
                problems.append(source.problem((), "no-lot", "the submission names no lot", fix))
            return
        fix = suggestion(file.lot, self._lots, f"write one of {', '.join(f'`{lot}`' for lot in self._lots)}")
        problems.append(source.problem(("lot",), "unknown-lot", f"the tender has no lot `{file.lot}`", fix))

    def _shared_files(self, folder: FilePath) -> list[tuple[SharedFile, Source]]:
        """Return the shared files that a pack's folder sees: those of the folder above first."""
        if folder not in self._shared:
            self._shared[folder] = []
            for where in (folder.parent, folder):
                for name in ("supplier.yaml", "product.yaml"):
                    if (where / name).is_file():
                        source = read_file(where / name)
                        self._shared[folder].append((enter(SharedFile, source), source))
        return self._shared[folder]


_ANSWER_KEYS = frozenset({"value", "evidence", "note"})


def _remembering(read: Reader, kind: str) -> Reader:
    """Return the reader, remembering short texts: a batch repeats options and dates without end."""
    if kind in ("table", "choices", "yes-no", "number", "money"):
        return read
    memo: dict[str, Any] = {}

    def remembered(raw: Any) -> Any:
        if raw.__class__ is not str or len(raw) > _SHORT:
            return read(raw)
        value = memo.get(raw)
        if value is None:
            if len(memo) >= MEMO:
                memo.clear()
            value = memo[raw] = read(raw)
        return value

    return remembered


def _unreadable(source: Source, key: str, answer: Any, found: Unreadable) -> Problem:
    inner: Path = ("value",) if isinstance(answer, dict) else ()
    return source.problem(("answers", key, *inner, *found.path), found.rule, found.message, found.fix)


def _unknown_documents(source: Source, name: str, ids: tuple[str, ...], documents: Mapping[str, Document]) -> Iterator[Problem]:
    for index, each in enumerate(ids):
        if each not in documents:
            fix = suggestion(each, documents, "list it under `evidence`")
            message = f"no document is called `{each}`"
            yield source.problem(("answers", name, "evidence", index), "unknown-document", message, fix)


def _headless(source: Source, supplier: bool, product: bool) -> Iterator[Problem]:
    if supplier:
        fix = "add `supplier: {id: …, name: …}`, or put it into `supplier.yaml`"
        yield source.problem((), "missing-key", "`supplier` is missing", fix)
    if product:
        fix = "add `product: {name: …, version: …}`, or put it into `product.yaml`"
        yield source.problem((), "missing-key", "`product` is missing", fix)


def _digest(folder: FilePath, written: str) -> str:
    """Return the digest of a pack's file, or ``missing``, or ``outside`` where its path leaves the pack."""
    pure = PurePosixPath(written)
    if pure.is_absolute() or ".." in pure.parts or "\\" in written or "\0" in written or ":" in written:
        return "outside"
    try:
        real = (folder / pure).resolve()
        if not real.is_relative_to(folder.resolve()):
            return "outside"
        if not real.is_file():
            return "missing"
        with real.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


# --- reading many ---------------------------------------------------------------------------------------------------

_NOT_SUBMISSIONS = frozenset({"supplier.yaml", "product.yaml", TENDER_FILE, "reviews.yaml", "expected.json"})
_NOT_FOLDERS = frozenset({"evidence", "reviews"})
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".jsonl"})
STANDARD_INPUT = "-"


def read_submissions(paths: Iterable[FilePath], reader: SubmissionReader, standard_input: Iterable[bytes] = ()) -> Iterator[Submission | Refusal]:
    """Yield every submission that the paths hold, in a stable order; what cannot be read is yielded as a refusal.

    A path is a submission file, JSON Lines, a folder of either of any depth, a tender's folder, or ``-`` for JSON
    Lines on standard input.
    """
    first: dict[Identity, str] = {}
    for label, load in _sources(paths, standard_input):
        try:
            source, folder = load()
            made = reader.read(source, folder, label)
        except ProblemsFound as found:
            yield Refusal(label, found.problems)
            continue
        if made.identity in first:
            message = f"`{made.supplier}`, `{made.product}` {made.version}, was submitted before, in `{first[made.identity]}`"
            fix = "withdraw one of the two, or give them different versions or lots"
            yield Refusal(label, (source.problem((), "same-identity-twice", message, fix),))
            continue
        first[made.identity] = made.label
        yield made


_Load = Callable[[], tuple[Source, FilePath | None]]


def _sources(paths: Iterable[FilePath], standard_input: Iterable[bytes]) -> Iterator[tuple[str, _Load]]:
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _lines(standard_input, "standard input", None)
        elif path.is_dir():
            for file in _files(path):
                yield from _one(file)
        else:
            yield from _one(path)


def _files(folder: FilePath) -> Iterator[FilePath]:
    if (folder / TENDER_FILE).is_file() and (folder / "submissions").is_dir():
        folder = folder / "submissions"
    packed = next((folder / name for name in ("submission.yaml", "submission.json") if (folder / name).is_file()), None)
    if packed:
        yield packed
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _NOT_FOLDERS and not path.name.startswith("."):
            yield from _files(path)
        elif path.suffix in _ENDINGS and path.name not in _NOT_SUBMISSIONS:
            yield path


def _one(path: FilePath) -> Iterator[tuple[str, _Load]]:
    if path.suffix == ".jsonl" and path.is_file():
        with path.open("rb") as file:
            yield from _lines(file, str(path), path.parent)
    else:
        yield str(path), lambda: (read_file(path), path.parent)


def _lines(file: Iterable[bytes], name: str, folder: FilePath | None) -> Iterator[tuple[str, _Load]]:
    for at, line in enumerate(_bounded(file), 1):
        if line.strip():
            yield f"{name}:{at}", _line_loader(line, name, at, folder)


def _bounded(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; one that is too long is cut just beyond the limit, so that reading refuses it and goes on."""
    readline = getattr(file, "readline", None)
    if readline is None:
        yield from file
        return
    while line := readline(MOST_BYTES + 1):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = readline(MOST_BYTES + 1)
        yield line


def _line_loader(line: bytes, name: str, at: int, folder: FilePath | None) -> _Load:
    return lambda: (read_json(line.rstrip(b"\r\n"), name, at), folder)


def missing_paths(paths: Iterable[FilePath]) -> list[Problem]:
    """Return a problem for each path at which there is nothing."""
    fix = "check the path"
    return [
        Problem(Place(str(path)), "missing-file", f"there is no file or folder `{path}`", fix)
        for path in paths
        if str(path) != STANDARD_INPUT and not path.exists()
    ]
