"""PDF: title, dates, and whether a signature is present and the bytes are as they were signed.

Never that a signature is trusted: whose key it is, and whether to believe them, no file can say of itself.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from techassure.calendar_days import day_number
from techassure.evidence.contents import MOST_TEXT, Contents
from techassure.evidence.reading import Detail, Reader, Reading
from techassure.files.doors import is_printable
from techassure.problems import Place, Problem

_DATE = re.compile(r"D:([0-9]{4})([0-9]{2})([0-9]{2})")
_MOST_SIGNATURES = 20
_BROKEN = ", BROKEN"
_INFORMATION = ("/Title", "/Producer", "/CreationDate", "/ModDate")


def _recognises(contents: Contents) -> bool:
    return contents.head.startswith(b"%PDF-")


def _read(contents: Contents) -> Reading:
    from pyhanko.pdf_utils.reader import PdfFileReader

    place = contents.place()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _reading(PdfFileReader(io.BytesIO(contents.data), strict=False), place)
    except Exception as error:
        said = _text(str(error))[:120] or type(error).__name__
        fix = "export it anew, without a password"
        return Reading(problems=(Problem(place, "broken-pdf", f"the PDF cannot be read: {said}", fix),))


def _reading(document: Any, place: Place) -> Reading:
    said = dict(_information(document.trailer))
    made, changed = (_day(said.get(key)) for key in ("/CreationDate", "/ModDate"))
    signatures = list(_signatures(document, place))
    details = [
        Detail("pages", str(int(document.root["/Pages"]["/Count"])), place),
        *([Detail("created", made, place)] if made else []),
        *([Detail("changed", changed, place)] if changed else []),
        *signatures,
    ]
    return Reading(
        details=tuple(details),
        title=said.get("/Title", ""),
        made_by=said.get("/Producer", ""),
        made_on=day_number(made) if made else None,
        problems=(_changed(place),) if any(each.value.endswith(_BROKEN) for each in signatures) else (),
    )


def _changed(place: Place) -> Problem:
    message = "a signature in the PDF does not fit its content, which was changed after it was signed"
    return Problem(place, "broken-signature", message, "attach the file as whoever signed it gave it out")


def _information(trailer: Any) -> Iterator[tuple[str, str]]:
    if "/Info" in trailer:
        held = trailer["/Info"]
        yield from ((key, _text(held[key])) for key in _INFORMATION if key in held)


def _text(value: object) -> str:
    shown = " ".join(str(value or "").split())[:MOST_TEXT]
    return shown if is_printable(shown) else ""


def _day(value: object) -> str:
    dated = _DATE.match(str(value or ""))
    written = "-".join(dated.groups()) if dated else ""
    return written if day_number(written) else ""


def _signatures(document: Any, place: Place) -> Iterator[Detail]:
    found = document.embedded_signatures
    yield Detail("signatures", str(len(found)), place)
    for signature in found[:_MOST_SIGNATURES]:
        signature.compute_integrity_info()
        covers = str(signature.coverage.name).lower().replace("_", " ")
        when = signature.self_reported_timestamp
        yield Detail("signature", f"present, covers: {covers}{_verified(signature)}", place)
        if when:
            yield Detail("signed, by its own account", when.date().isoformat(), place)


def _verified(signature: Any) -> str:
    """Return whether the bytes are as they were signed, by the key in the signature itself."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    return ", intact; whether the signer is to be trusted is not judged" if intact and valid else _BROKEN


READER: Reader = Reader(
    name="pdf",
    title="PDF document",
    versions="1 and 2",
    facts=(),
    documents=(),
    recognises=_recognises,
    read=_read,
    extra="evidence",
    states_dates=False,
)
