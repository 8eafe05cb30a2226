"""`techassure standards lint`: judgement and proof about definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from techassure.cli import choosing, printing
from techassure.definitions.library import LIBRARY_FILE, standards_folder
from techassure.lint.configuration import Configuration, find_configuration
from techassure.lint.formats import FORMATS
from techassure.lint.formats.text import render
from techassure.lint.reading import tender_file
from techassure.lint.running import Linted, lint
from techassure.problems import Place, Problem, ProblemsFound

Format = Literal["text", "json", "sarif", "junit", "github"]
Names = list[str]

EPILOG = """\b
Examples:
  techassure standards lint
  techassure standards lint standards/ --mutation
  techassure standards lint standards/dtac/2.0 --select proof
  techassure standards lint tenders/remote-monitoring/tender.yaml
  techassure standards lint --library standards --format sarif --output lint.sarif

\b
Exit codes:
  0  nothing to act on
  1  something was found
  2  it could not run
"""

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="A library, a folder or file in one, or a tender. Default: the whole library.",
    ),
]
Select = Annotated[
    Names | None,
    typer.Option("--select", metavar="RULE", help="Look for this rule or category alone. May be repeated."),
]
Ignore = Annotated[
    Names | None, typer.Option("--ignore", metavar="RULE", help="Leave out this rule or category. May be repeated.")
]
Mutation = Annotated[
    bool, typer.Option("--mutation", help="Change each definition in every small way; name what no example notices.")
]


def lint_definitions(
    paths: Paths = None,
    *,
    library_folder: choosing.LibraryFolder = None,
    select: Select = None,
    ignore: Ignore = None,
    mutation: Mutation = False,
    output_format: Annotated[Format, typer.Option("--format", "-f", help="Text for people, or data.")] = "text",
    output: choosing.Output = None,
) -> None:
    """Find mistakes in definitions that their examples do not show, with a proof where there is one.

    What stops a definition from loading is reported, too. A finding can be suppressed in lint.yaml, with a reason.
    """
    with printing.refusing():
        found = find_configuration(Path.cwd())
        chosen = Configuration(tuple(select or found.select), (*found.ignore, *(ignore or ())))
        home = library_folder or found.library or standards_folder()
        linted = _joined(
            [lint(root, chosen, mutation=mutation, **its) for root, its in _wanted(paths or [], home).items()]
        )
        printing.write(_rendered(linted, output_format, output), output)
    printing.finish(linted.to_act_on)


def _wanted(paths: list[Path], home: Path) -> dict[Path, dict[str, list[Path]]]:
    """Return what to look at, by library: tenders that rest on it, and the paths to which it is narrowed.

    Raises:
        ProblemsFound: a path is neither in a library nor a tender.
    """
    if not paths:
        return {_root_of(home): {}}
    wanted: dict[Path, dict[str, list[Path]]] = {}
    for path in paths:
        tender = tender_file(path)
        its = wanted.setdefault(_root_of(home) if tender else _root_of(path), {"tenders": [], "within": []})
        its["tenders"] += [tender] if tender else []
        its["within"].append(tender or path)
    return wanted


def _root_of(path: Path) -> Path:
    """Return the library that a path is, or lies in."""
    if not path.exists():
        raise ProblemsFound(
            [Problem(Place(str(path)), "missing-file", f"there is nothing at `{path}`", "check the path")]
        )
    for folder in (path, *path.absolute().parents):
        if (folder / "facts").is_dir() or (folder / LIBRARY_FILE).is_file():
            return folder
    fix = f"a library holds `facts/`, or a `{LIBRARY_FILE}` that says what it adds to; a tender is a `tender.yaml`"
    raise ProblemsFound([Problem(Place(str(path)), "no-library", f"`{path}` is in no library", fix)])


def _joined(parts: list[Linted]) -> Linted:
    problems = sorted({problem for part in parts for problem in part.problems})
    return Linted(tuple(problems), sum(part.files for part in parts), parts[0].rules)


def _rendered(linted: Linted, output_format: Format, output: Path | None) -> str:
    if output_format == "text":
        return render(linted, *printing.screen(output))
    return FORMATS[output_format](linted)
