"""The kinds of file that are read, in the order in which they are tried; and reading one."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import NamedTuple

from techassure.evidence.contents import Contents, open_contents
from techassure.evidence.readers import (
    axe,
    capability_statement,
    carbon_txt,
    csaf,
    cyclonedx,
    earl,
    openacr,
    openapi,
    openvex,
    pdf,
    sarif,
    scorecard,
    security_txt,
    spdx,
    x509,
)
from techassure.evidence.reading import Reader, Reading
from techassure.problems import Problem, ProblemsFound

READERS: tuple[Reader, ...] = (
    cyclonedx.READER,
    spdx.READER,
    axe.READER,
    earl.READER,
    openacr.READER,
    capability_statement.READER,
    openapi.READER,
    x509.READER,
    sarif.READER,
    scorecard.READER,
    carbon_txt.READER,
    security_txt.READER,
    openvex.READER,
    csaf.READER,
    pdf.READER,
)


class Read(NamedTuple):
    """A file that was recognised, by which reader, and what it says."""

    reader: Reader
    reading: Reading


def reader_of(contents: Contents) -> Reader | None:
    """Return the reader that recognises the contents, whatever the file is called; None where none does."""
    return next((reader for reader in READERS if reader.recognises(contents)), None)


def read_contents(contents: Contents) -> Read | None:
    """Return what the contents say; None where they are of no kind that is read.

    What is wrong with them stands in the reading's problems. Nothing is raised, whatever the contents are.
    """
    reader = reader_of(contents)
    if reader is None:
        return None
    try:
        return Read(reader, reader.read(contents))
    except ProblemsFound as found:
        return Read(reader, Reading(problems=found.problems))
    except ImportError:
        return Read(reader, Reading(problems=(_needs_extra(reader, contents),)))


def read_evidence(path: FilePath) -> Read:
    """Return what a file says.

    Raises:
        ProblemsFound: there is no such file, it is too large, it is broken, or it is of no kind that is read.
    """
    contents = open_contents(path)
    read = read_contents(contents)
    if read is None:
        raise ProblemsFound([_unknown(contents)])
    return read


def broken(contents: Contents) -> tuple[Problem, ...]:
    """Return why a file is not the JSON or XML that it begins like; nothing where it is, or begins like neither."""
    try:
        _ = contents.json, contents.xml
    except ProblemsFound as found:
        return found.problems
    return ()


def in_another_form(contents: Contents) -> tuple[Problem, ...]:
    """Return how a file of a kind that is read becomes readable, where it is written in a form that is not."""
    for signs, kind, command in _IN_OTHER_FORMS:
        if any(sign in contents.head for sign in signs):
            message = f"this is {kind}, and not as JSON, the one form of it that is read"
            fix = f"write it anew with `{command}`, or have the tool that made it write JSON"
            return (Problem(contents.place(), "unknown-kind-of-evidence", message, fix),)
    return ()


def _unknown(contents: Contents) -> Problem:
    """Return why no reader takes the file: it is broken, or of no kind that is read."""
    if problems := broken(contents):
        return problems[0]
    if problems := in_another_form(contents):
        return problems[0]
    fix = "`techassure evidence kinds` lists what is read; other documents count by their digest and dates"
    return Problem(contents.place(), "unknown-kind-of-evidence", "this is no kind of file that is read", fix)


_IN_OTHER_FORMS = (
    (
        (b"http://cyclonedx.org/schema/bom",),
        "CycloneDX",
        "cyclonedx convert --input-file bom.xml --output-file bom.json",
    ),
    ((b"SPDXVersion:", b"http://spdx.org/rdf/terms"), "SPDX", "pyspdxtools -i bom.spdx -o bom.json"),
)
"""Bills of materials that are written otherwise: what they hold near their beginning, and what makes JSON of them."""


def _needs_extra(reader: Reader, contents: Contents) -> Problem:
    fix = f'run `pip install "techassure[{reader.extra}]"`'
    return Problem(contents.place(), "missing-extra", f"reading a `{reader.name}` file needs more libraries", fix)
