"""CycloneDX bills of materials: components, what identifies them, licences, known vulnerabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from techassure.evidence import bills, vex
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, misshapen, unknown_version
from techassure.evidence.vex import Said
from techassure.phrases import counted
from techassure.problems import Problem

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
    if wrong := misshapen([bom], ("components", "components"), ("vulnerabilities",)):
        return Reading(problems=wrong)
    root = bom["metadata"]["component"]
    components = list(_components(bom["components"]))
    refs = _Refs(bom, root, components)
    said = list(_said(bom, refs))
    problems = (*vex.unnamed(said), *_nothing_looked_for(bom))
    return Reading(
        facts=tuple(_facts(bom, components, said, problems)),
        details=tuple(_details(bom, components, said)),
        title=f"CycloneDX {bom['specVersion'].text} bill of materials",
        product=root["name"].text,
        version=root["version"].text,
        made_by=", ".join(_tools(bom["metadata"]["tools"])),
        made_on=bom["metadata"]["timestamp"].day,
        covers=f"{counted(len(components), 'component')} of {root['name'].text or 'an unnamed product'}",
        identifiers=tuple(filter(None, (root["purl"].text, root["cpe"].text, *refs.whole))),
        problems=problems,
    )


def _components(listed: Part) -> Iterator[Part]:
    """Yield components and the components inside them."""
    waiting = [listed]
    while waiting:
        for component in waiting.pop():
            yield component
            if component["components"]:
                waiting.append(component["components"])


def _facts(bom: Part, components: list[Part], said: list[Said], problems: Sequence[Problem]) -> Iterator[Found]:
    """State no facts of components where there are vulnerabilities alone: such a file is a VEX document, not a bill."""
    is_bill = bool(bom["components"] or not bom["vulnerabilities"])
    if is_bill:
        identified = [*map(_is_identified, components)]
        made = bom["metadata"]["timestamp"]
        version = bom["metadata"]["component"]["version"]
        yield from bills.stated("cyclonedx", bom["bomFormat"], version, made, bom["components"], identified)
    if bom["vulnerabilities"] and not problems:
        yield vex.stated(said, bom["vulnerabilities"], whole=is_bill)


def _nothing_looked_for(bom: Part) -> Iterator[Problem]:
    """Yield the problem that the empty list of vulnerabilities says nothing: Trivy writes it where it did not scan.

    By default it does not (https://trivy.dev/v0.39/docs/sbom/cyclonedx), and no other line of the file tells.
    """
    tools = bom["metadata"]["tools"]
    by_trivy = any(each["name"].text.lower() == "trivy" for each in tools["components"] or tools)
    if by_trivy and bom["vulnerabilities"].value == []:
        message = "Trivy writes an empty list of vulnerabilities also where it looked for none, so it is not counted"
        fix = "make the bill with `--scanners vuln`; if it still lists none, attach one of another scanner that looked"
        yield Problem(bom["vulnerabilities"].place, "nothing-looked-for", message, fix, "warning")


def _is_identified(component: Part) -> bool:
    named = any(component[key].text or component[key]["name"].text for key in _SUPPLIERS)
    return bool(named and component["name"].text and component["version"].text)


class _Refs:
    """What the references of a bill stand for: the product as a whole, or components, each by all its identifiers.

    A component is known by its package URL and its CPE, and from other files by its BOM-Link. Only one without any of
    them is known by its `bom-ref`, which may stand for something else in another file.
    """

    def __init__(self, bom: Part, root: Part, components: Iterable[Part]) -> None:
        serial = bom["serialNumber"].text.lower().removeprefix("urn:uuid:")
        self._link = f"{_LINK}{serial}/{bom['version'].text or '1'}" if serial else ""
        self._names: dict[str, tuple[str, ...]] = {}
        ref = root["bom-ref"].text
        self.whole = (*([ref] if ref else []), *([self._link, f"{self._link}#{ref}"] if self._link else []))
        for each in (*_components(root["components"]), *components):
            self._add(each["bom-ref"].text, each)

    def _add(self, ref: str, component: Part) -> None:
        link = f"{self._link}#{ref}" if self._link and ref else ""
        names = tuple(filter(None, (component["purl"].text, component["cpe"].text, link)))
        for each in filter(None, (ref, link)):
            self._names[each] = names or (ref,)

    def parts(self, affects: Part) -> tuple[tuple[str, ...], ...]:
        """Return which components are affected; none where it is the whole product, or where nothing is said."""
        refs = list(filter(None, (each["ref"].text for each in affects)))
        if any(each in self.whole for each in refs):
            return ()
        return tuple(dict.fromkeys(self._names.get(each) or _elsewhere(each) for each in refs))


_LINK = "urn:cdx:"


def _elsewhere(ref: str) -> tuple[str, ...]:
    """Return by what a component of another bill is known: its BOM-Link, and the package URL that may be its end."""
    inside = unquote(ref.partition("#")[2]) if ref.startswith(_LINK) else ""
    return (ref, inside) if inside.startswith("pkg:") else (ref,)


def _said(bom: Part, refs: _Refs) -> Iterator[Said]:
    """Yield each vulnerability that the bill lists, with what its analysis says; most bills have no analysis."""
    made = bom["metadata"]["timestamp"].moment
    for each in bom["vulnerabilities"]:
        analysis = each["analysis"]
        state = analysis["state"].text
        names = (each["id"].text, *(one["id"].text for one in each["references"]))
        at = analysis["lastUpdated"].moment or each["updated"].moment or made
        status = state.replace("_", " ") or "not analysed"
        yield Said(each, names, _SETTLED.get(state), status, at, (), refs.parts(each["affects"]))


def _details(bom: Part, components: list[Part], said: list[Said]) -> Iterator[Detail]:
    licensed = [each for each in components if any(_licences(each))]
    yield detail("components with a licence", f"{len(licensed)} of {len(components)}", bom["components"])
    usual = Counter(name for each in components for name in set(_licences(each))).most_common(5)
    if usual:
        yield detail("most used licences", ", ".join(f"{name} ({count})" for name, count in usual), bom["components"])
    yield from vex.details(said)
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
    facts=(*bills.FACTS, vex.FACT),
    documents=("sbom.document",),
    recognises=_recognises,
    read=_read,
    is_of_product=True,
)
