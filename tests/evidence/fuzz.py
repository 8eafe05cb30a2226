"""Feeds readers of evidence, and the opener of packs, with what a coverage-guided fuzzer makes up.

    pip install atheris coverage
    python tests/evidence/fuzz.py TARGET CORPUS -max_total_time=600     fuzz one target, keeping what is new in CORPUS
    python tests/evidence/fuzz.py --replay TARGET CORPUS                run what was kept, for `coverage run`

A target is a reader's name, or `zip`, `tar` or `bag`. An empty corpus begins with the files of `tests/evidence/files`.
JSON is changed as a tree, value by value, and a pack member by member, so that they get past the parsers; everything
else as bytes.
Anything but a problem with a place is a finding: an exception, more than 512 MB, or more than 30 seconds.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import packs
from trees import containers

FILES = Path(__file__).parent / "files"
OPENERS = ("zip", "tar", "bag")
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 2**53, "", "\0", "\ud7ff", "9999-12-31", "0000-01-01", "2026-02-30T99:99:99Z", "../x",
    [], {}, [[]], [None], {"": None}, "A" * 600, "\u202e", "-1", "1.6", [1, "a", {}], {"name": {"name": 1}},
)  # fmt: skip


def seeds(target: str) -> list[bytes]:
    """Return what a corpus begins with: the files of a reader's kind, or small packs."""
    if target in OPENERS:
        return [packs.first(target)]
    from techassure.evidence.contents import Contents
    from techassure.evidence.kinds import reader_of

    every = [path.read_bytes() for path in sorted(FILES.iterdir())]
    kinds = [(reader_of(Contents(data, "seed")), data) for data in every]
    return [data for reader, data in kinds if reader and reader.name == target]


def target_of(name: str) -> Callable[[bytes], None]:
    """Return what takes the bytes."""
    return opener(name) if name in OPENERS else reading(name)


def reading(name: str) -> Callable[[bytes], None]:
    """Return what reads bytes as a kind of evidence; nothing may be raised."""
    from techassure.evidence.contents import Contents
    from techassure.evidence.kinds import READERS, read_contents

    reader = next(each for each in READERS if each.name == name)

    def take(data: bytes) -> None:
        contents = Contents(data, "fuzz")
        read_contents(contents)
        if reader.recognises(contents):
            reader.read(contents)

    return take


def opener(name: str) -> Callable[[bytes], None]:
    """Return what opens bytes as a pack; only problems may be raised, and nothing is written beside the folder."""
    from techassure.files import archives, bags
    from techassure.problems import ProblemsFound

    ending = "tar" if name == "tar" else "zip"

    def take(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"pack.{ending}"
            path.write_bytes(data)
            try:
                with archives.opened(path) as inside:
                    if bags.is_bag(inside):
                        bags.problems_of(inside)
            except ProblemsFound:
                pass
            assert [each.name for each in Path(folder).iterdir()] == [path.name]

    return take


def changed(data: bytes, most: int, seed: int) -> bytes | None:
    """Return JSON with a few of its values replaced, doubled or taken away; None where the bytes are not JSON."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return None
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        places = containers(tree)
        if places:
            change(chance, *chance.choice(places))
    made = json.dumps(tree).encode()
    return made if len(made) <= most else None


def change(chance: random.Random, container: Any, key: Any) -> None:
    """Change one value in its place."""
    how = chance.randrange(4)
    if how == 0:
        del container[key]
    elif how == 1 and isinstance(container, list):
        container.extend(copy.deepcopy(container[key]) for _ in range(chance.randint(1, 3)))
    elif how == 2:
        container[key] = [container[key]] if chance.random() < 0.5 else {"value": container[key]}
    else:
        container[key] = copy.deepcopy(chance.choice(ODD))


def fuzz(target: str, corpus: Path, options: list[str]) -> None:
    """Fuzz one target until the time is over, or something is found."""
    import atheris

    with atheris.instrument_imports(include=["techassure"]):
        take = target_of(target)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        if seed % 4:
            made = packs.changed(target, data, most, seed) if target in OPENERS else changed(data, most, seed)
            if made is not None:
                return made
        return bytes(atheris.Mutate(data, most))

    arguments = [sys.argv[0], str(corpus), "-max_len=65536", "-timeout=30", "-rss_limit_mb=512", *options]
    atheris.Setup(arguments, take, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--replay":
        replay = target_of(sys.argv[2])
        for each in sorted(Path(sys.argv[3]).iterdir()):
            replay(each.read_bytes())
    else:
        fuzz(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
