"""What the rules on places share: places of claims, ranges in metres, and words for both.

Loads the map: rules import this module only when a claim needs it.
"""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING, NamedTuple

from claims.places.effort import GaveUpError
from claims.quantity import describe
from claims.source import quoted
from claims.units import read_unit
from rules.contract import Anchor, Judgement, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.faults import Route
    from claims.interval import Interval
    from claims.load import Entry
    from claims.places.geodesy import Spot
    from claims.places.model import Place, Unplaced
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet

LENGTH = "[length]"


class Span(NamedTuple):
    """Metres, at least and at most."""

    low: float
    high: float

    def wider(self, by: float) -> Span:
        """Return the span with so many metres more at each end; none is below zero."""
        return Span(max(0.0, self.low - by), self.high + by)


class Range(NamedTuple):
    """How far something reaches, in metres: as written, as read, and as read more loosely."""

    exact: float
    default: Span
    loose: Span


def ranges(quantity: Quantity) -> tuple[Range, ...]:
    """Return what a distance stands for, the default meaning of its unit first.

    "Up to 930 miles" gives a range of 930 miles; "at least" leaves its end open.
    """
    every = (quantity, *quantity.alternatives)
    return tuple(_range(one) for one in every if one.unit.dimension == LENGTH)


def _range(quantity: Quantity) -> Range:
    bounded = not isinf(quantity.default.lower)
    told = quantity if bounded or quantity.plain is None else quantity.plain
    exact = (quantity.plain or quantity).exact
    middle = exact.upper if not isinf(exact.upper) else exact.lower
    return Range(float(middle), span(told.default), span(told.loose))


def span(interval: Interval) -> Span:
    """Return an interval of metres as two floats; what lies below zero is cut off."""
    return Span(max(0.0, float(interval.lower)), float(interval.upper))


def spans(quantity: Quantity) -> tuple[tuple[Span, Span], ...]:
    """Return the distances that a text may mean, as read and as read more loosely, in metres."""
    every = (quantity, *quantity.alternatives)
    found = [one for one in every if one.unit.dimension == LENGTH]
    return tuple((span(one.default), span(one.loose)) for one in found)


def within_effort(claims: ClaimSet, part: Part, judged: Iterator[Judgement]) -> Iterator[Judgement]:
    """Return what a rule says of a claim, or that measuring it would take too much."""
    found: list[Judgement] = []
    try:
        with claims.effort.lent():
            found.extend(judged)
    except GaveUpError:
        message = "gave up: the shapes are too large or too fine for all of this to be measured"
        way_out = "give simpler shapes, or claims of fewer places"
        found.append(Judgement(Verdict.UNDECIDED, message, (part,), help=way_out))
    yield from found


def place_of(claims: ClaimSet, entry: Entry, text: str) -> Place | Unplaced:
    """Return the place that a text of a claim names."""
    return claims.atlas.place(text, entry.document)


def unplaced(entry: Entry, route: Route, found: Unplaced, *others: Part) -> Judgement:
    """Say that it is not known where a place lies."""
    message = f"{quoted(found.text)}: {found.reason}"
    if found.candidates:
        message += ": " + "; ".join(found.candidates)
    part = Part(Anchor(entry.key, route))
    return Judgement(Verdict.UNDECIDED, message, (part, *others), help=found.help)


def sources(*places: Place) -> tuple[str, ...]:
    """Return where the places come from, and how the areas of phrases are made."""
    told = dict.fromkeys(
        f"{place.name}: {place.source}" + (f"; {place.construction}" if place.construction else "")
        for place in places
    )
    return tuple(told)


def km(metres: float) -> str:
    """Write a distance: "1,538 km", below ten kilometres "4.2 km"."""
    if isinf(metres):
        return "any distance"
    value = metres / 1000
    return f"{value:,.0f} km" if value >= 9.95 else f"{value:.1f} km"


def km_span(low: float, high: float) -> str:
    """Write distances from one to another: "419 to 2,892 km"."""
    if isinf(high):
        return f"at least {km(low)}"
    first, second = km(low).removesuffix(" km"), km(high)
    return second if f"{first} km" == second else f"{first} to {second}"


def chain(quantity: Quantity) -> str:
    """Show how a distance is read: "930 mile = 1496.69 km; read as 1488.6-1504.7 km"."""
    unit = (read_unit("km") or (quantity.unit,))[0]
    said = describe(quantity.exact, quantity.unit)
    if quantity.unit.name != unit.name:
        said = f"{said} = {describe(quantity.exact, unit)}"
    return f"{said}; read as {describe(quantity.default, unit)}"


def at(spot: Spot) -> str:
    """Write a point: "24.3N 154.0E"."""
    north, east = "N" if spot.lat >= 0 else "S", "E" if spot.lon >= 0 else "W"
    return f"{abs(spot.lat):.1f}{north} {abs(spot.lon):.1f}{east}"


def listed(names: Iterable[str], most: int = 12) -> str:
    """Join words by commas; of very many the first ones and how many more."""
    held = list(names)
    if len(held) > most:
        return ", ".join(held[: most - 1]) + f" and {len(held) - most + 1} more"
    return " and ".join([", ".join(held[:-1]), held[-1]] if len(held) > 1 else held)
