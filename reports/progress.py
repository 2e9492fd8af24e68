"""How far a run has come, on a terminal and for as long as it takes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from reports.display import columns, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from claims.files import Inputs

PATIENCE = 1.0
"""Seconds that a run may take before anything is shown."""

_BETWEEN = 0.2
_WIPE = "\r\x1b[K"


class Progress:
    """What a run is doing: told by the run, and shown by whoever asks."""

    def __init__(self, rules: int) -> None:
        self._rules = rules
        self._files = 0
        self._begun = 0
        self._doing = "reading"

    def __str__(self) -> str:
        """Say it in a line."""
        return self._doing

    def side(self) -> None:
        """Begin with the other side of a comparison."""
        self._files = self._begun = 0

    def reading(self, read: Callable[[str, str, int], Inputs]) -> Callable[[str, str, int], Inputs]:
        """Return what reads a file and counts it."""

        def counted(name: str, path: str, limit: int) -> Inputs:
            self._files += 1
            self._doing = f"reading file {self._files:,}: {name}"
            return read(name, path, limit)

        return counted

    def begins(self, rule_id: str) -> None:
        """Note that a rule begins."""
        self._begun += 1
        self._doing = f"rule {self._begun} of {self._rules}: {rule_id}"


@contextmanager
def shown(progress: Progress, stream: TextIO) -> Iterator[None]:
    """Show progress on a terminal once a run takes longer than a second, and wipe it at the end.

    Nothing is shown where the stream is no terminal, on one that cannot wipe, and in CI. There is
    no colour in it.
    """
    if not stream.isatty() or os.environ.get("CI") or os.environ.get("TERM", "dumb") == "dumb":
        yield
        return
    import threading  # noqa: PLC0415  only on a terminal

    done = threading.Event()

    def show() -> None:
        wait = PATIENCE
        while not done.wait(wait):
            wait = _BETWEEN
            stream.write(_WIPE + _fitting(str(progress), stream))
            stream.flush()
        if wait != PATIENCE:
            stream.write(_WIPE)
            stream.flush()

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _fitting(text: str, stream: TextIO) -> str:
    """Return a text on one line of the terminal, cut where it is too long."""
    try:
        width = os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        width = 80
    shown_text = one_line(text)
    while columns(shown_text) >= width and shown_text:
        shown_text = shown_text[: min(len(shown_text) - 1, width - 1)]
    return shown_text
