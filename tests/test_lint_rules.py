"""Every rule of lint on the files in its folder: what is bad is found once, at its place; what is good is not.

A bad file states in remarks at its head what must be found: `# says:` words of the message, `# at:` line and column
(0:0 where another file is meant), and if it is to be told apart, `# fix:` words of the fix. `# role:` says how the
criterion X stands in its edition, `# put:` where a file lies that belongs nowhere. After `# also: PATH` another file
of the library follows.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import Small, parsed, written
from test_definitions import placed, stated

from techassure.lint import rules
from techassure.lint.configuration import Configuration
from techassure.lint.rule import CATEGORIES
from techassure.lint.running import lint
from techassure.problems import Problem

FOLDER = Path(__file__).parent / "lint"
GOOD, BAD = (sorted(FOLDER.glob(f"*/{kind}/*.yaml")) for kind in ("good", "bad"))
PACKAGE = Path(rules.__file__).parent
_ALSO = re.compile(r"^# also: (.*)\n", re.MULTILINE)


def named(file: Path) -> str:
    return f"{file.parents[1].name}-{file.stem}"


def put(small: Small, file: Path, folder: Path) -> Path:
    """Put a file, and those that follow it, where they belong in a small library; return the first one's place."""
    text = file.read_text(encoding="utf-8")
    first, *others = _ALSO.split(text)
    parts = list(zip(others[::2], others[1::2], strict=True))
    if any(path.endswith("X.yaml") for path, _ in parts):
        role = parsed((stated(text, "role") or ["{}"])[0])
        small.lines.append({"domain": "oversight", "entry": {"id": "X", **role}})
    own = written(folder / file.name, first)
    home = stray(small, own, first) if stated(first, "put") else placed(small, own)
    for path, content in parts:
        written(small.root / path, content)
    return home


def stray(small: Small, file: Path, text: str) -> Path:
    small.criterion("G", "{q.yes: {is: yes}}").scored("S", "{q.yes: {is: yes}}", domain="usability").library()
    return written(small.root / stated(text, "put")[0], text)


def found(small: Small, file: Path, folder: Path) -> tuple[Path, list[Problem]]:
    """Return where a file was put, and what its rule finds there."""
    home = put(small, file, folder)
    rule = file.parents[1].name
    tenders = [home] if home.name == "tender.yaml" else []
    problems = lint(small.root, Configuration((rule,)), tenders=tenders).problems
    assert [each for each in problems if each.rule in ("unknown-key", "missing-key", "wrong-value")] == []
    return home, [each for each in problems if each.rule == rule and is_about(each)]


def is_about(problem: Problem) -> bool:
    """Leave out what is found of the criteria that every small library has."""
    return "`X`" in problem.message or not problem.place.file.endswith(("/G.yaml", "/S.yaml"))


@pytest.mark.parametrize("file", BAD, ids=named)
def test_what_is_bad_is_found_at_its_place(small: Small, tmp_path: Path, file: Path) -> None:
    home, problems = found(small, file, tmp_path)
    (says,), (at,) = stated(file.read_text(encoding="utf-8"), "says"), stated(file.read_text(encoding="utf-8"), "at")
    matching = [each for each in problems if says in each.message]
    assert len(matching) == 1, problems
    if at != "0:0":
        assert str(matching[0].place) == f"{home}:{at}"
    assert all(fix in matching[0].fix for fix in stated(file.read_text(encoding="utf-8"), "fix"))
    for each in problems:
        assert re.match(r"[a-z`].*[^.]$", each.message)
        assert not re.search(r"None|True|False|Fraction|Leaf", f"{each.message} {each.fix}")
        assert each.fix


@pytest.mark.parametrize("file", BAD, ids=named)
def test_what_is_narrowed_to_a_path_is_what_is_found_there(small: Small, tmp_path: Path, file: Path) -> None:
    home, rule = put(small, file, tmp_path), Configuration((file.parents[1].name,))
    tenders = [home] if home.name == "tender.yaml" else []
    problems = lint(small.root, rule, tenders=tenders).problems
    for path in {Path(each.place.file) for each in problems}:
        for narrow in (path, path.parent):
            there = [each for each in problems if Path(each.place.file).is_relative_to(narrow)]
            assert lint(small.root, rule, tenders=tenders, within=[narrow]).problems == tuple(there)


@pytest.mark.parametrize("file", GOOD, ids=named)
def test_what_is_good_is_not_found(small: Small, tmp_path: Path, file: Path) -> None:
    assert found(small, file, tmp_path)[1] == []


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.name)
def test_every_rule_has_good_and_bad_files_and_a_page(rule: rules.Rule) -> None:
    assert {file.parents[1].name for file in GOOD} & {file.parents[1].name for file in BAD} >= {rule.name}
    assert rule.page[0].isupper()
    assert all(f"**{part}" in rule.page for part in ("Why.**", "Avoid**", "Prefer**"))


def test_the_list_of_rules_is_that_of_the_folders() -> None:
    files = [path for name in CATEGORIES for path in (PACKAGE / name).glob("*.py") if path.stem != "__init__"]
    assert sorted(rules.NAMES) == sorted(path.stem.replace("_", "-") for path in files)
    assert {rule.name: rule.category for rule in rules.RULES} == {
        path.stem.replace("_", "-"): path.parent.name for path in files
    }
    assert {file.parents[1].name for file in (*GOOD, *BAD)} == set(rules.NAMES)


@pytest.mark.parametrize("file", [file for file in BAD if file.stem.startswith("criterion-")], ids=named)
def test_what_rests_on_examples_waits_until_all_of_them_ran(small: Small, tmp_path: Path, file: Path) -> None:
    """Such a rule says so of itself. What it would call untried, the example that could not be read may try."""
    rule = next(each for each in rules.RULES if each.name == file.parents[1].name)
    before = {problem.message for problem in found(small, file, tmp_path)[1]}
    home = small.root / "small" / "1" / "criteria" / "X.yaml"
    criterion = parsed(home.read_text(encoding="utf-8"))
    criterion["examples"]["cases"].append({"name": "misspelt", "with": {"q.nobody": "1"}, "outcome": "met"})
    written(home, criterion)
    problems = lint(small.root, Configuration((rule.name,))).problems
    after = {each.message for each in problems if each.rule == rule.name and is_about(each)}
    assert after & before == (set() if rule.rests_on_examples else before)
