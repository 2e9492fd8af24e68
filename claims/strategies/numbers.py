"""Numbers, quantities and counts as people write them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping


class Spoken(NamedTuple):
    """A phrase, with the interval that the true value lies in: ends included, in base units."""

    text: str
    lower: Fraction
    upper: Fraction


class _Unit(NamedTuple):
    text: str
    factor: Fraction
    offset: Fraction = Fraction(0)


def _unit(text: str, factor: str, offset: str = "0") -> _Unit:
    return _Unit(text, Fraction(factor), Fraction(offset))


UNITS: Mapping[str, tuple[_Unit, ...]] = {
    "length": (
        _unit("km", "1000"), _unit("kilometers", "1000"), _unit("m", "1"),
        _unit("miles", "1609.344"), _unit("feet", "0.3048"), _unit("nautical miles", "1852"),
    ),
    "mass": (_unit("kg", "1"), _unit("tonnes", "1000"), _unit("pounds", "0.45359237")),
    "time": (_unit("hours", "3600"), _unit("minutes", "60"), _unit("seconds", "1")),
    "speed": (
        _unit("m/s", "1"), _unit("km/h", "5/18"), _unit("knots", "463/900"),
        _unit("mph", "0.44704"),
    ),
    "temperature": (
        _unit("°C", "1", "273.15"), _unit("°F", "5/9", "45967/180"), _unit("kelvin", "1"),
    ),
}  # fmt: skip
"""Units by dimension, exact: the international mile, foot and pound of 1959, the nautical mile of
1929. A value in base units is the number times the factor plus the offset."""

NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
"""The numbers from 0 to 20 in words."""


def exponent_of(value: Fraction) -> int:
    """Return the power of ten of the first digit of a positive number."""
    power = len(str(value.numerator)) - len(str(value.denominator))
    return power if value >= Fraction(10) ** power else power - 1


def written_out(count: int, power: int, *, commas: bool) -> str:
    """Write `count` units of a power of ten."""
    if power >= 0:
        return f"{count * 10**power:,}" if commas else str(count * 10**power)
    digits = str(abs(count)).rjust(1 - power, "0")
    sign = "-" if count < 0 else ""
    return f"{sign}{digits[:power]}.{digits[power:]}"


@st.composite
def numbers_as_written(draw: st.DrawFn, value: Fraction | None = None) -> Spoken:
    """Return a number written to two to four digits, and what it may have been rounded from.

    `value` is the true number; left out, any from a thousandth to a million, of either sign.
    """
    if value is None:
        value = Fraction(draw(st.integers(-(10**9), 10**9)), 1000)
    power = exponent_of(abs(value)) + 1 - draw(st.integers(2, 4)) if value else -1
    step = Fraction(10) ** power
    count = round(value / step)
    text = written_out(count, power, commas=draw(st.booleans()))
    return Spoken(text, (count - Fraction(1, 2)) * step, (count + Fraction(1, 2)) * step)


_HEDGES = ("about", "around", "some", "roughly", "approximately")
_LEAST = ("at least", "no less than", "more than", "over")
_MOST = ("up to", "at most", "less than", "under")
_FORMS = ("plain", "plain", "hedged", "least", "most", "nearly", "between", "margin", "two units")


@st.composite
def quantities(
    draw: st.DrawFn, dimension: str | None = None, value: Fraction | None = None
) -> Spoken:
    """Return a quantity in words, and an interval in base units that the true value lies in.

    `dimension` is one of `UNITS`; `value` the true value in base units, above zero. The interval
    is what the phrase says at least; where it names no end, that end is the value's.
    """
    name = dimension or draw(st.sampled_from(sorted(UNITS)))
    if value is None:
        value = Fraction(draw(st.integers(300_000, 10**9)), 1000)
    units = [u for u in UNITS[name] if value > u.offset]
    unit = draw(st.sampled_from(units))
    number = (value - unit.offset) / unit.factor
    form = draw(st.sampled_from(_FORMS))
    if form == "two units":
        other = draw(st.sampled_from(units))
        first = draw(numbers_as_written(number))
        second = draw(numbers_as_written((value - other.offset) / other.factor))
        text = f"{first.text} {unit.text} ({second.text} {other.text})"
        return _in_base(first, unit, text)
    spoken = draw(_numbers_in_words(number, form))
    return _in_base(spoken, unit, f"{spoken.text} {unit.text}")


def _in_base(spoken: Spoken, unit: _Unit, text: str) -> Spoken:
    lower, upper = (end * unit.factor + unit.offset for end in spoken[1:])
    return Spoken(text, lower, upper)


@st.composite
def _numbers_in_words(draw: st.DrawFn, number: Fraction, form: str) -> Spoken:
    """Say a positive number in one of the ways of `_FORMS`, the unit to follow."""
    spoken = draw(numbers_as_written(number))
    if form == "plain":
        return spoken
    if form == "hedged":
        return spoken._replace(text=f"{draw(st.sampled_from(_HEDGES))} {spoken.text}")
    power = exponent_of(number) - 1
    step = Fraction(10) ** power
    floor = number // step
    ceiling = -(-number // step)
    low, high = (written_out(int(n), power, commas=True) for n in (floor, ceiling))
    if form == "least":
        words = _LEAST[: 2 if floor * step == number else None]
        return Spoken(f"{draw(st.sampled_from(words))} {low}", floor * step, number)
    if form == "most":
        words = _MOST[: 2 if ceiling * step == number else None]
        return Spoken(f"{draw(st.sampled_from(words))} {high}", number, ceiling * step)
    if form == "nearly":
        word, shown = draw(st.sampled_from((("nearly", high), ("just over", low))))
        return Spoken(f"{word} {shown}", floor * step, ceiling * step)
    if form == "between":
        return Spoken(f"between {low} and {high}", floor * step, ceiling * step)
    half = written_out(1, power, commas=False)
    return Spoken(f"{low} ± {half}", (floor - 1) * step, (floor + 1) * step)


@st.composite
def counts(draw: st.DrawFn, number: int | None = None) -> Spoken:
    """Return a number of things in digits or words, and the interval that the true one lies in."""
    if number is None:
        number = draw(st.integers(0, 5000))
    exact = Fraction(number)
    if number < 100:
        words = [str(number), *NUMBER_WORDS[number : number + 1]]
        text = draw(st.sampled_from(words))
        bounded = [text, f"at least {text}", f"up to {text}", f"about {text}"]
        return Spoken(draw(st.sampled_from(bounded)), exact, exact)
    form = draw(st.sampled_from(("plain", "hedged", "least", "most", "nearly")))
    return draw(_numbers_in_words(exact, form))


WAYS: Mapping[str, str] = {
    "nearest": "to the nearest {step}",
    "half-even": "rounded half to even to the nearest {step}",
    "up": "rounded up to the nearest {step}",
    "down": "rounded down to the nearest {step}",
    "truncated": "truncated to the nearest {step}",
}
"""Ways of rounding by their name in `rounding:`, with the words that say so behind a number."""


def rounded(value: Fraction, step: Fraction, way: str) -> Fraction:
    """Round a number that is not below zero to multiples of a step, in a way of `WAYS`."""
    below = value // step
    if way in {"down", "truncated"}:
        return below * step
    if way == "up":
        return -(-value // step) * step
    beyond = value - below * step
    up = beyond > step / 2 or (beyond == step / 2 and (way == "nearest" or below % 2 == 1))
    return (below + up) * step
