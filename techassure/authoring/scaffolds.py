"""The files that a new standard, edition, criterion or fact needs: they load, and their examples come out as they say.

What has to be written by a person begins with `TO DO`. Nothing is ever overwritten: a file that is there already is
refused, or added to at its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from itertools import count
from pathlib import Path as FilePath

from techassure.authoring.samples import Sample, sample_of
from techassure.definitions.library import LIBRARY_FILE, Library, load_library
from techassure.definitions.model import EditionFile, Fact, FactsFile, TypeName
from techassure.files.doors import enter
from techassure.files.places import Source, file_bytes, read_yaml, relative
from techassure.problems import Place, Problem, ProblemsFound, listing, suggestion
from techassure.selections.selection_file import SelectionFile
from techassure.version import LANGUAGE

Files = dict[FilePath, str]
"""The whole text of each file to be written."""

_HEAD = f"techassure: {LANGUAGE}\n"
_LIBRARY = f"{_HEAD}builds_on: techassure\n"
_STANDARD = (
    _HEAD
    + """\
standard: {name}
title: TO DO, the title of the standard
publisher: TO DO, who publishes it
address: https://example.org/to-do
licence: TO DO, the licence of the standard and that of this encoding
unofficial: TO DO, whether the publisher endorses this encoding
"""
)
_NAMING = ("standard", "edition", "title")
_TITLE = "title: TO DO, the title of the edition with its date\n"
_EDITION = (
    _HEAD
    + """\
standard: {standard}
edition: "{edition}"
revision: 1
title: TO DO, the title of the edition with its date
status: draft
selected_by: as-of
sections:
  - id: "1"
    title: TO DO, the title of the part
    domain: oversight
    criteria:
      - {{id: {criterion}}}
"""
)
_CRITERION = (
    _HEAD
    + """\
id: {id}
title: TO DO, what is wanted
obligation: voluntary
binds: manufacturer
source:
  clause: "{id}"
  says: TO DO, what clause {id} says, in your own words.
  address: https://example.org/to-do
  confidence: unsure
checks:
  - id: first
    expect: {{{fact}: {{{word}: {wanted}}}}}
    otherwise: TO DO, what is wrong, as a sentence.
    fix: TO DO, what the supplier should do.
examples:
  as_of: 2026-06-01
  usual: {{{fact}: {usual}}}
  cases:
{cases}"""
)
_FACT = """\
  {name}:
    question: TO DO, the question as a person reads it?
    about: product
    type: {type}
"""
_PARTS: Mapping[str, str] = {
    "choice": "    options: {first: TO DO the first option, second: TO DO the second option}\n",
    "choices": "    options: {first: TO DO the first option, second: TO DO the second option}\n",
    "table": "    columns:\n      name: {type: text}\n",
}
_NAMES = {
    "standard": re.compile(r"[a-z0-9][a-z0-9-]*\Z"),
    "baseline": re.compile(r"[a-z0-9][a-z0-9-]*\Z"),
    "edition": re.compile(r"[a-z0-9][a-z0-9-]*@[A-Za-z0-9][A-Za-z0-9.-]*\Z"),
    "criterion": re.compile(r"[a-z0-9][a-z0-9-]*@[A-Za-z0-9][A-Za-z0-9.-]*/[A-Za-z0-9][A-Za-z0-9.-]*\Z"),
    "fact": re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z"),
}
_SHAPES = {
    "standard": "help-desk",
    "baseline": "our-board",
    "edition": "help-desk@1",
    "criterion": "help-desk@1/H1",
    "fact": "help_desk.hours",
}


def checked(kind: str, name: str) -> str:
    """Return the name if it is one of its kind.

    Raises:
        ProblemsFound: it is not.
    """
    if not _NAMES[kind].match(name):
        message = f"`{name}` is not the name of a new {kind}"
        raise ProblemsFound([Problem(Place(name), "wrong-name", message, f"write it like `{_SHAPES[kind]}`")])
    return name


def new_library(root: FilePath) -> Files:
    """Return what makes a folder a library that builds on the packaged one; nothing where it is one already."""
    there = (root / LIBRARY_FILE).exists() or (root / "facts").is_dir()
    return {} if there else {root / LIBRARY_FILE: _LIBRARY}


def library_with(root: FilePath, made: Files) -> Library:
    """Return the library in a folder; the one that it will be where what makes it one is not written yet."""
    if not made:
        return load_library(root)
    base = load_library()
    return Library(root, base.entries, base)


def new_standard(library: Library, name: str) -> Files:
    """Return a standard with a first edition, which has one criterion that asks one fact."""
    _must_be_free(name, library.base.standards() if library.base else ())
    files = {library.root / checked("standard", name) / "standard.yaml": _STANDARD.format(name=name)}
    return _unwritten({**files, **new_edition(library, f"{name}@1", None, of_new_standard=True)})


def new_baseline(library: Library, name: str, model: str | None) -> Files:
    """Return a baseline that begins as a copy of another: the same editions, gates and weights, with their reasons."""
    known = library.baselines()
    _must_be_free(checked("baseline", name), library.base.baselines() if library.base else ())
    if model not in known:
        message = f"no baseline is called `{model}`" if model else "a baseline begins as a copy of another"
        fix = suggestion(model or "", known, f"say `--from` with one of {listing(list(known), 20)}")
        raise ProblemsFound([Problem(Place(name), "unknown-baseline", message, fix)])
    page = _without(file_bytes(known[model]).decode("utf-8"), "baseline", "title", "because")
    because = f"because: TO DO, why it differs from the baseline {model}\n"
    page = _begun(page, f"baseline: {name}\ntitle: TO DO, what is bought\n{because}")
    path = library.root / "baselines" / f"{name}.yaml"
    _must_read(path, page, lambda made: enter(SelectionFile, made).baseline == name)
    return _unwritten({path: page})


def new_edition(library: Library, name: str, model: str | None, *, of_new_standard: bool = False) -> Files:
    """Return a draft edition: a copy of the edition ``model``, or one with a single criterion."""
    standard, _, edition = checked("edition", name).partition("@")
    folder = library.root / standard / edition
    if not of_new_standard and not (library.root / standard / "standard.yaml").is_file():
        fix = f"begin with `techassure standards new standard {standard}`"
        raise ProblemsFound([Problem(Place(name), "unknown-standard", f"no standard is called `{standard}`", fix)])
    if (folder / "edition.yaml").exists():
        message = f"the edition `{name}` is there already"
        fix = f"give the new one another name, such as `{_next(library, standard)}`"
        raise ProblemsFound([Problem(Place(name), "file-exists", message, fix)])
    if model:
        return _unwritten(_copied(library, model, folder))
    page = _EDITION.format(standard=standard, edition=edition, criterion="C1")
    fact = f"{_topic(standard)}.c1"
    facts = {} if fact in library.facts else new_fact(library, fact, "yes-no")
    criterion = folder / "criteria" / "C1.yaml"
    return {**_unwritten({folder / "edition.yaml": page, criterion: criterion_page("C1", fact, _YES)}), **facts}


def _next(library: Library, standard: str) -> str:
    """Return the name of an edition that is not there yet."""
    taken = {name.rpartition("@")[2] for name in library.names() if name.startswith(f"{standard}@")}
    return f"{standard}@{next(number for number in count(len(taken) + 1) if str(number) not in taken)}"


def new_criterion(library: Library, name: str, fact: str | None, section: str | None) -> Files:
    """Return a criterion of an edition, its line there, and the fact that it asks where that is new."""
    edition, _, criterion = checked("criterion", name).partition("/")
    page = _own_edition(library, edition)
    asked = fact or f"{_topic(edition.partition('@')[0])}.{re.sub(r'[^a-z0-9]', '_', criterion.lower())}"
    facts: Files = {}
    sample = _YES
    if asked in library.facts:
        sample = sample_of(library.facts[asked])
    elif fact:
        fix = suggestion(fact, library.facts, f"begin with `techassure standards new fact {fact}`")
        raise ProblemsFound([Problem(Place(name), "unknown-fact", f"no fact is called `{fact}`", fix)])
    else:
        facts = new_fact(library, asked, "yes-no")
    folder = library.folder(edition)
    made = _unwritten({folder / "criteria" / f"{criterion}.yaml": criterion_page(criterion, asked, sample)})
    return {**made, folder / "edition.yaml": _listed(folder / "edition.yaml", page, criterion, section), **facts}


def new_fact(library: Library, name: str, kind: TypeName) -> Files:
    """Return the file of the fact's topic with the new fact at its end."""
    if checked("fact", name) in library.facts:
        first = library.entries[name].source.file if name in library.entries else "the program"
        message = f"the fact `{name}` is there already, in `{first}`"
        raise ProblemsFound([Problem(Place(name), "fact-defined-twice", message, "use it, or choose another name")])
    topic = name.partition(".")[0]
    path = library.root / "facts" / f"{topic}.yaml"
    head = f"{_HEAD}topic: TO DO, what the questions are about\nfacts:\n"
    before = file_bytes(path).decode("utf-8").rstrip("\n") + "\n" if path.is_file() else head
    text = before + _FACT.format(name=name, type=kind) + _PARTS.get(kind, "")
    _must_read(path, text, lambda source: name in enter(FactsFile, source).facts)
    return {path: text}


# --- parts ----------------------------------------------------------------------------------------------------------

_YES = sample_of(Fact.model_validate({"question": "Is it?", "about": "product", "type": "yes-no"}))


def _must_be_free(name: str, taken: Collection[str]) -> None:
    if name in taken:
        message = f"`{name}` is a name that the library it builds on has given already"
        raise ProblemsFound([Problem(Place(name), "name-taken", message, "give yours another name")])


def _without(page: str, *keys: str) -> str:
    """Return a page without these keys of its top level, and without what stands below them."""
    for key in keys:
        page = re.sub(rf"^{key}:.*\n(?:[ \t#-].*\n|\n(?=[ \t#-]))*", "", page, flags=re.MULTILINE)
    return page


def _begun(page: str, lines: str) -> str:
    """Return a page with more lines below the one that says its language."""
    return re.sub(r"^(techassure:.*\n)", lambda found: found[1] + lines, page, count=1, flags=re.MULTILINE)


def _own_edition(library: Library, name: str) -> Source:
    page = library.edition(name).source
    if name not in library.own_names():
        message = f"`{name}` belongs to the library that this one builds on"
        fix = f"make one of your own that begins with a copy of it: `new edition NAME --from {name}`"
        raise ProblemsFound([Problem(Place(name), "not-your-edition", message, fix)])
    return page


def _topic(standard: str) -> str:
    topic = standard.replace("-", "_")
    return topic if topic[0].isalpha() else f"s{topic}"


def criterion_page(name: str, fact: str, sample: Sample) -> str:
    """Return the page of a criterion that asks one fact, with its cases."""
    silent = f"    - {{name: nothing is said, without: [{fact}], outcome: no answer, because: [first]}}\n"
    failing = f"    - {{name: not so, with: {{{fact}: {sample.failing}}}, outcome: not met, because: [first]}}\n"
    edges = [
        f"    - {{name: on {value}, with: {{{fact}: {value}}}, outcome: {outcome}}}\n"
        for value, outcome in sample.edges
    ]
    cases = "".join([silent, failing if sample.failing is not None else "", *edges])
    return _CRITERION.format(
        id=name, fact=fact, word=sample.word, wanted=sample.wanted, usual=sample.usual, cases=cases
    )


def _copied(library: Library, model: str, folder: FilePath) -> Files:
    edition = library.edition(model)
    source = library.folder(model)
    page = file_bytes(source / "edition.yaml").decode("utf-8")
    page = _without(page, "errata", "in_force", "published", "supersedes", "revision", "status", *_NAMING)
    named = f'standard: {folder.parent.name}\nedition: "{folder.name}"\nrevision: 1\n{_TITLE}status: draft\n'
    page = _begun(page, named + (f"supersedes: {model}\n" if edition.file.standard == folder.parent.name else ""))
    _must_read(folder / "edition.yaml", page, lambda made: enter(EditionFile, made).edition == folder.name)
    criteria = {
        folder / "criteria" / f"{each.criterion.id}.yaml": file_bytes(
            source / "criteria" / f"{each.criterion.id}.yaml"
        ).decode("utf-8")
        for each in edition.definitions
    }
    return {folder / "edition.yaml": page, **criteria}


def _listed(path: FilePath, page: Source, criterion: str, section: str | None) -> str:
    """Return the edition's page with a line for the criterion at the end of a section (default: the last)."""
    sections = [str(each["id"]) for each in page.value["sections"]]
    if section is not None and section not in sections:
        fix = suggestion(section, sections, f"the sections are {listing(sections)}")
        raise ProblemsFound([Problem(Place(relative(path)), "unknown-section", f"there is no `{section}`", fix)])
    at = sections.index(section) if section is not None else len(sections) - 1
    entries = page.value["sections"][at]["criteria"]
    lines = file_bytes(path).decode("utf-8").splitlines(keepends=True)
    text = "".join(lines)
    if entries:
        place = page.place(("sections", at, "criteria", len(entries) - 1))
        begin = place.line - 1
        indent = re.match(r" *", lines[begin])[0]  # type: ignore[index] # it matches nothing at all
        end = begin + 1
        while end < len(lines) and re.match(rf"{indent} +\S", lines[end]):
            end += 1
        text = "".join([*lines[:end], f"{indent}- {{id: {criterion}}}\n", *lines[end:]])
    _must_read(path, text, lambda made: criterion in _ids(enter(EditionFile, made)))
    return text


def _ids(page: EditionFile) -> list[str]:
    return [entry.id for section in page.sections for entry in section.criteria]


def _must_read(path: FilePath, text: str, holds: Callable[[Source], bool]) -> None:
    """Refuse a text that does not say what it should: then the file is laid out in a way that is not known here."""
    try:
        said = holds(read_yaml(text.encode(), relative(path)))
    except ProblemsFound:
        said = False
    if not said:
        fix = "add to it by hand: it is laid out in a way that the program does not know"
        message = f"`{path.name}` cannot be added to by the program"
        raise ProblemsFound([Problem(Place(relative(path)), "cannot-add", message, fix)])


def _unwritten(files: Files) -> Files:
    there = [path for path in files if path.exists()]
    problems = [
        Problem(Place(relative(path)), "file-exists", f"there is a file `{relative(path)}` already", "name another")
        for path in there
    ]
    if problems:
        raise ProblemsFound(problems)
    return files
