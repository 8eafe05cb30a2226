"""Named formats of text: web addresses, e-mail addresses, the numbers and codes of registers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled when it is first needed: a start needs none of most."""
    return re.compile(pattern)


class Format(NamedTuple):
    """A named form of text: its pattern, how it is called, how to mend it, and its check digit if it has one."""

    pattern: str
    what: str
    fix: str
    check_digit: Callable[[str], bool] | None = None

    def accepts(self, text: str) -> bool:
        """Tell whether the text has the form and, where there is one, the right check digit."""
        return bool(_compiled(self.pattern).fullmatch(text)) and (self.check_digit is None or self.check_digit(text))


def nhs_number_check(text: str) -> bool:
    """Tell whether the tenth digit of an NHS number fits the nine before it (modulus 11)."""
    digits = [int(character) for character in text if character != " "]
    return digits[9] == -sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11


FORMATS: dict[str, Format] = {
    "url": Format(
        r"https?://[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,63}(:[0-9]{1,5})?([/?#][!-~]*)?",
        "a web address",
        "write it in full, as `https://example.org/page`",
    ),
    "email": Format(
        r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,63}",
        "an e-mail address",
        "write it as `name@example.org`",
    ),
    # The numbers of registered societies end in letters, as IP12345R and SP1234RS do.
    "companies-house": Format(
        r"[0-9]{8}|[A-Z]{2}[0-9]{3}[0-9A-Z]{3}|R[0-9]{7}",
        "a Companies House number",
        "write its eight characters, such as `01234567` or `SC123456`; keep the leading zeros",
    ),
    "ods": Format(r"[A-Z0-9]{3,10}", "an ODS code", "write 3 to 10 capital letters and digits, such as `RJ1`"),
    "nhs-number": Format(
        r"[0-9]{10}|[0-9]{3} [0-9]{3} [0-9]{4}",
        "an NHS number with a right check digit",
        "check the ten digits",
        nhs_number_check,
    ),
    "ico": Format(
        r"Z[A-Z]?[0-9]{6,7}", "an ICO registration number", "write it as on the register, such as `ZA123456`"
    ),
    "gmc": Format(r"[0-9]{7}", "a GMC number", "write its seven digits"),
    "nmc": Format(r"[0-9]{2}[A-Z][0-9]{4}[A-Z]", "an NMC PIN", "write it as `12A3456B`"),
    "sha256": Format(r"[0-9a-f]{64}", "a SHA-256 digest", "write its 64 lower-case hexadecimal digits"),
    "version": Format(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}", "a version", "write it without spaces, such as `4.2.0`"),
    "country": Format(r"[A-Z]{2}", "a country code", "write the two capital letters of ISO 3166, such as `GB`"),
}
