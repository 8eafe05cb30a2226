"""One reader a file, listed by hand in `techassure.evidence.kinds`."""
