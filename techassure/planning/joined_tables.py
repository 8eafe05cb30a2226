"""Tables that hang together: one, those in which things are looked up for its rows, and what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from techassure.definitions.model import Fact
from techassure.definitions.words import Days
from techassure.engine.plans import FactPlan, sources_in_order
from techassure.planning.kept import has_history
from techassure.planning.through import Known
from techassure.planning.wide_rows import looked_in


class JoinedTables:
    """A table of answers with all that is looked up for its rows or summed over them.

    ``names``: the table, the tables that are looked in, and what is computed from them; ``history``: rows that stay.
    """

    def __init__(
        self, rows: str, plans: Mapping[str, FactPlan], known: Known, days: Days, answered: Mapping[str, Any]
    ) -> None:
        self.rows, self.plans, self.known, self.days = rows, plans, known, days
        computed = [each for each in plans.values() if each.fact.derived]
        self.looks = [each for each in computed if self._looks(each.fact)]
        self.inside = list(dict.fromkeys([rows, *(looked_in(each.fact) for each in self.looks)]))
        self.figures = [
            each for each in computed if each.fact.type != "table" and sources_in_order(each.name, known) == [rows]
        ]
        self.history = {name: answered[name] for name in self.inside if has_history(known[name], answered.get(name))}
        self.names = frozenset([*self.inside, *(each.name for each in (*self.looks, *self.figures))])

    def _looks(self, fact: Fact) -> bool:
        derived = fact.derived
        return bool(
            derived
            and derived.function == "look_up"
            and derived.inputs[0] == self.rows
            and not self.known[derived.inputs[1]].derived
        )
