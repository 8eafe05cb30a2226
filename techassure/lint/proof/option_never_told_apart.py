"""An option that no check tells from another, and that no example chooses.

**Why.** Two answers may well be meant to lead to the same outcomes. But where not even an example chooses the one,
nothing says so: most likely it was added to the fact later, and nobody asked what the checks should make of it.

**Avoid** adding `partly` to the options of a fact whose only check is `{is: fully}`, without an example that answers
`partly`.

**Prefer** an example that chooses it and states its outcome.

What is proven: every word about the fact, in all the library, is true of both options or of neither. Facts of which
nothing is asked but an answer are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.definitions.fact_entries import FactEntry
from techassure.definitions.words import Leaf
from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, ALibrary, Finding

_FIX = "add an example that chooses it, and state its outcome"


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each such option."""
    if not library.whole:
        return
    criteria = [criterion for edition in library.editions for criterion in edition.criteria]
    said = _said(criteria)
    chosen = _chosen(criteria)
    for name, entry in library.own_facts():
        if entry.fact.type == "choice" and name in said:
            for option, twin in _twins(entry, said[name]):
                if (name, option) not in chosen:
                    place = entry.source.place(("facts", name, "options", option), of_key=True)
                    message = f"no check tells `{option}` from `{twin}`, and no example chooses it"
                    yield Finding(place, message, _FIX)


def _said(criteria: list[ACriterion]) -> dict[str, list[Leaf]]:
    said: dict[str, list[Leaf]] = {}
    for criterion in criteria:
        for stated in (*criterion.expectations, *criterion.notes):
            for leaf, _ in stated.leaves():
                if leaf.word != "provided":
                    said.setdefault(leaf.fact, []).append(leaf)
    return said


def _chosen(criteria: list[ACriterion]) -> set[tuple[str, str]]:
    examples = [criterion.definition.criterion.examples for criterion in criteria]
    given = [raw for each in examples for raw in (each.usual, *(case.with_ for case in each.cases))]
    return {(name, value) for raw in given for name, value in raw.items() if isinstance(value, str)}


def _twins(entry: FactEntry, said: list[Leaf]) -> Iterator[tuple[str, str]]:
    """Yield each option that is still offered with another that every word takes alike."""
    alike: dict[tuple[bool, ...], list[str]] = {}
    for option in entry.fact.options or {}:
        if option not in entry.fact.retired:
            named = [leaf.argument if isinstance(leaf.argument, tuple) else (leaf.argument,) for leaf in said]
            alike.setdefault(tuple([option in options for options in named]), []).append(option)
    for options in alike.values():
        for option in options if len(options) > 1 else ():
            yield option, next(each for each in options if each != option)


RULE = Rule(__name__, __doc__, find, "warning")
