"""What `techassure compare` sets side by side: kept results, and products that are checked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import orjson
import typer

from techassure import assessing, runs
from techassure.cli import choosing, printing
from techassure.documents import writer
from techassure.documents.document import Document
from techassure.documents.reader import MOST_BYTES, document_of, is_final
from techassure.files.json_text import repeated
from techassure.problems import Place, ProblemsFound

T = TypeVar("T")
_PATHS = "A [B]"


class Asked(NamedTuple):
    """The options that say against what to judge, each for both sides or one for each."""

    against: choosing.Against
    as_of: Sequence[str]
    library: Path | None


def sides(paths: Sequence[Path], kept: Mapping[Path, Any], asked: Asked) -> tuple[Document, Document]:
    """Return the documents of the two sides; ``kept`` is what each of the files holds that was kept.

    Raises:
        ProblemsFound: one cannot be read, or there is nothing to judge it against.
    """
    if len(paths) > 2:
        raise typer.BadParameter("two are compared: give one or two", param_hint=_PATHS)
    both = (paths[0], paths[-1])
    results = [kept[path] and document_of(kept[path], Place(str(path))) for path in both]
    if len(paths) == 1 and results[0]:
        raise typer.BadParameter("this is one result: give another, or a submission", param_hint=_PATHS)
    judged = [path for path, result in zip(both, results, strict=True) if result is None]
    _refuse(asked, len(judged), len(paths))
    if judged:
        printing.some_exist(judged)
    wanted = _as_kept(asked, next((each for each in results if each), None)) if judged else asked
    checked = iter([_checked(_choice(wanted, at), path) for at, path in enumerate(judged)])
    one, two = (result or next(checked) for result in results)
    return one, two


def kept_in(path: Path) -> Any:
    """Return the result that was kept in a file; None where it holds none, or cannot be read at all.

    Raises:
        ProblemsFound: it has a key twice.
    """
    if path.suffix != ".json" or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    try:
        data = path.read_bytes()
        value = orjson.loads(data)
    except (OSError, orjson.JSONDecodeError):
        return None
    if not is_final(value) and not (isinstance(value, dict) and "assessments" in value):
        return None
    if lost := repeated(value, data, str(path)):
        raise ProblemsFound(lost)
    return value


def _refuse(asked: Asked, judged: int, count: int) -> None:
    """Refuse options that have nothing to speak of, or more of them than there are sides."""
    selections = asked.against.each
    for given, hint in ((selections, "--tender, --baseline or --standard"), (asked.as_of, "--as-of")):
        if given and not judged:
            raise typer.BadParameter("both are kept results: nothing is judged again", param_hint=hint)
        if len(given) > judged > 0:
            raise typer.BadParameter(f"there are more than sides to judge ({judged})", param_hint=hint)
    if count == 1 and len(selections) < 2 and len(asked.as_of) < 2:
        message = "nothing differs: give a second path, or --as-of, --baseline or --tender twice"
        raise typer.BadParameter(message, param_hint=_PATHS)


def _choice(asked: Asked, at: int) -> choosing.Choice:
    """Return what a side is judged against, and when."""
    against = _side(at, asked.against.each or [choosing.Against()])
    return choosing.choose(against, _side(at, [*asked.as_of] or [None]), asked.library)


def _side(at: int, given: Sequence[T]) -> T:
    """Return what is given for a side; one that is given once is for both."""
    return given[min(at, len(given) - 1)]


def _as_kept(asked: Asked, kept: Document | None) -> Asked:
    """Return what is asked; where nothing is, what a kept result on the other side was judged against."""
    if kept is None or asked.against.each:
        return asked
    selection = kept["selection"]
    if selection["kind"] == "baseline":
        return asked._replace(against=choosing.Against(baselines=[selection["id"]]))
    if selection["kind"] == "standards":
        editions = [f"{each['standard']}@{each['edition']}" for each in selection["editions"]]
        return asked._replace(against=choosing.Against(standards=editions))
    raise typer.BadParameter("the kept result is of a tender: give its folder", param_hint="--tender")


def _checked(choice: choosing.Choice, path: Path) -> Document:
    made = runs.run(choice.selection, [path], choice.as_of, "self-check")
    if made["assessments"] or made["problems"]:
        return made
    return {**made, "problems": writer.problem_parts([assessing.no_submission(path)])}
