"""What was worked out for an assessor: pass the same one again to have it remembered, for whatever submission."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

Truths = tuple[int, ...]


@dataclass
class Memo:
    """What was worked out, each kind by what it rests on.

    ``said``: what says which kind of product it is. ``near``: of an answer the values that the selection tells apart,
    ``truths_near`` theirs; ``edges``: of something computed those at which its words change their minds. ``solved``:
    answers that bring it there, ``orders``: answers made to order, as long as what is behind them is answered alike.
    ``truths``: of something computed, for every choice of what is behind it.
    """

    said: dict[str, bool] | None = None
    near: dict[str, list[Any]] = field(default_factory=dict)
    truths_near: dict[str, list[Truths]] = field(default_factory=dict)
    edges: dict[str, list[Any]] = field(default_factory=dict)
    solved: dict[Hashable, list[tuple[str, Any]]] = field(default_factory=dict)
    orders: dict[Hashable, list[dict[str, Any]]] = field(default_factory=dict)
    truths: dict[Hashable, dict[tuple[int, ...], Truths]] = field(default_factory=dict)
