"""Watches claim files, and keeps what was read of those that have not changed.

Names, sizes and times are looked at again and again; nothing is opened for that, and no link is
followed that a check would not follow. A change counts once it has settled, so that a file that is
being written is not read by halves.
"""

# A path is shown as it was given; pathlib would rewrite it.
# ruff: noqa: PTH116  os.stat takes the path as it is

from __future__ import annotations

import os
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from claims.files import find_files, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from claims.files import Inputs
    from claims.load import Corpus

    Stamp = tuple[int, ...] | None
    """What of a file changes when it is written or replaced; None where there is no such file."""

POLL = 0.5
"""Seconds between two looks at what is watched."""
SETTLE = 0.2
"""Seconds for which what has changed must stay as it is."""
MOST_LOOKS = 25
"""Looks after which what changes all the time is read as it is."""
_SHARE = 9
"""Looking takes at most one part in so many of the time, even at very many files."""


class Look(NamedTuple):
    """What is watched, as it is at one time: the stamp of each file, and what cannot be read."""

    files: Mapping[str, Stamp]
    faults: frozenset[tuple[str, str]] = frozenset()
    texts: frozenset[str] = frozenset()
    """The names of files with texts, which only the records that were read name."""


class Change(NamedTuple):
    """The names of files that changed, came and went, in order."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Kept:
    """What was read of each file, for as long as the file stays the same.

    `files` counts the files that were asked for since the latest `begin`, `read` those of them that
    had to be read.
    """

    def __init__(self) -> None:
        self.files = 0
        self.read = 0
        self._before: dict[tuple[str, str], tuple[Stamp, Inputs]] = {}
        self._now: dict[tuple[str, str], tuple[Stamp, Inputs]] = {}

    def begin(self) -> None:
        """Begin a run; what the one before did not ask for is forgotten."""
        self._before, self._now = self._now, {}
        self.files = self.read = 0

    def read_file(self, name: str, path: str, limit: int) -> Inputs:
        """Read a claim file as `claims.files.read_file` does, or return what it holds still."""
        # Taken first: what is written while the file is read shows as a change afterwards.
        stamp = _stamp(path)
        known = self._before.get((name, path))
        self.files += 1
        if known is not None and known[0] == stamp is not None:
            inputs = known[1]
        else:
            inputs = read_file(name, path, limit)
            self.read += 1
        if inputs.sources:
            # What could not be opened may be opened the next time, for a reason no stamp shows.
            self._now[name, path] = (stamp, inputs)
        return inputs


def look_at(paths: Sequence[str], others: Iterable[str] = (), texts: Iterable[str] = ()) -> Look:
    """Look at the claim files that some paths stand for, at other files, and at texts."""
    names = frozenset(texts)
    found = find_files(paths)
    files = {name: _stamp(path) for name, path in found.files.items()}
    for other in (*others, *sorted(names)):
        stamp = _stamp(other)
        if stamp is not None:
            files[other] = stamp
    faults = frozenset((fault.place.file, fault.message) for fault in found.faults)
    return Look(files, faults, names)


def text_files(corpus: Corpus) -> tuple[str, ...]:
    """Return the files with the texts of documents: those the user names, and those records do.

    What a record names outside the folder of its claim file is left out, as it is never read.
    """
    found = set(corpus.articles.values())
    for document in corpus.documents:
        text = document.record.text
        if document.key in corpus.articles or text is None or text.file is None:
            continue
        steps = text.file.replace("\\", "/").split("/")
        if not PurePath(text.file).is_absolute() and os.pardir not in steps:
            beside = os.path.dirname(document.place.file)  # noqa: PTH120  a name as it was given
            found.add(os.path.join(beside, text.file))  # noqa: PTH118  likewise
    return tuple(sorted(found))


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    # A file that is replaced by one of its size and time is another one still.
    return (
        status.st_mtime_ns,
        status.st_size,
        status.st_ctime_ns,
        status.st_mode,
        status.st_dev,
        status.st_ino,
    )


def difference(before: Look, after: Look) -> Change:
    """Return what changed from one look to the next."""
    old, new = before.files, after.files
    changed = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    added, removed = new.keys() - old.keys(), old.keys() - new.keys()
    hindered = {name for name, _ in before.faults ^ after.faults}
    return Change(
        tuple(sorted(changed | (hindered - added - removed))),
        tuple(sorted(added)),
        tuple(sorted(removed)),
    )


def changes(
    look: Callable[[], Look], pause: Callable[[float], None] = time.sleep
) -> Iterator[Change]:
    """Give an empty change at once, and then each change of what is looked at, without end.

    What changes while the caller works is given afterwards. `pause` waits for a number of seconds.
    """
    before = look()
    yield Change()
    while True:
        begin = time.perf_counter()
        now = look()
        if now.texts != before.texts:
            before = _with_texts_of(before, now)
        took = time.perf_counter() - begin
        now = _settled(look, before, now, pause)
        if now != before:
            yield difference(before, now)
            before = now
        else:
            pause(max(POLL, _SHARE * took))


def _with_texts_of(before: Look, now: Look) -> Look:
    """Return a look with the texts that are looked at since: that they are now is no change."""
    dropped, new = before.texts - now.texts, now.texts - before.texts
    files = {name: stamp for name, stamp in before.files.items() if name not in dropped}
    files |= {name: stamp for name, stamp in now.files.items() if name in new}
    return Look(files, before.faults, now.texts)


def _settled(
    look: Callable[[], Look], before: Look, now: Look, pause: Callable[[float], None]
) -> Look:
    """Look until two looks see the same; what is as it was before has nothing to settle."""
    for _ in range(MOST_LOOKS):
        if now == before:
            break
        pause(SETTLE)
        last, now = now, look()
        if now == last:
            break
    return now
