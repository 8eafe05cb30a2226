"""An edition that supersedes one that the library does not have, or that does not know of it.

**Why.** Readers follow `supersedes` to see what changed, and `status` to see what counts. Where the two do not fit,
somebody assesses by an edition that is over.

**Avoid** `supersedes: dtac@1` where the edition is called `1.0`; two editions of a standard in force, one of which
supersedes the other.

**Prefer** the name of the edition as it stands in the library, and `status: superseded` there once the new one is in
force.
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ALibrary, Finding
from techassure.problems import listing, suggestion


def find(library: ALibrary) -> Iterator[Finding]:
    """Yield a finding for each edition."""
    known = {each.edition.name: each.edition for each in library.editions}
    for each in library.editions:
        name, file = each.edition.file.supersedes, each.edition.file
        if name is None:
            continue
        if name not in known:
            if library.whole:
                others = sorted(known.keys() - {each.edition.name})
                listed = f"the others are {listing(others, 20)}" if others else "take the line out: there is no other"
                fix = suggestion(name, others, listed)
                yield each.at(("supersedes",), f"no edition is called `{name}`", fix)
        elif file.status == "in-force" and known[name].file.status in ("draft", "in-force"):
            message = (
                f"`{each.edition.name}` is in force and supersedes `{name}`, which is still `{known[name].file.status}`"
            )
            yield each.at(("supersedes",), message, f"write `status: superseded` in the page of `{name}`")


RULE = Rule(__name__, __doc__, find)
