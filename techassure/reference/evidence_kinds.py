"""`evidence-kinds.md`: the kinds of file that are read, the facts that each can give, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techassure.authoring.markdown import table, ticked
from techassure.definitions.model import Fact
from techassure.evidence.kinds import READERS
from techassure.evidence.reading import Reader


def lines(facts: Mapping[str, Fact]) -> Iterator[str]:
    """Return the lines of the page."""
    yield (
        "The kind of a file shows in its content, whatever its name. Only the kinds and versions listed here are read; "
        "a file of another version is reported, and nothing is taken from it. "
        "[How to attach evidence](../how-to/attach-evidence-that-is-read.md), and "
        "[what it decides](../explanation/measured-and-claimed.md)."
    )
    yield ""
    rows = ((f"[`{each.name}`](#{each.name})", each.title, each.versions) for each in READERS)
    yield from table(("kind", "what it is", "versions"), rows)
    for reader in READERS:
        yield from _reader(reader, facts)


def _reader(reader: Reader, facts: Mapping[str, Fact]) -> Iterator[str]:
    yield from (f"## {reader.name}", "")
    yield f"{(reader.read.__globals__['__doc__'] or '').strip()}"
    yield ""
    if reader.documents:
        yield f"Stands for {ticked(reader.documents)}: `evidence add` needs no `--kind`."
    else:
        yield "May stand for any document: `evidence add` needs `--kind`."
    if reader.extra:
        yield f'Needs `pip install "techassure[{reader.extra}]"`.'
    yield ""
    if reader.facts:
        yield from table(("fact", "question"), ((f"`{name}`", facts[name].question or "") for name in reader.facts))
    else:
        yield from ("It gives no facts, only dates and particulars.", "")
