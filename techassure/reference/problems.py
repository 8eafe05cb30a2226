"""`problems.md`: every problem that the program can give, collected from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from techassure.authoring.markdown import sentence, table
from techassure.files import yaml_text
from techassure.files.meant import ANY_DAY

_ROOMS: dict[str, str] = {
    "files.bounds": "Reading a file",
    "files.text_places": "Reading a file",
    "files.yaml_text": "Reading a file",
    "files.json_text": "Reading a file",
    "files.places": "Reading a file",
    "files.findings": "The shape of a file",
    "files.doors": "The shape of a file",
    "definitions.fact_entries": "Standards and facts",
    "definitions.defining": "Standards and facts",
    "definitions.editions": "Standards and facts",
    "definitions.library_facts": "Standards and facts",
    "definitions.library": "Standards and facts",
    "definitions.expectations": "Expectations",
    "definitions.facts": "Answers",
    "intake.file_digests": "Submissions",
    "intake.answers": "Submissions",
    "intake.evidence_entries": "Submissions",
    "intake.claims": "Submissions",
    "intake.head": "Submissions",
    "intake.reader": "Submissions",
    "submissions": "Submissions",
    "definitions.supplier_ids": "Submissions",
    "intake.paths": "Many submissions",
    "intake.word_forms": "Many submissions",
    "intake.cutting": "Many submissions",
    "intake.packs": "Many submissions",
    "files.streams": "Many submissions",
    "batch.manifest": "Batches",
    "batch.outputs": "Batches",
    "batch.workers": "Batches",
    "cli.batches": "Batches",
    "files.archives": "Archives",
    "definitions.edition_locks": "Locks",
    "files.bags": "Archives",
    "evidence.xml_text": "Evidence",
    "evidence.kinds": "Evidence",
    "evidence.reading": "Evidence",
    "evidence.readers.axe": "Evidence",
    "evidence.readers.capability_statement": "Evidence",
    "evidence.readers.carbon_txt": "Evidence",
    "evidence.readers.cyclonedx": "Evidence",
    "evidence.readers.openapi": "Evidence",
    "evidence.readers.sarif": "Evidence",
    "evidence.readers.scorecard": "Evidence",
    "evidence.readers.security_txt": "Evidence",
    "evidence.readers.x509": "Evidence",
    "evidence.readers.pdf": "Evidence",
    "evidence_pack.adding": "Evidence",
    "evidence_pack.appending": "Evidence",
    "evidence_pack.checking": "Evidence",
    "evidence_pack.registers": "Evidence",
    "selections.selecting": "Tenders and baselines",
    "selections.consistency": "Tenders and baselines",
    "reviewing.review_reader": "Reviews",
    "selections.procedure": "Tenders and baselines",
    "tendering.locking": "Locking a tender",
    "tendering.modifying": "Locking a tender",
    "cli.tender": "Decisions",
    "files.chain": "The log of a tender",
    "tendering.tender_log": "The log of a tender",
    "reviewing.log_days": "The log of a tender",
    "tendering.running_tender": "The log of a tender",
    "tendering.deciding": "Decisions",
    "reviewing.sheets": "Reviewers' sheets",
    "reviewing.returned_workbooks": "Reviewers' sheets",
    "tendering.merging": "Reviewers' sheets",
    "tendering.storytelling": "Reviewers' sheets",
    "tendering.price_files": "Prices",
    "tendering.price_workbooks": "Prices",
    "tendering.price_forms": "Prices",
    "tendering.opening": "Prices",
    "tendering.modelling": "Analysing weights",
    "tendering.missing": "What a final result still lacks",
    "tendering.record": "Records",
    "summaries.drafting": "Assessment summaries",
    "summaries.held_back": "Assessment summaries",
    "summaries.others_named": "Assessment summaries",
    "summaries.word": "Assessment summaries",
    "summaries.standstill": "Assessment summaries",
    "proving.examples": "Examples",
    "authoring.scaffolds": "Scaffolds",
    "authoring.lint_scaffolds": "Scaffolds",
    "documents.reader": "Kept results",
    "tendering.final_reader": "Kept results",
    "cli.finals": "Kept results",
    "office_files.guard": "Workbooks",
    "office_files.refusals": "Workbooks",
    "office_files.walking": "Workbooks",
    "office_files.beside_cells": "Workbooks",
    "office_files.grid": "Questionnaires",
    "questionnaire.filled": "Questionnaires",
    "questionnaire.rows": "Questionnaires",
    "interview.rows": "Questionnaires",
    "questionnaire.draft": "Questionnaires",
    "questionnaire.completing": "Questionnaires",
    "questionnaire.earlier": "Questionnaires",
    "lint.configuration": "Lint",
    "lint.running": "Lint",
    "cli.standards_lint": "Lint",
}
_ELSEWHERE = "Elsewhere"
_PACKAGE = Path(__file__).parent.parent
_TAKEN = ["rule", "message", "fix"]
"""What whatever says a problem takes, in this order: by this it is found."""
_OF_LINT = "rule.name"
"""A rule of lint has a page of its own."""
_IN_OTHER_WORDS = {
    "threshold": (
        "the result is less than the file of thresholds asks for",
        "see what `check` says of it, or change the threshold and say why",
    ),
    "minimum-of-price": (
        "an award criterion that is assessed by price has a minimum, and price points shut nobody out",
        "take it out; to name the most that you can pay, publish a `ceiling` with the price rule",
    ),
    "days-out-of-order": (
        "a day of the tender is before the one that it has to follow",
        "mend the one that is wrong",
    ),
    "no-such-revision": (
        "git does not give the library at that revision",
        "check that the revision is there, and that the folder was there then",
    ),
    "not-a-result": (
        "the file is not what `--format json` wrote, or was changed since, or is of another version",
        "make it again with `techassure assess … --format json`",
    ),
    "formula-without-value": (
        "a formula ended in an error such as `#N/A`, or was saved without what it comes to",
        "write the value itself, or mend the formula, and save it with a spreadsheet program",
    ),
    "review-of-nothing": (
        "a review is about a submission that was not read",
        "write supplier, product, version and lot as the submission has them",
    ),
    "not-in-rubric": (
        "a review gives points that are no step of the criterion's rubric, or says what no reviewer can",
        "write one of the steps; where there is no rubric, `met` or `not met`",
    ),
    "not-text": (
        "a workbook, a Word file, a PDF or an archive stands where text is read",
        "give a file of text, YAML or JSON; the message says which",
    ),
    "unknown-submission": (
        "no bid is called so, or more than one is",
        "write supplier, product, version and lot as the nearest bid has them, which the message names",
    ),
    "unread-clarification": (
        "a score was given by a sheet that does not show the answer to a clarification, because it went out before",
        "nothing, if the meeting weighs it: its sheet shows the answer, and who scored without it",
    ),
    "bid-set-aside": (
        "a bid on the sheet was withdrawn, disregarded, excluded, refused as late or disqualified: its scores are kept",
        "nothing; they count again only if the bid is `reinstated`",
    ),
    "column-not-read": (
        "what stands in a column is not read",
        "nothing, if it is a note of your own; answers and scores stand under their own headings",
    ),
    "wrong-format": ("an answer is not of the form that its fact names", "write it in [that format](fact-types.md)"),
    "wrong-value": ("a value cannot be read, or has the wrong shape", "write what the fix asks for"),
}
Known = Mapping[str, ast.expr]


class Said(NamedTuple):
    """One thing that the program says: the module that says it, the rule, the message and the fix."""

    module: str
    rule: str
    message: str
    fix: str


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield (
        "Every problem has a place (file, line, column), a rule, a message and a fix. All problems of a file are "
        "reported at once, and one bad submission never stops the others. `…` stands for what depends on the case."
    )
    yield ""
    found = collected()
    for title in [*dict.fromkeys(_ROOMS.values()), _ELSEWHERE]:
        said = [each for each in found if _ROOMS.get(each.module, _ELSEWHERE) == title]
        if said:
            yield f"## {title}"
            yield ""
            yield from table(("rule", "it says", "what to do"), _rows(said))


def _rows(said: Sequence[Said]) -> Iterator[tuple[str, str, str]]:
    for rule in sorted({each.rule for each in said}):
        ways = [each for each in said if each.rule == rule]
        messages = dict.fromkeys(sentence(each.message) for each in ways if each.message)
        fixes = dict.fromkeys(sentence(each.fix) for each in ways if each.fix)
        yield f"`{rule}`", "<br>".join(messages), "<br>".join(fixes)


@cache
def collected() -> tuple[Said, ...]:
    """Return every problem that the program can give; its source is read once."""
    found = [Said("files.yaml_text", "yaml-syntax", message, fix) for _, message, fix in yaml_text.TEACHING]
    paths = [path for path in sorted(_PACKAGE.rglob("*.py")) if path.parent != Path(__file__).parent]
    trees = {
        ".".join(path.relative_to(_PACKAGE).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }
    everywhere = {name: at for tree in trees.values() for name, at in says_at(tree).items() if name[0] != "_"}
    for module, tree in trees.items():
        found += said_in(module, tree, {**everywhere, **says_at(tree)})
    return tuple(dict.fromkeys(found))


def says_at(tree: ast.Module) -> dict[str, int]:
    """Return what says a problem, by its name, and which of what it takes is the rule."""
    made = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.ClassDef)]
    takes = [(each.name, _takes(each)) for each in made]
    says = {name: taken.index("rule") for name, taken in takes if _says(taken)}
    handed = {name: kind for each in made for name, kind in _parameters(each).items() if kind in says}
    return says | {name: says[kind] for name, kind in handed.items() if kind in _kinds_of_function(made)}


def _says(taken: Sequence[str]) -> bool:
    return any(taken[at : at + 3] == _TAKEN for at in range(len(taken)))


def _takes(made: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """Return the names of what a function, a class of values or a kind of function takes."""
    if isinstance(made, ast.FunctionDef):
        return [each.arg for each in (*made.args.posonlyargs, *made.args.args) if each.arg != "self"]
    called = [_takes(each) for each in made.body if isinstance(each, ast.FunctionDef) and each.name == "__call__"]
    return called[0] if called else [ast.unparse(each.target) for each in made.body if isinstance(each, ast.AnnAssign)]


def _kinds_of_function(made: Sequence[ast.FunctionDef | ast.ClassDef]) -> set[str]:
    return {each.name for each in made if isinstance(each, ast.ClassDef) and "Protocol" in map(ast.unparse, each.bases)}


def _parameters(within: ast.AST) -> dict[str, str]:
    """Return the parameters of a function, each with its type: what says a problem is handed on under other names."""
    taken = ast.walk(within.args) if isinstance(within, ast.FunctionDef) else ()
    return {each.arg: ast.unparse(each.annotation) for each in taken if isinstance(each, ast.arg) and each.annotation}


def said_in(module: str, tree: ast.Module, says: Mapping[str, int]) -> Iterator[Said]:
    """Yield what a module says.

    Raises:
        ValueError: which rule is meant does not stand where a problem is said, so the page would miss it.
    """
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    given = {
        each.name: node.value for each in functions for node in each.body if isinstance(node, ast.Return) and node.value
    }
    given |= {name: value for name, _, value in _assigned(tree)}
    for within in (tree, *functions):
        assigned = _assigned(within)
        once = {name: value for name, _, value in assigned if sum(name == each for each, _, _ in assigned) == 1}
        for call in _own(within):
            if isinstance(call, ast.Call) and (at := _rule_at(call, says)) is not None:
                rules = _rules(call.args[at], {**given, **once}, _parameters(within))
                if rules is None:
                    raise ValueError(f"{module}, line {call.lineno}: write which rule it is, where the problem is said")
                here = {**given, **{name: value for name, line, value in assigned if line <= call.lineno}}
                yield from _said(module, call, at, rules, here)


def _own(within: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a module or in a function, without what stands in functions inside."""
    for each in ast.iter_child_nodes(within):
        if not isinstance(each, ast.FunctionDef):
            yield each
            yield from _own(each)


def _assigned(within: ast.AST) -> list[tuple[str, int, ast.expr]]:
    """Return what each name of a module or function is set to, and on which line, in order."""
    found = []
    for node in _own(within):
        if isinstance(node, ast.Assign):
            names, values = _parts(node.targets[0]), _parts(node.value)
            pairs = zip(names, values, strict=True) if len(names) == len(values) else ()
            found += [(name.id, node.lineno, value) for name, value in pairs if isinstance(name, ast.Name)]
    return sorted(found, key=lambda each: each[1])


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _rule_at(call: ast.Call, says: Mapping[str, int]) -> int | None:
    """Return which argument of a call is the rule; None where it says no problem, or hands on a whole one."""
    at = says.get(_called(call))
    starred = any(isinstance(each, ast.Starred) for each in call.args)
    return at if at is not None and len(call.args) >= (at + 1 if starred else at + 3) else None


def _rules(node: ast.expr, known: Known, parameters: Collection[str]) -> list[str] | None:
    """Return the rules that an expression may be; none if it is handed on from elsewhere, None if it cannot be told."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        ways = [_rules(each, known, parameters) for each in (node.body, node.orelse)]
        return None if None in ways else [each for way in ways for each in way or ()]
    if isinstance(node, ast.Name) and node.id in known:
        return _rules(known[node.id], {key: value for key, value in known.items() if key != node.id}, parameters)
    name = ast.unparse(node)
    handed_on = name in parameters if name == "rule" else name.endswith(".rule")
    return [] if handed_on or name == _OF_LINT else None


def _said(module: str, call: ast.Call, at: int, rules: Sequence[str], known: Known) -> Iterator[Said]:
    texts = [_text(each, known) for each in call.args[at + 1 :]]
    for rule in rules:
        yield Said(module, rule, *_IN_OTHER_WORDS.get(rule, (*texts, "", "")[:2]))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _text(node: ast.expr, known: Known) -> str:
    """Return what an expression says, as far as it stands in the source; `…` for the rest."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = [_text(each, {}) if isinstance(each, ast.Constant) else "…" for each in node.values]
        return re.sub("…+", "…", "".join(parts))
    if isinstance(node, ast.IfExp):
        ways = (_text(node.body, known), _text(node.orelse, known))
        return ", or ".join(dict.fromkeys(filter(None, ways)))
    if isinstance(node, ast.Call) and _called(node) == "suggestion":
        otherwise = _text(node.args[2], known)
        return f"did you mean `…`? Else {otherwise}" if otherwise else "did you mean `…`?"
    if isinstance(node, ast.Call) and _called(node) in ("date_fix", "number_fix"):
        otherwise = _text(node.args[1], known) if len(node.args) > 1 else ANY_DAY
        return f"{otherwise}. What was meant is named where it can be told"
    if isinstance(node, ast.Call) and _called(node) == "get" and len(node.args) == 2:
        return _text(node.args[1], known)
    name = _called(node) if isinstance(node, ast.Call) else getattr(node, "id", "")
    return _text(known[name], {key: value for key, value in known.items() if key != name}) if name in known else ""
