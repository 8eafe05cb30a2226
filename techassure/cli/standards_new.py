"""`techassure standards new`: the files that a new standard, edition, criterion, fact or rule of lint needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import techassure
from techassure.authoring import lint_scaffolds, scaffolds
from techassure.authoring.scaffolds import Files
from techassure.cli import choosing, printing
from techassure.definitions.library import Library, standards_folder
from techassure.definitions.model import TypeName
from techassure.files.places import relative
from techassure.files.writing import make_folder
from techassure.lint.rule import Category
from techassure.problems import Place, Problem, ProblemsFound

Kind = Literal["standard", "baseline", "edition", "criterion", "fact", "lint-rule"]
EPILOG = """\b
Examples:
  techassure standards new standard help-desk --library our-standards
  techassure standards new criterion help-desk@1/H2 --fact pen_test.finished_on --library our-standards
  techassure standards new fact help_desk.hours --type number --library our-standards
  techassure standards new edition help-desk@2 --from help-desk@1 --library our-standards
  techassure standards new baseline our-board --from remote-monitoring --library our-standards
  techassure standards new lint-rule title-shouts --category style
"""

What = Annotated[
    Kind, typer.Argument(metavar="KIND", help="standard, baseline, edition, criterion, fact or lint-rule.")
]
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="help-desk, our-board, help-desk@1, help-desk@1/H2, help_desk.hours, title-asks."
    ),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="NAME", help="For an edition or a baseline: the one to begin with a copy of."),
]
FactName = Annotated[
    str | None, typer.Option("--fact", metavar="FACT", help="For a criterion: what it asks. Default: a new fact.")
]
SectionName = Annotated[
    str | None, typer.Option("--section", metavar="ID", help="For a criterion: where it stands. Default: the last.")
]
FactType = Annotated[TypeName, typer.Option("--type", help="For a fact: the type of its answers.")]
CategoryName = Annotated[Category, typer.Option("--category", help="For a rule of lint, in a checkout of the program.")]


def new(
    kind: What,
    name: Name,
    model: From = None,
    fact: FactName = None,
    section: SectionName = None,
    fact_type: FactType = "yes-no",
    category: CategoryName = "style",
    library_folder: choosing.LibraryFolder = None,
) -> None:
    """Write the files of something new. They load, and their examples come out; what says TO DO is left to a person.

    In a folder that is no library yet, a new standard or baseline makes it one, which adds to the standards of the
    package. Nothing that is there is overwritten.
    """
    with printing.refusing():
        if kind == "lint-rule":
            _write(lint_scaffolds.new_rule(name, category, Path(techassure.__file__).parents[1]))
            return
        root = _own(library_folder)
        files = scaffolds.new_library(root) if kind in ("standard", "baseline") else {}
        library = scaffolds.library_with(root, files)
        _write({**files, **_made(kind, name, library, model, fact, section, fact_type)})


def _made(
    kind: Kind,
    name: str,
    library: Library,
    model: str | None,
    fact: str | None,
    section: str | None,
    fact_type: TypeName,
) -> Files:
    if kind == "standard":
        return scaffolds.new_standard(library, name)
    if kind == "baseline":
        return scaffolds.new_baseline(library, name, model)
    if kind == "edition":
        return scaffolds.new_edition(library, name, model)
    if kind == "criterion":
        return scaffolds.new_criterion(library, name, fact, section)
    return scaffolds.new_fact(library, name, fact_type)


def _own(folder: Path | None) -> Path:
    """Return the folder to write to: never the installed package's own."""
    root = folder or standards_folder()
    if root.name == "_standards" and folder is None:
        message = "the standards that come with the package are not yours to add to"
        raise ProblemsFound([Problem(Place(str(root)), "no-library-named", message, "say `--library FOLDER`")])
    return root


def _write(files: Files) -> None:
    for path, text in files.items():
        there = path.exists()
        make_folder(path.parent)
        printing.write(text, path)
        printing.write(f"{'added to' if there else 'wrote'} {relative(path)}\n", None)
