"""Every rule of lint. A test holds the list equal to the folders."""

from __future__ import annotations

from typing import Any

from techassure.lint.correctness import (
    certificate_shorter_than_contract,
    condition_not_about_bidder,
    errata_out_of_order,
    erratum_touches_nothing,
    file_not_read,
    gate_on_duty_of_another,
    in_force_before_its_predecessor,
    in_force_before_published,
    minimum_always_reached,
    not_as_locked,
    predecessor_ends_on_another_day,
    price_not_in_total,
    question_never_used,
    revision_without_erratum,
    social_value_below_ten,
    superseded_edition_selected,
    supersedes_in_a_circle,
    supersedes_no_edition,
    two_successors_at_once,
    weight_on_one_criterion,
    weight_too_small_to_show,
    weight_without_reason,
)
from techassure.lint.proof import (
    applies_always,
    applies_never,
    band_never_reached,
    cause_scored_twice,
    check_always_holds,
    check_implied_by_another,
    check_never_holds,
    checks_exclude_each_other,
    criteria_equivalent,
    gates_exclude_each_other,
    not_decided,
    note_never_shown,
    option_never_told_apart,
    part_makes_no_difference,
    question_stranded,
    range_never_told_apart,
)
from techassure.lint.rule import Rule
from techassure.lint.sources import (
    clause_encoded_and_left_out,
    gate_on_unsure_source,
    law_on_unsure_source,
    paraphrase_repeated,
)
from techassure.lint.style import (
    choice_of_yes_and_no,
    curly_quotes,
    negation_of_a_negation,
    placeholder_left,
    sentence_without_end,
    title_asks,
)
from techassure.lint.subjects import ACriterion, AFile, ALibrary, AnEdition, ASelection
from techassure.lint.testing import (
    band_not_exercised,
    boundary_not_exercised,
    check_never_fails_alone,
    example_differs,
    example_repeated,
    mutation_not_noticed,
    option_not_exercised,
    outcome_not_exercised,
    whole_example_differs,
)

OF_FILES: tuple[Rule[AFile], ...] = (curly_quotes.RULE, placeholder_left.RULE)
OF_CRITERIA: tuple[Rule[ACriterion], ...] = (
    applies_always.RULE,
    applies_never.RULE,
    band_never_reached.RULE,
    check_always_holds.RULE,
    check_implied_by_another.RULE,
    check_never_holds.RULE,
    checks_exclude_each_other.RULE,
    not_decided.RULE,
    note_never_shown.RULE,
    part_makes_no_difference.RULE,
    question_stranded.RULE,
    range_never_told_apart.RULE,
    band_not_exercised.RULE,
    boundary_not_exercised.RULE,
    check_never_fails_alone.RULE,
    example_differs.RULE,
    example_repeated.RULE,
    mutation_not_noticed.RULE,
    option_not_exercised.RULE,
    outcome_not_exercised.RULE,
    law_on_unsure_source.RULE,
    negation_of_a_negation.RULE,
    sentence_without_end.RULE,
    title_asks.RULE,
)
OF_EDITIONS: tuple[Rule[AnEdition], ...] = (
    in_force_before_published.RULE,
    errata_out_of_order.RULE,
    erratum_touches_nothing.RULE,
    not_as_locked.RULE,
    revision_without_erratum.RULE,
    criteria_equivalent.RULE,
    whole_example_differs.RULE,
    clause_encoded_and_left_out.RULE,
    paraphrase_repeated.RULE,
)
OF_SELECTIONS: tuple[Rule[ASelection], ...] = (
    certificate_shorter_than_contract.RULE,
    condition_not_about_bidder.RULE,
    gate_on_duty_of_another.RULE,
    minimum_always_reached.RULE,
    price_not_in_total.RULE,
    social_value_below_ten.RULE,
    superseded_edition_selected.RULE,
    weight_on_one_criterion.RULE,
    weight_too_small_to_show.RULE,
    weight_without_reason.RULE,
    cause_scored_twice.RULE,
    gate_on_unsure_source.RULE,
    gates_exclude_each_other.RULE,
    not_decided.RULE,
)
OF_LIBRARIES: tuple[Rule[ALibrary], ...] = (
    file_not_read.RULE,
    question_never_used.RULE,
    in_force_before_its_predecessor.RULE,
    predecessor_ends_on_another_day.RULE,
    supersedes_in_a_circle.RULE,
    supersedes_no_edition.RULE,
    two_successors_at_once.RULE,
    option_never_told_apart.RULE,
    choice_of_yes_and_no.RULE,
)
_ALL: tuple[Rule[Any], ...] = (*OF_FILES, *OF_CRITERIA, *OF_EDITIONS, *OF_SELECTIONS, *OF_LIBRARIES)
RULES = tuple(dict.fromkeys(_ALL))
NAMES = tuple(sorted(rule.name for rule in RULES))
CATEGORY_OF: dict[str, str] = {rule.name: rule.category for rule in RULES}
