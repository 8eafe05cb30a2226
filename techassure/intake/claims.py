"""Reads the claims of a submission: that a criterion does not apply, or is met by something equivalent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from techassure.files.doors import enter_part
from techassure.files.places import Source
from techassure.intake.drafts import Draft
from techassure.intake.question_codes import Codes
from techassure.problems import Path, Problem, ProblemsFound
from techassure.submissions import Claim, ClaimFile


def read_claims(claims: Sequence[ClaimFile], source: Source, codes: Codes, draft: Draft) -> dict[str, Claim]:
    """Return the claims by their criterion; what is wrong with them is added to the draft's problems."""
    made: dict[str, Claim] = {}
    for index, each in enumerate(claims):
        path: Path = ("claims", index)
        draft.problems += _of_criterion(each.criterion, made, source, path, codes, draft)
        draft.problems += _of_kind(each, source, path)
        if each.not_applicable is not None:
            made[each.criterion] = Claim("not-applicable", each.not_applicable)
        elif each.equivalent is not None:
            made[each.criterion] = Claim("equivalent", each.equivalent)
    return made


def look_at_claims(source: Source, codes: Codes, draft: Draft) -> None:
    """Look at each claim by itself, where some cannot be read; of those, at what criterion they name."""
    listed = source.value["claims"]
    named: set[str] = set()
    for index, raw in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("claims", index)
        criterion = raw.get("criterion") if isinstance(raw, dict) else None
        if isinstance(criterion, str) and criterion.strip():
            draft.problems += _of_criterion(criterion.strip(), named, source, path, codes, draft)
            named.add(criterion.strip())
        if _is_sound(raw, source, path):
            draft.problems += _of_kind(ClaimFile.model_validate(raw), source, path)


def _is_sound(raw: Any, source: Source, path: Path) -> bool:
    try:
        enter_part(ClaimFile, raw, source, path)
    except ProblemsFound:
        return False
    return True


def _of_criterion(
    criterion: str, named: Collection[str], source: Source, path: Path, codes: Codes, draft: Draft
) -> Iterator[Problem]:
    known = codes.of_standard(criterion.partition("/")[0])
    if criterion not in known:
        fix = draft.suggestion(criterion, known, "write it as `standard/ID`")
        message = f"no criterion is called `{criterion}`"
        yield source.problem((*path, "criterion"), "unknown-criterion", message, fix)
    if criterion in named:
        message = f"`{criterion}` is claimed twice"
        yield source.problem(path, "claimed-twice", message, "keep one claim")


def _of_kind(each: ClaimFile, source: Source, path: Path) -> Iterator[Problem]:
    if (each.not_applicable is None) == (each.equivalent is None):
        fix = "give one of them, with the reason as its text"
        yield source.problem(path, "claim-unclear", "a claim is `not_applicable` or `equivalent`", fix)
