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


def fact_in_words(fact: Fact) -> list[str]:
    """Return what of a fact decides outcomes part by part, as short text: the same wherever `of_fact` is the same."""
    about, kind, schema, computed, life, *scales = of_fact(fact)
    made = [f"about {about}", kind, *_flat(schema)]
    made += [f"computed by {orjson.dumps(computed).decode()}"] if computed else []
    made += [f"valid for {_span(*life)}"] if life else []
    return made + [f"{name} in {scale}".strip() for each in scales for name, scale in each.items()]


def _span(days: int, months: int) -> str:
    return " and ".join(f"{count} {unit}" for count, unit in ((months, "months"), (days, "days")) if count)


def _flat(schema: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Yield the parts of a schema, each by its way through it; an option by itself, so that one more is seen as one."""
    for key, each in schema.items():
        if key == "enum":
            yield from (f"{at}option {option}" for option in each)
        elif isinstance(each, Mapping):
            yield from _flat(each, at if key in _WAYS else f"{at}{key}: ")
        elif isinstance(each, list):
            yield from (f"{at}{key} {item}" for item in each)
        elif key != "$comment":
            yield f"{at}{key} {each}"


_WAYS = ("items", "properties")
"""What leads to the parts of a schema, and tells nobody anything."""


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
