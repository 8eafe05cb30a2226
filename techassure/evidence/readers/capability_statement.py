"""FHIR CapabilityStatements, JSON or XML: version, profiles, interactions and security of an interface."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, Rows, detail, found, unknown_version
from techassure.problems import Problem

_NAME = "CapabilityStatement"
_R4 = ("4.0.", "4.3.")
_UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
_NOT_UK_CORE = frozenset({"derived", "no_uk_core_profile", "other"})
_OAUTH = frozenset({"OAuth", "SMART-on-FHIR"})
_SHOWN = 100


def _recognises(contents: Contents) -> bool:
    if quietly(contents, "json")["resourceType"].text == _NAME:
        return True
    return _NAME.encode() in contents.head and bool(quietly(contents, "xml")[_NAME])


def _read(contents: Contents) -> Reading:
    statement = contents.json or contents.xml[_NAME]
    version = statement["fhirVersion"]
    reading = Reading(
        facts=tuple(_facts(statement)),
        details=tuple(_details(statement)),
        title=statement["title"].text or statement["name"].text,
        product=statement["software"]["name"].text,
        version=statement["software"]["version"].text,
        made_by=statement["publisher"].text,
        made_on=statement["date"].day,
        covers=statement["implementation"]["url"].text or statement["url"].text,
    )
    if statement["kind"].text == "requirements":
        message = "this states what is wanted of some system, not what this one does"
        fix = "attach the statement that the running interface gives at `/metadata`"
        return Reading(problems=(Problem(statement["kind"].place, "not-a-running-system", message, fix),))
    if version.text.startswith(_R4):
        return reading
    facts = (found("fhir.capability_fhir_version", version.text, version),) if version.text else ()
    return Reading(facts, problems=(unknown_version(version, "FHIR", "FHIR R4, version 4.0.1"),))


def _servers(statement: Part) -> Iterator[Part]:
    for rest in statement["rest"]:
        if rest["mode"].text in ("server", ""):
            yield rest


def _resources(statement: Part) -> list[Part]:
    return [each for rest in _servers(statement) for each in rest["resource"]]


def _profiles(resource: Part) -> list[str]:
    listed = [*resource["supportedProfile"], *resource["profile"]]
    return [each.text.partition("|")[0] for each in listed if each.text]


def _facts(statement: Part) -> Iterator[Found]:
    yield found("fhir.capability_fhir_version", statement["fhirVersion"].text, statement["fhirVersion"])
    services = [list(rest["security"]["service"]) for rest in _servers(statement)]
    if services and all(each and all(_OAUTH & _codes(one) for one in each) for each in services):
        yield found("fhir.authorisation", "oauth_2", services[0][0])
    yield from _counts(statement)
    rows = [
        ({"resource": each["type"].text, "canonical": profiles[0], "basis": "other"}, each.place)
        for each in _resources(statement)
        if (profiles := _profiles(each)) and not _on_uk_core(each)
    ]
    if rows:
        yield found("fhir.profiles", Rows("resource", "basis", tuple(rows), (_NOT_UK_CORE,)), statement["rest"], "rows")


def _on_uk_core(resource: Part) -> bool:
    return any(name.startswith(_UK_CORE) for name in _profiles(resource))


def _counts(statement: Part) -> Iterator[Found]:
    """State how many kinds of resource are offered, and how many of them on a profile of UK Core by every server."""
    offered: dict[str, bool] = {}
    for each in _resources(statement):
        offered[each["type"].text] = offered.get(each["type"].text, True) and _on_uk_core(each)
    if offered:
        yield found("fhir.resources_offered", len(offered), statement["rest"])
        yield found("fhir.resources_on_uk_core", sum(offered.values()), statement["rest"])


def _codes(service: Part) -> set[str]:
    return {each["code"].text for each in service["coding"]}


def _details(statement: Part) -> Iterator[Detail]:
    resources = _resources(statement)
    core = [each for each in resources if _on_uk_core(each)]
    yield detail("resources", len(resources), statement["rest"])
    yield detail("resources with a UK Core profile", f"{len(core)} of {len(resources)}", statement["rest"])
    yield detail("formats", ", ".join(each.text for each in statement["format"]), statement["format"])
    for rest in _servers(statement):
        said = sorted({code for each in rest["security"]["service"] for code in _codes(each)})
        yield detail("security", ", ".join(said) or "none stated", rest["security"])
    for each in resources[:_SHOWN]:
        does = ", ".join(one["code"].text for one in each["interaction"]) or "no interaction stated"
        profiles = "; ".join(_profiles(each)) or "no profile"
        yield detail(each["type"].text or "resource", f"{does}; {profiles}", each)


READER: Reader = Reader(
    name="capability-statement",
    title="FHIR CapabilityStatement, JSON or XML",
    versions="R4 (4.0.1) and R4B (4.3.0)",
    facts=(
        "fhir.capability_fhir_version",
        "fhir.authorisation",
        "fhir.profiles",
        "fhir.resources_offered",
        "fhir.resources_on_uk_core",
    ),
    documents=("fhir.capability_statement",),
    recognises=_recognises,
    read=_read,
)
