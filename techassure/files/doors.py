"""Where a file's data becomes a model: the values that files hold, and how they are let in."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from techassure import calendar_days
from techassure.files.findings import BROKEN, UNFILLED, Broken, as_json, no_value, told
from techassure.files.meant import date_fix, number_fix
from techassure.files.places import Source
from techassure.problems import Path, Problem, ProblemsFound
from techassure.version import LANGUAGE

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
    return PydanticCustomError(UNFILLED, "{wanted}", {"wanted": wanted})


def raise_broken(found: Sequence[Broken]) -> None:
    """Raise what a model's validator found, each part to be reported at its own place.

    Raises:
        PydanticCustomError: there is any.
    """
    if found:
        raise PydanticCustomError(BROKEN, "does not hold together", {"found": found})


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
    problems += [no_value(source, (key,)) for key, value in source.value.items() if value is None]
    try:
        made = model.model_validate(source.value)
    except ValidationError as error:
        known = {each.place for each in problems}
        others = [each for each in told(error, model, source, source.value) if each.place not in known]
        raise ProblemsFound([*problems, *others]) from None
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
        raise ProblemsFound(list(told(error, model, source, value, at))) from None


def _version_problems(source: Source) -> list[Problem]:
    written = source.value.get("techassure")
    if written is None or number(written) == LANGUAGE:
        return []
    called = f"`{as_json(written)}`" if isinstance(written, str | int | float) else "this"
    message = f"{called} is not a version of the language that this program reads"
    return [source.problem(("techassure",), "unknown-language-version", message, f"write `techassure: {LANGUAGE}`")]
