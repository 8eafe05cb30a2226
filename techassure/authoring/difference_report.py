"""What changes between two editions as Markdown, for the people whom it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from techassure.authoring.differences import CHANGES
from techassure.report.text import clean, series

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_TITLES = {
    "added": "Added",
    "retired": "Retired",
    "stricter": "Stricter: worse for some submissions, better for none",
    "looser": "Looser: better for some submissions, worse for none",
    "different": "Different: worse for some submissions, better for others",
    "not decided": "Not decided",
    "equivalent": "Equivalent: written otherwise, and the same for every submission",
    "reworded": "Reworded: nothing that decides",
    "unchanged": "Unchanged, but for gate or share",
}


def escaped(text: object) -> str:
    """Return text from outside on one line, with nothing in it that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def render(document: dict[str, Any]) -> str:
    """Return the page."""
    return "\n".join([*_head(document), *(line for change in CHANGES for line in _section(document, change))]) + "\n"


def _head(document: dict[str, Any]) -> Iterator[str]:
    old, new = document["old"], document["new"]
    yield f"# From {escaped(_named(old))} to {escaped(_named(new))}"
    yield ""
    counts = [f"{count} {change}" for change, count in document["counts"].items() if count]
    yield f"{_sentence(series(counts))} Criteria are told in this order, each with what shows the change."
    yield ""
    yield f"- {escaped(old['title'])}: {old['status']}, `{old['digest']}`"
    yield f"- {escaped(new['title'])}: {new['status']}, `{new['digest']}`"
    yield f"- It counts {_since(document)}."
    if document["selected_by"]:
        yield f"- Selected by the baselines {series([f'`{name}`' for name in document['selected_by']])}."
    if any(each["was"] for each in document["criteria"]):
        yield "- Where an id is new, claims, reviews and lines of a selection that name the old one have to follow it."
    for erratum in document["errata"]:
        touches = f" (touches {', '.join(erratum['touches'])})" if erratum["touches"] else ""
        yield f"- Revision {erratum['revision']}, {erratum['on']}: {escaped(erratum['changed'])}{touches}"


def _named(side: dict[str, Any]) -> str:
    return f"{side['name']} r{side['revision']}"


def _sentence(text: str) -> str:
    return f"{text}." if text else "Nothing changes."


def _since(document: dict[str, Any]) -> str:
    if document["from"]:
        return f"from {document['from']}"
    if document["same_edition"]:
        return "from the day that an erratum will name: there is none for it yet"
    return "from the day on which the edition comes into force, which it does not say"


def _section(document: dict[str, Any], change: str) -> Iterator[str]:
    criteria = [each for each in document["criteria"] if each["change"] == change]
    if not criteria:
        return
    yield ""
    yield f"## {_TITLES[change]}"
    told = change in ("stricter", "looser", "different", "not decided", "equivalent")
    yield ""
    for criterion in criteria:
        yield from _told(criterion) if told else _listed(criterion)


def _listed(criterion: dict[str, Any]) -> Iterator[str]:
    told = f"; renamed from `{criterion['was']}`" if criterion["was"] else ""
    yield f"- **{escaped(criterion['id'])}** {escaped(criterion['title'])}{told}; {_whom(criterion)}{_role(criterion)}"


def _whom(criterion: dict[str, Any]) -> str:
    return f"binds the {criterion['binds']}"


def _role(criterion: dict[str, Any]) -> str:
    role = criterion["role"]
    if role is None:
        return ""
    old, new = (", ".join(each) if each else None for each in (role["old"], role["new"]))
    return f"; {old} → {new}" if old and new else f"; {new or old}"


def _told(criterion: dict[str, Any]) -> Iterator[str]:
    yield f"### {escaped(criterion['id'])}: {escaped(criterion['title'])}"
    yield ""
    if criterion["was"]:
        yield f"It is `{criterion['was']}`, renamed."
    about = series([f"the {each}" for each in criterion["about"]])
    yield f"It {_whom(criterion)}, and asks about {about}{_role(criterion)}."
    if criterion["asks_now"]:
        yield f"It now asks {series([f'`{name}`' for name in criterion['asks_now']])}."
    if criterion["asks_no_more"]:
        yield f"It no longer asks {series([f'`{name}`' for name in criterion['asks_no_more']])}."
    if criterion["why"]:
        yield f"Undecided: {escaped(criterion['why'])}."
    for witness in criterion["witnesses"]:
        yield from _witness(witness)
    yield ""


def _witness(witness: dict[str, Any]) -> Iterator[str]:
    said = dict(witness["submission"])
    yield ""
    yield f"This submission was `{witness['old']}` and is `{witness['new']}`{_points(witness)} (as of {said['as_of']}):"
    yield ""
    yield "```yaml"
    yield from (line for part in ("contract", "answers") if part in said for line in _block(part, said[part]))
    if "answers" not in said:
        yield "answers: {}"
    yield from (f"# {name.removeprefix('submission.')}: {flow(each)}" for name, each in said.get("head", {}).items())
    yield from (f"# documents: {name}" for name in said.get("documents", []))
    yield f"# {clean(said['backed']).replace('`', '')}"
    yield from (f"# claimed: {said['claims']}" for _ in range("claims" in said))
    yield from (f"# reviewed: {said['reviewed']}" for _ in range("reviewed" in said))
    yield "```"


def _points(witness: dict[str, Any]) -> str:
    if not witness["points"]:
        return ""
    old, new = (low if low == high else f"{low} to {high}" for low, high in witness["points"])
    return f", with {new} points in place of {old}"


def _block(name: str, part: dict[str, Any]) -> Iterator[str]:
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
