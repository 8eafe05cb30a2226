"""A `techassure` that has been started already: each command goes on from there, in a process of its own.

Hundreds of commands are played for the pages of the documentation. To start Python and import the program for each
took most of their time. `python started.py SOCKET` imports the program once, waits at the socket, and forks for every
command; `CLIENT` is the program that stands in its place on the `PATH`. What a start takes is tested elsewhere.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    said = json.dumps([os.getcwd(), sys.argv[1:], dict(os.environ)]).encode()
    socket.send_fds(asked, [len(said).to_bytes(4, "big")], [0, 1, 2])
    asked.sendall(said)
    sys.exit(asked.recv(1)[0])
"""


@contextmanager
def started(checkout: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Keep the program of a checkout started, and put what calls it into the folder `.bin` there."""
    program = checkout / ".bin" / "techassure"
    program.parent.mkdir()
    address = str(program.with_name("asked"))
    program.write_text(CLIENT.format(python=sys.executable, address=address))
    program.chmod(0o755)
    command, given = [sys.executable, __file__, address], {**environment, "PYTHONPATH": str(checkout)}
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE) as waiting:
        assert waiting.stdout
        assert waiting.stdout.readline() == b"ready\n"
        yield
        waiting.terminate()


def serve(address: str) -> None:
    import_all()
    # What every command has is shared, as long as nothing looks for rings of objects in it.
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("ready", flush=True)
        while True:
            asked, _ = door.accept()
            if not os.fork():
                answer(asked)
            asked.close()


def import_all() -> None:
    import techassure

    for module in pkgutil.walk_packages(techassure.__path__, "techassure."):
        if not module.name.endswith(("__main__", "spark")):
            import_module(module.name)


def answer(asked: socket.socket) -> None:
    """Run one command with the files, the folder and the environment of who asked, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, files, *_ = socket.recv_fds(asked, 4, 3)
    with asked.makefile("rb") as said:
        folder, arguments, environment = json.loads(said.read(int.from_bytes(size, "big")))
    child = os.fork()
    if not child:
        for number, file in enumerate(files):
            os.dup2(file, number)
        run(folder, arguments, environment)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    asked.sendall(bytes([code % 256]))
    os._exit(0)


def run(folder: str, arguments: list[str], environment: dict[str, str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["techassure", *arguments]
    try:
        import_module("techassure.cli").main()
    except SystemExit as ended:
        # To take apart what is shared would first copy it.
        code = ended.code
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    serve(sys.argv[1])
