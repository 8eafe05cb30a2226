"""Bids as entries of a log and people name them: supplier, product, version and lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from techassure.problems import suggestion
from techassure.reviews import Identity


def identity_of(about: Mapping[str, Any]) -> Identity:
    """Return a submission's identity as an entry writes it."""
    return (str(about["supplier"]), str(about["product"]), str(about["version"]), about.get("lot"))


def about(identity: Identity) -> dict[str, str]:
    """Return an identity as an entry writes it."""
    names = ("supplier", "product", "version", "lot")
    return {name: part for name, part in zip(names, identity, strict=True) if part is not None}


def called(identity: Identity) -> str:
    """Return a submission as somebody wrote it who is told of it: its id and its names, and no more."""
    supplier, product, version, lot = identity
    return f"{supplier}, {product} {version}" + (f", lot {lot}" if lot else "")


def no_such_bid(identity: Identity, known: Iterable[Identity]) -> tuple[str, str]:
    """Return what to say of a bid that nobody made: as it was written, and the nearest that somebody made."""
    fix = "write supplier, product, version and lot as the submission has them"
    return f"no bid of this tender is `{called(identity)}`", suggestion(called(identity), map(called, known), fix)
