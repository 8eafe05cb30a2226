"""What the minimum of an award criterion is called, where it stands among the keys of criteria."""

from __future__ import annotations

_BEGIN = "minimum of "


def minimum_of(award: str) -> str:
    """Return the name of an award criterion's minimum: `minimum of security`."""
    return f"{_BEGIN}{award}"


def award_of(name: str) -> str | None:
    """Return the award criterion whose minimum is called so; None for the key of a criterion."""
    return name.removeprefix(_BEGIN) if name.startswith(_BEGIN) else None
