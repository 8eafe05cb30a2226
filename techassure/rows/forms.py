"""The answers of a batch side by side: every submission's in the same order, so that all are looked up in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import getitem, is_not, itemgetter
from typing import Any

from techassure.rows.codes import LONGEST, Codes, Unusual
from techassure.rows.manners import Manner

_NUMBERS = frozenset({int, float})
_VALUE_AND_ONE, _ALL_PARTS = 2, 3
"""How many parts an answer has that is written out: its value, a note, the documents that it names."""
_NONE: list[str] = []
ORDER = tuple(Manner)
"""The manners of the questions that matter; the others' stand around them, any text before and the rest behind."""


class Form:
    """The questions that a batch answers. ``asked`` are those that matter, by manner in `ORDER`.

    Of all others a form takes in those that were answered so far: a submission answers few of what may be asked.
    """

    def __init__(self, codes: Mapping[str, Codes], matters: Callable[[str], bool]) -> None:
        self._codes = codes
        self.asked = [name for manner in ORDER for name in codes if matters(name) and codes[name].manner is manner]
        self._others: dict[str, None] = {}
        self._arrange()

    def _arrange(self) -> None:
        """Put the questions in order; where each manner begins and ends is noted."""
        codes = self._codes
        inner = [[name for name in self.asked if codes[name].manner is manner] for manner in ORDER]
        outer = [[name for name in self._others if codes[name].manner is manner] for manner in ORDER]
        runs = [outer[Manner.ANY_TEXT], *inner, *reversed(outer[Manner.TEXT :])]
        names = [name for run in runs for name in run]
        ends = [sum(map(len, runs[: at + 1])) for at in range(len(runs))]
        self.at = {name: at for at, name in enumerate(names)}
        self._blank: dict[str, Any] = dict.fromkeys(names)
        self._pick = itemgetter(*names) if len(names) > 1 else lambda answers: [answers[name] for name in names]
        memos = [codes[name] for name in names]
        others, texts, read, yes_no, numbers, choices, tables, *_ = ends
        more_tables, more_choices, more_numbers, more_yes_no = ends[7:11]
        self._any, self._asked_any = slice(0, texts), slice(others, texts)
        self._yes_no = slice(read, yes_no), slice(more_numbers, more_yes_no)
        self._numbers = slice(yes_no, numbers), slice(more_choices, more_numbers)
        self._choices = slice(numbers, choices), slice(more_tables, more_choices)
        self._single, self._tables = slice(texts, choices), slice(choices, tables)
        self._more_tables, self._rest = slice(tables, more_tables), slice(more_tables, len(names))
        self._any_memos, self._single_memos, self._rest_memos = memos[self._any], memos[self._single], memos[self._rest]
        self._of_tables = [each.of_table for each in memos[self._tables]]
        self._of_more_tables = [each.of_table for each in memos[self._more_tables]]

    def given(self, answers: dict[str, Any]) -> Sequence[Any]:
        """Return the answers in the form's order, each as it is written or as the mapping that holds it; None: none.

        Raises:
            Unusual: something is answered that is not asked.
        """
        every = {**self._blank, **answers}
        if len(every) != len(self._blank):
            self._widen(answers)
            every = {**self._blank, **answers}
        return self._pick(every)  # type: ignore[no-any-return]

    def _widen(self, answers: dict[str, Any]) -> None:
        if not answers.keys() <= self._codes.keys():
            raise Unusual
        self._others |= dict.fromkeys(name for name in answers if name not in self._blank)
        self._arrange()

    def codes(self, raws: list[Any]) -> list[int]:
        """Return the codes of what was answered and matters; every answer is read.

        Raises:
            Unusual: an answer is not what its question asks for.
        """
        yes_no, more_yes_no = self._yes_no
        numbers, more_numbers = self._numbers
        if not _NUMBERS.isdisjoint(map(type, raws[yes_no] + raws[more_yes_no])):
            raise Unusual
        if bool in map(type, raws[numbers] + raws[more_numbers]):
            raise Unusual
        for part in self._choices:
            raws[part] = [tuple(each) if each.__class__ is list else each for each in raws[part]]
        texts = self._texts(raws)
        found = [*texts, *map(getitem, self._single_memos, raws[self._single])]
        found += [of(raw) for of, raw in zip(self._of_tables, raws[self._tables], strict=True)]
        list(map(getitem, self._rest_memos, raws[self._rest]))
        for of, raw in zip(self._of_more_tables, raws[self._more_tables], strict=True):
            of(raw)
        return found

    def _texts(self, raws: list[Any]) -> Sequence[int]:
        """Return whether each text is there: one look at all of them says whether they are as they should be."""
        given = [each for each in raws[self._any] if each is not None]
        try:
            together = "".join(given)
        except TypeError:
            together = "\0"
        plain = together.isprintable() and (len(together) <= LONGEST or max(map(len, given)) <= LONGEST)
        if plain and all(map(str.strip, given)):
            return list(map(is_not, raws[self._asked_any], repeat(None)))
        codes = list(map(getitem, self._any_memos, raws[self._any]))
        return codes[self._asked_any]


def unwrapped(raws: Iterable[Any], documents: Mapping[str, Any]) -> list[Any]:
    """Return answers without what stands beside them: documents, which must be listed, and notes.

    This loop is where a batch spends much of its time: it asks how many parts there are before it asks which.

    Raises:
        Unusual: something else stands beside an answer.
        KeyError, TypeError: so do these.
    """
    found = []
    add = found.append
    for each in raws:
        if each.__class__ is not dict:
            add(each)
            continue
        parts, ids = len(each), _NONE
        if parts == _ALL_PARTS or (parts == _VALUE_AND_ONE and "note" in each):
            if each["note"].__class__ is not str:
                raise Unusual
            if parts == _ALL_PARTS:
                ids = each["evidence"]
        elif parts == _VALUE_AND_ONE:
            ids = each["evidence"]
        elif parts != 1:
            raise Unusual
        if ids.__class__ is not list:
            raise Unusual
        for name in ids:
            documents[name]
        add(each["value"])
    return found
