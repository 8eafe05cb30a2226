"""A locked tender with everything that was recorded about it: what every command of its later life works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from techassure.assessing import read_all
from techassure.definitions.library import Library
from techassure.engine.assessor import Assessment, Assessor
from techassure.files import chain
from techassure.files.places import relative
from techassure.intake.pieces import printable
from techassure.problems import Place, Problem, ProblemsFound, unlike
from techassure.reviewing import people
from techassure.reviewing.log_state import Decided, State, fold
from techassure.reviewing.panel import to_judge, without_scores
from techassure.reviewing.review_reader import read_reviews, review_files
from techassure.reviewing.sheets import Score
from techassure.reviews import Identity, Reviews
from techassure.selections.lot_names import lot_named
from techassure.selections.selection import Member, Selection
from techassure.submissions import Refusal, Submission
from techassure.tendering.locking import LOCK_FILE, read_locked
from techassure.tendering.tender_log import TenderLog, individual_scores, read_log


@dataclass
class Running:
    """A locked tender, its log, and its submissions with what registers said of them; nothing is assessed yet."""

    selection: Selection
    log: TenderLog
    filed: Mapping[Identity, Reviews]
    submissions: Mapping[Identity, Submission]
    refusals: tuple[Refusal, ...]
    as_of: int

    @property
    def state(self) -> State:
        """What the entries of the log come to."""
        return self.log.state

    @cached_property
    def assessor(self) -> Assessor:
        """The selection compiled for the tender's own day."""
        return Assessor(self.selection, self.as_of)

    @cached_property
    def inside(self) -> dict[Identity, Submission]:
        """The submissions that are assessed: those whom no decision put outside."""
        return {key: each for key, each in self.submissions.items() if self.state.outside(key) is None}

    @cached_property
    def bare(self) -> dict[Identity, Assessment]:
        """Every assessed submission without any score of the panel: what waits for reviewers shows here."""
        return {key: self._assessed(each, without_scores(each, self.state)) for key, each in self.inside.items()}

    def looked_at(self, identity: Identity) -> Assessment:
        """Return a submission without any score of the panel, one that stands outside included."""
        return self.bare.get(identity) or self._assessed(
            self.submissions[identity], without_scores(self.submissions[identity], self.state)
        )

    @cached_property
    def assessments(self) -> dict[Identity, Assessment]:
        """Every assessed submission with all that was decided, and nothing that only a file says."""
        judged = self.state.judgements
        return {
            key: self._assessed(
                each, Reviews(judged.get(key, {}), each.reviews.checks, self.state.scored_elsewhere(key))
            )
            for key, each in self.inside.items()
        }

    def _assessed(self, submission: Submission, reviews: Reviews) -> Assessment:
        return self.assessor.assess(replace(submission, reviews=reviews))

    @cached_property
    def waiting(self) -> dict[Identity, list[Member]]:
        """By submission, the criteria that are for reviewers to judge, judged already or not."""
        return {key: to_judge(assessment) for key, assessment in self.bare.items()}

    @property
    def to_score(self) -> dict[Identity, list[Member]]:
        """What reviewers still have to judge of bids in the race: one that was disqualified is assessed no further."""
        return {key: members for key, members in self.waiting.items() if key not in self.state.set_aside}

    @cached_property
    def scores(self) -> list[Score]:
        """Every individual score that arrived."""
        return individual_scores(self.log)

    @property
    def arrivals(self) -> dict[str, int]:
        """The entry of the log by which each reviewer's file arrived."""
        return {made.data["file"]: made.number for made in self.state.received}

    def named(self, identity: Identity) -> str:
        """Return how a submission is called in sentences."""
        found = self.submissions.get(identity)
        lot = f", lot {lot_named(self.selection.lots, identity[3])}" if identity[3] else ""
        return f"{found.supplier if found else identity[0]}, {identity[1]} {identity[2]}{lot}"

    def near_names(self, name: str, place: Place) -> list[Problem]:
        """Return a warning where a name is nearly that of somebody in the log: then one person may count as two."""
        made = [each.by for each in self.state.history]
        found = people.near(name, dict.fromkeys(made))
        if found is None or any(people.same(name, each) for each in made):
            return []
        message = f"`{name}` counts as another person than `{found}`, who is in the log"
        fix = f"if it is one person, write the name as it was: `{found}`; else nothing.{unlike(name, found)}"
        return [Problem(place, "name-near-another", message, fix, "warning")]

    def place_of(self, identity: Identity) -> Place:
        """Return a submission as problems name it."""
        return Place(relative(self.log.folder / self.submissions[identity].label))

    def append(self, entries: list[dict[str, Any]]) -> list[Decided]:
        """Write entries behind those of the log, and return them.

        Raises:
            ProblemsFound: the log cannot be written, or somebody else wrote meanwhile.
        """
        longer = chain.append(self.log.path, self.log.chain, entries, relative(self.log.path))
        self.log = replace(self.log, chain=longer, state=fold(longer.entries))
        for name in ("inside", "bare", "assessments", "waiting", "scores"):
            self.__dict__.pop(name, None)
        return self.state.history[-len(entries) :] if entries else []


def _named_within(folder: FilePath, each: Submission | Refusal) -> Submission | Refusal:
    """Return what was read, called by its place in the tender's folder: the same wherever the folder lies."""
    name = each.label.removeprefix(f"{printable(folder)}/")
    return Refusal(name, each.problems) if isinstance(each, Refusal) else replace(each, label=name)


def load(folder: FilePath, library: Library) -> Running:
    """Return the locked tender of a folder.

    Raises:
        ProblemsFound: it is not locked, has drifted, or something in it cannot be read.
    """
    selection = read_locked(folder, library)
    log = read_log(folder)
    if log is None or selection.as_of is None:
        fix = "lock it when it is published: `techassure tender lock`"
        place = Place(relative(folder / LOCK_FILE))
        raise ProblemsFound([Problem(place, "not-locked", "the tender is not locked", fix)])
    filed = read_reviews(review_files(folder), selection)
    read = [_named_within(folder, each) for each in read_all(selection, [folder], filed)]
    submissions = {each.identity: each for each in read if isinstance(each, Submission)}
    refusals = tuple(each for each in read if isinstance(each, Refusal))
    return Running(selection, log, filed, submissions, refusals, selection.as_of)
