"""The words and the facts of a library as JSON Schema, for an editor: which words fit a fact, and which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from techassure.definitions.facts import Typed
from techassure.definitions.model import Column, ColumnType, Fact
from techassure.definitions.words import NAMED_DAYS, WORDS
from techassure.problems import listing

Schema = dict[str, Any]
EXPECTATION, CONDITION, COLUMNS = "Expectation", "Condition", "ColumnsOfDerived"
_NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_DAY: Schema = {"type": "string", "format": "date"}
_YES_NO: Schema = {"enum": ["yes", "no", True, False]}
_ROWS: Schema = {
    "type": "object",
    "properties": {"at_least": _NUMBER, "at_most": _NUMBER},
    "additionalProperties": False,
}
_DOCUMENT: Schema = {
    "type": "object",
    "properties": {
        "issued": {**_DAY, "description": "The day of issue. Default: the as-of day."},
        "expires": {**_DAY, "description": "The last day on which it is in force."},
        "product_version": {"enum": ["same", "other"], "description": "The version that it speaks of."},
    },
    "additionalProperties": False,
}
_SHARED: tuple[ColumnType, ...] = ("yes-no", "number", "money", "date", "text")
_ANY_TEXT: Schema = {"type": ["string", "number", "boolean"]}


def value(fact: Typed) -> Schema:
    """Return the schema of an answer as it is written in a file."""
    if fact.type == "table" and isinstance(fact, Fact):
        return {"type": "array", "items": _row(fact)}
    if fact.type == "choices":
        return {"type": "array", "items": _option(fact)}
    plain = {"yes-no": _YES_NO, "number": _NUMBER, "money": _NUMBER, "date": _DAY, "document": _DOCUMENT}
    return plain.get(fact.type) or (_option(fact) if fact.type == "choice" else _ANY_TEXT)


def _option(fact: Typed) -> Schema:
    offered = {key: label for key, label in (fact.options or {}).items() if key not in fact.retired}
    kept = [*offered, *fact.retired, *(int(key) for key in offered if key.isdecimal() and str(int(key)) == key)]
    return {"enum": kept, "description": "; ".join(f"`{key}`: {label}" for key, label in offered.items())}


def _row(fact: Fact) -> Schema:
    columns = fact.columns or {}
    cells = {name: {"description": column.label or name, **value(column)} for name, column in columns.items()}
    needed = [name for name, column in columns.items() if not column.optional]
    return {"type": "object", "properties": cells, "required": needed, "additionalProperties": False}


def _argument(word: str, fact: Typed, name: str) -> Schema:
    """Return the schema of what stands after a word about the fact."""
    one = value(fact)
    if word in ("is", "is_not"):
        return one
    if word in ("one_of", "none_of"):
        return {"type": "array", "items": one, "minItems": 1}
    if word in ("includes_all", "includes_any"):
        return {**one, "minItems": 1}
    if word in ("every", "some"):
        return {"$ref": f"#/$defs/{_rows_of(name)}"}
    return _ARGUMENTS.get(word, _NUMBER)


_ARGUMENTS: Mapping[str, Schema] = {
    "within": {"type": "string", "pattern": "^[0-9]+ (day|month|year)s?$"},
    "on_or_after": {"anyOf": [{"enum": list(NAMED_DAYS)}, _DAY]},
    "on_or_before": {"anyOf": [{"enum": list(NAMED_DAYS)}, _DAY]},
    "rows": _ROWS,
    "provided": {"enum": ["yes", True]},
}


def _rows_of(name: str) -> str:
    return f"Rows-of-{name}"


def _of_row(fact: Fact, name: str) -> Schema:
    """Return what may be expected of a row of a table: its columns are used like facts, and no other is let through."""
    columns = {key: words(column, column.label or key, key) for key, column in (fact.columns or {}).items()}
    return {**_expectation(columns, _rows_of(name)), "additionalProperties": False}


def words(fact: Typed, says: str, name: str) -> Schema:
    """Return the words that fit a fact; those of a type without options are written out once for all facts."""
    if fact.type in _SHARED:
        return {"description": says, "$ref": f"#/$defs/{_shared(fact.type)}"}
    return {"description": says, **_words(fact, name)}


def _shared(kind: str) -> str:
    return f"Words-for-{kind}"


def _words(fact: Typed, name: str) -> Schema:
    """Return the words that fit a fact, each with what it says and what may stand after it."""
    fitting = {word: meaning for word, meaning in WORDS.items() if fact.type in meaning.fits}
    made = {
        word: {"description": f"`{word}`: {meaning.says}.", **_argument(word, fact, name)}
        for word, meaning in fitting.items()
    }
    return {"type": "object", "properties": made, "additionalProperties": False, "minProperties": 1}


def _says(fact: Fact) -> str:
    return f"{fact.question or _computed(fact)} ({fact.type}, about the {fact.about})"


def _computed(fact: Fact) -> str:
    """Return from what a fact is computed, and how."""
    if fact.derived is None:
        return ""
    column = f", column `{fact.derived.column}`" if fact.derived.column else ""
    return f"Computed by `{fact.derived.function}` from {listing(fact.derived.inputs)}{column}."


def definitions(facts: Mapping[str, Fact]) -> dict[str, Schema]:
    """Return the definitions that the schemas of files refer to: expectations and answers.

    A fact that is not known here is let through: the schemas may be older than the facts.
    """
    about = {name: words(fact, _says(fact), name) for name, fact in facts.items()}
    tables = {name: list(fact.columns) for name, fact in facts.items() if fact.columns}
    own = {name: schema for name, schema in about.items() if facts[name].about != "contract"}
    asked = {name: fact for name, fact in facts.items() if not fact.derived and not name.startswith("submission.")}
    return {
        **{_shared(kind): _words(Column.model_validate({"type": kind}), kind) for kind in _SHARED},
        **{_rows_of(name): _of_row(fact, name) for name, fact in facts.items() if fact.type == "table"},
        EXPECTATION: {**_expectation(own, EXPECTATION), "patternProperties": {r"^contract\.": False}},
        CONDITION: _expectation({name: about[name] for name in about if name not in own}, CONDITION, own),
        "ExampleAnswers": _answers({name: value(fact) for name, fact in asked.items()}, facts),
        "Answers": _answers(
            {
                name: {"anyOf": [value(fact), _FULL]}
                for name, fact in asked.items()
                if fact.about != "contract" and fact.type != "document"
            },
            facts,
        ),
        "Contract": _answers(
            {name.removeprefix("contract."): value(fact) for name, fact in asked.items() if fact.about == "contract"},
            {name.removeprefix("contract."): fact for name, fact in asked.items()},
        ),
        COLUMNS: {"allOf": [part for each in tables.items() for part in _of_table(*each)]},
        "FactName": {"anyOf": [{"enum": list(facts)}, {"type": "string"}]},
        "DocumentName": {
            "anyOf": [{"enum": [name for name, fact in facts.items() if fact.type == "document"]}, {"type": "string"}]
        },
    }


def _of_table(name: str, columns: Sequence[str]) -> Iterator[Schema]:
    """Yield what may be named of a table from whose rows a fact is computed, or in which rows are looked up."""
    column: Schema = {"enum": columns}
    keys: Schema = {"properties": {each: {} for each in columns}, "additionalProperties": False}
    looked_up = {"additionalProperties": column}
    for before, named in (([], {"column": column, "match": keys}), ([{}], {"match": looked_up, "take": looked_up})):
        there = {"type": "array", "items": [*before, {"const": name}], "minItems": len(before) + 1}
        yield {"if": {"required": ["from"], "properties": {"from": there}}, "then": {"properties": named}}


_FULL: Schema = {
    "type": "object",
    "properties": {
        "value": {"description": "The answer."},
        "evidence": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The ids of the documents behind it.",
        },
        "note": {"type": "string", "description": "A remark."},
    },
    "required": ["value"],
    "additionalProperties": False,
}


def _answers(values: Mapping[str, Schema], facts: Mapping[str, Fact]) -> Schema:
    described = {name: {**schema, "description": _describes(facts[name], schema)} for name, schema in values.items()}
    return {"type": "object", "properties": described}


def _describes(fact: Fact, schema: Schema) -> str:
    options = schema.get("description")
    return " ".join(filter(None, [_says(fact), fact.hint, options]))


def _expectation(own: Mapping[str, Schema], name: str, shared: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an expectation; facts of ``shared`` are those that `Expectation` has written out already."""
    itself = {"$ref": f"#/$defs/{name}"}
    there = {each: {"$ref": f"#/$defs/{EXPECTATION}/properties/{each}"} for each in shared or {}}
    return {
        "description": "All of it must hold: `{fact: {word: value}}`.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "all": {"description": "Every one of these holds.", "type": "array", "items": itself, "minItems": 1},
            "any": {"description": "At least one of these holds.", "type": "array", "items": itself, "minItems": 1},
            "not": {"description": "This fails.", **itself},
            **there,
            **own,
        },
        "additionalProperties": {"type": "object"},
    }
