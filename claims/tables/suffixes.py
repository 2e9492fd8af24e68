"""Which files are tables, and which data is a mapping: known before tables are loaded."""

from __future__ import annotations

from os.path import splitext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.tree import Tree

TABLES = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "objects",
    ".geojson": "objects",
    ".parquet": "parquet",
    ".xlsx": "sheet",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".duckdb": "duckdb",
}
"""The form of a table by its suffix."""
_CLAIM_FILES = frozenset({".jsonl", ".ndjson", ".json"})


def form_of(path: str) -> str | None:
    """Return the form of a table; None for a file that is none."""
    return TABLES.get(splitext(path)[1].lower())  # noqa: PTH122 - a path as it was given


def is_table_only(path: str) -> bool:
    """Say whether a file can be nothing but a table; JSON may as well hold claims."""
    suffix = splitext(path)[1].lower()  # noqa: PTH122 - as above
    return suffix in TABLES and suffix not in _CLAIM_FILES


def is_table(path: str, *, mapped: bool) -> bool:
    """Say whether a path is that of a table; JSON is one only where it is `mapped`."""
    return form_of(path) is not None if mapped else is_table_only(path)


def names_table(tree: Tree) -> bool:
    """Say whether the data of a file is a mapping, which names its table."""
    return isinstance(tree.data, dict) and "table" in tree.data and "kind" not in tree.data
