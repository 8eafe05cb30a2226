"""Evidence that is read: files that tools made, turned into facts with the place that each came from."""
