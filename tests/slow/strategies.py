"""Random definitions, answers and selections, as the plain data that the language is written in.

Scalars of definitions are text, as a reader of YAML that keeps them so would give them; answers may also hold the
booleans and numbers of JSON. Values, bounds and days come from the same small pools, so that the two sides of every
boundary are met often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .evaluator import MET, NOT_MET, add_duration, is_blank, without_note

Data = dict[str, Any]


@lru_cache(maxsize=1024)
def among(*options: Any) -> SearchStrategy[Any]:
    """One of these, by a strategy that is made once: to make them is most of what drawing costs."""
    return st.sampled_from(options)


DAYS = [
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2026, 3, 28),
    date(2026, 3, 31),
    date(2026, 6, 1),
    date(2027, 12, 31),
]
DURATIONS = ["1 days", "30 days", "1 months", "6 months", "12 months", "2 years"]
NUMBERS = ["-1", "0", "0.5", "1", "2", "6.99", "7", "7.0", "7.01", "10", "100"]
MONEYS = ["0", "0.01", "99.99", "100", "100.00", "100.01", "5000000"]
TEXTS = ["a", "A", "a b", "A  B", "b", "no", "12", "2026-06-01"]
FORMATTED = {
    "url": ["https://example.org/", "https://example.org/a?b=c"],
    "email": ["a@example.org", "b.c@example.org"],
    "version": ["1.2.3", "4.0"],
    "country": ["GB", "NO"],
}
OPTIONS = ["met", "no", "yes", "exceeded", "12"]
SCALARS = ["yes-no", "choice", "choices", "number", "money", "date", "text"]
KINDS = [*SCALARS, "document", "table"]
ABOUT = ["bidder", "manufacturer", "associated-supplier", "subcontractor", "product", "system"]
CONTRACT: Data = {
    "contract.start": {"question": "When does it start?", "about": "contract", "type": "date"},
    "contract.end": {"question": "When does it end?", "about": "contract", "type": "date"},
    "contract.annual_value": {"question": "What is it worth a year?", "about": "contract", "type": "money"},
}
PROVENANCE = ["claimed", "documented", "measured", "verified"]
DOMAINS = ["clinical-safety", "usability", "cyber-security"]


# Facts ----------------------------------------------------------------------------------------------------------


def scalar_definitions(draw: DrawFn, kind: str) -> Data:
    if kind in ("choice", "choices"):
        keys = draw(st.lists(among(*OPTIONS), min_size=1, max_size=4, unique=True))
        retired = {"retired": [keys[0]]} if draw(st.integers(0, 5)) == 0 else {}
        return {"type": kind, "options": {key: f"Option {key}" for key in keys}, **retired}
    if kind == "number":
        limits = [{}, {"from": "0"}, {"to": "10"}, {"from": "0", "to": "10"}, {"whole": "yes"}]
        return {"type": kind, **draw(st.sampled_from(limits))}
    if kind == "text":
        return {"type": kind, **draw(st.sampled_from([{}, {}, *({"format": name} for name in FORMATTED)]))}
    return {"type": kind}


def table_definitions(draw: DrawFn) -> Data:
    kinds = draw(st.lists(among(*SCALARS), min_size=1, max_size=3))
    columns = {}
    for place, kind in enumerate(kinds):
        optional = {"optional": "yes"} if draw(st.booleans()) else {}
        columns[f"{kind.replace('-', '_')}_{place}"] = scalar_definitions(draw, kind) | optional
    return {"type": "table", "columns": columns}


@st.composite
def definitions(draw: DrawFn, kind: str) -> Data:
    head = {"question": "What is it?", "about": draw(among(*ABOUT))}
    if kind == "table":
        return head | table_definitions(draw)
    if kind == "document":
        return head | {"type": kind} | draw(st.sampled_from([{}, {"valid_for": "12 months"}]))
    return head | scalar_definitions(draw, kind)


def of_type(facts: Data, *types: str) -> list[str]:
    return [name for name, definition in facts.items() if definition["type"] in types and "derived" not in definition]


def derivable(facts: Data) -> list[Data]:
    """Every derived fact that these facts allow."""
    found = [*pairs_of(facts, "date", "number", ["days_between"])]
    for kind in ("number", "money"):
        result = {"difference": kind, "percentage": "number"}
        found += [
            one | {"type": result[one["derived"]["function"]]} for one in pairs_of(facts, kind, kind, list(result))
        ]
    found += pairs_of(facts, "text", "yes-no", ["same_text"])
    for table in of_type(facts, "table"):
        found += from_table(table, facts[table]["columns"])
    return [{"about": "product", **one} for one in found + looked_up(facts)]


def pairs_of(facts: Data, kind: str, gives: str, functions: list[str]) -> list[Data]:
    names = of_type(facts, kind)
    return [
        {"type": gives, "derived": {"function": function, "from": [one, other]}}
        for function in functions
        for one in names
        for other in names
        if one != other
    ]


def from_table(table: str, columns: Data) -> list[Data]:
    found: list[Data] = [{"type": "number", "derived": {"function": "row_count", "from": [table]}}]
    for name, column in columns.items():
        if column["type"] == "number":
            found.append({"type": "number", "derived": {"function": "column_sum", "from": [table], "column": name}})
        if column["type"] in ("number", "date"):
            how = {"function": "column_max", "from": [table], "column": name}
            found.append({"type": column["type"], "derived": how})
    return found


def looked_up(facts: Data) -> list[Data]:
    """A table with the text that another table gives for the same key."""
    found = []
    for one in of_type(facts, "table"):
        for other in of_type(facts, "table"):
            keys = matching_columns(facts[one]["columns"], facts[other]["columns"])
            if one != other and keys:
                found.append(look_up_of(facts, one, other, keys))
    return found


def matching_columns(columns: Data, others: Data) -> tuple[str, str] | None:
    pairs = [(name, key) for name, column in columns.items() for key, other in others.items()
             if column == other and column["type"] == "text" and "format" not in column]  # fmt: skip
    return pairs[0] if pairs else None


def look_up_of(facts: Data, one: str, other: str, keys: tuple[str, str]) -> Data:
    taken, column = next(iter(facts[other]["columns"].items()))
    columns = {**facts[one]["columns"], f"taken_{taken}": column | {"optional": "yes"}}
    how = {"function": "look_up", "from": [one, other], "match": dict([keys]), "take": {f"taken_{taken}": taken}}
    return {"type": "table", "columns": columns, "derived": how}


@st.composite
def catalogues(draw: DrawFn, kinds: Sequence[str] = KINDS) -> Data:
    """Definitions of facts by id, contract facts among them."""
    chosen = draw(st.lists(among(*kinds), min_size=2, max_size=6))
    facts = {f"topic.{kind.replace('-', '_')}_{place}": draw(definitions(kind)) for place, kind in enumerate(chosen)}
    possible = derivable(facts)
    if possible:
        made = draw(st.lists(st.sampled_from(possible), max_size=2))
        facts |= {f"topic.derived_{place}": one for place, one in enumerate(made)}
    return facts | CONTRACT


def asked(facts: Data) -> list[str]:
    return [name for name, one in facts.items() if "derived" not in one and not name.startswith("contract.")]


def expectable(facts: Data) -> list[str]:
    return [name for name in facts if not name.startswith("contract.")]


# Values ---------------------------------------------------------------------------------------------------------


def fits(definition: Data, text: str) -> bool:
    number = float(text)
    return (
        float(definition.get("from", "-1000")) <= number <= float(definition.get("to", "1000"))
        and not (definition.get("whole") == "yes" and "." in text)
    )  # fmt: skip


def days_near(day: date) -> list[str]:
    """Both sides of every edge that a word about this day can have."""
    edges = [day, *(add_duration(day, duration, sign) for duration in DURATIONS for sign in (-1, 1))]
    return [(edge + timedelta(days=step)).isoformat() for edge in edges for step in (-1, 0, 1)]


def pool(definition: Data, day: date) -> list[Any]:
    kind = definition["type"]
    if kind == "yes-no":
        return ["yes", "no"]
    if kind in ("choice", "choices"):
        return list(definition["options"])
    if kind == "number":
        return [text for text in NUMBERS if fits(definition, text)]
    if kind == "money":
        return MONEYS
    if kind == "date":
        return days_near(day)
    return FORMATTED.get(definition.get("format", ""), TEXTS)


def as_json(kind: str, text: str) -> Any:
    """The same value as a writer of JSON would give it."""
    if kind == "yes-no":
        return text == "yes"
    if kind in ("number", "money"):
        return float(text) if "." in text else int(text)
    return text


@st.composite
def values(draw: DrawFn, definition: Data, day: date) -> Any:
    """A valid answer that says something."""
    kind = definition["type"]
    if kind == "table":
        return draw(st.lists(rows(definition["columns"], day), max_size=3))
    options = among(*pool(definition, day))
    if kind == "choices":
        return draw(st.lists(options, unique=True, max_size=3))
    text = draw(options)
    if kind == "text" and "format" not in definition and draw(st.integers(0, 4)) == 0:
        text = f" {text}  "
    return as_json(kind, text) if draw(st.booleans()) else text


@st.composite
def rows(draw: DrawFn, columns: Data, day: date) -> Data:
    row = {}
    for name, column in columns.items():
        if column.get("optional") != "yes" or draw(st.booleans()):
            row[name] = draw(values(column, day))
        elif draw(st.booleans()):
            row[name] = draw(among(None, "", "  "))
    return row


# Expectations ---------------------------------------------------------------------------------------------------


def words(draw: DrawFn, definition: Data, day: date) -> Data:
    """One word with what it wants, for a fact or a column of this type; now and then two."""
    found = one_word(draw, definition, day)
    return found | one_word(draw, definition, day) if draw(st.integers(0, 5)) == 0 else found


def one_word(draw: DrawFn, definition: Data, day: date) -> Data:
    kind = definition["type"]
    word = draw(among(*WORDS[kind]))
    if word == "provided":
        return {word: "yes"}
    if word == "within":
        return {word: draw(among(*DURATIONS))}
    if word in ("on_or_after", "on_or_before"):
        fixed = among(*days_near(day))
        return {word: draw(among("as_of", "contract.start", "contract.end") | fixed)}
    if word == "rows":
        return {word: bounds_on_rows(draw)}
    if word in ("every", "some"):
        return {word: draw(expectations_on(definition["columns"], day, 1))}
    one = among(*pool(definition, day))
    if word in ("one_of", "none_of", "includes_all", "includes_any"):
        return {word: draw(st.lists(one, min_size=1, max_size=3, unique=True))}
    return {word: draw(one)}


EQUAL = ["is", "is_not", "one_of", "none_of", "provided"]
BOUNDS = ["at_least", "at_most", "above", "below"]
WORDS = {
    "yes-no": EQUAL,
    "choice": EQUAL,
    "choices": ["includes_all", "includes_any", "provided"],
    "number": [*BOUNDS, *EQUAL],
    "money": [*BOUNDS, *EQUAL],
    "date": ["within", "within", "on_or_after", "on_or_before", "provided"],
    "text": EQUAL,
    "document": ["provided"],
    "table": ["every", "every", "some", "some", "rows", "provided"],
}


def bounds_on_rows(draw: DrawFn) -> Data:
    least, most = sorted(draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    written = [{"at_least": str(least)}, {"at_most": str(most)}, {"at_least": str(least), "at_most": str(most)}]
    return draw(st.sampled_from(written))


def leaves(draw: DrawFn, definitions: Data, day: date) -> Data:
    names = draw(st.lists(among(*sorted(definitions)), min_size=1, max_size=2, unique=True))
    return {name: words(draw, definitions[name], day) for name in names}


@st.composite
def expectations_on(draw: DrawFn, definitions: Data, day: date, depth: int = 2) -> Data:
    """An expectation over these facts, or over these columns."""
    shape = draw(among("leaf", "leaf", "all", "any", "not")) if depth else "leaf"
    if shape == "leaf":
        return leaves(draw, definitions, day)
    deeper = expectations_on(definitions, day, depth - 1)
    if shape == "not":
        return {"not": draw(deeper)}
    return {shape: draw(st.lists(deeper, min_size=1, max_size=3))}


def expectations(facts: Data, day: date, contract: bool = False, depth: int = 2) -> SearchStrategy[Data]:
    names = list(facts) if contract else expectable(facts)
    return expectations_on({name: facts[name] for name in names}, day, depth)


# Criteria -------------------------------------------------------------------------------------------------------

HEAD: Data = {
    "techassure": "1",
    "title": "Something is so",
    "obligation": "policy",
    "binds": "manufacturer",
    "source": {
        "clause": "1",
        "says": "Something must be so.",
        "address": "https://example.org/standard",
        "confidence": "confirmed",
    },
    "examples": {"as_of": "2026-06-01", "usual": {}, "cases": [{"name": "nothing said", "outcome": "no answer"}]},
}


def checks(draw: DrawFn, facts: Data, day: date) -> list[Data]:
    found = draw(st.lists(expectations(facts, day), min_size=1, max_size=2))
    return [
        {"id": f"check-{place}", "expect": one, "otherwise": "It is not so.", "fix": "Make it so."}
        for place, one in enumerate(found)
    ]


def bands(draw: DrawFn, facts: Data, day: date, with_expect: bool) -> Data:
    points = draw(st.sampled_from([["3", "2", "1"], ["4", "2", "0"], ["1"], ["2.5", "1"]]))
    found: list[Data] = [{"points": each, "says": f"Worth {each}."} for each in points]
    if with_expect:
        found = [band | {"expect": draw(expectations(facts, day, depth=1))} for band in found]
    return {"bands": found} | (
        {"pass_mark": draw(among(*[each for each in points if each != "0"]))} if draw(st.integers(0, 2)) == 0 else {}
    )


def evidence(draw: DrawFn, facts: Data) -> Data:
    demands = draw(among(*PROVENANCE))
    documents = of_type(facts, "document")
    if not documents or demands == "claimed" or draw(st.integers(0, 3)) == 0:
        return {"evidence": {"demands": demands}} if draw(st.booleans()) else {}
    by = draw(st.lists(among(*documents), min_size=1, max_size=2, unique=True))
    return {"evidence": {"demands": demands, "by": by[0] if len(by) == 1 else by}}


def ways_of_judging(draw: DrawFn, facts: Data, day: date) -> Data:
    way = draw(among("checks", "checks", "bands", "checks and bands", "reviewer", "rubric"))
    parts: Data = {}
    if "checks" in way or draw(st.booleans()):
        parts["checks"] = checks(draw, facts, day)
    if way == "reviewer":
        return parts | {"judged_by": "reviewer", "reviewer_asks": "Is it good enough?"}
    if way == "rubric":
        return parts | {"judged_by": "reviewer"} | bands(draw, facts, day, False)
    if "bands" in way:
        parts |= bands(draw, facts, day, True)
    return parts if "bands" in parts else {"checks": checks(draw, facts, day), **parts}


@st.composite
def criteria(draw: DrawFn, facts: Data, day: date, name: str = "X1", conditions: Sequence[Data] = ()) -> Data:
    """A criterion; where it has a condition, it is one of these or one of its own."""
    own = expectations(facts, day, contract=True, depth=1)
    shared = st.sampled_from(conditions) if conditions else own
    applies = {"applies_when": draw(shared | own)} if draw(st.booleans()) else {}
    claims = draw(st.sampled_from([{}, {"may_claim_not_applicable": "yes"}, REFUSES]))
    ways = ways_of_judging(draw, facts, day)
    return {**HEAD, "id": name, **applies, **ways, **evidence(draw, facts), **claims}


def several_criteria(draw: DrawFn, facts: Data, day: date, most: int = 4) -> dict[str, Data]:
    """Criteria by reference, some of which share a condition."""
    condition = draw(expectations(facts, day, contract=True, depth=1))
    names = [f"X{place}" for place in range(draw(st.integers(1, most)))]
    return {f"{STANDARD}/{name}": draw(criteria(facts, day, name, [condition])) for name in names}


STANDARD = "std"
REFUSES = {"accepts_equivalent": "no", "refuses_equivalent_because": "The law names this certificate."}


# Submissions and what the buyer recorded --------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """What one submission says, what was found of its documents, and what the buyer recorded.

    `documents` may say what was `found` of their files, as the slow evaluator reads them. `measured`: the facts for
    which a reader found the same value.
    """

    answers: Data = field(default_factory=dict)
    documents: list[Data] = field(default_factory=list)
    claims: Data = field(default_factory=dict)
    reviews: list[Data] = field(default_factory=list)
    measured: frozenset[str] = frozenset()


HEADS = {
    "submission.supplier_name": "Larkspur Fictional Ltd",
    "submission.product_name": "Wardlight",
    "submission.product_version": "4.2.0",
}


def documents(draw: DrawFn, facts: Data, day: date) -> list[Data]:
    kinds = of_type(facts, "document")
    chosen = draw(st.lists(among(*kinds), max_size=3)) if kinds else []
    return [draw(document(f"document-{place}", kind, day)) for place, kind in enumerate(chosen)]


@st.composite
def document(draw: DrawFn, name: str, kind: str, day: date) -> Data:
    ages = ["0 days", "1 days", "12 months", "1 years", "30 days"]
    issued = add_duration(day, draw(among(*ages)), -1) - timedelta(days=draw(among(0, 0, 1, -7)))
    parts: Data = {"id": name, "kind": kind}
    if draw(st.integers(0, 5)):
        parts["issued"] = issued.isoformat()
        if draw(st.integers(0, 2)) == 0:
            parts["expires"] = max(issued, day + timedelta(days=draw(among(-1, 0, 1, 40)))).isoformat()
    if draw(st.integers(0, 2)) == 0:
        parts["product_version"] = draw(among("4.2.0", "4.1.9"))
    found = draw(among(*(["intact"] * 5 + ["missing", "unreadable", "altered"])))
    return parts if found == "intact" else parts | {"found": found}


def expired(name: str, kind: str, day: date) -> SearchStrategy[Data]:
    """A document that ended yesterday."""
    ended = (day - timedelta(days=1)).isoformat()
    return st.just({"id": name, "kind": kind, "issued": ended, "expires": ended})


@st.composite
def answers(draw: DrawFn, facts: Data, day: date, entries: Sequence[Data] = (), silent: int = 5) -> Data:
    """The facts but one in so many, now and then left blank, now and then backed by documents of the pack."""
    found = {}
    for name in asked(facts):
        if facts[name]["type"] == "document" or draw(st.integers(1, silent)) == 1:
            continue
        value = draw(among(None, "", " ")) if draw(st.integers(0, 9)) == 0 else None
        found[name] = draw(values(facts[name], day)) if value is None else value
        if entries and draw(st.integers(0, 2)) == 0:
            named = draw(among(*[entry["id"] for entry in entries]))
            found[name] = {"value": found[name], "evidence": [named]}
    return found


def points_of(criterion: Data) -> list[str]:
    return [band["points"] for band in criterion.get("bands", [])]


def review_of(draw: DrawFn, criterion: Data) -> Data:
    """What a person says of the criterion, if anybody was asked or looked."""
    if draw(st.integers(0, 2 if criterion.get("judged_by") == "reviewer" else 8)) != 1:
        return {}
    if "bands" in criterion:
        return {"points": draw(among(*points_of(criterion)))}
    return {"outcome": draw(among(MET, NOT_MET))}


def claim_of(draw: DrawFn, criterion: Data) -> tuple[Data, Data]:
    """A claim, and what the buyer decided about it."""
    if draw(st.integers(0, 3)):
        return {}, {}
    kind = draw(among("not_applicable", "equivalent"))
    granted = {"not_applicable": "confirmed", "equivalent": "accepted"}[kind]
    decision = draw(among(None, granted, "refused"))
    return {kind: "For this reason."}, {kind: decision} if decision else {}


@st.composite
def submissions(draw: DrawFn, facts: Data, selected: Data, day: date, silent: int = 5) -> Given:
    """`selected`: criteria by reference."""
    entries = documents(draw, facts, day)
    said = draw(answers(facts, day, entries, silent))
    claims: Data = {}
    reviews: list[Data] = []
    for ref, criterion in selected.items():
        claim, decided = claim_of(draw, criterion)
        claims |= {ref: claim} if claim else {}
        found = decided | review_of(draw, criterion)
        reviews += [{"criterion": ref, **found, "because": "As read."}] if found else []
    filled = sorted(name for name, answer in said.items() if not is_blank(without_note(answer)))
    some = st.lists(among(*filled), unique=True, max_size=2) if filled else st.just([])
    reviews += [{"fact": fact, "register": "A register", "result": "confirmed"} for fact in draw(some)]
    return Given(said, entries, claims, reviews, frozenset(draw(some)))


def contracts(draw: DrawFn, day: date) -> Data:
    start = add_duration(day, draw(among(*DURATIONS)), 1)
    return {
        "contract.start": start.isoformat(),
        "contract.end": add_duration(start, "2 years", 1).isoformat(),
        "contract.annual_value": draw(among(*MONEYS)),
    }


# Selections -----------------------------------------------------------------------------------------------------


@st.composite
def editions(draw: DrawFn, selected: Sequence[str]) -> Data:
    """An edition that lists these criteria, each with a gate, a share or neither."""
    by_domain: dict[str, list[Data]] = {}
    for name in selected:
        by_domain.setdefault(draw(among(*DOMAINS)), []).append(line(draw, name))
    sections = [section(place, domain, lines) for place, (domain, lines) in enumerate(by_domain.items())]
    return {**EDITION, "sections": sections}


EDITION: Data = {
    "techassure": "1",
    "standard": "std",
    "edition": "1.0",
    "revision": "1",
    "title": "A standard",
    "status": "in-force",
    "published": "2020-01-01",
    "in_force": {"from": "2020-01-01"},
    "selected_by": "as-of",
}


def line(draw: DrawFn, name: str) -> Data:
    kind = draw(among("gate", "share", "share", "share", "context"))
    if kind == "gate":
        return {"id": name, "gate": "requirement"} | draw(st.sampled_from([{}, {}, {"due": "award"}]))
    if kind == "share":
        minimum = {"minimum": draw(among("0", "0.5", "1"))} if draw(st.integers(0, 4)) == 0 else {}
        return {"id": name, "share": draw(among("1", "2", "5"))} | minimum
    return {"id": name}


def shared_lines(edition: Data) -> dict[str, list[Data]]:
    """The lines with a share, by domain."""
    found: dict[str, list[Data]] = {}
    for section in edition["sections"]:
        lines = [one for one in section["criteria"] if "share" in one]
        if lines:
            found.setdefault(section["domain"], []).extend(lines)
    return found


SPLITS = {1: ["100"], 2: ["60", "40"], 3: ["50", "30", "20"], 4: ["40", "30", "20", "10"]}


def gates(draw: DrawFn, edition: Data) -> Data:
    """Some of the edition's gates, changed by the selection."""
    refs = [
        f"{STANDARD}/{one['id']}" for section in edition["sections"] for one in section["criteria"] if "gate" in one
    ]
    ways = ["none", "requirement", {"type": "requirement"}, {"type": "requirement", "due": "contract.start"}]
    return {ref: draw(st.sampled_from(ways)) for ref in refs if draw(st.integers(0, 2)) == 0}


def contract_part(contract: Data) -> Data:
    return {"contract": {name.removeprefix("contract."): value for name, value in contract.items()}} if contract else {}


@st.composite
def baselines(draw: DrawFn, edition: Data) -> Data:
    domains = list(shared_lines(edition))
    weights = dict(zip(domains, SPLITS.get(len(domains), []), strict=True))
    head = {"techassure": "1", "baseline": "random", "title": "A baseline", "editions": {STANDARD: "1.0 r1"}}
    changed = gates(draw, edition)
    return head | ({"domain_weights": weights} if weights else {}) | {"gates": changed}


APART: list[Data] = [
    {},
    {"price": {"title": "Price", "assessed_by": "price"}},
    {"shown": {"title": "Shown", "assessed_by": "elsewhere"}},
    {"shown": {"title": "Shown", "assessed_by": "elsewhere", "minimum": "60"}},
]


def award_criteria(draw: DrawFn, edition: Data) -> Data:
    """An award criterion for each domain, and sometimes the price."""
    groups = shared_lines(edition)
    apart = draw(st.sampled_from(APART))
    weights = SPLITS.get(len(groups) + len(apart), [])
    awards: Data = {domain: award(draw, domain, lines) for domain, lines in groups.items()} | apart
    return {key: {**one, "weight": weight} for (key, one), weight in zip(awards.items(), weights, strict=True)}


def award(draw: DrawFn, domain: str, lines: Sequence[Data]) -> Data:
    minimum = {"minimum": draw(among("0", "50", "100"))} if draw(st.booleans()) else {}
    shares = {f"{STANDARD}/{one['id']}": draw(st.sampled_from([one["share"], least(one)])) for one in lines}
    return {"title": domain, "assessed": "As the criteria say.", "criteria": shares, **minimum}


def least(one: Data) -> Data:
    return {"share": one["share"], "minimum": "1"}


@st.composite
def tenders(draw: DrawFn, edition: Data, day: date, contract: Data) -> Data:
    awards = award_criteria(draw, edition)
    award_on = (day + timedelta(days=draw(among(0, 1, 30)))).isoformat()
    dates = {**dict.fromkeys(["commenced", "published", "deadline", "as_of"], day.isoformat()), "award": award_on}
    return {
        **TENDER,
        "dates": dates,
        **contract_part(contract),
        "gates": gates(draw, edition),
        **({"award_criteria": awards} if awards else {}),
        "not_applicable": draw(among("full-marks", "lowest-band")),
        "rounding": draw(st.sampled_from(ROUNDINGS)),
        **draw(st.sampled_from([{}, {"rounded_at": "shown"}, {"rounded_at": "award-criterion"}])),
    }


ROUNDINGS = [{"places": places, "mode": mode} for places in ("0", "1") for mode in ("half-even", "half-up")]


TENDER: Data = {
    "techassure": "1",
    "tender": "random-tender",
    "title": "A tender",
    "buyer": {"name": "Fellmoor Fictional NHS Trust", "kind": "nhs-trust"},
    "editions": {"std": "1.0 r1"},
    "measurement_decides": "no",
}


def days() -> SearchStrategy[date]:
    return st.sampled_from(DAYS)


BOTH = ("baseline", "tender")
FEW_KINDS = ("yes-no", "yes-no", "document", "date")


# Everything together --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """A random library of one standard, a selection of it, and a submission."""

    day: date
    facts: Data
    criteria: dict[str, Data]
    edition: Data
    selection: Data
    contract: Data
    given: Given


@st.composite
def worlds(draw: DrawFn, most: int = 4, kinds: Sequence[str] = KINDS, selections: Sequence[str] = BOTH) -> World:
    """`kinds`: the types of facts; the fewer, the more the rest of the world varies."""
    day = draw(days())
    facts = draw(catalogues(kinds))
    selected = several_criteria(draw, facts, day, most)
    edition = draw(editions([one["id"] for one in selected.values()]))
    kind = draw(among(*selections))
    contract = contracts(draw, day) if kind == "tender" else {}
    selection = draw(tenders(edition, day, contract) if kind == "tender" else baselines(edition))
    return World(day, facts, selected, edition, selection, contract, draw(submissions(facts, selected, day)))


YES_NO = {
    f"topic.yes_no_{place}": {"question": "Is it so?", "about": "product", "type": "yes-no"} for place in range(6)
}
CONDITIONS, QUESTIONS = sorted(YES_NO)[:3], sorted(YES_NO)[3:]


def is_yes(fact: str) -> Data:
    return {fact: {"is": "yes"}}


def simple_criteria(draw: DrawFn, name: str) -> Data:
    """A criterion of one question or of two bands, which applies always or on one of a few conditions."""
    fact = among(*QUESTIONS).map(is_yes)
    condition = draw(st.sampled_from([{}, *({"applies_when": is_yes(one)} for one in CONDITIONS)]))
    check = {"id": "check", "expect": draw(fact), "otherwise": "It is not so.", "fix": "Make it so."}
    steps = [{"points": points, "says": "So.", "expect": draw(fact)} for points in ("3", "1")]
    claims = draw(st.sampled_from([{}, {}, {"may_claim_not_applicable": "yes"}]))
    return {**HEAD, "id": name, **condition, **draw(st.sampled_from([{"checks": [check]}, {"bands": steps}])), **claims}


@st.composite
def scored_worlds(draw: DrawFn, most: int = 4) -> World:
    """Everything is scored, in up to two domains; conditions are shared across them."""
    day = draw(days())
    names = [f"X{place}" for place in range(draw(st.integers(1, most)))]
    selected = {f"{STANDARD}/{name}": simple_criteria(draw, name) for name in names}
    lines = [(draw(among(*DOMAINS[:2])), share_of(draw, name)) for name in names]
    edition = {**EDITION, "sections": [section(place, domain, [one]) for place, (domain, one) in enumerate(lines)]}
    contract = contracts(draw, day)
    selection = draw(tenders(edition, day, contract) | baselines(edition))
    known = contract if "tender" in selection else {}
    facts = YES_NO | CONTRACT
    return World(day, facts, selected, edition, selection, known, draw(submissions(facts, selected, day, 2)))


EVIDENCED: Data = {
    **{name: YES_NO[name] for name in QUESTIONS},
    "topic.report": {"question": "Attach it.", "about": "product", "type": "document"},
    "topic.certificate": {"question": "Attach it.", "about": "product", "type": "document", "valid_for": "12 months"},
    **CONTRACT,
}


@st.composite
def evidenced_worlds(draw: DrawFn) -> World:
    """One criterion that demands documents; most questions are answered, most answers name a document."""
    day = draw(days())
    by: Data = draw(st.sampled_from([{}, {"by": "topic.report"}, {"by": ["topic.report", "topic.certificate"]}]))
    kinds = of_type(EVIDENCED, "document")
    entries = [
        draw(document(f"document-{place}", kind, day) | expired(f"document-{place}", kind, day))
        for place, kind in enumerate(kinds)
    ]
    one = {**HEAD, "id": "X0", "checks": checks(draw, EVIDENCED, day), "evidence": {"demands": "documented", **by}}
    shape = one | bands(draw, EVIDENCED, day, True) if draw(st.booleans()) else one
    edition = {**EDITION, "sections": [section(0, DOMAINS[0], [line(draw, "X0")])]}
    kept = [entry for entry in entries if draw(st.integers(0, 3))]
    given = Given(draw(answers(EVIDENCED, day, kept)), kept)
    return World(day, EVIDENCED, {f"{STANDARD}/X0": shape}, edition, draw(baselines(edition)), {}, given)


def share_of(draw: DrawFn, name: str) -> Data:
    return {"id": name, "share": draw(among("1", "2", "5"))}


def section(place: int, domain: str, lines: Sequence[Data]) -> Data:
    return {"id": f"S{place}", "title": "A section", "domain": domain, "criteria": list(lines)}
