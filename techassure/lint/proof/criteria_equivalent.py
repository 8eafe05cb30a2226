"""Two criteria of one edition that always have the same outcome.

**Why.** One clause was encoded twice, or a copy was never changed. The same thing is counted twice among the gates,
or scored twice.

**Avoid** a copy of `C3.3.yaml` as `C3.4.yaml` in which only the title was changed.

**Prefer** one criterion, or checks that ask for what the second clause adds.

What is proven: both apply, hold and fail on exactly the same answers, demand the same evidence and give the same
points. Criteria that a person judges are left out: what the person is asked may differ.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import reduce
from itertools import combinations, groupby
from operator import or_

from techassure.definitions.words import leaves
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, AnEdition, Finding
from techassure.proving.combinations import Bits, Combinations

_FIX = "take one of them out, or let its checks say what sets it apart"


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for the later of two such criteria."""
    decided = sorted([each for each in edition.criteria if _is_comparable(each)], key=lambda each: repr(_key(each)))
    for _, group in groupby(decided, key=_key):
        for one, other in combinations(group, 2):
            if _same(one, other):
                first = one.definition.criterion.id
                message = f"`{other.definition.criterion.id}` always comes out as `{first}` does"
                yield other.at(("id",), message, _FIX)


def _is_comparable(criterion: ACriterion) -> bool:
    return criterion.definition.criterion.judged_by is None and bool(criterion.trees)


def _key(criterion: ACriterion) -> Hashable:
    """Return what two criteria must share to be worth comparing."""
    made = criterion.definition.criterion
    facts = frozenset(leaf.fact for tree in criterion.trees for leaf in leaves(tree))
    evidence = (
        made.evidence.demands,
        tuple(sorted(made.evidence.by)),
        made.may_claim_not_applicable,
        made.accepts_equivalent,
    )
    return sorted(facts), evidence, [str(band.points) for band in made.bands], str(made.pass_mark)


def _same(one: ACriterion, other: ACriterion) -> bool:
    def apart(grid: Combinations) -> Bits:
        pairs = zip(_said(one, grid), _said(other, grid), strict=True)
        return reduce(or_, (first ^ second for first, second in pairs))

    return one.never(apart, *other.trees) is True


def _said(criterion: ACriterion, grid: Combinations) -> list[Bits]:
    applies = criterion.definition.applies
    bands = [side for band in criterion.bands for side in grid.of(band.tree)]
    return [
        *(grid.of(applies) if applies else (grid.everything, 0)),
        criterion.passing(grid),
        criterion.failing(grid),
        *bands,
    ]


RULE = Rule(__name__, __doc__, find)
