"""What a column gives a claim: the text of a cell with its unit, as a date, as a place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from claims.calendar import known_zone
from claims.quantity import Quantity, read_quantity
from claims.source import quoted
from claims.tables.mapping import Column, Geometry, Point
from claims.tables.model import Odd, told
from claims.units import BARE

if TYPE_CHECKING:
    from claims.tables.mapping import Spec
    from claims.tables.model import Row, Single, Value

_PLAIN_NUMBER = re.compile(r"[-+−]?[\d.,]+")
_CLOCK_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRUTHS = {"true": True, "false": False}


Filled = str | bool | list[Any] | Odd | None


def filled(spec: Spec, row: Row, empty: frozenset[str]) -> Filled:
    """Return what a column gives the claim of a row: nothing for an empty cell.

    What cannot be made of the cell is `Odd`, with the reason.
    """
    if isinstance(spec, Point):
        return _point(row.get(spec.latitude), row.get(spec.longitude), empty)
    if isinstance(spec, Geometry):
        return _geometry(row, spec.geojson)
    held = cell(row, spec.column, empty)
    if spec.split is not None and isinstance(held, str):
        held = tuple(part.strip() for part in held.split(spec.split) if part.strip())
    if isinstance(held, tuple) and not isinstance(held, Odd):
        several = [_single(spec, row, item, empty) for item in held]
        odd = next((item for item in several if isinstance(item, Odd)), None)
        return odd or [item for item in several if item is not None] or None
    return _single(spec, row, held, empty)


def cell(row: Row, column: str, empty: frozenset[str]) -> Value:
    """Return what a cell holds; nothing where it has a text that says nothing."""
    held = row.get(column)
    if held is None and "." in column:
        held = _item(row, column)
    return None if isinstance(held, str) and held in empty else held


def _item(row: Row, column: str) -> Value:
    """Return one value of a list: `geometry.coordinates.0` is the first."""
    name, _, index = column.rpartition(".")
    held = row.get(name)
    if not index.isdecimal() or not isinstance(held, tuple) or isinstance(held, Odd):
        return None
    return held[int(index)] if len(index) < 6 and int(index) < len(held) else None


def _single(spec: Column, row: Row, held: Single, empty: frozenset[str]) -> str | bool | Odd | None:
    if held is None or isinstance(held, Odd):
        return held
    text = told(held)
    if spec.values is not None:
        meant = spec.values.get(text)
        if meant is None:
            return Odd(f"holds {quoted(text)}, which `values` does not list")
        return meant if isinstance(meant, bool) else str(getattr(meant, "text", meant))
    if isinstance(held, bool):
        return held
    if spec.decimal == ",":
        text = text.replace(".", "").replace(",", ".")
    unit = _beside(row, spec.unit, spec.unit_column, empty)
    if unit is not None and _is_bare(text):
        text = f"{text}{unit}" if unit in {"%", "°"} else f"{text} {unit}"
    moment = text if spec.format is None else _dated(text, spec.format)
    zone = _beside(row, spec.zone, spec.zone_column, empty)
    return moment if zone is None or isinstance(moment, Odd) else _zoned(moment, zone)


def _beside(row: Row, same: str | None, column: str | None, empty: frozenset[str]) -> str | None:
    """Return the unit or zone of a cell: the same in every row, or that of a column."""
    held = same if column is None else cell(row, column, empty)
    return held if isinstance(held, str) else None


def truth(text: str) -> bool | None:
    """Return what "true" and "false" say, in any case; nothing for another text."""
    return _TRUTHS.get(text.casefold())


@lru_cache(maxsize=8192)
def _is_bare(text: str) -> bool:
    """Say whether a text is a number that has no unit."""
    if _PLAIN_NUMBER.fullmatch(text):
        return True
    value = read_quantity(text)
    return isinstance(value, Quantity) and value.unit == BARE and value.second is None


# --- places --------------------------------------------------------------------------------------


def _point(latitude: Value, longitude: Value, empty: frozenset[str]) -> str | Odd | None:
    ends: list[str | None] = []
    for name, held in (("latitude", latitude), ("longitude", longitude)):
        if held is None or (isinstance(held, str) and held in empty):
            ends.append(None)
        elif isinstance(held, str) and _is_degrees(held):
            ends.append(held)
        else:
            return Odd(f"holds no {name} in degrees: {quoted(told(held))}")
    if ends == [None, None]:
        return None
    if None in ends:
        missing = "latitude" if ends[0] is None else "longitude"
        return Odd(f"has no {missing} beside it")
    return f"{ends[0]}, {ends[1]}"


def _is_degrees(text: str) -> bool:
    return re.fullmatch(r"[-+−]?\d{1,3}(?:\.\d{1,17})?", text) is not None


def _geometry(row: Row, column: str) -> str | Odd | None:
    sort = row.get(f"{column}.type")
    held = row.get(f"{column}.coordinates")
    if sort is None and held is None:
        return None
    if sort != "Point":
        return Odd(f"holds a {told(sort)}, and only points are read as places of a row")
    if not isinstance(held, tuple) or isinstance(held, Odd) or len(held) < 2:
        return Odd("holds a point without its two coordinates")
    return _point(_short(held[1]), _short(held[0]), frozenset())


def _short(held: Single) -> Single:
    """Return degrees with at most twelve decimals, a tenth of a micrometre."""
    if isinstance(held, str) and "." in held:
        whole, _, rest = held.partition(".")
        return f"{whole}.{rest[:12]}"
    return held


# --- times ---------------------------------------------------------------------------------------


def _dated(text: str, form: str) -> str | Odd:
    """Return a date written in some form as EDTF writes it, as precise as the form is."""
    if form in {"epoch", "epoch-ms"}:
        return _since_epoch(text, 1000 if form == "epoch-ms" else 1)
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007 - a zone where the form has one
    except ValueError:
        return Odd(f"is not written as {form}")
    signs = set(re.findall(r"%(.)", form))
    if signs & {"H", "I"}:
        clock = "%H:%M:%S" if "S" in signs else "%H:%M" if "M" in signs else "%H:00"
        if "M" not in signs:
            return Odd("gives an hour without its minutes, which is not read")
        offset = moment.utcoffset()
        return moment.strftime(f"{_year(moment)}-%m-%dT{clock}") + _offset(offset)
    if "d" in signs:
        return moment.strftime(f"{_year(moment)}-%m-%d")
    return moment.strftime(f"{_year(moment)}-%m") if signs & {"m", "b", "B"} else _year(moment)


def _year(moment: datetime) -> str:
    return f"{moment.year:04}"


def _offset(offset: timedelta | None) -> str:
    if offset is None:
        return ""
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"


def _since_epoch(text: str, parts: int) -> str | Odd:
    try:
        moment = _EPOCH + timedelta(seconds=float(text) / parts)
    except (ValueError, OverflowError):
        return Odd("holds no time counted from 1970")
    return moment.strftime(f"{_year(moment)}-%m-%dT%H:%M:%SZ")


def _zoned(text: str, zone: str) -> str | Odd:
    """Return a date or time with the offset that a zone had then.

    A clock time that a zone had twice, or never had, is some time between its two meanings, and a
    day without a clock time is some time from its first minute there to its last.
    """
    if not known_zone(zone):
        return Odd(f"stands beside {quoted(zone)}, which is no time zone")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        first, last = _moments(f"{text}T00:00", zone), _moments(f"{text}T23:59", zone)
        return f"[{first[0]}..{last[-1]}]" if first and last else text
    if not _CLOCK_TIME.fullmatch(text):
        return text
    found = _moments(text, zone)
    if not found:
        return text
    return found[0] if len(found) == 1 else f"[{found[0]}..{found[-1]}]"


def _moments(text: str, zone: str) -> list[str]:
    """Return a local time with each offset that it may have had, the earlier moment first."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return []
    folds = {local.replace(tzinfo=_zone(zone), fold=fold).utcoffset() for fold in (0, 1)}
    offsets = sorted((o for o in folds if o is not None), reverse=True)
    return [text.replace(" ", "T") + _offset(offset) for offset in offsets]


@lru_cache(maxsize=64)
def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few tables have zones

    if _OFFSET.fullmatch(name):
        hours, minutes = int(name[1:3]), int(name[-2:])
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    return ZoneInfo(name)
