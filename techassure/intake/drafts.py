"""What has been read so far of one submission, from its own file and the shared ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from techassure.definitions.facts import Unreadable
from techassure.evidence.measuring import Evidence
from techassure.files.bounds import MOST_PROBLEMS
from techassure.problems import Problem, suggestion
from techassure.submissions import Document


class Draft:
    """The parts of a submission that is being read, and what is wrong with them.

    ``backing`` are the ids of the documents that an answer names, by its fact; ``issuers`` are who issued a document,
    by its id, where that is said. ``unlisted`` are how many more problems there are than `problems`.
    ``unsaid`` are texts that say nothing, by their fact.
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.backing: dict[str, Sequence[str]] = {}
        self.documents: dict[str, Document] = {}
        self.evidence: dict[str, Evidence] = {}
        self.issuers: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.unlisted = 0
        self.unsaid: dict[str, Unreadable] = {}

    def suggestion(self, word: str, known: Iterable[str], otherwise: str) -> str:
        """Return what to say of an unknown word: the nearest is sought only where the problem will be listed."""
        return suggestion(word, known, otherwise) if len(self.problems) < MOST_PROBLEMS else otherwise
