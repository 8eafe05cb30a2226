"""From a submission in JSON to the row of a batch."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from techassure.documents.writer import range_part, row_part, summary
from techassure.engine import scoring
from techassure.engine.assessor import Assessor, lapse_of
from techassure.engine.scoring import Range, Verdict
from techassure.files.places import Source
from techassure.intake.reader import SubmissionReader
from techassure.reviews import Identity
from techassure.rows.answers import Answers
from techassure.rows.changes import Changes
from techassure.rows.codes import Unusual
from techassure.rows.documents import Documents
from techassure.rows.outcomes import Known, Outcomes
from techassure.rows.seen import Seen
from techassure.rows.sight import Sight

Row = dict[str, Any]


class Rows:
    """Makes the rows of a batch. ``row`` gives what `documents.writer.summary` gives of the same submission."""

    def __init__(self, assessor: Assessor, reader: SubmissionReader) -> None:
        self._assessor = assessor
        self._reader = reader
        answers = Answers(assessor, reader)
        documents = Documents(assessor, reader, answers.layout)
        self._sight = Sight(answers, documents, reader, assessor.selection.lots_offered)
        self._outcomes = Outcomes(assessor, answers.codes, answers.layout)
        self._changes = Changes(assessor, answers, documents)

    def row(self, source: Source, folder: FilePath | None, label: str) -> tuple[Identity, Row]:
        """Return who submits what, and the row.

        Raises:
            ProblemsFound: everything that is wrong with the submission.
        """
        try:
            return self._short(source, folder, label)
        except Unusual:
            submission = self._reader.read(source, folder, label)
            return submission.identity, summary(self._assessor.assess(submission))

    def _short(self, source: Source, folder: FilePath | None, label: str) -> tuple[Identity, Row]:
        identity, supplier, seen = self._sight.of(source, folder)
        return identity, self._row(identity, supplier, label, self._outcomes.of(seen.cells), seen)

    def _row(self, identity: Identity, supplier: str, label: str, known: list[Known], seen: Seen) -> Row:
        verdict, gates, outcomes = self._outcomes.totals(known)
        score: Range | None = None
        if self._assessor.awards:
            verdict, score = self._scored(known)
        return row_part(
            label,
            supplier,
            identity,
            verdict,
            gates.copy(),
            range_part(score, self._assessor.selection),
            outcomes.copy(),
            self._lapses_on(verdict, known, seen),
        )

    def _scored(self, known: list[Known]) -> tuple[Verdict | None, Range | None]:
        """Return the verdict with its minimums, and the score."""
        assessor, results = self._assessor, [result for each in known for result in each.results]
        found = {award.id: award.range(results) for award in assessor.awards}
        minimums = scoring.minimums_of(found, assessor.awards, results)
        verdict = scoring.verdict([results[at].possible for at in assessor.gates], list(minimums.values()))
        return verdict, scoring.score(assessor.awards, found, results, lambda _: [])

    def _lapses_on(self, verdict: Verdict | None, known: list[Known], seen: Seen) -> int | None:
        """Return the first day on which the verdict gets worse. The cells are followed through time: it comes last."""
        if verdict is None or verdict == "non-compliant":
            return None
        cells, outcomes = seen.cells, self._outcomes
        lapse = lapse_of(
            self._assessor,
            verdict,
            [result for each in known for result in each.results] if self._assessor.awards else (),
            self._changes.events(seen),
            lambda at, day: outcomes.on(at, cells, day),
            lambda award, later: award.range(later),
        )
        return lapse[0] if lapse else None
