"""One sitting: questions put one at a time, each answer saved at once, and what it changes said after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path as FilePath

from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.documents import writer
from techassure.engine.assessor import Assessment
from techassure.engine.outcomes import Outcome, Standing
from techassure.explaining import explain
from techassure.files.places import relative
from techassure.interview import papers, rows, typed
from techassure.interview.conversation import (
    BACK,
    HELP,
    QUIT,
    SKIP,
    WORDS,
    Console,
    Ended,
    Skipped,
    WentBack,
    answer,
    explained,
    needed,
)
from techassure.interview.keeping import Kept
from techassure.interview.order import Stage, Wanted, wanted
from techassure.interview.unfinished import NOTHING, Unfinished
from techassure.phrases import counted
from techassure.problems import Problem, ProblemsFound
from techassure.questionnaire.questions import Question, questionnaire, why
from techassure.questionnaire.wording import hint, reasons

_MOST_NAMED = 3
_STAGES = {
    Stage.GATES: "Gates, which decide whether the product complies",
    Stage.POINTS: "Points, which decide how well it scores",
    Stage.CONTEXT: "What decides neither the verdict nor the score, and is asked all the same",
}
_LEFT = {Stage.GATES: "for gates", Stage.POINTS: "for points", Stage.CONTEXT: "that decide neither"}
_STANDINGS = {
    Standing.SHORT: "A document of this kind is listed, and its file is not there, has no date, or not its digest.",
    Standing.EXPIRED: "The document that is listed is no longer in force.",
    Standing.OTHER_VERSION: "The document that is listed speaks of another version of the product.",
}


class Sitting:
    """The questions of one sitting. ``asked`` are those that were put, in order; ``skipped`` those left for now.

    ``only``: no other questions than these are put.
    """

    def __init__(self, kept: Kept, console: Console, only: Collection[str] | None = None) -> None:
        self.only = only
        self.kept, self.console = kept, console
        self.assessments = kept.read()
        self.asked: list[str] = []
        self.skipped: set[str] = set()
        self._again: str | None = None
        self._unfinished = Unfinished(kept.own, kept.facts)
        self._stage: Stage | None = None
        self._questions = dict(self._all_questions())

    def _all_questions(self) -> Iterator[tuple[str, list[Question]]]:
        found: dict[str, list[Question]] = {}
        for assessor in self.kept.assessors:
            for question in questionnaire(assessor.selection, assessor.as_of).questions():
                found.setdefault(question.name, []).append(question)
        yield from found.items()

    def run(self) -> list[Assessment]:
        """Ask until nothing matters any more or nothing more is typed, and return what it comes to.

        Raises:
            ProblemsFound: a file can no longer be read, or an answer has to be written by hand.
        """
        self._begin()
        while (name := self._next()) is not None:
            try:
                self._take(name)
            except Ended:
                break
        self._end()
        return self.assessments

    def _begin(self) -> None:
        submission = self.assessments[0].submission
        self.console.say(f"{submission.product} {submission.version}, {submission.supplier}.")
        for line in self._standing():
            self.console.say(line)
        self._take_up()
        self.console.say(f"Type {HELP} after a question for help, {SKIP}, {BACK}, or {QUIT}. Every answer is saved.")

    def _take_up(self) -> None:
        """Take up tables that were left midway; of one that was answered just so meanwhile, nothing is left to do."""
        try:
            self._unfinished.read()
        except ProblemsFound as found:
            self.console.say("What was kept of tables that were not finished cannot be read, and is asked for again.")
            self.console.say(_explained(found.problems[0]))
        values = self.assessments[0].submission.values
        for name, begun in list(self._unfinished.tables.items()):
            if not begun.row and values.get(name) == list(begun.rows):
                self._unfinished.keep(name, NOTHING)

    def _midway(self) -> str | None:
        """Return a table that was left midway, if it still matters or was to replace an answer."""
        answered, left = self.assessments[0].submission.values, {each.fact for each in self._left()}
        names = [name for name in self._unfinished.tables if name not in self.skipped]
        may = self.only if self.only is not None else self.kept.facts
        return next((name for name in names if name in may and (name in left or name in answered)), None)

    def _next(self) -> str | None:
        """Return the question to put: one gone back to, else one left midway, else the first that still matters."""
        if self._again is not None:
            return self._again
        if midway := self._midway():
            return midway
        left = self._left()
        if left and left[0].stage is not self._stage:
            self._stage = left[0].stage
            count = sum(each.stage is self._stage for each in left)
            self.console.say("")
            self.console.say(f"{_STAGES[self._stage]}: {counted(count, 'question')}.")
        return left[0].fact if left else None

    def _left(self) -> list[Wanted]:
        found = [each for each in wanted(self.assessments) if each.fact not in self.skipped]
        return found if self.only is None else [each for each in found if each.fact in self.only]

    def _take(self, name: str) -> None:
        """Put one question, and save what is answered."""
        again = self._again is not None
        self._again = None
        try:
            path = self._put(name, again)
        except Skipped:
            if not again or name in {each.fact for each in wanted(self.assessments)}:
                self.skipped.add(name)
            if name in self.assessments[0].submission.values:
                self._unfinished.keep(name, NOTHING)
        except WentBack:
            self._back(name, again)
            return
        else:
            self._saved(path)
        self.asked = [*(each for each in self.asked if each != name), name]

    def _back(self, name: str, again: bool) -> None:
        if self.asked:
            self._again = self.asked.pop()
            self.skipped.discard(self._again)
        else:
            self._again = name if again else None
            self.console.say("There is no question before this one.")

    # --- one question

    def _put(self, name: str, again: bool) -> FilePath | None:
        """Return the file that the answer was saved in; None where the earlier one was kept."""
        fact = self.kept.facts[name]
        self._say_question(name, fact)
        if fact.type == "document":
            return self._document(name)
        if fact.type == "table":
            return self._table(name, fact)
        present = self.assessments[0].submission.values.get(name)
        keep = again and present is not None
        prompt = typed.prompt(fact) + (", or Enter to keep the answer" if keep else "")
        found = answer(
            self.console, prompt, lambda line: typed.read(fact, line), lambda: self._help(name),
            lambda: None if keep else needed(),
        )  # fmt: skip
        return None if found is None else self.kept.save(name, found)

    def _say_question(self, name: str, fact: Fact) -> None:
        say = self.console.say
        say("")
        say(fact.question or name)
        for at, (key, label) in enumerate(typed.numbered(fact).items(), 1):
            say(f"{at}. {label} ({key})")
        present = self.assessments[0].submission.values.get(name)
        if present is not None:
            say(f"The answer is now: {typed.shown(fact, present)}.")
        standing = self._document_standing(name)
        if standing in _STANDINGS:
            say(_STANDINGS[standing])

    def _document_standing(self, name: str) -> Standing | None:
        first = self.assessments[0]
        return first.weighed.claimed.standings(first.assessor.as_of)[1].get(name)

    def _document(self, name: str) -> FilePath:
        """Ask for a document until one is added: what stands in the way of one is said."""
        version = self.assessments[0].submission.version
        while True:
            try:
                return papers.ask(self.console, name, self.kept, version, self._help(name))
            except ProblemsFound as found:
                for each in found.problems:
                    self.console.say(_explained(each))

    def _table(self, name: str, fact: Fact) -> FilePath:
        begun = self._unfinished.tables.get(name, NOTHING)
        found = rows.ask(self.console, fact, self._help(name), begun, partial(self._unfinished.keep, name))
        path = self.kept.save(name, found)
        self._unfinished.keep(name, NOTHING)
        return path

    def _help(self, name: str) -> list[str]:
        questions = self._questions.get(name, [])
        told = hint(self.kept.facts[name])
        said = dict.fromkeys(each for question in questions for each in _reasons(question))
        titles = dict.fromkeys(f"{use.code}: {use.title}." for question in questions for use in question.uses)
        return [
            *([told] if told else []),
            *(f"{each}." for each in said),
            *list(titles)[:_MOST_NAMED],
            f"Its key in the file is {name}.",
            WORDS,
        ]

    # --- what an answer changes

    def _saved(self, path: FilePath | None) -> None:
        if path is None:
            return
        before, self.assessments = self.assessments, self.kept.read()
        self.console.say(f"Saved in {relative(path)}.")
        for old, new in zip(before, self.assessments, strict=True):
            for line in _changes(old, new):
                self.console.say(line)
        for line in self._standing():
            self.console.say(line)

    def _standing(self) -> list[str]:
        lines = [_standing(each) for each in self.assessments]
        if len(lines) == 1:
            return lines
        names = [each.assessor.selection.id for each in self.assessments]
        return [f"{name}: {line}" for name, line in zip(names, lines, strict=True)]

    def _end(self) -> None:
        left = wanted(self.assessments)
        self.console.say("")
        if not left:
            self.console.say("Nothing that is still open is for you to answer. Everything is saved.")
            return
        counts = [(stage, sum(each.stage is stage for each in left)) for stage in Stage]
        said = ", ".join(f"{counted(count, 'question')} {_LEFT[stage]}" for stage, count in counts if count)
        self.console.say(f"Everything is saved. Still to answer: {said}.")
        if self.only is None:
            self.console.say("The same command goes on from here.")


def _explained(problem: Problem) -> str:
    return explained(Unreadable(problem.rule, problem.message, problem.fix))


def _reasons(question: Question) -> list[str]:
    served = len(why(question))
    return [f"Asked for {each}" if at < served else each for at, each in enumerate(reasons(question))]


def _standing(assessment: Assessment) -> str:
    """Return verdict, gates and range as one line."""
    part = writer.summary(assessment)
    gates, score = part["gates"], part["score"]
    said = [f"Verdict: {part['verdict'] or 'none, because there is no gate'}."]
    if gates["of"]:
        said.append(f"Gates: {gates['met']} of {gates['of']} met, {gates['not met']} not met, {gates['open']} open.")
    if score:
        low, high = (f"{float(score[end]):g}" for end in ("low", "high"))
        said.append(f"Score: {low if low == high else f'{low} to {high}'} out of 100.")
    return " ".join(said)


def _changes(before: Assessment, after: Assessment) -> Iterator[str]:
    """Yield what became of criteria, each outcome on a line; of what is newly not met, why."""
    for outcome in Outcome:
        pairs = enumerate(zip(before.results, after.results, strict=True))
        turned = [at for at, (old, new) in pairs if new.outcome is outcome and old.outcome is not outcome]
        if turned:
            yield f"Now {outcome.text}: {_named(after, turned)}."
        if outcome is Outcome.NOT_MET:
            yield from (says for at in turned[:_MOST_NAMED] for says in _why(after, at))


def _named(assessment: Assessment, places: Sequence[int]) -> str:
    criteria = assessment.assessor.criteria
    named = [f"{criteria[at].rule.key} ({criteria[at].member.definition.criterion.title})" for at in places]
    shown = ", ".join(named[:_MOST_NAMED])
    return shown if len(named) <= _MOST_NAMED else f"{shown} and {len(named) - _MOST_NAMED} more"


def _why(assessment: Assessment, at: int) -> list[str]:
    found = explain.reasons(assessment, at, redact=True)
    return [str(each["says"]) for each in found if each["cause"] not in ("holds", "note", "missing")][:_MOST_NAMED]
