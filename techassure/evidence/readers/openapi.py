"""OpenAPI descriptions: what an interface offers, and how callers are authorised."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.evidence.contents import Contents, Part, is_yaml_that_says, quietly
from techassure.evidence.reading import Detail, Found, Reader, Reading, detail, found, misread, unknown_version
from techassure.phrases import counted
from techassure.problems import Problem

_VERSIONS = ("3.0.", "3.1.")
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_WAYS = {
    "oauth2": "oauth_2",
    "openIdConnect": "oauth_2",
    "mutualTLS": "mutual_tls",
    "apiKey": "api_key",
    "http": "other",
}


def _recognises(contents: Contents) -> bool:
    says = is_yaml_that_says(contents, b"openapi", b"info") or is_yaml_that_says(contents, b"swagger", b"info")
    data = quietly(contents, "tree" if says else "json")
    return bool((data["openapi"].text or data["swagger"].text) and data["info"])


def _read(contents: Contents) -> Reading:
    api = contents.tree
    version = api["openapi"] if api["openapi"] else api["swagger"]
    if not version.text.startswith(_VERSIONS):
        return Reading(problems=(unknown_version(version, "OpenAPI", "OpenAPI 3.0 or 3.1"),))
    operations = list(_operations(api))
    elsewhere = (*_elsewhere(api), *_misread(api))
    servers = ", ".join(filter(None, (each["url"].text for each in api["servers"])))
    return Reading(
        facts=() if elsewhere else tuple(_facts(api, operations)),
        details=tuple(_details(api, operations)),
        title=api["info"]["title"].text,
        covers=f"{counted(len(operations), 'operation')}{f' at {servers}' if servers else ''}",
        problems=elsewhere,
    )


def _elsewhere(api: Part) -> Iterator[Problem]:
    """Yield the first path whose operations stand somewhere else: without them none are counted."""
    path = next((path["$ref"] for _, path in api["paths"].named() if path["$ref"]), None)
    if path:
        message = "the operations of a path stand elsewhere, so those of this file are not counted"
        fix = "make one file of it, such as with `redocly bundle --dereferenced`"
        yield Problem(path.place, "stands-elsewhere", message, fix)


def _misread(api: Part) -> Iterator[Problem]:
    """Yield the first path or operation that is none: it may be one that nobody guards."""
    every = (part for _, path in api["paths"].named() for part in (path, *_of_path(path)))
    wrong = next((each for each in every if not isinstance(each.value, dict)), None)
    if wrong is not None:
        yield misread(wrong)


def _of_path(path: Part) -> Iterator[Part]:
    return (operation for method, operation in path.named() if method in _METHODS)


def _operations(api: Part) -> Iterator[Part]:
    for _, path in api["paths"].named():
        yield from _of_path(path)


def _demanded(api: Part, operation: Part) -> list[set[str]]:
    """Return the alternatives by which a caller may use an operation, each a set of ways, an empty one for nothing.

    A way that the file does not describe guards nothing.
    """
    security = operation["security"] if operation["security"] else api["security"]
    schemes = api["components"]["securitySchemes"]
    return [
        {_WAYS.get(schemes[name]["type"].text, "other") for name, _ in each.named() if schemes[name]}
        for each in security
    ]


def _facts(api: Part, operations: list[Part]) -> Iterator[Found]:
    """State how callers are authorised only where every operation says the same; and how many anybody may use."""
    demanded = [_demanded(api, each) for each in operations]
    ways = {way for alternatives in demanded for each in alternatives for way in each}
    guarded = all(alternatives and all(alternatives) for alternatives in demanded)
    if operations and guarded and len(ways) == 1:
        yield found("fhir.authorisation", ways.pop(), api["components"]["securitySchemes"])
    if operations:
        yield found("fhir.operations", len(operations), api["paths"])
        yield found("fhir.operations_unguarded", len(_unguarded(api, operations)), api["paths"])


def _unguarded(api: Part, operations: list[Part]) -> list[Part]:
    """Return the operations that may be used, by at least one of the ways that are stated, without authorisation."""
    return [each for each in operations if not all(_demanded(api, each) or [set()])]


def _details(api: Part, operations: list[Part]) -> Iterator[Detail]:
    yield detail("version of the interface", api["info"]["version"].text or "not said", api["info"]["version"])
    yield detail("paths", sum(1 for _ in api["paths"].named()), api["paths"])
    yield detail("operations", len(operations), api["paths"])
    yield detail("operations that state no authorisation", len(_unguarded(api, operations)), api["paths"])
    for name, scheme in api["components"]["securitySchemes"].named():
        yield detail("authorisation", f"{name[:80]!r}: {scheme['type'].text}", scheme)


READER: Reader = Reader(
    name="openapi",
    title="OpenAPI description, JSON or YAML",
    versions="3.0 and 3.1",
    facts=("fhir.authorisation", "fhir.operations", "fhir.operations_unguarded"),
    documents=("fhir.openapi_description",),
    recognises=_recognises,
    read=_read,
)
