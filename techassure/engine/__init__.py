"""The pure engine: outcomes, scores, verdicts and what time alone does to them. It reads no file and no clock."""
