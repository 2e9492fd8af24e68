"""The cells of tables as texts: a number has the digits that were meant, a date its precision."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING

from claims.tables.model import Odd, Row
from claims.tree import Numeral, WholeNumeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.tables.model import Single, Value

DOUBLE_DIGITS = 15
"""Decimal digits that every double keeps (DBL_DIG of C); what lies beyond is noise."""
FLOAT_DIGITS = 6
"""The same of a number of 32 bits (FLT_DIG)."""
_LONGEST = 100_000
_MOST_ITEMS = 1_000


def as_value(held: object, digits: int = DOUBLE_DIGITS) -> Value:
    """Return what a cell holds, from what a reader of the format made of it."""
    if isinstance(held, (list, tuple, set, frozenset)):
        if len(held) > _MOST_ITEMS:
            return Odd(f"holds more than {_MOST_ITEMS} values")
        return tuple(_as_single(item, digits) for item in held)
    return _as_single(held, digits)


def _as_single(held: object, digits: int) -> Single:
    if held is None or isinstance(held, (bool, Odd)):
        return held
    if isinstance(held, str):
        return held if len(held) <= _LONGEST else Odd(f"holds more than {_LONGEST} characters")
    if isinstance(held, (Numeral, WholeNumeral)):
        return held.text
    if isinstance(held, float):
        return None if isnan(held) else number_text(held, digits)
    if isinstance(held, Decimal):
        return decimal_text(str(held))
    if isinstance(held, dt.datetime):
        return moment_text(held)
    if isinstance(held, (int, dt.date, dt.time)):
        return str(held)
    if isinstance(held, (bytes, bytearray, memoryview)):
        return Odd("holds bytes, not text")
    return Odd("holds several values by name" if isinstance(held, dict) else "holds no text")


def number_text(value: float, digits: int = DOUBLE_DIGITS) -> str:
    """Return a binary number as it would be written: no more digits than it keeps, no empty ones.

    How a number was written is not stored with it. 930.0 is told as 930, so that no precision is
    read out of it that nobody claimed.
    """
    text = format(value, f".{digits}g")
    if "e" not in text:
        return text
    return text if abs(int(text.partition("e")[2])) > DOUBLE_DIGITS + 6 else f"{Decimal(text):f}"


def decimal_text(text: str) -> str:
    """Return a decimal number without trailing zeros: they are its column's, not its own."""
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text.upper() else text


def moment_text(moment: dt.datetime) -> str:
    """Return a date and time as EDTF writes it, to the second."""
    offset = moment.utcoffset()
    text = moment.replace(tzinfo=None, microsecond=0).isoformat()
    if offset is None:
        return text
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{text}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else f"{text}Z"


def flattened(data: dict[str, object], digits: int = DOUBLE_DIGITS) -> dict[str, Value]:
    """Return an object's values by their dotted names: `properties.mag`; lists stay whole."""
    found: dict[str, Value] = {}
    stack = list(reversed(data.items()))
    while stack:
        name, held = stack.pop()
        if isinstance(held, dict):
            stack += [(f"{name}.{key}", item) for key, item in reversed(held.items())]
        else:
            found[name] = as_value(held, digits)
    return found


_MIDNIGHT = "T00:00:00"
_EMPTY_DECIMALS = re.compile(r"[-+]?\d+\.0")


def plain(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows without what only the form of a column adds to its cells.

    A column whose times are all midnight is one of dates. A column whose numbers all end in ".0"
    is one of whole numbers: programs write them so where some cells are empty, and nobody claimed
    a tenth.
    """
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row.cells))
    cuts = {
        column: cut
        for column in columns
        if (cut := _addition(row.cells.get(column) for row in rows))
    }
    if not cuts:
        return rows
    return [
        Row(row.number, {c: _cut(v, cuts.get(c)) for c, v in row.cells.items()}) for row in rows
    ]


def _addition(values: Iterable[Value]) -> str | None:
    """Return what every cell of a column ends with that its form may have added."""
    found: str | None = None
    for value in values:
        if value is None:
            continue
        if not isinstance(value, str):
            return None
        end = _MIDNIGHT if value.endswith(_MIDNIGHT) else ".0"
        if found not in {None, end} or (end == ".0" and not _EMPTY_DECIMALS.fullmatch(value)):
            return None
        found = end
    return found


def _cut(value: Value, end: str | None) -> Value:
    return value.removesuffix(end) if end is not None and isinstance(value, str) else value
