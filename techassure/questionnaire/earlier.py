"""An earlier submission to take answers from: its own file and those that it shares, whatever their format."""

from __future__ import annotations

from pathlib import Path

from techassure.files.doors import enter
from techassure.files.places import Source, read_file
from techassure.intake.layers import shared_files
from techassure.intake.paths import files, several
from techassure.intake.pieces import Formats, printable
from techassure.office_files.endings import ENDINGS, REFUSED_ENDINGS
from techassure.problems import Place, Problem, ProblemsFound
from techassure.questionnaire import filled
from techassure.selections.selection import Selection
from techassure.submissions import SharedFile, SubmissionFile


def layers(path: Path, selection: Selection) -> list[Source]:
    """Return the shared files of a submission, then its own; each is shaped as a submission is.

    Raises:
        ProblemsFound: there is no submission at the path, or a file of it cannot be read.
    """
    formats = dict.fromkeys(ENDINGS | REFUSED_ENDINGS, filled.reader(selection))
    own = _own(path, formats)
    source = formats.get(own.suffix.lower(), read_file)(own, str(own))
    enter(SubmissionFile, source)
    found = [read_file(each) for each in shared_files(own.parent)]
    for each in found:
        enter(SharedFile, each)
    for each in (*found, source):
        _shaped(each)
    return [*found, source]


def _own(path: Path, formats: Formats) -> Path:
    """Return the submission's own file, looked for as it is when submissions are assessed."""
    found = list(files([path], formats))
    problems = [problem for each in found for problem in each.problems]
    if len(found) > 1 and not problems:
        problems = [several(path, [printable(each.path) for each in found])]
    if not found:
        fix = "name the submission's own file"
        problems = [Problem(Place(str(path)), "missing-file", "the folder holds no submission", fix)]
    if problems:
        raise ProblemsFound(problems)
    return found[0].path


def _shaped(source: Source) -> None:
    """Refuse answers and evidence of another shape than a submission's."""
    answers, evidence = source.value.get("answers") or {}, source.value.get("evidence") or []
    if not isinstance(answers, dict):
        raise ProblemsFound([source.problem(("answers",), "wrong-value", "`answers` has the wrong shape", _MAPPING)])
    entries = evidence if isinstance(evidence, list) else [evidence]
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict) or not entry.get("id") or not entry.get("kind"):
            fix = "write `{id: …, kind: …}`"
            raise ProblemsFound([source.problem(("evidence", index), "wrong-value", "this is no document", fix)])


_MAPPING = "write a mapping, `key: value`"
