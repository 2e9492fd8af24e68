"""Dates and times in the Extended Date/Time Format (EDTF, ISO 8601-2:2019 Annex A).

Levels 0 and 1 are read whole, and of level 2 the sets `[a..b]`, `[a, b]` and `{a..b}`, X at any
place of a date, qualifiers on a part of a date, the seasons up to 41, years with an exponent
(`Y-17E7`) and with significant digits (`1950S2`). Clock times may leave out their seconds and may
stand in intervals. What is written otherwise is refused with a reason.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from claims.calendar import (
    DAY,
    MONTHS,
    Extent,
    Range,
    days_from_civil,
    days_in_month,
    first_of_month,
    last_of_month,
    show_range,
    show_year,
)

_LONGEST = 200
_YEAR_DIGITS = 12


class Edtf(NamedTuple):
    """What an EDTF text says."""

    extent: Extent
    approximate: bool = False
    uncertain: bool = False
    offset: int | None = None
    """Seconds east of UTC, where the text says so; the extent is in that local time."""
    lasting: bool = False
    """It went on from the one end to the other, and was not merely some time between."""
    unit: str = "day"
    """The precision as written: second, minute, hour, day, month, season, year, decade, century."""
    wide: Extent | None = None
    """Where the text names a season: all that it may mean on either half of the Earth."""


class Invalid(NamedTuple):
    """Why a text that looks like EDTF is none, or names a date that the calendar does not have."""

    reason: str
    impossible: bool


class _Part(NamedTuple):
    """One end of an interval, or the whole of a text without one."""

    window: Range
    wide: Range
    unit: str
    offset: int | None = None
    approximate: bool = False
    uncertain: bool = False


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str, *, impossible: bool = False) -> None:
        super().__init__(reason)
        self.invalid = Invalid(reason, impossible)


_ANY = Range(None, None)
_NO_END = _Part(_ANY, _ANY, "second")
_UNITS = ("second", "minute", "hour", "day", "month", "season", "year", "decade", "century", "era")

# First month, counted from January of the year that names it, and how many months. A season without
# a hemisphere (21 to 24) is read by default as the northern one of weather services, in whole
# months: most datelines are northern, and a winter is named by the year in which it begins.
_SEASONS = {
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3),
    25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3),
    29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3),
    33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3),
    37: (1, 4), 38: (5, 4), 39: (9, 4),
    40: (1, 6), 41: (7, 6),
}  # fmt: skip
# What such a season may mean at all: either hemisphere, by weather or by equinox and solstice (so
# into the month after), and for the two that straddle new year, named by either of their years.
_WIDE_SEASONS = {21: (1, 12), 22: (0, 16), 23: (1, 12), 24: (0, 16)}


def parse_edtf(text: str) -> Edtf | Invalid | None:
    """Read a text as EDTF; None where it does not look like it at all.

    The text may hold anything. Time and memory grow with its length, which is at most 200.
    """
    text = text.strip()
    if len(text) == 10 and text[4] == "-" == text[7]:
        plain = _plain_day(text)
        if plain is not None:
            return plain
    if len(text) > _LONGEST or not _looks().match(text):
        return None
    try:
        return _parse(text)
    except _Refused as refused:
        return refused.invalid


def season_windows(year: int, code: int) -> tuple[Range, Range]:
    """Return what a season is by default and what it may mean; codes 21 to 41 as in EDTF."""
    start, length = _SEASONS[code]
    wide_start, wide_length = _WIDE_SEASONS.get(code, (start, length))
    return _months(year, start, length), _months(year, wide_start, wide_length)


def impossible_date(year: int, month: int, day: int) -> str | None:
    """Say in words why there is no such date; None where there is one."""
    if not 1 <= month <= 12:
        return f"a year has 12 months, not {month}" if month else "there is no month 0"
    length = days_in_month(year, month)
    if not 1 <= day <= length:
        if not day:
            return "there is no day 0"
        name = MONTHS[month - 1]
        return f"{name} {year} has {length} days" if month == 2 else f"{name} has {length} days"
    return None


def impossible_clock(hour: int, minute: int, second: int) -> str | None:
    """Say in words why there is no such time of day; None where there is one.

    24:00 is the end of a day, and 60 is the number of a leap second.
    """
    if hour > 24 or (hour == 24 and (minute or second)):
        return "a day has 24 hours"
    if minute > 59:
        return "an hour has 60 minutes"
    if second > 60 or (second == 60 and minute != 59):
        return "a minute has 60 seconds"
    return None


@cache
def _looks() -> re.Pattern[str]:
    # Digits and marks only, beginning as a year, an interval's open end or a set does; a year's
    # slashes in "2021/09/15" make a date of another style, not an interval.
    return re.compile(
        r"(?![0-9]{4}/[0-9]{1,2}/[0-9]{1,2}$)"
        r"(?:\s*(?:[\[{]\s*)?[?~%]?(?:-?[0-9Xx]{4,}(?:S[0-9]+)?(?![0-9A-Za-z:.])|Y-?[0-9])"
        r"|\.\.[/0-9]|/|[\[{])"
        r"[0-9XxYTtZzES:+\-./?~%,\[\]{} ]*$"
    )


@cache
def _date() -> re.Pattern[str]:
    return re.compile(
        r"([?~%]?)(?:Y(?P<long>-?[0-9]+)(?:E(?P<exponent>[0-9]+))?|(?P<year>-?[0-9Xx]{4}))"
        r"(?:S(?P<digits>[0-9]+))?([?~%]?)"
        r"(?:-([?~%]?)(?P<month>[0-9Xx]{2})([?~%]?)"
        r"(?:-([?~%]?)(?P<day>[0-9Xx]{2})([?~%]?)"
        r"(?:[Tt ](?P<hour>[0-9]{2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})"
        r"(?:\.[0-9]+)?)?)?"
        r"(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?([?~%]?))?)?)?"
    )


def _plain_day(text: str) -> Edtf | None:
    # Nearly every date is one of these, so it takes a path of its own.
    year, month, day = text[:4], text[5:7], text[8:]
    if not (text.isascii() and year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    y, m, d = int(year), int(month), int(day)
    if not (1 <= m <= 12 and 1 <= d <= days_in_month(y, m)):
        return None
    start = days_from_civil(y, m, d) * DAY
    window = Range(start, start + DAY - 1)
    return Edtf(Extent(window, window))


def _parse(text: str) -> Edtf:
    if text[0] in "[{":
        return _set(text)
    ends = text.split("/")
    if len(ends) > 2:
        raise _Refused("an interval has two ends, with one slash between them")
    if len(ends) == 2:
        return _interval(ends[0].strip(), ends[1].strip())
    if text == "..":
        raise _Refused("an open end needs a date at the other: 2021/.. or ../2021")
    part = _part(text)
    wide = Extent(part.wide, part.wide) if part.wide != part.window else None
    extent = Extent(part.window, part.window)
    return Edtf(extent, part.approximate, part.uncertain, part.offset, unit=part.unit, wide=wide)


def _interval(first: str, last: str) -> Edtf:
    start = _end_of_interval(first)
    end = _end_of_interval(last)
    if start is _NO_END and end is _NO_END:
        raise _Refused("an open end needs a date at the other: 2021/.. or ../2021")
    return _joined(start, end, lasting=True)


def _end_of_interval(text: str) -> _Part:
    return _NO_END if text in {"", ".."} else _part(text)


def _set(text: str) -> Edtf:
    every = text[0] == "{"
    if text[-1] != ("}" if every else "]") or len(text) < 3:
        raise _Refused("a set is written [2021-09-11..2021-09-12] or [2021-09-11, 2021-09-12]")
    members = [_member(item.strip()) for item in text[1:-1].split(",")]
    # The hull: that a set leaves days out between its members is not kept.
    first = min((a for a, _ in members), key=lambda part: _floor(part.window))
    last = max((b for _, b in members), key=lambda part: _ceiling(part.window))
    joined = _joined(first, last, lasting=every)
    parts = [part for member in members for part in member if part is not _NO_END]
    return joined._replace(
        approximate=any(part.approximate for part in parts),
        uncertain=any(part.uncertain for part in parts),
    )


def _member(item: str) -> tuple[_Part, _Part]:
    if ".." not in item:
        part = _part(item)
        return part, part
    first, _, last = item.partition("..")
    start, end = _end_of_interval(first.strip()), _end_of_interval(last.strip())
    if start is _NO_END and end is _NO_END:
        raise _Refused("an open end needs a date at the other: [..2021] or [2021..]")
    _joined(start, end, lasting=True)
    return start, end


def _floor(window: Range) -> tuple[bool, int]:
    return (window.earliest is not None, window.earliest or 0)


def _ceiling(window: Range) -> tuple[bool, int]:
    return (window.latest is None, window.latest or 0)


def _joined(start: _Part, end: _Part, *, lasting: bool) -> Edtf:
    """Join two ends, the second told in the offset of the first."""
    offset = end.offset if start.offset is None else start.offset
    if end.offset is not None and offset is not None and end.offset != offset:
        shift = offset - end.offset
        end = end._replace(window=_shifted(end.window, shift), wide=_shifted(end.wide, shift))
    if _after(start.wide, end.wide):
        raise _Refused(
            f"it ends on {show_range(end.window)}, before it begins on {show_range(start.window)}",
            impossible=True,
        )
    extent = _between(start.window, end.window, lasting=lasting)
    if _after(start.window, end.window):
        extent = _between(start.wide, end.wide, lasting=lasting)
    wide = _between(start.wide, end.wide, lasting=lasting)
    return Edtf(
        extent,
        start.approximate or end.approximate,
        start.uncertain or end.uncertain,
        offset,
        lasting,
        max(start.unit, end.unit, key=_UNITS.index),
        wide if wide != extent else None,
    )


def _between(start: Range, end: Range, *, lasting: bool) -> Extent:
    if not lasting:
        hull = Range(start.earliest, end.latest)
        return Extent(hull, hull)
    # An open end is bounded by the other end only, and each end by the other's furthest bound.
    if start == _ANY:
        return Extent(Range(None, end.latest), end)
    if end == _ANY:
        return Extent(start, Range(start.earliest, None))
    return Extent(start, end)


def _after(start: Range, end: Range) -> bool:
    return start.earliest is not None and end.latest is not None and start.earliest > end.latest


def _shifted(window: Range, seconds: int) -> Range:
    earliest, latest = window
    return Range(
        None if earliest is None else earliest + seconds,
        None if latest is None else latest + seconds,
    )


def _part(text: str) -> _Part:
    match = _date().fullmatch(text)
    if match is None:
        raise _Refused(_why_not(text))
    part = _window(match.groupdict())
    doubtful = "%" in text
    approximate, uncertain = doubtful or "~" in text, doubtful or "?" in text
    if approximate or uncertain:
        return part._replace(approximate=approximate, uncertain=uncertain)
    return part


def _why_not(text: str) -> str:
    digits = text.lstrip("-").partition("-")[0]
    if digits.isdigit() and len(digits) > 4:
        return f"a year of more than four digits is written with a Y: Y{digits[:12]}"
    return "a date is written 2021, 2021-09, 2021-09-15 or 2021-09-15T14:30"


def _window(said: dict[str, str | None]) -> _Part:
    year, month, day = said["year"], said["month"], said["day"]
    if (said["long"] is not None or said["digits"] is not None) and month is not None:
        raise _Refused("a year with a Y or an S is read without a month or a day")
    if said["long"] is not None:
        return _long_year(said["long"], said["exponent"], said["digits"])
    if year is None:
        raise _Refused(_why_not(""))
    if year == "-0000":
        raise _Refused("the year 0 is written 0000")
    if said["digits"] is not None:
        return _estimated(_years_of_digits(year), said["digits"])
    return _within_year(year, month, day, said)


def _within_year(
    year: str, month: str | None, day: str | None, said: dict[str, str | None]
) -> _Part:
    if month is not None and day is None and month.isdigit() and int(month) > 12:
        return _season(year, int(month))
    if day is None and (month is None or month.upper() == "XX"):
        return _years(year, month)
    known = year.isdigit() or year[1:].isdigit()
    if known and month is not None and (day is None or day.upper() == "XX"):
        # Nearly all dates without a day are these, so they take no search.
        if said["hour"] is None and month.isdigit() and 1 <= int(month) <= 12:
            return _plain(_months(int(year), int(month), 1), "month")
        if said["hour"] is None and month.upper() == "XX":
            return _plain(_months(int(year), 1, 12), "year")
    window = Range(_edge(year, month or "", day, last=False), _edge(year, month or "", day))
    if said["hour"] is not None:
        return _clock(window, said)
    digits = f"{year}{month}{day or ''}"
    unit = "day" if day is not None else "month"
    if "X" in digits.upper():
        unit = "month" if month is not None and month.isdigit() and year[-1].isdigit() else "year"
    return _plain(window, unit)


def _plain(window: Range, unit: str) -> _Part:
    return _Part(window, window, unit)


def _long_year(mantissa: str, exponent: str | None, digits: str | None) -> _Part:
    count = len(mantissa.lstrip("-"))
    zeros = 0 if exponent is None else int(exponent[:4])
    if count + zeros > _YEAR_DIGITS:
        raise _Refused(f"a year of more than {_YEAR_DIGITS} digits is not read")
    year = int(mantissa) * 10**zeros
    if mantissa.lstrip("-")[0] == "0":
        raise _Refused("a year with a Y does not begin with 0")
    if abs(year) < 10_000:
        raise _Refused(f"a year of four digits is written without the Y: {show_year(year)}")
    if digits is not None:
        return _estimated(year, digits)
    return _plain(_months(year, 1, 12), "year")


def _years_of_digits(year: str) -> int:
    if not year.lstrip("-").isdigit():
        raise _Refused("a year with significant digits is written 1950S2")
    return int(year)


def _estimated(year: int, significant: str) -> _Part:
    """Read a year of which only the first digits count: the years that begin with them."""
    written, count = str(abs(year)), int(significant[:4])
    if count == 0:
        raise _Refused("a year has at least one significant digit")
    unknown = max(len(written) - count, 0)
    step = 10**unknown
    nearest = abs(year) // step * step
    low, high = (nearest, nearest + step - 1) if year >= 0 else (1 - nearest - step, -nearest)
    window = Range(_months(low, 1, 12).earliest, _months(high, 1, 12).latest)
    return _plain(window, _UNITS[min(6 + unknown, 9)])


def _season(year: str, code: int) -> _Part:
    if code not in _SEASONS:
        # "2019-20" is rather a year and a half of each than an impossible month.
        split = year.isdigit() and code == (int(year) + 1) % 100
        reason = f"a year has 12 months, not {code}; seasons are 21 to 24"
        if split:
            reason = f"two years are written {year}/{int(year) + 1}"
        raise _Refused(reason, impossible=not split)
    low, high = _span_of_years(year)
    first, first_wide = season_windows(low, code)
    last, last_wide = season_windows(high, code)
    return _Part(
        Range(first.earliest, last.latest), Range(first_wide.earliest, last_wide.latest), "season"
    )


def _years(year: str, month: str | None) -> _Part:
    low, high = _span_of_years(year)
    unknown = year.upper().count("X")
    unit = "year" if month or not unknown else _UNITS[min(6 + unknown, 9)]
    return _plain(Range(_months(low, 1, 12).earliest, _months(high, 1, 12).latest), unit)


def _span_of_years(year: str) -> tuple[int, int]:
    digits = year.upper().lstrip("-")
    low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    return (-high, -low) if year[0] == "-" else (low, high)


def _months(year: int, start: int, length: int) -> Range:
    first = first_of_month(year, start)
    return Range(first * DAY, (last_of_month(year, start + length - 1) + 1) * DAY - 1)


def _edge(year: str, month: str, day: str | None, *, last: bool = True) -> int:
    """Return the first or the last moment of a date, some digits of which may be unknown."""
    months = _matching(month.upper(), 12)
    days = _matching((day or "XX").upper(), 31)
    if last:
        months, days = months[::-1], days[::-1]
    for candidate in _matching_years(year, last=last):
        for m in months:
            length = days_in_month(candidate, m)
            for d in days:
                if d <= length:
                    start = days_from_civil(candidate, m, d) * DAY
                    return start + DAY - 1 if last else start
    raise _Refused(_no_such_date(year, month, day or "XX"), impossible=True)


def _no_such_date(year: str, month: str, day: str) -> str:
    if not _matching(month.upper(), 12) or "X" in month.upper():
        found = impossible_date(2000, int(month), 1) if month.isdigit() else None
        return found or "the calendar has no such date"
    if not day.isdigit():
        return "the calendar has no such date"
    some_year = int(year) if "X" not in year.upper() else 2001
    return impossible_date(some_year, int(month), int(day)) or "the calendar has no such date"


def _matching(pattern: str, highest: int) -> list[int]:
    if pattern.isdigit():
        value = int(pattern)
        return [value] if 1 <= value <= highest else []
    return [
        value
        for value in range(1, highest + 1)
        if all(p in ("X", c) for p, c in zip(pattern, f"{value:02d}", strict=True))
    ]


def _matching_years(year: str, *, last: bool) -> list[int]:
    if "X" not in year.upper():
        return [int(year)]
    negative, digits = year[0] == "-", year.upper().lstrip("-")
    values = [""]
    for digit in digits:
        values = [v + d for v in values for d in ("0123456789" if digit == "X" else digit)]
    numbers = [-int(v) if negative else int(v) for v in values]
    return numbers if last == negative else numbers[::-1]


def _clock(window: Range, said: dict[str, str | None]) -> _Part:
    hour, minute, second = (int(said[k] or 0) for k in ("hour", "minute", "second"))
    reason = impossible_clock(hour, minute, second)
    if reason is not None:
        raise _Refused(reason, impossible=True)
    start, end = window
    if start is None or end is None or end - start >= DAY:
        raise _Refused("a time of day belongs to one day")
    unit = "second" if said["second"] else "minute" if said["minute"] else "hour"
    length = {"second": 1, "minute": 60, "hour": 3600}[unit]
    # Days have 86,400 seconds here, so a leap second falls on the one before it.
    moment = start + hour * 3600 + minute * 60 + min(second, 59)
    window = Range(moment, moment + length - 1)
    return _Part(window, window, unit, _offset(said["zone"]))


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    if seconds > 14 * 3600 or int(digits[2:] or 0) > 59:
        raise _Refused("clocks differ from UTC by at most 14 hours", impossible=True)
    return seconds if zone[0] == "+" else -seconds
