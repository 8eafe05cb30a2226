"""The four tables of a batch: their columns, described once, and the rows that the lines of the shards make.

Parquet files, the DuckDB file, a Spark data frame and the reference page are all made from what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from techassure.report.text import clean

Type = Literal["whole", "number", "text", "texts", "yes-no", "day"]


class Column(NamedTuple):
    """A column: its name, its type, and what it says."""

    name: str
    type: Type
    says: str


RUNS = (
    Column("run", "whole", "1 for the first; one for each selection and day"),
    Column("tool", "text", "the program and its version"),
    Column("kind", "text", "`assessment`"),
    Column("as_of", "day", "the day judged by"),
    Column("what_if", "yes-no", "whether that is another day than the tender's own"),
    Column("final", "yes-no", "whether it is the result that people finalised"),
    Column("selection_kind", "text", "`tender`, `baseline` or `editions`"),
    Column("selection", "text", "the id of what was judged against"),
    Column("digest", "text", "the digest of everything that decides"),
    Column("encodings", "texts", "the editions judged by, each with the revision of its encoding"),
    Column("personal", "text", "whether answers about people are `redacted` or `shown`"),
    Column("notices", "texts", "what every copy of the result must say: provisional, unofficial"),
    Column("assessed", "whole", "submissions that were assessed"),
    Column("refused", "whole", "submissions that could not be read"),
    Column("compliant", "whole", "how many of the assessed comply"),
    Column("undecided", "whole", "how many may yet comply or not"),
    Column("non_compliant", "whole", "how many cannot comply"),
)
SUBMISSIONS = (
    Column("run", "whole", "the run, as in `runs`"),
    Column("number", "whole", "the assessment's number in its run, from 1, in the order of the input"),
    Column("source", "text", "the file it came from, with its line"),
    Column("supplier", "text", "the supplier's name"),
    Column("supplier_id", "text", "the supplier's identifier"),
    Column("product", "text", "the product's name"),
    Column("product_version", "text", "its version"),
    Column("lot", "text", "the lot, where there are lots"),
    Column("verdict", "text", "`compliant`, `non-compliant` or `undecided`; null without gate and minimum"),
    Column("gates_met", "whole", "gates that are met"),
    Column("gates_not_met", "whole", "gates that are not met"),
    Column("gates_open", "whole", "gates that are open"),
    Column("gates_of", "whole", "gates that apply"),
    Column("gates_not_applicable", "whole", "gates that do not apply"),
    Column("score_low", "number", "the score's low end, rounded as the tender says; null where nothing is scored"),
    Column("score_high", "number", "the score's high end"),
    Column("score_low_exact", "text", "the low end as an exact fraction"),
    Column("score_high_exact", "text", "the high end as an exact fraction"),
    Column("met", "whole", "criteria that are met"),
    Column("not_met", "whole", "criteria that are not met"),
    Column("no_answer", "whole", "criteria without a sufficient answer"),
    Column("needs_review", "whole", "criteria that await a person"),
    Column("not_applicable", "whole", "criteria that do not apply"),
    Column("lapses_on", "day", "the first day on which the verdict gets worse; null if never"),
)
CRITERIA = (
    Column("run", "whole", "the run, as in `runs`"),
    Column("number", "whole", "the assessment, as in `submissions`"),
    Column("standard", "text", "the standard"),
    Column("edition", "text", "its edition"),
    Column("criterion", "text", "the criterion's id"),
    Column("title", "text", "the criterion's title"),
    Column("domain", "text", "its domain"),
    Column("gate", "text", "which kind of gate it is; null if none"),
    Column("due", "day", "the day from which the gate counts, if later than the day judged by"),
    Column("outcome", "text", "`met`, `not met`, `no answer`, `needs review` or `not applicable`"),
    Column("possible", "texts", "what it may still come to"),
    Column("share", "text", "its share of its award criterion, exact"),
    Column("points_low", "text", "the fewest points that it can have, exact"),
    Column("points_high", "text", "the most points that it can have, exact"),
    Column("points_of", "text", "out of how many points"),
    Column("changes_on", "day", "the first later day on which its outcome differs though no answer does"),
    Column("changes_to", "text", "what it becomes on that day"),
    Column("causes", "texts", "why, as codes"),
    Column("says", "texts", "why, in sentences"),
    Column("fixes", "texts", "what would mend it"),
)
PROBLEMS = (
    Column("run", "whole", "the run, as in `runs`"),
    Column("file", "text", "where: the file"),
    Column("line", "whole", "its line, from 1; null where only the file is known"),
    Column("column", "whole", "the character in the line, from 1"),
    Column("rule", "text", "the rule's name"),
    Column("severity", "text", "`error`, or `warning` where nothing was refused"),
    Column("message", "text", "what is wrong"),
    Column("fix", "text", "what to do"),
)
TABLES: Mapping[str, tuple[Column, ...]] = {
    "runs": RUNS,
    "submissions": SUBMISSIONS,
    "criteria": CRITERIA,
    "problems": PROBLEMS,
}

Row = dict[str, Any]


def run_cells(head: Mapping[str, Any], verdicts: Mapping[str, int], refused: int) -> Row:
    """Return the row of a run, but for its number. ``head`` is what each of its lines begins with."""
    selection = head["selection"]
    return {
        **{key: head[key] for key in ("tool", "kind", "as_of", "what_if", "personal", "notices")},
        "final": selection["final"],
        "selection_kind": selection["kind"],
        "selection": selection["id"],
        "digest": selection["digest"],
        "encodings": selection["encodings"],
        "assessed": sum(verdicts.values()),
        "refused": refused,
        "compliant": verdicts.get("compliant", 0),
        "undecided": verdicts.get("undecided", 0),
        "non_compliant": verdicts.get("non-compliant", 0),
    }


def submission_cells(assessment: Mapping[str, Any]) -> Row:
    """Return the row of an assessment, but for its run and number."""
    score = assessment["score"] or {"low": None, "high": None, "exact": (None, None)}
    own = ("source", "supplier", "supplier_id", "product", "product_version", "lot", "verdict", "lapses_on")
    return {
        **{key: assessment[key] for key in own},
        **{f"gates_{_name(key)}": value for key, value in assessment["gates"].items()},
        **{f"score_{end}": score[end] for end in ("low", "high")},
        **dict(zip(("score_low_exact", "score_high_exact"), score["exact"], strict=True)),
        **{_name(key): value for key, value in assessment["counts"].items()},
    }


def _name(key: str) -> str:
    return key.replace(" ", "_")


def criteria_cells(assessment: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of an assessment's criteria, but for its run and number."""
    for criterion in assessment.get("criteria", ()):
        points, change = criterion["points"] or {}, criterion["changes_on"] or {}
        reasons = criterion["reasons"]
        own = ("standard", "edition", "title", "domain", "gate", "due", "outcome", "possible", "share")
        yield {
            "criterion": criterion["id"],
            **{key: criterion[key] for key in own},
            **{f"points_{end}": points.get(end) for end in ("low", "high", "of")},
            "changes_on": change.get("on"),
            "changes_to": change.get("outcome"),
            "causes": list(dict.fromkeys(reason["cause"] for reason in reasons)),
            "says": list(dict.fromkeys(reason["says"] for reason in reasons)),
            "fixes": list(dict.fromkeys(reason["fix"] for reason in reasons if reason["fix"])),
        }


def problem_cells(problem: Mapping[str, Any]) -> Row:
    """Return the row of a problem, but for its run; it may quote what was refused for hiding something."""
    place, said = problem["place"], ("rule", "severity", "message", "fix")
    return {**place, "file": clean(place["file"]), **{key: clean(problem[key]) for key in said}}
