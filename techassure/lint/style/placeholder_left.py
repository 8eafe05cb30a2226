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


def find(file: AFile) -> Iterator[Finding]:
    """Yield a finding for each text that begins with the mark."""
    for path, text, of_key in file.texts:
        if not of_key and text.startswith(_MARK):
            name = next((str(part) for part in reversed(path) if isinstance(part, str)), "this")
            yield file.at(path, f"`{name}` has yet to be written", "write it, and take `TO DO` away")


RULE = Rule(__name__, __doc__, find, "warning")
