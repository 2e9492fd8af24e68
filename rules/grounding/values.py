"""How a quantity of a record stands to a quantity of its quote."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Literal

from claims.quantity import describe
from claims.units import BARE
from rules.grounding.verdict import Outcome

if TYPE_CHECKING:
    from claims.interval import Interval
    from claims.quantity import Quantity
    from claims.units import Unit

NUMBER = "number"
_SHARES = frozenset({"%", "percentage point", "ppm"})
Bend = Literal["", "about", "least", "more", "most", "less", "near"]


def sort_of(unit: Unit) -> str:
    """Return what sort of thing a unit measures: a dimension, a share of one kind, or a number."""
    if unit.dimension:
        return unit.dimension
    name = "percentage point" if unit.name == "basis point" else unit.name
    return name if name in _SHARES else NUMBER


def comparable(one: Quantity, other: Quantity) -> bool:
    """Say whether any readings of two quantities measure the same sort of thing."""
    sorts = {sort_of(q.unit) for q in _all(one)}
    return not sorts.isdisjoint(sort_of(q.unit) for q in _all(other))


def _all(quantity: Quantity) -> tuple[Quantity, ...]:
    return (quantity, *quantity.alternatives)


@lru_cache(maxsize=4096)
def compare(record: Quantity, quote: Quantity) -> Outcome | None:
    """Say how a record's quantity stands to a quote's; nothing where they do not compare.

    Both may be read in several ways. What agrees only by readings that are not the defaults is
    ambiguous; the second value of the quote, in brackets, counts as much as the first.
    """
    outcomes = []
    said_values = (quote, quote.second) if quote.second is not None else (quote,)
    alike = [said for said in said_values if _same_unit(said.unit, record.unit)]
    for said in alike or said_values:
        default = _pair(record, said)
        others = [
            _pair(one, other)
            for one in _all(record)
            for other in _all(said)
            if (one is not record or other is not said) and _same_reading(one, other, record, said)
        ]
        far = [o for one in _all(record) for other in _all(said) if (o := _pair(one, other))]
        outcomes.append(default)
        outcomes += [o for o in others if o is Outcome.AGREES]
        if any(not o.is_told for o in far):
            outcomes.append(Outcome.AMBIGUOUS)
        outcomes += [Outcome.DISAGREES for o in far if o.is_told]
    known = [outcome for outcome in outcomes if outcome is not None]
    found = min(known, key=lambda outcome: outcome.rank) if known else None
    if record.second is not None and found is not None and not found.is_told:
        # A record in two units says two values, and both must be the quote's.
        other = compare(record.second, quote)
        found = found if other is None or not other.is_told else other
    return found


def _same_reading(one: Quantity, other: Quantity, record: Quantity, quote: Quantity) -> bool:
    """Say whether both are read the same way, so that what is written alike agrees with itself."""
    if one.unit != other.unit or len(record.alternatives) != len(quote.alternatives):
        return False
    return _all(record).index(one) == _all(quote).index(other)


def _pair(record: Quantity, quote: Quantity) -> Outcome | None:
    one, other = record.plain or record, quote.plain or quote
    if sort_of(one.unit) != sort_of(other.unit):
        # "half of the voters" and "50 %" are one value, but 25 and 25 % are none.
        mixed = {sort_of(one.unit), sort_of(other.unit)} == {NUMBER, "%"}
        alike = mixed and one.exact == other.exact and not _is_whole(one)
        return bends(record, quote) if alike else None
    number = _numbers(one, other)
    if number is not None:
        return (
            _worse(number, bends(record, quote))
            if number is Outcome.AMBIGUOUS
            else bends(record, quote)
        )
    return _unequal(record, quote)


def _is_whole(quantity: Quantity) -> bool:
    lower = quantity.exact.lower
    return isinstance(lower, Fraction) and lower.denominator == 1


def _worse(one: Outcome, other: Outcome) -> Outcome:
    return max((one, other), key=lambda outcome: outcome.rank)


def _numbers(one: Quantity, other: Quantity) -> Outcome | None:
    """Say whether two values without hedges are one number, whatever their units."""
    if one.exact == other.exact:
        return Outcome.AGREES
    # The same number in another unit is a swap of units, however close the units are.
    if _same_unit(one.unit, other.unit) or _bare(one) == _bare(other):
        return None
    # A value rewritten in another unit is rounded anew, at most as coarsely as its digits show.
    if other.exact.within(one.default):
        return Outcome.AGREES
    return Outcome.AMBIGUOUS if other.exact.within(one.loose) else None


def _width(quantity: Quantity) -> Fraction:
    low, high = quantity.default.lower, quantity.default.upper
    if isinstance(low, float) or isinstance(high, float):
        return Fraction(0)
    return high - low


def _same_unit(one: Unit, other: Unit) -> bool:
    return (one.factor, one.offset) == (other.factor, other.offset)


def bend_of(quantity: Quantity) -> Bend:
    """Return what the words around a number do to it."""
    if quantity.plain is None:
        return ""
    exact, default = quantity.exact, quantity.default
    if exact.upper == inf:
        return "more" if exact.lower_open else "least"
    if exact.lower == -inf:
        return "less" if exact.upper_open else "most"
    plain = quantity.plain.default
    if default == plain or default.is_point:
        return ""  # "a total of 173" is 173, and no rounding hides in it
    if (
        plain.lower <= default.lower
        and plain.upper <= default.upper
        and default.lower == exact.lower
    ):
        return "near"
    return "near" if default.upper == exact.upper or default.lower == exact.lower else "about"


_SIDES = {"least": 1, "more": 1, "most": -1, "less": -1}


def bends(record: Quantity, quote: Quantity) -> Outcome:
    """Compare the hedges of two quantities whose numbers are one."""
    mine, its = bend_of(record), bend_of(quote)
    if mine == its:
        if mine == "near" and record.default != quote.default and record.unit == quote.unit:
            return Outcome.AMBIGUOUS
        return Outcome.AGREES
    if {mine, its} == {"near", "about"}:
        return Outcome.STRONGER if mine == "near" else Outcome.WEAKER
    if not mine:
        # "Some 600 to 700 million": a range is a doubt already.
        ranged = its == "about" and not (record.plain or record).exact.is_point
        return Outcome.WEAKER if ranged else Outcome.STRONGER
    if not its:
        return Outcome.STRONGER if mine in {"more", "less", "near"} else Outcome.WEAKER
    sides = _side(record, mine), _side(quote, its)
    if mine in _SIDES and sides[1]:
        # Whether the bound itself is allowed is more than people mean.
        return Outcome.WEAKER if sides[0] == sides[1] else Outcome.DISAGREES
    return Outcome.STRONGER


def _side(quantity: Quantity, bend: Bend) -> int:
    """Return on which side of its number a hedged quantity lies; 0 where on both."""
    if bend in _SIDES or bend != "near" or quantity.plain is None:
        return _SIDES.get(bend, 0)
    default, plain = quantity.default, quantity.plain.exact
    below, above = plain.lower - default.lower, default.upper - plain.upper
    return (above > below) - (above < below)


def _unequal(record: Quantity, quote: Quantity) -> Outcome:
    """Compare two quantities of one sort whose numbers differ."""
    mine, its = bend_of(record), bend_of(quote)
    if scaled_away(record, quote):
        return Outcome.DISAGREES
    if mine in _SIDES and its == mine:
        # Entailed or not, "at least 10" is no other way to say "at least 20".
        weaker = quote.exact.within(record.exact)
        return Outcome.AMBIGUOUS if weaker else Outcome.DISAGREES
    if mine and mine == its:
        return Outcome.DISAGREES
    ranged = not record.exact.is_point and not mine
    if ranged or mine:
        if quote.default.within(record.default) or (
            mine and not its and quote.exact.within(record.default)
        ):
            return Outcome.WEAKER
        if ranged and record.exact.within(quote.default):
            return Outcome.STRONGER
        return Outcome.DISAGREES
    if its in _SIDES or not quote.exact.is_point:
        return Outcome.STRONGER if record.exact.within(quote.exact) else Outcome.DISAGREES
    coarser = quote.exact.within(record.default) and _width(record) > _width(quote)
    return Outcome.AMBIGUOUS if coarser else Outcome.DISAGREES


def scaled_away(record: Quantity, quote: Quantity) -> bool:
    """Say whether a quote gives the record's number with another unit."""
    one, other = record.plain or record, quote.plain or quote
    if sort_of(one.unit) == sort_of(other.unit) and _same_unit(one.unit, other.unit):
        return False
    return _bare(one) == _bare(other)


def _bare(quantity: Quantity) -> tuple[object, object]:
    back = written(quantity)
    return (back.lower, back.upper)


def written(quantity: Quantity) -> Interval:
    """Return the number of a quantity as it is written, in its own unit."""
    unit = quantity.unit
    return quantity.exact.scaled(1 / unit.factor, -unit.offset / unit.factor)


def absolute(quantity: Quantity) -> Quantity:
    """Return a quantity without the minus sign that says "less by"."""
    upper = quantity.exact.upper
    if upper == inf or upper >= 0:
        return quantity
    parts = [i.scaled(Fraction(-1)) for i in (quantity.exact, quantity.default, quantity.loose)]
    plain = absolute(quantity.plain) if quantity.plain is not None else None
    return replace(
        quantity, exact=parts[0], default=parts[1], loose=parts[2], plain=plain, alternatives=()
    )


def show(quantity: Quantity) -> str:
    """Write what a quantity is read as."""
    return describe(quantity.exact, quantity.unit if quantity.unit.name else BARE)
