"""Days in records: weekdays against the dateline, and dates in digits and in words."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

WEEKDAYS = tuple(calendar.day_name)
MONTHS = tuple(calendar.month_name)[1:]

_WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b")
_MONTH = "(" + "|".join(MONTHS) + ")"
_DATES = (
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})\b(?:, (?P<year>\d{{4}}))?"),
    re.compile(rf"\b(?P<day>\d{{1,2}}) {_MONTH}\b(?: (?P<year>\d{{4}}))?"),
)
_BESIDE = re.compile(r"\b(last|next|this|coming|every|each)\b", re.IGNORECASE)

FUTURE = {"planned", "expected"}


def weekday(text: str) -> str | None:
    """Return the weekday that a text names, if it names one and no other words change it."""
    found = _WEEKDAY.findall(text)
    return found[0] if len(found) == 1 and not _BESIDE.search(text) else None


def day_of_weekday(name: str, published: date, *, future: bool) -> date | None:
    """Return the nearest day of that name, on one side of the dateline; None on the day itself."""
    back = (published.weekday() - WEEKDAYS.index(name)) % 7
    if back == 0:
        return None
    return published + timedelta(7 - back) if future else published - timedelta(back)


def day_of_date(text: str, published: date, *, future: bool) -> date | None:
    """Return the day that a text such as "March 13" or "7 August 2024" names.

    Without a year it is the nearest on one side of the dateline.
    """
    for pattern in _DATES:
        found = pattern.search(text)
        if found is None:
            continue
        month = MONTHS.index(found[1] if found[1] in MONTHS else found[2]) + 1
        day = int(found["day"])
        if found["year"]:
            return date(int(found["year"]), month, day)
        here = date(published.year, month, day)
        if future:
            return here if here >= published else date(published.year + 1, month, day)
        return here if here <= published else date(published.year - 1, month, day)
    return None


def day_of(text: str, published: date, *, future: bool) -> date | None:
    """Return the one day that a phrase names, if it does."""
    named = weekday(text)
    if named is not None:
        return day_of_weekday(named, published, future=future)
    if _WEEKDAY.search(text):
        return None
    return day_of_date(text, published, future=future)


def is_day(text: str) -> bool:
    """Say whether a text is a date in digits, with or without a time."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", text) is not None


def moved(text: str, days: int) -> str:
    """Return a date in digits so many days later, its time kept."""
    return (date.fromisoformat(text[:10]) + timedelta(days)).isoformat() + text[10:]


def with_other_weekday(text: str, name: str) -> str:
    """Return a phrase with its weekday replaced."""
    return _WEEKDAY.sub(name, text, count=1)


def with_other_day(text: str, days: int) -> str | None:
    """Return a phrase such as "March 13" with its day so many days on, within the month."""
    for pattern in _DATES:
        found = pattern.search(text)
        if found is not None and 1 <= int(found["day"]) + days <= 28:
            start, end = found.span("day")
            return text[:start] + str(int(found["day"]) + days) + text[end:]
    return None
