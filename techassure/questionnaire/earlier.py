"""An earlier submission to take answers from: its own file and those that it shares, whatever their format."""

from __future__ import annotations

from pathlib import Path

from techassure.files.doors import enter
from techassure.files.places import Source, read_file
from techassure.intake.layers import shared_files
from techassure.office_files.endings import ENDINGS, REFUSED_ENDINGS
from techassure.problems import Place, Problem, ProblemsFound
from techassure.questionnaire import filled
from techassure.selections.selection import Selection
from techassure.submissions import SharedFile, SubmissionFile

_OWN = ("submission.yaml", "submission.json")


def layers(path: Path, selection: Selection) -> list[Source]:
    """Return the shared files of a submission, then its own; each is shaped as a submission is.

    Raises:
        ProblemsFound: there is no submission at the path, or a file of it cannot be read.
    """
    own = _own(path)
    source = filled.read(own, str(own), selection) if _is_workbook(own) else read_file(own)
    enter(SubmissionFile, source)
    found = [read_file(each) for each in shared_files(own.parent)]
    for each in found:
        enter(SharedFile, each)
    for each in (*found, source):
        _shaped(each)
    return [*found, source]


def _own(path: Path) -> Path:
    if not path.is_dir():
        return path
    own = next((path / name for name in _OWN if (path / name).is_file()), None)
    if own is None:
        fix = "name the submission's own file"
        raise ProblemsFound([Problem(Place(str(path)), "missing-file", "the folder holds no `submission.yaml`", fix)])
    return own


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS | REFUSED_ENDINGS


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
