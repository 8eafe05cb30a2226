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


def accepts(schema: dict[str, Any] | bool, backend: Backend = DEFAULT) -> Accepts:
    """Return the function that tells whether a value is valid against the schema (draft 2020-12)."""
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
    try:
        union = jsonschema_rs.canonicalize({"anyOf": list(parts)})
        return bool(union.covers(jsonschema_rs.canonicalize(schema)) == algebra.Containment.YES)
    except algebra.CanonicalizationError:
        return False
