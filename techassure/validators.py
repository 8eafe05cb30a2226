"""What runs a JSON Schema: jsonschema-rs, or jsonschema where that has no wheel. A test holds the two together."""

from __future__ import annotations

from collections.abc import Callable
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
    import jsonschema

    return jsonschema.Draft202012Validator(schema).is_valid
