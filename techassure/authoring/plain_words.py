"""Expectations in plain words, for a reader who will never write one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from techassure.authoring.markdown import sentence
from techassure.calendar_days import Duration, iso
from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact
from techassure.definitions.words import All, AnyOf, Leaf, Not, Tree, leaves
from techassure.explaining.subjects import subject
from techassure.phrases import counted

_DAYS = {
    "as_of": "the day of assessment",
    "contract.start": "the first day of the contract",
    "contract.end": "the last day of the contract",
}
LONG_LISTS = "Long lists"
_OF_ROWS = ("every", "some")
_LISTS = ("one_of", "none_of", "includes_all", "includes_any")
_MOST_LISTED = 9
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def without_placeholders(text: str) -> str:
    """Return a check's sentence as it reads before anybody has answered: `…` stands for what is answered."""
    return _PLACEHOLDER.sub(lambda found: _DAYS.get(found[1], "…"), text)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what an expectation asks, given the facts (or the columns) that it speaks of."""

    scope: Mapping[str, Typed]

    def bullets(self, tree: Tree, after: str = "", depth: int = 0) -> Iterator[str]:
        """Return the expectation as a list, one question a line; ``after`` ends its first line."""
        indent = "  " * depth
        name = _only_fact(tree)
        if name and not _apart(tree):
            yield f"{indent}- {self._question(name)} **{sentence(self._answer(tree))}.**{after}"
            return
        lead, parts = _taken_apart(tree)
        yield f"{indent}- {lead}{f'.{after}' if after else ':'}"
        for part in parts:
            yield from self.bullets(part, depth=depth + 1)

    def conditions(self, tree: Tree) -> Iterator[str]:
        """Return what must hold together as a list, without a line that says so."""
        parts = tree.parts if isinstance(tree, All) and not _only_fact(tree) else (tree,)
        for part in parts:
            yield from self.bullets(part)

    def clause(self, tree: Tree) -> str:
        """Return the expectation within a sentence."""
        if name := _only_fact(tree):
            return f"{self._question(name)} {self._answer(tree)}"
        if isinstance(tree, Not):
            return f"not ({self.clause(tree.part)})"
        parts = [self.clause(part) if _only_fact(part) else f"({self.clause(part)})" for part in _parts(tree)]
        return ("; and " if isinstance(tree, All) else "; or ").join(parts)

    def _question(self, name: str) -> str:
        asked = subject(name, self.scope)
        return f"*{asked}*" if asked.endswith(("?", ".")) else f"*{asked}*:"

    def _answer(self, tree: Tree) -> str:
        if isinstance(tree, Leaf):
            return PHRASES[tree.word](self.scope[tree.fact], tree.argument)
        if isinstance(tree, Not):
            return f"not: {self._answer(tree.part)}"
        parts = [f"({self._answer(part)})" if _apart(tree) else self._answer(part) for part in tree.parts]
        return (", and " if isinstance(tree, All) else ", or ").join(parts)


def _only_fact(tree: Tree) -> str | None:
    names = {leaf.fact for leaf in leaves(tree)}
    return names.pop() if len(names) == 1 else None


def _apart(tree: Tree) -> bool:
    """Tell whether the parts would read as one if they stood in one sentence: those about rows do."""
    return isinstance(tree, AnyOf) and len(tree.parts) > 1 and any(leaf.word in _OF_ROWS for leaf in leaves(tree))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, All | AnyOf) else (tree,)


def _taken_apart(tree: Tree) -> tuple[str, tuple[Tree, ...]]:
    if isinstance(tree, Not):
        lead = "None of these holds" if isinstance(tree.part, AnyOf) else "Not all of these hold together"
        return lead, _parts(tree.part)
    return "All of these hold" if isinstance(tree, All) else "At least one of these holds", _parts(tree)


# --- what an answer has to be ---------------------------------------------------------------------------------------


def _shown(fact: Typed, value: Any) -> str:
    if fact.type == "yes-no":
        return "yes" if value else "no"
    if fact.type in ("number", "money"):
        return _amount(fact, value)
    return f"“{(fact.options or {}).get(value, value)}”"


def _amount(fact: Typed, value: float) -> str:
    """Return `GBP 36,000,000`, `95%`, `1 day` or `2050`: a year has no thousands."""
    digits = f"{value:,}" if abs(value) >= 10_000 else str(value)
    if fact.type == "money":
        return f"{fact.currency or 'GBP'} {digits}"
    if fact.unit is None or fact.unit == "year":
        return digits
    unit = fact.unit.removesuffix("s") if value == 1 and len(fact.unit) > 1 else fact.unit
    return f"{digits}{unit}" if unit == "%" else f"{digits} {unit}"


def _listed(fact: Typed, values: Sequence[Any], last: str) -> str:
    *first, end = [_shown(fact, each) for each in values]
    if len(values) > _MOST_LISTED:
        one_of = "one of " if last == "or" else ""
        return f"{one_of}the {len(values)} [from {first[0]} to {end}](#long-lists)"
    return f"{', '.join(first)} {last} {end}" if first else end


def long_lists(trees: Iterable[Tree], scope: Mapping[str, Typed]) -> dict[str, list[str]]:
    """Return what expectations name too many of to be read within a sentence, by its first and last."""
    found: dict[str, list[str]] = {}
    for leaf in (leaf for tree in trees for leaf in leaves(tree)):
        fact = scope[leaf.fact]
        if leaf.word in _OF_ROWS:
            found |= long_lists([leaf.argument], (fact.columns if isinstance(fact, Fact) else None) or {})
        elif leaf.word in _LISTS and len(leaf.argument) > _MOST_LISTED:
            labels = [_shown(fact, each) for each in leaf.argument]
            found[f"From {labels[0]} to {labels[-1]}"] = labels
    return found


def _chosen(many: str) -> Callable[[Typed, Any], str]:
    def phrase(fact: Typed, options: Sequence[Any]) -> str:
        named = _listed(fact, options, "and")
        return f"{many} {named}" if len(options) > 1 else f"{named}, alone or with others"

    return phrase


def _bound(says: str, of_years: str) -> Callable[[Typed, Any], str]:
    return lambda fact, value: (of_years if fact.unit == "year" else says).format(_amount(fact, value))


def _at_most(fact: Typed, value: Any) -> str:
    counted = value == 0 and fact.type == "number" and fact.lowest == 0
    return "none" if counted else _bound("{} or less", "{} or earlier")(fact, value)


def _day(says: str) -> Callable[[Typed, Any], str]:
    return lambda _, day: says.format(_DAYS[day] if isinstance(day, str) else iso(day))


def _within(_: Typed, span: Duration) -> str:
    return f"a day in the {length(span)} up to the day of assessment"


def length(span: Duration) -> str:
    """Return `12 months` or `1 day`."""
    count, unit = (span.months, "month") if span.months else (span.days, "day")
    if unit == "month" and count % 12 == 0 and count > 12:
        count, unit = count // 12, "year"
    return counted(count, unit)


def _rows(_: Typed, bounds: tuple[int | None, int | None]) -> str:
    least, most = bounds
    if most == 0:
        return "no rows"
    wanted = [f"at least {least}"] if least is not None else []
    wanted += [f"at most {most}"] if most is not None else []
    return f"{' and '.join(wanted)} {'row' if (most or least) == 1 else 'rows'}"


def _in_rows(says: str) -> Callable[[Typed, Any], str]:
    def phrase(fact: Typed, tree: Tree) -> str:
        columns = fact.columns if isinstance(fact, Fact) else None
        return says.format(Speaker(columns or {}).clause(tree))

    return phrase


def _provided(fact: Typed, _: Any) -> str:
    return "attached, and issued by the day of assessment" if fact.type == "document" else "answered"


PHRASES: dict[str, Callable[[Typed, Any], str]] = {
    "is": _shown,
    "is_not": lambda fact, value: f"anything but {_shown(fact, value)}",
    "one_of": lambda fact, values: _listed(fact, values, "or"),
    "none_of": lambda fact, values: f"anything but {_listed(fact, values, 'and')}",
    "includes_all": _chosen("all of"),
    "includes_any": _chosen("one or more of"),
    "at_least": _bound("{} or more", "{} or later"),
    "at_most": _at_most,
    "above": _bound("more than {}", "later than {}"),
    "below": _bound("less than {}", "earlier than {}"),
    "within": _within,
    "on_or_after": _day("{} or later"),
    "on_or_before": _day("{} or earlier"),
    "every": _in_rows("in every row, {}"),
    "some": _in_rows("at least one row with {}"),
    "rows": _rows,
    "provided": _provided,
}
