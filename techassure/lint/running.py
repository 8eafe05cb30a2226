"""Runs the rules over a library, and takes away what is suppressed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from techassure.files.places import relative
from techassure.lint import rules
from techassure.lint.configuration import BY_DEFAULT, SUPPRESSIONS, Configuration, Suppressions, read_suppressions
from techassure.lint.reading import Read, read
from techassure.lint.rule import CATEGORIES, Rule
from techassure.lint.subjects import Subject
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion

ALL = "all"
MUTATION = "mutation-not-noticed"


@dataclass(frozen=True)
class Linted:
    """What lint found, in the order of files and lines; ``files`` were looked at, ``rules`` by."""

    problems: tuple[Problem, ...]
    files: int
    rules: tuple[str, ...]

    @property
    def to_act_on(self) -> bool:
        """Whether there is more than notes."""
        return any(problem.severity != "note" for problem in self.problems)


def lint(
    root: Path,
    configuration: Configuration = BY_DEFAULT,
    *,
    tenders: Sequence[Path] = (),
    within: Sequence[Path] = (),
    mutation: bool = False,
) -> Linted:
    """Look at a library, and at tenders that rest on it.

    ``within`` narrows what is reported to files at or beneath these paths.

    Raises:
        ProblemsFound: the configuration names what is no rule.
    """
    chosen = selected(configuration, mutation=mutation)
    found = read(root, tenders)
    # Which suppressions are idle only a look at everything tells, so nothing is passed over where that is asked.
    narrowed = () if is_within(relative(root / SUPPRESSIONS), within) else within
    judged = list(_found(found, chosen, narrowed))
    said = {(problem.place, problem.message) for problem in judged}
    problems = [*judged, *(each for each in found.problems if (each.place, each.message) not in said)]
    ran = {rule.name for rule in chosen}
    kept = _unsuppressed(problems, root, set() if found.problems else ran)
    shown = [problem for problem in kept if is_within(problem.place.file, within)]
    return Linted(tuple(sorted(set(shown))), len(found.files), tuple(sorted(ran)))


def selected(configuration: Configuration, *, mutation: bool = False) -> list[Rule[Any]]:
    """Return the rules that a configuration selects.

    Raises:
        ProblemsFound: it names what is neither a rule nor a category.
    """
    known = {*rules.NAMES, *CATEGORIES, ALL}
    unknown = [name for name in (*configuration.select, *configuration.ignore) if name not in known]
    if unknown:
        raise ProblemsFound([_unknown_rule(name, Place("lint")) for name in unknown])
    wanted = set(configuration.select)
    on = [rule for rule in rules.RULES if _is_on(rule, wanted) or (mutation and rule.name == MUTATION)]
    return [rule for rule in on if not _names(rule) & set(configuration.ignore)]


def _names(rule: Rule[Any]) -> set[str]:
    return {rule.name, rule.category, ALL}


def _is_on(rule: Rule[Any], wanted: Collection[str]) -> bool:
    if not wanted:
        return rule.by_default
    return rule.name in wanted or (rule.by_default and bool(_names(rule) & set(wanted))) or ALL in wanted


def _unknown_rule(name: str, place: Place) -> Problem:
    known = [*rules.NAMES, *CATEGORIES]
    fix = suggestion(
        name, known, f"rules are listed in `docs/reference/lint`, the categories are {listing(CATEGORIES)}"
    )
    return Problem(place, "unknown-rule", f"no rule is called `{name}`", fix)


def _found(found: Read, chosen: Iterable[Rule[Any]], within: Sequence[Path]) -> Iterator[Problem]:
    subjects = _subjects(found)
    for group, rules_of in _GROUPS:
        wanted = [rule for rule in rules_of if rule in chosen]
        for subject in _concerned(subjects[group], within):
            for rule in wanted:
                if rule.rests_on_examples and not subject.all_ran:
                    continue
                for finding in rule.find(subject):
                    yield Problem(finding.place, rule.name, finding.message, finding.fix, rule.severity)


def _concerned(subjects: Iterable[Subject], within: Sequence[Path]) -> Iterator[Any]:
    """Yield the subjects of which something may be found at or beneath these paths."""
    paths = {each.absolute() for each in within}
    above = {folder for each in paths for folder in each.parents}
    for subject in subjects:
        home = subject.home.absolute()
        if not paths or home in above or not paths.isdisjoint((home, *home.parents)):
            yield subject


_GROUPS: tuple[tuple[str, tuple[Rule[Any], ...]], ...] = (
    ("files", rules.OF_FILES),
    ("criteria", rules.OF_CRITERIA),
    ("editions", rules.OF_EDITIONS),
    ("selections", rules.OF_SELECTIONS),
    ("libraries", rules.OF_LIBRARIES),
)


def _subjects(found: Read) -> dict[str, list[Subject]]:
    library = found.library
    if library is None:
        return {"files": list(found.files), "criteria": [], "editions": [], "selections": [], "libraries": []}
    return {
        "files": list(found.files),
        "criteria": [criterion for edition in library.editions for criterion in edition.criteria],
        "editions": list(library.editions),
        "selections": list(library.selections),
        "libraries": [library],
    }


# --- suppressions ---------------------------------------------------------------------------------------------------


def _unsuppressed(problems: list[Problem], root: Path, ran: Collection[str]) -> list[Problem]:
    """Return the problems that nothing suppresses, and those of the suppressions themselves."""
    try:
        suppressions = read_suppressions(root)
    except ProblemsFound as found:
        return [*problems, *found.problems]
    used: set[int] = set()
    kept = []
    for problem in problems:
        matching = [at for at in range(len(suppressions.entries)) if _suppresses(suppressions, at, problem, root)]
        used.update(matching)
        kept += [] if matching else [problem]
    return [*kept, *_idle(suppressions, used, root, ran)]


def _suppresses(suppressions: Suppressions, at: int, problem: Problem, root: Path) -> bool:
    entry = suppressions.entries[at]
    if (
        entry.rule not in rules.NAMES
        or problem.rule != entry.rule
        or problem.place.file != relative(root / entry.where)
    ):
        return False
    return entry.says is None or entry.says in problem.message


def _idle(suppressions: Suppressions, used: Collection[int], root: Path, ran: Collection[str]) -> Iterator[Problem]:
    source = suppressions.source
    for at, entry in enumerate(suppressions.entries):
        if source is None or at in used:
            continue
        if entry.rule not in rules.NAMES:
            yield _unknown_rule(entry.rule, source.place(("suppress", at, "rule")))
        elif not (root / entry.where).is_file():
            message = f"there is no file `{entry.where}` in the library"
            fix = f"name it from the folder of `{SUPPRESSIONS}`, or take the line out"
            yield source.problem(("suppress", at, "where"), "missing-file", message, fix)
        elif entry.rule in ran:
            message = f"`{entry.rule}` finds nothing more to suppress in `{entry.where}`"
            yield source.problem(("suppress", at), "unused-suppression", message, "take the line out")


def is_within(file: str, within: Sequence[Path]) -> bool:
    """Tell whether a file is one of these paths, or lies beneath one; without paths, each does."""
    if not within:
        return True
    path = Path(file).absolute()
    return any(path == each.absolute() or each.absolute() in path.parents for each in within)
