"""The final result of a tender, or where it stands: one format a file, as of the other reports."""

FORMATS = ("html", "json", "markdown", "pdf", "table", "xlsx")
