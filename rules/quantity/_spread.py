"""Arithmetic with intervals, and the two readings of a value that the rules reckon with.

Every result holds all that the exact one would: ends that are left out are taken in, and an end
that cannot be told is infinite. So whatever lies apart here lies apart in truth.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import inf, isinf
from typing import TYPE_CHECKING, Literal, NamedTuple

from claims.interval import Bound, Interval
from claims.numbers import format_number
from claims.quantity import describe
from rules.quantity._values import readings, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from claims.quantity import Quantity
    from claims.units import Unit
    from rules.quantity._rivals import Said
    from rules.quantity._values import Measure

ANY = Interval(-inf, inf)
ONE = Interval.point(1)
NONE = Interval.point(0)


View = Literal["exact", "default", "loose"] | Fraction
"""A reading of a value: one of the three, or as written with so many times the usual tolerance."""


class Spread(NamedTuple):
    """What a value may be: as written, as usually read, and at its loosest, in base units.

    The loosest takes in every reading of unit and number, and that of a value in brackets.
    """

    exact: Interval
    default: Interval
    loose: Interval
    unit: Unit
    text: str

    def bent(self, default: Interval, loose: Interval) -> Spread:
        """Return the same value with other intervals."""
        return self._replace(default=default, loose=loose.hull(default))

    def at(self, view: View) -> Interval:
        """Return what the value may be in a reading."""
        if not isinstance(view, Fraction):
            return {"exact": self.exact, "default": self.default, "loose": self.loose}[view]
        exact, default = self.exact, self.default
        return Interval(
            _between(exact.lower, default.lower, view),
            _between(exact.upper, default.upper, view),
        )

    @property
    def shown(self) -> str:
        """Show how it is read, in its own unit."""
        if self.default == self.exact:
            return describe(self.exact, self.unit)
        return f"{describe(self.exact, self.unit)}, read as {describe(self.default, self.unit)}"


def _between(exact: Bound, default: Bound, times_: Fraction) -> Bound:
    if isinf(exact) or isinf(default):
        return default
    return Fraction(exact) + times_ * (Fraction(default) - Fraction(exact))


_FINEST = 100
_MOST_TIMES = 64


def hung(fits: Callable[[View], bool]) -> str:
    """Say from which tolerance on values fit, in multiples of the rounding read here.

    Empty where they fit as written, or do not fit with very much of it either. `fits` must stay
    true once the tolerance is wide enough.
    """
    if fits(Fraction(0)):
        return ""
    low, high = 0, _FINEST
    while not fits(Fraction(high, _FINEST)):
        low, high = high, high * 2
        if high > _MOST_TIMES * _FINEST:
            return ""
    while high - low > 1:
        middle = (low + high) // 2
        if fits(Fraction(middle, _FINEST)):
            high = middle
        else:
            low = middle
    return (
        f"they fit from {format_number(Fraction(high, _FINEST), 2)} times the tolerance read here"
    )


def spread(quantity: Quantity, wanted: Measure | None) -> Spread | None:
    """Return the spread of a value that measures what is wanted; None where it does not."""
    found = readings(quantity, wanted)
    if not found:
        return None
    first = found[0]
    sort = sort_of(first.unit)
    others = [*found[1:]]
    if quantity.second is not None:
        others += [q for q in readings(quantity.second, wanted) if sort_of(q.unit) == sort]
    loose = first.loose
    for other in others:
        if sort_of(other.unit) == sort:
            loose = loose.hull(other.loose)
    return Spread(first.exact, first.default, loose, first.unit, quantity.text)


def spread_of(said: Said) -> Spread:
    """Return the spread of a value whose readings are those that measure its property."""
    first = said.quantity
    readings_of = [*said.readings]
    if first.second is not None:
        readings_of += [first.second, *first.second.alternatives]
    loose = first.loose
    for other in readings_of:
        if sort_of(other.unit) == sort_of(first.unit):
            loose = loose.hull(other.loose)
    return Spread(first.exact, first.default, loose, first.unit, first.text)


def not_below_zero(interval: Interval) -> Interval:
    """Return what of an interval is not below zero, for things of which there is never less."""
    if interval.lower >= 0 or interval.upper < 0:
        return interval
    return Interval(Fraction(0), interval.upper, upper_open=interval.upper_open)


def add(intervals: Iterable[Interval]) -> Interval:
    """Return all sums of one number of each interval."""
    return reduce(Interval.plus, intervals, NONE)


def minus(one: Interval, other: Interval) -> Interval:
    """Return all differences."""
    return one.plus(other.scaled(Fraction(-1)))


def times(one: Interval, other: Interval) -> Interval:
    """Return the least interval with all products."""
    ends = [_product(a, b) for a in (one.lower, one.upper) for b in (other.lower, other.upper)]
    return Interval(min(ends), max(ends))


def _product(one: Bound, other: Bound) -> Bound:
    if one == 0 or other == 0:
        return Fraction(0)
    return one * other


def over(one: Interval, other: Interval) -> Interval:
    """Return the least interval with all quotients; any number where one divides by zero."""
    if other.lower <= 0 <= other.upper:
        if other.lower < 0 or other.upper == 0:
            return ANY
        # From zero up: what is not below zero stays so, and has no greatest quotient.
        if one.lower < 0:
            return ANY
        return Interval(_reciprocal_times(one.lower, other.upper), inf)
    ends = (_reciprocal(other.upper), _reciprocal(other.lower))
    return times(one, Interval(min(ends), max(ends)))


def _reciprocal(bound: Bound) -> Bound:
    return Fraction(0) if isinf(bound) else 1 / bound


def _reciprocal_times(one: Bound, other: Bound) -> Bound:
    return _product(one, _reciprocal(other))


def difference(interval: Interval, unit: Unit) -> Interval:
    """Return an interval of a value as one of a difference: 3 °C more are 3 K, not 276."""
    return interval.scaled(Fraction(1), -unit.offset) if unit.offset else interval
