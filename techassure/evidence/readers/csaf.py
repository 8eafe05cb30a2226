"""CSAF advisories and VEX: which vulnerabilities affect which products, and what was fixed.

A status counts for the products that it lists, by their names in the product tree. What it says of a vulnerability is
put together with the bill of materials, and with other statements.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.evidence import vex
from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Reader, Reading, detail, misshapen, unknown_version
from techassure.evidence.vex import Said
from techassure.phrases import counted

_SETTLED = {
    "known_affected": False,
    "under_investigation": False,
    "first_affected": False,
    "last_affected": False,
    "known_not_affected": True,
    "fixed": True,
    "first_fixed": True,
}
_STATES = ("known_affected", "under_investigation", "known_not_affected", "fixed")
_FINAL = ("final", "interim")
_Names = dict[str, tuple[str, ...]]
_Parts = dict[str, tuple[tuple[str, ...], ...]]


def _recognises(contents: Contents) -> bool:
    document = quietly(contents, "json")["document"]
    return bool(document["csaf_version"].text and document["tracking"])


def _read(contents: Contents) -> Reading:
    advisory = contents.json
    document = advisory["document"]
    if document["csaf_version"].text != "2.0":
        return Reading(problems=(unknown_version(document["csaf_version"], "CSAF", "CSAF 2.0"),))
    if wrong := misshapen([advisory], ("vulnerabilities", "ids")):
        return Reading(problems=wrong)
    vulnerabilities = list(advisory["vulnerabilities"])
    said = list(_said(advisory)) if document["tracking"]["status"].text in _FINAL else []
    nameless = vex.unnamed(said)
    return Reading(
        facts=(vex.stated(said, advisory["vulnerabilities"], whole=False),) if said and not nameless else (),
        details=tuple(_details(document, vulnerabilities)),
        title=document["title"].text,
        made_by=document["publisher"]["name"].text,
        made_on=document["tracking"]["current_release_date"].day,
        covers=counted(len({name for each in vulnerabilities for name in _products(each)}), "product"),
        problems=nameless,
    )


def _products(vulnerability: Part) -> Iterator[str]:
    for _, products in vulnerability["product_status"].named():
        yield from (each.text for each in products)


def _said(advisory: Part) -> Iterator[Said]:
    names, parts = _product_names(advisory["product_tree"])
    at = advisory["document"]["tracking"]["current_release_date"].moment
    for each in advisory["vulnerabilities"]:
        called = (each["cve"].text, *(one["text"].text for one in each["ids"]))
        for status, products in each["product_status"].named():
            for product in products if status in _SETTLED else ():
                its = names.get(product.text, ())
                if its:
                    shown = status.replace("_", " ")
                    yield Said(product, called, _SETTLED[status], shown, at, (its,), parts.get(product.text, ()))


# --- the product tree -----------------------------------------------------------------------------------------------


def _product_names(tree: Part) -> tuple[_Names, _Parts]:
    """Return by what each product id is known; and of one that is a part of another product, which part."""
    names: _Names = {}
    for product, branch in _listed(tree):
        helper = product["product_identification_helper"]
        known = (product["name"].text, branch, helper["purl"].text, helper["cpe"].text)
        names[product["product_id"].text] = tuple(filter(None, known))
    parts: _Parts = {}
    for each in tree["relationships"]:
        its, whole = each["full_product_name"]["product_id"].text, each["relates_to_product_reference"].text
        part = each["product_reference"].text
        if whole in names:
            names[its], parts[its] = names[whole], (names.get(part) or (part,),)
    return names, parts


def _listed(tree: Part) -> Iterator[tuple[Part, str]]:
    """Yield each product, with the name and the version that its branches give it."""
    yield from ((each, "") for each in tree["full_product_names"])
    waiting = [(tree["branches"], "")]
    while waiting:
        branches, above = waiting.pop()
        for each in branches:
            kind, name = each["category"].text, each["name"].text
            known = f"{above}@{name}" if kind.startswith("product_version") else above
            known = name if kind == "product_name" else known
            if each["product"]:
                yield each["product"], known
            waiting.append((each["branches"], known))


def _details(document: Part, vulnerabilities: list[Part]) -> Iterator[Detail]:
    yield detail("category", document["category"].text, document["category"])
    yield detail("status", document["tracking"]["status"].text, document["tracking"])
    for each in vulnerabilities[:50]:
        states = [state.replace("_", " ") for state in _STATES if each["product_status"][state]]
        yield detail(each["cve"].text or each["title"].text or "vulnerability", ", ".join(states) or "no status", each)


READER: Reader = Reader(
    name="csaf",
    title="CSAF advisory or VEX, JSON",
    versions="2.0",
    facts=(vex.FACT,),
    documents=("sbom.vulnerability_statement",),
    recognises=_recognises,
    read=_read,
)
