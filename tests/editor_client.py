"""An editor that speaks the Language Server Protocol with the program, as tests need it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds after which an answer counts as missing."""


class Editor:
    """A session of an editor with `counterclaim lsp`, in a folder."""

    def __init__(
        self,
        folder: Path | None,
        *,
        encodings: list[str] | None = None,
        watches: bool = True,
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "validator.py"), "lsp", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.folder = folder
        self.told: list[dict[str, Any]] = []
        """Notifications in their order."""
        self.shown: dict[str, list[dict[str, Any]]] = {}
        """What is shown in each file at last, by URI."""
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()
        general = {"positionEncodings": encodings} if encodings else {}
        watching = {"didChangeWatchedFiles": {"dynamicRegistration": watches}}
        uri = None if folder is None else folder.as_uri()
        self.capabilities = self.ask(
            "initialize",
            processId=None,
            rootUri=uri,
            workspaceFolders=None if uri is None else [{"uri": uri, "name": "claims"}],
            capabilities={"general": general, "workspace": watching},
        )["capabilities"]
        self.tell("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    # The protocol

    def _listen(self) -> None:
        pipe = self.process.stdout
        while pipe is not None:
            try:
                length = 0
                while line := pipe.readline().strip():
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                if not length:
                    break
                self._messages.put(json.loads(pipe.read(length)))
            except ValueError:  # closed meanwhile
                break
        self._messages.put(None)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        message = self._messages.get(timeout=PATIENCE)
        assert message is not None, "the server has ended"
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        elif "method" in message:
            self.told.append(message)
            if message["method"] == "textDocument/publishDiagnostics":
                given = message["params"]
                self.shown[given["uri"]] = given["diagnostics"]
        return message

    def ask(self, method: str, **params: Any) -> Any:
        """Ask, and wait for the answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params or None})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        """Tell something that wants no answer."""
        self._send({"method": method, "params": params})

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """Wait until something is told of a file, in that version of it where one is given."""
        while True:
            message = self._next()
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                continue
            if version is None or params.get("version") == version:
                found: list[dict[str, Any]] = params["diagnostics"]
                return found

    # What an editor does

    def uri(self, name: str) -> str:
        assert self.folder is not None
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, version: int = 1) -> list[dict[str, Any]]:
        """Open a file with a text, and wait for what is found in it."""
        item = {"uri": self.uri(name), "languageId": "yaml", "version": version, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.published(self.uri(name), version)

    def change(self, name: str, text: str, version: int) -> None:
        """Change the text of an open file."""
        document = {"uri": self.uri(name), "version": version}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def at(self, name: str, text: str, words: str, inside: int = 1) -> dict[str, Any]:
        """Return a place in a file: some characters behind the beginning of some words of it."""
        before = text[: text.index(words) + inside]
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        position = {"line": line, "character": column}
        return {"textDocument": {"uri": self.uri(name)}, "position": position}

    def end(self) -> int:
        """Say goodbye, and return the exit code."""
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(timeout=PATIENCE)
