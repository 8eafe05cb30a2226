"""`python.md`: the public names of the package as they stand in its source, with what their docstrings say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import techassure
from techassure.authoring.markdown import fenced, table

_PACKAGE = Path(__file__).parent.parent
_INTRODUCTION = (
    "`import techassure` gives these names and no others; everything else may move. A day that is given is a "
    "`datetime.date`; inside, days are the numbers of `date.toordinal()`. Scores are exact fractions, out of 100."
)
_RAISES = re.compile(r"\n*Raises:\n\s+(\w+): ")
_WIDE = 100


def lines() -> Iterator[str]:
    """Return the lines of the page."""
    yield from (_INTRODUCTION, "")
    found = public()
    yield from ("## Functions", "")
    for node in found:
        if isinstance(node, ast.FunctionDef):
            yield from _function(node)
    yield from ("## Classes", "")
    for node in found:
        if isinstance(node, ast.ClassDef):
            yield from _class(node)


def public() -> list[ast.FunctionDef | ast.ClassDef]:
    """Return what stands behind the public names, in their order."""
    homes = {alias.name: str(node.module) for node in ast.walk(_parsed("__init__")) if isinstance(node, ast.ImportFrom)
             for alias in node.names}  # fmt: skip
    return [_defined(name, homes[name].removeprefix("techassure.")) for name in techassure.__all__]


def _parsed(module: str) -> ast.Module:
    return ast.parse(_PACKAGE.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8"))


def _defined(name: str, module: str) -> ast.FunctionDef | ast.ClassDef:
    return next(
        node for node in _parsed(module).body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
    )


def _function(node: ast.FunctionDef) -> Iterator[str]:
    yield from (f"### `{node.name}`", "")
    yield from fenced(f"techassure.{_signature(node)}", "python")
    yield from (_said(node), "")


def _class(node: ast.ClassDef) -> Iterator[str]:
    yield from (f"### `{node.name}`", "")
    yield from (_said(node), "")
    rows = [*_fields(node), *_members(node)]
    if rows:
        yield from table(("name", "type", "it is"), rows)


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a dataclass or a named tuple, each with the docstring that stands beneath it."""
    for each, beneath in pairwise([*node.body, ast.Pass()]):
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield f"`{each.target.id}`", f"`{_plain(each.annotation)}`", _beneath(beneath)


def _beneath(statement: ast.stmt) -> str:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _members(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Yield the methods, and what is computed when it is asked for."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            called = each.name if each.decorator_list else f"{each.name}({_arguments(each)})"
            yield f"`{called}`", f"`{_plain(each.returns)}`", " ".join(_said(each).partition("\n\n")[0].split())


def _signature(node: ast.FunctionDef) -> str:
    """Return a function as it is called, on as many lines as that needs."""
    on_one = f"{node.name}({_arguments(node)}) -> {_plain(node.returns)}"
    if len(on_one) <= _WIDE:
        return on_one
    return "\n".join([f"{node.name}(", *(f"    {each}," for each in _parts(node)), f") -> {_plain(node.returns)}"])


def _arguments(node: ast.FunctionDef) -> str:
    return ", ".join(_parts(node))


def _parts(node: ast.FunctionDef) -> list[str]:
    """Return the arguments as they are written, without `self`."""
    taken = node.args
    first = len(taken.args) - len(taken.defaults)
    pairs = [(each, taken.defaults[at - first] if at >= first else None) for at, each in enumerate(taken.args)]
    made = [_argument(each, default) for each, default in pairs if each.arg != "self"]
    made += [f"*{_argument(taken.vararg, None)}"] if taken.vararg else ["*"] if taken.kwonlyargs else []
    return made + [_argument(*pair) for pair in zip(taken.kwonlyargs, taken.kw_defaults, strict=True)]


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    written = f"{argument.arg}: {_plain(argument.annotation)}" if argument.annotation else argument.arg
    return written if default is None else f"{written} = {ast.unparse(default)}"


def _plain(annotation: ast.expr | None) -> str:
    return "" if annotation is None else ast.unparse(annotation).replace("FilePath", "Path")


def _said(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return a docstring as Markdown."""
    return _RAISES.sub(r"\n\nRaises `\1`: ", ast.get_docstring(node) or "").replace("``", "`")
