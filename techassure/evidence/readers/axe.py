"""Results of axe-core: what an automated run found on the pages that it visited, by WCAG success criterion.

A tool that finds nothing has not shown that a page conforms. So a run only ever speaks against a claim, never for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from techassure.evidence import wcag
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, counted, detail, found
from techassure.evidence.wcag import Failure

_RESULTS = ("violations", "incomplete", "passes", "inapplicable")
_MOST_PAGES = 500
_SHOWN = 5


def _recognises(contents: Contents) -> bool:
    runs = list(islice(quietly(contents, "json"), 1))
    return bool(runs and runs[0]["testEngine"]["name"].text == "axe-core" and runs[0]["violations"])


def _read(contents: Contents) -> Reading:
    runs = list(islice(contents.json, _MOST_PAGES))
    pages = _pages(runs)
    days = [run["timestamp"].day for run in runs if run["timestamp"].day]
    engine = (runs[0] if runs else contents.json)["testEngine"]
    failures = _failures(runs)
    return Reading(
        facts=(*_counts(runs), *wcag.facts(failures)),
        details=(*_details(runs), *wcag.details(failures)),
        title=f"axe-core run over {counted(len(pages), 'page')}",
        made_by=f"axe-core {engine['version'].text}",
        made_on=min(days, default=None),
        covers=f"{counted(len(pages), 'page')}: {', '.join(pages[:_SHOWN])}{' …' if len(pages) > _SHOWN else ''}",
    )


def _broken(runs: list[Part]) -> Iterator[tuple[str, Part]]:
    """Yield each broken rule of levels A and AA with the criterion that it belongs to."""
    for run in runs:
        for rule in run["violations"]:
            for tag in rule["tags"]:
                key = wcag.of_tag(tag.text)
                if key:
                    yield key, rule


def _pages(runs: list[Part]) -> list[str]:
    return list(dict.fromkeys(run["url"].text for run in runs))


def _failures(runs: list[Part]) -> list[Failure]:
    by_criterion: dict[str, list[Part]] = {}
    for key, rule in _broken(runs):
        by_criterion.setdefault(key, []).append(rule)
    return [Failure(key, rules[0], _what(rules)) for key, rules in by_criterion.items()]


def _counts(runs: list[Part]) -> Iterator[Found]:
    """State how many rules were found broken, and over how many pages: the one says little without the other."""
    if runs and all(run["violations"] for run in runs):
        broken = {rule["id"].text for _, rule in _broken(runs)}
        yield found("accessibility.tool_violations", len(broken), runs[0]["violations"])
        yield found("accessibility.tool_pages", len(_pages(runs)), runs[0]["url"])


def _what(rules: list[Part]) -> str:
    nodes: dict[str, int] = {}
    for rule in rules:
        name = rule["id"].text
        nodes[name] = nodes.get(name, 0) + sum(1 for _ in rule["nodes"])
    return "axe-core: " + ", ".join(f"{name} ({counted(number, 'place')})" for name, number in nodes.items())


def _details(runs: list[Part]) -> Iterator[Detail]:
    for result in _RESULTS if runs else ():
        number = sum(1 for run in runs for _ in run[result])
        yield detail(f"rules: {result}", number, runs[0][result])


READER: Reader = Reader(
    name="axe",
    title="axe-core results, JSON",
    versions="4",
    facts=(*wcag.FACTS, "accessibility.tool_violations", "accessibility.tool_pages"),
    documents=("accessibility.tool_run",),
    recognises=_recognises,
    read=_read,
)
