"""A self-check as JUnit XML: a suite for each product, a case for its verdict and for each criterion."""

from __future__ import annotations

from techassure.documents.document import Document
from techassure.report import colophon
from techassure.report.entries import junit
from techassure.report.entries.of_document import suites, title


def render(document: Document) -> bytes:
    """Return the XML. A gate that is not met is a failure, one that nobody answered an error.

    What waits for others, or costs points and no more, is skipped: no pipeline is red where the product complies.
    """
    notice = " ".join([*colophon.stamps(document), *document["notices"]])
    about = {"notice": notice, **dict(colophon.rows(document))}
    found = [junit.suite(name, [junit.case(each) for each in entries], about) for name, entries in suites(document)]
    return junit.document(found, name=f"{title(document)}: {notice}").encode()
