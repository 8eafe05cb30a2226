"""The version of the package, and that of the language of the definitions."""

__version__ = "0.1.0"
LANGUAGE = 1
