"""Selections: what a tender or a baseline chooses, weighs and dates, and by which rules it is run."""
