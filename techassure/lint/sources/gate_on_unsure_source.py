"""A gate whose source nobody is sure of.

**Why.** A gate turns suppliers away. Its ground must be a clause that can be shown, not what was heard or remembered:
the buyer has to state it in the assessment summary, and a court may ask for it.

**Avoid** `gate: requirement` on a criterion whose source has `confidence: unsure` or `background`.

**Prefer** to find the clause and cite it as `confirmed` or `secondary`; until then let the criterion be context.

Looked at in editions, and in the gates that a baseline or a tender adds.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_UNSURE = ("unsure", "background")


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each gate of the selection."""
    for member, path in selection.gates():
        source = member.definition.criterion.source
        if source.confidence in _UNSURE:
            key = member.definition.key
            message = f"`{key}` is a gate, and its source is `{source.confidence}`"
            fix = "cite a clause that can be shown, or take the gate away"
            yield selection.at(path, message, fix, of_key=True)


RULE = Rule(__name__, __doc__, find)
