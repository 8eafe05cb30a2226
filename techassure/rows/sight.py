"""What every row of a batch begins with: one submission's head, answers and documents, as the short way sees them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path as FilePath

import orjson
from msgspec import UNSET

from techassure.files.bounds import MOST_NODES
from techassure.files.places import Source
from techassure.intake.head import bare
from techassure.intake.reader import SubmissionReader
from techassure.reviews import Identity
from techassure.rows import heads
from techassure.rows.answers import Answers
from techassure.rows.codes import Unusual
from techassure.rows.documents import Documents
from techassure.rows.seen import Seen
from techassure.version import LANGUAGE


class Sight:
    """Looks at submissions that are written in the usual way."""

    def __init__(
        self, answers: Answers, documents: Documents, reader: SubmissionReader, lots: Collection[str] | None
    ) -> None:
        self._answers, self._documents, self._reader, self._lots = answers, documents, reader, lots

    def of(self, source: Source, folder: FilePath | None) -> tuple[Identity, str, Seen]:
        """Return who submits what, the supplier's name, and what was seen.

        Raises:
            Unusual: the submission takes the long way.
        """
        text = _in_json(source)
        if not 0 < len(text.raw) < MOST_NODES:
            raise Unusual
        whole = self._answers.whole(text)
        identity, supplier = heads.read(whole, self._lots)
        if self._reader.has_shared_files(folder) or self._reader.has_reviews(identity):
            raise Unusual
        source.remark(bare(identity[0], source))
        seen = Seen(identity[2])
        if whole.declared_by is not UNSET:
            seen.declared_on = whole.declared_by.on
        if whole.evidence is not UNSET:
            self._documents.stand(whole.evidence, folder, seen)
        self._answers.read(whole.answers, seen, is_plain=_is_plain(text.raw))
        if seen.entries:
            self._documents.settle(seen)
        self._answers.derive(seen, identity, supplier)
        return identity, supplier, seen


def _in_json(source: Source) -> Source:
    """Return what was read from YAML, or a workbook, as if it had been written in JSON.

    Raises:
        Unusual: JSON cannot say it.
    """
    if source.raw or not isinstance(source.value, dict):
        return source
    value = {**source.value, "techassure": LANGUAGE if source.value.get("techassure") == str(LANGUAGE) else None}
    try:
        return Source(source.file, value, orjson.dumps(value))
    except (orjson.JSONEncodeError, RecursionError):
        raise Unusual from None


def _is_plain(raw: bytes) -> bool:
    """Tell whether what is ASCII in JSON can be printed: what cannot is escaped there, but for one character."""
    return b"\\" not in raw and b"\x7f" not in raw
