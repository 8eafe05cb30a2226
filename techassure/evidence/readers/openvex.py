"""OpenVEX: whether vulnerabilities that are known of components can harm the product.

A statement counts for the products that it names. What it says of a vulnerability is put together with the bill of
materials, and with other statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from techassure.evidence import vex
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Reader, Reading, counted, detail, unknown_version
from techassure.evidence.vex import Said

_CONTEXT = "https://openvex.dev/ns"
_VERSIONS = (_CONTEXT, f"{_CONTEXT}/v0.2.0", f"{_CONTEXT}/v0.0.1")
_SETTLED = {"affected": False, "under_investigation": False, "not_affected": True, "fixed": True}
_MOST = 1_000


def _recognises(contents: Contents) -> bool:
    return quietly(contents, "json")["@context"].text.startswith(_CONTEXT)


def _read(contents: Contents) -> Reading:
    document = contents.json
    if document["@context"].text not in _VERSIONS:
        return Reading(problems=(unknown_version(document["@context"], "OpenVEX", "OpenVEX 0.2.0"),))
    products = dict.fromkeys(names[0] for each in document["statements"] for names in _products(each))
    changed = document["last_updated"].day or document["timestamp"].day
    said = list(_said(document))
    return Reading(
        facts=(vex.stated(said, document["statements"], whole=False),) if said else (),
        details=tuple(_details(document)),
        title="OpenVEX statements",
        made_by=document["author"].text,
        made_on=changed,
        covers=f"{counted(len(products), 'product')}: {', '.join(list(products)[:5])}",
    )


def _said(document: Part) -> Iterator[Said]:
    """Yield the statements; one that names no product is about none, so it says nothing of this one."""
    for each in document["statements"]:
        status, products = each["status"].text, tuple(dict.fromkeys(islice(_products(each), _MOST)))
        at = each["timestamp"].moment or document["timestamp"].moment
        if status in _SETTLED and products:
            yield Said(each, tuple(_names(each)), _SETTLED[status], _shown(status), at, products, tuple(_parts(each)))


def _names(statement: Part) -> Iterator[str]:
    vulnerability = statement["vulnerability"]
    yield vulnerability["name"].text or vulnerability["@id"].text or vulnerability.text
    yield from (each.text for each in vulnerability["aliases"])


def _products(statement: Part) -> Iterator[tuple[str, ...]]:
    """Yield the products that a statement is about, each by all its identifiers."""
    for each in statement["products"]:
        identifiers = (each["@id"], each, each["identifiers"]["purl"], each["identifiers"]["cpe23"])
        names = tuple(one.text for one in identifiers if one.text)
        if names:
            yield names


def _parts(statement: Part) -> list[str]:
    """Return the components of the products that it is about, in an order of their own."""
    listed = (part for each in statement["products"] for part in each["subcomponents"])
    return sorted({part["@id"].text or part.text for part in islice(listed, _MOST)})


def _shown(status: str) -> str:
    return status.replace("_", " ")


def _details(document: Part) -> Iterator[Detail]:
    statements = list(document["statements"])
    for status, number in sorted(Counter(each["status"].text for each in statements).items()):
        yield detail(f"statements: {_shown(status) or 'no status'}", number, document["statements"])
    for each in statements[:50]:
        why = each["justification"].text or each["impact_statement"].text or each["action_statement"].text
        name = next(_names(each)) or "vulnerability"
        yield detail(name, f"{_shown(each['status'].text)}{f': {why}' if why else ''}", each)


READER: Reader = Reader(
    name="openvex",
    title="OpenVEX statements, JSON",
    versions="0.0.1 and 0.2.0",
    facts=(vex.FACT,),
    documents=("sbom.vulnerability_statement",),
    recognises=_recognises,
    read=_read,
)
