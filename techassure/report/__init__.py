"""Reports: one format a file, each a pure function `render` of the document."""

from techassure.report import (
    clarifications,
    csv,
    html,
    ics,
    json,
    jsonl,
    markdown,
    pdf,
    problems,
    self_check,
    table,
    xlsx,
)

FORMATS = (clarifications, csv, html, ics, json, jsonl, markdown, pdf, problems, self_check, table, xlsx)
