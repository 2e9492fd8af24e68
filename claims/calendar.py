"""Days, months, moments and windows of time as plain integers.

A *day* is the number of days since 1970-01-01 of the proleptic Gregorian calendar. A *moment* is
the number of local seconds since 1970-01-01T00:00:00 in the zone at hand, with 86,400 seconds in
each day. Years are unbounded and counted astronomically: year 0 is 1 BCE. The standard library's
dates end at the years 1 and 9999, so nothing here is built on them.
"""

from __future__ import annotations

import struct
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from zoneinfo import ZoneInfo

DAY = 86_400
"""Seconds in a day."""

ERA_DAYS = 146_097
"""Days in 400 Gregorian years, after which the calendar and its weekdays repeat."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
TO = "\u2013"
TO_SPACED = f" {TO} "
_FURTHEST_OFFSET = 14 * 3600
_LAST_CHANGE_YEAR = 2100
"""From here on the zone database knows yearly rules only, so one year shows every offset."""


class Range(NamedTuple):
    """The moments from `earliest` to `latest`, both included; None where there is no bound."""

    earliest: int | None
    latest: int | None


class Extent(NamedTuple):
    """When something started and when it ended; the start is never after the end."""

    start: Range
    end: Range


def days_from_civil(year: int, month: int, day: int) -> int:
    """Return the day of a date that the calendar has; month 1 to 12.

    The formula is that of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms", which is
    in the public domain: a year that starts in March has its leap day last.
    """
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * ERA_DAYS + day_of_era - 719_468


def civil_from_days(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the month; the inverse of `days_from_civil`, same source."""
    era, day_of_era = divmod(day + 719_468, ERA_DAYS)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = (shifted + 2) % 12 + 1
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


def weekday(day: int) -> int:
    """Return the day of the week, 0 for Monday to 6 for Sunday."""
    return (day + 3) % 7


def is_leap(year: int) -> bool:
    """Say whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return 28 to 31; month 1 to 12."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def first_of_month(year: int, month: int) -> int:
    """Return the first day of a month; months below 1 or above 12 run into other years."""
    extra, index = divmod(month - 1, 12)
    return days_from_civil(year + extra, index + 1, 1)


def last_of_month(year: int, month: int) -> int:
    """Return the last day of a month; months below 1 or above 12 run into other years."""
    return first_of_month(year, month + 1) - 1


def first_of_year(year: int) -> int:
    """Return 1 January."""
    return days_from_civil(year, 1, 1)


def last_of_year(year: int) -> int:
    """Return 31 December."""
    return days_from_civil(year, 12, 31)


def add_months(day: int, months: int) -> int:
    """Return the same day of another month, or that month's last day where it has no such day."""
    year, month, day_of_month = civil_from_days(day)
    extra, index = divmod(month - 1 + months, 12)
    year, month = year + extra, index + 1
    return days_from_civil(year, month, min(day_of_month, days_in_month(year, month)))


def day_start(day: int) -> int:
    """Return the first moment of a day."""
    return day * DAY


def day_end(day: int) -> int:
    """Return the last moment of a day."""
    return day * DAY + DAY - 1


def some_time(earliest: int | None, latest: int | None) -> Extent:
    """Return the extent of what began and ended at some time between two moments."""
    within = Range(earliest, latest)
    return Extent(within, within)


def show_year(year: int) -> str:
    """Write a year with four digits, or behind a Y where it needs more."""
    if -9999 <= year <= 9999:
        return f"{year:05d}" if year < 0 else f"{year:04d}"
    return f"Y{year}"


def show_day(day: int) -> str:
    """Write a day as in 2021-09-15."""
    year, month, day_of_month = civil_from_days(day)
    return f"{show_year(year)}-{month:02d}-{day_of_month:02d}"


def show_weekday(day: int) -> str:
    """Return the English name of a day's weekday."""
    return WEEKDAYS[weekday(day)]


def show_clock(seconds: int) -> str:
    """Write seconds since midnight, 0 to 86,400, as 14:30, or as 14:30:05 where needed."""
    minutes, second = divmod(seconds, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{clock}:{second:02d}" if second else clock


def show_moment(moment: int) -> str:
    """Write a moment as in 2021-09-15 14:30."""
    day, seconds = divmod(moment, DAY)
    return f"{show_day(day)} {show_clock(seconds)}"


def show_range(window: Range) -> str:
    """Write a range in the fewest words that name it: a year, months, days, or clock times."""
    earliest, latest = window
    if earliest is None or latest is None:
        return _show_half_open(earliest, latest)
    if earliest % DAY or (latest + 1) % DAY:
        return _show_hours(earliest, latest)
    return _show_days(earliest // DAY, latest // DAY)


def show_extent(extent: Extent) -> str:
    """Write an extent: one range for something within it, else from one range to another."""
    start, end = extent
    if start == end:
        return show_range(start)
    if end.latest is None:
        return f"from {show_range(start)} on"
    if start.earliest is None:
        return f"until {show_range(end)}"
    return f"from {show_range(start)} to {show_range(end)}"


def _show_half_open(earliest: int | None, latest: int | None) -> str:
    if earliest is not None:
        whole = earliest % DAY == 0
        return f"{show_day(earliest // DAY) if whole else show_moment(earliest)} or later"
    if latest is not None:
        whole = (latest + 1) % DAY == 0
        return f"{show_day(latest // DAY) if whole else show_moment(latest)} or earlier"
    return "any time"


def _show_days(first: int, last: int) -> str:
    if first == last:
        return f"{show_weekday(first)} {show_day(first)}"
    year, month, day_of_month = civil_from_days(first)
    end_year, end_month, _ = civil_from_days(last)
    if day_of_month != 1 or last != last_of_month(end_year, end_month):
        return TO_SPACED.join(f"{show_weekday(day)} {show_day(day)}" for day in (first, last))
    if (month, end_month) == (1, 12):
        ends = (show_year(year), show_year(end_year))
        return ends[0] if year == end_year else f"{ends[0]}{TO}{ends[1]}"
    ends = (MONTHS[month - 1], f"{MONTHS[end_month - 1]} {show_year(end_year)}")
    if year != end_year:
        return f"{ends[0]} {show_year(year)}{TO_SPACED}{ends[1]}"
    return ends[1] if month == end_month else f"{ends[0]}{TO}{ends[1]}"


def _show_hours(earliest: int, latest: int) -> str:
    day, seconds = divmod(earliest, DAY)
    start = f"{show_weekday(day)} {show_day(day)}, {show_clock(seconds)}"
    if latest == earliest or (latest == earliest + 59 and earliest % 60 == 0):
        return start
    # A window that fills its last minute is told by the minute at which it is over.
    over = latest + 1 if latest % 60 == 59 else latest
    if over <= (day + 1) * DAY:
        return f"{start}{TO}{show_clock(over - day * DAY)}"
    last_day, seconds = divmod(over, DAY)
    return f"{start}{TO_SPACED}{show_weekday(last_day)} {show_day(last_day)}, {show_clock(seconds)}"


@lru_cache(maxsize=256)
def known_zone(name: str) -> bool:
    """Say whether `name` is a zone of the IANA database, UTC, Z, or an offset such as +09:00."""
    return fixed_offset(name) is not None or name in _zone_names()


@lru_cache(maxsize=1024)
def offsets(zone: str, first_day: int, last_day: int) -> tuple[int, int]:
    """Return the least and the greatest offset from UTC, in seconds, on the days of a zone.

    Days before 1800 have the zone's local mean time of 1800, and years after 9999 the rules of the
    same year of the last 400. Over more than 400 days the offsets are sampled weekly, so that one
    in force for less than a week may be missed.

    Raises:
        ValueError: the zone is not known.

    """
    fixed = fixed_offset(zone)
    if fixed is not None:
        return fixed, fixed
    if zone not in _zone_names():
        raise ValueError(f'"{zone[:80]}" is no time zone that is known')
    first, last = _within_database(first_day, last_day)
    rules = _zone(zone)
    if last - first > 400:
        noons = {_offset_at(rules, day, 12) for day in range(first, last, 7)}
        found = noons | _offsets_of_day(rules, first) | _offsets_of_day(rules, last)
    else:
        found = set().union(*(_offsets_of_day(rules, day) for day in range(first, last + 1)))
    return min(found), max(found)


@lru_cache(maxsize=8192)
def offset_at(zone: str, instant: int) -> int:
    """Return how many seconds a zone's clocks are east of UTC at an instant, in seconds of UTC.

    Before 1800 and after 9998 the offset is what `offsets` takes it to be there.

    Raises:
        ValueError: the zone is not known.

    """
    fixed = fixed_offset(zone)
    if fixed is not None:
        return fixed
    if zone not in _zone_names():
        raise ValueError(f'"{zone[:80]}" is no time zone that is known')
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - only files with a zone need it

    day, seconds = divmod(instant, DAY)
    year, month, day_of_month = civil_from_days(_within_database(day, day)[0])
    moment = datetime(year, month, day_of_month, tzinfo=UTC) + timedelta(seconds=seconds)
    gap = moment.astimezone(_zone(zone)).utcoffset()
    return 0 if gap is None else int(gap.total_seconds())


@lru_cache(maxsize=64)
def extreme_offsets(zone: str) -> tuple[int, int]:
    """Return the least and the greatest offset from UTC that a zone ever had, in seconds.

    They are read from the list of types of local time in the zone's file (RFC 8536, section 3.2),
    since asking for each day of two centuries takes longer than checking a small claim file.

    Raises:
        ValueError: the zone is not known.

    """
    fixed = fixed_offset(zone)
    if fixed is not None:
        return fixed, fixed
    if zone not in _zone_names():
        raise ValueError(f'"{zone[:80]}" is no time zone that is known')
    data = _zone_file(zone).read_bytes()
    if data[4:5] >= b"2":
        # The first block may be empty then: a second one with times of eight bytes counts.
        data = data[44 + _block_length(struct.unpack(">6I", data[20:44]), 4) :]
        found = _type_offsets(data, 8)
    else:
        found = _type_offsets(data, 4)
    return min(found), max(found)


def _type_offsets(block: bytes, width: int) -> set[int]:
    times, types = struct.unpack(">2I", block[32:40])
    start = 44 + times * (width + 1)
    return {struct.unpack_from(">i", block, start + 6 * i)[0] for i in range(types)}


def _block_length(counts: tuple[int, ...], width: int) -> int:
    utc, standard, leaps, times, types, letters = counts
    return times * (width + 1) + types * 6 + letters + leaps * (width + 4) + standard + utc


def fixed_offset(name: str) -> int | None:
    """Return the seconds east of UTC of Z, UTC, GMT, +09:00, +09, -0330 or UTC+9, else None."""
    if name in {"Z", "UTC", "GMT"}:
        return 0
    text = name[3:] if name[:3] in {"UTC", "GMT"} else name
    if not 2 <= len(text) <= 6 or text[0] not in "+-":
        return None
    digits = text[1:]
    if ":" in digits:
        hours, _, minutes = digits.partition(":")
    elif len(digits) <= 2:
        hours, minutes = digits, "00"
    else:
        hours, minutes = digits[:-2], digits[-2:]
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2 and text.isascii()):
        return None
    seconds = int(hours) * 3600 + int(minutes) * 60
    if seconds > _FURTHEST_OFFSET or int(minutes) > 59:
        return None
    return seconds if text[0] == "+" else -seconds


@cache
def _zone_names() -> frozenset[str]:
    # The packaged list and not the machine's folder, so that "localtime" is never a zone, case
    # counts everywhere, and no name is ever used as a path.
    from importlib.resources import files  # noqa: PLC0415 - only files with a zone need it

    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only files with a zone need it

    with _zone_file(name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def _zone_file(name: str) -> Traversable:
    from importlib.resources import files  # noqa: PLC0415 - only files with a zone need it

    return files("tzdata").joinpath("zoneinfo", *name.split("/"))


def _within_database(first_day: int, last_day: int) -> tuple[int, int]:
    oldest, newest = first_of_year(1800), last_of_year(9998)
    if first_day > newest:
        eras = -((newest - first_day) // ERA_DAYS)
        first_day, last_day = first_day - eras * ERA_DAYS, last_day - eras * ERA_DAYS
    settled = max(first_day, first_of_year(_LAST_CHANGE_YEAR)) + 400
    first = max(first_day, oldest)
    return first, max(first, min(last_day, settled, newest))


def _offsets_of_day(zone: ZoneInfo, day: int) -> set[int]:
    return {_offset_at(zone, day, hour, fold) for hour in (0, 24) for fold in (0, 1)}


def _offset_at(zone: ZoneInfo, day: int, hour: int, fold: int = 0) -> int:
    from datetime import datetime  # noqa: PLC0415 - only files with a zone need it

    year, month, day_of_month = civil_from_days(day + hour // 24)
    gap = datetime(year, month, day_of_month, hour % 24, fold=fold, tzinfo=zone).utcoffset()
    return 0 if gap is None else int(gap.total_seconds())
