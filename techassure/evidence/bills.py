"""What a bill of materials states of its product and its components, whichever format it is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from techassure.calendar_days import iso
from techassure.evidence.contents import Part
from techassure.evidence.reading import Found, found

FACTS = ("sbom.format", "sbom.product_version", "sbom.made_on", "sbom.component_count", "sbom.identified_count")


def stated(
    name: str, at: Part, version: Part, made: Part, components: Part, identified: Sequence[bool]
) -> Iterator[Found]:
    """Yield the facts of a bill whose format, named at a part of it, is called ``name``.

    ``version`` is that of the product, ``made`` the time at which the bill was made, and ``components`` the list, of
    which ``identified`` tells for each whether it has a supplier, a name and a version.
    """
    yield found("sbom.format", name, at)
    if version.text:
        yield found("sbom.product_version", version.text, version)
    if made.day is not None:
        yield found("sbom.made_on", iso(made.day), made)
    yield found("sbom.component_count", len(identified), components)
    yield found("sbom.identified_count", sum(identified), components)
