"""What an edition has to have proved before it binds anybody: its examples come out, and lint finds no error in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from techassure.definitions.digests import deciding
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library
from techassure.lint import rules
from techassure.lint.configuration import Configuration
from techassure.lint.running import is_within, lint
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
    milder = [rule.name for rule in rules.RULES if rule.severity != "error"]
    quiet = replace(configuration, ignore=(*configuration.ignore, *_SAID_BEFORE, *milder))
    files = {edition.name: _files(edition, library) for edition in editions}
    roots: dict[Path, list[Path]] = {}
    for name, its in files.items():
        roots.setdefault(library.folder(name).parents[1], []).extend(its)
    found = [each for root, its in roots.items() for each in lint(root, quiet, within=its).problems]
    errors = [each for each in found if each.severity == "error"]
    return [
        [*_examples(edition, library), *(each for each in errors if is_within(each.place.file, files[edition.name]))]
        for edition in editions
    ]


def _examples(edition: Edition, library: Library) -> Iterator[Problem]:
    yield from test_edition(edition, library.facts).problems
    yield from run_whole(edition, library.folder(edition.name), library.facts).problems


def _files(edition: Edition, library: Library) -> list[Path]:
    """Return what an edition rests on: its folder, the page of its standard, and the files of its facts."""
    folder = library.folder(edition.name)
    names = {name for definition in edition.definitions for name in deciding(definition, library.facts)}
    facts = {library.entries[name].source.file for name in names if name in library.entries}
    return [folder, folder.parent / "standard.yaml", *map(Path, sorted(facts))]
