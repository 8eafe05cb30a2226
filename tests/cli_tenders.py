"""A small tender on disk, and the command line run on it, for the tests of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from techassure.cli import app

TENDER = """\
techassure: 1
tender: small
title: A small tender
buyer: {name: Fellmoor Fictional NHS Trust, kind: nhs}
dates: {commenced: 2026-05-01, as_of: 2026-06-01, award: 2026-07-15}
contract: {start: 2026-09-01, end: 2029-08-31, handles_personal_data: yes, handles_official_information: yes}
editions: {cyber-essentials: "3.3 r2"}
gates:
  cyber-essentials/CE-1: none
  cyber-essentials/CE-2: none
  cyber-essentials/CE-3: requirement
award_criteria:
  security:
    title: Security
    weight: 60
    criteria: {cyber-essentials/CE-8: 2, cyber-essentials/CE-10: 1}
  price: {title: Price, weight: 40, assessed_by: price}
"""
ANSWERS = {
    "Wardlight": {"renewal_committed": "yes", "mfa": "everyone", "slowest_update_days": "3"},
    "Homebeat": {"mfa": "administrators"},
    "Quickchart": {"renewal_committed": "no", "expires_on": "2027-01-31", "mfa": "nobody", "slowest_update_days": "3"},
}


def submission(product: str, answers: dict[str, str]) -> str:
    """Return the text of a submission that answers facts of Cyber Essentials."""
    lines = [f"  cyber_essentials.{name}: {value}" for name, value in answers.items()]
    head = ["techassure: 1", f"supplier: {{id: {product}-1, name: {product} Fictional Ltd}}"]
    return "\n".join([*head, f"product: {{name: {product}, version: '1'}}", "answers:", *lines, ""])


def make(folder: Path) -> Path:
    """Write a tender's folder: one compliant, one undecided and one non-compliant submission."""
    (folder / "submissions").mkdir()
    (folder / "tender.yaml").write_text(TENDER, "utf-8")
    for product, answers in ANSWERS.items():
        (folder / "submissions" / f"{product}.yaml").write_text(submission(product, answers), "utf-8")
    return folder


def run(*arguments: object, piped: str | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(each) for each in arguments], input=piped)


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    command = [sys.executable, "-m", "techassure", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, timeout=60)
