"""The facts of a library as they are defined, and whether each can be what it says: the contract's, or computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from techassure.definitions import facts as fact_types
from techassure.definitions import functions
from techassure.definitions.model import Column, Derived, Fact
from techassure.files.places import Source
from techassure.phrases import counted
from techassure.problems import UNLISTED, Path, Problem, listing, suggestion


class FactEntry(NamedTuple):
    """A fact and where it is defined."""

    fact: Fact
    source: Source
    topic: str


def fact_problems(name: str, entry: FactEntry, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Yield what is wrong with a fact: its name, and what it is computed from among the known facts."""
    yield from _contract_problems(name, entry)
    yield from _derived_problems(name, entry, known)
    yield from _change_problems(name, entry)


def _change_problems(name: str, entry: FactEntry) -> Iterator[Problem]:
    """Refuse a word on how an answer changes where nobody answers, and where an answer cannot change so."""
    columns = [(("facts", name, "columns", each), column) for each, column in fact_types.columns_of(entry.fact).items()]
    parts: list[tuple[tuple[str, ...], Fact | Column]] = [(("facts", name), entry.fact), *columns]
    for path, part in parts:
        if part.changes and (unanswered := _unanswered(entry.fact)):
            what, fix = unanswered
            message = f"`{name}` {what}, and `changes: {part.changes}` says nothing of it"
            yield entry.source.problem((*path, "changes"), "wrong-setting", message, fix, of_key=True)
        elif part.changes == "forward" and part.type != "date":
            message = f"`{path[-1]}` is of the type `{part.type}`, and only a date moves `forward`"
            fix = "write `changes: once` where what is answered then stays, or `changes: never`"
            yield entry.source.problem((*path, "changes"), "wrong-setting", message, fix)


def _unanswered(fact: Fact) -> tuple[str, str] | None:
    """Return why nobody answers a fact, and what to do with a word on its answers; None where somebody does."""
    if fact.derived:
        return "is computed", "say it of what it is computed from, or take it out"
    if fact.about == "contract":
        return "comes from the tender", "take it out: no submission answers it"
    if fact.type == "document":
        return "is a document", "take it out: a new one can always be attached"
    return None


def _contract_problems(name: str, entry: FactEntry) -> Iterator[Problem]:
    if name.startswith("contract.") != (entry.fact.about == "contract"):
        message = f"`{name}` is about `{entry.fact.about}`"
        fix = "facts about the contract, and no others, are called `contract.…`"
        yield entry.source.problem(("facts", name, "about"), "contract-fact-name", message, fix)


def _derived_problems(name: str, entry: FactEntry, known: Mapping[str, Fact]) -> Iterator[Problem]:
    derived = entry.fact.derived
    if derived is None:
        return
    path: Path = ("facts", name, "derived")
    function = functions.FUNCTIONS[derived.function]
    missing = [each for each in derived.inputs if each not in known]
    for each in missing:
        fix = suggestion(each, known, UNLISTED)
        yield entry.source.problem((*path, "from"), "unknown-fact", f"no fact is called `{each}`", fix)
    if missing:
        return
    if len(derived.inputs) != len(function.takes):
        message = f"`{derived.function}` takes {counted(len(function.takes), 'fact')}"
        types = ", ".join(" or ".join(f"`{each}`" for each in sorted(fitting)) for fitting in function.takes)
        fix = f"name under `from`, in this order, facts of the types {types}"
        yield entry.source.problem((*path, "from"), "wrong-inputs", message, fix)
        return
    yield from _end_problems(name, entry)
    unfit = list(_input_problems(entry, path, derived, known))
    yield from unfit
    if not unfit and entry.fact.type in function.gives and (derived.column or "column" not in function.settings):
        yield from _measure_problems(name, entry, derived, known)
        yield from _unit_problems(name, entry, derived, known)
    if entry.fact.type not in function.gives:
        message = f"`{derived.function}` does not give the type `{entry.fact.type}`"
        fix = f"give the fact the type {' or '.join(f'`{each}`' for each in sorted(function.gives))}"
        yield entry.source.problem(("facts", name, "type"), "wrong-type", message, fix)
    yield from _setting_problems(entry, path, derived, known)


def _measure_problems(name: str, entry: FactEntry, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Refuse what is reckoned from unlike measures, and what is called by another measure than it has."""
    if derived.function not in _RECKONING:
        return
    path: Path = ("facts", name, "derived")
    inputs = _inputs(derived, known)
    measures = [_measure(each) for each in inputs]
    if derived.column and inputs[0].type not in functions.FUNCTIONS[derived.function].gives:
        message = f"`{derived.column}` is of the type `{inputs[0].type}`, which `{derived.function}` does not take"
        yield entry.source.problem((*path, "column"), "wrong-inputs", message, "name another column")
    elif len(set(measures)) > 1 and (derived.function != "percentage" or "`number`" not in measures):
        pairs = zip(derived.inputs, measures, strict=True)
        message = " and ".join(f"`{each}` is in {measure}" for each, measure in pairs)
        fix = "compute from facts of one type and one currency"
        yield entry.source.problem((*path, "from"), "wrong-inputs", message, fix)
    elif derived.function != "percentage" and _measure(entry.fact) != measures[0]:
        message = f"`{name}` is in {_measure(entry.fact)}, and what it is computed from in {measures[0]}"
        yield entry.source.problem(("facts", name, "type"), "wrong-type", message, f"make it {measures[0]}")


def _unit_problems(name: str, entry: FactEntry, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Refuse what is reckoned from unlike units, and what is said to be in another unit than it comes out in."""
    inputs = _inputs(derived, known)
    units = {"days_between": ["days"], "percentage": []}.get(derived.function, [_unit(each) for each in inputs])
    stated = list(dict.fromkeys(filter(None, units)))
    own = _unit(entry.fact)
    if len(stated) > 1:
        message = " and ".join(f"`{each}` is in `{unit}`" for each, unit in zip(derived.inputs, units, strict=True))
        fix = "compute from facts of one unit"
        yield entry.source.problem(("facts", name, "derived", "from"), "wrong-inputs", message, fix)
    elif own and stated and own != stated[0]:
        message = f"`{name}` is in `{own}`, and comes out in `{stated[0]}`"
        yield entry.source.problem(("facts", name, "unit"), "wrong-setting", message, f"write `unit: {stated[0]}`")


def _inputs(derived: Derived, known: Mapping[str, Fact]) -> list[Fact | Column]:
    """Return what is reckoned with: a column, or the facts."""
    columns = known[derived.inputs[0]].columns or {}
    return [columns[derived.column]] if derived.column else [known[each] for each in derived.inputs]


def _unit(typed: Fact | Column) -> str | None:
    """Return the unit of a number; all those of percentages are one."""
    return "%" if typed.unit and fact_types.is_share(typed) else typed.unit


_RECKONING = ("difference", "percentage", "column_sum", "column_max")


def _measure(typed: Fact | Column) -> str:
    return f"`money` of the currency `{typed.currency or 'GBP'}`" if typed.type == "money" else f"`{typed.type}`"


def _end_problems(name: str, entry: FactEntry) -> Iterator[Problem]:
    """Refuse ends of what is computed: proofs would take them for true, and nothing holds the result to them."""
    for key, end in (("from", entry.fact.lowest), ("to", entry.fact.highest)):
        if end is not None:
            message = f"`{name}` is computed, and `{key}: {end}` does not hold it back"
            fix = "take it out: set ends to what is answered, or write a check"
            yield entry.source.problem(("facts", name, key), "wrong-setting", message, fix, of_key=True)
    if entry.fact.whole and entry.fact.derived and entry.fact.derived.function == "percentage":
        message = f"`{name}` is computed, and a percentage is not always whole"
        yield entry.source.problem(("facts", name, "whole"), "wrong-setting", message, "take it out", of_key=True)


def _setting_problems(entry: FactEntry, path: Path, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    needed = functions.FUNCTIONS[derived.function].settings
    for setting in ("column", "match", "take"):
        given = getattr(derived, setting) is not None
        if setting in needed and not given:
            columns = listing(list(known[derived.inputs[0]].columns or {}))
            one = f"`column: …`, one of {columns}" if setting == "column" and columns else f"`{setting}`"
            fix = f"add {one}, as `docs/reference/fact-types.md` has it"
            yield entry.source.problem(path, "wrong-setting", f"`{derived.function}` needs `{setting}`", fix)
        elif given and setting not in needed:
            message = f"`{derived.function}` does not take `{setting}`"
            yield entry.source.problem((*path, setting), "wrong-setting", message, "take it out", of_key=True)


def _input_problems(entry: FactEntry, path: Path, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    function = functions.FUNCTIONS[derived.function]
    for each, fitting in zip(derived.inputs, function.takes, strict=True):
        fact = known[each]
        if fact.type not in fitting:
            message = f"`{each}` is of the type `{fact.type}`, which `{derived.function}` does not take"
            yield entry.source.problem(
                (*path, "from"), "wrong-inputs", message, f"name a fact of {listing(sorted(fitting))}"
            )
        elif fact.about == "contract":
            message = f"nothing is computed from `{each}`, a fact of the contract"
            fix = "compute from facts that a submission answers; speak of the contract in `applies_when`"
            yield entry.source.problem((*path, "from"), "wrong-inputs", message, fix)
        elif entry.fact in _ancestry(fact, known):
            message = f"`{each}` is computed from this very fact"
            fix = "compute from facts that a submission answers"
            yield entry.source.problem((*path, "from"), "wrong-inputs", message, fix)
        elif derived.column and derived.column not in (fact.columns or {}):
            message = f"`{each}` has no column `{derived.column}`"
            yield entry.source.problem(
                (*path, "column"),
                "unknown-column",
                message,
                suggestion(derived.column, fact.columns or {}, "name one of its columns"),
            )
    if derived.function == "look_up" and derived.match and derived.take:
        yield from _look_up_problems(entry, path, derived, known)


def _ancestry(fact: Fact, known: Mapping[str, Fact]) -> list[Fact]:
    """Return the fact and all that it is computed from; a ring is followed once."""
    found: list[Fact] = []
    waiting = [fact]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.append(each)
            waiting += [known[name] for name in (each.derived.inputs if each.derived else ()) if name in known]
    return found


def _look_up_problems(entry: FactEntry, path: Path, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    rows, keys = (set(known[each].columns or {}) for each in derived.inputs)
    own = entry.fact.columns or {}
    named = [
        (set(derived.match or {}), rows),
        (set((derived.match or {}).values()) | set((derived.take or {}).values()), keys),
    ]
    for names, columns in (*named, (set(derived.take or {}) | rows, set(own))):
        for name in sorted(names - columns):
            fix = suggestion(name, columns, "declare it, or name another")
            yield entry.source.problem(path, "unknown-column", f"there is no column `{name}`", fix)
    for name in derived.take or {}:
        if name in own and not own[name].optional:
            message = f"`{name}` may be absent, because a row may match none"
            yield entry.source.problem(path, "column-not-optional", message, f"write `optional: yes` for `{name}`")
    yield from _unlike_columns(entry, path, derived, known)


def _unlike_columns(entry: FactEntry, path: Path, derived: Derived, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Refuse columns that are matched or taken as something else than they are."""
    rows, keys = (known[each].columns or {} for each in derived.inputs)
    own, match, take = entry.fact.columns or {}, derived.match or {}, derived.take or {}
    pairs = [(here, rows.get(here), there, keys.get(there)) for here, there in match.items()]
    pairs += [(new, own.get(new), old, keys.get(old)) for new, old in take.items()]
    pairs += [(name, own.get(name), name, column) for name, column in rows.items() if name not in take]
    for here, one, there, other in pairs:
        if one and other and _kind(one) != _kind(other):
            message = f"`{here}` is {_measure(one)}, and `{there}`, which it stands for, {_measure(other)}"
            fix = "give both the same type, with the same options"
            yield entry.source.problem(path, "wrong-type", message, fix)


def _kind(column: Column) -> tuple[str, list[str]]:
    return _measure(column), sorted(column.options or {})
