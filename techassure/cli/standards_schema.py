"""`techassure standards schema`: what an editor needs to complete and explain definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from techassure.authoring import schemas
from techassure.cli import choosing, printing
from techassure.definitions.library import load_library
from techassure.files.places import relative
from techassure.files.writing import make_folder
from techassure.phrases import counted

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write the schemas, such as .schemas.")]


def write_schemas(folder: Folder, library_folder: choosing.LibraryFolder = None) -> None:
    """Write the JSON Schema of every kind of file, for completion and explanation in an editor.

    They know the facts, options and words of the library: write them anew when facts change.
    """
    with printing.refusing():
        made = schemas.of_library(load_library(library_folder))
        make_folder(folder)
        for name, schema in made.items():
            written = orjson.dumps(schema, option=orjson.OPT_APPEND_NEWLINE)
            printing.write(written, folder / f"{name}.schema.json")
    printing.write(f"{counted(len(made), 'schema')} written to {relative(folder)}.\n", None)
