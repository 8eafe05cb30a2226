"""A title that asks instead of saying what is wanted.

**Why.** A title stands in reports beside `met` or `not met`. Beside a question neither says anything: is `met` a yes?

**Avoid** `title: Has there been a penetration test?`

**Prefer** `title: An external penetration test finds nothing serious`
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where the title is a question."""
    title = criterion.definition.criterion.title
    if title.rstrip().endswith("?"):
        yield criterion.at(("title",), "the title asks a question", "say what is wanted, as a statement")


RULE = Rule(__name__, __doc__, find, "warning")
