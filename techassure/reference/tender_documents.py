"""`final.md`, `assessment-summaries.md` and `analysis.md`: the documents of a tender, key by key."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.reference.json_document import parts
from techassure.summaries import shape
from techassure.tendering import analysis_document, final_document


def final_lines() -> Iterator[str]:
    """Return the lines of the page on `final.json`."""
    yield (
        "What `techassure tender finalise` writes: the result of a tender, published as [a JSON "
        'Schema](final.schema.json). Exact numbers are text such as `"123/2"`. Both ends of every score '
        "are the same: the tender's rule for what stayed unanswered has been applied. The log holds the digest of the "
        "file, and [the record](running-a-tender.md) makes it again, to the byte."
    )
    yield ""
    yield from parts(final_document.json_schema())


def summary_lines() -> Iterator[str]:
    """Return the lines of the page on assessment summaries and notices."""
    yield (
        "What `techassure tender summaries` writes beside each Word file: the assessment summary of an assessed tender "
        "([JSON Schema](assessment-summary.schema.json)), or the notice to a bidder who was disregarded under a "
        "condition of participation ([JSON Schema](notice-of-disregard.schema.json)). Text that begins with `[TO FILL "
        "IN:` is a blank that only a person may fill in. Any part about the winner may be the text that says why it is "
        "withheld; `--withhold` names it by its way through the document, such as `winner:scores:price:because`."
    )
    yield ""
    yield from parts(shape.summary_schema(), "Assessment summary")
    yield from parts(shape.notice_schema(), "Notice of disregard", known=shape.summary_schema()["$defs"])


def analysis_lines() -> Iterator[str]:
    """Return the lines of the page on the analysis of weights."""
    yield (
        "What `techassure tender analyse --output weights.json` writes, published as [a JSON Schema]"
        "(analysis.schema.json): [what other weights would do](../how-to/test-the-weights-of-a-tender.md). It is no "
        'part of an assessment, and no other command reads it. Exact numbers are text such as `"123/2"`.'
    )
    yield ""
    yield from parts(analysis_document.json_schema())
