"""Changes of a locked tender in words: what each part was and became, and who published it when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from techassure.documents.document import Part
from techassure.phrases import ended
from techassure.report.text import clean

_LEFT_OUT = "…"


def became(before: str | None, after: str | None) -> str:
    """Return `was 2026-06-01, became 2026-06-08`; of long texts, the words that differ and the one before them."""
    if before is None or after is None:
        return f"was not there, became {clean(after or '')}" if before is None else f"was {clean(before)}, is gone"
    old, new = clean(before).split(), clean(after).split()
    head, tail = _alike(old, new), _alike(old[::-1], new[::-1])
    tail = min(tail, min(len(old), len(new)) - head)
    return f"was {_differing(old, head, tail)}, became {_differing(new, head, tail)}"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _differing(words: Sequence[str], head: int, tail: int) -> str:
    kept = " ".join(words[max(head - 1, 0) : len(words) - tail])
    before = [_LEFT_OUT] if head > 1 else []
    return " ".join([*before, kept.rstrip(",:;"), _LEFT_OUT] if tail else [*before, kept])


def parts(made: Part) -> Iterator[str]:
    """Yield each part that a change touched."""
    yield from (f"{clean(each['part'])}: {became(each['before'], each['after'])}" for each in made["changed"])


def head(made: Part) -> str:
    """Return what was done, when, by whom, where it was published, and why."""
    done = f"{made['kind'].capitalize()} of {made['on']} by {clean(made['by'])}, entry {made['entry']} of the log"
    rounds = f" Earlier rounds: {ended(clean(made['earlier_rounds']))}" if made.get("earlier_rounds") else ""
    return f"{done}, published at {clean(made['published_at'])}: {ended(clean(made['because']))}{rounds}"
