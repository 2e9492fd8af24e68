"""How a time or a length of time of a record stands to one of its quote."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Literal

from claims.calendar import DAY, Range
from claims.interval import Interval
from claims.names import fold
from claims.quantity import Quantity
from claims.units import Unit
from rules.grounding.values import compare
from rules.grounding.verdict import Outcome

if TYPE_CHECKING:
    from claims.calendar import Extent
    from claims.quantity import SpanOfTime
    from claims.when import When
    from rules.grounding.dates import Moment

Role = Literal["when", "from", "until", "window"]

_ROUNDED_HOUR = 2 * 3600
_LONGEST_NIGHT = DAY + DAY // 2


def compare_moment(record: When, moment: Moment, role: Role, *, future: bool) -> Outcome:
    """Say how a record's time stands to one of the quote; `future` chooses how that is read."""
    if fold(record.text) == fold(moment.words):
        return Outcome.AGREES
    if role == "when" and fold(moment.words).startswith("since "):
        role = "from"  # "since 2019, when …": what began it was then
    default = _compare(record, moment.future if future else moment.past, role)
    if default is Outcome.STRONGER and f" {fold(record.text)} " in f" {fold(moment.words)} ":
        return Outcome.AGREES  # one end of "between 2015 and 2022", word for word
    if not default.is_told:
        return default
    other = _compare(record, moment.past if future else moment.future, role)
    return Outcome.AMBIGUOUS if not other.is_told and default is Outcome.DISAGREES else default


def _compare(record: When, quote: When, role: Role) -> Outcome:
    if role == "window" and _is_open(record):
        role = "from"
    pairs = [
        _relation(_part(one.extent, role), _part(other.extent, role), role)
        for one in record.readings
        for other in quote.readings
    ]
    first = pairs[0]
    if first is not Outcome.DISAGREES:
        return first
    return Outcome.AMBIGUOUS if any(p is not Outcome.DISAGREES for p in pairs) else first


def _is_open(when: When) -> bool:
    """Say whether a time has a beginning and no end: "since 1950"."""
    extent = when.readings[0].extent
    return extent.end.latest is None and extent.start.earliest is not None


def _part(extent: Extent, role: Role) -> Range:
    if role == "from":
        return extent.start
    if role == "until":
        return extent.end
    return Range(extent.start.earliest, extent.end.latest)


def _relation(mine: Range, its: Range, role: Role) -> Outcome:
    if mine == its:
        return Outcome.AGREES
    low, high = _ends(mine)
    least, most = _ends(its)
    if role == "until" and high == most and low >= least:
        return Outcome.AGREES
    if role in {"from", "window"} and low == least and high <= most:
        return Outcome.AGREES
    if (low == least == -inf and high != most) or (high == most == inf and low != least):
        # "by Thursday" follows from "by Wednesday", and is no other way to say it.
        return Outcome.AMBIGUOUS
    if low <= least and most <= high:
        return Outcome.WEAKER
    if least <= low and high <= most:
        # "at 7 p.m." is 19:00, whatever an hour is rounded to.
        return Outcome.AGREES if most - least <= _ROUNDED_HOUR else Outcome.STRONGER
    if high < least or most < low:
        return Outcome.DISAGREES
    same_day = low // DAY == least // DAY
    # A night runs into the day after, and is named by the day on which it begins.
    if same_day and most - least <= _LONGEST_NIGHT and high - low <= DAY:
        return Outcome.WEAKER
    return Outcome.AMBIGUOUS


def _ends(window: Range) -> tuple[float, float]:
    low = -inf if window.earliest is None else float(window.earliest)
    return low, inf if window.latest is None else float(window.latest)


def clock_fits(record: When, moment: Moment) -> bool | None:
    """Say whether a time of day without a day fits a record's; nothing where that names none."""
    mine = record.readings[0].extent
    low, high = mine.start.earliest, mine.end.latest
    if low is None or high is None or high - low >= DAY - 1:
        return None
    for reading in moment.past.readings:
        least, most = reading.extent.start.earliest, reading.extent.end.latest
        if least is None or most is None or most - least >= 2 * DAY:
            return None
        for shift in (-DAY, 0, DAY):
            start = low % DAY + shift
            if start <= most - least // DAY * DAY and least % DAY <= start + (high - low):
                return True
    return False


_SPANS: dict[str, tuple[str, int]] = {
    "second": ("[elapsed]", 1),
    "minute": ("[elapsed]", 60),
    "hour": ("[elapsed]", 3600),
    "day": ("[elapsed]", DAY),
    "week": ("[elapsed]", 7 * DAY),
    "month": ("[months]", 1),
    "year": ("[months]", 12),
}


@lru_cache(maxsize=2048)
def as_quantity(span: SpanOfTime) -> Quantity:
    """Return a span as a quantity of seconds or of months, so that two compare as quantities do."""
    dimension, size = _SPANS[span.unit]
    factor = Fraction(size)
    unit = Unit(span.unit, factor, Fraction(0), dimension)
    exact, default, loose = (part.scaled(factor) for part in (span.exact, span.default, span.loose))
    plain = None
    finite = [end for end in (exact.lower, exact.upper) if isinstance(end, Fraction)]
    if span.hedge is not None and span.hedge != "long" and len(set(finite)) == 1:
        point = Interval(finite[0], finite[0])
        plain = Quantity(span.text, unit, point, point, point)
    return Quantity(span.text, unit, exact, default, loose, hedge=span.hedge, plain=plain)


_MONTH = Interval(Fraction(28 * DAY), Fraction(31 * DAY))


def compare_spans(record: SpanOfTime, quote: SpanOfTime) -> Outcome:
    """Say how a record's length of time stands to the quote's."""
    one, other = as_quantity(record), as_quantity(quote)
    found = compare(one, other)
    if found is not None:
        return found
    days, months = (one, other) if one.unit.dimension == "[elapsed]" else (other, one)
    number = months.exact.lower if isinstance(months.exact.lower, Fraction) else Fraction(0)
    about = _MONTH.scaled(number) if number else _MONTH
    return Outcome.AMBIGUOUS if days.exact.meets(about) else Outcome.DISAGREES
