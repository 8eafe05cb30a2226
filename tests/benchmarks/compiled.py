"""`python -m tests.benchmarks.compiled`: what `tests.benchmarks` measures, of the wheel with its modules compiled.

The wheel is built and unpacked in a folder that is gone afterwards; nothing is installed. It takes a minute or two, the
`build` of the extra `dev`, and a C compiler with Python's headers. What follows is handed on, as in ``--only batches``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1]


def unpacked(folder: Path) -> Path:
    """Build the compiled wheel of this checkout, and return the folder in which it can be imported."""
    environment = {**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"}
    wheels, found = folder / "wheels", folder / "unpacked"
    # By way of a source distribution: what is compiled in the checkout itself would be imported from then on.
    build = [sys.executable, "-m", "build", "--outdir", str(wheels), str(TESTS.parent)]
    subprocess.run(build, env=environment, check=True, stdout=subprocess.DEVNULL)
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(found)]
    subprocess.run([*install, *map(str, wheels.glob("*.whl"))], check=True)
    if not any(found.rglob("*.so")) and not any(found.rglob("*.pyd")):
        raise SystemExit("nothing was compiled: is there a C compiler?")
    return found


def main() -> int:
    """Measure what is compiled, and return how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(unpacked(Path(folder)))}
        # From beside the package's sources they would be imported in its place.
        command = [sys.executable, "-m", "benchmarks", *sys.argv[1:]]
        return subprocess.run(command, cwd=TESTS, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
