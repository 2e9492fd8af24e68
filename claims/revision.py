"""The files of a git repository as a revision has them, read without checking anything out.

git is asked for names and contents alone: no hook, filter or other program of a repository is run,
and nothing is fetched. Names in a tree are never opened as paths.
"""

# A path is shown as it was given; pathlib would rewrite it.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from claims.files import (
    DEFAULT_LIMIT,
    Shelf,
    UnreadableError,
    find_files,
    is_claim_file,
    is_rooted,
    joined,
    leads_out_of_folder,
    not_found,
    read_bytes,
    shown_path,
    too_large,
)
from claims.source import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import IO, Self

    from claims.files import Inputs

_FILE_MODES = {b"100644", b"100755"}
_LINK, _SUBMODULE = b"120000", b"160000"
_MOST_LINKS = 40
_CHUNK = 1 << 20
_LARGE_FILE = b"version https://git-lfs.github.com/spec/"
_OWN = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
"""What a hook has set for the repository it runs in; here the paths say which is meant."""
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A clone without all its objects would fetch those that are missing.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}


class RevisionError(ValueError):
    """A revision cannot be read; the message says why."""


class _Blob(NamedTuple):
    mode: bytes
    name: bytes


class Revision(Shelf):
    """The files of a revision. It is a context, within which git runs to give their contents.

    Where a file has the same text in the revision as now, it is not read again: see `recording`.

    Raises:
        RevisionError: there is no git, no repository, no such revision, or the paths lie in more
            than one repository.

    """

    def __init__(self, name: str, paths: Sequence[str]) -> None:
        self.name = name
        if "-" in paths:
            raise RevisionError("standard input has no revisions; name files or folders")
        self._git = shutil.which("git")
        if self._git is None:
            raise RevisionError("git is not installed, and revisions are read with it")
        self._top = self._find_top(paths)
        self._commit = self._find_commit(name)
        self._known: dict[str, Inputs] = {}
        """What was read of the files as they are now, by name."""
        self._blobs = self._list()
        self._places: dict[str, str] = {}
        """Where in the tree the claim files stand, by the names they are shown by."""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603  git, with fixed arguments
            [self._git or "git", "--no-replace-objects", "-C", self._top, "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    # What there is

    def recording(
        self, read: Callable[[str, str, int], Inputs]
    ) -> Callable[[str, str, int], Inputs]:
        """Return what reads a claim file as it is now, and keeps what it read."""

        def kept(name: str, path: str, limit: int) -> Inputs:
            found = read(name, path, limit)
            self._known[name] = found
            return found

        return kept

    def read_paths(self, paths: Sequence[str]) -> Inputs:
        """Read what paths stand for in the revision: claim files, and all those in folders.

        What is not there is left out. A path outside of the repository is read as it is now.

        Raises:
            RevisionError: a file lies in a submodule, or cannot be had.

        """
        self._check_submodules()
        names: dict[str, str] = {}
        each: list[tuple[str, Inputs]] = []
        for path in sorted(set(paths)):
            inside = self._inside(path)
            if inside is None:
                outside = find_files([path]).files
                each += [(name, self._known[name]) for name in outside if name in self._known]
                continue
            for name, place in self._claim_files(path, inside):
                names[place] = min(names.get(place, name), name)
        for place, name in names.items():
            self._places[name] = place
            each.append((name, self._read(name, place)))
        return joined(each)

    def _check_submodules(self) -> None:
        """Complain of a file that was read and lies in a submodule.

        Raises:
            RevisionError: there is one.

        """
        modules = {place for place, blob in self._blobs.items() if blob.mode == _SUBMODULE}
        for name in self._known if modules else ():
            inside = self._inside(name)
            module = next((m for m in _above(inside or "") if m in modules), None)
            if module is not None:
                raise RevisionError(
                    f"{name} lies in the submodule {module}, which has revisions of its own; "
                    "check it by itself"
                )

    def _claim_files(self, path: str, inside: str) -> Iterator[tuple[str, str]]:
        """Give the claim files of a path: the name each is shown by, and where it stands."""
        place = self._resolved(inside, "")
        if place is not None and place in self._blobs:
            if self._blobs[place].mode in _FILE_MODES:
                yield shown_path(path), place
            return
        if place is None:
            return
        folder = f"{place}/" if place else ""
        for found in self._blobs:
            rest = found[len(folder) :]
            if not found.startswith(folder) or not is_claim_file(found):
                continue
            if any(step.startswith(".") for step in rest.split("/")):
                continue
            end = self._resolved(found, folder.rstrip("/"))
            if end in self._blobs and self._blobs[end].mode in _FILE_MODES:
                yield shown_path(os.path.join(path, *rest.split("/"))), end

    def _read(self, name: str, place: str) -> Inputs:
        try:
            data = self._content(place, DEFAULT_LIMIT)
        except UnreadableError as unreadable:
            return unreadable.inputs(name)
        return read_bytes(name, place, data, self._known.get(name))

    # Files that claim files and the user name

    def beside(self, claim_file: str, relative: str, limit: int) -> bytes:
        """Return the bytes of a file in the folder of a claim file or one below."""
        place = self._places.get(claim_file)
        if place is None:
            return super().beside(claim_file, relative, limit)
        folder = posixpath.dirname(place)
        wanted = posixpath.normpath(posixpath.join(folder, relative))
        if is_rooted(relative) or not _is_below(wanted, folder):
            raise leads_out_of_folder(relative)
        found = self._resolved(wanted, folder)
        if found is None:
            raise leads_out_of_folder(relative)
        if found not in self._blobs:
            raise not_found(relative)
        return self._content(found, limit)

    def named(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file; one outside of the repository is read as it is now."""
        inside = self._inside(path)
        if inside is None:
            return super().named(path, limit)
        found = self._resolved(inside, "")
        if found is None or found not in self._blobs:
            raise not_found(path)
        return self._content(found, limit)

    def _inside(self, path: str) -> str | None:
        """Return where in the tree a path leads, None where that is outside of the repository."""
        real = os.path.realpath(path)
        try:
            if os.path.commonpath((real, self._top)) != self._top:
                return None
        except ValueError:
            return None
        inside = os.path.relpath(real, self._top).replace(os.sep, "/")
        return "" if inside == os.curdir else inside

    def _resolved(self, place: str, folder: str) -> str | None:
        """Follow the links of the tree; None where they lead out of a folder, or in a circle."""
        for _ in range(_MOST_LINKS):
            at = (p for p in (*reversed(list(_above(place))), place) if p in self._blobs)
            link = next((p for p in at if self._blobs[p].mode == _LINK), None)
            if link is None:
                return place
            target = os.fsdecode(self._bytes(self._blobs[link].name, 1 << 16) or b"/")
            rest = place[len(link) :].lstrip("/")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(link), target, rest))
            if posixpath.isabs(target) or not _is_below(place, folder):
                return None
        return None

    # Asking git

    def _content(self, place: str, limit: int) -> bytes:
        data = self._bytes(self._blobs[place].name, limit)
        if data is None:
            raise too_large(place, limit)
        if data.startswith(_LARGE_FILE):
            raise RevisionError(
                f"{shown_path(place)} is kept by Git LFS, whose contents are not in revisions"
            )
        return data

    def _bytes(self, name: bytes, limit: int) -> bytes | None:
        """Return the content of a blob, None where it has more bytes than the limit."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RevisionError("git is not running")
        try:
            process.stdin.write(name + b"\n")
            process.stdin.flush()
        except OSError:
            raise RevisionError("git ended before all was read") from None
        head = process.stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            raise RevisionError(
                f"git does not have the object {name.decode('ascii')}; is the clone a partial one?"
            )
        size = int(head[2])
        if size > limit:
            _pass_over(process.stdout, size + 1)
            return None
        data = process.stdout.read(size + 1)
        if len(data) != size + 1:
            raise RevisionError("git ended before all was read")
        return data[:-1]

    def _find_top(self, paths: Sequence[str]) -> str:
        tops = {path: self._top_of(path) for path in paths}
        first, top = next(iter(tops.items()))
        other = next((path for path in tops if tops[path] != top), None)
        if other is not None:
            raise RevisionError(f"{first} and {other} lie in different git repositories")
        return top

    def _top_of(self, path: str) -> str:
        folder = os.path.realpath(path)
        while not os.path.isdir(folder):  # noqa: PTH112  a path as text
            folder = os.path.dirname(folder)
        run = self._run("-C", folder, "rev-parse", "--show-toplevel")
        if run.returncode != 0:
            said = run.stderr.decode("utf-8", "replace").partition("\n")[0]
            if "not a git repository" in said:
                raise RevisionError(f"{shown_path(path)} is in no git repository")
            raise RevisionError(f"{shown_path(path)}: git says {quoted(said)}")
        return os.path.realpath(os.fsdecode(run.stdout.removesuffix(b"\n")))

    def _find_commit(self, name: str) -> str:
        shown = quoted(name)
        if not name or name.startswith("-") or "\0" in name:
            raise RevisionError(f"{shown} is no name of a revision")
        ask = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        run = self._run("-C", self._top, *ask)
        if run.returncode != 0:
            raise RevisionError(
                f"the repository has no revision {shown}; one that is not in a shallow clone has "
                "to be fetched first"
            )
        return run.stdout.decode("ascii").strip()

    def _list(self) -> dict[str, _Blob]:
        run = self._run("-C", self._top, "ls-tree", "-r", "-z", "--full-tree", self._commit)
        if run.returncode != 0:
            said = run.stderr.decode("utf-8", "replace").partition("\n")[0]
            raise RevisionError(f"the files of the revision cannot be listed: {quoted(said)}")
        blobs: dict[str, _Blob] = {}
        for row in run.stdout.split(b"\0"):
            head, tab, path = row.partition(b"\t")
            if tab:
                mode, _, name = head.split(b" ")
                blobs[os.fsdecode(path)] = _Blob(mode, name)
        return blobs

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603  git, without a shell
            [self._git or "git", "--no-replace-objects", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=_environment(),
        )


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OWN} | _QUIET


def _above(place: str) -> Iterator[str]:
    """Give the folders that a place in the tree lies in, the innermost first."""
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place


def _is_below(place: str, folder: str) -> bool:
    inside = place != ".." and not place.startswith("../")
    return inside and (not folder or place.startswith(f"{folder}/"))


def _pass_over(stream: IO[bytes], size: int) -> None:
    while size > 0:
        read = stream.read(min(size, _CHUNK))
        if not read:
            return
        size -= len(read)
