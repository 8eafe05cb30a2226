"""What pydantic finds wrong with the data of a file, told as problems that teach."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from techassure.files.places import Source
from techassure.problems import Path, Problem, guess, listing, suggestion
from techassure.version import LANGUAGE

UNFILLED = "unfilled"
"""The type of the error that says that a blank has to be filled in."""
BROKEN = "broken"
"""The type of the error of parts that do not fit each other."""


class Broken(NamedTuple):
    """A part of a model that does not fit the others: where in it, one lower-case sentence, and what to do."""

    path: Path
    message: str
    fix: str


def told(
    error: ValidationError, model: type[BaseModel], source: Source, value: Any, at: Path = ()
) -> Iterator[Problem]:
    """Yield the problems of a value that does not make a model; it stands ``at`` a place of its source."""
    found = _errors(value, error)
    strange = [each["loc"] for each in found if each["type"] == "extra_forbidden"]
    written = {(*path[:-1], guess(str(path[-1]), _known_keys(model, path[:-1]))) for path in strange}
    for each in found:
        if each["type"] != "missing" or each["loc"] not in written:  # what is misspelt is not missing as well
            yield from _problems(model, source, each, at)


def _errors(value: Any, error: ValidationError) -> list[dict[str, Any]]:
    """Return pydantic's findings without those that only follow from others, and one for each union of types.

    A list is too short if its items fail; and what fits no member of a union is refused once by every member.
    """
    found: list[dict[str, Any]] = [dict(each) for each in error.errors(include_url=False)]
    at_or_within = Counter(tuple(each["loc"][:depth]) for each in found for depth in range(len(each["loc"]) + 1))
    told = [each for each in found if each["type"] != "too_short" or at_or_within[tuple(each["loc"])] == 1]
    others = []
    unions: dict[Path, list[dict[str, Any]]] = {}
    for each in told:
        if _is_of_member(value, each):
            unions.setdefault(tuple(each["loc"][:-1]), []).append(each)
        else:
            others.append(each)
    # Where there is more than the members' refusals, the member that takes what is written has said what is wrong.
    left = [(path, group) for path, group in unions.items() if at_or_within[path] == len(group)]
    return [*others, *(_of_union(path, group) for path, group in left)]


def _is_of_member(value: Any, error: dict[str, Any]) -> bool:
    """Tell whether a finding is that of a member of a union: pydantic adds its name to the location."""
    location = error["loc"]
    if not location or error["type"] in ("missing", "extra_forbidden", BROKEN) or location[-1] == "[key]":
        return False
    return isinstance(location[-1], str) and _real_path(value, location) == _real_path(value, location[:-1])


def _of_union(path: Path, group: list[dict[str, Any]]) -> dict[str, Any]:
    literals = [each for each in group if each["type"] == "literal_error"]
    is_plain = isinstance(group[0]["input"], str | int | float)
    if literals and is_plain:
        expected = " ".join(str(each["ctx"]["expected"]) for each in literals)
        or_list = any(each["type"] in _LISTS for each in group)
        return {**literals[0], "loc": path, "ctx": {"expected": expected, "or_list": or_list}}
    told = sorted(group, key=lambda each: (each["type"] in _SHAPES) is is_plain)
    return {**told[0], "loc": path}


def _problems(model: type[BaseModel], source: Source, error: dict[str, Any], at: Path) -> Iterator[Problem]:
    if error["type"] != BROKEN:
        yield _problem(model, source, error, at)
        return
    for broken in error["ctx"]["found"]:
        path = _real_path(source.value, (*at, *error["loc"], *broken.path))
        yield source.problem(path, "wrong-value", broken.message, broken.fix)


def _problem(model: type[BaseModel], source: Source, error: dict[str, Any], at: Path) -> Problem:
    path = _real_path(source.value, (*at, *error["loc"]))
    kind, written = error["type"], error["input"]
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind in ("extra_forbidden", "missing", UNFILLED):
        return _of_key(model, source, path, error, last)
    if written is None or written == "":
        return no_value(source, path)
    wanted = _wanted(kind, error, written)
    if kind in _OF_MODELS and (known := _known_keys(model, error["loc"])):
        wanted = f"write a mapping, with {listing(known, 6)}"
    if isinstance(written, str | int | float):
        message = f"`{as_json(written)}` cannot be read"
        return source.problem(path, "wrong-value", message, wanted, of_key=last == "[key]")
    if kind == "literal_error" and isinstance(written, dict):
        message = f"`{last}` is one word here, and not a mapping"
        return source.problem(path, "wrong-value", message, f"{wanted}{_beside(model, error['loc'], written)}")
    why, fix = _of_value(kind, written, wanted)
    return source.problem(path, "wrong-value", f"{_called(kind, written, last)} {why}", fix)


def as_json(written: str | float) -> str:
    """Return a plain value as its author wrote it: JSON's own words for yes and no are not those of Python."""
    return str(written).lower() if isinstance(written, bool) else str(written)


def _beside(model: type[BaseModel], location: Path, written: Mapping[str, Any]) -> str:
    """Return which keys of a mapping belong one level up, beside the key that it was written under; blank: none."""
    known = _known_keys(model, location[:-1])
    kept = [f"`{key}`" for key in written if key in known]
    stands = "stands" if len(kept) == 1 else "stand"
    return f"; {' and '.join(kept)} {stands} beside `{location[-1]}`, not in it" if kept else ""


def _of_key(model: type[BaseModel], source: Source, path: Path, error: dict[str, Any], last: str) -> Problem:
    """Return the problem of a key that is not known, is missing, or has to be filled in."""
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, error["loc"][:-1])
        fix = suggestion(last, known, f"use one of {listing(known)}" if known else "remove it")
        return source.problem(path, "unknown-key", f"`{last}` is not a key here", fix, of_key=True)
    if kind == UNFILLED:
        return source.problem(path, "missing-value", f"`{last}` has no value", error["msg"], of_key=True)
    if last.isdigit():
        message = f"`{error['loc'][-2]}` has too few values"
        return source.problem(path, "wrong-value", message, "give the lowest and the highest: `[0, 100]`")
    lost = source.lost((*path, last))
    return lost or source.problem(path, "missing-key", f"`{last}` is missing", _to_add(model, error["loc"]))


def _called(kind: str, written: object, last: str) -> str:
    """Return what a mapping or a list is called: by its id, or by its key."""
    if not last:
        return "this file"
    named = written.get("id") if isinstance(written, dict) and kind not in _LISTS else None
    return "this entry" if named is None and last.isdigit() else f"`{named or last}`"


def _of_value(kind: str, written: object, wanted: str) -> tuple[str, str]:
    """Return what is wrong with a mapping or a list, and what to do."""
    if kind == "too_long":
        return "has too many values", wanted
    if kind == "too_short" and not written:
        return "is empty", wanted
    if kind in _SHAPES:
        return "has the wrong shape", wanted
    parted = _REASON_AND_FIX.fullmatch(wanted)
    return (f"does not hold together: {parted[1]}", parted[2]) if parted else ("does not hold together", wanted)


_REASON_AND_FIX = re.compile(r"((?:[^`:]|`[^`]*`)*): (.*)")
"""What a validator says of a mapping: why it does not hold together, and after a colon what to do."""


def _to_add(model: type[BaseModel], location: Path) -> str:
    """Return what to write where a key is missing: its own keys, if it has any, or the values that it may have."""
    last = str(location[-1])
    if last == "techassure":
        return f"add `{last}: {LANGUAGE}`"
    annotation = _annotation(model, location)
    inner = _model_within(annotation)
    needed = [key for key, info in _infos(inner).items() if info.is_required()] if inner else []
    if needed:
        listed = listing(needed[:-1])
        return f"add `{last}`, with {listed}{listed and ' and '}`{needed[-1]}`"
    values = get_args(annotation) if get_origin(annotation) is Literal else ()
    choice = f", one of {listing(values, 20)}" if values else ""
    return f"add `{last}: …`{choice}"


def no_value(source: Source, path: Path) -> Problem:
    """Return the problem of a key without a value."""
    fix = "give it, or remove the line"
    return source.problem(path, "missing-value", f"`{path[-1] if path else ''}` has no value", fix, of_key=True)


_OF_MODELS = ("model_type", "model_attributes_type")
_LISTS = ("list_type", "tuple_type")
_SHAPES = {
    "dict_type": "write a mapping, `key: value`",
    "mapping_type": "write a mapping, `key: value`",
    "model_type": "write a mapping, `key: value`",
    "model_attributes_type": "write a mapping, `key: value`",
    "list_type": "write a list: `[…]`, or items that begin with `- `",
    "tuple_type": "write a list: `[…]`, or items that begin with `- `",
    "string_type": "write text; put quotes around it",
    "too_short": "list at least one",
    "too_long": "list fewer",
}
_FIXES = {
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$": "write `topic.name`: lower case, digits and underscores, joined by a dot",
    r"^[a-z][a-z0-9_]*$": "write lower case, digits and underscores",
    r"^[a-z0-9][a-z0-9_.-]*$": "write lower case, digits, `_`, `.` and `-`",
    r"^[a-z0-9][a-z0-9-]*$": "write lower case, digits and `-`",
    r"^[A-Za-z0-9][A-Za-z0-9.-]*$": "write letters, digits, `.` and `-`",
    r"^[^\p{Cc}\p{Cf}]*$": "remove the control character",
    r"^sha256:[0-9a-f]{64}$": "write `sha256:` and 64 hexadecimal digits",
    r"^[A-Z]{3}$": "write the three capital letters of ISO 4217, such as `GBP`",
    r"^[1-9][0-9]*$": "write the number of a revision",
    r"^https://[^\s]+$": "write a web address that begins with `https://`",
}


def _wanted(kind: str, error: dict[str, Any], written: object) -> str:
    context = error.get("ctx", {})
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        choice = f"write one of {listing(known, 20)}" if len(known) > 1 else f"write {listing(known)}"
        choice = f"write a list: `[{written}]`, or {listing(known)}" if context.get("or_list") else choice
        return suggestion(str(written), known, choice)
    if kind == "string_pattern_mismatch":
        return _FIXES.get(str(context.get("pattern")), "check its form")
    if kind == "string_too_long":
        return f"write at most {context.get('max_length')} characters"
    said = _SHAPES.get(kind, str(error["msg"]))
    if kind in ("dict_type", "mapping_type") and isinstance(written, list) and all(isinstance(w, str) for w in written):
        keys = [f"{each}: …" for each in written[:_FEW]] + ["…"] * (len(written) > _FEW)
        return f"write a mapping: `{{{', '.join(keys)}}}`" if written else said
    if kind in _LISTS and error["loc"][-1] == "score" and re.fullmatch(r"[0-9.]+", str(written)):
        return f"give the lowest and the highest: `[{written}, {written}]`"
    if kind in _LISTS and isinstance(written, str) and " " not in written:
        return f"write a list: `[{written}]`"
    if kind in ("dict_type", "mapping_type") and error["loc"][-1] in _EXPECTATIONS and isinstance(written, str):
        return "write an expectation: `{fact: {word: value}}`"
    return said.removeprefix("Value error, ")


_FEW = 6
_EXPECTATIONS = ("expect", "when", "applies_when")


def _real_path(value: Any, location: Path) -> Path:
    """Leave out what pydantic adds to a location: the names of union members."""
    path: list[str | int] = []
    for part in location:
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _known_keys(model: type[BaseModel], location: Path) -> list[str]:
    """Return the keys that stand where the location leads, as far as the annotations tell."""
    found = _model_at(model, location)
    return list(_infos(found)) if _is_model(found) else []


def _annotation(model: type[BaseModel], location: Path) -> Any:
    """Return the annotation of the key to which the location leads; None where the annotations do not tell."""
    found = _model_at(model, location[:-1])
    info = _infos(found).get(str(location[-1])) if _is_model(found) else None
    return info.annotation if info else None


def _model_at(model: type[BaseModel], location: Path) -> Any:
    current: Any = model
    for part in location:
        if isinstance(part, str) and _is_model(current) and part in _infos(current):
            current = _infos(current)[part].annotation
        current = _model_within(current) or current
    return current


def _infos(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if _is_model(annotation):
        found: type[BaseModel] = annotation
        return found
    return next((model for inner in get_args(annotation) if (model := _model_within(inner))), None)
