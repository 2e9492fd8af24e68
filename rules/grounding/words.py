"""The word lists of the grammar: the rows of `words.yaml` beside this file, read once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    from importlib.resources import files  # noqa: PLC0415 - only runs with quotes need it

    import yaml  # noqa: PLC0415 - the same

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("rules.grounding").joinpath("words.yaml").read_text(encoding="utf-8")
    tables: dict[str, list[dict[str, Any]]] = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones
    return tables


@cache
def words(table: str) -> frozenset[str]:
    """Return all words of a table, in lower case."""
    return frozenset(str(word).lower() for row in _tables()[table] for word in row["words"])


@cache
def rows(table: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by each of their words."""
    return {str(word).lower(): row for row in _tables()[table] for word in row["words"]}


@cache
def pattern(table: str) -> re.Pattern[str]:
    """Return a pattern that finds any phrase of a table, whole words only, the longest first."""
    ordered = sorted(words(table), key=lambda phrase: (-len(phrase), phrase))
    spelled = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
    return re.compile(rf"(?<![\w'-])(?:{spelled})(?![\w'])", re.IGNORECASE)


def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return _tables()[name]
