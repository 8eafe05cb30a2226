"""A long list in a reason can be read in every form that a letter takes, and nothing of it is lost."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import ward_messages
import yaml
from test_lot_names import text_of

from techassure.definitions.model import Fact
from techassure.documents.document import validator
from techassure.explaining.long_lists import MOST_IN_A_LINE, head_and_items, one_a_line
from techassure.summaries import drafting, shape, withholding
from techassure.summaries.annex import Annex
from techassure.tendering import running_tender

OPTIONS = {f"o{number}": f"Option {number}, of many" for number in range(40)}
FACT = Fact(question="Which?", about="product", type="choices", options=OPTIONS)
LONG, SHORT = list(OPTIONS), list(OPTIONS)[:MOST_IN_A_LINE]
ITEMS = tuple(OPTIONS.values())


def line(keys: list[str]) -> str:
    return ", ".join(OPTIONS[each] for each in keys)


def told(said: str, value: Any) -> str:
    return one_a_line(said, {"t.f": FACT}, {"t.f": value})


def test_a_long_list_stands_one_item_a_line_after_its_sentence() -> None:
    head, items = head_and_items(told(f"Which? {line(LONG)}.", LONG))
    assert head == "Which? These 40:"
    assert items == ITEMS


def test_a_long_list_in_the_midst_of_a_sentence_leaves_the_sentence_whole() -> None:
    head, items = head_and_items(told(f"Left out were {line(LONG)}, which are asked for.", LONG))
    assert head == "Left out were these 40, which are asked for:"
    assert items == ITEMS


@pytest.mark.parametrize(
    "said", [f"Which? {line(SHORT)}.", "Nothing of the kind.", "By hand:\nfirst\n- second\n- third"]
)
def test_what_is_short_or_a_persons_own_stays_as_it_is(said: str) -> None:
    assert told(said, SHORT) == said
    assert head_and_items(said) == (said, ())


def test_equal_lists_stand_once() -> None:
    annex, said = Annex(), told(f"Which? {line(LONG)}.", LONG)
    assert annex.referring(said) == annex.referring(said) == "Which? These 40: see list 1, at the end of this letter."
    assert list(annex.lists()) == [(1, "Which? These 40", ITEMS)]


# --- a whole tender ---------------------------------------------------------------------------------------------------

EVALUATED = "accessibility.evaluated"


@cache
def options() -> dict[str, str]:
    return ward_messages.library().facts[EVALUATED].options or {}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The letters of the finished tender, had it asked for an evaluation of all 55 success criteria."""
    folder = ward_messages.copy(tmp_path_factory.mktemp("lists") / "tender")
    tender = (folder / "tender.yaml").read_text("utf-8")
    tender = tender.replace("editions:\n", 'editions:\n  wcag: "2.2 r2"\n')
    tender = tender.replace("gates:\n", "gates:\n  wcag/WCAG-1: none\n  wcag/WCAG-2: none\n  wcag/WCAG-8: none\n")
    (folder / "tender.yaml").write_text(tender.replace("CE-10: 3}", "CE-10: 3, wcag/WCAG-3: 3}"), "utf-8")
    path = folder / "submissions/alderfen/submission.yaml"
    given = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    given["answers"] |= {"product.is_web_or_mobile": "yes", EVALUATED: list(options()), "accessibility.results": []}
    report = {
        **given["evidence"][0],
        "id": "report",
        "kind": "accessibility.conformance_report",
        "product_version": "3.1.0",
    }
    path.write_text(yaml.safe_dump({**given, "evidence": [*given["evidence"], report]}), "utf-8")
    played = ward_messages.play(folder, anew=True)
    made, _ = drafting.drafts(running_tender.load(played, ward_messages.library()), None, [])
    return made


def named(letters: dict[str, Any], word: str) -> tuple[str, dict[str, Any]]:
    return next((name, each) for name, each in letters.items() if word in name)


@pytest.mark.parametrize("whose", ["alderfen", "brindlecote"])
def test_the_data_of_a_letter_has_every_item_on_a_line_of_its_own(letters: dict[str, Any], whose: str) -> None:
    made = named(letters, whose)[1]
    validator(shape.SummaryDocument).validate_python(made)
    scores = (made["winner"] or made["own"])["scores"]
    because = next(sub["because"] for each in scores for sub in each["sub_criteria"] if sub["id"] == "wcag/WCAG-3")
    assert [head_and_items(said)[1] for said in because if head_and_items(said)[1]] == [tuple(options().values())]
    assert max(len(each) for said in because for each in said.split("\n")) < 200


@pytest.mark.parametrize("whose", ["alderfen", "brindlecote"])
def test_the_word_file_refers_to_a_list_that_it_has_once(letters: dict[str, Any], whose: str, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="needs the extra `docx`")
    name, made = named(letters, whose)
    (tmp_path / "letter.docx").write_bytes(drafting.files({name: made})[f"{name}.docx"])
    text = text_of(tmp_path / "letter.docx")
    assert "These 55: see list 1, at the end of this letter." in text
    assert all(text.count(label) == 1 for label in options().values())
    assert text.index("List 1") > text.index("Questions")


def test_a_list_that_is_withheld_stands_nowhere(letters: dict[str, Any]) -> None:
    _, made = named(letters, "brindlecote")
    made = json.loads(json.dumps(made))
    withholding.withhold(made, "winner:scores:security:sub_criteria:wcag/WCAG-3:because", "A trade secret.")
    assert options()["1_4_10"] not in json.dumps(made)
    (part,) = [each for each in made["winner"]["scores"] if each["id"] == "security"]
    assert "A trade secret." in json.dumps(part)
