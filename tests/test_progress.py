"""Progress is shown on a terminal, late, and wiped; nowhere else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reports import progress
from reports.progress import Progress, shown

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
SEQUENCES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_BETWEEN", 0.001)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def screen(written: str) -> str:
    """Return the last line that a terminal shows."""
    line = ""
    for part in re.split(r"(\r\x1b\[K)", written):
        line = "" if part == "\r\x1b[K" else line + part
    return line


def shown_while(told: Progress, stream: io.StringIO) -> None:
    with shown(told, stream):
        begin = time.monotonic()
        while not stream.getvalue() and time.monotonic() - begin < 60:
            time.sleep(0.001)


@pytest.mark.usefixtures("at_once")
def test_what_is_done_is_shown_and_wiped() -> None:
    told, stream = Progress(37), Terminal()
    told.begins("time/order")
    shown_while(told, stream)
    assert "rule 1 of 37: time/order" in stream.getvalue()
    assert screen(stream.getvalue()) == ""


@pytest.mark.usefixtures("at_once")
def test_it_is_wiped_where_a_run_is_interrupted() -> None:
    stream = Terminal()

    def interrupted() -> None:
        with shown(Progress(1), stream):
            while not stream.getvalue():
                time.sleep(0.001)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert screen(stream.getvalue()) == ""


@pytest.mark.usefixtures("at_once")
def test_it_has_no_colour_and_nothing_that_a_name_could_make_a_terminal_do() -> None:
    told, stream = Progress(1), Terminal()
    told.reading(lambda *_: None)("a\x1b[31m\nb" * 50, "", 0)  # type: ignore[arg-type]
    shown_while(told, stream)
    assert set(SEQUENCES.findall(stream.getvalue())) == {"\x1b[K"}
    assert "\n" not in stream.getvalue()
    assert max(len(line) for line in stream.getvalue().split("\r\x1b[K")) < 80


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("TERM", "dumb")])
def test_it_is_not_shown_in_ci_or_on_a_terminal_that_cannot_wipe(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    stream = Terminal()
    with shown(Progress(1), stream):
        time.sleep(0.05)
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_it_is_not_shown_in_a_pipe() -> None:
    stream = io.StringIO()
    with shown(Progress(1), stream):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "PATIENCE", 600.0)
    stream = Terminal()
    with shown(Progress(1), stream):
        pass
    assert stream.getvalue() == ""


@pytest.mark.parametrize("patience", ["0.0", "600.0"])
def test_a_check_on_a_terminal_ends_with_its_report_alone(tmp_path: Path, patience: str) -> None:
    """The program itself, its standard output and error one pseudo-terminal, as a user has it."""
    (tmp_path / "a.yaml").write_text("document: {id: a}\nclaims: []\n", encoding="utf-8")
    root = Path(__file__).resolve().parents[1]
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r}); import reports.progress as p; "
        f"p.PATIENCE = {patience}; p._BETWEEN = 0.001; import validator; validator.main()"
    )
    quiet = {k: v for k, v in os.environ.items() if k != "CI"}
    environment = {**quiet, "TERM": "xterm", "NO_COLOR": "1"}
    terminal, end = pty.openpty()
    command = [sys.executable, "-c", code, "check", str(tmp_path / "a.yaml")]
    process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=environment)
    os.close(end)
    written = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        written += data
    process.wait()
    os.close(terminal)
    text = written.decode()
    assert ("\x1b[K" in text) is (patience == "0.0")
    assert set(SEQUENCES.findall(text)) <= {"\x1b[K"}
    first, *_ = text.rpartition("\r\x1b[K")[2].splitlines()
    assert first.startswith("Nothing could be compared")
