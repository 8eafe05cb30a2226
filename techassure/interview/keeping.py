"""Where the answers of a product are kept: its own submission, and what it shares with others; read and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from techassure import assessing
from techassure.definitions import facts as fact_types
from techassure.definitions.definition import asked
from techassure.definitions.model import About, Fact
from techassure.engine.assessor import Assessment, Assessor
from techassure.evidence_pack.adding import submission_file
from techassure.files import amending
from techassure.files.places import Source, read_file, relative
from techassure.intake.layers import shared_files
from techassure.problems import Path, Place, Problem, ProblemsFound
from techassure.submissions import Refusal

_EDITED = (".yaml", ".yml", ".json")
SUPPLIER, PRODUCT = "supplier.yaml", "product.yaml"
_OF_SUPPLIER: frozenset[About] = frozenset({"bidder"})
_OF_PRODUCT: frozenset[About] = frozenset({"product", "system", "manufacturer"})


@dataclass(frozen=True)
class Kept:
    """The files of one submission: ``own`` is its own, ``shared`` those above it, the nearest last."""

    own: FilePath
    shared: tuple[FilePath, ...]
    assessors: tuple[Assessor, ...]

    def read(self) -> list[Assessment]:
        """Return what the answers come to as they stand on disk, one for each selection.

        Raises:
            ProblemsFound: everything for which the submission cannot be read.
        """
        return [_assessed(assessor, self.own) for assessor in self.assessors]

    def save(self, name: str, value: Any) -> FilePath:
        """Write a typed answer where it belongs, and return the file.

        Raises:
            ProblemsFound: the file cannot be written, or the answer has to be written by hand.
        """
        fact = self.facts[name]
        path, at = self._place(name, fact)
        amending.put(path, at, fact_types.written(fact, value))
        return path

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact of the library."""
        return self.assessors[0].selection.facts

    def _place(self, name: str, fact: Fact) -> tuple[FilePath, Path]:
        """Return where an answer stands, or where it would: an answer is replaced where it is."""
        codes = {d.key for each in self.assessors for e in each.selection.editions for d in e.definitions
                 if asked(d, each.selection.facts) == name}  # fmt: skip
        for path in reversed((*self.shared, self.own)):
            answers = read_file(path).value.get("answers") or {}
            key = next((key for key in answers if key == name or key in codes), None)
            if key is not None:
                inner: Path = ("value",) if isinstance(answers[key], dict) else ()
                return path, ("answers", key, *inner)
        return self.home(fact), ("answers", name)

    def home(self, fact: Fact) -> FilePath:
        """Return the file in which a new answer, or a document, is kept: by what the question is about."""
        wanted = SUPPLIER if fact.about in _OF_SUPPLIER else PRODUCT if fact.about in _OF_PRODUCT else ""
        return next((each for each in reversed(self.shared) if each.name == wanted), self.own)


def kept(path: FilePath, assessors: Sequence[Assessor]) -> Kept:
    """Return the files of the submission at a path: its file, or the folder that holds one.

    Raises:
        ProblemsFound: there is none, or it is of a kind that is not written to.
    """
    own = submission_file(path)
    if own.suffix.lower() not in _EDITED or not own.is_file():
        message = f"`{relative(own)}` is no submission that can be answered question by question"
        fix = "name a .yaml or .json file, or begin one with `techassure product new`"
        raise ProblemsFound([Problem(Place(relative(own)), "not-answerable", message, fix)])
    return Kept(own, tuple(shared_files(own.parent)), tuple(assessors))


def _assessed(assessor: Assessor, path: FilePath) -> Assessment:
    [found] = assessing.read_all(assessor.selection, [path], {})
    if isinstance(found, Refusal):
        raise ProblemsFound(found.problems)
    return assessor.assess(found)


def head(paths: Sequence[FilePath], part: str) -> tuple[FilePath, Source] | None:
    """Return the file that says who submits or what is submitted, the last of several: its lines win."""
    for path in reversed(paths):
        source = read_file(path)
        if isinstance(source.value, dict) and source.value.get(part):
            return path, source
    return None
