"""X.509 certificates: whom one names, which hosts, who signed it, and from when to when it is valid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from techassure.evidence.contents import Contents
from techassure.evidence.reading import Detail, Found, Reader, Reading
from techassure.problems import Place, Problem

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

_PEM = b"-----BEGIN CERTIFICATE-----"
_MOST_HOSTS = 50
_MOST_BYTES = 256 * 1024


def _recognises(contents: Contents) -> bool:
    return _PEM in contents.data[:_MOST_BYTES] or _is_der(contents.data)


def _is_der(data: bytes) -> bool:
    """Tell whether the bytes begin like a certificate: a sequence of the file's length that begins with a sequence."""
    long_form = data[:2] == b"\x30\x82" and len(data) == int.from_bytes(data[2:4], "big") + 4
    return long_form and data[4:6] == b"\x30\x82" and data[8:11] in (b"\xa0\x03\x02", b"\x02\x01\x00")


def _read(contents: Contents) -> Reading:
    from cryptography import exceptions, x509

    line = contents.data[: contents.data.find(_PEM)].count(b"\n") + 1 if _PEM in contents.data else 0
    place = contents.place(line)
    broken = (
        ValueError,
        TypeError,
        exceptions.UnsupportedAlgorithm,
        x509.DuplicateExtension,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
    )
    try:
        return _reading(_chain(contents.data), place)
    except broken as error:
        said = _shown(str(error))[:120]
        fix = "attach the certificate as PEM text, or as DER"
        return Reading(problems=(Problem(place, "broken-certificate", f"this is not a certificate: {said}", fix),))


def _chain(data: bytes) -> list[Certificate]:
    from cryptography import x509

    if len(data) > _MOST_BYTES:
        raise ValueError("the file is too large")
    if _PEM in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _reading(chain: list[Certificate], place: Place) -> Reading:
    leaf = chain[0]
    first, last = leaf.not_valid_before_utc.date(), leaf.not_valid_after_utc.date()
    hosts = _hosts(leaf)
    return Reading(
        facts=(Found("fhir.tls_certificate_expires_on", last.isoformat(), place),) if hosts else (),
        details=tuple(_details(leaf, len(chain), hosts, place)),
        title=f"certificate of {_name(leaf.subject, '2.5.4.3') or 'an unnamed subject'}",
        holder=_name(leaf.subject, "2.5.4.10"),
        made_by=_name(leaf.issuer, "2.5.4.10") or _name(leaf.issuer, "2.5.4.3"),
        made_on=_day(first),
        expires_on=_day(last),
        covers=", ".join(hosts[:5]),
    )


def _day(day: date) -> int:
    return day.toordinal()


def _name(name: Name, oid: str) -> str:
    """Return the organisation (2.5.4.10) or the common name (2.5.4.3) of a subject or an issuer."""
    said = next((str(each.value) for each in name if each.oid.dotted_string == oid), "")
    return _shown(said)[:200]


def _shown(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable()).split())


def _hosts(leaf: Certificate) -> list[str]:
    from cryptography import x509

    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    listed = [str(each) for each in names.get_values_for_type(x509.DNSName)]
    return [host for host in listed if host.isprintable()][:_MOST_HOSTS]


def _details(leaf: Certificate, length: int, hosts: list[str], place: Place) -> Iterator[Detail]:
    yield Detail("valid from", leaf.not_valid_before_utc.date().isoformat(), place)
    yield Detail("valid to", leaf.not_valid_after_utc.date().isoformat(), place)
    yield Detail("hosts", ", ".join(hosts) or "none", place)
    yield Detail("signed by itself", "yes" if leaf.issuer == leaf.subject else "no", place)
    yield Detail("certificates in the file", str(length), place)
    yield Detail("signature", leaf.signature_algorithm_oid._name, place)


READER: Reader = Reader(
    name="x509",
    title="X.509 certificate, PEM or DER",
    versions="3",
    facts=("fhir.tls_certificate_expires_on",),
    documents=("fhir.tls_certificate",),
    recognises=_recognises,
    read=_read,
    extra="evidence",
)
