"""From a submission in JSON to the whole row of a batch, as JSON: every criterion's outcome and its reasons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.calendar_days import day_number, iso
from techassure.documents.writer import assessment_part, row_part
from techassure.engine.assessor import Assessment, Assessor
from techassure.engine.plans import MEMO
from techassure.engine.scoring import Verdict
from techassure.files.places import Source
from techassure.intake.reader import SubmissionReader
from techassure.reasons.courses import Courses, watching_all
from techassure.reasons.criteria import Criteria
from techassure.reasons.glimpses import Glimpses
from techassure.reasons.passages import passages
from techassure.reasons.scenes import Scenes
from techassure.reasons.showing import Showing
from techassure.reasons.sums import Summing
from techassure.reasons.templates import written
from techassure.reviews import Identity
from techassure.rows.answers import Answers
from techassure.rows.changes import Changes
from techassure.rows.codes import Unusual
from techassure.rows.documents import Documents
from techassure.rows.outcomes import Outcomes
from techassure.rows.sight import Sight


class RowText(NamedTuple):
    """Who submits what, the verdict, and the assessment as JSON."""

    identity: Identity
    verdict: Verdict | None
    text: bytes


class WholeRows:
    """Makes the whole rows of a batch: the bytes that `techassure.documents.writer.assessment_part` comes to."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader, *, redact: bool) -> None:
        watching = watching_all(assessor)
        self._assessor, self._reader, self._redact = assessor, reader, redact
        answers = Answers(assessor, reader)
        layout = answers.layout
        documents = Documents(watching, reader, layout)
        self._sight = Sight(answers, documents, reader, assessor.selection.lots_offered)
        outcomes = Outcomes(assessor, answers.codes, layout)
        told = [passages(plan, assessor) for plan in assessor.criteria]
        self._scenes = Scenes(assessor, answers, reader, [passage for each in told for passage in each])
        self._showing = Showing(assessor, answers, redact=redact)
        glimpses = Glimpses(assessor, answers)
        places = self._scenes.at, self._showing.slots
        self._criteria = Criteria(assessor, told, outcomes, glimpses, places, redact=redact)
        self._summing = Summing(assessor, self._criteria.members)
        self._courses = Courses(assessor, outcomes, Changes(watching, answers, documents))

    def row(self, source: Source, folder: FilePath | None, label: str) -> RowText:
        """Return the row.

        Raises:
            ProblemsFound: everything that is wrong with the submission.
        """
        try:
            return self._short(source, folder, label)
        except Unusual:
            made = self._assessment(source, folder, label)
            text = written(assessment_part(made, redact=self._redact))
            return RowText(made.submission.identity, made.verdict, text)

    def _assessment(self, source: Source, folder: FilePath | None, label: str) -> Assessment:
        return self._assessor.assess(self._reader.read(source, folder, label))

    def _short(self, source: Source, folder: FilePath | None, label: str) -> RowText:
        identity, supplier, seen = self._sight.of(source, folder)
        scene = self._scenes.of(seen, folder)
        self._showing.fill(scene)
        told = self._criteria.told(scene)
        results = [result for each in told for result in each.results]
        sums = self._summing.of(results, [each.tally for each in told])
        course = self._courses.of(scene, results, sums.verdict)
        lapses_on, lapses_by = course.lapse or (None, [])
        row = row_part(label, supplier, identity, sums.verdict, sums.gates, sums.score, sums.outcomes, lapses_on)
        rest = {
            "declared_on": _declared_on(scene.seen.declared_on),
            "decided_by": sums.decided_by,
            "lapses_by": lapses_by,
        }
        parts = (
            written(row | rest)[:-1],
            b',"domains":',
            sums.domains,
            b',"award_criteria":',
            sums.awards,
            b',"contradictions":[],"documents":',
            scene.documents(),
            b',"timeline":',
            course.timeline,
            b',"criteria":[',
            *self._criteria.texts(told, scene, course.changes),
            b"]}",
        )
        return RowText(identity, sums.verdict, b"".join(parts))


@lru_cache(MEMO)
def _declared_on(text: str | None) -> str | None:
    """Return the day of the declaration, which has been found to be one."""
    day = day_number(text) if text else None
    return None if day is None else iso(day)
