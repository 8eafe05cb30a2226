"""What is said of the changes between two editions, whatever it is written for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from techassure.authoring.differences import CHANGES
from techassure.documents.document import Part
from techassure.phrases import counted
from techassure.report.text import clean, series

TITLES = {
    "added": "Added",
    "retired": "Retired",
    "stricter": "Stricter: worse for some submissions, better for none",
    "looser": "Looser: better for some submissions, worse for none",
    "different": "Different: worse for some submissions, better for others",
    "worse for some": "Worse for some submissions; whether better for any is not decided",
    "better for some": "Better for some submissions; whether worse for any is not decided",
    "not decided": "Not decided",
    "equivalent": "Equivalent: written otherwise, and the same for every submission",
    "reworded": "Reworded: nothing that decides",
    "unchanged": "Unchanged, but for gate or share",
}
RENAMES = "Where an id is new, claims, reviews and lines of a selection that name the old one have to follow it."
_TOLD = ("stricter", "looser", "different", "worse for some", "better for some", "not decided", "equivalent")


def named(side: Part) -> str:
    """Return an edition with the revision of its encoding."""
    return f"{side['name']} r{side['revision']}"


def summary(document: Part) -> str:
    """Return how many criteria changed in which way."""
    counts = series([f"{count} {change}" for change, count in document["counts"].items() if count])
    told = f"{counts}." if counts else "Nothing changes."
    return f"{told} Criteria are told in this order, each with what shows the change."


def since(document: Part) -> str:
    """Return from when the change counts."""
    if document["from"]:
        return f"It counts from {document['from']}."
    if document["same_edition"]:
        return "It counts from the day that an erratum will name: there is none for it yet."
    return "It counts from the day on which the edition comes into force, which it does not say."


def selected_by(document: Part) -> Iterator[str]:
    """Yield which baselines select the new edition, where any does."""
    if document["selected_by"]:
        yield f"Selected by the baselines {_ticked(document['selected_by'])}."


def renames(document: Part) -> Iterator[str]:
    """Yield what has to follow a renamed criterion, where there is one."""
    if any(each["was"] for each in document["criteria"]):
        yield RENAMES


def sections(document: Part) -> Iterator[tuple[str, list[Part], bool]]:
    """Yield the kinds of change that occur: the title, the criteria, and whether they need more than a line each."""
    for change in CHANGES:
        found = [each for each in document["criteria"] if each["change"] == change]
        if found:
            yield TITLES[change], found, change in _TOLD


def touched(erratum: Part) -> str:
    """Return which criteria an erratum touches, in brackets; blank where it names none."""
    return f" (touches {', '.join(erratum['touches'])})" if erratum["touches"] else ""


def whom(criterion: Part) -> str:
    """Return whom a criterion binds."""
    return f"binds the {criterion['binds']}"


def role(criterion: Part) -> str:
    """Return what part a criterion plays where that changes, or where it stands on one side alone; else blank."""
    if criterion["role"] is None:
        return ""
    old, new = (", ".join(each) if each else None for each in (criterion["role"]["old"], criterion["role"]["new"]))
    return f"; {old} → {new}" if old and new else f"; {new or old}"


def about(criterion: Part) -> Iterator[str]:
    """Yield what is to be said of a criterion that decides otherwise, the names of facts between backticks."""
    if criterion["was"]:
        yield f"It is `{criterion['was']}`, renamed."
    subjects = series([f"the {each}" for each in criterion["about"]])
    yield f"It {whom(criterion)}, and asks about {subjects}{role(criterion)}."
    if criterion["asks_now"]:
        yield f"It now asks {_ticked(criterion['asks_now'])}."
    if criterion["asks_no_more"]:
        yield f"It no longer asks {_ticked(criterion['asks_no_more'])}."


def rewordings(criterion: Part, shown: Callable[[object], str] = clean) -> Iterator[str]:
    """Yield what was said and is said now; where a rule is another one, of its facts alone: its own words follow it."""
    for each in criterion["reworded"]:
        if each["of"] != criterion["id"]:
            yield f"The {each['part']} of `{each['of']}`: {_said(each, shown)}"
        elif criterion["change"] in ("reworded", "not decided"):
            yield f"`{each['part']}`: {_said(each, shown)}"


def _said(each: Part, shown: Callable[[object], str]) -> str:
    old, new = (None if each[key] is None else f"“{shown(each[key])}”" for key in ("old", "new"))
    return f"{old} is now {new}" if old and new else f"{new} is new" if new else f"{old} is gone"


def _ticked(names: list[str]) -> str:
    return series([f"`{name}`" for name in names])


def points(witness: Part) -> str:
    """Return how the points of a submission change, where they do."""
    if not witness["points"]:
        return ""
    old, new = (low if low == high else f"{low} to {high}" for low, high in witness["points"])
    return f", with {counted(new, 'point')} in place of {old}"


def in_yaml(witness: Part) -> Iterator[str]:
    """Yield a submission as the lines of its YAML; what is no answer stands in comments."""
    said = witness["submission"]
    yield from (line for part in ("contract", "answers") if part in said for line in _block(part, said[part]))
    if "answers" not in said:
        yield "answers: {}"
    yield from (f"# {name.removeprefix('submission.')}: {flow(each)}" for name, each in said.get("head", {}).items())
    yield from (f"# documents: {name}" for name in said.get("documents", []))
    yield f"# {clean(said['backed']).replace('`', '')}"
    yield from (f"# claimed: {said['claims']}" for _ in range("claims" in said))
    yield from (f"# reviewed: {said['reviewed']}" for _ in range("reviewed" in said))


def _block(name: str, part: Part) -> Iterator[str]:
    yield f"{name}:"
    for key, value in part.items():
        yield f"  {key.removeprefix('contract.') if name == 'contract' else key}: {flow(value)}"


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    text = clean(value)
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", text)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return text if not isinstance(value, str) or plain else f'"{quoted}"'
