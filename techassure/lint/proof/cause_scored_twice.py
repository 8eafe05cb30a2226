"""One and the same failing that costs points twice in a selection.

**Why.** Two scored criteria of different editions hold the same check. Whoever fails it loses both shares: the weight
that was published for each is not the weight that the cause has.

**Avoid** scoring `security-testing/PT-1` and `dtac/C3.3` in one selection, where both ask for the same penetration
test.

**Prefer** a share for one of them, and the other as a gate or as context.

What is proven: a check of the one holds and fails on exactly the same answers as a check of the other. Checks that
ask for nothing but an answer are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, ASelection, Finding, Stated
from techassure.lint.trees import says_more_than_answered
from techassure.proving.combinations import Bits, Combinations
from techassure.selections.selection import Member

_FIX = "score one of them, and let the other be a gate or context; or say different things in their checks"


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each pair of checks, at the award criterion of the later."""
    scored = [member for member in selection.selection.members if member.share is not None]
    by_facts: dict[frozenset[str], list[tuple[Member, ACriterion, Stated]]] = {}
    for member in scored:
        criterion = selection.criteria[member.definition.key]
        for check in criterion.checks:
            if says_more_than_answered(check.tree):
                facts = frozenset(leaf.fact for leaf, _ in check.leaves())
                by_facts.setdefault(facts, []).append((member, criterion, check))
    for found in by_facts.values():
        for (one, its, first), (other, _, second) in combinations(found, 2):
            if one is not other and _same(its, first, second):
                named = [
                    f"`{check.name}` of `{member.definition.key}`" for member, check in ((one, first), (other, second))
                ]
                message = f"{' and '.join(named)} are one check, scored twice"
                yield selection.at(selection.line_of(other), message, _FIX, of_key=True)


def _same(criterion: ACriterion, one: Stated, other: Stated) -> bool:
    trees = (one.tree, other.tree)

    def apart(grid: Combinations) -> Bits:
        first, second = (grid.of(tree) for tree in trees)
        return (first.holds ^ second.holds) | (first.fails ^ second.fails)

    return criterion.prover.never(trees, apart, criterion.as_of) is True


RULE = Rule(__name__, __doc__, find)
