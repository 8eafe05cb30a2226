"""An edition that was locked, and is no longer what it was.

**Why.** Tenders pinned the revision, and bidders read it. Beneath a lock only wording may change. Anything that decides
is a new revision of the encoding, with an erratum that says what changed and which criteria it touches; then
`techassure standards lock` locks it anew. That an edition in force has no lock yet is for
`techassure standards lock --check` to say.

**Avoid** a threshold changed in place, or a revision raised with an erratum that leaves a criterion out.

**Prefer**

```yaml
revision: 2
errata:
  - {revision: 2, on: 2026-08-01, changed: The threshold of C3.3 was one step off., touches: [C3.3]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.definitions import edition_locks
from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding
from techassure.problems import Problem, ProblemsFound

_SAID_ELSEWHERE = ("not-locked", "revision-without-erratum")


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for everything in which the edition is not as its lock has it."""
    for problem in _problems(edition):
        if problem.rule not in _SAID_ELSEWHERE:
            yield Finding(problem.place, problem.message, problem.fix)


def _problems(edition: AnEdition) -> Sequence[Problem]:
    try:
        return edition_locks.problems(edition.edition, edition.library)
    except ProblemsFound as found:
        return found.problems


RULE = Rule(__name__, __doc__, find)
