"""How words of time are read: the rows of `data/times.yaml`, each with its reason."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _policy() -> dict[str, list[dict[str, Any]]]:
    from importlib.resources import files  # noqa: PLC0415 - only phrases need it

    import yaml  # noqa: PLC0415 - only phrases need it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("claims").joinpath("data", "times.yaml").read_text(encoding="utf-8")
    rows: dict[str, list[dict[str, Any]]] = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones
    return rows


@cache
def rows_by_word(table: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by each of their words."""
    return {word: row for row in _policy()[table] for word in row["words"]}


def parts_of_day() -> dict[str, dict[str, Any]]:
    """Return the parts of a day; their windows count hours from the start of the day named."""
    return rows_by_word("parts_of_day")


def portions_of_time() -> dict[str, dict[str, Any]]:
    """Return what "early", "mid" and "late" cut out of a day or of a longer stretch."""
    return rows_by_word("portions")


@cache
def approximations() -> dict[str, dict[str, Any]]:
    """Return how far a time said to be approximate may be off, by the unit it was said in."""
    return {str(row["unit"]): row for row in _policy()["approximate"]}


def country_in(table: str, country: str) -> bool:
    """Say whether a table names a country."""
    name = country.casefold().replace(".", "").removeprefix("the ").strip()
    return name in rows_by_word(table)
