"""What a pipeline is told, one thing after another, whatever format it reads."""

from __future__ import annotations

from typing import Literal, NamedTuple

from techassure.problems import Place
from techassure.report.text import clean

State = Literal["pass", "fail", "open", "review", "not-applicable"]
Level = Literal["error", "warning", "note"]


class Entry(NamedTuple):
    """One thing that holds or does not: a criterion, a verdict or a problem.

    ``group`` and ``name`` are its class and name in a list of tests; ``title`` is what a person reads first. ``kind``
    says in a word what is so, such as `lapsed`. ``subject`` is what it is about, whatever line that stands on.
    ``decides`` is False of what costs points at most: whoever lacks it may comply all the same.
    """

    rule: str
    group: str
    name: str
    title: str
    state: State
    level: Level
    kind: str
    says: str
    fix: str
    place: Place
    subject: str = ""
    decides: bool = True

    @property
    def said(self) -> str:
        """What is so, and what to do, each on a line."""
        return "\n".join([clean(self.says), *([f"fix: {clean(self.fix)}"] if self.fix else [])])
