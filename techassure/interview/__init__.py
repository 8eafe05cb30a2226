"""Answering question by question: which question is next, what was typed, and where the answer is kept."""
