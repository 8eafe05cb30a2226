"""Reads the claims of a submission: that a criterion does not apply, or is met by something equivalent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from techassure.files.places import Source
from techassure.intake.drafts import Draft
from techassure.intake.question_codes import Codes
from techassure.problems import Path, Problem, suggestion
from techassure.submissions import Claim, ClaimFile


def read_claims(claims: Sequence[ClaimFile], source: Source, codes: Codes, draft: Draft) -> dict[str, Claim]:
    """Return the claims by their criterion; what is wrong with them is added to the draft's problems."""
    made: dict[str, Claim] = {}
    for index, each in enumerate(claims):
        path: Path = ("claims", index)
        draft.problems += _claim_problems(each, made, source, path, codes)
        if each.not_applicable is not None:
            made[each.criterion] = Claim("not-applicable", each.not_applicable)
        elif each.equivalent is not None:
            made[each.criterion] = Claim("equivalent", each.equivalent)
    return made


def _claim_problems(
    each: ClaimFile, made: Mapping[str, Claim], source: Source, path: Path, codes: Codes
) -> Iterator[Problem]:
    known = codes.of_standard(each.criterion.partition("/")[0])
    if each.criterion not in known:
        fix = suggestion(each.criterion, known, "write it as `standard/ID`")
        message = f"no criterion is called `{each.criterion}`"
        yield source.problem((*path, "criterion"), "unknown-criterion", message, fix)
    if (each.not_applicable is None) == (each.equivalent is None):
        fix = "give one of them, with the reason as its text"
        yield source.problem(path, "claim-unclear", "a claim is `not_applicable` or `equivalent`", fix)
    if each.criterion in made:
        message = f"`{each.criterion}` is claimed twice"
        yield source.problem(path, "claimed-twice", message, "keep one claim")
