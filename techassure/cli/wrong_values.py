"""What is wrong with the value of an option, as its value in backticks; libraries say it otherwise in each version."""

from __future__ import annotations

import re
from typing import Any

import typer
from pydantic import ValidationError

from techassure.problems import suggestion

_QUOTED = re.compile(r"'([^']*)'")
_CHOICES = " is not one of "


def taught(error: typer.BadParameter) -> str:
    """Return what an error says: the value, what may stand in its place, and what was probably meant."""
    said = _said(error.__cause__) if isinstance(error.__cause__, ValidationError) else error.message
    value, one_of, choices = said.partition(_CHOICES)
    if not one_of:
        return said
    given, known = value.strip("'"), _QUOTED.findall(choices)
    meant = suggestion(given, known, "")
    return f"`{given}` is none of {', '.join(f'`{each}`' for each in known)}" + (f"; {meant}" if meant else "")


def _said(cause: ValidationError) -> str:
    first: Any = cause.errors()[0]
    reason = first.get("ctx", {}).get("error")
    return str(reason) if reason else str(first["msg"]).replace("Input", f"`{first['input']}`", 1)
