"""The rounds of a check that watches its files: what is handed on, and how they are told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from claims.watching import Change, Kept, changes, look_at
from reports.display import one_line
from reports.settings import Settings, SettingsError, read_settings, settings_files
from rules.temporal.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from claims.watching import Look

CLEAR = "\x1b[2J\x1b[H"
"""Clears a terminal's screen, and leaves what has scrolled off it."""
_MOST_NAMES = 8


class Session:
    """What one round hands on to the next, and what has changed between them.

    `code` is the exit code of the latest check; `code_before` is what it is until there is one.
    """

    def __init__(self, code_before: int) -> None:
        self.code = code_before
        self.kept = Kept()
        self.memory = Memory()
        self.change = Change()
        self.texts: tuple[str, ...] = ()
        """The files with the texts of the documents that the latest round read."""

    @property
    def is_first(self) -> bool:
        """Say whether nothing has changed yet."""
        return not any(self.change)

    def rounds(self, look: Callable[[], Look]) -> Iterator[None]:
        """Begin a round now and after each change of what is looked at, without end."""
        for change in changes(look):
            self.change = change
            self.begin()
            yield

    def begin(self) -> None:
        """Begin a round: what the latest one did not ask for is forgotten."""
        self.kept.begin()
        self.memory.begin()

    def heading(self, *, to_terminal: bool, is_data: bool) -> str:
        """Return what stands before a report.

        On a terminal it replaces the one before. Elsewhere a line says which files changed, but
        for where data is expected.
        """
        if self.is_first or (is_data and not to_terminal):
            return ""
        return CLEAR if to_terminal else what_changed(self.change)

    def effort(self) -> str:
        """Return how much of what there is was looked at in the latest round."""
        told = f"{self.kept.read:,} of {_counted(self.kept.files, 'file')} read"
        if self.memory.parts:
            parts = _counted(self.memory.parts, "part")
            told += f", {self.memory.decided:,} of {parts} of the time network decided"
        return told + ("" if self.is_first else " again")


def watched(
    paths: Sequence[str] | None,
    vocabulary: Sequence[str] | None,
    config: str | None,
    texts: Sequence[str] = (),
    pack: Sequence[str] | None = None,
) -> Look:
    """Look at claim files, names and packs (those of the settings for None), texts, settings."""
    try:
        settings = read_settings(config)
    except SettingsError:
        settings = Settings()  # the round says so
    names = settings.vocabulary if vocabulary is None else vocabulary
    laws = settings.pack if pack is None else pack
    files = [*settings.checked(paths), *names, *laws]
    return look_at(files, map(os.path.relpath, settings_files(config)), texts)


def what_changed(change: Change) -> str:
    """Return a line that says which files changed, came and went."""
    named = zip(("changed", "added", "removed"), change, strict=True)
    return "; ".join(f"{what}: {_names(names)}" for what, names in named if names) + "\n"


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(map(one_line, names[:_MOST_NAMES]))
    more = len(names) - _MOST_NAMES
    return shown if more <= 0 else f"{shown} and {more:,} more"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
