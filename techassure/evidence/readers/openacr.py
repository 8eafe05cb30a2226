"""OpenACR accessibility conformance reports: how far each success criterion of WCAG is supported.

A level may be left empty, or out, as in the examples at https://github.com/GSA/openacr/tree/main/tests/examples: then
nobody said how far that component supports the criterion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence import wcag
from techassure.evidence.contents import Contents, Part, is_yaml_that_says, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found

_CHAPTERS = ("success_criteria_level_a", "success_criteria_level_aa")
_LEVELS = {
    "does-not-support": "does_not",
    "partially-supports": "partially",
    "supports": "supports",
    "not-applicable": "not_applicable",
}
"""Worst first, so that a criterion of several components comes to the worst of them."""
_WORST_FIRST = tuple(_LEVELS)
_FAILING = ("does_not", "partially")
_RANK = (*_FAILING, "", "supports", "not_applicable")
"""Of a criterion that is listed more than once the worst counts, and not to know is worse than that it is well."""


def _recognises(contents: Contents) -> bool:
    if not is_yaml_that_says(contents, b"chapters", b"catalog") and not quietly(contents, "json")["chapters"]:
        return False
    report = quietly(contents, "tree")
    return any(report["chapters"][chapter]["criteria"] for chapter in _CHAPTERS)


def _read(contents: Contents) -> Reading:
    report = contents.tree
    levels: dict[str, tuple[str, Part]] = {}
    for key, found_here in _levels(report):
        levels[key] = min(levels.get(key, found_here), found_here, key=lambda each: _RANK.index(each[0]))
    vendor, author = report["vendor"], report["author"]
    return Reading(
        facts=tuple(_facts(report, levels)),
        details=tuple(_details(report, levels)),
        title=report["title"].text,
        product=report["product"]["name"].text,
        version=report["product"]["version"].text,
        holder=vendor["company_name"].text,
        made_by=author["company_name"].text or author["name"].text,
        made_on=report["report_date"].day,
        covers=report["evaluation_methods_used"].text,
    )


def _levels(report: Part) -> Iterator[tuple[str, tuple[str, Part]]]:
    """Yield each criterion with its level and its place; one that any component leaves unevaluated has no level.

    Nothing was evaluated in a chapter that is disabled.
    """
    for chapter in (report["chapters"][name] for name in _CHAPTERS):
        for criterion in chapter["criteria"] if chapter["disabled"].value is not True else ():
            key = wcag.of_name(criterion["num"].text)
            said = [each["adherence"]["level"].text for each in criterion["components"]]
            if key and said:
                worst = next((level for level in _WORST_FIRST if level in said), None)
                open_yet = any(level not in _LEVELS for level in said) and worst not in _WORST_FIRST[:2]
                yield key, ("" if open_yet or worst is None else _LEVELS[worst], criterion)


def _facts(report: Part, levels: dict[str, tuple[str, Part]]) -> Iterator[Found]:
    evaluated = [key for key, (level, _) in levels.items() if level]
    rows = [
        ({"criterion": key, "adherence": level, **({"what": said} if (said := _notes(part)) else {})}, part.place)
        for key, (level, part) in levels.items()
        if level
    ]
    if evaluated:
        yield found("accessibility.evaluated", evaluated, report["chapters"])
        yield found("accessibility.results", wcag.results(rows), report["chapters"], "rows")
    failing = [part for level, part in levels.values() if level in _FAILING]
    if failing:
        yield found("accessibility.wcag_22_aa", ["yes", "no"], failing[0], "is not")
    if report["report_date"].day:
        yield found("accessibility.evaluated_on", report["report_date"].text[:10], report["report_date"])


def _notes(criterion: Part) -> str:
    return "; ".join(filter(None, (each["adherence"]["notes"].text for each in criterion["components"])))[:300]


def _details(report: Part, levels: dict[str, tuple[str, Part]]) -> Iterator[Detail]:
    counts = Counter(level or "not evaluated" for level, _ in levels.values())
    for level, number in sorted(counts.items()):
        yield detail(f"criteria: {level.replace('_', ' ')}", number, report["chapters"])
    yield detail("catalogue", report["catalog"].text or "not said", report["catalog"])


READER: Reader = Reader(
    name="openacr",
    title="OpenACR accessibility conformance report, YAML or JSON",
    versions="0.1",
    facts=(
        "accessibility.evaluated",
        "accessibility.results",
        "accessibility.wcag_22_aa",
        "accessibility.evaluated_on",
    ),
    documents=("accessibility.conformance_report",),
    recognises=_recognises,
    read=_read,
    is_of_product=True,
)
