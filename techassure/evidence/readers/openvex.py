"""OpenVEX: whether vulnerabilities that are known of components can harm the product.

A statement counts for the products that it names. What it says of a vulnerability is put together with the bill of
materials, and with other statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence import vex
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Reader, Reading, detail, misshapen, unknown_version
from techassure.evidence.vex import Said
from techassure.phrases import counted

_CONTEXT = "https://openvex.dev/ns"
_VERSIONS = (_CONTEXT, f"{_CONTEXT}/v0.2.0", f"{_CONTEXT}/v0.0.1")
_SETTLED = {"affected": False, "under_investigation": False, "not_affected": True, "fixed": True}


def _recognises(contents: Contents) -> bool:
    return quietly(contents, "json")["@context"].text.startswith(_CONTEXT)


def _read(contents: Contents) -> Reading:
    document = contents.json
    if document["@context"].text not in _VERSIONS:
        return Reading(problems=(unknown_version(document["@context"], "OpenVEX", "OpenVEX 0.2.0"),))
    if wrong := misshapen([document], ("statements",)):
        return Reading(problems=wrong)
    products = dict.fromkeys(names[0] for each in document["statements"] for names in _identified(each["products"]))
    changed = document["last_updated"].day or document["timestamp"].day
    said = list(_said(document))
    nameless = vex.unnamed(said)
    return Reading(
        facts=(vex.stated(said, document["statements"], whole=False),) if said and not nameless else (),
        details=tuple(_details(document)),
        title="OpenVEX statements",
        made_by=document["author"].text,
        made_on=changed,
        covers=f"{counted(len(products), 'product')}: {', '.join(list(products)[:5])}",
        problems=nameless,
    )


def _said(document: Part) -> Iterator[Said]:
    """Yield the statements, product by product; one that names no product is about none, so it says nothing of ours."""
    for each in document["statements"]:
        status, names = each["status"].text, tuple(_names(each))
        at = each["timestamp"].moment or document["timestamp"].moment
        beside = tuple(_identified(each["subcomponents"]))
        for product in each["products"]:
            its = _identifiers(product)
            parts = (*_identified(product["subcomponents"]), *beside)
            if its:
                yield Said(each, names, _SETTLED.get(status), _shown(status) or "no status", at, (its,), parts)


def _names(statement: Part) -> Iterator[str]:
    vulnerability = statement["vulnerability"]
    yield vulnerability["name"].text or vulnerability["@id"].text or vulnerability.text
    yield from (each.text for each in vulnerability["aliases"])


def _identified(listed: Part) -> Iterator[tuple[str, ...]]:
    """Yield products or components, each by all its identifiers; in 0.0.1 one is no more than its identifier."""
    yield from filter(None, map(_identifiers, listed))


def _identifiers(component: Part) -> tuple[str, ...]:
    said = component["identifiers"]
    listed = (component["@id"], component, said["purl"], said["cpe23"], said["cpe22"])
    return tuple(dict.fromkeys(one.text for one in listed if one.text))


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
