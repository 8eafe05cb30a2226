"""Proof that a definition says what it means: cells, witnesses, and examples run through the engine itself."""
