"""Expectations as they are written in a file, read into trees of words; or what is wrong with them, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from techassure import calendar_days
from techassure.borrowed_words import meant
from techassure.definitions import facts
from techassure.definitions.facts import Typed, Unreadable
from techassure.definitions.model import Fact
from techassure.definitions.words import COMBINATORS, LISTS, NAMED_DAYS, WORDS, All, AnyOf, Leaf, Not, Tree
from techassure.files.doors import number, yes_no
from techassure.files.meant import date_fix, number_fix
from techassure.files.places import Source
from techassure.problems import UNLISTED, Path, Problem, listing, suggestion


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
            rule = "unknown-fact" if self.kind == "fact" else "unknown-column"
            self._refuse(path, rule, f"no {self.kind} is called `{name}`", self._named(name), of_key=True)
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
        listless = word in LISTS and (not isinstance(raw, list) or not raw)
        made = _no_list(word, raw) if listless else _ARGUMENTS[word](fact, raw)
        if word in _OF_DAYS and self._is_nobodys_day(made):
            message = f"`{made}` is a day of the contract, and the library has no such fact"
            made = Unreadable("unknown-day", message, f"add `{made}` {_DAY_OF_CONTRACT}")
        if isinstance(made, Unreadable):
            if made.rule == "wrong-type":
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
