"""`techassure standards test`: whether the examples come out as they say, and what they leave untried."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from techassure.authoring import junit
from techassure.authoring.coverage import KINDS, Coverage, coverage
from techassure.authoring.junit import Tested
from techassure.cli import choosing, printing
from techassure.definitions.editions import Edition
from techassure.definitions.library import Library, load_library
from techassure.phrases import counted
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.proving import examples
from techassure.proving.whole_examples import WholeReport, run_whole

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME",
        help="Editions such as dtac@2.0, or criteria such as dtac@2.0/C3.3. Default: all of the library's own.",
    ),
]
Covered = Annotated[
    bool, typer.Option("--coverage", help="Say which checks, bands, options and outcomes the examples exercise.")
]
Format = Annotated[Literal["text", "junit"], typer.Option("--format", "-f", help="Text, or JUnit XML for a CI system.")]


def run_examples(
    names: Names = None,
    covered: Covered = False,
    form: Format = "text",
    output: choosing.Output = None,
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Run the examples of editions through the engine. Ends with 1 where one differs, or where none ran."""
    with printing.refusing(), _reported(form, output):
        library = load_library(library_folder)
        tested = [
            (edition, examples.test_edition(edition, library.facts, only), _whole(edition, library, only))
            for edition, only in _wanted(library, names or library.own_names())
        ]
        found = {edition.name: coverage(report.cases, library.facts) for edition, report, _ in tested if covered}
        if form == "junit":
            covers = {name: junit.Covered(_ratios(each), _untried(each)) for name, each in found.items()}
            printing.write(junit.render(tested, covers), output)
        elif output:
            printing.write("".join([*(_text(each, found) for each in tested), _total(tested)]), output)
        for each in tested:
            if form == "text" and not output:
                printing.write(_text(each, found), None)
            printing.complain(_problems(each))
        if form == "text" and not output:
            printing.write(_total(tested), None)
    printing.finish(any(map(_problems, tested)) or not any(map(_ran, tested)))


@contextmanager
def _reported(form: str, output: Path | None) -> Iterator[None]:
    """Write a report where nothing could be run, too: without one, a CI system shows no test that failed."""
    try:
        yield
    except ProblemsFound as found:
        if form == "junit":
            printing.write(junit.of_problems(found.problems), output)
        raise


def _whole(edition: Edition, library: Library, only: Collection[str]) -> WholeReport:
    """Run the whole submissions of an edition, where all of it is asked for."""
    return WholeReport() if only else run_whole(edition, library.folder(edition.name), library.facts)


def _problems(tested: Tested) -> list[Problem]:
    _, report, whole = tested
    return list(dict.fromkeys([*report.problems, *whole.problems]))  # what the usual case says, every case would


def _ran(tested: Tested) -> int:
    _, report, whole = tested
    return report.ran + len(whole.cases)


def _wanted(library: Library, names: Sequence[str]) -> list[tuple[Edition, set[str]]]:
    """Return each edition that is named, with the ids of its criteria that are; none where all of it is."""
    wanted: dict[str, set[str] | None] = {}
    for name in names:
        edition, _, criterion = name.partition("/")
        if not criterion or wanted.get(edition, set()) is None:
            wanted[edition] = None
        else:
            wanted[edition] = {*(wanted.get(edition) or ()), criterion}
    found = [(edition, wanted[edition.name] or set()) for edition in library.editions(wanted)]
    unknown = [problem for edition, only in found for problem in _unknown(edition, only)]
    if unknown:
        raise ProblemsFound(unknown)
    return found


def _unknown(edition: Edition, only: set[str]) -> list[Problem]:
    known = [definition.criterion.id for definition in edition.definitions]
    return [
        Problem(
            Place(f"{edition.name}/{name}"),
            "unknown-criterion",
            f"no criterion of `{edition.name}` is called `{name}`",
            suggestion(name, known, f"`techassure standards show {edition.name}` lists them"),
        )
        for name in sorted(only - set(known))
    ]


def _text(tested: Tested, found: dict[str, Coverage]) -> str:
    edition = tested[0]
    said = f"{counted(_ran(tested), 'example')}, {counted(len(_problems(tested)), 'problem')}"
    lines = [f"{edition.name} r{edition.file.revision}: {said}"]
    if edition.name in found:
        lines += _covered(found[edition.name])
    return "\n".join([*lines, ""])


def _total(tested: Sequence[Tested]) -> str:
    ran, differ = sum(map(_ran, tested)), sum(len(_problems(each)) for each in tested)
    return f"{counted(ran, 'example')} ran, {counted(differ, 'problem')}.\n"


def _covered(found: Coverage) -> list[str]:
    parts = [f"{kind}s {ratio}" for kind, ratio in _ratios(found, " of ").items()]
    return [f"  exercised: {', '.join(parts)}", *(f"    {each}" for each in _untried(found))]


def _untried(found: Coverage) -> list[str]:
    return [f"{problem.place}: {problem.message}" for problem in found.untried()]


def _ratios(found: Coverage, between: str = "/") -> dict[str, str]:
    counts = found.counts()
    return {kind: f"{counts[kind][0]}{between}{counts[kind][1]}" for kind in KINDS}
