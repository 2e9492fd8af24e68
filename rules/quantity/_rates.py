"""Rates at which claims say that one currency was changed for another.

Money is converted at such a rate only, and only where the value and the rate are of one time: what
a currency is worth changes, and no table of it comes with the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.quantity import Quantity
from claims.units import read_unit
from rules.contract import Anchor, Part
from rules.quantity._rivals import time_of
from rules.quantity._spread import not_below_zero, over, times
from rules.quantity._values import is_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from claims.units import Unit
    from rules.claimset import ClaimSet

PROPERTY = "exchange rate"
_MOST = 50


class Rate(NamedTuple):
    """How much of one currency is paid for one of another at a time, and the claim that says so."""

    entry: Entry
    base: str
    paid: str
    value: Quantity
    time: str

    @property
    def part(self) -> Part:
        """Return the claim as one that takes part in a verdict."""
        return Part(Anchor(self.entry.key, ("value",)), "the rate stated")

    def converted(self, quantity: Quantity, unit: Unit) -> Quantity | None:
        """Return an amount in the other currency of the two; None where it is in neither."""
        own = quantity.unit.dimension
        if {own, unit.dimension} != {self.base, self.paid}:
            return None
        change = times if own == self.base else over
        rate = self.value
        exact = change(quantity.exact, not_below_zero(rate.exact))
        default = change(quantity.default, not_below_zero(rate.default)).hull(exact)
        loose = change(quantity.loose, not_below_zero(rate.loose)).hull(default)
        return Quantity(quantity.text, unit, exact, default, loose, hedge=quantity.hedge)


def rates(claims: ClaimSet) -> tuple[Rate, ...]:
    """Return the rates that claims state, in the order of their keys."""
    found = [rate for rate in _stated(claims) if rate.base != rate.paid]
    found.sort(key=lambda rate: rate.entry.key)
    return tuple(found[:_MOST])


def _stated(claims: ClaimSet) -> Iterator[Rate]:
    properties = claims.vocabulary.properties
    for entry, record in claims.each(records.Measurement):
        value = entry.quantity("value")
        if (
            value is None
            or properties.canonical(record.property) != PROPERTY
            or record.hedge == "denied"
            or record.status != "happened"
            or record.statistic is not None
            or entry.key in claims.superseded
            or value.alternatives
        ):
            continue
        time = money_time(entry)
        pair = _currencies(record.of, value.unit)
        if time and pair is not None:
            yield Rate(entry, *pair, value, time)


def _currencies(of: str, unit: Unit) -> tuple[str, str] | None:
    """Return the currency that is paid for, and the one in which: "dollars per euro", or of one."""
    paid, slash, base = unit.dimension.partition(" / ")
    if slash and paid.startswith("[currency") and base.startswith("[currency"):
        return base, paid
    read = read_unit(of.strip()) if is_money(unit) else None
    if not read or len(read) > 1 or not is_money(read[0]) or read[0].factor != 1:
        return None
    return read[0].dimension, unit.dimension


def money_time(entry: Entry) -> str:
    """Return what stands for the time of an amount; empty where none is known."""
    record = entry.record
    if not isinstance(record, records.Measurement | records.Total | records.Comparison):
        return ""
    return time_of(entry, record)[0] or ""
