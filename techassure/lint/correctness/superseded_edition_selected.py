"""A baseline that selects an edition which is no longer in force.

**Why.** Whoever starts from it asks for what has been replaced: suppliers answer the old form, and what the new one
added is not asked.

**Avoid** `editions: {dtac: "1.0 r1"}` in a baseline, once 2.0 is in force.

**Prefer** the edition in force. A tender that began under the old one keeps it: tenders are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each such edition."""
    if selection.selection.kind != "baseline":
        return
    for edition in selection.selection.editions:
        if edition.file.status in ("superseded", "withdrawn"):
            message = f"`{edition.name}` is {edition.file.status}"
            fix = "select the edition that is in force"
            yield selection.at(("editions", edition.file.standard), message, fix)


RULE = Rule(__name__, __doc__, find, "warning")
