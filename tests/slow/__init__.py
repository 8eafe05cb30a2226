"""A second, slow reading of the language, and random definitions to try both readings on."""
