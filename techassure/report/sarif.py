"""A self-check as SARIF 2.1.0: every criterion is a rule, and what there is to act on is a result.

What is met or does not apply is named in the run's properties, and not as a result: code hosts show every result as an
alert, whatever its kind.
"""

from __future__ import annotations

from techassure.documents.document import AssessmentPart, Document, Part, SourcePart
from techassure.report import colophon, sentences
from techassure.report.entries import sarif
from techassure.report.entries.of_document import title, to_act_on
from techassure.report.markup import plain
from techassure.report.text import clean


def render(document: Document) -> bytes:
    """Return the log."""
    entries, notice = to_act_on(document), " ".join([*colophon.stamps(document), *document["notices"]])
    rules = [_rule(part, notice) for part in document["selection"]["criteria"]]
    others = sorted({each.rule for each in entries} - {rule["id"] for rule in rules} - {"verdict"})
    rules = [_short("verdict", "The verdict", notice), *rules, *(_short(name, name, notice) for name in others)]
    driver = {"name": title(document), "fullDescription": {"text": notice}}
    identity = {"id": f"{document['kind']}/{document['selection']['id']}/"}
    made = sarif.log(driver, rules, entries, automationDetails=identity, properties=_properties(document))
    return made.encode()


def _rule(part: SourcePart, notice: str) -> Part:
    """Return a criterion as a rule: what its source asks, and where that is written."""
    said, from_ = clean(part["says"]), f"{part['standard']} {part['edition']}, {part['clause']}"
    return {
        "id": sentences.key(part),
        "shortDescription": {"text": clean(part["title"])},
        "fullDescription": {"text": said},
        "helpUri": part["address"],
        "help": {
            "text": f"{said}\nSource: {clean(from_)}.\n{notice}",
            "markdown": f"{plain(said)}\n\nSource: {plain(from_)}.\n\n*{plain(notice)}*",
        },
        "properties": {"tags": [part["standard"], part["obligation"]]},
    }


def _short(name: str, title: str, said: str) -> Part:
    return {"id": name, "shortDescription": {"text": title}, "help": {"text": said}}


def _properties(document: Document) -> Part:
    """Return what a run says of itself, and what it found in order."""
    return {
        "notices": [*colophon.stamps(document), *document["notices"]],
        **{label.lower().replace(" ", "_"): value for label, value in colophon.rows(document)},
        "products": [
            {
                "product": sentences.in_full(document["selection"], one),
                "verdict": one["verdict"],
                **{name.replace(" ", "_"): _named(one, name) for name in ("met", "not applicable")},
            }
            for one in document["assessments"]
        ],
    }


def _named(one: AssessmentPart, outcome: str) -> list[str]:
    return [sentences.key(part) for part in one["criteria"] if part["outcome"] == outcome]
