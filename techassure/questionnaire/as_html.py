"""A questionnaire as one HTML page to print: boxes to tick and lines to write on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from techassure.questionnaire import paper
from techassure.questionnaire.known import Change, Known
from techassure.questionnaire.layout import HEAD
from techassure.questionnaire.paper import Line
from techassure.questionnaire.questions import Questionnaire
from techassure.questionnaire.wording import head_hint, is_asked

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1.5rem; max-width: 50rem; background: #fff; color: #212b32;
  font: 1rem/1.5 Arial, Helvetica, sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 3px solid #005eb8; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
section.q { margin: 0 0 1rem; padding: .75rem 0; border-bottom: 1px solid #aeb7bd; break-inside: avoid; }
p, ul { margin: .25rem 0; overflow-wrap: anywhere; } ul.boxes { padding: 0; list-style: none; }
.hint, .why { color: #4c6272; font-size: .875rem; } .status { font-weight: bold; }
.line { min-height: 1.6rem; border-bottom: 1px solid #4c6272; white-space: pre-wrap; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .3rem; border: 1px solid #768692; text-align: left; vertical-align: top; height: 1.4rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; }
  .scroll { overflow: visible; } }
@page { size: A4; margin: 1.5cm; }
"""


def render(asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> bytes:
    """Return the page as UTF-8; it asks nothing of any other place."""
    title = escape(f"Questionnaire: {asked.selection.title}")
    body = "\n".join([*_opening(asked, known, changes, notice), *_parts(asked, known)])
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    page = f"<head>{head}<title>{title}</title><style>{_STYLE}</style></head>"
    main = f"<body><main>\n<h1>{title}</h1>\n{body}\n</main></body>"
    return f'<!doctype html>\n<html lang="en-GB">{page}\n{main}</html>\n'.encode()


def _opening(asked: Questionnaire, known: Known, changes: Sequence[Change], notice: str) -> Iterator[str]:
    yield from (f'<p class="hint">{escape(text)}</p>' for text in (*paper.opening(asked), notice) if text)
    if changes:
        yield "<h2>What changed</h2><ul>"
        yield from (
            f"<li>{escape(f'{c.what}: {c.about}')} <span class=hint>{escape(c.detail)}</span></li>" for c in changes
        )
        yield "</ul>"
    yield "<h2>About the submission</h2>"
    for line in HEAD:
        if is_asked(line, asked, known):
            value = escape(known.head.get(line.key, ""))
            told = escape(head_hint(line, asked))
            yield f'<section class="q"><h3>{escape(line.label)}</h3><p class="hint">{told}</p>'
            yield f'<p class="line">{value}</p></section>'


def _parts(asked: Questionnaire, known: Known) -> Iterator[str]:
    for title, lines in paper.lines(asked, known):
        yield f"<h2>{escape(title)}</h2>"
        for line in lines:
            yield from _question(line)


def _question(line: Line) -> Iterator[str]:
    yield f'<section class="q"><h3>{line.number}. {escape(line.question)}</h3>'
    if line.hint:
        yield f'<p class="hint">{escape(line.hint)}</p>'
    if line.status:
        yield f'<p class="status">{escape(line.status)}</p>'
    if line.boxes:
        yield '<ul class="boxes">' + "".join(f"<li>{escape(box)}</li>" for box in line.boxes) + "</ul>"
    if line.header:
        yield _table(line)
    if line.text or not (line.boxes or line.header):
        yield f'<p class="line" dir="auto">{escape(line.text)}</p>'
    yield f'<p class="why">Asked for: {escape("; ".join(line.why))}. Key: {escape(line.key)}</p></section>'


def _table(line: Line) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in line.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in line.rows)
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
