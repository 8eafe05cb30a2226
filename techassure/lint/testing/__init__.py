"""What the examples of a criterion leave untried."""
