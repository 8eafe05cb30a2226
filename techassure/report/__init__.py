"""Reports: one format a file, each a pure function `render` of the document. Imported one by one, when asked for."""

FORMATS = (
    "clarifications",
    "csv",
    "github",
    "html",
    "ics",
    "json",
    "jsonl",
    "junit",
    "markdown",
    "pdf",
    "problems",
    "sarif",
    "self_check",
    "table",
    "xlsx",
)
