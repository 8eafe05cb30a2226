"""An outcome that the criterion can have, and that no example comes to.

**Why.** That silence is no pass, that something does not apply, that a person has to look: these are what suppliers
and buyers argue about, and what an example settles.

**Avoid** examples that are all `met` or `not met`.

**Prefer** one case for each outcome that the criterion can have: `no answer` by `without`, `not applicable` where
there is an `applies_when`, `needs review` where a person judges.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.engine.outcomes import Outcome
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding

_HOW = {
    Outcome.NOT_MET: "add a case that fails",
    Outcome.NO_ANSWER: "add a case that leaves an answer out, by `without`",
    Outcome.NOT_APPLICABLE: "add a case to which it does not apply",
    Outcome.NEEDS_REVIEW: "add a case with `review: none`",
}


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each outcome."""
    for outcome in _possible(criterion):
        if outcome not in criterion.outcomes:
            yield criterion.at(("examples",), f"no example comes out as `{outcome.text}`", _HOW[outcome], of_key=True)


def _possible(criterion: ACriterion) -> Iterator[Outcome]:
    grid = criterion.prover.grid(criterion.trees, criterion.days)
    if grid is None:
        return
    if criterion.failing(grid) or criterion.reaching_nothing(grid):
        yield Outcome.NOT_MET
    if criterion.trees:
        yield Outcome.NO_ANSWER
    if criterion.definition.applies and grid.of(criterion.definition.applies).fails:
        yield Outcome.NOT_APPLICABLE
    if criterion.definition.criterion.judged_by:
        yield Outcome.NEEDS_REVIEW


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
