"""The document as JSON: the bytes that its published JSON Schema describes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

_HIDING = re.compile(
    rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]"
)


def render(document: Mapping[str, Any]) -> bytes:
    """Return the whole document, indented, in the order in which it was built: same document, same bytes."""
    return visible(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def visible(text: bytes) -> bytes:
    """Return JSON text that says the same, with the characters that hide or turn text written as ``\\u202e``."""
    if text.isascii() and b"\x7f" not in text:
        return text  # Most is, and is seen to be so in a hundredth of the time.
    return _HIDING.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), text)
