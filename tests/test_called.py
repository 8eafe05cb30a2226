"""A bidder is found in a text by what tells its name from others, however that is typed."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techassure.summaries.called import naming, words_of

MUELLER = ["Müller & Söhne Erfunden GmbH", "Einwilligung"]


def found(names: list[str], text: str, ordinary: str = "") -> list[str]:
    return naming(names, text, words_of([ordinary]))


@pytest.mark.parametrize(
    ("names", "text", "word"),
    [
        (MUELLER, "Better than Müller", "Müller"),
        (MUELLER, "Mueller was slower", "Mueller"),
        (MUELLER, "MULLER's tool", "MULLER"),
        (MUELLER, "Müller’s tool", "Müller"),
        (["Lateacre Fictional Ltd"], "unlike lateacre, it worked", "lateacre"),
        (["Tŷ Gwyn Pretend Health Cyf"], "Unlike Ty Gwyn's, fast.", "Gwyn"),
        (["O'Hara's Invented Systems Ltd"], "as with O’Hara", "O’Hara"),
        (["O'Hara's Invented Systems Ltd"], "as with OHara's", "OHara"),
        (["Straße Ltd"], "the STRASSE tool", "STRASSE"),
        (["Mueller Ltd"], "like Müller", "Müller"),
        (["Smith-Jones plc"], "Smith was slower", "Smith"),
        (MUELLER, "Mu\u0308ller was slower", "Müller"),
        (["Nightnotes"], "than nightnotes", "nightnotes"),
        (["Nightnote"], "the Nightnotes of others", "Nightnotes"),
        (["Zed"], "Zed was slower", "Zed"),
    ],
)
def test_a_word_that_tells_a_name_apart_is_found_as_it_is_written(names: list[str], text: str, word: str) -> None:
    assert found(names, text) == [word]


@pytest.mark.parametrize(
    "text", ["The system of the supplier is limited.", "Health solutions, Ltd.", "Version 7 in 2026", "Mull it over"]
)
def test_common_words_of_a_name_name_nobody(text: str) -> None:
    assert found(["Mueller Health Systems and Solutions Limited", "7 2026"], text) == []


def test_words_of_the_tenders_own_texts_name_nobody_by_themselves() -> None:
    assert found(["Consent Cloud Ltd"], "Patients give their consent.", "How do patients consent?") == []
    assert found(["Consent Cloud Ltd"], "Unlike Consent Cloud Ltd, it is fast.", "How do patients consent?")


@given(st.lists(st.text(), max_size=3), st.text())
def test_whatever_is_found_stands_in_the_text_or_is_a_whole_name(names: list[str], text: str) -> None:
    assert all(each in normalize("NFC", text) or each in names for each in found(names, text))


@given(st.sampled_from(["Lateacre", "Tŷ-Gwyn", "Müller", "O'Hara"]), st.text(alphabet=' .,;:!?()[]\n"', min_size=1))
def test_whatever_stands_around_it_a_name_is_found(name: str, around: str) -> None:
    assert found([name], f"{around}{name.upper()}{around}") == [name.upper()]
