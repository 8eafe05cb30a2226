"""CycloneDX bills of materials: components, what identifies them, licences, known vulnerabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.calendar_days import iso
from techassure.evidence import vex
from techassure.evidence.contents import MOST_ITEMS, Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, counted, detail, found, unknown_version
from techassure.evidence.vex import Said

_VERSIONS = ("1.4", "1.5", "1.6", "1.7")
_SETTLED = {
    "exploitable": False,
    "in_triage": False,
    "resolved": True,
    "resolved_with_pedigree": True,
    "false_positive": True,
    "not_affected": True,
}
_SUPPLIERS = ("supplier", "manufacturer", "publisher")


def _recognises(contents: Contents) -> bool:
    return quietly(contents, "json")["bomFormat"].text == "CycloneDX"


def _read(contents: Contents) -> Reading:
    bom = contents.json
    if bom["specVersion"].text not in _VERSIONS:
        return Reading(problems=(unknown_version(bom["specVersion"], "CycloneDX", "version 1.6"),))
    root = bom["metadata"]["component"]
    components = list(_components(bom["components"]))
    return Reading(
        facts=tuple(_facts(bom, root, components)),
        details=tuple(_details(bom, components)),
        title=f"CycloneDX {bom['specVersion'].text} bill of materials",
        product=root["name"].text,
        version=root["version"].text,
        made_by=", ".join(_tools(bom["metadata"]["tools"])),
        made_on=bom["metadata"]["timestamp"].day,
        covers=f"{counted(len(components), 'component')} of {root['name'].text or 'an unnamed product'}",
        identifiers=tuple(filter(None, (root["purl"].text, root["cpe"].text, root["bom-ref"].text))),
    )


def _components(listed: Part) -> Iterator[Part]:
    """Yield components and the components inside them; a stack, and no more than can be meant."""
    waiting, seen = [listed], 0
    while waiting:
        for component in waiting.pop():
            seen += 1
            if seen > MOST_ITEMS:
                return
            yield component
            if component["components"]:
                waiting.append(component["components"])


def _facts(bom: Part, root: Part, components: list[Part]) -> Iterator[Found]:
    """State no facts of components where there are vulnerabilities alone: such a file is a VEX document, not a bill."""
    is_bill = bool(bom["components"] or not bom["vulnerabilities"])
    if is_bill:
        yield from _bill(bom, root, components)
    if bom["vulnerabilities"]:
        yield vex.stated(_said(bom), bom["vulnerabilities"], whole=is_bill)


def _bill(bom: Part, root: Part, components: list[Part]) -> Iterator[Found]:
    yield found("sbom.format", "cyclonedx", bom["bomFormat"])
    if root["version"].text:
        yield found("sbom.product_version", root["version"].text, root["version"])
    if (made := bom["metadata"]["timestamp"]).day is not None:
        yield found("sbom.made_on", iso(made.day), made)
    yield found("sbom.component_count", len(components), bom["components"])
    yield found("sbom.identified_count", sum(map(_is_identified, components)), bom["components"])


def _is_identified(component: Part) -> bool:
    named = any(component[key].text or component[key]["name"].text for key in _SUPPLIERS)
    return bool(named and component["name"].text and component["version"].text)


def _said(bom: Part) -> Iterator[Said]:
    """Yield each vulnerability that the bill lists, with what its analysis says; most bills have no analysis."""
    made = bom["metadata"]["timestamp"].moment
    for each in bom["vulnerabilities"]:
        analysis = each["analysis"]
        state = analysis["state"].text
        names = (each["id"].text, *(one["id"].text for one in each["references"]))
        at = analysis["lastUpdated"].moment or each["updated"].moment or made
        yield Said(each, names, _SETTLED.get(state), state.replace("_", " ") or "not analysed", at)


def _details(bom: Part, components: list[Part]) -> Iterator[Detail]:
    licensed = [each for each in components if any(_licences(each))]
    yield detail("components with a licence", f"{len(licensed)} of {len(components)}", bom["components"])
    usual = Counter(name for each in components for name in set(_licences(each))).most_common(5)
    if usual:
        yield detail("most used licences", ", ".join(f"{name} ({count})" for name, count in usual), bom["components"])
    yield from vex.details(_said(bom))
    for each in bom["compositions"]:
        yield detail("completeness", each["aggregate"].text or "not said", each)


def _licences(component: Part) -> Iterator[str]:
    for each in component["licenses"]:
        name = each["expression"].text or each["license"]["id"].text or each["license"]["name"].text
        if name:
            yield name


def _tools(tools: Part) -> Iterator[str]:
    for each in tools["components"] or tools:
        if each["name"].text:
            yield f"{each['name'].text} {each['version'].text}".strip()


READER: Reader = Reader(
    name="cyclonedx",
    title="CycloneDX software bill of materials, JSON",
    versions="1.4 to 1.7",
    facts=(
        "sbom.format",
        "sbom.product_version",
        "sbom.made_on",
        "sbom.component_count",
        "sbom.identified_count",
        "sbom.open_vulnerabilities",
    ),
    documents=("sbom.document",),
    recognises=_recognises,
    read=_read,
)
