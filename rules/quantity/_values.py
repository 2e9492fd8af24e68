"""What the rules on quantities share: what a unit measures, and how a value is shown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from claims.interval import Interval
from claims.numbers import format_number
from claims.quantity import describe
from claims.units import BARE, Unit, read_unit

if TYPE_CHECKING:
    from claims.quantity import Quantity
    from claims.vocabulary import Concept

NUMBER = "number"
SHARE = "share"
_PERCENT = Fraction(1, 100)
_NONE_TO_ALL = Interval(Fraction(0), Fraction(1))
_NOUNS = {
    NUMBER: "a plain number",
    SHARE: "a share",
    "[length]": "a length",
    "[length] ** 2": "an area",
    "[length] ** 3": "a volume",
    "[mass]": "a mass",
    "[time]": "a time",
    "[length] / [time]": "a speed",
    "[length] / [time] ** 2": "an acceleration",
    "[temperature]": "a temperature",
    "[angle]": "an angle",
    "[mass] / [length] / [time] ** 2": "a pressure",
    "[length] ** 2 * [mass] / [time] ** 2": "an energy",
    "[length] ** 2 * [mass] / [time] ** 3": "a power",
    "[length] * [mass] / [time] ** 2": "a force",
    "[information]": "an amount of data",
}


class Measure(NamedTuple):
    """What a property is measured in: the sort of thing, and a unit of it.

    The sort is `NUMBER`, `SHARE`, or a dimension as pint writes it.
    """

    sort: str
    unit: Unit


def sort_of(unit: Unit) -> str:
    """Return what sort of thing a unit measures.

    Percent and its like are pure numbers to pint, as counts are; here they are a sort of their own,
    so that 25 and 25 % are never taken for rival values.
    """
    if unit.dimension:
        return unit.dimension
    return SHARE if unit.factor < 1 else NUMBER


def noun(sort: str, unit: Unit) -> str:
    """Name a sort in words: "a length"; one that has no name by a unit of it."""
    if sort.startswith("[currency"):
        return f"money ({unit.name})"
    return _NOUNS.get(sort, f"a value in {unit.name}")


@lru_cache(maxsize=1024)
def measure(concept: Concept) -> Measure | None:
    """Return what a property is measured in; nothing where the vocabulary does not say."""
    if concept.counting:
        return Measure(NUMBER, BARE)
    if concept.unit is None:
        return None
    if not concept.unit.strip():
        return Measure(NUMBER, BARE)
    found = read_unit(concept.unit)
    return None if found is None else Measure(sort_of(found[0]), found[0])


def readings(quantity: Quantity, wanted: Measure | None) -> tuple[Quantity, ...]:
    """Return what a value may mean, the default first: the readings that measure what is wanted.

    A bare number from 0 to 1 is a share, or a number of percent whose sign was left out; one above
    1 says nothing of a share. Without a wanted measure every reading counts.
    """
    every = (quantity, *quantity.alternatives)
    if wanted is None:
        return every
    fitting = tuple(one for one in every if sort_of(one.unit) == wanted.sort)
    if not fitting and wanted.sort == SHARE and is_bare_share(quantity):
        return replace(quantity, unit=wanted.unit), _in_percent(quantity, wanted.unit)
    return fitting


def is_bare_share(quantity: Quantity) -> bool:
    """Say whether a number without a unit can be a share: half, two thirds, 0.4."""
    return sort_of(quantity.unit) == NUMBER and quantity.exact.within(_NONE_TO_ALL)


def _in_percent(quantity: Quantity, unit: Unit) -> Quantity:
    return replace(
        quantity,
        unit=unit,
        exact=quantity.exact.scaled(_PERCENT),
        default=quantity.default.scaled(_PERCENT),
        loose=quantity.loose.scaled(_PERCENT),
    )


def is_money(unit: Unit) -> bool:
    """Say whether a unit is a currency."""
    return unit.dimension.startswith("[currency")


def chain(quantity: Quantity, unit: Unit) -> str:
    """Show how a value is read, in its own unit and in another one of the same dimension.

    "930 mile = 1496.69 km; read as 1488.6-1504.7 km", with a dash.
    """
    said = describe(quantity.exact, quantity.unit)
    if quantity.unit != unit:
        said = f"{said} = {describe(quantity.exact, unit)}"
    return f"{said}; read as {describe(quantity.default, unit)}"


def least_tolerance(one: Quantity, other: Quantity) -> str:
    """Say from which tolerance on two values agree, in multiples of the rounding read here.

    Empty where they agree as written, or where no rounding would ever bring them together.
    """
    low, high = (one, other) if one.exact.below(other.exact) else (other, one)
    if not low.exact.below(high.exact):
        return ""
    gap = high.exact.lower - low.exact.upper
    room = (low.default.upper - low.exact.upper) + (high.exact.lower - high.default.lower)
    if not isinstance(gap, Fraction) or not isinstance(room, Fraction) or room <= 0:
        return ""
    return f"they agree from {format_number(gap / room, 2)} times the tolerance read here"
