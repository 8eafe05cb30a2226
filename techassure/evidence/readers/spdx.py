"""SPDX bills of materials: packages, what identifies them, and their licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence import bills
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, misshapen, unknown_version
from techassure.phrases import counted

_VERSION = "SPDX-2.3"
_DOCUMENT = "SPDXRef-DOCUMENT"
_NOTHING = frozenset({"", "NOASSERTION", "NONE"})


def _recognises(contents: Contents) -> bool:
    document = quietly(contents, "json")
    return document["spdxVersion"].text.startswith("SPDX-") or "spdx.org/rdf/3" in document["@context"].text


def _read(contents: Contents) -> Reading:
    document = contents.json
    if document["spdxVersion"].text != _VERSION:
        return Reading(problems=(unknown_version(document["spdxVersion"], "SPDX", "SPDX 2.3 JSON"),))
    if wrong := misshapen([document], ("packages",), ("relationships",)):
        return Reading(problems=wrong)
    described = _described(document)
    packages = list(document["packages"])
    roots = [each for each in packages if each["SPDXID"].text in described]
    root = roots[0] if len(roots) == 1 else Part(document.source, (), None)
    parts = [each for each in packages if each["SPDXID"].text not in described] if root else packages
    made = document["creationInfo"]
    about = root["name"].text or document["name"].text or "an unnamed product"
    return Reading(
        facts=tuple(_facts(document, root, parts)),
        details=tuple(_details(document, parts)),
        title=document["name"].text or "SPDX 2.3 bill of materials",
        product=root["name"].text,
        version=root["versionInfo"].text,
        made_by=", ".join(each.text for each in made["creators"]),
        made_on=made["created"].day,
        identifiers=tuple(each["referenceLocator"].text for each in root["externalRefs"]),
        covers=f"{counted(len(parts), 'component')} of {about}",
    )


def _described(document: Part) -> set[str]:
    """Return the ids of what the bill is about: if it is one package, that is not one of its components."""
    said = {each.text for each in document["documentDescribes"]}
    for each in document["relationships"]:
        kind, one, other = (each[key].text for key in ("relationshipType", "spdxElementId", "relatedSpdxElement"))
        if kind == "DESCRIBES" and one == _DOCUMENT:
            said.add(other)
        if kind == "DESCRIBED_BY" and other == _DOCUMENT:
            said.add(one)
    return said


def _facts(document: Part, root: Part, parts: list[Part]) -> Iterator[Found]:
    made, identified = document["creationInfo"]["created"], [*map(_is_identified, parts)]
    return bills.stated("spdx", document["spdxVersion"], root["versionInfo"], made, document["packages"], identified)


def _is_identified(package: Part) -> bool:
    return all(package[key].text not in _NOTHING for key in ("supplier", "name", "versionInfo"))


def _details(document: Part, parts: list[Part]) -> Iterator[Detail]:
    licences = [name for each in parts for name in _licence(each)]
    yield detail("components with a licence", f"{len(licences)} of {len(parts)}", document["packages"])
    usual = Counter(licences).most_common(5)
    if usual:
        yield detail(
            "most used licences", ", ".join(f"{name} ({count})" for name, count in usual), document["packages"]
        )


def _licence(package: Part) -> Iterator[str]:
    said = [package[key].text for key in ("licenseConcluded", "licenseDeclared")]
    yield from [each for each in said if each not in _NOTHING][:1]


READER: Reader = Reader(
    name="spdx",
    title="SPDX software bill of materials, JSON",
    versions="2.3",
    facts=bills.FACTS,
    documents=("sbom.document",),
    recognises=_recognises,
    read=_read,
    is_of_product=True,
)
