"""Runs the examples of criteria through the engine itself: what proves that a definition says what it means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.editions import Edition
from techassure.definitions.facts import Reader, Unreadable
from techassure.definitions.model import Case, Fact
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.outcomes import Bearing, Outcome, bearing
from techassure.engine.plans import sources_in_order
from techassure.files.doors import number
from techassure.problems import UNLISTED, Path, Problem, ProblemsFound, listing, suggestion
from techassure.proving.example_documents import aged, document
from techassure.proving.example_reviews import not_a_review
from techassure.proving.idle_examples import idle
from techassure.reviews import Judgement, RegisterCheck, Reviews
from techassure.selections.selection import Member, Selection
from techassure.submissions import Claim, Document, Submission

USUAL = "usual"
HEAD = {
    "submission.supplier_name": "Example Supplier Ltd",
    "submission.product_name": "Example Product",
    "submission.product_version": "1.0",
}
_REVIEWS = ("met", "not met", "none")
_BEARINGS = {
    Outcome.NOT_MET: Bearing.FAILS,
    Outcome.NO_ANSWER: Bearing.OPEN,
}


@dataclass(frozen=True, slots=True)
class Ran:
    """A case that was run: the usual answers, or a change of them.

    ``assessment`` is None where the case could not be run, because its answers cannot be read.
    """

    definition: Definition
    case: Case
    path: Path
    problems: tuple[Problem, ...]
    assessment: Assessment | None


@dataclass(slots=True)
class Report:
    """What running examples gave, case by case."""

    cases: list[Ran] = field(default_factory=list)

    @property
    def ran(self) -> int:
        """How many cases ran."""
        return len(self.cases)

    @property
    def problems(self) -> list[Problem]:
        """A problem for each case that did not hold."""
        return [problem for case in self.cases for problem in case.problems]


def test_edition(edition: Edition, facts: Mapping[str, Fact], only: Collection[str] = ()) -> Report:  # noqa: PT028 - no test
    """Run every example of an edition, or of those of its criteria whose ids are given."""
    report = Report()
    for definition in edition.definitions:
        if not only or definition.criterion.id in only:
            test_definition(definition, edition, facts, report)
    return report


test_edition.__test__ = False  # type: ignore[attr-defined] # a name of the field, not a test of pytest's


def test_definition(definition: Definition, edition: Edition, facts: Mapping[str, Fact], report: Report) -> None:
    """Run the examples of one criterion, adding to the report."""
    report.cases += run_cases(definition, edition, facts)


test_definition.__test__ = False  # type: ignore[attr-defined]


def run_cases(definition: Definition, edition: Edition, facts: Mapping[str, Fact]) -> Iterator[Ran]:
    """Run the examples of one criterion, each when it is asked for, the usual answers first."""
    runner = _Runner(definition, edition, facts)
    usual = Case.model_validate({"name": USUAL, "outcome": "met"})
    for at, case in enumerate((usual, *definition.criterion.examples.cases)):
        path: Path = ("examples", USUAL) if at == 0 else ("examples", "cases", at - 1)
        yield runner.run(case, path)


def run_again(ran: Iterable[Ran], changed: Definition, edition: Edition, facts: Mapping[str, Fact]) -> Iterator[Ran]:
    """Run examples again whose criterion expects something else: what they answer is read already."""
    runner = _Runner(changed, edition, facts)
    yield from map(runner.run_again, ran)


class _Runner:
    def __init__(self, definition: Definition, edition: Edition, facts: Mapping[str, Fact]) -> None:
        self.definition, self.edition, self.facts = definition, edition, facts
        self.examples = definition.criterion.examples
        self.assessors: dict[tuple[int, str], Assessor] = {}
        self.readers: dict[str, Reader] = {}

    def run(self, case: Case, path: Path) -> Ran:
        """Return a case with what is wrong with it: nothing, if it comes out as it says."""
        problems: list[Problem] = []
        as_of = case.as_of or self.examples.as_of
        raw = {**self.examples.usual, **case.with_}
        problems += idle(case, self.definition, self.facts, path)
        problems += self._reviewed(case, path)
        for name in case.without:
            raw.pop(name, None)
        values, documents, contract = self._typed(raw, as_of, path, problems)
        if problems:
            return Ran(self.definition, case, path, tuple(problems), None)
        submission = self._submission(case, as_of, values, documents)
        return self._assessed(case, path, as_of, contract, submission)

    def run_again(self, ran: Ran) -> Ran:
        """Return a case that was run by another definition, as it comes out by this one."""
        problems = tuple(idle(ran.case, self.definition, self.facts, ran.path))
        if problems or ran.assessment is None:
            return Ran(self.definition, ran.case, ran.path, problems or ran.problems, None)
        before = ran.assessment.assessor
        return self._assessed(ran.case, ran.path, before.as_of, before.selection.contract, ran.assessment.submission)

    def _assessed(self, case: Case, path: Path, as_of: int, contract: Mapping[str, Any], submission: Submission) -> Ran:
        assessment = self._assessor(as_of, contract).assess(submission)
        return Ran(self.definition, case, path, tuple(self._differences(case, assessment, path)), assessment)

    def _reviewed(self, case: Case, path: Path) -> Iterator[Problem]:
        if case.review is not None and self.definition.criterion.judged_by:
            wrong = not_a_review(case.review, self.definition, _REVIEWS)
            if wrong:
                yield self.definition.source.problem((*path, "review"), "not-in-rubric", *wrong)

    def _typed(
        self, raw: Mapping[str, Any], as_of: int, path: Path, problems: list[Problem]
    ) -> tuple[dict[str, Any], list[Document], dict[str, Any]]:
        values: dict[str, Any] = dict(HEAD)
        documents: list[Document] = []
        contract: dict[str, Any] = {}
        for name, given in raw.items():
            in_usual = name in self.examples.usual and raw.get(name) is self.examples.usual[name]
            where: Path = ("examples", USUAL, name) if in_usual else (*path, "with", name)
            fact = self.facts.get(name)
            if fact is None or fact.derived:
                fix = suggestion(name, self.facts, UNLISTED)
                message = f"no fact is called `{name}`"
                if fact is not None:
                    message = f"`{name}` is computed, not answered"
                    fix = f"answer what it is computed from: {listing(sources_in_order(name, self.facts))}"
                problems.append(self.definition.source.problem(where, "unknown-fact", message, fix, of_key=True))
            elif fact_types.is_blank(given):
                continue
            elif fact.type == "document":
                documents += self._document(name, given, as_of, where, problems)
            else:
                value = self._reader(name, fact)(given)
                if isinstance(value, Unreadable):
                    problems.append(
                        self.definition.source.problem((*where, *value.path), value.rule, value.message, value.fix)
                    )
                (contract if fact.about == "contract" else values)[name] = value
        return values, documents, contract

    def _reader(self, name: str, fact: Fact) -> Reader:
        if name not in self.readers:
            self.readers[name] = fact_types.reader(fact)
        return self.readers[name]

    def _document(self, name: str, given: Any, as_of: int, where: Path, problems: list[Problem]) -> Iterator[Document]:
        try:
            yield document(name, given, as_of, HEAD["submission.product_version"], self.definition.source, where)
        except ProblemsFound as found:
            problems += found.problems

    def _submission(self, case: Case, as_of: int, values: dict[str, Any], documents: list[Document]) -> Submission:
        criterion = self.definition.criterion
        provenance = case.provenance or criterion.evidence.demands
        documents, backing = self._backed(case, provenance, as_of, values, documents)
        made = Submission(
            "example", "EXAMPLE-1", values["submission.supplier_name"], values["submission.product_name"],
            values["submission.product_version"], None, values, backing, tuple(documents),
        )  # fmt: skip
        if provenance == "measured":
            made.measured = {name: value for name, value in values.items() if name not in HEAD}
        checks = (
            {name: RegisterCheck("example", "example", as_of) for name in values} if provenance == "verified" else {}
        )
        key = self.definition.key
        made.claims = {key: Claim(case.claim, "an example")} if case.claim else {}
        judgement = self._judgement(case, as_of)
        made.reviews = Reviews({key: judgement} if judgement else {}, checks)
        return made

    def _backed(
        self, case: Case, provenance: str, as_of: int, values: Mapping[str, Any], documents: list[Document]
    ) -> tuple[list[Document], dict[str, tuple[str, ...]]]:
        """Give the facts the documents that the criterion demands, unless the case says otherwise."""
        by = self.definition.criterion.evidence.by
        taken = set(by) & set(case.without)
        if provenance == "claimed" and case.provenance:
            return [each for each in documents if each.kind not in by], {}
        given = {each.kind for each in documents}
        if provenance == "documented":
            documents = [
                *documents,
                *(Document(f"example-{kind}", kind, "readable", as_of) for kind in by if kind not in given | taken),
            ]
        if case.documents == "missing":
            return [each for each in documents if each.kind not in by], {}
        documents = [aged(each, case.documents, as_of) if each.kind in by else each for each in documents]
        if provenance == "documented" and not by:
            documents = [*documents, aged(Document("example", "(any)", "readable", as_of), case.documents, as_of)]
            return documents, dict.fromkeys(values, ("example",))
        return documents, {}

    def _judgement(self, case: Case, as_of: int) -> Judgement | None:
        met, points = self._review(case)
        accepted = None if case.decision is None else case.decision == "confirmed"
        absent = accepted if case.claim == "not-applicable" else None
        equal = accepted if case.claim == "equivalent" else None
        if met is None and points is None and accepted is None:
            return None
        return Judgement("an example", "example", as_of, met, points, absent, equal)

    def _review(self, case: Case) -> tuple[bool | None, Fraction | None]:
        criterion = self.definition.criterion
        written = case.review
        if written is None and (criterion.judged_by != "reviewer" or case.documents == "other-version"):
            return None, None
        if written is None or (written == "met" and criterion.bands):
            return (None, criterion.bands[0].points) if criterion.bands else (True, None)
        if written == "none":
            return None, None
        if written in ("met", "not met"):
            return written == "met", None
        return None, Fraction(str(number(written)))

    def _assessor(self, as_of: int, contract: Mapping[str, Any]) -> Assessor:
        key = (as_of, repr(sorted(contract.items())))
        if key not in self.assessors:
            share = Fraction(1) if self.definition.criterion.bands else None
            member = Member(self.definition, self.edition, None, None, share, None, None)
            selection = Selection(
                "standards", "example", "example", (self.edition,), (member,), self.facts, contract=contract
            )
            self.assessors[key] = Assessor(selection, as_of)
        return self.assessors[key]

    def _differences(self, case: Case, assessment: Assessment, path: Path) -> Iterator[Problem]:
        result = assessment.results[0]
        source = self.definition.source
        name = f"the case `{case.name}`" if case.name != USUAL else "the usual case"
        if result.outcome.text != case.outcome:
            where: Path = path if case.name == USUAL else (*path, "outcome")
            message = f"{name} comes out as `{result.outcome.text}`, not as `{case.outcome}`{self._because(assessment)}"
            silent = case.outcome == "not met" and result.outcome is Outcome.NO_ANSWER and self._because(assessment)
            teaching = "expect `no answer`: what is not answered fails no check, not even `provided`; or answer it here"
            fix = teaching if silent else "change the definition, or what the example expects of it"
            yield source.problem(where, "example-differs", message, fix)
            return
        unknown = [problem for each in enumerate(case.because or ()) for problem in self._unknown(*each, path)]
        if unknown:
            yield from unknown
        elif case.because is not None:
            found = self._bearing(assessment, result.outcome)
            if sorted(found) != sorted(case.because):
                found_of, stated = (listing(sorted(each)) or "no check" for each in (found, case.because))
                message = f"{name} is `{case.outcome}` because of {found_of}, not of {stated}"
                yield source.problem((*path, "because"), "example-differs", message, "name exactly these checks")
        if case.points is not None:
            low, high = case.points if isinstance(case.points, tuple) else (case.points, case.points)
            if (low, high) != (result.low, result.high):
                message = f"{name} gives {result.low} to {result.high} points, not {low} to {high}"
                fix = "change the bands, or what the example expects of them"
                yield source.problem((*path, "points"), "example-differs", message, fix)

    def _unknown(self, at: int, name: str, path: Path) -> Iterator[Problem]:
        known = [check.id for check, _ in self.definition.checks]
        if name not in known:
            otherwise = f"the checks are {listing(known)}" if known else "take it out: there are no checks"
            fix = suggestion(name, known, otherwise)
            message = f"no check is called `{name}`"
            yield self.definition.source.problem((*path, "because", at), "unknown-check", message, fix)

    def _because(self, assessment: Assessment) -> str:
        found = self._bearing(assessment, assessment.results[0].outcome)
        return f" (because of {', '.join(f'`{each}`' for each in found)})" if found else ""

    def _bearing(self, assessment: Assessment, outcome: Outcome) -> list[str]:
        plan = assessment.assessor.criteria[0]
        view = assessment.view(plan, assessment.assessor.as_of)
        wanted = _BEARINGS.get(outcome)
        return [check.id for check, tree in self.definition.checks if bearing(tree, view.truth, view.weak) is wanted]
