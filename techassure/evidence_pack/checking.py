"""Checks a pack: digests, dates, versions, whose certificate it is, what nobody refers to, and what nobody backs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Literal

from techassure.calendar_days import LAST_DAY, iso
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.contradictions import contradictions
from techassure.engine.measured import place_of, statements
from techassure.engine.outcomes import Standing
from techassure.engine.plans import CLAIMED
from techassure.engine.situation import last_day, standing_of
from techassure.evidence.contents import open_contents
from techassure.evidence.kinds import READERS, Read, broken, in_another_form, read_contents
from techassure.explaining.backing import DOCUMENT_CAUSES
from techassure.files.places import Source, read_file
from techassure.intake.layers import SHARED_FILES
from techassure.intake.packs import Pack
from techassure.problems import Path, Place, Problem, ProblemsFound
from techassure.submissions import Document, Submission
from techassure.vulnerabilities import may_be_called, same_version, weighed

_OWN = ("submission.yaml", "submission.json")
_MOST_FILES = 20_000
_READ = frozenset(kind for reader in READERS for kind in reader.documents)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a pack: its entry, where that stands, and what its file says where it can be read.

    ``broken`` says why a file that is of no kind that is read is not even the JSON or XML that it begins like, or how
    it becomes one that is read.
    """

    document: Document
    written: Mapping[str, Any]
    source: Source
    at: int
    read: Read | None
    broken: tuple[Problem, ...]

    def problem(
        self, key: str, rule: str, message: str, fix: str, severity: Literal["error", "warning"] = "error"
    ) -> Problem:
        """Return a problem that stands at a part of the entry."""
        path: Path = ("evidence", self.at, key) if key in self.written else ("evidence", self.at)
        return Problem(self.source.place(path), rule, message, fix, severity)


def check(pack: Pack, assessor: Assessor) -> list[Problem]:
    """Return everything in a pack that a buyer would stumble over, each with its place."""
    entries = list(_entries_of(pack))
    assessment = assessor.assess(pack.submission)
    found = [problem for each in entries for problem in _of_entry(each, pack, assessor)]
    found += _unreferred(pack, entries)
    found += _idle(entries, pack, assessor)
    found += _unbacked(pack, assessment)
    found += _disagreeing(pack, assessor)
    found += _contradicted(pack, assessment)
    return sorted({pack.named(problem) for problem in found})


def _entries_of(pack: Pack) -> Iterator[Entry]:
    """Yield the documents of a pack with their entries, those of shared files too."""
    documents = {document.id: document for document in pack.submission.documents}
    for source, folder in _sources(pack):
        listed = source.value.get("evidence") or []
        for at, written in enumerate(listed):
            document = documents.pop(written["id"], None)
            if document is not None:
                yield Entry(document, written, source, at, *_read(document, written, folder))


def _sources(pack: Pack) -> Iterator[tuple[Source, FilePath | None]]:
    yield pack.source, pack.folder
    if pack.folder is not None:
        for folder in (pack.folder, pack.folder.parent):
            for path in (folder / name for name in SHARED_FILES):
                if path.is_file():
                    yield read_file(path), folder


def _read(
    document: Document, written: Mapping[str, Any], folder: FilePath | None
) -> tuple[Read | None, tuple[Problem, ...]]:
    if document.state != "readable" or folder is None:
        return None, ()
    try:
        contents = open_contents(folder / written["file"], written["file"])
    except ProblemsFound as found:
        # A long report counts by its digest; a file that should be read does not count by that alone.
        large = tuple(problem for problem in found.problems if problem.rule == "too-large")
        return None, large if document.kind in _READ else ()
    read = read_contents(contents)
    return read, () if read else broken(contents) or in_another_form(contents)


# --- one document ---------------------------------------------------------------------------------------------------


def _of_entry(entry: Entry, pack: Pack, assessor: Assessor) -> Iterator[Problem]:
    if entry.document.state == "readable":
        yield from _of_dates(entry, assessor)
        yield from _of_the_file(entry, pack)
    else:
        yield _of_state(entry)


def _of_state(entry: Entry) -> Problem:
    """Return why a document proves nothing."""
    name, state = entry.document.id, entry.document.state
    if state == "no-digest":
        message = f"`{name}` has no digest, so its file could be exchanged"
        return entry.problem("file", "no-digest", message, "add its `sha256`")
    if state == "mismatch":
        message = f"the file of `{name}` is not the one that was declared"
        fix = "attach that one; if this is the right one, `techassure evidence add FILE --replace` writes its digest"
        return entry.problem("sha256", "digest-mismatch", message, fix)
    message = f"the file of `{name}` is not there, is empty, or cannot be read"
    return entry.problem("file", "missing-document", message, "attach it, and give its `file` and `sha256`")


def _of_dates(entry: Entry, assessor: Assessor) -> Iterator[Problem]:
    document, as_of = entry.document, assessor.as_of
    if document.issued is None:
        yield entry.problem("issued", "undated", f"`{document.id}` has no date of issue", "give `issued`")
        return
    if document.expires is not None and document.expires < document.issued:
        message = f"`{document.id}` ends on {iso(document.expires)}, before it was issued on {iso(document.issued)}"
        yield entry.problem("expires", "ends-before-issued", message, "mend the date that is wrong")
        return
    if document.issued > as_of:
        message = f"`{document.id}` is of {iso(document.issued)}, after {iso(as_of)}, the day that is judged by"
        yield entry.problem("issued", "not-in-force-yet", message, "attach one that was in force")
    end = last_day(document, assessor.valid_for.get(document.kind))
    if end < as_of:
        message = f"`{document.id}` ended on {iso(end)}"
        yield entry.problem("expires", "expired", message, "attach one that is in force")
    elif end < LAST_DAY:
        for name, day in _days(assessor):
            if end < day:
                message = f"`{document.id}` ends on {iso(end)}, before {name} on {iso(day)}"
                yield entry.problem("expires", "ends-early", message, "say how it will be renewed", "warning")
                break


def _days(assessor: Assessor) -> Iterator[tuple[str, int]]:
    """Yield the later days that matter, in order: award, and the contract's beginning and end."""
    selection = assessor.selection
    named = {
        "the award": selection.dates.get("award"),
        "the contract begins": selection.contract.get("contract.start"),
        "the contract ends": selection.contract.get("contract.end"),
    }
    yield from ((name, day) for name, day in named.items() if isinstance(day, int))


def _of_the_file(entry: Entry, pack: Pack) -> Iterator[Problem]:
    document, submission = entry.document, pack.submission
    if document.product_version and not same_version(document.product_version, submission.version):
        message = f"`{document.id}` speaks of version {document.product_version}, not of {submission.version}"
        yield entry.problem("product_version", "wrong-version", message, "attach one for this version")
    yield from entry.broken
    if entry.read is not None:
        yield from _of_what_was_read(entry, entry.read, submission)


def _of_what_was_read(entry: Entry, read: Read, submission: Submission) -> Iterator[Problem]:
    document, reading, reader = entry.document, read.reading, read.reader
    yield from reading.problems
    stated = reading.made_on if reader.states_dates else None
    declared = entry.written.get("issued")
    if stated is not None and declared and iso(stated) != declared:
        message = f"`{document.id}` is declared to be of {declared}, and its file says {iso(stated)}"
        yield entry.problem("issued", "other-date", message, "write the file's own date", "warning")
    if reader.is_of_product and reading.product and not may_be_called(reading.product, submission.product):
        message = (
            f"`{document.id}` speaks of `{reading.product}`, not of `{submission.product}`: nothing is measured by it"
        )
        fix = "attach the one for this product; if it is that, have the tool name the product in it"
        yield entry.problem("file", "other-product", message, fix, "warning")
    elif reading.product and not _resemble(reading.product, submission.product):
        message = f"`{document.id}` speaks of `{reading.product}`, not of `{submission.product}`"
        yield entry.problem("file", "other-product", message, "attach the one for this product", "warning")
    if _speaks_of_others(entry, submission):
        message = f"`{document.id}` makes no statement about `{submission.product}` {submission.version}"
        fix = "attach one that names the product and this version"
        yield entry.problem("file", "other-product", message, fix, "warning")
    if reading.holder and not _resemble(reading.holder, submission.supplier):
        message = f"`{document.id}` names `{reading.holder}`, not `{submission.supplier}`"
        fix = "attach your own, or say how the two belong together"
        yield entry.problem("file", "other-holder", message, fix, "warning")


def _speaks_of_others(entry: Entry, submission: Submission) -> bool:
    """Tell whether a file makes statements about products, and none of them is the one that was submitted."""
    facts = entry.read.reading.facts if entry.read else ()
    stated = any(said.products for each in facts if each.how == "statements" for said in each.value.listed)
    heard = {one.document for several in submission.measurements.values() for one in several if one.statements}
    return stated and entry.document.issued is not None and entry.document.id not in heard


_FORMS = frozenset({"ltd", "limited", "plc", "llp", "inc", "incorporated", "gmbh", "bv", "the", "company", "co"})


def _resemble(one: str, other: str) -> bool:
    """Tell whether two names may be of the same company or product: the words of one are among those of the other."""
    first, second = ({word.strip(".,()") for word in name.casefold().split()} - _FORMS for name in (one, other))
    return first <= second or second <= first


# --- the pack -------------------------------------------------------------------------------------------------------


def _unreferred(pack: Pack, entries: Iterable[Entry]) -> Iterator[Problem]:
    """Yield the files of the pack that no entry names; only where the folder is that of one submission."""
    if pack.folder is None or FilePath(pack.source.file).name.lower() not in _OWN:
        return
    named = {str(each.written.get("file")) for each in entries}
    folder = pack.folder / "evidence"
    for count, path in enumerate(sorted(folder.rglob("*"))):
        name = path.relative_to(pack.folder).as_posix()
        if count >= _MOST_FILES:
            return
        if name not in named and (path.is_symlink() or path.is_file()) and not path.name.startswith("."):
            fix = "add it with `techassure evidence add`, or take it out"
            yield Problem(Place(str(path)), "unreferred-file", "no entry of `evidence` names this file", fix, "warning")


def _idle(entries: Iterable[Entry], pack: Pack, assessor: Assessor) -> Iterator[Problem]:
    """Yield the documents that nothing rests on: no answer names them, and no criterion asks for their kind."""
    linked = {each for ids in pack.submission.backing.values() for each in ids}
    linked |= {one.document for each in pack.submission.measurements.values() for one in each}
    wanted = {kind for plan in assessor.criteria for kind in (*plan.kinds, *plan.member.definition.facts())}
    for entry in entries:
        document = entry.document
        if document.id not in linked and document.kind not in wanted:
            message = f"nothing rests on `{document.id}`: no answer names it, no criterion asks for it"
            fix = "name it under `evidence` of the answers that it backs"
            yield entry.problem("id", "backs-nothing", message, fix, "warning")


def _unbacked(pack: Pack, assessment: Assessment) -> Iterator[Problem]:
    """Yield each answer that some criterion wants backed, and that nothing backs."""
    as_of = assessment.assessor.as_of
    wanting: dict[str, list[str]] = {}
    kinds: dict[str, set[str]] = {}
    for plan in assessment.assessor.criteria:
        weak = assessment.situation.weak(plan, as_of) if plan.demands > CLAIMED else {}
        for name, standing in weak.items():
            if standing is Standing.SHORT and name in pack.submission.values:
                wanting.setdefault(name, []).append(plan.rule.key)
                kinds.setdefault(name, set()).update(plan.by)
    for name, criteria in wanting.items():
        message = f"nothing backs the answer to `{name}`, and {_few(criteria)} wants it backed"
        fix = _to_back(pack, kinds[name])
        yield Problem(_answered_at(pack, name), "not-backed", message, fix, "warning")


def _answered_at(pack: Pack, name: str) -> Place:
    """Return where an answer stands, which may be a shared file; else the submission's own."""
    where = pack.submission.where
    return (where.answer(name) if where else None) or pack.source.place(("answers", name), of_key=True)


def _to_back(pack: Pack, kinds: Set[str]) -> str:
    """Return what to do so that an answer is backed: mend the file that is listed, or attach one."""
    listed = [each for each in pack.submission.documents if each.kind in kinds and each.state in DOCUMENT_CAUSES]
    if listed:
        return f"mend `{listed[0].id}` first, because {DOCUMENT_CAUSES[listed[0].state][1]}"
    by = " or ".join(f"`{kind}`" for kind in sorted(kinds))
    return f"attach {by}" if by else "the buyer has to look it up: `techassure evidence register` says where"


def _few(names: list[str]) -> str:
    return f"`{names[0]}`" if len(names) == 1 else f"`{names[0]}` with {len(names) - 1} more"


def _disagreeing(pack: Pack, assessor: Assessor) -> Iterator[Problem]:
    """Yield the statements on vulnerabilities that do not count, because another file says otherwise and does."""
    submission = pack.submission
    stands = {
        each.id: standing_of(each, assessor.as_of, assessor.valid_for, submission.version) is Standing.GOOD
        for each in submission.documents
    }
    for several in submission.measurements.values():
        for each in weighed(statements(one for one in several if stands[one.document])):
            if each.against:
                counts = f"`{each.by.said}` in {place_of(each.by)}, which counts"
                message = f"`{each.name}` is `{each.against.said}` here, and {counts}"
                fix = "withdraw the statement that no longer holds"
                yield Problem(each.against.place, "conflicting-statements", message, fix, "warning")


def _contradicted(pack: Pack, assessment: Assessment) -> Iterator[Problem]:
    for part in contradictions(assessment, redact=False):
        found = part["found"]
        at = found["at"]
        where = f"{at['file']}:{at['line']}" if at and at["line"] else at["file"] if at else found["by"]
        said = part["says"][0].lower() + part["says"][1:]
        fix = f"answer as {where} says, or attach what shows that it is not so"
        place = pack.submission.claimed_at.get(part["fact"], pack.source.place())
        yield Problem(place, "contradicted", f"`{part['fact']}`: {said}", fix)
