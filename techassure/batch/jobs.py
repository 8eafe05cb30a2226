"""What a batch judges its submissions against: one selection or several, each on one day or several."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

import orjson

from techassure.assessing import workbooks
from techassure.documents.writer import Kind, document, tool
from techassure.engine.assessor import Assessor
from techassure.intake.pieces import NO_FORMATS, Formats
from techassure.report import jsonl
from techassure.reviewing.from_log import NOTHING, Recorded, with_log
from techassure.reviews import Identity, Reviews
from techassure.selections.selection import Selection
from techassure.tendering import concealing

Detail = Literal["summary", "criteria"]
"""A row says what a submission comes to, or also each criterion's outcome with its reasons."""


@dataclass(frozen=True)
class Choice:
    """A selection with what was recorded for it, and the days (day numbers) to judge by.

    ``log`` is what a locked tender's log adds. ``concealed``: scores are not to be shown yet.
    """

    selection: Selection
    days: tuple[int, ...]
    recorded: Mapping[Identity, Reviews] = field(default_factory=dict)
    log: Recorded = NOTHING
    concealed: bool = False

    @cached_property
    def reviews(self) -> Mapping[Identity, Reviews]:
        """What was recorded, in files and in the log."""
        return with_log(self.recorded, self.log)

    @property
    def notices(self) -> list[str]:
        """What every row must say beside what the program says of all of them."""
        return [*self.log.notices, *([concealing.HIDDEN] if self.concealed else [])]


@dataclass(frozen=True)
class Run:
    """One selection on one day. Runs count from 1, in the order in which they were asked for."""

    number: int
    choice: int
    assessor: Assessor
    head: Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """Everything that decides the rows of a batch. It can be pickled: it is sent once to each worker."""

    choices: tuple[Choice, ...]
    detail: Detail = "criteria"
    kind: Kind = "assessment"
    personal: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """Return what decides; whoever is sent it compiles it sooner than he would read what was compiled."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def runs(self) -> Iterator[Run]:
        """Yield each selection, compiled for each of its days."""
        yield from self._compiled

    @cached_property
    def _compiled(self) -> tuple[Run, ...]:
        days = [(at, choice, day) for at, choice in enumerate(self.choices) for day in choice.days]
        return tuple(self._run(number, *each) for number, each in enumerate(days, 1))

    def _run(self, number: int, at: int, choice: Choice, day: int) -> Run:
        assessor = Assessor(choice.selection, day)
        made = document(assessor, [], [], self.kind, personal=self.personal, finalised=choice.log.final)
        head = jsonl.head(made)
        return Run(number, at, assessor, {**head, "notices": [*head["notices"], *choice.notices]})

    def formats(self) -> Formats:
        """Return what reads the files, beside text, that are submissions: which these are, no choice changes."""
        return workbooks(self.choices[0].selection) if self.choices else NO_FORMATS

    def described(self) -> dict[str, Any]:
        """Return what a later run must share with this one to go on where it stopped."""
        recorded = [
            [*sorted(repr(each) for each in choice.reviews.items()), repr(sorted(choice.log.outside.items()))]
            for choice in self.choices
        ]
        return {
            "techassure": 1,
            "tool": tool(),
            "detail": self.detail,
            "personal": self.personal,
            "runs": [{"as_of": run.head["as_of"], **run.head["selection"]} for run in self.runs()],
            "reviews": hashlib.sha256(orjson.dumps(recorded)).hexdigest(),
        }


def run_key(head: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells the run of a line from the others of its batch."""
    selection = head["selection"]
    return (selection["kind"], selection["id"], selection["digest"], head["as_of"])
