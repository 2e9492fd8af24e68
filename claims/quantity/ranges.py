"""Values with two ends: "480 to 520 km", "500 ± 20 km", "[480, 520] km"."""

from __future__ import annotations

import re
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from claims.interval import Bound, Interval
from claims.numbers import Number, read_number
from claims.quantity.parts import End, No, Phrase, Stem, Units, fixed_stem
from claims.quantity.rounding import end_of
from claims.quantity.terms import terms, unit_text

if TYPE_CHECKING:
    from claims.units import Unit

_MOST_CONNECTORS = 4

NO_RANGE = No("It is no range.")
_CONNECTOR = r" ?(?:-|\.\.\.?|…) ?| (?:to|and|or|through) (?:about |around )?"


def read_range(text: str, units: Units) -> Phrase | No:
    """Read "480 to 520 km", "480-520 km", "480 km and 520 km"."""
    no = NO_RANGE
    for low, low_currency, behind in terms(text):
        rest = f" {behind}"
        for connector in islice(re.finditer(_CONNECTOR, rest, re.IGNORECASE), _MOST_CONNECTORS):
            low_unit = unit_text(rest[: connector.start()])
            if low_unit and (low_currency or units(low_unit) is None):
                continue
            for high, high_currency, tail in terms(rest[connector.end() :]):
                high_unit = high_currency or unit_text(tail)
                if high_currency and tail:
                    continue
                phrase = _range(low, low_currency or low_unit, high, high_unit, units)
                if isinstance(phrase, Phrase):
                    return phrase
                no = phrase if no is NO_RANGE else no
    return no


def _range(
    low: Number,
    low_unit: str,
    high: Number,
    high_unit: str,
    units: Units,
) -> Phrase | No:
    found = units(high_unit or low_unit)
    if found is None:
        return No(f'"{high_unit}" is not a unit that is known.', high_unit)
    below: tuple[Unit, ...] = found
    if low_unit and high_unit:
        below = units(low_unit) or ()
    pair = next(
        ((one, two) for two in found for one in below if one.dimension == two.dimension), None
    )
    if pair is None:
        return No("Its two ends are in units that do not compare.")
    if high.scale > 1 and low.scale == 1 and low.value * high.scale <= high.value:
        low = _carried(low, high)
    ends = [(low, high)]
    if low.other or high.other:
        ends.append((low.other or low, high.other or high))
    stems = []
    for start, end in ends:
        first = _converted(end_of(start), *pair)
        if first.value <= end.value:
            stems.append(Stem(first, end_of(end)))
    if not stems or stems[0].high.value != high.value:
        return No("Its first number is greater than its second.")
    kept = found if below == found else (pair[1],)
    return Phrase(tuple(stems), kept)


def _carried(low: Number, high: Number) -> Number:
    """Give the first number of "3 to 5 million" the second one's millions."""
    other = None
    if high.other:
        scale = high.other.scale
        other = Number(low.value * scale, low.step * scale, low.text, scale)
    return Number(low.value * high.scale, low.step * high.scale, low.text, high.scale, other)


def _converted(end: End, source: Unit, target: Unit) -> End:
    if source == target:
        return end
    scaled = end.times(source.factor / target.factor)
    return scaled._replace(value=scaled.value + (source.offset - target.offset) / target.factor)


def read_margin(text: str, units: Units) -> Phrase | No:
    """Read "500 ± 20 km", "500 km ± 20 km", "500 km ± 5 %"; the ends are not rounded again."""
    left, right = re.split(r" ?(?:±|\+/-|\+-) ?", text, maxsplit=1)
    for middle, currency, middle_rest in terms(left):
        for margin, _, margin_rest in terms(right):
            phrase = _margin(
                middle, currency or unit_text(middle_rest), margin, unit_text(margin_rest), units
            )
            if phrase is not None:
                return phrase
    return No('A margin is read as "500 ± 20 km", "500 km ± 20 km" or "500 km ± 5 %".')


def _margin(
    middle: Number,
    middle_unit: str,
    margin: Number,
    margin_unit: str,
    units: Units,
) -> Phrase | None:
    found = units(middle_unit or margin_unit)
    spread = units(margin_unit or middle_unit)
    if not found or not spread or margin.value < 0:
        return None
    width = margin.value * spread[0].factor / found[0].factor
    if spread[0].name == "%" and found[0].name != "%":
        width = abs(middle.value) * margin.value / 100
    elif found[0].dimension != spread[0].dimension:
        return None
    elif middle_unit and margin_unit and found != spread:
        found = found[:1]
    interval = Interval(middle.value - width, middle.value + width)
    return Phrase((fixed_stem(interval, interval, interval),), found)


_INTERVAL = r"([\[(]) ?([^\[\]()]{1,180}?) ?([\])]) ?-?([^\[\]()]{0,180})"
_ENDLESS = {"": inf, "inf": inf, "∞": inf, "+inf": inf, "+∞": inf, "-inf": -inf, "-∞": -inf}


def read_interval(text: str, units: Units) -> Phrase | No:
    """Read "[480, 520] km" and "(480, 520] km"; the interval stands as it is."""
    no = No('An interval is read as "[480, 520] km", with "(" or ")" where an end is left out.')
    match = re.fullmatch(_INTERVAL, text)
    if match is None:
        return no
    parts = next(
        (parts for sign in (";", "..", ", ", ",") if len(parts := match[2].split(sign)) == 2),
        None,
    )
    if parts is None:
        return no
    bounds = _bound(parts[0], -inf), _bound(parts[1], inf)
    if bounds[0] is None or bounds[1] is None:
        return no
    unit = unit_text(match[4])
    found = units(unit)
    if found is None:
        return No(f'"{unit}" is not a unit that is known.', unit)
    try:
        interval = Interval(bounds[0], bounds[1], match[1] == "(", match[3] == ")")
    except ValueError:
        return No("No number lies between its two ends.")
    return Phrase((fixed_stem(interval, interval, interval),), found)


def _bound(text: str, empty: float) -> Bound | None:
    text = text.strip()
    if text.lower() in _ENDLESS:
        end = _ENDLESS[text.lower()]
        return empty if not text or end == empty else None
    number = read_number(text)
    return number.value if number else None
