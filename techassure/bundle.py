"""The program for computers without a package registry: a zip of wheels with an installer, and a single file to run.

Both are put together with pip and shiv, from wherever pip is set up to look. The wheels may be those of another
platform.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from techassure.extras import missing
from techassure.problems import Place, Problem, ProblemsFound
from techassure.version import __version__

_PLATFORM_ONLY = {"win": ("colorama",)}
"""What only some platforms need. Pip asks the platform that it runs on, and so leaves it out for others."""

_README = """techassure {version}, to install without a network.{needs}

Unpack the folder, and in it:
    Windows: double-click install.cmd
    Linux, macOS: sh install.sh
Both make an environment of its own in your user folder, and need no administrator.

Into an environment that you have, by one line:
    python -m pip install --no-index --find-links wheels "{what}"

SHA256SUMS has the digest of every file.
"""
_CMD = """@echo off
cd /d "%~dp0"
set PYTHON=py -3
where py >nul 2>nul || set PYTHON=python
%PYTHON% -m venv "%LOCALAPPDATA%\\techassure" || goto :failed
"%LOCALAPPDATA%\\techassure\\Scripts\\python" -m pip install --no-index --find-links wheels "{what}" || goto :failed
echo.
echo Installed. Type: "%LOCALAPPDATA%\\techassure\\Scripts\\techassure" --help
if not "%1"=="/q" pause
exit /b 0
:failed
echo Not installed: the line above says why.
if not "%1"=="/q" pause
exit /b 1
"""
_SH = """#!/bin/sh
set -e
cd "$(dirname "$0")"
home="${{TECHASSURE_HOME:-$HOME/.local/share/techassure}}"
"${{PYTHON:-python3}}" -m venv "$home"
"$home/bin/python" -m pip install --quiet --no-index --find-links wheels "{what}"
echo "Installed. Type: $home/bin/techassure --help"
"""


class Target(NamedTuple):
    """What to bundle, and for which computers: no platform means those like this one; ``python`` is such as `3.12`."""

    extras: tuple[str, ...] = ("docx", "report", "xlsx")
    platforms: tuple[str, ...] = ()
    python: str | None = None

    @property
    def brackets(self) -> str:
        """The extras as a requirement has them, such as `[docx,report,xlsx]`."""
        return f"[{','.join(self.extras)}]" if self.extras else ""

    @property
    def what(self) -> str:
        """The requirement, such as `techassure[docx,report,xlsx]==0.1.0`."""
        return f"techassure{self.brackets}=={__version__}"

    def options(self) -> list[str]:
        """Return what tells pip which wheels fit."""
        chosen = [part for platform in self.platforms for part in ("--platform", platform)]
        version = ["--python-version", self.python] if self.python else []
        return [*chosen, *version, "--only-binary", ":all:"]

    def also(self) -> list[str]:
        """Return what pip would leave out for another platform."""
        starts = {start for start in _PLATFORM_ONLY for platform in self.platforms if platform.startswith(start)}
        return [name for start in sorted(starts) for name in _PLATFORM_ONLY[start]]


def build(folder: Path, target: Target) -> list[Path]:
    """Write the zip of wheels and the single file into the folder, and return them.

    Raises:
        ProblemsFound: pip or shiv is not installed, or one of them could not do its part; it says which and why.
    """
    for name in ("pip", "shiv"):
        if find_spec(name) is None:
            raise missing(name, "bundle", "put bundles together")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="techassure-") as made:
        wheels, site = Path(made) / "wheels", Path(made) / "site"
        _gather(wheels, target)
        wanted = [*target.options(), target.what, *target.also()]
        _pip("install", "--quiet", "--target", str(site), "--no-index", "--find-links", str(wheels), *wanted)
        return put_together(folder, wheels, site, target)


def put_together(folder: Path, wheels: Path, site: Path, target: Target) -> list[Path]:
    """Make the zip of a folder of wheels and the single file of what they install to; both stand there whole, or none.

    Raises:
        ProblemsFound: shiv could not make the single file.
    """
    named = f"techassure-{__version__}{_suffix(target)}"
    with tempfile.TemporaryDirectory(prefix=".techassure-", dir=folder) as beside:
        packed = _zipped(Path(beside) / f"{named}-offline.zip", wheels, target)
        made = [packed, _single(Path(beside) / f"{named}.pyz", site)]
        return [path.replace(folder / path.name) for path in made]


def _gather(wheels: Path, target: Target) -> None:
    """Gather the wheels: our own from the checkout that this runs in, or else as it was published."""
    checkout, wanted = Path(__file__).parents[1], target.what
    if (checkout / "pyproject.toml").is_file():
        _pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(checkout))
        # By its path: what a registry may hold under the same name and version is something else.
        wanted = f"{next(wheels.glob('techassure-*.whl'))}{target.brackets}"
    _pip("download", "--quiet", "--dest", str(wheels), *target.options(), wanted, *target.also())


def _suffix(target: Target) -> str:
    parts = [*target.platforms[:1], *([f"py{target.python}"] if target.python else [])]
    return "".join(f"-{part}" for part in parts)


def _zipped(path: Path, wheels: Path, target: Target) -> Path:
    needs = f" It needs Python {target.python}." if target.python else ""
    texts = {
        "README.txt": _README.format(version=__version__, what=target.what, needs=needs).replace("\n", "\r\n"),
        "install.cmd": _CMD.format(what=target.what).replace("\n", "\r\n"),
        "install.sh": _SH.format(what=target.what),
    }
    parts = {name: text.encode() for name, text in texts.items()}
    parts |= {f"wheels/{each.name}": each.read_bytes() for each in sorted(wheels.glob("*.whl"))}
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, "SHA256SUMS": "".join(sums).encode()}.items():
            archive.writestr(_member(path.stem, name), content, zipfile.ZIP_DEFLATED)
    return path


def _member(folder: str, name: str) -> zipfile.ZipInfo:
    """Return an entry without the time of packing, and with the right to run what is to be run."""
    info = zipfile.ZipInfo(f"{folder}/{name}")
    info.create_system = 3
    info.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
    return info


def _single(path: Path, site: Path) -> Path:
    command = ["-m", "shiv", "--site-packages", str(site), "--console-script", "techassure", "--reproducible"]
    _run([*command, "--compressed", "--python", "/usr/bin/env python3", "--output-file", str(path)])
    return path


def _pip(*arguments: str) -> None:
    _run(["-m", "pip", "--disable-pip-version-check", *arguments])


def _run(arguments: Sequence[str]) -> None:
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        message = f"`{arguments[1]}` did not succeed: {_last(ran.stderr.splitlines())}"
        fix = "see that it can find every wheel for the platform that you named"
        raise ProblemsFound([Problem(Place("bundle"), "bundle-not-made", message, fix)])


def _last(lines: Iterable[str]) -> str:
    """Return the line that says what went wrong."""
    said = [line.strip() for line in lines if line.strip()]
    return next((line for line in said if line.startswith("ERROR")), said[-1] if said else "it said nothing")[:300]
