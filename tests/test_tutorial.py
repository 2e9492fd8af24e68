"""The tutorial does what it says: its files, its commands and their reports, word for word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from validator import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
_FENCE = re.compile(r"(.*?)```(\w+)\n(.*?)```", re.DOTALL)
_NAME = re.compile(r"`([\w.]+\.(?:md|yaml))`")
_SWAP = re.compile(r"sed -i 's/(.*)/(.*)/' (\S+)")


def steps() -> Iterator[tuple[str, str, str]]:
    """Give the fenced blocks of the page: the file last named before each, its sort, its text."""
    for before, sort, text in _FENCE.findall(PAGE.read_text(encoding="utf-8")):
        names = _NAME.findall(before)
        yield (names[-1] if names else ""), sort, text


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Give each command of a session, and what it printed."""
    for part in text.split("$ ")[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    ran = 0
    for name, sort, text in steps():
        if sort != "console":
            with Path(name).open("a", encoding="utf-8") as file:
                file.write(text)
            continue
        for command, printed in commands(text):
            swap = _SWAP.fullmatch(command)
            if swap is not None:
                old = Path(swap[3]).read_text(encoding="utf-8")
                Path(swap[3]).write_text(old.replace(swap[1], swap[2]), encoding="utf-8")
                continue
            found = CliRunner().invoke(app, command.split()[1:])
            assert found.output == printed.removesuffix("\n") + "\n", command
            ran += 1
    assert ran == 4
