"""A gate that a baseline or a tender puts on a duty that is not the supplier's.

**Why.** What binds the buyer, the provider or the deployer cannot be failed by a bidder. Turning one away for it is
turning them away for what somebody else has not done.

**Avoid**

```yaml
gates: {dcb0160/3.1.1: requirement}    # binds the deployer
```

**Prefer** to leave it as context, or to flow it down by contract: `flowed_down_by: contract` in the criterion.

An edition whose own page does this is refused when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_OTHERS = ("buyer", "deployer", "provider")


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding for each such gate."""
    for member, path in selection.gates():
        made = member.definition.criterion
        if made.binds in _OTHERS and not made.flowed_down_by:
            message = f"`{member.definition.key}` is a gate on suppliers, and the duty is the {made.binds}'s"
            fix = "take the gate away, or add `flowed_down_by: contract` to the criterion if the contract does that"
            yield selection.at(path, message, fix, of_key=True)


RULE = Rule(__name__, __doc__, find)
