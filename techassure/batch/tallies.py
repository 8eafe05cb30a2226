"""How far a batch is, and what it found so far: for a progress bar, the summary at the end, and `--resume`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any

from techassure.batch.kernel import Part

_SLOWEST = 3


@dataclass
class Tally:
    """Counts of a batch. ``verdicts`` has a counter for each run, ``refused`` a number for each selection."""

    verdicts: list[Counter[str]]
    refused: list[int]
    read: int = 0
    bytes: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    @classmethod
    def of(cls, days: Iterable[int]) -> Tally:
        """Return a blank tally for selections of so many days each."""
        each = list(days)
        return cls([Counter() for _ in range(sum(each))], [0] * len(each))

    def add(self, parts: Sequence[Part], starts: list[int]) -> None:
        """Count parts in. ``starts`` says for each selection how many runs stand before its first."""
        alike = Counter([(part.choice, part.verdicts, part.rules) for part in parts])
        for (choice, verdicts, rules), count in alike.items():
            self.read += count if choice == 0 else 0
            self.refused[choice] += count if rules else 0
            self.rules.update(dict.fromkeys(rules, count))
            for at, verdict in enumerate(verdicts, starts[choice]):
                self.verdicts[at][verdict or "none"] += count
        self.slowest = nlargest(_SLOWEST, [*self.slowest, *[(part.seconds, part.label) for part in parts]])

    @property
    def assessed(self) -> int:
        """How many assessments there are, over all runs."""
        return sum(counter.total() for counter in self.verdicts)

    def as_data(self) -> dict[str, Any]:
        """Return the tally as plain data."""
        return {
            "read": self.read,
            "bytes": self.bytes,
            "verdicts": self.verdicts,
            "refused": self.refused,
            "rules": self.rules,
            "slowest": self.slowest,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Tally:
        """Return the tally that `as_data` wrote."""
        return cls(
            [Counter(each) for each in data["verdicts"]],
            list(data["refused"]),
            data["read"],
            data["bytes"],
            Counter(data["rules"]),
            [(seconds, label) for seconds, label in data["slowest"]],
        )
