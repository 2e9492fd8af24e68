"""Libraries that only some tables need: loaded when they are, with a plain word where missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingExtraError(ImportError):
    """A library that a table needs is not installed; the message says which, and the way out."""


def extra(module: str, what: str) -> Any:
    """Return a module of the extra `tables`.

    Raises:
        MissingExtraError: it is not installed.

    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{what} are read by {module}, which is not installed: "
            "install the extra counterclaim[tables]"
        ) from error
