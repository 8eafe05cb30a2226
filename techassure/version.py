"""The version of the package; the language of the definitions has its own (`doors.LANGUAGE`)."""

__version__ = "0.1.0"
