"""Where a claim of location says that something is, and where other claims put the same thing.

Loads the map.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims import records
from claims.places import gazetteer, measure, outlines, phrases, search
from claims.places.geodesy import Spot, distances
from claims.places.model import Place, Unplaced
from rules.contract import Anchor, Part
from rules.reach._places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route
    from claims.load import Entry
    from claims.places.shape import Shape
    from rules.claimset import ClaimSet

NEAR = (100_000.0, 500_000.0)
"""How far in metres "near" reaches at most: by default, and as loosely as anybody would say it."""

AT = (25_000.0, 100_000.0)
"""The same of "at"."""

BETWEEN = (50_000.0, 200_000.0)
"""How far beside the lines that join two places something still lies between them."""


class Position(NamedTuple):
    """Where a claim puts something, by its field."""

    entry: Entry
    route: Route
    place: Place

    @property
    def part(self) -> Part:
        """Return the position as a part of a verdict."""
        return Part(Anchor(self.entry.key, self.route), f"{self.place.name} here")


class Positions(NamedTuple):
    """Where an event is said to have been; `where` is its place, the others the ends of its way.

    `unread` are texts that name no known place. `whole` says that no further end is possible: what
    is at none of these places is nowhere.
    """

    where: tuple[Position, ...]
    ends: tuple[Position, ...]
    unread: tuple[tuple[Entry, Route, Unplaced], ...]
    whole: bool

    @property
    def every(self) -> tuple[Position, ...]:
        """Return all of them."""
        return (*self.where, *self.ends)


def positions(claims: ClaimSet, event: Entry) -> Positions:
    """Return where an event's own record and its like elsewhere put it."""
    where: list[Position] = []
    ends: list[Position] = []
    unread: list[tuple[Entry, Route, Unplaced]] = []
    told: set[str] = set()
    for entry in tellings(claims, event):
        record = entry.record
        if not isinstance(record, records.Event) or record.hedge == "denied":
            continue
        for name, text in (("place", record.place), ("from", record.from_), ("to", record.to)):
            if text is None:
                continue
            told.add(name)
            found = place_of(claims, entry, text)
            if isinstance(found, Unplaced):
                unread.append((entry, (name,), found))
            else:
                into = where if name == "place" else ends
                into.append(Position(entry, (name,), found))
    return Positions(tuple(where), tuple(ends), tuple(unread), {"from", "to"} <= told)


def tellings(claims: ClaimSet, event: Entry) -> Iterator[Entry]:
    """Return an event and the events that are said to be the same."""
    identity = claims.identity(event.key)
    yield event
    for other, _ in claims.each(records.Event):
        if other is not event and claims.identity(other.key) == identity:
            yield other


def located(
    claims: ClaimSet, entry: Entry, record: records.Location
) -> tuple[Place, ...] | Unplaced:
    """Return the places that a claim of location names."""
    found = []
    for text in record.place:
        place = place_of(claims, entry, text)
        if isinstance(place, Unplaced):
            return place
        found.append(place)
    return tuple(found)


def fixed_thing(claims: ClaimSet, entry: Entry, name: str) -> Place | None:
    """Return the place that the name of a thing is, of those whose names are hardly anything else.

    A ship may be called Victoria, so that cities do not count.
    """
    defined = {n for row in entry.document.record.places for n in (row.name, *row.also)}
    known = gazetteer.in_packs(name) or name in defined or any(c.isdigit() for c in name)
    if not known:
        return None
    found = place_of(claims, entry, name)
    return found if isinstance(found, Place) else None


def stays(claims: ClaimSet, event: records.Event) -> bool | None:
    """Say whether an event is at one point for all that it lasts; None where that is not known.

    A missile's launch is over in moments and ends elsewhere.
    """
    concept = claims.vocabulary.activities.get(event.activity)
    if concept is None:
        return None
    flies = "missile" in claims.vocabulary.activities.implied(event.activity)
    moves = flies or event.to is not None or event.from_ is not None
    return concept.momentary and not moves


# --- how one place stands to another -------------------------------------------------------------


class Gap(NamedTuple):
    """How far a place lies from another, in metres: as drawn, and what both may be off by."""

    distance: float
    slack: float

    def beyond(self, reach: float) -> bool:
        """Say whether the two are farther apart than that for certain."""
        return self.distance - self.slack > reach


@lru_cache(maxsize=4096)
def gap(first: Place, second: Place) -> Gap:
    """Return the least distance between two places; 0 where they meet."""
    found = measure.nearest(first.shape, second.shape).distance
    distance = max(0.0, found - first.margin - second.margin)
    return Gap(distance, first.tolerance + second.tolerance)


def inside(first: Place, second: Place) -> bool:
    """Say whether the first place lies inside of the second for certain."""
    if second.kind == "country" and first.kind in {"city", "site", "island", "region"}:
        return first.country == second.country
    if second.at_sea and not first.at_sea and on_land(first) is not None:
        return False
    slack = first.tolerance + second.tolerance + first.margin
    if second.margin:
        end = measure.farthest(second.shape, first.shape).distance
        return end + slack <= second.margin
    if not second.shape.polygons or not _covered(first.shape, second.shape):
        return False
    return slack == 0 or _depth(first.shape, second.shape) > slack


def _covered(first: Shape, second: Shape) -> bool:
    return bool(second.contains(first.sample.points).all())


def _depth(first: Shape, second: Shape) -> float:
    """Return how far the first shape lies from the edge of the second at least, in metres."""
    return float(search.to_nearest(second.sample, first.sample.points).min())


def on_land(place: Place) -> str | None:
    """Return the country on whose land a place lies for certain, if any."""
    if place.margin:
        return None
    spots = place.shape.sample.points
    for name in outlines.names():
        west, south, east, north = outlines.box(name)
        lon, lat = spots[:, 0], spots[:, 1]
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if near.all():
            land = gazetteer.drawn(name)
            slack = place.tolerance + outlines.TOLERANCE
            if land.contains(spots).all() and _depth(place.shape, land) > slack:
                return name
    return None


def hull(places: tuple[Place, ...], *, at_sea: bool) -> Place | str:
    """Return what lies between two places, or between the members of one group."""
    if len(places) != 2:
        return "`between` needs two places"
    first, second = places
    words = f"between {first.name} and {second.name}"
    return phrases.between(first, second, words, at_sea=at_sea)


def limits(relation: str) -> tuple[float, float]:
    """Return how far in metres a relation reaches at most: by default and loosely."""
    return {"near": NEAR, "at": AT, "between": BETWEEN}.get(relation, (0.0, 0.0))


def spot_of(place: Place) -> Spot | None:
    """Return the point that a place is, if it is one."""
    return Spot(*place.shape.points[0].tolist()) if place.is_point else None


def spread(place: Place) -> float:
    """Return how far a place may reach from its middle, in metres."""
    if place.is_point:
        return place.tolerance
    edge = place.shape.sample.points
    middle = np.repeat(np.array([place.shape.centre]), len(edge), axis=0)
    return float(distances(middle, edge).max()) + place.tolerance + place.margin
