"""Values of one shape: the same words and unit around another number.

What the words do to a number is asked of the reader of quantities itself, once for each shape, at
two numbers; at further ones it is made sure that the answer holds for every number. A shape for
which it does not is read value by value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from claims.quantity import Quantity, read_quantity, rounding_step
from rules.quantity._values import readings, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.interval import Bound
    from rules.quantity._values import Measure

NUMBER = r"^([^0-9]*)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?([^0-9]*)$"
"""A value with one number: what stands before it, its digits, its decimals, what stands behind."""
MOST_DIGITS = 15
"""Digits of a number that is reckoned with in doubles."""
_FIRST = ("1000", "1003")
_PROBES = ("930", "1,500", "1496.7", "0.5", "37", "118.25")
_NUMBER = re.compile(NUMBER, re.DOTALL)


class End(NamedTuple):
    """One end of the values of a shape: so many times the number and so many times its slack.

    In base units; `infinite` ends are at no number.
    """

    number: float
    slack: float
    infinite: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What a shape stands for: its sort of value, and the default interval of any number in it."""

    sort: str
    lower: End
    upper: End
    counts: bool
    """Small whole numbers have no slack."""


class Value(NamedTuple):
    """A value read by itself, in base units: its sort and its default interval."""

    sort: str
    lower: float
    upper: float


def slack(text: str, *, counting: bool) -> Fraction:
    """Return half of the step to which the digits of a number look rounded; 0 of a count."""
    whole, _, decimals = text.replace(",", "").partition(".")
    value, last = Fraction(whole + decimals) / 10 ** len(decimals), Fraction(1, 10 ** len(decimals))
    if counting and value < 100 and value.denominator == 1 and last == 1:
        return Fraction(0)
    return rounding_step(value, last) / 2


def read_shape(
    written: Callable[[str], str | None],
    wanted: Measure | None,
    country: str | None,
    *,
    counting: bool,
) -> Shape | None:
    """Return what the values of a shape stand for; None where they must be read one by one.

    `written` puts a number into the words of the shape.
    """
    read = {p: _read(written(p), wanted, country, counting) for p in (*_FIRST, *_PROBES)}
    found = {probe: quantity for probe, quantity in read.items() if quantity is not None}
    if len(found) < len(read) or len({sort_of(q.unit) for q in found.values()}) != 1:
        return None
    sort = sort_of(next(iter(found.values())).unit)
    for counts in (True, False) if counting else (False,):
        lower = _end({p: q.default.lower for p, q in found.items()}, counting=counts)
        upper = _end({p: q.default.upper for p, q in found.items()}, counting=counts)
        if lower is not None and upper is not None:
            return Shape(sort, lower, upper, counts)
    return None


def read_value(
    text: str, wanted: Measure | None, country: str | None, *, counting: bool
) -> Value | None:
    """Return what a value stands for; None where only the rules themselves can judge it."""
    quantity = _read(text, wanted, country, counting)
    if quantity is None:
        return None
    interval = quantity.default
    return Value(sort_of(quantity.unit), float(interval.lower), float(interval.upper))


def _read(
    text: str | None,
    wanted: Measure | None,
    country: str | None,
    counting: bool,  # noqa: FBT001 - one flag
) -> Quantity | None:
    """Return the reading of a value that is compared, where it has none of another sort."""
    if text is None:
        return None
    quantity = read_quantity(text.strip(), country=country, counting=counting)
    if not isinstance(quantity, Quantity) or quantity.second is not None:
        return None
    meant = readings(quantity, wanted)
    if len({sort_of(one.unit) for one in meant}) != 1:
        return None
    return meant[0]


def _end(bounds: dict[str, Bound], *, counting: bool) -> End | None:
    """Return how an end depends on the number; None where no such line goes through all probes."""
    infinite = [isinstance(bound, float) for bound in bounds.values()]
    if all(infinite):
        return End(0.0, 0.0, infinite=True)
    if any(infinite):
        return None
    known = {p: (_value(p), slack(p, counting=counting), b) for p, b in bounds.items()}
    (x, h, b), (y, k, c) = (known[probe] for probe in _FIRST)
    over = x * k - y * h
    number = Fraction(b * k - c * h) / over
    extra = Fraction(x * c - y * b) / over
    if all(Fraction(e) == number * v + extra * s for v, s, e in known.values()):
        return End(float(number), float(extra), infinite=False)
    return None


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))
