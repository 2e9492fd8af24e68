"""Intervals in words."""

from __future__ import annotations

from fractions import Fraction
from math import isinf
from typing import TYPE_CHECKING

from claims.numbers import format_number, magnitude

if TYPE_CHECKING:
    from claims.interval import Interval
    from claims.units import Unit


def describe(interval: Interval, unit: Unit, *, places: int | None = None) -> str:
    """Write an interval of base units in a unit: "1488.6 to 1504.7 km" with a dash.

    Rounded half to even, to `places` decimals if given, else to six digits for a point and to a
    hundredth or so of the width for an interval.
    """
    back = interval.scaled(1 / unit.factor, -unit.offset / unit.factor)
    lower, upper = back.lower, back.upper
    name = unit.name if unit.name in {"", "°"} else f" {unit.name}"
    if isinf(lower) and isinf(upper):
        return "any value"
    if isinf(lower):
        words = "less than" if back.upper_open else "at most"
        return f"{words} {_shown(Fraction(upper), places)}{name}"
    low = Fraction(lower)
    if isinf(upper):
        words = "more than" if back.lower_open else "at least"
        return f"{words} {_shown(low, places)}{name}"
    high = Fraction(upper)
    if back.is_point:
        return f"{_shown(low, places)}{name}"
    if places is None:
        places = min(12, max(0, 2 - magnitude(high - low)))
    first, second = format_number(low, places), format_number(high, places)
    if back.lower_open or back.upper_open:
        start = "more than" if back.lower_open else "at least"
        end = "less than" if back.upper_open else "at most"
        return f"{start} {first} and {end} {second}{name}"
    joint = " to " if low < 0 or "e" in first + second else "\u2013"
    return f"{first}{joint}{second}{name}"


def _shown(value: Fraction, places: int | None) -> str:
    if places is None:
        places = min(12, max(0, 5 - magnitude(value)))
    return format_number(value, places)
