"""Award criteria in which social value weighs less than ten in a hundred.

**Why.** The NHS and central government ask that net zero and social value weigh at least 10 % of the total, price
included. Ten points out of the seventy for quality are not that.

**Avoid** no award criterion for social value, or one of `weight: 5`.

**Prefer**

```yaml
award_criteria:
  social-value: {title: Social value, weight: 10, criteria: {social-value/SV1: 5, social-value/SV2: 5}}
```

Award criteria count as social value whose id says so, or that score a criterion of a standard that does.
Nothing is found in a tender whose `buyer` is of another kind, such as `local_authority`. A baseline names no buyer: if
yours is for others, suppress the finding in `lint.yaml`, with that reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from techassure.lint.rule import Rule
from techassure.lint.subjects import ASelection, Finding

_LEAST = 10
_OF_WHOM = (None, "nhs", "central_government")
"""The kinds of buyers of whom it is asked; of one that a tender does not name, and of a baseline's, nobody knows."""
_NAMES = ("social-value", "social_value")


def find(selection: ASelection) -> Iterator[Finding]:
    """Yield a finding where something is weighed and social value weighs less."""
    weight = _weight(selection)
    buyer = selection.selection.contract.get("contract.buyer_kind")
    if selection.weighs() and weight < _LEAST and buyer in _OF_WHOM:
        message = (
            f"social value weighs {float(weight):g} in a hundred, price included; the NHS asks for at least {_LEAST}"
        )
        fix = f"give an award criterion for social value a weight of at least {_LEAST}"
        yield selection.at(("award_criteria",), message, fix, of_key=True)


def _weight(selection: ASelection) -> Fraction:
    under = {member.award for member in selection.selection.members if _is_social(member.definition.key)}
    counted = [each for each in selection.selection.award_criteria if each.id in under or _is_social(each.id)]
    return sum((each.weight for each in counted), Fraction(0))


def _is_social(name: str) -> bool:
    return any(each in name for each in _NAMES)


RULE = Rule(__name__, __doc__, find, "warning")
