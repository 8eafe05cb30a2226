"""All summaries and notices of a tender, in one run or none."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from techassure.calendar_days import iso
from techassure.definitions import digests
from techassure.documents.document import Part
from techassure.files.places import relative
from techassure.problems import Place, Problem, ProblemsFound, suggestion
from techassure.reviewing.bids import about, identity_of
from techassure.selections.lot_names import lot_named, lots_listed
from techassure.selections.selection import Selection
from techassure.selections.tender_rules import Rules
from techassure.summaries import blanks, contents, standstill, withholding, word
from techassure.summaries.called import naming, words_of
from techassure.summaries.worked_out import Source, given_away
from techassure.tendering import finalising
from techassure.tendering.final_writer import failed_outside
from techassure.tendering.running_tender import Running
from techassure.tendering.tender_log import in_a_name

_S19 = ("open", "competitive-flexible")
_WHY_NOT = {
    "framework-call-off": "a contract under a framework is not awarded under section 19: section 50(3) asks none",
    "direct-award": "a direct award is not made under section 19 of the Procurement Act 2023",
}
_OPTIONAL = {
    "light-touch": "a light touch contract",
    "dynamic-market": "a contract awarded by reference to a dynamic market",
    "framework-call-off": "a contract under a framework",
}


def unavailable(rules: Rules, place: Place) -> list[Problem]:
    """Return why there are no assessment summaries in this regime or procedure; nothing where there are."""
    if rules.regime != "procurement-act-2023":
        message = f"the tender runs under `{rules.regime}`, and assessment summaries belong to the Procurement Act 2023"
        return [Problem(place, "no-assessment-summary", message, "write the letters that its own law asks for")]
    if rules.procedure not in _S19:
        message = _WHY_NOT.get(str(rules.procedure), f"`{rules.procedure}` is not an award under section 19")
        return [Problem(place, "no-assessment-summary", message, "write the notices that this award asks for")]
    return []


def drafts(
    running: Running, award_notice: int | None, withheld: Sequence[tuple[str, str]]
) -> tuple[dict[str, Part], list[str]]:
    """Return every document of the tender by its file's name, and remarks on bids that get none.

    ``withheld`` holds fields and reasons.

    Raises:
        ProblemsFound: the regime knows no summaries, nothing is final, or a lot has no recorded award.
    """
    place = running.log.place
    problems = [*unavailable(running.selection.rules, place), *_unready(running, place)]
    problems += _before_the_award(running, award_notice)
    if problems:
        raise ProblemsFound(problems)
    final = finalising.kept(running)
    when = standstill_part(running.selection.rules, award_notice)
    winners = dict(_awarded(running, final["bids"]))
    made = _named_apart(_documents(running, final, winners, when))
    _withhold(made, withheld)
    _refuse_to_give_away(winners, made)
    return made, list(_without(final, running.state.award))


def _unready(running: Running, place: Place) -> Iterator[Problem]:
    if running.state.final is None:
        yield Problem(place, "not-finalised", "the tender is not finalised", "run `techassure tender finalise` first")
        return
    lots = running.selection.lots
    bid_for = {key[3] for key in running.assessments if key not in running.state.set_aside}
    for lot in sorted(bid_for, key=lambda each: each or ""):
        if lot not in running.state.award:
            which = f"lot {lots_listed({lot: lots.get(lot, lot)})}" if lot else "the contract"
            fix = "record a decision of the kind `award`: it is made by people"
            yield Problem(place, "not-awarded", f"it is not recorded to whom {which} is to be awarded", fix)


def _before_the_award(running: Running, award_notice: int | None) -> Iterator[Problem]:
    """Yield that a notice cannot be published before it was decided to whom to award, of the last award there is."""
    last = max(running.state.award.values(), key=lambda made: made.on, default=None)
    if last is not None and award_notice is not None and award_notice < last.on:
        message = f"{iso(award_notice)} is before the award of {iso(last.on)}, entry {last.number} of the log"
        fix = "give the day on which the award notice is published, or leave it out until it is known"
        yield Problem(Place("--award-notice-published"), "before-the-award", message, fix)


def _awarded(running: Running, bids: Sequence[Part]) -> Iterator[tuple[str | None, Part]]:
    """Yield each lot that is awarded, and the bid to which."""
    for lot, made in running.state.award.items():
        yield from ((lot, bid) for bid in bids if made.identity and bid["submission"] == about(made.identity))


def _documents(
    running: Running, final: Part, winners: Mapping[str | None, Part], when: Part
) -> Iterator[tuple[str, Part]]:
    for bid in final["bids"]:
        lot = bid["submission"].get("lot")
        if bid["stands"] in ("assessed", contents.DISQUALIFIED) and lot in winners:
            because = running.state.award[lot].because
            yield _name("assessment-summary", bid), contents.summary(final, bid, winners[lot], when, because)
        elif bid["stands"] == "disregarded" and bid["decided"]["ground"] == "condition-of-participation":
            yield (
                _name("notice-of-disregard", bid),
                contents.notice(final, {**bid, "failed": failed_outside(running, identity_of(bid["submission"]))}),
            )


def _name(kind: str, bid: Part) -> str:
    about = bid["submission"]
    parts = [bid["supplier"], about["product"], about["version"], f"lot {about['lot']}" if about.get("lot") else ""]
    return "-".join([kind, *filter(None, map(in_a_name, parts))])


def _named_apart(made: Iterable[tuple[str, Part]]) -> dict[str, Part]:
    """Return the documents by name; two bids that come to one name get a number, for no letter may hide another."""
    found: dict[str, Part] = {}
    for name, document in made:
        names = chain([name], (f"{name}-{number}" for number in count(2)))
        found[next(each for each in names if each not in found)] = document
    return found


def _without(final: Part, awarded: Container[str | None]) -> Iterator[str]:
    for bid in final["bids"]:
        ground = (bid["decided"] or {}).get("ground")
        lot = bid["submission"].get("lot")
        which = f"lot {lot_named(final['selection'].get('lots', {}), lot)}" if lot else ""
        name = ", ".join(filter(None, [bid["supplier"], contents.named(bid), which]))
        if bid["stands"] in ("assessed", contents.DISQUALIFIED):
            if lot not in awarded:
                yield f"{name}: no document, because {which or 'the contract'} is awarded to nobody"
        elif ground != "condition-of-participation":
            yield f"{name}: no document, because the tender is {bid['stands']} and not an assessed tender"


# --- standstill and withholding -------------------------------------------------------------------------------------


def standstill_part(rules: Rules, award_notice: int | None) -> Part:
    """Return what is said of the standstill: its end, a marked blank, or that it is optional.

    Raises:
        ProblemsFound: the bank holidays are not known here.
    """
    if rules.standstill_optional_as:
        said = f"No standstill is mandatory for {_OPTIONAL[rules.standstill_optional_as]} (section 51(3))."
        return {
            "mandatory": False,
            "ends": None,
            "says": f"{said} {blanks.blank('whether one is kept, and until when')}",
        }
    law = "The contract may be entered into only after eight working days from the award notice, its day included."
    if award_notice is None:
        end = blanks.blank("the last day of the standstill, when the award notice is published")
        return {"mandatory": True, "ends": end, "says": f"{law} Last day: {end}"}
    last = standstill.last_day(award_notice, standstill.bank_holidays())
    said = f"The award notice is published on {standstill.in_words(award_notice)}."
    said += f" The last day of the standstill is {standstill.in_words(last)}."
    return {"mandatory": True, "published": iso(award_notice), "ends": iso(last), "says": f"{law} {said}"}


def _withhold(made: Mapping[str, Part], withheld: Sequence[tuple[str, str]]) -> None:
    known = dict.fromkeys(name for each in made.values() if each.get("winner") for name in _winners(each))
    problems = []
    for field, because in withheld:
        found = [withholding.withhold(each, field, because) for each in made.values() if each.get("winner")]
        if field not in known or not any(found):
            fix = suggestion(field, known, "write it like `winner:scores:price:because`")
            message = f"no summary has a part `{field}` that may be withheld"
            problems.append(Problem(Place("--withhold"), "unknown-field", message, fix))
    if problems:
        raise ProblemsFound(problems)


def _refuse_to_give_away(winners: Mapping[str | None, Part], made: Mapping[str, Part]) -> None:
    """Refuse letters that withhold what their readers can work out.

    The law asks for the total, and for a reason for all that is withheld: so nothing more is withheld unasked.
    """
    told = {each["supplier"]["lot"]: each["winner"] for each in made.values() if each.get("winner")}
    found = [(winners[lot], each) for lot, shown in told.items() for each in given_away(winners[lot], shown)]
    problems = [_given_away(contents.named(bid), *each) for bid, each in found]
    problems += _told_by_being_equal(made)
    if problems:
        raise ProblemsFound(problems)


def _told_by_being_equal(made: Mapping[str, Part]) -> Iterator[Problem]:
    """Yield the total of a winner that is withheld from a bidder who is told to be equal."""
    for each in made.values():
        winner = each.get("winner")
        if winner and each["equal"] and withholding.is_withheld(winner["total"]):
            message = (
                f"`winner:total` is withheld, and {each['supplier']['name']} is told that the two tenders are equal"
            )
            fix = "tell the total: the letter has to say that nothing published separates them"
            yield Problem(Place("--withhold"), "given-away", message, fix)


def _given_away(of: str, name: str, source: Source) -> Problem:
    message = f"`{name}` is withheld, and can be worked out from {source.what}, which the letters tell of {of}"
    fix = f"withhold {source.withhold} too, with a `--because` of its own, or tell both"
    return Problem(Place("--withhold"), "given-away", message, fix)


def _winners(made: Part) -> Iterator[str]:
    yield from withholding.fields(made["winner"], "winner")


def of_one_winner(running: Running, made: Mapping[str, Part]) -> list[Problem]:
    """Return a warning of the letters of a framework: who comes into it beside the first must not get such a letter."""
    others = [name for name, each in made.items() if each.get("outcome") == contents.UNSUCCESSFUL]
    if not others or not running.selection.contract.get("contract.is_new_framework"):
        return []
    say = "1 of these letters says" if len(others) == 1 else f"{len(others)} of these letters say"
    message = f"the tender is of a framework: {say} that it goes to another supplier"
    fix = "keep back that of a supplier who comes into it as well, and write it yourself, with what all are told of it"
    return [Problem(running.log.place, "one-winner", message, fix, "warning")]


# --- what a person wrote of somebody else ---------------------------------------------------------------------------


def naming_others(running: Running, made: Mapping[str, Part]) -> list[Problem]:
    """Return where a reason that people wrote names a bidder whom the letter is not about: it has to be reworded."""
    ordinary, bids = words_of(_own_texts(running.selection)), running.submissions.values()
    found = []
    for name, part in made.items():
        known = {part["supplier"]["unique_identifier"], (part.get("winner") or {}).get("unique_identifier")}
        about = words_of(each for bid in bids if bid.supplier_id in known for each in (bid.supplier, bid.product))
        text = "\n".join(_texts(part))
        for other in {bid.supplier_id: bid for bid in bids if bid.supplier_id not in known}.values():
            names = [
                each for bid in bids if bid.supplier_id == other.supplier_id for each in (bid.supplier, bid.product)
            ]
            words = naming([*names, other.supplier_id], text, ordinary | about)
            found += [_names_another(name, other.supplier, words)] if words else []
    return found


def _own_texts(selection: Selection) -> Iterator[str]:
    """Yield the texts that the tender itself published: a word of these names nobody."""
    yield from (selection.title, selection.buyer or "", *selection.lots.values(), *_parts_of_price(selection.rules))
    yield from (text for each in selection.award_criteria for text in (each.title, each.assessed or ""))
    for member in selection.members:
        yield from _texts(member.definition.source.value)
        for name in digests.deciding(member.definition, selection.facts):
            yield from _texts(selection.facts[name].model_dump())


def _parts_of_price(rules: Rules) -> Sequence[str]:
    return rules.price.parts if rules.price else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _names_another(name: str, other: str, words: Sequence[str]) -> Problem:
    message = f"the letter says {', '.join(f'`{word}`' for word in words)}, which may name another bidder, `{other}`"
    fix = "reword what somebody wrote before the letters go out, if it does; the log keeps what was written"
    return Problem(Place(name), "names-another-bidder", message, fix, "warning")


# --- writing --------------------------------------------------------------------------------------------------------


def files(made: Mapping[str, Part]) -> dict[str, bytes]:
    """Return every file: a Word document and its data, for each document.

    Raises:
        ProblemsFound: Word files cannot be written here.
    """
    found: dict[str, bytes] = {}
    for name, each in made.items():
        found[f"{name}.docx"] = word.render(each)
        found[f"{name}.json"] = orjson.dumps(each, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return found


def write(found: Mapping[str, bytes], folder: FilePath) -> None:
    """Write all files into a new folder, or none: they are made beside it first.

    Raises:
        ProblemsFound: the folder is there already, or cannot be written.
    """
    if folder.exists():
        fix = "name a folder that is not there yet: summaries go out all together"
        raise ProblemsFound([Problem(Place(relative(folder)), "folder-exists", "the folder is there already", fix)])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".summaries-") as beside:
            made = FilePath(beside) / "made"
            made.mkdir()
            for name, data in found.items():
                (made / name).write_bytes(data)
            made.rename(folder)
    except OSError as error:
        message, fix = f"cannot write the summaries: {error.strerror}", "check the rights and the room of the folder"
        raise ProblemsFound([Problem(Place(relative(folder)), "cannot-write", message, fix)]) from None


def remaining(made: Mapping[str, Part]) -> dict[str, list[str]]:
    """Return the blanks of every document, which only a person may fill in."""
    found: dict[str, Any] = {name: list(dict.fromkeys(blanks.blanks(each))) for name, each in made.items()}
    return {name: left for name, left in found.items() if left}
