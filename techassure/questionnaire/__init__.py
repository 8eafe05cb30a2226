"""Questionnaires: what a selection asks, each question once, as a form to fill in; and the filled form as a submission."""
