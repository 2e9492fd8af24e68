"""Days and times as texts that truly say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from claims.calendar import (
    DAY,
    MONTHS,
    WEEKDAYS,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    fixed_offset,
    show_day,
    weekday,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_FIRST_DAY = days_from_civil(1990, 1, 1)
_LAST_DAY = days_from_civil(2035, 12, 31)
ZONES = (
    "UTC", "Asia/Seoul", "+05:30", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe",
    "Pacific/Kiritimati", "Pacific/Honolulu",
)  # fmt: skip
STEADY_ZONES = ("UTC", "Asia/Seoul", "+05:30", "Pacific/Honolulu")
"""Zones that have kept one offset since 1990."""


def _tzinfo(zone: str) -> tzinfo:
    offset = fixed_offset(zone)
    return ZoneInfo(zone) if offset is None else timezone(timedelta(seconds=offset))


def local_moment(moment: int, zone: str) -> int:
    """Return what clocks in a zone show, as seconds since 1970-01-01T00:00, at a second of UTC."""
    there = datetime.fromtimestamp(moment, UTC).astimezone(_tzinfo(zone))
    offset = there.utcoffset()
    return moment if offset is None else moment + int(offset.total_seconds())


@st.composite
def edtf_dates(draw: st.DrawFn, day: int | None = None) -> str:
    """Return an EDTF text that stands for some time within a stretch that has the day in it.

    `day` counts from 1970-01-01; left out, any of 1990 to 2035.
    """
    known = draw(days()) if day is None else day
    iso = show_day(known)
    partial = [f"{iso[:4]}-XX-XX", f"{iso[:3]}X", f"{iso[:4]}S3", f"{iso[:9]}X"]
    return draw(st.sampled_from([*_edtf_of(known), *partial]))


def days() -> st.SearchStrategy[int]:
    """Return days of 1990 to 2035."""
    return st.integers(_FIRST_DAY, _LAST_DAY)


def _edtf_of(day: int) -> list[str]:
    iso = show_day(day)
    about = f"[{show_day(day - 1)}..{show_day(day + 1)}]"
    return [iso, iso, iso[:7], iso[:4], about, f"{iso}~", f"{iso}?", f"{iso[:7]}-XX"]


@st.composite
def news_phrases(draw: st.DrawFn, day: int | None = None, published: int | None = None) -> str:
    """Return a phrase of news that stands for a day, in a document published on that or a later.

    Both are days since 1970-01-01. What was longer ago is said with more of its date.
    """
    known = draw(days()) if day is None else day
    read = known + draw(st.integers(0, 400)) if published is None else published
    return draw(st.sampled_from(_phrases_of(known, read)))


def _phrases_of(day: int, published: int) -> list[str]:
    year, month, date = civil_from_days(day)
    name = MONTHS[month - 1]
    full = f"{date} {name} {year}"
    found = [full, f"{name} {date}, {year}", f"{WEEKDAYS[weekday(day)]}, {full}"]
    found += [f"{name} {year}", f"in {name} {year}", f"{_third(year, month, date)} {name} {year}"]
    found += [f"about {full}", str(year), f"Q{(month + 2) // 3} {year}", f"the week of {full}"]
    found += [f"the {_NTH[date // 7 - (date % 7 == 0)]} {WEEKDAYS[weekday(day)]} of {name} {year}"]
    found += [f"the {_NTH[month > 6]} half of {year}", f"the {year // 10 * 10}s"]
    ago = published - day
    if ago < 330:
        found += [f"{date} {name}", f"{name} {date}"]
    if ago < 300:
        found += [f"in {name}"]
    found += _recent(day, ago, published)
    return found


_NTH = ("first", "second", "third", "fourth", "fifth")


def _third(year: int, month: int, date: int) -> str:
    """Return which part of a month a day surely is in: its first ten days, the next, the rest."""
    if date <= 10:
        return "early"
    return "mid" if date <= 20 and days_in_month(year, month) - date >= 11 else "late"


def _recent(day: int, ago: int, published: int) -> Iterator[str]:
    if ago < 7:
        yield WEEKDAYS[weekday(day)]
        yield f"on {WEEKDAYS[weekday(day)]}"
    if ago < 2:
        yield ("today", "yesterday")[ago]
    elif ago < 14:
        yield f"{ago} days ago"
    if 7 <= ago < 14:
        yield f"a week ago {WEEKDAYS[weekday(day)]}"
    since_monday = weekday(published)
    if since_monday < 5 and weekday(day) >= 5 and ago < 7:
        yield "over the weekend"
    if since_monday < ago <= since_monday + 7:
        yield "last week"
        yield f"{WEEKDAYS[weekday(day)]} of last week"
    if month_of(add_months(published, -1)) == month_of(day):
        yield "last month"


def month_of(day: int) -> tuple[int, int]:
    """Return the year and month that a day is in."""
    return civil_from_days(day)[:2]


_PARTS = (("morning", 5, 12), ("afternoon", 12, 18), ("evening", 17, 24))


def _clock(moment: int) -> str:
    return f"{moment % DAY // 3600:02}:{moment % 3600 // 60:02}"


def times_of(start: int, end: int, published: int, *, phrases: bool) -> list[str]:
    """Return texts that truly say when something was, from its local moments."""
    first, last = start // DAY, end // DAY
    iso, until = show_day(first), show_day(last)
    if start != end:
        found = [f"{iso}/{until}", f"{iso}T{_clock(start)}/{until}T{_clock(end)}"]
        common = len("2024-03") if iso[:7] == until[:7] else len("2024")
        found += [iso] if first == last else []
        return found + ([iso[:common]] if iso[:common] == until[:common] else [])
    found = [*_edtf_of(first), f"{iso}T{_clock(start)}"]
    if not phrases:
        return found
    found += _phrases_of(first, published)
    if published - first < 7:
        name = WEEKDAYS[weekday(first)]
        hour = start % DAY // 3600
        found += [f"{name} {part}" for part, low, high in _PARTS if low <= hour < high]
        found += [f"{name} at {_clock(start)}"]
    return found
