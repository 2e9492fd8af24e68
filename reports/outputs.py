"""Reports that go to files: which, in what form, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.formats import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.places import Locator
    from rules.engine import Outcome

_FOR_ALL = 0o666


class OutputError(ValueError):
    """A report cannot go where it should; the message says why."""


class Output(NamedTuple):
    """A file, and the form of the report that goes into it."""

    form: str
    path: str


def read_outputs(texts: Iterable[str]) -> tuple[Output, ...]:
    """Return what `FORMAT=FILE` says, for each text.

    Raises:
        OutputError: a text is of another form, names no format, or names a file a second time.

    """
    found: list[Output] = []
    for text in texts:
        form, sign, path = text.partition("=")
        if not sign or not path:
            raise OutputError(f'"{text}" is not of the form FORMAT=FILE, such as sarif=out.sarif')
        if form not in FORMATS:
            raise OutputError(f'no format is called "{form}"; formats are ' + ", ".join(FORMATS))
        if any(Path(path) == Path(other.path) for other in found):
            raise OutputError(f"{path} is given for two reports")
        found.append(Output(form, path))
    return tuple(found)


def write(outputs: Iterable[Output], outcome: Outcome, locator: Locator, version: str) -> None:
    """Write a report into each file; none is written before all of them are made.

    Raises:
        OutputError: a file cannot be written; what was in it is there still.

    """
    made = [(path, render(form, outcome, locator, version)) for form, path in outputs]
    for path, text in made:
        try:
            write_whole(path, text)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}") from error


def write_whole(path: str, text: str) -> None:
    """Write a file as UTF-8, so that nobody ever sees half of it.

    Into a device or pipe it is written as it goes.

    Raises:
        OSError: the file cannot be written.

    """
    target = Path(path).resolve()
    data = text.encode("utf-8")
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.write(data)
        return
    handle, beside = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = target.stat().st_mode & 0o777 if target.exists() else _FOR_ALL & ~_umask()
        Path(beside).chmod(mode)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _umask() -> int:
    # It can only be asked for by setting it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
