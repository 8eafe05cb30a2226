"""What an edition has to have proved before it binds anybody: its examples come out, and lint finds no error in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from techassure.definitions.digests import deciding
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.files.places import relative
from techassure.lint.configuration import Configuration
from techassure.lint.running import lint
from techassure.problems import Problem
from techassure.proving.examples import test_edition
from techassure.proving.whole_examples import run_whole

_SAID_BEFORE = ("example-differs", "whole-example-differs", "not-as-locked")
"""Rules whose findings are looked for here without lint, which may be told to leave them out."""


def unproved(editions: Sequence[Edition], library: Library, configuration: Configuration) -> list[list[Problem]]:
    """Return for each edition the examples that differ, and the errors that lint finds in it and in its facts.

    Lint looks as it is configured and with the suppressions that the library holds. Examples are run whatever these
    say.
    """
    quiet = replace(configuration, ignore=(*configuration.ignore, *_SAID_BEFORE))
    roots = {edition.name: library.folder(edition.name).parents[1] for edition in editions}
    errors = {
        root: [problem for problem in lint(root, quiet).problems if problem.severity == "error"]
        for root in dict.fromkeys(roots.values())
    }
    return [
        [*_examples(edition, library), *_within(errors[roots[edition.name]], edition, library)] for edition in editions
    ]


def _examples(edition: Edition, library: Library) -> Iterator[Problem]:
    yield from test_edition(edition, library.facts).problems
    yield from run_whole(edition, library.folder(edition.name), library.facts).problems


def _within(problems: Sequence[Problem], edition: Edition, library: Library) -> Iterator[Problem]:
    """Yield those that stand in a file on which the edition rests."""
    folder = library.folder(edition.name)
    names = {name for definition in edition.definitions for name in deciding(definition, library.facts)}
    files = {library.entries[name].source.file for name in names if name in library.entries}
    files.add(relative(folder.parent / "standard.yaml"))
    home = folder.absolute()
    yield from (each for each in problems if each.place.file in files or home in _absolute(each).parents)


def _absolute(problem: Problem) -> Path:
    return Path(problem.place.file).absolute()
