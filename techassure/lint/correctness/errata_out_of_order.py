"""Errata whose revisions and days do not follow each other.

**Why.** Whoever assessed on a day looks up which revision there was by then, and what was corrected since. That works
only where each revision has one erratum, none is older than the edition, and none older than the revision before.

**Avoid** an erratum of revision 3 that is dated before that of revision 2, or two errata of revision 2.

**Prefer**

```yaml
errata:
  - {revision: 2, on: 2026-08-01, changed: The threshold of C3.3 was one step off., touches: [C3.3]}
  - {revision: 3, on: 2026-09-15, changed: C4 asked for the wrong certificate., touches: [C4]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.definitions.model import Erratum
from techassure.lint.rule import Rule
from techassure.lint.subjects import AnEdition, Finding


def find(edition: AnEdition) -> Iterator[Finding]:
    """Yield a finding for each erratum that does not fit."""
    errata = edition.edition.file.errata
    for at, erratum in enumerate(errata):
        if erratum.revision < 2:
            message = f"revision {erratum.revision} is the first, and corrects nothing"
            yield edition.at(("errata", at, "revision"), message, "take it out, or name the revision that it made")
        elif erratum.revision in [each.revision for each in errata[:at]]:
            message = f"revision {erratum.revision} has an erratum above"
            yield edition.at(("errata", at, "revision"), message, "join the two, or raise `revision` for the second")
        else:
            yield from _too_early(edition, at, erratum)


def _too_early(edition: AnEdition, at: int, erratum: Erratum) -> Iterator[Finding]:
    file = edition.edition.file
    said, fix = f"the erratum of revision {erratum.revision} is of {iso(erratum.on)}", "correct the day: one is wrong"
    if file.published and erratum.on < file.published:
        message = f"{said}, before the edition was published on {iso(file.published)}"
        yield edition.at(("errata", at, "on"), message, fix)
    later = [each for each in file.errata if each.revision < erratum.revision and each.on > erratum.on]
    for each in later[:1]:
        message = f"{said}, before that of revision {each.revision} on {iso(each.on)}"
        yield edition.at(("errata", at, "on"), message, fix)


RULE = Rule(__name__, __doc__, find)
