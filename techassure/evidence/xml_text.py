"""XML, read without document types, entities or anything else that reaches outside; bounded, every element placed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from techassure.files.bounds import MOST_BYTES, MOST_LEVELS, MOST_NODES
from techassure.files.places import Source
from techassure.files.spans import Mapping, Sequence
from techassure.problems import Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType


def read(data: bytes, file: str) -> Source:
    """Return the document: `{root's name: its content}`.

    An element is a mapping of its attributes and children; one that has only a `value`, as in FHIR, is that value.
    What is repeated is a list. Names are without their namespace.

    Raises:
        ProblemsFound: it is not well-formed, has a document type, or is too large or too deep.
    """
    from xml.parsers import expat  # noqa: PLC0415 - few files are XML

    builder = _Builder(file, expat.ParserCreate(namespace_separator=" "))
    if len(data) > MOST_BYTES:
        raise ProblemsFound(
            [Problem(Place(file), "too-large", "the file is too large", "leave out what is not needed")]
        )
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        place = Place(file, error.lineno, error.offset + 1)
        said = expat.ErrorString(error.code)
        fix = "export it anew, as plain XML"
        raise ProblemsFound([Problem(place, "xml-syntax", f"this is not XML: {said}", fix)]) from None
    except (LookupError, ValueError):
        # What the codec says of an encoding that it does not know differs from version to version.
        message = "the encoding that is declared cannot be read"
        raise ProblemsFound([Problem(Place(file, 1, 1), "xml-encoding", message, "save it as UTF-8")]) from None
    return Source(file, builder.root)


class _Builder:
    """Builds mappings that know their places; an explicit stack, so that nesting costs no recursion."""

    def __init__(self, file: str, parser: XMLParserType) -> None:
        self.file = file
        self.root = Mapping()
        self._stack: list[tuple[str, Mapping, int, int]] = []
        self._nodes = 0
        self.parser = parser
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        self._refuse("document-type", "a document type is declared, which may hold entities", "remove `<!DOCTYPE …>`")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._nodes += 1 + len(attributes)
        if len(self._stack) >= MOST_LEVELS:
            self._refuse("too-deep", f"this is nested more than {MOST_LEVELS} levels deep", "flatten it")
        if self._nodes > MOST_NODES:
            self._refuse("too-many-values", f"the file holds more than {MOST_NODES} values", "split it")
        line, column = self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber
        made = Mapping()
        for name, value in attributes.items():
            _put(made, name.rpartition(" ")[2], value, line, column)
        self._stack.append((tag.rpartition(" ")[2], made, line, column))

    def _end(self, _: str) -> None:
        name, made, line, column = self._stack.pop()
        parent = self._stack[-1][1] if self._stack else self.root
        value = made["value"] if made.keys() - {"id"} == {"value"} else made
        _put(parent, name, value, line, column)

    def _refuse(self, rule: str, message: str, fix: str) -> None:
        place = Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        raise ProblemsFound([Problem(place, rule, message, fix)])


def _put(parent: Mapping, name: str, value: Any, line: int, column: int) -> None:
    span = (line, column, line, column)
    before = parent.get(name)
    if isinstance(before, Sequence):
        before.append(value)
        before.spans.append(span)
    elif name in parent:
        both = Sequence()
        both.extend([before, value])
        both.spans += [parent.spans[name], span]
        parent[name] = both
    else:
        parent[name] = value
        parent.spans[name] = span
