"""Tables in DuckDB, as texts by row: the ground that claims in columns stand on."""

from __future__ import annotations

import csv
import mmap
import os
import re
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from claims.tables.databases import closed, lock, quoted_name, quoted_text
from claims.tables.missing import extra
from claims.tables.suffixes import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORMS = frozenset({"delimited", "lines", "parquet"})
"""Forms of tables that are read in columns."""
_BLANKS = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160)"
_WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
_LOST_ZERO = re.compile(rb"[0-9]\.[0-9]+0[ \t]*[,}\]\r\n]")
"""A number of JSON whose last written zero DuckDB does not keep."""
_NUL = re.compile(rb"\x00")
_PLAIN_ENDS = ((".0", r"[-+]?[0-9]+\.0"), ("T00:00:00", r".*T00:00:00"))


MEMORY = "1GB"
"""What the columns of a table may take before they go to disk."""
LARGE = {"parquet": 1_000_000, "delimited": 4_000_000, "lines": 8_000_000}
"""Bytes from which a table is worth the start of the engine: some 50,000 claims."""


class NotInColumnsError(Exception):
    """A table cannot be read in columns; the message says why."""


def is_large(path: str) -> bool:
    """Say whether a table is so large that it is judged in columns where it can be."""
    least = LARGE.get(form_of(path) or "")
    try:
        return least is not None and os.stat(path).st_size >= least  # noqa: PTH116 - as given
    except OSError:
        return False


@contextmanager
def open_cells(
    path: str, columns: Sequence[str], delimiter: str | None, empty: Sequence[str]
) -> Iterator[Any]:
    """Open a database with a table `cells` of a file.

    It has a `row` with the number that a reader of rows gives it, and the columns that are named,
    `c0`, `c1` and so on: the texts that a reader of rows makes of them. A text that says nothing is
    none. What memory does not hold goes into a folder of its own that is removed at the end.

    Raises:
        NotInColumnsError: the file cannot be read so; a reader of rows may still read it.
        MissingExtraError: DuckDB is not installed.

    """
    duckdb = extra("duckdb", "Large tables")
    real = os.path.realpath(path)
    form = form_of(path)
    if form not in FORMS or any(sign in real for sign in "*?["):
        raise NotInColumnsError("its form is not read in columns")
    if form != "parquet" and _has(real, _NUL):
        raise NotInColumnsError("it holds a NUL character")
    if form == "lines" and _has(real, _LOST_ZERO):
        raise NotInColumnsError("some of its numbers end in zeros behind the point")
    with tempfile.TemporaryDirectory(prefix="counterclaim-") as folder:
        settings = {"memory_limit": MEMORY, "temp_directory": folder}
        with duckdb.connect(config={**closed(), **settings}) as base:
            try:
                base.execute(f"SET allowed_paths = [{quoted_text(real)}]")
                lock(base)
                _fill(base, real, form, columns, delimiter, empty)
                yield base
            except duckdb.Error as error:
                raise NotInColumnsError(" ".join(str(error).split())[:200]) from error


def _fill(
    base: Any,
    real: str,
    form: str,
    columns: Sequence[str],
    delimiter: str | None,
    empty: Sequence[str],
) -> None:
    relation, first = _relation(real, form, columns, delimiter)
    described = base.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608
    sorts = {row[0]: row[1] for row in described}
    missing = [column for column in columns if column not in sorts]
    if missing:
        raise NotInColumnsError(f"it has no plain column {missing[0]}")
    nothing = "".join(f", {quoted_text(text)}" for text in empty)
    select = ", ".join(
        f"{_none(f'trim({_as_text(column, sorts[column])}, {_BLANKS})', nothing)} AS c{at}"
        for at, column in enumerate(columns)
    )
    number = "file_row_number + 1" if form == "parquet" else f"row_number() OVER () + {first}"
    base.execute(
        f"CREATE TABLE cells AS SELECT CAST({number} AS BIGINT) AS row, {select} FROM {relation}"  # noqa: S608
    )
    if form == "lines" and _rows_with_more_than_texts(base, len(columns)):
        raise NotInColumnsError("some cells hold lists, objects, true or false")
    if form == "delimited" and [row[0] for row in described] != _header(real, delimiter):
        raise NotInColumnsError("its header is not one of plain, different names")
    if form == "delimited" and _lines(real) != _count(base) + 1:
        raise NotInColumnsError("some rows have line breaks in them, or lines are empty")
    for at in range(len(columns)):
        _make_plain(base, f"c{at}")


def _none(expression: str, nothing: str) -> str:
    return f"CASE WHEN {expression} NOT IN (''{nothing}) THEN {expression} END"


def _count(base: Any) -> int:
    return int(base.execute("SELECT count(*) FROM cells").fetchone()[0])


def _rows_with_more_than_texts(base: Any, columns: int) -> bool:
    """Say whether some cell is no text or number, but what a reader of rows tells from those."""
    odd = " OR ".join(
        f"c{at} IN ('true', 'false') OR starts_with(c{at}, '[') OR starts_with(c{at}, '{{')"
        for at in range(columns)
    )
    return bool(base.execute(f"SELECT count(*) FROM cells WHERE {odd or 'false'}").fetchone()[0])  # noqa: S608


def _header(path: str, delimiter: str | None) -> list[str]:
    """Return the names of the columns of a text, as a reader of rows has them."""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:  # noqa: PTH123 - as above
        first = next(csv.reader(file, delimiter=_sign(path, delimiter)), [])
    return [name.strip() for name in first]


def _sign(path: str, delimiter: str | None) -> str:
    return delimiter or ("," if path.lower().endswith(".csv") else "\t")


def _make_plain(base: Any, column: str) -> None:
    """Take from a column what only its form adds, as `claims.tables.cells.plain` does."""
    for end, form in _PLAIN_ENDS:
        has = f"bool_and(suffix({column}, {quoted_text(end)}))"
        if not base.execute(f"SELECT {has} FROM cells").fetchone()[0]:  # noqa: S608
            continue
        whole = f"bool_and(regexp_full_match({column}, {quoted_text(form)}))"
        if base.execute(f"SELECT {whole} FROM cells").fetchone()[0]:  # noqa: S608
            base.execute(
                f"UPDATE cells SET {column} = left({column}, length({column}) - {len(end)})"  # noqa: S608
            )
        return


def _as_text(column: str, sort: str) -> str:
    """Return the expression for a cell's text, the same as a reader of rows gives."""
    name = quoted_name(column)
    if sort == "VARCHAR":
        return name
    if sort in _WHOLE or sort == "DATE":
        return f"CAST({name} AS VARCHAR)"
    if sort == "DOUBLE":
        small = f"({name} = 0 OR abs({name}) BETWEEN 1e-4 AND 1e15)"
        text = f"format('{{:.15g}}', {name})"
        return f"CASE WHEN {small} THEN {text} WHEN {name} IS NOT NULL THEN error('too wide') END"
    if sort.startswith("DECIMAL") and not sort.endswith(",0)"):
        return f"rtrim(rtrim(CAST({name} AS VARCHAR), '0'), '.')"
    raise NotInColumnsError(f"its column {column} holds {sort}, which is not read in columns")


def _relation(
    real: str, form: str, columns: Sequence[str], delimiter: str | None
) -> tuple[str, int]:
    """Return the relation of a file, and what to add to the count of its rows."""
    file = quoted_text(real)
    if form == "parquet":
        return f"read_parquet({file}, file_row_number = true)", 0
    if form == "lines":
        texts = ", ".join(f"{quoted_name(column)}: 'VARCHAR'" for column in columns)
        return f"read_json({file}, format = 'newline_delimited', columns = {{{texts}}})", 0
    sign = _sign(real, delimiter)
    how = "header = true, all_varchar = true, strict_mode = true, quote = '\"', escape = '\"'"
    return f"read_csv({file}, {how}, delim = {quoted_text(sign)})", 1


def _has(path: str, pattern: re.Pattern[bytes]) -> bool:
    if os.stat(path).st_size == 0:  # noqa: PTH116 - an empty file cannot be mapped
        return False
    with (
        open(path, "rb") as file,  # noqa: PTH123 - as above
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return pattern.search(data) is not None


def _lines(path: str) -> int:
    """Count the lines of a file, the last one too where no line end closes it."""
    count, last = 0, b"\n"
    with open(path, "rb") as file:  # noqa: PTH123 - as above
        while block := file.read(1 << 22):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
