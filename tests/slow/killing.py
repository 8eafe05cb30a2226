"""`python -m tests.slow.killing`: kill batches at random moments, some hundreds of times, and see that nothing is lost.

A batch is started, killed with SIGKILL after a random time and gone on with by `--resume`, until it ends by itself.
Then its output must be what an undisturbed run gives, byte for byte; until then it must be that or not be there at all;
and no worker may outlive the batch that started it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import batches

SECONDS_TO_END = 10
SOME_REFUSED = 1


def children(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in map(int, found):
        yield child
        yield from children(child)


def killed(arguments: list[str], after: float) -> bool:
    """Start a batch and kill it; return whether it was still running then. None of its workers may stay."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        workers = list(children(process.pid))
        process.send_signal(signal.SIGKILL)
        process.wait()
        await_end(workers)
        return True
    if process.returncode != SOME_REFUSED:
        raise SystemExit(f"a batch that was not killed ended with {process.returncode}")
    return False


def await_end(pids: list[int]) -> None:
    """Wait until processes have ended."""
    until = time.monotonic() + SECONDS_TO_END
    while alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > until:
            raise SystemExit(f"these outlived their batch: {alive}")
        time.sleep(0.02)


def campaign(folder: Path, path: Path, workers: int, dice: random.Random) -> int:
    """Kill one batch until it ends by itself; return how often it was killed."""
    tender = folder / "tender.yaml"
    start = batches.command("assess", path, "--tender", tender, "-f", "jsonl", "--quiet", "--workers", workers)
    whole, output = folder / "whole.jsonl", folder / "out.jsonl"
    if not whole.exists():
        subprocess.run([*start, "-o", str(whole)], check=False, capture_output=True)
    expected = whole.read_bytes()
    output.unlink(missing_ok=True)
    taken = batches.seconds([*start, "-o", str(folder / "timed.jsonl")])
    kills = 0
    while killed([*start, "-o", str(output), "--resume"], taken * (0.3 + 0.7 * dice.random())):
        kills += 1
        if output.exists() and output.read_bytes() != expected:
            raise SystemExit(f"after {kills} kills the output is there, and is not whole")
    if not output.exists():
        raise SystemExit("the batch ended without its output")
    if output.read_bytes() != expected:
        raise SystemExit(f"after {kills} kills the output differs")
    if (left := output.with_name("out.jsonl.unfinished")).exists():
        raise SystemExit(f"{left} was left behind")
    return kills


def main() -> None:
    """Kill until it has been enough."""
    parser = argparse.ArgumentParser(prog="python -m tests.slow.killing", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how many kills (200)")
    parser.add_argument("--count", type=int, default=4000, help="submissions in the batch (4000)")
    parser.add_argument("--seed", type=int, default=1, help="the moments (1)")
    wanted = parser.parse_args()
    dice = random.Random(wanted.seed)
    os.environ["PYTHONHASHSEED"] = "random"
    kills = batch = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        batches.tender(folder)
        path = folder / "all.jsonl"
        path.write_bytes(b"".join(batches.lines(wanted.count)))
        while kills < wanted.times:
            batch += 1
            kills += campaign(folder, path, 1 + batch % 2, dice)
            print(f"{kills} kills, {batch} batches, every output whole", flush=True)


if __name__ == "__main__":
    main()
