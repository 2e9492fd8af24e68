"""What `counterclaim init` writes: the files beside this one, whole and as they are."""

from __future__ import annotations

from contextlib import suppress
from importlib import resources
from pathlib import Path

FILES = {
    "claims/gazette-2024-03-06.yaml": "claims.yaml",
    "claims/gazette-2024-03-06.md": "text.md",
    "counterclaim.toml": "counterclaim.toml",
    ".github/workflows/claims.yml": "workflow.yml",
}
"""Where each file goes, and what it is called here."""


class StarterError(ValueError):
    """The files cannot be written; the message says why. Nothing was."""


def write(folder: str) -> tuple[str, ...]:
    """Write the files into a folder, which is made where it is not there; return their paths.

    Either all are written or none. No file that is there is ever touched.

    Raises:
        StarterError: one of them is there already, or cannot be written.

    """
    targets = {Path(folder) / name: held for name, held in FILES.items()}
    there = [str(path) for path in targets if path.exists() or path.is_symlink()]
    if there:
        verb = "is" if len(there) == 1 else "are"
        raise StarterError(f"{', '.join(there)} {verb} there already; nothing was written")
    made: list[Path] = []
    try:
        for path, held in targets.items():
            _make_folder(path.parent, made)
            text = resources.files(__name__).joinpath(held).read_bytes()
            # "x": what has come meanwhile is not written over.
            with path.open("xb") as file:
                made.append(path)
                file.write(text)
    except OSError as error:
        _take_back(made)
        where = error.filename or folder
        raise StarterError(f"{where}: {error.strerror}; nothing was written") from error
    return tuple(str(path) for path in targets)


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
