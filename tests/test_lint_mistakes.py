"""Mistakes that authors make, each in a library where lint finds nothing else: caught by name, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import Small, written

from techassure.lint.running import lint

FACTS = """
  test.finished_on: {question: On what day did the test finish?, about: product, type: date}
  test.tester:
    {question: Who tested?, about: product, type: choice, options: {crest: CREST, own: Own staff, none: No one}}
  test.findings:
    question: Which findings are open?
    about: product
    type: table
    columns: {title: {type: text}, cvss: {type: number, from: 0, to: 10}, accepted: {type: yes-no, optional: yes}}
  test.report: {question: Attach the report., about: product, type: document}
  product.online: {question: Is it online?, about: product, type: yes-no}
  help.hours: {question: How soon is help given?, about: product, type: number, from: 0, to: 72, unit: hours}
"""
TEST = """techassure: 1
id: TEST
title: A recent test finds nothing serious
obligation: policy
binds: manufacturer
source:
  clause: "3"
  says: The product is tested every year.
  address: https://example.org/3
  confidence: confirmed
applies_when: {product.online: {is: yes}}
checks:
  - id: recent
    expect: {test.finished_on: {within: 12 months}}
    otherwise: The last test finished on {test.finished_on}.
    fix: Commission a new test.
  - id: outside
    expect: {test.tester: {is: crest}}
    otherwise: The tester is {test.tester}.
    fix: Have it done by an accredited company.
  - id: nothing-serious
    expect: {test.findings: {every: {cvss: {at_most: 7}}}}
    otherwise: "{failing.count} findings are serious."
    fix: Mend them.
evidence: {demands: documented, by: test.report}
examples:
  as_of: 2026-06-01
  usual: {product.online: yes, test.finished_on: 2026-01-15, test.tester: crest, test.findings: []}
  cases:
    - {name: a year to the day, with: {test.finished_on: 2025-06-01}, outcome: met}
    - {name: a day too old, with: {test.finished_on: 2025-05-31}, outcome: not met, because: [recent]}
    - {name: finished today, with: {test.finished_on: 2026-06-01}, outcome: met}
    - {name: to finish tomorrow, with: {test.finished_on: 2026-06-02}, outcome: not met, because: [recent]}
    - {name: own staff, with: {test.tester: own}, outcome: not met, because: [outside]}
    - {name: nobody, with: {test.tester: none}, outcome: not met, because: [outside]}
    - {name: on the edge, with: {test.findings: [{title: A, cvss: 7}]}, outcome: met}
    - name: over the edge
      with: {test.findings: [{title: A, cvss: 7}, {title: B, cvss: 8}]}
      outcome: not met
      because: [nothing-serious]
    - {name: no day, without: [test.finished_on], outcome: no answer, because: [recent]}
    - {name: no report, documents: missing, outcome: no answer, because: []}
    - {name: offline, with: {product.online: no}, outcome: not applicable}
"""
HELP = """techassure: 1
id: HELP
title: Help comes within a day
obligation: policy
binds: manufacturer
source: {clause: "4", says: Help is given quickly., address: https://example.org/4, confidence: confirmed}
bands:
  - {points: 2, says: Within four hours., expect: {help.hours: {at_most: 4}}}
  - {points: 1, says: Within a day., expect: {help.hours: {at_most: 24}}}
examples:
  as_of: 2026-06-01
  usual: {help.hours: 4}
  cases:
    - {name: four hours, outcome: met, points: 2}
    - {name: a little more, with: {help.hours: 4.1}, outcome: met, points: 1}
    - {name: a day, with: {help.hours: 24}, outcome: met, points: 1}
    - {name: more than a day, with: {help.hours: 24.1}, outcome: not met, points: 0}
    - {name: not said, without: [help.hours], outcome: no answer, points: [0, 2]}
"""
EDITION = """techassure: 1
standard: small
edition: "1"
revision: 1
title: Small
status: in-force
selected_by: as-of
sections:
  - {id: "1", title: One, domain: cyber-security, criteria: [{id: TEST, gate: requirement}]}
  - {id: "2", title: Two, domain: usability, criteria: [{id: HELP, share: 1}]}
"""
BASELINE = """techassure: 1
baseline: usual
title: The usual
editions: {small: 1 r1}
award_criteria:
  help: {title: Help, weight: 60, domain: usability}
  social-value: {title: Social value, weight: 10, assessed_by: elsewhere}
  price: {title: Price, weight: 30, assessed_by: price}
reasons: {help: It is needed., social-value: The NHS asks for it., price: Below half.}
"""
TEST_FILE, HELP_FILE = "small/1/criteria/TEST.yaml", "small/1/criteria/HELP.yaml"
BASELINE_FILE, FACTS_FILE = "baselines/usual.yaml", "facts/questions.yaml"

MISTAKES = {
    "misspelt fact": (TEST_FILE, "{test.finished_on: {within", "{test.finished: {within", "unknown-fact",
                      "test.finished:"),
    "misspelt option": (TEST_FILE, "{is: crest}", "{is: crst}", "unknown-option", "crst"),
    "wrong column": (TEST_FILE, "{every: {cvss:", "{every: {score:", "unknown-column", "score:"),
    "misspelt word": (TEST_FILE, "{at_most: 7}", "{at_mots: 7}", "unknown-word", "at_mots"),
    "word of another type": (TEST_FILE, "{within: 12 months}", "{at_most: 12}", "word-does-not-fit", "at_most: 12"),
    "unit forgotten": (TEST_FILE, "within: 12 months", "within: 12", "wrong-type", "12}"),
    "threshold off the scale": (TEST_FILE, "{at_most: 7}", "{at_most: 70}", "out-of-range", "70"),
    "curly quotes": (TEST_FILE, "{is: crest}", "{is: “crest”}", "curly-quotes", "“crest”"),
    "deleted question": (FACTS_FILE, "  product.online: {question: Is it online?, about: product, type: yes-no}\n", "",
                         "unknown-fact", (TEST_FILE, "product.online: {is")),
    "false for no": (TEST_FILE, "{is: yes}", "{is: False}", "wrong-type", "False"),
    "below for at most": (TEST_FILE, "{at_most: 7}", "{below: 7}", "example-differs", "met}\n    - name: over"),
    "below for at most, not tried": (HELP_FILE, "{help.hours: {at_most: 24}}", "{help.hours: {below: 24.05}}",
                                     "boundary-not-exercised", "below"),
    "bands the wrong way round": (HELP_FILE, "at_most: 4}", "at_most: 48}", "band-never-reached",
                                  "{help.hours: {at_most: 24"),
    "bounds the wrong way round": (HELP_FILE, "{at_most: 24}", "{at_least: 24, at_most: 5}", "band-never-reached",
                                   "{help.hours: {at_least"),
    "all options": (TEST_FILE, "{is: crest}", "{one_of: [crest, own, none]}", "check-always-holds", "one_of"),
    "a check copied": (TEST_FILE, "  - id: outside\n", "  - {id: old, expect: {test.finished_on: {within: 2 years}}, "
                       "otherwise: It is old., fix: Test.}\n  - id: outside\n", "check-implied-by-another",
                       "{test.finished_on: {within: 2"),
    "weights that miss the price": (BASELINE_FILE, "weight: 60", "weight: 70", "weights-do-not-add-up", "help: {title"),
    "comma in braces": (TEST_FILE, "title: A recent test finds nothing serious", "title: {A test, finds nothing}",
                        "key-without-value", ", finds nothing"),
    "criterion not listed": ("small/1/edition.yaml", "[{id: TEST, gate: requirement}]", "[]", "criterion-not-listed",
                             (TEST_FILE, None)),
}  # fmt: skip


def library(small: Small, changed: str = "", old: str = "", new: str = "") -> Path:
    """Write the library, with one text changed in one file."""
    small.facts = FACTS
    small.library()
    facts = (small.root / FACTS_FILE).read_text()
    files = {
        FACTS_FILE: facts,
        "small/1/edition.yaml": EDITION,
        TEST_FILE: TEST,
        HELP_FILE: HELP,
        BASELINE_FILE: BASELINE,
    }
    for name, text in files.items():
        assert name != changed or text.count(old) == 1
        written(small.root / name, text.replace(old, new) if name == changed else text)
    return small.root


def position(text: str, marker: str) -> tuple[int, int]:
    at = text.index(marker)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def test_nothing_is_found_before_a_mistake_is_made(small: Small) -> None:
    assert lint(library(small)).problems == ()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_caught_by_name_at_its_place(small: Small, mistake: str) -> None:
    name, old, new, rule, marker = MISTAKES[mistake]
    root = library(small, name, old, new)
    found = [each for each in lint(root).problems if each.rule == rule]
    where, text = marker if isinstance(marker, tuple) else (name, marker)
    places = [(each.place.line, each.place.column) for each in found if each.place.file == str(root / where)]
    assert (position((root / where).read_text(), text) if text else (0, 0)) in places, found
    assert all(each.fix for each in found)
