"""`fact-types.md`: what an answer may be, the named formats of text, and the functions of derived facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from techassure.authoring.markdown import sentence, table, ticked
from techassure.definitions import facts, functions, text_formats
from techassure.definitions.model import Fact
from techassure.definitions.words import WORDS
from techassure.files.doors import MOST_DIGITS

WRITTEN: dict[str, str] = {
    "yes-no": "`yes` or `no`; `true` and `false` are read too",
    "choice": "one key of its options: `crest`",
    "choices": "a list of keys, none of them twice: `[crest, check]`; `[]` says that none applies",
    "number": f"`12`, `-3` or `7.05`: at most {MOST_DIGITS} digits, no exponent, no thousands separator, no unit",
    "money": "a number with at most two decimals; the fact names the currency",
    "date": "`2026-06-01`, a day that exists",
    "text": f"text of at most {facts.MOST_TEXT} characters, without control characters; `n/a`, `none`, `tbc`, `-` and "
    "their like are no answer, save in a cell of a table",
    "document": "not under `answers`: an entry under `evidence` whose `kind` is the fact",
    "table": f"a list of at most {facts.MOST_ROWS} rows, each `{{column: value, …}}`; `[]` says that there are none",
}
_PARTS: dict[str, str] = {
    "yes-no": "",
    "choice": "`options`, `retired`",
    "choices": "`options`, `retired`",
    "number": "`whole`, `unit`, `from`, `to`",
    "money": "`currency`, `from`, `to`",
    "date": "",
    "text": "`format`",
    "document": "`issued_by`, `valid_for`, `register`",
    "table": "`columns`",
}
_SHAPES: dict[str, dict[str, Any]] = {
    "choice": {"options": {"crest": "CREST", "check": "NCSC CHECK"}},
    "choices": {"options": {"crest": "CREST", "check": "NCSC CHECK"}},
    "table": {
        "columns": {"title": {"type": "text"}, "cvss": {"type": "number", "from": 0, "to": 10, "optional": "yes"}}
    },
}


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield (
        "What an answer may be. A blank answer, or null, is no answer. Text from YAML and plain values from JSON "
        "read alike. How facts are defined: [the definition language](language.md#facts-standardsfactstopicyaml)."
    )
    yield ""
    rows = ((f"`{name}`", WRITTEN[name], _PARTS[name], ticked(_fitting(name))) for name in WRITTEN)
    yield from table(("type", "an answer is written", "parts of the fact", "words that fit"), rows)
    yield from _formats()
    yield from _functions()
    yield "## The JSON Schema of each type"
    yield ""
    yield "What the answer becomes once it is read, and what the words' schemas are run against."
    yield ""
    rows_of_schemas = ((f"`{name}`", f"`{orjson.dumps(facts.schema(_example(name))).decode()}`") for name in WRITTEN)
    yield from table(("type", "for example"), rows_of_schemas)


def _fitting(type_name: str) -> list[str]:
    return [name for name, word in WORDS.items() if type_name in word.fits]


def _example(type_name: str) -> Fact:
    parts = {"question": "An example?", "about": "product", "type": type_name, **_SHAPES.get(type_name, {})}
    return Fact.model_validate(parts)


def _formats() -> Iterator[str]:
    yield "## Named formats of text"
    yield ""
    yield "Only the form is checked, and the check digit where there is one: never whether the thing exists."
    yield ""
    rows = (
        (f"`{name}`", f"{sentence(made.what)}: {made.fix}", f"`{made.pattern}`", "yes" if made.check_digit else "")
        for name, made in text_formats.FORMATS.items()
    )
    yield from table(("format", "what it is", "pattern", "check digit"), rows)


def _functions() -> Iterator[str]:
    yield "## Functions of derived facts"
    yield ""
    yield "Strict: where an input is absent, so is the result. None of them knows the as-of day."
    yield ""
    rows = (
        (
            f"`{name}`",
            "; ".join(" or ".join(sorted(types)) for types in function.takes),
            ticked(function.settings),
            " or ".join(sorted(function.gives)),
            _doc(function.call),
        )
        for name, function in functions.FUNCTIONS.items()
    )
    yield from table(("function", "from", "settings", "gives", "what it does"), rows)


def _doc(function: Callable[..., Any]) -> str:
    first = str(function.__doc__).split("\n", maxsplit=1)[0]
    return first.replace("``", "`").replace("; None ", "; absent ")
