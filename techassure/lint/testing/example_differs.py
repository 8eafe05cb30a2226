"""An example that does not come out as it says.

**Why.** Either the definition does not say what its author means, or the example does not. Until that is settled
nobody should be judged by it.

**Avoid** changing a threshold and leaving the examples for later.

**Prefer** changing the example first, then the definition, until `techassure standards test` is content.

Found by running the examples through the engine itself, as `techassure standards test` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for everything that is wrong with an example."""
    for case in criterion.ran:
        yield from (Finding(problem.place, problem.message, problem.fix) for problem in case.problems)


RULE = Rule(__name__, __doc__, find)
