"""Changes of a locked tender in words: what each part was and became, and who published it when, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from techassure.phrases import ended
from techassure.report.text import clean
from techassure.tendering.final_document import ChangePart

_LEFT_OUT = "…"


def became(before: str | None, after: str | None) -> str:
    """Return `was 2026-06-01, became 2026-06-08`; of a text with many clauses, those that differ."""
    if before is None or after is None:
        return f"was not there, became {clean(after or '')}" if before is None else f"was {clean(before)}, is gone"
    old, new = _CLAUSE.split(clean(before)), _CLAUSE.split(clean(after))
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    return f"was {_differing(old, head, tail)}, became {_differing(new, head, tail)}"


_CLAUSE = re.compile(r"(?<=[,:;]) ")


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _differing(clauses: Sequence[str], head: int, tail: int) -> str:
    kept = " ".join(clauses[head : len(clauses) - tail]).rstrip(",:;") or "without it"
    return " ".join([*([_LEFT_OUT] if head else []), kept, *([_LEFT_OUT] if tail else [])])


def parts(made: ChangePart) -> Iterator[str]:
    """Yield each part that a change touched."""
    yield from (f"{clean(each['part'])}: {became(each['before'], each['after'])}" for each in made["changed"])


def head(made: ChangePart) -> str:
    """Return what was done, when, by whom, where it was published, and why."""
    done = f"{made['kind'].capitalize()} of {made['on']} by {clean(made['by'])}, entry {made['entry']} of the log"
    rounds = f" Earlier rounds: {ended(clean(made['earlier_rounds']))}" if made.get("earlier_rounds") else ""
    return f"{done}, published at {clean(made['published_at'])}: {ended(clean(made['because']))}{rounds}"
