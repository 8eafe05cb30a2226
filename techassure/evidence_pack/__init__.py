"""The evidence pack of a submission: adding to it, checking it, and what has to be looked up in public registers."""
