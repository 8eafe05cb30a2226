"""For each type of fact an expectation to begin with, an answer that meets it, and one that does not."""

from __future__ import annotations

from typing import NamedTuple

from techassure.definitions.facts import Typed
from techassure.definitions.model import Fact


class Sample(NamedTuple):
    """A word with what it wants, an answer that has it, and one that fails it; None where the word never fails.

    ``edges`` are more answers on the edges of the word, each with its outcome.
    """

    word: str
    wanted: str
    usual: str
    failing: str | None
    edges: tuple[tuple[str, str], ...] = ()


_TEXTS = {
    "url": "https://example.org/page",
    "email": "name@example.org",
    "companies-house": '"01234567"',
    "ods": "RJ1",
    "nhs-number": '"9434765919"',
    "ico": "ZA123456",
    "gmc": '"1234567"',
    "nmc": "12A3456B",
    "sha256": '"' + "0" * 64 + '"',
    "version": '"1.0"',
    "country": "GB",
}
_PLAIN = {
    "yes-no": Sample("is", "yes", "yes", "no"),
    "date": Sample(
        "within", "12 months", "2025-06-01", "2025-05-31", (("2026-06-01", "met"), ("2026-06-02", "not met"))
    ),
    "document": Sample("provided", "yes", "{issued: 2026-05-01}", None),
}


def sample_of(fact: Typed) -> Sample:
    """Return the sample of a fact, as it is written in YAML."""
    if fact.type in ("number", "money"):
        return _of_number(fact)
    if fact.type == "text":
        return Sample("provided", "yes", _TEXTS.get(fact.format or "", "something"), None)
    if fact.type == "table" and isinstance(fact, Fact):
        return Sample("rows", "{at_least: 1}", _row(fact), "[]")
    return _PLAIN.get(fact.type) or _of_options(fact)


def _of_options(fact: Typed) -> Sample:
    first, *others = [f'"{key}"' for key in fact.options or {} if key not in fact.retired]
    if fact.type == "choices":
        return Sample("includes_any", f"[{first}]", f"[{first}]", "[]")
    return Sample("one_of", f"[{first}]", first, others[0] if others else None)


def _of_number(fact: Typed) -> Sample:
    """Return a bound in the middle of what can be true, where there is room on both sides of it."""
    least = fact.lowest if fact.lowest is not None else 0 if fact.highest is None else fact.highest - 1
    if fact.highest is not None and least + 1 > fact.highest:
        return Sample("provided", "yes", str(least), None)
    return Sample("at_least", str(least + 1), str(least + 1), str(least))


def _row(fact: Fact) -> str:
    needed = [(name, column) for name, column in (fact.columns or {}).items() if not column.optional]
    return "[{" + ", ".join(f"{name}: {sample_of(column).usual}" for name, column in needed) + "}]"
