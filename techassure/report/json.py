"""The document as JSON: the bytes that its published JSON Schema describes."""

from __future__ import annotations

from typing import Any

import orjson


def render(document: dict[str, Any]) -> bytes:
    """Return the whole document, indented, in the order in which it was built: same document, same bytes."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
