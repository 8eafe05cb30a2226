"""Results of axe-core: what an automated run found on the pages that it visited, by WCAG success criterion.

A tool that finds nothing has not shown that a page conforms. So a run only ever speaks against a claim, never for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from techassure.evidence import wcag
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found, misshapen
from techassure.evidence.wcag import Failure
from techassure.phrases import counted
from techassure.problems import Problem

_RESULTS = ("violations", "incomplete", "passes", "inapplicable")
_LEVELS_A_AND_AA = frozenset({"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"})
"""The tags of all rules of levels A and AA that are on by default; those of WCAG 2.2 are off."""
_SHOWN = 5


def _recognises(contents: Contents) -> bool:
    runs = list(islice(quietly(contents, "json"), 1))
    return bool(runs and runs[0]["testEngine"]["name"].text == "axe-core" and runs[0]["violations"])


def _read(contents: Contents) -> Reading:
    runs = list(contents.json)
    if wrong := misshapen(runs, ("violations",)):
        return Reading(problems=wrong)
    pages = _pages(runs)
    days = [run["timestamp"].day for run in runs if run["timestamp"].day]
    engine = (runs[0] if runs else contents.json)["testEngine"]
    failures = _failures(runs)
    partial = (*_partial(runs), *_of_no_level(runs))
    return Reading(
        facts=(*(() if partial else _counts(runs)), *wcag.facts(failures)),
        details=(*_details(runs), *wcag.details(failures)),
        title=f"axe-core run over {counted(len(pages), 'page')}",
        made_by=f"axe-core {engine['version'].text}",
        made_on=min(days, default=None),
        covers=f"{counted(len(pages), 'page')}: {', '.join(pages[:_SHOWN])}{' …' if len(pages) > _SHOWN else ''}",
        problems=partial,
    )


def _partial(runs: list[Part]) -> Iterator[Problem]:
    """Yield the first run that left rules out: nobody knows what they would have found."""
    options = next((each["toolOptions"] for each in runs if _leaves_out(each["toolOptions"])), None)
    if options:
        message = "this run left out rules of levels A and AA, so it does not say how many are broken"
        fix = "run axe-core without `runOnly` and without rules that are disabled, and attach that"
        yield Problem(options.place, "partial-run", message, fix)


def _of_no_level(runs: list[Part]) -> Iterator[Problem]:
    """Yield the first broken rule without a tag that can be read: it may be one of levels A and AA."""
    every = (rule for run in runs for rule in run["violations"])
    rule = next((each for each in every if not any(tag.text for tag in each["tags"])), None)
    if rule:
        message = "this broken rule has no tags, so it cannot be told whether it is one of levels A and AA"
        yield Problem(rule.place, "rule-of-no-level", message, "attach the results as axe-core wrote them")


def _leaves_out(options: Part) -> bool:
    only = options["runOnly"]
    some_rules = only["type"].text in ("rule", "rules")
    tags = {each.text for each in (only["values"] or only)}
    disabled = any(rule["enabled"].value is False for _, rule in options["rules"].named())
    return disabled or (bool(only) and (some_rules or not tags >= _LEVELS_A_AND_AA))


def _broken(runs: list[Part]) -> Iterator[tuple[str, Part]]:
    """Yield each broken rule of levels A and AA with the criterion that it belongs to."""
    for run in runs:
        for rule in run["violations"]:
            for tag in rule["tags"]:
                key = wcag.of_tag(tag.text)
                if key:
                    yield key, rule


def _pages(runs: list[Part]) -> list[str]:
    return list(dict.fromkeys(filter(None, (run["url"].text for run in runs))))


def _failures(runs: list[Part]) -> list[Failure]:
    by_criterion: dict[str, list[Part]] = {}
    for key, rule in _broken(runs):
        by_criterion.setdefault(key, []).append(rule)
    return [Failure(key, rules[0], _what(rules)) for key, rules in by_criterion.items()]


def _counts(runs: list[Part]) -> Iterator[Found]:
    """State how many rules were found broken, and over how many pages: the one says little without the other."""
    if _pages(runs) and all(run["violations"] for run in runs):
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
