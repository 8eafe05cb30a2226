"""Reads what the buyer recorded: files that are kept with the tender, never in a submission."""

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from techassure.definitions import facts as fact_types
from techassure.definitions.definition import is_asked
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Address, FactId
from techassure.definitions.rubrics import no_step, rubric_of, steps
from techassure.files.doors import Day, Door, Exact, Text, Versioned, enter
from techassure.files.places import Source, read_file
from techassure.problems import Path, Problem, ProblemsFound, suggestion
from techassure.reviews import Identity, Judgement, RegisterCheck, Reviews
from techassure.selections.selection import Member, Selection


class AboutFile(Door):
    """Which submission a review is about."""

    supplier: Text
    product: Text
    version: Text
    lot: Text | None = None

    @property
    def identity(self) -> Identity:
        """The submission's identity."""
        return (self.supplier, self.product, self.version, self.lot)


class PersonFile(Door):
    """Who reviewed."""

    name: Text
    role: Text | None = None


class EntryFile(Door):
    """One finding: about a criterion, or about a fact that was looked up in a register."""

    criterion: Text | None = None
    outcome: Literal["met", "not met"] | None = None
    points: Exact | None = None
    not_applicable: Literal["confirmed", "refused"] | None = None
    equivalent: Literal["accepted", "refused"] | None = None
    because: Text | None = None
    fact: FactId | None = None
    register_: Text | None = None
    address: Address | None = None
    result: Literal["confirmed"] | None = None
    found: Any = None

    @model_validator(mode="before")
    @classmethod
    def _rename(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "register" in raw:
            return {("register_" if key == "register" else key): value for key, value in raw.items()}
        return raw

    @model_validator(mode="after")
    def _one_finding(self) -> "EntryFile":
        if (self.criterion is None) == (self.fact is None):
            raise PydanticCustomError("entry", "an entry is about a `criterion` or about a `fact`: give one", {})
        if self.fact and ((self.result is None) == (self.found is None) or not self.register_):
            raise PydanticCustomError("entry", "say which `register`, and `result: confirmed` or what was `found`", {})
        says = [self.outcome, self.points, self.not_applicable, self.equivalent]
        if self.criterion and (all(each is None for each in says) or not self.because):
            fix = "give an `outcome`, `points`, or a decision on the claim, and the reason in `because`"
            raise PydanticCustomError("entry", fix, {})
        return self


class ReviewFile(Door):
    """What one person found about one submission."""

    submission: AboutFile
    by: PersonFile
    on: Day
    entries: tuple[EntryFile, ...]


class ReviewsFile(Versioned):
    """`reviews.yaml`, or a file under `reviews/`."""

    reviews: tuple[ReviewFile, ...]


def read_reviews(paths: Iterable[FilePath], selection: Selection) -> dict[Identity, Reviews]:
    """Return what was recorded, by the submission that it is about.

    Raises:
        ProblemsFound: everything in the files that does not hold together.
    """
    reader = _Reader(selection)
    for path in paths:
        reader.take(path)
    if reader.problems:
        raise ProblemsFound(reader.problems)
    return {
        identity: Reviews(reader.judgements.get(identity, {}), reader.checks.get(identity, {}))
        for identity in reader.seen
    }


def review_files(folder: FilePath) -> list[FilePath]:
    """Return the review files of a tender's folder: `reviews.yaml` and those under `reviews/`, sorted."""
    single = folder / "reviews.yaml"
    return ([single] if single.is_file() else []) + sorted((folder / "reviews").glob("*.yaml"))


class _Reader:
    def __init__(self, selection: Selection) -> None:
        self.members = {member.definition.key: member for member in selection.members}
        self.facts = selection.facts
        self.problems: list[Problem] = []
        self.seen: dict[Identity, None] = {}
        self.judgements: dict[Identity, dict[str, Judgement]] = {}
        self.checks: dict[Identity, dict[str, RegisterCheck]] = {}

    def take(self, path: FilePath) -> None:
        try:
            source = read_file(path)
            file = enter(ReviewsFile, source)
        except ProblemsFound as found:
            self.problems += found.problems
            return
        for at, review in enumerate(file.reviews):
            identity = review.submission.identity
            self.seen[identity] = None
            for index, entry in enumerate(review.entries):
                self._entry(source, ("reviews", at, "entries", index), identity, review, entry)

    def _entry(self, source: Source, path: Path, identity: Identity, review: ReviewFile, entry: EntryFile) -> None:
        kind = "criterion" if entry.criterion else "fact"
        name = entry.criterion or entry.fact or ""
        if not self._is_known(name, kind, source, (*path, kind)):
            return
        made: Any = (
            self._judgement(source, path, review, entry)
            if entry.criterion
            else self._check(source, path, review, entry)
        )
        book: dict[Identity, dict[str, Any]] = self.judgements if entry.criterion else self.checks
        entries = book.setdefault(identity, {})
        if name in entries and (made is None or entries[name].decided() != made.decided()):
            message = f"`{name}` was recorded before, otherwise, for this submission"
            self.problems.append(
                source.problem((*path, kind), "reviewed-twice", message, "keep the one that was agreed")
            )
        if made is not None:
            entries.setdefault(name, made)

    def _is_known(self, name: str, kind: str, source: Source, path: Path) -> bool:
        """Tell whether a review may speak of a criterion or a fact; that it may not becomes a problem."""
        known: Mapping[str, Any] = self.members if kind == "criterion" else self.facts
        if name not in known:
            fix = suggestion(name, known, "write it as it stands in the selection")
            rule = "unknown-criterion" if kind == "criterion" else "unknown-fact"
            self.problems.append(source.problem(path, rule, f"no {kind} is called `{name}`", fix))
            return False
        if kind == "fact" and not is_asked(name, self.facts[name]):
            fix = "check the answers that a submission gives"
            message = f"`{name}` is not an answer of a submission: a register cannot correct it"
            self.problems.append(source.problem(path, "not-an-answer", message, fix))
            return False
        return True

    def _judgement(self, source: Source, path: Path, review: ReviewFile, entry: EntryFile) -> Judgement | None:
        member: Member = self.members[entry.criterion or ""]
        wrong = _not_in_rubric(entry, member)
        if wrong:
            key, *said = wrong
            self.problems.append(source.problem((*path, key), "not-in-rubric", *said))
            return None
        return Judgement(
            entry.because or "",
            review.by.name,
            review.on,
            None if entry.outcome is None else entry.outcome == "met",
            entry.points,
            None if entry.not_applicable is None else entry.not_applicable == "confirmed",
            None if entry.equivalent is None else entry.equivalent == "accepted",
        )

    def _check(self, source: Source, path: Path, review: ReviewFile, entry: EntryFile) -> RegisterCheck | None:
        found = entry.found
        if found is not None:
            found = fact_types.reader(self.facts[entry.fact or ""])(found)
            if isinstance(found, Unreadable):
                self.problems.append(source.problem((*path, "found"), found.rule, found.message, found.fix))
                return None
        return RegisterCheck(entry.register_ or "", review.by.name, review.on, found)


def _not_in_rubric(entry: EntryFile, member: Member) -> tuple[str, str, str] | None:
    """Return which key of an entry says what the rubric does not have, in words, and what to do; None where none does.

    That it is `met` says nothing where a rubric gives the points: it would stay as if nobody had judged.
    """
    rubric = rubric_of(member.definition)
    if entry.points is not None and entry.points not in rubric:
        fix = f"write one of {steps(rubric)}" if rubric else "write `outcome: met` or `not met`"
        return "points", no_step(entry.points, member.definition.key), fix
    if entry.points is None and entry.outcome == "met" and rubric and member.definition.criterion.judged_by:
        message = f"`met` gives no points, and `{entry.criterion}` has a rubric of them"
        return "outcome", message, f"write `points` with one of {steps(rubric)}"
    return None
