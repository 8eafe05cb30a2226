"""Where a file's data becomes a model, and pydantic's findings become problems that teach."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from techassure import calendar_days
from techassure.meant import date_fix, number_fix
from techassure.places import Source
from techassure.problems import Path, Problem, ProblemsFound, listing, suggestion

LANGUAGE = 1
_BLANKS = dict.fromkeys([*b"\n\t\r", 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
MOST_DIGITS = 15

Number = int | float
M = TypeVar("M", bound="Door")


def number(raw: object) -> Number | None:
    """Return the number that text or JSON gives: at most 15 digits, so that every comparison is exact; else None."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return raw if abs(raw) < 10**MOST_DIGITS else None
    if not isinstance(raw, str) or len(raw) > MOST_DIGITS + 2 or not _NUMBER.match(raw):
        return None
    if sum(character.isdigit() for character in raw) > MOST_DIGITS:
        return None
    return float(raw) if "." in raw else int(raw)


def decimal_text(value: Fraction) -> str:
    """Return an exact number as a file writes it: `7.5`. What files give has few digits, so it always ends."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def yes_no(raw: object) -> bool | None:
    """Return what ``yes``, ``no`` or a JSON boolean says, else None."""
    if isinstance(raw, bool):
        return raw
    return {"yes": True, "no": False, "true": True, "false": False}.get(raw) if isinstance(raw, str) else None


def _reader(read: Callable[[Any], Any], wanted: str | Callable[[Any], str]) -> BeforeValidator:
    def validate(raw: Any) -> Any:
        value = read(raw)
        if value is None:
            said = wanted if isinstance(wanted, str) else wanted(raw)
            raise PydanticCustomError("unreadable", "{wanted}", {"wanted": said})
        return value

    return BeforeValidator(validate)


def _day(raw: object) -> int | None:
    return calendar_days.day_number(raw) if isinstance(raw, str) else None


def _fraction(raw: object) -> Fraction | None:
    value = number(raw)
    return None if value is None else Fraction(str(value))


def _span(raw: object) -> calendar_days.Duration | None:
    return calendar_days.duration(raw) if isinstance(raw, str) else None


def _words(raw: object) -> str | None:
    """Text without control characters, blank being no answer at all."""
    if not isinstance(raw, str):
        return None
    text = raw.strip()
    return text if text and is_printable(text) else None


def is_printable(text: str) -> bool:
    """Tell whether text holds no control characters, no bidirectional controls and nothing else that hides itself.

    Line breaks, tabs and the many kinds of blank that word processors paste are fine.
    """
    return text.isprintable() or text.translate(_BLANKS).isprintable()


# What stands in a file before it is read: the published schemas say that, not what it is read to.
_NUMBER_SCHEMA = {"type": ["number", "string"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}

_ANY_NUMBER = "write a number such as `12` or `7.5`, of at most 15 digits"

YesNo = Annotated[bool, _reader(yes_no, "write `yes` or `no`"), WithJsonSchema({"enum": ["yes", "no", True, False]})]
Day = Annotated[
    int,
    _reader(_day, lambda raw: date_fix(raw, "write a day that exists as `2026-06-01`")),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Exact = Annotated[
    Fraction,
    _reader(_fraction, lambda raw: number_fix(raw, _ANY_NUMBER)),
    WithJsonSchema(_NUMBER_SCHEMA),
]
Count = Annotated[
    int,
    _reader(lambda raw: number(raw) if isinstance(number(raw), int) else None, "write a whole number"),
    WithJsonSchema({"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}),
]
Amount = Annotated[
    int | float,
    _reader(number, lambda raw: number_fix(raw, _ANY_NUMBER)),
    WithJsonSchema(_NUMBER_SCHEMA),
]
Span = Annotated[
    calendar_days.Duration,
    _reader(_span, "write a span such as `12 months`, `30 days` or `2 years`"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+ (day|month|year)s?$"}),
]
Text = Annotated[str, _reader(_words, "write text, without control characters")]


def unfilled(wanted: str) -> PydanticCustomError:
    """Return what a validator raises of a blank that has to be filled in; ``wanted`` is the fix."""
    return PydanticCustomError(_UNFILLED, "{wanted}", {"wanted": wanted})


_UNFILLED = "unfilled"


class Broken(NamedTuple):
    """A part of a model that does not fit the others: where in it, one lower-case sentence, and what to do."""

    path: Path
    message: str
    fix: str


def raise_broken(found: Sequence[Broken]) -> None:
    """Raise what a model's validator found, each part to be reported at its own place.

    Raises:
        PydanticCustomError: there is any.
    """
    if found:
        raise PydanticCustomError(_BROKEN, "does not hold together", {"found": found})


_BROKEN = "broken"


class Door(BaseModel):
    """What a file may hold: no key that is not known, nothing changed afterwards."""

    # Built when first used: a command seldom enters by every door, and building is what makes importing slow.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return the model itself: nothing in it changes, and pydantic copies a default for each model that has it."""
        return self


class Versioned(Door):
    """A file that states the version of the language."""

    techassure: Count


def enter(model: type[M], source: Source) -> M:
    """Return the model that the source's data makes.

    Raises:
        ProblemsFound: every way in which the data does not fit, each at its place.
    """
    if not isinstance(source.value, dict):
        fix = f"begin it with `techassure: {LANGUAGE}`"
        raise ProblemsFound([source.problem((), "not-a-mapping", "the file is not a mapping", fix)])
    problems = _version_problems(source)
    problems += [_no_value(source, (key,)) for key, value in source.value.items() if value is None]
    try:
        made = model.model_validate(source.value)
    except ValidationError as error:
        problems += [problem for each in _errors(source.value, error) for problem in _problems(model, source, each)]
        raise ProblemsFound(problems) from None
    if problems:
        raise ProblemsFound(problems)
    return made


def enter_part(model: type[Door], value: Any, source: Source, at: Path) -> None:
    """Check a part of a source that was let through unread.

    Raises:
        ProblemsFound: every way in which it does not fit, each at its place.
    """
    try:
        model.model_validate(value)
    except ValidationError as error:
        found = [problem for each in _errors(value, error) for problem in _problems(model, source, each, at)]
        raise ProblemsFound(found) from None


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
    if not location or error["type"] in ("missing", "extra_forbidden", _BROKEN) or location[-1] == "[key]":
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


def _version_problems(source: Source) -> list[Problem]:
    written = source.value.get("techassure")
    if written is None or number(written) == LANGUAGE:
        return []
    message = f"`{written}` is not a version of the language that this program reads"
    return [source.problem(("techassure",), "unknown-language-version", message, f"write `techassure: {LANGUAGE}`")]


def _problems(model: type[BaseModel], source: Source, error: dict[str, Any], at: Path = ()) -> Iterator[Problem]:
    if error["type"] != _BROKEN:
        yield _problem(model, source, error, at)
        return
    for broken in error["ctx"]["found"]:
        path = _real_path(source.value, (*at, *error["loc"], *broken.path))
        yield source.problem(path, "wrong-value", broken.message, broken.fix)


def _problem(model: type[BaseModel], source: Source, error: dict[str, Any], at: Path = ()) -> Problem:
    path = _real_path(source.value, (*at, *error["loc"]))
    kind, written = error["type"], error["input"]
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        known = _known_keys(model, error["loc"][:-1])
        fix = suggestion(last, known, f"use one of {listing(known)}" if known else "remove it")
        return source.problem(path, "unknown-key", f"`{last}` is not a key here", fix, of_key=True)
    if kind == "missing" and last.isdigit():
        message = f"`{error['loc'][-2]}` has too few values"
        return source.problem(path, "wrong-value", message, "give the lowest and the highest: `[0, 100]`")
    if kind == "missing":
        return source.problem(path, "missing-key", f"`{last}` is missing", _to_add(model, error["loc"]))
    if kind == _UNFILLED:
        return source.problem(path, "missing-value", f"`{last}` has no value", error["msg"], of_key=True)
    if written is None or written == "":
        return _no_value(source, path)
    of_key = last == "[key]"
    wanted = _wanted(kind, error, written)
    if kind in _OF_MODELS and (known := _known_keys(model, error["loc"])):
        wanted = f"write a mapping, with {listing(known, 6)}"
    if isinstance(written, str | int | float):
        return source.problem(path, "wrong-value", f"`{written}` cannot be read", wanted, of_key=of_key)
    named = written.get("id") if isinstance(written, dict) and kind not in _LISTS else None
    what = f"`{named or last}`" if last and not (named is None and last.isdigit()) else "this entry"
    what = what if last else "this file"
    if kind == "too_long":
        return source.problem(path, "wrong-value", f"{what} has too many values", wanted)
    if kind == "too_short" and not written:
        return source.problem(path, "wrong-value", f"{what} is empty", wanted)
    if kind in _SHAPES:
        return source.problem(path, "wrong-value", f"{what} has the wrong shape", wanted)
    parted = _REASON_AND_FIX.fullmatch(wanted)
    why, wanted = parted.groups() if parted else ("", wanted)
    return source.problem(path, "wrong-value", f"{what} does not hold together{why and ': '}{why}", wanted)


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


def _no_value(source: Source, path: Path) -> Problem:
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
    if kind in _LISTS and isinstance(written, str) and " " not in written:
        return f"write a list: `[{written}]`"
    if kind in ("dict_type", "mapping_type") and error["loc"][-1] in _EXPECTATIONS and isinstance(written, str):
        return "write an expectation: `{fact: {word: value}}`"
    return said.removeprefix("Value error, ")


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
