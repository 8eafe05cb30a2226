"""Questionnaires: what a selection asks, each question once, as a form; and the filled form as a submission."""
