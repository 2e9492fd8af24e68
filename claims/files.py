"""Finds claim files and reads them, from paths, folders and standard input.

Nothing here follows a link out of a folder that is walked, waits for a pipe or reads a device. What
cannot be read becomes a fault; it hides none of the other files.
"""

# A path is shown as it was given; pathlib would rewrite it.
# ruff: noqa: PTH112, PTH114, PTH116, PTH117, PTH118, PTH120, PTH122, PTH123, PTH208

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from claims.faults import Fault, Place, Span
from claims.json_reader import read_json, read_json_lines
from claims.source import Source, quoted
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from claims.tree import Tree

    Reader = Callable[[Source], tuple[list[Tree], list[Fault]]]

DEFAULT_LIMIT = 64 * 1024 * 1024
"""Bytes that one claim file may have."""

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes that the text of a document may have."""

STDIN = "<stdin>"
"""The name under which standard input is shown."""

_READERS: dict[str, Reader] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
SUFFIXES = frozenset(_READERS)
"""What the names of claim files end in."""
_SUFFIXES = ", ".join(_READERS)

# The longer mark first: UTF-32's begins with UTF-16's.
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_JSON_BEGINS = re.compile(r'\s*(?:\[|\{)\s*(?:["\[{\]}]|-?[0-9]|true\b|false\b|null\b)')


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read: the files' texts, their data and what is wrong with them, each by name."""

    sources: tuple[Source, ...]
    trees: tuple[Tree, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read by the name that each is shown by, and what hinders finding others."""

    files: Mapping[str, str]
    faults: tuple[Fault, ...]


class UnreadableError(Exception):
    """A file cannot be read; the message says why."""

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def fault(self, place: Place) -> Fault:
        """Return the fault that tells it."""
        return Fault("record/file", self.message, place, self.way_out)

    def inputs(self, name: str) -> Inputs:
        """Return what was read of a file of that name: nothing, and why."""
        return Inputs((), (), (self.fault(Place(name)),))


def read_file(name: str, path: str, limit: int = DEFAULT_LIMIT) -> Inputs:
    """Read one claim file, which is shown by `name`. `limit` is in bytes."""
    try:
        data = _bytes_of(path, limit)
    except UnreadableError as unreadable:
        return unreadable.inputs(name)
    return read_bytes(name, path, data)


def read_bytes(name: str, path: str, data: bytes, like: Inputs | None = None) -> Inputs:
    """Read the bytes of a claim file, which is shown by `name`.

    Where `like` was read from the same text under that name, it is what they hold.
    """
    try:
        text = _decoded(data, name)
    except UnreadableError as unreadable:
        return unreadable.inputs(name)
    if like is not None and [(s.name, s.text) for s in like.sources] == [(name, text)]:
        return like
    return _parsed(Source(name, text), _READERS[_suffix(path)])


def read_held(name: str, text: str, limit: int = DEFAULT_LIMIT) -> Inputs:
    """Read the text of a claim file that an editor holds, saved or not.

    The suffix of `name` tells the format, and is one of those that are read. `limit` is in
    characters.
    """
    try:
        if len(text) > limit:
            raise too_large(name, limit)
        if "\0" in text:
            raise _binary(name, text)
    except UnreadableError as unreadable:
        return unreadable.inputs(name)
    return _parsed(Source(name, text), _READERS[_suffix(name)])


def read_paths(
    paths: Sequence[str],
    stdin: BinaryIO | None = None,
    limit: int = DEFAULT_LIMIT,
    read: Callable[[str, str, int], Inputs] = read_file,
) -> Inputs:
    """Read claim files, all claim files in folders, and standard input for "-".

    A file is read once, however it is named, under the first of its names in order. `limit` is in
    bytes, for each file. `read` reads one: a run may have what an earlier one read.
    """
    found = find_files(paths)
    each = [(name, read(name, path, limit)) for name, path in found.files.items()]
    if "-" in paths:
        each.append((STDIN, _read_stdin(stdin, limit)))
    return joined(each, found.faults)


def joined(each: Iterable[tuple[str, Inputs]], faults: Iterable[Fault] = ()) -> Inputs:
    """Return what was read of several files, given by name, in the order of their names."""
    ordered = [inputs for _, inputs in sorted(each, key=lambda pair: pair[0])]
    return Inputs(
        tuple(source for inputs in ordered for source in inputs.sources),
        tuple(tree for inputs in ordered for tree in inputs.trees),
        tuple(sorted((*faults, *(f for inputs in ordered for f in inputs.faults)), key=_order)),
    )


def find_files(paths: Sequence[str]) -> Found:
    """Find the files that some paths stand for, without opening any."""
    faults: list[Fault] = []
    files = dict(sorted(_distinct(paths, faults).items()))
    return Found(files, tuple(sorted(faults, key=_order)))


def _read_stdin(stdin: BinaryIO | None, limit: int) -> Inputs:
    try:
        text = _decoded(_bytes_of_stdin(stdin, limit), STDIN)
    except UnreadableError as unreadable:
        return unreadable.inputs(STDIN)
    return _parsed(Source(STDIN, text), _sniffed(text))


def _parsed(source: Source, reader: Reader) -> Inputs:
    trees, faults = reader(source)
    return Inputs((source,), tuple(trees), tuple(faults))


@dataclass(frozen=True, slots=True)
class Article:
    """The text of a document, and the SHA-256 of the bytes it was read from, in hexadecimal."""

    source: Source
    sha256: str


class Shelf:
    """Where files that claim files or the user name are read from: the file system."""

    def beside(self, claim_file: str, relative: str, limit: int) -> bytes:
        """Return the bytes of a file in the folder of a claim file or one below.

        Raises:
            UnreadableError: it cannot be read, or leads out of the folder, itself or by a link.

        """
        return _bytes_of(_resolved_beside(claim_file, relative), limit)

    def named(self, path: str, limit: int) -> bytes:
        """Return the bytes of a regular file, wherever it lies.

        Raises:
            UnreadableError: it cannot be read.

        """
        return _bytes_of(path, limit)


_DISK = Shelf()


def read_text_beside(
    claim_file: str,
    relative: str,
    place: Place,
    limit: int = TEXT_LIMIT,
    shelf: Shelf | None = None,
) -> Article | Fault:
    """Read a text that a claim file names, from the folder of that file or one below.

    `place` is where the name stands. A path that leads out of the folder, itself or by a link, is a
    fault. Standard input has no folder. `limit` is in bytes.
    """
    try:
        data = (shelf or _DISK).beside(claim_file, relative, limit)
        name = shown_path(os.path.normpath(os.path.join(os.path.dirname(claim_file), relative)))
        return _article(data, name, relative)
    except UnreadableError as unreadable:
        return unreadable.fault(place)


def read_text(
    path: str, place: Place, limit: int = TEXT_LIMIT, shelf: Shelf | None = None
) -> Article | Fault:
    """Read a text that the user names: any regular file, wherever it lies. `limit` is in bytes."""
    try:
        return _article((shelf or _DISK).named(path, limit), shown_path(path), path)
    except UnreadableError as unreadable:
        return unreadable.fault(place)


def read_source(name: str, path: str, limit: int) -> Source | Fault:
    """Read a text of UTF-8, which is shown by `name`. `limit` is in bytes."""
    try:
        return Source(name, _decoded(_bytes_of(path, limit), name))
    except UnreadableError as unreadable:
        return unreadable.fault(Place(name))


def hindrance(name: str, path: str, limit: int) -> Fault | None:
    """Return why a file cannot be read, without opening it: no regular file, or over the limit."""
    try:
        _check_regular(path, _status(path), limit)
    except UnreadableError as unreadable:
        return unreadable.fault(Place(name))
    return None


def path_beside(claim_file: str, relative: str, place: Place) -> tuple[str, str] | Fault:
    """Return the path of a file that a claim file names, and the name it is shown by.

    `place` is where the name stands. A path that leads out of the folder is a fault.
    """
    try:
        path = _resolved_beside(claim_file, relative)
    except UnreadableError as unreadable:
        return unreadable.fault(place)
    return path, shown_path(os.path.normpath(os.path.join(os.path.dirname(claim_file), relative)))


def _article(data: bytes, name: str, called: str) -> Article:
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(
        (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
    ):
        return Article(Source(name, _decoded_wide(data, called)), digest)
    return Article(Source(name, _decoded(data, called)), digest)


def is_rooted(relative: str) -> bool:
    """Say whether a path is no relative one, on this system or another."""
    return bool(os.path.isabs(relative) or re.match(r"[A-Za-z]:|[\\/]", relative))


def _resolved_beside(claim_file: str, relative: str) -> str:
    if claim_file in {STDIN, "-"}:
        raise UnreadableError(
            f"{quoted(relative)} is looked for beside the claim file, and standard input has no "
            "folder",
            "Name the claim file as a path.",
        )
    rooted = is_rooted(relative)
    folder = os.path.realpath(os.path.dirname(claim_file) or os.curdir)
    path = folder
    if not rooted:
        try:
            path = os.path.realpath(os.path.join(folder, relative))
        except (OSError, ValueError):
            raise not_found(relative) from None
    if rooted or not inside(path, folder):
        raise leads_out_of_folder(relative)
    return path


def leads_out_of_folder(relative: str) -> UnreadableError:
    """Return the complaint of a file that a claim file names and may not have read."""
    return UnreadableError(
        f"{quoted(relative)} leads out of the folder of its claim file and is not read",
        "Put the text beside the claim file, or in a folder below.",
    )


# Finding files


def _distinct(paths: Sequence[str], faults: list[Fault]) -> dict[str, str]:
    """Return the files to read by the name they are shown by."""
    names: dict[str, tuple[str, str]] = {}
    for path in sorted({path for path in paths if path != "-"}):
        try:
            found = list(_claim_files(path, faults))
        except UnreadableError as unreadable:
            faults.append(unreadable.fault(Place(shown_path(path))))
            continue
        for each in found:
            shown = shown_path(each)
            real = os.path.realpath(each)
            names[real] = min(names.get(real, (shown, each)), (shown, each))
    return dict(names.values())


def _claim_files(path: str, faults: list[Fault]) -> Iterator[str]:
    mode = _status(path).st_mode
    if not stat.S_ISDIR(mode):
        if stat.S_ISREG(mode) and _suffix(path) not in _READERS:
            raise UnreadableError(
                f"{quoted(path)} has a suffix that is not read", f"Claim files end in {_SUFFIXES}."
            )
        yield path
        return
    before = len(faults)
    found = list(_walk(path, faults))
    if not found and len(faults) == before:
        raise UnreadableError(
            f"the folder {quoted(path)} holds no claim file", f"Claim files end in {_SUFFIXES}."
        )
    yield from found


def _walk(top: str, faults: list[Fault]) -> Iterator[str]:
    """Give the claim files in a folder and those below it, but for hidden ones."""
    root = os.path.realpath(top)
    seen = {root}
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
        except OSError as error:
            faults.append(_not_opened(folder, error).fault(Place(shown_path(folder))))
            continue
        for name in names:
            path = os.path.join(folder, name)
            is_folder = os.path.isdir(path)
            if not is_folder and not is_claim_file(name):
                continue
            real = os.path.realpath(path)
            if os.path.islink(path) and not inside(real, root):
                faults.append(_leads_out(path, top).fault(Place(shown_path(path))))
            elif not is_folder:
                yield path
            elif real not in seen:
                seen.add(real)
                folders.append(path)


def inside(path: str, folder: str) -> bool:
    """Say whether a path without links is a folder or in it."""
    try:
        return os.path.commonpath((path, folder)) == folder
    except ValueError:
        return False


def is_claim_file(name: str) -> bool:
    """Say whether a file in a folder is a claim file, by its name."""
    return _suffix(name) in _READERS


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def shown_path(path: str) -> str:
    """Return a path as text, bytes that are no text as escapes."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeError:
        return path.encode("utf-8", "backslashreplace").decode()


# Reading bytes


def _status(path: str) -> os.stat_result:
    try:
        return os.stat(path)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None


def _bytes_of(path: str, limit: int) -> bytes:
    """Return the bytes of a regular file, without ever waiting for one."""
    _check_regular(path, _status(path), limit)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            # It may have been replaced since it was looked at.
            _check_regular(path, os.fstat(file.fileno()), limit)
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None
    if len(data) > limit:
        raise too_large(path, limit)
    return data


def _check_regular(path: str, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "something else")
        raise UnreadableError(
            f"{quoted(shown_path(path))} is {kind}, not a regular file",
            'Name a regular file, or "-" for standard input.',
        )
    if status.st_size > limit:
        raise too_large(path, limit)


def _bytes_of_stdin(stdin: BinaryIO | None, limit: int) -> bytes:
    if stdin is None:
        raise UnreadableError("there is no standard input to read", "Name a file instead.")
    try:
        data = stdin.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _not_opened(STDIN, error) from None
    if len(data) > limit:
        raise too_large(STDIN, limit)
    return data


def _decoded(data: bytes, name: str) -> str:
    """Return the text of bytes in UTF-8, without a byte order mark."""
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise UnreadableError(
                f"{quoted(name)} is encoded in {encoding}, not in UTF-8", "Save it as UTF-8."
            )
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        if "\0" in before:
            raise _binary(name, before) from None
        line, column = Source(name, before).position(len(before))
        raise UnreadableError(
            f"{quoted(name)} is not UTF-8: byte 0x{data[error.start]:02x} on line {line}, "
            f"column {column}",
            "Save it as UTF-8.",
        ) from None
    if "\0" in text:
        raise _binary(name, text)
    return text


def _decoded_wide(data: bytes, name: str) -> str:
    """Return the text of bytes in UTF-16 that begin with a byte order mark."""
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-16", "replace")
        line, column = Source(name, before).position(len(before))
        raise UnreadableError(
            f"{quoted(name)} is not UTF-16 as its first bytes say: line {line}, column {column}",
            "Save it as UTF-8.",
        ) from None
    if "\0" in text:
        raise _binary(name, text)
    return text


def _binary(name: str, text: str) -> UnreadableError:
    line, column = Source(name, text).position(text.index("\0"))
    return UnreadableError(
        f"{quoted(name)} holds a NUL character on line {line}, column {column}: it is no text file",
        "Name a text file in UTF-8.",
    )


def too_large(path: str, limit: int) -> UnreadableError:
    """Return the complaint of a file of more bytes than are read."""
    size = f"{limit // 1024**2} MiB" if limit >= 1024**2 else f"{limit} bytes"
    return UnreadableError(f"{quoted(shown_path(path))} is larger than {size}", "Split the file.")


def _leads_out(path: str, top: str) -> UnreadableError:
    return UnreadableError(
        f"the link {quoted(shown_path(path))} leads out of {quoted(shown_path(top))} and is not "
        "followed",
        "Name what it leads to as a path of its own.",
    )


def not_found(path: str) -> UnreadableError:
    """Return the complaint of a file that is not there."""
    return UnreadableError(f"{quoted(path)} does not exist", "Check the path.")


def _not_opened(path: str, error: OSError | ValueError) -> UnreadableError:
    shown = shown_path(path)
    if isinstance(error, (FileNotFoundError, NotADirectoryError, ValueError)):
        return not_found(shown)
    code = error.errno or errno.EIO
    return UnreadableError(
        f"{quoted(shown)} cannot be read: {os.strerror(code)}",
        "Check the path and its permissions.",
    )


# Standard input


def _sniffed(text: str) -> Reader:
    """Return the reader for a text whose format no suffix tells."""
    if not _JSON_BEGINS.match(text):
        return read_yaml
    lines = [line for line in text.split("\n") if line.strip()]
    many = len(lines) > 1 and all(line.startswith("{") for line in lines)
    return read_json_lines if many else read_json


def _order(fault: Fault) -> tuple[str, int, int, str]:
    span = fault.place.span or Span(0, 0)
    return fault.place.file, span.start, span.end, fault.message
