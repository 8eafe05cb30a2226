"""What an example says that a reviewer recorded: only what a reviewer could."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from techassure.definitions.definition import Definition
from techassure.definitions.rubrics import no_step, rubric_of
from techassure.files.doors import decimal_text, number
from techassure.problems import listing

OF_CLAIMS = ("confirmed", "refused")


def not_a_review(written: object, definition: Definition, words: Sequence[str]) -> tuple[str, str] | None:
    """Return what is wrong with a review, and what to do; None where one of the words or a step of the rubric stands.

    A score between two steps would be taken for points that nobody can give, and other words for silence.
    """
    criterion = definition.criterion
    rubric = rubric_of(definition) if criterion.judged_by else []
    given = number(written)
    if written in words or (given is not None and Fraction(str(given)) in rubric):
        return None
    named = f"`{criterion.id}`"
    message = f"`{written}` is nothing that a reviewer can say of {named}"
    if given is not None and not rubric:
        message = f"{named} has no rubric of points"
    elif given is not None or written == "met":
        message = no_step(str(written), criterion.id)
    steps = [decimal_text(each) for each in rubric]
    fix = f"write one of {listing([*steps, *words])}"
    return message, f"{fix}; for a claim, write `decision`" if written in OF_CLAIMS else fix
