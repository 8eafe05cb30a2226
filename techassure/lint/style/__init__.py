"""How a definition reads."""
