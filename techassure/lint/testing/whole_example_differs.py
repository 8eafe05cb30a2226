"""A whole submission among an edition's examples that does not come out as it says.

**Why.** Criteria that are right one by one can come to something that nobody meant: a strong product that does not
comply, a score that hardly tells a good one from a poor one. Whole submissions show it.

**Avoid** changing a gate or a share and leaving `examples/strong.yaml` for later.

**Prefer** changing what the example expects first, then the page of the edition.

Found by running them through the engine itself, as `techassure standards test` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding
from techassure.proving.whole_examples import run_whole


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for everything that is wrong with a whole submission."""
    folder = edition.library.folder(edition.edition.name)
    report = run_whole(edition.edition, folder, edition.library.facts, edition.read)
    yield from (Finding(problem.place, problem.message, problem.fix) for problem in report.problems)


RULE = Rule(__name__, __doc__, find)
