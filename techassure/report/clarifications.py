"""What to ask each supplier: to clarify what was submitted, kept apart from what is missing.

To let a supplier hand in what is missing is a decision that must be the same for all, so those questions wait for one.
What was answered and fails is not asked about; what only the buyer can do is listed apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.documents.document import CriterionPart, Document, Reason, SelectionPart
from techassure.report import board, colophon, later, sentences
from techassure.report.markup import plain, table, ticked
from techassure.report.order import Standing, lots

CLARIFY = frozenset(
    {
        "claimed-equivalent",
        "claimed-not-applicable",
        "contradicted",
        "digest-mismatch",
        "not-in-force-yet",
        "other-product",
        "undated",
        "wrong-version",
    }
)
"""Something was submitted, and what it means is not clear."""
MISSING = frozenset({"missing", "open", "missing-document", "under-evidenced", "applicability-unknown", "band"})
"""Something was not submitted."""
OURS = frozenset({"awaits-review", "contract-unknown"})
"""Nothing that a supplier could answer."""
_OPEN = ("no answer", "needs review")


def render(document: Document) -> bytes:
    """Return the questions as Markdown, a part for each supplier that can be sent by itself."""
    return ("\n".join(_lines(document)) + "\n").encode()


def asked(part: CriterionPart, causes: frozenset[str]) -> list[Reason]:
    """Return the reasons of one of these causes for which something has to be asked, each sentence once."""
    found = [reason for reason in part["reasons"] if reason["cause"] in causes and _asks(part, reason)]
    return list({reason["says"]: reason for reason in found}.values())


def _asks(part: CriterionPart, reason: Reason) -> bool:
    """Tell whether something hangs on an answer: the outcome is open, or a contradiction waits to be explained."""
    if reason["cause"] == "contradicted":
        return True
    if later.fails_already(part) and reason["cause"] in MISSING:
        return False
    return part["outcome"] in _OPEN and (reason["cause"] != "band" or reason["fix"] is not None)


def _lines(document: Document) -> Iterator[str]:
    everybody = board.everybody(lots(document))
    yield f"# Clarifications: {plain(document['selection']['title'])}"
    yield ""
    yield f"{' '.join(f'**{stamp}**' for stamp in colophon.stamps(document))} {plain(sentences.basis(document))}"
    yield ""
    yield from _rules()
    yield from _decisions(everybody)
    for each in everybody:
        yield from _supplier(document["selection"], each)
    if not everybody:
        yield "No submission was assessed."
        yield ""
    yield "## About these questions"
    yield ""
    yield from (f"- {label}: {plain(value)}" for label, value in colophon.rows(document))
    yield from (f"- {plain(notice)}" for notice in document["notices"])


def _rules() -> Iterator[str]:
    yield "- **Clarify** asks what something means that was submitted. It may be asked at once."
    yield (
        "- **Missing** asks for something that was not submitted. Decide first whether it may be handed in at all, "
        "record the decision, and apply it alike to every supplier."
    )
    yield "- What was answered and fails is not asked about."
    yield ""


def _decisions(everybody: Sequence[Standing]) -> Iterator[str]:
    lacking = list(_lacking(everybody))
    yield f"## Decide before asking for what is missing ({len(lacking)})"
    yield ""
    if not lacking:
        yield "Nothing is missing."
        yield ""
        return
    yield "Each submission has a number, which stands before its name below."
    yield ""
    rows = [[f"**{plain(sentences.key(part))}** {plain(part['title'])}", who, "", "", ""] for part, who in lacking]
    yield from table(("Criterion", "Missing from", "May it be handed in?", "Decided by, on", "Ground"), rows)


def _lacking(everybody: Sequence[Standing]) -> Iterator[tuple[CriterionPart, str]]:
    """Yield each criterion for which something is missing, and from whom, by number."""
    for parts in zip(*(each.assessment["criteria"] for each in everybody), strict=True):
        silent = [each.number for each, part in zip(everybody, parts, strict=True) if asked(part, MISSING)]
        if silent:
            yield parts[0], ", ".join(map(str, silent))


def _supplier(selection: SelectionPart, each: Standing) -> Iterator[str]:
    yield f"## {each.number} {plain(sentences.in_full(selection, each.assessment))}"
    yield ""
    yield from _questions(each, "Clarify what was submitted", CLARIFY)
    yield from _questions(each, "Missing: ask only what was decided alike for all", MISSING)
    yield from _questions(each, "For the buyer, not for the supplier", OURS)
    yield from _due_later(each)


def _due_later(each: Standing) -> Iterator[str]:
    """Yield the gates about which nothing is missing: they are answered, not met as they stand, and due later."""
    found = [part for part in each.assessment["criteria"] if later.fails_already(part)]
    if found:
        yield f"### Answered, not met as it stands, and due later: nothing is asked ({len(found)})"
        yield ""
    for part in found:
        against = " ".join(sentences.explaining(part))
        yield f"- **{plain(sentences.key(part))}** {plain(part['title'])}: {ticked(against)}"
    if found:
        yield ""


def _questions(each: Standing, title: str, causes: frozenset[str]) -> Iterator[str]:
    lines = [
        f"- **{plain(sentences.key(part))}** {plain(part['title'])}: {ticked(reason['says'])}"
        for part in each.assessment["criteria"]
        for reason in asked(part, causes)
    ]
    yield f"### {title} ({len(lines)})"
    yield ""
    yield from lines or ["Nothing."]
    yield ""
