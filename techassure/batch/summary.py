"""What is said at the end of a batch: assessed, refused and why, slowest."""

from __future__ import annotations

from collections.abc import Iterator

from techassure.batch.jobs import Job
from techassure.batch.tallies import Tally
from techassure.engine.scoring import VERDICT_ORDER
from techassure.phrases import counted
from techassure.report.text import clean

_MOST_RULES = 8


def lines(job: Job, tally: Tally) -> Iterator[str]:
    """Yield the summary of a batch."""
    read = f"{counted(f'{tally.read:,}', 'submission')} read"
    if len(job.choices) == 1:
        assessed, refused = sum(tally.verdicts[0].values()), tally.refused[0]
        read += f": {assessed:,} assessed, {refused:,} refused"
        aside = tally.read - assessed - refused
        read += f", {aside:,} kept out by decision" if aside else ""
    yield f"{read}."
    for run, verdicts in zip(job.runs(), tally.verdicts, strict=True):
        found = [f"{verdicts[each]:,} {each}" for each in VERDICT_ORDER if verdicts[each]]
        found += [f"{verdicts['none']:,} without a verdict"] if verdicts["none"] else []
        turned_away = f"; {tally.refused[run.choice]:,} refused" if len(job.choices) > 1 else ""
        if found or turned_away:
            named = clean(run.assessor.selection.id)
            yield f"{named}, as of {run.head['as_of']}: {', '.join(found) or 'none assessed'}{turned_away}."
    if tally.rules:
        common = [f"{rule} ({count:,})" for rule, count in _commonest(tally)]
        more = len(tally.rules) - len(common)
        others = f" and {counted(more, 'other rule')}" if more else ""
        yield f"Refused for: {', '.join(common)}{others}."
    if tally.slowest:
        slowest = [f"{clean(label)} ({seconds * 1000:.1f} ms)" for seconds, label in tally.slowest]
        yield f"Slowest: {', '.join(slowest)}."


def _commonest(tally: Tally) -> list[tuple[str, int]]:
    return sorted(tally.rules.items(), key=lambda each: (-each[1], each[0]))[:_MOST_RULES]
