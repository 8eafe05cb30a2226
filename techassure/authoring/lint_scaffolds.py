"""The files of a new rule of lint, in a checkout of the program: the rule, its place in the list, its test files."""

from __future__ import annotations

import re
from pathlib import Path

from techassure.authoring.scaffolds import Files
from techassure.files.places import file_bytes, relative
from techassure.lint import rules
from techassure.lint.rule import CATEGORIES
from techassure.problems import Place, Problem, ProblemsFound, listing

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_RULE = '''"""TO DO, the problem in one line, as a noun.

**Why.** TO DO, what goes wrong where it is left.

**Avoid** `title: To be found`

**Prefer** `title: Something else`
"""

from __future__ import annotations

from collections.abc import Iterator

from techassure.lint.rule import Rule
from techassure.lint.subjects import ACriterion, Finding


def find(criterion: ACriterion) -> Iterator[Finding]:
    """Yield a finding where the title is the one to be found."""
    if criterion.definition.criterion.title == "To be found":
        yield criterion.at(("title",), "the title is `To be found`", "write another one")


RULE = Rule(__name__, __doc__, find)
'''
_FILE = """\
{remarks}techassure: 1
id: X
title: {title}
obligation: policy
binds: manufacturer
source: {{clause: "1", says: It is so., address: "https://example.org/1", confidence: confirmed}}
checks:
  - {{id: so, expect: {{q.yes: {{is: yes}}}}, otherwise: It is not so., fix: Make it so.}}
examples: {{as_of: 2026-06-01, usual: {{}}, cases: [{{name: nothing said, outcome: no answer}}]}}
"""
_REMARKS = "# at: 5:8\n# says: the title is `To be found`\n"


def new_rule(name: str, category: str, checkout: Path) -> Files:
    """Return the files of a rule that finds one title; what it should find is left to a person.

    Raises:
        ProblemsFound: it is no name, there is such a rule, or this is no checkout of the program.
    """
    examples = checkout / "tests" / "lint"
    if not _NAME.match(name):
        raise _refusal(name, "wrong-name", f"`{name}` is not the name of a rule", "write it like `title-asks`")
    if category not in CATEGORIES:
        raise _refusal(category, "unknown-category", f"`{category}` is no category", f"use {listing(CATEGORIES)}")
    if name in rules.NAMES:
        raise _refusal(name, "file-exists", f"`{name}` is a rule already", "name another")
    if not examples.is_dir():
        message = f"`{relative(checkout)}` is no checkout of the program"
        fix = "rules are added in a checkout: see `CONTRIBUTING.md`"
        raise _refusal(relative(checkout), "no-checkout", message, fix)
    module = name.replace("-", "_")
    table = checkout / "techassure" / "lint" / "rules.py"
    return {
        checkout / "techassure" / "lint" / category / f"{module}.py": _RULE,
        table: _listed(file_bytes(table).decode("utf-8"), module, category),
        examples / name / "bad" / "criterion-first.yaml": _FILE.format(remarks=_REMARKS, title="To be found"),
        examples / name / "good" / "criterion-first.yaml": _FILE.format(remarks="", title="Something else"),
    }


def _listed(text: str, module: str, category: str) -> str:
    """Return the list of rules with the module among those of its category, and the rule among those of criteria."""
    imports = re.compile(rf"(from techassure\.lint\.{category} import \()([^)]*)\)")
    added = imports.sub(lambda found: f"{found[1]}{_with(found[2], module)})", text, count=1)
    return added.replace("OF_CRITERIA: tuple[Rule[ACriterion], ...] = (\n", f"{_TUPLE}    {module}.RULE,\n", 1)


_TUPLE = "OF_CRITERIA: tuple[Rule[ACriterion], ...] = (\n"


def _with(names: str, module: str) -> str:
    every = sorted([*(each.strip() for each in names.split(",") if each.strip()), module])
    return "\n" + "".join(f"    {each},\n" for each in every)


def _refusal(name: str, rule: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(name), rule, message, fix)])
