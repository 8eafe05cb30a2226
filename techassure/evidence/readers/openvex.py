"""OpenVEX: whether vulnerabilities that are known of components can harm the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, counted, detail, found, unknown_version

_CONTEXT = "https://openvex.dev/ns"
_VERSIONS = (_CONTEXT, f"{_CONTEXT}/v0.2.0", f"{_CONTEXT}/v0.0.1")
_OPEN = frozenset({"affected", "under_investigation"})


def _recognises(contents: Contents) -> bool:
    return quietly(contents, "json")["@context"].text.startswith(_CONTEXT)


def _read(contents: Contents) -> Reading:
    document = contents.json
    if document["@context"].text not in _VERSIONS:
        return Reading(problems=(unknown_version(document["@context"], "OpenVEX", "OpenVEX 0.2.0"),))
    statements = list(document["statements"])
    products = dict.fromkeys(name for each in statements for name in _products(each))
    changed = document["last_updated"].day or document["timestamp"].day
    return Reading(
        facts=tuple(_facts(document, statements)),
        details=tuple(_details(document, statements)),
        title="OpenVEX statements",
        made_by=document["author"].text,
        made_on=changed,
        covers=f"{counted(len(products), 'product')}: {', '.join(list(products)[:5])}",
    )


def _products(statement: Part) -> Iterator[str]:
    for each in statement["products"]:
        name = each["@id"].text or each.text
        if name:
            yield name


def _name(statement: Part) -> str:
    return statement["vulnerability"]["name"].text or statement["vulnerability"].text


def _latest(document: Part, statements: list[Part]) -> dict[tuple[str, str], Part]:
    """Return the last word on each vulnerability in each product: a later statement takes the place of an earlier."""
    dated = sorted(statements, key=lambda each: each["timestamp"].text or document["timestamp"].text)
    return {(_name(each), product): each for each in dated for product in [*_products(each), ""][:1000]}


def _facts(document: Part, statements: list[Part]) -> Iterator[Found]:
    if statements:
        latest = _latest(document, statements)
        still = {name for (name, _), each in latest.items() if each["status"].text in _OPEN}
        yield found("sbom.open_vulnerabilities", len(still), document["statements"])


def _details(document: Part, statements: list[Part]) -> Iterator[Detail]:
    for status, number in sorted(Counter(each["status"].text for each in statements).items()):
        yield detail(f"statements: {status.replace('_', ' ') or 'no status'}", number, document["statements"])
    for each in statements[:50]:
        why = each["justification"].text or each["impact_statement"].text or each["action_statement"].text
        yield detail(_name(each) or "vulnerability", f"{each['status'].text}{f': {why}' if why else ''}", each)


READER = Reader(
    name="openvex",
    title="OpenVEX statements, JSON",
    versions="0.0.1 and 0.2.0",
    facts=("sbom.open_vulnerabilities",),
    documents=("sbom.vulnerability_statement",),
    recognises=_recognises,
    read=_read,
)
