"""Of which level a result or a notification of SARIF is: its own, what the run set for its rule, or the rule's default.

The sections are those of SARIF 2.1.0. Where the file does not tell, the level is None, and never the default: a rule
that cannot be found may be one of errors.

Beside the level many tools give a rule a `security-severity` from 0 to 10, of which 7.0 and more are high or critical:
https://github.blog/changelog/2021-07-19-codeql-code-scanning-new-severity-levels-for-security-alerts/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from techassure.evidence.contents import Part

LEVELS = frozenset({"error", "warning", "note", "none"})
_DEFAULT = "warning"
_UNSET = -1


class _Named(NamedTuple):
    """How a rule is named: by where it stands (`at`), its guid or its id, in one component of the tool, or in the tool.

    A component is named by its index and its guid. An index is None where what is said is none.
    """

    at: int | None
    guid: str
    id: str
    component: tuple[int | None, str] | None


class _Component:
    """The driver or an extension, with its rules in their order and by their names."""

    def __init__(self, component: Part, of: str) -> None:
        self.guid = component["guid"].text.lower()
        self.listed = list(component[of])
        self.by_name: dict[tuple[str, str], list[Part]] = {}
        for each in self.listed:
            for key, name in (("id", each["id"].text), ("guid", each["guid"].text.lower())):
                self.by_name.setdefault((key, name), []).append(each)


class Levels:
    """The levels of what one run reports: of its results, or of what its tool notified."""

    def __init__(self, run: Part, of: Literal["rules", "notifications"] = "rules") -> None:
        tool = run["tool"]
        self._driver = _Component(tool["driver"], of)
        self._extensions = [_Component(each, of) for each in tool["extensions"]]
        self._invocations = list(run["invocations"])
        self._given: dict[tuple[str | int, ...], list[tuple[int, str | None]]] = {}
        self._astray = False
        self._known: dict[tuple[_Named, int], str | None] = {}
        self._scores: dict[_Named, float] = {}
        for at, override in self._overrides("ruleConfigurationOverrides" if of == "rules" else _OF_NOTIFICATIONS):
            self._give(at, override)

    def of_result(self, result: Part) -> str | None:
        """Return the level of a result that reports a failure (3.27.10)."""
        named = _named(result["rule"], result["ruleIndex"], result["ruleId"])
        return _own(result) if result["level"] else self._of(named, self._invocation(result))

    def score_of(self, result: Part) -> float:
        """Return how severe the tool calls a result, from 0 to 10: itself, or any rule that may be meant by it."""
        named = _named(result["rule"], result["ruleIndex"], result["ruleId"])
        if named not in self._scores:
            self._scores[named] = max(map(_score, self._look_up(named) or ()), default=0.0)
        return max(_score(result), self._scores[named])

    def of_notification(self, notification: Part, invocation: int) -> str | None:
        """Return the level of a notification of an invocation (3.58.6)."""
        named = _named(notification["descriptor"])
        return _own(notification) if notification["level"] else self._of(named, invocation)

    def _of(self, named: _Named, invocation: int) -> str | None:
        if (named, invocation) not in self._known:
            self._known[named, invocation] = self._worked_out(named, invocation)
        return self._known[named, invocation]

    def _worked_out(self, named: _Named, invocation: int) -> str | None:
        found = self._look_up(named)
        if found is None or self._astray:
            return None
        levels = {level for each in found for level in self._possible(each, invocation)} or {_DEFAULT}
        return levels.pop() if len(levels) == 1 else None

    # --- what the run set ---------------------------------------------------------------------------------------------

    def _overrides(self, key: str) -> Iterator[tuple[int, Part]]:
        for at, invocation in enumerate(self._invocations):
            yield from ((at, each) for each in invocation[key] if each["configuration"]["level"])

    def _give(self, at: int, override: Part) -> None:
        """Remember the level that an invocation gave a rule; of one that cannot be found, it may be any (3.51)."""
        found = self._look_up(_named(override["descriptor"]))
        if not found:
            self._astray = True
        for each in found or ():
            self._given.setdefault(each.path, []).append((at, _own(override["configuration"])))

    def _invocation(self, result: Part) -> int:
        """Return by which invocation a result was found; one that is not known may be any of several (3.48.6)."""
        said, last = result["provenance"]["invocationIndex"].number, len(self._invocations) - 1
        return said if isinstance(said, int) and 0 <= said <= last else 0 if last == 0 else _UNSET

    def _possible(self, descriptor: Part, invocation: int) -> Iterator[str | None]:
        """Yield the level that a rule had in an invocation; where it is not known in which, all that it had."""
        given = [level for at, level in self._given.get(descriptor.path, ()) if invocation in (at, _UNSET)]
        yield from given
        if not given or invocation == _UNSET:
            usual = descriptor["defaultConfiguration"]
            yield _own(usual) if usual["level"] else _DEFAULT

    # --- which rule ---------------------------------------------------------------------------------------------------

    def _look_up(self, named: _Named) -> list[Part] | None:
        """Return the rules that may be meant, none where the tool describes none; None where it cannot be found (3.52).

        An id alone takes no part in the procedure, but many tools give nothing else.
        """
        components = self._components(named.component)
        if not components or named.at is None:
            return None
        if named.at != _UNSET:
            at_index = components[0].listed[named.at : named.at + 1]
            return at_index if at_index and _fits(at_index[0], named.id) else None
        if named.guid:
            return _by_name(components, "guid", named.guid) or None
        fitting = (_by_name(components, "id", each) for each in _beginnings(named.id))
        return next(filter(None, fitting), None if named.component else [])

    def _components(self, component: tuple[int | None, str] | None) -> list[_Component]:
        """Return in which components to look; none where the one that is named is not there (3.54.2)."""
        index, guid = component or (_UNSET, "")
        if index is None:
            return []
        if index != _UNSET:
            return self._extensions[index : index + 1]
        every = [self._driver, *self._extensions]
        return [each for each in every if each.guid == guid] if guid else every[:1] if component else every


_OF_NOTIFICATIONS = "notificationConfigurationOverrides"


def _named(reference: Part, index: Part | None = None, name: Part | None = None) -> _Named:
    """Return how a reference names a rule; what a result says beside it stands for what it does not say (3.27.7)."""
    component = reference["toolComponent"]
    return _Named(
        _index(reference["index"], *([index] if index else [])),
        reference["guid"].text.lower(),
        reference["id"].text or (name.text if name else ""),
        (_index(component["index"]), component["guid"].text.lower()) if component else None,
    )


def _score(part: Part) -> float:
    """Return the severity that a part states; 0 where it states none."""
    said = part["properties"]["security-severity"]
    try:
        score = float(said.text if said.number is None else said.number)
    except (ValueError, OverflowError):
        return 0.0
    return score if score > 0 else 0.0  # Nothing is larger than what is no number.


def _own(part: Part) -> str | None:
    """Return the level that a part states; None where it is none of those that there are."""
    level = part["level"].text
    return level if level in LEVELS else None


def _index(*said: Part) -> int | None:
    """Return an index that is said once or more, `_UNSET` where it is not; None where it is none, or they differ."""
    numbers = {each.number if isinstance(each.number, int) else None for each in said if each}
    several = numbers - {_UNSET} or {_UNSET}
    index = several.pop()
    return index if index is not None and index >= _UNSET and not several else None


def _by_name(components: list[_Component], key: str, name: str) -> list[Part]:
    return [each for component in components for each in component.by_name.get((key, name), ())]


def _beginnings(name: str) -> Iterator[str]:
    """Yield a hierarchical id, and then what it begins with, the longest first (3.52.4)."""
    while name:
        yield name
        name = name.rpartition("/")[0]


def _fits(descriptor: Part, name: str) -> bool:
    """Tell whether an id may name a rule: it is the rule's, or goes on after it with a further component."""
    return not name or f"{name}/".startswith(f"{descriptor['id'].text}/")
