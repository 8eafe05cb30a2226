"""Judgement and proof about definitions: one rule a file, in folders by category. `rules.RULES` lists them all."""
