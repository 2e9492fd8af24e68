"""Writes windows of time in the Extended Date/Time Format (EDTF, ISO 8601-2:2019 Annex A).

A window is when one thing was at some time, so what one date says is written as that date (level 0,
or level 1 for decades, centuries and years of more than four digits), and all else as a set of
which one member is meant, `[2021-09-11..2021-09-12]` (level 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import (
    DAY,
    civil_from_days,
    days_in_month,
    show_day,
    show_year,
)

if TYPE_CHECKING:
    from claims.calendar import Range

_LONGEST_YEAR = 9999
"""Years of more digits stand behind a Y, and have no months in EDTF."""
_YEAR, _MONTH, _DAY, _MOMENT = range(4)


class _End(NamedTuple):
    """One end of a window: its moment, and whether a day, month or year ends with it."""

    moment: int
    last: bool

    @property
    def coarsest(self) -> int:
        """Return the coarsest unit that says the moment exactly."""
        if (self.moment + self.last) % DAY:
            return _MOMENT
        year, month, day = self.civil
        if day != (days_in_month(year, month) if self.last else 1):
            return _DAY
        return _YEAR if month == (12 if self.last else 1) else _MONTH

    @property
    def civil(self) -> tuple[int, int, int]:
        """Return year, month and day."""
        return civil_from_days(self.moment // DAY)

    def shown(self, unit: int, offset: int | None) -> str:
        """Return the end in a unit; of a year that EDTF gives no months, the year."""
        year, month, _ = self.civil
        if unit == _YEAR or abs(year) > _LONGEST_YEAR:
            return show_year(year)
        if unit == _MONTH:
            return f"{show_year(year)}-{month:02d}"
        day, seconds = divmod(self.moment, DAY)
        if unit == _DAY:
            return show_day(day)
        minutes, second = divmod(seconds, 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
        return f"{show_day(day)}T{clock}{show_offset(offset)}"


def write_window(window: Range, offset: int | None) -> str | None:
    """Return the shortest EDTF text for some time in a window; None where it has no bound.

    The window is in local seconds, both ends within it; `offset` is how many seconds its clocks are
    east of UTC, in whole minutes, and is written beside clock times only. Clock times have seconds,
    as level 0 wants them, and both ends of a set are written to the same unit. Of a year before
    -9999 or after 9999 EDTF knows no months: an end in one is the year's.
    """
    earliest, latest = window
    first = None if earliest is None else _End(earliest, last=False)
    last = None if latest is None else _End(latest, last=True)
    unit = max((end.coarsest for end in (first, last) if end is not None), default=_MOMENT)
    if first is not None and last is not None:
        return _both(first, last, unit, offset)
    if first is not None:
        return f"[{first.shown(unit, offset)}..]"
    return None if last is None else f"[..{last.shown(unit, offset)}]"


def show_offset(offset: int | None) -> str:
    """Return seconds east of UTC as Z or +09:00; nothing for None."""
    if not offset:
        return "" if offset is None else "Z"
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _both(first: _End, last: _End, unit: int, offset: int | None) -> str:
    if unit == _YEAR:
        period = _period(first.civil[0], last.civil[0])
        if period is not None:
            return period
    ends = first.shown(unit, offset), last.shown(unit, offset)
    return ends[0] if ends[0] == ends[1] else f"[{ends[0]}..{ends[1]}]"


def _period(first: int, last: int) -> str | None:
    """Return the decade or century that years are, with X for the digits left open."""
    for length, marks in ((10, "X"), (100, "XX")):
        if last - first == length - 1 and first % length == 0 and 0 <= first <= _LONGEST_YEAR:
            return f"{first:04d}"[: -len(marks)] + marks
    return None
