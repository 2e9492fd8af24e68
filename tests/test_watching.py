"""What is watched, what counts as a change, and a check that goes on until it is interrupted."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner
from worlds import corpus_of

from claims.files import DEFAULT_LIMIT, Inputs, read_paths
from claims.watching import (
    MOST_LOOKS,
    Change,
    Kept,
    Look,
    changes,
    difference,
    look_at,
    text_files,
)
from reports.rounds import CLEAR, Session, watched, what_changed
from validator import app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds after which a report counts as missing."""

CLEAN = """\
document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}
claims:
- {id: left, kind: event, activity: departure, when: 2024-03-01}
- {id: ashore, kind: event, activity: grounding, when: 2024-03-03}
- {id: later, kind: order, of: ashore, relation: after, than: left, by: two days}
"""
WRONG = CLEAN.replace("two days", "five days")


def put(path: Path, text: str | bytes = CLEAN) -> str:
    """Write a file as editors do: another one, put in the place of the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(text.encode() if isinstance(text, str) else text)
    beside.replace(path)
    return str(path)


# What is kept


def test_only_files_that_changed_are_read_again(tmp_path: Path) -> None:
    names = [put(tmp_path / f"{name}.yaml", f"claims:\n- id: {name}\n") for name in "abc"]
    kept = Kept()

    def read() -> Inputs:
        kept.begin()
        found = read_paths([str(tmp_path)], read=kept.read_file)
        assert found == read_paths([str(tmp_path)])
        return found

    first = read()
    assert (kept.read, kept.files) == (3, 3)
    assert read() == first
    assert (kept.read, kept.files) == (0, 3)
    put(tmp_path / "b.yaml", "claims:\n- id: d\n")
    assert read() != first
    assert (kept.read, kept.files) == (1, 3)
    Path(names[0]).unlink()
    put(tmp_path / "e.yaml")
    read()
    assert (kept.read, kept.files) == (1, 3)


def test_a_file_of_the_same_size_and_time_is_another_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    put(path, "claims:\n- id: a\n")
    kept = Kept()
    read_paths([str(path)], read=kept.read_file)
    status = path.stat()
    put(path, "claims:\n- id: b\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    kept.begin()
    assert read_paths([str(path)], read=kept.read_file) == read_paths([str(path)])


def test_what_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    path = put(tmp_path / "a.yaml", b"caf\xe9: 1")
    kept = Kept()
    for _ in range(2):
        kept.begin()
        (fault,) = kept.read_file("a.yaml", path, DEFAULT_LIMIT).faults
        assert "not UTF-8" in fault.message
        assert kept.read == 1


# What is looked at


def test_names_are_looked_at_and_nothing_is_opened(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.yaml", "text: ../secret.txt\n")
    put(tmp_path / "in" / ".hidden.yaml")
    put(tmp_path / "in" / "notes.txt")
    put(tmp_path / "secret.yaml")
    (tmp_path / "in" / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "in" / "pipe.yaml")
    look = look_at([str(tmp_path / "in")])
    seen = {Path(name).name for name in look.files}
    assert seen - {"pipe.yaml"} == {"a.yaml"}
    ((name, message),) = look.faults
    assert Path(name).name == "out.yaml"
    assert "not followed" in message


def test_a_path_that_comes_into_being_is_a_change(tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    before = look_at([str(path)])
    assert before.files == {}
    assert before.faults
    put(path)
    assert difference(before, look_at([str(path)])) == Change(added=(str(path),))


def test_files_and_folders_that_come_go_and_change_are_told_apart(tmp_path: Path) -> None:
    same, other, gone = (put(tmp_path / f"{name}.yaml") for name in ("same", "other", "gone"))
    before = look_at([str(tmp_path)])
    assert difference(before, look_at([str(tmp_path)])) == Change()
    put(Path(other), WRONG)
    Path(gone).unlink()
    new = put(tmp_path / "sub" / "new.json", "{}")
    assert difference(before, look_at([str(tmp_path)])) == Change((other,), (new,), (gone,))
    assert same not in what_changed(difference(before, look_at([str(tmp_path)])))


def test_settings_and_the_vocabularies_they_name_are_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "in" / "a.yaml")
    put(tmp_path / "names.yaml", "activities: {}\n")
    before = watched(["in"], None, None)
    put(tmp_path / "counterclaim.toml", 'vocabulary = ["names.yaml"]\n')
    after = watched(["in"], None, None)
    assert {Path(name).name for name in difference(before, after).added} == {
        "counterclaim.toml", "names.yaml",
    }  # fmt: skip
    put(tmp_path / "counterclaim.toml", "vocabulary = [\n")
    broken = watched(["in"], None, None)
    assert "counterclaim.toml" in difference(after, broken).changed


# When a change counts


class Script:
    """Gives one look after another; what is slept in between is counted."""

    def __init__(self, *versions: int) -> None:
        self.looks = [Look({"a": (version,)}) for version in versions]
        self.slept: list[float] = []

    def look(self) -> Look:
        if not self.looks:
            raise KeyboardInterrupt
        return self.looks.pop(0)

    def count(self) -> int:
        """Return how often there was something to do."""
        count = 0
        with suppress(KeyboardInterrupt):
            for _ in changes(self.look, self.slept.append):
                count += 1
        return count


@pytest.mark.parametrize(
    ("versions", "rounds"),
    [
        ((1, 1, 1, 1), 1),
        ((1, 2, 2), 2),
        ((1, 2, 3, 4, 4, 4), 2),
        ((1, 2, 1, 1), 1),
        ((1, 2, 2, 2, 3, 3), 3),
        ((1, *range(2, MOST_LOOKS + 3)), 2),
    ],
)
def test_a_change_counts_once_it_has_settled(versions: Sequence[int], rounds: int) -> None:
    assert Script(*versions).count() == rounds


def test_waiting_takes_longer_than_looking() -> None:
    script = Script(1, 1, 1)
    script.count()
    assert script.slept == [0.5, 0.5]


# How it is told


def test_a_report_replaces_the_one_before_on_a_terminal_only() -> None:
    session = Session(0)
    assert session.heading(to_terminal=True, is_data=False) == ""
    assert session.heading(to_terminal=False, is_data=False) == ""
    session.change = Change(("b",), (), ("a\x1b[2J", "c"))
    assert session.heading(to_terminal=True, is_data=True) == CLEAR
    assert session.heading(to_terminal=False, is_data=True) == ""
    assert session.heading(to_terminal=False, is_data=False) == "changed: b; removed: a␛[2J, c\n"


def test_of_many_names_some_are_told() -> None:
    names = tuple(f"f{i}" for i in range(10))
    told = what_changed(Change(added=names))
    assert told == "added: f0, f1, f2, f3, f4, f5, f6, f7 and 2 more\n"


def test_standard_input_cannot_be_watched() -> None:
    result = CliRunner().invoke(app, ["check", "--watch", "-"])
    assert result.exit_code == 2
    assert "standard input cannot be watched" in result.stderr


# The whole of it


# A test that is started in the background would hand on that interrupts are ignored.
START = f"""\
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {str(ROOT)!r})
runpy.run_path({str(ROOT / "validator.py")!r}, run_name="__main__")
"""


class Watcher:
    """A check that watches, with all that it has written so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, "check", "--watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._written = [b"", b""]
        self._seen = [0, 0]
        self._readers = [threading.Thread(target=self._read, args=(at,)) for at in (0, 1)]
        for reader in self._readers:
            reader.start()

    def _read(self, at: int) -> None:
        stream = (self._process.stdout, self._process.stderr)[at]
        assert isinstance(stream, io.BufferedReader)
        with stream:
            while data := stream.read1():
                self._written[at] += data

    def _further(self, at: int, end: str) -> str:
        """Return what was written since it was last asked for, once it has a certain end."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            text = self._written[at][self._seen[at] :].decode()
            if text.endswith(end):
                self._seen[at] += len(text.encode())
                return text
            time.sleep(0.02)
        raise AssertionError(f"nothing further that ends so, but {self._written}")

    def report(self) -> str:
        """Return the next report."""
        return self._further(0, " undecided.\n")

    def complaint(self) -> str:
        """Return what is complained of next."""
        return self._further(1, "\n")

    def interrupt(self) -> Ended:
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(PATIENCE)
        self.close()
        return Ended(code, self._written[1][self._seen[1] :].decode())

    def close(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)


class Ended(NamedTuple):
    code: int
    complaints: str


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[tuple[Path, Watcher]]:
    put(tmp_path / "in" / "a.yaml")
    watcher = Watcher(tmp_path, "in")
    try:
        yield tmp_path / "in", watcher
    finally:
        watcher.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process")
def test_a_check_goes_on_until_it_is_interrupted(watching: tuple[Path, Watcher]) -> None:
    folder, watcher = watching
    clean = watcher.report()
    assert clean.startswith("No contradiction found in 1 file")

    put(folder / "a.yaml", WRONG)
    wrong = watcher.report()
    assert wrong.startswith("changed: in/a.yaml\nerror[time/order]: ")

    put(folder / "b.yaml", CLEAN.replace("gazette", "herald"))
    two = watcher.report()
    assert two.startswith("added: in/b.yaml\nerror[time/order]: ")
    assert "in 2 files" in two

    (folder / "b.yaml").unlink()
    assert watcher.report() == "removed: in/b.yaml" + wrong.removeprefix("changed: in/a.yaml")

    put(folder / "a.yaml", CLEAN)
    assert watcher.report() == "changed: in/a.yaml\n" + clean

    put(folder / "a.yaml", b"document: {id: caf\xe9}\n")
    broken = watcher.report()
    assert broken.startswith("changed: in/a.yaml\nerror[record/file]: ")
    assert watcher.interrupt() == Ended(2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process")
def test_the_text_of_a_document_is_watched(watching: tuple[Path, Watcher]) -> None:
    folder, watcher = watching
    clean = watcher.report()
    put(folder / "told.md", "She sailed on Friday.\n")
    quoted = CLEAN.replace("Oslo}", "Oslo, text: told.md}")
    quoted = quoted.replace("departure,", "departure, quote: sailed on Friday,")
    put(folder / "a.yaml", quoted)
    assert watcher.report().startswith("changed: in/a.yaml\nNo contradiction found")
    put(folder / "told.md", "She stayed on Friday.\n")
    assert watcher.report().startswith("changed: in/told.md\nerror[source/quote]: ")
    put(folder / "a.yaml", CLEAN)
    assert watcher.report() == "changed: in/a.yaml\n" + clean
    put(folder / "told.md", "She stayed.\n")
    put(folder / "b.yaml", CLEAN.replace("gazette", "herald"))
    assert watcher.report().startswith("added: in/b.yaml\n")


def test_texts_outside_the_folder_of_their_file_are_not_looked_at() -> None:
    texts = ["../told.md", "/told.md", "sub/../../told.md", "told.md"]
    files = [
        {"document": {"id": f"d{n}", "text": text}, "claims": []} for n, text in enumerate(texts)
    ]
    assert [Path(name).name for name in text_files(corpus_of(files))] == ["told.md"]
    assert len(text_files(corpus_of(files))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process")
def test_a_setting_that_is_wrong_may_be_put_right(watching: tuple[Path, Watcher]) -> None:
    folder, watcher = watching
    watcher.report()
    settings = folder.parent / "counterclaim.toml"
    put(settings, 'format = "shiny"\n')
    assert watcher.complaint().endswith("html\n")
    put(settings, 'fail-on = "error"\n')
    assert watcher.report().startswith("changed: counterclaim.toml\nNo contradiction found")
    put(folder / "a.yaml", WRONG)
    watcher.report()
    assert watcher.interrupt() == Ended(1, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this sort")
def test_on_a_terminal_the_report_is_replaced_and_the_effort_told(tmp_path: Path) -> None:
    put(tmp_path / "a.yaml")
    put(tmp_path / "b.yaml", CLEAN.replace("gazette", "herald"))
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", START, "check", "--watch", "--format", "concise"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    try:
        first = shown(ours)
        put(tmp_path / "a.yaml", WRONG)
        second = shown(ours)
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)
        os.close(theirs)
    assert not first.startswith(CLEAR)
    assert "2 of 2 files read, 2 of 2 parts of the time network decided; watching" in first
    assert second.startswith(CLEAR)
    assert "1 of 2 files read, 1 of 2 parts of the time network decided again; watching" in second
    assert code == 1


def shown(terminal: int) -> str:
    """Return what a terminal is sent until a round has ended."""
    deadline = time.monotonic() + PATIENCE
    data = b""
    while not data.endswith(b"Ctrl-C ends\r\n"):
        assert time.monotonic() < deadline
        if select.select([terminal], [], [], 0.1)[0]:
            data += os.read(terminal, 4096)
    return data.decode()
