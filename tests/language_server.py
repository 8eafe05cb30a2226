"""A client of a YAML language server, speaking its protocol over pipes: as much of an editor as the tests need."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAM = shutil.which("yaml-language-server")
Message = dict[str, Any]


class Editor:
    """An editor with one folder open, whose files have the schemas that `settings` give them."""

    def __init__(self, folder: Path, schemas: dict[str, str]) -> None:
        self.folder = folder
        self.settings = {
            "yaml": {"schemas": schemas, "schemaStore": {"enable": False}, "hover": True, "completion": True}
        }
        self.asked = 0
        self.said: dict[str, list[Message]] = {}

    def __enter__(self) -> Editor:
        assert PROGRAM
        self.server = subprocess.Popen(
            [PROGRAM, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        about = {"processId": os.getpid(), "rootUri": self.folder.as_uri(), "capabilities": {}}
        folders = [{"uri": self.folder.as_uri(), "name": "library"}]
        self.ask("initialize", {**about, "workspaceFolders": folders})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.kill()
        self.server.wait()
        for pipe in (self.server.stdin, self.server.stdout):
            assert pipe
            pipe.close()

    def open(self, name: str, text: str) -> str:
        """Open a file and return its address, once the server has said what is wrong with it."""
        uri = (self.folder / name).as_uri()
        self.said.pop(uri, None)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while uri not in self.said:
            self.receive()
        return uri

    def complete(self, uri: str, line: int, character: int) -> list[str]:
        """Return what the server offers at a place, counted from 0."""
        found = self.ask("textDocument/completion", _at(uri, line, character))
        items = found["items"] if isinstance(found, dict) else found or []
        return [item["label"] for item in items]

    def hover(self, uri: str, line: int, character: int) -> str:
        """Return what the server says of what stands at a place, counted from 0."""
        found = self.ask("textDocument/hover", _at(uri, line, character))
        return str(found["contents"]["value"]) if found else ""

    def wrong(self, uri: str) -> list[str]:
        """Return what the server says is wrong with an open file."""
        return [each["message"] for each in self.said[uri]]

    # --- the protocol

    def ask(self, method: str, params: Message) -> Any:
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        wanted = self.asked
        while True:
            message = self.receive()
            if message.get("id") == wanted and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: Message) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: Message) -> None:
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw))
        self.server.stdin.flush()

    def receive(self) -> Message:
        """Read one message; answer what the server asks, and keep what it says of files."""
        assert self.server.stdout
        length = 0
        while line := self.server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        assert length, "the language server has ended"
        message: Message = json.loads(self.server.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.said[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self.send({"id": message["id"], "result": self.answer(message)})
        return message

    def answer(self, message: Message) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item.get("section", ""), {}) for item in message["params"]["items"]]


def _at(uri: str, line: int, character: int) -> Message:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
