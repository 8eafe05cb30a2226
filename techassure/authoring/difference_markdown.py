"""What changes between two editions as Markdown, for a comment on a pull request or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from techassure.authoring.difference_words import (
    about,
    in_yaml,
    named,
    points,
    renames,
    rewordings,
    role,
    sections,
    selected_by,
    since,
    summary,
    touched,
    whom,
)
from techassure.documents.document import Part
from techassure.report.text import clean, text_of

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def escaped(text: object) -> str:
    """Return text from outside on one line, with nothing in it that Markdown would act on."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def render(document: Part) -> str:
    """Return the page."""
    return text_of([*_head(document), *(line for each in sections(document) for line in _section(*each))])


def _head(document: Part) -> Iterator[str]:
    old, new = document["old"], document["new"]
    yield f"# From {escaped(named(old))} to {escaped(named(new))}"
    yield ""
    yield summary(document)
    yield ""
    for side in (old, new):
        yield f"- {escaped(side['title'])}: {side['status']}, `{side['digest']}`"
    yield from (f"- {said}" for said in (since(document), *selected_by(document), *renames(document)))
    for each in document["errata"]:
        yield f"- Revision {each['revision']}, {each['on']}: {escaped(each['changed'])}{touched(each)}"


def _section(title: str, criteria: list[Part], told: bool) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    for criterion in criteria:
        yield from _told(criterion) if told else _listed(criterion)


def _listed(criterion: Part) -> Iterator[str]:
    told = f"; renamed from `{criterion['was']}`" if criterion["was"] else ""
    yield f"- **{escaped(criterion['id'])}** {escaped(criterion['title'])}{told}; {whom(criterion)}{role(criterion)}"
    yield from (f"  - {said}" for said in rewordings(criterion, escaped))


def _told(criterion: Part) -> Iterator[str]:
    yield f"### {escaped(criterion['id'])}: {escaped(criterion['title'])}"
    yield ""
    yield from about(criterion)
    if criterion["why"]:
        yield f"Undecided: {escaped(criterion['why'])}."
    yield from (f"- {said}" for said in rewordings(criterion, escaped))
    for witness in criterion["witnesses"]:
        yield from _witness(witness)
    yield ""


def _witness(witness: Part) -> Iterator[str]:
    as_of = witness["submission"]["as_of"]
    yield ""
    yield f"This submission was `{witness['old']}` and is `{witness['new']}`{points(witness)} (as of {as_of}):"
    yield ""
    yield "```yaml"
    yield from in_yaml(witness)
    yield "```"
