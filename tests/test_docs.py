"""The documentation says what the program does: its pages are current, and what they show is what happens.

Blocks of a page are played in order, in a copy of a checkout. In a `console` block each line that begins with `$ ` is
run by the shell; the lines after it must all stand in the output, in that order, and `…` stands for what is left out. A
command has to end with 0 unless `$ echo $?` follows it. A block marked `file=NAME` is written to that file; a `diff`
block marked so changes the file: lines that begin with `-` are taken out, those with `+` put in. Pages show paths from
the checkout's root.
"""

from __future__ import annotations

import ast
import compileall
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from started import started

import techassure
from techassure import reference
from techassure.authoring import plain_words
from techassure.definitions.library import load_library, standards_folder
from techassure.definitions.model import Criterion, EditionFile, FactsFile, Standard, TypeName
from techassure.definitions.words import WORDS
from techassure.documents.document import Cause
from techassure.files.doors import Versioned, enter
from techassure.files.places import Source, read_yaml
from techassure.proving.examples import test_edition
from techassure.reference import fact_types, json_document, problems, standards, words
from techassure.reviewing.review_reader import ReviewsFile
from techassure.selections.selecting import read_tender
from techassure.selections.selection_file import SelectionFile
from techassure.submissions import SubmissionFile

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("standards/*.md")])
BLOCK = re.compile(r"^```(\w*) *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


WRITING = ("techassure tender ", "techassure review merge ")
"""Commands that write though they name no output."""


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    mark: str
    text: str

    @property
    def file(self) -> str | None:
        return self.mark.removeprefix("file=") if self.mark.startswith("file=") else None


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(page.read_text(encoding="utf-8"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- playing a page -------------------------------------------------------------------------------------------------


SHOWN = {"COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
PROGRAM = ("techassure", ".bin")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package as a checkout has it, its modules compiled, as they are wherever it has run before, and started."""
    folder = tmp_path_factory.mktemp("checkout")
    leave_out = shutil.ignore_patterns("_standards", "__pycache__")
    shutil.copytree(Path(techassure.__file__).parent, folder / "techassure", ignore=leave_out)
    assert compileall.compile_dir(folder / "techassure", quiet=1)
    with started(folder, {**os.environ, **SHOWN}):
        yield folder


class Stage:
    """A copy of a checkout in which a page is played; what the page before left is cleared away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        left = [path for path in folder.iterdir() if path.name not in PROGRAM]
        # By `rm` and `cp`, because `shutil` needs many times as long for so many small files.
        subprocess.run(["rm", "-rf", *left], check=True)
        for taken, name in ((standards_folder(), "standards"), (ROOT / "seeds", "seeds")):
            subprocess.run(["cp", "-a", taken, folder / name], check=True)
        self.seen: dict[str, tuple[int, str]] = {}

    def play(self, block: Block) -> None:
        if block.language == "console":
            self.run(block.text)
            return
        self.seen.clear()
        if block.language == "diff" and block.file:
            self.change(self.folder / block.file, block.text)
        elif block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")

    def change(self, path: Path, diff: str) -> None:
        lines = diff.splitlines()
        old = "\n".join(line[1:] for line in lines if line[:1] != "+") + "\n"
        new = "\n".join(line[1:] for line in lines if line[:1] != "-") + "\n"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path.name} holds this {text.count(old)} times:\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, text: str) -> None:
        code = 0
        for command, expected in commands(text):
            if command == "echo $?":
                assert expected == [str(code)]
                code = 0
                continue
            assert code == 0, f"the command before `{command}` ended with {code}"
            code, output = self.once(command)
            assert_shown(expected, output, command)
        assert code == 0, f"the last command ended with {code}"

    def once(self, command: str) -> tuple[int, str]:
        """Run a command; one that only reads, and was run since the last change, is not run again."""
        if not command.startswith("techassure ") or "--output" in command or command.startswith(WRITING):
            self.seen.clear()
            return self.shell(command)
        if command not in self.seen:
            self.seen[command] = self.shell(command)
        return self.seen[command]

    def shell(self, command: str) -> tuple[int, str]:
        path = os.pathsep.join([str(self.folder / ".bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, **SHOWN, "PATH": path, "PYTHONPATH": str(self.folder)}
        ended = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return ended.returncode, ended.stdout.replace(f"{self.folder}/", "")


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a block with the lines that are shown beneath it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, [line.rstrip() for line in shown if line.strip() and line.strip() != "…"]


def assert_shown(expected: list[str], output: str, command: str) -> None:
    lines = iter([line.rstrip() for line in output.splitlines()])
    for wanted in expected:
        pattern = re.compile(re.escape(wanted).replace("…", ".*"))
        assert any(pattern.fullmatch(line) for line in lines), (
            f"`{command}` does not show (in order):\n{wanted}\n\n{output}"
        )


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(b.language == "console" for b in blocks(page))], ids=name_of
)
def test_what_a_page_shows_is_what_happens(page: Path, checkout: Path) -> None:
    stage = Stage(checkout)
    for block in blocks(page):
        stage.play(block)


def test_every_tutorial_is_played() -> None:
    tutorials = list((ROOT / "docs" / "tutorials").glob("*.md"))
    assert len(tutorials) == 4
    assert all(sum(block.language == "console" for block in blocks(page)) >= 4 for page in tutorials)


# --- what is generated, and what is counted -------------------------------------------------------------------------


def test_reference_pages_are_current() -> None:
    stale = reference.stale(ROOT / "docs" / "reference")
    assert not stale, f"run `python -m techassure.reference docs/reference`: {stale} are stale"


def test_every_edition_has_its_reading_page() -> None:
    library = load_library()
    found = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "standards").iterdir()}
    assert set(found) == {"README.md", *(f"{name.replace('@', '-')}.md" for name in library.names())}
    for edition in library.editions(library.names()):
        text = found[f"{edition.name.replace('@', '-')}.md"]
        titles = [f"### {each.criterion.id}: {each.criterion.title}" for each in edition.definitions]
        assert [line for line in text.splitlines() if line.startswith("### ")] == titles


def test_a_page_that_is_changed_missing_or_left_over_is_stale(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "reference", tmp_path / "reference")
    shutil.copytree(ROOT / "docs" / "standards", tmp_path / "standards")
    changed, missing, gone = (tmp_path / "standards" / f"{name}.md" for name in ("dtac-2.0", "wcag-2.2", "gone-1"))
    changed.write_text("Changed by hand.", encoding="utf-8")
    missing.unlink()
    gone.write_text("Of an edition that is gone.", encoding="utf-8")
    named = {f"../standards/{path.name}" for path in (changed, missing, gone)}
    assert named <= set(reference.stale(tmp_path / "reference"))
    reference.write(tmp_path / "reference")
    assert changed.read_text(encoding="utf-8").startswith("# DTAC 2.0")
    assert missing.is_file()
    assert not gone.exists()


def test_reading_page_says_each_word_plainly() -> None:
    assert set(plain_words.PHRASES) == set(WORDS)
    dtac = (ROOT / "docs" / "standards" / "dtac-2.0.md").read_text(encoding="utf-8")
    assert (
        "- *On what date did the latest penetration test of the product finish?* "
        "**A day in the 12 months up to the day of assessment.**"
    ) in dtac
    assert "- *Which findings of the penetration test are still open?* **In every row, *cvss*: less than 7.0.**" in dtac
    judged = sum(each.criterion.judged_by is not None for each in load_library().edition("dtac@2.0").definitions)
    assert f"- A person judges {judged} of " in dtac


def test_readme_counts_the_library() -> None:
    totals = standards.totals(load_library())
    assert totals in (ROOT / "README.md").read_text(encoding="utf-8"), f"write into README.md: {totals}"


def test_reference_explains_everything_that_the_code_has() -> None:
    assert tuple(words.EXAMPLES) == tuple(WORDS)
    assert tuple(fact_types.WRITTEN) == get_args(TypeName)
    assert tuple(json_document.CAUSES) == get_args(Cause)


def test_problems_page_says_of_every_rule_what_is_wrong_and_what_to_do() -> None:
    found = problems.collected()
    assert {"unknown-fact", "yaml-syntax", "same-identity-twice", "weights-do-not-add-up"} <= {
        each.rule for each in found
    }
    rows = [line for line in "\n".join(problems.lines()).splitlines() if line.startswith("| `")]
    assert [row for row in rows if "|  |" in row] == []


@pytest.mark.parametrize(
    "rule",
    ["expired", "undated", "contradicted", "document-type", "unknown-category", "no-checkout", "head-in-answers"],
)
def test_problems_page_has_every_rule_however_it_is_said(rule: str) -> None:
    assert rule in {each.rule for each in problems.collected()}


def said_by(function: str) -> list[tuple[str, str, str]]:
    tree = ast.parse(f"class Problem:\n    place: str\n    rule: str\n    message: str\n    fix: str\n{function}")
    return [each[1:] for each in problems.said_in("m", tree, problems.says_at(tree))]


def test_what_says_a_problem_is_known_by_what_it_takes() -> None:
    stop = "def stop(rule: str, message: str, fix: str): raise Wrong(Problem('here', rule, message, fix))\n"
    assert said_by(f"{stop}def f():\n    stop('stale', 'it is old', 'renew it')") == [
        ("stale", "it is old", "renew it")
    ]


@pytest.mark.parametrize(
    "function",
    [
        "def f(name: str): Problem('here', name, 'm', 'f')",
        "def f(): Problem('here', *told())",
        "def f():\n for rule in RULES: Problem('here', rule, 'm', 'f')",
        "def f():\n rule = 'a'\n if 1:\n  rule = 'b'\n Problem('here', rule, 'm', 'f')",
    ],
)
def test_a_rule_that_cannot_be_told_from_the_source_makes_no_page(function: str) -> None:
    with pytest.raises(ValueError, match="write which rule it is"):
        said_by(function)


# --- links ----------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or target.suffix != ".md" or anchor in anchors(target), link


# --- the examples of the language -----------------------------------------------------------------------------------

LANGUAGE = ROOT / "docs" / "reference" / "language.md"
DOORS: dict[str, type[Versioned]] = {
    "facts": FactsFile,
    "checks": Criterion,
    "sections": EditionFile,
    "publisher": Standard,
    "tender": SelectionFile,
    "reviews": ReviewsFile,
    "supplier": SubmissionFile,
}


def whole_files() -> list[Source]:
    texts = [block.text for block in blocks(LANGUAGE) if block.text.startswith("techassure: 1")]
    return [read_yaml(text.encode(), "language.md") for text in texts]


@pytest.mark.parametrize("key", DOORS)
def test_language_page_shows_files_that_can_be_read(key: str) -> None:
    source = next(source for source in whole_files() if key in source.value)
    enter(DOORS[key], source)


def test_language_page_shows_a_tender_that_loads(tmp_path: Path) -> None:
    text = next(block.text for block in blocks(LANGUAGE) if "\ntender:" in block.text)
    (tmp_path / "tender.yaml").write_text(text, encoding="utf-8")
    assert read_tender(tmp_path, load_library()).award_criteria


STANDARD = """
techassure: 1
standard: dtac
title: T
publisher: P
address: https://example.org/
licence: L
unofficial: U
"""
EDITION = """
techassure: 1
standard: dtac
edition: "1"
revision: 1
title: T
status: draft
selected_by: as-of
sections: [{id: C3, title: T, domain: cyber-security, criteria: [{id: C3.3, gate: requirement}]}]
"""
PRODUCT = """
techassure: 1
topic: The product
facts: {product.internet_facing: {question: "Can it be reached?", about: product, type: yes-no}}
"""


def test_language_page_shows_a_criterion_whose_examples_come_out_as_they_say(tmp_path: Path) -> None:
    texts = [block.text for block in blocks(LANGUAGE)]
    files = {
        "facts/pen_test.yaml": next(text for text in texts if "\ntopic:" in text),
        "facts/product.yaml": PRODUCT,
        "dtac/standard.yaml": STANDARD,
        "dtac/1/edition.yaml": EDITION,
        "dtac/1/criteria/C3.3.yaml": next(text for text in texts if "\nchecks:" in text),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    library = load_library(tmp_path)
    report = test_edition(library.edition("dtac@1"), library.facts)
    assert (report.ran, report.problems) == (6, [])
