"""CSAF advisories and VEX: which vulnerabilities affect which products, and what was fixed."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, counted, detail, found, unknown_version

_OPEN = ("known_affected", "under_investigation")
_STATES = (*_OPEN, "known_not_affected", "fixed")


def _recognises(contents: Contents) -> bool:
    document = quietly(contents, "json")["document"]
    return bool(document["csaf_version"].text and document["tracking"])


def _read(contents: Contents) -> Reading:
    advisory = contents.json
    document = advisory["document"]
    if document["csaf_version"].text != "2.0":
        return Reading(problems=(unknown_version(document["csaf_version"], "CSAF", "CSAF 2.0"),))
    vulnerabilities = list(advisory["vulnerabilities"])
    return Reading(
        facts=tuple(_facts(advisory, vulnerabilities)),
        details=tuple(_details(document, vulnerabilities)),
        title=document["title"].text,
        made_by=document["publisher"]["name"].text,
        made_on=document["tracking"]["current_release_date"].day,
        covers=counted(len({name for each in vulnerabilities for name in _products(each)}), "product"),
    )


def _products(vulnerability: Part) -> Iterator[str]:
    for _, products in vulnerability["product_status"].named():
        yield from (each.text for each in products)


def _facts(advisory: Part, vulnerabilities: list[Part]) -> Iterator[Found]:
    """Count only in a VEX document: an advisory speaks of what it is about, and not of all there is."""
    if advisory["document"]["category"].text == "csaf_vex" and vulnerabilities:
        still = [each for each in vulnerabilities if any(each["product_status"][state] for state in _OPEN)]
        yield found("sbom.open_vulnerabilities", len(still), advisory["vulnerabilities"])


def _details(document: Part, vulnerabilities: list[Part]) -> Iterator[Detail]:
    yield detail("category", document["category"].text, document["category"])
    yield detail("status", document["tracking"]["status"].text, document["tracking"])
    for each in vulnerabilities[:50]:
        states = [state.replace("_", " ") for state in _STATES if each["product_status"][state]]
        yield detail(each["cve"].text or each["title"].text or "vulnerability", ", ".join(states) or "no status", each)


READER = Reader(
    name="csaf",
    title="CSAF advisory or VEX, JSON",
    versions="2.0",
    facts=("sbom.open_vulnerabilities",),
    documents=("sbom.vulnerability_statement",),
    recognises=_recognises,
    read=_read,
)
