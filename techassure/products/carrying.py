"""A new version of a product: its answers are carried over, and what speaks of the old version is listed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.model import Fact
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome
from techassure.files import amending
from techassure.files.places import read_file, relative
from techassure.interview.keeping import Kept, head
from techassure.problems import Place, Problem, ProblemsFound
from techassure.submissions import Document

_VERSION = "submission.product_version"
_OF_VERSIONS = frozenset({"product", "system"})
_OWN = ("submission.yaml", "submission.json")


@dataclass(frozen=True)
class Turn:
    """A criterion that comes to something else for the new version alone."""

    criterion: str
    title: str
    gate: bool
    before: Outcome
    after: Outcome


@dataclass(frozen=True)
class Carried:
    """What a new version means, before anything is written. ``where`` says the version now.

    ``old`` are the documents that speak of another version than the new one, ``unsaid`` those about the product that
    speak of none. ``named`` are answers that hold the old version itself.
    """

    where: FilePath
    product: str
    before: str
    after: str
    old: tuple[Document, ...]
    unsaid: tuple[Document, ...]
    named: Mapping[str, str]
    pairs: tuple[tuple[Assessment, Assessment], ...]

    def turns(self, at: int) -> list[Turn]:
        """Return the criteria that come to something else, in one of the selections."""
        old, new = self.pairs[at]
        found = []
        for plan, was, now in zip(old.assessor.criteria, old.results, new.results, strict=True):
            if was.outcome is not now.outcome:
                title = plan.member.definition.criterion.title
                found.append(Turn(plan.rule.key, title, bool(plan.member.gate), was.outcome, now.outcome))
        return found


def carried(kept: Kept, version: str) -> Carried:
    """Return what a new version means for the submission.

    Raises:
        ProblemsFound: it cannot be read, says nowhere which version it is, or is of that version already.
    """
    assessments = kept.read()
    where = head((*kept.shared, kept.own), "product")
    submission = assessments[0].submission
    if where is None or submission.version == version:
        message = f"`{submission.product}` is of version {version} already"
        fix = "give the version that is new"
        raise ProblemsFound([Problem(Place(relative(kept.own)), "same-version", message, fix)])
    pairs = tuple((each, _of_version(each, version)) for each in assessments)
    old, unsaid = _documents(submission.documents, version, kept.facts)
    named = dict(_named(assessments[0], submission.version))
    return Carried(where[0], submission.product, submission.version, version, old, unsaid, named, pairs)


def _of_version(assessment: Assessment, version: str) -> Assessment:
    submission = assessment.submission
    values = {**submission.values, _VERSION: version}
    return assessment.assessor.assess(replace(submission, version=version, values=values))


def _documents(
    documents: Sequence[Document], version: str, facts: Mapping[str, Fact]
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return the documents of another version, and those about the product that name none."""
    old = tuple(each for each in documents if each.product_version not in (None, version))
    silent = (each for each in documents if each.product_version is None)
    return old, tuple(each for each in silent if facts[each.kind].about in _OF_VERSIONS)


def _named(assessment: Assessment, version: str) -> Iterator[tuple[str, str]]:
    """Yield the questions whose answer is the old version, as it is written."""
    facts = assessment.assessor.selection.facts
    for name, value in assessment.submission.values.items():
        if value == version and name not in HEAD_FACTS:
            yield name, facts[name].question or name


def change(found: Carried) -> None:
    """Write the new version where the old one stands.

    Raises:
        ProblemsFound: the file cannot be changed.
    """
    amending.put(found.where, ("product", "version"), found.after)


def copy(found: Carried, own: FilePath, folder: FilePath) -> FilePath:
    """Copy the product's folder, and write the new version into the copy; nothing of the old one is touched.

    Returns the file in the copy that says the version. Links are not followed.

    Raises:
        ProblemsFound: there is something at the folder, or it cannot be written.
    """
    _refuse_target(own, folder)
    home = own.parent
    try:
        shutil.copytree(home, folder, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(folder, ignore_errors=True)
        said = error.strerror or "a file of it cannot be read or written"
        message, fix = f"the folder cannot be copied: {said}", "write where you may, and where there is room"
        raise ProblemsFound([Problem(Place(relative(folder)), "cannot-write", message, fix)]) from None
    if found.where.resolve().is_relative_to(home.resolve()):
        target = folder / found.where.name
        amending.put(target, ("product", "version"), found.after)
        return target
    target, said = folder / own.name, read_file(found.where).value["product"]
    amending.put(target, ("product",), {**said, "version": found.after})
    return target


def _refuse_target(own: FilePath, folder: FilePath) -> None:
    """Refuse to copy over something, into itself, or a folder that is not the product's own."""
    if own.name not in _OWN:
        message = f"`{relative(own)}` has no folder of its own to copy"
        raise _refusal(folder, "no-folder", message, "put it into one, as `submission.yaml`")
    if folder.exists():
        message = f"there is something at `{relative(folder)}` already"
        raise _refusal(folder, "folder-exists", message, "name a folder that is not there yet")
    if folder.resolve().is_relative_to(own.parent.resolve()):
        raise _refusal(folder, "folder-inside", "the copy would hold itself", "name a folder beside it")


def _refusal(folder: FilePath, rule: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(relative(folder)), rule, message, fix)])
