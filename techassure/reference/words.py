"""`words.md`: the vocabulary of expectations, with the JSON Schemas that each word becomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, get_args

import orjson

from techassure.authoring.markdown import fenced, sentence, table, ticked
from techassure.definitions import expectations, words
from techassure.definitions.model import Fact, TypeName
from techassure.definitions.words import COMBINATORS, WORDS, Days
from techassure.files.places import read_yaml

_TYPES: tuple[str, ...] = get_args(TypeName)
_AS_OF, _START, _END = date(2026, 6, 1), date(2026, 9, 1), date(2029, 8, 31)
_DAYS = Days(_AS_OF.toordinal(), _START.toordinal(), _END.toordinal())
_FACTS: dict[str, dict[str, Any]] = {
    "dspt.status": {"type": "choice", "options": {"met": "Met", "exceeded": "Exceeded", "not_met": "Not met"}},
    "controls.in_place": {"type": "choices", "options": {"firewalls": "Firewalls", "updates": "Updates"}},
    "findings.worst": {"type": "number"},
    "pen_test.finished_on": {"type": "date"},
    "certificate.expires_on": {"type": "date"},
    "pen_test.report": {"type": "document"},
    "hazards.log": {
        "type": "table",
        "columns": {"status": {"type": "choice", "options": {"open": "Open", "closed": "Closed"}}},
    },
}
EXAMPLES: dict[str, str] = {
    "is": "dspt.status: {is: met}",
    "is_not": "dspt.status: {is_not: not_met}",
    "one_of": "dspt.status: {one_of: [met, exceeded]}",
    "none_of": "dspt.status: {none_of: [not_met]}",
    "includes_all": "controls.in_place: {includes_all: [firewalls, updates]}",
    "includes_any": "controls.in_place: {includes_any: [firewalls, updates]}",
    "at_least": "findings.worst: {at_least: 0}",
    "at_most": "findings.worst: {at_most: 6.9}",
    "above": "findings.worst: {above: 0}",
    "below": "findings.worst: {below: 7.0}",
    "within": "pen_test.finished_on: {within: 12 months}",
    "on_or_after": "certificate.expires_on: {on_or_after: contract.end}",
    "on_or_before": "pen_test.finished_on: {on_or_before: as_of}",
    "every": "hazards.log: {every: {status: {is_not: open}}}",
    "some": "hazards.log: {some: {status: {is: closed}}}",
    "rows": "hazards.log: {rows: {at_least: 1, at_most: 500}}",
    "provided": "pen_test.report: {provided: yes}",
}
_COMBINED = (
    ("an expectation", "every line of it holds", "any line of it fails"),
    ("`all`", "every part holds", "any part fails"),
    ("`any`", "any part holds", "every part fails"),
    ("`not`", "the part fails", "the part holds"),
)


_SCOPE = {
    name: Fact.model_validate({"question": "An example?", "about": "product", **parts})
    for name, parts in _FACTS.items()
}


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield "The words of [the definition language](language.md), the types that each fits, and when it holds."
    yield ""
    rows = (
        (f"[`{name}`](#{name})", _types(word.fits), word.shape, sentence(word.says)) for name, word in WORDS.items()
    )
    yield from table(("word", "fits", "is followed by", "holds when the answer is, or has"), rows)
    yield from _three_values()
    yield "## The JSON Schemas of each word"
    yield ""
    yield (
        "Each expectation becomes two schemas of an object whose properties are facts. Below they stand for "
        f"{_AS_OF} as the as-of day, and for a contract from {_START} to {_END}. Dates are day numbers: 0001-01-01 is "
        f"1, and {_AS_OF} is {_DAYS.as_of}."
    )
    yield ""
    for name in WORDS:
        yield from _word(name)


def _types(fits: Iterable[str]) -> str:
    fitting = [name for name in _TYPES if name in fits]
    return "every type" if len(fitting) == len(_TYPES) else ", ".join(fitting)


def _three_values() -> Iterator[str]:
    yield "## Holds, fails, open"
    yield ""
    yield "A word about a fact that was not answered is *open*. Combined, expectations come to:"
    yield ""
    rows = [(name, holds, fails, "otherwise") for name, holds, fails in _COMBINED]
    yield from table(("", "holds where", "fails where", "open"), rows)
    yield f"{ticked(COMBINATORS)} take expectations: the first two a list, the third one."
    yield ""


def _word(name: str) -> Iterator[str]:
    source = read_yaml(EXAMPLES[name].encode(), name)
    tree = expectations.Reader(source, _SCOPE, []).read(source.value, ())
    if tree is None:
        raise ValueError(f"the example of `{name}` cannot be read")
    yield f"### {name}"
    yield ""
    yield from fenced(EXAMPLES[name], "yaml")
    for title, schema in zip(("holds", "fails"), words.compiled(tree, _DAYS), strict=True):
        yield f"- {title}: `{orjson.dumps(schema).decode()}`"
    yield ""
