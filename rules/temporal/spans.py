"""How many calendar days a span of time stands for, and which days a period has."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isinf
from typing import TYPE_CHECKING

from claims.calendar import add_months, civil_from_days, days_from_civil

if TYPE_CHECKING:
    from claims.interval import Interval
    from claims.quantity import SpanOfTime

LONGEST_ANCHOR = 800
"""Days over which a span of months is held against each possible first day."""
MONTHS = {"month": 1, "year": 12}
"""Months in the units of time that the calendar counts in months."""


def span_days(
    span: SpanOfTime, interval: Interval, anchor: tuple[int, int] | None, *, back: bool = False
) -> tuple[int | None, int | None]:
    """Return the least and the most calendar days that a span stands for.

    Days and weeks are exact. Months and years are calendar ones, counted from (with `back`: back
    from) some day of `anchor`; without an anchor the bounds hold from any day. A part of a month
    is that part of the days of the month it falls in, rounded outwards.
    """
    lower, upper = interval.lower, interval.upper
    if span.unit in MONTHS:
        months = MONTHS[span.unit]
        least = (
            None if isinf(lower) else _months_days(Fraction(lower) * months, anchor, back=back)[0]
        )
        most = (
            None if isinf(upper) else _months_days(Fraction(upper) * months, anchor, back=back)[1]
        )
        return least, most
    days = 7 if span.unit == "week" else 1
    # "Less than a day" may count hours, and then lead to the next date: open ends are taken in.
    return (
        None if isinf(lower) else floor(lower * days),
        None if isinf(upper) else ceil(upper * days),
    )


def _months_days(
    months: Fraction, anchor: tuple[int, int] | None, *, back: bool
) -> tuple[int, int]:
    if anchor is None or anchor[1] - anchor[0] > LONGEST_ANCHOR:
        # Any run of n calendar months is within three days of n mean Gregorian months.
        mean = months * Fraction(146_097, 4_800)
        return max(floor(mean) - 3, 0), ceil(mean) + 3
    lengths = [_one_length(months, day, back=back) for day in range(anchor[0], anchor[1] + 1)]
    return min(floor(length) for length in lengths), max(ceil(length) for length in lengths)


def _one_length(months: Fraction, day: int, *, back: bool) -> Fraction:
    whole = floor(months)
    sign = -1 if back else 1
    reached = add_months(day, sign * whole)
    further = add_months(day, sign * (whole + 1))
    return abs(reached - day) + (months - whole) * abs(further - reached)


def period_days(day: int, period: str) -> tuple[int, int]:
    """Return the first and last day of the week, month or year of a day.

    A week is taken to begin on Monday or on Sunday, and so to have eight days.
    """
    if period == "week":
        monday = day - (day + 3) % 7
        sunday = day - (day + 4) % 7
        return min(monday, sunday), max(monday, sunday) + 6
    year, month, _ = civil_from_days(day)
    first = days_from_civil(year, month if period == "month" else 1, 1)
    return first, add_months(first, 1 if period == "month" else 12) - 1


def surely_same(day: int, period: str) -> tuple[int, int]:
    """Return the first and last day that surely are in one week, month or year with a day.

    That is the days which both ways of beginning a week put into the week of the day.
    """
    if period != "week":
        return period_days(day, period)
    is_sunday = (day + 3) % 7 == 6
    monday = day - (day + 3) % 7
    return (day, day) if is_sunday else (monday, monday + 5)
