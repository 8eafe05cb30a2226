"""Text between curly quotes, which word processors put in place of straight ones.

**Why.** To YAML a curly quote is a letter. `is: “yes”` asks for an answer of five characters, quotes included, and no
supplier gives it.

**Avoid**

```yaml
expect: {cyber_charter.signed: {is: “yes”}}
```

**Prefer**

```yaml
expect: {cyber_charter.signed: {is: yes}}
```

Only text that begins and ends with them is meant. Inside a sentence they are fine.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import AFile, Finding

_PAIRS = {"“": "”", "‘": "’", "„": "“", "«": "»"}
_ALL = set(_PAIRS) | set(_PAIRS.values())


def find(file: AFile) -> Iterator[Finding]:
    """Yield a finding for each such text."""
    for path, text, is_key in file.texts:
        if len(text) > 1 and (text[-1] == _PAIRS.get(text[0]) or text[-1] == text[0] in _ALL) and _once(text):
            message = f"`{text}` stands between curly quotes, which are part of the text"
            yield file.at(path, message, f"write `{text[1:-1]}`, or straight quotes around it", of_key=is_key)


def _once(text: str) -> bool:
    return not _ALL & set(text[1:-1])


RULE = Rule(__name__, __doc__, find)
