"""The answers of a batch side by side: every submission's in the same order, so that all are looked up in one go."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate
from operator import getitem
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

from techassure.definitions.facts import NO_ANSWERS
from techassure.rows.codes import LONGEST, Codes
from techassure.rows.layout import picking
from techassure.rows.manners import Manner
from techassure.rows.shapes import WRITTEN, Shape, field_of

_ITS_OWN_CODE = frozenset({bool, UnsetType})


class Form:
    """The questions that a batch answers. ``asked`` are those that matter, by their manners.

    Of all others a form takes in those that were answered so far: a submission answers few of what may be asked.
    ``at`` says where each stands.
    """

    def __init__(self, codes: Mapping[str, Codes], may_be_asked: Container[str], asked: Iterable[str]) -> None:
        self._codes, self._may_be_asked = codes, may_be_asked
        self.names = list(asked)
        self.asked = [name for manner in Manner for name in self.names if codes[name].manner is manner]
        self._others: set[str] = set()
        self._arrange()

    def _arrange(self) -> None:
        """Put the questions in order; where each manner begins and ends is noted."""
        codes = self._codes
        self.at = {name: at for at, name in enumerate(self.names)}
        self.shape = Shape(self.names, [codes[name].manner for name in self.names])
        others = [[name for name in self.names if name in self._others and codes[name].manner is m] for m in Manner]
        inner = [[name for name in self.asked if codes[name].manner is manner] for manner in Manner]
        runs = [others[Manner.ANY_TEXT], *inner, *reversed(others[Manner.YES_NO :])]
        names = [name for run in runs for name in run]
        places = [self.at[name] for name in names]
        self._pick = picking(places)
        ends = list(accumulate(map(len, runs)))
        self._any, self._asked_any = slice(0, ends[1]), slice(ends[0], ends[1])
        self._yes_no = slice(ends[1], ends[2]), slice(ends[10], ends[11])
        self._read, self._more_read = slice(ends[2], ends[4]), slice(ends[8], ends[10])
        self._kept, self._more_kept = slice(ends[4], ends[6]), slice(ends[6], ends[8])
        self._number_fields = [field_of(self.at[name]) for name in names if codes[name].manner is Manner.NUMBER]
        self._memos = [codes[name] for name in names]

    def widen(self, answers: dict[str, Any]) -> bool:
        """Take in questions that were not answered before; tell whether there are any.

        All stand in the order of these answers from then on: a parser that meets them so finds each at once.
        """
        new = [name for name in answers if name not in self.at and name in self._may_be_asked]
        if not new:
            return False
        self._others.update(new)
        self.names = _in_order(self.names, [name for name in answers if name in self.at or name in self._others])
        self._arrange()
        return True

    def codes(self, given: Sequence[Any], is_plain: bool) -> list[Any]:
        """Return the codes of what was answered and matters; every answer is read.

        ``is_plain``: what of it is ASCII can be printed.

        Raises:
            Unusual: an answer is not what its question asks for.
            TypeError: it cannot be looked up, because it is written out with its parts.
        """
        raws = self._pick(given)
        found = [*self._texts(raws, is_plain), *self._yes_or_no(raws)]
        found += self._looked_up(raws, self._read)
        found += self._kept_apart(raws, self._kept)
        self._looked_up(raws, self._more_read)
        self._kept_apart(raws, self._more_kept)
        return found

    def given(self, answers: Any) -> Sequence[Any]:
        """Return answers in the order of their names: as they are written, written out, or unset."""
        return astuple(answers) if answers is not UNSET else [UNSET] * len(self.names)

    def numbers(self, answers: Any) -> list[Any]:
        """Return what was answered where a number is asked for."""
        return [getattr(answers, field) for field in self._number_fields] if answers is not UNSET else []

    def _looked_up(self, raws: Sequence[Any], part: slice) -> list[Any]:
        return list(map(getitem, self._memos[part], raws[part]))

    def _kept_apart(self, raws: Sequence[Any], part: slice) -> list[Any]:
        pairs = zip(self._memos[part], raws[part], strict=True)
        return [memo.nothing if raw is UNSET else memo.of(raw) for memo, raw in pairs]

    def _texts(self, raws: Sequence[Any], is_plain: bool) -> Iterable[Any]:
        """Return whether each text is there: one look at all of them says whether they are as they should be."""
        given = [each for each in raws[self._any] if each]
        together = "".join(given)
        printable = (is_plain and together.isascii()) or together.isprintable()
        short = len(together) <= LONGEST or max(map(len, given)) <= LONGEST
        if printable and short and NO_ANSWERS.isdisjoint(map(str.strip, given)):
            return map(bool, raws[self._asked_any])
        return self._looked_up(raws, self._any)[self._asked_any]

    def _yes_or_no(self, raws: Sequence[Any]) -> Sequence[Any]:
        """Return what is said of each question that asks for a yes or no: mostly that, and so its own code."""
        asked, others = (raws[part] for part in self._yes_no)
        if _ITS_OWN_CODE.issuperset(map(type, asked)) and _ITS_OWN_CODE.issuperset(map(type, others)):
            return asked
        self._looked_up(raws, self._yes_no[1])
        return self._looked_up(raws, self._yes_no[0])


def _in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    """Return names in an order; those that are not in it stay behind the ones that they follow."""
    found, known, before = list(order), set(order), ""
    for name in names:
        if name not in known:
            found.insert(found.index(before) + 1 if before else 0, name)
        before = name
    return found


def unwrapped(given: Iterable[Any], documents: Mapping[str, Any]) -> list[Any]:
    """Return answers without what stands beside them; the documents that they name are listed.

    This loop is where a batch spends much of its time.

    Raises:
        KeyError: a document is not listed.
    """
    found: list[Any] = []
    add = found.append
    each: Any
    for each in given:
        if type(each) not in WRITTEN:
            add(each)
            continue
        add(each.value)
        ids = each.evidence
        if ids is not UNSET:
            if len(ids) == 1:
                documents[ids[0]]
            else:
                _ = [documents[one] for one in ids]
    return found
