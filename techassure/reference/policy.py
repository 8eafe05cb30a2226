"""`policy.md`: what was committed to, which standards and baselines serve it, and what nothing serves yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from techassure.authoring.markdown import sentence, table
from techassure.calendar_days import iso
from techassure.definitions.library import Library
from techassure.definitions.model import Address, Confidence, StandardId
from techassure.files.doors import Day, Door, Text, Versioned, enter
from techassure.files.places import Source, read_file
from techassure.problems import Problem, ProblemsFound, suggestion
from techassure.reference.standards import reading_page


class PublishedFile(Door):
    """Where commitments were published."""

    title: Text
    address: Address


class MovedFile(Door):
    """A later day that was given for a commitment."""

    date: Day
    source: StandardId


class CommitmentFile(Door):
    """One commitment: what, by when, where it is written, and what of the library serves it."""

    id: StandardId
    what: Text
    figure: Text | None = None
    date: Day | None = None
    moved_to: MovedFile | None = None
    source: StandardId
    confidence: Confidence
    served_by: tuple[str, ...]


class PolicyFile(Versioned):
    """`seeds/policy/*.yaml`."""

    policy: StandardId
    title: Text
    remarks: Text
    sources: dict[StandardId, PublishedFile]
    commitments: tuple[CommitmentFile, ...]


def read_policy(path: Path, library: Library) -> PolicyFile:
    """Return the commitments of a file.

    Raises:
        ProblemsFound: the file does not hold together, or names what is not in the library.
    """
    source = read_file(path)
    file = enter(PolicyFile, source)
    problems = list(_problems(file, source, {*library.names(), *library.baselines()}))
    if problems:
        raise ProblemsFound(problems)
    return file


def _problems(file: PolicyFile, source: Source, known: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, each in enumerate(file.commitments):
        if each.id in seen:
            fix = "give it an id of its own"
            yield source.problem(("commitments", at, "id"), "commitment-twice", f"`{each.id}` stands there twice", fix)
        seen.add(each.id)
        for name in (each.source, *([each.moved_to.source] if each.moved_to else ())):
            if name not in file.sources:
                fix = suggestion(name, file.sources, "list it under `sources`")
                path = ("commitments", at, "source")
                yield source.problem(path, "unknown-source", f"no source is called `{name}`", fix)
        for index, name in enumerate(each.served_by):
            if name not in known:
                fix = suggestion(name, known, "name an edition such as `dtac@2.0`, or a baseline")
                message = f"`{name}` is neither an edition nor a baseline of the library"
                yield source.problem(("commitments", at, "served_by", index), "unknown-standard", message, fix)


def lines(file: PolicyFile, library: Library) -> Iterator[str]:
    """Return the lines of the page."""
    served = [each for each in file.commitments if each.served_by]
    unserved = [each for each in file.commitments if not each.served_by]
    yield f"{file.title}. {file.remarks}"
    yield ""
    yield f"{len(served)} of {len(file.commitments)} are served by something; {len(unserved)} by nothing yet."
    yield ""
    yield "## What serves each"
    yield ""
    titles = ("commitment", "how much", "by when", "source", "served by")
    yield from table(titles, [(*_cells(each, file), _names(each.served_by, library)) for each in served])
    yield "## What nothing serves yet"
    yield ""
    yield from table(titles[:-1], [_cells(each, file) for each in unserved])
    yield "## What each edition and baseline serves"
    yield ""
    yield from table(("edition or baseline", "commitments"), _turned(served, library))


def _cells(each: CommitmentFile, file: PolicyFile) -> tuple[str, str, str, str]:
    return sentence(each.what), each.figure or "", _when(each, file.sources), _source(each, file.sources)


def _when(each: CommitmentFile, sources: Mapping[str, PublishedFile]) -> str:
    if each.date is None:
        return ""
    moved = f", moved to {iso(each.moved_to.date)} ({_link(sources[each.moved_to.source])})" if each.moved_to else ""
    return iso(each.date) + moved


def _source(each: CommitmentFile, sources: Mapping[str, PublishedFile]) -> str:
    return f"{_link(sources[each.source])} ({each.confidence})"


def _link(source: PublishedFile) -> str:
    return f"[{source.title}]({source.address})"


def _names(names: Sequence[str], library: Library) -> str:
    return ", ".join(_name(name, library) for name in names)


def _name(name: str, library: Library) -> str:
    if name in library.baselines():
        return f"baseline [`{name}`](../../standards/baselines/{name}.yaml)"
    return f"[`{name}`](../standards/{reading_page(name)})"


def _turned(served: Sequence[CommitmentFile], library: Library) -> Iterator[tuple[str, str]]:
    names = dict.fromkeys(name for each in served for name in each.served_by)
    for name in sorted(names, key=lambda name: (name in library.baselines(), name)):
        yield _name(name, library), "<br>".join(_short(each) for each in served if name in each.served_by)


def _short(each: CommitmentFile) -> str:
    return f"{sentence(each.what)}: {each.figure}" if each.figure else sentence(each.what)
