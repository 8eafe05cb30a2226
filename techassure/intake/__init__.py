"""Submissions taken in: found, cut into pieces, read, and held to the files that they name."""
