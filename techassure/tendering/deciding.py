"""Whether a decision may be recorded: what it is about exists, it is open to a person, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from techassure.calendar_days import day_number, iso
from techassure.definitions.rubrics import no_step, rubric_of, steps
from techassure.engine.outcomes import MAY_BE_NOT_MET, Outcome, may_claim
from techassure.files import chain
from techassure.files.doors import decimal_text, enter
from techassure.files.places import Source
from techassure.problems import Path, Problem, ProblemsFound, listing, suggestion
from techassure.reviewing import log_days, people
from techassure.reviewing.bids import about, identity_of, no_such_bid
from techassure.reviewing.decisions import OF_PRICES, SCORING, DecisionFile, DecisionsFile
from techassure.reviewing.log_state import Decided, State, fold, question
from techassure.reviewing.review_reader import PersonFile
from techassure.reviews import Identity
from techassure.selections.selection import Member
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import before_lock

_AFTER_FINAL = ("award", "reopened")
_REPEATABLE = ("reopened", "reinstated")
"""Kinds that may be recorded more than once: each speaks of the moment."""


def entries(running: Running, source: Source) -> list[dict[str, Any]]:
    """Return the entries that a file of decisions makes, ready to be appended: all of them, or none.

    Raises:
        ProblemsFound: everything in the file that may not be recorded.
    """
    file = enter(DecisionsFile, source)
    made: list[dict[str, Any]] = []
    problems = before_lock(running.log, file.on, source.place(("on",)))
    for at, decision in enumerate(file.decisions):
        state = _after(running, made)
        data = entry(decision, file.by, file.on)
        wrong = list(_Check(running, state, source, ("decisions", at)).problems(decision, data))
        problems += wrong
        if not wrong:
            made.append(data)
    if problems:
        raise ProblemsFound(problems)
    return made


def _after(running: Running, made: list[dict[str, Any]]) -> State:
    return fold(chain.extended(running.log.chain, made).entries) if made else running.state


def entry(decision: DecisionFile, by: PersonFile, on: int) -> dict[str, Any]:
    """Return a decision as its entry says it."""
    given = {name: getattr(decision, name) for name in DecisionFile.model_fields if name in decision.model_fields_set}
    data = {name: _plain(value) for name, value in given.items() if value is not None}
    return {"by": person(by), "on": iso(on), **data}


def person(by: PersonFile) -> dict[str, str]:
    """Return a person as an entry names one."""
    return {"name": by.name, **({"role": by.role} if by.role else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, tuple):
        return list(value)
    return about(value.identity) if hasattr(value, "identity") else value


class _Check:
    """Looks at one decision against the tender and against what was decided before."""

    def __init__(self, running: Running, state: State, source: Source, path: Path) -> None:
        self.running, self.state, self.source, self.path = running, state, source, path
        self.members = {member.definition.key: member for member in running.selection.members}

    def problem(self, key: str, rule: str, message: str, fix: str) -> Problem:
        return self.source.problem((*self.path, key), rule, message, fix)

    def problems(self, decision: DecisionFile, data: Mapping[str, Any]) -> Iterator[Problem]:
        known = [*self._closed(decision), *self._unknown(decision)]
        yield from known
        if not known:
            yield from self._again(decision, data)
            yield from self._too_early(decision, data)
            special = _SPECIAL.get(decision.kind)
            if special:
                yield from special(self, decision)

    # --- what holds of every kind

    def _closed(self, decision: DecisionFile) -> Iterator[Problem]:
        final = self.state.final
        if final and decision.kind not in _AFTER_FINAL:
            fix = "record `reopened` first, with the reason"
            yield self.problem("kind", "already-finalised", f"the tender was finalised on {iso(final.on)}", fix)
        elif self.state.moderation_closed and decision.kind in SCORING:
            fix = "record `reopened` first, with the reason; the result says what was scored after the prices"
            message = f"prices are open since entry {self.state.prices[0].number} of the log: no score may follow them"
            yield self.problem("kind", "moderation-closed", message, fix)
        if not final and decision.kind == "award":
            fix = "run `techassure tender finalise` first"
            yield self.problem("kind", "not-finalised", "nothing is finalised, so nothing can be awarded", fix)

    def _unknown(self, decision: DecisionFile) -> Iterator[Problem]:
        if decision.submission and decision.submission.identity not in self.running.submissions:
            said = no_such_bid(decision.submission.identity, self.running.submissions)
            yield self.problem("submission", "unknown-submission", *said)
        for key in [decision.criterion] if decision.criterion else []:
            if key not in self.members:
                fix = suggestion(key, self.members, "write it as `standard/ID`")
                yield self.problem("criterion", "unknown-criterion", f"the tender has no criterion `{key}`", fix)
        awards = [award.id for award in self.running.selection.award_criteria if award.assessed_by == "elsewhere"]
        if decision.award_criterion and decision.award_criterion not in awards:
            fix = suggestion(decision.award_criterion, awards, f"assessed elsewhere: {listing(awards) or 'none'}")
            message = f"`{decision.award_criterion}` is not an award criterion that is assessed elsewhere"
            yield self.problem("award_criterion", "unknown-award-criterion", message, fix)

    def _again(self, decision: DecisionFile, data: Mapping[str, Any]) -> Iterator[Problem]:
        before = None if decision.kind in _REPEATABLE else self.state.latest.get(question(decision.kind, data))
        if before is None and decision.corrects is not None:
            message = f"entry {decision.corrects} decided something else"
            yield self.problem("corrects", "corrects-nothing", message, "leave `corrects` out")
        elif before is not None and decision.corrects != before.number:
            message = f"entry {before.number} of the log decided this before"
            fix = f"add `corrects: {before.number}`; both stay in the log"
            yield self.problem("kind", "decided-before", message, fix)

    def _too_early(self, decision: DecisionFile, data: Mapping[str, Any]) -> Iterator[Problem]:
        on = day_number(data["on"])
        assert on is not None
        yield from log_days.before(on, self._follows(decision), self.source.place(("on",)))

    def _follows(self, decision: DecisionFile) -> Decided | None:
        """Return the entry before whose day the decision cannot have been taken."""
        state, identity, kind = self.state, self._subject(decision)[0] if decision.submission else None, decision.kind
        if kind in ("clarification-answered", "clarification-closed"):
            return state.asked.get(str(decision.clarification))
        if kind in OF_PRICES:
            return min(state.prices, key=lambda made: made.on, default=None)
        if kind == "disregarded" and decision.ground == "abnormally-low-price" and identity:
            return state.considered.get(("abnormally-low-considered", identity))
        if kind == "reinstated" and identity:
            return state.set_aside.get(identity)
        return state.final if kind == "award" else log_days.reopening(state) if kind in SCORING else None

    # --- what holds of one kind

    def _claim(self, decision: DecisionFile) -> Iterator[Problem]:
        identity, key = self._subject(decision)
        submission = self.running.submissions[identity]
        claim = submission.claims.get(key)
        plan = next(each for each in self.running.assessor.criteria if each.rule.key == key)
        if claim is None or claim.kind != decision.kind:
            message = f"the submission does not claim `{decision.kind}` for `{key}`"
            yield self.problem("criterion", "no-such-claim", message, "decide claims that were made")
        elif not may_claim(plan.rule, claim):
            message = f"`{key}` allows nobody to claim `{decision.kind}`"
            yield self.problem("criterion", "claim-not-allowed", message, "treat every bidder alike")
        yield from self._rubric(decision, self.members[key])

    def _rubric(self, decision: DecisionFile, member: Member) -> Iterator[Problem]:
        rubric = rubric_of(member.definition)
        if decision.points is not None and decision.points not in rubric:
            fix = f"write one of {steps(rubric)}" if rubric else "leave `points` out: there is no rubric of them"
            yield self.problem("points", "not-in-rubric", no_step(decision.points, member.definition.key), fix)

    def _outcome(self, decision: DecisionFile) -> Iterator[Problem]:
        identity, key = self._subject(decision)
        bare = self.running.looked_at(identity)
        at = next(at for at, plan in enumerate(bare.assessor.criteria) if plan.rule.key == key)
        plan, result = bare.assessor.criteria[at], bare.results[at]
        if plan.rule.by_reviewer:
            fix = "score it with `techassure review sheet` and `merge`"
            yield self.problem("criterion", "for-reviewers", f"`{key}` is for reviewers to judge", fix)
        elif result.outcome is not Outcome.NEEDS_REVIEW and (identity, key) not in self._settled():
            message = f"`{key}` is `{result.outcome.text}` by its checks, and nothing is left to decide"
            fix = "what is published holds for every bidder; ask a clarification, or record what follows from it"
            if plan.member.gate:
                yield self.problem("criterion", "published-gate", message, fix)
            else:
                yield self.problem("criterion", "not-open-to-a-decision", message, fix)

    def _settled(self) -> set[tuple[Identity | None, str]]:
        kinds = [each for each in self.state.history if each.kind == "outcome"]
        return {(each.identity, str(each.data["criterion"])) for each in kinds}

    def _disregarded(self, decision: DecisionFile) -> Iterator[Problem]:
        identity, _ = self._subject(decision)
        failing = [self.members[key].gate for key in self.may_fail(identity)]
        if decision.ground == "condition-of-participation" and decision.ground not in failing:
            message = "no condition of participation is, or may be, not met"
            yield self.problem("ground", "no-such-ground", message, "name the ground on which it was decided")
        heard = ("abnormally-low-considered", identity) in self.state.considered
        if decision.ground == "abnormally-low-price" and not heard:
            message = "nothing says that the bidder was told of its low price and heard on it"
            fix = "record `abnormally-low-considered` first, with what was found and the notice"
            yield self.problem("ground", "not-heard", message, fix)

    def _disqualified(self, decision: DecisionFile) -> Iterator[Problem]:
        identity, _ = self._subject(decision)
        minimums = self._minimums(identity)
        gates = [key for key in self.may_fail(identity) if self.members[key].gate != "condition-of-participation"]
        allowed = [*gates, *minimums]
        for key in decision.criteria or ():
            if key not in allowed:
                message = f"`{key}` does not disqualify: it is no gate here, or it is met"
                fix = suggestion(key, allowed, f"write some of {listing(allowed) or 'none: nothing is failed'}")
                yield self.problem("criteria", "does-not-disqualify", message, fix)

    def may_fail(self, identity: Identity) -> list[str]:
        """Return the gates that are, or may yet be, not met."""
        found = self.running.looked_at(identity)
        pairs = zip(found.assessor.criteria, found.results, strict=True)
        return [plan.rule.key for plan, result in pairs if plan.member.gate and result.possible & MAY_BE_NOT_MET]

    def _minimums(self, identity: Identity) -> list[str]:
        """Return the minimums that are, or may yet be, missed: of award criteria, and of criteria by their keys.

        A score from elsewhere counts from the line on which it stands: the disqualification may follow in one file.
        """
        known = self.running.assessments.get(identity) or self.running.looked_at(identity)
        reviews = known.submission.reviews._replace(elsewhere=self.state.scored_elsewhere(identity))
        found = known.assessor.assess(replace(known.submission, reviews=reviews))
        missed = [name for name, met in found.minimums.items() if met is not True]
        keys = [plan.rule.key for plan in found.assessor.criteria]
        return [keys[name] if isinstance(name, int) else f"minimum of {name}" for name in missed]

    def _reinstated(self, decision: DecisionFile) -> Iterator[Problem]:
        if self._subject(decision)[0] not in self.state.set_aside:
            fix = "leave the entry out"
            yield self.problem("submission", "not-set-aside", "the submission is not set aside", fix)

    def _clarification(self, decision: DecisionFile) -> Iterator[Problem]:
        name = str(decision.clarification)
        if name not in self.state.asked:
            fix = suggestion(name, self.state.asked, f"asked were {listing(list(self.state.asked)) or 'none'}")
            message = f"no clarification `{name}` was asked"
            yield self.problem("clarification", "unknown-clarification", message, fix)

    def _conflict(self, decision: DecisionFile) -> Iterator[Problem]:
        names = list(dict.fromkeys(made.by for made in self.state.received))
        if not any(people.same(str(decision.reviewer), name) for name in names):
            fix = suggestion(str(decision.reviewer), names, f"reviewers are {listing(names) or 'not known yet'}")
            message = f"no sheet of a reviewer `{decision.reviewer}` arrived"
            yield self.problem("reviewer", "unknown-reviewer", message, fix)

    def _award(self, decision: DecisionFile) -> Iterator[Problem]:
        identity, _ = self._subject(decision)
        final = self.state.final
        first = [identity_of(each) for each in final.data["first"]] if final else []
        if identity not in first:
            message = f"{self.running.named(identity)} is not first in its lot"
            fix = "award to the most advantageous tender, or record `reopened` with the reason"
            if self.running.selection.contract.get("contract.is_new_framework"):
                fix += "; name in its `because` who else comes into the framework, by the places of the final result"
            yield self.problem("submission", "not-first", message, fix)

    def _subject(self, decision: DecisionFile) -> tuple[Identity, str]:
        assert decision.submission is not None
        return decision.submission.identity, decision.criterion or ""


_SPECIAL: dict[str, Callable[[_Check, DecisionFile], Iterator[Problem]]] = {
    "equivalent": _Check._claim,
    "not-applicable": _Check._claim,
    "outcome": _Check._outcome,
    "disregarded": _Check._disregarded,
    "disqualified": _Check._disqualified,
    "reinstated": _Check._reinstated,
    "clarification-answered": _Check._clarification,
    "clarification-closed": _Check._clarification,
    "conflict-decided": _Check._conflict,
    "award": _Check._award,
}
