"""Tables in SQLite and DuckDB databases, and Parquet files.

A database from elsewhere is not trusted: it is opened for reading only, no other file can be
reached from it, no extension is loaded or fetched, and views are not run.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from claims.faults import Fault, Place
from claims.source import quoted
from claims.tables.cells import (
    DOUBLE_DIGITS,
    FLOAT_DIGITS,
    as_value,
    decimal_text,
    flattened,
    moment_text,
)
from claims.tables.missing import extra
from claims.tables.model import Odd, Read, Row, ShownTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from claims.tables.model import Value, Wanted

_BATCH = 10_000
_MEMORY = "1GB"
_STEPS = 100_000
"""Instructions of SQLite's machine between two looks at how many there were."""
_MOST_STEPS = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _RefusedError(Exception):
    """A file cannot be read; the message goes on from its name."""


def read_sqlite(name: str, path: str, table: str | None, wanted: Wanted, limit: int) -> Read:
    """Read rows of a table of a SQLite database, up to a limit, in the order of their rowids."""
    try:
        uri = f"file:{_quoted_path(path)}?mode=ro&immutable=1"
        with sqlite3.connect(uri, uri=True) as base:
            base.execute("PRAGMA query_only=ON")
            base.execute("PRAGMA trusted_schema=OFF")
            base.execute("PRAGMA cell_size_check=ON")
            ticks = iter(range(_MOST_STEPS))
            base.set_progress_handler(lambda: next(ticks, None) is None, _STEPS)
            found = base.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
            )
            chosen = _chosen(table, [row[0] for row in found])
            cursor = base.execute(f"SELECT * FROM {quoted_name(chosen)}")  # noqa: S608 - a table's name
            columns = [column[0] for column in cursor.description]
            rows = _numbered(cursor.fetchmany, columns, wanted, [as_value] * len(columns))
            return _table(name, columns, rows, limit)
    except _RefusedError as refused:
        return _refused(name, str(refused))
    except (sqlite3.Error, ValueError, OverflowError) as error:
        return _refused(name, f"cannot be read as a SQLite database: {_first_line(error)}")


def read_duckdb(name: str, path: str, table: str | None, wanted: Wanted, limit: int) -> Read:
    """Read rows of a table of a DuckDB database, up to a limit.

    Raises:
        MissingExtraError: DuckDB is not installed.

    """
    duckdb = extra("duckdb", "DuckDB databases")
    try:
        with duckdb.connect(path, read_only=True, config=closed()) as base:
            lock(base)
            found = base.execute(
                "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_oid"
            ).fetchall()
            chosen = _chosen(table, [row[0] for row in found])
            return _selected(base, name, quoted_name(chosen), wanted, limit)
    except _RefusedError as refused:
        return _refused(name, str(refused))
    except duckdb.Error as error:
        return _refused(name, f"cannot be read as a DuckDB database: {_first_line(error)}")


def read_parquet(name: str, path: str, wanted: Wanted, limit: int) -> Read:
    """Read rows of a Parquet file, up to a limit.

    Raises:
        MissingExtraError: DuckDB is not installed.

    """
    duckdb = extra("duckdb", "Parquet files")
    try:
        with duckdb.connect(config=closed()) as base:
            real = os.path.realpath(path)
            base.execute(f"SET allowed_paths = [{quoted_text(real)}]")
            lock(base)
            return _selected(
                base, name, f"read_parquet({quoted_text(_unglobbed(real))})", wanted, limit
            )
    except _RefusedError as refused:
        return _refused(name, str(refused))
    except duckdb.Error as error:
        return _refused(name, f"cannot be read as Parquet: {_first_line(error)}")


def closed() -> dict[str, str]:
    """Return the settings of a database that fetches nothing."""
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": _MEMORY,
        "temp_directory": "",
        "threads": "2",
    }


def lock(base: Any) -> None:
    """Keep a database from every file but those it has, for good."""
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def _unglobbed(path: str) -> str:
    """Return a path in which nothing is a pattern, as DuckDB would take it."""
    if any(sign in path for sign in "*?["):
        raise _RefusedError("has a star, a question mark or a bracket in its path; rename it")
    return path


def _selected(base: Any, name: str, relation: str, wanted: Wanted, limit: int) -> Read:
    described = base.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608
    columns = [row[0] for row in described]
    chosen = [row for row in described if row[0] in wanted]
    select = (
        ", ".join(_expression(quoted_name(column), sort) for column, sort, *_ in chosen) or "NULL"
    )
    cursor = base.execute(f"SELECT {select} FROM {relation}")  # noqa: S608 - names in quotes
    reads = [_reader(sort) for _, sort, *_ in chosen]
    rows = _numbered(cursor.fetchmany, [row[0] for row in chosen], wanted, reads)
    return _table(name, columns, rows, limit)


def _expression(column: str, sort: str) -> str:
    if sort.startswith("TIMESTAMP"):
        return f"epoch_us({column})"
    if sort in {"INTERVAL", "UUID", "DATE", "HUGEINT", "UHUGEINT"} or sort.startswith(
        ("DECIMAL", "ENUM", "TIME")
    ):
        return f"CAST({column} AS VARCHAR)"
    return column


def _reader(sort: str) -> Callable[[object], Value]:
    if sort.startswith("TIMESTAMP"):
        zoned = "ZONE" in sort or sort == "TIMESTAMPTZ"
        return lambda held: _moment(held, zoned=zoned)
    if sort.startswith("DECIMAL"):
        return lambda held: decimal_text(held) if isinstance(held, str) else None
    digits = FLOAT_DIGITS if sort in {"FLOAT", "FLOAT[]"} else DOUBLE_DIGITS
    return lambda held: as_value(held, digits)


def _moment(microseconds: object, *, zoned: bool) -> Value:
    if not isinstance(microseconds, int):
        return None
    try:
        moment = _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return Odd("holds a time beyond the years 1 to 9999")
    return moment_text(moment if zoned else moment.replace(tzinfo=None))


def _numbered(
    fetch: Callable[[int], list[Sequence[object]]],
    columns: Sequence[str],
    wanted: Wanted,
    reads: Sequence[Callable[[object], Value]],
) -> Iterator[Row]:
    kept = [
        (at, column, read)
        for at, (column, read) in enumerate(zip(columns, reads, strict=True))
        if column in wanted
    ]
    number = 0
    while batch := fetch(_BATCH):
        for held in batch:
            number += 1
            cells: dict[str, Value] = {}
            for at, column, read in kept:
                item = held[at]
                if isinstance(item, dict):
                    cells |= flattened({column: item})
                else:
                    value = read(item)
                    cells[column] = (value.strip() or None) if isinstance(value, str) else value
            yield Row(number, cells)


def _table(name: str, columns: Sequence[str], each: Iterator[Row], limit: int) -> Read:
    rows: list[Row] = []
    for row in each:
        if len(rows) >= limit:
            return Read(ShownTable(name, columns, rows, cut=True))
        rows.append(row)
    return Read(ShownTable(name, columns, rows))


def _chosen(table: str | None, tables: Sequence[str]) -> str:
    if table is not None:
        if table in tables:
            return table
        raise _RefusedError(f"has no table {quoted(table)}; its tables are {', '.join(tables)}")
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise _RefusedError("holds no table")
    raise _RefusedError(f"holds several tables: name one as `sheet:` ({', '.join(tables)})")


def quoted_name(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _quoted_path(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - only databases need it

    return quote(os.path.realpath(path))


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


def _refused(name: str, reason: str) -> Read:
    place = Place(name)
    return Read(None, (Fault("record/file", f"{quoted(name)} {reason}", place),))
