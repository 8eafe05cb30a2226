"""The outcome of one criterion for one submission on one day: the semantics, in one place.

The functions here are pure and know nothing of files, of scores or of sentences. They see a criterion through its
trees, and a submission through a ``View``: the truth of each leaf, how well each fact stands, and what was decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Final, NamedTuple

from techassure.definitions.model import Criterion, OutcomeName
from techassure.definitions.words import FAILS, HOLDS, OPEN, All, Leaf, Not, Tree, leaves, truth
from techassure.reviews import Judgement
from techassure.submissions import Claim


class Outcome(IntEnum):
    """The five outcomes."""

    MET = 0
    NOT_MET = 1
    NO_ANSWER = 2
    NEEDS_REVIEW = 3
    NOT_APPLICABLE = 4

    @property
    def text(self) -> str:
        """The outcome as it is written."""
        return OUTCOMES[self]


OUTCOMES: tuple[OutcomeName, ...] = ("met", "not met", "no answer", "needs review", "not applicable")
"""How the outcomes are written, in their order."""


MAY_BE_MET, MAY_BE_NOT_MET, MAY_NOT_APPLY = 1, 2, 4
"""What an outcome may yet become, as a set of bits."""


class Standing(IntEnum):
    """How an answer stands against the evidence that a criterion demands; the worse, the lower."""

    SHORT = 0
    EXPIRED = 1
    OTHER_VERSION = 2
    GOOD = 3


class Bearing(Enum):
    """What a check comes to once the standing of its answers is counted in."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"
    EXPIRED = "expired"
    SHORT = "short"
    OTHER_VERSION = "other version"


class Result:
    """An outcome, what it may yet become, and the points from worst to best.

    Compared by identity: the engine keeps one object for each situation of a criterion, and scoring remembers by them.
    """

    __slots__ = ("high", "low", "outcome", "possible")

    def __init__(self, outcome: Outcome, possible: int, low: Fraction, high: Fraction) -> None:
        self.outcome: Final = outcome
        self.possible: Final = possible
        self.low: Final = low
        self.high: Final = high


class Rule(NamedTuple):
    """A criterion as the engine needs it: trees and points, without sentences.

    ``due`` is the day from which its gate counts. ``of`` is the most points it can give; from ``pass_mark`` it is met.
    """

    key: str
    applies: Tree | None
    checks: tuple[Tree, ...]
    bands: tuple[tuple[Fraction, Tree | None], ...]
    by_reviewer: bool
    pass_mark: Fraction
    of: Fraction
    may_claim_not_applicable: bool
    accepts_equivalent: bool
    due: int | None = None

    def bound(self) -> list[str]:
        """Return the facts whose evidence matters: those of checks and bands, not those that say whether it applies."""
        trees = [*self.checks, *(tree for _, tree in self.bands if tree)]
        return list(dict.fromkeys(leaf.fact for tree in trees for leaf in leaves(tree)))


class View(NamedTuple):
    """A submission as one criterion sees it on one day.

    ``weak`` holds the facts that do not stand well, ``contradicted`` those whose claimed and found values differ.
    ``disputed``: such a fact decides whether the criterion applies.
    """

    day: int
    truth: Callable[[Leaf], int]
    weak: Mapping[str, Standing]
    claim: Claim | None = None
    judgement: Judgement | None = None
    contradicted: frozenset[str] = frozenset()
    disputed: bool = False


def rule_of(
    criterion: Criterion,
    key: str,
    applies: Tree | None,
    checks: Iterable[Tree],
    bands: Iterable[tuple[Fraction, Tree | None]],
    due: int | None = None,
) -> Rule:
    """Return the rule that a criterion means."""
    steps = tuple(bands)
    positive = [points for points, _ in steps if points > 0]
    default = min(positive, default=Fraction(1))
    return Rule(
        key,
        applies,
        tuple(checks),
        steps,
        criterion.judged_by == "reviewer",
        criterion.pass_mark if criterion.pass_mark is not None else default,
        max(positive, default=Fraction(1)),
        criterion.may_claim_not_applicable,
        criterion.accepts_equivalent,
        due,
    )


_NONE = Fraction(0)
NOT_APPLICABLE = Result(Outcome.NOT_APPLICABLE, MAY_NOT_APPLY, _NONE, _NONE)


def evaluate(rule: Rule, view: View) -> Result:
    """Return the outcome of the criterion."""
    applies = HOLDS if rule.applies is None else truth(rule.applies, view.truth)
    unsettled = view.disputed and not _says_whether_it_applies(view.judgement)
    if view.disputed and not unsettled:
        applies = FAILS if view.judgement and view.judgement.not_applicable else HOLDS
    if applies == FAILS and not unsettled:
        return NOT_APPLICABLE
    decided = decision(rule, view)
    if decided is True and view.claim and view.claim.kind == "not-applicable":
        return NOT_APPLICABLE
    result = _judged(rule, view)
    if decided is True:
        result = _accepted_as_equivalent(rule, view, result)
    result = _unsettled(rule, view, applies, _not_due(rule, view, result))
    return _in_dispute(result) if unsettled else result


def _says_whether_it_applies(judgement: Judgement | None) -> bool:
    return judgement is not None and (judgement.not_applicable is not None or judgement.met is not None)


def _in_dispute(result: Result) -> Result:
    return Result(Outcome.NEEDS_REVIEW, result.possible | MAY_NOT_APPLY, result.low, result.high)


def _accepted_as_equivalent(rule: Rule, view: View, judged: Result) -> Result:
    """Return met, with the points that were recorded, else the pass mark or what the checks alone give."""
    recorded = view.judgement.points if view.judgement else None
    if recorded is not None:
        return Result(Outcome.MET, MAY_BE_MET, recorded, recorded)
    return Result(Outcome.MET, MAY_BE_MET, max(rule.pass_mark, judged.low), max(rule.pass_mark, judged.high))


def claimed(rule: Rule, view: View) -> bool:
    """Tell whether there is a claim that the criterion allows."""
    return view.claim is not None and may_claim(rule, view.claim)


def may_claim(rule: Rule, claim: Claim) -> bool:
    """Tell whether the criterion allows such a claim."""
    return rule.may_claim_not_applicable if claim.kind == "not-applicable" else rule.accepts_equivalent


def may_leave(rule: Rule, claim: Claim | None, judgement: Judgement | None) -> bool:
    """Tell whether a claim may yet take a criterion out of the sums: allowed, "not applicable", and not decided."""
    pending = judgement is None or judgement.not_applicable is None
    return claim is not None and claim.kind == "not-applicable" and rule.may_claim_not_applicable and pending


def decision(rule: Rule, view: View) -> bool | None:
    """Return what the buyer decided about an allowed claim; None where there is no claim, or no decision yet."""
    if not claimed(rule, view) or view.claim is None or view.judgement is None:
        return None
    judged = view.judgement
    return judged.not_applicable if view.claim.kind == "not-applicable" else judged.equivalent


def _unsettled(rule: Rule, view: View, applies: int, result: Result) -> Result:
    """Widen what the checks say by what is not known: whether the criterion applies, whether a claim is accepted."""
    outcome, possible, high = result.outcome, result.possible, result.high
    if applies == OPEN:
        outcome, possible = Outcome.NO_ANSWER, possible | MAY_NOT_APPLY
    if claimed(rule, view) and decision(rule, view) is None:
        outcome = Outcome.NEEDS_REVIEW
        equivalent = view.claim is not None and view.claim.kind == "equivalent"
        possible |= MAY_BE_MET if equivalent else MAY_NOT_APPLY
        high = rule.of if equivalent else high
    return Result(outcome, possible, result.low, high)


def _not_due(rule: Rule, view: View, result: Result) -> Result:
    """A gate that falls due later is open, not failed: until that day all that it lacks may still be got."""
    if rule.due is None or view.day >= rule.due or result.outcome is Outcome.MET:
        return result
    failed = result.outcome is Outcome.NOT_MET
    return Result(Outcome.NO_ANSWER if failed else result.outcome, MAY_BE_MET | MAY_BE_NOT_MET, result.low, rule.of)


def _judged(rule: Rule, view: View) -> Result:
    """Return what checks, bands, evidence and reviewers say, as if the criterion surely applied."""
    settled = view.judgement.met if view.judgement else None
    weak = _accepted(view.weak) if settled is True else view.weak
    bearings = [bearing(tree, view.truth, weak) for tree in rule.checks]
    if Bearing.FAILS in bearings or Bearing.EXPIRED in bearings:
        return Result(Outcome.NOT_MET, MAY_BE_NOT_MET, _NONE, _NONE)
    low, accepted, high = _points(rule, view, weak)
    if high < rule.pass_mark:
        sure = all(each is Bearing.HOLDS for each in bearings)
        return Result(Outcome.NOT_MET, MAY_BE_NOT_MET, low if sure else _NONE, high)
    if Bearing.OPEN in bearings or Bearing.SHORT in bearings:
        return Result(Outcome.NO_ANSWER, MAY_BE_MET | MAY_BE_NOT_MET, _NONE, high)
    in_doubt = Bearing.OTHER_VERSION in bearings or bool(view.contradicted)
    due = in_doubt or low < rule.pass_mark <= accepted
    if settled is False and (due or rule.by_reviewer):
        return Result(Outcome.NOT_MET, MAY_BE_NOT_MET, _NONE, _NONE)
    if rule.by_reviewer:
        return _reviewed(rule, view)
    if due and settled is None:
        outcome = Outcome.NEEDS_REVIEW if accepted >= rule.pass_mark else Outcome.NO_ANSWER
        return Result(outcome, MAY_BE_MET | MAY_BE_NOT_MET, _NONE if in_doubt else low, high)
    return _by_points(rule, low, high)


def _accepted(weak: Mapping[str, Standing]) -> dict[str, Standing]:
    return {fact: standing for fact, standing in weak.items() if standing is not Standing.OTHER_VERSION}


def bearing(tree: Tree, of_leaf: Callable[[Leaf], int], weak: Mapping[str, Standing]) -> Bearing:
    """Return what a check comes to.

    A check that fails by its answers fails, because an admission counts however weakly it is backed. An answer whose
    document has expired counts against the check, as far as nothing else can save it; an answer that is short of
    evidence, or backed for another version, counts as not given.
    """
    value = truth(tree, of_leaf)
    if value != HOLDS:
        return Bearing.FAILS if value == FAILS else Bearing.OPEN
    if not weak:
        return Bearing.HOLDS
    expired = {fact for fact, standing in weak.items() if standing is Standing.EXPIRED}
    without = _against(tree, of_leaf, expired, frozenset())
    if without != HOLDS:
        return Bearing.EXPIRED if without == FAILS else Bearing.OPEN
    left_out: set[str] = set()
    for standing, found in ((Standing.SHORT, Bearing.SHORT), (Standing.OTHER_VERSION, Bearing.OTHER_VERSION)):
        left_out |= {fact for fact, its in weak.items() if its is standing}
        if _against(tree, of_leaf, expired, left_out) != HOLDS:
            return found
    return Bearing.HOLDS


def _against(
    tree: Tree, of_leaf: Callable[[Leaf], int], expired: AbstractSet[str], left_out: AbstractSet[str], sign: int = HOLDS
) -> int:
    """Return the truth where expired facts speak against the check, and those left out say nothing.

    ``sign`` is FAILS inside an odd number of ``not``: there, to hold is to speak against.
    """
    if isinstance(tree, Leaf):
        if tree.fact in expired:
            return -sign
        return OPEN if tree.fact in left_out else of_leaf(tree)
    if isinstance(tree, Not):
        return -_against(tree.part, of_leaf, expired, left_out, -sign)
    values = [_against(part, of_leaf, expired, left_out, sign) for part in tree.parts]
    return min(values) if isinstance(tree, All) else max(values)


def _points(rule: Rule, view: View, weak: Mapping[str, Standing]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the points at worst, with another version's documents accepted, and at best."""
    if not rule.bands:
        return rule.of, rule.of, rule.of
    low = accepted = high = _NONE
    for points, tree in rule.bands:
        found = Bearing.HOLDS if tree is None else bearing(tree, view.truth, weak)
        if found is Bearing.HOLDS:
            low = max(low, points)
        if found in (Bearing.HOLDS, Bearing.OTHER_VERSION):
            accepted = max(accepted, points)
        if found not in (Bearing.FAILS, Bearing.EXPIRED):
            high = max(high, points)
    return low, accepted, high


def _reviewed(rule: Rule, view: View) -> Result:
    judged = view.judgement
    if rule.bands and judged and judged.points is not None:
        met = judged.points >= rule.pass_mark
        return Result(
            Outcome.MET if met else Outcome.NOT_MET, MAY_BE_MET if met else MAY_BE_NOT_MET, judged.points, judged.points
        )
    if not rule.bands and judged and judged.met:
        return Result(Outcome.MET, MAY_BE_MET, rule.of, rule.of)
    return Result(Outcome.NEEDS_REVIEW, MAY_BE_MET | MAY_BE_NOT_MET, _NONE, rule.of)


def _by_points(rule: Rule, low: Fraction, high: Fraction) -> Result:
    if low >= rule.pass_mark:
        return Result(Outcome.MET, MAY_BE_MET, low, high)
    return Result(Outcome.NO_ANSWER, MAY_BE_MET | MAY_BE_NOT_MET, low, high)
