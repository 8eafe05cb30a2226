"""What a pipeline asks of a self-check: a threshold file, and "as good as it was, or better"."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path as FilePath

from pydantic import Field

from techassure.calendar_days import after, day_number
from techassure.documents.comparison import compared
from techassure.documents.comparison_document import Comparison, PairPart, SeenPart
from techassure.documents.document import AssessmentPart, Document, Range
from techassure.engine.scoring import VERDICT_ORDER
from techassure.files.doors import Count, Door, Exact, Span, Versioned, YesNo, enter
from techassure.files.places import Source, read_file
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound, listing

_FIX = "see what `check` says of it, or change the threshold and say why"
_FEW = 6
_NOT_SCORED = "take the threshold out, or check against what scores it"


class LowFile(Door):
    """The least that the low end of a score may be, out of 100."""

    low: Exact = Field(ge=0, le=100)


class MostFile(Door):
    """How many criteria may come to an outcome."""

    at_most: Count = Field(ge=0)


class LapsesFile(Door):
    """How long the verdict has to last."""

    not_within: Span


class ThresholdFile(Versioned):
    """A threshold file: whatever is left out is not asked for."""

    compliant: YesNo = False
    not_met: MostFile | None = Field(None, alias="not-met")
    no_answer: MostFile | None = Field(None, alias="no-answer")
    needs_review: MostFile | None = Field(None, alias="needs-review")
    score: LowFile | None = None
    clinical_safety: LowFile | None = Field(None, alias="clinical-safety")
    usability: LowFile | None = None
    interoperability: LowFile | None = None
    sustainability: LowFile | None = None
    cyber_security: LowFile | None = Field(None, alias="cyber-security")
    data_protection: LowFile | None = Field(None, alias="data-protection")
    oversight: LowFile | None = None
    lapses: LapsesFile | None = None


class Thresholds:
    """A threshold file that was read; it knows the line of each threshold."""

    def __init__(self, path: FilePath) -> None:
        """Read the file.

        Raises:
            ProblemsFound: it cannot be read, is no threshold file, or asks for nothing.
        """
        self.source: Source = read_file(path)
        self.file = enter(ThresholdFile, self.source)
        if not self.file.compliant and len(self.file.model_fields_set - {"techassure", "compliant"}) == 0:
            fix = "ask for something, such as `compliant: yes`, or leave the file out"
            raise ProblemsFound([self.source.problem((), "no-threshold", "the file asks for nothing", fix)])

    def missed(self, document: Document) -> list[Problem]:
        """Return a problem for each threshold that an assessment of the document misses."""
        return [
            problem
            for part in document["assessments"]
            for found in (
                self._verdict(part),
                self._counts(part),
                self._scores(part),
                self._lapses(part, document["as_of"]),
            )
            for problem in found
        ]

    def _problem(self, key: str, message: str, fix: str = _FIX) -> Problem:
        return self.source.problem((key,), "threshold", message, fix)

    def _verdict(self, part: AssessmentPart) -> Iterator[Problem]:
        if self.file.compliant and part["verdict"] != "compliant":
            said = part["verdict"] or "none, because nothing is a gate"
            by = f": {listing(part['decided_by'], _FEW)}" if part["decided_by"] else ""
            yield self._problem("compliant", f"the verdict of `{part['product']}` is {said}{by}")

    def _counts(self, part: AssessmentPart) -> Iterator[Problem]:
        for outcome, wanted in (
            ("not met", self.file.not_met),
            ("no answer", self.file.no_answer),
            ("needs review", self.file.needs_review),
        ):
            found = [f"{each['standard']}/{each['id']}" for each in part["criteria"] if each["outcome"] == outcome]
            if wanted is not None and len(found) > wanted.at_most:
                said = f"of the criteria of `{part['product']}`, {len(found)} came to `{outcome}`"
                message = f"{said}, more than {wanted.at_most}: {listing(found, _FEW)}"
                yield self._problem(outcome.replace(" ", "-"), message)

    def _scores(self, part: AssessmentPart) -> Iterator[Problem]:
        scores: dict[str, Range | None] = {
            "score": part["score"],
            **{each["domain"]: each["score"] for each in part["domains"]},
        }
        for name, field in ThresholdFile.model_fields.items():
            wanted, key = getattr(self.file, name), field.alias or name
            if not isinstance(wanted, LowFile):
                continue
            found = scores.get(key)
            if found is None:
                yield self._problem(key, f"nothing of `{part['product']}` is scored for `{key}`", _NOT_SCORED)
            elif Fraction(found["exact"][0]) < wanted.low:
                least = f"{float(wanted.low):g}"
                yield self._problem(key, f"`{key}` of `{part['product']}` is at least {found['low']}, below {least}")

    def _lapses(self, part: AssessmentPart, as_of: str) -> Iterator[Problem]:
        today = day_number(as_of)
        if self.file.lapses is None or part["lapses_on"] is None or today is None:
            return
        lapse = day_number(part["lapses_on"])
        if lapse is not None and lapse <= after(today, self.file.lapses.not_within):
            by = ", ".join(part["lapses_by"])
            yield self._problem("lapses", f"the verdict of `{part['product']}` lapses on {part['lapses_on']}: {by}")


def worsened(before: Document, now: Document, kept: str) -> list[Problem]:
    """Return a problem for everything that was better in a document that was kept in the file of that name."""
    made = compared(before, now)
    if made["of"] in ("selections", "products"):
        return [_of_another(made, kept)]
    found = [problem for pair in made["pairs"] for problem in _worse(pair, kept)]
    fix = "name the supplier, product and lot as they were, or keep a new result"
    gone = [
        Problem(Place(kept), "worse-than-before", f"`{each['product']}` was assessed then, and is not now", fix)
        for each in made["only_before"]
    ]
    return [*found, *gone]


def _of_another(made: Comparison, kept: str) -> Problem:
    """Return the problem that a kept result says nothing of this product, or of what it is held to."""
    if made["of"] == "products":
        was, now = (each[side]["product"] for each in made["pairs"] for side in ("before", "after"))
    else:
        was, now = (made[side]["selection"]["id"] for side in ("before", "after"))
    message = f"the kept result is of `{was}`, and this one of `{now}`: neither is as good as the other"
    return Problem(Place(kept), "kept-of-another", message, "keep a result of this product, against the same")


def _worse(pair: PairPart, kept: str) -> Iterator[Problem]:
    was, now = pair["before"]["verdict"], pair["after"]["verdict"]
    if was and now and VERDICT_ORDER.index(now) > VERDICT_ORDER.index(was):
        fix = "see the criteria below, and `techassure compare`"
        yield Problem(Place(kept), "worse-than-before", f"the verdict was {was} and is {now}", fix)
    for each in pair["criteria"]:
        before, after = each["before"], each["after"]
        if before and after and (each["worse"] or _points_lost(before, after)):
            why = f": {' '.join(each['why'])}" if each["why"] else ""
            message = f"`{each['criterion']}` was {_said(before)} and is {_said(after)}{why}"
            yield Problem(Place(kept), "worse-than-before", message, "restore it, or keep a new result and say why")


def _points_lost(before: SeenPart, after: SeenPart) -> bool:
    was, now = before["points"], after["points"]
    return was is not None and now is not None and Fraction(now["low"]) < Fraction(was["low"])


def _said(seen: SeenPart) -> str:
    outcome, points = seen["outcome"], seen["points"]
    return f"{outcome} ({points['low']} of {counted(points['of'], 'point')})" if points else outcome
