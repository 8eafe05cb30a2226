"""A self-check as annotations of a GitHub workflow: the sum first, then what there is to act on."""

from __future__ import annotations

from techassure.documents.document import Document
from techassure.report import colophon
from techassure.report.entries import github
from techassure.report.entries.of_document import summed, title, to_act_on


def render(document: Document) -> bytes:
    """Return the lines. The urgent stand first: GitHub shows ten errors, ten warnings and ten notices of a step."""
    said = "\n".join([*summed(document), colophon.line(document)])
    return (github.command("note", title(document), said) + github.commands(to_act_on(document))).encode()
