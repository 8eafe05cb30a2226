"""What a fact is called where people read of it: by its question, or by what it is computed from and how."""

from __future__ import annotations

from collections.abc import Mapping

from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact

_COMPUTED = {
    "days_between": "Days from “{0}” to “{1}”",
    "difference": "“{1}” less “{0}”",
    "percentage": "“{0}” as a percentage of “{1}”",
    "same_text": "Is the answer to “{0}” the same as to “{1}”?",
    "row_count": "Number of rows under “{0}”",
    "column_sum": "Sum of “{column}” under “{0}”",
    "column_max": "Highest “{column}” under “{0}”",
    "look_up": "“{0}”, with details looked up under “{1}”",
}


def subject(name: str, scope: Mapping[str, Typed]) -> str:
    """Return the question behind a fact, what a computed fact is computed from, or how a column is called."""
    fact = scope[name]
    if not isinstance(fact, Fact):
        return fact.label or name.replace("_", " ")
    if not fact.derived:
        return fact.question or name
    inputs = [subject(each, scope) for each in fact.derived.inputs]
    column = (fact.derived.column or "").replace("_", " ")
    return _COMPUTED[fact.derived.function].format(*inputs, column=column)
