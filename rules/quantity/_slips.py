"""Which slip of the pen would explain that two ways to write one value differ."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib import resources
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.numbers import format_number
from claims.source import Source
from claims.units import read_unit
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.interval import Interval
    from claims.quantity import Quantity
    from claims.units import Unit

_MOST_DIGITS = 12


class _Slips(NamedTuple):
    mistaken: tuple[tuple[str, str], ...]
    factors: tuple[int, ...]


@cache
def _known() -> _Slips:
    text = resources.files("rules.quantity").joinpath("slips.yaml").read_text(encoding="utf-8")
    trees, faults = read_yaml(Source("slips.yaml", text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return _Slips(tuple((one, other) for one, other in data["mistaken"]), tuple(data["factors"]))


def likely_slip(one: Quantity, other: Quantity) -> str:
    """Return the one slip that would make the two agree, in words; empty where none or several."""
    if not (one.exact.is_point and other.exact.is_point):
        return ""
    found = dict.fromkeys(_slips(one, other))
    return next(iter(found)) if len(found) == 1 else ""


def _slips(one: Quantity, other: Quantity) -> Iterator[str]:
    a, b = one.unit, other.unit
    swapped = _in_unit(one, b).default.meets(_in_unit(other, a).default)
    if a != b and swapped:
        yield f"the two units look swapped: {_number(one)} {b.name} is {_number(other)} {a.name}"
    for held, against in ((one, other), (other, one)):
        yield from _of_one(held, against)
    yield from _by_dimension(one, other)


def _of_one(held: Quantity, against: Quantity) -> Iterator[str]:
    """Yield slips in one of the two values."""
    for unit in _taken_for(held.unit):
        if unit != against.unit and _in_unit(held, unit).default.meets(against.default):
            yield f"it fits if {_number(held)} {held.unit.name} stands for {unit.name}"
    if not (held.unit.offset or against.unit.offset):
        for factor in _known().factors:
            if held.default.scaled(Fraction(factor)).meets(against.default):
                yield f"one of the two is off by a factor of {factor}"
    for digits, shifted in _transposed(held):
        if shifted.meets(against.default):
            yield f"two digits look transposed: {_number(held)} for {digits}"


def _by_dimension(one: Quantity, other: Quantity) -> Iterator[str]:
    """Yield slips of areas, volumes and temperatures."""
    a, b = one.unit, other.unit
    if a.offset or b.offset:
        bare = [replace(q.unit, offset=Fraction(0)) for q in (one, other)]
        if _in_unit(one, bare[0]).default.meets(_in_unit(other, bare[1]).default):
            yield "it fits as a difference of temperatures, not as a temperature"
        return
    power = {"[length] ** 2": 2, "[length] ** 3": 3}.get(a.dimension)
    linear = None if power is None else _root(a.factor / b.factor, power)
    if linear is not None and linear != 1:
        # The number was converted as that of a length: so many times, not its square or cube.
        lengthwise = one.default.scaled(linear / (a.factor / b.factor))
        if lengthwise.meets(other.default):
            sort = "an area" if power == 2 else "a volume"
            yield f"{sort} looks converted as a length"


def _root(number: Fraction, power: int) -> Fraction | None:
    """Return the exact root of a fraction; None where it has none."""
    ends = [_whole_root(part, power) for part in (number.numerator, number.denominator)]
    return None if None in ends else Fraction(ends[0] or 0, ends[1] or 1)


def _whole_root(number: int, power: int) -> int | None:
    guess = isqrt(number) if power == 2 else round(number ** (1 / 3))
    return guess if guess**power == number else None


def _taken_for(unit: Unit) -> Iterator[Unit]:
    for pair in _known().mistaken:
        if unit.name in pair:
            name = pair[1] if unit.name == pair[0] else pair[0]
            found = read_unit(name)
            if found:
                yield found[0]


def _in_unit(quantity: Quantity, unit: Unit) -> Quantity:
    """Return the same number of another unit."""
    own = quantity.unit
    factor = unit.factor / own.factor
    offset = unit.offset - own.offset * factor
    exact, default, loose = (
        interval.scaled(factor, offset)
        for interval in (quantity.exact, quantity.default, quantity.loose)
    )
    return replace(quantity, unit=unit, exact=exact, default=default, loose=loose)


def _value(quantity: Quantity) -> Fraction:
    unit = quantity.unit
    return (Fraction(quantity.exact.lower) - unit.offset) / unit.factor


def _number(quantity: Quantity) -> str:
    return format_number(_value(quantity))


def _transposed(quantity: Quantity) -> Iterator[tuple[str, Interval]]:
    """Yield the number with two neighbouring digits exchanged, and where the value would lie."""
    digits = _number(quantity)
    if len(digits) > _MOST_DIGITS or not digits.replace(".", "").isdigit():
        return
    for at in range(len(digits) - 1):
        first, second = digits[at], digits[at + 1]
        if first == second or "." in (first, second) or (at == 0 and second == "0"):
            continue
        turned = digits[:at] + second + first + digits[at + 2 :]
        change = (Fraction(turned) - Fraction(digits)) * quantity.unit.factor
        yield turned, quantity.default.scaled(Fraction(1), change)
