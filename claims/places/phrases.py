"""Areas that phrases describe, each by a construction that can be told in a sentence.

What a phrase such as "central Norway" covers, nobody has laid down. Each construction has a
tolerance, wide on purpose: what lies outside of the area and its tolerance is hardly meant, and
what lies between counts as neither in nor out.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from claims.places.geodesy import Points, Spot, angles, circle, destination, vectors
from claims.places.model import Place
from claims.places.rings import shape_of
from claims.places.shape import Shape, of_geometry, together

if TYPE_CHECKING:
    from claims.interval import Interval

CENTRAL = 2 / 3
"""The share of the radius of a disc of a place's area, to which "central" reaches."""

OFF = 370_400.0
"""How far in metres "off" a coast reaches: 200 nautical miles, the breadth of an exclusive economic
zone (UN Convention on the Law of the Sea, article 57)."""

TERRITORIAL = 22_224.0
"""12 nautical miles in metres: the territorial sea (the same, article 3)."""

NEAR = 50_000.0
"""How far in metres "near" a place reaches by default; ten times that is the tolerance's end."""

BETWEEN_PARTS = 0.02
"""Parts of a place below this share of its largest do not count for what lies between places."""


def central(place: Place) -> Place | None:
    """Return the middle of an area."""
    size = sqrt(place.shape.area / pi)
    if not size:
        return None
    disc = shape_of([(circle(place.shape.centre, size * CENTRAL),)])
    shape = of_geometry(shapely.intersection(disc.geometry, place.shape.geometry))
    words = (
        f"what of {place.name} lies within {size * CENTRAL / 1000:.0f} km of its middle, two "
        "thirds of the radius of a disc as large as it"
    )
    return _made(place, f"central {place.name}", shape, size / 3, words)


def part_towards(place: Place, side: str, words: str) -> Place | None:
    """Return the part of an area beyond its middle to one side: "n", "ne" and so on."""
    if not place.shape.polygons:
        return None
    centre = place.shape.centre
    boxes = _half_planes(centre, side)
    pieces = [shapely.intersection(place.shape.geometry, shapely.box(*box)) for box in boxes]
    shape = together([of_geometry(piece) for piece in pieces])
    told = f"what of {place.name} lies beyond its middle ({centre.lat:.1f}, {centre.lon:.1f})"
    return _made(place, words, shape, sqrt(place.shape.area) / 4, told)


def _half_planes(centre: Spot, side: str) -> list[tuple[float, float, float, float]]:
    south, north = -90.0, 90.0
    if "n" in side:
        south = centre.lat
    elif "s" in side:
        north = centre.lat
    if "e" in side:
        spans = _span(centre.lon, centre.lon + 180)
    elif "w" in side:
        spans = _span(centre.lon - 180, centre.lon)
    else:
        spans = [(-180.0, 180.0)]
    return [(west, south, east, north) for west, east in spans]


def _span(west: float, east: float) -> list[tuple[float, float]]:
    """Return a stretch of longitudes as one or two within -180 to 180."""
    if west < -180:
        return [(west + 360, 180.0), (-180.0, east)]
    if east > 180:
        return [(west, 180.0), (-180.0, east - 360)]
    return [(west, east)]


def around(place: Place, words: str, margin: float, told: str, *, at_sea: bool) -> Place:
    """Return what lies within a margin in metres of a place, its tolerance half as wide."""
    return Place(
        words,
        "phrase",
        place.shape,
        place.tolerance + margin / 2,
        place.source,
        place.country,
        margin=place.margin + margin,
        at_sea=at_sea,
        construction=told,
    )


BASELINE = 44_448.0
"""24 nautical miles in metres: how wide a bay a baseline may close (the same, article 10), and so
about how far off the coast zones may begin to count."""


def zone(place: Place, words: str, margin: float, told: str) -> Place:
    """Return the sea within a breadth laid down by law, from the coast as it is drawn."""
    return Place(
        words,
        "phrase",
        place.shape,
        place.tolerance + BASELINE,
        place.source,
        place.country,
        margin=margin,
        at_sea=True,
        construction=told,
    )


def away(
    place: Place, words: str, distance: Interval, bearing: tuple[float, float] | None
) -> Place:
    """Return where one is at a distance from a place, in metres, and in a direction if one is said.

    `bearing` is the middle of a sector and half its width, in degrees.
    """
    centre = place.shape.centre
    low, high = float(distance.lower), float(distance.upper)
    edge = 0.0
    if place.shape.polygons:
        edge = sqrt(place.shape.area / pi)
    if bearing is None:
        outer, inner = circle(centre, high + edge), circle(centre, max(low, 1.0))
        shape = shape_of([(outer, inner)] if low > 1 else [(outer,)])
        told = f"a ring round the middle of {place.name}"
    else:
        middle, half = bearing
        turns = np.linspace(middle - half, middle + half, 25).tolist()
        far = [destination(centre, turn, high + edge) for turn in turns]
        close = [destination(centre, turn, max(low, 0.0)) for turn in reversed(turns)]
        ring = np.array([*far, *close, far[0]])
        shape = shape_of([(ring,)])
        told = f"a sector of {2 * half:g} degrees seen from the middle of {place.name}"
    return Place(
        words, "phrase", shape, place.tolerance, place.source, place.country,
        construction=told,
    )  # fmt: skip


def between(first: Place, second: Place, words: str, *, at_sea: bool) -> Place | str:
    """Return what lies between two places, or why that cannot be drawn.

    That is the area that the shortest lines from one to the other run through: the hull of both,
    on a map where great circles are straight, without the two.
    """
    corners = [_main(first.shape), _main(second.shape)]
    every = vectors(np.concatenate(corners))
    middle = every.mean(axis=0)
    size = float(np.linalg.norm(middle))
    if size < 0.2 or angles(every @ (middle / size)).max() > np.radians(75):
        return "the two are too far apart to say what lies between them"
    middle /= size
    east = np.cross([0.0, 0.0, 1.0], middle)
    if np.linalg.norm(east) < 1e-9:
        east = np.array([1.0, 0.0, 0.0])
    east /= np.linalg.norm(east)
    north = np.cross(middle, east)
    plane = np.column_stack([every @ east, every @ north]) / (every @ middle)[:, None]
    hull = shapely.segmentize(shapely.MultiPoint(plane).convex_hull, 0.01)
    if not isinstance(hull, shapely.Polygon):
        return "the two lie on one line, and nothing wide is between them"
    ring = np.asarray(hull.exterior.coords)
    back = middle + ring[:, :1] * east + ring[:, 1:] * north
    back /= np.linalg.norm(back, axis=1, keepdims=True)
    lon = np.degrees(np.arctan2(back[:, 1], back[:, 0]))
    lat = np.degrees(np.arcsin(np.clip(back[:, 2], -1, 1)))
    drawn = shape_of([(np.column_stack([lon, lat]),)], stitched=True)
    rest: shapely.Geometry = drawn.geometry
    for place in (first, second):
        if place.shape.polygons:
            rest = shapely.difference(rest, place.shape.geometry)
    shape = of_geometry(rest)
    if shape.empty:
        return "nothing is left between the two"
    told = (
        f"the hull of {first.name} and {second.name}, on which the shortest lines from one to the "
        "other run, without the two; small islands far out do not count"
    )
    tolerance = 50_000.0 + first.tolerance + second.tolerance
    return Place(
        words, "phrase", shape, tolerance, first.source, at_sea=at_sea, construction=told,
    )  # fmt: skip


def _main(shape: Shape) -> Points:
    """Return the corners of the parts that count for what lies between places."""
    if not shape.polygons:
        return shape.points
    least = shape.areas.max() * BETWEEN_PARTS
    pairs = zip(shape.polygons, shape.areas, strict=True)
    return np.concatenate([rings[0] for rings, area in pairs if area >= least])


def _made(place: Place, name: str, shape: Shape, tolerance: float, words: str) -> Place | None:
    if shape.empty:
        return None
    return Place(
        name,
        "phrase",
        shape,
        place.tolerance + tolerance,
        place.source,
        place.country,
        construction=words,
        parts=place.parts,
    )
