"""What every row of a batch begins with: one submission's head, answers and documents, as the short way sees them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path as FilePath
from typing import Any

from techassure.reviews import Identity
from techassure.rows import heads
from techassure.rows.answers import Answers
from techassure.rows.codes import Unusual
from techassure.rows.documents import Documents
from techassure.rows.seen import Seen
from techassure.submission_reader import SubmissionReader


class Sight:
    """Looks at submissions that are written in the usual way."""

    def __init__(self, answers: Answers, documents: Documents, reader: SubmissionReader, lots: Collection[str]) -> None:
        self._answers, self._documents, self._reader, self._lots = answers, documents, reader, lots

    def of(self, value: Any, folder: FilePath | None) -> tuple[Identity, str, Seen]:
        """Return who submits what, the supplier's name, and what was seen.

        Raises:
            Unusual: the submission takes the long way.
        """
        identity, supplier = heads.read(value, self._lots)
        if self._reader.has_shared_files(folder) or self._reader.has_reviews(identity):
            raise Unusual
        seen = Seen(value.get("answers", {}), identity[2])
        if "evidence" in value:
            self._documents.stand(value["evidence"], folder, seen)
        self._answers.read(seen, identity, supplier)
        if seen.entries:
            self._documents.settle(seen)
        return identity, supplier, seen
