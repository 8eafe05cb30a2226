"""A small change of the definition that no example would notice.

**Why.** Examples are there to notice mistakes. So each bound is moved a step either way, each option added or left
out, each quantifier, combination and check changed, and the examples are run again. Where all still come out as they
say, that mistake could be in the definition now.

**Avoid** examples that only show the usual case and one far from it.

**Prefer** a case for each finding: it shows answers that tell the two apart.

Looked at with `techassure standards lint --mutation`, because it takes longer than everything else. A change is named
only where answers are found with which it makes a difference to the outcome or to the points, well backed or with
documents that are missing, expired or about another version. So a band that is worth nothing may say what it likes.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.mutation import survivors
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding for each change that no example notices."""
    yield from survivors(criterion)


RULE = Rule(__name__, __doc__, find, "warning", by_default=False, rests_on_examples=True)
