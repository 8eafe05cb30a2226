"""A check that is never the only one to fail in an example.

**Why.** Where two checks always fail together, either could be taken out and every example would still come out as it
says: nothing shows what this one adds.

**Avoid** a single case `not met` in which everything is wrong at once.

**Prefer** for each check a case in which it alone fails, with `because` naming it.

Said only where answers exist that make it fail alone; they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions import words
from techassure.engine.outcomes import Outcome
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding, Stated
from techassure.lint.trees import says_more_than_answered
from techassure.lint.wording import answers_said
from techassure.proving.combinations import Bits, Combinations
from techassure.proving.examples import Ran
from techassure.proving.witnesses import first_answers


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each check."""
    alone = {name for case in criterion.ran for name in _alone(criterion, case)}
    for check in criterion.checks:
        if check.name in alone or not says_more_than_answered(check.tree):
            continue
        grid = criterion.prover.grid(criterion.trees, criterion.days)
        bits = _fails_alone(criterion, grid, check) if grid else 0
        shown = first_answers(bits, grid, criterion.facts, criterion.days) if grid else None
        if shown is not None:
            message = f"no example fails `{check.name}` and nothing else"
            fix = f"add a case in which it alone fails, such as {answers_said(shown, criterion.facts)}"
            yield criterion.at(check.path[:-1], message, fix)


def _alone(criterion: ACriterion, case: Ran) -> list[str]:
    assessment = case.assessment
    if assessment is None or assessment.results[0].outcome is not Outcome.NOT_MET:
        return []
    view = assessment.view(assessment.assessor.criteria[0], assessment.assessor.as_of)
    failing = [check.id for check, tree in criterion.definition.checks if words.truth(tree, view.truth) == words.FAILS]
    return failing if len(failing) == 1 else []


def _fails_alone(criterion: ACriterion, grid: Combinations, check: Stated) -> Bits:
    bits = criterion.applying(grid) & grid.of(check.tree).fails
    for other in criterion.checks:
        if other is not check:
            bits &= grid.of(other.tree).holds
    return bits


RULE = Rule(__name__, __doc__, find, "warning", rests_on_examples=True)
