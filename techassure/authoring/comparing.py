"""How one version of a criterion differs from another, proven: by a submission, or by every combination there is.

A difference is claimed only with a submission that was run through the engine; that there is none, or none in one
direction, only where certified cells were looked at without exception. What is neither is said to be undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from techassure.authoring.searching import Search
from techassure.authoring.showing import Showing, Witness
from techassure.authoring.trials import Version
from techassure.definitions.definition import Definition
from techassure.engine.plans import PROVENANCE

Relation = Literal["equivalent", "stricter", "looser", "different", "worse for some", "better for some", "not decided"]
WORSE, BETTER = -1, 1


@dataclass(frozen=True)
class Comparison:
    """How the new version relates to the old: ``stricter`` is worse for some submission, and better for none.

    ``worse for some`` is shown to be worse for a submission, and whether it is better for another is not decided.
    """

    relation: Relation
    worse: Witness | None = None
    better: Witness | None = None
    why: str = ""


def compare(old: Version, new: Version, as_of: int) -> Comparison:
    """Return how two versions of a criterion relate."""
    frame = _frame(old.definition, new.definition)
    found = [_compare(old, new, _shared_left_out(old, new, frame), frame, as_of)]
    if found[0].relation == "not decided":
        found.append(_compare(old, new, (old, new), frame, as_of))
    return found[-1]


def _compare(old: Version, new: Version, parts: tuple[Version, Version], frame: set[int], as_of: int) -> Comparison:
    search = Search(old, new, parts, as_of)
    search.look()
    possible = search.directions | frame
    showing = Showing(search)
    shown = {each: showing.witness(each) for each in sorted(possible)}
    worse, better = shown.get(WORSE), shown.get(BETTER)
    why = _why(search, frame)
    if not possible:
        return Comparison("not decided" if why else "equivalent", why=why)
    if worse and better:
        return Comparison("different", worse, better)
    if len(possible) == 1 and (worse or better) and not why:
        return Comparison("stricter" if worse else "looser", worse, better)
    if worse or better:
        other = "better" if worse else "worse"
        told: Relation = "worse for some" if worse else "better for some"
        return Comparison(told, worse, better, f"whether any fare {other} too: {why or _MASKED}")
    return Comparison("not decided", why=why or _MASKED)


_MASKED = "no submission was found that shows it"


def _why(search: Search, frame: set[int]) -> str:
    """Return why nothing may be claimed of every submission; nothing where it may."""
    if not search.complete:
        return search.gap
    if not search.directions and not frame and search.unlike:
        return "answers come to the same, but by other parts, which claims and reviews may tell apart"
    if not search.directions and not frame and search.other_facts:
        return "answers come to the same, but other facts are asked"
    return ""


# --- what stands beside the answers ---------------------------------------------------------------------------------


def _frame(old: Definition, new: Definition) -> set[int]:
    """Return how submissions may fare otherwise by what does not depend on answers: evidence, claims and reviewers."""
    one, other = old.criterion, new.criterion
    found = {
        _step(PROVENANCE.index(other.evidence.demands), PROVENANCE.index(one.evidence.demands)),
        _step(bool(other.judged_by), bool(one.judged_by)),
        _step(one.may_claim_not_applicable, other.may_claim_not_applicable),
        _step(one.accepts_equivalent, other.accepts_equivalent),
    }
    before, now = set(one.evidence.by), set(other.evidence.by)
    if "claimed" not in (one.evidence.demands, other.evidence.demands):
        found |= {WORSE} if before - now else set()
        found |= {BETTER} if now - before else set()
    if other.judged_by and _rubric(old) != _rubric(new):
        found |= {WORSE, BETTER}
    return found - {0}


def _step(asked: int, was_asked: int) -> int:
    return WORSE if asked > was_asked else BETTER if asked < was_asked else 0


def _rubric(definition: Definition) -> list[Any]:
    return [definition.criterion.pass_mark, [band.points for band, _ in definition.bands]]


def _shared_left_out(old: Version, new: Version, frame: set[int]) -> tuple[Version, Version]:
    """Return both versions without the checks that they share: what those come to is the same under both."""
    if frame:
        return old, new
    shared = {repr(tree) for _, tree in old.definition.checks} & {repr(tree) for _, tree in new.definition.checks}
    return _without(old, shared), _without(new, shared)


def _without(version: Version, shared: set[str]) -> Version:
    kept = tuple((check, tree) for check, tree in version.definition.checks if repr(tree) not in shared)
    return Version(version.definition._replace(checks=kept), version.edition, version.facts)
