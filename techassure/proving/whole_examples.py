"""Whole submissions as examples of an edition: what becomes of a strong, a weak, a borderline and an empty one.

They stand in `<edition>/examples/*.yaml` and are read only when they are run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Literal, NamedTuple

from techassure.definitions import facts as fact_types
from techassure.definitions.definition import is_asked
from techassure.definitions.editions import Edition
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import CriterionId, Fact, FactId, OutcomeName, StandardId
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import OUTCOMES
from techassure.files.doors import Day, Door, Exact, Text, Versioned, enter, number
from techassure.files.places import Source, read_file, relative
from techassure.problems import UNLISTED, Path, Problem, ProblemsFound, listing, suggestion
from techassure.proving.example_documents import document
from techassure.proving.example_reviews import OF_CLAIMS, not_a_review
from techassure.proving.examples import HEAD
from techassure.reviews import Judgement, RegisterCheck, Reviews
from techassure.selections.bare_selections import of_edition
from techassure.submissions import Claim, Document, Submission

OTHERS = "others"


class ExpectedFile(Door):
    """What the whole comes to. One outcome may be that of `others`: of all criteria that are not named.

    The score is written with one decimal place, however exact it is.
    """

    verdict: Literal["compliant", "undecided", "non-compliant", "none"]
    score: tuple[Exact, Exact] | None = None
    outcomes: dict[OutcomeName, tuple[CriterionId, ...] | Literal["others"]]


class WholeFile(Versioned):
    """`<edition>/examples/<name>.yaml`: a submission, or how it differs from the one that it starts from."""

    example: StandardId
    shows: Text
    starts_from: StandardId | None = None
    without: tuple[FactId, ...] = ()
    as_of: Day
    contract: dict[str, Any] = {}
    answers: dict[FactId, Any] = {}
    measured: tuple[FactId, ...] = ()
    confirmed: tuple[FactId, ...] = ()
    claims: dict[CriterionId, Literal["not-applicable", "equivalent"]] = {}
    reviews: dict[CriterionId, str | int | float] = {}
    expect: ExpectedFile


class RanWhole(NamedTuple):
    """A whole submission that was run: its name, its file, and what did not come out as it says."""

    name: str
    file: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class WholeReport:
    """What running the whole submissions of an edition gave, one by one."""

    cases: list[RanWhole] = field(default_factory=list)

    @property
    def ran(self) -> list[str]:
        """The names of those that ran."""
        return [case.name for case in self.cases]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with them."""
        return [problem for case in self.cases for problem in case.problems]


def whole_files(folder: FilePath) -> list[WholeFile]:
    """Return the whole submissions of an edition as they are written, by name.

    Raises:
        ProblemsFound: one of them cannot be read.
    """
    return [enter(WholeFile, read_file(path)) for path in sorted((folder / "examples").glob("*.yaml"))]


def run_whole(
    edition: Edition, folder: FilePath, facts: Mapping[str, Fact], read: Callable[[FilePath], Source] = read_file
) -> WholeReport:
    """Run the whole submissions of an edition, which lie in its folder under `examples`."""
    report = WholeReport()
    entered = cache(lambda path: enter(WholeFile, read(path)))
    for path in sorted((folder / "examples").glob("*.yaml")):
        try:
            source, file = read(path), entered(path)
            whole = _based(file, entered(path.with_name(f"{file.starts_from}.yaml"))) if file.starts_from else file
            problems = tuple(_Whole(whole, source, edition, facts).problems(path.stem))
        except ProblemsFound as found:
            problems = tuple(found.problems)
        report.cases.append(RanWhole(path.stem, relative(path), problems))
    return report


def _based(file: WholeFile, base: WholeFile) -> WholeFile:
    """Return the file with what it does not change taken from the one that it starts from."""
    kept = {name: given for name, given in base.answers.items() if name not in file.without}
    return file.model_copy(
        update={
            "answers": {**kept, **file.answers},
            "contract": {**base.contract, **file.contract},
            "measured": tuple(name for name in (*base.measured, *file.measured) if name not in file.without),
            "confirmed": (*base.confirmed, *file.confirmed),
            "claims": {**base.claims, **file.claims},
            "reviews": {**base.reviews, **file.reviews},
        }
    )


class _Whole:
    def __init__(self, file: WholeFile, source: Source, edition: Edition, facts: Mapping[str, Fact]) -> None:
        self.file, self.source, self.edition, self.facts = file, source, edition, facts
        self.by_id = {each.criterion.id: each for each in edition.definitions}
        self.documents: list[Document] = []
        self.values: dict[str, Any] = dict(HEAD)

    def problems(self, name: str) -> list[Problem]:
        """Return what is wrong: nothing, if the whole comes out as it says."""
        if self.file.example != name:
            message = f"`{self.file.example}` stands in `{name}.yaml`"
            return [self.source.problem(("example",), "wrong-file-name", message, "name the file for the example")]
        contract: dict[str, Any] = {}
        problems = [*self._strangers(), *self._misjudged(), *self._read(contract), *self._unanswered()]
        if problems:
            return problems
        assessment = Assessor(of_edition(self.edition, self.facts, contract), self.file.as_of).assess(
            self._submission()
        )
        return list(self._differences(assessment))

    # --- reading

    def _strangers(self) -> Iterator[Problem]:
        """Yield a problem for each criterion that is named and that the edition does not have."""
        expected = self.file.expect.outcomes.items()
        named: list[tuple[Path, str]] = [(("reviews", each), each) for each in self.file.reviews]
        named += [(("claims", each), each) for each in self.file.claims]
        named += [
            (("expect", "outcomes", outcome, at), each)
            for outcome, ids in expected
            if ids != OTHERS
            for at, each in enumerate(ids)
        ]
        for path, each in named:
            if each not in self.by_id:
                fix = suggestion(each, self.by_id, f"`{self.edition.name}` has {listing(list(self.by_id), 20)}")
                yield self.source.problem(path, "unknown-criterion", f"`{each}` is no criterion of the edition", fix)

    def _misjudged(self) -> Iterator[Problem]:
        """Yield a problem for each review that no reviewer could record, and for a decision on what is not claimed."""
        for name, written in self.file.reviews.items():
            if name not in self.by_id:
                continue
            if written in OF_CLAIMS:
                if name not in self.file.claims:
                    message = f"`{name}: {written}` decides on a claim, and nothing is claimed of `{name}`"
                    fix = f"add `{name}: equivalent` or `not-applicable` under `claims`, or take the decision out"
                    yield self.source.problem(("reviews", name), "nothing-claimed", message, fix)
                continue
            criterion = self.by_id[name].criterion
            words = ("not met",) if criterion.judged_by and criterion.bands else ("met", "not met")
            wrong = not_a_review(written, self.by_id[name], words)
            if wrong:
                yield self.source.problem(("reviews", name), "not-in-rubric", *wrong)

    def _unanswered(self) -> Iterator[Problem]:
        """Yield a problem for each fact that is said to be measured and has no value that a file could have given."""
        for at, name in enumerate(self.file.measured):
            if name not in self.file.answers:
                message = f"`{name}` is said to be measured, and is not answered"
                fix = "write under `answers` what the file gives, or take it out of `measured`"
                yield self.source.problem(("measured", at), "nothing-measured", message, fix)

    def _read(self, contract: dict[str, Any]) -> Iterator[Problem]:
        for name, given in self.file.contract.items():
            yield from self._value(f"contract.{name}", given, ("contract", name), contract)
        for name, given in self.file.answers.items():
            fact = self.facts.get(name)
            if fact is not None and not is_asked(name, fact) and name not in HEAD:
                message = f"`{name}` is not for a submission to answer"
                fix = "write contract facts under `contract`, and answer what a computed fact is computed from"
                yield self.source.problem(("answers", name), "not-asked", message, fix, of_key=True)
            elif fact is not None and fact.type == "document":
                yield from self._document(name, given)
            else:
                yield from self._value(name, given, ("answers", name), self.values)

    def _document(self, name: str, given: Any) -> Iterator[Problem]:
        version = HEAD["submission.product_version"]
        try:
            made = document(name, given, self.file.as_of, version, self.source, ("answers", name))
            self.documents.append(made)
        except ProblemsFound as found:
            yield from found.problems

    def _value(self, name: str, given: Any, path: Path, values: dict[str, Any]) -> Iterator[Problem]:
        fact = self.facts.get(name)
        if fact is None:
            fix = suggestion(name, self.facts, UNLISTED)
            yield self.source.problem(path, "unknown-fact", f"no fact is called `{name}`", fix, of_key=True)
        elif not fact_types.is_blank(given):
            value = fact_types.reader(fact)(given)
            if isinstance(value, Unreadable):
                yield self.source.problem((*path, *value.path), value.rule, value.message, value.fix)
            values[name] = value

    def _submission(self) -> Submission:
        said = {self.by_id[name].key: self._judgement(name, written) for name, written in self.file.reviews.items()}
        checks = {name: RegisterCheck("example", "example", self.file.as_of) for name in self.file.confirmed}
        claims = {self.by_id[name].key: Claim(kind, "an example") for name, kind in self.file.claims.items()}
        supplier, product, version = (self.values[name] for name in HEAD)
        measured = {name: self.values[name] for name in self.file.measured}
        return Submission(
            "example", "EXAMPLE-1", supplier, product, version, None, self.values, {}, tuple(self.documents),
            claims, Reviews(said, checks), measured,
        )  # fmt: skip

    def _judgement(self, name: str, written: object) -> Judgement:
        claim, given = self.file.claims.get(name), number(written)
        if written in OF_CLAIMS:
            accepted = written == "confirmed"
            absent, equal = (accepted, None) if claim == "not-applicable" else (None, accepted)
            return Judgement("an example", "example", self.file.as_of, None, None, absent, equal)
        if given is not None:
            return Judgement("an example", "example", self.file.as_of, None, Fraction(str(given)))
        return Judgement("an example", "example", self.file.as_of, written == "met")

    # --- comparing

    def _differences(self, assessment: Assessment) -> Iterator[Problem]:
        expect = self.file.expect
        fix = "change the definition, or what the example expects of it"
        verdict = assessment.verdict or "none"
        if verdict != expect.verdict:
            because = f", because of {listing(assessment.decided_by, 5)}" if assessment.decided_by else ""
            message = f"the verdict is `{verdict}`, not `{expect.verdict}`{because}"
            yield self.source.problem(("expect", "verdict"), "example-differs", message, fix)
        score = assessment.score
        found = (round(score.low, 1), round(score.high, 1)) if score else None
        if found != expect.score:
            written = _score_said(found)
            path: Path = ("expect", "score") if expect.score else ("expect",)
            message = f"the score is {written}, not {_score_said(expect.score)}"
            yield self.source.problem(path, "example-differs", message, fix)
        yield from self._outcomes(assessment)

    def _outcomes(self, assessment: Assessment) -> Iterator[Problem]:
        fix = "change the definition, or what the example expects of it"
        expected = self.file.expect.outcomes.items()
        named = {each: (outcome, at) for outcome, ids in expected if ids != OTHERS for at, each in enumerate(ids)}
        others = next(((outcome,) for outcome, ids in expected if ids == OTHERS), ())
        for definition, result in zip(self.edition.definitions, assessment.results, strict=True):
            name, found = definition.criterion.id, OUTCOMES[result.outcome]
            where = named.get(name, others)
            if not where:
                message = f"`{name}` comes out as `{found}`, and is not named"
                to_name = f"name it under `{found}`, if that is right, or let one outcome say `others`"
                yield self.source.problem(("expect", "outcomes"), "example-differs", message, to_name)
            elif found != where[0]:
                message = f"`{name}` comes out as `{found}`, not as `{where[0]}`"
                yield self.source.problem(("expect", "outcomes", *where), "example-differs", message, fix)


def _score_said(score: tuple[Fraction, Fraction] | None) -> str:
    return "none" if score is None else f"[{float(score[0]):g}, {float(score[1]):g}]"
