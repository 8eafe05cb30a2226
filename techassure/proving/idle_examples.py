"""Parts of an example that change nothing: the case is the usual one once more, and what its name says is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techassure.definitions.definition import Definition
from techassure.definitions.model import Case, Fact
from techassure.problems import Path, Problem, listing, suggestion

_HEAD = "submission."
_CONTRACT = "contract."


def idle(case: Case, definition: Definition, facts: Mapping[str, Fact], path: Path) -> Iterator[Problem]:
    """Yield a problem for each part of a case that is idle, and for a name that another case has."""
    examples, source = definition.criterion.examples, definition.source
    yield from _name_taken(case, definition, path)
    if not examples.usual.keys() <= facts.keys():
        return  # first what is usual has to be read
    yield from _taken_away(case, definition, path)
    spoken = _spoken(definition, facts)
    for name in case.with_:
        if name in facts and name not in spoken and not name.startswith((_HEAD, _CONTRACT)):
            message = f"`{name}` has no part in this criterion, so the case changes nothing by it"
            fix = f"name one of {listing(sorted(spoken), 5)}, or take it out"
            yield source.problem((*path, "with", name), "nothing-changed", message, fix, of_key=True)
    for key, is_idle, why, fix in _how_judged(case, definition):
        if is_idle:
            message = f"`{key}: {getattr(case, key)}` changes nothing: {why}"
            yield source.problem((*path, key), "nothing-changed", message, fix)


def _name_taken(case: Case, definition: Definition, path: Path) -> Iterator[Problem]:
    at = path[-1]
    if isinstance(at, int) and case.name in [each.name for each in definition.criterion.examples.cases[:at]]:
        message = f"the case `{case.name}` has a name that stands above already"
        fix = "give it another: reports call cases by their names"
        yield definition.source.problem((*path, "name"), "name-taken", message, fix)


def _taken_away(case: Case, definition: Definition, path: Path) -> Iterator[Problem]:
    usual, source = definition.criterion.examples.usual, definition.source
    for index, name in enumerate(case.without):
        if name not in usual:
            fix = suggestion(name, usual, "name a fact of `usual`")
            message = f"`{name}` is not among the usual facts, so nothing is taken away"
            yield source.problem((*path, "without", index), "nothing-to-take-away", message, fix)
        elif name in case.with_:
            message = f"`{name}` is given and taken away by one case"
            yield source.problem((*path, "without", index), "given-and-taken-away", message, "keep one of the two")


def _how_judged(case: Case, definition: Definition) -> Iterator[tuple[str, bool, str, str]]:
    """Yield the ways in which a case may be judged otherwise: whether each is idle, why it would be, and what to do."""
    criterion, out = definition.criterion, "take it out, or correct the criterion"
    demands, by = criterion.evidence.demands, criterion.evidence.by
    has_documents = bool(by) or (case.provenance or demands) == "documented"
    yield "documents", case.documents is not None and not has_documents, "nothing has to be documented", out
    same = case.provenance == demands and not (demands == "claimed" and by)
    yield "provenance", same, "that is how answers are backed anyway", out
    judged = criterion.judged_by == "reviewer"
    yield "review", case.review is not None and not judged, "no reviewer judges this criterion", out
    claim = "add `claim: not-applicable` or `claim: equivalent`, or take the decision out"
    yield "decision", case.decision is not None and case.claim is None, "it decides on no claim", claim


def _spoken(definition: Definition, facts: Mapping[str, Fact]) -> set[str]:
    """Return the facts that have a part in a criterion, those that they are computed from included."""
    found: set[str] = set()
    waiting = [*definition.facts(), *definition.criterion.evidence.by]
    while waiting:
        name = waiting.pop()
        if name in facts and name not in found:
            found.add(name)
            derived = facts[name].derived
            waiting += derived.inputs if derived else ()
    return found
