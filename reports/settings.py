"""What a user has set down for all runs: `counterclaim.toml`, or a table of `pyproject.toml`."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

FAIL_ON = ("error", "warning", "note", "never")


class SettingsError(ValueError):
    """The configuration cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run, with what holds where nothing is set."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    output_format: str = "full"
    fail_on: str = "warning"
    vocabulary: tuple[str, ...] = ()
    pack: tuple[str, ...] = ()
    baseline: str | None = None
    paths: tuple[str, ...] = ()

    def checked(self, given: Sequence[str] | None) -> list[str]:
        """Return the paths to check: those given, else those set, else the working folder."""
        return list(given or map(_from_here, self.paths)) or ["."]


_KEYS = {
    field.name.replace("output_", "").replace("_", "-"): field.name for field in fields(Settings)
}
_CHOICES = {"format": FORMATS, "fail-on": FAIL_ON}


def read_settings(
    path: str | None = None, folder: Path | None = None, *, above: bool = True
) -> Settings:
    """Read the file named, or the nearest one at or above a folder (the working one).

    Paths in it are taken from where it stands. Without `above` it is looked for in the folder only.

    Raises:
        SettingsError: the file cannot be read, or has a setting that is not known or wrong.

    """
    if path is not None:
        return _settings(Path(path), _table(Path(path), named=True) or {})
    for file in settings_files(None, folder, above=above):
        table = _table(file, named=False) if file.is_file() else None
        if table is not None:
            return _settings(file, table)
    return Settings()


def settings_files(
    path: str | None = None, folder: Path | None = None, *, above: bool = True
) -> tuple[Path, ...]:
    """Return the files that settings may stand in, whether they exist or not, the nearest first."""
    if path is not None:
        return (Path(path),)
    start = (folder or Path.cwd()).resolve()
    names = ("counterclaim.toml", "pyproject.toml")
    folders = (start, *start.parents) if above else (start,)
    return tuple(each / name for each in folders for name in names)


def _table(file: Path, *, named: bool) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        if not named and file.name == "pyproject.toml":
            return None  # another tool's file, and its own tools will complain
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise SettingsError(f"{file}: {reason}") from error
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool")
    table = tool.get("counterclaim") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: tool.counterclaim is a table")
    return table


def _settings(file: Path, table: dict[str, Any]) -> Settings:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else "settings are " + ", ".join(_KEYS)
            raise SettingsError(f'{file}: no setting is called "{key}"; {hint}')
        values[_KEYS[key]] = _value(file, key, value)
    return Settings(**values)


def _value(file: Path, key: str, value: object) -> object:
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise SettingsError(f"{file}: {key} is one of " + ", ".join(_CHOICES[key]))
        return value
    if key == "baseline":
        if not isinstance(value, str) or not value:
            raise SettingsError(f"{file}: baseline is the name of a file")
        return str(file.parent / value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{file}: {key} is a list of texts")
    if key in {"vocabulary", "pack", "paths"}:
        return tuple(str(file.parent / item) for item in value)
    return tuple(value)


def _from_here(path: str) -> str:
    """Return a path as seen from the working folder, which is how reports should show it."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return path
