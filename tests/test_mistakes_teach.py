"""What an author is told of a mistake: where it is, in the author's own word, and what to write instead."""

from __future__ import annotations

import pytest
from builders import Small, written
from test_lint_mistakes import BASELINE_FILE, FACTS_FILE, HELP_FILE, TEST_FILE, library, position

from techassure.lint.running import lint

MISTAKES = {
    "a word of another language": (TEST_FILE, "{at_most: 7}", "{less_than: 7}", "less_than",
                                   "`less_than` is not a word", "did you mean `below`?"),
    "maximum": (HELP_FILE, "{at_most: 24}", "{max: 24}", "max", "`max` is not a word", "did you mean `at_most`?"),
    "or": (HELP_FILE, "{help.hours: {at_most: 24}}", "{or: [{help.hours: {at_most: 24}}]}", "or: [",
           "no fact is called `or`", "did you mean `any`? It takes a list of expectations"),
    "not with a list": (TEST_FILE, "{test.tester: {is: crest}}", "{not: [{test.tester: {is: own}}]}",
                        "[{test.tester", "`not` takes one expectation, and this is a list", "write `not: {any: […]}`"),
    "nothing expected": (TEST_FILE, "expect: {test.tester: {is: crest}}", "expect: {}", "{}",
                         "nothing is expected here", "write `{fact: {word: value}}`"),
    "a sentence expected": (TEST_FILE, "{every: {cvss: {at_most: 7}}}", "{every: mended}", "mended",
                            "`mended` is not an expectation", "write `{column: {word: value}}`"),
    "an operator": (HELP_FILE, "{help.hours: {at_most: 24}}", "help.hours <= 24", "help.hours <=",
                    "`help.hours <= 24` cannot be read", "write an expectation: `{fact: {word: value}}`"),
    "a column without every": (TEST_FILE, "{every: {cvss: {at_most: 7}}}", "{cvss: {at_most: 7}}", "cvss: {at_most",
                               "`cvss` is a column of `test.findings`, and not a word",
                               "write `every: {cvss: …}` or `some: {cvss: …}`"),
    "a column called by its table": (TEST_FILE, "{every: {cvss:", "{every: {test.findings.cvss:", "test.findings.cvss",
                                     "no column is called `test.findings.cvss`", "did you mean `cvss`?"),
    "one option, no list": (TEST_FILE, "{is: crest}", "{one_of: crest}", "crest}}\n", "`one_of` needs a list",
                            "write `[crest]`"),
    "a list for one option": (TEST_FILE, "{is: crest}", "{is: [crest, own]}", "[crest, own]}}\n",
                              "a list is not one option", "write one of `crest`, `own`, `none`, or use `one_of`"),
    "a value, no word": (HELP_FILE, "{help.hours: {at_most: 24}}", "{help.hours: 24}", "24}}\n",
                         "`help.hours` has no word", "write `{help.hours: {is: 24}}`, or another word for `is`"),
    "a number with its unit": (HELP_FILE, "{at_most: 24}", "{at_most: 24 hours}", "24 hours",
                               "`24 hours` is not a number", "write `24`, without the unit"),
    "a number with a sign": (HELP_FILE, "{at_most: 24}", "{at_most: 95%}", "95%", "`95%` is not a number",
                             "write `95` alone, if that is meant"),
    "a day as people write it": (TEST_FILE, "{within: 12 months}", "{on_or_after: 31/01/2026}", "31/01/2026",
                                 "`31/01/2026` is not a day", "write the date as `2026-01-31`, if that day is meant"),
    "a day that is another answer": (TEST_FILE, "{within: 12 months}", "{on_or_after: test.finished_on}",
                                     "test.finished_on}}\n    otherwise",
                                     "`test.finished_on` is another answer, and no check compares two",
                                     "compute a fact from both, `derived` by `days_between`, and check that"),
    "a number that is another answer": (HELP_FILE, "{at_most: 24}", "{at_most: help.hours}", "help.hours}}}\nexamples",
                                        "`help.hours` is another answer, and no check compares two",
                                        "compute a fact from both, `derived` by `difference`, and check that"),
    "a column that is another": (TEST_FILE, "{cvss: {at_most: 7}}", "{cvss: {at_most: title}}", "title}}}}\n",
                                 "`title` is another answer, and no check compares two",
                                 "ask in a column of its own what is to be checked in each row"),
    "silence taken for a failure": (TEST_FILE, "without: [test.finished_on], outcome: no answer",
                                    "without: [test.finished_on], outcome: not met",
                                    "not met, because: [recent]}\n    - {name: no report",
                                    "the case `no day` comes out as `no answer`, not as `not met` (because of "
                                    "`recent`)",
                                    "expect `no answer`: what is not answered fails no check, not even `provided`; "
                                    "or answer it here"),
    "weeks": (TEST_FILE, "{within: 12 months}", "{within: 52 weeks}", "52 weeks", "`52 weeks` is not a span of time",
              "write `364 days`"),
    "no blank after the colon": (HELP_FILE, "{at_most: 24}", "{at_most:24}", "}}}\nexamples",
                                 "`at_most:24` has no value", "put a blank after the colon: `at_most: 24`"),
    "no cases": (HELP_FILE, "  cases:\n", "  cases: []\n  others:\n", "[]\n", "`cases` is empty", "list at least one"),
    "a dash forgotten": (TEST_FILE, "  - id: outside\n", "    id: outside\n", "id: outside",
                         "`id` stands here a second time; the first is on line 13",
                         "keep one of the two, or begin the second item of the list with `- `"),
    "a list forgotten": (TEST_FILE, "because: [outside]}\n    - {name: nobody",
                         "because: outside}\n    - {name: nobody",
                         "outside}\n", "`outside` cannot be read", "write a list: `[outside]`"),
    "no source": (TEST_FILE, 'source:\n  clause: "3"\n  says: The product is tested every year.\n'
                  "  address: https://example.org/3\n  confidence: confirmed\n", "", "techassure: 1",
                  "`source` is missing", "add `source`, with `clause`, `says`, `address` and `confidence`"),
    "no confidence": (TEST_FILE, "  confidence: confirmed\n", "", "clause:", "`confidence` is missing",
                      "add `confidence: …`, one of `confirmed`, `secondary`, `background`, `unsure`"),
    "an unknown check": (TEST_FILE, "because: [outside]}\n    - {name: nobody",
                         "because: [outsid]}\n    - {name: nobody",
                         "outsid]", "no check is called `outsid`", "did you mean `outside`?"),
    "passed": (HELP_FILE, "{name: a day, with: {help.hours: 24}, outcome: met", "{name: a day, with: {help.hours: 24}, "
               "outcome: passed", "passed", "`passed` cannot be read", "did you mean `met`?"),
    "boolean": (FACTS_FILE, "question: Is it online?, about: product, type: yes-no",
                "question: Is it online?, about: product, type: boolean", "boolean", "`boolean` cannot be read",
                "did you mean `yes-no`?"),
    "supplier": (FACTS_FILE, "question: Is it online?, about: product", "question: Is it online?, about: supplier",
                 "supplier", "`supplier` cannot be read", "did you mean `bidder`?"),
    "one way only": (TEST_FILE, "evidence: {demands: documented, by: test.report}", "judged_by: person", "person",
                     "`person` cannot be read", "write `reviewer`"),
    "an example that proves nothing": (HELP_FILE, "{name: four hours, outcome: met, points: 2}",
                                       "{name: four hours, with: {help.hours: 4}, outcome: met}", "{name: four hours",
                                       "`four hours` tries what the usual case has tried", "change it, or take it out"),
    "gate and share": ("small/1/edition.yaml", "share: 1}", "share: 1, gate: requirement}", "{id: HELP",
                       "`HELP` does not hold together: a criterion has a `gate` or a `share`, never both",
                       "remove one"),
    "dates the wrong way round": ("small/1/edition.yaml", "selected_by",
                                  "in_force: {from: 2026-02-01, to: 2026-01-01}\nselected_by",
                                  "{from", "`in_force` does not hold together: `to` is before `from`",
                                  "exchange them"),
    "no list": (HELP_FILE, "bands:\n  - {points: 2, says: Within four hours., expect: {help.hours: {at_most: 4}}}\n"
                "  - {points: 1, says: Within a day., expect: {help.hours: {at_most: 24}}}\n",
                "bands: {id: first, points: 2}\n", "{id: first", "`bands` has the wrong shape",
                "write a list: `[…]`, or items that begin with `- `"),
    "a line too deep": ("small/1/edition.yaml", "title: Small\n", "title: Small\n  remarks: New.\n", ": New.",
                        "this line is read as more of the text above it", "align it with the keys above it"),
    "evidence in a word": (TEST_FILE, "evidence: {demands: documented, by: test.report}", "evidence: test.report",
                           "test.report\nexamples", "`test.report` cannot be read",
                           "write a mapping, with `demands`, `by`"),
    "errata in a sentence": ("small/1/edition.yaml", "sections:", "errata: It was wrong.\nsections:", "It was",
                             "`It was wrong.` cannot be read", "write a list: `[…]`, or items that begin with `- `"),
    "if": (TEST_FILE, "applies_when: {", "if: {", "if: {", "`if` is not a key here", "did you mean `applies_when`?"),
    "weight": ("small/1/edition.yaml", "share: 1}", "weight: 1}", "weight: 1", "`weight` is not a key here",
               "did you mean `share`?"),
    "required": (FACTS_FILE, "accepted: {type: yes-no, optional: yes}", "accepted: {type: yes-no, required: no}",
                 "required", "`required` is not a key here", "did you mean `optional`?"),
    "min": (FACTS_FILE, "type: number, from: 0, to: 72", "type: number, min: 0, to: 72", "min: 0",
            "`min` is not a key here", "did you mean `from`?"),
    "max, column": (FACTS_FILE, "type: document}", "type: document}\n  test.worst: {about: product, type: number, "
                    "derived: {function: max, from: [test.findings], column: cvss}}", "max, from",
                    "`max` cannot be read", "did you mean `column_max`?"),
    "of which column": (FACTS_FILE, "type: document}", "type: document}\n  test.worst: {about: product, type: number, "
                        "derived: {function: column_max, from: [test.findings]}}", "{function",
                        "`column_max` needs `column`", "add `column: …`, one of `title`, `cvss`, `accepted`, as "
                        "`docs/reference/fact-types.md` has it"),
    "a criterion without its standard": (BASELINE_FILE, "award_criteria:\n",
                                         "gates: {TEST: none}\naward_criteria:\n", "TEST",
                                         "no selected edition has a criterion `TEST`",
                                         "write it with its standard: `small/TEST`"),
    "in small letters": ("small/1/edition.yaml", "{id: HELP,", "{id: help,", "help,", "`help` has no file",
                         "did you mean `HELP`?"),
    "no columns": (FACTS_FILE, "    type: table\n    columns: {title: {type: text}, "
                   "cvss: {type: number, from: 0, to: 10}, accepted: {type: yes-no, optional: yes}}\n",
                   "    type: table\n", "question: Which findings",
                   "`test.findings` does not hold together: a table needs `columns`, and nothing else has them",
                   "add them, or correct the `type`"),
    "options in a list": (FACTS_FILE, "options: {crest: CREST, own: Own staff, none: No one}",
                          "options: [crest, own, none]", "[crest", "`options` has the wrong shape",
                          "write a mapping: `{crest: …, own: …, none: …}`"),
    "percent": (FACTS_FILE, "type: number, from: 0, to: 72", "type: percent, from: 0, to: 72", "percent",
                "`percent` cannot be read", "did you mean `number`?"),
    "no options": (FACTS_FILE, "type: choice, options: {crest: CREST, own: Own staff, none: No one}", "type: choice",
                   "{question: Who", "`test.tester` does not hold together: the type `choice` needs `options`",
                   "add `options: {key: label}`"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_teaches(small: Small, mistake: str) -> None:
    name, old, new, marker, message, fix = MISTAKES[mistake]
    root = library(small, name, old, new)
    found = lint(root).problems
    line, column = position((root / name).read_text(), marker)
    told = [(each.message, each.fix) for each in found if (each.place.line, each.place.column) == (line, column)]
    assert (message, fix) in told, found


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (TEST_FILE, "    otherwise: The tester", "    message: The tester"),
        ("small/1/edition.yaml", "{id: HELP,", "{id: help,"),
        (FACTS_FILE, "help.hours: {question", "help.hours: {text"),
    ],
)
def test_what_is_misspelt_is_not_missing_as_well(small: Small, name: str, old: str, new: str) -> None:
    assert len(lint(library(small, name, old, new)).problems) == 1


@pytest.mark.parametrize(
    ("old", "new", "marker", "message", "fix"),
    [
        ("[100, 100]", "100", "100, outcomes", "`100` cannot be read", "give the lowest and the highest: `[100, 100]`"),
        (
            "not applicable: [TEST]",
            "not met: [TEST]",
            "TEST]}",
            "`TEST` comes out as `not applicable`, not as `not met`",
            "change the definition, or what the example expects of it",
        ),
        ("[100, 100]", "[100]", "[100]", "`score` has too few values", "give the lowest and the highest: `[0, 100]`"),
        ("[100, 100]", "[1, 2, 3]", "[1, 2", "`score` has too many values", "list fewer"),
        ("met: others", "met: TEST", "TEST", "`TEST` cannot be read", "write a list: `[TEST]`, or `others`"),
    ],
)
def test_a_mistake_in_a_whole_example_teaches(
    small: Small, old: str, new: str, marker: str, message: str, fix: str
) -> None:
    root = library(small)
    text = WHOLE.replace(old, new)
    path = written(root / "small/1/examples/strong.yaml", text)
    line, column = position(text, marker)
    told = {(str(each.place), each.message, each.fix) for each in lint(root).problems}
    assert (f"{path}:{line}:{column}", message, fix) in told


WHOLE = """techassure: 1
example: strong
shows: All is well.
as_of: 2026-06-01
answers: {product.online: no, help.hours: 4}
expect: {verdict: compliant, score: [100, 100], outcomes: {met: others, not applicable: [TEST]}}
"""


SPOILT = {
    "of no type": ("type: choice, options", "type: choise, options", "`choise` cannot be read"),
    "stood twice": ("{question: Who tested?", "{question: Who?, question: Who tested?", "`question` stands here a"),
    "not computed": ("{question: Who tested?, about: product, type: choice, options: {crest: CREST, own: Own staff, "
                     "none: No one}}", "{about: product, type: number, derived: {function: row_count, from: "
                     "[test.report]}}", "`test.report` is of the type `document`"),
    "of no name": ("test.tester:", "test-tester:", "`test-tester` cannot be read"),
    "that was never closed": ("none: No one}}", "none: No one}", "a `{…}` is not closed"),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_fact_hides_nothing_but_what_follows_from_it(small: Small, spoilt: str) -> None:
    old, new, message = SPOILT[spoilt]
    root = library(small, FACTS_FILE, old, new)
    for name, one, other in ((TEST_FILE, "{within: ", "{at_mots: "), (BASELINE_FILE, "weight: 60", "weight: 70")):
        path = root / name
        path.write_text(path.read_text().replace(one, other))
    told = [each.message for each in lint(root).problems]
    named = () if "closed" in message else ("`at_mots` is not a word",)
    assert told[0] == "the weights add up to 110, not to 100"
    assert [message in told[1], *told[2:]] == [True, *named], told
