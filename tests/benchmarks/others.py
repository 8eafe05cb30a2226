"""`python -m tests.benchmarks.others`: the same checks of the same submissions in other engines, outcomes compared.

Every expectation of an edition (what applies, checks, bands, notes) compiles to two JSON Schemas, *holds* and *fails*.
They are given to each engine in its own language, with the typed answers of each submission; every truth must come out
alike. Ours finds in the same time the outcome of every criterion, with documents and provenance. CPU time, best of
turns; nothing is read from disk, and everything is compiled before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

from techassure.assessing import read_all
from techassure.calendar_days import day_number
from techassure.definitions import words
from techassure.definitions.words import Tree
from techassure.engine.assessor import Assessor
from techassure.submissions import Submission

from . import generator

Schema = dict[str, Any] | bool
Facts = dict[str, Any]
Truths = list[int]
Runner = Callable[[Facts], Truths]
_BOUNDS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_SIZES = {"minItems": ">=", "maxItems": "<="}


def parts(schema: Schema) -> Sequence[tuple[str, Any]]:
    """Return the keywords of a schema, those of an object as one that is called `has`."""
    if isinstance(schema, bool):
        return [("is", schema)]
    if "required" in schema:
        (name,) = schema["required"]
        return [("has", (name, schema["properties"][name]))]
    # Typed values are of their types already.
    return [(word, value) for word, value in schema.items() if word != "type"]


def truth(holds: bool, fails: bool) -> int:
    """Return 1, 0 or -1, as `words.truth` does."""
    return words.HOLDS if holds else words.FAILS if fails else words.OPEN


# --- the languages ----------------------------------------------------------------------------------------------------


def with_jsonschema(pairs: Sequence[tuple[Schema, Schema]]) -> Runner:
    """The `jsonschema` library: the schemas as they are."""
    import jsonschema

    made = [[jsonschema.Draft202012Validator(each).is_valid for each in pair] for pair in pairs]
    return lambda facts: [truth(holds(facts), fails(facts)) for holds, fails in made]


def cel(schema: Schema, at: str, names: Any) -> str:
    """Return a schema as an expression of the Common Expression Language about what stands at a place."""
    return " && ".join(_cel(word, value, at, names) for word, value in parts(schema)) or "true"


def _cel(word: str, value: Any, at: str, names: Any) -> str:
    literal = json.dumps(value, ensure_ascii=False) if word in ("const", "enum", "is") else ""
    if word == "has":
        key = json.dumps(value[0])
        return f"({key} in {at} && ({cel(value[1], f'{at}[{key}]', names)}))"
    if word in ("allOf", "anyOf"):
        return "(" + (" && " if word == "allOf" else " || ").join(f"({cel(each, at, names)})" for each in value) + ")"
    if word in ("contains", "items"):
        name = f"e{next(names)}"
        return f"{at}.{'exists' if word == 'contains' else 'all'}({name}, {cel(value, name, names)})"
    if word == "not":
        return f"!({cel(value, at, names)})"
    if word in _SIZES:
        return f"size({at}) {_SIZES[word]} {value}"
    return {"const": f"{at} == {literal}", "enum": f"{at} in {literal}", "is": literal}.get(word) or (
        f"{at} {_BOUNDS[word]} {value}"
    )


def with_cel(pairs: Sequence[tuple[Schema, Schema]]) -> Runner:
    """`cel-expr-python`: an expression a schema, the facts in one map."""
    from cel_expr_python import cel as language

    place = language.NewEnv(variables={"facts": language.Type.Map(language.Type.STRING, language.Type.DYN)})
    made = [[place.compile(cel(each, "facts", count())) for each in pair] for pair in pairs]

    def run(facts: Facts) -> Truths:
        given = place.Activation({"facts": facts})
        return [truth(holds.eval(given).value(), fails.eval(given).value()) for holds, fails in made]

    return run


def logic(schema: Schema, at: str) -> Any:
    """Return a schema as JSONLogic about what stands at a path; the dots of names are written otherwise."""
    return {"and": [_logic(word, value, {"var": at}, at) for word, value in parts(schema)] or [True]}


def _logic(word: str, value: Any, here: Any, at: str) -> Any:
    if word == "has":
        path = ".".join(filter(None, [at, plain(value[0])]))
        return {"and": [{"!==": [{"var": path}, None]}, logic(value[1], path)]}
    if word in ("allOf", "anyOf"):
        return {"and" if word == "allOf" else "or": [logic(each, at) for each in value]}
    if word == "contains":
        return {"some": [here, logic(value, "")]}
    if word == "items":
        return {"!": [{"some": [here, {"!": [logic(value, "")]}]}]}
    if word == "not":
        return {"!": [logic(value, at)]}
    if word == "enum":
        return {"in": [here, value]}
    if word in _SIZES:
        return {_SIZES[word]: [{"length": [here]}, value]}
    return {"===": [here, value]} if word == "const" else value if word == "is" else {_BOUNDS[word]: [here, value]}


def plain(name: str) -> str:
    """Return a name without dots, which JSONLogic takes for a path."""
    return name.replace(".", "__")


def with_datalogic(pairs: Sequence[tuple[Schema, Schema]]) -> Runner:
    """`datalogic-py`: a rule a schema, the facts parsed once for all of them."""
    import datalogic_py

    engine = datalogic_py.Engine()
    rules = [[engine.compile(logic(each, "")) for each in side] for side in zip(*pairs, strict=True)]
    session = engine.session()

    def run(facts: Facts) -> Truths:
        given = datalogic_py.DataHandle(json.dumps({plain(name): value for name, value in facts.items()}))
        holds, fails = (session.evaluate_many(side, given) for side in rules)
        session.reset()
        return [truth(*(each == "true" for each in both)) for both in zip(holds, fails, strict=True)]

    return run


class Rego:
    """Writes schemas as functions of one module of Rego."""

    def __init__(self) -> None:
        self.lines = ["package checks", "import rego.v1"]
        self._names = count()

    def function(self, schema: Schema) -> str:
        """Write a schema; return the name of its function."""
        name = f"f{next(self._names)}"
        bodies = [self._bodies(word, value) for word, value in parts(schema)] or [["true"]]
        if len(bodies) == 1:
            self.lines += [f"{name}(x) if {{ {body} }}" for body in bodies[0]]
        else:
            inner = []
            for each in bodies:
                inner.append(f"f{next(self._names)}")
                self.lines += [f"{inner[-1]}(x) if {{ {body} }}" for body in each]
            self.lines.append(f"{name}(x) if {{ {'; '.join(f'{each}(x)' for each in inner)} }}")
        return name

    def _bodies(self, word: str, value: Any) -> list[str]:
        if word == "has":
            return [f"v := x[{json.dumps(value[0])}]; {self.function(value[1])}(v)"]
        if word in ("allOf", "anyOf"):
            inner = [f"{self.function(each)}(x)" for each in value]
            return ["; ".join(inner)] if word == "allOf" else inner
        if word == "contains":
            return [f"some e in x; {self.function(value)}(e)"]
        if word == "items":
            return [f"every e in x {{ {self.function(value)}(e) }}"]
        if word == "not":
            return [f"not {self.function(value)}(x)"]
        if word in _SIZES:
            return [f"count(x) {_SIZES[word]} {value}"]
        literal = json.dumps(value, ensure_ascii=False)
        if word == "is":
            return ["true" if value else "false"]
        return [f"x {_BOUNDS.get(word) or {'const': '==', 'enum': 'in'}[word]} {literal}"]


def with_rego(pairs: Sequence[tuple[Schema, Schema]]) -> Runner:
    """`gordon-to-regorus`: one module of Rego, asked once a submission."""
    import regorus

    module = Rego()
    for at, pair in enumerate(pairs):
        for kind, schema in zip(("holds", "fails"), pair, strict=True):
            module.lines.append(f"{kind} contains {at} if {module.function(schema)}(input)")
    engine = regorus.Engine()
    engine.add_policy("checks.rego", "\n".join(module.lines))

    def run(facts: Facts) -> Truths:
        engine.set_input_json(json.dumps(facts))
        holds, fails = engine.eval_rule("data.checks.holds"), engine.eval_rule("data.checks.fails")
        return [truth(at in holds, at in fails) for at in range(len(pairs))]

    return run


OTHERS = {
    "jsonschema": with_jsonschema,
    "cel-expr-python": with_cel,
    "gordon-to-regorus": with_rego,
    "datalogic-py": with_datalogic,
}

# --- the comparison ---------------------------------------------------------------------------------------------------


class Bench:
    """Submissions read against an edition, the truths of its expectations, and their schemas."""

    def __init__(self, against: str, number: int) -> None:
        selection = generator.selection(against)
        self.assessor = Assessor(selection, day_number(generator.AS_OF) or 0)
        with tempfile.TemporaryDirectory() as made:
            read = read_all(selection, [generator.write(Path(made), number, against)], {})
            self.submissions = [each for each in read if isinstance(each, Submission)]
        self.trees: list[tuple[Any, Tree]] = [
            (plan, tree) for plan in self.assessor.criteria for tree in plan.member.definition.trees()
        ]
        self.pairs = [words.compiled(tree, self.assessor.days) for _, tree in self.trees]
        assessed = [self.assessor.assess(each) for each in self.submissions]
        self.facts = [self._facts(each.situation) for each in assessed]
        self.truths = [
            [words.truth(tree, plan.truth_in(each.situation.cells)) for plan, tree in self.trees] for each in assessed
        ]

    def _facts(self, situation: Any) -> Facts:
        """Return what is known of a submission: its typed answers, what is computed, the contract, its documents."""
        known = {**self.assessor.selection.contract, **situation.values}
        names = [fact.name for fact, cell in zip(self.assessor.facts, situation.cells, strict=True) if cell is not None]
        return {name: known.get(name, name) for name in names}

    def ours(self) -> float:
        """Return the seconds that every outcome of every submission takes."""
        begun = process_time()
        for each in self.submissions:
            self.assessor.assess(each)
        return process_time() - begun

    def theirs(self, run: Runner) -> float:
        """Return the seconds that the truths take; they must be ours."""
        begun = process_time()
        found = [run(facts) for facts in self.facts]
        taken = process_time() - begun
        for at, (theirs, ours) in enumerate(zip(found, self.truths, strict=True)):
            if theirs != ours:
                differ = next(which for which, pair in enumerate(zip(theirs, ours, strict=True)) if pair[0] != pair[1])
                where = f"submission {at + 1}, expectation {differ}"
                raise SystemExit(f"{where}: {theirs[differ]}, and ours is {ours[differ]}")
        return taken


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.others", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="submissions (200)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of which the best counts (3)")
    parser.add_argument("--against", default="dtac@2.0", help="the edition (dtac@2.0)")
    wanted = parser.parse_args()
    bench = Bench(wanted.against, wanted.count)
    said = f"{wanted.count} submissions, {len(bench.pairs)} expectations of {wanted.against}"
    print(f"{said}: {wanted.count * len(bench.pairs)} truths")
    for name, make in OTHERS.items():
        try:
            run = make(bench.pairs)
        except ImportError as missing:
            print(f"{name:<20} not installed: {missing}")
            continue
        pairs = [(bench.ours(), bench.theirs(run)) for _ in range(wanted.rounds)]
        ours, theirs = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
        each = 1e6 / wanted.count
        times = f"{theirs * each:9.0f} against {ours * each:6.0f} us a submission"
        print(f"{name:<20}{theirs / ours:8.1f} times ours {times}; every truth alike")


if __name__ == "__main__":
    main()
