"""The rooms of the house: arrows one way, who prints, who is pure, and the public face."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders import environment

import techassure
from techassure.reference import python_names

PACKAGE = Path(techassure.__file__).parent
ROOMS = (
    "borrowed_words",
    "phrases",
    "problems",
    "extras",
    "version",
    "bundle",
    "calendar_days",
    "files",
    "definitions",
    "selections",
    "reviews",
    "vulnerabilities",
    "submissions",
    "engine",
    "explaining",
    "evidence",
    "intake",
    "evidence_pack",
    "office_files",
    "documents",
    "reviewing",
    "questionnaire",
    "assessing",
    "tendering",
    "proving",
    "runs",
    "planning",
    "several",
    "interview",
    "products",
    "rows",
    "report",
    "reasons",
    "batch",
    "tenders",
    "lint",
    "authoring",
    "summaries",
    "cli",
    "reference",
    "__main__",
)
"""From the ground up: a room may import only from those that stand before it."""
EDGE = {"cli", "reference", "__main__"}
PURE = [
    PACKAGE / "calendar_days.py",
    PACKAGE / "phrases.py",
    PACKAGE / "vulnerabilities.py",
    PACKAGE / "definitions/functions.py",
    PACKAGE / "definitions/words.py",
    PACKAGE / "explaining/backing.py",
    PACKAGE / "explaining/explain.py",
    PACKAGE / "explaining/wording.py",
    PACKAGE / "tendering/robustness.py",
    *sorted((PACKAGE / "engine").glob("*.py")),
]
IMPURE = {
    "os",
    "sys",
    "pathlib",
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "locale",
    "tempfile",
    "io",
}
FILES = sorted(PACKAGE.rglob("*.py"))
INNER = [path for path in FILES if path != PACKAGE / "__init__.py"]


def room(path: Path) -> str:
    """Return the room that a file belongs to: its folder, or itself."""
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names of the modules that a piece of code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "techassure":
            yield from (f"techassure.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield str(node.module)


def in_modules(found: Callable[[ast.Module], object], paths: list[Path]) -> dict[str, object]:
    """Return what is found in each module in which something is."""
    told = {str(path.relative_to(PACKAGE)): found(parsed(path)) for path in paths}
    return {name: each for name, each in told.items() if each}


def ours(tree: ast.AST) -> set[str]:
    """Return the rooms that a piece of code imports from."""
    return {name.split(".")[1] for name in imported(tree) if name.startswith("techassure.")}


def others(tree: ast.AST) -> set[str]:
    """Return the packages of others that a piece of code imports from."""
    return {name.split(".")[0] for name in imported(tree)} - {"techassure"}


def test_every_room_is_on_the_list_and_the_list_holds_nothing_else() -> None:
    assert {room(path) for path in INNER} == set(ROOMS)
    assert len(set(ROOMS)) == len(ROOMS)


def test_contributors_are_shown_the_rooms_in_this_order() -> None:
    page = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("### The rooms")[2]
    cells = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(cells)) == [name for name in ROOMS if name != "__main__"]


@pytest.mark.parametrize("name", ROOMS)
def test_arrows_point_one_way(name: str) -> None:
    """Whatever is imported stands earlier on the list, imports for the type checker included: so there is no ring."""
    later = set(ROOMS[ROOMS.index(name) + 1 :])
    assert in_modules(lambda tree: ours(tree) & later, [path for path in INNER if room(path) == name]) == {}


@pytest.mark.parametrize("folder", [path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()])
def test_a_folders_modules_make_no_ring(folder: Path) -> None:
    arrows = {
        path.stem: {
            name.split(".")[2] if name.count(".") > 1 else "__init__"
            for name in imported(parsed(path))
            if name.startswith(f"techassure.{folder.name}")
        }
        for path in folder.glob("*.py")
    }
    left = {name: {each for each in wanted if each in arrows} - {name} for name, wanted in arrows.items()}
    while free := [name for name, wanted in left.items() if not wanted]:
        left = {name: wanted - set(free) for name, wanted in left.items() if name not in free}
    assert left == {}


def importing(tree: ast.Module) -> list[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [each.name for each in functions if ours(each)]


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    assert in_modules(importing, FILES) == {}


def prints(node: ast.AST) -> bool:
    """Tell whether a piece of code prints, or writes to a standard stream."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("print", "input")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr in ("echo", "secho") or (node.value.id == "sys" and node.attr in ("stdout", "stderr"))
    return False


def printing(tree: ast.Module) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(tree) if prints(node)]


def test_only_the_command_line_prints_or_knows_typer() -> None:
    inside = [path for path in INNER if room(path) not in EDGE]
    assert in_modules(printing, inside) == {}
    assert in_modules(lambda tree: others(tree) & {"typer", "rich", "click", "logging"}, inside) == {}


def test_the_command_line_does_print() -> None:
    """So that the test above is known to see it."""
    assert in_modules(printing, sorted((PACKAGE / "cli").glob("*.py")))


CLOCK = {"today", "now", "utcnow"}


def named(tree: ast.Module) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_the_engine_knows_no_clock_disk_network_environment_or_chance() -> None:
    assert in_modules(lambda tree: others(tree) & IMPURE, PURE) == {}
    assert in_modules(lambda tree: named(tree) & {*CLOCK, "environ", "read_text", "read_bytes"}, PURE) == {}


def test_the_clock_is_read_in_the_command_line_alone() -> None:
    found = in_modules(lambda tree: named(tree) & CLOCK, INNER)
    assert {name.partition("/")[0] for name in found} == {"cli"}


def test_every_module_says_what_it_is() -> None:
    assert in_modules(lambda tree: not ast.get_docstring(tree), FILES) == {}


# --- the public face ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", techassure.__all__)
def test_public_names_are_there_and_say_what_they_are(name: str) -> None:
    assert getattr(techassure, name).__doc__


def test_public_names_are_those_of_the_type_checker() -> None:
    tree = parsed(PACKAGE / "__init__.py")
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    names = {alias.name for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert names == set(techassure._HOME) == set(techassure.__all__) - {"__version__"}
    homes = {alias.name: node.module for node in checked.body for alias in node.names}  # type: ignore[attr-defined]
    assert homes == {name: f"techassure.{home}" for name, home in techassure._HOME.items()}


def test_public_names_are_listed_and_nothing_else_answers() -> None:
    assert set(techassure.__all__) <= set(dir(techassure))
    with pytest.raises(AttributeError, match="`nonsense`"):
        techassure.nonsense  # noqa: B018


@pytest.mark.parametrize("name", [each for each in techassure.__all__ if each.islower()])
def test_the_python_page_shows_functions_as_they_are_called(name: str) -> None:
    page = "\n".join(python_names.lines())
    (written,) = re.findall(rf"^techassure\.({name}\(.*?\) -> \w+)$", page, re.MULTILINE | re.DOTALL)
    shown: dict[str, Any] = {}
    exec(f"from __future__ import annotations\ndef {written}: ...", shown)
    real = inspect.signature(getattr(techassure, name)).parameters.values()
    made = inspect.signature(shown[name]).parameters.values()
    assert [(each.name, each.kind, each.default) for each in made] == [(e.name, e.kind, e.default) for e in real]


def test_the_python_page_gives_every_name_its_meaning() -> None:
    rows = [line for line in python_names.lines() if line.startswith("| `")]
    assert len(rows) > 50
    assert [row for row in rows if re.search(r"\|\s*\|\s*$", row)] == []


def loaded_by(statement: str) -> set[str]:
    """Return the modules that a statement loads, in a fresh process."""
    program = f"import sys\n{statement}\nprint(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment())
    return set(ran.stdout.split())


def test_importing_the_package_stays_light() -> None:
    assert loaded_by("import techassure") & {"pydantic", "yaml", "orjson", "typer", "techassure.files.places"} == set()


def test_a_self_check_loads_nothing_that_runs_tenders() -> None:
    loaded = loaded_by("import techassure.cli.check")
    of_reviews = {f"reviewing.{each}" for each in ("decisions", "log_state", "review_reader", "sheets")}
    of_tenders = {*of_reviews, "runs", "selections.procedure"}
    assert "techassure.selections.selection" in loaded
    assert loaded & {f"techassure.{each}" for each in (*of_tenders, "selections.selecting", "tendering")} == set()
    assert loaded & {"jsonschema", "rich", "tarfile", "webbrowser", "xml.parsers.expat"} == set()


def test_the_engine_loads_without_typer_and_rich() -> None:
    loaded = loaded_by("import techassure; techassure.load, techassure.assess")
    assert "techassure.engine.assessor" in loaded
    assert loaded & {"typer", "rich", "click"} == set()


TYPED = """
from datetime import date
from fractions import Fraction
from typing import Any, assert_type

import techassure
from techassure import Assessment, Library, Problem, ProblemsFound, Result, Selection, Submission, Tender

tender = techassure.load("tender")
assert_type(tender, Tender)
assert_type(tender.selection, Selection)
result = techassure.assess(tender, as_of=date(2026, 6, 1))
assert_type(result, Result)
assert_type(result.document, dict[str, Any])
assert_type(result.assessments, tuple[Assessment, ...])
assert_type(result.json(), bytes)
for assessment in result.assessments:
    assert_type(assessment.submission, Submission)
    if assessment.score:
        assert_type(assessment.score.low, Fraction)
assert_type(techassure.load_library(), Library)
try:
    techassure.load("tender", against=["dtac@2.0"])
except ProblemsFound as found:
    assert_type(found.problems, tuple[Problem, ...])
    assert_type(found.problems[0].place.line, int)
"""
WRONG = """
import techassure

techassure.assess("tender")
techassure.load(against=2)
techassure.asess
"""


@pytest.fixture
def checked(tmp_path: Path, pytestconfig: pytest.Config) -> Callable[[str], str]:
    """What mypy says of a program that uses the public face."""
    pytest.importorskip("mypy")
    kept = getattr(pytestconfig, "cache", None)  # pytest can be told to keep nothing
    cache = str(kept.mkdir("mypy")) if kept else os.devnull
    path = {} if PACKAGE.parent.name == "site-packages" else {"MYPYPATH": str(PACKAGE.parent)}
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", cache]
    command += ["--config-file", "", "program.py"]

    def check(program: str) -> str:
        (tmp_path / "program.py").write_text(program)
        ran = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment(**path)
        )
        return ran.stdout + ran.stderr

    return check


def test_public_face_is_typed(checked: Callable[[str], str]) -> None:
    assert checked(TYPED) == ""


def test_public_face_is_typed_so_that_mistakes_are_seen(checked: Callable[[str], str]) -> None:
    said = checked(WRONG)
    assert said.count("error:") == 3


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
