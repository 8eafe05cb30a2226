"""What is said beside a question: help, why it is asked, and whether it is still needed."""

from __future__ import annotations

from techassure.definitions.model import Fact
from techassure.phrases import counted
from techassure.questionnaire import formulas
from techassure.questionnaire.known import Known
from techassure.questionnaire.layout import HeadLine
from techassure.questionnaire.questions import Question, Questionnaire, why
from techassure.questionnaire.relevance import is_closed
from techassure.selections.lot_names import lot_named


def condition(asked: Questionnaire, question: Question) -> str | None:
    """Return the formula that says when a question is not needed."""
    selection = asked.selection
    return formulas.not_needed(question.conditions, selection.facts, selection.days(asked.as_of))


def is_needed(asked: Questionnaire, known: Known, question: Question) -> bool:
    """Tell whether a question still matters, by what is answered already."""
    selection = asked.selection
    truth = formulas.truth(known.values, selection.facts, selection.days(asked.as_of))
    return not question.conditions or not is_closed(question.conditions, truth)


def hint(fact: Fact) -> str:
    """Return the help under a question: its hint, and the unit of a number."""
    unit = f"In {fact.unit}." if fact.unit and fact.unit != "year" else ""
    money = f"In {fact.currency or 'GBP'}." if fact.type == "money" else ""
    register = f"It is looked up in: {fact.register_.name}." if fact.register_ else ""
    issuer = f"Issued by: {fact.issued_by}." if fact.issued_by else ""
    return " ".join(part for part in (fact.hint, unit, money, issuer, register) if part)


def reasons(question: Question) -> list[str]:
    """Return why a question is asked: the criteria that it serves, what its answer opens, what has to back it."""
    said = why(question)
    if question.opens:
        said.append(f"Decides whether {counted(question.opens, 'criterion applies', 'criteria apply')}")
    if question.backed_by:
        said.append(f"Backed by: {', '.join(question.backed_by)}")
    return said


def head_hint(line: HeadLine, asked: Questionnaire) -> str:
    """Return what to write on a line about the submission; of the lot, the key of each with its title."""
    lots = asked.selection.lots
    if line.key != "lot" or not lots:
        return line.hint
    return f"{'; '.join(lot_named(lots, key) for key in lots)}. Write what stands before the brackets."


def is_asked(line: HeadLine, asked: Questionnaire, known: Known) -> bool:
    """Tell whether a line about the submission is asked: the lot only where there are lots, a price only if given."""
    return line.key in known.head or (line.asked and (line.key != "lot" or bool(asked.selection.lots)))
