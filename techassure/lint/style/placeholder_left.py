"""A text that was left for a person to write.

**Why.** `techassure standards new` writes `TO DO` wherever only a person can say it. Left so, it is what suppliers
read.

**Avoid** `title: TO DO, what is wanted`

**Prefer** `title: An external penetration test finds nothing serious`
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AFile, Finding

_MARK = "TO DO"
_ADDRESS = "https://example.org/to-do"


def find(file: AFile) -> Iterator[Finding]:
    """Yield a finding for each text that begins with the mark, and for each address that leads nowhere yet."""
    for path, text, of_key in file.texts:
        if not of_key and (text.startswith(_MARK) or text == _ADDRESS):
            name = next((str(part) for part in reversed(path) if isinstance(part, str)), "this")
            mark = text if text == _ADDRESS else _MARK
            yield file.at(path, f"`{name}` has yet to be written", f"write it, and take `{mark}` away")


RULE = Rule(__name__, __doc__, find, "warning")
