"""Digests of what decides: wording and examples leave them as they are, and anything else changes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from techassure.definitions import facts as fact_types
from techassure.definitions.definition import Definition
from techassure.definitions.model import Column, Fact


def digest(matter: Any) -> str:
    """Return ``sha256:…`` over plain data, whatever the order of its keys."""
    return "sha256:" + hashlib.sha256(orjson.dumps(matter, option=orjson.OPT_SORT_KEYS)).hexdigest()


def of_fact(fact: Fact) -> list[Any]:
    """Return what of a fact decides outcomes: never its wording, whatever the model may come to hold."""
    derived, life = fact.derived, fact.valid_for
    computed = [derived.function, derived.inputs, derived.column, derived.match, derived.take] if derived else None
    scales = {name: scale for name, part in _parts(fact) if (scale := _scale(part))}
    decides = [fact.about, fact.type, fact_types.schema(fact), computed, [life.days, life.months] if life else None]
    return [*decides, scales] if scales else decides


def _parts(fact: Fact) -> Iterator[tuple[str, Fact | Column]]:
    yield "", fact
    yield from fact_types.columns_of(fact).items()


def _scale(part: Fact | Column) -> str | None:
    """Return what a number counts, which no schema says: 15 minutes are not 15 hours."""
    return f"money in {part.currency or 'GBP'}" if part.type == "money" else part.unit


def deciding(definition: Definition, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Yield every fact that can decide a criterion: those it names, its documents, and what they come from."""
    waiting = [*definition.facts(), *definition.criterion.evidence.by]
    while waiting:
        name = waiting.pop()
        yield name
        derived = facts[name].derived
        waiting += derived.inputs if derived else ()
