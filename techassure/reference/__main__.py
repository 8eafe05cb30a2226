"""`python -m techassure.reference`."""

from __future__ import annotations

import argparse
from pathlib import Path

from techassure.reference import stale, write


def main() -> None:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(prog="python -m techassure.reference", description="Write the reference pages.")
    parser.add_argument("folder", type=Path, help="`docs/reference`; `docs/standards` is written beside it")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a page is stale")
    given = parser.parse_args()
    if given.folder.name != "reference":
        # Beside another folder there may be a `standards` that nobody meant to have written over.
        parser.error(f"`{given.folder}` is not called `reference`; give `docs/reference`")
    if not given.check:
        write(given.folder)
    elif old := stale(given.folder):
        parser.exit(1, f"stale: {', '.join(old)}; run `python -m techassure.reference {given.folder}`\n")


if __name__ == "__main__":
    main()
