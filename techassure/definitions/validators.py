"""What runs a JSON Schema: jsonschema-rs, or jsonschema where that has no wheel. A test holds the two together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

try:
    import jsonschema_rs
except ImportError:  # no wheel for this platform: the reference validator gives the same answers, slower
    jsonschema_rs = None  # type: ignore[assignment]

Backend = Literal["jsonschema-rs", "jsonschema"]
Accepts = Callable[[Any], bool]
DEFAULT: Backend = "jsonschema" if jsonschema_rs is None else "jsonschema-rs"


MOST_KEPT = 4_096
_KEPT: dict[tuple[Backend, str], Accepts] = {}
_PROVEN: dict[tuple[str, str], bool] = {}


def accepts(schema: dict[str, Any] | bool, backend: Backend = DEFAULT) -> Accepts:
    """Return the function that tells whether a value is valid against the schema (draft 2020-12).

    Few schemas are asked for again and again, by every proof and every example, so they are compiled once.
    """
    key = (backend, repr(schema))
    found = _KEPT.get(key)
    if found is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[key] = _compiled(schema, backend)
    return found


def _compiled(schema: dict[str, Any] | bool, backend: Backend) -> Accepts:
    if backend == "jsonschema-rs":
        return jsonschema_rs.Draft202012Validator(schema).is_valid
    import jsonschema  # noqa: PLC0415 - slow to import, and seldom needed

    return jsonschema.Draft202012Validator(schema).is_valid


def covers(schema: dict[str, Any], parts: Sequence[dict[str, Any]]) -> bool:
    """Tell whether it is proven that every value of the schema is valid against one of the parts.

    False says that it is not proven: it may be untrue, or beyond the algebra of schemas that the installed version of
    jsonschema-rs has (0.60 has one; older versions have none).
    """
    algebra = getattr(jsonschema_rs, "canonical", None)
    if algebra is None:
        return False
    key = (repr(schema), repr(parts))
    if key not in _PROVEN:
        if len(_PROVEN) >= MOST_KEPT:
            _PROVEN.clear()
        _PROVEN[key] = _is_covered(schema, parts, algebra)
    return _PROVEN[key]


def _is_covered(schema: dict[str, Any], parts: Sequence[dict[str, Any]], algebra: Any) -> bool:
    try:
        union = jsonschema_rs.canonicalize({"anyOf": list(parts)})
        return bool(union.covers(jsonschema_rs.canonicalize(schema)) == algebra.Containment.YES)
    except algebra.CanonicalizationError:
        return False
