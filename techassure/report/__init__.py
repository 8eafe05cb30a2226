"""Reports: one format a file, each a pure function `render` of the document. Imported one by one, when asked for."""

FORMATS = (
    "clarifications",
    "csv",
    "html",
    "ics",
    "json",
    "jsonl",
    "markdown",
    "pdf",
    "problems",
    "self_check",
    "table",
    "xlsx",
)
