"""The command line as a whole: help, version, completion, start-up, and what goes to which stream."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_tenders import make, process, run

from techassure.cli.lazy import COMMANDS

HEAVY = ("pydantic", "rich", "yaml", "orjson", "jsonschema", "jsonschema_rs", "techassure.assessing")


def test_help_teaches_by_example() -> None:
    """Every command stands in the help with one line, beside examples and the exit codes."""
    result = run("--help")
    assert result.exit_code == 0
    assert "techassure assess seeds/tenders/remote-monitoring" in result.stdout
    assert "there is something to act on" in result.stdout
    for name, lazy in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(lazy.help)}$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("command", ["test", "lint", "diff", "impact"])
def test_a_format_is_asked_for_in_the_same_way_everywhere(command: str) -> None:
    assert "-f, --format" in run("standards", command, "--help").stdout


@pytest.mark.parametrize("command", [*COMMANDS])
def test_no_list_of_commands_breaks_off(command: str) -> None:
    """What is said of each command in a group is a sentence that ends."""
    _, _, listed = run(command, "--help").stdout.partition("Commands:\n")
    assert [line for line in listed.partition("\n\n")[0].splitlines() if not line.endswith(".")] == []


@pytest.mark.parametrize("command", [*COMMANDS])
def test_each_command_teaches_by_example(command: str) -> None:
    """Each command's own help shows how it is called."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"  techassure {command} " in result.stdout.partition("Examples:")[2]


@pytest.mark.parametrize("command", ["list", "show", "test"])
def test_commands_of_standards_have_help(command: str) -> None:
    """The commands beneath `standards` say what they do."""
    result = run("standards", command, "--help")
    assert result.exit_code == 0
    assert f"Usage: techassure standards {command}" in result.stdout


def test_help_imports_nothing_heavy() -> None:
    """The help is there at once: what only commands need is imported by them."""
    program = (
        "import sys, typer.testing, techassure.cli as cli\n"
        "assert typer.testing.CliRunner().invoke(cli.app, ['--help']).exit_code == 0\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_version_is_that_of_the_document(tmp_path: Path) -> None:
    """`--version` says what the documents say."""
    version = run("--version")
    assert version.exit_code == 0
    assert f'"tool": "{version.stdout.strip()}"' in run("assess", make(tmp_path), "--format", "json").stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("techassure st", {"standards"}),
        ("techassure standards sh", {"show"}),
        ("techassure assess --fo", {"--format"}),
        ("techassure assess --format js", {"json", "jsonl"}),
        ("techassure assess --fail-on n", {"non-compliant"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(words: str, offered: set[str]) -> None:
    """As a shell asks for it."""
    last = str(len(words.split()) - 1)
    asked = {"_TECHASSURE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": last}
    assert set(process(**asked).stdout.decode().split()) == offered


def test_a_misspelt_command_is_corrected() -> None:
    """The nearest command is offered, and nothing runs."""
    result = run("asess")
    assert result.exit_code == 2
    assert "Did you mean 'assess'?" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--detail", "full"), "`full` is none of `summary`, `criteria`"),
        (("--format", "exel"), "`exel` is none of `table`, `json`, `jsonl`"),
        (("--format", "htm"), "; did you mean `html`?"),
    ],
)
def test_a_wrong_value_of_an_option_is_named_with_what_may_stand_there(options: Sequence[str], said: str) -> None:
    ended = run("assess", "x", *options)
    assert (ended.exit_code, "Value error" in ended.stderr) == (2, False)
    assert said in ended.stderr


def test_without_arguments_there_is_help() -> None:
    """Nothing asked, nothing done: the help is shown, and the exit code says that nothing ran."""
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.output


def test_as_a_module_it_is_the_same_program() -> None:
    """`python -m techassure` calls itself by the program's name."""
    done = process("--help")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: techassure ")


def test_a_pipe_gets_no_colour(tmp_path: Path) -> None:
    """What is not a terminal gets plain text, 80 columns wide unless it is told otherwise."""
    done = process("assess", make(tmp_path), COLUMNS="")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert max(map(len, done.stdout.decode().splitlines())) <= 80


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("assess",), "standard output: cannot write the output: No space"),
        (("--help",), "techassure: the system refuses this: No space"),
        (("assess", "--help"), "techassure: the system refuses this: No space"),
    ],
)
def test_a_full_disk_is_said(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """Output that is lost is never a success."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    with full.open("wb") as disk:
        done = started(*options, *([] if "--help" in options else [make(tmp_path)]), stdout=disk)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stderr.count("No space") == 1


def started(*arguments: object, **streams: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as a process that keeps its output until there is enough of it, as on most machines."""
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "techassure", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, env=bare, **streams)


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes them")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(tmp_path: Path, closed: str) -> None:
    made = tmp_path / "board.json"
    command = f'"$@" {closed}'
    arguments = [sys.executable, "-m", "techassure", "assess", make(tmp_path), "--format", "json", "--output", made]
    done = subprocess.run(["sh", "-c", command, "sh", *map(str, arguments)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(made.read_text(encoding="utf-8"))


def test_a_reader_that_went_away_is_no_error(tmp_path: Path) -> None:
    """`techassure assess … | head -1` ends without a word."""
    command = [sys.executable, "-m", "techassure", "assess", str(make(tmp_path)), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""


def on_a_terminal(*arguments: object, columns: int, **environment: str) -> str:
    """Run a command as a process on a terminal of its own, and return what that shows."""
    pty, termios, fcntl = (pytest.importorskip(name) for name in ("pty", "termios", "fcntl"))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, bytes([40, 0, columns, 0, 0, 0, 0, 0]))
    bare = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "TERM")}
    command = [sys.executable, "-m", "techassure", *map(str, arguments)]
    with subprocess.Popen(command, stdout=theirs, env={**bare, "TERM": "xterm", **environment}):
        os.close(theirs)
        return b"".join(iter(lambda: _piece(ours), b"")).decode()


def _piece(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other end of a terminal was closed
        os.close(descriptor)
        return b""


def test_a_terminal_gets_colour_and_its_whole_width(tmp_path: Path) -> None:
    """On 160 columns a submission stands on one line, with colour."""
    shown = on_a_terminal("assess", make(tmp_path), columns=160)
    assert "\x1b[32mcompliant\x1b[0m" in shown
    assert re.search(r"Wardlight 1\S* +Wardlight Fictional Ltd +\S*compliant", shown)


@pytest.mark.parametrize("refusal", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_refuse_colour(tmp_path: Path, refusal: dict[str, str]) -> None:
    """NO_COLOR is heeded, and so is a terminal that knows none."""
    shown = on_a_terminal("assess", make(tmp_path), columns=100, **refusal)
    assert "\x1b" not in shown
    assert "compliant" in shown


def test_a_terminal_that_knows_only_ascii_still_gets_everything(tmp_path: Path) -> None:
    """A letter that cannot be shown is spelt out; nothing breaks."""
    folder = make(tmp_path)
    path = folder / "submissions" / "Wardlight.yaml"
    path.write_text(path.read_text("utf-8").replace("Wardlight Fictional", "在宅"), "utf-8")
    done = process("assess", folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert b"\\u5728\\u5b85 Ltd" in done.stdout
