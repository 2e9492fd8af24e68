"""From what is said to intervals: what a number may have been rounded from, and its hedges."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isinf
from typing import TYPE_CHECKING, NamedTuple

from claims.interval import Bound, Interval
from claims.numbers import magnitude
from claims.quantity.parts import End, Hedge, Mode, Rounding, Shape, Stem

if TYPE_CHECKING:
    from claims.numbers import Number


def rounding_step(value: Fraction, last: Fraction) -> Fraction:
    """Return the step to which a number looks rounded.

    The larger of one unit of its last written digit and the largest step 1, 2 or 5 times a power of
    ten that divides it and is at most a tenth of it: 10 for 930, 100 for 1,500, 20 for 200.
    """
    tenth = abs(value) / 10
    if tenth <= last:
        return last
    power = Fraction(1)
    while power * 10 <= tenth:
        power *= 10
    while power > tenth:
        power /= 10
    while 5 * power > last:
        for times in (5, 2, 1):
            step = times * power
            if last < step <= tenth and value % step == 0:
                return step
        power /= 10
    return last


def end_of(number: Number) -> End:
    """Return a number as written with the step that it looks rounded to."""
    return End(number.value, rounding_step(number.value, number.step), number.step)


def shape_of(
    stem: Stem, hedges: tuple[Hedge, ...], rounding: Rounding, rule: Rule | None = None
) -> Shape:
    """Return the three intervals of what is said, hedges applied from the number outwards."""
    vague = any(hedge.effect in {"widen", "share"} for hedge in hedges)
    shape = stem.fixed or _rounded(stem, "number" if vague else rounding, rule)
    bent = stem.fixed is not None
    for hedge in reversed(hedges):
        shape = _bend(shape, hedge, stem, bent=bent)
        bent = True
    return shape


class Rule(NamedTuple):
    """How a number says that it was rounded: the mode, and the step in its own unit if it is said.

    Figures give the step where it is None.
    """

    mode: Mode
    step: Fraction | None
    figures: int | None

    def step_for(self, value: Fraction) -> Fraction | None:
        """Return to multiples of what a value says that it was rounded; None: it does not say."""
        if self.figures is None or value == 0:
            return self.step
        return Fraction(10) ** (magnitude(value) + 1 - self.figures)


def unrounded(value: Fraction, step: Fraction, mode: Mode) -> Interval:
    """Return all numbers that become a value when they are rounded to multiples of a step."""
    half = step / 2
    if mode in {"half-up", "half-down", "up", "down"} and value < 0:
        # Both away from zero and towards the greater go by these names.
        wide = half if mode.startswith("half") else step
        return Interval(value - wide, value + wide, wide == step, wide == step)
    match mode:
        case "half-up":
            return Interval(value - half, value + half, value == 0, upper_open=True)
        case "half-down":
            return Interval(value - half, value + half, lower_open=value != 0)
        case "half-even":
            multiple = value / step
            odd = multiple.denominator == 1 and multiple % 2 == 1
            return Interval(value - half, value + half, odd, odd)
        case "truncated":
            below, above = step * (value <= 0), step * (value >= 0)
            return Interval(value - below, value + above, below > 0, above > 0)
        case "floor" | "down":
            return Interval(value, value + step, upper_open=True)
        case "ceiling" | "up":
            return Interval(value - step, value, lower_open=True)
        case _:
            return Interval(value - half, value + half)


def _rounded(stem: Stem, rounding: Rounding, rule: Rule | None) -> Shape:
    low, high = stem.low, stem.high
    exact = Interval(low.value, high.value)
    below, above = _slack(low, rounding), _slack(high, rounding)
    loose = Interval(low.value - below[1], high.value + above[1])
    if rule is None:
        return Shape(exact, Interval(low.value - below[0], high.value + above[0]), loose)
    first, last = (_by_rule(end, rounding, rule) for end in (low, high))
    default = Interval(first.lower, last.upper, first.lower_open, last.upper_open)
    stated = rule.step_for(low.value) is not None
    return Shape(exact, default, default if stated else loose.hull(default))


def _by_rule(end: End, rounding: Rounding, rule: Rule) -> Interval:
    step = rule.step_for(end.value)
    if step is None and not _slack(end, rounding)[0]:
        return Interval.point(end.value)  # counted, and not rounded at all
    return unrounded(end.value, step or end.step, rule.mode)


def _slack(end: End, rounding: Rounding) -> tuple[Fraction, Fraction]:
    """Return by how much a number may be off by default and in the loose reading."""
    counted = end.value.denominator == 1 and end.last <= 1
    if rounding == "count" and counted and abs(end.value) < 100:
        return Fraction(0), Fraction(0)
    if rounding == "day" and counted:
        return Fraction(0), end.step if end.value >= 14 else Fraction(0)
    return end.step / 2, end.step


def _bend(shape: Shape, hedge: Hedge, stem: Stem, *, bent: bool) -> Shape:
    """Apply one hedge; `bent` says that the default reading no longer is mere rounding."""
    exact, default, loose = shape
    match hedge.effect:
        case "widen":
            default = _widened(default, exact, hedge.default[0])
            loose = _widened(loose, exact, hedge.loose[0])
        case "share":
            default = _share(exact, hedge.default)
            loose = _share(exact, hedge.loose)
        case "lower":
            least = default.lower if bent else exact.lower
            exact = Interval(exact.lower, inf, hedge.open)
            default = Interval(least, inf, hedge.open and least == exact.lower)
            loose = Interval(loose.lower, inf, hedge.open and loose.lower == exact.lower)
        case "upper":
            most = default.upper if bent else exact.upper
            exact = Interval(-inf, exact.upper, upper_open=hedge.open)
            default = Interval(-inf, most, upper_open=hedge.open and most == exact.upper)
            loose = Interval(
                -inf, loose.upper, upper_open=hedge.open and loose.upper == exact.upper
            )
        case "exact":
            default = exact
            half = Interval(-stem.low.last / 2, stem.high.last / 2)
            loose = exact.plus(half) if stem.fixed is None else exact
    loose = loose.hull(default)
    return Shape(exact, default, loose)


def _widened(interval: Interval, exact: Interval, share: Fraction) -> Interval:
    below, above = _part(exact.lower, share), _part(exact.upper, share)
    return Interval(
        interval.lower - below, interval.upper + above, interval.lower_open, interval.upper_open
    )


def _part(bound: Bound, share: Fraction) -> Fraction:
    return Fraction(0) if isinf(bound) else abs(Fraction(bound)) * share


def _share(exact: Interval, shares: tuple[Fraction, ...]) -> Interval:
    """Return from the first share of an interval's number to the second, and the number itself."""
    ends = [exact.lower, exact.upper]
    ends += [Fraction(end) * share for end in ends[:2] for share in shares if not isinf(end)]
    return Interval(min(ends), max(ends), exact.lower_open, exact.upper_open)
