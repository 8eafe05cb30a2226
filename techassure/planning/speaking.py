"""What a change has to reach, once it is known what the plan comes to: no more than what its criteria rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from techassure.definitions.words import HOLDS, All, Leaf, Not, Tree, truth
from techassure.engine.assessor import Assessment
from techassure.engine.plans import CriterionPlan, sources_in_order
from techassure.planning.board import Board
from techassure.planning.changes import Change, Word, fewest_words
from techassure.planning.desk import least
from techassure.planning.literals import Literal
from techassure.planning.through import Known
from techassure.proving.combinations import same

OfLeaf = Callable[[Leaf], int]
About = Callable[[Leaf], bool]
Promise = Mapping[str, Fraction | None]
"""Criteria with the points that they have to give; None for what a gate needs."""
_FROM_ROWS = ("row_count", "column_sum", "column_max", "look_up")


def spoken(changes: Sequence[Change], after: Assessment, board: Board, promise: Promise) -> list[Change]:
    """Return changes with what has to come out of them for what they serve, and for what is promised.

    ``promise`` names criteria, with the points that they have to give; it may name some that the changes do not serve.
    """
    changed = {each.fact for each in changes}
    return [_spoken(each, after, board, changed, promise) if _is_told(each, board) else each for each in changes]


def rests_on(tree: Tree, wanted: int, of_leaf: OfLeaf, about: About) -> list[Literal]:
    """Return leaves that suffice for an expectation to come out as it does.

    Of several that would do, those with the fewest of what it is about.
    """
    if isinstance(tree, Leaf):
        return [(tree, wanted)]
    if isinstance(tree, Not):
        return rests_on(tree.part, -wanted, of_leaf, about)
    if isinstance(tree, All) == (wanted == HOLDS):
        return [each for part in tree.parts for each in rests_on(part, wanted, of_leaf, about)]
    enough = (rests_on(part, wanted, of_leaf, about) for part in tree.parts if truth(part, of_leaf) == wanted)
    return min(enough, key=lambda literals: sum(about(leaf) for leaf, _ in literals))


def _is_told(change: Change, board: Board) -> bool:
    """Tell whether a change has anything to reach: a document is attached, and what a product is stays open."""
    return change.fact in board.truths and change.fact not in board.kinds and change.shown != "document"


def _spoken(change: Change, after: Assessment, board: Board, changed: set[str], promise: Promise) -> Change:
    """Return a change with all that it has to reach; what its rows look up is said of the table that has the rows."""
    own: list[Word] = []
    beside: dict[str, None] = {}
    more: list[Word] = []
    for leaf, wanted in _literals({**dict.fromkeys(change.serves), **promise}, after, board, changed):
        fact = board.facts[leaf.fact]
        if leaf.fact == change.fact:
            own.append((leaf, wanted == HOLDS))
        elif fact.derived and change.fact in sources_in_order(leaf.fact, board.facts):
            rows = sources_in_order(leaf.fact, board.facts)[0] if fact.derived.function in _FROM_ROWS else change.fact
            if rows != change.fact and rows in changed:
                beside[rows] = None
            else:
                more.append((_of_rows(leaf, board.facts), wanted == HOLDS))
    own = fewest_words(own, board.choices(change.fact)) if _is_told_whole(change.fact, board) else own
    reach = _each_once([*own, *(each for each in more if not _says_less(each, more))])
    return replace(change, reach=reach, computed=bool(more or beside), beside=tuple(beside))


def _is_told_whole(name: str, board: Board) -> bool:
    """Tell whether the bounds of an answer say all that is asked of it: every value that matters was looked at."""
    choices = board.choices(name)
    return choices.whole and not (name in board.inputs and choices.fact.type == "table")


def _literals(promise: Promise, after: Assessment, board: Board, changed: set[str]) -> Iterator[Literal]:
    """Yield what criteria rest on, in the end."""

    def about(leaf: Leaf) -> bool:
        return not changed.isdisjoint(sources_in_order(leaf.fact, board.facts))

    for plan in after.assessor.criteria:
        if plan.rule.key in promise:
            of_leaf = plan.truth_in(after.weighed.claimed.cells)
            points = promise[plan.rule.key] or least(plan) or plan.rule.of
            held = [tree for tree in _trees(plan, of_leaf, points) if truth(tree, of_leaf) == HOLDS]
            yield from (each for tree in held for each in rests_on(tree, HOLDS, of_leaf, about))


def _trees(plan: CriterionPlan, of_leaf: OfLeaf, points: Fraction) -> Iterator[Tree]:
    """Yield what is expected for so many points: the checks, and of the bands that hold the lowest that is enough."""
    yield from plan.rule.checks
    held = [(worth, tree) for worth, tree in plan.rule.bands if tree and truth(tree, of_leaf) == HOLDS]
    enough = [each for each in held if each[0] >= points] or held[:1]
    if enough and not plan.rule.by_reviewer:
        yield enough[-1][1]


def _of_rows(leaf: Leaf, known: Known) -> Leaf:
    """Return what is said of the number of rows as said of the table that has them: looking up adds none."""
    derived = known[leaf.fact].derived
    return replace(leaf, fact=derived.inputs[0]) if derived and leaf.word == "rows" else leaf


def _each_once(reach: Sequence[Word]) -> tuple[Word, ...]:
    return tuple({(same(leaf), holds): (leaf, holds) for leaf, holds in reach}.values())


def _says_less(one: Word, others: Sequence[Word]) -> bool:
    """Tell whether a bound holds wherever another does, as 95 or more where 99.9 or more."""
    leaf, holds = one
    alike = [each for each, its in others if its and (each.fact, each.word) == (leaf.fact, leaf.word)]
    if not holds or leaf.word not in ("at_least", "at_most"):
        return False
    return any(
        each.argument > leaf.argument if leaf.word == "at_least" else each.argument < leaf.argument for each in alike
    )
