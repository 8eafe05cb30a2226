"""The vocabulary of expectations: each word, the types it fits, and the two JSON Schemas that it means.

An expectation is parsed once into a tree of leaves. Each leaf speaks of one fact and compiles, for an as-of day, to two
schemas of the fact's typed value: one that says when it *holds* and one that says when it *fails*. A fact that was not
answered, or a row that lacks an optional column, satisfies neither: the leaf is *open*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from techassure import calendar_days
from techassure.borrowed_words import meant
from techassure.calendar_days import Duration
from techassure.definitions import facts
from techassure.definitions.facts import Schema, Typed, Unreadable
from techassure.definitions.model import Fact
from techassure.files.doors import number, yes_no
from techassure.files.meant import date_fix, number_fix
from techassure.files.places import Source
from techassure.problems import UNLISTED, Path, Problem, listing, suggestion

HOLDS, OPEN, FAILS = 1, 0, -1

NAMED_DAYS = ("as_of", "contract.start", "contract.end")


class Days(NamedTuple):
    """The days that words may speak of, as day numbers; those of the contract may be unknown."""

    as_of: int
    start: int | None = None
    end: int | None = None

    def named(self, name: str) -> int | None:
        """Return the day that ``as_of``, ``contract.start`` or ``contract.end`` names."""
        return {"as_of": self.as_of, "contract.start": self.start, "contract.end": self.end}[name]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One word about one fact (inside a row: about one column).

    ``negated``: it stands under `not`, and must not hold.
    """

    fact: str
    word: str
    argument: Any
    raw: Any
    negated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must fail."""

    part: Tree


Tree = Leaf | All | AnyOf | Not


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the leaves, in the order they were written; not those inside rows."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    else:
        for part in tree.parts:
            yield from leaves(part)


def truth(tree: Tree, of_leaf: Callable[[Leaf], int]) -> int:
    """Return HOLDS, OPEN or FAILS: three-valued logic over the truth of the leaves."""
    if isinstance(tree, Leaf):
        return of_leaf(tree)
    if isinstance(tree, Not):
        return -truth(tree.part, of_leaf)
    values = [truth(part, of_leaf) for part in tree.parts]
    return min(values) if isinstance(tree, All) else max(values)


def in_any_order(tree: Tree) -> str:
    """Return a text that is the same for conditions that differ only in the order of what they list."""
    if isinstance(tree, Leaf):
        return f"{tree.fact} {tree.word} {_argument_in_any_order(tree)}"
    if isinstance(tree, Not):
        return f"not ({in_any_order(tree.part)})"
    parts = sorted({in_any_order(part) for part in _flat(tree)})
    return parts[0] if len(parts) == 1 else f"{type(tree).__name__}({'; '.join(parts)})"


def _flat(tree: All | AnyOf) -> Iterator[Tree]:
    """Yield the parts of a combination, and those of parts that combine in the same way."""
    for part in tree.parts:
        if isinstance(part, All | AnyOf) and type(part) is type(tree):
            yield from _flat(part)
        else:
            yield part


def _argument_in_any_order(leaf: Leaf) -> str:
    if isinstance(leaf.argument, Tree):
        return in_any_order(leaf.argument)
    return repr(sorted(map(repr, leaf.argument)) if leaf.word in _LISTS else leaf.argument)


# --- the table of words ---------------------------------------------------------------------------------------------

_PLAIN = frozenset({"yes-no", "choice", "number", "money", "text"})
_NUMERIC = frozenset({"number", "money"})
_DATE, _TABLE, _CHOICES = frozenset({"date"}), frozenset({"table"}), frozenset({"choices"})
_EVERY_TYPE = _PLAIN | _DATE | _TABLE | _CHOICES | {"document"}


class Word(NamedTuple):
    """A word: the types it fits, how it is written, what it says, and its *holds* schema for a value and the days.

    ``holds`` returns None where a day that it names is unknown. ``fails`` is given only where it is not the negation.
    """

    fits: frozenset[str]
    shape: str
    says: str
    holds: Callable[[Any, Days], Schema | None]
    fails: Callable[[Any, Days], Schema] | None = None


def _within(span: Duration, days: Days) -> Schema:
    return {"minimum": calendar_days.before(days.as_of, span), "maximum": days.as_of}


def _named(keyword: str) -> Callable[[Any, Days], Schema | None]:
    def holds(day: str | int, days: Days) -> Schema | None:
        at = days.named(day) if isinstance(day, str) else day
        return None if at is None else {keyword: at}

    return holds


def _rows(bounds: tuple[int | None, int | None], _: Days) -> Schema:
    words = zip(("minItems", "maxItems"), bounds, strict=True)
    return {"type": "array", **{word: at for word, at in words if at is not None}}


def _of_rows(word: str, which: int) -> Callable[[Any, Days], Schema]:
    """Return a schema that applies one side of a row's expectation to the items, or to some item."""
    return lambda row, days: {"type": "array", word: compiled(row, days)[which]}


WORDS: dict[str, Word] = {
    "is": Word(_PLAIN, "a value", "equal to the value", lambda value, _: {"const": value}),
    "is_not": Word(_PLAIN, "a value", "not equal to the value", lambda value, _: {"not": {"const": value}}),
    "one_of": Word(_PLAIN, "a list of values", "among the values", lambda values, _: {"enum": list(values)}),
    "none_of": Word(
        _PLAIN, "a list of values", "not among the values", lambda values, _: {"not": {"enum": list(values)}}
    ),
    "includes_all": Word(
        _CHOICES,
        "a list of options",
        "all of these options are chosen",
        lambda options, _: {"allOf": [{"contains": {"const": option}} for option in options]},
    ),
    "includes_any": Word(
        _CHOICES,
        "a list of options",
        "at least one of these options is chosen",
        lambda options, _: {"contains": {"enum": list(options)}},
    ),
    "at_least": Word(_NUMERIC, "a number", "the number or more", lambda bound, _: {"minimum": bound}),
    "at_most": Word(_NUMERIC, "a number", "the number or less", lambda bound, _: {"maximum": bound}),
    "above": Word(_NUMERIC, "a number", "more than the number", lambda bound, _: {"exclusiveMinimum": bound}),
    "below": Word(_NUMERIC, "a number", "less than the number", lambda bound, _: {"exclusiveMaximum": bound}),
    "within": Word(
        _DATE,
        "a span such as `12 months`",
        "not after the as-of day, and at most the span before it, to the day (months clamped at the month's end)",
        _within,
    ),
    "on_or_after": Word(
        _DATE, "`as_of`, `contract.start`, `contract.end` or a day", "that day or a later one", _named("minimum")
    ),
    "on_or_before": Word(
        _DATE, "`as_of`, `contract.start`, `contract.end` or a day", "that day or an earlier one", _named("maximum")
    ),
    "every": Word(
        _TABLE,
        "an expectation of columns",
        "each row meets it; no rows at all do too",
        _of_rows("items", 0),
        _of_rows("contains", 1),
    ),
    "some": Word(
        _TABLE, "an expectation of columns", "at least one row meets it", _of_rows("contains", 0), _of_rows("items", 1)
    ),
    "rows": Word(_TABLE, "`{at_least: 1}`, `{at_most: 9}` or both", "the number of rows is within the bounds", _rows),
    "provided": Word(_EVERY_TYPE, "`yes`", "answered, and not blank; it never fails, it stays open", lambda *_: {}),
}

COMBINATORS = ("all", "any", "not")
_LISTS = frozenset({"one_of", "none_of", "includes_all", "includes_any"})
"""The words whose argument is a list, in any order."""


def schemas(leaf: Leaf, days: Days) -> tuple[Schema | bool, Schema | bool]:
    """Return the *holds* and the *fails* schema of the leaf's typed value; both false where a day is unknown."""
    word = WORDS[leaf.word]
    holds = word.holds(leaf.argument, days)
    if holds is None:
        return False, False
    return holds, word.fails(leaf.argument, days) if word.fails else {"not": holds}


def compiled(tree: Tree, days: Days) -> tuple[Schema, Schema]:
    """Return the *holds* and the *fails* schema of an object whose properties are facts (or columns)."""
    if isinstance(tree, Leaf):
        holds, fails = schemas(tree, days)
        return _about(tree.fact, holds), _about(tree.fact, fails)
    if isinstance(tree, Not):
        holds, fails = compiled(tree.part, days)
        return fails, holds
    pairs = [compiled(part, days) for part in tree.parts]
    both = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if isinstance(tree, All):
        return {"allOf": both[0]}, {"anyOf": both[1]}
    return {"anyOf": both[0]}, {"allOf": both[1]}


def _about(fact: str, value: Schema | bool) -> Schema:
    return {"type": "object", "required": [fact], "properties": {fact: value}}


# --- how time changes a leaf ----------------------------------------------------------------------------------------


def moves(leaf: Leaf) -> bool:
    """Tell whether the leaf may change its mind with the as-of day alone."""
    if leaf.word == "within" or leaf.argument == "as_of":
        return leaf.word in ("within", "on_or_after", "on_or_before")
    return leaf.word in ("every", "some") and any(moves(each) for each in leaves(leaf.argument))


def holding_days(leaf: Leaf, value: int) -> tuple[int, int]:
    """Return the first and the last as-of day on which a leaf that moves holds for the date."""
    if leaf.word == "within":
        return value, calendar_days.last_day_within(value, leaf.argument)
    if leaf.word == "on_or_after":
        return calendar_days.FIRST_DAY, value
    return value, calendar_days.LAST_DAY


def edges(leaf: Leaf, value: Any) -> set[int]:
    """Return the as-of days on which the leaf may begin or cease to hold for the value."""
    if leaf.word in ("every", "some"):
        inner = [each for each in leaves(leaf.argument) if moves(each)]
        return {day for row in value for each in inner if each.fact in row for day in edges(each, row[each.fact])}
    first, last = holding_days(leaf, value)
    return {first, last + 1}


# --- reading an expectation -----------------------------------------------------------------------------------------


class Reader:
    """Reads expectations of one file, collecting what does not hold together.

    ``scope`` maps the names that may be spoken of to their types; ``kind`` is how they are called. ``known`` are the
    facts among which the contract's days have to be; without it, they are not looked for.
    """

    def __init__(
        self,
        source: Source,
        scope: Mapping[str, Typed],
        problems: list[Problem],
        kind: str = "fact",
        contract: bool = False,
        listed: str = UNLISTED,
        known: Mapping[str, Fact] | None = None,
    ) -> None:
        self.source = source
        self.scope = scope
        self.problems = problems
        self.kind = kind
        self.contract = contract
        self.listed = listed
        self.known = known
        self._negated = False

    def read(self, raw: Any, path: Path) -> Tree | None:
        """Return the tree of an expectation, or None where it cannot be read; problems are collected."""
        if not isinstance(raw, dict) or not raw:
            message = f"`{raw}` is not an expectation" if isinstance(raw, str) else "nothing is expected here"
            self._refuse(path, "not-an-expectation", message, f"write `{{{self.kind}: {{word: value}}}}`")
            return None
        parts = [self._part(name, value, (*path, name)) for name, value in raw.items()]
        trees = [part for part in parts if part is not None]
        if len(trees) < len(parts):
            return None
        return trees[0] if len(trees) == 1 else All(tuple(trees))

    def _part(self, name: str, raw: Any, path: Path) -> Tree | None:
        if name == "not":
            if isinstance(raw, list):
                message = "`not` takes one expectation, and this is a list"
                self._refuse(path, "not-an-expectation", message, "write `not: {any: […]}`")
                return None
            self._negated = not self._negated
            inner = self.read(raw, path)
            self._negated = not self._negated
            return None if inner is None else Not(inner)
        if name in ("all", "any"):
            return self._combined(name, raw, path)
        return self._words(name, raw, path)

    def _combined(self, name: str, raw: Any, path: Path) -> Tree | None:
        if not isinstance(raw, list) or not raw:
            fix = f"write `{name}: [{{…}}, {{…}}]`, or a list of lines that begin with `- `"
            self._refuse(path, "not-a-list", f"`{name}` needs a list of expectations", fix)
            return None
        parts = [self.read(each, (*path, index)) for index, each in enumerate(raw)]
        trees = tuple(part for part in parts if part is not None)
        if len(trees) < len(parts):
            return None
        return All(trees) if name == "all" else AnyOf(trees)

    def _words(self, name: str, raw: Any, path: Path) -> Tree | None:
        fact = self.scope.get(name)
        if fact is None:
            message = f"no {self.kind} is called `{name}`"
            self._refuse(path, f"unknown-{self.kind}", message, self._named(name), of_key=True)
            return None
        if isinstance(fact, Fact) and fact.about == "contract" and not self.contract:
            fix = "speak of the contract in `applies_when`: here it could meet a submission that says nothing"
            self._refuse(path, "contract-in-expectation", f"`{name}` is a contract fact", fix, of_key=True)
            return None
        if not isinstance(raw, dict) or not raw:
            self._refuse(path, "no-word", f"`{name}` has no word", _with_word(name, fact, raw))
            return None
        parts = [self._leaf(name, fact, word, value, (*path, word)) for word, value in raw.items()]
        trees = tuple(part for part in parts if part is not None)
        if len(trees) < len(parts):
            return None
        return trees[0] if len(trees) == 1 else All(trees)

    def _named(self, name: str) -> str:
        """Return what to write for a name that is nobody's."""
        combinator = meant(name, COMBINATORS)
        if combinator:
            many = "one expectation" if combinator == "not" else "a list of expectations"
            return f"did you mean `{combinator}`? It takes {many}"
        last = name.rpartition(".")[2]
        if self.kind == "column" and last in self.scope:
            return f"did you mean `{last}`?"
        near = suggestion(name, self.scope, "")
        return f"{near} Or {self.listed}" if near else self.listed

    def _leaf(self, name: str, fact: Typed, word: str, raw: Any, path: Path) -> Leaf | None:
        fitting = [each for each, meaning in WORDS.items() if fact.type in meaning.fits]
        if word not in WORDS and word in facts.columns_of(fact):
            message = f"`{word}` is a column of `{name}`, and not a word"
            fix = f"write `every: {{{word}: …}}` or `some: {{{word}: …}}`"
            self._refuse(path, "unknown-word", message, fix, of_key=True)
            return None
        if word not in WORDS:
            self._refuse(path, "unknown-word", f"`{word}` is not a word", _word_fix(word, fitting, fact), of_key=True)
            return None
        if word not in fitting:
            message = f"`{word}` does not fit `{name}`, which is of the type `{fact.type}`"
            self._refuse(path, "word-does-not-fit", message, f"use {listing(fitting)}", of_key=True)
            return None
        argument = self._argument(fact, word, raw, path)
        return None if argument is None else Leaf(name, word, argument, raw, self._negated)

    def _argument(self, fact: Typed, word: str, raw: Any, path: Path) -> Any:
        if word in ("every", "some"):
            columns = facts.columns_of(fact)
            listed = f"name one of {listing(list(columns))}"
            of_rows = Reader(self.source, columns, self.problems, "column", listed=listed, known=self.known)
            return of_rows.read(raw, path)
        listless = word in _LISTS and (not isinstance(raw, list) or not raw)
        made = _no_list(word, raw) if listless else _ARGUMENTS[word](fact, raw)
        if word in _OF_DAYS and self._is_nobodys_day(made):
            message = f"`{made}` is a day of the contract, and the library has no such fact"
            made = Unreadable("unknown-day", message, f"add `{made}` {_DAY_OF_CONTRACT}")
        if isinstance(made, Unreadable):
            made = self._of_two_answers(fact, raw) or made
            self._refuse((*path, *made.path), made.rule, made.message, made.fix)
            return None
        return made

    def _is_nobodys_day(self, made: Any) -> bool:
        """Tell whether a day is named that no tender of the library can state."""
        if self.known is None or not isinstance(made, str) or made == NAMED_DAYS[0]:
            return False
        return made not in self.known or self.known[made].type != "date"

    def _of_two_answers(self, fact: Typed, raw: Any) -> Unreadable | None:
        """Return why a value cannot be read that is called as another answer is; None where it is not."""
        if not isinstance(raw, str) or (raw not in self.scope and raw not in (self.known or ())):
            return None
        function = {"date": "days_between", "number": "difference", "money": "difference"}.get(fact.type)
        of_facts = (
            f"compute a fact from both, `derived` by `{function}`, and check that" if function else "write a value"
        )
        fix = "ask in a column of its own what is to be checked in each row" if self.kind == "column" else of_facts
        return Unreadable("wrong-type", f"`{raw}` is another answer, and no check compares two", fix)

    def _refuse(self, path: Path, rule: str, message: str, fix: str, *, of_key: bool = False) -> None:
        self.problems.append(self.source.problem(path, rule, message, fix, of_key=of_key))


_OF_DAYS = ("on_or_after", "on_or_before")
_DAY_OF_CONTRACT = (
    "to the facts, with `about: contract` and `type: date`; or take it from the packaged library, by "
    "`builds_on: techassure` in `library.yaml`"
)


def _with_word(name: str, fact: Typed, raw: Any) -> str:
    usual = next(word for word, meaning in WORDS.items() if fact.type in meaning.fits)
    if usual == "is" and isinstance(raw, str):
        return f"write `{{{name}: {{is: {raw}}}}}`, or another word for `is`"
    return f"write `{{{name}: {{{usual}: …}}}}`"


def _word_fix(word: str, fitting: list[str], fact: Typed) -> str:
    return suggestion(word, fitting, f"a {fact.type} takes {listing(fitting, 20)}")


def _value(fact: Typed, raw: Any) -> Any:
    if facts.is_blank(raw):
        return Unreadable("missing-value", "the word has no value", "give it")
    read = facts.reader(fact)(raw)
    if isinstance(raw, list) and isinstance(read, Unreadable):
        return read._replace(fix=f"{read.fix}, or use `one_of`")
    if isinstance(read, Unreadable) and facts.says_nothing(read):
        fix = "no answer ever is that, because it counts as none: use `provided`, or ask for a choice"
        return read._replace(fix=fix)
    return read


def _no_list(word: str, raw: Any) -> Unreadable:
    fix = f"write `[{raw}]`" if isinstance(raw, str) else "write `[first, second]`"
    return Unreadable("not-a-list", f"`{word}` needs a list", fix)


def _values(fact: Typed, raw: Any) -> Any:
    made = [_value(fact, each) for each in raw]
    for index, each in enumerate(made):
        if isinstance(each, Unreadable):
            return Unreadable(each.rule, each.message, each.fix, (index,))
    return tuple(made)


def _options(fact: Typed, raw: Any) -> Any:
    made = facts.reader(fact)(raw)
    return made if isinstance(made, Unreadable) else tuple(made)


def _bound(fact: Typed, raw: Any) -> Any:
    bound = number(raw)
    if bound is None:
        first, _, rest = str(raw).partition(" ")
        fix = number_fix(raw, "write a number such as `7` or `7.5`, of at most 15 digits, without a unit")
        if rest and number(first) is not None:
            fix = f"write `{first}`, without the unit"
        return Unreadable("wrong-type", f"`{raw}` is not a number", fix)
    if fact.type == "money" and isinstance(read := facts.reader(fact)(raw), Unreadable) and read.rule != "out-of-range":
        return read
    if (fact.lowest is not None and bound < fact.lowest) or (fact.highest is not None and bound > fact.highest):
        fix = f"the answers run from {fact.lowest} to {fact.highest}: choose a bound among them"
        return Unreadable("out-of-range", f"`{raw}` is outside what the answer can be", fix)
    return bound


def _span_of(_: Typed, raw: Any) -> Any:
    span = calendar_days.duration(raw) if isinstance(raw, str) else None
    weeks = _WEEKS.match(str(raw))
    fix = f"write `{int(weeks[1]) * 7} days`" if weeks else "write it as `12 months`, `30 days` or `2 years`"
    return span or Unreadable("wrong-type", f"`{raw}` is not a span of time", fix)


_WEEKS = re.compile(r"([0-9]{1,5}) weeks?\Z")


def _day(_: Typed, raw: Any) -> Any:
    if raw in NAMED_DAYS:
        return raw
    day = calendar_days.day_number(raw) if isinstance(raw, str) else None
    otherwise = suggestion(str(raw), NAMED_DAYS, f"write {listing(NAMED_DAYS)} or a day such as `2026-06-01`")
    fix = date_fix(raw, otherwise)
    return day or Unreadable("wrong-type", f"`{raw}` is not a day", fix)


def _row_bounds(_: Typed, raw: Any) -> Any:
    fix = "write `{at_least: 1}`, `{at_most: 9}` or both"
    if not isinstance(raw, dict) or not raw or set(raw) - {"at_least", "at_most"}:
        return Unreadable("wrong-type", "`rows` needs a bound", fix)
    given = {word: number(each) for word, each in raw.items()}
    if any(not isinstance(bound, int) or bound < 0 for bound in given.values()):
        return Unreadable("wrong-type", "a number of rows is a whole number", fix)
    return given.get("at_least"), given.get("at_most")


def _provided(_: Typed, raw: Any) -> Any:
    fix = "write `provided: yes`; to ask that something is absent, ask a question about it"
    return yes_no(raw) or Unreadable("wrong-type", f"`provided: {raw}` says nothing", fix)


_ARGUMENTS: dict[str, Callable[[Typed, Any], Any]] = {
    "is": _value,
    "is_not": _value,
    "one_of": _values,
    "none_of": _values,
    "includes_all": _options,
    "includes_any": _options,
    "at_least": _bound,
    "at_most": _bound,
    "above": _bound,
    "below": _bound,
    "within": _span_of,
    "on_or_after": _day,
    "on_or_before": _day,
    "rows": _row_bounds,
    "provided": _provided,
}
