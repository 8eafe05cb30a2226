"""Reads the answers of a submission: by fact or by a standard's own code, each of the type that its fact names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from techassure.definitions import facts as fact_types
from techassure.definitions.definition import is_asked
from techassure.definitions.facts import Unreadable
from techassure.definitions.model import Fact
from techassure.files.bounds import MOST_PROBLEMS
from techassure.files.places import Source
from techassure.intake.drafts import Draft
from techassure.intake.layers import Layer, Where
from techassure.intake.question_codes import Codes
from techassure.problems import Path, Problem, listing
from techassure.submissions import Document

_MEMO = 4096
_SHORT = 80
_ANSWER_KEYS = frozenset({"value", "evidence", "note"})
_Remembering = tuple[dict[str | bool, Any], fact_types.Reader]
"""What was read of a fact's answers before, and what reads another."""


class AnswerReader:
    """Reads the answers to the facts that a submission may be asked."""

    def __init__(self, facts: Mapping[str, Fact], codes: Codes) -> None:
        self._facts = facts
        self._codes = codes
        self._readers: dict[str, _Remembering] = {
            name: (_memo(fact.type), fact_types.reader(fact)) for name, fact in facts.items() if is_asked(name, fact)
        }

    def readers(self) -> Mapping[str, fact_types.Reader]:
        """Return what reads the answers of each fact that may be asked."""
        return {name: read for name, (_, read) in self._readers.items()}

    def take(self, layer: Layer, draft: Draft) -> None:
        """Take the answers of one file, in place of those to the same facts that were taken before."""
        readers, values = self._readers, draft.values
        if values:
            _forget(layer.file.answers, draft)
        by_code: dict[str, str] = {}
        for key, given in layer.file.answers.items():
            name, found = key, readers.get(key)
            if found is None:
                fact = self._fact_of_code(key, layer.source, draft)
                if fact is None or self._answered_twice(key, fact, layer, by_code, draft):
                    continue
                name, found = fact, readers[fact]
                if not _is_empty(given):
                    draft.backing.pop(name, None)
            raw = self._value(key, name, given, layer.source, draft) if isinstance(given, dict) else given
            memo = found[0]
            value = memo.get(raw) if raw.__class__ is str or raw.__class__ is bool else None
            if value is None and not fact_types.is_blank(raw):
                value = _read(raw, found)
                if value.__class__ is Unreadable and fact_types.says_nothing(value):
                    draft.unsaid[name] = value
                    values.pop(name, None)
                    continue
                if value.__class__ is Unreadable:
                    _refuse(layer.source, key, given, value, draft)
                    continue
            if value is not None:
                values[name] = value

    def _value(self, key: str, name: str, answer: Mapping[str, Any], source: Source, draft: Draft) -> Any:
        """Return the value of an answer that is written out as `{value, evidence, note}`, and take its other parts."""
        raw, ids = answer.get("value"), answer.get("evidence")
        if ids.__class__ is list and len(answer) == 2 + ("note" in answer) and raw is not None:
            draft.backing[name] = ids
        elif ids is not None or raw is None or len(answer) > 1:
            _parts(key, name, answer, source, draft)
        return raw

    def _answered_twice(self, key: str, fact: str, layer: Layer, by_code: dict[str, str], draft: Draft) -> bool:
        first = fact if fact in layer.file.answers else by_code.get(fact)
        by_code[fact] = key
        if first is None:
            return False
        message = f"`{key}` and `{first}` answer the same question"
        draft.problems.append(
            layer.source.problem(("answers", key), "answered-twice", message, "keep one", of_key=True)
        )
        return True

    def _fact_of_code(self, key: str, source: Source, draft: Draft) -> str | None:
        """Return the fact that a standard's own code asks for; None, with a problem, where there is no such fact."""
        codes = self._codes.of_standard(key.partition("/")[0]) if "/" in key else {}
        if codes.get(key):
            return codes[key]
        found = _not_asked(key, self._facts[key]) if key in self._facts else self._unknown(key, codes, draft)
        draft.problems.append(source.problem(("answers", key), found.rule, found.message, found.fix, of_key=True))
        return None

    def _unknown(self, key: str, codes: Mapping[str, str | None], draft: Draft) -> Unreadable:
        """Return why a name can be no answer: it is neither a fact nor a code that asks for one."""
        if "/" not in key:
            fix = draft.suggestion(key, self._readers, "`techassure questionnaire` lists what is asked")
            return Unreadable("unknown-fact", f"no fact is called `{key}`", fix)
        if key in codes:
            asked = [name for name in self._codes.facts_of(key) if name in self._readers]
            fix = f"answer what it asks by its own names: {listing(asked)}"
            return Unreadable("unknown-code", f"`{key}` does not ask for one fact", fix)
        fix = draft.suggestion(key, codes, "write it as `standard/code`, or answer by fact")
        return Unreadable("unknown-code", f"no standard has a question `{key}`", fix)


def _parts(key: str, name: str, answer: Mapping[str, Any], source: Source, draft: Draft) -> None:
    """Take the other parts of an answer that is written out as `{value, evidence, note}`."""
    if not answer.keys() <= _ANSWER_KEYS:
        for extra in sorted(answer.keys() - _ANSWER_KEYS):
            fix = draft.suggestion(extra, _ANSWER_KEYS, "an answer has `value`, `evidence` and `note`")
            message = f"`{extra}` is not a part of an answer"
            draft.problems.append(source.problem(("answers", key, extra), "unknown-key", message, fix, of_key=True))
    note = answer.get("note", "")
    if note is not None and not isinstance(note, str):
        where: Path = ("answers", key, "note")
        draft.problems.append(source.problem(where, "wrong-type", "`note` is not text", "write text, in quotes"))
    given = answer.get("evidence")
    if given:
        ids = [given] if isinstance(given, str) else given
        if isinstance(ids, list) and all(isinstance(each, str) for each in ids):
            draft.backing[name] = ids
        else:
            path: Path = ("answers", key, "evidence")
            fix = "write the ids of the documents as a list: `[id, id]`"
            draft.problems.append(source.problem(path, "wrong-type", "`evidence` is not a list of ids", fix))


def _forget(answers: Mapping[str, Any], draft: Draft) -> None:
    """Take away what backs a shared answer: a submission's own line replaces it whole, unless it is left empty."""
    for name, given in answers.items():
        if not _is_empty(given):
            draft.backing.pop(name, None)


def _is_empty(given: Any) -> bool:
    return fact_types.is_blank(given.get("value") if isinstance(given, dict) else given)


def _not_asked(key: str, fact: Fact) -> Unreadable:
    """Return why a fact cannot be answered: it is the contract's, computed, or the head's."""
    if fact.about == "contract":
        return Unreadable("contract-in-answers", f"`{key}` is for the tender to state", "take the answer out")
    if fact.derived:
        inputs = listing(list(fact.derived.inputs))
        return Unreadable("computed-fact", f"`{key}` is computed, not answered", f"answer {inputs} in its place")
    fix = "write it under `supplier` or `product`"
    return Unreadable("head-in-answers", f"`{key}` comes from the submission's head", fix)


def _memo(kind: str) -> dict[str | bool, Any]:
    """Return what is remembered of a type's readings at the start; a batch repeats options and dates without end."""
    return {True: True, False: False} if kind == "yes-no" else {}


def _read(raw: Any, found: _Remembering) -> Any:
    """Return the typed value of a raw answer, or why it has none; short text is remembered."""
    memo, read = found
    value = read(raw)
    if raw.__class__ is str and len(raw) <= _SHORT and value.__class__ is not Unreadable:
        if len(memo) >= _MEMO:
            memo.clear()
        memo[raw] = value
    return value


def _refuse(source: Source, key: str, answer: Any, found: Unreadable, draft: Draft) -> None:
    """Note what is wrong with an answer; of a table of which very much is, the first alone is placed."""
    inner: Path = ("value",) if isinstance(answer, dict) else ()
    every = (found, *found.others)
    for each in every[:MOST_PROBLEMS]:
        path: Path = ("answers", key, *inner, *each.path)
        draft.problems.append(source.problem(path, each.rule, each.message, each.fix, of_key=each.of_key))
    draft.unlisted += len(every[MOST_PROBLEMS:])


def unsaid(where: Where, draft: Draft) -> Iterator[Problem]:
    """Yield a warning for each text that says nothing, and that was not answered in another file after all."""
    for name, found in draft.unsaid.items():
        place = where.answer(name)
        if name not in draft.values and place is not None:
            message = f"`{name}` is not answered: {found.message}"
            yield Problem(place, found.rule, message, found.fix, "warning")


def unknown_documents(layers: Sequence[Layer], draft: Draft) -> Iterator[Problem]:
    """Yield a problem for each document that an answer names as its evidence, and that is not listed."""
    if _are_known(draft.backing.values(), draft.documents) or not all(map(_lists_evidence, layers)):
        return
    for layer in filter(_has_answers, layers):
        for key, given in layer.file.answers.items():
            ids = given.get("evidence") if isinstance(given, dict) else None
            if not isinstance(ids, str | list):
                continue  # Refused already, unless nothing is there.
            for index, each in enumerate([ids] if isinstance(ids, str) else ids):
                if not isinstance(each, str) or each not in draft.documents:
                    path: Path = ("answers", key, "evidence", *(() if isinstance(ids, str) else (index,)))
                    fix = draft.suggestion(str(each), draft.documents, "list it under `evidence`")
                    yield layer.source.problem(path, "unknown-document", f"no document is called `{each}`", fix)


def _lists_evidence(layer: Layer) -> bool:
    """Tell whether it can be seen which documents a file lists; else those that are missed may stand there."""
    return isinstance(layer.source.value, dict) and isinstance(layer.file.evidence, list)


def _has_answers(layer: Layer) -> bool:
    return isinstance(layer.file.answers, dict)


def _are_known(backing: Iterable[Sequence[str]], documents: Mapping[str, Document]) -> bool:
    """Tell whether every document that an answer names is there; a name that is no text is not."""
    try:
        return all(each in documents for ids in backing for each in ids)
    except TypeError:
        return False
