"""The facts of a library, read from its files as far as they are sound, and what is wrong with the others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.definitions.definition import HEAD_FACTS
from techassure.definitions.fact_entries import FactEntry, fact_problems
from techassure.definitions.library_files import let_in
from techassure.definitions.model import FactsFile
from techassure.files.doors import enter
from techassure.files.places import Source, as_far_as_read, file_bytes
from techassure.problems import Problem, ProblemsFound
from techassure.version import LANGUAGE


class FactsRead(NamedTuple):
    """The facts of a library that are sound, what is wrong with the others, and the names of these."""

    entries: Mapping[str, FactEntry]
    problems: Sequence[Problem]
    spoilt: frozenset[str]


def read_facts(folder: FilePath, base: Mapping[str, FactEntry]) -> FactsRead:
    """Return the facts of the files in a folder, and those of the library that it builds on."""
    files = [_file(path) for path in sorted(folder.glob("*.yaml"))]
    read = _gathered(files, base)
    known = HEAD_FACTS | {name: entry.fact for name, entry in read.entries.items()}
    own = [(name, entry) for name, entry in read.entries.items() if base.get(name) is not entry]
    found = {name: faults(fact_problems(name, entry, known), read.spoilt) for name, entry in own}
    return _without(read, [name for name in found if found[name]], [each for told in found.values() for each in told])


def faults(problems: Iterable[Problem], spoilt: Iterable[str]) -> list[Problem]:
    """Return the problems that speak of no spoilt name: the others may only follow from what is wrong with that."""
    names = frozenset(spoilt)
    misnamed = tuple(_letters(name) for name in names if not _NAME.fullmatch(name))

    def follows(problem: Problem) -> bool:
        spoken = _SPOKEN.findall(problem.message)
        return any(each in names or (misnamed and _letters(each).endswith(misnamed)) for each in spoken)

    return [each for each in problems if not follows(each)] if names else list(problems)


def _letters(name: str) -> str:
    """Return a name without what is refused in one: criteria may speak of it as it was meant."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _without(read: FactsRead, names: Iterable[str], problems: Iterable[Problem]) -> FactsRead:
    """Return the facts without some of them, because of problems."""
    spoilt = read.spoilt.union(names)
    entries = {name: entry for name, entry in read.entries.items() if name not in spoilt}
    return FactsRead(entries, [*read.problems, *problems], spoilt)


def _gathered(files: Iterable[FactsRead], base: Mapping[str, FactEntry]) -> FactsRead:
    entries = dict(base)
    problems, spoilt = list[Problem](), set[str]()
    for file in files:
        problems += file.problems
        spoilt |= file.spoilt
        for name, entry in file.entries.items():
            if name in entries:
                problems.append(_second(name, entry, entries[name]))
                spoilt.add(name)
            entries[name] = entry
    return _without(FactsRead(entries, problems, frozenset()), spoilt, ())


def _second(name: str, entry: FactEntry, first: FactEntry) -> Problem:
    message = f"the fact `{name}` is defined a second time; the first is in `{first.source.file}`"
    return entry.source.problem(("facts", name), "fact-defined-twice", message, "keep one", of_key=True)


# --- one file ---------------------------------------------------------------------------------------------------------


def _file(path: FilePath) -> FactsRead:
    try:
        file, source = let_in(FactsFile, path)
    except ProblemsFound as found:
        return _of_broken(path, found.problems)
    return FactsRead(_entries(file, source), (), frozenset())


def _of_broken(path: FilePath, told: Sequence[Problem]) -> FactsRead:
    """Return the sound facts of a file; where none can be told from another, all that the file names is spoilt."""
    source, _ = as_far_as_read(path)
    facts = source.value.get("facts") if isinstance(source.value, dict) else None
    if not isinstance(facts, dict):
        return FactsRead({}, told, frozenset(_NAME.findall(file_bytes(path).decode(errors="replace"))))
    struck = _struck(source, facts, told)
    sound = {name: raw for name, raw in facts.items() if name not in struck}
    file = enter(FactsFile, Source(source.file, {"techassure": LANGUAGE, "topic": "-", "facts": sound}))
    return FactsRead(_entries(file, source), told, frozenset(struck))


def _struck(source: Source, facts: Iterable[str], problems: Iterable[Problem]) -> set[str]:
    """Return the facts in whose lines a problem stands."""
    begins = sorted((source.place(("facts", name), of_key=True), name) for name in facts)
    at = [bisect_right(begins, problem.place, key=itemgetter(0)) for problem in problems]
    return {begins[index - 1][1] for index in at if index}


def _entries(file: FactsFile, source: Source) -> dict[str, FactEntry]:
    return {name: FactEntry(fact, source, file.topic) for name, fact in file.facts.items()}


_SPOKEN = re.compile(r"`\{?([^`{}]+)\}?`")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
