"""What authors write who know other languages, forms or checklists, and the word that says it here."""

from __future__ import annotations

from collections.abc import Collection

_MEANT: dict[str, tuple[str, ...]] = {
    "at_least": ("min", "minimum", "no_less_than", "gte", "ge", ">=", "from"),
    "at_most": ("max", "maximum", "no_more_than", "lte", "le", "<=", "up_to"),
    "above": ("more_than", "greater_than", "over", "exceeds", "gt", ">"),
    "below": ("less_than", "fewer_than", "under", "lt", "<"),
    "is": ("equals", "equal", "equal_to", "eq", "=", "==", "must_be"),
    "is_not": ("not_equal", "not_equals", "ne", "!=", "isnt"),
    "one_of": ("in", "any_of", "among", "enum"),
    "none_of": ("not_in", "not_among"),
    "includes_all": ("contains_all", "has_all"),
    "includes_any": ("contains", "includes", "has", "contains_any"),
    "on_or_before": ("before", "until", "by", "to", "not_after"),
    "on_or_after": ("after", "since", "from", "not_before"),
    "within": ("not_older_than", "max_age", "newer_than", "last"),
    "every": ("all", "each", "all_rows", "for_all"),
    "some": ("any", "exists", "any_row"),
    "rows": ("count", "length", "size"),
    "column_max": ("max", "maximum", "highest", "latest"),
    "column_sum": ("sum", "total", "add"),
    "row_count": ("count", "length", "rows"),
    "provided": ("present", "required", "exists", "not_empty", "answered", "given"),
    "from": ("min", "minimum", "lowest"),
    "to": ("max", "maximum", "highest"),
    "optional": ("required", "mandatory", "nullable"),
    "share": ("weight", "weighting", "points"),
    "applies_when": ("if", "when", "condition", "scope"),
    "expect": ("expected", "rule", "assert"),
    "otherwise": ("else", "message", "error"),
    "title": ("name", "label"),
    "any": ("or", "either", "any_of", "one_of"),
    "all": ("and", "both", "all_of"),
    "not": ("none", "unless", "never"),
    "yes-no": ("boolean", "bool", "yes_no", "yesno", "checkbox"),
    "text": ("string", "str", "free_text", "textarea"),
    "number": ("integer", "int", "float", "decimal", "numeric", "percentage", "percent"),
    "money": ("currency", "amount", "price"),
    "date": ("datetime", "day", "time"),
    "choice": ("select", "enum", "radio", "dropdown", "option"),
    "choices": ("multiselect", "checkboxes", "multi_select", "options"),
    "document": ("file", "upload", "attachment", "evidence"),
    "table": ("array", "list", "rows", "object"),
    "met": ("passed", "pass", "passes", "compliant", "satisfied"),
    "not met": ("failed", "fail", "fails", "non-compliant", "unmet"),
    "no answer": ("unknown", "unanswered", "missing", "open"),
    "needs review": ("review", "pending", "manual"),
    "not applicable": ("n/a", "na", "excluded", "exempt"),
    "bidder": ("supplier", "vendor", "tenderer", "company"),
    "in-force": ("live", "active", "current", "published"),
    "superseded": ("replaced", "old"),
    "confirmed": ("certain", "sure", "verified", "high"),
    "requirement": ("yes", "mandatory", "required", "must", "pass-fail"),
}
"""By the word of this language: what is written for it elsewhere."""


def meant(word: str, known: Collection[str]) -> str | None:
    """Return the known word that says here what another word says elsewhere; None where no word is known to."""
    written = word.lower()
    return next((each for each, elsewhere in _MEANT.items() if written in elsewhere and each in known), None)
